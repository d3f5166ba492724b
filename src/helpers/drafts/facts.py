"""Facts: what a draft is held against, in one form, each with what it may do.

A claim that others repeat is one fact with them. A fact that is doubted, made up, or found only in
the checked article is shown and never supports.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction

from helpers.claims.claim import Claim, ClaimType
from helpers.claims.dates import read_moment
from helpers.claims.finding import Finding
from helpers.claims.intervals import Interval
from helpers.drafts.mentions import (
    Kind,
    Mention,
    Qualifier,
    last_step,
    read_mentions,
    tokenize,
)
from helpers.drafts.prose import list_words
from helpers.drafts.vocabulary import (
    PLACE,
    SOURCE,
    SYSTEM,
    THING,
    WHO,
    Vocabulary,
    name_place,
)
from helpers.status import DataStatus


class Standing(StrEnum):
    """What a fact may do to a number of a draft."""

    CONTRADICTS = "may contradict"
    SHOWN = "may be shown"
    NEVER = "never supports"


@dataclass(frozen=True)
class Days:
    """A date that belongs to a fact, and what it is to it."""

    role: str
    first: date
    last: date


@dataclass(frozen=True)
class Fact:
    """One thing that is known: its value, its scope, who says so, and what it may do.

    `ids` are its own and those of what repeats it. `also` are numbers that stand beside it in the
    source. `words` are the stems and terms it is found by, with their weights; `family` is what it
    shares with its neighbors. `sentence` is one to print, `about` what it is of, `credit` whose
    word it is.
    """

    id: str
    ids: frozenset[str]
    kind: Kind
    value: Fraction | None = None
    step: Fraction = Fraction(1)
    high: Fraction | None = None
    qualifier: Qualifier = Qualifier.BARE
    logical: Interval | None = None
    printed: str = ""
    unit: str = ""
    unit_words: str = ""
    per: str = ""
    lasting: str = ""
    days: tuple[Days, ...] = ()
    who: frozenset[str] = frozenset()
    actors: frozenset[str] = frozenset()
    where: frozenset[str] = frozenset()
    system: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    members: frozenset[str] = frozenset()
    member_names: tuple[str, ...] = ()
    also: tuple[Mention, ...] = ()
    words: Mapping[str, float] = field(default_factory=dict)
    family: frozenset[str] = frozenset()
    sentence: str = ""
    about: str = ""
    credit: str = ""
    address: str = ""
    quote: str = ""
    standing: Standing = Standing.CONTRADICTS
    prior: float = 0.0

    @property
    def period(self) -> tuple[date, date] | None:
        """The first and last day of what was counted, if both are known."""
        starts = [one.first for one in self.days if one.role in ("start", "value")]
        ends = [one.last for one in self.days if one.role in ("end", "value")]
        return (min(starts), max(ends)) if starts and ends else None


QUALIFIERS: Mapping[str, Qualifier] = {
    "over": Qualifier.MORE, "more than": Qualifier.MORE, "at least": Qualifier.LEAST,
    "nearly": Qualifier.NEARLY, "almost": Qualifier.NEARLY, "up to": Qualifier.MOST,
    "as many as": Qualifier.MOST, "approximately": Qualifier.ABOUT, "about": Qualifier.ABOUT,
    "around": Qualifier.ABOUT, "average": Qualifier.ABOUT, "exact": Qualifier.EXACT,
    "only": Qualifier.EXACT, "exact (list)": Qualifier.EXACT,
    "exact; possible undercount": Qualifier.LEAST,
}  # fmt: skip
"""How the wordings of the transcription qualify."""

ARTICLE = "The article"
"""The publisher, in the transcription, of the article that this project checks."""
COUNTED = (ClaimType.QUANTITY, ClaimType.DATE)
_PER = re.compile(r"/(day|week|month|year|hour)\b|\bper (day|week|month|year|hour)\b")
_PERIODIC = re.compile(r"\bin an? (month|week|day)\b|\ban? (month)\b(?=,|$| in \d{4})")
LENGTHS = {"days": "day", "years": "year", "months": "month", "weeks": "week", "hours": "hour"}
CODE = re.compile(r"\b[A-Z]{2}\b")


class FactReader:
    """Turns claims, laws, answers, series and findings into facts by one vocabulary."""

    def __init__(self, vocabulary: Vocabulary, states: Mapping[str, str]) -> None:
        self.vocabulary = vocabulary
        self.states = dict(states)

    # Claims.

    def read_claims(self, claims: Mapping[str, Claim], doubted: Iterable[str] = ()) -> list[Fact]:
        """Return a fact for each claim that repeats no other."""
        doubted = set(doubted)
        heads = {name: self._head(claim, claims) for name, claim in claims.items()}
        groups: dict[str, list[Claim]] = defaultdict(list)
        for name, head in heads.items():
            groups[head].append(claims[name])
        return [
            self._read_claim(claims[head], group, claims, head in doubted)
            for head, group in groups.items()
            if claims[head].source != ARTICLE or claims[head].type in COUNTED
        ]

    def _head(self, claim: Claim, claims: Mapping[str, Claim]) -> str:
        """Return the claim at the end of a chain of repetitions."""
        seen = {claim.id}
        while (name := getattr(claim, "repeats", "")) and name in claims and name not in seen:
            seen.add(name)
            claim = claims[name]
        return claim.id

    def _read_claim(
        self, claim: Claim, group: Sequence[Claim], claims: Mapping[str, Claim], doubted: bool
    ) -> Fact:
        sentence = str(getattr(claim, "sentence", ""))
        definition = str(getattr(claim, "definition", ""))
        quote = str(getattr(claim, "quote", ""))
        counted_by = str(getattr(claim, "counted_by", "")) or claim.origin_name
        scope = claim.scope
        parts = [
            (sentence.replace("{}", " "), 1.0),
            (claim.statement, 1.0),
            (definition, 0.7),
            (claim.unit, 0.5),
            (quote, 0.5),
            (self._spell(scope.who), 0.5),
            (claim.title, 0.3),
            (claim.notes, 0.35),
            (claim.source, 0.3),
            (counted_by, 0.3),
        ]
        listed = next(
            (one for one in [claim, *group] if one.members and one.source != ARTICLE), claim
        )
        names = tuple(listed.members)
        value, high = claim.value, None
        kind = _kind(claim)
        if claim.logical is not None and claim.wording and " to " in claim.wording:
            low, top = claim.logical.low, claim.logical.high
            if isinstance(low, Fraction) and isinstance(top, Fraction):
                value, high = low, top
        if kind is Kind.VOTES:
            ayes, _, noes = claim.printed.partition("-")
            value, high = Fraction(ayes), Fraction(noes)
        if kind is Kind.SCALE:
            value = claim.logical.low if claim.logical else None  # type: ignore[assignment]
        if kind is Kind.COUNT and value is None and names:
            value = Fraction(len(names))
        text = f"{sentence} {claim.statement} {definition}"
        fact = Fact(
            id=claim.id,
            ids=frozenset(one.id for one in group),
            kind=kind,
            value=value,
            step=_step(claim, value),
            high=high,
            qualifier=QUALIFIERS.get(claim.wording, Qualifier.BARE),
            logical=claim.logical,
            printed=_write(claim),
            unit_words=claim.unit,
            per=self._per(claim),
            lasting=LENGTHS.get(claim.unit, ""),
            days=_claim_days(claim),
            members=frozenset(self._member(name) for name in names),
            member_names=tuple(self.states.get(name, name) for name in names),
            sources=self._terms(SOURCE, counted_by, *(one.source for one in group), claim.origin),
            sentence=sentence.replace("{}", _write(claim)),
            about=claim.statement,
            credit=_credit(claim, counted_by),
            address=claim.address,
            quote=quote,
            standing=_standing(claim, doubted),
            prior=min(len(group), 4) / 4 + (0.5 if sentence else 0.0),
            family=frozenset({f"topic:{claim.topic}", f"origin:{claim.origin}"}),
        )
        also = [
            mention
            for words in (sentence.replace("{}", " "), claim.statement, definition, quote,
                          claim.notes)
            for mention in read_mentions(words)
        ]  # fmt: skip
        return self._place(fact, parts, text, scope.who, also, claim.unit, claim.topic)

    def _place(
        self, fact: Fact, parts: Iterable[tuple[str, float]], text: str, who: str,
        also: Sequence[Mention], unit: str, topic: str,
    ) -> Fact:  # fmt: skip
        """Return a fact with its words and slots filled from its texts."""
        words: dict[str, float] = {}
        for part, weight in parts:
            tokens = tokenize(part)
            for one in {word.stem for word in list_words(tokens)} | {
                "~" + tag.term for tag in self.vocabulary.tag(tokens)
            }:
                words[one] = max(weight, words.get(one, 0.0))
        scope = self._spell(who).replace("(", " ; ").replace(")", " ; ")
        things = self.vocabulary.tag(tokenize(unit))
        unit_term = (
            unit
            if unit.endswith("-count")
            else next((tag.term for tag in things if tag.facet == THING), unit)
        )
        systems = self._terms(SYSTEM, text)
        if topic in ("nlets", "flock"):
            systems = systems | {topic}
        where = self._terms(PLACE, scope, text) | ({"washington"} if topic == "wa_dol" else set())
        towns = self._terms(PLACE, who) if ";" in who or " " in who else frozenset[str]()
        if not fact.members and len(towns) >= 3 and fact.value == len(towns):
            fact = replace(fact, members=towns, member_names=tuple(sorted(towns)))
        return replace(
            fact,
            words=words,
            unit=unit_term,
            who=self._terms(WHO, scope),
            actors=self._terms(WHO, text),
            where=where,
            system=systems,
            also=tuple(also),
            family=fact.family | {f"place:{one}" for one in where},
        )

    def _terms(self, facet: str, *texts: str) -> frozenset[str]:
        return frozenset(
            tag.term
            for text in texts
            for tag in self.vocabulary.tag(tokenize(text))
            if tag.facet == facet
        )

    def _spell(self, who: str) -> str:
        """Return a scope with the postal codes of states spelled out."""
        return CODE.sub(lambda found: self.states.get(found[0], found[0]), who)

    def _member(self, name: str) -> str:
        name = self.states.get(name, name)
        tags = self.vocabulary.tag(tokenize(name))
        places = [tag.term for tag in tags if tag.facet in (PLACE, WHO)]
        return places[0] if len(places) == 1 else name_place(name)

    def _per(self, claim: Claim) -> str:
        found = _PER.search(claim.unit) or _PERIODIC.search(claim.statement)
        return next((one for one in found.groups() if one), "") if found else ""

    # Laws, answers, monthly series, agreements, findings.

    def read_laws(self, rows: Iterable[Mapping[str, str]]) -> Iterator[Fact]:
        """Yield the numbers and dates of laws; of the periods they set above all."""
        for row in rows:
            place = self.states.get(row["jurisdiction"], "federal")
            name = f"{row['short_name']}, {row['citation']}"
            text = f"{row['what_it_does']} {row['notes']}"
            base = self._reference(
                row["law_id"], f"law:{row['jurisdiction']}", f"{place} law {name}. {text}", place,
                row["source_org"], row["source_url"], row["short_name"], "law",
            )  # fmt: skip
            start = read_moment(row["in_force_from"][:10].rstrip("( "))
            if start is None and row["in_force_from"][:4].isdigit():
                year = int(row["in_force_from"][:4])
                start = date(year, 1, 1), date(year, 12, 31)
            days = (Days("value", *start),) if start else ()
            yield replace(base, days=days)
            yield from self._read_terms(row, base, place)

    def _read_terms(self, row: Mapping[str, str], base: Fact, place: str) -> Iterator[Fact]:
        """Yield the periods that a law sets: days to answer, to appeal, to keep data."""
        seen = set()
        for text in (row["what_it_does"], row["notes"]):
            for one in read_mentions(text):
                if one.kind is not Kind.COUNT or not one.lasting or one.value in seen:
                    continue
                seen.add(one.value)
                near = text[max(0, one.at - 90) : one.stop + 40]
                answer = "first answer to a request is due; respond reply records request"
                words = answer if "first_response" in near or one.at < 60 else ""
                unit = {"day": "day-count", "year": "year-count"}.get(
                    one.lasting, f"{one.lasting}-count"
                )
                fact = replace(
                    base,
                    id=f"{base.id}:{int(one.value or 0)}",
                    ids=base.ids | {f"{base.id}:{int(one.value or 0)}"},
                    kind=Kind.COUNT,
                    value=one.value,
                    step=one.step,
                    lasting=one.lasting,
                    printed=text[one.at : one.stop],
                    days=(),
                    sentence=f"{row['short_name']}: {text.partition('. ')[0]}",
                    standing=Standing.CONTRADICTS,
                )
                parts = [(f"{place} {row['short_name']} {near}", 1.0), (words, 1.0)]
                yield self._place(fact, parts, f"{place} {near}", place, (), unit, "")

    def read_responses(self, rows: Iterable[Mapping[str, str]]) -> Iterator[Fact]:
        """Yield what agencies and companies answered, with its day."""
        for row in rows:
            base = self._reference(
                row["response_id"], row["response_id"], f"{row['who']} {row['about']} "
                f"{row['said']} {row['notes']}", row["who"], row["source_org"], row["source_url"],
                f"{row['who']}: {row['said']}", "response",
            )  # fmt: skip
            start = read_moment(row["date"])
            yield replace(base, days=(Days("value", *start),) if start else ())

    def _reference(
        self, name: str, other: str, text: str, who: str, source: str, address: str, about: str,
        kind: str,
    ) -> Fact:  # fmt: skip
        fact = Fact(
            id=name,
            ids=frozenset({name, other}),
            kind=Kind.DATE,
            about=about,
            sentence="",
            credit=source,
            address=address,
            standing=Standing.SHOWN,
            sources=self._terms(SOURCE, source, who),
            family=frozenset({f"kind:{kind}"}),
        )
        return self._place(fact, [(text, 1.0)], text, who, read_mentions(text), "", "")

    def read_series(self, rows: Iterable[Mapping[str, str]]) -> Iterator[Fact]:
        """Yield the monthly counts of a place."""
        for row in rows:
            place = _name_series(row["place"])
            month = read_moment(row["month"])
            if month is None or not row["value"]:
                continue
            value = Fraction(row["value"])
            unit = next(
                (one for one in ("organizations", "searches", "rows") if one in row["measure"]), ""
            )
            text = f"{place}: {row['measure']}, by month, network audit log"
            fact = Fact(
                id=f"series:{row['place']}:{row['month']}",
                ids=frozenset({f"series:{row['place']}:{row['month']}"}),
                kind=Kind.COUNT,
                value=value,
                qualifier=Qualifier.EXACT,
                printed=f"{int(value):,}",
                days=(Days("value", *month),),
                about=f"{place}: {row['measure']}, {row['month']}",
                sentence=f"{place}'s log has {int(value):,} {row['measure']} for {row['month']}",
                credit=row["source"].partition(",")[0],
                family=frozenset({f"series:{row['place']}", f"measure:{row['measure']}"}),
                prior=-0.5,
            )
            yield self._place(fact, [(text, 1.0)], text, place, (), unit, "flock")

    def read_agreements(self, rows: Iterable[Mapping[str, str]]) -> Iterator[Fact]:
        """Yield ICE's 287(g) agreements by list; by state and model for the first and last."""
        counts: dict[tuple[str, str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for row in rows:
            number = int(row["agreements"])
            for name in ("", row["state"].title(), row["model"]):
                counts[row["list"], row["list_date"], row["edition"]][name] += number
        lists = {key[0] for key in counts}
        ends = {end(key for key in counts if key[0] == one) for one in lists for end in (min, max)}
        for key, groups in counts.items():
            kind, day, edition = key
            moment = read_moment(day)
            if moment is None:
                continue
            for name, number in groups.items():
                if name and (key not in ends or kind != "participating"):
                    continue
                pending = "" if kind == "participating" else f"{kind} "
                text = (
                    f"ICE's list of {pending}287(g) agreements with state and local police {name}"
                )
                fact = Fact(
                    id=f"agreements:{day}:{edition}:{pending.strip()}{name}".rstrip(":"),
                    ids=frozenset({f"agreements:{day}:{edition}:{pending.strip()}{name}"}),
                    kind=Kind.COUNT,
                    value=Fraction(number),
                    qualifier=Qualifier.EXACT,
                    printed=f"{number:,}",
                    days=(Days("value", *moment),),
                    about=f"{pending}287(g) agreements{', ' + name if name else ''}, list of {day}",
                    sentence=f"ICE's list of {day} has {number:,} {pending}287(g) agreements"
                    + (f" ({name})" if name else ""),
                    credit="ICE's public list",
                    family=frozenset({"agreements"}),
                    prior=-0.5 if key in ends else -1.0,
                )
                yield self._place(fact, [(text, 1.0)], text, name, (), "agreements", "")

    def read_findings(self, findings: Iterable[Finding]) -> Iterator[Fact]:
        """Yield what notebooks computed from published figures; nothing made up."""
        for finding in findings:
            value = finding.value
            if finding.data_status is DataStatus.SYNTHETIC or not isinstance(value, int | float):
                continue
            scope = finding.scope
            text = f"{scope.what} {scope.who} {scope.where} {finding.note}"
            kind = Kind.PERCENT if finding.unit.startswith("percent") else Kind.COUNT
            exact = Fraction(str(value))
            fact = Fact(
                id=finding.id,
                ids=frozenset({finding.id}),
                kind=kind,
                value=exact,
                qualifier=QUALIFIERS.get(finding.wording, Qualifier.BARE),
                step=last_step(exact),
                printed=f"{value:,}" + ("%" if kind is Kind.PERCENT else ""),
                days=_span(scope.start, scope.end),
                about=f"{scope.what}, {scope.who}".rstrip(", "),
                credit="our arithmetic",
                standing=Standing.SHOWN,
                family=frozenset({"finding"}),
                prior=-1.0,
            )
            yield self._place(fact, [(text, 1.0)], text, f"{scope.who} {scope.where}", (),
                              finding.unit, "")  # fmt: skip


def _kind(claim: Claim) -> Kind:
    unit = claim.unit
    if claim.is_date or claim.type is ClaimType.DATE or unit in ("date", "month", "year"):
        return Kind.DATE
    if unit.startswith("percent") or unit == "share":
        return Kind.PERCENT
    if unit in ("USD", "dollars"):
        return Kind.MONEY
    if unit in ("times", "ratio"):
        return Kind.TIMES
    if unit == "votes":
        return Kind.VOTES
    if claim.value is None and claim.logical is not None and " to " not in claim.wording:
        return Kind.SCALE
    return Kind.COUNT


def _step(claim: Claim, value: Fraction | None) -> Fraction:
    if value is None:
        return Fraction(1)
    digits = claim.printed.replace(",", "").partition(".")[2]
    return Fraction(1, 10 ** len(digits)) if digits.isdigit() else last_step(value)


def _claim_days(claim: Claim) -> tuple[Days, ...]:
    found = []
    if claim.is_date or claim.type is ClaimType.DATE:
        value = read_moment(claim.printed)
        if value:
            found.append(Days("value", *value))
    found += _span(claim.scope.start, claim.scope.end)
    published = read_moment(claim.source_date) or read_moment(str(getattr(claim, "published", "")))
    if published:
        found.append(Days("published", *published))
    return tuple(found)


def _span(start: str, end: str) -> tuple[Days, ...]:
    found = []
    first, last = read_moment(start), read_moment(end)
    if first:
        found.append(Days("start", *first))
    if last:
        found.append(Days("end", *last))
    return tuple(found)


def _standing(claim: Claim, doubted: bool) -> Standing:
    if claim.source == ARTICLE or claim.origin == "the-article":
        return Standing.NEVER
    if doubted or claim.data_status is DataStatus.SYNTHETIC:
        return Standing.NEVER
    if claim.type in (ClaimType.STATEMENT, ClaimType.ATTRIBUTION):
        return Standing.SHOWN
    return Standing.CONTRADICTS


def _write(claim: Claim) -> str:
    """Return a claim's value as the house writes it: about 540, Sept. 30, 2025."""
    days = read_moment(claim.printed) if claim.is_date else None
    if days and claim.wording == "exact":
        return write_days(*days)
    text = claim.text
    for old, new in HOUSE_WORDS.items():
        text = text.replace(old, new)
    return text


HOUSE_WORDS = {"over ": "more than ", "approximately ": "about ", "around ": "about "}
_MONTHS = ("Jan.", "Feb.", "March", "April", "May", "June", "July", "Aug.", "Sept.", "Oct.",
           "Nov.", "Dec.")  # fmt: skip


def write_day(day: date) -> str:
    """Return a day as the house writes it: Sept. 30, 2025."""
    return f"{_MONTHS[day.month - 1]} {day.day}, {day.year}"


def write_days(first: date, last: date) -> str:
    """Return a day, month or year as the house writes it."""
    if first == last:
        return write_day(first)
    if (first.month, last.month) == (1, 12):
        return str(first.year)
    return f"{first:%B} {first.year}"


_ASIDE = re.compile(r",? (?:via|citing|summary of) .*| summary$| \(.*\)")


def _credit(claim: Claim, counted_by: str) -> str:
    """Return whose word a figure is: who counted, and who published that."""
    source = _ASIDE.sub("", claim.source).strip() or claim.source
    counter = counted_by.partition(", from ")[0]
    bare = counter.lower().removeprefix("the ")
    if not bare or bare in source.lower() or source.lower() in bare:
        return source
    return f"{counter}, according to {source}"


def _name_series(place: str) -> str:
    words = [word for word in place.split("-") if word not in ("pd", "so")]
    name = " ".join(word.capitalize() for word in words[:-1])
    return name.replace("St ", "St. ")
