"""Intervals over exact fractions: what a published number may mean.

Fractions, because a bound that is off in the sixteenth digit would decide whether two figures
clash. Ends are open or closed, and may be infinite. Printing rounds outward, so a printed
interval never claims more than the one that was computed (METHODOLOGY.md, "Quantities").
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal, TypeAlias

Bound: TypeAlias = Fraction | float
"""A fraction, or plus or minus infinity; no other float is accepted."""

INFINITY = math.inf


@dataclass(frozen=True)
class Interval:
    """All numbers from `low` to `high`; an open end does not belong to it.

    Raises ValueError for an empty interval and for a float other than infinity.

    >>> print(Interval(535, 545, high_open=True) / 30)
    17.83 to 18.17
    >>> print(above(1600), "|", point(897230), "|", below(Fraction(9, 10)))
    more than 1,600 | 897,230 | less than 0.9
    """

    low: Bound
    high: Bound
    low_open: bool = False
    high_open: bool = False

    def __post_init__(self) -> None:
        for name in ("low", "high"):
            object.__setattr__(self, name, _exact(getattr(self, name)))
        object.__setattr__(self, "low_open", self.low_open or isinstance(self.low, float))
        object.__setattr__(self, "high_open", self.high_open or isinstance(self.high, float))
        alone = self.low == self.high
        if self.low > self.high or (alone and (self.low_open or self.high_open)):
            raise ValueError(f"an interval from {self.low} to {self.high} holds nothing")

    @property
    def is_point(self) -> bool:
        """Whether it holds one number only."""
        return self.low == self.high

    def __contains__(self, value: object) -> bool:
        return isinstance(value, int | Fraction) and point(value).is_within(self)

    def is_within(self, other: Interval) -> bool:
        """Whether every number of this interval lies in `other`.

        >>> Interval(1, 2).is_within(Interval(1, 2, high_open=True))
        False
        """
        starts = self.low > other.low or (
            self.low == other.low and (self.low_open or not other.low_open)
        )
        ends = self.high < other.high or (
            self.high == other.high and (self.high_open or not other.high_open)
        )
        return starts and ends

    def intersect(self, other: Interval) -> Interval | None:
        """Return what both hold, or None if they hold nothing in common.

        >>> print(Interval(1, 3).intersect(above(2)), Interval(1, 2).intersect(above(2)))
        2 to 3 None
        """
        low, low_open = max((self.low, self.low_open), (other.low, other.low_open))
        high, high_closed = min((self.high, not self.high_open), (other.high, not other.high_open))
        try:
            return Interval(low, high, low_open, not high_closed)
        except ValueError:
            return None

    def overlaps(self, other: Interval) -> bool:
        """Whether the two hold at least one number in common."""
        return self.intersect(other) is not None

    def is_apart_from(self, other: Interval) -> bool:
        """Whether the two hold no number in common."""
        return self.intersect(other) is None

    def span(self, other: Interval) -> Interval:
        """Return the smallest interval that holds both."""
        low, low_open = min((self.low, self.low_open), (other.low, other.low_open))
        high, high_closed = max((self.high, not self.high_open), (other.high, not other.high_open))
        return Interval(low, high, low_open, not high_closed)

    def nearest(self, value: Fraction) -> Fraction:
        """Return the number in the closure of this interval that is nearest to `value`.

        >>> above(Fraction(1600)).nearest(Fraction(1500))
        Fraction(1600, 1)
        """
        return Fraction(min(max(value, self.low), self.high))

    def keep_whole(self) -> Interval | None:
        """Return the interval from the first to the last whole number in it; None if none is.

        Counts are whole: "at least 18 and under 19" can only be 18.

        >>> print(Interval(18, 19, high_open=True).keep_whole())
        18
        """
        low, high = self.low, self.high
        if isinstance(low, Fraction):
            low = Fraction(math.floor(low) + 1 if self.low_open else math.ceil(low))
        if isinstance(high, Fraction):
            high = Fraction(math.ceil(high) - 1 if self.high_open else math.floor(high))
        return None if low > high else Interval(low, high)

    def __neg__(self) -> Interval:
        return Interval(-self.high, -self.low, self.high_open, self.low_open)

    def __add__(self, other: Interval | Fraction | int) -> Interval:
        other = _lift(other)
        return Interval(
            _add(self.low, other.low),
            _add(self.high, other.high),
            self.low_open or other.low_open,
            self.high_open or other.high_open,
        )

    def __sub__(self, other: Interval | Fraction | int) -> Interval:
        return self + (-_lift(other))

    def __mul__(self, other: Interval | Fraction | int) -> Interval:
        other = _lift(other)
        corners = [_corner(a, b) for a in _ends(self) for b in _ends(other)]
        low, high = min(value for value, _ in corners), max(value for value, _ in corners)
        return Interval(
            low,
            high,
            not any(held for value, held in corners if value == low),
            not any(held for value, held in corners if value == high),
        )

    def __truediv__(self, other: Interval | Fraction | int) -> Interval:
        return self * _lift(other)._invert()

    def _invert(self) -> Interval:
        """Return 1/x for every x other than zero in this interval."""
        if self.is_point and self.low == 0:
            raise ZeroDivisionError("an interval that holds only zero cannot be divided by")
        if self.low < 0 < self.high:
            return EVERYTHING
        low: Bound = -INFINITY if self.high == 0 else _reciprocal(self.high)
        high: Bound = INFINITY if self.low == 0 else _reciprocal(self.low)
        return Interval(low, high, self.high_open, self.low_open)

    def round_outward(self, decimals: int) -> Interval:
        """Return it with its ends rounded to `decimals`, away from each other.

        >>> print(below(Fraction(292114, 2900000)).round_outward(4))
        less than 0.1008
        """
        unit = Fraction(10) ** -decimals
        low, high = self.low, self.high
        if isinstance(low, Fraction):
            low = math.floor(low / unit) * unit
        if isinstance(high, Fraction):
            high = math.ceil(high / unit) * unit
        # The flags stay: an open end that moved outward still leaves nothing out. Only an interval
        # that shrank to one printed number must be closed to hold anything.
        alone = low == high
        return Interval(low, high, self.low_open and not alone, self.high_open and not alone)

    def __str__(self) -> str:
        """Return it as words, rounded outward to at most four significant digits."""
        ends = [abs(end) for end in (self.low, self.high) if isinstance(end, Fraction)]
        most = _decimals_for(max(ends, default=Fraction(0)))
        decimals = max((_decimals_in(end, most) for end in ends), default=0)
        shown = self.round_outward(decimals)
        low, high = (
            write_fraction(end, decimals) if isinstance(end, Fraction) else ""
            for end in (shown.low, shown.high)
        )
        if not low and not high:
            return "any number"
        if not high:
            return f"{'more than' if self.low_open else 'at least'} {low}"
        if not low:
            return f"{'less than' if self.high_open else 'at most'} {high}"
        return low if low == high else f"{low} to {high}"


def point(value: Fraction | int) -> Interval:
    """Return the interval that holds one number."""
    return Interval(Fraction(value), Fraction(value))


def above(value: Fraction | int, *, closed: bool = False) -> Interval:
    """Return everything over `value`; with `closed`, `value` too."""
    return Interval(Fraction(value), INFINITY, not closed)


def below(value: Fraction | int, *, closed: bool = False) -> Interval:
    """Return everything under `value`; with `closed`, `value` too."""
    return Interval(-INFINITY, Fraction(value), True, not closed)


def add_up(intervals: Iterable[Interval]) -> Interval:
    """Return the sum of intervals; that of none is zero.

    >>> print(add_up([point(292114), point(605116)]))
    897,230
    """
    return sum(intervals, start=point(0))


def _exact(bound: Bound | int) -> Bound:
    if isinstance(bound, float) and not math.isinf(bound):
        raise ValueError(f"{bound} is not exact: give a Fraction")
    return bound if isinstance(bound, float) else Fraction(bound)


def _lift(value: Interval | Fraction | int) -> Interval:
    return value if isinstance(value, Interval) else point(value)


def _ends(interval: Interval) -> list[tuple[Bound, bool]]:
    return [(interval.low, not interval.low_open), (interval.high, not interval.high_open)]


def _corner(a: tuple[Bound, bool], b: tuple[Bound, bool]) -> tuple[Bound, bool]:
    """Return the product of two ends, and whether it is attained."""
    (x, x_held), (y, y_held) = a, b
    if x == 0 or y == 0:
        return Fraction(0), (x == 0 and x_held) or (y == 0 and y_held)
    if isinstance(x, Fraction) and isinstance(y, Fraction):
        return x * y, x_held and y_held
    # By sign, not by arithmetic: a huge fraction does not fit into a float.
    return (INFINITY if (x > 0) == (y > 0) else -INFINITY), False


def _add(x: Bound, y: Bound) -> Bound:
    if isinstance(x, Fraction) and isinstance(y, Fraction):
        return x + y
    return x if isinstance(x, float) else y


def _reciprocal(x: Bound) -> Fraction:
    return 1 / x if isinstance(x, Fraction) else Fraction(0)


def _decimals_for(size: Fraction) -> int:
    """Return how many decimals give `size` four significant digits, and 12 at most."""
    return next((n for n in range(12) if size * 10**n >= 1000), 12) if size else 0


def _decimals_in(size: Fraction, most: int) -> int:
    """Return how many decimals `size` has, and `most` at most."""
    return next((n for n in range(most) if (size * 10**n).denominator == 1), most)


def write_fraction(value: Fraction, decimals: int) -> str:
    """Return a whole multiple of 10**-decimals as it is printed.

    >>> write_fraction(Fraction(1608, 100), 2), write_fraction(Fraction(-25000), 2)
    ('16.08', '-25,000')
    """
    whole, rest = divmod(round(abs(value) * 10**decimals), 10**decimals)
    digits = f"{rest:0{decimals}d}".rstrip("0") if decimals else ""
    return f"{'-' if value < 0 else ''}{whole:,}{'.' if digits else ''}{digits}"


EVERYTHING = Interval(-INFINITY, INFINITY)


def round_outward(value: Fraction, bound: Literal["lower", "upper"], decimals: int) -> Decimal:
    """Return a bound rounded away from what it bounds: a lower one down, an upper one up.

    >>> round_outward(Fraction(1, 3), "lower", 2), round_outward(Fraction(1, 3), "upper", 2)
    (Decimal('0.33'), Decimal('0.34'))
    """
    scaled = value * 10**decimals
    whole = scaled.__floor__() if bound == "lower" else scaled.__ceil__()
    # Built digit by digit: Decimal arithmetic would round to 28 digits, to the nearest.
    digits = tuple(map(int, str(abs(whole))))
    return Decimal((int(whole < 0), digits, -decimals))
