"""Every wording has one rule; what it allows and what a reader takes are as declared."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.claims.dates import DATE_WORDINGS
from helpers.claims.intervals import Interval, above, below, point
from helpers.claims.wording import ABOUT_TOLERANCE, WORDINGS, read_quantity
from helpers.errors import Problem


def half_open(low: float, high: float) -> Interval:
    return Interval(Fraction(str(low)), Fraction(str(high)), high_open=True)


@pytest.mark.parametrize(
    ("value", "qualifier", "unit", "logical", "implied"),
    [
        ("292114", "exact", "queries", point(292114), point(292114)),
        ("290000", "bare round number", "queries", *[half_open(285000, 295000)] * 2),
        ("489000", "exact (rounded)", "rows", *[half_open(488500, 489500)] * 2),
        ("200000000", "exact (as worded)", "photos", *[half_open(150000000, 250000000)] * 2),
        ("188", "exact", "percent increase", *[half_open(187.5, 188.5)] * 2),
        ("75", "to the nearest 5", "percent of adults", *[half_open(72.5, 77.5)] * 2),
        ("95.5", "exact", "percent", *[half_open(95.45, 95.55)] * 2),
        ("70", "nearly 3 in 4", "percent of adults", *[half_open(69.5, 70.5)] * 2),
        ("540", "about", "searches", Interval(486, 594), half_open(535, 545)),
        ("540", "approximately", "searches", Interval(486, 594), half_open(535, 545)),
        ("90", "around", "agencies", Interval(81, 99), half_open(85, 95)),
        ("16300", "average", "searches/day", Interval(14670, 17930), half_open(16250, 16350)),
        ("1600", "over", "searches", above(1600), Interval(1600, 1700, True, True)),
        ("4000", "more than", "searches", above(4000), Interval(4000, 5000, True, True)),
        ("8", "more than", "agencies", above(8), Interval(8, 9, low_open=True)),
        ("9", "at least", "cases", above(9, closed=True), half_open(9, 10)),
        ("900000", "nearly", "queries", below(900000), half_open(850000, 900000)),
        ("5900", "almost", "searches", below(5900), half_open(5850, 5900)),
        ("30", "up to", "requests", *[Interval(0, 30)] * 2),
        ("80", "as many as", "agencies", *[Interval(0, 80)] * 2),
        ("20", "20 to 30", "requests/month", *[Interval(20, 30)] * 2),
        ("20 to 30", "exact", "requests/month", *[Interval(20, 30)] * 2),
        ("4", "only", "states", point(4), point(4)),
        ("9", "exact (list)", "fields", point(9), point(9)),
        ("10", "tenfold", "times", *[half_open(5, 15)] * 2),
        ("865", "exact; possible undercount", "requests", above(865, closed=True), point(865)),
        ("tens of millions", "tens of millions", "queries", above(10**7, closed=True), None),
        ("thousands", "thousands", "queries", above(1000, closed=True), None),
        ("more than 1", "at least", "accounts", above(1), Interval(1, 2, low_open=True)),
        ("540", "to the nearest 20", "searches", *[half_open(530, 550)] * 2),
    ],
)
def test_each_wording_gives_its_two_intervals(
    value: str, qualifier: str, unit: str, logical: Interval, implied: Interval | None
) -> None:
    printed = read_quantity(value, qualifier, unit)
    assert printed.logical == logical
    if implied is not None:
        assert printed.implied == implied


def test_an_unknown_wording_names_the_known_ones() -> None:
    with pytest.raises(Problem, match=r"'roughly' has no rule.*approximately.*X to Y"):
        read_quantity("540", "roughly", "searches")
    with pytest.raises(Problem, match=r"'nearly' has no rule for dates.*on or before"):
        read_quantity("2025-08-27", "nearly", "date")


numeric = sorted(name for name, wording in WORDINGS.items() if wording.read)
tolerances = st.fractions(min_value=0, max_value=1, max_denominator=100)


@settings(max_examples=200, deadline=None)
@given(st.integers(min_value=1, max_value=10**9), st.sampled_from(numeric), tolerances)
def test_what_a_reader_takes_lies_within_what_the_words_allow(
    value: int, wording: str, tolerance: Fraction
) -> None:
    printed = read_quantity(str(value), wording, "searches", tolerance=tolerance)
    assert printed.logical is not None
    assert printed.implied is not None
    assert printed.implied.is_within(printed.logical)


def test_the_tolerance_of_about_is_a_parameter_of_those_that_hinge_on_it_alone() -> None:
    assert Fraction(1, 10) == ABOUT_TOLERANCE
    wide = read_quantity("540", "about", "searches", tolerance=Fraction(1, 5))
    assert wide.logical == Interval(432, 648)
    for name in numeric:
        narrow, broad = (
            read_quantity("540", name, "searches", tolerance=Fraction(*part)).logical
            for part in ((1, 20), (1, 2))
        )
        assert (narrow != broad) == WORDINGS[name].hinges


def test_about_never_excludes_more_than_the_bare_number_would() -> None:
    about = read_quantity("30000", "about", "agencies").logical
    bare = read_quantity("30000", "bare round number", "agencies").logical
    assert about is not None
    assert bare is not None
    assert bare.is_within(about)


def test_every_rule_gives_its_reason() -> None:
    assert all(len(rule.why) > 8 for rule in (*WORDINGS.values(), *DATE_WORDINGS.values()))


def test_what_is_rounded_or_cut_off_excludes_neither() -> None:
    printed = read_quantity("11.8", "exact (rounded or cut off)", "ratio")
    assert printed.logical is not None
    assert printed.implied is not None
    for value, allowed, understood in (("11.75", 1, 1), ("11.89", 1, 0), ("11.9", 0, 0)):
        assert (Fraction(value) in printed.logical) == bool(allowed)
        assert (Fraction(value) in printed.implied) == bool(understood)
