"""Scratch folders: whole or not at all, and nothing stays of a process that died."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from helpers import project

HOLD = (
    "import pathlib, sys, os; from helpers.project import open_scratch\n"
    "with open_scratch(pathlib.Path(sys.argv[1]), '.t-') as folder:\n"
    "    (folder / 'half').write_text('x'); print(folder, flush=True); sys.stdin.read()"
)


def make(folder: Path, text: str) -> Path:
    folder.mkdir()
    (folder / "a").write_text(text)
    return folder


def read(folder: Path) -> str:
    return (folder / "a").read_text()


def test_a_scratch_folder_goes_with_its_context(tmp_path: Path) -> None:
    def work() -> None:
        with project.open_scratch(tmp_path, ".t-") as folder:
            make(folder / "made", "x")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        work()
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_process_left_goes_and_what_a_living_one_holds_stays(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLD, tmp_path]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        held = Path(other.stdout.readline().strip())
        with project.open_scratch(tmp_path, ".t-") as own:
            assert {held, own} == set(tmp_path.iterdir())
        other.kill()
    assert held.is_dir()
    with project.open_scratch(tmp_path, ".t-") as own:
        assert list(tmp_path.iterdir()) == [own]


def test_folders_of_other_names_are_somebodys_own(tmp_path: Path) -> None:
    with project.open_scratch(tmp_path, ".t-") as folder:
        own = folder.name[:-8]
    names = {".t-notes", f"x{own}abcdefgh", f"{own}ABCDEFGH", f"{own}abcdefghi"}
    for name in names:
        (tmp_path / name).mkdir()
    (tmp_path / f"{own}abcdefgh").symlink_to(tmp_path / ".t-notes")
    project.remove_leftovers(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == names | {f"{own}abcdefgh"}
    (tmp_path / f"{own}12345678").mkdir()
    project.remove_leftovers(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == names | {f"{own}abcdefgh"}


def test_what_another_machine_made_is_left_to_it(tmp_path: Path) -> None:
    code = "import platform; platform.node = lambda: 'another'\n" + HOLD
    command = [sys.executable, "-c", code, tmp_path]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        made = Path(other.stdout.readline().strip())
        other.kill()
    # The lock went with its process, as one goes that the disk keeps from other machines.
    with project.open_scratch(tmp_path, ".t-") as own:
        assert {made, own} == set(tmp_path.iterdir())


@pytest.mark.parametrize("can", [True, False])
def test_what_is_put_is_whole_and_what_was_there_is_left_in_its_stead(
    can: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not can:
        monkeypatch.setattr(project, "exchange", lambda *_: False)
    place = tmp_path / "place"
    project.put_whole(make(tmp_path / "first", "1"), place)
    assert read(place) == "1"
    project.put_whole(second := make(tmp_path / "second", "2"), place)
    assert (read(place), read(second)) == ("2", "1")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["place", "second"]


def test_where_it_takes_two_steps_what_was_there_is_brought_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(project, "exchange", lambda *_: False)
    place = make(tmp_path / "place", "1")
    renamed = Path.rename

    def die(path: Path, target: Path) -> Path:
        if path.name == "made":
            raise KeyboardInterrupt
        return renamed(path, target)

    monkeypatch.setattr(Path, "rename", die)
    with pytest.raises(KeyboardInterrupt):
        project.put_whole(make(tmp_path / "made", "2"), place)
    monkeypatch.setattr(Path, "rename", renamed)
    assert not place.exists()
    project.bring_back(place)
    assert read(place) == "1"
    project.bring_back(place)
    assert read(place) == "1"


@pytest.mark.skipif(sys.platform != "linux", reason="where renameat2 is")
def test_folders_are_exchanged_in_one_step_or_an_error(tmp_path: Path) -> None:
    one, other = make(tmp_path / "one", "1"), make(tmp_path / "other", "2")
    assert project.exchange(one, other)
    assert (read(one), read(other)) == ("2", "1")
    with pytest.raises(FileNotFoundError):
        project.exchange(one, tmp_path / "none")
    assert [path.name for path in one.iterdir()] == ["a"]


def test_scratch_within_ones_own_scratch_waits_for_nobody(tmp_path: Path) -> None:
    with project.open_scratch(tmp_path, ".t-") as outer, project.open_scratch(outer, ".u-") as one:
        assert one.parent == outer
    assert list(tmp_path.iterdir()) == []


def test_an_interrupted_process_takes_its_scratch_away(tmp_path: Path) -> None:
    with project.open_scratch(tmp_path, ".t-"):
        project.remove_own_scratch()
        assert list(tmp_path.iterdir()) == []


def test_a_folder_that_came_meanwhile_is_exchanged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = make(tmp_path / "place", "other")
    monkeypatch.setattr(Path, "exists", lambda _: False)
    project.put_whole(made := make(tmp_path / "made", "own"), place)
    assert (read(place), read(made)) == ("own", "other")
