"""Workbooks (.xlsx): each sheet a part, to rows of text with their origin."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from helpers.errors import Problem
from helpers.intake.rows import ROW, Rejected, Rows, cell, reject_furniture
from helpers.intake.sheets import count_records

NOT_A_WORKBOOK = (zipfile.BadZipFile, ElementTree.ParseError, KeyError)


def read_workbook(path: Path, *, shown: str) -> list[Rows]:
    """Return the rows of every sheet that has any, in the order of the sheets.

    A sheet's first row that is not blank is its header. Raises Problem if the file is no workbook
    or no sheet has rows.
    """
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_path(path)
        sheets = [(name, book.get_sheet_by_name(name)) for name in book.sheet_names]
        grids = [(name, sheet.to_python(skip_empty_area=False)) for name, sheet in sheets]
        counts = count_records(path)
    except (python_calamine.CalamineError, OSError, *NOT_A_WORKBOOK) as error:
        raise Problem(
            "The file is not a workbook that can be opened",
            file=shown,
            expected="an .xlsx file without a password",
            remedy="Open it in a spreadsheet, save it as .xlsx, and add that copy",
        ) from error
    parts = [
        read_sheet(grid, file=shown, part=name, rows_read=counts.get(name, 0))
        for name, grid in grids
    ]
    found = [rows for rows in parts if rows is not None]
    if not found:
        raise Problem("The workbook has no rows", file=shown, expected="a sheet with a header")
    return found


def read_sheet(
    grid: Sequence[Sequence[Any]], *, file: str, part: str, rows_read: int
) -> Rows | None:
    """Return the rows of one sheet's cells, or None if it has none.

    Records go to the last row that is not blank; a blank tail is no record. `rows_read` was
    counted apart from the cells (see `sheets`); it and the records must agree.
    """
    import pandas as pd

    texts = [[write_cell(value) for value in row] for row in grid]
    filled = [number for number, row in enumerate(texts) if any(c.strip() for c in row)]
    if not filled:
        return None
    header = _trim(texts[filled[0]])
    records = texts[filled[0] + 1 : filled[-1] + 1]
    kept, rejected = [], []
    for number, record in enumerate(records, start=1):
        if any(c.strip() for c in record[len(header) :]):
            rejected.append(Rejected(number, "too many cells"))
        else:
            kept.append((*record[: len(header)], *[""] * (len(header) - len(record)), number))
    columns = [*(cell(place) for place in range(len(header))), ROW]
    frame = pd.DataFrame(kept, columns=columns).astype(
        {name: "int64" if name == ROW else "str" for name in columns}
    )
    frame, furniture = reject_furniture(frame, header)
    return Rows(
        file=file,
        part=part,
        header=header,
        frame=frame,
        rows_read=rows_read,
        rejected=tuple(sorted([*rejected, *furniture], key=lambda entry: entry.row)),
    )


def write_cell(value: Any) -> str:
    """Return a cell's value as text: whole numbers without decimals, times as ISO.

    >>> write_cell(292114.0), write_cell("02134"), write_cell(True), write_cell(0.5)
    ('292114', '02134', 'TRUE', '0.5')
    >>> write_cell(datetime(2025, 5, 1)), write_cell(datetime(2025, 5, 1, 7, 30))
    ('2025-05-01', '2025-05-01 07:30:00')
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        # A spreadsheet holds every number as a float; beyond 2**53 its digits are not its own.
        return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
    if isinstance(value, datetime):
        midnight = value.time() == time(0)
        return value.date().isoformat() if midnight else value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return str(value)


def _trim(header: Sequence[str]) -> tuple[str, ...]:
    """Return the header up to its last cell that is not blank."""
    last = max(place for place, text in enumerate(header) if text.strip())
    return tuple(header[: last + 1])
