"""The findings of the notebooks on Nlets and Washington, counted once more with nothing of ours.

Plain SQL over the raw figures, and one table of judgment that they rest on.
"""

from __future__ import annotations

import json
from typing import Any

import duckdb
import pytest

from helpers.project import HOME

RAW = HOME / "data" / "raw"
FIGURES = RAW / "published-figures" / "published_figures.csv"
SHARES = HOME / "data" / "reference" / "printed_shares.csv"
AGREEMENTS = RAW / "ice-agreement-counts" / "ice_agreement_counts.csv"

FINDINGS = {
    "nlets.questions_ice": "ceil(n('N002') / 50)",
    "nlets.questions_hsi": "ceil(n('N003') / 50)",
    "nlets.questions_pair": "ceil((n('N002') + n('N003')) / 50)",
    "nlets.share_pair_of_questions": """ceil(1000 * (n('N002') + n('N003')) / (n('N002') + n('N003')
        + (n('N001') - n('N002') - n('N003')) / 50)) / 10""",
    "nlets.traffic_2005": "12 * n('N037')",
    "nlets.traffic_2007": "12 * n('X037')",
    "nlets.rounding_hsi": "round(100 * (1 - n('N015') / n('N003')), 1)",
    "nlets.rounding_ice": "round(100 * (n('N017') / n('N002') - 1), 1)",
    "nlets.log_days_kept": "date '2025-09-30' - date '2024-11-13' + 1",
    "washington.times_pair": "n('W013') / (n('N002') + n('N003'))",
    "washington.per_day": "n('W013') / (date '2025-11-30' - date '2025-01-01' + 1)",
    "washington.per_day_pair": "(n('N002') + n('N003')) / 365",
    "washington.days_shared": "date '2025-09-30' - date '2025-01-01' + 1",
    "washington.days_outside": "date '2025-11-30' - date '2025-09-30'",
    "washington.pair_at_pace": "ceil((n('N002') + n('N003')) * (365 + 61) / 365)",
    "washington.others_at_pace": "n('W013') - ceil((n('N002') + n('N003')) * (365 + 61) / 365)",
    "washington.break_even": """(n('W013') - n('N002') - n('N003')) / 61
        / ((n('N002') + n('N003')) / 365)""",
    "washington.civil_and_cbp": "n('W019') + n('W020') - n('W017')",
    "washington.decided": "n('W031') + n('W032')",
    "washington.requests_month_low": "n('W030') / 11",
    "washington.requests_month_high": "n('W030') / 10",
}


@pytest.fixture(scope="module")
def harvested() -> dict[str, Any]:
    folder = HOME / "data" / "processed" / "findings"
    names = ("10_nlets_queries", "20_washington_searches", "50_routes")
    rows = [row for name in names for row in json.loads((folder / f"{name}.json").read_text())]
    return {row["id"]: row["value"] for row in rows}


@pytest.fixture(scope="module")
def base():
    with duckdb.connect() as connection:
        connection.execute(
            f"create table figures as from read_csv('{FIGURES}', all_varchar = true)"
        )
        connection.execute(
            "create macro n(id) as "
            "(select try_cast(value as double) from figures where claim_id = id)"
        )
        yield connection


@pytest.mark.parametrize("name", FINDINGS)
def test_by_sql(base, harvested: dict[str, Any], name: str) -> None:
    (expected,) = base.execute(f"select {FINDINGS[name]}").fetchone()
    assert float(harvested[name]) == pytest.approx(expected, rel=1e-12)


def test_the_totals_of_the_requests(base, harvested: dict[str, Any]) -> None:
    totals = base.execute(
        f"""with parts as (
            select n(claim) as counted, percent::int as percent
            from read_csv('{SHARES}', all_varchar = true)
        )
        select total from range(151, 400) t(total)
        where (select bool_and(abs(100 * counted / total - percent) <= 0.5) from parts)
        order by total"""
    ).fetchall()
    assert harvested["washington.totals"] == " or ".join(str(total) for (total,) in totals)
    undecided = " or ".join(str(total - 151) for (total,) in totals)
    assert harvested["washington.undecided"] == undecided


def test_the_first_and_the_last_list(base, harvested: dict[str, Any]) -> None:
    rows = base.execute(
        f"""select sum(agreements::int) from read_csv('{AGREEMENTS}', all_varchar = true)
        where list = 'participating' group by list_date, edition order by list_date, edition"""
    ).fetchall()
    ends = (harvested["routes.agreements_first"], harvested["routes.agreements_last"])
    assert ends == (rows[0][0], rows[-1][0])
