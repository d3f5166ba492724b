"""Published monthly figures: sums without holes, changes without invented zeros."""

from __future__ import annotations

import duckdb
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.analysis.monthly_counts import list_months
from helpers.analysis.series import (
    change_in_series,
    compare_months,
    find_lasting_return,
    find_missing,
    list_values,
    name_sources,
    sum_present,
    sum_series,
)
from helpers.cleaning.clean import load_table
from helpers.cleaning.table import Table
from helpers.errors import Misuse, Problem
from helpers.project import HOME, Project

ROWS = "network audit rows"
PARK = "st-louis-park-mn-pd"


@pytest.fixture(scope="module")
def table() -> Table:
    return load_table("monthly-series", Project(HOME))


def test_conway_sums_to_its_table_and_not_to_its_text(table: Table) -> None:
    assert sum_series(table, "conway-ar-pd", "own searches") == 10_391
    values = list_values(table, "conway-ar-pd", "own searches")
    assert (len(values), min(values), max(values)) == (13, "2025-04", "2026-04")


def test_st_louis_park_fell(table: Table) -> None:
    may = change_in_series(table, PARK, ROWS, "2025-05", "2025-06")
    april = change_in_series(table, PARK, ROWS, "2025-04", "2025-06")
    assert (round(may.percent, 1), round(april.percent, 1)) == (-97.0, -98.1)
    assert (may.baseline, may.comparison) == (248_481, 7_380)


def test_a_month_without_a_file_is_missing_and_not_zero(table: Table) -> None:
    assert list_values(table, PARK, ROWS)["2026-03"] is None
    with pytest.raises(Problem, match=r"no value for 2026-03.*not zero"):
        sum_series(table, PARK, ROWS)
    with pytest.raises(Problem, match=r"no value for 2026-03; expected: .* 2025-01 to 2026-04"):
        change_in_series(table, PARK, ROWS, "2025-05", "2026-03")
    with pytest.raises(Misuse, match="is no month"):
        change_in_series(table, PARK, ROWS, "May", "2025-06")
    measure = "searches with an immigration-related reason"
    assert sum_series(table, PARK, measure, end="2026-02") == 1_708


def test_a_month_that_is_not_listed_is_a_hole_too() -> None:
    frame = make_series([("2025-01", 1), ("2025-03", 2)])
    with pytest.raises(Problem, match="no value for 2025-02"):
        sum_series(frame, "Here", "searches")


def test_a_month_that_stands_twice_is_a_sentence() -> None:
    frame = make_series([("2025-01", 1), ("2025-01", 1)])
    with pytest.raises(Problem, match="2025-01 stands twice"):
        sum_series(frame, "Here", "searches")


def test_no_percentage_of_zero() -> None:
    frame = make_series([("2025-01", 0), ("2025-02", 5)])
    with pytest.raises(Problem, match="no change follows in percent"):
        change_in_series(frame, "Here", "searches", "2025-01", "2025-02")


@pytest.mark.parametrize(("place", "measure"), [("Here", "search"), ("There", "searches")])
def test_an_unknown_series_is_a_sentence(place: str, measure: str) -> None:
    with pytest.raises(Problem, match=r"Did you mean (searches|Here)"):
        sum_series(make_series([("2025-01", 1)]), place, measure)


def make_series(pairs: list[tuple[str, int]]) -> pd.DataFrame:
    months, values = zip(*pairs, strict=True)
    return pd.DataFrame(
        {
            "place": "Here",
            "month": pd.Series(months, dtype="str"),
            "measure": "searches",
            "value": pd.array(values, dtype="Int64"),
        }
    )


CLARA = "santa-clara-ca-pd"
ORGANIZATIONS = "distinct searching organizations"
CLARA_ROWS = "network audit rows (duplicates included)"

BY_SQL = """
with raw as (
    select place, measure, month, try_cast(value as bigint) as value
    from read_csv(?, header = true, all_varchar = true)
)
select b.value, c.value, 100.0 * c.value / b.value - 100
from raw b join raw c using (place, measure)
where place = ? and measure = ? and b.month = ? and c.month = ?
"""


@pytest.mark.parametrize(
    ("place", "measure", "before", "after", "percent"),
    [
        (PARK, ROWS, "2025-05", "2025-06", -97.0),
        (PARK, ROWS, "2025-04", "2025-06", -98.1),
        (PARK, ROWS, "2025-04", "2025-05", -35.7),
        (CLARA, ORGANIZATIONS, "2023-11", "2023-12", -48.8),
        (CLARA, ORGANIZATIONS, "2023-11", "2024-01", -89.0),
        (CLARA, CLARA_ROWS, "2023-11", "2024-01", -27.6),
    ],
)
def test_the_changes_once_more_in_sql_over_the_file(
    table: Table, place: str, measure: str, before: str, after: str, percent: float
) -> None:
    path = HOME / "data" / "raw" / "monthly-series" / "monthly_series.csv"
    with duckdb.connect() as connection:
        (row,) = connection.execute(BY_SQL, [str(path), place, measure, before, after]).fetchall()
    found = compare_months(table, place, measure, [(before, after)])
    assert (row[0], row[1]) == (found["first"].iloc[0], found["second"].iloc[0])
    assert round(row[2], 9) == round(found["percent_change"].iloc[0], 9)
    assert round(row[2], 1) == percent


def test_what_the_notebook_says_of_santa_clara_and_st_louis_park(table: Table) -> None:
    organizations = list_values(table, CLARA, ORGANIZATIONS)
    months = ("2023-11", "2023-12", "2024-01")
    assert [organizations[month] for month in months] == [2120, 1085, 234]
    rows = list_values(table, CLARA, CLARA_ROWS)
    assert find_lasting_return(rows, "2024-01", 344_191) == "2024-12"
    reasons = "searches with an immigration-related reason"
    assert sum_series(table, PARK, reasons, end="2026-02") == 1708
    assert list_values(table, PARK, reasons)["2025-04"] == 768
    assert find_missing(list_values(table, PARK, ROWS)) == ["2026-03"]
    assert name_sources(table, PARK, ROWS).startswith("FOIA data report on St. Louis Park")


counts = st.lists(st.none() | st.integers(0, 1000), max_size=9).map(
    lambda values: {f"2025-0{month}": value for month, value in enumerate(values, start=1)}
)


@settings(max_examples=40)
@given(counts)
def test_given_and_missing_months_are_all_months(values: dict[str, int | None]) -> None:
    values = {month: value for month, value in values.items() if value != 7}  # not listed at all
    given_months = {month for month, value in values.items() if value is not None}
    missing = find_missing(values)
    assert not given_months & set(missing)
    if values:
        between = list_months(min(values), max(values))
        assert sorted(given_months | set(missing)) == between


@settings(max_examples=40)
@given(counts, st.integers(0, 1000))
def test_a_lasting_return_stays_above_and_begins_nowhere_sooner(
    values: dict[str, int | None], level: int
) -> None:
    found = find_lasting_return(values, "2025-03", level)
    given_later = ((m, value) for m, value in values.items() if m > "2025-03")
    later = {month: value for month, value in given_later if value is not None}
    if found:
        assert all(value > level for month, value in later.items() if month >= found)
        sooner = [value for month, value in sorted(later.items()) if month < found]
        assert not sooner or sooner[-1] <= level
    elif later:
        assert later[max(later)] <= level


def test_months_that_lack_a_value_are_named_beside_the_sum_of_the_rest() -> None:
    frame = pd.DataFrame(
        {
            "place": "p",
            "measure": "m",
            "month": ["2025-01", "2025-02", "2025-04"],
            "value": [3, None, 4],
        }
    )
    assert sum_present(frame, "p", "m") == (7, ("2025-02", "2025-03"))


def test_a_table_that_is_no_series_is_a_sentence() -> None:
    log = pd.DataFrame({"search_id": ["P-1"], "month": ["2025-01"]})
    with pytest.raises(Problem, match=r"no column place, measure, value.*kind monthly-series"):
        list_values(log, "example-county-so", "rows")
