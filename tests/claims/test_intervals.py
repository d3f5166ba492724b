"""Interval arithmetic holds every result, and printing never claims more than was computed."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from helpers.claims.intervals import (
    EVERYTHING,
    INFINITY,
    Interval,
    above,
    add_up,
    below,
    point,
    round_outward,
)

QUICK = settings(max_examples=100, deadline=None)
numbers = st.fractions(min_value=-1000, max_value=1000, max_denominator=60)


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    low, high = sorted((draw(numbers), draw(numbers)))
    if low == high:
        return point(low)
    return Interval(
        draw(st.sampled_from([low, low, -INFINITY])),
        draw(st.sampled_from([high, high, INFINITY])),
        draw(st.booleans()),
        draw(st.booleans()),
    )


@st.composite
def inside(
    draw: st.DrawFn, chosen: st.SearchStrategy[Fraction] = numbers
) -> tuple[Interval, Fraction]:
    """An interval and a number in it: `chosen` itself, where that is in it."""
    interval, number = draw(intervals()), draw(chosen)
    if number not in interval:
        number = interval.nearest(number)
        if number not in interval:
            bounds = [b for b in (interval.low, interval.high) if isinstance(b, Fraction)]
            step = Fraction(1) if len(bounds) == 1 else (bounds[1] - bounds[0]) / 2
            number += step if number == interval.low else -step
    assert number in interval
    return interval, number


@QUICK
@given(inside(), inside())
def test_arithmetic_holds_every_result(
    a: tuple[Interval, Fraction], b: tuple[Interval, Fraction]
) -> None:
    (one, x), (other, y) = a, b
    assert x + y in one + other
    assert x - y in one - other
    assert x * y in one * other
    assert -x in -one
    if y != 0:
        assert x / y in one / other


@QUICK
@given(intervals(), intervals(), intervals(), intervals())
def test_wider_operands_give_wider_results(
    a: Interval, b: Interval, more: Interval, extra: Interval
) -> None:
    wide, broad = a.span(more), b.span(extra)
    assert a.is_within(wide)
    assert (a + b).is_within(wide + broad)
    assert (a - b).is_within(wide - broad)
    assert (a * b).is_within(wide * broad)
    if not b.is_point or b.low != 0:
        assert (a / b).is_within(wide / broad)


@QUICK
@given(intervals(), st.integers(min_value=0, max_value=4))
def test_rounding_outward_never_shrinks(interval: Interval, decimals: int) -> None:
    rounded = interval.round_outward(decimals)
    assert interval.is_within(rounded)
    unit = Fraction(1, 10**decimals)
    for before, after in ((interval.low, rounded.low), (interval.high, rounded.high)):
        if isinstance(before, Fraction):
            assert abs(before - after) < unit
            assert (Fraction(after) / unit).denominator == 1


@QUICK
@given(intervals(), intervals(), numbers)
def test_intersection_holds_exactly_what_both_hold(a: Interval, b: Interval, x: Fraction) -> None:
    both = a.intersect(b)
    assert (both is not None and x in both) == (x in a and x in b)
    assert both == b.intersect(a)
    assert (both is None) == a.is_apart_from(b) != a.overlaps(b)
    if both is not None:
        assert both.is_within(a)
        assert both.is_within(b)


@QUICK
@given(intervals(), intervals())
def test_within_is_an_order_and_agrees_with_apart(a: Interval, b: Interval) -> None:
    assert a.is_within(a)
    assert a.is_within(EVERYTHING)
    if a.is_within(b):
        assert a.overlaps(b)
        assert a.intersect(b) == a
        assert not b.is_within(a) or a == b


@QUICK
@given(inside(st.integers(-1000, 1000).map(Fraction)))
def test_whole_numbers_are_all_kept(a: tuple[Interval, Fraction]) -> None:
    interval, number = a
    assume(number.denominator == 1)
    whole = interval.keep_whole()
    assert whole is not None
    assert number in whole
    assert whole.is_within(interval)


def test_open_and_closed_ends_differ() -> None:
    assert 1600 not in above(1600)
    assert 1600 in above(1600, closed=True)
    assert above(1600).is_apart_from(below(1600, closed=True))
    assert above(1600, closed=True).overlaps(below(1600, closed=True))
    assert Interval(17, 18, high_open=True).is_apart_from(point(18))


def test_zero_in_the_divisor_is_not_hidden() -> None:
    assert point(1) / Interval(-1, 1) == EVERYTHING
    assert point(1) / Interval(0, 2) == above(Fraction(1, 2), closed=True)
    assert point(1) / Interval(-2, 0) == below(Fraction(-1, 2), closed=True)
    with pytest.raises(ZeroDivisionError):
        point(1) / point(0)


def test_zero_times_anything_is_zero_and_attained() -> None:
    assert point(0) * above(3) == point(0)
    assert Interval(0, 1) * Interval(1, 2, low_open=True) == Interval(0, 2)


@pytest.mark.parametrize("bounds", [(2, 1), (1, 1)])
def test_an_empty_interval_is_refused(bounds: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="holds nothing"):
        Interval(*map(Fraction, bounds), low_open=True)


def test_an_inexact_bound_is_refused() -> None:
    with pytest.raises(ValueError, match="not exact"):
        Interval(0.1, INFINITY)


def test_huge_fractions_meet_infinity() -> None:
    huge = Fraction(10) ** 400
    assert (above(huge) + point(huge)).low == 2 * huge
    assert math.isinf((above(huge) * point(huge)).high)


@pytest.mark.parametrize(
    ("interval", "text"),
    [
        (Interval(Fraction(1594, 10), Fraction(16247, 10)), "159 to 1,625"),
        (Interval(Fraction(15894, 10), Fraction(16247, 10)), "1,589 to 1,625"),
        (Interval(-3, Fraction(-5, 2)), "-3 to -2.5"),
        (below(5, closed=True), "at most 5"),
        (above(5, closed=True), "at least 5"),
        (point(Fraction(1, 3)), "0.3333 to 0.3334"),
        (EVERYTHING, "any number"),
        (add_up([]), "0"),
    ],
)
def test_printing(interval: Interval, text: str) -> None:
    assert str(interval) == text


@given(st.fractions(), st.integers(0, 8))
def test_bounds_enclose_what_they_round(value: Fraction, decimals: int) -> None:
    low, high = (Fraction(round_outward(value, side, decimals)) for side in ("lower", "upper"))
    assert low <= value <= high
    assert high - low <= Fraction(1, 10**decimals)
