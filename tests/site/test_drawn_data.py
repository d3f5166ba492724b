"""A chart shows every row, and months in their order, or it is refused."""

from __future__ import annotations

import pandas as pd
import pytest
import seaborn as sns
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure

from helpers.errors import Problem
from helpers.site.drawn_data import check_drawn
from helpers.site.labels import GAP, settle


def test_rows_without_a_group_are_not_left_out() -> None:
    frame = pd.DataFrame({"agency": ["A", "A", None, "B"], "n": [1, 2, 3, 4]})
    with pytest.raises(Problem, match="1 of the chart's 4 rows have no agency"):
        check_drawn(frame)
    filled = frame.fillna({"agency": "not stated"})
    named = filled.groupby("agency")["n"].sum().reset_index()
    check_drawn(named)
    assert named["n"].sum() == 10


@pytest.mark.parametrize("texts", [["2025-10", "2025-9", "2025-11"], ["10", "9", "100"]])
def test_text_that_stands_for_time_or_a_number_is_in_order_or_refused(texts: list[str]) -> None:
    with pytest.raises(Problem, match="text and not in order"):
        check_drawn(pd.DataFrame({"x": texts, "n": [1, 2, 3]}))


@given(st.lists(st.integers(0, 5000), min_size=1, unique=True).map(sorted))
def test_numbers_in_order_are_drawn(numbers: list[int]) -> None:
    check_drawn(pd.DataFrame({"x": [str(n) for n in numbers], "n": 1}))
    check_drawn(pd.DataFrame({"x": [str(n) for n in numbers] * 2, "n": 1}))


def test_a_month_without_a_figure_stays_a_gap() -> None:
    frame = pd.DataFrame({"month": ["2025-09", "2025-10"], "n": pd.array([1, None], "Int64")})
    check_drawn(frame)


@pytest.mark.parametrize("as_frame", [True, False])
def test_a_month_without_a_figure_does_not_look_like_0(as_frame: bool) -> None:
    """seaborn draws no bar for either; an empty place was read as nothing that happened."""
    frame = pd.DataFrame({"month": ["2025-01", "2025-02", "2025-03"], "n": [3.0, None, 0.0]})
    axes = Figure().subplots()
    if as_frame:
        sns.barplot(frame, x="month", y="n", ax=axes, errorbar=None)
    else:
        sns.barplot(x=list(frame["month"]), y=frame["n"].tolist(), ax=axes, errorbar=None)
    settle(axes)
    settle(axes)
    assert [(text.get_text(), text.xy) for text in axes.texts] == [(GAP, (1, 0))]


def test_bars_of_names_have_no_gaps() -> None:
    frame = pd.DataFrame({"agency": ["A", "B"], "n": [3.0, None]})
    axes = Figure().subplots()
    sns.barplot(frame, x="agency", y="n", ax=axes, errorbar=None)
    settle(axes)
    assert not axes.texts


def test_names_stay_in_the_order_in_which_they_come() -> None:
    check_drawn(pd.DataFrame({"agency": ["B", "A", "C"], "n": [3, 2, 1]}))
