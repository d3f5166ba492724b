"""Delimited files: to records of text, one part a header, at any size.

DuckDB reads the cells where they are, in the dialect that the descriptor pins, for its sniffer can
lose rows without a word (duckdb issue 25827). The records are counted apart from it, by their
bytes; where quotes are missing or misplaced, and bytes alone can't say where a record ends, by
Python's csv module. The two must agree.

Another export stacked below is found at its first cell, in that same pass over the bytes: a record
is looked at in full only if it begins with a name that a header may begin with. Reading each record
with the csv module would take longer than all the rest.
"""

from __future__ import annotations

import contextlib
import csv
import io
import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from helpers.errors import NoTable, Problem
from helpers.readers.byte_count import MARK, ByteCount, HeaderNames, count_bytes
from helpers.readers.encoding import as_utf8
from helpers.readers.records import (
    BLANK,
    RAGGED,
    REPEATED_HEADER,
    Count,
    Records,
    Rejected,
    ask_files,
    cell,
    explain_scan,
    other_header,
    refuse_most_lost,
    refuse_width,
    too_many_lost,
)
from helpers.releases.descriptor import Dialect, Resource
from helpers.schemas.headers import HeaderTest, fold_header

if TYPE_CHECKING:
    import os

    import duckdb

BROKEN_QUOTES = "broken quotes"
TOO_LONG = "longer than 2 MB"

REASONS = {
    "MISSING COLUMNS": RAGGED[0],
    "TOO MANY COLUMNS": RAGGED[1],
    "UNQUOTED VALUE": BROKEN_QUOTES,
    "INVALID ENCODING": "bytes that are not of its encoding",
    "LINE SIZE OVER MAXIMUM": TOO_LONG,
}
"""What DuckDB calls a record that it can't read, in our words; the first that applies counts."""

LINE_ENDS = {"\n": "\\n", "\r\n": "\\r\\n", "\r": "\\r"}
"""How we name each line end to DuckDB."""

NO_NULL = "\x01no text is null\x01"
"""Means "null" in DuckDB, so every cell, the empty one too, stays the text it is."""

SAMPLE = 10_000
"""So many records, at most, show how the header lines up with its cells."""

SAMPLE_BYTES = 64 << 20
LONGEST = 256 << 20
"""More bytes than these in one record mean a quotation mark that is never closed."""

FEW = 2
"""A record with fewer names than this isn't a second header: one word may be a value."""

MOST_RAGGED = 9_000
"""If more of the first records are ragged, it isn't a table: each would take a kilobyte."""

PIECES, PIECE = 64, 1 << 14
"""So many pieces of a large file, of so many bytes, show whether most of its records are broken."""

MOST_REFUSED = 300_000
"""A file may have so many broken records, or a twentieth of all if that is more."""

_numbers = itertools.count(1)


@dataclass
class _Part:
    """The records under one header.

    `number` is the number, in the whole file, of the record before the first one here; `start` is
    the byte at which that first one begins, and `stop` the byte at which another header begins, if
    the sample of the first records says so. `own_header` says that the header is itself a record
    (all but the first are). `above` are the records before `start` in the file as it lies.
    `ragged` are the records, from 1, that do not have as many cells as the header, where the
    csv module counted them; `lines_of_last` are the lines of the last one.
    """

    header: tuple[str, ...]
    number: int
    start: int
    own_header: bool = False
    above: int = 0
    stop: int | None = None
    sample: list[list[str]] = field(default_factory=list)
    fitted: tuple[str, ...] = ()
    count: ByteCount = field(default_factory=lambda: ByteCount(0))
    ragged: set[int] = field(default_factory=set)
    lines_of_last: int = 0


def open_csv(
    path: Path,
    resource: Resource,
    *,
    shown: str,
    folder: Path,
    is_header: HeaderTest | None = None,
) -> list[Records]:
    """Return the records of a delimited file, one entry a header; `shown` is its name in messages.

    A file has one part, without a name, unless exports were stacked in it: then each further
    header begins a part, and records keep the number that they have in the file. Copies that are
    needed are made in `folder`, which must last until the scans have run.

    Raises Problem if the file is empty, isn't in its encoding, or can't be split into records.
    """
    dialect = resource.dialect or Dialect()
    before = path.stat()
    plain = as_utf8(path, resource.encoding, shown, folder)
    test = is_header or HeaderTest(lambda _: False)
    part, notes = _find_first_part(plain, dialect, resource, shown)
    opened: list[Records] = []
    while True:
        after = _survey(plain, dialect, part, test, shifted=resource.shifted, shown=shown)
        alone = after is None and not opened
        opened.append(
            _open_part(
                plain, dialect, part, notes,
                shown=shown, folder=folder, alone=alone, unchanged=(path, before),
            )
        )  # fmt: skip
        if after is None:
            return opened
        part, notes = after, []


def _find_first_part(
    path: Path, dialect: Dialect, resource: Resource, shown: str
) -> tuple[_Part, list[str]]:
    start = _skip_mark(path)
    if not dialect.header:
        names = tuple(resource.columns or ())
        return _Part(names, 0, start), ["It has no header. Its columns are named in the descriptor"]
    wanted = dialect.headerRows[0] if dialect.headerRows else None
    above = 0
    for number, (_, end, record) in enumerate(read_records(path, dialect, start, shown=shown), 1):
        filled = any(c.strip() for c in record)
        if number == wanted or (wanted is None and filled):
            lines = "1 line is" if above == 1 else f"{above:,} lines are"
            notes = [f"{lines} above the header, and not counted as rows"] if above else []
            refuse_width(len(record), file=shown)
            header = tuple(map(_write_name, record))
            if resource.phantom is not None and resource.phantom < len(header):
                empty = header[resource.phantom].strip()
                header = (*header[: resource.phantom], *header[resource.phantom + 1 :], "")
                notes.append(
                    f"The header {empty} has no column below it: the cells fit the other headers "
                    "only without it"
                )
            return _Part(header, 0, end, above=number), notes
        above += filled
    raise NoTable(
        "The file has no header",
        file=shown,
        expected="column names in its first row",
        remedy="Ask the custodian for the file again",
    )


def _survey(
    path: Path, dialect: Dialect, part: _Part, test: HeaderTest, *, shifted: bool, shown: str
) -> _Part | None:
    """Count the records of a part, and fit its header; return the part below it, if there is one.

    That begins at a record that heads another export. Of the first records each is looked at in
    full, of the others those that begin with a known name.
    """
    known = _spell(test.names)
    names = known | _spell(part.header)
    open_end = bool(part.header) and not part.header[-1].strip()

    def is_other_header(record: Sequence[str]) -> bool:
        if not any(c.strip() for c in record):
            return False
        alike = len(record) == len(part.header) and not open_end
        if alike and record[0] and record[0] not in names:
            return False
        begins = next((c for c in record if c.strip()), "") in known
        return is_header_again(record, part.header) or (
            begins and _bare(record) != _bare(part.header) and test(record)
        )

    for begin, end, record in read_records(path, dialect, part.start, shown=shown):
        if len(part.sample) == SAMPLE or end - part.start > SAMPLE_BYTES:
            break
        if is_other_header(record):
            part.stop = begin
            break
        part.sample.append(record)
    shapes = _find_shapes(part)
    part.fitted = fit_header(part.header, shapes, shifted=shifted)
    ragged = sum(len(record) not in (0, len(part.fitted)) for record in part.sample)
    if ragged > MOST_RAGGED:
        raise too_many_lost(ragged, len(part.sample), file=shown)
    if not dialect.header and not part.own_header:
        _check_width(part, shapes, shown)

    def is_other_header_at(start: int) -> bool:
        found = next(read_records(path, dialect, start, shown=shown), None)
        return found is not None and is_other_header(found[2])

    marks = _find_marks(dialect)
    if marks is not None:
        delimiter, quote = marks
        part.count = count_bytes(
            path,
            part.start,
            delimiter=delimiter,
            quote=quote,
            names=None if part.stop is not None else HeaderNames(names, delimiter, quote),
            is_other_header=is_other_header_at,
            limit=part.stop,
        )
    refuse_most_lost(len(part.count.empty), part.count.records, file=shown)
    most, is_counted = _most_refused(part), marks is not None and part.count.regular
    least = _count_short(part) if is_counted else 0
    if least >= most:
        raise too_many_lost(least, part.count.records, file=shown)
    if not is_counted or 2 * _estimate_ragged(path, dialect, part) > most:
        _count_exactly(path, dialect, part, is_other_header, shown)
    if part.stop is None and not part.count.other_header:
        return None
    begin, end, record = next(read_records(path, dialect, part.count.end, shown=shown))
    refuse_width(len(record), file=shown)
    header = tuple(map(_write_name, (record[0].removeprefix("\ufeff"), *record[1:])))
    number = part.number + part.count.records + 1
    return _Part(header, number, end, own_header=True)


def _estimate_ragged(path: Path, dialect: Dialect, part: _Part) -> int:
    """Return about how many records do not have as many cells as the header.

    Looked at are pieces all over the file: DuckDB takes a kilobyte for each cell that is missing,
    and heeds no limit meanwhile. Whether a piece begins within quotes isn't known; it is read both
    ways.
    """
    count, quote = part.count, dialect.quoteChar
    lines = ragged = 0
    with path.open("rb") as file:
        for number in range(PIECES if count.records >= MOST_REFUSED else 0):
            file.seek(count.start + (count.end - count.start) * number // PIECES)
            text = file.read(PIECE).decode("latin-1")
            piece = list(io.StringIO(text, newline=""))[1:-1]
            ways = [piece]
            if piece and quote and any(quote in line for line in piece):
                ways.append([f"{quote}{piece[0]}", *piece[1:]])
            with contextlib.suppress(csv.Error):  # whoever reads it whole will say so
                read = [[len(one) for one in _parse(way, dialect)] for way in ways]
                wrong = [sum(one not in (0, len(part.fitted)) for one in sizes) for sizes in read]
                lines += len(read[wrong.index(min(wrong))])
                ragged += min(wrong)
    return ragged * count.records // max(1, lines)


def _count_short(part: _Part) -> int:
    """Return how many records, at least, have too few cells: their bytes do not suffice for all.

    A record without one has as many bytes as cells, if all are blank. DuckDB takes a minute, and
    a gigabyte, to note each cell that a million short lines lack.
    """
    width, count = len(part.fitted), part.count
    lacking = width * (count.records - 1) - (count.end - count.start)
    return lacking // max(1, width - 1) - len(count.empty)


def _check_width(part: _Part, shapes: Counter[tuple[int, bool, bool]], shown: str) -> None:
    """Raise Problem if most records of a file without a header are wider or narrower than that."""
    sizes: Counter[int] = Counter()
    for (size, _, _), count in shapes.items():
        sizes[size] += count
    if sizes and sizes[len(part.fitted)] < max(sizes.values()):
        raise Problem(
            f"The file has no header, and most of its rows have {sizes.most_common(1)[0][0]:,} "
            f"cells, but {len(part.header):,} columns are named for it",
            file=shown,
            expected="as many names as cells",
            remedy="Add files of different widths as releases of their own",
        )


def _count_exactly(
    path: Path,
    dialect: Dialect,
    part: _Part,
    is_other_header: Callable[[Sequence[str]], bool],
    shown: str,
) -> None:
    """Count the records of a part with the csv module: slow, but it reads quotes as cells do."""
    known, most = part.count.records, _most_refused(part)
    count = ByteCount(part.start, part.start)
    part.ragged = set()
    with path.open("rb") as file:
        for begin, end, record in read_records(path, dialect, part.start, shown=shown):
            if begin == part.stop or is_other_header(record):
                count.other_header = True
                break
            count.records += 1
            count.end = end
            if not record:
                count.empty.append(count.records)
            elif len(record) != len(part.fitted) and any(c.strip() for c in record):
                part.ragged.add(count.records)
            if len(part.ragged) >= most:
                raise too_many_lost(len(part.ragged), max(count.records, known), file=shown)
            refuse_most_lost(len(count.empty) + len(part.ragged), count.records, file=shown)
            file.seek(begin)
            text = file.read(end - begin)
            last = re.search(rb"(\r\n|\n|\r)\Z", text)
            if last:
                count.ends.add(last[0].decode())
            part.lines_of_last = len(re.findall(rb"\r\n|\n|\r", text)) + (not last)
    part.count = count


def _open_part(
    path: Path,
    dialect: Dialect,
    part: _Part,
    notes: Sequence[str],
    *,
    shown: str,
    folder: Path,
    alone: bool,
    unchanged: tuple[Path, os.stat_result],
) -> Records:
    count = part.count
    above, readable = part.above, path
    ends = count.ends | (_find_ends(path, part.start) if above else set()) or {"\n"}
    # DuckDB reads no file whose lines end in different ways.
    if not alone or len(ends) > 1:
        readable, above = folder / f"records-{next(_numbers)}", 0
        if len(count.ends) > 1:
            _copy_lines(path, dialect, part, readable)
            ends = {"\n"}
        else:
            _copy_bytes(path, part, readable)
            ends = count.ends or {"\n"}
    table = f"refused_{next(_numbers)}"
    scan = read_csv(
        readable,
        len(part.fitted),
        dialect,
        skip=above,
        end=next(iter(ends)),
        rejects=table,
        most=_most_refused(part),
    )
    offset = part.number - part.own_header

    def settle(connection: duckdb.DuckDBPyConnection) -> Count:
        return _settle(connection, dialect, part, table, above, shown, unchanged)

    with explain_scan(shown):
        header = name_columns(part, scan)
    return Records(
        file=shown,
        part=f"from row {part.number:,} on" if part.own_header else None,
        header=header,
        scan=scan,
        settle=settle,
        offset=offset,
        notes=(*notes, *_remark(part)),
        written=() if header == part.fitted else part.fitted,
        may_hold_footers=True,
        size=count.records,
    )


@dataclass(frozen=True)
class RawRecord:
    """A record as its file has it: its number, the number of its first line, and its text."""

    number: int
    line: int
    text: str


def find_lines(
    path: Path, resource: Resource, numbers: range, *, shown: str, folder: Path
) -> list[RawRecord]:
    """Return the records of a delimited file by their numbers, as they lie in it.

    `numbers` count from the first record after the header, from 1; those beyond the end are left
    out. Copies that are needed are made in `folder`.
    """
    dialect = resource.dialect or Dialect()
    plain = as_utf8(path, resource.encoding, shown, folder)
    part, _ = _find_first_part(plain, dialect, resource, shown)
    skipped, marks, begin = max(0, numbers.start - 1), _find_marks(dialect), part.start
    if skipped and marks is not None:
        delimiter, quote = marks
        count = count_bytes(plain, begin, delimiter=delimiter, quote=quote, most=skipped)
        if count.regular:
            skipped, begin = skipped - count.records, count.end
    found: list[RawRecord] = []
    with plain.open("rb") as file:
        records = read_records(plain, dialect, begin, shown=shown)
        listed = itertools.islice(records, skipped, skipped + len(numbers))
        line = 0
        for number, (start, end, _) in zip(numbers, listed, strict=False):
            line = line or 1 + _count_line_ends(plain, start)
            file.seek(start)
            text = file.read(end - start)
            found.append(RawRecord(number, line, text.decode("utf-8", "replace").rstrip("\r\n")))
            line += len(_LINE_END.findall(text))
    return found


_LINE_END = re.compile(rb"\r\n|\n|\r")


def _count_line_ends(path: Path, end: int) -> int:
    """Return how many lines end before a byte."""
    count, rest, before = 0, end, b""
    with path.open("rb") as file:
        while rest and (chunk := file.read(min(rest, 1 << 22))):
            rest -= len(chunk)
            count += chunk.count(b"\n") + chunk.count(b"\r") - chunk.count(b"\r\n")
            count -= before.endswith(b"\r") and chunk.startswith(b"\n")
            before = chunk
    return count


def read_csv(
    path: Path, width: int, dialect: Dialect, *, skip: int, end: str, rejects: str, most: int
) -> str:
    """Return the SQL that reads the records of a file as text, but the first `skip` of them.

    What can't be read goes into the table `rejects`, `most` of it at most, where records are
    counted from 1, those skipped and the empty ones too.
    """
    cells = ", ".join(f"{cell(n)}: 'VARCHAR'" for n in range(width))
    quote = _text(dialect.quoteChar or "")
    return (
        f"read_csv({_text(escape_pattern(path))}, all_varchar = true, auto_detect = false, "
        f"header = false, skip = {skip}, delim = {_text(dialect.delimiter)}, quote = {quote}, "
        f"escape = {quote}, new_line = '{LINE_ENDS[end]}', nullstr = {_text(NO_NULL)}, "
        f"columns = {{{cells}}}, store_rejects = true, rejects_limit = {most}, "
        f"rejects_table = '{rejects}', rejects_scan = '{rejects}_scan')"
    )


def escape_pattern(path: Path) -> str:
    """Return a path as DuckDB takes it for one file: `log [1].csv` would be a pattern.

    >>> escape_pattern(Path("log [1]*.csv"))
    'log [[]1][*].csv'
    """
    return re.sub(r"([\[*?])", r"[\1]", str(path))


def _settle(
    connection: duckdb.DuckDBPyConnection,
    dialect: Dialect,
    part: _Part,
    table: str,
    above: int,
    shown: str,
    unchanged: tuple[Path, os.stat_result],
) -> Count:
    check_unchanged(*unchanged, shown=shown)
    faults, broken = _count_refused(connection, table)
    if faults >= _most_refused(part):
        raise too_many_lost(broken, part.count.records, file=shown)
    refused = _find_refused(connection, dialect, part, table, above, shown) if faults else {}
    count = part.count
    if part.lines_of_last > 1 and refused.get(count.records) in (BROKEN_QUOTES, TOO_LONG):
        raise Problem(
            f"A quotation mark is never closed, so {part.lines_of_last:,} lines ran together",
            file=shown,
            row=part.number + count.records,
            remedy="Close or double it in a copy, and add that copy",
        )
    unseen = part.ragged - refused.keys()
    if unseen:
        raise Problem(
            "Two readers disagree on how many cells the row has",
            file=shown,
            row=part.number + min(unseen),
            remedy="Look for a stray quote there and correct it in a copy; add that copy",
        )
    lost = refused | dict.fromkeys(count.empty, BLANK)
    rejected = [Rejected(part.number + row, reason) for row, reason in sorted(lost.items())]
    if part.own_header:
        rejected.insert(0, Rejected(part.number, REPEATED_HEADER))
    return Count(count.records + part.own_header, tuple(rejected))


def _most_refused(part: _Part) -> int:
    """Return how many faults of its records are kept: each takes a kilobyte of memory."""
    return max(MOST_REFUSED, part.count.records // 20)


def _count_refused(connection: duckdb.DuckDBPyConnection, table: str) -> tuple[int, int]:
    """Return how many faults DuckDB has noted, and of how many records."""
    import duckdb

    try:
        found = connection.execute(
            f"SELECT count(*), count(DISTINCT line) FROM {table}"
        ).fetchall()[0]
    except duckdb.CatalogException:
        return 0, 0
    return int(found[0]), int(found[1])


def _find_refused(
    connection: duckdb.DuckDBPyConnection,
    dialect: Dialect,
    part: _Part,
    table: str,
    above: int,
    shown: str,
) -> dict[int, str]:
    """Return the records that DuckDB could not read, from 1, with reasons.

    Raises Problem if one of them heads another table, under a first name that is not known.
    """
    found = connection.execute(
        f"SELECT DISTINCT line, error_type::VARCHAR, csv_line FROM {table}"
    ).fetchall()
    order = list(REASONS)
    header = _bare(part.header)
    refused: dict[int, str] = {}
    for line, kind, text in sorted(found, key=lambda entry: (entry[0], order.index(entry[1]))):
        reason = REASONS[kind]
        if reason in RAGGED:
            line_of_text = io.StringIO((text or "").strip("\r\n"), newline="")
            record = _bare(next(_parse(line_of_text, dialect), []))
            if line - above > len(part.sample) and is_header_again(record, part.header):
                raise other_header(part.number + line - above, file=shown, part=None)
            reason = REPEATED_HEADER if record == header else reason if any(record) else BLANK
        refused.setdefault(line - above, reason)
    return refused


def check_unchanged(path: Path, before: os.stat_result, *, shown: str) -> None:
    """Raise Problem if a file is another one than when `before`, its `stat`, was taken."""
    after = path.stat() if path.exists() else None
    if after is None or _identify(after) != _identify(before):
        raise Problem(
            "The file changed while we read it",
            file=shown,
            expected="a file that nobody writes to",
            remedy="Wait until it is written completely, and run the same again",
        )


def _identify(facts: os.stat_result) -> tuple[int, int, int]:
    return facts.st_size, facts.st_mtime_ns, facts.st_ino


def read_records(
    path: Path, dialect: Dialect, start: int = 0, *, shown: str
) -> Iterator[tuple[int, int, list[str]]]:
    """Yield the records of a UTF-8 file from a byte on, each with its first byte and its end.

    Raises Problem if a record can't be read as text.
    """
    position = begin = start
    number = 0

    def list_lines() -> Iterator[str]:
        nonlocal position, number
        # Latin-1, so a character is a byte and positions can be added up.
        with path.open("rb") as file:
            file.seek(start)
            for line in io.TextIOWrapper(file, encoding="latin-1", newline=""):
                position += len(line)
                number += 1
                if position - begin > LONGEST:
                    raise Problem(
                        f"A quotation mark is never closed: {LONGEST >> 20} MB ran together",
                        file=shown,
                        remedy="Close or double it in a copy, and add that copy",
                    )
                yield line

    try:
        for record in _parse(list_lines(), dialect):
            yield begin, position, [_decode(c) for c in record]
            begin = position
    except csv.Error as error:
        raise Problem(
            f"Line {number:,} isn't readable text: {error}",
            file=shown,
            expected="delimited text",
            remedy="Open it in a spreadsheet, save it as CSV, and add that copy",
        ) from error


def first_records(path: Path, dialect: Dialect, count: int, *, shown: str) -> list[list[str]]:
    """Return the first records of a UTF-8 file, blank ones too."""
    records = read_records(path, dialect, _skip_mark(path), shown=shown)
    return [record for _, _, record in itertools.islice(records, count)]


def _parse(lines: Iterable[str], dialect: Dialect) -> Iterator[list[str]]:
    quote = dialect.quoteChar
    if quote:
        return csv.reader(lines, delimiter=dialect.delimiter, quotechar=quote)
    return csv.reader(lines, delimiter=dialect.delimiter, quoting=csv.QUOTE_NONE)


def _decode(text: str) -> str:
    return text if text.isascii() else text.encode("latin-1").decode("utf-8", "surrogateescape")


def _is_text(text: str) -> bool:
    """Return whether all bytes of a decoded text are of its encoding."""
    return not any("\udc80" <= character <= "\udcff" for character in text)


def _write_name(text: str) -> str:
    """Return a name of a header as text: bytes that are not of its encoding become a sign."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _skip_mark(path: Path) -> int:
    with path.open("rb") as file:
        return len(MARK) if file.read(len(MARK)) == MARK else 0


def _find_marks(dialect: Dialect) -> tuple[int, int | None] | None:
    """Return delimiter and quote as bytes, or None if they are more than a byte each."""
    marks = (dialect.delimiter, dialect.quoteChar or dialect.delimiter)
    if any(len(mark) != 1 or not mark.isascii() for mark in marks):
        return None
    return ord(dialect.delimiter), ord(dialect.quoteChar) if dialect.quoteChar else None


def _find_ends(path: Path, start: int) -> set[str]:
    """Return the ways in which the lines above the first record end."""
    with path.open("rb") as file:
        return {end.decode() for end in re.findall(rb"\r\n|\n|\r", file.read(start))}


def _copy_bytes(path: Path, part: _Part, copy: Path) -> None:
    with path.open("rb") as source, copy.open("wb") as target:
        source.seek(part.start)
        rest = part.count.end - part.start
        while rest and (chunk := source.read(min(rest, 1 << 22))):
            target.write(chunk)
            rest -= len(chunk)


def _copy_lines(path: Path, dialect: Dialect, part: _Part, copy: Path) -> None:
    """Write the records of a part, each ended by a line feed; quoted line ends stay."""
    quote = dialect.quoteChar
    quoted, rest = False, part.count.end - part.start
    with (
        path.open("rb") as source,
        copy.open("w", encoding="latin-1", newline="") as target,
    ):
        source.seek(part.start)
        for line in io.TextIOWrapper(source, encoding="latin-1", newline=""):
            if rest <= 0:
                break
            rest -= len(line)
            quoted ^= bool(quote) and line.count(quote or "") % 2 == 1
            bare = line.rstrip("\r\n")
            target.write(line if quoted or bare == line else f"{bare}\n")


def _remark(part: _Part) -> Iterator[str]:
    """Yield sentences about how the header lines up with the cells; none quotes a value."""
    if part.own_header:
        yield (
            f"Row {part.number:,} is the header of another export. "
            "We read the rows below it under that header"
        )
    elif part.fitted != part.header:
        yield (
            f"Most rows have {len(part.fitted):,} cells, and the header has {len(part.header):,}. "
            "We moved the header, or dropped its blank cells, which leaves no value without a name"
        )


def _find_shapes(part: _Part) -> Counter[tuple[int, bool, bool]]:
    """Return how many records of the sample have each shape; see `fit_header`."""
    width, shapes = len(part.header), Counter[tuple[int, bool, bool]]()
    open_end = bool(part.header) and not part.header[-1].strip()
    for record in part.sample:
        if not any(c.strip() for c in record):
            continue
        if len(record) == width and not open_end:
            shapes[(width, False, False)] += 1
            continue
        extra = abs(len(record) - width) or 1
        leading = not any(c.strip() for c in record[:extra])
        trailing = not any(c.strip() for c in record[-extra:])
        shapes[(len(record), leading, trailing)] += 1
    return shapes


def fit_header(
    header: Sequence[str], shapes: Mapping[tuple[int, bool, bool], int], *, shifted: bool = False
) -> tuple[str, ...]:
    """Return a header lined up with most of the records below it.

    `shapes` counts records by their number of cells, and whether the surplus cells are blank if
    they are taken at the left, and at the right. A header moves only where nothing but blank
    cells would have no name, or where only blank names would be above no cell. Where
    the surplus is blank at both ends only the types of the cells can decide: `shifted` says that,
    by them, the rows begin with it.

    >>> fit_header(["a", "b"], {(3, True, False): 9}), fit_header(["a", "b"], {(3, False, True): 9})
    (('', 'a', 'b'), ('a', 'b', ''))
    >>> fit_header(["", "a", "b"], {(2, False, False): 9})
    ('a', 'b')
    >>> fit_header(["a", "b"], {(3, False, False): 9})
    ('a', 'b')
    >>> fit_header(["a", "b"], {(3, True, True): 9}, shifted=True)
    ('', 'a', 'b')
    """
    sizes: Counter[int] = Counter()
    for (size, _, _), count in shapes.items():
        sizes[size] += count
    width, whole = len(header), tuple(header)
    if not sizes:
        return whole
    common = max(sizes, key=lambda size: (sizes[size], size == width))
    edges = [shape for shape, count in shapes.items() if shape[0] == common and count]
    left = all(leading for _, leading, _ in edges)
    right = all(trailing for _, _, trailing in edges)
    if common == width:
        open_end = not header[-1].strip() and header[0].strip()
        moved = open_end and left and (shifted or not right)
        return ("", *whole[:-1]) if moved else whole
    surplus = ("",) * (common - width)
    if surplus and (left != right or (left and shifted)):
        return (*surplus, *whole) if left else (*whole, *surplus)
    named = tuple(name for name in header if name.strip())
    inner = "\0".join(name.strip() for name in header).strip("\0").split("\0")
    return named if len(named) == common == len(inner) else whole


def is_header_again(record: Sequence[str], header: Sequence[str]) -> bool:
    """Return whether a record heads another export, in another order or spelling than `header`.

    It does if at least half of its cells, and two, are names of `header`. The same header once
    more, cell by cell, doesn't: it is rejected as a repeated one.

    >>> is_header_again(["name", "ID"], ["id", "name"]), is_header_again(["7", "name"], ["id", "x"])
    (True, False)
    """
    if _bare(record) == _bare(header):
        return False
    cells = [fold_header(c) for c in record if c.strip()]
    known = set(cells) & {fold_header(name) for name in header if name.strip()}
    return len(set(cells)) == len(cells) and len(known) >= max(FEW, len(cells) / 2)


def find_header(records: Sequence[Sequence[str]]) -> int:
    """Return the position of the record that looks like a header among the first ones.

    It is the first that has a value in more than half of the columns that most records have:
    a line of a title, a date or an agency before it doesn't.

    >>> find_header([["Search Audit", "", ""], ["Made 1 May"], ["a", "b", "c"], ["1", "2", "3"]])
    2
    """
    filled = [sum(bool(c.strip()) for c in record) for record in records]
    sizes = Counter(len(r) for r, count in zip(records, filled, strict=True) if count)
    if not sizes:
        return 0
    common = max(sizes, key=lambda size: (sizes[size], size))
    for position, (record, count) in enumerate(zip(records, filled, strict=True)):
        if count > common / 2 and len(record) >= common - 1 and (count > 1 or common == 1):
            return position
    return next(position for position, count in enumerate(filled) if count)


def name_columns(part: _Part, scan: str) -> tuple[str, ...]:
    """Return a header in which a column of values without a name is named by its position.

    A blank name over nothing but blanks stays: there is nothing to name. Only a file that has
    blank names is read for them, where its first records don't decide.
    """
    blank = [column for column, name in enumerate(part.fitted) if not name.strip()]
    if not blank:
        return part.fitted
    whole = [r for r in part.sample if len(r) == len(part.fitted) and _is_text("".join(r))]
    held = {column for column in blank if any(record[column].strip() for record in whole)}
    rest = [column for column in blank if column not in held]
    if rest and part.count.records > len(part.sample):
        tests = ", ".join(f"coalesce(bool_or(trim({cell(n)}) <> ''), false)" for n in rest)
        with ask_files() as connection:
            found = connection.execute(f"SELECT {tests} FROM {scan}").fetchall()[0]
        held |= {column for column, holds in zip(rest, found, strict=True) if holds}
    return tuple(
        f"(column {column + 1})" if column in held else name
        for column, name in enumerate(part.fitted)
    )


def _bare(record: Sequence[str]) -> list[str]:
    return [c.strip() for c in record]


def _spell(header: Sequence[str] | frozenset[str]) -> frozenset[str]:
    """Return the names of a header as another export's header may spell its first cell."""
    bare = {name.strip() for name in header} - {""}
    forms = bare | {n.lower() for n in bare} | {n.upper() for n in bare} | {n.title() for n in bare}
    return frozenset(header) | forms | {f" {n}" for n in forms} | {f"\ufeff{n}" for n in forms}


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
