"""Parts: the account of each file or part of a release, as `parts.json` keeps it."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helpers import quoting
from helpers.errors import Problem
from helpers.readers.records import PageAudit, Rejected, Unlike

if TYPE_CHECKING:
    import duckdb

PARTS = "parts.json"
"""The file in data/processed/<release> that holds the accounts."""

REPEATS = "repeats.parquet"
"""The file in data/processed/<release> that lists the rows that occur again."""

MOST_LISTED = 1_000
"""So many records beside the table are named in a query; more are in a table of their own."""


@dataclass(frozen=True)
class PartAccount:
    """What happened to the records of one file, or of one part of it; its rows are in `table`.

    `counted` is by a count independent of the reader, `delivered` are in the table, and `kept`
    of them are rows. `lost` are those that the reader did not deliver; `rejected` are all that are
    not rows, those included; `dropped` are the positions (from 0) of the others in the table.
    `unlike` are rows to look at. `unread` are headers that no column answers to. `printed` and
    `pages` are as in `Records`. `marked` says that the rows bear the mark of invented ones.
    `zones` are the time zones of timestamps that name none, and of counting.
    """

    table: str
    file: str
    part: str | None
    offset: int
    header: tuple[str, ...]
    counted: int
    delivered: int
    kept: int
    lost: tuple[Rejected, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    dropped: tuple[int, ...] = ()
    unlike: Unlike | None = None
    unread: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    printed: dict[str, int] = field(default_factory=dict)
    pages: tuple[PageAudit, ...] = ()
    marked: bool = False
    zones: tuple[str | None, str | None] = (None, None)

    def __post_init__(self) -> None:
        """Stop unless every record counted is kept or rejected."""
        if self.kept + len(self.rejected) != self.counted:
            raise Problem(
                f"We counted {self.counted:,} rows, kept {self.kept:,} and rejected "
                f"{len(self.rejected):,}",
                file=self.file,
                part=self.part,
                expected="every row to be kept, or rejected with a reason",
                remedy="Two readers read the file differently. Save it from a spreadsheet, and "
                "add that copy",
            )

    @property
    def name(self) -> str:
        """The name of the file, with its part if it has one."""
        return self.file if self.part is None else f"{self.file}, {self.part}"

    @cached_property
    def starts(self) -> list[int]:
        """The positions, from 0, before which a record is missing from the table."""
        numbers = sorted(one.row - self.offset for one in self.lost)
        return [number - 1 - before for before, number in enumerate(numbers)]

    def number(self, position: int) -> int:
        """Return the number of the record at a position of the table.

        >>> lost = (Rejected(1, "blank row"), Rejected(3, "blank row"), Rejected(4, "blank row"))
        >>> part = PartAccount("t", "a.csv", None, 0, (), 6, 3, 3, lost, lost)
        >>> [part.number(position) for position in (0, 1, 2)]
        [2, 5, 6]
        """
        return self.offset + position + 1 + bisect_right(self.starts, position)

    def position(self, number: int) -> int:
        """Return the position of the first record whose number is at least `number`."""
        before = sum(one.row < number for one in self.lost)
        return number - self.offset - 1 - before


def write_parts(parts: Sequence[PartAccount]) -> str:
    """Return accounts as JSON, the same bytes for the same accounts."""
    return json.dumps([_plain(part) for part in parts], indent=1, ensure_ascii=False) + "\n"


def _plain(part: PartAccount) -> dict[str, Any]:
    facts = asdict(part)
    for name in ("lost", "rejected"):
        listed = getattr(part, name)
        facts[name] = [[r.row, r.reason, *([list(r.cells)] if r.cells else [])] for r in listed]
    return facts


def read_parts(text: str) -> tuple[PartAccount, ...]:
    """Return the accounts that `write_parts` wrote."""
    return tuple(_read(facts) for facts in json.loads(text))


def _read(facts: dict[str, Any]) -> PartAccount:
    for name in ("lost", "rejected"):
        facts[name] = tuple(
            Rejected(row, reason, tuple(cells[0]) if cells else ())
            for row, reason, *cells in facts[name]
        )
    facts["unlike"] = facts["unlike"] and Unlike(**facts["unlike"])
    facts["pages"] = tuple(PageAudit(**page) for page in facts["pages"])
    for name in ("header", "dropped", "unread", "notes", "zones"):
        facts[name] = tuple(facts[name])
    return PartAccount(**facts)


def select_rows(
    connection: duckdb.DuckDBPyConnection, folder: Path, parts: Sequence[PartAccount]
) -> str:
    """Return the SQL of the rows of all parts: their columns, and `part` and `position`.

    `part` counts tables from 1, and `position` counts a table's records from 0. What is on disk is
    all there is: null states and flags are not filled in.
    """
    paths = ", ".join(quoting.path(folder / part.table) for part in parts)
    table = f"read_parquet([{paths}], file_row_number = true, union_by_name = true)"
    rows = "reject IS NULL"
    beside = _find_beside(connection, table, parts)
    if len(beside) > MOST_LISTED:
        import pyarrow as pa

        listed = pa.table({"part": [p for p, _ in beside], "position": [n for _, n in beside]})
        connection.register("records_beside", listed)
        rows += " AND (file_index + 1, file_row_number) NOT IN (SELECT part, position FROM "
        rows += "records_beside)"
    elif beside:
        named = " OR ".join(f"(file_index = {p - 1} AND file_row_number = {n})" for p, n in beside)
        rows += f" AND NOT ({named})"
    return (
        "(SELECT * EXCLUDE (file_row_number), (file_index + 1)::INTEGER AS part, "
        f"file_row_number AS position FROM {table} WHERE {rows})"
    )


def _find_beside(
    connection: duckdb.DuckDBPyConnection, table: str, parts: Sequence[PartAccount]
) -> list[tuple[int, int]]:
    """Return the dropped records that a table calls rows, by part and position."""
    dropped = {(n, position) for n, part in enumerate(parts, 1) for position in part.dropped}
    if not dropped:
        return []
    known = connection.execute(
        f"SELECT file_index + 1, file_row_number FROM {table} WHERE reject IS NOT NULL"
    ).fetchall()
    return sorted(dropped - {(int(part), int(position)) for part, position in known})
