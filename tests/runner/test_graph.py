"""The graph over tasks that need no kernel; whole projects are in tests/projects."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from helpers.errors import Misuse, Problem
from helpers.project import Project
from helpers.runner.graph import _say_reasons, explain, run_all


@dataclass
class Task:
    name: str
    action: Callable[[], object]
    file_deps: Sequence[Path] = ()
    digest: str = ""
    targets: Sequence[Path] = ()
    after: Sequence[str] = ()


@dataclass
class Steps:
    """Three tasks in a row, `first` -> `second` -> `third`, and `apart` beside them."""

    project: Project
    done: list[str] = field(default_factory=list)
    failing: dict[str, Exception] = field(default_factory=dict)
    digest: str = ""

    def path(self, name: str) -> Path:
        return self.project.root / f"{name}.txt"

    def task(self, name: str, source: str, *after: str) -> Task:
        def act() -> None:
            if name in self.failing:
                raise self.failing[name]
            self.done.append(name)
            self.path(name).write_text(self.path(source).read_text().upper())

        digest = self.digest if name == "second" else ""
        return Task(name, act, [self.path(source)], digest, [self.path(name)], after)

    def run(self, **options):
        self.done.clear()
        tasks = [
            self.task("first", "input"),
            self.task("second", "first"),
            self.task("third", "second", "first"),
            self.task("apart", "input"),
        ]
        return run_all(self.project, extra_tasks=tasks, workers=2, **options)


@pytest.fixture
def steps(tmp_path, monkeypatch) -> Steps:
    (tmp_path / "notebooks").mkdir()
    monkeypatch.setattr("helpers.runner.plans.list_notebooks", lambda _: [])
    made = Steps(Project(tmp_path))
    made.path("input").write_text("abc")
    return made


def test_what_is_up_to_date_is_not_done_again(steps):
    assert set(steps.run().ran) == {"first", "second", "third", "apart"}
    assert steps.done.index("first") < steps.done.index("second") < steps.done.index("third")
    report = steps.run()
    assert steps.done == []
    assert (report.ran, len(report.up_to_date), report.exit_status) == ([], 4, 0)
    assert set(steps.run(force=True).ran) == {"first", "second", "third", "apart"}


def test_a_change_is_followed_as_far_as_it_makes_a_difference(steps):
    steps.run()
    steps.path("input").write_text("Abc")  # first and apart write the same as before
    assert set(steps.run().ran) == {"first", "apart"}
    steps.path("input").write_text("abd")
    assert set(steps.run().ran) == {"first", "second", "third", "apart"}
    steps.digest = "another"
    assert steps.run().ran == ["second"]


def test_an_altered_or_missing_output_is_made_again(steps):
    steps.run()
    steps.path("second").write_text("ABX")
    assert steps.run().ran == ["second"]
    steps.path("third").unlink()
    assert steps.run().ran == ["third"]
    assert steps.path("third").read_text() == "ABC"


def explain_second(steps: Steps) -> str:
    tasks = [steps.task("first", "input"), steps.task("second", "first")]
    return explain(steps.project, "second", extra_tasks=tasks)


def test_a_task_says_why_it_ran_and_whether_it_will_again(steps):
    assert explain_second(steps) == "second will run, since it has never run here."
    steps.run()
    said = explain_second(steps)
    assert "because it had never run here, and won't run again" in said
    steps.path("input").write_text("abd")
    steps.run()
    assert "because first.txt changed, and won't run again" in explain_second(steps)
    steps.digest = "another"
    assert "and will run again, since what it is made with changed." in explain_second(steps)
    steps.run()
    assert "because what it is made with changed, and won't" in explain_second(steps)
    steps.path("second").write_text("x")
    assert "will run again, since second.txt was altered or removed." in explain_second(steps)
    steps.run(force=True)
    steps.run(force=True)
    assert "because it was asked for, and won't" in explain_second(steps)


def test_an_unknown_task_names_the_nearest(steps):
    with pytest.raises(Misuse, match="Did you mean second"):
        explain(steps.project, "secnd", extra_tasks=[steps.task("second", "first")])


def test_many_reasons_are_counted():
    reasons = [f"{name}.csv changed" for name in "abcdefg"]
    said = _say_reasons(reasons)
    assert said.endswith("d.csv changed and 3 more things changed")


def test_a_failed_task_leaves_independent_ones_alone(steps):
    steps.failing["first"] = Problem("The sheet is missing", file="a.xlsx")
    report = steps.run()
    assert report.ran == ["apart"]
    assert str(report.failed["first"]) == "The sheet is missing (a.xlsx)."
    assert report.skipped["second"] == ["first"]
    assert set(report.skipped) == {"second", "third"}
    assert report.exit_status == 1
    assert "first failed: The sheet is missing (a.xlsx)." in report.lines()
    assert report.as_json()["failed"] == {"first": "The sheet is missing (a.xlsx)."}
    steps.failing.clear()
    assert set(steps.run().ran) == {"first", "second", "third"}


def test_a_fault_of_ours_is_told_with_its_traceback_in_a_file(steps):
    steps.failing["first"] = ZeroDivisionError("division by zero")
    problem = steps.run().failed["first"]
    assert "This is our mistake: ZeroDivisionError (.plateglass/faults/" in str(problem)
    assert "Traceback" in (steps.project.root / str(problem.file)).read_text()


def test_one_task_can_be_chosen_and_brings_what_it_needs(steps):
    assert steps.run(only=["second"]).ran == ["first", "second"]
    with pytest.raises(Misuse, match="Did you mean second"):
        steps.run(only=["secnd"])


def test_a_missing_input_is_left_to_the_task_to_report(steps):
    steps.run()
    steps.path("input").unlink()
    report = steps.run()
    assert set(report.failed) == {"first", "apart"}
    assert "input.txt" in str(report.failed["first"])


def test_tasks_that_wait_for_one_another_are_refused(steps):
    tasks = [Task("a", print, after=["b"]), Task("b", print, after=["a"])]
    with pytest.raises(Problem, match="cannot be put in order"):
        run_all(steps.project, extra_tasks=tasks)


def test_tasks_run_side_by_side_and_leave_standard_output_alone(steps, capsys):
    before, meeting = sys.stdout, threading.Barrier(2, timeout=20)
    tasks = [Task("a", meeting.wait), Task("b", meeting.wait)]
    assert set(run_all(steps.project, extra_tasks=tasks, workers=2).ran) == {"a", "b"}
    assert sys.stdout is before
    assert capsys.readouterr() == ("", "")


def test_what_a_killed_run_had_done_is_not_done_again(steps):
    script = textwrap.dedent(
        """
        import os, sys, pathlib
        from helpers.project import Project
        from helpers.runner.graph import _say_reasons, explain, run_all
        from types import SimpleNamespace

        root = pathlib.Path(sys.argv[1])
        def task(name, action, *after):
            return SimpleNamespace(name=name, action=action, file_deps=[], digest="",
                                   targets=[root / name], after=after)
        def write():
            (root / "one").write_text("x")
        def die():
            (root / "started").write_text("x")
            os.kill(os.getpid(), 9) if len(sys.argv) > 2 else (root / "two").write_text("x")
        report = run_all(Project(root), extra_tasks=[task("one", write), task("two", die, "one")])
        print(report.ran)
        """
    )
    command = [sys.executable, "-c", script, str(steps.project.root)]
    (steps.project.root / "notebooks" / "broken.ipynb").write_text("{}")
    killed = subprocess.run([*command, "die"], check=False, capture_output=True)
    assert killed.returncode == -9
    assert steps.path("x").parent.joinpath("started").exists()
    again = subprocess.run(command, check=True, capture_output=True, text=True)
    assert again.stdout == "['two']\n"


def test_with_nothing_to_do_nothing_heavy_is_imported(steps):
    script = (
        "import sys, pathlib; from helpers.project import Project; "
        "from helpers.runner.graph import run_all; run_all(Project(pathlib.Path(sys.argv[1])));"
        "print([m for m in ('pandas', 'papermill', 'nbformat', 'IPython', 'rich', 'pydantic')"
        " if m in sys.modules])"
    )
    (steps.project.root / "notebooks" / "broken.ipynb").write_text("{}")
    told = subprocess.run(
        [sys.executable, "-c", script, str(steps.project.root)],
        check=True,
        capture_output=True,
        text=True,
    )
    assert told.stdout == "[]\n"
