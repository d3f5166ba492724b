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
        ("2025-08-27", "exact", "Aug. 27, 2025", "Aug. 27, 2025"),
        ("2025-02", "exact", "Feb. 1, 2025 to Feb. 28, 2025", None),
        ("2019", "exact", "Jan. 1, 2019 to Dec. 31, 2019", None),
        ("later in 2018", "approximately", "Jan. 1, 2018 to Dec. 31, 2018", None),
        ("2025-11-12", "on or before", "on or before Nov. 12, 2025", None),
        ("2025-07", "late", "July 16, 2025 to July 31, 2025", "July 22, 2025 to July 31, 2025"),
        ("2025-02", "late", "Feb. 15, 2025 to Feb. 28, 2025", None),
        ("2025-10-22", "week of", "Oct. 19, 2025 to Oct. 25, 2025", None),
        ("2025-10-15", "week of (last week)", "Oct. 12, 2025 to Oct. 18, 2025", None),
        ("2025-08", "approximately", "July 1, 2025 to Sept. 30, 2025", None),
        ("2024-12", "approximately", "Nov. 1, 2024 to Jan. 31, 2025", None),
        ("2025-03-01", "approximately", "Feb. 28, 2025 to March 2, 2025", "March 1, 2025"),
        ("2024", "approximately", "Jan. 1, 2023 to Dec. 31, 2025", None),
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
