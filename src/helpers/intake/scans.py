"""Scans: what Python's csv module says of a delimited file, record by record.

It is the count beside the reader: which records there are, which are blank or ragged, and where
another export begins under a header of its own.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from helpers.errors import Problem
from helpers.intake.headings import HeaderTest, fit_header, is_header_again
from helpers.releases.descriptor import Dialect


@dataclass
class Segment:
    """The records under one header; a file has several if exports were stacked.

    `number` is the record number, in the whole file, of what stands before the first record here;
    `lines` are the physical lines of the records, first and one past the last. `own_header` says
    that the header is itself a record (all but the first are), `shifted` that the records begin
    with blank cells over which the header has none. `empty` are records without a cell
    (DuckDB skips these in silence), `blank` those whose cells are all blank, `repeats` those that
    are the header once more, `lengths` the others that have not as many cells as the header as
    written; all are numbered from 1 in this segment.
    """

    header: tuple[str, ...]
    number: int
    start: int
    own_header: bool = False
    shifted: bool = False
    end: int = 0
    rows: int = 0
    lines_of_last: int = 0
    empty: set[int] = field(default_factory=set)
    blank: set[int] = field(default_factory=set)
    repeats: set[int] = field(default_factory=set)
    lengths: dict[int, int] = field(default_factory=dict)
    edges: Counter[tuple[int, bool, bool]] = field(default_factory=Counter)

    @property
    def fitted(self) -> tuple[str, ...]:
        """The header as it fits most records: moved, or without its blank cells."""
        return fit_header(self.header, self.shapes, shifted=self.shifted)

    @property
    def ragged(self) -> frozenset[int]:
        """The records with more or fewer cells than the fitted header."""
        width = len(self.fitted)
        if width == len(self.header):
            return frozenset(self.lengths)
        whole = {number for number, length in self.lengths.items() if length == width}
        return frozenset(range(1, self.rows + 1)) - self.empty - self.blank - whole

    @property
    def shapes(self) -> Counter[tuple[int, bool, bool]]:
        """How many records there are of each shape; see `headings.fit_header`."""
        rest = self.rows - len(self.empty) - len(self.blank) - self.edges.total()
        return self.edges + Counter({(len(self.header), False, False): rest})


@dataclass(frozen=True)
class Scan:
    """The segments of a file, the lines that are not blank before its header, and how it began.

    `plain` says that the header is the first line that is not blank, `skip` lines from the top.
    """

    segments: tuple[Segment, ...]
    before: int
    plain: bool
    skip: int


def read_records(path: Path, dialect: Dialect, *, shown: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each record of a UTF-8 file, and the number of lines read when it ended.

    Raises Problem if the file holds what no text has.
    """
    csv.field_size_limit(2**31 - 1)
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        quote = dialect.quoteChar
        reader = (
            csv.reader(file, delimiter=dialect.delimiter, quotechar=quote)
            if quote
            else csv.reader(file, delimiter=dialect.delimiter, quoting=csv.QUOTE_NONE)
        )
        try:
            for record in reader:
                yield reader.line_num, record
        except csv.Error as error:
            raise Problem(
                f"Line {reader.line_num:,} is no text: {error}",
                file=shown,
                expected="delimited text",
                remedy="Open it in a spreadsheet, save it as CSV, and add that copy",
            ) from error


def first_records(path: Path, dialect: Dialect, count: int, *, shown: str) -> list[list[str]]:
    """Return the first records of a UTF-8 file, blank ones too."""
    return [record for _, record in islice(read_records(path, dialect, shown=shown), count)]


def scan_records(
    path: Path,
    dialect: Dialect,
    *,
    shown: str,
    columns: Sequence[str] | None = None,
    shifted: bool = False,
    is_header: HeaderTest | None = None,
) -> Scan:
    """Count the records of a UTF-8 file; `columns` head a file that has no header.

    `is_header` tells the header of an export that is stacked below and spelled otherwise.
    Raises Problem if the file has no record where its header should be.
    """
    records = read_records(path, dialect, shown=shown)
    number = line = before = 0
    header: Sequence[str] | None = columns if not dialect.header else None
    wanted = dialect.headerRows[0] if dialect.headerRows else None
    while header is None:
        number += 1
        line, record = next(records, (line, None))
        if record is None:
            raise Problem(
                "The file has no header",
                file=shown,
                expected="column names in its first row",
                remedy="Ask the custodian for the file again",
            )
        filled = any(c.strip() for c in record)
        if number == wanted or (wanted is None and filled):
            header = record
        else:
            before += filled
    first = Segment(tuple(header), number=0, start=line, shifted=shifted)
    segments = list(_split(records, first, is_header or HeaderTest(lambda _: False)))
    plain = bool(dialect.header) and not before
    return Scan(tuple(segments), before, plain, _count_leading_blanks(path))


def _split(
    records: Iterator[tuple[int, list[str]]], here: Segment, is_header: HeaderTest
) -> Iterator[Segment]:
    header, line, row = here.header, here.start, 0
    known = _spellings(tuple(is_header.names))
    names = known | _spellings(header)
    width, open_end = len(header), not header[-1].strip()
    for end, record in records:
        row += 1
        # Nearly all records pass here: as many cells as the header, and the first is a value.
        if len(record) == width and not open_end and record[0] and record[0] not in names:
            pass
        elif not record:
            here.empty.add(row)
        elif not any(c.strip() for c in record):
            here.blank.add(row)
        elif is_header_again(record, here.header) or (
            _begins(record, known) and _bare(record) != _bare(here.header) and is_header(record)
        ):
            here.rows, here.end = row - 1, line
            yield here
            header = (record[0].removeprefix("\ufeff"), *record[1:])
            number = here.number + row
            here = Segment(header, number=number, start=end, own_header=True, shifted=here.shifted)
            names, width = known | _spellings(header), len(header)
            open_end = not header[-1].strip()
            row = 0
        else:
            if _bare(record) == _bare(here.header):
                here.repeats.add(row)
            if len(record) != width:
                here.lengths[row] = len(record)
            if len(record) != width or open_end:
                extra = abs(len(record) - width) or 1
                leading = not any(c.strip() for c in record[:extra])
                trailing = not any(c.strip() for c in record[-extra:])
                here.edges[(len(record), leading, trailing)] += 1
        here.lines_of_last = end - line
        line = end
    here.rows, here.end = row, line
    yield here


def _bare(record: Sequence[str]) -> list[str]:
    return [c.strip() for c in record]


def _begins(record: Sequence[str], names: frozenset[str]) -> bool:
    """Say whether the first cell that is not blank is one of `names`."""
    return next((c for c in record if c.strip()), "") in names


def _spellings(header: Sequence[str]) -> frozenset[str]:
    """Return the names of a header as another export's header may spell its first cell."""
    bare = {name.strip() for name in header} - {""}
    forms = bare | {n.lower() for n in bare} | {n.upper() for n in bare} | {n.title() for n in bare}
    return frozenset(header) | forms | {f" {n}" for n in forms} | {f"\ufeff{n}" for n in forms}


def _count_leading_blanks(path: Path) -> int:
    with path.open("rb") as file:
        lines = (line.removeprefix(b"\xef\xbb\xbf").strip() for line in file)
        return next((number for number, line in enumerate(lines) if line), 0)
