"""Runs: one notebook executed, recorded and harvested."""

from __future__ import annotations

import ast
import contextlib
import json
import platform
import re
import shutil
import subprocess
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from helpers.claims.finding import MIME, Finding, save_findings, write_findings
from helpers.errors import Problem, explain_machine
from helpers.privacy.gate import check_publishable, find_hits, publish, publish_folder
from helpers.project import (
    FINDINGS,
    HOME,
    PROJECT_VARIABLE,
    REFERENCE,
    Project,
    findings_file,
    input_files,
    name_input,
    open_scratch,
    owns_notebooks,
    run_folder,
)
from helpers.releases.release import OPENED_VARIABLE, hash_file, open_release
from helpers.runner.kernels import MOST_SECONDS, Execution, execute
from helpers.runner.notebook import (
    INJECTED,
    Notebook,
    copy_notebook,
    mark_unfinished,
    read_notebook,
    tidy,
    write_notebook,
)
from helpers.runner.parameters import Value, write_parameter

# Run records: what happened in one run of one notebook, on which machine and when.
#
# A record is with its run under runs/, or under .plateglass/; never in a committed file, as
# it differs from run to run.

_NAMED = (
    *("plateglass", "duckdb", "ipykernel", "matplotlib", "nbclient", "numpy"),
    *("pandas", "papermill", "pyarrow", "pydantic", "seaborn", "tzdata"),
)


@dataclass(frozen=True)
class RunRecord:
    """One run: what went in, what happened to each cell, and what it cost.

    `inputs` are name and sha256; `cells` has one fate a code cell; `signal` is the number of the
    signal that ended the kernel, if one did; `peak_memory` is in bytes, `seconds` wall-clock time.
    """

    notebook: str
    finished: bool
    error: str | None
    parameters: Mapping[str, Any]
    inputs: Mapping[str, str]
    cells: list[str]
    signal: int | None
    peak_memory: int
    seconds: float
    started: str
    commit: str | None
    versions: Mapping[str, str]
    kernel_messages: str

    def to_json(self) -> str:
        """Return the record as JSON."""
        return json.dumps(asdict(self), indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def list_versions() -> dict[str, str]:
    """Return the versions of Python, of the platform and of the libraries that shape results."""
    found = {"python": platform.python_version(), "platform": platform.platform()}
    for name in _NAMED:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "not installed"
    return found


def find_commit() -> str | None:
    """Return the commit of this checkout, with `+` if files differ from it; None without git."""
    git = shutil.which("git")
    if git is None or not (HOME / ".git").exists():
        return None
    answer = subprocess.run(
        [git, "-C", str(HOME), "describe", "--always", "--abbrev=40", "--dirty=+", "--exclude=*"],
        capture_output=True,
        text=True,
        check=False,
    )
    return answer.stdout.strip() or None


def write_timestamp(moment: datetime) -> str:
    """Return a moment as ISO text to the second."""
    return moment.isoformat(timespec="seconds")


# Harvest: the findings that an executed notebook shows, with what they rest on filled in.


def harvest(
    notebook: Mapping[str, Any],
    name: str,
    *,
    parameters: Mapping[str, Any],
    inputs: Mapping[str, str],
    recorded: Iterable[str] = (),
) -> list[Finding]:
    """Return the findings among the outputs of an executed notebook, in their order.

    Each gets the notebook's name, the parameters in force and the digests of the inputs. `recorded`
    are the ids that the kernel knew: raises Problem if one of them is shown by no cell, or if an id
    is shown with two values.
    """
    found: dict[str, Finding] = {}
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            if MIME not in output.get("data", {}):
                continue
            finding = Finding.model_validate(output["data"][MIME]).model_copy(
                update={"notebook": name, "parameters": dict(parameters), "inputs": dict(inputs)}
            )
            if finding.id in found:
                raise Problem(
                    f"The finding {finding.id} is recorded twice",
                    file=f"{name}.ipynb",
                    remedy="Give each finding an id of its own",
                )
            found[finding.id] = finding
    hidden = [one for one in recorded if one not in found]
    if hidden:
        raise Problem(
            f"The finding {hidden[0]} was recorded, but no cell shows it",
            file=f"{name}.ipynb",
            remedy="Let finding(...) be a cell's last line, or display() it",
        )
    return list(found.values())


# What can go wrong with a notebook, as sentences that name notebook, cell and remedy.


def raise_failure(execution: Execution, *, path: Path, shown: str) -> None:
    """Raise Problem if an execution did not finish.

    `path` is the notebook's, `shown` where the unfinished run can be looked at.
    """
    if execution.error is None:
        return
    kind, words = execution.error
    file, part = path.name, number_cell(execution)
    if kind == "killed":
        raise Problem(
            f"The kernel was ended from outside ({words})",
            file=file,
            part=part,
            remedy="Most often the machine ran out of memory: close other programs, or run this "
            "notebook alone. Nothing was changed",
        )
    if kind == "timeout":
        raise Problem(
            f"The cell was given up, since it took longer than {words}",
            file=file,
            part=part,
            remedy="Give it less data, or split it",
        )
    if kind == "not started":
        last = (execution.stderr.strip().splitlines() or [words])[-1]
        raise Problem(
            f"The kernel did not start: {last}",
            file=file,
            remedy="Make the environment again with `make setup`",
        )
    if kind in ("Problem", "Misuse"):
        raise Problem(words, file=file, part=part)
    explained = _explain_machine(kind, words)
    if explained is not None:
        raise Problem(explained.what, file=file, part=part, remedy=explained.remedy)
    raise Problem(
        f"{kind}: {words}",
        file=file,
        part=part,
        remedy=f"Open the notebook in JupyterLab and run it to that cell; the run is in {shown}",
    )


def _explain_machine(kind: str, words: str) -> Problem | None:
    """Return what a machine refused a cell, if that is why it failed."""
    number = re.match(r"\[Errno (\d+)\]", words)
    if number:
        return explain_machine(OSError(int(number[1]), words))
    made = {"MemoryError": MemoryError, "ImportError": ImportError, "RuntimeError": RuntimeError}
    return explain_machine(made[kind](words)) if kind in made else None


def number_cell(execution: Execution) -> str | None:
    """Name the failed cell by the number that JupyterLab gives it after Run All."""
    if execution.failed_cell is None:
        return None
    before = execution.notebook.cells[: execution.failed_cell + 1]
    own = [
        cell
        for cell in before
        if cell.cell_type == "code"
        and cell.source.strip()
        and INJECTED not in cell.metadata.get("tags", [])
    ]
    return f"cell {len(own)}"


def refuse_escapes(notebook: Notebook) -> None:
    """Raise Problem at a line that is not Python, shell and magic lines included.

    A `!` command that fails stops no notebook, so its failure would go unnoticed.
    """
    for number, source in enumerate((cell for cell in notebook.cells if cell.strip()), start=1):
        try:
            compile(source, "cell", "exec", ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        except SyntaxError as error:
            lines = source.splitlines()
            line = lines[min(error.lineno or 1, len(lines)) - 1].strip()
            raise Problem(
                f"The line `{line}` is not Python",
                file=notebook.path.name,
                part=f"cell {number}",
                expected="Python alone: a shell command that fails would go unnoticed",
                remedy="Correct the line, or take it out",
            ) from error


def refuse_undeclared(
    opened: Iterable[str], declared: Collection[str], notebook: Notebook, project: Project
) -> None:
    """Raise Problem if one of the files that were `opened` is of no declared input."""
    findings_file = FINDINGS + notebook.name
    for path in opened:
        name = name_input(Path(path), project)
        if name is not None and name != findings_file and name not in declared:
            key = "findings_from" if name.startswith(FINDINGS) else "inputs"
            raise Problem(
                f"The notebook opened {name}, which it does not declare",
                file=notebook.path.name,
                part=f"metadata.plateglass.{key}",
                expected=", ".join(declared) or "nothing",
                remedy=f"Add it there, so the notebook runs again when {name} changes",
            )


# Run one notebook: a fresh copy in a kernel of its own, and its findings if it finished.
#
# With default parameters the result is the project's: the tidied notebook takes the place of the
# old one, and its findings go to data/processed/findings. With other parameters everything stays
# under runs/. A run that did not finish leaves its trace under runs/ and changes nothing else.


@dataclass(frozen=True)
class RunResult:
    """A finished run: the paths of its notebook and findings, and what it cost."""

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
        values = [f"{name} = {write_parameter(value)}" for name, value in self.parameters.items()]
        found = [f"{one.id} = {one.phrase} [{one.data_status.value}]" for one in self.findings]
        return [*values, *found, f"{self.shown} ({self.seconds:.1f} s)"]


@dataclass
class _Attempt:
    """One run from its start: what it was to do, and what happened to it."""

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
    timeout: int = MOST_SECONDS,
) -> RunResult:
    """Run a notebook of the project, and return the finished run.

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
    releases = _list_releases(attempt)
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
        check_publishable({notebook.path.name: write_notebook(done)}, releases, project)
    except Problem as problem:
        hidden = _hide_values(problem, releases, project)
        _keep_unfinished(folder, done, attempt, hidden)
        raise hidden from problem
    path = notebook.path
    if given or not owns_notebooks(project):
        path = folder / f"{name}.ipynb"
        files = {f"{name}.ipynb": write_notebook(done), "findings.json": write_findings(findings)}
        _keep(folder, files, attempt, None)
    else:
        record = project.state / "records" / f"{name}.json"
        made = {path: write_notebook(done), record: _record(attempt, None).to_json()}
        publish(made, releases, project)
        shutil.rmtree(folder, ignore_errors=True)
    if not given:
        save_findings(findings, findings_file(name, project), project)
    return RunResult(name, values, findings, path, attempt.seconds, project.show(path))


def _digest_inputs(
    notebook: Notebook, values: Mapping[str, Value], project: Project
) -> dict[str, str]:
    """Return each input's sha256; an input that is missing or changed stops here."""
    digests = {}
    for name in notebook.inputs_of(values):
        if name.startswith(REFERENCE):
            file = input_files(name, project)[0]
            if not file.is_file():
                raise Problem(
                    "A reference table is missing",
                    file=project.show(file),
                    remedy="Restore it from git",
                )
            digests[name] = hash_file(file)
        else:
            opened = open_release(name, project)
            digests[name] = opened.pinned_rows or opened.digest
    for other in notebook.findings_from:
        file = findings_file(other, project)
        if not file.is_file():
            raise Problem(
                f"The findings of {other} are missing",
                file=project.show(file),
                remedy=f"Run that notebook first: plateglass run {other}",
            )
        digests[FINDINGS + other] = hash_file(file)
    return digests


def _execute(attempt: _Attempt, timeout: int) -> None:
    path = attempt.notebook.path
    fresh = copy_notebook(path)
    clock = time.perf_counter()
    with open_scratch() as scratch:
        opened, temporary = scratch / "opened", scratch / "temporary"
        temporary.mkdir()
        attempt.execution = execute(
            fresh,
            {name: value for name, value in attempt.values.items() if name in attempt.given},
            folder=path.parent,
            environment={
                PROJECT_VARIABLE: str(attempt.project.root.resolve()),
                OPENED_VARIABLE: str(opened),
                "TMPDIR": str(temporary),  # what a kernel that is killed leaves goes with ours
            },
            timeout=timeout,
        )
        if opened.exists():
            attempt.opened = opened.read_text(encoding="utf-8").splitlines()
    attempt.seconds = time.perf_counter() - clock


def _folder(attempt: _Attempt) -> Path:
    values = attempt.values if attempt.given else None
    return run_folder(attempt.notebook.name, values, attempt.project)


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
        started=write_timestamp(attempt.started),
        commit=find_commit(),
        versions=list_versions(),
        kernel_messages=execution.stderr,
    )


def _keep(
    folder: Path, files: Mapping[str, str], attempt: _Attempt, problem: Problem | None
) -> None:
    """Put a run into its folder as a whole, in place of what an earlier run left there."""
    made = {name: text.encode() for name, text in files.items()}
    made["record.json"] = _record(attempt, problem).to_json().encode()
    publish_folder(made, folder, _list_releases(attempt), attempt.project)


# What a run that failed says may hold what its rows hold: an error quotes the value it met.


def _list_releases(attempt: _Attempt) -> list[str]:
    return [name for name in attempt.inputs if not name.startswith((REFERENCE, FINDINGS))]


def _hide_values(problem: Problem, releases: Sequence[str], project: Project) -> Problem:
    """Return a problem that quotes no value which may not leave."""
    if not find_hits({"error": str(problem)}, releases, project):
        return problem
    return Problem(
        "A cell failed, and its message quotes a value that may not be shown",
        file=problem.file,
        part=problem.part,
        remedy="Open the notebook in JupyterLab and run it to that cell",
    )


def _keep_unfinished(
    folder: Path, done: dict[str, Any], attempt: _Attempt, problem: Problem
) -> None:
    """Keep what is left of a run that failed; its outputs only if nothing in them is withheld."""
    name, releases = attempt.notebook.name, _list_releases(attempt)
    unfinished = mark_unfinished(done, str(problem))
    written = {f"{name}.ipynb": write_notebook(unfinished)}
    if _is_refused(written, releases, attempt.project):
        cells = [
            {**one, "outputs": []} if one["cell_type"] == "code" else one
            for one in unfinished["cells"]
        ]
        written = {f"{name}.ipynb": write_notebook({**unfinished, "cells": cells})}
    if _is_refused({"record.json": _record(attempt, problem).to_json()}, releases, attempt.project):
        attempt.execution.stderr = "(not kept: it quotes a value that may not be shown)"
    with contextlib.suppress(Problem):  # the notebook's own words name what may not be shown
        _keep(folder, written, attempt, problem)


def _is_refused(files: Mapping[str, str], releases: Sequence[str], project: Project) -> bool:
    try:
        check_publishable(files, releases, project)
    except Problem:
        return True
    return False
