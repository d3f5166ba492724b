"""Workbooks (.xlsx, .xlsm, .xlsb, .xls): each sheet a part, its cells as text.

Calamine reads the cells. The XML of an .xlsx file (`workbook_xml`) and the records of an .xlsb or
.xls file (`workbook_binary`) are read too: they give the second count of the rows and what Calamine
does not report: errors, formulas without a value, what is hidden.
"""

from __future__ import annotations

import zipfile
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

from helpers.errors import Damaged, NoTable, Problem, list_some, mark_name
from helpers.progress import count_step
from helpers.readers import workbook_binary
from helpers.readers.archive import refuse_expansion
from helpers.readers.csv import find_header
from helpers.readers.parsed import BATCH, ParsedPart, TableWriter
from helpers.readers.records import FAULT, Rejected, cell, other_header, refuse_width
from helpers.readers.workbook_binary import scan_binary, scan_old
from helpers.readers.workbook_xml import (
    LAST_COLUMN,
    LAST_ROW,
    NO_VALUE,
    NOT_A_WORKBOOK,
    SheetFacts,
    name_column,
    scan_xml,
)
from helpers.schemas.headers import HeaderTest, fold_header

MOST_CELLS = 60_000_000
FEW_CELLS = 20_000_000
"""Calamine sets memory aside for all cells up to the last; one stray cell could fill it. A sheet
may have so many at most, and no more than few and one for each byte of it."""

SEARCHED = 200
"""How many rows of a sheet are searched for its header."""

FEWEST, SHARE = 2, 0.1
"""In so many rows, and in such a share of them, a column without a header must hold a value."""

MOST_EXACT = 2**53
"""A spreadsheet holds every number as a float; larger whole numbers lose their last digits."""


def parse_workbook(
    path: Path,
    folder: Path,
    *,
    shown: str,
    is_header: HeaderTest | None = None,
    only: Sequence[str] = (),
) -> list[ParsedPart]:
    """Return every sheet that has rows, in the order of the sheets; tables are put in `folder`.

    The header of a sheet is its first row that `is_header` accepts; sheets without such a row
    (covers, pivots) are left out, and the notes of the first part name them. If it accepts no row
    of any sheet, the header is the first row that looks like one, and only the sheets are read
    that have the same header as the one with the most known names, or the longest. Without
    `is_header` every sheet is read so.
    `only` names the sheets to be read, if not all are.
    Raises Problem if the file is not a workbook, no sheet has rows, or none is called so.
    """
    with _explain_damage(shown):
        filled = [sheet for sheet in _open_sheets(path, shown) if sheet.head or sheet.filled]
        if not any(sheet.head for sheet in filled):
            raise NoTable("The workbook has no rows", file=shown, expected="a sheet with a header")
        everything, filled = filled, _choose_sheets(filled, only, shown)
        found = [
            (sheet, head) for sheet in filled if (head := sheet.find_header(is_header)) is not None
        ]
        known = {fold_header(name) for name in is_header.names} if is_header else set()
        found = found or _guess_headers(filled, known)
        read = [sheet for sheet, _ in found]
        parts = [
            sheet.parse(head, folder / f"sheet-{n:03}.parquet", file=shown, is_header=is_header)
            for n, (sheet, head) in enumerate(found, start=1)
        ]
    widths = {len(part.header) for part in parts}
    # The name of the file comes first, since the part with these notes is another sheet.
    notes = [f"{shown}: {sheet.leave_out(widths)}" for sheet in filled if sheet not in read]
    unchosen = [sheet.name for sheet in everything if sheet not in filled]
    if unchosen:
        notes.append(f"{shown}: sheets that were not chosen: {list_some(unchosen, marked=True)}")
    return [parts[0].with_notes(notes), *parts[1:]]


def read_sheet(path: Path, *, shown: str, wanted: str) -> list[list[str]]:
    """Return the texts of the first sheet whose first row has the cell `wanted`; none if none has.

    Rows end with their last text. Raises Problem if the file is not a workbook.
    """
    with _explain_damage(shown, ", and fill in that copy"):
        for sheet in _open_sheets(path, shown):
            rows = [_write_row(values) for values in sheet._rows()]
            if rows and wanted in map(str.strip, rows[0]):
                return rows
    return []


def _write_row(values: Sequence[Any]) -> list[str]:
    texts = [write_cell(value) for value in values]
    return texts[: _measure(texts)]


def _choose_sheets(sheets: Sequence[_Sheet], only: Sequence[str], shown: str) -> list[_Sheet]:
    """Return the sheets that a person chose by their names; all, if none was named."""
    names = {name.strip().casefold() for name in only}
    chosen = [sheet for sheet in sheets if not names or sheet.name.strip().casefold() in names]
    if not any(sheet.head for sheet in chosen):
        raise Problem(
            f"No sheet with rows is called {list_some(only)}",
            file=shown,
            expected=f"a sheet of the workbook: {list_some(sheet.name for sheet in sheets)}",
        )
    return chosen


def _guess_headers(sheets: Sequence[_Sheet], known: Collection[str]) -> list[tuple[_Sheet, int]]:
    """Return the sheets that have the header of the best, and where it is in each.

    The best has the most names that a kind knows (`known`, folded), and of those it is the longest.
    """
    heads = [(sheet, sheet.guess_header()) for sheet in sheets if sheet.head]

    def score(one: tuple[_Sheet, int]) -> tuple[int, int]:
        sheet, head = one
        return len({fold_header(text) for text in sheet.row(head)} & {*known}), len(sheet.filled)

    best, head = max(heads, key=score)
    names = [fold_header(text) for text in best.row(head)]
    return [
        (sheet, n) for sheet, n in heads if [fold_header(text) for text in sheet.row(n)] == names
    ]


@contextmanager
def _explain_damage(shown: str, then: str = ", and add that copy") -> Iterator[None]:
    """Turn what the readers raise for a damaged file into a Problem."""
    import python_calamine

    try:
        yield
    except BaseException as error:
        # A damaged file can end Calamine in a panic, not an Exception, that can't be imported.
        known = (python_calamine.CalamineError, OSError, *NOT_A_WORKBOOK)
        if not isinstance(error, known) and type(error).__name__ != "PanicException":
            raise
        raise Damaged(
            "We couldn't open the file as a workbook",
            file=shown,
            expected="an .xlsx, .xlsb or .xls file without a password",
            remedy=f"Open it in a spreadsheet program, save it as .xlsx{then}",
        ) from error


def _open_sheets(path: Path, shown: str) -> list[_Sheet]:
    """Return each worksheet, and what the workbook itself says of it, if it can be read."""
    import python_calamine

    facts = _scan(path, shown)
    for sheet in facts or ():
        beyond = sheet.height > LAST_ROW or sheet.width > LAST_COLUMN
        if beyond or sheet.height * sheet.width > min(MOST_CELLS, FEW_CELLS + sheet.size):
            raise Problem(
                f"The sheet reaches to row {sheet.height:,} and column {sheet.width:,}",
                file=shown,
                part=sheet.name,
                expected="rows that are next to each other",
                remedy="Delete the stray cells at its far end in a copy, and add that copy",
            )
    known = {sheet.name: sheet for sheet in facts or ()}
    with python_calamine.CalamineWorkbook.from_path(path) as book:
        return [
            _Sheet(
                sheet.name,
                book.get_sheet_by_name(sheet.name),
                None if facts is None else known.get(sheet.name, SheetFacts(sheet.name)),
            )
            for sheet in book.sheets_metadata
            if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
        ]


def _scan(path: Path, shown: str) -> list[SheetFacts] | None:
    """Return what the workbook itself says of its sheets, or None if an .xls can't be scanned."""
    if not zipfile.is_zipfile(path):
        return scan_old(path)
    with zipfile.ZipFile(path) as archive:
        refuse_expansion(archive, path.stat().st_size, shown=shown)
        binary = workbook_binary.BOOK in archive.namelist()
    return scan_binary(path, shown=shown) if binary else scan_xml(path)


class _Sheet:
    """The cells of one sheet, and what its XML says. Positions of rows are counted from 0.

    `head` holds the first rows with a value by their positions; `filled` are the positions of all.
    """

    def __init__(self, name: str, cells: Any, facts: SheetFacts | None) -> None:
        self.name, self.cells, self.facts = name, cells, facts
        faults = facts.faults if facts else {}
        self.padded = {n - 1: digits for n, digits in facts.list_padded().items()} if facts else {}
        self.errors = {row - 1 for (row, _), why in faults.items() if why != NO_VALUE}
        self.head: dict[int, list[str]] = {}
        for position, values in enumerate(self._rows()):
            texts = [write_cell(value) for value in values]
            if any(text.strip() for text in texts) or position in self.errors:
                self.head[position] = texts
                if len(self.head) == SEARCHED:
                    break
        self.filled = self._find_filled() if facts is None else [row - 1 for row in facts.filled]

    def _rows(self) -> Iterator[list[Any]]:
        """Yield the values of each row from the first, from the first column."""
        if self.cells.start is None:
            return
        left = [""] * self.cells.start[1]
        for values in self.cells.iter_rows():
            yield left + values

    def _find_filled(self) -> list[int]:
        return [
            position
            for position, values in enumerate(self._rows())
            if any(write_cell(value).strip() for value in values)
        ]

    def row(self, position: int) -> list[str]:
        """Return the texts of one of the first rows with a value."""
        return self.head[position]

    def find_header(self, is_header: HeaderTest | None) -> int | None:
        """Return the position of the header, or None; without a test, of what looks like one."""
        if is_header is None:
            return self.guess_header()
        return next((n for n, texts in self.head.items() if is_header(texts)), None)

    def guess_header(self) -> int:
        """Return the position of the row that looks like a header."""
        return list(self.head)[find_header(list(self.head.values()))]

    def find_width(self, head: int, named: int) -> int:
        """Return how many columns the table has: those with a header, and those that rows fill.

        A value in a row or two beyond the headers is a stray; in many rows it is a column.
        """
        if self.cells.start is None or self.cells.end[1] < named:
            return named
        counts = [0] * (self.cells.end[1] + 1 - named)
        for values in islice(self._rows(), head + 1, None):
            for column, value in enumerate(values[named:]):
                counts[column] += value != "" and bool(write_cell(value).strip())
        below = sum(position > head for position in self.filled)
        least = max(FEWEST, SHARE * below)
        return named + max((n for n, count in enumerate(counts, 1) if count >= least), default=0)

    def leave_out(self, widths: Collection[int]) -> str:
        """Return a note that the sheet is not read; `widths` are those of the sheets that are."""
        note = (
            f"We left out sheet {mark_name(self.name)}. None of its rows is a header we know. "
            f"It has {_count(len(self.filled), 'row')} with values"
        )
        first = next(iter(self.head.values()), [])
        width = _measure(first)
        if width in widths and any(text.strip().isdigit() for text in first):
            note += (
                ". They may continue another sheet's rows. If so, put that sheet's header above "
                "them in a copy, and add that copy"
            )
        return note

    def parse(
        self, head: int, table: Path, *, file: str, is_header: HeaderTest | None
    ) -> ParsedPart:
        """Write the rows below the header at `head`, and return the part."""
        reading = _Reading(self, head, file, is_header)
        if not reading.write(table):
            # A column has days alone in one batch and times of day in a later one.
            reading = _Reading(self, head, file, is_header, timed=reading.timed)
            reading.write(table)
        self._compare(reading.filled, file)
        return ParsedPart(
            part=self.name,
            header=reading.header,
            table=str(table),
            counted=self.filled[-1] - head,
            lost=tuple(reading.lost),
            notes=(*self._list_notes(head, reading.lost_digits), *reading.fault_notes),
            other_headers=tuple(reading.other_headers),
            may_hold_footers=True,
        )

    def _compare(self, filled: Sequence[int], file: str) -> None:
        """Raise Problem unless both readers find the same rows that are not blank."""
        differing = sorted(set(self.filled).symmetric_difference(filled))
        if differing:
            raise Problem(
                f"One reader counts {len(self.filled):,} rows that are not blank in the sheet, "
                f"the other {len(filled):,}",
                file=file,
                part=self.name,
                expected=f"the same rows from both; they differ first in row {differing[0] + 1:,} "
                "of the sheet",
                remedy="Open it in a spreadsheet program, save it as .xlsx, and add that copy",
            )

    def _list_notes(self, head: int, lost_digits: int) -> Iterator[str]:
        """Yield sentences on how the rows are kept in the sheet; none quotes a value."""
        begin = f"Sheet {self.name}: "
        above = sum(position < head for position in self.head)
        if above:
            yield f"{begin}We skipped {_count(above, 'row')} above the header"
        if lost_digits:
            yield (
                f"{begin}{_count(lost_digits, 'number')} beyond 2**53. "
                "The workbook itself has lost their last digits"
            )
        if self.facts is None:
            yield (
                f"{begin}Only one reader counted its rows. Our second reader of .xls files, xlrd, "
                "can't read this one"
            )
            return
        if not self.facts.visible:
            yield f"{begin}The sheet is hidden. We read it"
        if self.facts.hidden_rows:
            yield f"{begin}We read {_count(self.facts.hidden_rows, 'hidden row')} like the others"
        if self.facts.hidden_columns:
            names = list_some(self.facts.hidden_columns)
            yield f"{begin}We read hidden columns like the others: {names}"
        for column in sorted(self.facts.padded):
            digits = self.facts.list_padded().get(column)
            shown = {one for one in self.facts.padded[column] if one}
            if digits:
                yield (
                    f"{begin}Column {name_column(column)} shows its numbers with {digits} digits "
                    "and stores them without the zeros in front. We read them as shown"
                )
            elif shown:
                yield (
                    f"{begin}Column {name_column(column)} shows some numbers with zeros in front "
                    "and others without. We read them as stored, without the zeros"
                )
        if self.facts.merged:
            yield (
                f"{begin}{_count(self.facts.merged, 'merged range')}. "
                "The value is in the first cell of each"
            )


class _Reading:
    """One pass over a sheet: writes its rows and collects what is found on the way.

    `timed` are the columns in which any value has a time of day.
    """

    def __init__(
        self,
        sheet: _Sheet,
        head: int,
        file: str,
        is_header: HeaderTest | None,
        timed: Collection[int] = (),
    ) -> None:
        self.sheet, self.head, self.file, self.is_header = sheet, head, file, is_header
        texts = sheet.row(head)
        self.width = sheet.find_width(head, _measure(texts))
        refuse_width(self.width, file=file, part=sheet.name)
        self.header = (*texts, *[""] * self.width)[: self.width]
        self.last = sheet.filled[-1] if sheet.filled else head
        self.faults, self.fault_notes = self._find_faults()
        self.timed, self.dated = set(timed), set[int]()
        self.filled: list[int] = []
        self.lost: list[Rejected] = []
        self.lost_digits = 0
        self.other_headers: list[int] = []

    def write(self, table: Path) -> bool:
        """Write the rows; return False if they must be written again, with `timed` as it is now."""
        names = [cell(position) for position in range(self.width)]
        nullable = [FAULT] if self.faults else []
        with TableWriter(table, [*names, *nullable], nullable) as writer:
            for first, rows in _batch(self.sheet._rows()):
                count_step(first, self.last, "rows read")
                self._take(first, rows, writer)
        self.filled = sorted(self.sheet.errors.union(self.filled))
        return not self.timed & self.dated

    def _take(self, first: int, rows: list[list[Any]], writer: TableWriter) -> None:
        columns = []
        for number, values in enumerate(zip(*rows, strict=True)):
            texts, lost, dated = self._write_column(number, values)
            self.lost_digits += lost
            if dated:
                self.dated.add(number)
            columns.append(texts)
        blank = _find_blank(columns, range(len(rows)))
        self.filled += [first + n for n in range(len(rows)) if n not in blank]
        if first <= self.head < first + len(rows):
            here = self.head - first
            self.header = tuple(column[here] for column in columns[: self.width])
        start = max(0, self.head + 1 - first)
        stop = min(len(rows), self.last + 1 - first)
        inside = range(start, max(start, stop))
        beyond = columns[self.width :]
        narrow = _find_blank(beyond, inside) if beyond else set(inside)
        kept = [n for n in inside if n in narrow]
        for n in inside:
            if n not in narrow:
                self.lost.append(Rejected(first + n - self.head, "too many cells"))
        if len(kept) < len(rows):
            columns = [[column[n] for n in kept] for column in columns[: self.width]]
        columns = columns[: self.width]
        numbers = [first + n - self.head for n in kept]
        self._find_other_headers(columns, numbers)
        if self.faults:
            writer.write([*columns, [self.faults.get(number) for number in numbers]])
        else:
            writer.write(columns)

    def _write_column(self, number: int, values: Sequence[Any]) -> tuple[list[str], int, bool]:
        """Return the texts of a column, how many numbers lost digits, and if days were written."""
        kinds = set(map(type, values))
        if kinds == {str}:
            return list(values), 0, False
        days = bool(kinds & {datetime, date})
        if days and any(type(v) is datetime and v.time() != time(0) for v in values):
            self.timed.add(number)
        dated = days and number not in self.timed
        if days and not dated:
            values = [_write_midnight(value) for value in values]
        texts = [value if type(value) is str else write_cell(value) for value in values]
        if number in self.sheet.padded:
            digits = self.sheet.padded[number]
            texts = [
                text.zfill(digits) if text.isdigit() and type(value) is not str else text
                for text, value in zip(texts, values, strict=True)
            ]
        lost = sum(type(v) is float and (v >= MOST_EXACT or v <= -MOST_EXACT) for v in values)
        return texts, lost, dated

    def _find_other_headers(self, columns: list[list[str]], numbers: list[int]) -> None:
        """Note the records that are the header of another table.

        Raises Problem if one fills more than half of the columns: below it, cells of the wrong
        columns would be read. What fills less may be a small table next to the rows.
        """
        if self.is_header is None:
            return
        names = {name.strip().casefold() for name in self.header if name.strip()}
        likely: set[int] = set()
        for column in columns[:3]:
            likely |= {n for n, text in enumerate(column) if text.strip().casefold() in names}
        header = [name.strip() for name in self.header]
        for n in sorted(likely):
            record = [column[n] for column in columns]
            if [text.strip() for text in record] != header and self.is_header(record):
                if 2 * sum(bool(text.strip()) for text in record) > len(names):
                    raise other_header(numbers[n], file=self.file, part=self.sheet.name)
                self.other_headers.append(numbers[n])

    def _find_faults(self) -> tuple[dict[int, str], list[str]]:
        """Return the faulty cells of each record, and a sentence on each sort of fault."""
        found: dict[int, list[str]] = {}
        sorts: dict[str, int] = {}
        facts = self.sheet.facts
        for (row, column), why in sorted(facts.faults.items() if facts else ()):
            if self.head < row - 1 <= self.last and column <= self.width:
                name = self.header[column - 1].strip() or f"column {column}"
                found.setdefault(row - 1 - self.head, []).append(f"{name.replace(';', ',')}: {why}")
                sorts[why] = sorts.get(why, 0) + 1
        notes = [
            f"Sheet {self.sheet.name}: {_count(count, 'cell')}: {why}. We read no value there"
            for why, count in sorted(sorts.items())
        ]
        return {row: "; ".join(texts) for row, texts in found.items()}, notes


def _batch(rows: Iterator[list[Any]]) -> Iterator[tuple[int, list[list[Any]]]]:
    """Yield rows in batches, each with the position of its first row."""
    first, waiting = 0, list[list[Any]]()
    for values in rows:
        waiting.append(values)
        if len(waiting) * (len(values) + 1) >= BATCH:
            yield first, waiting
            first, waiting = first + len(waiting), []
    if waiting:
        yield first, waiting


def _find_blank(columns: Sequence[Sequence[str]], rows: Sequence[int]) -> set[int]:
    """Return those of `rows` in which every cell is blank."""
    blank = list(rows)
    for column in columns:
        blank = [n for n in blank if not column[n].strip()]
    return set(blank)


def _measure(texts: Sequence[str]) -> int:
    """Return the position after the last text that is not blank."""
    return max((n for n, text in enumerate(texts, start=1) if text.strip()), default=0)


def _count(number: int, name: str) -> str:
    return f"1 {name}" if number == 1 else f"{number:,} {name}s"


def write_cell(value: Any) -> str:
    """Return a cell's value as text: whole numbers without decimals, times as ISO.

    >>> write_cell(292114.0), write_cell("02134"), write_cell(True), write_cell(0.5)
    ('292114', '02134', 'TRUE', '0.5')
    >>> write_cell(datetime(2025, 5, 1)), write_cell(datetime(2025, 5, 1, 7, 30))
    ('2025-05-01', '2025-05-01 07:30:00')
    >>> write_cell(1e-05), write_cell(-0.0), write_cell(timedelta(hours=26, minutes=5))
    ('0.00001', '0', '26:05:00')
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else format(Decimal(repr(value)), "f")
    if isinstance(value, datetime):
        midnight = value.time() == time(0)
        return value.date().isoformat() if midnight else value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return _write_duration(value)
    return str(value)


def _write_midnight(value: Any) -> Any:
    """Return a day as midnight, since other values of its column have a time of day."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return f"{value.isoformat()} 00:00:00"
    if isinstance(value, datetime) and value.time() == time(0):
        return value.isoformat(sep=" ")
    return value


def _write_duration(value: timedelta) -> str:
    """Return a length of time in hours, as a spreadsheet shows it."""
    parts, whole = abs(value), timedelta(seconds=1)
    minutes, seconds = divmod(parts // whole, 60)
    hours, minutes = divmod(minutes, 60)
    rest = f".{(parts % whole).microseconds:06}".rstrip("0").rstrip(".")
    return f"{'-' if value < timedelta(0) else ''}{hours:02}:{minutes:02}:{seconds:02}{rest}"
