"""Releases of one made-up file, for tests of how whole releases are cleaned."""

from __future__ import annotations

import json
from pathlib import Path

from helpers.project import Project
from helpers.releases.release import Release, hash_file, open_release


def write_release(
    folder: Path,
    text: str,
    *,
    kind: str,
    zone: str,
    status: str = "synthetic",
    received: str | None = None,
) -> Release:
    """Write a release called `made-up` of one file into a project, and open it."""
    project = Project(folder)
    place = project.raw / "made-up"
    place.mkdir(parents=True, exist_ok=True)
    path = place / "log.csv"
    path.write_bytes(text.encode("utf-8"))
    resource = {
        "name": "log",
        "path": "log.csv",
        "bytes": path.stat().st_size,
        "hash": hash_file(path),
        "dialect": {"delimiter": ","},
        "count_in": zone,
    }
    facts = {"kind": kind, "data_status": status, "received": received}
    described = {
        "profile": "data-package",
        "name": "made-up",
        "title": "Made up for a test",
        "resources": [resource],
        "plateglass": facts,
    }
    (place / "datapackage.json").write_text(json.dumps(described), encoding="utf-8")
    return open_release("made-up", project)
