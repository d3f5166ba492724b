"""Parsed parts: what a reader that works in a child process hands back to its caller."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helpers.readers.records import Count, PageAudit, Records, Rejected

if TYPE_CHECKING:
    import duckdb

BATCH = 100_000
"""How many cells a reader collects before it writes them."""

GROUP = 122_880
"""How many rows one group of a Parquet file holds; DuckDB reads whole groups in parallel."""


@dataclass(frozen=True)
class ParsedPart:
    """One part of a file, parsed: its records lie in a Parquet file. Can be pickled.

    `counted` is the number of records by the second reader. The other fields are those of
    `Records` and `Count`.
    """

    part: str | None
    header: tuple[str, ...]
    table: str
    counted: int
    lost: tuple[Rejected, ...] = ()
    notes: tuple[str, ...] = ()
    printed: dict[str, int] = field(default_factory=dict)
    pages: tuple[PageAudit, ...] = ()
    other_headers: tuple[int, ...] = ()
    may_hold_totals: bool = True
    may_hold_footers: bool = False

    def with_notes(self, notes: Sequence[str]) -> ParsedPart:
        """Return the part with more notes."""
        return replace(self, notes=(*self.notes, *notes))


def make_records(parts: Sequence[ParsedPart], *, shown: str) -> list[Records]:
    """Return the records of parsed parts; `shown` is how messages name the file."""
    return [_make_records(part, shown) for part in parts]


def _make_records(part: ParsedPart, shown: str) -> Records:
    count = Count(part.counted, part.lost)

    def settle(_: duckdb.DuckDBPyConnection) -> Count:
        return count

    return Records(
        file=shown,
        part=part.part,
        header=part.header,
        scan=scan_parquet(part.table),
        settle=settle,
        notes=part.notes,
        printed=dict(part.printed),
        pages=part.pages,
        other_headers=part.other_headers,
        may_hold_totals=part.may_hold_totals,
        may_hold_footers=part.may_hold_footers,
        size=part.counted,
    )


def scan_parquet(path: str) -> str:
    """Return the SQL that reads one Parquet file, whatever signs its name has.

    >>> scan_parquet("a/it's [1].parquet")
    "read_parquet('a/it''s [[]1].parquet')"
    """
    escaped = re.sub(r"[\[*?]", r"[\g<0>]", path).replace("'", "''")
    return f"read_parquet('{escaped}')"


class TableWriter:
    """Writes text columns to a Parquet file, batch by batch.

    Columns may be added while it is open: earlier rows are blank there. A column in `nullable` may
    hold None. Use it as a context manager.
    """

    def __init__(self, path: Path, columns: Sequence[str], nullable: Sequence[str] = ()) -> None:
        """Take the file to write, and the names of its columns."""
        self.path, self.columns, self.nullable = path, list(columns), frozenset(nullable)
        self.rows = 0
        self._writer: Any = None
        self._finished: list[Path] = []
        self._waiting: list[Any] = []

    def __enter__(self) -> TableWriter:
        """Return the writer."""
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        """Finish the file, or close it as it is if something failed."""
        if kind is None:
            self._finish()
        elif self._writer is not None:
            self._writer.close()

    def add_columns(self, names: Sequence[str]) -> None:
        """Add columns behind the others."""
        self._flush()
        if self._writer is not None:
            self._writer.close()
            self._finished.append(self._part())
            self._writer = None
        self.columns += names

    def write(self, columns: Sequence[Sequence[str | None]]) -> None:
        """Write rows, given column by column."""
        import pyarrow as pa

        arrays = [pa.array(texts, pa.string()) for texts in columns]
        batch = pa.table(arrays, names=self.columns)
        self.rows += batch.num_rows
        self._waiting.append(batch)
        if sum(one.num_rows for one in self._waiting) >= GROUP:
            self._flush()

    def _part(self) -> Path:
        return self.path.with_name(f"{self.path.name}.{len(self._finished)}")

    def _flush(self) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        if not self._waiting:
            return
        table = pa.concat_tables(self._waiting).combine_chunks()
        self._waiting = []
        if self._writer is None:
            self._writer = pq.ParquetWriter(self._part(), table.schema)
        self._writer.write_table(table, row_group_size=GROUP)

    def _finish(self) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        if self._writer is None and not self._waiting:
            empty = pa.table([pa.array([], pa.string()) for _ in self.columns], self.columns)
            self._waiting.append(empty)
        self._flush()
        if self._writer is not None:
            self._writer.close()
            self._finished.append(self._part())
        if len(self._finished) == 1:
            self._finished[0].rename(self.path)
            return
        schema = pa.schema([(name, pa.string()) for name in self.columns])
        with pq.ParquetWriter(self.path, schema) as joined:
            for part in self._finished:
                with pq.ParquetFile(part) as file:
                    for batch in file.iter_batches(GROUP):
                        joined.write_table(_widen(pa.Table.from_batches([batch]), self.columns))
                part.unlink()


def _widen(table: Any, columns: Sequence[str]) -> Any:
    """Return a table with all columns; those that it lacks are blank."""
    import pyarrow as pa

    for name in columns[table.num_columns :]:
        table = table.append_column(name, pa.array([""] * table.num_rows, pa.string()))
    return table
