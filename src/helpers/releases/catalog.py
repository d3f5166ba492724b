"""Catalog: public releases that anyone can fetch, each pinned by the hash of its file and rows.

The files are not ours to ship. What was computed from them is, and names the hash it rests on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlparse

from helpers.errors import Misuse, Problem, suggest
from helpers.project import Project, is_id
from helpers.releases.release import read_reference

CATALOG = "catalog.csv"
COLUMNS = (
    *("name", "title", "kind", "custodian", "address", "bytes", "sha256", "rows", "rows_sha256"),
    *("as_of", "license", "proves", "published_by", "note"),
)
NONE_STATED = "none stated"
"""The text of `license` where the publisher states none."""

_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class CatalogEntry:
    """One public file: where it is, what it holds, what it proves, and who published that figure.

    `sha256` is that of the file as it is public, `rows_sha256` that of its rows (`row_hash`); one
    of the two is known. An entry without a `kind` is kept as a file, and isn't a release.
    """

    name: str
    title: str
    kind: str
    custodian: str
    address: str
    bytes: int | None
    sha256: str
    rows: int | None
    rows_sha256: str
    as_of: str
    license: str
    proves: str
    published_by: str
    note: str

    @property
    def file(self) -> str:
        """The name of the file at its address."""
        from urllib.parse import unquote

        return unquote(urlparse(self.address).path.rpartition("/")[2])

    def as_json(self) -> dict[str, object]:
        """Return the entry as plain values."""
        return {column: getattr(self, column) for column in COLUMNS} | {"file": self.file}


def load_catalog(project: Project) -> dict[str, CatalogEntry]:
    """Return the entries of data/reference/catalog.csv by name.

    Raises Problem if one has no hash to be held against, or an address that is not of the web.
    """
    entries: dict[str, CatalogEntry] = {}
    for number, row in enumerate(read_reference(CATALOG, project, COLUMNS), start=1):
        entry = _read(row, number)
        if entry.name in entries:
            raise Problem(
                f"The name {entry.name} stands twice in the catalog", file=CATALOG, row=number
            )
        entries[entry.name] = entry
    return entries


def _read(row: dict[str, str], number: int) -> CatalogEntry:
    faults = {
        "the name can't be that of a release": not is_id(row["name"]),
        "no hash pins it": not (row["sha256"] or row["rows_sha256"]),
        "a hash is not a sha256": any(
            row[key] and not _HASH.fullmatch(row[key]) for key in ("sha256", "rows_sha256")
        ),
        "its address is not one of the web": urlparse(row["address"]).scheme
        not in ("https", "http"),
        f"no license is named (or {NONE_STATED})": not row["license"],
        "nobody is named who handed it over": bool(row["kind"]) and not row["custodian"],
    }
    for fault, holds in faults.items():
        if holds:
            raise Problem(f"{row['name']}: {fault}", file=CATALOG, row=number)
    numbers = {key: int(row[key]) if row[key] else None for key in ("bytes", "rows")}
    texts = {key: row[key] for key in COLUMNS if key not in numbers}
    return CatalogEntry(**texts, **numbers)  # type: ignore[arg-type]


def find_entry(name: str, entries: dict[str, CatalogEntry]) -> CatalogEntry:
    """Return an entry by its name; Misuse names the nearest."""
    if name not in entries:
        raise Misuse(f"The catalog has no {name}", remedy=suggest(name, entries))
    return entries[name]


def list_unfetched(names: list[str], project: Project) -> list[str]:
    """Return those of some inputs that the catalog has and nobody fetched here."""
    path = project.reference(CATALOG)
    if not path.is_file():
        return []
    known = load_catalog(project)
    return [name for name in names if name in known and not project.release(name).exists()]
