"""A release of one large file is cleaned on disk, and used as any other is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from helpers.intake.files import pin_file
from helpers.kinds import large
from helpers.kinds.large_surveys import survey_file
from helpers.kinds.tables import build_table, load_frame, load_table
from helpers.runner.clean_release import clean_release

from helpers.adding.add import add_release
from helpers.analysis.agency_names import count_names
from helpers.analysis.change import count_searches
from helpers.analysis.door_data import open_case
from helpers.errors import Problem
from helpers.privacy import check_values, collect_sensitive, select_publishable
from helpers.project import Project
from helpers.releases.release import open_release

HEADER = "search_id,account,account_group,user,searched_at,search_type,reason"


def test_a_large_release_is_cleaned_loaded_and_counted_as_a_small_one(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [
        f"Q-{n % 50},acct-zebra,Group {'AB'[n % 2]},jroe,2025-0{n % 3 + 1}-05 12:00:00,driver,"
        for n in range(60)
    ]
    path = tmp_path / "log.csv"
    path.write_text("\n".join([HEADER, *rows[:9], ",,,,,,", *rows[9:]]) + "\n", encoding="utf-8")
    add_release([path], release="big", project=project, count_in="America/Los_Angeles")
    small = build_table(open_release("big", project))
    monkeypatch.setattr(large, "LARGE", 0)
    with pytest.raises(Problem, match=r"big is large.*Clean it first: plateglass clean big"):
        load_table("big", project)
    assert clean_release("big", project) == small.ledger
    names = {one.name for one in (project.processed / "big").iterdir()}
    listed = {"table-001.parquet", "table-001-duplicates.parquet", "ledger.json", "rejects.csv"}
    assert names == listed
    table = load_table("big", project)
    assert (table.ledger, table.rejects) == (small.ledger, small.rejects)
    assert not isinstance(table.frame, pd.DataFrame)
    pd.testing.assert_frame_equal(load_frame(table), small.frame)
    pd.testing.assert_frame_equal(count_searches(table), count_searches(small))
    assert count_names(table) is None
    assert collect_sensitive(table) == collect_sensitive(small)
    assert list(select_publishable(table)) == list(select_publishable(small))
    with pytest.raises(Problem, match="keeps back"):
        check_values(pd.DataFrame({"shown": ["acct-zebra"]}), table)
    check_values(pd.DataFrame({"shown": ["Group A"]}), table)


@pytest.mark.parametrize(
    "lines",
    [
        [HEADER, *(f"SYN-{n},a,g,u,2025-05-01 10:00:00,driver," for n in range(700)), ",,,,,,"],
        [HEADER, "Q-1,a,g,u,2025-05-01 10:00:00,driver,x", HEADER, "Total,,,,,,", "a,b", ""],
        ["ID,Name,Org Name,Search Time,Reason", *("1,u,A PD,05/01/2025 10:00:00 AM UTC,x",) * 9],
        ["A log,,,", HEADER, "Q-1,a,g,u,2025-05-01 10:00:00,driver,x"],
        [
            *(HEADER, *(f"Q-{n},a,g,u,2025-05-01 10:00:00,driver,x" for n in range(40))),
            *(",,,,,,", "Summary,,,,,,", "Searches,40,,,,,"),
        ],
    ],
    ids=["marked", "furniture", "one agency's audit", "a banner above the header", "a summary"],
)
def test_a_large_file_is_added_as_a_small_one(
    lines: list[str], project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "log.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    facts = {"project": project, "custodian": "Example County SO", "count_in": "UTC"}
    small = add_release([path], release="small", **facts)
    monkeypatch.setattr(large, "LARGE", 0)
    big = add_release([path], release="big", **facts)
    assert replace(big, release="small") == small
    descriptors = [(project.raw / one / "datapackage.json").read_text() for one in ("small", "big")]
    assert descriptors[0].replace('"small"', '"big"') == descriptors[1]


def test_a_survey_holds_few_rows_and_counts_all(tmp_path: Path, monkeypatch: Any) -> None:
    path = tmp_path / "log.csv"
    rows = [f"Q-{n},a,g,u,2025-05-01 10:00:00,driver," for n in range(5000)]
    path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    resource = pin_file(path, path.name)
    assert survey_file(path, resource, shown="log.csv") is None
    monkeypatch.setattr(large, "LARGE", 0)
    found = survey_file(path, resource, shown="log.csv")
    assert found is not None
    assert (found.rows_read, found.rows_kept, found.has_mark) == (5000, 5000, False)
    assert len(found.frame) == 200
    assert found.frame["cell_0"].tolist()[:3] == ["Q-0", "Q-25", "Q-50"]


def test_a_large_audit_is_held_against_others_as_a_small_one(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A year of the network has 80 MB and more; what only pandas can do stopped at it."""
    rows = [
        f"{n % 25},Sample{n % 3} PD,9,2025-03-{n % 28 + 1:02} 12:00:00,{('ICE', 'theft')[n % 2]}"
        for n in range(60)
    ]
    path = tmp_path / "audit.csv"
    path.write_text("\n".join(["ID,Org Name,Networks,Search Time,Reason", *rows]) + "\n", "utf-8")
    told = {"custodian": "Example County SO", "kind": "flock-network-audit"}
    add_release([path], release="audit", project=project, **told)
    small = open_case(["audit"], [], project=project)
    monkeypatch.setattr(large, "LARGE", 0)
    clean_release("audit", project)
    big = open_case(["audit"], [], project=project)
    assert not isinstance(big.tables[0].frame, pd.DataFrame)
    pd.testing.assert_frame_equal(big.mark(["ice"]), small.mark(["ice"]))
