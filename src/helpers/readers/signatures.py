"""Signatures: what a file is by how it begins, where its name says something else."""

from __future__ import annotations

import zipfile
from pathlib import Path

from helpers.errors import Damaged, NoTable

START = 1 << 12
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
LOCKED, OLD_BOOK = "EncryptedPackage".encode("utf-16-le"), "Workbook".encode("utf-16-le")
"""Names of streams in the compound files of Office (MS-CFB, MS-OFFCRYPTO, MS-XLS)."""

RENAME = "Rename a copy so that it ends in {0}, and add that copy"
RESAVE = "Open it in a spreadsheet, save it as .xlsx, and add that copy"

OWN = {
    "xlsx": (".xlsx",),
    "xlsm": (".xlsx",),
    "xlsb": (".xlsb",),
    "xls": (".xls",),
    "pdf": (".pdf",),
}
"""The endings of files whose content is that of each format."""


def refuse_other_content(path: Path, form: str, *, shown: str) -> None:
    """Raise Problem if a file is empty, or is plainly not what its name says.

    What a delimited file or JSON holds is judged by its own readers.
    """
    if not path.stat().st_size:
        raise NoTable(
            "The file is empty", file=shown, remedy="Ask the custodian for the file again"
        )
    if form not in OWN:
        return
    what, ending, remedy = name_content(path)
    if what and ending not in OWN[form]:
        raise (NoTable if ending == ".docx" else Damaged)(
            f"The file is {what}, whatever its name says",
            file=shown,
            expected=f"what ends in .{form}",
            remedy=remedy,
        )


def name_content(path: Path) -> tuple[str, str, str]:
    """Return what a file is, the ending of such files, and what to do; blank if not known."""
    with path.open("rb") as file:
        start = file.read(START)
    bare = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(b"%PDF"):
        return "a PDF", ".pdf", RENAME.format(".pdf")
    if start.startswith(b"PK\x03\x04"):
        return _name_packed(path)
    if start.startswith(OLD_OFFICE):
        return _name_old(path)
    if start.startswith(b"\x1f\x8b"):
        return "a compressed file", ".gz", "Unpack it, and add what is in it"
    if bare.startswith((b"<!doctype html", b"<html", b"<table")):
        return "a web page", ".html", RESAVE
    if bare.startswith(b"<?xml"):
        return "a table written as XML", ".xml", RESAVE
    if start.startswith((b"\xff\xfe", b"\xfe\xff")) or _is_text(start):
        return "plain text", ".csv", RENAME.format(".csv")
    return "", "", ""


def _is_text(start: bytes) -> bool:
    return all(byte > 31 or byte in b"\t\r\n" for byte in start)


def _name_packed(path: Path) -> tuple[str, str, str]:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError):
        return "", "", ""
    if "xl/workbook.bin" in names:
        return "a binary workbook", ".xlsb", RENAME.format(".xlsb")
    if "xl/workbook.xml" in names:
        return "a workbook of the newer sort", ".xlsx", RENAME.format(".xlsx")
    if "word/document.xml" in names:
        return "a Word document", ".docx", "A letter or a report has no rows to add"
    if "[Content_Types].xml" in names:
        return "", "", ""
    return "an archive", ".zip", RENAME.format(".zip")


def _name_old(path: Path) -> tuple[str, str, str]:
    content = path.read_bytes()
    if LOCKED in content:
        remedy = "Ask the custodian for the password, save it without one, and add that copy"
        return "locked with a password", "", remedy
    if OLD_BOOK in content:
        return "an old workbook", ".xls", RENAME.format(".xls")
    return "", "", ""
