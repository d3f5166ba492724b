"""Counts by group and month, and changes between months, on frames made by hand."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.analysis.change import change_between, count_searches, list_spellings
from helpers.analysis.monthly_counts import NOT_GIVEN
from helpers.errors import Misuse, Problem

Row = tuple[str | None, str | None, int | None]


def make_log(rows: list[Row]) -> pd.DataFrame:
    """Return a log of (group, local time, duplicate_of) as `load_table` would type it."""
    groups, times, copies = zip(*rows, strict=True) if rows else ((), (), ())
    return pd.DataFrame(
        {
            "account_group": pd.Series(groups, dtype="str"),
            "searched_at_local": pd.to_datetime(pd.Series(times, dtype="str")).astype(
                "datetime64[us]"
            ),
            "duplicate_of": pd.Series(copies, dtype="Int64"),
        }
    )


SMALL = make_log(
    [
        ("A", "2024-11-01 00:00:00", None),
        ("A", "2024-11-30 23:59:59", None),
        ("a ", "2024-11-15 12:00:00", None),
        ("A", "2024-11-15 12:00:00", 3),
        ("B", "2024-11-10 08:00:00", None),
        ("A", "2025-05-01 00:00:00", None),
        ("A", "2025-05-31 23:59:59", None),
        ("A", None, None),
        (None, "2025-05-02 10:00:00", None),
    ]
)


def count(frame: Any, **options: Any) -> dict[tuple[str, str], int]:
    counted = count_searches(frame, **options)
    pairs = zip(counted["group"], counted["month"], strict=True)
    return dict(zip(pairs, counted["searches"], strict=True))


def test_counts_by_group_and_month() -> None:
    assert count(SMALL) == {
        ("(not given)", "2025-05"): 1,
        ("A", "2024-11"): 3,
        ("A", "2025-05"): 2,
        ("B", "2024-11"): 1,
    }
    assert count(SMALL, count="rows")["A", "2024-11"] == 4


def test_days_and_rates_are_the_calendar_s() -> None:
    november = count_searches(SMALL, groups=["A"]).iloc[0]
    assert (november["days"], november["weekdays"]) == (30, 21)
    assert november["per_day"] == 3 / 30
    assert november["per_weekday"] == 3 / 21
    assert (november["first_day"], november["last_day"]) == ("2024-11-01", "2024-11-30")


def test_spellings_apart_in_case_and_blanks_are_one_group() -> None:
    spellings = list_spellings(SMALL)
    assert list(spellings.itertuples(index=False, name=None)) == [
        ("(not given)", "(not given)", 1),
        ("A", "A", 6),
        ("A", "a ", 1),
        ("B", "B", 1),
    ]
    assert count(SMALL, groups=[" a"]) == count(SMALL, groups=["A"])


def test_other_names_stay_apart() -> None:
    log = make_log([("A", "2024-11-01", None), ("A.", "2024-11-01", None)])
    assert len(count(log)) == 2


def test_change_by_total_day_and_weekday() -> None:
    log = make_log([("A", "2024-11-05", None)] * 540 + [("A", "2025-05-05", None)] * 1607)
    monthly = count_searches(log)
    found = {
        measure: change_between(monthly, "2024-11", "2025-05", measure).iloc[0]
        for measure in ("total", "per_day", "per_weekday")
    }
    assert found["total"]["factor"] == float(Fraction(1607, 540))
    assert found["per_day"]["percent"] == float(100 * (Fraction(1607 * 30, 540 * 31) - 1))
    assert found["per_weekday"]["factor"] == float(Fraction(1607 * 21, 540 * 22))
    assert found["total"]["baseline"] == 540
    assert found["per_day"]["baseline"] == 18


def test_all_groups_together_is_the_change_of_the_sum() -> None:
    log = make_log(
        [("A", "2024-11-05", None)] * 10
        + [("A", "2025-05-05", None)] * 20
        + [("B", "2024-11-05", None)] * 90
        + [("B", "2025-05-05", None)] * 90
    )
    last = change_between(count_searches(log), "2024-11", "2025-05", together="Both").iloc[-1]
    assert list(last[["group", "baseline", "comparison", "percent"]]) == ["Both", 100, 110, 10.0]


def test_only_the_groups_asked_for_are_taken_together() -> None:
    changed = change_between(count_searches(SMALL), "2024-11", "2025-05", groups=["A"])
    assert list(changed["group"]) == ["A", "All groups together"]
    assert list(changed["baseline"]) == [3, 3]


def test_a_group_missing_in_a_month_is_missing_not_zero() -> None:
    changed = change_between(count_searches(SMALL), "2024-11", "2025-05").set_index("group")
    assert changed.loc["B", "baseline"] == 1
    assert changed.loc["B", ["comparison", "factor", "percent"]].isna().all()
    assert ("B", "2025-05") not in count(SMALL)


def test_a_month_without_rows_is_a_sentence() -> None:
    monthly = count_searches(SMALL)
    with pytest.raises(Problem) as raised:
        change_between(monthly, "2024-11", "2025-02")
    assert str(raised.value) == (
        "No search that counts falls in 2025-02; expected: a month from 2024-11 to 2025-05. "
        "A month without rows is missing from the log, not zero: choose another month."
    )
    with pytest.raises(Misuse, match="is no month"):
        change_between(monthly, "November", "2025-05")


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"groups": ["C"]}, "There is no group C in the table"),
        ({"groups": "A"}, "The groups are one text"),
        ({"count": "searches"}, "There is no way to count called 'searches'"),
        ({"group": "acount_group"}, "Did you mean account_group"),
        ({"time": "searched_at"}, "Did you mean searched_at_local"),
    ],
)
def test_wrong_use_is_a_sentence(options: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Problem, match=sentence):
        count_searches(SMALL, **options)


def test_a_group_that_stands_twice_in_a_month_is_a_sentence() -> None:
    monthly = count_searches(SMALL)
    with pytest.raises(Problem, match="A group stands twice in one month"):
        change_between(pd.concat([monthly, monthly]), "2024-11", "2025-05")


def test_an_unknown_measure_is_a_sentence() -> None:
    with pytest.raises(Misuse, match="Did you mean per_day"):
        change_between(count_searches(SMALL), "2024-11", "2025-05", "per_dy")  # type: ignore[arg-type]


def test_an_empty_log_counts_nothing_and_says_so() -> None:
    monthly = count_searches(make_log([]))
    assert monthly.empty
    with pytest.raises(Problem, match="No search that counts falls in 2024-11"):
        change_between(monthly, "2024-11", "2025-05")


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["A", "a ", " A", "B", "b", None]),
        st.sampled_from(
            [None, "2024-11-30 23:59:59", "2024-12-01 00:00:00", "2025-05-31 12:00:00"]
        ),
        st.sampled_from([None, None, 1]),
    ),
    max_size=25,
)


@settings(max_examples=25, deadline=None)
@given(ROWS)
def test_counts_are_those_of_a_count_by_hand(rows: list[Row]) -> None:
    for how in ("rows", "distinct searches"):
        by_hand: Counter[tuple[str, str]] = Counter()
        for group, time, copy in rows:
            if time is not None and (how == "rows" or copy is None):
                by_hand[" ".join((group or NOT_GIVEN).split()).casefold(), time[:7]] += 1
        counted = count_searches(make_log(rows), count=how)
        found = zip(counted["group"], counted["month"], counted["searches"], strict=True)
        folded = {(" ".join(name.split()).casefold(), month): n for name, month, n in found}
        assert folded == by_hand
