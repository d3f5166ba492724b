"""Recounts: each is what the slower functions of the notebooks give, and what pencil gives."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pandas as pd
import pytest

from helpers.analysis.change import CLOCKS, change_between, count_searches
from helpers.analysis.specifications import (
    WHO,
    bound_share,
    fall_in_series,
    grow_count,
    rise_in_log,
    sum_counts,
)
from helpers.cleaning.table import Table
from helpers.errors import Misuse, Problem

FEDERAL = [f"Federal account {letter}" for letter in "ABCDE"]


def test_the_rise_is_that_of_the_notebook_under_every_choice(table: Table) -> None:
    compute = rise_in_log(table)
    for clock, count, measure in product(
        CLOCKS, ("rows", "distinct searches"), ("total", "per_day", "per_weekday")
    ):
        monthly = count_searches(table, count=count, time=CLOCKS[clock], groups=FEDERAL)
        slow = change_between(monthly, "2024-11", "2025-05", measure).iloc[-1]["percent"]
        given = {"clock": clock, "count": count, "measure": measure, "accounts": "Federal*"}
        fast = compute({**given, "first month": "2024-11", "second month": "2025-05"})
        assert float(fast) == pytest.approx(float(slow), abs=1e-9)


def test_a_span_is_the_mean_of_its_months(table: Table) -> None:
    compute = rise_in_log(table)
    counts = count_searches(table, groups=["Federal account A"]).set_index("month")["searches"]
    given = {"clock": "local", "count": "distinct searches", "accounts": "Federal account A"}
    both = Fraction(int(counts["2024-10"] + counts["2024-11"]), 2)
    assert compute(
        {
            **given,
            "measure": "total",
            "first month": "2024-10..2024-11",
            "second month": "2025-05",
        }
    ) == 100 * (Fraction(int(counts["2025-05"])) / both - 1)


def test_an_unknown_group_month_or_measure_is_named(table: Table) -> None:
    compute = rise_in_log(table)
    given = {"clock": "local", "count": "rows", "measure": "total", "accounts": "Federal*"}
    months = {"first month": "2024-11", "second month": "2025-05"}
    with pytest.raises(Problem, match="no account group Federl"):
        compute({**given, **months, "accounts": "Federl*"})
    with pytest.raises(Problem, match="no count for 2019-01: missing, not zero"):
        compute({**given, **months, "first month": "2019-01"})
    with pytest.raises(Misuse, match="no measure 'per_dya'"):
        compute({**given, **months, "measure": "per_dya"})


SERIES = pd.DataFrame(
    {
        "place": "sample-city-pd",
        "month": ["2025-01", "2025-02", "2025-03", "2025-04"],
        "measure": "rows",
        "value": pd.array([310, 280, None, 62], dtype="Int64"),
    }
)


def test_a_fall_by_hand() -> None:
    compute = fall_in_series(SERIES, "sample-city-pd", "rows")
    months = {"first month": "2025-01", "second month": "2025-04"}
    assert compute({**months, "measure": "total"}) == 100 * (Fraction(62, 310) - 1)
    per_day = 100 * (Fraction(62, 30) / Fraction(310, 31) - 1)
    assert compute({**months, "measure": "per_day"}) == per_day
    with pytest.raises(Problem, match="2025-03: missing, not zero"):
        compute({**months, "second month": "2025-03..2025-04", "measure": "total"})


def test_a_printed_rise_makes_the_second_count() -> None:
    compute = grow_count(
        {"printed": Fraction(540)}, {"printed": Fraction(188)}, ("2024-11", "2025-05")
    )
    given = {"first count": "printed", "rise": "printed"}
    assert compute({**given, "measure": "total"}) == Fraction("1555.2")
    assert compute({**given, "measure": "per_day"}) == Fraction("1607.04")


def test_parts_are_added_and_a_share_is_of_the_total() -> None:
    counts = {"ICE": Fraction(3), "HSI": Fraction(6)}
    assert sum_counts(counts)({WHO: "ICE+HSI"}) == 9
    assert bound_share(counts, Fraction(900))({WHO: "ICE"}) == Fraction(1, 3)
