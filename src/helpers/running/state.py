"""What the task graph remembers between runs, so that it survives a run that is killed."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from doit.dependency import Dependency, JsonDB

from helpers.errors import Problem
from helpers.paths import Project

Fingerprints = dict[str, list[Any]]
"""Path to size, time of change in nanoseconds, and sha256."""


class _Memory(JsonDB):  # type: ignore[misc]
    """doit's JSON store, written by rename; a file that cannot be read counts as empty."""

    def _load(self) -> dict[str, Any]:
        with contextlib.suppress(ValueError, OSError):
            found = self.codec.decode(Path(self.name).read_text(encoding="utf-8"))
            if isinstance(found, dict):
                return found
        return {}

    def dump(self) -> None:
        """Write everything; doit itself calls this at the end only, so we call it more often."""
        temporary = Path(f"{self.name}.tmp")
        temporary.write_text(self.codec.encode(self._db), encoding="utf-8")
        temporary.replace(self.name)


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
    for name, (size, changed, digest) in known.items():
        try:
            status = Path(name).stat()
        except OSError:
            return False
        if (status.st_size, status.st_mtime_ns) != (size, changed) and (
            status.st_size != size or _hash(Path(name)) != digest
        ):
            return False
    return True


@contextlib.contextmanager
def hold(project: Project) -> Iterator[None]:
    """Keep a second run out of the same project while this one works.

    Raises Problem if another run is at work. The lock goes with the process, however it ends.
    """
    if os.name != "posix":
        yield
        return
    import fcntl

    project.state.mkdir(parents=True, exist_ok=True)
    with (project.state / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise Problem(
                "Another run is at work in this project",
                file=project.show(project.state),
                remedy="Wait until it is done",
            ) from error
        yield


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
