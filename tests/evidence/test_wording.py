"""Every wording has one rule; what it allows and what a reader takes are as declared."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.errors import Problem
from helpers.evidence.claims import COLUMNS, read_claim
from helpers.evidence.dates import DATE_WORDINGS, read_date, read_moment, show_days, write_date
from helpers.evidence.intervals import Interval, above, below, point
from helpers.evidence.wording import ABOUT_TOLERANCE, WORDINGS, last_unit, read_quantity


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


def test_a_share_in_words_is_read_in_percent() -> None:
    printed = read_quantity("1 in 3", "headline", "share")
    assert printed.implied == Interval(Fraction(100, 6), 50, high_open=True)
    assert printed.text == "1 in 3"


@pytest.mark.parametrize(
    ("value", "qualifier", "type_"),
    [
        ("40-9", "exact", "quantity"),
        ("all but 5", "as worded", "statement"),
        ("every", "exact", "statement"),
        ("n/a", "n/a", "statement"),
        ("2", "conflict", "statement"),
        ("2", "excerpt", "statement"),
        ("all federal accounts in the story", "as worded", "attribution"),
    ],
)
def test_words_and_votes_have_no_interval(value: str, qualifier: str, type_: str) -> None:
    printed = read_quantity(value, qualifier, "states", type_)
    assert (printed.logical, printed.implied, printed.text) == (None, None, value)


def test_an_unknown_wording_names_the_known_ones() -> None:
    with pytest.raises(Problem, match=r"'roughly' has no rule.*approximately.*X to Y"):
        read_quantity("540", "roughly", "searches")
    with pytest.raises(Problem, match=r"'nearly' has no rule for dates.*on or before"):
        read_quantity("2025-08-27", "nearly", "date")


def test_a_quantity_that_is_no_number_is_refused() -> None:
    with pytest.raises(Problem, match=r"'every' is not a number"):
        read_quantity("every", "exact", "message", "quantity")


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


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("290000000", 10**7),
        ("605000", 1000),
        ("1600", 100),
        ("555", 1),
        ("95.50", Fraction(1, 100)),
    ],
)
def test_the_unit_is_that_of_the_last_digit_printed(text: str, unit: Fraction) -> None:
    assert last_unit(text) == unit


@pytest.mark.parametrize(
    ("value", "qualifier", "unit", "text"),
    [
        ("290000000", "over", "queries", "over 290 million"),
        ("2671776", "exact", "queries", "2,671,776"),
        ("1400000", "approximately", "queries", "approximately 1.4 million"),
        ("74", "exact", "percent of adults", "74%"),
        ("188", "about", "percent increase", "about 188%"),
        ("16300", "average", "searches/day", "an average of 16,300"),
        ("70", "nearly 3 in 4", "percent of adults", "70%"),
        ("2025-07", "late", "month", "late July 2025"),
        ("2019", "exact", "year", "2019"),
    ],
)
def test_numbers_stand_in_sentences_as_they_were_worded(
    value: str, qualifier: str, unit: str, text: str
) -> None:
    assert read_quantity(value, qualifier, unit).text == text


@pytest.mark.parametrize(
    ("value", "qualifier", "logical", "implied"),
    [
        ("2025-08-27", "exact", "27 August 2025", "27 August 2025"),
        ("2025-02", "exact", "1 February 2025 to 28 February 2025", None),
        ("2019", "exact", "1 January 2019 to 31 December 2019", None),
        ("later in 2018", "approximately", "1 January 2018 to 31 December 2018", None),
        ("2025-11-12", "on or before", "on or before 12 November 2025", None),
        ("2025-07", "late", "16 July 2025 to 31 July 2025", "22 July 2025 to 31 July 2025"),
        ("2025-02", "late", "15 February 2025 to 28 February 2025", None),
        ("2025-10-22", "week of", "19 October 2025 to 25 October 2025", None),
        ("2025-10-15", "week of (last week)", "12 October 2025 to 18 October 2025", None),
        ("2025-08", "approximately", "1 July 2025 to 30 September 2025", None),
        ("2024-12", "approximately", "1 November 2024 to 31 January 2025", None),
        ("2025-03-01", "approximately", "28 February 2025 to 2 March 2025", "1 March 2025"),
        ("2024", "approximately", "1 January 2023 to 31 December 2025", None),
    ],
)
def test_dates_are_intervals_of_days(
    value: str, qualifier: str, logical: str, implied: str | None
) -> None:
    pair = read_date(value, qualifier)
    assert show_days(pair[0]) == logical
    assert implied is None or show_days(pair[1]) == implied
    assert pair[1].is_within(pair[0])


@settings(max_examples=100, deadline=None)
@given(st.dates(min_value=date(1990, 1, 8), max_value=date(2100, 1, 1)))
def test_a_week_holds_its_day_and_begins_on_sunday(day: date) -> None:
    week = read_date(day.isoformat(), "week of")[0]
    assert day.toordinal() in week
    assert week.high - week.low == 6
    assert date.fromordinal(int(week.low)).weekday() == 6


@pytest.mark.parametrize("value", ["2025-13", "2025-02-31", "soon", "20250827", ""])
def test_what_is_no_date_is_refused(value: str) -> None:
    assert read_moment(value) is None
    with pytest.raises(Problem, match="is not a date"):
        read_date(value, "exact")
    assert write_date(value) == value


def test_a_possible_undercount_is_said_beside_its_number() -> None:
    printed = read_quantity("1865", "exact; possible undercount", "requests")
    assert printed.text == "1,865, possibly more"
    row = dict.fromkeys(COLUMNS, "") | {
        "claim_id": "Z001",
        "type": "quantity",
        "value": "1865",
        "unit": "requests",
        "qualifier": "exact; possible undercount",
        "rank": "primary",
    }
    assert read_claim(row).phrase == "1,865 requests, possibly more"


def test_what_is_rounded_or_cut_off_excludes_neither() -> None:
    printed = read_quantity("11.8", "exact (rounded or cut off)", "ratio")
    assert printed.logical is not None
    assert printed.implied is not None
    for value, allowed, understood in (("11.75", 1, 1), ("11.89", 1, 0), ("11.9", 0, 0)):
        assert (Fraction(value) in printed.logical) == bool(allowed)
        assert (Fraction(value) in printed.implied) == bool(understood)
