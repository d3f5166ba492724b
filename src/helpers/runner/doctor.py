"""Diagnosis: what is wrong with this machine or project, in plain words."""

from __future__ import annotations

import re
import sys
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from helpers.errors import Problem
from helpers.project import HOME, Project
from helpers.releases.release import list_releases, open_release

OLDEST = (3, 11)
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
    """Return what was found: Python, the locked packages, the notebooks, each release."""
    checks = [_check_python(), _check_packages(HOME / "requirements.lock")]
    notebooks = sorted(project.notebooks.glob("*.ipynb"))
    place = project.show(project.notebooks)
    checks.append(Check(bool(notebooks), f"{len(notebooks)} notebooks in {place}."))
    return checks + [_check_release(name, project) for name in list_releases(project)]


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
