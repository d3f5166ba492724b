"""Found: a finding of a notebook as a known quantity."""

from __future__ import annotations

import re
from fractions import Fraction

from helpers.evidence.dates import read_moment
from helpers.evidence.drafts.known import Known
from helpers.evidence.drafts.mentions import Sort
from helpers.evidence.drafts.terms import PLACE, SYSTEM, THING, WHO, Terms
from helpers.evidence.drafts.words import list_stems
from helpers.evidence.findings import Finding
from helpers.evidence.intervals import Interval, above, below
from helpers.evidence.quantities import last_unit


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
