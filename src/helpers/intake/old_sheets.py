"""Old sheets: what the records of an .xls file say of its sheets, apart from the cells' reader.

Xlrd finds each cell by its own record; calamine, which reads the values, has no part in it.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from helpers.intake.sheet_rows import Sheet, name_column


def scan_old(path: Path) -> list[Sheet] | None:
    """Return what the records of an .xls file say of each of its sheets, in their order.

    None if xlrd cannot open it: then its rows have one count alone, and the ledger says so.
    """
    import xlrd

    try:
        # With formats, since without them it passes over hidden rows, columns and merged cells;
        # with ragged rows, since otherwise one stray cell fills memory with a whole rectangle.
        with xlrd.open_workbook(
            str(path), logfile=io.StringIO(), formatting_info=True, ragged_rows=True
        ) as book:
            return [_scan(sheet) for sheet in book.sheets()]
    except Exception:
        # A damaged file stops it wherever it stands: struct.error, AssertionError, IndexError, ...
        return None


def _scan(sheet: Any) -> Sheet:
    import xlrd

    found = Sheet(sheet.name, visible=not sheet.visibility, merged=len(sheet.merged_cells))
    for row in range(sheet.nrows):
        values = zip(sheet.row_types(row), sheet.row_values(row), strict=True)
        told = [column for column, (kind, value) in enumerate(values, 1) if _is_told(kind, value)]
        for column in told:
            if sheet.cell_type(row, column - 1) == xlrd.XL_CELL_ERROR:
                code = sheet.cell_value(row, column - 1)
                name = xlrd.error_text_from_code.get(code, "an error")
                found.faults[row + 1, column] = f"{name} in the workbook"
        if told:
            found.filled.append(row + 1)
            found.width = max(found.width, told[-1])
            about = sheet.rowinfo_map.get(row)
            found.hidden_rows += bool(about and about.hidden)
    found.hidden_columns = [
        name_column(column + 1)
        for column, about in sorted(sheet.colinfo_map.items())
        if about.hidden and column < sheet.ncols
    ]
    return found


def _is_told(kind: int, value: Any) -> bool:
    import xlrd

    if kind == xlrd.XL_CELL_TEXT:
        return bool(value.strip())
    return kind not in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK)
