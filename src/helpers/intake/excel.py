"""Workbooks (.xlsx, .xlsb, .xls): each sheet a part, to rows of text with their origin.

Calamine reads the cells. Beside it the XML of an .xlsx file (see `sheets`) and the records of an
.xlsb or .xls file (see `binary_sheets`, `old_sheets`) are read: they count the rows apart from it,
and know what it does not tell: errors, formulas without a value, what is hidden.
"""

from __future__ import annotations

import zipfile
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from helpers.errors import Problem
from helpers.intake import binary_sheets
from helpers.intake.asides import set_aside
from helpers.intake.excel_values import OUT_OF_DIGITS, write_column
from helpers.intake.headings import HeaderTest, find_header, fold
from helpers.intake.old_sheets import scan_old
from helpers.intake.rows import FAULT, ROW, Rejected, Rows, cell, reject_furniture
from helpers.intake.sheet_rows import NO_VALUE, Sheet
from helpers.intake.sheets import NOT_A_WORKBOOK, scan_workbook

SEARCHED = 200
"""How many rows of a sheet are searched for its header."""

MOST_CELLS = 400_000_000
"""Calamine lays a sheet out as a full rectangle; one stray cell in a far corner fills memory."""


def read_workbook(path: Path, *, shown: str, is_header: HeaderTest | None = None) -> list[Rows]:
    """Return the rows of every sheet that has any, in the order of the sheets.

    The header of a sheet is its first row that `is_header` says is one; sheets without such a row
    (covers, pivots) are left out, and named in the notes of the first part. Without `is_header`,
    or if no row of any sheet fits, it is the first row that looks like one; then the sheets alone
    are read that have the header of the longest.
    Raises Problem if the file is no workbook, or no sheet has rows.
    """
    grids, facts = _read_grids(path, shown)
    counted = {sheet.name: sheet for sheet in facts or ()}
    sheets = [
        _Grid(name, columns, counted.get(name, Sheet(name)) if facts is not None else None)
        for name, columns in grids
    ]
    filled = [sheet for sheet in sheets if sheet.filled]
    if not filled:
        raise Problem("The workbook has no rows", file=shown, expected="a sheet with a header")
    heads = [(sheet, sheet.find_header(is_header)) for sheet in filled]
    found = [(sheet, head) for sheet, head in heads if head is not None]
    found = found or _guess_headers(filled)
    parts = [sheet.read(head, file=shown, is_header=is_header) for sheet, head in found]
    read = [sheet for sheet, _ in found]
    widths = {len(part.header) for part in parts}
    # With the name of the file, for the part that bears them is another sheet.
    notes = [f"{shown}: {sheet.leave_out(widths)}" for sheet in filled if sheet not in read]
    return [_annotate(parts[0], notes), *parts[1:]]


def _guess_headers(sheets: Sequence[_Grid]) -> list[tuple[_Grid, int]]:
    """Return the sheets that have the header of the longest, and where it stands in each."""
    heads = [(sheet, sheet.find_header(None) or 0) for sheet in sheets]
    longest, place = max(heads, key=lambda head: len(head[0].filled))
    names = [fold(text) for text in longest.row(place)]
    return [
        (sheet, head) for sheet, head in heads if [fold(text) for text in sheet.row(head)] == names
    ]


def _scan(path: Path, shown: str) -> list[Sheet] | None:
    """Return what the workbook itself says of its sheets, or None of an .xls that is not told."""
    if not zipfile.is_zipfile(path):
        return scan_old(path)
    with zipfile.ZipFile(path) as archive:
        binary = binary_sheets.BOOK in archive.namelist()
    return binary_sheets.scan_binary(path, shown=shown) if binary else scan_workbook(path)


def _annotate(rows: Rows, notes: Sequence[str]) -> Rows:
    from dataclasses import replace

    return replace(rows, notes=(*rows.notes, *notes))


def _read_grids(
    path: Path, shown: str
) -> tuple[list[tuple[str, list[tuple[Any, ...]]]], list[Sheet] | None]:
    """Return the columns of each worksheet, and what the workbook says of it, if it does."""
    import python_calamine

    try:
        facts = _scan(path, shown)
        for sheet in facts or ():
            if sheet.filled and sheet.filled[-1] * sheet.width > MOST_CELLS:
                raise Problem(
                    f"The sheet reaches to row {sheet.filled[-1]:,} and column {sheet.width:,}",
                    file=shown,
                    part=sheet.name,
                    expected="rows that stand together",
                    remedy="Delete the stray cells at its far end in a copy, and add that copy",
                )
        grids = []
        with python_calamine.CalamineWorkbook.from_path(path) as book:
            for sheet in book.sheets_metadata:
                if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet:
                    rows = book.get_sheet_by_name(sheet.name).to_python(skip_empty_area=False)
                    grids.append((sheet.name, list(zip(*rows, strict=True))))
    except BaseException as error:
        # A damaged .xls can end calamine in a panic: no Exception, and of no name to import.
        known = (python_calamine.CalamineError, OSError, *NOT_A_WORKBOOK)
        if not isinstance(error, known) and type(error).__name__ != "PanicException":
            raise
        raise Problem(
            "The file is not a workbook that can be opened",
            file=shown,
            expected="an .xlsx, .xlsb or .xls file without a password",
            remedy="Open it in a spreadsheet, save it as .xlsx, and add that copy",
        ) from error
    return grids, facts


class _Grid:
    """The cells of one sheet as text, column by column, and what its XML says."""

    def __init__(self, name: str, columns: list[tuple[Any, ...]], facts: Sheet | None) -> None:
        written = [write_column(column) for column in columns]
        self.name, self.facts = name, facts
        self.columns = [texts for texts, _ in written]
        self.lost_digits = sum(lost for _, lost in written)
        self.filled = _find_filled(self.columns)
        if facts is not None:
            errors = {row - 1 for (row, _), why in facts.faults.items() if why != NO_VALUE}
            self.filled = sorted(errors.union(self.filled)) if errors else self.filled

    def row(self, place: int) -> list[str]:
        return [column[place] for column in self.columns]

    def find_header(self, is_header: HeaderTest | None) -> int | None:
        places = self.filled[:SEARCHED]
        if is_header is None:
            return places[find_header([self.row(place) for place in places])]
        return next((place for place in places if is_header(self.row(place))), None)

    def leave_out(self, widths: Collection[int]) -> str:
        """Say that the sheet is not read; `widths` are those of the sheets that are."""
        told = (
            f"sheet {self.name} was left out: no row of it is a header that is known; "
            f"it has {_count(len(self.filled), 'row')} with values"
        )
        first = self.row(self.filled[0])
        width = max(place for place, text in enumerate(first) if text.strip()) + 1
        if width in widths and any(text.strip().isdigit() for text in first):
            told += (
                ". They may go on with another sheet's rows: if so, put that sheet's header above "
                "them in a copy, and add that copy"
            )
        return told

    def read(self, head: int, *, file: str, is_header: HeaderTest | None) -> Rows:
        """Return the rows under the header at `head`."""
        import pandas as pd

        self._compare(file)
        texts = self.row(head)
        width = max(place for place, text in enumerate(texts) if text.strip()) + 1
        header = tuple(texts[:width])
        start, end = head + 1, self.filled[-1] + 1
        wide = _find_filled([column[start:end] for column in self.columns[width:]])
        cells = {
            cell(place): pd.Series(column[start:end], dtype="str")
            for place, column in enumerate(self.columns[:width])
        }
        frame = pd.DataFrame(cells)
        frame[ROW] = range(1, end - start + 1)
        faults, told = self._find_faults(head, header)
        if faults:
            frame[FAULT] = frame[ROW].map(faults).astype("str")
        frame = frame.drop(index=wide).reset_index(drop=True)
        frame, furniture = reject_furniture(frame, header)
        rejected = [Rejected(place + 1, "too many cells") for place in wide] + furniture
        last = end - start
        frame, asides, unlike = set_aside(frame, width, first=1, last=last, rejected=rejected)
        rows = Rows(
            file=file,
            part=self.name,
            header=header,
            frame=frame,
            rows_read=self._count_records(head),
            rejected=tuple(sorted([*rejected, *asides], key=lambda entry: entry.row)),
            notes=(*self._note(head), *told),
            unlike=unlike,
        )
        if is_header is not None:
            _refuse_second_header(rows, is_header)
        return rows

    def _count_records(self, head: int) -> int:
        """Count the rows after the header to the last that is not blank, by the XML if any."""
        last = self.filled[-1] if self.facts is None else self.facts.filled[-1] - 1
        return last - head

    def _compare(self, file: str) -> None:
        """Raise Problem unless both readers find the same rows that are not blank."""
        if self.facts is None:
            return
        other = {row - 1 for row in self.facts.filled}
        differing = sorted(other.symmetric_difference(self.filled))
        if differing:
            raise Problem(
                f"{len(other):,} rows that are not blank were counted in the sheet, but "
                f"{len(self.filled):,} read",
                file=file,
                part=self.name,
                expected=f"both readers to agree; they differ first in row {differing[0] + 1:,} "
                "of the sheet",
                remedy="Open it in a spreadsheet, save it as .xlsx anew, and add that copy",
            )

    def _find_faults(self, head: int, header: Sequence[str]) -> tuple[dict[int, str], list[str]]:
        """Return the faulty cells of each record, and a sentence on each sort of fault."""
        found: dict[int, list[str]] = {}
        sorts: dict[str, int] = {}
        for (row, column), why in sorted(self.facts.faults.items() if self.facts else ()):
            if row - 1 > head and row - 1 <= self.filled[-1] and column <= len(header):
                name = header[column - 1].strip() or f"column {column}"
                found.setdefault(row - 1 - head, []).append(f"{name.replace(';', ',')}: {why}")
                sorts[why] = sorts.get(why, 0) + 1
        notes = [
            f"Sheet {self.name}: {_count(count, 'cell')}: {why}; read as no value"
            for why, count in sorted(sorts.items())
        ]
        return {row: "; ".join(texts) for row, texts in found.items()}, notes

    def _note(self, head: int) -> list[str]:
        """Return sentences on how the rows stand in the sheet; none quotes a value."""
        told = []
        above = sum(place < head for place in self.filled)
        if above:
            told.append(f"{_count(above, 'row')} above the header, left aside")
        if self.lost_digits:
            told.append(f"{_count(self.lost_digits, 'number')} {OUT_OF_DIGITS}")
        if self.facts is None:
            told.append(
                "its rows were counted by one reader alone: the second reader of .xls files, xlrd, "
                "cannot read this one"
            )
        else:
            if not self.facts.visible:
                told.append("the sheet is hidden; it was read")
            if self.facts.hidden_rows:
                told.append(f"{_count(self.facts.hidden_rows, 'hidden row')}, read as the others")
            if self.facts.hidden_columns:
                names = ", ".join(self.facts.hidden_columns)
                told.append(f"hidden columns, read as the others: {names}")
            if self.facts.merged:
                told.append(
                    f"{_count(self.facts.merged, 'merged range')}: "
                    "the value stands in the first cell of each"
                )
        return [f"Sheet {self.name}: {text}" for text in told]


def _find_filled(columns: Sequence[Sequence[str]]) -> list[int]:
    """Return the places of the rows with a cell that is not blank, in order."""
    if not columns:
        return []
    blank = list(range(len(columns[0])))
    for column in columns:
        blank = [place for place in blank if not column[place].strip()]
    gone = set(blank)
    return [place for place in range(len(columns[0])) if place not in gone]


def _refuse_second_header(rows: Rows, is_header: HeaderTest) -> None:
    """Raise Problem if a kept row is a header of its own: what is below it has other columns."""
    names = {name.strip().casefold() for name in rows.header if name.strip()}
    columns = [cell(place) for place in range(len(rows.header))]
    likely = rows.frame[columns[0]].str.strip().str.casefold().isin(names)
    for column in columns[1:3]:
        likely |= rows.frame[column].str.strip().str.casefold().isin(names)
    for record in rows.frame[likely].to_dict("records"):
        if is_header([record[column] for column in columns]):
            raise Problem(
                "A second header stands among the rows, with its columns in another order",
                file=rows.file,
                part=rows.part,
                row=int(record[ROW]),
                expected="one table a sheet",
                remedy="Put what is below it on a sheet of its own in a copy, and add that copy",
            )


def _count(number: int, name: str) -> str:
    return f"1 {name}" if number == 1 else f"{number:,} {name}s"
