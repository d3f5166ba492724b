"""The cache: tables in data/processed, and the stamp that tells whether they are current."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import helpers
from helpers.kinds.contracts import Contract
from helpers.kinds.large_tables import duplicates_path, open_table
from helpers.kinds.ledgers import Ledger
from helpers.kinds.registry import find_kind
from helpers.kinds.rejects import REJECTS, read_rejects
from helpers.kinds.tables import Table, list_dtypes
from helpers.project import Project
from helpers.releases.release import Release, hash_file
from helpers.status import DataStatus

LEDGER = "ledger.json"

CODE = ("engines.py", "releases.py", "intake/*.py", "kinds/*.py")
"""The code that decides what a table holds."""


def table_name(number: int) -> str:
    """Return the name of the table of a release's n-th file, from 1.

    >>> table_name(3)
    'table-003.parquet'
    """
    return f"table-{number:03}.parquet"


def stamp_path(release: str, project: Project) -> Path:
    """Return where it is remembered what a release's tables were made from."""
    return project.state / "tables" / f"{release}.json"


def make_stamp(release: Release, folder: Path) -> dict[str, Any]:
    """Return what the tables in `folder` were made from, and what they are."""
    names = [LEDGER, *(table_name(n + 1) for n in range(len(release.resources)))]
    tables = [folder / name for name in names if name != LEDGER]
    beside = [duplicates_path(table).name for table in tables]
    there = [name for name in (*names, REJECTS, *beside) if (folder / name).is_file()]
    files = {name: hash_file(folder / name) for name in there}
    return {"release": release.digest, "code": hash_code(), "files": files, "expected": names}


@cache
def hash_code() -> str:
    """Return a sha256 over the code that reads and cleans, and the versions it stands on."""
    from importlib.metadata import version

    root = Path(helpers.__file__).parent
    digest = hashlib.sha256()
    for library in ("duckdb", "narwhals", "pandas", "python-calamine", "tzdata", "xlrd"):
        digest.update(f"{library} {version(library)}\n".encode())
    for path in sorted(path for pattern in CODE for path in root.glob(pattern)):
        digest.update(f"{path.relative_to(root).as_posix()}\n".encode() + path.read_bytes())
    return digest.hexdigest()


def read_cache(release: Release) -> Table | None:
    """Return the table in data/processed, or None if it is missing, altered or out of date."""
    path = stamp_path(release.name, release.project)
    folder = release.project.processed / release.name
    if not path.is_file():
        return None
    stamp = make_stamp(release, folder)
    if not set(stamp["expected"]) <= set(stamp["files"]):
        return None
    if path.read_text(encoding="utf-8") != write_stamp(stamp):
        return None
    return open_tables(release, folder)


def open_tables(release: Release, folder: Path) -> Table:
    """Return the table that stands in `folder`, whole and as it was written."""
    contract = find_kind(release.descriptor.plateglass.kind).CONTRACT
    ledger = Ledger.from_json((folder / LEDGER).read_text(encoding="utf-8"))
    status = DataStatus(ledger.data_status)
    listed = folder / REJECTS
    rejects = read_rejects(listed.read_text(encoding="utf-8")) if listed.is_file() else ()
    tables = [folder / table_name(n + 1) for n in range(len(release.resources))]
    if duplicates_path(tables[0]).is_file():
        file, lost = ledger.files[0].path, [one.row for one in rejects]
        frame = open_table(tables[0], contract, file=file, status=status.value, rejected=lost)
    else:
        frame = _read_tables(tables, contract)
    return Table(release.name, contract.kind, status, contract, frame, ledger, rejects)


def _read_tables(tables: Sequence[Path], contract: Contract) -> Any:
    import pandas as pd

    dtypes = list_dtypes(contract)
    frames = [pd.read_parquet(table) for table in tables]
    return pd.concat(frames, ignore_index=True)[list(dtypes)].astype(dtypes)


def write_stamp(stamp: dict[str, Any]) -> str:
    """Return a stamp as text, the same for the same facts."""
    return json.dumps(stamp, indent=1, sort_keys=True) + "\n"
