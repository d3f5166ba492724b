"""Delimited files: to rows of text, each with its origin, and every record accounted for.

DuckDB reads, with the dialect that the descriptor pins, for its sniffer can lose rows in silence
(duckdb issue 25827). Python's csv module counts the records beside it, and the two must agree.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from helpers.errors import Problem
from helpers.intake.asides import set_aside
from helpers.intake.encodings import as_utf8
from helpers.intake.headings import HeaderTest, name_columns
from helpers.intake.rows import (
    BLANK,
    REPEATED_HEADER,
    ROW,
    Rejected,
    Rows,
    cell,
    reject_furniture,
)
from helpers.intake.scans import Scan, Segment, scan_records
from helpers.project import open_scratch
from helpers.releases.descriptor import Dialect, Resource

REASONS = {
    "MISSING COLUMNS": "too few cells",
    "TOO MANY COLUMNS": "too many cells",
    "UNQUOTED VALUE": "broken quotes",
    "INVALID ENCODING": "bytes that are not of its encoding",
    "LINE SIZE OVER MAXIMUM": "longer than 2 MB",
}
"""What DuckDB calls a record that it cannot read, in our words; the first that applies counts."""

LINE_ENDS = {"\n": "\\n", "\r\n": "\\r\\n", "\r": "\\r"}
"""How DuckDB is told of each line end."""

NO_NULL = "\x01no text is null\x01"
"""Stands for "null" in DuckDB, so that every cell, the empty one too, stays the text it is."""


def read_delimited(
    path: Path, resource: Resource, *, shown: str, is_header: HeaderTest | None = None
) -> list[Rows]:
    """Return the rows of a delimited file, one entry a header; `shown` is how messages name it.

    A file has one part, without a name, unless exports were stacked in it: then each further
    header begins a part, and rows keep the number that they have in the file.

    Raises Problem if the file is empty, does not have its encoding, or cannot be told into rows.
    """
    dialect = resource.dialect or Dialect()
    with as_utf8(path, resource.encoding, shown) as plain:
        scan = scan_records(
            plain,
            dialect,
            shown=shown,
            columns=resource.columns,
            shifted=resource.shifted,
            is_header=is_header,
        )
        return [_read_segment(plain, dialect, scan, place, shown) for place in scan.segments]


def _read_segment(path: Path, dialect: Dialect, scan: Scan, here: Segment, shown: str) -> Rows:
    header = here.fitted
    frame, refused = _read(path, dialect, scan, here, shown)
    if here.lines_of_last > 1 and refused.get(here.rows) == REASONS["UNQUOTED VALUE"]:
        raise Problem(
            f"A quote is opened and never closed: it swallows {here.lines_of_last:,} lines",
            file=shown,
            row=here.number + here.rows,
            remedy="Close or double the quote in a copy, and add that copy",
        )
    unseen = here.ragged - refused.keys()
    if unseen:
        raise Problem(
            "The row is ragged to one reader and whole to the other",
            file=shown,
            row=here.number + min(unseen),
            remedy="Look for a stray quote there and correct it in a copy; add that copy",
        )
    frame[ROW] = _number(len(frame), refused, here, shown)
    lost = refused | dict.fromkeys(here.repeats & refused.keys(), REPEATED_HEADER)
    lost |= dict.fromkeys(here.empty | (here.blank & refused.keys()), BLANK)
    own = {here.number: REPEATED_HEADER} if here.own_header else {}
    frame, furniture = reject_furniture(frame, header)
    rejected = [Rejected(here.number + row, reason) for row, reason in lost.items()] + furniture
    first, last = here.number + 1, here.number + here.rows
    frame, asides, unlike = set_aside(frame, len(header), first=first, last=last, rejected=rejected)
    rejected += [*asides, *(Rejected(row, reason) for row, reason in own.items())]
    return Rows(
        file=shown,
        part=f"from row {here.number:,} on" if here.own_header else None,
        header=name_columns(header, frame),
        frame=frame,
        rows_read=here.rows + len(own),
        rejected=tuple(sorted(rejected, key=lambda entry: entry.row)),
        notes=tuple(_remark(dialect, scan, here)),
        unlike=unlike,
    )


def _remark(dialect: Dialect, scan: Scan, here: Segment) -> Iterator[str]:
    """Yield sentences about how the header stands; none quotes a value."""
    if here.own_header:
        yield (
            f"Row {here.number:,} heads another export, with columns of its own: "
            "the rows after it are read under that header"
        )
        return
    if not dialect.header:
        yield "It has no header: its columns are named in the descriptor"
    if scan.before:
        lines = "1 line stands" if scan.before == 1 else f"{scan.before:,} lines stand"
        yield f"{lines} before the header: they are no rows"
    if len(here.fitted) != len(here.header) or here.fitted != here.header:
        yield (
            f"Most rows have {len(here.fitted):,} cells under a header of {len(here.header):,}: "
            "the header was moved, or its blank cells dropped, where that leaves no value unnamed"
        )


def _read(
    path: Path, dialect: Dialect, scan: Scan, here: Segment, shown: str
) -> tuple[Any, dict[int, str]]:
    """Return DuckDB's rows as a frame of text, and the records that it refused, with reasons.

    DuckDB reads the file itself if its header is the first record and fits; else a copy of the
    segment's records alone. It reads no file whose lines end in different ways, so such a one is
    copied with one way.
    """
    plain = scan.plain and len(scan.segments) == 1 and len(here.fitted) == len(here.header)
    if plain:
        end = _find_line_end(path, here.start)
        found = _ask_duckdb(path, dialect, here, skip=scan.skip, header=True, end=end)
        if found is not None and _agrees(*found, here):
            return found
    with open_scratch() as folder:
        copy = folder / "records"
        _copy_records(path, dialect, here, copy)
        found = _ask_duckdb(copy, dialect, here, skip=0, header=False, end="\n")
    if found is None:
        raise Problem(
            "The file cannot be told into rows",
            file=shown,
            expected="rows that all end alike, and quotes that are closed",
            remedy="Open it in a spreadsheet, save it as CSV, and add that copy",
        )
    return found


def _find_line_end(path: Path, number: int) -> str:
    """Return how a line ends, by its number from 1; one without an end as most files' do."""
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        line = next(islice(file, max(0, number - 1), None), "")
    return line[len(line.rstrip("\r\n")) :] or "\n"


def _agrees(frame: Any, refused: dict[int, str], here: Segment) -> bool:
    """Say whether DuckDB counts as many records, and refuses only those that are odd.

    Where lines end in several ways it takes some for ragged, or their quotes for broken.
    """
    odd = here.ragged | here.blank
    encoding = REASONS["INVALID ENCODING"]
    whole = all(reason == encoding or row in odd for row, reason in refused.items())
    return whole and len(frame) + len(refused.keys() | here.empty) == here.rows


def _copy_records(path: Path, dialect: Dialect, here: Segment, copy: Path) -> None:
    """Write the records of a segment, every one ended by a line feed; quoted line ends stay."""
    quote = dialect.quoteChar
    quoted = False
    with (
        path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as source,
        copy.open("w", encoding="utf-8", errors="surrogateescape", newline="") as target,
    ):
        for line in islice(source, here.start, here.end):
            quoted ^= bool(quote) and line.count(quote or "") % 2 == 1
            bare = line.rstrip("\r\n")
            target.write(line if quoted or bare == line else f"{bare}\n")


def _ask_duckdb(
    path: Path, dialect: Dialect, here: Segment, *, skip: int, header: bool, end: str
) -> tuple[Any, dict[int, str]] | None:
    """Return what `_read` does, or None if DuckDB cannot read the file at all.

    It is told how lines end: left alone, it takes the first line end that it sees for it, also
    one within quotes.
    """
    import duckdb

    columns = {cell(place): "VARCHAR" for place in range(len(here.fitted))}
    quote = dialect.quoteChar or ""
    with duckdb.connect() as connection:
        connection.execute("SET preserve_insertion_order = true")
        try:
            table = connection.sql(
                "SELECT * FROM read_csv(?, all_varchar = true, header = ?, delim = ?, "
                "quote = ?, escape = ?, auto_detect = false, columns = ?, skip = ?, "
                "new_line = ?, store_rejects = true, rejects_limit = 0, nullstr = ?)",
                params=[
                    *(str(path), header, dialect.delimiter, quote, quote, columns, skip),
                    *(LINE_ENDS[end], NO_NULL),
                ],
            ).to_arrow_table()
        except duckdb.Error:
            return None
        found = connection.execute("SELECT line, error_type::varchar FROM reject_errors").fetchall()
    frame = table.to_pandas().astype("str")
    refused: dict[int, str] = {}
    order = list(REASONS)
    for line, kind in sorted(found, key=lambda entry: (entry[0], order.index(entry[1]))):
        # `line` counts records, the header and the skipped lines included.
        refused.setdefault(line - header - skip, REASONS[kind])
    return frame, refused


def _number(kept: int, refused: dict[int, str], here: Segment, shown: str) -> Any:
    """Return the record number of each kept row, by position.

    Raises Problem if the records counted are not those kept, refused and empty.
    """
    import numpy as np

    gone = np.array(sorted(refused.keys() | here.empty), dtype=np.int64)
    numbers = np.setdiff1d(np.arange(1, here.rows + 1), gone, assume_unique=True)
    if len(numbers) != kept or len(gone) != len(refused) + len(here.empty):
        raise Problem(
            f"One reader counts {here.rows:,} rows, the other {kept:,} whole and "
            f"{len(refused):,} broken, and {len(here.empty):,} are blank",
            file=shown,
            expected="every row to be kept or rejected by name",
            remedy="Look for a quote that is opened and never closed, and correct it in a copy; "
            "add that copy",
        )
    return numbers + here.number
