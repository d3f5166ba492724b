"""Cleaning a release: written whole or not at all, and used only while it is current."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from helpers.adding.add import add_release
from helpers.analysis.agency_names import review_agencies
from helpers.cleaning import cache, clean
from helpers.cleaning.clean import clean_release, load_table, make_tables, say_review
from helpers.cleaning.table import Table, open_table
from helpers.errors import Problem
from helpers.ledger.ledger import Ledger
from helpers.ledger.row_report import write_ledger
from helpers.project import Project
from helpers.readers import files
from helpers.releases.release import open_release
from whole_tables import read_all

ROWS = """id,userId,searchDate,networkCount,reason
a1,***,2025-11-02T08:30:00Z,2,stolen car
a2,u7,2025-11-02T09:30:00Z,449,
a1,***,2025-11-02T08:30:00Z,2,stolen car

a3,u8,2025-02-31T00:00:00Z,many,x
a4,u9,2025-12-01T00:00:00Z
"""
FILES = {"parts.json", "ledger.json", "rejects.csv", "repeats.parquet"}


@pytest.fixture
def released(project: Project, tmp_path: Path) -> Project:
    """A project with one release of two files."""
    (tmp_path / "a.csv").write_text(ROWS)
    (tmp_path / "b.csv").write_text("id,userId,searchDate,cameraCount\nb1,u1,2025-12-01 00:00,7\n")
    received = [tmp_path / "a.csv", tmp_path / "b.csv"]
    add_release(received, release="log", project=project, count_in="America/Los_Angeles")
    return project


@pytest.fixture
def anew(released: Project) -> Project:
    """The same, but nothing that `add` had read is at hand any more."""
    forget(released)
    return released


def forget(project: Project) -> None:
    for path in (project.state / "cleaned").glob("*.json"):
        path.unlink()


def list_files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_ledger_accounts_for_every_row(released: Project) -> None:
    ledger = clean_release("log", released).ledger
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


def test_the_ledger_on_disk_is_the_ledger_in_the_same_bytes(
    released: Project, tmp_path: Path
) -> None:
    ledger = clean_release("log", released).ledger
    text = (released.processed / "log" / "ledger.json").read_bytes()
    assert Ledger.from_json(text.decode()) == ledger
    (tmp_path / "again").mkdir()
    again = make_tables(open_release("log", released), tmp_path / "again")
    assert again.ledger.to_json().encode() == text
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
    lines = write_ledger(clean_release("log", released).ledger)
    assert "  7 rows read = 5 kept + 2 rejected" in lines
    assert "  rejected: too few cells: 1 (row 6 of a.csv)" in lines
    assert "  values we couldn't read: networks: not a whole number: 1 (row 5 of a.csv)" in lines
    assert "  rows are numbered from 1, after the header" in lines


def test_every_rejected_row_is_listed_and_none_of_its_values(released: Project) -> None:
    table = clean_release("log", released)
    path = released.processed / "log" / "rejects.csv"
    assert path.read_bytes() == (
        b"file,part,row,reason\na.csv,,4,blank row\na.csv,,6,too few cells\n"
    )
    assert [(one.row, one.reason) for one in table.rejects] == [
        (4, "blank row"),
        (6, "too few cells"),
    ]
    assert load_table("log", released).rejects == table.rejects


def test_without_rejects_there_is_no_list_of_them(project: Project, tmp_path: Path) -> None:
    (tmp_path / "b.csv").write_text("id,userId,searchDate\nb1,u1,2025-12-01 00:00:00\n")
    add_release([tmp_path / "b.csv"], release="log", project=project)
    ledger = clean_release("log", project).ledger
    assert ledger.places == ()
    assert not (project.processed / "log" / "rejects.csv").exists()
    assert "after the header" not in "\n".join(write_ledger(ledger))


def test_a_table_that_is_opened_again_is_the_one_that_was_made(released: Project) -> None:
    made = clean_release("log", released)
    kept = load_table("log", released)
    assert kept.folder == released.processed / "log"
    pd.testing.assert_frame_equal(read_all(made), read_all(kept))
    assert (kept.ledger, kept.data_status) == (made.ledger, made.data_status)


def test_one_file_becomes_one_table_of_its_records_in_their_order(released: Project) -> None:
    table = clean_release("log", released)
    listed = {path.name for path in table.folder.iterdir()}
    assert listed == {"table-001.parquet", "table-002.parquet", *FILES}
    first = pd.read_parquet(table.folder / "table-001.parquet")
    assert first["search_id"].tolist() == ["a1", "a2", "a1", "a3"]
    assert pd.read_parquet(table.folder / "table-002.parquet")["search_id"].tolist() == ["b1"]
    assert read_all(table)["source_row"].tolist() == [1, 2, 3, 5, 1]
    assert read_all(table)["source_file"].tolist() == ["a.csv"] * 4 + ["b.csv"]


def test_what_was_added_is_not_read_again(
    released: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    added = read_all(load_table("log", released))
    monkeypatch.setattr(files, "open_file", None)
    cleaned = clean_release("log", released)
    pd.testing.assert_frame_equal(read_all(cleaned), added)
    assert cleaned.folder == released.processed / "log"
    forget(released)
    (cleaned.folder / "ledger.json").unlink()
    with pytest.raises(TypeError, match="not callable"):
        clean_release("log", released)


def test_a_table_that_add_left_is_the_table_that_clean_makes(
    released: Project, tmp_path: Path
) -> None:
    left = load_table("log", released)
    (tmp_path / "anew").mkdir()
    made = make_tables(open_release("log", released), tmp_path / "anew")
    pd.testing.assert_frame_equal(read_all(left), read_all(made))
    assert (left.ledger, left.parts) == (made.ledger, made.parts)
    before, after = list_files(left.folder), list_files(made.folder)
    assert before == after


def test_loading_changes_nothing_in_data(anew: Project) -> None:
    raw = {path: path.stat() for path in anew.raw.rglob("*")}
    table = load_table("log", anew)
    assert not anew.processed.exists()
    assert {path: path.stat() for path in anew.raw.rglob("*")} == raw
    assert table.folder == anew.state / "cleaned" / "log"


@pytest.mark.parametrize(
    "name", ["table-001.parquet", "parts.json", "ledger.json", "rejects.csv", "repeats.parquet"]
)
def test_what_was_altered_missing_or_out_of_date_is_not_used(anew: Project, name: str) -> None:
    path = clean_release("log", anew).folder / name
    original = path.read_bytes()
    marker = cache.locate_marker("log", anew)
    assert is_current(anew)
    path.write_bytes(original + b" ")
    assert not is_current(anew)
    path.unlink()
    assert not is_current(anew)
    clean_release("log", anew)
    assert path.read_bytes() == original
    assert is_current(anew)
    for fact in ("code", "schema", "release"):
        written = marker.read_text()
        marker.write_text(written.replace(f'"{fact}": "', f'"{fact}": "0'))
        assert not is_current(anew), fact
        marker.write_text(written)
    assert is_current(anew)


def is_current(project: Project) -> bool:
    opened = open_release("log", project)
    return cache.find_current(
        opened, project.processed / "log", cache.locate_marker("log", project)
    )


def test_a_table_of_another_schema_is_not_used(
    released: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    clean_release("log", released)
    assert is_current(released)
    monkeypatch.setattr(cache, "hash_schema", lambda kind: f"another {kind}")
    assert not is_current(released)


def test_a_run_that_dies_leaves_what_was_there(
    anew: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = clean_release("log", anew).folder
    before = list_files(folder)
    cache.locate_marker("log", anew).unlink()

    def die(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr(clean, "_write", die)
    with pytest.raises(OSError, match="no space"):
        clean_release("log", anew)
    assert list_files(folder) == before
    assert [path.name for path in anew.processed.iterdir()] == ["log"]


def test_what_is_current_is_not_made_again(anew: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    first = clean_release("log", anew)
    monkeypatch.setattr(clean, "make_tables", None)
    second = clean_release("log", anew)
    assert second.ledger == first.ledger
    pd.testing.assert_frame_equal(read_all(second), read_all(first))


def test_a_changed_raw_file_stops_and_changes_nothing(released: Project) -> None:
    folder = clean_release("log", released).folder
    path = released.raw / "log" / "a.csv"
    path.write_text(ROWS.replace("449", "450"))
    before = list_files(folder)
    for use in (clean_release, load_table):
        with pytest.raises(Problem, match="its sha256 has changed"):
            use("log", released)
    assert list_files(folder) == before


def test_files_are_cleaned_by_whatever_runs_them(anew: Project) -> None:
    """A cluster may hand jobs out in any order; the tables are those of one process."""
    alone = clean_release("log", anew)
    texts = list_files(alone.folder)
    (alone.folder / "ledger.json").unlink()

    def run(function: object, jobs: list[clean.CleaningJob]) -> Iterator[object]:
        assert [job.resource.path for job in jobs] == ["a.csv", "b.csv"]
        done = {job.number: function(job) for job in reversed(jobs)}  # type: ignore[operator]
        return iter(done[number] for number in sorted(done))

    again = clean_release("log", anew, run=run)  # type: ignore[arg-type]
    assert list_files(again.folder) == texts


def test_a_table_of_the_folder_alone_is_whole(released: Project, tmp_path: Path) -> None:
    table = clean_release("log", released)
    moved = tmp_path / "moved"
    table.folder.rename(moved)
    assert isinstance(open_table("log", moved), Table)
    assert read_all(open_table("log", moved))["search_id"].tolist() == [
        "a1",
        "a2",
        "a1",
        "a3",
        "b1",
    ]


def test_names_of_agencies_to_judge_are_told(released: Project, tmp_path: Path) -> None:
    clean_release("log", released, review=review_agencies)
    assert say_review("log", released) == []
    path = tmp_path / "audit.csv"
    rows = [f"{n},Sample City QA PD,01/02/2025 10:00:00 AM UTC,x" for n in range(3)]
    rows += ["4,Exampel QA SO,01/02/2025 10:00:00 AM UTC,x"]
    path.write_text("\n".join(["ID,Org Name,Search Time,Reason", *rows]) + "\n")
    add_release([path], release="audit", project=released, kind="flock-network-audit")
    clean_release("audit", released, review=review_agencies)
    (line,) = say_review("audit", released)
    assert line.endswith("names of agencies to judge: 2 in data/processed/audit/agency-review.csv")


def test_the_review_is_written_again_where_the_table_is_current(
    released: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A person decides on a name in data/reference; no table has to be made again for that."""
    path = tmp_path / "audit.csv"
    path.write_text(
        "ID,Org Name,Search Time,Reason\n1,Exampel QA SO,01/02/2025 10:00:00 AM UTC,x\n"
    )
    add_release([path], release="audit", project=released, kind="flock-network-audit")
    monkeypatch.setattr(clean, "make_tables", None)
    clean_release("audit", released, review=review_agencies)
    listed = released.processed / "audit" / "agency-review.csv"
    assert "Exampel QA SO" in listed.read_text()
    clean_release("audit", released, review=lambda *_: None)
    assert not listed.exists()


def test_a_table_that_is_open_outlives_a_cleaning(released: Project) -> None:
    table = load_table("log", released)
    clean_release("log", released)
    assert read_all(table)["search_id"].tolist() == ["a1", "a2", "a1", "a3", "b1"]
