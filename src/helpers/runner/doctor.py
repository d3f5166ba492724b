"""Diagnosis: what is wrong with this machine or project, in plain words."""

from __future__ import annotations

import csv
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import yaml

from helpers.claims.finding import load_findings
from helpers.claims.moves import read_published
from helpers.cleaning.table import LEDGER
from helpers.errors import Problem, explain_file, explain_machine, explain_memory
from helpers.ledger.ledger import Ledger
from helpers.project import HOME, Project, owns_notebooks
from helpers.releases.release import MEND_TABLE, list_releases, open_release
from helpers.runner.notebook import list_notebooks, read_notebook

OLDEST = (3, 11)
YEARS = (2025, 2035)
"""A clock that says another year is wrong."""

ROOM = 1 << 30
"""So many bytes of disk are needed for the shipped releases."""

_PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)([^\\\n]*)", re.MULTILINE)


@dataclass(frozen=True)
class Check:
    """One thing that was looked at: whether it is fine, and a sentence about it."""

    fine: bool
    sentence: str

    def as_json(self) -> dict[str, Any]:
        """Return the check as it is printed with --json."""
        return asdict(self)


def examine(project: Project) -> list[Check]:
    """Return what was found: the machine, the folders, each file that was made, each release."""
    checks = [_check_python(), _check_packages(HOME / "requirements.lock"), *_check_machine()]
    wrong = [*_check_folders(project)]
    checks += wrong or [Check(True, "The folders of the project are there, and can be written to.")]
    checks += _check_room({"the project's disk": project.root, "temporary files": None})
    notebooks = list_notebooks(project)
    shown = project.show(project.notebooks)
    checks.append(Check(bool(notebooks), f"{len(notebooks)} notebooks in {shown}."))
    tried = dict.fromkeys(map(_try, _list_files(project)))  # one file may be read in two ways
    wrong = [one for one in tried if not one.fine]
    checks += wrong or [Check(True, "The files that we made, and the tables, can be read.")]
    return checks + [_check_release(name, project) for name in list_releases(project)]


def _check_machine() -> Iterator[Check]:
    """Yield what is wrong with what surrounds a process: its clock, home, memory and names."""
    year = datetime.now(UTC).year
    if not YEARS[0] <= year <= YEARS[1]:
        yield Check(False, f"The clock of this machine says that it is {year}. Set it right.")
    home = os.environ.get("HOME", "") if os.name == "posix" else str(Path.home())
    if not home or not os.access(home, os.W_OK):
        message = f"The home folder {home} can't be written to" if home else "HOME is not set"
        yield Check(False, f"{message}, so libraries build their caches anew each time. Set HOME.")
    if sys.getfilesystemencoding().lower() not in ("utf-8", "utf8"):
        yield Check(False, "Names of files are not UTF-8 here. Set PYTHONUTF8=1.")
    lack = explain_memory()
    if lack:
        yield Check(False, str(lack))
    named = os.environ.get("TMPDIR")
    used = _find_temporary()
    if named and used and Path(named).absolute() != Path(used):
        yield Check(
            False, f"TMPDIR names {named}, which is full or can't be written to. Name another."
        )


def _find_temporary() -> str:
    try:
        return tempfile.gettempdir()
    except OSError:  # said where its room is looked at
        return ""


def _check_folders(project: Project) -> Iterator[Check]:
    """Yield what is wrong with the folders of a project; one that is missing is not."""
    folders = [project.root, project.raw.parent, project.raw, project.processed, project.runs]
    folders += [project.site, project.state, project.root / "data" / "reference"]
    folders += [project.root / "notebooks", project.processed / "findings"]
    for name in list_releases(project):
        folders.append(project.processed / name)
    for folder in folders:
        shown = project.show(folder) if folder != project.root else str(folder)
        if folder.is_symlink() and not folder.exists():
            yield Check(False, f"{shown} is a link that leads nowhere. Take it out.")
        elif folder.exists() and not folder.is_dir():
            yield Check(False, f"{shown} is a file, and we need a folder. Move it elsewhere.")
        elif folder.exists() and not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
            yield Check(False, f"We may not write in {shown}. Change its permissions.")


def _check_room(folders: dict[str, Path | None]) -> Iterator[Check]:
    for what, folder in folders.items():
        try:
            free = shutil.disk_usage(folder or tempfile.gettempdir()).free
        except OSError as error:
            explained = explain_machine(error)
            yield Check(False, str(explained or f"We can't look at {what}: {error}."))
            continue
        message = f"{free / (1 << 30):,.1f} GB are free for {what}"
        yield Check(free >= ROOM, f"{message}." if free >= ROOM else f"Only {message}. Make room.")


def _list_files(project: Project) -> Iterator[Callable[[], object]]:
    """Yield what reads each file that we made, or that a person wrote for us."""
    for name in list_notebooks(project) if owns_notebooks(project) else []:
        yield partial(read_notebook, name, project)
    for path in sorted((project.processed / "findings").glob("*.json")):
        yield partial(load_findings, project, only=[path.stem])
    yield partial(load_findings, project)
    yield partial(read_published, project)
    for path in sorted(project.processed.glob(f"*/{LEDGER}")):
        yield partial(_read_ledger, path, project)
    reference = project.root / "data" / "reference"
    for path in sorted([*reference.rglob("*.csv"), *reference.glob("*.yml")]):
        yield partial(_read_reference, path, project)


def _read_ledger(path: Path, project: Project) -> None:
    with explain_file(project.show(path), f"Clean it again: plateglass clean {path.parent.name}"):
        Ledger.from_json(path.read_text(encoding="utf-8"))


def _read_reference(path: Path, project: Project) -> None:
    """Read a table or the words of pages, as text; what they say is judged where it is used."""
    shown = project.show(path)
    with explain_file(shown, MEND_TABLE):
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".yml":
            try:
                yaml.safe_load(text)
            except yaml.YAMLError as error:
                raise ValueError(shown) from error
            return
        rows = list(csv.reader(text.splitlines(keepends=True)))
        header = rows[0]
    for number, row in enumerate(rows[1:], start=1):
        if len(row) != len(header):
            raise Problem(
                "The row does not have as many cells as the header",
                file=shown,
                row=number,
                expected=f"{len(header)} cells",
            )


def _try(read: Callable[[], object]) -> Check:
    try:
        read()
    except Problem as problem:
        return Check(False, str(problem))
    except OSError as error:
        return Check(False, str(explain_machine(error) or f"{error}."))
    return Check(True, "")


def _check_python() -> Check:
    found = ".".join(map(str, sys.version_info[:3]))
    wanted = ".".join(map(str, OLDEST))
    return Check(sys.version_info >= OLDEST, f"Python {found}; {wanted} or newer is needed.")


def _check_packages(lock: Path) -> Check:
    """Compare what is installed with the lock; packages for other machines are passed over."""
    if not lock.is_file():
        return Check(False, "requirements.lock is missing. Restore it from git.")
    wrong, same = [], 0
    for name, wanted, marker in _PIN.findall(lock.read_text(encoding="utf-8")):
        try:
            found = version(name)
        except PackageNotFoundError:
            if not marker.strip(" ;"):
                wrong.append(f"{name} {wanted} is not installed")
            continue
        if found == wanted:
            same += 1
        else:
            wrong.append(f"{name} is {found}, the lock says {wanted}")
    if not wrong:
        return Check(True, f"{same} packages are the ones in requirements.lock.")
    return Check(False, f"{'; '.join(wrong)}. Run make setup.")


def _check_release(name: str, project: Project) -> Check:
    try:
        release = open_release(name, project)
    except Problem as problem:
        return Check(False, str(problem))
    files = len(release.resources)
    return Check(True, f"Release {name}: {files} files, as received ({release.data_status.value}).")
