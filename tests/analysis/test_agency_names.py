"""Counted names: agencies of two states that bear one name stay two until a line says otherwise."""

from __future__ import annotations

import csv
from pathlib import Path

from helpers.adding.add import add_release
from helpers.analysis.agencies import (
    AGENCIES,
    AGENCY_COLUMNS,
    ALIAS_COLUMNS,
    ALIASES,
    REJECTED,
)
from helpers.analysis.agency_names import (
    STATES,
    count_names,
    list_undecided,
    match_counted,
    review_agencies,
)
from helpers.cleaning.clean import load_table
from helpers.project import Project

AGENCY = ["orange-qa", "Orange County Sheriff's Office", "county", "QA", "sheriff", "", "made up"]
LIST = """State,Law Enforcement Agency,Support Type,Signed Date
QASTATE,Orange County Sheriff's Office,Task Force,2025-03-01
QASTATE,Orange County Sheriff's Office,Jail,2025-03-01
QBSTATE,Orange County Sheriff's Office,Task Force,2025-04-01
QBSTATE,Lake County Sheriff's Office,Task Force,2025-04-01
Nowhere,Lake County Sheriff's Office,Task Force,2025-04-01
"""


def write(project: Project, name: str, columns: tuple[str, ...], *rows: list[str]) -> None:
    path = project.root / "data" / "reference" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([list(columns), *rows])


def test_agencies_of_two_states_with_one_name_are_two(project: Project, tmp_path: Path) -> None:
    write(project, AGENCIES, AGENCY_COLUMNS, AGENCY)
    write(project, ALIASES, ALIAS_COLUMNS)
    write(project, REJECTED, ALIAS_COLUMNS)
    write(project, STATES, ("state", "name"), ["QA", "Qastate"], ["QB", "Qbstate"])
    path = tmp_path / "list.csv"
    path.write_text(LIST, encoding="utf-8")
    add_release([path], release="list", project=project, custodian="Example County SO")
    table = load_table("list", project)
    counts = count_names(table)
    assert counts is not None
    assert counts["rows"].tolist() == [2, 1, 1, 1]
    matched = match_counted(counts, project).set_index("name")
    assert matched["agency_id"].dropna().to_dict() == {
        "Orange County Sheriff's Office, QASTATE": "orange-qa"
    }
    undecided = set(list_undecided(table, project)["name in the file"])
    assert undecided == {
        "Orange County Sheriff's Office, QBSTATE",
        "Lake County Sheriff's Office, QBSTATE",
        "Lake County Sheriff's Office, unreviewed state 1",
    }
    review = review_agencies(table, project)
    assert review is not None
    assert set(review["name"]) == {
        name.replace("unreviewed state 1", "Nowhere") for name in undecided
    }
    line = [
        "Orange County Sheriff's Office, QBSTATE",
        "orange-qa",
        "a tester",
        "2026-01-01",
        "made up",
    ]
    write(project, ALIASES, ALIAS_COLUMNS, line)
    assert match_counted(counts, project)["agency_id"].notna().sum() == 2
