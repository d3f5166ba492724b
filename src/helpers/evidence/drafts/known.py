"""Known quantities: claims and findings as a draft's numbers are held against them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction

from helpers.evidence.claims import Claim, Claims, ClaimType
from helpers.evidence.dates import read_moment, write_date
from helpers.evidence.drafts.contexts import find_head
from helpers.evidence.drafts.mentions import Sort
from helpers.evidence.drafts.spotting import spot
from helpers.evidence.drafts.terms import ASPECT, PLACE, SOURCE, SYSTEM, THING, WHO, Terms
from helpers.evidence.drafts.words import list_names, list_stems
from helpers.evidence.findings import Finding
from helpers.evidence.intervals import INFINITY, Interval, above, below, point
from helpers.evidence.origins import name_origin
from helpers.evidence.relations import Kind, Relation
from helpers.evidence.verdicts import Verdict, Word
from helpers.releases import DataStatus

_SYSTEMS = {"nlets": "nlets", "wa_dol": "portal", "flock": "flock"}
_VOTES = re.compile(r"(\d+)-(\d+)")
_NOT = re.compile(r"\bnot\s+(?:by\s+)?(?:the\s+)?$")


@dataclass(frozen=True)
class Known:
    """A quantity that a number in a draft may be.

    `ids` are the claims and findings it rests on. `counts` are the terms of what is counted; `who`,
    `places` and `systems` whose it is; `named` those of them that a sentence about it has to name;
    `words` what else its statement speaks of. `sources` and `names` are who may be credited with
    it. `doubt` is the ledger's own verdict where that is against it, with `reason`. `is_growth`: a
    percentage by which something rose; `base`: the terms of what it is a share of; `per`: the unit
    of a rate; `worked`: how it was worked out, empty where it was printed.
    """

    id: str
    ids: tuple[str, ...]
    sort: Sort
    logical: Interval
    implied: Interval
    value: Fraction | None
    label: str
    counts: frozenset[str] = frozenset()
    who: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    systems: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    first: date | None = None
    last: date | None = None
    sources: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    topic: str = ""
    doubt: str = ""
    reason: str = ""
    moved: bool = False
    is_growth: bool = False
    is_whole: bool = False
    is_count: bool = True
    base: frozenset[str] = frozenset()
    per: str = ""
    worked: str = ""
    text: str = ""
    rank: int = 0
    key: frozenset[str] = frozenset()
    cites: tuple[str, ...] = ()
    wholes: frozenset[str] = frozenset()
    alike: frozenset[str] = frozenset()
    out_of: frozenset[Fraction] = frozenset()
    extra: frozenset[str] = field(default_factory=frozenset)


def read_known(
    claims: Claims,
    verdicts: Mapping[str, Verdict],
    findings: Mapping[str, Finding],
    terms: Terms,
    relations: Iterable[Relation] = (),
) -> list[Known]:
    """Return what is known, claims first; synthetic findings are left out, they support nothing."""
    wholes: dict[str, set[str]] = {}
    repeats: set[str] = set()
    alike: dict[str, set[str]] = {}
    for relation in relations:
        if relation.kind is Kind.SUBSET:
            wholes.setdefault(relation.subject, set()).update(relation.operands)
        if relation.kind is Kind.SAME:
            for name in relation.members:
                alike.setdefault(name, set()).update(relation.members)
        if relation.kind is Kind.SAME and relation.subject in claims:
            # A round number without a word, beside the number it stands for, supports no other.
            if claims[relation.subject].wording == "bare round number":
                repeats.add(relation.subject)
        if relation.kind is Kind.MISATTRIBUTED and relation.subject in claims:
            if verdicts[relation.subject].verdict is Word.CONTRADICTED:
                repeats.add(relation.subject)
    known = [
        replace(
            one,
            wholes=frozenset(wholes.get(claim.id, ())),
            alike=frozenset(alike.get(claim.id, ())),
            out_of=_list_wholes(one, claim, claims, wholes.get(claim.id, set())),
        )
        for claim in claims.values()
        if claim.id not in repeats
        for one in _read_claim(claim, verdicts, terms)
    ]
    known += [
        one
        for finding in findings.values()
        if finding.data_status is not DataStatus.SYNTHETIC
        and not finding.id.startswith(("claims.", "intake.", "reading."))
        for one in _read_finding(finding, claims, terms)
    ]
    return _share_sources(known)


def _share_sources(known: list[Known]) -> list[Known]:
    """Let quantities with one number, unit and origin credit one another's printers."""
    groups: dict[tuple[object, ...], list[Known]] = {}
    for one in known:
        groups.setdefault((one.topic, one.value, one.first, one.sort), []).append(one)
    shared = []
    for one in known:
        group = groups[one.topic, one.value, one.first, one.sort]
        alike = [other for other in group if other.counts & one.counts or not one.counts]
        alike = [other for other in alike if not other.moved and not other.doubt] or [one]
        shared.append(
            replace(
                one,
                sources=one.sources.union(*(other.sources for other in alike)),
                names=one.names.union(*(other.names for other in alike)),
            )
        )
    return shared


def _read_claim(claim: Claim, verdicts: Mapping[str, Verdict], terms: Terms) -> list[Known]:
    verdict = verdicts[claim.id]
    tags = terms.find(claim.statement)
    whose = terms.find(claim.scope.who)
    by: dict[str, set[str]] = {facet: set() for facet in (WHO, SYSTEM, PLACE, THING, ASPECT)}
    tags = [tag for tag in tags if not _NOT.search(claim.statement[: tag.start])]
    for tag in [*tags, *whose]:
        if tag.facet in by and (tag.facet != THING or tag in tags):
            by[tag.facet].add(tag.term)
    unit = [tag.term for tag in terms.find(claim.unit) if tag.facet == THING]
    if unit:
        after = claim.statement.partition(": ")[2] and claim.statement.index(": ")
        things = [tag for tag in tags if tag.facet == THING and tag.start > (after or -1)]
        unit += [tag.term for tag in things if tag.start == things[0].start]
    named = frozenset(tag.term for tag in tags if tag.facet in (WHO, PLACE) and tag.term != "dol")
    by[SYSTEM].add(_SYSTEMS.get(claim.topic, ""))
    by[SYSTEM].discard("")
    if claim.topic == "wa_dol":
        by[PLACE].add("washington")
    if claim.topic == "wa_dol" and "HSI" not in claim.statement and "Investigations" in claim.notes:
        by[WHO].add("hsi")
    if re.search(r"\bICE\+HSI|ICE\+CBP", claim.scope.who):
        by[WHO].add("both")
    sources, names = _list_sources(claim, terms)
    start, end = read_moment(claim.scope.start), read_moment(claim.scope.end)
    key = {tag.term for tag in whose if tag.facet == PLACE} - {"washington"}
    bag = frozenset(
        [*list_stems(claim.statement), *(tag.term for tag in tags), *by[PLACE], *by[WHO]]
    )
    extra = frozenset(
        [
            *list_stems(claim.notes),
            *list_stems(claim.scope.who),
            *list_stems(" ".join(claim.members)),
        ]
    )
    common = Known(
        id=claim.id,
        ids=(claim.id,),
        sort=_sort(claim),
        logical=claim.logical or point(0),
        implied=_imply(claim),
        value=claim.value,
        label=f"{claim.phrase} [{claim.id}, {claim.source}]",
        counts=frozenset(unit),
        who=frozenset(by[WHO]),
        places=terms.widen(by[PLACE]),
        systems=frozenset(by[SYSTEM]),
        named=named,
        words=bag,
        first=start[0] if start else None,
        last=end[1] if end else None,
        sources=sources,
        names=names,
        topic=claim.topic,
        doubt=verdict.verdict.value
        if verdict.verdict in (Word.CONTRADICTED, Word.STRETCHED)
        else "",
        reason=verdict.reason,
        moved=verdict.moved,
        is_growth="increase" in claim.unit,
        is_whole=claim.is_whole,
        is_count=claim.type is ClaimType.QUANTITY,
        base=frozenset(unit) if claim.unit.startswith("percent of") else frozenset(),
        per=_per(claim),
        text=claim.text,
        rank=claim.rank.order,
        key=frozenset(key),
        cites=(_cite(claim, verdict),),
        extra=extra,
    )
    made = []
    if claim.logical is not None and claim.implied is not None:
        made.append(common)
    votes = _VOTES.fullmatch(claim.printed)
    if votes:
        yes = Fraction(1000 * int(votes[1]) + int(votes[2]))
        made.append(
            replace(common, sort=Sort.VOTES, value=yes, logical=point(yes), implied=point(yes))
        )
    if not claim.is_date and start and start == end and start[0] == start[1]:
        made.append(_as_date(common, start[0]))
    return made + _read_notes(claim, common, terms)


def _cite(claim: Claim, verdict: Verdict) -> str:
    """Return a claim as a note on a number names it: what was printed, by whom, when, and how it
    stands."""
    when = f", {write_date(claim.source_date)}" if claim.source_date[:1].isdigit() else ""
    return (
        f"{claim.id}: {claim.statement}: {claim.phrase}. {claim.source}{when}; {verdict.verdict}."
    )


def _imply(claim: Claim) -> Interval:
    """Return what a claim is taken to mean; "on or before" a day names that day."""
    implied = claim.implied or point(0)
    if claim.is_date and isinstance(implied.low, float) and not isinstance(implied.high, float):
        return point(implied.high)
    return implied


_OUT_OF = re.compile(r"\b(?:\d[\d,]*\s+)?of\s+(\d[\d,]*)\b")


def _list_wholes(
    known: Known, claim: Claim, claims: Claims, wholes: Iterable[str]
) -> frozenset[Fraction]:
    """Return the numbers of which a quantity may be said to be a part: `6 of 17`."""
    found = {
        Fraction(number.replace(",", ""))
        for text in (claim.notes, claim.unit)
        for number in _OUT_OF.findall(text)
        if " of 20" not in text
    }
    values = {claims[name].value for name in wholes if name in claims}
    if known.worked == "notes":
        values.add(claim.value)
    return frozenset(found | {value for value in values if value is not None})


def _as_date(known: Known, day: date) -> Known:
    at = point(day.toordinal())
    return replace(
        known, sort=Sort.DATE, logical=at, implied=at, value=None, is_growth=False, is_whole=False,
        counts=frozenset(), base=frozenset(), per="", rank=known.rank + 1,
    )  # fmt: skip


def _read_notes(claim: Claim, known: Known, terms: Terms) -> list[Known]:
    """Return the percentages and shares that the notes on a claim add to it."""
    made: list[Known] = []
    if known.doubt or known.moved:
        return made
    for mention in spot(claim.notes):
        if mention.value is None or mention.sort not in (Sort.PERCENT, Sort.NUMBER):
            continue
        if "reports say" in claim.notes or mention.is_spelled:
            continue
        value = mention.value
        half = mention.unit / 2 if mention.sort is Sort.PERCENT else Fraction(0)
        around = Interval(value - half, value + half)
        near = claim.notes[max(0, mention.start - 60) : mention.end + 60]
        things = [tag for tag in terms.find(claim.notes) if tag.facet == THING]
        counts, head = find_head(claim.notes, mention.end, things)
        made.append(
            replace(
                known,
                id=f"{claim.id}#",
                sort=mention.sort,
                logical=around,
                implied=around,
                value=value,
                counts=counts or (frozenset({head}) if head else known.counts),
                words=known.words | frozenset(list_stems(near)),
                base=frozenset(),
                per="",
                is_growth=False,
                label=f"{mention.text} [notes on {claim.id}, {claim.source}]",
                worked="notes",
                who=frozenset(),
                text="",
                rank=3,
            )
        )  # fmt: skip
    return made


def _sort(claim: Claim) -> Sort:
    if claim.is_date:
        return Sort.DATE
    if claim.unit.startswith(("percent", "share")):
        return Sort.PERCENT
    if claim.unit == "USD":
        return Sort.MONEY
    return Sort.TIMES if claim.unit == "times" else Sort.NUMBER


def _per(claim: Claim) -> str:
    if "/" in claim.unit:
        return claim.unit.rpartition("/")[2]
    found = re.search(r"\bin a (day|month|year)\b", claim.statement)
    return found[1] if found else ""


def _list_sources(claim: Claim, terms: Terms) -> tuple[frozenset[str], frozenset[str]]:
    """Return who may be credited with a claim: terms, and the capitalized words of their names."""
    # "The report on Flock" is not Flock's.
    texts = [name_origin(claim.origin).split(" on ")[0], claim.source]
    if claim.origin == "nlets":
        texts.append("letter")
    found = {tag.term for text in texts for tag in terms.find(text) if tag.facet == SOURCE}
    names = {name for text in texts for _, name in list_names(f"x {text}")}
    if claim.origin.startswith(("wa-", "seattle-times-2018")):
        found |= {"dol-src", "state-src"}
    return frozenset(found), frozenset(names)


def _read_finding(finding: Finding, claims: Claims, terms: Terms) -> list[Known]:
    if isinstance(finding.value, str):
        return []
    value = Fraction(str(finding.value))
    if finding.wording in ("under", "at most"):
        logical = below(value, closed=finding.wording == "at most")
        implied = Interval(value * Fraction(9, 10), value)
    elif finding.wording in ("over", "at least"):
        logical = above(value, closed=finding.wording == "at least")
        implied = Interval(value, value * Fraction(11, 10))
    else:
        half = Fraction(0) if value.denominator == 1 else abs(value) / 500
        logical = implied = Interval(value - half, value + half)
    text = " ".join([finding.scope.who, finding.scope.what, finding.scope.where, finding.unit])
    tags = terms.find(text)
    by = {facet: {tag.term for tag in tags if tag.facet == facet} for facet in (WHO, SYSTEM, PLACE)}
    if {"ice", "hsi"} <= by[WHO] and " and " in finding.scope.who:
        by[WHO].add("both")
    if "washington" in finding.id:
        by[SYSTEM].add("portal")
        by[PLACE].add("washington")
    start, end = read_moment(finding.scope.start), read_moment(finding.scope.end)
    percent, times = finding.unit.startswith("percent"), finding.unit == "times"
    rate = re.search(r"\ba (day|month|year)\b", finding.unit)
    topic = finding.id.split(".")[0]
    return [
        Known(
            id=finding.id,
            ids=(finding.id,),
            sort=Sort.PERCENT if percent else Sort.TIMES if times else Sort.NUMBER,
            logical=logical,
            implied=implied,
            value=value,
            label=f"{finding.phrase} [{finding.id}, computed here]",
            cites=(f"{finding.id}: {finding.phrase}, computed here; {finding.scope}.",),
            counts=frozenset(tag.term for tag in tags if tag.facet == THING),
            who=frozenset(by[WHO]),
            places=terms.widen(by[PLACE]),
            systems=frozenset(by[SYSTEM]),
            named=frozenset(by[WHO] - {"both"}),
            words=frozenset([*list_stems(text), *(tag.term for tag in tags)]),
            first=start[0] if start else None,
            last=end[1] if end else None,
            topic={"washington": "wa_dol", "series": "flock"}.get(topic, topic),
            sources=frozenset({"nlets-src", "letter-src"}) if topic == "nlets" else frozenset(),
            is_growth="increase" in finding.unit,
            is_whole=logical.is_point and value.denominator == 1,
            per=rate[1] if rate else "",
            base=frozenset({"two-exact"})
            if "of the two" in finding.unit
            else frozenset({"all-queries"})
            if "all queries" in finding.unit
            else frozenset(),
            text=finding.text,
        )
    ]


__all__ = ["INFINITY", "Known", "read_known"]
