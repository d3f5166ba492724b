"""The task graph: everything that is out of date is done, in parallel, and nothing else.

doit (https://pydoit.org) decides what is out of date and in which order it is done. Four things it
leaves open are closed here: what was done is written down after each task, outputs are compared by
content, standard output stays where it was, and a failed task leaves independent ones alone.

This module is read on every run, also when nothing is to be done, so it imports nothing heavy.
"""

from __future__ import annotations

import functools
import hashlib
import os
import threading
import time
import traceback
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from doit.control import TaskControl
from doit.exceptions import (
    BaseFail,
    InvalidCommand,
    InvalidDodoFile,
    InvalidTask,
    TaskFailed,
    UnmetDependency,
)
from doit.runner import MThreadRunner
from doit.task import Stream, Task

from helpers.errors import Misuse, Problem, suggest
from helpers.paths import Project
from helpers.running import state
from helpers.running.dependencies import Code
from helpers.running.plans import (
    NOTEBOOK,
    Cleaner,
    ExtraTask,
    Job,
    drop_orphans,
    plan_jobs,
)
from helpers.running.progress import Reporter, choose_reporter


@dataclass(frozen=True)
class Report:
    """What a run of everything did: task names, why some failed or were skipped, seconds."""

    ran: list[str]
    up_to_date: list[str]
    failed: dict[str, Problem]
    skipped: dict[str, list[str]]
    seconds: float

    @property
    def exit_status(self) -> int:
        """0 if everything is done; 1 otherwise."""
        return 1 if self.failed or self.skipped else 0

    def as_json(self) -> dict[str, Any]:
        """Return the report as the stable fields that `--json` prints."""
        return {
            "ran": self.ran,
            "up_to_date": self.up_to_date,
            "failed": {name: str(problem) for name, problem in self.failed.items()},
            "skipped": self.skipped,
            "seconds": round(self.seconds, 2),
        }

    def lines(self) -> list[str]:
        """Return the report as lines for people."""
        failed = [f"{name} failed: {problem}" for name, problem in self.failed.items()]
        skipped = [
            f"{name} was left out, as {' and '.join(needed)} did not finish."
            for name, needed in self.skipped.items()
        ]
        counts = f"{len(self.ran)} done, {len(self.up_to_date)} up to date"
        counts += f", {len(failed)} failed, {len(skipped)} left out" if failed or skipped else ""
        return [*failed, *skipped, f"{counts} ({self.seconds:.1f} s)"]


def run_all(
    project: Project,
    *,
    extra_tasks: Iterable[ExtraTask] = (),
    reporter: Reporter | None = None,
    only: Sequence[str] = (),
    force: bool = False,
    code: Code | None = None,
    clean: Cleaner | None = None,
    workers: int | None = None,
) -> Report:
    """Do every task of the project that is out of date, and tell what became of each.

    `only` names notebooks or tasks, which are then done with what they need; `force` does also what
    is up to date. `code` and `clean` say where the helpers lie and how a release is cleaned;
    `workers` is the number of threads (default: of processors).

    Raises Misuse if `only` names an unknown task, and Problem if another run is at work or tasks
    wait for one another. Whatever goes wrong within a task is told in the report.
    """
    clock = time.perf_counter()
    with state.hold(project):
        drop_orphans(project)
        jobs = plan_jobs(project, extra_tasks, code=code or Code(), clean=clean)
        book = _Book(reporter or choose_reporter(), project)
        memory = state.open_memory(project)
        book.save = memory.backend.dump
        made = {str(target) for job in jobs for target in job.targets}
        try:
            control = TaskControl([_task(job, made, book) for job in jobs])
            control.process(_select(only, [job.name for job in jobs]) or None)
            runner = MThreadRunner(
                memory,
                book,
                continue_=True,
                always_execute=force,
                stream=Stream(0),
                num_process=workers or os.cpu_count() or 2,
            )
            runner.run_all(control.task_dispatcher())
        except (InvalidTask, InvalidDodoFile, InvalidCommand) as error:
            raise Problem(f"The tasks cannot be put in order: {error}") from error
        finally:
            book.reporter.close()
    return Report(book.ran, book.up_to_date, book.failed, book.skipped, time.perf_counter() - clock)


class _Book:
    """doit's reporter: notes what became of each task, and saves the state each time."""

    def __init__(self, reporter: Reporter, project: Project) -> None:
        self.reporter, self.project = reporter, project
        self.ran: list[str] = []
        self.up_to_date: list[str] = []
        self.failed: dict[str, Problem] = {}
        self.skipped: dict[str, list[str]] = {}
        self.save: Any = None

    def execute_task(self, task: Any) -> None:
        self.reporter.started(task.name)

    def add_success(self, task: Any) -> None:
        self.ran.append(task.name)
        self.save()
        self.reporter.ended(task.name, "done")

    def add_failure(self, task: Any, fail: BaseFail) -> None:
        if isinstance(fail, UnmetDependency):
            self.skipped[task.name] = fail.message.split()
        elif task.name not in self.failed:
            self.failed[task.name] = Problem(fail.message)
        self.save()
        self.reporter.ended(task.name, "failed" if task.name in self.failed else "skipped")

    def skip_uptodate(self, task: Any) -> None:
        self.up_to_date.append(task.name)

    def runtime_error(self, message: str) -> None:
        raise Problem(f"The tasks cannot be put in order: {message}")

    def __getattr__(self, name: str) -> Any:
        """Answer doit's other events (get_status, teardown_task, complete_run ...) with nothing."""
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *_: None


def _task(job: Job, made: set[str], book: _Book) -> Task:
    """Return doit's task. A missing input is no file dependency: opening it says so in words."""
    there = [str(path) for path in job.file_deps if str(path) in made or path.exists()]
    missing = [str(path) for path in job.file_deps if str(path) not in there]
    digest = hashlib.sha256(repr([job.digest, missing]).encode()).hexdigest()
    return Task(
        job.name,
        [functools.partial(_do, job, digest, book)],
        file_dep=there,
        targets=[str(path) for path in job.targets],
        task_dep=list(job.after),
        uptodate=[functools.partial(_is_current, digest)],
        io={"capture": False},
    )


def _do(job: Job, digest: str, book: _Book) -> dict[str, Any] | TaskFailed:
    """Do one task, in a thread; return what has to be remembered, or the failure."""
    try:
        job.action()
        return {"digest": digest, "outputs": state.fingerprint(job.outputs())}
    except Problem as problem:
        book.failed[job.name] = problem
    except Exception as error:  # a fault of ours must not take the other tasks with it
        path = book.project.state / "faults" / f"{threading.get_ident()}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(traceback.format_exc(), encoding="utf-8")
        book.failed[job.name] = Problem(
            f"{type(error).__name__}: {error}",
            file=book.project.show(path),
            remedy="This is a fault of the suite: please report it with that file",
        )
    return TaskFailed(str(book.failed[job.name]))


def _is_current(digest: str, task: Task, values: Mapping[str, Any]) -> bool:
    return values.get("digest") == digest and state.unchanged(values["outputs"])


def _select(only: Sequence[str], names: list[str]) -> list[str]:
    chosen = []
    for wanted in only:
        found = [name for name in (wanted, NOTEBOOK + wanted) if name in names]
        if not found:
            raise Misuse(f"There is no task called {wanted}", remedy=suggest(wanted, names))
        chosen += found[:1]
    return chosen
