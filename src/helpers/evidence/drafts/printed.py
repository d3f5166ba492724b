"""Printed: a claim as a known quantity."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction

from helpers.evidence.claims import Claim, ClaimType
from helpers.evidence.dates import read_moment, write_date
from helpers.evidence.drafts.known import Known
from helpers.evidence.drafts.mentions import Sort
from helpers.evidence.drafts.noted import read_notes
from helpers.evidence.drafts.terms import ASPECT, PLACE, SOURCE, SYSTEM, THING, WHO, Terms
from helpers.evidence.drafts.words import list_names, list_stems
from helpers.evidence.intervals import Interval, point
from helpers.evidence.origins import name_origin
from helpers.evidence.verdicts import Verdict, Word

_SYSTEMS = {"nlets": "nlets", "wa_dol": "portal", "flock": "flock"}

_FORCE = re.compile(r"\b(?:police|sheriff\S*|patrol|PD|SO|logs?|audit|portal)\b", re.IGNORECASE)
_VOTES = re.compile(r"(\d+)-(\d+)")

_NOT = re.compile(r"\bnot\s+(?:by\s+)?(?:the\s+)?$")


def read_claim(claim: Claim, verdicts: Mapping[str, Verdict], terms: Terms) -> list[Known]:
    """Return what a claim makes known: its quantity, the day of an event, what its notes add."""
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
    system = _SYSTEMS.get(claim.topic, "")
    # What came by Nlets did not come by the portal.
    other = system == "portal" and by[SYSTEM] & {"nlets", "access"}
    if system and not other and not re.search(rf"\bnot {system}\b", claim.notes, re.IGNORECASE):
        by[SYSTEM].add(system)
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
    members = " ".join(terms.states.get(one, one) for one in claim.members)
    extra = frozenset(
        [
            *list_stems(claim.notes),
            *list_stems(claim.scope.who),
            *list_stems(members),
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
        dispute=verdict.reason if verdict.verdict is Word.DISPUTED else "",
        printed=_printed(claim, terms),
        title=frozenset(list_stems(claim.title)),
        printer=frozenset(name for _, name in list_names(f"x {claim.source}")),
        members=tuple(frozenset(list_stems(terms.states.get(one, one))) for one in claim.members),
        proper=_list_proper(claim, terms),
        rivals=frozenset([*verdict.against, *filter(None, [verdict.moved_from])]),
        is_growth="increase" in claim.unit,
        is_whole=claim.is_whole,
        is_count=claim.type is ClaimType.QUANTITY,
        base=_list_base(claim, unit, terms),
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
    return made + read_notes(claim, common, terms)


def _cite(claim: Claim, verdict: Verdict) -> str:
    """Return a claim as a note on a number names it: what, by whom, when, and how it stands."""
    when = f", {write_date(claim.source_date)}" if claim.source_date[:1].isdigit() else ""
    return (
        f"{claim.id}: {claim.statement}: {claim.phrase}. {claim.source}{when}; {verdict.verdict}."
    )


def _list_base(claim: Claim, unit: list[str], terms: Terms) -> frozenset[str]:
    """Return the terms of what a percentage is a share of."""
    if claim.unit.startswith("percent of"):
        return frozenset(unit)
    if claim.unit == "share":
        things = [tag for tag in terms.find(claim.statement) if tag.facet == THING]
        return frozenset(tag.term for tag in things if tag.start == things[0].start)
    _, found, rest = claim.statement.partition("share of ")
    things = [tag for tag in terms.find(rest) if tag.facet == THING] if found else []
    return frozenset(tag.term for tag in things if tag.start == things[0].start)


def _imply(claim: Claim) -> Interval:
    """Return what a claim is taken to mean; "on or before" a day names that day."""
    implied = claim.implied or point(0)
    if claim.is_date and isinstance(implied.low, float) and not isinstance(implied.high, float):
        return point(implied.high)
    return implied


def _as_date(known: Known, day: date) -> Known:
    at = point(day.toordinal())
    return replace(
        known, sort=Sort.DATE, logical=at, implied=at, value=None, is_growth=False, is_whole=False,
        counts=frozenset(), base=frozenset(), per="", rank=known.rank + 1,
    )  # fmt: skip


def _sort(claim: Claim) -> Sort:
    if claim.is_date:
        return Sort.DATE
    if claim.unit.startswith(("percent", "share")):
        return Sort.PERCENT
    if claim.unit == "USD":
        return Sort.MONEY
    return Sort.TIMES if claim.unit == "times" else Sort.NUMBER


def _list_proper(claim: Claim, terms: Terms) -> frozenset[str]:
    """Return the names in what is said of a claim, postal codes written out."""
    texts = (claim.statement, claim.notes, claim.scope.who, " ".join(claim.members), claim.title)
    found = {word for text in texts for word in re.findall(r"\b[A-Z][\w&-]+", text)}
    full = " ".join(terms.states[code] for code in found if code in terms.states)
    return frozenset(found | set(full.split()))


def _printed(claim: Claim, terms: Terms) -> tuple[date, date, frozenset[str]] | None:
    """Return from when to when a claim's source came out; None if only its year is known."""
    day = read_moment(claim.source_date)
    # "A report via a newspaper" is dated by the report or by the newspaper: which, nobody says.
    own = re.split(r"\s+(?:via|citing|summary of)\s+", claim.source)
    if not day or len(own) > 1 or (day[1] - day[0]).days > 31:
        return None
    said = {tag.term for tag in terms.find(own[0]) if tag.facet == SOURCE}
    return day[0], day[1], frozenset(said)


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
    # Who printed a number may have it from a police log; the police did not print it for that.
    names |= {name for name, text in zip(("force", "police"), texts, strict=False)
              if _FORCE.search(text)}  # fmt: skip
    if claim.origin.startswith(("wa-", "seattle-times-2018")):
        found |= {"dol-src", "state-src"}
    return frozenset(found), frozenset(names)
