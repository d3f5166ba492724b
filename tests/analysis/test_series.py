"""Published monthly figures: sums without holes, changes without invented zeros."""

from __future__ import annotations

import pandas as pd
import pytest

from helpers.analysis.series import (
    list_values,
    name_publishers,
    sum_present,
)
from helpers.cleaning.clean import load_table
from helpers.cleaning.table import Table
from helpers.errors import Problem
from helpers.project import HOME, Project

ROWS = "network audit rows"
PARK = "st-louis-park-mn-pd"


@pytest.fixture(scope="module")
def table() -> Table:
    return load_table("monthly-series", Project(HOME))


def test_conway_sums_to_its_table_and_not_to_its_text(table: Table) -> None:
    assert sum_present(table, "conway-ar-pd", "own searches") == (10_391, ())
    values = list_values(table, "conway-ar-pd", "own searches")
    assert (len(values), min(values), max(values)) == (13, "2025-04", "2026-04")


def test_a_month_without_a_file_is_missing_and_not_zero(table: Table) -> None:
    assert list_values(table, PARK, ROWS)["2026-03"] is None
    assert sum_present(table, PARK, ROWS)[1] == ("2026-03",)


def test_a_month_that_stands_twice_is_a_sentence() -> None:
    frame = make_series([("2025-01", 1), ("2025-01", 1)])
    with pytest.raises(Problem, match="2025-01 stands twice"):
        list_values(frame, "Here", "searches")


@pytest.mark.parametrize(("place", "measure"), [("Here", "search"), ("There", "searches")])
def test_an_unknown_series_is_a_sentence(place: str, measure: str) -> None:
    with pytest.raises(Problem, match=r"Did you mean (searches|Here)"):
        list_values(make_series([("2025-01", 1)]), place, measure)


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


def test_what_the_notebook_says_of_santa_clara_and_st_louis_park(table: Table) -> None:
    organizations = list_values(table, CLARA, ORGANIZATIONS)
    months = ("2023-11", "2023-12", "2024-01")
    assert [organizations[month] for month in months] == [2120, 1085, 234]
    reasons = "searches with an immigration-related reason"
    assert sum_present(table, PARK, reasons)[0] == 1708
    assert list_values(table, PARK, reasons)["2025-04"] == 768
    assert name_publishers(table, PARK, ROWS).startswith("FOIA data report on St. Louis Park")


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
