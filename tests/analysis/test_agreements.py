"""Agreements, counted once more by hand-written SQL over the raw file."""

from __future__ import annotations

import duckdb
import pandas as pd
import pytest

from helpers.analysis.agreements import count_agreements
from helpers.cleaning.clean import load_table
from helpers.errors import Problem
from helpers.project import HOME, Project

RAW = HOME / "data" / "raw" / "ice-agreement-counts" / "ice_agreement_counts.csv"
SQL = """
select list_date, edition, sum(agreements::bigint) filter (state = ? or ? = 'all')
from read_csv(?, header = true, all_varchar = true) where list = ? group by all order by all
"""


@pytest.fixture(scope="module")
def frame() -> pd.DataFrame:
    return load_table("ice-agreement-counts", Project(HOME)).frame


@pytest.mark.parametrize("state", ["all", "FLORIDA", "WASHINGTON"])
@pytest.mark.parametrize("which", ["participating", "pending"])
def test_every_list_by_sql(frame: pd.DataFrame, which: str, state: str) -> None:
    with duckdb.connect() as connection:
        rows = connection.execute(SQL, [state, state, str(RAW), which]).fetchall()
    counted = count_agreements(frame, which, state.title() if state != "all" else state)
    assert list(counted.itertuples(index=False, name=None)) == [
        (day, edition, int(number or 0)) for day, edition, number in rows
    ]


def test_the_known_totals(frame: pd.DataFrame) -> None:
    counted = count_agreements(frame).set_index(["list_date", "edition"])["agreements"]
    assert counted.loc["2025-05-16"].iloc[-1] == 571
    assert counted.loc["2025-07-18"].iloc[-1] == 832


def test_a_list_that_is_not_there_is_named(frame: pd.DataFrame) -> None:
    with pytest.raises(Problem, match="Did you mean pending"):
        count_agreements(frame, "pendng")
