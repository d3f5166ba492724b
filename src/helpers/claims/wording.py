"""Wording: the quantities that a source's words allow."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from helpers.claims.dates import read_date, read_moment, write_date
from helpers.claims.intervals import Interval, above, below, point, write_fraction
from helpers.errors import Problem

# Wording: what the words around a printed number allow, and what a reader takes them to mean.
#
# Each wording becomes two intervals (METHODOLOGY.md, "Quantities"): what lies outside the *logical*
# one is excluded by the words; the *implied* one is what a reader takes. The implied interval
# always lies within the logical one. `u` is the unit of the last significant digit printed:
# 290,000,000 is printed to the nearest ten million, 95.5 to the nearest tenth.

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

SAME_WORDS: Mapping[str, str] = {
    **dict.fromkeys(("approximately", "around"), "about"),
    "over": "more than",
    "almost": "nearly",
    "nearly 3 in 4": "nearly",
    "exact (list)": "exact",
    **dict.fromkeys(("exact (rounded)", "exact (rounded or cut off)"), "rounded"),
    **dict.fromkeys(("exact (as worded)", "bare round number", "tenfold"), "bare"),
    "week of (last week)": "week of",
}
"""Wordings that say the same, under the word that the two verdicts use."""

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


# Quantities: printed values, read by the rule of their wording and written for a sentence.

_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")
_SHARE = re.compile(r"(\d+) in (\d+)")
_RANGE = re.compile(rf"({_NUMBER.pattern}) to ({_NUMBER.pattern})")
_NEAREST = re.compile(rf"to the nearest ({_NUMBER.pattern})")
_VOTES = re.compile(r"\d+-\d+")


@dataclass(frozen=True)
class Printed:
    """A printed value as two intervals (None: not a number to compute with) and as text.

    `hinges` says that ABOUT_TOLERANCE matters, `value` is then the number printed; `is_date` says
    that the intervals hold day numbers (datetime.date.toordinal).
    """

    logical: Interval | None
    implied: Interval | None
    text: str
    hinges: bool = False
    is_date: bool = False
    value: Fraction | None = None


def read_quantity(
    value: str,
    qualifier: str,
    unit: str,
    type: str = "quantity",  # noqa: A002 - the column's name
    *,
    tolerance: Fraction = ABOUT_TOLERANCE,
) -> Printed:
    """Return the interval that a printed value may mean.

    `value`, `qualifier`, `unit` and `type` are columns of the published figures. Percentages named
    "exact" count as rounded. A share such as `1 in 3` is read in percent. Other values than
    numbers (`40-9`, `every`) have no interval; a quantity or a date must have one.

    Raises Problem for a wording that has no rule, and for a quantity that is not a number.

    >>> print(read_quantity("540", "about", "searches").logical)
    486 to 594
    >>> print(read_quantity("540", "about", "searches").implied)
    535 to 545
    >>> print(read_quantity("290000000", "over", "queries").implied)
    290,000,000 to 300,000,000
    >>> read_quantity("188", "exact", "percent increase").text
    '188%'
    >>> read_quantity("2025-08-27", "exact", "date").text
    'Aug. 27, 2025'
    >>> read_quantity("540", "roughly", "searches")
    Traceback (most recent call last):
    helpers.errors.Problem: The wording 'roughly' has no rule; expected: one of ...
    """
    value, qualifier = value.strip(), " ".join(qualifier.lower().split())
    if unit in ("date", "month", "year") or type == "date":
        return _read_date(value, qualifier)
    split = next((w for w in WORDINGS if value.lower().startswith(f"{w} ")), None)
    if split:
        # The words are in the value itself ("more than 1"): they are what was published.
        value, qualifier = value[len(split) :].strip(), split
    if _RANGE.fullmatch(qualifier) or _RANGE.fullmatch(value):
        found = _RANGE.fullmatch(qualifier) or _RANGE.fullmatch(value)
        assert found is not None
        low, high = (_number(end) for end in found.groups())
        both = Interval(low, high)
        return Printed(both, both, f"{word_value(low)} to {word_value(high)}")
    if value.lower() in SCALES:
        return _read_scale(value.lower())
    nearest = _NEAREST.fullmatch(qualifier)
    wording = WORDINGS.get("exact (rounded)" if nearest else qualifier)
    if wording is None:
        raise _unknown(qualifier, [*WORDINGS, *SCALES, "X to Y", "to the nearest N"])
    share = _SHARE.fullmatch(value)
    if wording.read is None or not (share or _NUMBER.fullmatch(value)):
        return _read_words(value, qualifier, type, wording)
    if share:
        parts, whole = (Fraction(part) for part in share.groups())
        x, u = 100 * parts / whole, 100 / whole
    else:
        x, u = _number(value), _number(nearest[1]) if nearest else last_unit(value)
        # Percentages are rounded to the last digit that their kind is printed with: 70% is whole,
        # unless it is declared to which number they were rounded.
        u = min(u, Fraction(1)) if unit.startswith("percent") and not nearest else u
    if qualifier == "exact" and unit.startswith("percent"):
        wording = WORDINGS["exact (rounded)"]
    assert wording.read is not None
    logical, implied = wording.read(x, u, tolerance)
    shown = value if share else word_value(x, value)
    text = _say(shown + ("%" if unit.startswith("percent") and not share else ""), qualifier)
    return Printed(logical, implied, text, hinges=wording.hinges, value=x)


def _read_words(value: str, qualifier: str, type_: str, wording: Wording) -> Printed:
    if wording.read is not None and type_ == "quantity" and not _VOTES.fullmatch(value):
        raise Problem(
            f"The value '{value}' is not a number",
            expected="digits, a share such as 1 in 3, or a word such as thousands",
            remedy="Correct the value, or set the type to statement if nothing was counted",
        )
    return Printed(None, None, value)


def _read_scale(word: str) -> Printed:
    one = SCALES[word]
    # "Tens of millions" excludes fewer than ten million. It is read as two to nine tens.
    return Printed(above(one, closed=True), Interval(2 * one, 10 * one, high_open=True), word)


def _read_date(value: str, qualifier: str) -> Printed:
    days = read_moment(value)
    logical, implied = read_date(value, qualifier)
    hinges = qualifier in ("approximately", "about")
    return Printed(logical, implied, write_date(value, qualifier), hinges, is_date=days is not None)


def _unknown(qualifier: str, known: list[str]) -> Problem:
    return Problem(
        f"The wording '{qualifier}' has no rule",
        expected=f"one of {', '.join(known)}",
        remedy="Use one of these, or add a rule with its reason to helpers/claims/wording.py",
    )


def _number(text: str) -> Fraction:
    return Fraction(text.replace(",", ""))


def last_unit(text: str) -> Fraction:
    """Return the unit of the last significant digit of a printed number.

    Zeros at the end of a whole number are taken as rounding, after the point as measured.

    >>> [str(last_unit(text)) for text in ("290,000,000", "188", "95.50", "0")]
    ['10000000', '1', '1/100', '1']
    """
    digits = text.replace(",", "").lstrip("-")
    if "." in digits:
        return Fraction(1, 10 ** len(digits.split(".")[1]))
    stripped = digits.rstrip("0")
    return Fraction(10 ** (len(digits) - len(stripped))) if stripped else Fraction(1)


def word_value(value: Fraction, as_printed: str = "") -> str:
    """Return a number as a sentence would have it: round millions in words.

    >>> word_value(Fraction(290000000)), word_value(Fraction(2671776)), word_value(
    ...     Fraction(955, 10))
    ('290 million', '2,671,776', '95.5')
    """
    for name, size in (("billion", 10**9), ("million", 10**6)):
        scaled = value / size
        if abs(scaled) >= 1 and (scaled * 100).denominator == 1:
            return f"{write_fraction(scaled, 2)} {name}"
    decimals = len(as_printed.partition(".")[2])
    return f"{float(value):.{decimals}f}" if decimals else write_fraction(value, 4)


def _say(shown: str, qualifier: str) -> str:
    """Put the words before the number, where they are words that were printed."""
    silent = ("exact", "bare", "headline", "tenfold", "average", "to the nearest")
    if qualifier == UNDERCOUNT:
        return f"{shown}, possibly more"
    words = SAME_WORDS.get(qualifier, qualifier)
    before = "" if qualifier.startswith((*silent, "nearly 3 in 4")) else f"{words} "
    return f"an average of {shown}" if qualifier == "average" else before + shown
