from __future__ import annotations

import os

import pytest

from helpers.errors import Problem
from helpers.runner import graph


def test_a_touched_file_is_unchanged_and_an_altered_one_is_not(tmp_path):
    file = tmp_path / "a.txt"
    file.write_text("one")
    known = graph.fingerprint([tmp_path])
    assert list(known) == [str(file)]
    os.utime(file, (1, 1))
    assert graph.unchanged(known)
    file.write_text("two")
    assert not graph.unchanged(known)
    file.unlink()
    assert not graph.unchanged(known)


def test_a_second_run_waits_its_turn(project):
    with (
        graph.hold(project),
        pytest.raises(Problem, match="Another run is at work"),
        graph.hold(project),
    ):
        pass
    with graph.hold(project):
        pass


def test_a_broken_memory_counts_as_empty(project):
    memory = graph.open_memory(project)
    memory.backend.set("a", "key", 1)
    memory.backend.dump()
    assert graph.open_memory(project).backend.get("a", "key") == 1
    (project.state / "tasks.json").write_text('{"a": {"k')
    assert graph.open_memory(project).backend.get("a", "key") is None
