"""Neighborhood: a row is found in its file, with the records around it."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
from invented_prints import HEADER, make_rows, print_table
from PIL import Image

from helpers.cleaning.clean import load_table
from helpers.cleaning.table import Table
from helpers.errors import Problem
from helpers.project import Project
from helpers.readers.csv import find_lines
from helpers.readers.files import pin_file
from helpers.readers.neighborhood import Neighborhood, look_up
from helpers.readers.pdf.document import draw_rows
from helpers.readers.pdf.layouts import make_layouts
from helpers.releases.descriptor import Resource
from helpers.schemas.schema import load_schema

NAMES = "search_id,account,account_group,user,searched_at,search_type,reason"
LOG = f'''Exported for the public

{NAMES}
T-1,a,Federal account A,u,2024-11-02 10:00:00,driver,"two
lines"
T-2,a,Federal account A,u,2024-11-03 10:00:00,driver,theft

T-3,a,Federal account B,u,2025-05-04 10:00:00,driver,"a ""b"""
T-4,a,Local,u,2025-06-05 10:00:00,driver,é
'''
SCHEMA = load_schema("portal-search-log")


def look(path: Path, resource: Resource, row: int, part: str | None = None) -> Neighborhood:
    (found,) = look_up(
        path, resource, part=part, rows=[row], lost=[3], offset=0, schema=SCHEMA, around=1
    )
    return found


def describe(path: Path) -> Resource:
    resource = pin_file(path, path.name)
    if resource.dialect:
        resource.dialect.headerRows = [3]
    return resource


def test_a_row_of_a_log_is_shown_with_the_lines_around_it(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text(LOG, encoding="utf-8")
    found = look(path, describe(path), 2)
    assert [(one.number, one.line) for one in found.lines] == [(1, 4), (2, 6), (3, 7)]
    assert found.lines[0].text.endswith('"two\nlines"')
    assert {number: cells[0] for number, cells in found.cells.items()} == {1: "T-1", 2: "T-2"}
    assert found.header[0] == "search_id"
    last = look(path, describe(path), 5)
    assert [(one.number, one.line) for one in last.lines] == [(4, 8), (5, 9)]
    assert {number: cells[0] for number, cells in last.cells.items()} == {4: "T-3", 5: "T-4"}


def test_a_row_that_was_rejected_is_shown_as_it_lies(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text(LOG, encoding="utf-8")
    found = look(path, describe(path), 3)
    assert 3 not in found.cells
    assert [one.text[:3] for one in found.lines] == ["T-2", "", "T-3"]


def test_a_row_that_is_not_there_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text(LOG, encoding="utf-8")
    with pytest.raises(Problem, match="no such row"):
        look(path, describe(path), 60)
    with pytest.raises(Problem, match="no such part"):
        look(path, describe(path), 1, part="Sheet1")


def test_a_row_in_other_letters_and_in_an_archive_is_found(tmp_path: Path) -> None:
    plain = LOG.encode("cp1252")
    packed = tmp_path / "log.csv.gz"
    packed.write_bytes(gzip.compress(plain))
    assert look(packed, describe(packed), 5).lines[-1].text.endswith("é")
    archive = tmp_path / "logs.zip"
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("inner.csv", LOG.partition("\n\n")[2])
    found = look(archive, pin_file(archive, archive.name), 2, part="inner.csv")
    assert [one.number for one in found.lines] == [1, 2, 3]
    assert found.cells[2][0] == "T-2"


def test_lines_far_down_are_found_by_their_bytes(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    rows = (f'T-{n},a,"x\ny",u,2024-11-02 10:00:00,driver,r' for n in range(1, 20_001))
    path.write_text(f"{NAMES}\n" + "\n".join(rows) + "\n", encoding="utf-8")
    resource = pin_file(path, path.name)
    found = find_lines(path, resource, range(15_000, 15_002), shown="long.csv", folder=tmp_path)
    assert [(one.number, one.line) for one in found] == [(15_000, 30_000), (15_001, 30_002)]
    assert found[0].text.startswith("T-15000,")


def test_a_row_of_a_sheet_is_shown_with_the_cells_around_it(tmp_path: Path) -> None:
    path = tmp_path / "log.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["For the public"])
    sheet.append(NAMES.split(","))
    for n in range(1, 6):
        sheet.append([f"T-{n}", "a", "Local", "u", "2024-11-02 10:00:00", "driver", "r"])
    book.save(path)
    resource = pin_file(path, path.name)
    (found,) = look_up(
        path, resource, part="Sheet", rows=[4], lost=[], offset=0, schema=SCHEMA, around=1
    )
    assert {number: cells[0] for number, cells in found.cells.items()} == {
        3: "T-3",
        4: "T-4",
        5: "T-5",
    }
    assert not found.lines


LAYOUTS = make_layouts([load_schema("flock-network-audit")])
PRINTED = make_rows(60)


def find_band(picture: bytes) -> tuple[int, int, int]:
    """Return the first and last row of pixels that are marked, and the height of the picture."""
    image = Image.open(io.BytesIO(picture)).convert("RGB")
    middle = [image.getpixel((image.width - 20, y)) for y in range(image.height)]
    marked = [y for y, color in enumerate(middle) if color != (255, 255, 255)]
    return marked[0], marked[-1], image.height


def find_id(path: Path, name: str) -> tuple[float, float]:
    """Return how far down its page an id is printed: the top and the bottom of it, of one."""
    for page in pypdfium2.PdfDocument(path):
        text = page.get_textpage()
        match = text.search(name[:22]).get_next()
        if match:
            _, bottom, _, top = text.get_charbox(match[0])
            return 1 - top / page.get_height(), 1 - bottom / page.get_height()
    raise AssertionError(f"no page has {name}")


@pytest.mark.parametrize("shape", [{}, {"at_head": True}])
def test_a_printed_row_is_marked_on_its_page(tmp_path: Path, shape: dict[str, bool]) -> None:
    path = print_table(tmp_path / "a.pdf", PRINTED, header=HEADER, **shape)
    numbers = [1, 20, 21, 60]
    bands = [find_band(one) for one in draw_rows(path, numbers, shown="a.pdf", layouts=LAYOUTS)]
    for number, (first, last, height) in zip(numbers, bands, strict=True):
        top, bottom = find_id(path, PRINTED[number - 1][0])
        assert first / height <= top < bottom <= last / height
        assert (last - first) / height < 0.1


def test_a_page_that_is_turned_is_marked_as_it_is_seen(tmp_path: Path) -> None:
    upright = print_table(tmp_path / "a.pdf", PRINTED, header=HEADER)
    turned = print_table(tmp_path / "b.pdf", PRINTED, header=HEADER, turned=90)
    one, other = (
        find_band(draw_rows(path, [33], shown="a.pdf", layouts=LAYOUTS)[0])
        for path in (upright, turned)
    )
    assert all(abs(here - there) <= 3 for here, there in zip(one, other, strict=True))


def test_a_row_that_no_page_has_is_refused(tmp_path: Path) -> None:
    path = print_table(tmp_path / "a.pdf", PRINTED, header=HEADER)
    with pytest.raises(Problem, match="The document has 60 rows"):
        draw_rows(path, [61], shown="a.pdf", layouts=LAYOUTS)


def test_every_row_of_a_shipped_log_is_found_under_its_number(project: Project) -> None:
    table: Table = load_table("synthetic-audit-demoville", project)
    frame = table.sql("SELECT source_file, source_row, search_id FROM rows WHERE source_row > 100")
    (account,) = (one for one in table.parts if one.file == "network_audit_1.csv")
    rows = frame[frame["source_file"] == account.file].head(3)
    from helpers.releases.release import open_release

    release = open_release(table.release, project)
    resource = next(one for one in release.resources if one.path == account.file)
    found = look_up(
        release.path(resource),
        resource,
        part=None,
        rows=[int(row) for row in rows["source_row"]],
        lost=[one.row for one in account.lost],
        offset=account.offset,
        schema=table.schema,
    )
    for near, (_, number, name) in zip(found, rows.itertuples(index=False), strict=True):
        assert near.cells[number][0] == name
        assert next(one.text for one in near.lines if one.number == number).startswith(name)
