"""No CSV that is written holds a live formula, whoever wrote what is in it."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from helpers.claims.sign_offs import FILE
from helpers.csv_output import free_cell
from helpers.project import HOME, Project
from helpers.site.review_sheet import write_workbook

Command = Callable[..., tuple[str, int]]

LIVE = re.compile("[ \u00a0]*[=+\\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")
FORMULA = '=HYPERLINK("http://example.org","x")'
NAMES = [FORMULA, "+1+1 PD", "-1+1 SO", "@SUM(A1) PD", "\t=1+1 PD", " =2+2 PD", "A PD;=3+3"]


def list_cells(path: Path) -> Iterator[str]:
    text = path.read_bytes().decode("utf-8-sig")
    for row in csv.reader(io.StringIO(text, newline="")):
        yield from row


def find_live(path: Path) -> list[str]:
    """Return the cells that a spreadsheet would run, wherever it sees cells begin."""
    return [
        cell
        for cell in list_cells(path)
        if not NUMBER.fullmatch(cell)
        and any(LIVE.match(piece) for piece in [cell, *re.split("[;|\t\r\n]", cell)])
    ]


def list_written(project: Project) -> set[str]:
    """Return every CSV of the project but those as received; none may hold a formula."""
    paths = [path for path in project.root.rglob("*.csv") if project.raw not in path.parents]
    assert {path.name: find_live(path) for path in paths} == {path.name: [] for path in paths}
    return {path.name for path in paths}


@pytest.mark.parametrize("cell", [FORMULA, "-1+1", "\t=1", "a;=1", "\n@x", " =1", "\uff1d1"])
def test_what_is_looked_for_would_be_found(tmp_path: Path, cell: str) -> None:
    path = tmp_path / "a.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerow(["x", cell, "-3"])
    assert find_live(path) == [cell]


def write_audit(names: list[str]) -> str:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["ID", "Org Name", "Reason", "Search Time"])
    for number, name in enumerate(names):
        writer.writerow([f"Q-{number}", name, FORMULA, "03/05/2025, 12:00:00 PM UTC"])
    return text.getvalue() + "torn\n"


def test_rejects_and_the_review_hold_none(
    command: Command, project: Project, tmp_path: Path
) -> None:
    path = tmp_path / "=cmd|' !A0.csv"
    path.write_text(write_audit(NAMES * 3), encoding="utf-8")
    said, status = command("add", str(path), "--release", "audit", "--kind", "flock-network-audit")
    assert status == 0, said
    assert command("clean", "audit")[1] == 0
    assert {"rejects.csv", "agency-review.csv"} <= list_written(project)
    review = project.processed / "audit" / "agency-review.csv"
    named = {free_cell(cell) for cell in list_cells(review)}
    assert {FORMULA, "+1+1 PD"} <= named


def test_the_name_of_a_file_in_an_archive_is_none(
    command: Command, project: Project, tmp_path: Path
) -> None:
    path = tmp_path / "files.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("=1+1.csv", write_audit(["A PD", "B PD"]))
        archive.writestr("@SUM(A1).csv", write_audit(["C PD", "D PD"]))
    said, status = command("add", str(path), "--release", "audit", "--kind", "flock-network-audit")
    assert status == 0, said
    assert command("clean", "audit")[1] == 0
    assert "rejects.csv" in list_written(project)
    rejects = project.processed / "audit" / "rejects.csv"
    assert {"'=1+1.csv", "'@SUM(A1).csv"} <= set(list_cells(rejects))


def test_the_name_of_a_sheet_is_none(command: Command, project: Project, tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    for name in ("=1+1", "-2+2"):
        sheet = book.create_sheet(name)
        for number, row in enumerate(csv.reader(io.StringIO(write_audit(["A PD", "B PD"])))):
            for column, cell in enumerate(row, start=1):
                written = sheet.cell(number + (3 if number > 1 else 1), column, cell)
                written.data_type = "s"  # a text, whatever it begins with
    del book["Sheet"]
    path = tmp_path / "book.xlsx"
    book.save(path)
    said, status = command("add", str(path), "--release", "audit", "--kind", "flock-network-audit")
    assert status == 0, said
    assert command("clean", "audit")[1] == 0
    assert "rejects.csv" in list_written(project)
    assert {"'=1+1", "'-2+2"} <= set(list_cells(project.processed / "audit" / "rejects.csv"))


def own_claims(project: Project) -> None:
    """Ship claims of the project's own, whose texts are formulas."""
    folder = project.raw / "published-figures"
    shutil.copytree(HOME / "data" / "raw" / "published-figures", folder)
    path = folder / "published_figures.csv"
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
    for row, name in zip(rows, NAMES, strict=False):
        row["notes"] = name.strip()
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8")
    descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    descriptor["resources"][0] |= {
        "bytes": path.stat().st_size,
        "hash": hashlib.sha256(path.read_bytes()).hexdigest(),
    }
    (folder / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")


def test_the_sheet_of_claims_and_the_table_of_sign_offs_hold_none(
    command: Command,
    project: Project,
    tmp_path: Path,
    remember_shipped: Callable[[Project], None],
) -> None:
    remember_shipped(project)
    own_claims(project)
    sheet, filled = tmp_path / "claims.csv", tmp_path / "filled.csv"
    said, status = command("claims", "--export", str(sheet))
    assert status == 0, said
    assert find_live(sheet) == []
    rows = list(csv.DictReader(io.StringIO(sheet.read_bytes().decode("utf-8-sig"), newline="")))
    rows[0] |= {"Decision": "needs record", "Signed off by": FORMULA, "Day": "2026-11-01"}
    rows[0] |= {"Note": "+1+1", "Owner": "A. Aaa", "Settle by": "2026-12-31"}
    with filled.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    said, status = command("claims", "--import-sign-offs", str(filled))
    assert status == 0, said
    assert FILE in list_written(project)
    cells = {free_cell(cell) for cell in list_cells(project.root / "data" / "reference" / FILE)}
    assert {FORMULA, "+1+1"} <= cells
    again = tmp_path / "again.csv"
    assert command("claims", "--export", str(again))[1] == 0
    assert find_live(again) == []
    assert any(FORMULA in cell for cell in list_cells(again))
    rows = list(csv.DictReader(io.StringIO(again.read_bytes().decode("utf-8-sig"), newline="")))
    labels = ("Quotation", "Standing", "Advice")
    evil = [
        {key: text if key in labels else name for key, text in rows[0].items()} for name in NAMES
    ]
    book = tmp_path / "again.xlsx"
    book.write_bytes(write_workbook(evil))
    check_workbook(book)


def check_workbook(path: Path) -> None:
    """A workbook holds formulas as text, and leads nowhere but to the web."""
    from openpyxl import load_workbook

    cells = [cell for page in load_workbook(path) for row in page for cell in row]
    live = [cell for cell in cells if isinstance(cell.value, str) and LIVE.match(cell.value)]
    assert {FORMULA, "+1+1 PD"} <= {cell.value for cell in live}
    assert all(cell.quotePrefix for cell in live)
    assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr"}
    links = [cell.hyperlink.target for cell in cells if cell.hyperlink]
    assert all(one.startswith(("https://", "http://")) for one in links)
    with zipfile.ZipFile(path) as archive:
        written = b"".join(archive.read(name) for name in archive.namelist())
    assert not re.search(rb"<f[ >]|vbaProject|ddeLink|externalLink|oleObject", written)
