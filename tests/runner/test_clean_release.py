"""Cleaning a release: written whole or not at all, and used only while it is current."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from helpers.kinds import cache
from helpers.kinds.tables import build_table, load_table

from helpers.adding.add import add_release
from helpers.errors import Problem
from helpers.ledger.ledger import Ledger
from helpers.project import Project
from helpers.releases.release import open_release
from helpers.runner import clean_release

ROWS = """id,userId,searchDate,networkCount,reason
a1,***,2025-11-02T08:30:00Z,2,stolen car
a2,u7,2025-11-02T09:30:00Z,449,
a1,***,2025-11-02T08:30:00Z,2,stolen car

a3,u8,2025-02-31T00:00:00Z,many,x
a4,u9,2025-12-01T00:00:00Z
"""


@pytest.fixture
def released(project: Project, tmp_path: Path) -> Project:
    """A project with one release of two files."""
    (tmp_path / "a.csv").write_text(ROWS)
    (tmp_path / "b.csv").write_text("id,userId,searchDate,cameraCount\nb1,u1,2025-12-01 00:00,7\n")
    files = [tmp_path / "a.csv", tmp_path / "b.csv"]
    add_release(files, release="log", project=project, count_in="America/Los_Angeles")
    return project


def test_the_ledger_accounts_for_every_row(released: Project) -> None:
    ledger = clean_release.clean_release("log", released)
    assert (ledger.rows_read, ledger.rows_kept, ledger.rows_rejected) == (7, 5, 2)
    assert ledger.rejected == {"blank row": 1, "too few cells": 1}
    assert ledger.duplicates == {"same id": 1}
    assert ledger.problems == {
        "networks: not a whole number": 1,
        "searched_at: not a time in a form that is known": 1,
    }
    assert ledger.flags == {"overlap": 3}
    assert ledger.withheld == {"user": 2}
    assert ledger.blank == {"reason": 1}
    assert ledger.never_released == ("case_number", "offense_type")
    assert (ledger.first, ledger.last) == ("2025-11-02T08:30:00Z", "2025-12-01T00:00:00Z")
    assert (ledger.first_local, ledger.last_local) == ("2025-11-02T01:30:00", "2025-11-30T16:00:00")
    assert [(f.path, f.rows_read, f.rows_kept, f.rows_rejected) for f in ledger.files] == [
        ("a.csv", 6, 4, 2),
        ("b.csv", 1, 1, 0),
    ]


def test_the_ledger_on_disk_is_the_ledger_in_the_same_bytes(released: Project) -> None:
    ledger = clean_release.clean_release("log", released)
    text = (released.processed / "log" / "ledger.json").read_bytes()
    assert Ledger.from_json(text.decode()) == ledger
    assert build_table(open_release("log", released)).ledger.to_json().encode() == text
    assert list(json.loads(text))[:11] == [
        "release",
        "kind",
        "data_status",
        "rows_read",
        "rows_kept",
        "rows_rejected",
        "duplicates",
        "rejected",
        "first",
        "last",
        "files",
    ]


def test_the_ledger_can_be_shown(released: Project) -> None:
    lines = clean_release.clean_release("log", released).lines()
    assert "  7 rows read = 5 kept + 2 rejected" in lines
    assert "  rejected: too few cells: 1 (row 6 of a.csv)" in lines
    assert "  values that failed: networks: not a whole number: 1 (row 5 of a.csv)" in lines
    assert "  rows are numbered from 1, after the header" in lines


def test_every_rejected_row_is_listed_and_none_of_its_values(released: Project) -> None:
    clean_release.clean_release("log", released)
    path = released.processed / "log" / "rejects.csv"
    assert path.read_bytes() == (
        b"file,part,row,reason\na.csv,,4,blank row\na.csv,,6,too few cells\n"
    )
    built, kept = build_table(open_release("log", released)), load_table("log", released)
    assert [(one.row, one.reason) for one in built.rejects] == [
        (4, "blank row"),
        (6, "too few cells"),
    ]
    assert kept.rejects == built.rejects


def test_without_rejects_there_is_no_list_of_them(project: Project, tmp_path: Path) -> None:
    (tmp_path / "b.csv").write_text("id,userId,searchDate\nb1,u1,2025-12-01 00:00:00\n")
    add_release([tmp_path / "b.csv"], release="log", project=project)
    ledger = clean_release.clean_release("log", project)
    assert ledger.places == ()
    assert not (project.processed / "log" / "rejects.csv").exists()
    assert "after the header" not in "\n".join(ledger.lines())


def test_the_table_on_disk_is_the_table_in_memory(released: Project) -> None:
    built = load_table("log", released)
    clean_release.clean_release("log", released)
    kept = cache.read_cache(open_release("log", released))
    assert kept is not None
    pd.testing.assert_frame_equal(built.frame, kept.frame)
    assert (kept.ledger, kept.data_status) == (built.ledger, built.data_status)


def test_one_file_of_rows_becomes_one_file_in_its_order(released: Project) -> None:
    clean_release.clean_release("log", released)
    first = pd.read_parquet(released.processed / "log" / "table-001.parquet")
    second = pd.read_parquet(released.processed / "log" / "table-002.parquet")
    assert first["source_row"].tolist() == [1, 2, 3, 5]
    assert second["source_file"].tolist() == ["b.csv"]


def test_loading_writes_nothing(released: Project) -> None:
    load_table("log", released)
    assert not released.processed.exists()
    assert not released.state.exists()


@pytest.mark.parametrize("name", ["table-001.parquet", "ledger.json", "rejects.csv"])
def test_what_was_altered_missing_or_out_of_date_is_not_used(released: Project, name: str) -> None:
    release = open_release("log", released)
    clean_release.clean_release("log", released)
    path = released.processed / "log" / name
    original = path.read_bytes()
    path.write_bytes(original + b" ")
    assert cache.read_cache(release) is None
    path.unlink()
    assert cache.read_cache(release) is None
    clean_release.clean_release("log", released)
    assert path.read_bytes() == original
    stamp = cache.stamp_path("log", released)
    stamp.write_text(stamp.read_text().replace('"code": "', '"code": "0'))
    assert cache.read_cache(release) is None


def test_a_run_that_dies_leaves_what_was_there(
    released: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    clean_release.clean_release("log", released)
    folder = released.processed / "log"
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    cache.stamp_path("log", released).unlink()

    def die(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(clean_release, "_write", die)
    with pytest.raises(OSError, match="no space"):
        clean_release.clean_release("log", released)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert [path.name for path in released.processed.iterdir()] == ["log"]


def test_what_is_current_is_not_made_again(
    released: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = clean_release.clean_release("log", released)
    monkeypatch.setattr(clean_release, "build_table", None)
    assert clean_release.clean_release("log", released) == first


def test_a_changed_raw_file_stops_and_changes_nothing(released: Project) -> None:
    clean_release.clean_release("log", released)
    path = released.raw / "log" / "a.csv"
    path.write_text(ROWS.replace("449", "450"))
    before = (released.processed / "log" / "ledger.json").read_bytes()
    for use in (clean_release.clean_release, load_table):
        with pytest.raises(Problem, match="its sha256 has changed"):
            use("log", released)
    assert (released.processed / "log" / "ledger.json").read_bytes() == before


def test_names_of_agencies_to_judge_are_told(released: Project, tmp_path: Path) -> None:
    clean_release.clean_release("log", released)
    assert clean_release.say_review("log", released) == []
    path = tmp_path / "audit.csv"
    rows = [f"{n},Sample City QA PD,01/02/2025 10:00:00 AM UTC,x" for n in range(3)]
    rows += ["4,Exampel QA SO,01/02/2025 10:00:00 AM UTC,x"]
    path.write_text("\n".join(["ID,Org Name,Search Time,Reason", *rows]) + "\n")
    add_release([path], release="audit", project=released, kind="flock-network-audit")
    clean_release.clean_release("audit", released)
    (line,) = clean_release.say_review("audit", released)
    assert line.endswith("names of agencies to judge: 2 in data/processed/audit/agency-review.csv")
