"""Files: each is read by the reader of its format; what is not what its name says is named."""

from __future__ import annotations

import gzip
import os
import zipfile
from pathlib import Path

import pytest
from made_up_accounts import settle
from openpyxl import Workbook

from helpers.errors import Problem
from helpers.project import Project
from helpers.readers import files
from helpers.readers.files import open_file, pin_file, read_release
from helpers.readers.footers import CAPS, say_cap
from helpers.releases.descriptor import Descriptor, Provenance, Resource
from helpers.releases.release import Release
from helpers.schemas.schema import load_schemas

OLD = Path(__file__).with_name("invented_counts.xls")
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


def test_workbooks_and_archives_are_distinguished(tmp_path: Path) -> None:
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


def test_a_format_without_a_reader_is_a_sentence(tmp_path: Path) -> None:
    resource = Resource(name="x", path="x.doc", bytes=0, hash="", format="doc")
    (tmp_path / "x.doc").write_bytes(b"x")
    with pytest.raises(
        Problem, match=r"No table found: files of the format doc cannot be read \(x.doc\)"
    ):
        open_file(tmp_path / "x.doc", resource, shown="x.doc", folder=tmp_path)


@pytest.mark.parametrize("count", sorted(CAPS))
def test_exactly_as_many_records_as_a_cap_are_noticed(count: int) -> None:
    note = say_cap("a.csv", "May", count)
    assert note is not None
    assert note.startswith(f"a.csv, May has exactly {count:,} rows")
    assert "may be cut off" in note


@pytest.mark.parametrize("count", [0, 19_999, 20_001, 65_534])
def test_other_counts_are_not(count: int) -> None:
    assert say_cap("a.csv", None, count) is None


HEADER = "No;When;Who;Group;St;Why\n"
MAPPING = {"No": "message_id", "When": "sent_at", "Who": "requester", "Group": "", "St": "state"}


def test_mapped_headers_have_the_names_they_were_mapped_to(tmp_path: Path) -> None:
    """Also below a banner, in every format, and where the header is repeated as it was written."""
    (tmp_path / "log.csv").write_text(HEADER + "1;2025-05-01 10:00:00;T;G;WA;x\n" + HEADER)
    book = Workbook()
    for row in (["Printed 1 May"], HEADER.strip().split(";"), ["1", "2025", "T", "G", "WA", "x"]):
        book.active.append(row)
    book.save(tmp_path / "log.xlsx")
    for name in ("log.csv", "log.xlsx"):
        (part,) = open_file(
            tmp_path / name,
            pin_file(tmp_path / name, name),
            shown=name,
            folder=tmp_path,
            schemas=[load_schemas()["network-message-log"]],
            mapping=MAPPING,
        )
        assert part.header[:5] == (
            *("message_id", "sent_at", "requester"),
            "Group (left out)",
            "state",
        )
        account = settle(part, tmp_path)
        assert [record[0] for record in account.cells] == ["1"]
        assert set(account.lost.values()) <= {"repeated header"}


def test_every_file_of_a_release_is_opened_in_its_order(tmp_path: Path) -> None:
    """One of them compressed, one with a name that looks like a pattern."""
    (tmp_path / "log [1].csv").write_text("id,v\n1,02134\n")
    (tmp_path / "more.csv.gz").write_bytes(gzip.compress(b"id,v\n2,1e5\n\n"))
    names = ["more.csv.gz", "log [1].csv"]
    descriptor = Descriptor(
        name="r",
        title="r",
        resources=[pin_file(tmp_path / name, name) for name in names],
        plateglass=Provenance(kind="x", data_status="unverified"),  # type: ignore[arg-type]
    )
    release = Release(tmp_path, descriptor, Project(tmp_path))
    opened = read_release(release, [], folder=tmp_path)
    assert [resource.path for resource, _ in opened] == names
    found = [settle(part, tmp_path) for _, parts in opened for part in parts]
    assert [account.cells for account in found] == [[["2", "1e5"]], [["1", "02134"]]]


def test_a_workbook_that_crashes_its_reader_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make_book(tmp_path / "a.xlsx")
    monkeypatch.setattr(files, "parse_workbook", crash)
    with pytest.raises(Problem, match=r"makes its reader crash \(a.xlsx\)"):
        open_file(path, pin_file(path, "a.xlsx"), shown="a.xlsx", folder=tmp_path)


def crash(path: Path, folder: Path, **_: object) -> None:
    os.abort()
