"""Fits: whether the words of a draft hold for a known quantity, stretch it, or miss it."""

from __future__ import annotations

from enum import IntEnum
from fractions import Fraction

from helpers.evidence.drafts.known import Known
from helpers.evidence.drafts.mentions import Mention, Sort
from helpers.evidence.drafts.wordings import (
    ABOUT,
    AT_LEAST,
    BARE,
    EXACT,
    NEARLY,
    OVER,
    UNDER,
    UP_TO,
    Reading,
)
from helpers.evidence.intervals import Interval

CLOSE = Fraction(1, 20)
"""How far a rounded number may be from the one it stands for: 5%. A choice of ours, printed with
the rules in METHODOLOGY.md; "about 500" for 540 is coarser than its words say."""
WIDE = Fraction(25, 4)
"""How many percentage points a fraction in words may be from its share: a quarter of a quarter."""
_UPWARD, _DOWNWARD = (OVER, AT_LEAST), (NEARLY, UNDER)


class Fit(IntEnum):
    """How a number in a draft stands to a known quantity, best last."""

    OFF = 0
    STRETCHED = 1
    HOLDS = 2


def fit(known: Known, mention: Mention, reading: Reading) -> Fit:
    """Return how the words of a mention fit a known quantity."""
    x, u = mention.value, mention.unit
    if mention.sort is Sort.RANGE:
        inside = known.implied.overlaps(reading.implied) and known.implied.is_within(
            Interval(reading.implied.low, reading.implied.high)
        )
        return Fit.HOLDS if inside else Fit.OFF
    if x is None:
        if known.implied.overlaps(reading.implied):
            return Fit.HOLDS
        return Fit.OFF
    if known.value is not None and known.logical.is_point and _is_far(known.value, x):
        return Fit.OFF
    if known.sort is Sort.VOTES or mention.sort is Sort.VOTES:
        return Fit.HOLDS if known.value == x else Fit.OFF
    same = known.value is not None and known.value == x
    if same and _is_said_alike(known, reading):
        return Fit.HOLDS
    if _holds(known, mention, reading):
        return Fit.HOLDS
    if same or _rounds_to(known, x, u) or (known.value is not None and _is_near(known, x, reading)):
        return Fit.STRETCHED
    return Fit.OFF


def _is_far(value: Fraction, x: Fraction) -> bool:
    """Return whether no words bring two numbers together; asked first, since it costs little."""
    return abs(float(value) - float(x)) > 0.6 * max(abs(float(value)), abs(float(x)))


def _is_said_alike(known: Known, reading: Reading) -> bool:
    """Return whether the same number stands with words that say the same."""
    said = _direction(known)
    if _is_worked(known) and reading.wording in (BARE, ABOUT):
        return True
    if reading.wording in (BARE, EXACT) and said == "about":
        return reading.wording == BARE and known.value is not None and known.value % 10 != 0
    return said == {
        OVER: "over",
        AT_LEAST: "over",
        NEARLY: "under",
        UNDER: "under",
        UP_TO: "up to",
        ABOUT: "about",
        BARE: "exact",
        EXACT: "exact",
    }.get(reading.wording, "")


def _direction(known: Known) -> str:
    """Return which way a known quantity is open."""
    text = known.text.lower()
    for words, name in (
        (("over", "more than", "at least"), "over"),
        (("nearly", "almost", "under"), "under"),
        (("up to", "as many as", "at most"), "up to"),
        (("about", "approximately", "around", "an average"), "about"),
    ):
        if text.startswith(words):
            return name
    return "exact"


def _holds(known: Known, mention: Mention, reading: Reading) -> bool:
    """Return whether all that a known quantity is taken to mean meets the words of a draft."""
    x, u = mention.value, mention.unit
    assert x is not None
    meant, words = known.implied, reading.implied
    middle = known.value if known.value is not None else _middle(meant)
    near = middle is not None and abs(x - middle) <= CLOSE * abs(middle)
    if mention.is_share and mention.is_spelled and reading.wording in (NEARLY, ABOUT, OVER):
        near = middle is not None and abs(x - middle) <= min(u / 2, WIDE)
    said = _direction(known)
    same = known.value == x
    match reading.wording:
        case "bare round number" | "exact":
            if same:
                return said == "exact"
            # Four digits and more are given for a count, not for its size.
            if known.logical.is_point and u * 1000 <= abs(x) and reading.wording == BARE:
                return known.value is not None and abs(known.value - x) <= u / 2
            if mention.sort in (Sort.PERCENT, Sort.TIMES, Sort.TIMES_MORE) or _is_worked(known):
                fine = u <= abs(x) / 25 or mention.sort is not Sort.NUMBER
                return meant.overlaps(words) and near and fine
            return False
        case "about":
            return bool(near) and (meant.overlaps(words) or abs(x - (middle or x)) <= u / 2)
        case "over":
            return (
                said != "under"
                and not same
                and meant.low >= x
                and (meant.overlaps(words) or bool(near))
            )
        case "at least":
            return said != "under" and meant.low >= x and (meant.overlaps(words) or bool(near))
        case "nearly":
            return (
                (said not in ("over",) or not same)
                and meant.low < x
                and bool(near)
                and (known.value is None or known.value < x)
            )
        case "under":
            return (
                known.value is not None
                and known.value < x
                and said != "over"
                and (meant.overlaps(words) or bool(near))
            )
        case "up to":
            return same and said in ("up to", "exact")
    return False


def _is_worked(known: Known) -> bool:
    return known.worked not in ("", "notes")


def _middle(meant: Interval) -> Fraction | None:
    if isinstance(meant.low, float) or isinstance(meant.high, float):
        return None
    return (meant.low + meant.high) / 2


def _rounds_to(known: Known, x: Fraction, u: Fraction) -> bool:
    """Return whether a known quantity rounds to the number, if coarsely."""
    middle = known.value if known.value is not None else _middle(known.implied)
    if middle is None or not middle:
        return False
    return abs(x - middle) <= u / 2 and abs(x - middle) <= abs(middle) / 6 and u > 1


def _is_near(known: Known, x: Fraction, reading: Reading) -> bool:
    """Return whether a vague word makes a number that is a little off no other number."""
    assert known.value is not None
    vague = reading.wording not in (BARE, EXACT)
    return vague and known.value != 0 and abs(x - known.value) <= abs(known.value) / 10
