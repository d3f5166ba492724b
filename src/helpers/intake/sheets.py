"""Sheets: what a workbook's own XML says of them, apart from the reader of the cells.

The parts and elements are those of ECMA-376 (Office Open XML), part 1, section 18.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from lxml import etree  # type: ignore[import-untyped]

from helpers.intake.sheet_rows import Sheet, normalize, scan_sheet

BOOK = "xl/workbook.xml"
LINKS = "xl/_rels/workbook.xml.rels"
STRINGS = "xl/sharedStrings.xml"

NOT_A_WORKBOOK = (zipfile.BadZipFile, etree.XMLSyntaxError, KeyError, IndexError, ValueError)
"""What `scan_workbook` raises if a file is no workbook."""

_LETTERED = re.compile(rb"<(?:[\w.-]+:)?t(?:\s[^>]*)?>\s*[!-%'-;=-~]")


def scan_workbook(path: Path) -> list[Sheet]:
    """Return what the XML of an .xlsx file says of each of its sheets, in their order."""
    with zipfile.ZipFile(path) as archive:
        blank = _find_blank_strings(archive)
        found = []
        for name, visible, part in _list_sheets(archive):
            opener = partial(archive.open, part)
            found.append(scan_sheet(opener, name=name, visible=visible, blank=blank))
        return found


def count_records(path: Path) -> dict[str, int]:
    """Return the records of each sheet that has a cell with a value, by the sheet's name.

    They are the rows after the first that has one (the header), up to the last that has one.
    """
    return {s.name: s.filled[-1] - s.filled[0] for s in scan_workbook(path) if s.filled}


def _list_sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, bool, str]]:
    """Return the name of each worksheet, whether it is shown, and its part."""
    links = etree.fromstring(archive.read(LINKS))
    targets = {link.get("Id"): link for link in links}
    for element in etree.fromstring(archive.read(BOOK)).iter("{*}sheet"):
        link = targets[next(value for key, value in element.items() if key.endswith("}id"))]
        if link.get("Type", "/worksheet").endswith("/worksheet"):
            # A target is absolute, or starts from the folder of the workbook's part.
            part = posixpath.join("/xl", link.get("Target", "")).lstrip("/")
            shown = element.get("state", "visible") == "visible"
            yield element.get("name", ""), shown, part


def _find_blank_strings(archive: zipfile.ZipFile) -> frozenset[int]:
    """Return the numbers of those shared strings that hold nothing but blanks."""
    if STRINGS not in archive.namelist():
        return frozenset()
    data = normalize(archive.read(STRINGS))
    opened = re.search(rb"<([\w.-]+:)?si[\s/>]", data)
    if opened is None:
        return frozenset()
    prefix = opened[1] or b""
    data = re.sub(rb"<%ssi\s*/>" % prefix, rb"<%ssi></%ssi>" % (prefix, prefix), data)
    pieces = data.split(b"</%ssi>" % prefix)[:-1]
    return frozenset(n for n, piece in enumerate(pieces) if not _has_text(piece))


def _has_text(piece: bytes) -> bool:
    """Say whether a shared string has any text but blanks, and the phonetic guides beside it."""
    if _LETTERED.search(piece) and b"rPh" not in piece:
        return True
    start = re.search(rb"<(?:[\w.-]+:)?si[\s>]", piece)
    item = piece[start.start() if start else 0 :]
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True)
    element = etree.fromstring(b"<si>" + re.sub(rb"(</?)[\w.-]+:", rb"\1", item), parser)
    guides = element.iter("rPh")
    skipped = {inner for guide in guides for inner in guide.iter()}
    texts = (e.text or "" for e in element.iter("t") if e not in skipped)
    return bool("".join(texts).strip())
