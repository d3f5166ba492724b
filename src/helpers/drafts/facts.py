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

from helpers.claims.advice import Advice
from helpers.claims.claim import Claim, Claims, ClaimType
from helpers.claims.dates import read_moment
from helpers.claims.finding import Finding
from helpers.claims.names import NO_NAMES, Names, write_day, write_figure
from helpers.claims.quotation import Quote, find_root
from helpers.claims.standing import Standing as Ground
from helpers.claims.verdicts import Verdict
from helpers.drafts.mentions import (
    WORDS,
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


class FactUse(StrEnum):
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
class Wrong:
    """A number or date that somebody gave for a fact, and that is wrong: where, and why."""

    id: str
    reason: str
    label: str
    value: Fraction | None = None
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class Fact:
    """One thing that is known: its value, its scope, who says so, and what it may do.

    `ids` are its own and its copies'. `also` are other numbers with it in the
    source. `words` are the stems and terms it is found by, with their weights; `turning` the small
    words of its own sentences that turn a statement; `family` is what it shares with its neighbors.
    `sentence` is one to print, `about` what it is of, `credit` whose word it is.
    """

    id: str
    ids: frozenset[str]
    kind: Kind
    value: Fraction | None = None
    step: Fraction = Fraction(1)
    high: Fraction | None = None
    qualifier: Qualifier = Qualifier.BARE
    printed: str = ""
    unit: str = ""
    unit_words: str = ""
    per: str = ""
    lasting: str = ""
    working: str = ""
    days: tuple[Days, ...] = ()
    who: frozenset[str] = frozenset()
    actors: frozenset[str] = frozenset()
    where: frozenset[str] = frozenset()
    place: str = ""
    system: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    members: frozenset[str] = frozenset()
    member_names: tuple[str, ...] = ()
    also: tuple[Mention, ...] = ()
    wrong: tuple[Wrong, ...] = ()
    words: Mapping[str, float] = field(default_factory=dict)
    turning: frozenset[str] = frozenset()
    family: frozenset[str] = frozenset()
    sentence: str = ""
    about: str = ""
    credit: str = ""
    address: str = ""
    quote: str = ""
    standing: FactUse = FactUse.CONTRADICTS
    doubt: str = ""
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

OWN = 0.5
"""The least weight of a word in a fact's own sentence, quote, unit or scope."""
TURNING = frozenset(WORDS["turning"])
COUNTED = (ClaimType.QUANTITY, ClaimType.DATE)
_PER = re.compile(r"/(day|week|month|year|hour)\b|\bper (day|week|month|year|hour)\b")
_PERIODIC = re.compile(r"\bin an? (month|week|day|year)\b|\ban? (month)\b(?=,|$| in \d{4})")
LENGTHS = {"days": "day", "years": "year", "months": "month", "weeks": "week", "hours": "hour"}
CODE = re.compile(r"\b[A-Z]{2}\b")


class FactReader:
    """Turns claims, laws, answers, series and findings into facts by one vocabulary."""

    def __init__(
        self, vocabulary: Vocabulary, states: Mapping[str, str], names: Names = NO_NAMES
    ) -> None:
        self.vocabulary = vocabulary
        self.names = names
        self.states = dict(states)

    # Claims.

    def read_claims(self, claims: Claims, verdicts: Mapping[str, Verdict]) -> list[Fact]:
        """Return a fact for each claim that repeats no other."""
        groups: dict[str, list[Claim]] = defaultdict(list)
        for claim in claims.values():
            groups[_find_head(claim, claims).id].append(claim)
        return [
            self._read_claim(claims[head], group, verdicts)
            for head, group in groups.items()
            if not claims[head].is_checked or claims[head].type in COUNTED
        ]

    def _read_claim(
        self, claim: Claim, group: Sequence[Claim], verdicts: Mapping[str, Verdict]
    ) -> Fact:
        verdict = verdicts.get(claim.id)
        counter, outlet = self.names.counter(claim), self.names.outlet(claim)
        sentence = claim.sentence.replace("{}", " ")
        parts = [
            (sentence, 1.0),
            (claim.statement, 1.0),
            (claim.definition, 0.7),
            (claim.unit, 0.5),
            (claim.quote, 0.5),
            (self._spell(claim.scope.who), 0.5),
            (claim.title, 0.3),
            (claim.notes, 0.35),
            (claim.source, 0.3),
            (claim.counted_by, 0.3),
            *((f"{one.statement} {one.quote}", 0.3) for one in group if not one.is_checked),
        ]
        listed = next((one for one in [claim, *group] if one.members and not one.is_checked), claim)
        value, high = _read_value(claim, len(listed.members))
        text = f"{claim.sentence} {claim.statement} {claim.definition}"
        also = [
            mention
            for words in (sentence, claim.statement, claim.definition, claim.quote, claim.notes)
            for mention in read_mentions(words)
        ]
        fact = Fact(
            id=claim.id,
            ids=frozenset(one.id for one in group),
            kind=_kind(claim),
            value=value,
            step=_step(claim, value),
            high=high,
            qualifier=QUALIFIERS.get(claim.wording, Qualifier.BARE),
            printed=write_figure(claim).removesuffix(" of"),
            unit_words=claim.unit,
            per=self._per(claim),
            lasting=LENGTHS.get(claim.unit, ""),
            days=_claim_days(claim),
            members=frozenset(self._member(name) for name in listed.members),
            member_names=tuple(
                self.states.get(name) or self.vocabulary.name(name) for name in listed.members
            ),
            sources=self._terms(SOURCE, counter, claim.counted_by, claim.origin_name,
                                *(one.source for one in group)),
            wrong=tuple(_list_wrong(claim, group, verdicts)),
            sentence=_write_sentence(claim, verdict),
            about=claim.statement,
            credit=outlet if counter in outlet else f"{counter}, according to {outlet}",
            address=claim.address,
            quote=claim.quote,
            standing=_standing(claim, verdict),
            doubt=verdict.reason if verdict and verdict.standing is Ground.CONTRADICTED else "",
            prior=min(len(group), 4) / 4 + (0.5 if claim.sentence else 0.0),
            family=frozenset({f"topic:{claim.topic}", f"origin:{claim.origin}"}),
        )  # fmt: skip
        return self._fill_slots(fact, parts, text, claim.scope.who, also, claim.unit, claim.topic)

    def _fill_slots(
        self, fact: Fact, parts: Iterable[tuple[str, float]], text: str, who: str,
        also: Sequence[Mention], unit: str, topic: str,
    ) -> Fact:  # fmt: skip
        """Return a fact with its words and slots filled from its texts."""
        words: dict[str, float] = {}
        turning: set[str] = set()
        for part, weight in parts:
            tokens = tokenize(part)
            if weight >= OWN:
                turning |= {token.low for token in tokens} & TURNING
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
        near = frozenset({"washington"}) if topic == "wa_dol" else frozenset[str]()
        near = near if topic else where
        named = [one for one in (scope, fact.about.partition(":")[0]) if len(one.split()) <= 4]
        towns = self._terms(PLACE, who) if ";" in who or " " in who else frozenset[str]()
        if not fact.members and len(towns) >= 3 and fact.value == len(towns):
            fact = replace(fact, members=towns, member_names=tuple(sorted(towns)))
        return replace(
            fact,
            words=words,
            turning=frozenset(turning),
            unit=unit_term,
            who=self._terms(WHO, scope),
            actors=self._terms(WHO, text),
            where=where,
            place=self._narrow(self._terms(PLACE, *named) or near),
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

    def _narrow(self, where: frozenset[str]) -> str:
        """Return the one town or state that a fact is of, or nothing if it is of several."""
        wider = {one for name in where for one in self.vocabulary.parents(name) if one != name}
        narrow = where - wider
        return min(narrow) if len(narrow) == 1 else ""

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
            if start is None and row["in_force_from"][:4].isdecimal():
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
                    working=one.working,
                    printed=text[one.at : one.stop],
                    days=(),
                    sentence=f"{row['short_name']}: {say_terms(text)}",
                    standing=FactUse.CONTRADICTS,
                )
                parts = [(f"{place} {row['short_name']} {near}", 1.0), (words, 1.0)]
                yield self._fill_slots(fact, parts, f"{place} {near}", place, (), unit, "")

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
            standing=FactUse.SHOWN,
            sources=self._terms(SOURCE, source, who),
            family=frozenset({f"kind:{kind}"}),
        )
        return self._fill_slots(fact, [(text, 1.0)], text, who, read_mentions(text), "", "")

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
            yield self._fill_slots(fact, [(text, 1.0)], text, place, (), unit, "flock")

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
                yield self._fill_slots(fact, [(text, 1.0)], text, name, (), "agreements", "")

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
                per="year" if " a year" in f" {scope.what}" else "",
                credit="our arithmetic",
                standing=FactUse.SHOWN,
                family=frozenset({"finding"}),
                prior=-1.0,
            )
            yield self._fill_slots(fact, [(text, 1.0)], text, f"{scope.who} {scope.where}", (),
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
    return Fraction(1, 10 ** len(digits)) if digits.isdecimal() else last_step(value)


def _claim_days(claim: Claim) -> tuple[Days, ...]:
    found = []
    if claim.is_date or claim.type is ClaimType.DATE:
        value = read_moment(claim.printed)
        if value:
            found.append(Days("value", *value))
    found += _span(claim.scope.start, claim.scope.end)
    published = read_moment(claim.published) or read_moment(claim.source_date)
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


def _standing(claim: Claim, verdict: Verdict | None) -> FactUse:
    """Return what a claim may do: what is doubted, checked or made up never supports."""
    doubted = verdict is not None and verdict.standing is Ground.CONTRADICTED
    if claim.is_checked or doubted or claim.data_status is DataStatus.SYNTHETIC:
        return FactUse.NEVER
    if claim.type in (ClaimType.STATEMENT, ClaimType.ATTRIBUTION):
        return FactUse.SHOWN
    return FactUse.CONTRADICTS


def _find_head(claim: Claim, claims: Claims) -> Claim:
    """Return the claim that another repeats; for a day that repeats none, what is of that week."""
    root = find_root(claim, claims)
    day = read_moment(claim.printed) if claim.is_date and not root.is_date else None
    for other in claims.values() if day else ():
        same = other.is_date and other.topic == claim.topic and find_root(other, claims) is other
        near = read_moment(other.printed) if same else None
        if day and near and abs((near[0] - day[0]).days) < 7:
            return other
    return root


def _list_wrong(
    head: Claim, group: Iterable[Claim], verdicts: Mapping[str, Verdict]
) -> Iterator[Wrong]:
    """Yield the wrong numbers and dates among what repeats a claim."""
    for claim in group:
        verdict = verdicts.get(claim.id)
        if verdict is None or not verdict.quotation.is_faulty:
            continue
        about = claim.id, verdict.reason, verdict.label.value
        days = read_moment(claim.printed) if claim.is_date else None
        if verdict.label is Quote.PERIOD and claim.scope.start[:7] != head.scope.start[:7]:
            days = read_moment(claim.scope.start[:7])
        if days:
            yield Wrong(*about, None, *days)
        elif not claim.is_date and verdict.label is Quote.NUMBER:
            value = claim.value or _read_value(claim, 0)[0]
            if value is not None:
                yield Wrong(*about, value)


def _write_sentence(claim: Claim, verdict: Verdict | None) -> str:
    """Return the sentence to print, with its source where the verdict gives one."""
    if verdict is not None and verdict.print_this and verdict.advice is not Advice.BOTH:
        return verdict.print_this
    return claim.sentence.replace("{}", write_figure(claim))


def _read_value(claim: Claim, members: int) -> tuple[Fraction | None, Fraction | None]:
    """Return a claim's value, and the upper end of a range or the other side of a vote."""
    if claim.unit == "votes":
        ayes, _, noes = claim.printed.partition("-")
        return Fraction(ayes), Fraction(noes)
    low = claim.logical.low if claim.logical else None
    top = claim.logical.high if claim.logical else None
    if " to " in claim.wording and isinstance(low, Fraction) and isinstance(top, Fraction):
        return low, top
    if claim.value is not None or claim.is_date:
        return claim.value, None
    if members:
        return Fraction(members), None
    return (low if isinstance(low, Fraction) else None), None


def say_terms(text: str) -> str:
    """Return the terms of a law as words.

    >>> say_terms("first_response=5 business days (+5); appeal=within 60 days. In force.")
    'first response: 5 business days (+5); appeal: within 60 days'
    """
    return text.partition(". ")[0].replace("_", " ").replace("=", ": ")


def write_days(first: date, last: date) -> str:
    """Return a day, month or year as the house writes it."""
    if first == last:
        return write_day(first)
    if (first.month, last.month) == (1, 12):
        return str(first.year)
    return f"{first:%B} {first.year}"


def _name_series(place: str) -> str:
    words = [word for word in place.split("-") if word not in ("pd", "so")]
    name = " ".join(word.capitalize() for word in words[:-1])
    return name.replace("St ", "St. ")
