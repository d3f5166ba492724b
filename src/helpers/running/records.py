"""Run records: what happened in one run of one notebook, on which machine and when.

A record stands beside its run under runs/, or under .plateglass/; never in a committed file, as it
differs from run to run.
"""

from __future__ import annotations

import json
import platform
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from helpers.paths import HOME

_NAMED = (
    *("plateglass", "duckdb", "ipykernel", "matplotlib", "narwhals", "nbclient", "numpy"),
    *("pandas", "papermill", "pyarrow", "pydantic", "seaborn", "tzdata"),
)


@dataclass(frozen=True)
class RunRecord:
    """One run: what went in, what became of each cell, and what it cost.

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

    def save(self, path: Path) -> None:
        """Write the record as JSON, by rename."""
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_suffix(".tmp")
        temporary.write_text(
            json.dumps(asdict(self), indent=1, ensure_ascii=False, sort_keys=True) + "\n",
            encoding="utf-8",
        )
        temporary.replace(path)


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
    told = subprocess.run(
        [git, "-C", str(HOME), "describe", "--always", "--abbrev=40", "--dirty=+", "--exclude=*"],
        capture_output=True,
        text=True,
        check=False,
    )
    return told.stdout.strip() or None


def stamp(moment: datetime) -> str:
    """Return a moment as ISO text to the second."""
    return moment.isoformat(timespec="seconds")
