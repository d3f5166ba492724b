"""Sums, shares as bounds, rates: exact, and rounded outward once."""

from __future__ import annotations

from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.analysis.monthly_counts import NOT_GIVEN
from helpers.analysis.queries import per_day, ratio, round_outward, share, share_bound, sum_by
from helpers.errors import Misuse, Problem

COUNTS = pd.DataFrame(
    {
        "state": pd.Series(["QA", "QA", "QB", "QB", "QC", None], dtype="str"),
        "queries": pd.array([5, None, 7, 0, None, 3], dtype="Int64"),
    }
)


def test_sums_say_what_they_could_not_count() -> None:
    assert list(sum_by(COUNTS, "state").itertuples(index=False, name=None)) == [
        ("(not given)", 3, 1, 0),
        ("QA", 5, 2, 1),
        ("QB", 7, 2, 0),
        ("QC", pd.NA, 1, 1),
    ]


def test_a_sum_of_nothing_is_missing_not_zero() -> None:
    sums = sum_by(COUNTS, "state").set_index("state")
    assert pd.isna(sums.loc["QC", "queries"])
    zero = pd.DataFrame({"state": ["QA"], "queries": pd.array([0], dtype="Int64")})
    assert sum_by(zero, "state").loc[0, "queries"] == 0


def test_sums_are_those_of_a_sum_by_hand() -> None:
    found = sum_by(COUNTS, "state").set_index("state")
    for state, rows in COUNTS.fillna({"state": NOT_GIVEN}).groupby("state"):
        given = rows["queries"].dropna()
        expected = (sum(given) if len(given) else pd.NA, len(rows), len(rows) - len(given))
        assert list(map(str, found.loc[state])) == list(map(str, expected))


def test_a_missing_column_is_a_sentence() -> None:
    with pytest.raises(Problem, match="Did you mean state"):
        sum_by(COUNTS, "stat")


def test_shares_of_more_than_290_million() -> None:
    ice, hsi, over = 292_114, 605_116, 290_000_000
    assert share_bound(ice, over) == 0.1008
    assert share_bound(hsi, over) == 0.2087
    assert share_bound(ice + hsi, over) == 0.3094
    # To the nearest, the first and the third would be printed below what is known.
    assert round(share(ice, over), 4) == 0.1007
    assert round(share(ice, ice + hsi), 2) == 32.56
    assert round(ratio(hsi, ice), 4) == 2.0715


def test_rates_a_day() -> None:
    year = ("2024-10-01", "2025-09-30")
    assert round(per_day(292_114, *year), 1) == 800.3
    assert round(per_day(605_116, *year), 1) == 1657.9
    assert per_day(290_000_000, *year, bound="lower") == 794_520
    assert per_day(290_000_000, *year, bound="lower", decimals=1) == 794_520.5
    assert per_day(290_000_000, *year, bound="upper") == 794_521


@given(st.integers(0, 10**12), st.integers(1, 10**12), st.integers(0, 6), st.integers(0, 10**12))
def test_a_share_bound_holds_for_every_whole_it_allows(
    part: int, over: int, decimals: int, more: int
) -> None:
    bound = round_outward(Fraction(100 * part, over), "upper", decimals)
    assert share_bound(part, over, decimals=decimals) == float(bound)
    assert Fraction(100 * part, over + more) <= Fraction(bound)
    assert Fraction(bound) - Fraction(100 * part, over) < Fraction(1, 10**decimals)


@given(st.fractions(), st.integers(0, 8))
def test_bounds_enclose_what_they_round(value: Fraction, decimals: int) -> None:
    low, high = (Fraction(round_outward(value, side, decimals)) for side in ("lower", "upper"))
    assert low <= value <= high
    assert high - low <= Fraction(1, 10**decimals)


def test_numbers_out_of_a_table_are_numbers() -> None:
    part = COUNTS["queries"].sum()
    assert share_bound(part, 290) == share_bound(15, 290)
    assert ratio(COUNTS["queries"].iloc[0], 2.5) == 2
    with pytest.raises(Problem, match="A number is missing"):
        share_bound(COUNTS["queries"].iloc[1], 290)


@pytest.mark.parametrize("whole", [0, -1])
def test_a_share_of_nothing_is_a_sentence(whole: int) -> None:
    with pytest.raises(Problem, match="a number above 0"):
        share_bound(1, whole)


@pytest.mark.parametrize(
    ("start", "end", "sentence"),
    [
        ("2025-09-30", "2024-10-01", "ends before it begins"),
        ("2024-10", "2025-09", "is no period"),
        ("2025-02-30", "2025-03-01", "is no period"),
    ],
)
def test_a_period_that_is_none_is_a_sentence(start: str, end: str, sentence: str) -> None:
    with pytest.raises(Misuse, match=sentence):
        per_day(1, start, end)
