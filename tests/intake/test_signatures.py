"""Signatures: what is not what its name says is told by what it is, with what to do."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from helpers.errors import Problem
from helpers.intake.files import pin_file

OLD = Path(__file__).parent / "made_up_counts.xls"
OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
TABLE = b"<html><body><table><tr><th>id</th></tr></table></body></html>"


def make_book(path: Path) -> Path:
    book = Workbook()
    book.active.append(["id"])
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("name", "content", "what", "remedy"),
    [
        ("a.xls", TABLE, "a web page", "save it as .xlsx"),
        (
            "a.xls",
            b'\xef\xbb\xbf<?xml version="1.0"?><Workbook/>',
            "a table written as XML",
            "save",
        ),
        ("a.xls", b"id\tuserId\r\n1\tu\r\n", "plain text", "ends in .csv"),
        ("a.xlsx", "id,é\n".encode(), "plain text", "ends in .csv"),
        ("a.xlsx", "id\n".encode("utf-16"), "plain text", "ends in .csv"),
        ("a.xlsx", b"%PDF-1.4", "a PDF", "ends in .pdf"),
        ("a.pdf", b"id,b\n", "plain text", "ends in .csv"),
        ("a.xlsx", b"\x1f\x8b\x08", "a compressed file", "Unpack it"),
        ("a.xlsx", OLD.read_bytes(), "an old workbook", r"ends in \.xls,"),
        (
            "a.xlsx",
            OFFICE + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
            "locked with a password",
            "Ask the custodian for the password",
        ),
        ("a.csv", b"", "empty", "Ask the custodian"),
        ("a.json", b"", "empty", "Ask the custodian"),
    ],
)
def test_the_message_names_what_the_file_is(
    name: str, content: bytes, what: str, remedy: str, tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(Problem, match=rf"^The file is {what}.*{name}.*{remedy}"):
        pin_file(path, name)


def test_workbooks_and_archives_are_told_apart(tmp_path: Path) -> None:
    make_book(tmp_path / "a.xlsx").rename(tmp_path / "a.xls")
    with pytest.raises(Problem, match=r"a workbook of the newer sort.*ends in \.xlsx"):
        pin_file(tmp_path / "a.xls", "a.xls")
    for inside, what in (("word/document.xml", "a Word document"), ("a.csv", "an archive")):
        with zipfile.ZipFile(tmp_path / "b.xlsx", "w") as archive:
            archive.writestr(inside, "x")
        with pytest.raises(Problem, match=what):
            pin_file(tmp_path / "b.xlsx", "b.xlsx")


def test_what_is_as_it_says_or_is_not_known_passes(tmp_path: Path) -> None:
    assert pin_file(make_book(tmp_path / "a.xlsx"), "a.xlsx").format == "xlsx"
    assert pin_file(OLD, "a.xls").format == "xls"
    (tmp_path / "c.xlsx").write_bytes(b"PK\x03\x04 damaged \x00")
    assert pin_file(tmp_path / "c.xlsx", "c.xlsx").format == "xlsx"
