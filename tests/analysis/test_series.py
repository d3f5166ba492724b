"""Published monthly figures: sums without holes, changes without invented zeros."""

from __future__ import annotations

import pandas as pd
import pytest

from helpers.analysis.series import change_in_series, list_values, sum_present, sum_series
from helpers.errors import Misuse, Problem
from helpers.kinds.tables import Table, load_table
from helpers.paths import HOME, Project

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
