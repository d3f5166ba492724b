"""The mark of invented rows counts in the id column alone, and only where nearly all bear it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from helpers.project import Project

Command = Callable[..., tuple[str, int]]

HEADER = "ID,Name,Org Name,License Plate,Reason,Search Time"
PORTAL = "search_id,account,account_group,user,searched_at,search_type,reason"
KNOWN = ("--custodian", "Example County SO", "--request", "R-1")


def write(
    folder: Path,
    ids: Sequence[str],
    *,
    plate: str = "QXZ0001",
    reason: str = "x",
    org: str = "Sample PD",
) -> Path:
    rows = [
        f'{one},u,{org if n % 2 else "Other PD"},{plate},{reason},"03/05/2025, 12:00:00 PM UTC"'
        for n, one in enumerate(ids)
    ]
    path = folder / "audit.csv"
    path.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    return path


def find_status(command: Command, project: Project, path: Path) -> tuple[str, str, str]:
    """Add and clean a file; return its status as the descriptor, `clean` and the table have it."""
    said, status = command("add", str(path), "--release", "audit", *KNOWN, "--json")
    assert status == 0, said
    added = json.loads(said)
    descriptor = json.loads((project.raw / "audit" / "datapackage.json").read_text("utf-8"))
    assert added["data_status"] == descriptor["plateglass"]["data_status"]
    said, status = command("clean", "audit", "--json")
    assert status == 0, said
    (cleaned,) = json.loads(said)
    assert cleaned["data_status"] == added["data_status"]
    return added["data_status"], " ".join(added["notes"]), " ".join(cleaned["notes"])


@pytest.mark.parametrize(
    "cells",
    [{"plate": "SYN-4821"}, {"reason": "SYN-1 test"}, {"org": "SYN-City PD"}],
    ids=["plate", "reason", "agency"],
)
def test_the_mark_in_another_column_says_nothing(
    command: Command, project: Project, tmp_path: Path, cells: dict[str, str]
) -> None:
    path = write(tmp_path, [f"Q-{n}" for n in range(30)], **cells)
    status, added, cleaned = find_status(command, project, path)
    assert status == "released"
    assert "SYN-" not in added + cleaned


@pytest.mark.parametrize("marked", [100, 95])
def test_where_nearly_all_ids_bear_the_mark_the_rows_are_invented(
    command: Command, project: Project, tmp_path: Path, marked: int
) -> None:
    ids = [f"SYN-{n}" if n < marked else f"Q-{n}" for n in range(100)]
    found, added, _ = find_status(command, project, write(tmp_path, ids))
    assert found == "synthetic"
    assert "mark of invented rows" in added


@pytest.mark.parametrize("marked", [1, 50, 94])
def test_a_few_marked_ids_are_pointed_out_and_decide_nothing(
    command: Command, project: Project, tmp_path: Path, marked: int
) -> None:
    ids = [f"SYN-{n}" if n < marked else f"Q-{n}" for n in range(100)]
    found, added, cleaned = find_status(command, project, write(tmp_path, ids))
    assert found == "released"
    for notes in (added, cleaned):
        assert f"{marked} of 100 ids begin with SYN-" in notes


def test_rejected_rows_do_not_count(command: Command, project: Project, tmp_path: Path) -> None:
    """A footer or a torn row bears no mark, and makes no invented log a real one."""
    path = write(tmp_path, [f"SYN-{n}" for n in range(20)])
    with path.open("a", encoding="utf-8") as file:
        file.write(",,,,,\n" * 10 + "torn\n" * 10)
    assert find_status(command, project, path)[0] == "synthetic"


def test_an_invented_log_stays_invented_whatever_is_said_of_it(
    command: Command, project: Project, tmp_path: Path
) -> None:
    """Under another name, from a custodian, and with a descriptor that calls it released."""
    path = tmp_path / "Public records response.csv"
    rows = [f"SYN-{n},a,Group A,u,2025-05-01 10:00:00,driver,x" for n in range(5)]
    path.write_text("\n".join([PORTAL, *rows]) + "\n", encoding="utf-8")
    assert find_status(command, project, path)[0] == "synthetic"
    descriptor = project.raw / "audit" / "datapackage.json"
    written = descriptor.read_text(encoding="utf-8")
    descriptor.write_text(written.replace('"synthetic"', '"released"'), encoding="utf-8")
    said, status = command("clean", "audit")
    assert status == 0, said
    assert "audit: portal-search-log, synthetic" in said
    assert "the descriptor calls it released" in said


def test_a_kind_without_ids_bears_no_mark(
    command: Command, project: Project, tmp_path: Path
) -> None:
    path = tmp_path / "series.csv"
    header = "place,month,measure,value,source"
    path.write_text(f"{header}\nSYN-town,2025-01,SYN-rows,3,SYN-x\n", encoding="utf-8")
    assert find_status(command, project, path)[0] == "released"
