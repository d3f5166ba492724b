"""Facts: what is known, in the form that a draft's numbers are held against."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from helpers.claims.claim import Claim, Claims, ClaimType, name_origin
from helpers.claims.dates import read_moment, write_date
from helpers.claims.finding import Finding
from helpers.claims.intervals import Interval, above, below, point
from helpers.claims.quotation import Quote
from helpers.claims.standing import Standing
from helpers.claims.verdicts import Verdict
from helpers.claims.wording import last_unit
from helpers.drafts.numbers import spot
from helpers.drafts.terms import ASPECT, PLACE, SOURCE, SYSTEM, THING, WHO, Terms, find_head
from helpers.drafts.tokens import Sort, list_names, list_stems

# Known: a quantity as the numbers of a draft are held against it.


@dataclass(frozen=True)
class Known:
    """A quantity that a number in a draft may be.

    `ids` are the claims and findings it rests on. `counts` are the terms of what is counted; `who`,
    `places` and `systems` whose it is; `named` those of them that a sentence about it has to name;
    `words` what else its statement speaks of. `sources` and `names` are who may be credited with
    it. `doubt` is the ledger's own verdict where that is against it, with `reason`, `rivals` the
    ids of what speaks against it or what it was moved from; `dispute` the
    reason where another source prints otherwise; `printed` from when to when its source came out,
    with the terms of that source. `is_growth`: a
    percentage by which something rose; `base`: the terms of what it is a share of; `per`: the unit
    of a rate; `apart`: the sentence names both quantities that it was worked out from; `title` the
    stems of the title of its source, `printer` the names in that source's own; `proper` the names
    in what is said of it, `members` the stems of those of a set; `worked`: how it was worked out,
    empty where it was printed.
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
    extra: frozenset[str] = frozenset()
    rivals: frozenset[str] = frozenset()
    dispute: str = ""
    apart: bool = False
    title: frozenset[str] = frozenset()
    members: tuple[frozenset[str], ...] = ()
    printer: frozenset[str] = frozenset()
    proper: frozenset[str] = frozenset()
    printed: tuple[date, date, frozenset[str]] | None = None


# Noted: the numbers that the notes on a claim add to it.

_OUT_OF = re.compile(r"\b(?:\d[\d,]*\s+)?of\s+(\d[\d,]*)\b")


def list_wholes(
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


def read_notes(claim: Claim, known: Known, terms: Terms) -> list[Known]:
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


# Found: a finding of a notebook as a known quantity.


def _list_towns(places: set[str], terms: Terms) -> frozenset[str]:
    """Return the places that lie in a state of the vocabulary: towns and counties."""
    return frozenset(place for place in places if terms.implies.get(place))


def read_finding(finding: Finding, terms: Terms) -> list[Known]:
    """Return a finding as a known quantity; nothing for one that is no number."""
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
        half = Fraction(0) if value.denominator == 1 else last_unit(str(finding.value)) / 2
        logical = implied = Interval(value - half, value + half)
    text = " ".join([finding.scope.who, finding.scope.what, finding.scope.where, finding.unit])
    tags = terms.find(text)
    by = {facet: {tag.term for tag in tags if tag.facet == facet} for facet in (WHO, SYSTEM, PLACE)}
    if {"ice", "hsi"} <= by[WHO] and " and " in finding.scope.who:
        by[WHO].add("both")
    if "ICE (HSI)" in finding.scope.who:
        by[WHO].add("ice")
    if "portal" in finding.id:
        by[SYSTEM].add("portal")
    if "washington" in finding.id:
        by[SYSTEM].add("portal")
        by[PLACE].add("washington")
    start, end = read_moment(finding.scope.start), read_moment(finding.scope.end)
    percent, times = finding.unit.startswith("percent"), finding.unit == "times"
    rate = re.search(r"\ba (day|month|year)\b", finding.unit)
    rate = rate or re.match(r"an? (day|month|year) at the\b", finding.scope.what)
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
            named=frozenset(by[WHO] - {"both"}) | _list_towns(by[PLACE], terms),
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
            proper=frozenset(re.findall(r"\b[A-Z][\w&-]+", f"{text} {finding.phrase}")),
        )
    ]


# Printed: a claim as a known quantity.

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
        doubt=_name_doubt(claim, verdict),
        reason=verdict.reason,
        moved=verdict.moved,
        dispute=verdict.reason if verdict.standing in _DISPUTED else "",
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


def _name_doubt(claim: Claim, verdict: Verdict) -> str:
    """Return how a draft that repeats a claim is doubted: contradicted, stretched, or not at all.

    A wrong scope is told apart (`moved`): the number is right, of something else. What was wrong
    only in the present tense may be told of its own time, and words that a source dropped may
    stand in the draft.
    """
    if verdict.standing is Standing.CONTRADICTED and not claim.is_present:
        return "contradicted"
    if verdict.standing is Standing.INCONSISTENT and verdict.worked_out:
        return "stretched"
    fault = verdict.quotation.find(Quote.QUALIFIER)
    return "stretched" if fault and fault.right in _ROUGHLY and not claim.lost else ""


_DISPUTED = (Standing.DISAGREE, Standing.INCONSISTENT)
"""Standings under which a draft may print a figure as its publisher's, with the other beside it."""
_ROUGHLY = ("about", "more than", "nearly", "at least")
"""Words that say how a number is rounded; without one, a rounded number says too much."""


def _cite(claim: Claim, verdict: Verdict) -> str:
    """Return a claim as a note on a number names it: what, by whom, when, and how it stands."""
    when = f", {write_date(claim.source_date)}" if claim.source_date[:1].isdigit() else ""
    return (
        f"{claim.id}: {claim.statement}: {claim.phrase}. {claim.source}{when}; {verdict.label}, "
        f"{verdict.standing}."
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
