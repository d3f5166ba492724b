"""Added: what `add` leaves of the files it read, so that `clean` need not read them again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from helpers.cleaning import cache
from helpers.ledger.parts import PARTS, PartAccount, read_parts, write_parts
from helpers.project import Project, put_whole
from helpers.releases.release import Release

STAMP = "added.json"
"""What the tables that `add` left were made from."""


def added_path(release: str, project: Project) -> Path:
    """Return where `add` leaves the tables of a release."""
    return project.state / "added" / release


def leave_parts(release: Release, made: Path, parts: Sequence[PartAccount]) -> None:
    """Leave the tables in `made` for `take_parts`; `made` is moved."""
    (made / PARTS).write_text(write_parts(parts), encoding="utf-8", newline="\n")
    stamp = _make_stamp(release, made, parts)
    (made / STAMP).write_text(stamp, encoding="utf-8", newline="\n")
    put_whole(made, added_path(release.name, release.project))


def take_parts(release: Release, folder: Path) -> tuple[PartAccount, ...] | None:
    """Move the tables that `add` left into `folder`; return their accounts.

    None if there are none, or the release, the code or the schema is not the same any more.
    """
    left = added_path(release.name, release.project)
    try:
        parts = read_parts((left / PARTS).read_text(encoding="utf-8"))
        stamp = (left / STAMP).read_text(encoding="utf-8")
        if stamp != _make_stamp(release, left, parts):
            return None
    except (OSError, ValueError, KeyError, TypeError):  # nothing was left, or it was altered
        return None
    for part in parts:
        (left / part.table).rename(folder / part.table)
    for name in (PARTS, STAMP):
        (left / name).unlink()
    left.rmdir()
    return parts


def _make_stamp(release: Release, folder: Path, parts: Sequence[PartAccount]) -> str:
    facts = {
        "release": release.digest,
        "code": cache.hash_code(),
        "schema": cache.hash_schema(release.kind),
        "tables": {part.table: (folder / part.table).stat().st_size for part in parts},
    }
    return json.dumps(facts, indent=1, sort_keys=True) + "\n"
