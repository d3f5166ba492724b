"""The command line on an empty project, as a stranger's files meet it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from helpers import cli
from helpers.project import Project

HEADER = "search_id,account,account_group,user,searched_at,search_type,reason\n"
ROW = "T-{0},EX-1,Example County SO,u,2025-01-{0:02d} 10:00:00,plate,r\n"
LOG = HEADER + "".join(ROW.format(day) for day in range(1, 6))

Command = Callable[..., tuple[str, int]]
"""A command, given its words: what it says, and its exit status."""


def end_of(main: Callable[[], None]) -> int:
    """Return the exit status; any other exception is a failure of the test."""
    try:
        main()
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


@pytest.fixture
def command(
    project: Project, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Command:
    """Run a command on the empty project; it never shows a traceback."""

    def run(*words: str) -> tuple[str, int]:
        monkeypatch.setattr(sys, "argv", ["plateglass", "--project", str(project.root), *words])
        status = end_of(cli.main)
        said = capsys.readouterr()
        assert "Traceback" not in said.out + said.err
        return said.out + said.err, status

    return run


@pytest.fixture
def added(command: Command, project: Project, tmp_path: Path) -> Path:
    """A release of five rows; returns its file."""
    path = tmp_path / "log.csv"
    path.write_text(LOG, encoding="utf-8")
    said, status = command("add", str(path), "--release", "log")
    assert status == 0, said
    return project.raw / "log" / "log.csv"


@pytest.fixture
def snapshot() -> Callable[[Path], dict[str, bytes]]:
    """Return what a folder holds, by path: its files, and where its links lead."""
    return read_folder


def read_folder(folder: Path) -> dict[str, bytes]:
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            found[name] = str(path.readlink()).encode()
        elif path.is_file():
            found[name] = path.read_bytes()
    return found
