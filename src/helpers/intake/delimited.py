"""Delimited files: to rows of text, each with its origin, and every record accounted for.

DuckDB reads, with the dialect that the descriptor pins, for its sniffer can lose rows in silence
(duckdb issue 25827). Python's csv module counts the records beside it, and the two must agree.
"""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpers.errors import Problem
from helpers.intake.rows import BLANK, ROW, Rejected, Rows, cell, reject_furniture
from helpers.releases import Dialect, Resource

REASONS = {
    "MISSING COLUMNS": "too few cells",
    "TOO MANY COLUMNS": "too many cells",
    "UNQUOTED VALUE": "broken quotes",
    "INVALID ENCODING": "bytes that are not of its encoding",
    "LINE SIZE OVER MAXIMUM": "longer than 2 MB",
}
"""What DuckDB calls a record that it cannot read, in our words; the first that applies counts."""

NO_NULL = "\x01no text is null\x01"
"""Stands for "null" in DuckDB, so that every cell, the empty one too, stays the text it is."""


@dataclass(frozen=True)
class Scan:
    """What the csv module says of a file: the header, the records after it, and which are odd.

    `empty` are records without a cell (DuckDB skips these in silence), `blank` those whose cells
    are all blank, `ragged` those with more or fewer cells than the header. `skip` is the number of
    blank lines before the header; they are no records. `lines_of_last` tells how many lines the
    last record spans: a quote that is never closed makes one record of the rest of the file.
    """

    header: tuple[str, ...]
    rows_read: int
    empty: frozenset[int]
    blank: frozenset[int]
    ragged: frozenset[int]
    skip: int
    lines_of_last: int


def read_delimited(path: Path, resource: Resource, *, shown: str) -> Rows:
    """Return the rows of a delimited file; `shown` is how messages name it.

    Raises Problem if the file is empty, does not have its encoding, or cannot be told into rows.
    """
    dialect = resource.dialect or Dialect()
    with _as_utf8(path, resource.encoding, shown) as plain:
        scan = scan_records(plain, dialect, shown=shown)
        frame, refused = _read(plain, dialect, scan, shown)
    if scan.lines_of_last > 1 and refused.get(scan.rows_read) == REASONS["UNQUOTED VALUE"]:
        raise Problem(
            f"A quote is opened and never closed: it swallows {scan.lines_of_last:,} lines",
            file=shown,
            row=scan.rows_read,
            remedy="Close or double the quote in a copy, and add that copy",
        )
    unseen = scan.ragged - refused.keys()
    if unseen:
        raise Problem(
            "The row is ragged to one reader and whole to the other",
            file=shown,
            row=min(unseen),
            remedy="Look for a stray quote there and correct it in a copy; add that copy",
        )
    frame[ROW] = _number(len(frame), refused, scan, shown)
    lost = refused | dict.fromkeys(scan.empty | (scan.blank & refused.keys()), BLANK)
    frame, furniture = reject_furniture(frame, scan.header)
    rejected = [Rejected(row, reason) for row, reason in lost.items()] + furniture
    return Rows(
        file=shown,
        part=None,
        header=scan.header,
        frame=frame,
        rows_read=scan.rows_read,
        rejected=tuple(sorted(rejected, key=lambda entry: entry.row)),
    )


def scan_records(path: Path, dialect: Dialect, *, shown: str) -> Scan:
    """Count the records of a UTF-8 file with the csv module, and say which are blank or ragged."""
    csv.field_size_limit(2**31 - 1)
    quoted = {"quotechar": dialect.quoteChar} if dialect.quoteChar else {"quoting": csv.QUOTE_NONE}
    empty, blank, ragged = set(), set(), set()
    number = line = lines = 0
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        reader = csv.reader(file, delimiter=dialect.delimiter, **quoted)
        header = next((record for record in reader if any(c.strip() for c in record)), None)
        if header is None:
            raise Problem(
                "The file has no header",
                file=shown,
                expected="column names in its first row",
                remedy="Ask the custodian for the file again",
            )
        line = reader.line_num
        for number, record in enumerate(reader, start=1):
            line, lines = reader.line_num, reader.line_num - line
            if not record:
                empty.add(number)
            elif not any(c.strip() for c in record):
                blank.add(number)
            elif len(record) != len(header):
                ragged.add(number)
    return Scan(
        header=tuple(header),
        rows_read=number,
        empty=frozenset(empty),
        blank=frozenset(blank),
        ragged=frozenset(ragged),
        skip=_count_leading_blanks(path),
        lines_of_last=lines,
    )


def _count_leading_blanks(path: Path) -> int:
    with path.open("rb") as file:
        lines = (line.removeprefix(b"\xef\xbb\xbf").strip() for line in file)
        return next((number for number, line in enumerate(lines) if line), 0)


@contextmanager
def _as_utf8(path: Path, encoding: str, shown: str) -> Iterator[Path]:
    """Give the file itself if it is UTF-8, else a copy that is; bytes that do not decode stay."""
    if encoding.lower().replace("_", "-") in ("utf-8", "utf-8-sig", "ascii"):
        yield path
        return
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "utf-8"
        try:
            with (
                path.open(encoding=encoding, errors="surrogateescape", newline="") as source,
                copy.open("w", encoding="utf-8", errors="surrogateescape", newline="") as target,
            ):
                while text := source.read(1 << 20):
                    target.write(text)
        except (UnicodeError, LookupError) as error:
            raise Problem(
                f"The file is not written in {encoding}",
                file=shown,
                expected="the encoding that the descriptor names",
                remedy="Correct `encoding` in the descriptor, or add the file again",
            ) from error
        yield copy


def _read(path: Path, dialect: Dialect, scan: Scan, shown: str) -> tuple[Any, dict[int, str]]:
    """Return DuckDB's rows as a frame of text, and the records that it refused, with reasons."""
    import duckdb

    columns = {cell(place): "VARCHAR" for place in range(len(scan.header))}
    quote = dialect.quoteChar or ""
    with duckdb.connect() as connection:
        connection.execute("SET preserve_insertion_order = true")
        try:
            table = connection.sql(
                "SELECT * FROM read_csv(?, all_varchar = true, header = true, delim = ?, "
                "quote = ?, escape = ?, auto_detect = false, columns = ?, skip = ?, "
                "store_rejects = true, rejects_limit = 0, nullstr = ?)",
                params=[str(path), dialect.delimiter, quote, quote, columns, scan.skip, NO_NULL],
            ).to_arrow_table()
        except duckdb.Error as error:
            raise Problem(
                "The file cannot be told into rows",
                file=shown,
                expected="rows that all end alike, and quotes that are closed",
                remedy="Open it in a spreadsheet, save it as CSV, and add that copy",
            ) from error
        found = connection.execute("SELECT line, error_type::varchar FROM reject_errors").fetchall()
    frame = table.to_pandas().astype("str")
    refused: dict[int, str] = {}
    order = list(REASONS)
    for line, kind in sorted(found, key=lambda entry: (entry[0], order.index(entry[1]))):
        # `line` counts records, the header and the skipped lines included.
        refused.setdefault(line - 1 - scan.skip, REASONS[kind])
    return frame, refused


def _number(kept: int, refused: dict[int, str], scan: Scan, shown: str) -> Any:
    """Return the record number of each kept row, by position.

    Raises Problem if the records counted are not those kept, refused and empty.
    """
    import numpy as np

    gone = np.array(sorted(refused.keys() | scan.empty), dtype=np.int64)
    numbers = np.setdiff1d(np.arange(1, scan.rows_read + 1), gone, assume_unique=True)
    if len(numbers) != kept or len(gone) != len(refused) + len(scan.empty):
        raise Problem(
            f"One reader counts {scan.rows_read:,} rows, the other {kept:,} whole and "
            f"{len(refused):,} broken, and {len(scan.empty):,} are blank",
            file=shown,
            expected="every row to be kept or rejected by name",
            remedy="Look for a quote that is opened and never closed, and correct it in a copy; "
            "add that copy",
        )
    return numbers
