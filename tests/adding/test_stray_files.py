"""One stray file never sinks a release: what holds no table is left out and named."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from helpers.adding.add import add_release
from helpers.cleaning.clean import load_table
from helpers.errors import Damaged, Misuse, NoTable, Problem
from helpers.project import Project
from helpers.releases.release import open_release

LOG = '"id","userId","searchDate","networkCount","reason"\n' + "".join(
    f'"a{n}","***","2026-03-1{n}T04:31:52.901Z","2","theft"\n' for n in (0, 1)
)
LETTER = (
    "City of Sample\nOffice of the Clerk\n\nMarch 3, 2026\n\nDear Ms. Doe,\n\n"
    "We write in answer to your request W0123 of February 1, 2026. The record that you asked for,\n"
    "the search audit of the portal, is attached. Names were withheld under 7923.600 GC.\n\n"
    "Sincerely,\nThe Clerk\n"
)
STRAYS = {
    "letter.txt": LETTER.encode(),
    "cover.html": b"<html><body><p>Your request W1 is complete.</p></body></html>",
    "meta.json": b'{"request": "W1", "status": "done"}',
    "invoice.docx": b"PK\x03\x04 not a table",
    "seal.png": b"\x89PNG\r\n\x1a\n" + bytes(20),
    "page.txt": b"Transparency Portal\nData retention\n30 days\n",
    "fees.csv": b"Invoice W1,\nItem,Amount\nCopies,12.00\nTotal,12.00\n",
    "time.csv": b"Description,Hours,Rate,Total\nReview,2,30,60\n",
    "log.csv": b"Page,Exemption,Date\n3,7923.600,2026-03-01\n",
    "bill.csv": b"Fee,Quantity,Price\nStaff,2,30\n",
    "scan.pdf": b"%PDF-1.4\n damaged",
    "saved.csv": b"<!doctype html><title>404 Not Found</title>",
    "memo.txt": b"%PDF-1.7 memo",
    "empty.csv": b"",
    "blank.csv": b"\n\n\n",
}


def pack(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def lay(folder: Path, files: dict[str, bytes]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder


@pytest.mark.parametrize("stray", STRAYS)
@pytest.mark.parametrize("packed", [True, False])
def test_a_stray_is_left_out_and_named(
    stray: str, packed: bool, project: Project, tmp_path: Path
) -> None:
    files = {stray: STRAYS[stray], "search_audit.csv": LOG.encode()}
    if packed:
        path = tmp_path / "answer.zip"
        path.write_bytes(pack(files))
    else:
        path = lay(tmp_path / "answer", files)
    report = add_release([path], release="r", project=project)
    assert report.kind == "flock-portal-log"
    assert sum(file.rows_read for file in report.files) == 2
    assert any(stray in note and "left out" in note for note in report.notes)
    table = load_table("r", project)
    assert (table.ledger.rows_read, table.ledger.rows_kept) == (2, 2)
    if not packed:
        assert not (project.raw / "r" / stray).exists()
        assert open_release("r", project).descriptor.plateglass.left_out == [stray]


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(strays=st.sets(st.sampled_from(sorted(STRAYS))), logs=st.permutations(["a.csv", "b.csv"]))
def test_no_row_is_lost_whatever_strays_come(
    strays: set[str], logs: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    base = tmp_path_factory.mktemp("strays")
    project = Project(base / "project")
    project.root.mkdir()
    files = {name: STRAYS[name] for name in strays} | {name: LOG.encode() for name in logs}
    report = add_release([lay(base / "in", files)], release="r", project=project)
    assert sum(file.rows_read for file in report.files) == 4
    assert set(open_release("r", project).descriptor.plateglass.left_out) == strays


@pytest.mark.parametrize("stray", ["letter.txt", "cover.html", "meta.json", "seal.png"])
def test_a_stray_alone_is_no_release(stray: str, project: Project, tmp_path: Path) -> None:
    path = lay(tmp_path, {stray: STRAYS[stray]}) / stray
    with pytest.raises(NoTable):
        add_release([path], release="r", project=project)
    zipped = tmp_path / "a.zip"
    zipped.write_bytes(pack({stray: STRAYS[stray]}))
    with pytest.raises(NoTable):
        add_release([zipped], release="r", project=project)
    assert not (project.raw / "r").exists()


def test_a_table_that_is_near_a_kind_is_no_stray(project: Project, tmp_path: Path) -> None:
    near = b"Searched By,Agency,Why,Searched On\nX,A PD,theft,2025-03-01 10:00:00\n"
    folder = lay(tmp_path / "in", {"a.csv": LOG.encode(), "b.csv": near})
    with pytest.raises(Problem, match=r"missing; the header found is: Searched By.*b.csv"):
        add_release([folder], release="r", project=project)


def test_rows_without_a_header_beside_a_log_are_no_stray(project: Project, tmp_path: Path) -> None:
    rows = b"Jane,Sample PD,some day,three,Stolen\n" * 9
    folder = lay(tmp_path / "in", {"a.csv": LOG.encode(), "b.csv": rows})
    with pytest.raises(Problem, match=r"looks like a row.*b.csv"):
        add_release([folder], release="r", project=project)


def test_a_damaged_table_is_not_a_stray(project: Project, tmp_path: Path) -> None:
    folder = lay(tmp_path / "in", {"a.csv": LOG.encode(), "b.xlsx": b"PK\x03\x04 broken"})
    with pytest.raises(Damaged, match=r"workbook \(b.xlsx\).*only the other files.*--only"):
        add_release([folder], release="r", project=project)
    zipped = tmp_path / "a.zip"
    zipped.write_bytes(pack({"a.csv": LOG.encode(), "b.xlsx": b"PK\x03\x04 broken"}))
    with pytest.raises(Damaged, match=r"a.zip, b.xlsx.*--only"):
        add_release([zipped], release="r", project=project)
    for path in (folder, zipped):
        report = add_release([path], release=path.stem, project=project, only=["*.csv"])
        assert sum(file.rows_read for file in report.files) == 2


def test_what_systems_put_beside_files_is_passed_over(project: Project, tmp_path: Path) -> None:
    files = {"~$log.xlsx": b"\x06Sample", "._log.csv": b"\0\x05\x16", "a.csv": LOG.encode()}
    zipped = tmp_path / "a.zip"
    zipped.write_bytes(pack(files))
    for path in (lay(tmp_path / "in", files), zipped):
        report = add_release([path], release=path.stem, project=project)
        assert not any("left out" in note for note in report.notes)


def test_only_chooses_files_in_a_folder_and_in_an_archive(project: Project, tmp_path: Path) -> None:
    other = json.dumps([{"kind": "else"}]).encode()
    files = {"log.csv": LOG.encode(), "else.json": other}
    folder = lay(tmp_path / "in", files)
    add_release([folder], release="folder", project=project, only=["*.csv"])
    zipped = tmp_path / "a.zip"
    zipped.write_bytes(pack(files))
    report = add_release([zipped], release="packed", project=project, only=["LOG.csv"])
    assert any("not chosen" in note and "else.json" in note for note in report.notes)
    assert [load_table(name, project).count for name in ("folder", "packed")] == [2, 2]
    with pytest.raises(Misuse, match="No file is called"):
        add_release([folder], release="none", project=project, only=["*.pdf"])


def test_a_sheet_is_chosen_by_its_name(project: Project, tmp_path: Path) -> None:
    book = Workbook()
    book.active.title = "May"
    for sheet in (book.active, book.create_sheet("June")):
        sheet.append(["id", "userId", "searchDate"])
        sheet.append(["a1", "u", f"2025-05-01 10:00:0{len(book.sheetnames)}"])
    path = tmp_path / "book.xlsx"
    book.save(path)
    report = add_release([path], release="r", project=project, sheets=["june"])
    assert any("sheets that were not chosen: “May”" in note for note in report.notes)
    assert [f.part for f in load_table("r", project).ledger.files] == ["June"]
    with pytest.raises(Problem, match=r"No sheet .* is called July.*May, June"):
        add_release([path], release="s", project=project, sheets=["July"])


def test_the_same_bytes_in_another_release_are_pointed_out(
    project: Project, tmp_path: Path
) -> None:
    (tmp_path / "a.csv").write_text(LOG)
    add_release([tmp_path / "a.csv"], release="first", project=project)
    zipped = tmp_path / "z.zip"
    zipped.write_bytes(pack({"b.csv": LOG.encode()}))
    report = add_release([zipped], release="second", project=project)
    assert "b.csv is byte for byte a.csv of the release first" in report.notes
