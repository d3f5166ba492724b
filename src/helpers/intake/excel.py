"""Workbooks (.xlsx, .xlsb, .xls): each sheet a part, to rows of text with their origin.

Calamine reads the cells. Beside it the XML of an .xlsx file (see `sheets`) and the records of an
.xlsb or .xls file (see `binary_sheets`, `old_sheets`) are read: they count the rows apart from it,
and know what it does not tell: errors, formulas without a value, what is hidden.
"""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from helpers.errors import Problem
from helpers.intake import binary_sheets
from helpers.intake.grids import Grid
from helpers.intake.headings import HeaderTest, fold
from helpers.intake.old_sheets import scan_old
from helpers.intake.rows import Rows
from helpers.intake.sheet_rows import Sheet
from helpers.intake.sheets import NOT_A_WORKBOOK, scan_workbook

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
        Grid(name, columns, counted.get(name, Sheet(name)) if facts is not None else None)
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


def _guess_headers(sheets: Sequence[Grid]) -> list[tuple[Grid, int]]:
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
