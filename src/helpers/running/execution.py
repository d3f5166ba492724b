"""Run one notebook: a fresh copy in a kernel of its own, and its findings if it finished.

With default parameters the result is the project's: the tidied notebook takes the place of the old
one, and its findings go to data/processed/findings. With other parameters everything stays under
runs/. A run that did not finish leaves its trace under runs/ and changes nothing else.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from helpers.errors import Problem
from helpers.evidence.findings import Finding, save_findings
from helpers.paths import PROJECT_VARIABLE, Project
from helpers.releases import OPENED_VARIABLE, hash_file, open_release
from helpers.running import places
from helpers.running.declarations import Notebook, read_notebook
from helpers.running.failures import raise_failure, refuse_escapes, refuse_undeclared
from helpers.running.harvest import harvest
from helpers.running.kernels import Execution, execute
from helpers.running.parameters import Value, show
from helpers.running.records import RunRecord, find_commit, list_versions, stamp
from helpers.running.tidying import copy_notebook, mark_unfinished, tidy, write_notebook


@dataclass(frozen=True)
class RunResult:
    """A finished run: where its notebook and findings stand, and what it cost."""

    notebook: str
    parameters: Mapping[str, Value]
    findings: list[Finding]
    path: Path
    seconds: float
    shown: str

    def as_json(self) -> dict[str, Any]:
        """Return the run as the stable fields that `--json` prints."""
        return {
            "notebook": self.notebook,
            "parameters": dict(self.parameters),
            "path": self.shown,
            "seconds": round(self.seconds, 2),
            "findings": [finding.model_dump(mode="json") for finding in self.findings],
        }

    def lines(self) -> list[str]:
        """Return the run as lines for people."""
        values = [f"{name} = {show(value)}" for name, value in self.parameters.items()]
        found = [f"{one.id} = {one.phrase} [{one.data_status.value}]" for one in self.findings]
        return [*values, *found, f"{self.shown} ({self.seconds:.1f} s)"]


@dataclass
class _Attempt:
    """One run from its start: what it was to do, and what became of it."""

    notebook: Notebook
    project: Project
    given: dict[str, Value]
    values: dict[str, Value]
    inputs: dict[str, str]
    started: datetime = field(default_factory=lambda: datetime.now(UTC))
    seconds: float = 0.0
    execution: Execution = field(default_factory=Execution)
    opened: list[str] = field(default_factory=list)


def run_notebook(
    name: str,
    project: Project,
    parameters: Mapping[str, Value] | None = None,
    *,
    timeout: int | None = None,
) -> RunResult:
    """Run a notebook of the project, and return where the result stands.

    `parameters` are names and values; text is read by the declared type. Any parameter given makes
    it a run of its own under runs/. `timeout` is in seconds for each cell.

    Raises Misuse for an unknown notebook or parameter, before anything runs; Problem naming
    notebook, cell, error and remedy if a cell fails, takes too long or ends its kernel, if the
    notebook opened an input that it does not declare, or if a finding is not shown or shown twice.
    """
    notebook = read_notebook(name, project)
    before = hash_file(notebook.path)
    given = dict(parameters or {})
    values = notebook.values(given)
    refuse_escapes(notebook)
    attempt = _Attempt(notebook, project, given, values, _digest_inputs(notebook, values, project))
    _execute(attempt, timeout)
    done = tidy(attempt.execution.notebook)
    folder = _folder(attempt)
    try:
        raise_failure(attempt.execution, path=notebook.path, shown=project.show(folder))
        refuse_undeclared(attempt.opened, attempt.inputs, notebook, project)
        findings = harvest(
            done,
            name,
            parameters=values,
            inputs=attempt.inputs,
            recorded=attempt.execution.recorded,
        )
        if hash_file(notebook.path) != before:
            raise Problem(
                "The notebook was changed while it ran",
                file=notebook.path.name,
                remedy="Run it again; the change was kept",
            )
    except Problem as problem:
        _keep(folder, mark_unfinished(done, str(problem)), None, _record(attempt, problem))
        raise
    path = notebook.path
    if given or not places.owns_notebooks(project):
        path = folder / f"{name}.ipynb"
        _keep(folder, done, findings, _record(attempt, None))
    else:
        write_notebook(done, path)
        _record(attempt, None).save(project.state / "records" / f"{name}.json")
        shutil.rmtree(folder, ignore_errors=True)
    if not given:
        save_findings(findings, places.findings_file(name, project))
    return RunResult(name, values, findings, path, attempt.seconds, project.show(path))


def _digest_inputs(
    notebook: Notebook, values: Mapping[str, Value], project: Project
) -> dict[str, str]:
    """Return each input's sha256; an input that is missing or changed stops here."""
    digests = {}
    for name in notebook.inputs_of(values):
        if name.startswith(places.REFERENCE):
            file = places.input_files(name, project)[0]
            if not file.is_file():
                raise Problem(
                    "A reference table is missing",
                    file=project.show(file),
                    remedy="Restore it from git",
                )
            digests[name] = hash_file(file)
        else:
            digests[name] = open_release(name, project).digest
    for other in notebook.findings_from:
        file = places.findings_file(other, project)
        if not file.is_file():
            raise Problem(
                f"The findings of {other} are missing",
                file=project.show(file),
                remedy=f"Run that notebook first: plateglass run {other}",
            )
        digests[places.FINDINGS + other] = hash_file(file)
    return digests


def _execute(attempt: _Attempt, timeout: int | None) -> None:
    path = attempt.notebook.path
    fresh = copy_notebook(path)
    clock = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="plateglass") as scratch:
        opened = Path(scratch) / "opened"
        attempt.execution = execute(
            fresh,
            {name: attempt.values[name] for name in attempt.given},
            folder=path.parent,
            environment={
                PROJECT_VARIABLE: str(attempt.project.root.resolve()),
                OPENED_VARIABLE: str(opened),
            },
            timeout=timeout,
        )
        if opened.exists():
            attempt.opened = opened.read_text(encoding="utf-8").splitlines()
    attempt.seconds = time.perf_counter() - clock


def _folder(attempt: _Attempt) -> Path:
    values = attempt.values if attempt.given else None
    return places.run_folder(attempt.notebook.name, values, attempt.project)


def _record(attempt: _Attempt, problem: Problem | None) -> RunRecord:
    execution = attempt.execution
    status = execution.exit_status or 0
    return RunRecord(
        notebook=attempt.notebook.name,
        finished=problem is None,
        error=None if problem is None else str(problem),
        parameters=attempt.values,
        inputs=attempt.inputs,
        cells=[
            fate
            for cell, fate in zip(execution.notebook.cells, execution.fates, strict=False)
            if cell.cell_type == "code"
        ],
        signal=-status if status < 0 else None,
        peak_memory=execution.peak_memory,
        seconds=round(attempt.seconds, 3),
        started=stamp(attempt.started),
        commit=find_commit(),
        versions=list_versions(),
        kernel_messages=execution.stderr,
    )


def _keep(
    folder: Path, notebook: dict[str, Any], findings: list[Finding] | None, record: RunRecord
) -> None:
    """Put a run into its folder as a whole, in place of what an earlier run left there."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=".new-", dir=folder.parent))
    write_notebook(notebook, made / f"{record.notebook}.ipynb")
    record.save(made / "record.json")
    if findings is not None:
        save_findings(findings, made / "findings.json")
    shutil.rmtree(folder, ignore_errors=True)
    made.replace(folder)
