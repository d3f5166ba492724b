"""Binary sheets: what the records of an .xlsb file say of its sheets, apart from their reader.

The records are those of MS-XLSB (Microsoft, sections 2.3.1 and 2.4): a number, a length, and the
bytes. Calamine passes over cells in the short form (BrtShortBlank to BrtShortIsst), which some
writers use and Excel does not: their values would be lost in silence, so such a file is refused.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from pathlib import Path

from lxml import etree  # type: ignore[import-untyped]

from helpers.errors import Problem
from helpers.intake.sheet_rows import Sheet, name_column

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


def scan_binary(path: Path, *, shown: str) -> list[Sheet]:
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
                sheet = Sheet(_text(data, end)[0], visible=not data[0] & 3)
                target = links.get(link, "")
                if "worksheets/" in target:
                    part = posixpath.join("/xl", target).lstrip("/")
                    _scan(archive.read(part), sheet, blank, shown)
                    found.append(sheet)
        return found


def _scan(data: bytes, sheet: Sheet, blank: frozenset[int], shown: str) -> None:
    number, hidden = 0, False
    for kind, record in _read_records(data):
        if kind == ROW:
            number, hidden = _whole(record, 0) + 1, bool(record[11] & 0x10)
        elif kind in SHORT:
            raise Problem(
                "Its cells are written in a short form that the reader of .xlsb passes over",
                file=shown,
                part=sheet.name,
                expected="a workbook as Excel writes it",
                remedy="Open it in a spreadsheet, save it as .xlsx, and add that copy",
            )
        elif kind in CELLS:
            column = _whole(record, 0) + 1
            if kind in (ERROR, FORMULA_ERROR):
                name = ERRORS.get(record[8], "an error")
                sheet.faults[number, column] = f"{name} in the workbook"
            if _has_value(kind, record, blank):
                if not sheet.filled or sheet.filled[-1] != number:
                    sheet.filled.append(number)
                    sheet.hidden_rows += hidden
                sheet.width = max(sheet.width, column)
        elif kind == COLUMN and record[16] & 1:
            first, last = name_column(_whole(record, 0) + 1), name_column(_whole(record, 4) + 1)
            sheet.hidden_columns.append(first if first == last else f"{first} to {last}")
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
    place = 0
    while place < len(data):
        kind = data[place]
        place += 1
        if kind & 0x80:
            kind = (kind & 0x7F) | (data[place] & 0x7F) << 7
            place += 1
        size = shift = 0
        while True:
            byte = data[place]
            place += 1
            size |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                break
        yield kind, data[place : place + size]
        place += size


def _whole(data: bytes, place: int) -> int:
    return int.from_bytes(data[place : place + 4], "little")


def _text(data: bytes, place: int) -> tuple[str, int]:
    """Return the text at a place (its length, then UTF-16), and where it ends."""
    length = _whole(data, place)
    if length == 0xFFFFFFFF:
        return "", place + 4
    end = place + 4 + 2 * length
    return data[place + 4 : end].decode("utf-16-le", "replace"), end
