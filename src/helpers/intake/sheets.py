"""Sheets: how many records a workbook holds, by its own XML and not by the reader of its cells.

The parts and elements are those of ECMA-376 (Office Open XML), part 1, section 18.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from xml.etree import ElementTree

BOOK = "xl/workbook.xml"
LINKS = "xl/_rels/workbook.xml.rels"
STRINGS = "xl/sharedStrings.xml"


def count_records(path: Path) -> dict[str, int]:
    """Return the records of each sheet that has a cell with a value, by the sheet's name.

    They are the rows after the first that has one (the header), up to the last that has one.
    Raises KeyError, zipfile.BadZipFile or ElementTree.ParseError if the file is no workbook.
    """
    with zipfile.ZipFile(path) as archive:
        blank = _find_blank_strings(archive)
        counts = {}
        for name, part in _list_sheets(archive):
            with archive.open(part) as file:
                filled = list(_find_filled_rows(file, blank))
            if filled:
                counts[name] = max(filled) - min(filled)
    return counts


def _list_sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    links = ElementTree.fromstring(archive.read(LINKS))
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    for element in ElementTree.fromstring(archive.read(BOOK)).iter():
        if _name(element) == "sheet":
            link = next(value for key, value in element.items() if key.endswith("}id"))
            # A target is absolute, or starts from the folder of the workbook's part.
            yield element.get("name", ""), posixpath.join("/xl", targets[link]).lstrip("/")


def _find_blank_strings(archive: zipfile.ZipFile) -> frozenset[str]:
    """Return the numbers of those shared strings that hold nothing but blanks."""
    if STRINGS not in archive.namelist():
        return frozenset()
    items = [e for e in ElementTree.fromstring(archive.read(STRINGS)) if _name(e) == "si"]
    return frozenset(str(n) for n, item in enumerate(items) if not _text(item).strip())


def _find_filled_rows(file: IO[bytes], blank: frozenset[str]) -> Iterator[int]:
    """Return the number of each row with a cell that is not blank."""
    number = 0
    for _, element in ElementTree.iterparse(file):
        if _name(element) == "row":
            number = int(element.get("r") or number + 1)
            if any(_has_value(cell, blank) for cell in element):
                yield number
            element.clear()


def _has_value(cell: ElementTree.Element, blank: frozenset[str]) -> bool:
    values = [_text(child) for child in cell if _name(child) in ("v", "is")]
    if cell.get("t") == "s":
        return any(value.strip() not in blank for value in values)
    return any(value.strip() for value in values)


def _text(element: ElementTree.Element) -> str:
    """Return the text within, without the phonetic guides that stand beside it."""
    skipped = {id(e) for guide in element.iter() if _name(guide) == "rPh" for e in guide.iter()}
    return "".join(e.text or "" for e in element.iter() if id(e) not in skipped)


def _name(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]
