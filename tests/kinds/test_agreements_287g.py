"""Agreements under section 287(g): one row an agreement; signed and pending told apart."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from made_up_rows import ENGINES, clean_table, make_source

from helpers.adding.add import add_release
from helpers.kinds.tables import load_table
from helpers.project import Project

KIND = "agreements-287g"
SIGNED = ["STATE", "LAW ENFORCEMENT AGENCY", "TYPE", "COUNTY", "SUPPORT TYPE", "SIGNED", "MOA"]
MODELS = ["Jail Enforcement Model", "Warrant Service Officer", "Task Force Model"]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_list_with_days_of_signature_is_of_those_who_participate(engine: str) -> None:
    signed = ["2025-05-08", "5/8/2025", "2025-05-08 00:00:00", "in May", ""]
    records = [["QA", "Example County SO", "County", "", MODELS[0], day, "link"] for day in signed]
    pending = [["QA", "Example County SO", "County", "", MODELS[2]]]
    frame = clean_table(
        KIND,
        make_source(engine, SIGNED, records),
        make_source(engine, SIGNED[:5], pending, file="b.csv"),
    )
    assert frame["list"].tolist() == ["participating"] * 5 + ["pending"]
    assert frame["signed"].tolist()[:3] == ["2025-05-08"] * 3
    assert frame["signed"].isna().tolist() == [False] * 3 + [True] * 3
    assert frame["problems"].notna().tolist() == [False] * 3 + [True, False, False]
    assert frame["signed_state"].tolist()[4:] == ["blank", "never released"]


@pytest.mark.parametrize("engine", ENGINES)
def test_two_agreements_of_one_agency_are_no_duplicates(engine: str) -> None:
    records = [
        ["QA", "Example County SO", "County", "", model, "2025-05-08", "link"]
        for model in MODELS[:2]
    ]
    frame = clean_table(KIND, make_source(engine, SIGNED, records))
    assert frame["duplicate_reason"].isna().all()


@pytest.mark.samples
@pytest.mark.parametrize(
    ("pattern", "name", "rows", "by_model"),
    [
        ("participating_*.xlsx", "participating", 571, [91, 205, 275]),
        ("pending_*.xlsx", "pending", 92, [12, 29, 51]),
    ],
)
def test_the_released_lists_have_their_known_answers(
    samples: Path, project: Project, pattern: str, name: str, rows: int, by_model: list[int]
) -> None:
    (path,) = (samples / "agreements_287g").glob(pattern)
    report = add_release([path], release=name, project=project)
    assert (report.kind, report.unread_columns) == (KIND, ())
    table = load_table(name, project)
    assert (table.ledger.rows_read, table.ledger.rows_rejected) == (rows, 0)
    assert table.frame["model"].value_counts()[MODELS].tolist() == by_model
    assert table.frame["list"].unique().tolist() == [name]
    assert table.frame["duplicate_reason"].isna().all()
    days = pd.to_datetime(table.frame["signed"].dropna())
    assert days.empty or (days.min().year >= 2019 and days.max() < pd.Timestamp("2025-05-17"))
    assert table.ledger.problems.get("signed: not a day in a form that is known", 0) <= 1
