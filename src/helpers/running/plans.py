"""The plan: which tasks a project has, what each reads, and what it makes."""

from __future__ import annotations

import functools
import hashlib
import inspect
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from helpers.errors import Problem, suggest
from helpers.paths import Project
from helpers.running import places
from helpers.running.declarations import Notebook, list_notebooks, read_notebook
from helpers.running.dependencies import Code, digest_notebook

CLEANING = "helpers.running.cleaning"
CLEAN, NOTEBOOK = "clean:", "notebook:"

Cleaner = Callable[[str, Project], object]


class ExtraTask(Protocol):
    """A task that the caller adds, such as the site. Any object with these six will do.

    `action` is called without arguments, reads `file_deps` and whatever `digest` stands for, and
    makes `targets` (files or folders). It runs after the tasks in `after`; `notebook:*` means all
    notebooks. The module that `action` comes from, and what it imports, is watched as well.
    """

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def action(self) -> Callable[[], object]:
        """What it does."""

    @property
    def file_deps(self) -> Sequence[Path]:
        """The files it reads."""

    @property
    def digest(self) -> str:
        """Whatever else it depends on."""

    @property
    def targets(self) -> Sequence[Path]:
        """What it makes."""

    @property
    def after(self) -> Sequence[str]:
        """What must be done before."""


@dataclass(frozen=True)
class Job:
    """One task of the plan. `outputs` is asked after it was done; `targets` is known before."""

    name: str
    action: Callable[[], object]
    digest: str
    file_deps: Sequence[Path] = ()
    targets: Sequence[Path] = ()
    after: Sequence[str] = ()
    outputs: Callable[[], Iterable[Path]] = field(default=tuple)


def plan_jobs(
    project: Project, extra: Iterable[ExtraTask], *, code: Code, clean: Cleaner | None = None
) -> list[Job]:
    """Return every task of the project: cleaning, notebooks, and those that the caller adds.

    Cleaned are the releases that notebooks name as inputs and those of the project's own. A
    notebook that cannot be read becomes a task that fails and says why.
    """
    releases = {path.parent.name for path in project.raw.glob("*/datapackage.json")}
    jobs: list[Job] = []
    names = list_notebooks(project)
    for name in names:
        try:
            notebook = read_notebook(name, project)
            inputs = notebook.inputs_of(notebook.values({}))
            _check_sources(notebook, names)
        except Problem as problem:
            jobs.append(Job(NOTEBOOK + name, functools.partial(_fail, problem), str(problem)))
            continue
        needed = [one for one in inputs if not one.startswith(places.REFERENCE)]
        releases.update(needed)
        jobs.append(_plan_notebook(notebook, inputs, needed, project, code))
    cleaning = [_plan_cleaning(name, project, code, clean) for name in sorted(releases)]
    return [*cleaning, *jobs, *(_plan_extra(task, code) for task in extra)]


def drop_orphans(project: Project) -> None:
    """Remove the findings of notebooks that are gone, lest a page go on showing them."""
    names = list_notebooks(project) if places.owns_notebooks(project) else []
    if names:
        for path in places.findings_file("*", project).parent.glob("*.json"):
            if path.stem not in names:
                path.unlink()


def _plan_cleaning(name: str, project: Project, code: Code, clean: Cleaner | None) -> Job:
    return Job(
        name=CLEAN + name,
        action=functools.partial(clean or _clean, name, project),
        digest=code.digest([CLEANING]),
        file_deps=places.input_files(name, project),
        outputs=lambda: [project.processed / name],
    )


def _plan_notebook(
    notebook: Notebook, inputs: list[str], releases: list[str], project: Project, code: Code
) -> Job:
    sources = [places.findings_file(name, project) for name in notebook.findings_from]
    findings = places.findings_file(notebook.name, project)
    own = places.owns_notebooks(project)
    made = notebook.path if own else places.run_folder(notebook.name, None, project)
    return Job(
        name=NOTEBOOK + notebook.name,
        action=functools.partial(_run, notebook.name, project),
        digest=digest_notebook(notebook, code),
        file_deps=[
            *(file for one in inputs for file in places.input_files(one, project)),
            *sources,
        ],
        targets=[findings],
        after=[
            *(CLEAN + one for one in releases),
            *(NOTEBOOK + one for one in notebook.findings_from),
        ],
        outputs=lambda: [findings, made],
    )


def _plan_extra(task: ExtraTask, code: Code) -> Job:
    action = inspect.unwrap(task.action)
    while isinstance(action, functools.partial):
        action = action.func
    module = getattr(action, "__module__", None) or type(action).__module__
    parts = [task.digest, code.digest([module])]
    return Job(
        name=task.name,
        action=task.action,
        digest=hashlib.sha256(json.dumps(parts).encode()).hexdigest(),
        file_deps=task.file_deps,
        targets=task.targets,
        after=task.after,
        outputs=lambda: task.targets,
    )


def _check_sources(notebook: Notebook, names: list[str]) -> None:
    for other in notebook.findings_from:
        if other not in names or other == notebook.name:
            raise Problem(
                f"The notebook takes findings from {other}, which is no other notebook",
                file=notebook.path.name,
                part="metadata.plateglass.findings_from",
                remedy=suggest(other, [name for name in names if name != notebook.name]),
            )


def _clean(name: str, project: Project) -> None:
    from helpers.running.cleaning import clean_release

    clean_release(name, project)


def _run(name: str, project: Project) -> None:
    from helpers.running.execution import run_notebook

    run_notebook(name, project)


def _fail(problem: Problem) -> None:
    raise problem
