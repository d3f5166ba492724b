"""Releases: the only opener of data/raw and data/reference.

A release is opened only if its descriptor, its files and their sha256 agree; otherwise it stops
with a sentence.
"""

from __future__ import annotations

import csv
import errno
import hashlib
import io
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath

from pydantic import ValidationError

from helpers.errors import Problem, explain_file, shorten, suggest
from helpers.project import CORRECTIONS, HOME, Project, corrections_file
from helpers.releases.descriptor import DESCRIPTOR, Descriptor, Resource
from helpers.status import DataStatus

OPENED_VARIABLE = "PLATEGLASS_OPENED"
MEND_TABLE = "Save it as CSV in UTF-8 with its header, or restore it from git"
_ENTRY = re.compile(r"[A-Z]\d{2,3}")
SYNTHETIC_MARK = "SYN-"
"""How ids of generated rows begin, so they are known whatever the file is called."""


class Release:
    """An opened release: its descriptor, and its files, each checked against its sha256."""

    def __init__(
        self,
        folder: Path,
        descriptor: Descriptor,
        project: Project,
        facts: Sequence[tuple[int, ...]] | None = None,
    ) -> None:
        self.folder, self.descriptor, self.project = folder, descriptor, project
        self._facts = facts or [_identify(folder / one.path) for one in descriptor.resources]
        self.name = descriptor.name
        self.kind = descriptor.plateglass.kind
        self.data_status = descriptor.plateglass.data_status
        self.resources = descriptor.resources

    def check_unchanged(self) -> None:
        """Raise Problem if a file isn't the one whose sha256 was checked when this was opened."""
        for resource, facts in zip(self.resources, self._facts, strict=True):
            if _identify(self.path(resource)) != facts:
                raise Problem(
                    "The file changed while we read it",
                    file=self.project.show(self.path(resource)),
                    remedy="Put the received file back, and run the same again",
                )

    def path(self, resource: Resource) -> Path:
        """Return where a file of this release lies."""
        return self.folder / resource.path

    @property
    def digest(self) -> str:
        """A sha256 over the descriptor, and so over each file, and over the corrections."""
        return digest_release(self.name, self.project)

    @property
    def pinned_rows(self) -> str:
        """The hash of its rows, if it is a public release whose rows are pinned; else nothing."""
        return self.descriptor.plateglass.rows_sha256 or ""


def digest_release(name: str, project: Project) -> str:
    """Return what changes with the descriptor of a release, or with its corrections."""
    corrected = corrections_file(name, project)
    described = hashlib.sha256((project.release(name) / DESCRIPTOR).read_bytes())
    if corrected.is_file():
        described.update(corrected.read_bytes())
    return described.hexdigest()


def open_release(name: str, project: Project) -> Release:
    """Open a release and check each of its files.

    Raises Problem if the release or a file is missing, a file is not described, or its size or
    sha256 differs from the descriptor.
    """
    folder = project.release(name)
    path = folder / DESCRIPTOR
    if not path.is_file():
        from helpers.releases.catalog import list_unfetched

        if list_unfetched([name], project):
            raise Problem(
                f"The public release {name} is not on this machine",
                remedy=f"Get it with `plateglass fetch {name}`",
            )
        for parent in (project.raw.parent, project.raw):
            if parent.exists() and not parent.is_dir():
                raise NotADirectoryError(errno.ENOTDIR, "no folder", str(parent))
        raise Problem(
            f"There is no release called {name}",
            file=project.show(path),
            remedy="A new one is added with `plateglass add FILE --release ID`. "
            + suggest(name, list_releases(project)),
        )
    note_opened(path)
    descriptor = read_descriptor(path, project)
    if descriptor.name != name:
        raise Problem(
            f"The descriptor names the release {descriptor.name}",
            file=project.show(path),
            expected=f"the name of its folder, {name}",
            remedy="Rename the folder back",
        )
    _check_status(descriptor, project.show(path))
    facts = [_check_file(folder, resource, project) for resource in descriptor.resources]
    described = {DESCRIPTOR, *(resource.path for resource in descriptor.resources)}
    for found in sorted(folder.rglob("*")):
        if found.is_file() and found.relative_to(folder).as_posix() not in described:
            raise Problem(
                "The release holds a file that its descriptor doesn't name",
                file=project.show(found),
                remedy="Take it out, or add all files again under a new id",
            )
    return Release(folder, descriptor, project, facts)


def read_descriptor(path: Path, project: Project) -> Descriptor:
    """Return what a descriptor says; no file of the release is looked at.

    Raises Problem if it is missing, or not as it should be.
    """
    if not path.is_file():
        raise Problem(
            "The descriptor of the release is missing",
            file=project.show(path),
            remedy="Put it back, or add the files again under a new id",
        )
    try:
        return Descriptor.model_validate_json(path.read_bytes())
    except ValidationError as error:
        first = error.errors()[0]
        where = f"{shorten('.'.join(map(str, first['loc'])))}: " if first["loc"] else ""
        raise Problem(
            f"The descriptor has an error: {where}{shorten(first['msg'], 120)}",
            file=project.show(path),
            remedy="Correct it, or add the files again under a new id",
        ) from error


def _check_status(descriptor: Descriptor, shown: str) -> None:
    """Refuse 'released' without custodian and request number or address (METHODOLOGY.md)."""
    facts = descriptor.plateglass
    if facts.data_status is DataStatus.DECLARED:
        raise Problem(
            "The data status is 'declared', which is for choices of a project and not for files",
            file=shown,
            expected="released, unverified, transcribed or synthetic",
        )
    if facts.data_status is DataStatus.RELEASED and not (
        facts.custodian and (facts.request_number or facts.address)
    ):
        raise Problem(
            "The data status is 'released', but the descriptor names no source",
            file=shown,
            expected="a custodian, and a request number or a public address",
            remedy="Name them in the descriptor, or set the data status to 'unverified'",
        )


def _check_file(folder: Path, resource: Resource, project: Project) -> tuple[int, ...]:
    """Return what identifies the file among others of its name, taken before its sha256."""
    path = folder / resource.path
    if not _is_within(folder, resource.path):
        raise Problem(
            f"The descriptor names a file outside its release: {resource.path!r}",
            file=project.show(folder / DESCRIPTOR),
            expected="a path below the folder of the release, with no link on the way",
            remedy="Copy the file into a release of its own with `plateglass add`",
        )
    shown = project.show(path)
    if not path.is_file():
        raise Problem(
            "A file of the release is missing",
            file=shown,
            expected=f"{resource.bytes:,} bytes with sha256 {resource.hash[:12]}",
            remedy="Put the file back as it was received, or add the release again",
        )
    note_opened(path)
    facts = _identify(path)
    if facts[0] != resource.bytes and hash_file(path) == resource.hash:
        raise Problem(
            f"The descriptor says that the file has {resource.bytes:,} bytes; it has {facts[0]:,}",
            file=shown,
            expected="the size of the file whose sha256 the descriptor names, which this is",
            remedy="Correct `bytes` in the descriptor, or add the file again under a new id",
        )
    if facts[0] != resource.bytes or hash_file(path) != resource.hash:
        raise Problem(
            "The file is not the one that was received: its sha256 has changed",
            file=shown,
            expected=f"{resource.bytes:,} bytes with sha256 {resource.hash[:12]}",
            remedy="Put the received file back, or add the changed one as a release of its own",
        )
    return facts


def _identify(path: Path) -> tuple[int, ...]:
    if not path.exists():
        return ()
    found = path.stat()
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino


def _is_within(folder: Path, name: str) -> bool:
    """Return whether a path in a descriptor stays below its folder, and leads through no link."""
    if not stays_below(name):
        return False
    pure = PurePosixPath(name)
    steps = [folder.joinpath(*pure.parts[:count]) for count in range(1, len(pure.parts) + 1)]
    return not any(step.is_symlink() for step in steps)


def stays_below(name: str) -> bool:
    r"""Return whether a path stays below the folder it is relative to, on any system.

    >>> stays_below("a/b.csv"), stays_below("../b.csv"), stays_below("C:b.csv"), stays_below("a\\b")
    (True, False, False, False)
    """
    pure = PurePosixPath(name)
    if not pure.parts or "\0" in name or pure.is_absolute() or PureWindowsPath(name).drive:
        return False
    return ".." not in pure.parts and "\\" not in name


def hash_file(path: Path) -> str:
    """Return the sha256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def list_releases(project: Project) -> list[str]:
    """Return the names of all releases in the project and of those shipped, sorted."""
    bases = {project.raw, HOME / "data" / "raw"}
    return sorted({path.parent.name for base in bases for path in base.glob(f"*/{DESCRIPTOR}")})


def list_fetched(project: Project) -> list[str]:
    """Return the names of the public releases that were fetched, sorted."""
    return sorted(path.parent.name for path in project.fetched.glob(f"*/{DESCRIPTOR}"))


def read_reference(
    name: str, project: Project, columns: Sequence[str], *, noted: bool = True
) -> list[dict[str, str]]:
    """Read a table of human judgment from data/reference as rows of text.

    A notebook has to declare what it reads; what decides only what is shown is not `noted`.
    Raises Problem if the file is missing, lacks one of `columns`, or has a ragged row.
    """
    path = project.reference(name)
    shown = project.show(path)
    if not path.is_file():
        raise Problem("A reference table is missing", file=shown, remedy="Restore it from git")
    return read_table(path, shown, columns, noted=noted)


def read_table(
    path: Path, shown: str, columns: Sequence[str], *, noted: bool = True
) -> list[dict[str, str]]:
    """Read a table of human judgment as rows of text; see `read_reference`."""
    if noted:
        note_opened(path)
    with explain_file(shown, MEND_TABLE):
        text = path.read_text(encoding="utf-8")
        reader = csv.DictReader(io.StringIO(text, newline=""))
        listed = list(reader)
    lacking = [column for column in columns if column not in (reader.fieldnames or [])]
    if lacking:
        raise Problem(
            f"A column is missing: {', '.join(lacking)}", file=shown, expected=", ".join(columns)
        )
    rows = []
    for number, row in enumerate(listed, start=1):
        if None in row or None in row.values():
            raise Problem(
                "The row does not have as many cells as the header",
                file=shown,
                row=number,
                expected=f"{len(reader.fieldnames or [])} cells",
                remedy="Quote cells that hold commas",
            )
        rows.append(dict(row))
    return rows


@dataclass(frozen=True)
class Entry:
    """An entry of a table of data/reference: its id, its file, its row from 1, and its cells."""

    id: str
    file: str
    row: int
    cells: dict[str, str]

    @property
    def hash(self) -> str:
        """What changes with any of its cells."""
        return hashlib.sha256(repr(sorted(self.cells.items())).encode()).hexdigest()[:16]


def list_entries(project: Project) -> dict[str, Entry]:
    """Return the entries of data/reference that have an id of their own (S003, L001), by it."""
    folders = {HOME / "data" / "reference", project.root / "data" / "reference"}
    found: dict[str, Entry] = {}
    names = {
        path.relative_to(folder).as_posix()
        for folder in folders
        for pattern in ("*.csv", f"{CORRECTIONS}/*.csv")
        for path in folder.glob(pattern)
    }
    for name in sorted(names):
        with explain_file(project.show(project.reference(name)), MEND_TABLE):
            written = project.reference(name).read_text(encoding="utf-8")
            reader = csv.DictReader(io.StringIO(written, newline=""))
            key, listed = (reader.fieldnames or [""])[0], list(reader)
        if key.endswith("_id") and key != "claim_id":
            for number, row in enumerate(listed, start=1):
                if _ENTRY.fullmatch(row[key] or ""):
                    found.setdefault(row[key], Entry(row[key], name, number, dict(row)))
    return found


def note_opened(path: Path) -> None:
    """Report to the runner, if one is listening, that this input was opened.

    The runner compares what a notebook opened with what it declares; see runner.run.
    """
    listening = os.environ.get(OPENED_VARIABLE)
    if listening:
        with Path(listening).open("a", encoding="utf-8") as file:
            file.write(f"{path}\n")
