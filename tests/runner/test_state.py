from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time

from helpers.runner import graph

SOUND = {"digest": "x", "outputs": {}}
BROKEN = [
    {"a": given}
    for given in (
        5,
        [],
        {"_values_:": 5},
        {"_values_:": {"digest": 5, "outputs": {}}},
        {"_values_:": {"digest": "x"}},
        {"_values_:": {**SOUND, "outputs": {"a": [1]}}},
        {"_values_:": {**SOUND, "outputs": {"a\0": [1, 2, "x"]}}},
        {"_values_:": {**SOUND, "when": "never"}},
        {"_values_:": {**SOUND, "when": 5}},
        {"_values_:": {**SOUND, "why": 5}},
        {"_values_:": {**SOUND, "parts": {"a": 5}}},
        {"_values_:": SOUND, "deps:": 5},
        {"_values_:": SOUND, "/a/file": "changed"},
    )
]


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
    order = []

    def work() -> None:
        with graph.hold(project):
            order.append("second")

    second = threading.Thread(target=work)
    with graph.hold(project):
        second.start()
        time.sleep(0.2)
        order.append("first")
    second.join(5)
    assert order == ["first", "second"]


def test_what_a_dead_run_left_anywhere_is_removed(project):
    code = (
        "import os, pathlib, sys; from helpers.project import open_scratch\n"
        "held = [open_scratch(pathlib.Path(one), '.x-') for one in sys.argv[1:]]\n"
        "[one.__enter__() for one in held]\n"
        "os._exit(1)"
    )
    places = [
        project.root,
        project.raw,
        project.processed / "findings",
        project.runs / "10_a",
        project.state / "cleaned",
    ]
    subprocess.run([sys.executable, "-c", code, *places], check=False)
    assert all(list(one.glob(".x-*")) for one in places)
    with graph.hold(project):
        assert not any(list(one.glob(".x-*")) for one in places)


def test_a_broken_memory_counts_as_empty(project):
    memory = graph.open_memory(project)
    noted = {"digest": "x", "outputs": {}, "why": ["it was asked for"]}
    memory.backend.set("a", "_values_:", noted)
    memory.backend.dump()
    assert graph.open_memory(project).get_values("a") == noted
    for broken in ('{"a": {"k', "[" * 100_000, "[]", "\xff", *map(json.dumps, BROKEN)):
        (project.state / "tasks.json").write_text(broken, encoding="latin-1")
        assert graph.open_memory(project).get_values("a") == {}
