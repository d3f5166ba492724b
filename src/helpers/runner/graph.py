"""The graph: what is out of date, run in order."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from doit.control import TaskControl
from doit.dependency import Dependency, JsonDB
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

from helpers import progress
from helpers.errors import Misuse, Problem, explain_error, suggest
from helpers.project import Project, remove_leftovers
from helpers.runner.plans import (
    NOTEBOOK,
    WHOLE,
    Cleaner,
    Code,
    ExtraTask,
    Job,
    drop_orphans,
    plan_jobs,
)

# What the task graph remembers between runs, so it survives a run that is killed.

Fingerprints = dict[str, list[Any]]
"""Path to size, time of change in nanoseconds, and sha256."""


class _Memory(JsonDB):  # type: ignore[misc]
    """doit's JSON store, written by rename; what cannot be read of it counts as never noted."""

    def _load(self) -> dict[str, Any]:
        try:
            found = self.codec.decode(Path(self.name).read_text(encoding="utf-8"))
        except (ValueError, OSError, RecursionError):
            return {}
        if not isinstance(found, dict):
            return {}
        return {name: noted for name, noted in found.items() if _is_sound(noted)}

    def dump(self) -> None:
        """Write everything; doit itself calls this at the end only, so we call it more often."""
        temporary = Path(f"{self.name}.tmp")
        temporary.write_text(self.codec.encode(self._db), encoding="utf-8")
        temporary.replace(self.name)


def _is_sound(noted: object) -> bool:
    """Return whether what was noted of a task has the form in which it is written."""
    if not isinstance(noted, dict):
        return False
    values, files = noted.get("_values_:"), noted.get("deps:", [])
    if not isinstance(values, dict) or not isinstance(files, list):
        return False
    facts = [one for name, one in noted.items() if not name.endswith(":")]
    try:
        datetime.fromisoformat(values.get("when", "2025-01-01"))
    except (TypeError, ValueError):
        return False
    outputs, why, parts = values.get("outputs"), values.get("why", []), values.get("parts", {})
    return (
        isinstance(values.get("digest"), str)
        and (isinstance(outputs, dict) and all(map(_is_fingerprint, outputs.items())))
        and (isinstance(why, list) and all(isinstance(one, str) for one in why))
        and (isinstance(parts, dict) and all(isinstance(one, str) for one in parts.values()))
        and all(isinstance(one, str) for one in files)
        and all(isinstance(one, list) and len(one) == 3 for one in facts)
    )


def _is_fingerprint(noted: tuple[str, object]) -> bool:
    name, facts = noted
    return "\0" not in name and isinstance(facts, list) and len(facts) == 3


def open_memory(project: Project) -> Dependency:
    """Return doit's memory for this project, in .plateglass/tasks.json."""
    project.state.mkdir(parents=True, exist_ok=True)
    return Dependency(_Memory, str(project.state / "tasks.json"))


def fingerprint(outputs: Iterable[Path]) -> Fingerprints:
    """Return size, time and sha256 of each file among `outputs` (folders: of all in them)."""
    files = sorted(
        {
            file
            for path in outputs
            for file in (path.rglob("*") if path.is_dir() else [path])
            if file.is_file()
        }
    )
    found: Fingerprints = {}
    for file in files:
        status = file.stat()
        found[str(file)] = [status.st_size, status.st_mtime_ns, _hash(file)]
    return found


def unchanged(known: Mapping[str, list[Any]]) -> bool:
    """Whether all files are as they were; content is read only where size or time differ.

    doit asks only whether its targets exist, so one that was altered would count as up to date.
    """
    return not any(_is_altered(name, facts) for name, facts in known.items())


def _is_altered(name: str, known: Sequence[Any]) -> bool:
    size, changed, digest = known
    try:
        status = Path(name).stat()
    except OSError:
        return True
    if (status.st_size, status.st_mtime_ns) == (size, changed):
        return False
    return bool(status.st_size != size or _hash(Path(name)) != digest)


@contextlib.contextmanager
def hold(project: Project) -> Iterator[None]:
    """Be the one that writes in a project, for this context; wait until another is done.

    The lock goes with its process, however that ends; what one that died left is removed.
    """
    project.state.mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as held:
        if os.name == "posix":
            import fcntl

            file = held.enter_context((project.state / "lock").open("w"))
            with progress.work_at("waiting for another run in this project"):
                fcntl.flock(file, fcntl.LOCK_EX)
        for folder in (project.root, project.raw, project.processed, project.runs):
            for child in (folder, *folder.glob("*/")):
                remove_leftovers(child)
        for folder in (project.state, *project.state.glob("*/"), project.fetched):
            remove_leftovers(folder)
        yield


def count_cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 2


def is_at_work() -> bool:
    """Whether a run that was broken off has left threads that are still at their tasks."""
    return any(isinstance(one, MThreadRunner.DaemonThread) for one in threading.enumerate())


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


# The task graph: everything that is out of date is done, in parallel, and nothing else.
#
# doit (https://pydoit.org) decides what is out of date and in which order it is done. Four things
# it leaves open are closed here: what was done is written down after each task, outputs are
# compared by content, standard output stays where it was, and a failed task leaves independent ones
# alone.
#
# This module is read on every run, also when nothing is to be done, so it imports nothing heavy.


@dataclass(frozen=True)
class RunReport:
    """What a run of everything did: task names, why some failed or were skipped, seconds."""

    ran: list[str]
    up_to_date: list[str]
    failed: dict[str, Problem]
    skipped: dict[str, list[str]]
    seconds: float
    notes: tuple[str, ...] = ()

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
            "notes": list(self.notes),
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
        return [*failed, *skipped, *self.notes, f"{counts} ({self.seconds:.1f} s)"]


def run_all(
    project: Project,
    *,
    extra_tasks: Iterable[ExtraTask] = (),
    only: Sequence[str] = (),
    force: bool = False,
    code: Code | None = None,
    clean: Cleaner | None = None,
    workers: int | None = None,
) -> RunReport:
    """Do every task of the project that is out of date, and say what happened to each.

    `only` names notebooks or tasks, which are then done with what they need; `force` does also what
    is up to date. `code` and `clean` say where the helpers lie and how a release is cleaned;
    `workers` is the number of threads (default: of processors).

    Raises Misuse if `only` names an unknown task, and Problem if another run is at work or tasks
    wait for one another. The report says what went wrong in a task.
    """
    clock = time.perf_counter()
    with hold(project), progress.work_at("all that is out of date"):
        drop_orphans(project)
        jobs = plan_jobs(project, extra_tasks, code=code or Code(), clean=clean)
        book = _Book(project, len(jobs))
        memory = open_memory(project)
        book.save, book.memory = memory.backend.dump, memory
        book.force = force
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
                num_process=workers or count_cores(),
            )
            runner.run_all(control.task_dispatcher())
        except (InvalidTask, InvalidDodoFile, InvalidCommand) as error:
            raise Problem(f"The tasks cannot be put in order: {error}") from error
    seconds = time.perf_counter() - clock
    notes = tuple(book.notes)
    return RunReport(book.ran, book.up_to_date, book.failed, book.skipped, seconds, notes)


class _Book:
    """doit's reporter: notes what happened to each task, and saves the state each time."""

    def __init__(self, project: Project, tasks: int) -> None:
        self.project, self.tasks = project, tasks
        self.ran: list[str] = []
        self.up_to_date: list[str] = []
        self.failed: dict[str, Problem] = {}
        self.skipped: dict[str, list[str]] = {}
        self.notes: list[str] = []
        self.save: Any = None
        self.memory: Any = None
        self.force = False

    def add_success(self, task: Any) -> None:
        self.ran.append(task.name)
        self._note()

    def add_failure(self, task: Any, fail: BaseFail) -> None:
        if isinstance(fail, UnmetDependency):
            self.skipped[task.name] = fail.message.split()
        elif task.name not in self.failed:
            self.failed[task.name] = Problem(fail.message)
        self._note()

    def skip_uptodate(self, task: Any) -> None:
        self.up_to_date.append(task.name)
        self._count()

    def _note(self) -> None:
        self.save()
        self._count()

    def _count(self) -> None:
        done = (self.ran, self.up_to_date, self.failed, self.skipped)
        progress.count(sum(map(len, done)), self.tasks, "tasks")

    def runtime_error(self, message: str) -> None:
        raise Problem(f"The tasks cannot be put in order: {message}")

    def __getattr__(self, name: str) -> Any:
        """Answer doit's other events (get_status, teardown_task, complete_run ...) with nothing."""
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *_: None


def _task(job: Job, made: set[str], book: _Book) -> Task:
    """Return doit's task. A missing input isn't a file dependency: opening it says so in words."""
    there = [str(path) for path in job.file_deps if str(path) in made or path.exists()]
    missing = [str(path) for path in job.file_deps if str(path) not in there]
    digest = hashlib.sha256(repr([job.digest, missing]).encode()).hexdigest()
    return Task(
        job.name,
        [functools.partial(_do, job, digest, book, there)],
        file_dep=there,
        targets=[str(path) for path in job.targets],
        task_dep=list(job.after),
        uptodate=[functools.partial(_is_current, digest)],
        io={"capture": False},
    )


def _do(job: Job, digest: str, book: _Book, files: Sequence[str]) -> dict[str, Any] | TaskFailed:
    """Do one task, in a thread; return what has to be remembered, or the failure."""
    why = _list_changes(job, files, book.memory, book.project)
    if not why:
        why = ["it was asked for" if book.force else "what it needs was made again"]
    try:
        with progress.work_at(job.name):
            outcome = job.action()
        if job.name.startswith(NOTEBOOK) and isinstance(outcome, str) and outcome:
            book.notes.append(outcome)
        return {
            "digest": digest,
            "outputs": fingerprint(job.outputs()),
            "parts": dict(job.parts),
            "why": why,
            "when": datetime.now(UTC).isoformat(timespec="seconds"),
        }
    except Exception as error:  # a fault of ours must not take the other tasks with it
        book.failed[job.name] = explain_error(error, book.project.state)
    return TaskFailed(str(book.failed[job.name]))


# Why a task ran, or did not, in one sentence.

MOST_REASONS = 4
"""More reasons than these are counted, not listed: a sentence has to stay readable."""


def explain(
    project: Project,
    name: str,
    *,
    extra_tasks: Iterable[ExtraTask] = (),
    code: Code | None = None,
    clean: Cleaner | None = None,
) -> str:
    """Return why a task ran when it last did, and whether it will run again, in one sentence.

    Raises Misuse, which names the nearest, for an unknown task.
    """
    jobs = plan_jobs(project, extra_tasks, code=code or Code(), clean=clean)
    (wanted,) = _select([name], [job.name for job in jobs])
    job = next(one for one in jobs if one.name == wanted)
    made = {str(target) for one in jobs for target in one.targets}
    memory = open_memory(project)
    values = memory.get_values(wanted)
    there = [str(path) for path in job.file_deps if str(path) in made or path.exists()]
    changes = _list_changes(job, there, memory, project)
    if not values.get("when"):
        if not values:
            return f"{wanted} will run, since it has never run here."
        return f"{wanted} {_say_next(changes)}; we kept no note of why it ran."
    when = say_moment(datetime.fromisoformat(values["when"]).astimezone())
    ran = f"{wanted} last ran {when} because {_say_reasons(values['why'])}"
    return f"{ran}, and {_say_next(changes)}."


def say_moment(moment: datetime) -> str:
    """Return a moment as a reader would say it.

    >>> say_moment(datetime(2026, 11, 28, 0, 5)), say_moment(datetime(2026, 5, 1, 13, 0))
    ('Nov. 28, 2026, at 12:05 a.m.', 'May 1, 2026, at 1:00 p.m.')
    """
    month = _MONTHS[moment.month - 1]
    half = "a.m." if moment.hour < 12 else "p.m."
    clock = f"{moment.hour % 12 or 12}:{moment.minute:02} {half}"
    return f"{month} {moment.day}, {moment.year}, at {clock}"


_MONTHS = (
    *("Jan.", "Feb.", "March", "April", "May", "June"),
    *("July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec."),
)


def _say_next(changes: Sequence[str]) -> str:
    if changes:
        return f"will run again, since {_say_reasons(changes)}"
    return "won't run again, since nothing it reads has changed"


def _say_reasons(reasons: Sequence[str]) -> str:
    """Return reasons as part of a sentence.

    >>> _say_reasons(["a.csv changed", "the helper b changed"])
    'a.csv changed and the helper b changed'
    """
    listed, more = list(reasons[:MOST_REASONS]), len(reasons) - MOST_REASONS
    if more > 0:
        listed.append(f"{more:,} more things changed" if more > 1 else "one more thing changed")
    return f"{', '.join(listed[:-1])} and {listed[-1]}" if len(listed) > 1 else listed[0]


def _list_changes(
    job: Job, files: Sequence[str], memory: Dependency, project: Project
) -> list[str]:
    """Return what has changed since a task was last done, as pieces of a sentence."""
    values = memory.get_values(job.name)
    if not values:
        return ["it had never run here"]
    changes = []
    known = dict(values.get("parts", {}))
    if known:
        for name in sorted({*known, *job.parts}):
            before, now = known.get(name), job.parts.get(name)
            if before != now:
                fate = "is new" if before is None else "is gone" if now is None else "changed"
                changes.append(f"{name} {fate}")
        if len(changes) > 1:
            changes = [one for one in changes if one != f"{WHOLE} changed"]
    rewritten = known.get(WHOLE) != job.parts.get(WHOLE)
    for name, facts in values["outputs"].items():
        if _is_altered(name, facts) and not (rewritten and name.endswith(".ipynb")):
            changes.append(f"{project.show(Path(name))} was altered or removed")
    for name in files:
        state = memory._get(job.name, name)
        if state is None:
            changes.append(f"{project.show(Path(name))} is new")
        elif not Path(name).is_file():
            changes.append(f"{project.show(Path(name))} is gone")
        elif memory.checker.check_modified(name, Path(name).stat(), state):
            changes.append(f"{project.show(Path(name))} changed")
    before = set(memory._get(job.name, "deps:") or [])
    changes += [f"{project.show(Path(name))} is gone" for name in sorted(before - set(files))]
    return changes


def _is_current(digest: str, task: Task, values: Mapping[str, Any]) -> bool:
    return values.get("digest") == digest and unchanged(values["outputs"])


def _select(only: Sequence[str], names: list[str]) -> list[str]:
    chosen = []
    for wanted in only:
        found = [name for name in (wanted, NOTEBOOK + wanted) if name in names]
        if not found:
            raise Misuse(f"There is no task called {wanted}", remedy=suggest(wanted, names))
        chosen += found[:1]
    return chosen
