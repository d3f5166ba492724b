"""Noted: the numbers that the notes on a claim add to it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

from helpers.evidence.claims import Claim, Claims
from helpers.evidence.drafts.counted import find_head
from helpers.evidence.drafts.known import Known
from helpers.evidence.drafts.mentions import Sort
from helpers.evidence.drafts.spotting import spot
from helpers.evidence.drafts.terms import THING, Terms
from helpers.evidence.drafts.words import list_stems
from helpers.evidence.intervals import Interval

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
