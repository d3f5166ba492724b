"""Workbooks with the same bytes each time: no clock, and no compression library, in the file."""

from __future__ import annotations

import importlib
import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from helpers.errors import Problem

_MOMENT = "2026-01-01T00:00:00Z"
_OLDEST = (1980, 1, 1, 0, 0, 0)
"""The first moment a zip archive can name."""

Cell = str | int | None


def write_workbook(path: Path, sheets: Mapping[str, Sequence[Sequence[Cell]]]) -> None:
    """Write `sheets` (name to rows, header first) as an .xlsx file.

    The members are stored and not deflated, because zlib's output differs from build to build.
    Raises Problem if openpyxl, the library that writes workbooks, is not installed.
    """
    try:
        openpyxl = importlib.import_module("openpyxl")
    except ImportError as error:
        raise Problem(
            "A made-up workbook cannot be written: the library openpyxl is not installed",
            file=path.name,
            remedy="Run `make setup`, which installs it, and try again",
        ) from error
    book = openpyxl.Workbook(write_only=True)
    book.properties.creator = "Plateglass (made-up records)"
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    drawn = io.BytesIO()
    book.save(drawn)
    path.write_bytes(settle_bytes(drawn.getvalue()))


def settle_bytes(workbook: bytes) -> bytes:
    """Return a workbook that openpyxl wrote with one moment for all its times, and stored."""
    settled = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook)) as source,
        zipfile.ZipFile(settled, "w") as target,
    ):
        for name in sorted(source.namelist(), key=lambda name: (name[0] != "[", name)):
            content = source.read(name)
            if name == "docProps/core.xml":
                content = _set_clock(content)
            member = zipfile.ZipInfo(name, _OLDEST)
            member.create_system = 3
            target.writestr(member, content)
    return settled.getvalue()


def _set_clock(core: bytes) -> bytes:
    """Return the properties with one moment for all times: openpyxl always writes now."""
    pattern = rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z"
    return re.sub(pattern, _MOMENT.encode(), core)
