"""Binary workbooks: what the records of .xlsb and .xls files say, apart from the cells' reader.

The records of .xlsb are those of MS-XLSB (Microsoft, sections 2.3.1 and 2.4): a number, a length,
and the bytes. Calamine skips cells in the short form (BrtShortBlank to BrtShortIsst), which some
programs write and Excel does not. Their values would be lost, so we refuse such a file. In .xls
files xlrd finds each cell by its own record. Calamine, which reads the values, takes no part in it.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from helpers.errors import Problem
from helpers.readers.workbook_xml import SheetFacts, name_column

BOOK = "xl/workbook.bin"
LINKS = "xl/_rels/workbook.bin.rels"
STRINGS = "xl/sharedStrings.bin"

ROW, BLANK, ERROR, TEXT, SHARED, FORMULA_TEXT, FORMULA_ERROR, RICH = 0, 1, 3, 6, 7, 8, 11, 62
CELLS = (*range(2, 12), RICH)
SHORT = range(12, 19)
STRING, COLUMN, SHEET, MERGED, LINK = 19, 60, 156, 176, 494

ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}


def scan_binary(path: Path, *, shown: str) -> list[SheetFacts]:
    """Return what the records of an .xlsb file say of each of its sheets, in their order.

    Raises Problem if a sheet has cells in the short form.
    """
    with zipfile.ZipFile(path) as archive:
        links = {
            link.get("Id"): link.get("Target", "") for link in etree.fromstring(archive.read(LINKS))
        }
        strings = archive.read(STRINGS) if STRINGS in archive.namelist() else b""
        items = (data for kind, data in _read_records(strings) if kind == STRING)
        blank = frozenset(n for n, data in enumerate(items) if not _text(data, 1)[0].strip())
        found = []
        for kind, data in _read_records(archive.read(BOOK)):
            if kind == SHEET:
                link, end = _text(data, 8)
                sheet = SheetFacts(_text(data, end)[0], visible=not data[0] & 3)
                target = links.get(link, "")
                if "worksheets/" in target:
                    part = posixpath.join("/xl", target).lstrip("/")
                    _scan_binary_sheet(archive.read(part), sheet, blank, shown)
                    found.append(sheet)
        return found


def _scan_binary_sheet(data: bytes, sheet: SheetFacts, blank: frozenset[int], shown: str) -> None:
    sheet.size = len(data)
    number, hidden = 0, False
    for kind, record in _read_records(data):
        if kind == ROW:
            number, hidden = _whole(record, 0) + 1, bool(record[11] & 0x10)
            if sheet.filled and number <= sheet.filled[-1]:
                raise ValueError("the rows of a sheet are not in order")
        elif kind in SHORT:
            raise Problem(
                "Its cells are in a short form that our .xlsb reader skips",
                file=shown,
                part=sheet.name,
                expected="a workbook as Excel writes it",
                remedy="Open it in Excel, save it as .xlsx, and add that copy",
            )
        elif kind in CELLS:
            column = _whole(record, 0) + 1
            if kind in (ERROR, FORMULA_ERROR):
                name = ERRORS.get(record[8], "an error")
                sheet.faults[number, column] = f"{name} in the workbook"
            is_new = not sheet.filled or sheet.filled[-1] != number
            if is_new and _has_value(kind, record, blank):
                sheet.filled.append(number)
                sheet.hidden_rows += hidden
            sheet.height, sheet.width = max(sheet.height, number), max(sheet.width, column)
        elif kind == COLUMN and record[16] & 1:
            sheet.hide(_whole(record, 0) + 1, _whole(record, 4) + 1)
        sheet.merged += kind == MERGED
        sheet.links += kind == LINK


def _has_value(kind: int, record: bytes, blank: frozenset[int]) -> bool:
    if kind == SHARED:
        return _whole(record, 8) not in blank
    if kind in (TEXT, FORMULA_TEXT):
        return bool(_text(record, 8)[0].strip())
    if kind == RICH:
        return bool(_text(record, 9)[0].strip())
    return True


def _read_records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield the number and the bytes of each record; both numbers keep 7 bits in a byte."""
    position = 0
    while position < len(data):
        kind = data[position]
        position += 1
        if kind & 0x80:
            kind = (kind & 0x7F) | (data[position] & 0x7F) << 7
            position += 1
        size = shift = 0
        while True:
            byte = data[position]
            position += 1
            size |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                break
        yield kind, data[position : position + size]
        position += size


def _whole(data: bytes, position: int) -> int:
    return int.from_bytes(data[position : position + 4], "little")


def _text(data: bytes, position: int) -> tuple[str, int]:
    """Return the text at a position (its length, then UTF-16), and where it ends."""
    length = _whole(data, position)
    if length == 0xFFFFFFFF:
        return "", position + 4
    end = position + 4 + 2 * length
    return data[position + 4 : end].decode("utf-16-le", "replace"), end


def scan_old(path: Path) -> list[SheetFacts] | None:
    """Return what the records of an .xls file say of each of its sheets, in their order.

    None if xlrd can't open it: then only one reader counts its rows, and a note says so.
    """
    import xlrd

    try:
        # Without formats it skips hidden rows, hidden columns and merged cells. Without ragged rows
        # one stray cell fills memory with a whole rectangle.
        with xlrd.open_workbook(
            str(path), logfile=io.StringIO(), formatting_info=True, ragged_rows=True
        ) as book:
            return [_scan_old_sheet(sheet) for sheet in book.sheets()]
    except Exception:
        # A damaged file can raise anything here: struct.error, AssertionError, IndexError, ...
        return None


def _scan_old_sheet(sheet: Any) -> SheetFacts:
    import xlrd

    found = SheetFacts(sheet.name, visible=not sheet.visibility, merged=len(sheet.merged_cells))
    for row in range(sheet.nrows):
        values = zip(sheet.row_types(row), sheet.row_values(row), strict=True)
        filled = [n for n, (kind, value) in enumerate(values, 1) if _is_filled(kind, value)]
        for column in filled:
            if sheet.cell_type(row, column - 1) == xlrd.XL_CELL_ERROR:
                code = sheet.cell_value(row, column - 1)
                name = xlrd.error_text_from_code.get(code, "an error")
                found.faults[row + 1, column] = f"{name} in the workbook"
        if filled:
            found.filled.append(row + 1)
            found.height, found.width = row + 1, max(found.width, filled[-1])
            about = sheet.rowinfo_map.get(row)
            found.hidden_rows += bool(about and about.hidden)
    found.hidden_columns = [
        name_column(column + 1)
        for column, about in sorted(sheet.colinfo_map.items())
        if about.hidden and column < sheet.ncols
    ]
    return found


def _is_filled(kind: int, value: Any) -> bool:
    import xlrd

    if kind == xlrd.XL_CELL_TEXT:
        return bool(value.strip())
    return kind not in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK)
