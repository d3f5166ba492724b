"""Cache: markers of what tables on disk were made from, and whether they are current."""

from __future__ import annotations

import hashlib
import json
from functools import cache as keep
from pathlib import Path
from typing import Any

import helpers
from helpers.cleaning.duplicates import REPEATS
from helpers.ledger.parts import PARTS, read_parts
from helpers.project import Project
from helpers.releases.descriptor import DESCRIPTOR, Descriptor
from helpers.releases.release import Release, digest_release, hash_file
from helpers.schemas.schema import load_schema

CODE = (
    "releases/*.py",
    "readers/**/*.py",
    "schemas/*.py",
    "schemas/marks.yml",
    "cleaning/*.py",
    "ledger/*.py",
    "quoting.py",
)
"""The code that decides what a table holds; the schema of its kind is hashed separately."""

LIBRARIES = (
    *("duckdb", "lxml", "openpyxl", "pdfplumber"),
    *("pyarrow", "pypdfium2", "python-calamine", "xlrd"),
)

OPTIONAL = (REPEATS, "rejects.csv")
"""Files that not every release has."""


def locate_marker(release: str, project: Project) -> Path:
    """Return the path of the marker of what a release's tables were made from."""
    return project.state / "tables" / f"{release}.json"


def make_marker(release: Release, folder: Path) -> dict[str, Any]:
    """Return what the tables in `folder` were made from, and what they are."""
    parts = read_parts((folder / PARTS).read_text(encoding="utf-8"))
    names = [PARTS, "ledger.json", *(part.table for part in parts)]
    names += [name for name in OPTIONAL if (folder / name).is_file()]
    return {
        "release": release.digest,
        "code": hash_code(),
        "schema": hash_schema(release.kind),
        "files": {name: hash_file(folder / name) for name in names},
        "sizes": {name: (folder / name).stat().st_size for name in names},
    }


def write_marker(marker: dict[str, Any], path: Path, folder: Path) -> None:
    """Put a marker in place by one rename; `folder` is a scratch folder on the same disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = folder / "marker"
    draft.write_text(_write(marker), encoding="utf-8", newline="\n")
    draft.replace(path)


def find_current(release: Release, folder: Path, path: Path) -> bool:
    """Return whether the tables in `folder` are there, unaltered, and up to date."""
    if not path.is_file() or not (folder / PARTS).is_file():
        return False
    try:
        marker = make_marker(release, folder)
        return path.read_text(encoding="utf-8") == _write(marker)
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return False  # a file is missing or was altered


def find_unchanged(
    release: str, project: Project, folder: Path, path: Path
) -> tuple[str, str] | None:
    """Return the digest of a release that hasn't changed since its tables were made, or None.

    It also returns the hash that pins its rows, or "". Descriptor, corrections, code and schema
    are compared by content, files by size.
    """
    raw = project.release(release)
    try:
        marker = json.loads(path.read_text(encoding="utf-8"))
        described = Descriptor.model_validate_json((raw / DESCRIPTOR).read_bytes())
        digest = digest_release(release, project)
        known = [digest, hash_code(), hash_schema(described.plateglass.kind)]
        sizes = all((raw / one.path).stat().st_size == one.bytes for one in described.resources)
        there = all(
            (folder / name).stat().st_size == size for name, size in marker["sizes"].items()
        )
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None
    same = known == [marker["release"], marker["code"], marker["schema"]]
    pinned = described.plateglass.rows_sha256 or ""
    return (digest, pinned) if same and sizes and there else None


@keep
def hash_code() -> str:
    """Return a sha256 of the code that reads and cleans, and of its libraries' versions."""
    from importlib.metadata import version

    root = Path(helpers.__file__).parent
    digest = hashlib.sha256()
    for library in LIBRARIES:
        digest.update(f"{library} {version(library)}\n".encode())
    for path in sorted({path for pattern in CODE for path in root.glob(pattern)}):
        digest.update(f"{path.relative_to(root).as_posix()}\n".encode() + path.read_bytes())
    return digest.hexdigest()


def hash_schema(kind: str) -> str:
    """Return a sha256 over the schema of a kind."""
    return hashlib.sha256(load_schema(kind).model_dump_json().encode()).hexdigest()


def _write(marker: dict[str, Any]) -> str:
    return json.dumps(marker, indent=1, sort_keys=True) + "\n"
