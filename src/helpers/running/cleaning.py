"""Cleaning a release: its tables and its ledger, written to data/processed by one rename."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from helpers.kinds.cache import (
    LEDGER,
    make_stamp,
    read_cache,
    stamp_path,
    table_name,
    write_stamp,
)
from helpers.kinds.large_ledgers import clean_large
from helpers.kinds.ledgers import Ledger
from helpers.kinds.rejects import REJECTS, Reject, write_rejects
from helpers.kinds.tables import Table, build_table, load_table
from helpers.paths import Project
from helpers.releases import Release, open_release

REVIEW = "agency-review.csv"
"""Proposals for data/reference/aliases.csv; nothing reads it."""


def clean_release(name: str, project: Project) -> Ledger:
    """Write data/processed/<release>: ledger.json, one Parquet a file, rejects.csv if any.

    Of a release of one large file (`kinds.large`) a second Parquet lists the duplicates.
    Returns the ledger.
    Cleans nothing if what is there is current. A run that dies leaves what was there.
    """
    release = open_release(name, project)
    current = read_cache(release)
    if current is not None:
        _write_review(current, project)
        return current.ledger
    project.processed.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".cleaning-", dir=project.processed) as temporary:
        made = Path(temporary) / "made"
        made.mkdir()
        large = clean_large(release, made / table_name(1))
        table = None
        if large is not None:
            _write_account(*large, made)
        else:
            table = build_table(release)
            _write(table, release, made)
        stamp = write_stamp(make_stamp(release, made))
        _put(made, project.processed / name, Path(temporary) / "before")
    _write_text(stamp_path(name, project), stamp)
    table = table or load_table(name, project)
    _write_review(table, project)
    return table.ledger


def _write_review(table: Table, project: Project) -> None:
    """Write the agencies' names that nobody has decided on, by the reference tables as they are."""
    from helpers.analysis.proposals import review_agencies

    frame = review_agencies(table, project)
    if frame is not None:
        text = frame.to_csv(index=False, lineterminator="\n")
        _write_text(project.processed / table.release / REVIEW, text)


def _write(table: Table, release: Release, folder: Path) -> None:
    """Write each file's rows in their order: `source_row` tells where each stood."""
    for number, resource in enumerate(release.resources, start=1):
        rows = table.frame[table.frame["source_file"] == resource.path]
        rows.to_parquet(folder / table_name(number), index=False)
    _write_account(table.ledger, table.rejects, folder)


def _write_account(ledger: Ledger, rejects: Sequence[Reject], folder: Path) -> None:
    if rejects:
        text = write_rejects(rejects)
        (folder / REJECTS).write_text(text, encoding="utf-8", newline="\n")
    (folder / LEDGER).write_text(ledger.to_json(), encoding="utf-8", newline="\n")


def _put(made: Path, place: Path, before: Path) -> None:
    """Put `made` in `place`; what was there goes, and comes back if that fails."""
    if place.exists():
        place.rename(before)
    try:
        made.rename(place)
    except OSError:
        if before.exists():
            before.rename(place)
        raise
    shutil.rmtree(before, ignore_errors=True)


def _write_text(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    temporary.write_text(text, encoding="utf-8", newline="\n")
    temporary.replace(path)
