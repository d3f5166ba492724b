"""Months as the calendar has them."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.analysis.monthly_counts import count_days_of_month, count_weekdays, list_months
from helpers.errors import Misuse

MONTHS = st.builds(lambda y, m: f"{y}-{m:02d}", st.integers(1990, 2090), st.integers(1, 12))


@given(MONTHS)
def test_days_and_weekdays_agree_with_pandas(month: str) -> None:
    days = pd.period_range(month, month, freq="M")[0]
    every = pd.date_range(days.start_time, days.end_time, freq="D")
    assert count_days_of_month(month) == len(every)
    assert count_weekdays(month) == len(pd.bdate_range(every[0], every[-1]))


@given(MONTHS, MONTHS)
def test_months_between_agree_with_pandas(first: str, last: str) -> None:
    expected = [str(month) for month in pd.period_range(first, last, freq="M")]
    assert list_months(first, last) == expected


@pytest.mark.parametrize("text", ["2024-13", "2024-1", "November 2024", "2024-11-01", ""])
def test_a_text_that_is_no_month_is_refused(text: str) -> None:
    with pytest.raises(Misuse, match="is no month"):
        count_days_of_month(text)
