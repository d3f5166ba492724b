"""Printed dates are intervals of days; what is no date is refused."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.claims.dates import read_date, read_moment, show_days, write_date
from helpers.errors import Problem


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
