"""Wordings: what the words around a number in a draft allow, and what a reader takes.

The words are brought back to the wordings of the ledger (helpers.evidence.wording), so that a draft
and a printed figure are read by the same rules.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction

from helpers.evidence.drafts.mentions import Mention, Sort
from helpers.evidence.intervals import Interval, above, below
from helpers.evidence.wording import ABOUT_TOLERANCE, SCALES, WORDINGS

BARE, EXACT, OVER, AT_LEAST, NEARLY, UNDER, ABOUT, UP_TO = (
    *("bare round number", "exact", "over", "at least", "nearly", "under", "about", "up to"),
)

_BEFORE = [
    (EXACT, r"exactly|precisely|an exact|a total of exactly|the exact"),
    (AT_LEAST, r"at least|no fewer than|not fewer than|no less than|not less than|a minimum of"),
    (UP_TO, r"up to|as many as|at most|no more than|not more than|a maximum of|as much as"),
    (
        NEARLY,
        (
            r"nearly|almost|close to|approaching|just under|just short of|just shy of|not quite|"
            r"a little under|slightly under|slightly fewer than|slightly less than|just below|"
            r"a little less than|nearing"
        ),
    ),
    (UNDER, r"under|less than|fewer than|below|well under|well below"),
    (
        OVER,
        (
            r"over|more than|upwards? of|in excess of|exceed(?:ed|ing|s)?|topp(?:ed|"
            r"ing)|surpass(?:ed|ing)"
            r"|just over|slightly over|slightly more than|a little over|"
            r"a little more than|well over|above|"
            r"greater than|better than|north of|past|passed|far more than"
        ),
    ),
    (
        ABOUT,
        (
            r"about|around|approximately|approx\.?|roughly|some|an estimated|"
            r"estimated|circa|ca\.|c\.|~|"
            r"something like|on the order of|in the neighborhood of|somewhere around|an average of|"
            r"averaging|averaged|averag(?:es|ed) out at|averages|on average|more or less|near"
        ),
    ),
]
_FILLER = r"(?:\s+(?:the|a|an|a total of|some|its|their|those|these|as many as))?\s*[$€£(\"“]?\s*$"
_WORDS_BEFORE = [
    (name, re.compile(rf"(?:^|[^\w])(?:{words}){_FILLER}", re.IGNORECASE))
    for name, words in _BEFORE
]
_AFTER = [
    (AT_LEAST, re.compile(r"^\s*(?:\w+\s+){0,2}?or\s+(?:more|higher|above|over)\b", re.IGNORECASE)),
    (ABOUT, re.compile(r"^\s*(?:\w+\s+){0,2}?or\s+so\b|^\s*(?:\w+\s+)?or\s+thereabouts", re.I)),
    (AT_LEAST, re.compile(r"^[^.;]{0,60},? at (?:the|a) (?:very )?(?:least|minimum)\b", re.I)),
    (AT_LEAST, re.compile(r"^[^.;]{0,60},? at least(?=[.,;]|$)", re.I)),
    (AT_LEAST, re.compile(r"^(?:\+|\s*-?plus\b)")),
    (UNDER, re.compile(r"^\s*(?:\w+\s+){0,2}?or\s+(?:fewer|less)\b", re.IGNORECASE)),
]


_SPREAD = re.compile(
    r"\b(?:spread|spreads|stretched|stretches|fanned out|extended|extends|ranged|distributed)"
    r"\s+over\s+$",
    re.IGNORECASE,
)
"""Where "over" says across what, not that it is more."""


@dataclass(frozen=True)
class Reading:
    """A mention as two intervals, the wording it was read by, and the words as they stand."""

    wording: str
    logical: Interval
    implied: Interval
    text: str


def find_wording(text: str, mention: Mention) -> tuple[str, int]:
    """Return the wording of a mention, and where the words that state it begin.

    >>> from helpers.evidence.drafts.spotting import spot
    >>> text = "Just under 300,000 queries"
    >>> find_wording(text, spot(text)[0])
    ('nearly', 0)
    """
    before = text[max(0, mention.start - 40) : mention.start]
    before = _SPREAD.sub(lambda found: "\0" * len(found[0]), before)
    for name, words in _WORDS_BEFORE:
        found = words.search(before)
        if found:
            skipped = len(found[0]) - len(found[0].lstrip(' \t,;:.—–-("“'))
            return name, mention.start - len(before) + found.start() + skipped
    after = text[mention.end : mention.end + 90]
    for name, words in _AFTER:
        if words.search(after):
            return name, mention.start
    return BARE, mention.start


def read_mention(
    text: str, mention: Mention, *, tolerance: Fraction = ABOUT_TOLERANCE
) -> Reading | None:
    """Return what a mention may stand for, or None if it is no number to compute with."""
    wording, start = find_wording(text, mention)
    shown = text[start : mention.end]
    if mention.sort is Sort.SCALE:
        one = SCALES.get(mention.text.lower(), 12)
        return Reading(
            wording, above(one, closed=True), Interval(2 * one, 10 * one, high_open=True), shown
        )
    if mention.low is not None and mention.high is not None:
        both = Interval(mention.low, mention.high)
        return Reading(wording, both, both, shown)
    x, u = mention.value, mention.unit
    if x is None:
        return None
    if wording == UNDER:
        return Reading(wording, below(x), Interval(x - u, x, high_open=True), shown)
    name = "exact (rounded)" if wording == EXACT and mention.is_share else wording
    rule = WORDINGS[name].read
    assert rule is not None
    logical, implied = rule(x, u, tolerance)
    return Reading(wording, logical, implied, shown)
