"""Rejects: where the rows stand that were rejected, and those of which a value failed.

Only numbers and reasons are kept, never a cell: what a rejected row holds may be private.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from helpers.intake.rows import PART, ROW, Rows

if TYPE_CHECKING:
    import pandas as pd

REJECTS = "rejects.csv"
"""The file in data/processed/<release> that lists every rejected row."""

MOST = 20
"""So many row numbers a reason and file stand in a ledger."""

_Key = tuple[str, str, str, str | None]
_SHOWN, _FILES = 5, 3
_COLUMNS = ("file", "part", "row", "reason")


@dataclass(frozen=True)
class Reject:
    """One row that was rejected: its file and part, its number after the header, and why."""

    file: str
    part: str | None
    row: int
    reason: str


@dataclass(frozen=True)
class Place:
    """Where a reason was met: in `number` rows of a file or part, the first of them by number.

    `what` is "rejected" for rows that were rejected, and "failed" for rows that were kept, with a
    value that is empty for that reason. Rows count from 1, after the header.
    """

    what: str
    reason: str
    path: str
    part: str | None
    number: int
    rows: tuple[int, ...]


def list_rejects(parts: Iterable[Rows]) -> list[Reject]:
    """Return all rejected rows, in the order of their files and of their numbers."""
    return [
        Reject(rows.file, rows.part, one.row, one.reason)
        for rows in parts
        for one in sorted(rows.rejected, key=lambda one: (one.row, one.reason))
    ]


def find_places(rejects: Sequence[Reject], frame: pd.DataFrame) -> tuple[Place, ...]:
    """Return where each reason was met; `frame` is the finished table."""
    return (
        *place_rejects(rejects),
        *(_place(key, rows) for key, rows in _find_failed(frame)),
    )


def place_rejects(rejects: Iterable[Reject]) -> tuple[Place, ...]:
    """Return where rows were rejected for each reason."""
    met: dict[_Key, list[int]] = {}
    for one in rejects:
        met.setdefault(("rejected", one.reason, one.file, one.part), []).append(one.row)
    return tuple(_place(key, rows) for key, rows in met.items())


def _place(key: _Key, rows: Sequence[int]) -> Place:
    return Place(*key, number=len(rows), rows=tuple(sorted(rows)[:MOST]))


def _find_failed(frame: pd.DataFrame) -> Iterator[tuple[_Key, list[int]]]:
    """Return the numbers of the rows in which a value failed, by reason, file and part."""
    columns = ["problems", "source_file", PART, ROW]
    failed = frame.loc[frame["problems"].notna(), columns]
    failed = failed.assign(problems=failed["problems"].str.split("; ")).explode("problems")
    grouped = failed.drop_duplicates().groupby(columns[:3], dropna=False, sort=True)[ROW]
    for key, rows in grouped:
        reason, file, part = key
        named = part if isinstance(part, str) else None
        yield ("failed", str(reason), str(file), named), [int(row) for row in rows]


def say_places(places: Iterable[Place], what: str, reason: str) -> str:
    """Return where a reason was met, in brackets, or nothing if that is not known.

    >>> say_places([Place("rejected", "too few cells", "a.csv", None, 2, (5, 12))],
    ...            "rejected", "too few cells")
    ' (rows 5 and 12 of a.csv)'
    """
    found = [one for one in places if (one.what, one.reason) == (what, reason)]
    said = [_say_place(one) for one in found[:_FILES]]
    if len(found) > _FILES:
        said.append(f"and in {len(found) - _FILES:,} other files or parts")
    return f" ({'; '.join(said)})" if said else ""


def _say_place(place: Place) -> str:
    numbers = [str(row) for row in place.rows[:_SHOWN]]
    rest = place.number - len(numbers)
    numbers += [f"{rest:,} more"] if rest else []
    listed = " and ".join(filter(None, (", ".join(numbers[:-1]), numbers[-1])))
    where = place.path if place.part is None else f"{place.path}, {place.part}"
    return f"row{'s' if place.number > 1 else ''} {listed} of {where}"


def write_rejects(rejects: Iterable[Reject]) -> str:
    """Return rejected rows as CSV: file, part, row, reason."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    writer.writerows((one.file, one.part or "", one.row, one.reason) for one in rejects)
    return text.getvalue()


def read_rejects(text: str) -> tuple[Reject, ...]:
    """Return the rejected rows that `write_rejects` wrote."""
    return tuple(
        Reject(row["file"], row["part"] or None, int(row["row"]), row["reason"])
        for row in csv.DictReader(io.StringIO(text))
    )
