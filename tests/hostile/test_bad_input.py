"""Bad input: one sentence with file, row and remedy; nothing lost, nothing half-written."""

from __future__ import annotations

import resource
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest

from helpers.cleaning import clean
from helpers.project import Project
from helpers.readers import files

HEADER = "search_id,account,account_group,user,searched_at,search_type,reason\n"
ROW = "T-{0},EX-1,Example County SO,u,2025-01-{0:02d} 10:00:00,plate,r\n"
LOG = HEADER + "".join(ROW.format(day) for day in range(1, 6))

Command = Callable[..., tuple[str, int]]
Snapshot = Callable[[Path], dict[str, bytes]]


@pytest.mark.parametrize("words", [("clean",), ("ledger",)])
def test_a_missing_raw_file(command: Command, added: Path, words: tuple[str, ...]) -> None:
    added.unlink()
    said, status = command(*words, "log")
    assert status == 1
    assert "data/raw/log/log.csv" in said
    assert "missing" in said
    assert "Put the file back" in said


def test_a_changed_raw_file(
    command: Command, added: Path, project: Project, snapshot: Snapshot
) -> None:
    assert command("clean", "log")[1] == 0
    before = snapshot(project.processed)
    added.write_text(LOG.replace("T-3", "T-9"), encoding="utf-8")
    said, status = command("clean", "log")
    assert status == 1
    assert "log.csv" in said
    assert "sha256 has changed" in said
    assert snapshot(project.processed) == before


def test_an_unknown_column(command: Command, project: Project, tmp_path: Path) -> None:
    path = tmp_path / "odd.csv"
    path.write_text(LOG.replace("searched_at", "when_it_was"), encoding="utf-8")
    said, status = command("add", str(path), "--release", "odd", "--kind", "portal-search-log")
    assert status == 1
    assert "odd.csv" in said
    assert "searched_at" in said
    assert "when_it_was" in said
    assert not (project.raw / "odd").exists()


def test_a_file_of_no_known_kind(command: Command, project: Project, tmp_path: Path) -> None:
    path = tmp_path / "menu.csv"
    path.write_text("dish,price\nsoup,4\n", encoding="utf-8")
    said, status = command("add", str(path), "--release", "menu")
    assert status == 1
    assert "menu.csv" in said
    assert "dish, price" in said
    assert not (project.raw / "menu").exists()


def test_a_date_that_does_not_parse_keeps_its_row(
    command: Command, project: Project, tmp_path: Path
) -> None:
    path = tmp_path / "dates.csv"
    path.write_text(LOG.replace("2025-01-03 10:00:00", "2025-02-31 10:00:00"), encoding="utf-8")
    assert command("add", str(path), "--release", "dates")[1] == 0
    said, status = command("ledger", "dates")
    assert status == 0
    assert "5 rows read = 5 kept + 0 rejected" in said
    assert "searched_at" in said
    assert "1" in said


def test_ragged_rows_are_rejected_by_name(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "ragged.csv"
    path.write_text(LOG + "T-6,EX-1\n" + ROW.format(7).strip() + ",more,more\n", encoding="utf-8")
    said, status = command("add", str(path), "--release", "ragged")
    assert status == 0, said
    said, status = command("ledger", "ragged")
    assert "7 rows read = 5 kept + 2 rejected" in said
    assert "too few cells: 1" in said
    assert "too many cells: 1" in said


def test_an_unknown_parameter(command: Command, project: Project) -> None:
    said, status = command("run", "05_clean_release", "-p", "relase=log")
    assert status == 2
    assert "release" in said
    assert not project.runs.exists()


def test_a_release_that_is_there_already(
    command: Command, added: Path, project: Project, snapshot: Snapshot
) -> None:
    before = snapshot(project.raw)
    said, status = command("add", str(added), "--release", "log")
    assert status == 1
    assert "The name log is taken" in said
    assert snapshot(project.raw) == before


def test_a_file_that_is_not_there(command: Command, project: Project, tmp_path: Path) -> None:
    said, status = command("add", str(tmp_path / "gone.csv"), "--release", "gone")
    assert status in (1, 2)
    assert "gone.csv" in said
    assert not (project.raw / "gone").exists()


def test_a_descriptor_that_is_not_json(command: Command, added: Path) -> None:
    (added.parent / "datapackage.json").write_text("{", encoding="utf-8")
    said, status = command("clean", "log")
    assert status == 1
    assert "data/raw/log/datapackage.json" in said


def test_a_file_that_the_descriptor_does_not_name(command: Command, added: Path) -> None:
    (added.parent / "more.csv").write_text(LOG, encoding="utf-8")
    said, status = command("clean", "log")
    assert status == 1
    assert "more.csv" in said


def test_a_disk_that_fills_up_while_rows_are_compared(
    command: Command, added: Path, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the engine says of the machine is no fault of the file, and no traceback."""
    assert command("clean", "log")[1] == 0
    shutil.rmtree(project.state)

    def fail(why: str) -> Callable[..., None]:
        def find_repeats(*_: object) -> None:
            raise getattr(duckdb, why.partition(": ")[0])(why.partition(": ")[2])

        return find_repeats

    for why, told in (
        ("IOException: IO Error: Could not write: No space left on device", "no room left on the"),
        (
            "OutOfMemoryException: Out of Memory Error: failed to allocate",
            "doesn't have enough memory",
        ),
    ):
        monkeypatch.setattr(clean, "find_repeats", fail(why))
        said, status = command("clean", "log")
        assert (status, told in said) == (1, True), said
    monkeypatch.undo()
    assert [path.name for path in project.processed.iterdir()] == ["log"]


def test_a_file_that_changes_after_its_hash_was_checked(
    command: Command,
    added: Path,
    project: Project,
    snapshot: Snapshot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert command("clean", "log")[1] == 0
    before = snapshot(project.processed)
    shutil.rmtree(project.state)
    read = files.open_file

    def change(path: Path, *facts: object, **more: object) -> object:
        path.write_text(LOG.replace("plate", "other"), encoding="utf-8")
        return read(path, *facts, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(files, "open_file", change)
    said, status = command("clean", "log")
    assert status == 1
    assert "log.csv" in said
    assert snapshot(project.processed) == before


def test_a_quota_that_is_used_up_is_no_fault_of_the_file(
    command: Command, added: Path, project: Project
) -> None:
    shutil.rmtree(project.state)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, hard))
    try:
        said, status = command("clean", "log")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert status == 1
    assert "Save it anew" not in said
