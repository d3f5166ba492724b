"""Wording: what the words around a printed number allow, and what a reader takes them to mean.

Each wording becomes two intervals (METHODOLOGY.md, "Quantities"): what lies outside the *logical*
one is excluded by the words; the *implied* one is what a reader takes. The implied interval always
lies within the logical one. `u` is the unit of the last significant digit printed: 290,000,000 is
printed to the nearest ten million, 95.5 to the nearest tenth.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from helpers.evidence.intervals import Interval, above, below, point

ABOUT_TOLERANCE = Fraction(1, 10)
"""How far "about" reaches by logic: 10% either way. A choice of ours, stated with every result that
hinges on it; a parameter wherever claims are loaded."""

Pair = tuple[Interval, Interval]


@dataclass(frozen=True)
class Wording:
    """One rule: from the value and its last printed unit to (logical, implied), and why."""

    why: str
    read: Callable[[Fraction, Fraction, Fraction], Pair] | None
    """Takes value, unit and tolerance; None: the words give no number to compute with."""
    hinges: bool = False
    """Whether the logical interval rests on ABOUT_TOLERANCE."""


def _half(x: Fraction, u: Fraction) -> Interval:
    return Interval(x - u / 2, x + u / 2, high_open=True)


def _exact(x: Fraction, u: Fraction, _: Fraction) -> Pair:
    return point(x), point(x)


def _rounded(x: Fraction, u: Fraction, _: Fraction) -> Pair:
    return _half(x, u), _half(x, u)


def _rounded_or_cut(x: Fraction, u: Fraction, _: Fraction) -> Pair:
    # 11.89 rounded is 11.9, cut off it is 11.8: a source that says neither excludes neither.
    return Interval(x - u / 2, x + u, high_open=True), _half(x, u)


def _about(x: Fraction, u: Fraction, tolerance: Fraction) -> Pair:
    # The wider of the two: "about 30,000" cannot exclude what a bare 30,000 would take in.
    reach = abs(x) * tolerance
    return Interval(x - reach, x + reach).span(_half(x, u)), _half(x, u)


def _over(x: Fraction, u: Fraction, _: Fraction) -> Pair:
    # Of things counted one by one the next number belongs to "more than 8".
    return above(x), Interval(x, x + u, low_open=True, high_open=u != 1)


def _at_least(x: Fraction, u: Fraction, _: Fraction) -> Pair:
    return above(x, closed=True), Interval(x, x + u, high_open=True)


def _nearly(x: Fraction, u: Fraction, _: Fraction) -> Pair:
    return below(x), Interval(x - u / 2, x, high_open=True)


def _up_to(x: Fraction, u: Fraction, _: Fraction) -> Pair:
    return Interval(0, x), Interval(0, x)


def _undercount(x: Fraction, u: Fraction, _: Fraction) -> Pair:
    return above(x, closed=True), point(x)


UNDERCOUNT = "exact; possible undercount"
_BARE = "a round number with no qualifier: rounded to its last printed digit"
_COUNTED = "printed as counted"

WORDINGS: Mapping[str, Wording] = {
    "exact": Wording(_COUNTED, _exact),
    "exact (list)": Wording("the things counted are listed one by one", _exact),
    "only": Wording("the words exclude more and fewer", _exact),
    "exact (rounded)": Wording("rounded by the source", _rounded),
    "exact (rounded or cut off)": Wording(
        "a quotient to its last printed digit, and the source does not say how it came to it",
        _rounded_or_cut,
    ),
    "exact (as worded)": Wording(_BARE, _rounded),
    "bare round number": Wording(_BARE, _rounded),
    "tenfold": Wording("a round multiple", _rounded),
    "headline": Wording("a headline rounds to the fraction it names", _rounded),
    "nearly 3 in 4": Wording(
        "the figure printed beside the words is a rounded percentage; the words only repeat it",
        _rounded,
    ),
    "approximately": Wording("the source says that it is not exact", _about, hinges=True),
    "about": Wording("the source says that it is not exact", _about, hinges=True),
    "around": Wording("the source says that it is not exact", _about, hinges=True),
    "average": Wording(
        "a mean of unequal parts, over a period that is seldom exact", _about, hinges=True
    ),
    "over": Wording("excludes the number itself and all below", _over),
    "more than": Wording("excludes the number itself and all below", _over),
    "at least": Wording("excludes all below", _at_least),
    "nearly": Wording("excludes the number itself and all above", _nearly),
    "almost": Wording("excludes the number itself and all above", _nearly),
    "up to": Wording("a ceiling", _up_to),
    "as many as": Wording("a ceiling", _up_to),
    UNDERCOUNT: Wording("counted, and the source says that some may be missing", _undercount),
    "conflict": Wording("two accounts that differ: no measurement", None),
    "as worded": Wording("quoted words, no count", None),
    "excerpt": Wording("a quotation of a passage, no count", None),
    "n/a": Wording("a statement without a number", None),
}
"""The rule of each wording of a number, by its spelling in the transcription."""

SCALES: Mapping[str, int] = {
    "tens": 10,
    "hundreds": 100,
    "thousands": 1_000,
    "tens of thousands": 10_000,
    "hundreds of thousands": 100_000,
    "millions": 1_000_000,
    "tens of millions": 10_000_000,
    "hundreds of millions": 100_000_000,
}
"""Words in place of a number. Logical: one such unit or more; implied: two to nine of them."""
