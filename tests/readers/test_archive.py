"""Archives: unpacked within limits, never to where their names point, and added up by member."""

from __future__ import annotations

import gzip
import io
import stat
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from made_up_accounts import Account, settle

from helpers.errors import Problem
from helpers.readers import archive as archives
from helpers.readers.apart import Budget
from helpers.readers.archive import unpack_gzip, unpack_zip
from helpers.readers.files import open_file, pin_file
from helpers.schemas.schema import Schema, load_schemas

LOG = b"id,v\n1,02134\n2,1e5\n\n"


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def write(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def read(path: Path, schemas: Sequence[Schema] = ()) -> list[Account]:
    resource = pin_file(path, path.name)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        parts = open_file(path, resource, shown=path.name, folder=folder, schemas=schemas)
        return [settle(part, folder) for part in parts]


def test_each_member_is_a_part_and_their_counts_add_up(tmp_path: Path) -> None:
    members = {
        "2025/b.csv": LOG,
        "a.csv.gz": gzip.compress(LOG),
        "c.ndjson": b'{"id":1}\n',
        "__MACOSX/._b.csv": b"\0",
        "letter.docx": b"Dear Sir",
    }
    path = write(tmp_path, "all.zip", zipped(members))
    parts = read(path)
    assert [part.part for part in parts] == ["2025/b.csv", "a.csv.gz", "c.ndjson"]
    assert all(part.part for part in parts)
    assert [(part.settled.counted, part.settled.kept) for part in parts] == [(3, 2), (3, 2), (1, 1)]
    assert parts[0].notes == ("all.zip: left out, as not chosen or without a table: “letter.docx”",)
    pinned = pin_file(path, path.name).members
    assert pinned is not None
    assert [member.path for member in pinned] == ["2025/b.csv", "a.csv.gz", "c.ndjson"]
    assert all(len(member.hash) == 64 for member in pinned)


def test_a_problem_with_a_member_names_archive_member_and_row(tmp_path: Path) -> None:
    path = write(tmp_path, "all.zip", zipped({"a.csv": LOG, "b.csv": b'a,b\n1,2\n"x,3\n4,5\n'}))
    with pytest.raises(Problem, match=r"never closed.*\(all.zip, b.csv, row 2\)"):
        read(path)
    path = write(tmp_path, "other.zip", zipped({"a.csv": b"%PDF-1.7"}))
    with pytest.raises(Problem, match=r"The file is a PDF.*\(other.zip, a.csv\)"):
        read(path)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("../a.csv", "a path outside"),
        ("x/../../a.csv", "a path outside"),
        ("/etc/a.csv", "a path outside"),
        ("C:\\a.csv", "a path outside"),
        ("x\\..\\a.csv", "a path outside"),
        ("inner.zip", "is an archive itself"),
        ("inner.tar", "is an archive itself"),
    ],
)
def test_names_that_point_elsewhere_and_archives_in_archives_are_refused(
    tmp_path: Path, name: str, said: str
) -> None:
    info = zipfile.ZipInfo("x")
    info.filename = name
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(info, LOG)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    path = write(tmp_path, "a.zip", out.getvalue())
    with pytest.raises(Problem, match=said):
        unpack_zip(path, scratch, Budget.of(path), shown="a.zip")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.zip", "scratch"]
    assert not [path for path in scratch.rglob("*") if path.is_file()]


def test_links_are_refused(tmp_path: Path) -> None:
    info = zipfile.ZipInfo("log.csv")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(info, "/etc/passwd")
    with pytest.raises(Problem, match="is a link"):
        read(write(tmp_path, "a.zip", out.getvalue()))


def test_a_locked_file_is_refused(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.csv": LOG}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(Problem, match="locked with a password"):
        read(write(tmp_path, "a.zip", bytes(data)))


@pytest.mark.parametrize("way", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_what_unpacks_all_at_once_is_refused(tmp_path: Path, way: int) -> None:
    """Such a file of 5 KB unpacked to 6 GB of memory before a byte of it could be counted."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", way) as archive:
        archive.writestr("a.csv", LOG)
    with pytest.raises(Problem, match="packed in a rare way"):
        read(write(tmp_path, "a.zip", out.getvalue()))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.csv", LOG)
        archive.writestr("a.csv", LOG)
    with pytest.raises(Problem, match=r"is in it twice \(a.zip, a.csv\)"):
        read(write(tmp_path, "a.zip", out.getvalue()))


def test_too_many_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MOST_MEMBERS", 2)
    path = write(tmp_path, "a.zip", zipped({f"{n}.csv": LOG for n in range(3)}))
    with pytest.raises(Problem, match="holds 3 files"):
        read(path)


@pytest.mark.parametrize("form", ["zip", "csv.gz"])
def test_what_is_made_to_fill_a_disk_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    monkeypatch.setattr(archives, "RATIO_FROM", 1 << 20)
    bomb = b"\0" * (8 << 20)
    data = zipped({"a.csv": bomb}) if form == "zip" else gzip.compress(bomb)
    with pytest.raises(Problem, match="It unpacks to more than"):
        read(write(tmp_path, f"a.{form}", data))


def test_short_text_of_one_line_repeated_is_read(tmp_path: Path) -> None:
    rows = b"a,b\n" + b"1,2\n" * 100_000
    (part,) = read(write(tmp_path, "a.csv.gz", gzip.compress(rows)))
    assert part.settled.counted == 100_000


@pytest.mark.parametrize("cut", [1, 8, 20])
def test_a_file_that_was_cut_off_is_refused(tmp_path: Path, cut: int) -> None:
    path = write(tmp_path, "a.csv.gz", gzip.compress(LOG)[:-cut])
    with pytest.raises(Problem, match="damaged or cut off"):
        unpack_gzip(path, tmp_path, Budget.of(path), shown="a.csv.gz")
    with pytest.raises(Problem, match=r"damaged or cut off \(a.csv.gz\)"):
        read(path)
    with pytest.raises(Problem, match="archive is damaged"):
        read(write(tmp_path, "a.zip", zipped({"a.csv": LOG})[:-cut]))


def test_a_damaged_member_is_named(tmp_path: Path) -> None:
    data = bytearray(zipped({"a.csv": LOG * 50}))
    data[40] ^= 0xFF
    with pytest.raises(Problem, match=r"damaged or packed in an unknown way \(a.zip, a.csv\)"):
        read(write(tmp_path, "a.zip", bytes(data)))


def test_an_archive_without_a_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="No file in the archive is one that can be read"):
        read(write(tmp_path, "a.zip", zipped({"letter.doc": b"x"})))
    with pytest.raises(Problem, match="holds no file"):
        read(write(tmp_path, "b.zip", zipped({".DS_Store": b"x"})))
    with pytest.raises(Problem, match="a workbook or a document"):
        read(write(tmp_path, "c.zip", zipped({"[Content_Types].xml": b"x"})))


LETTER = b"Dear requester,\n\nenclosed are the records, as you asked.\n\nThe clerk\n"


def test_a_letter_among_the_files_is_left_out_and_named(tmp_path: Path) -> None:
    """Agencies pack their answer beside the records."""
    path = tmp_path / "answer.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("letter.txt", LETTER)
        archive.writestr("log.csv", "id,userId,searchDate\n1,u,2025-05-01 10:00:00\n")
    (rows,) = read(path, list(load_schemas().values()))
    assert (rows.part, rows.settled.kept) == ("log.csv", 1)
    why = "was left out: No table found: its lines are not in columns"
    assert rows.notes == (f"answer.zip, “letter.txt” {why}",)


def test_a_letter_alone_is_no_table(tmp_path: Path) -> None:
    path = tmp_path / "answer.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("letter.txt", LETTER)
    with pytest.raises(Problem, match=r"No table found: .*answer.zip, letter.txt"):
        read(path, list(load_schemas().values()))
