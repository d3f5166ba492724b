"""Sheets: what the XML says, apart from the reader of the cells, and as a parser reads it."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from delivered import Delivered, deliver
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from helpers.errors import Problem
from helpers.readers import excel
from helpers.readers.excel import parse_workbook
from helpers.readers.workbook_xml import SheetFacts, scan_sheet, scan_xml

CELLS = st.none() | st.integers(-5, 5) | st.sampled_from(["", " ", "x", "02134", "=1+1", "\u00a0"])
SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def save(folder: Path, grid: list[list[Any]]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "A & B"
    for row, values in enumerate(grid, start=1):
        for column, value in enumerate(values, start=1):
            if value is not None:
                sheet.cell(row, column).value = value
                sheet.cell(row, column).data_type = "s" if isinstance(value, str) else "n"
    path = folder / "book.xlsx"
    book.save(path)
    return path


def read(path: Path) -> list[Delivered]:
    return deliver(parse_workbook(path, path.parent, shown="book.xlsx"), "book.xlsx")


def count_records(path: Path) -> dict[str, int]:
    return {s.name: s.filled[-1] - s.filled[0] for s in scan_xml(path) if s.filled}


def scan(xml: str | bytes, blank: frozenset[int] = frozenset()) -> SheetFacts:
    data = xml.encode("utf-8") if isinstance(xml, str) else xml
    return scan_sheet(lambda: io.BytesIO(data), name="A", visible=True, blank=blank)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(grid=st.lists(st.lists(CELLS, max_size=3), min_size=1, max_size=7))
def test_two_readers_agree_on_any_sheet(grid: list[list[Any]], tmp_path: Path) -> None:
    path = save(tmp_path, grid)
    filled = [n for n, row in enumerate(grid) if any(str(c or "").strip() or c == 0 for c in row)]
    if not filled:
        assert count_records(path) == {}
        return
    assert count_records(path) == {"A & B": filled[-1] - filled[0]}
    (rows,) = read(path)
    assert rows.counted == len(rows.cells) + len(rows.rejected)


# Every way in which one row may be written: prefixes, quotes, lacking numbers, empty rows and
# cells, and text that only looks like an element.
ROWS = st.lists(
    st.sampled_from(
        [
            "<row/>",
            "<row></row>",
            "<row ><c/></row >",
            '<row hidden="1"><c t="s"><v>0</v></c></row>',
            '<row><c t="s"><v>1</v></c><c><v>7</v></c></row>',
            "<row hidden='true'><c t='e'><v>#N/A</v></c></row>",
            '<row><c t="str"><f>A1&gt;"&lt;row&gt;"</f><v> </v></c></row>',
            "<row><c><f>SUM(A1:A2)</f></c><c><v>2</v></c></row>",
            "<row><c><f>SUM(A1:A2)</f><v/></c><c><f/><v></v></c></row>",
            '<row><c t="str"><f>A1</f><v/></c><c t="str"><f>A1</f></c></row>',
            '<row><c t="inlineStr"><is><t>&#160;</t></is></c></row>',
            '<row><c t="inlineStr"><is><r><t>a</t></r><rPh><t>b</t></rPh></is></c></row>',
            '<row><c t="inlineStr"><is><t> </t><rPh><t>b</t></rPh></is></c></row>',
            "<!-- <row><c><v>1</v></c></row> -->",
            '<row><c t="str"><v><![CDATA[<row>]]></v></c></row>',
            "<?x <row>?>",
        ]
    ),
    max_size=8,
)


def parse(xml: str) -> tuple[list[int], int, int]:
    """Return what `scan_sheet` should, by a parser: filled rows, hidden ones, faulty cells."""
    filled, hidden, faults = [], 0, 0
    for number, row in enumerate(etree.fromstring(xml.encode()).iter("{*}row"), start=1):
        told = False
        for one in row.iter("{*}c"):
            value = one.find("{*}v")
            text = "" if value is None else "".join(value.itertext())
            runs = [*one.iterfind("{*}is/{*}t"), *one.iterfind("{*}is/{*}r/{*}t")]
            text += "".join(run.text or "" for run in runs)
            lacks = not text and (value is None or one.get("t") != "str")
            faults += one.get("t") == "e" or (lacks and one.find("{*}f") is not None)
            told |= bool(text.strip()) and not (one.get("t") == "s" and text == "0")
        if told:
            filled.append(number)
            hidden += row.get("hidden") in ("1", "true")
    return filled, hidden, faults


@settings(max_examples=150, deadline=None)
@given(rows=ROWS, prefix=st.sampled_from(["", "x:"]))
def test_a_search_of_the_bytes_finds_what_a_parser_finds(rows: list[str], prefix: str) -> None:
    body = "".join(rows)
    if prefix:
        for name in ("row", "c", "v", "f", "is", "t", "r", "rPh"):
            body = body.replace(f"<{name}", f"<{prefix}{name}").replace(
                f"</{name}", f"</{prefix}{name}"
            )
        body = body.replace("<x:rPh", "<x:rPh").replace("<x:x:", "<x:")
        while "x:x:" in body:
            body = body.replace("x:x:", "x:")
    bound = f'xmlns{":x" if prefix else ""}="{SPACE}"'
    xml = (
        f"<?xml version='1.0'?><{prefix}worksheet {bound}>"
        f"<{prefix}sheetData>{body}</{prefix}sheetData></{prefix}worksheet>"
    )
    found = scan(xml, blank=frozenset({0}))
    assert (found.filled, found.hidden_rows, len(found.faults)) == parse(xml)


def test_a_row_over_two_chunks_is_one_row(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" t="e"><v>#REF!</v></c><c r="AB{n}"><v>{n}</v></c></row>'
        for n in range(3, 60, 2)
    )
    xml = f'<worksheet xmlns="{SPACE}"><sheetData>{rows}</sheetData></worksheet>'
    whole = scan(xml)
    assert (whole.filled, whole.width, len(whole.faults)) == ([*range(3, 60, 2)], 28, 29)
    for size in (1, 7, 64, 333):
        monkeypatch.setattr("helpers.readers.workbook_xml.CHUNK", size)
        assert scan(xml) == whole


def test_what_is_hidden_merged_and_linked_is_counted(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in (["id", "name"], [1, "x"], [2, "y"]):
        sheet.append(row)
    sheet.column_dimensions["B"].hidden = True
    sheet.row_dimensions[2].hidden = True
    sheet.row_dimensions[9].hidden = True
    sheet.merge_cells("A3:B3")
    sheet["A2"].hyperlink = "https://example.org"
    book.create_sheet("Old").sheet_state = "veryHidden"
    path = tmp_path / "book.xlsx"
    book.save(path)
    first, second = scan_xml(path)
    assert (first.hidden_rows, first.hidden_columns, first.merged, first.links) == (1, ["B"], 1, 1)
    assert (first.visible, second.visible, second.filled) == (True, False, [])


def test_readers_that_differ_stop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = save(tmp_path, [["id"], ["1"], ["2"]])
    found = scan_xml(path)
    found[0].filled.remove(2)
    monkeypatch.setattr(excel, "scan_xml", lambda path: found)
    with pytest.raises(Problem, match=r"they differ first in row 2 of the sheet"):
        read(path)


def test_a_chart_is_no_sheet_of_rows(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["id"])
    book.create_chartsheet("Chart")
    path = tmp_path / "book.xlsx"
    book.save(path)
    assert [sheet.name for sheet in scan_xml(path)] == ["Sheet"]
    assert [rows.part for rows in read(path)] == ["Sheet"]


def test_a_file_without_the_parts_of_a_workbook_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "no workbook")
    with pytest.raises(Problem, match="couldn't open the file as a workbook"):
        read(path)
