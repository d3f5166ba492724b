from __future__ import annotations

import os

import pytest

from helpers.errors import Problem
from helpers.running import state


def test_a_touched_file_is_unchanged_and_an_altered_one_is_not(tmp_path):
    file = tmp_path / "a.txt"
    file.write_text("one")
    known = state.fingerprint([tmp_path])
    assert list(known) == [str(file)]
    os.utime(file, (1, 1))
    assert state.unchanged(known)
    file.write_text("two")
    assert not state.unchanged(known)
    file.unlink()
    assert not state.unchanged(known)


def test_a_second_run_waits_its_turn(project):
    with (
        state.hold(project),
        pytest.raises(Problem, match="Another run is at work"),
        state.hold(project),
    ):
        pass
    with state.hold(project):
        pass


def test_a_broken_memory_counts_as_empty(project):
    memory = state.open_memory(project)
    memory.backend.set("a", "key", 1)
    memory.backend.dump()
    assert state.open_memory(project).backend.get("a", "key") == 1
    (project.state / "tasks.json").write_text('{"a": {"k')
    assert state.open_memory(project).backend.get("a", "key") is None
