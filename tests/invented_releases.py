"""Releases of invented files, cleaned as any other: for tests of repeats and ledgers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from helpers.cleaning.clean import make_tables
from helpers.cleaning.table import Table
from helpers.project import Project
from helpers.releases.release import Release, hash_file, open_release


def write_release(
    folder: Path,
    files: Mapping[str, str],
    *,
    kind: str,
    name: str = "invented",
    zones: tuple[str, str] = ("UTC", "UTC"),
    received: str | None = None,
    custodian: str | None = None,
) -> Release:
    """Write files and their descriptor into a project in `folder`, and open the release."""
    project = Project(folder)
    place = project.raw / name
    place.mkdir(parents=True)
    resources = []
    for number, (file, text) in enumerate(files.items()):
        path = place / file
        path.write_bytes(text.encode())
        resources.append(
            {
                "name": f"file-{number}",
                "path": file,
                "bytes": path.stat().st_size,
                "hash": hash_file(path),
                "format": path.suffix[1:],
                "dialect": {"delimiter": ","},
                "stamps_in": zones[0],
                "count_in": zones[1],
            }
        )
    facts = {"kind": kind, "data_status": "unverified", "received": received}
    described = {
        "profile": "data-package",
        "name": name,
        "title": "Invented for a test",
        "resources": resources,
        "plateglass": {**facts, "custodian": custodian},
    }
    (place / "datapackage.json").write_text(json.dumps(described), encoding="utf-8")
    return open_release(name, project)


def clean(release: Release) -> Table:
    """Return the table of a release, in a folder of its own in the project."""
    folder = release.project.root / "made" / release.name
    folder.mkdir(parents=True)
    return make_tables(release, folder)


def make_table(
    folder: Path,
    files: Mapping[str, str],
    *,
    kind: str,
    name: str = "invented",
    zones: tuple[str, str] = ("UTC", "UTC"),
    received: str | None = None,
) -> Table:
    """Return the table of invented files."""
    written = write_release(folder, files, kind=kind, name=name, zones=zones, received=received)
    return clean(written)
