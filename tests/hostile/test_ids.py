"""Ids of releases: one rule wherever one is given, and nothing as received is ever written."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.errors import Misuse
from helpers.project import Project, check_id, is_id

Command = Callable[..., tuple[str, int]]
Snapshot = Callable[[Path], dict[str, bytes]]

BAD = ["findings", "Findings", "../../../outside/r", "..", ".", "a/b", "a\\b", "a b", "log.2", "é"]
BAD += ["NUL", "com1", "/abs", "-x", "x\n", "x\0", "a" * 101, ""]


@pytest.mark.parametrize("name", BAD)
def test_what_is_no_name_of_a_folder_is_no_id(name: str) -> None:
    assert not is_id(name)
    with pytest.raises(Misuse, match="can't be the id of a release"):
        check_id(name)


@pytest.mark.parametrize("name", ["log", "eugene-2025", "2025-06-18", "Log", "a" * 100, "con1"])
def test_letters_digits_and_hyphens_are_an_id(name: str) -> None:
    assert check_id(name) == name


def place(project: Project, name: str) -> Path:
    """Put a release of the project where a wrong id leads, whole and with that id as its name."""
    folder = Path(f"{project.raw}/{name}")
    shutil.copytree(project.raw / "log", folder)
    descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    text = json.dumps({**descriptor, "name": name})
    (folder / "datapackage.json").write_text(text, encoding="utf-8")
    return folder.resolve()


@pytest.mark.parametrize("name", ["../../../outside/r", "findings", "a/b", "log.2"])
@pytest.mark.parametrize(
    "words",
    [
        ("clean", "{}"),
        ("clean", "log", "{}"),
        ("ledger", "{}"),
        ("run", "05_clean_release", "-p", "release={}"),
        ("run", "80_how_we_would_count_it", "-p", "audits=log,{}"),
        ("synthesize", "network-query-counts", "--release", "{}"),
    ],
    ids=lambda words: " ".join(words[:2]) if isinstance(words, tuple) else None,
)
def test_a_wrong_id_changes_nothing_wherever_it_leads(
    command: Command,
    added: Path,
    project: Project,
    snapshot: Snapshot,
    name: str,
    words: tuple[str, ...],
) -> None:
    """It leads to a whole release: so it is the id that is refused, and not what lies there."""
    assert command("clean", "log")[1] == 0
    place(project, name)
    found = project.processed / "findings" / "10_nlets_queries.json"
    found.parent.mkdir()
    found.write_text("[]", encoding="utf-8")
    before = snapshot(project.root.parent)
    said, status = command(*(word.format(name) for word in words))
    assert status == 2, said
    assert name in said
    assert snapshot(project.root.parent) == before


@pytest.mark.parametrize("name", ["../../../outside/r", "findings", "a/b", "log.2", "NUL"])
def test_nothing_is_added_under_a_wrong_id(
    command: Command, added: Path, project: Project, snapshot: Snapshot, name: str
) -> None:
    before = snapshot(project.root.parent)
    said, status = command("add", str(added), "--release", name)
    assert (status, "can't be the id of a release" in said) == (2, True), said
    assert snapshot(project.root.parent) == before


def stand(folder: Path) -> dict[str, tuple[int, int, int, bytes]]:
    """Return of each file and folder below: which it is, when it was written, and what it holds."""
    return {
        path.relative_to(folder).as_posix(): (
            *(path.stat().st_ino, path.stat().st_mtime_ns, path.stat().st_mode),
            path.read_bytes() if path.is_file() else b"",
        )
        for path in sorted([folder, *folder.rglob("*")])
    }


def test_what_was_received_is_never_written_again(
    command: Command, added: Path, project: Project, tmp_path: Path
) -> None:
    before = stand(added.parent)
    for words in (
        ("clean", "log"),
        ("ledger", "log"),
        ("clean", "log"),
        ("add", str(added), "--release", "log"),
        ("add", str(added), "--release", "log-2"),
        ("clean", "log-2"),
        ("run", "05_clean_release", "-p", "release=log"),
    ):
        command(*words)
        assert stand(added.parent) == before, words
    shutil.rmtree(project.processed)
    shutil.rmtree(project.state)
    assert command("clean", "log")[1] == 0
    assert stand(added.parent) == before


def test_a_shipped_release_is_cleaned_into_the_project_alone(
    command: Command, project: Project
) -> None:
    said, status = command("clean", "ice-agreement-counts")
    assert status == 0, said
    assert [path.name for path in project.processed.iterdir()] == ["ice-agreement-counts"]
    assert not project.raw.exists()
