"""Cleaning a release: its tables and its ledger, written to data/processed by one rename."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from helpers.kinds.cache import (
    LEDGER,
    make_stamp,
    open_tables,
    read_cache,
    stamp_path,
    table_name,
    write_stamp,
)
from helpers.kinds.large_ledgers import clean_large
from helpers.kinds.ledgers import Ledger
from helpers.kinds.rejects import REJECTS, Reject, write_rejects
from helpers.kinds.tables import Table, build_table
from helpers.project import Project, bring_back, open_scratch, put_whole
from helpers.releases.release import Release, open_release

REVIEW = "agency-review.csv"
"""Proposals for data/reference/aliases.csv; nothing reads it."""


def clean_release(name: str, project: Project) -> Ledger:
    """Write data/processed/<release>: ledger.json, one Parquet a file, rejects.csv if any.

    Of a release of one large file (`kinds.large`) a second Parquet lists the duplicates; the names
    of agencies that nobody has decided on stand in agency-review.csv. Returns the ledger.
    Cleans nothing if what is there is current. A run that dies leaves what was there, or all of
    what is new.
    """
    place = project.processed / name
    bring_back(place)
    release = open_release(name, project)
    current = read_cache(release)
    with open_scratch(project.processed, ".cleaning-") as folder:
        if current is not None:
            _renew_review(current, project, folder)
            return current.ledger
        made = folder / "made"
        made.mkdir()
        large = clean_large(release, made / table_name(1))
        if large is not None:
            _write_account(*large, made)
            table = open_tables(release, made)
        else:
            table = build_table(release)
            _write(table, release, made)
        stamp = write_stamp(make_stamp(release, made))
        _write_review(table, project, made)
        put_whole(made, place)
        # Without its stamp a table is not used: a run that dies here costs the next one its time.
        _write_text(folder / "stamp", stamp_path(name, project), stamp)
    return table.ledger


def say_review(name: str, project: Project) -> list[str]:
    """Return the line on the names of agencies that a person should judge, if there are any."""
    path = project.processed / name / REVIEW
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        names = {row["name"] for row in csv.DictReader(file)}
    if not names:
        return []
    return [f"  names of agencies to judge: {len(names):,} in {project.show(path)}"]


def _renew_review(table: Table, project: Project, folder: Path) -> None:
    """Write the review anew: the reference tables may have changed since it was written."""
    review = project.processed / table.release / REVIEW
    _write_review(table, project, folder)
    if (folder / REVIEW).is_file():
        (folder / REVIEW).replace(review)
    else:
        review.unlink(missing_ok=True)


def _write_review(table: Table, project: Project, folder: Path) -> None:
    """Write the agencies' names that nobody has decided on, by the reference tables as they are."""
    from helpers.analysis.agency_names import review_agencies

    frame = review_agencies(table, project)
    if frame is not None:
        text = frame.to_csv(index=False, lineterminator="\n")
        (folder / REVIEW).write_text(text, encoding="utf-8", newline="\n")


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


def _write_text(draft: Path, path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft.write_text(text, encoding="utf-8", newline="\n")
    draft.replace(path)
