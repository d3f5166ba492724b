"""Workbooks as agencies make them: text stays text, and every record is accounted for."""

from __future__ import annotations

import re
import shutil
import struct
import zipfile
from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import openpyxl
import pytest
from delivered import Delivered, deliver
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from helpers.errors import Problem
from helpers.readers import excel
from helpers.readers.excel import parse_workbook
from helpers.readers.parsed import make_records
from helpers.readers.records import refuse_other_headers
from helpers.readers.workbook_binary import scan_old
from helpers.schemas.headers import HeaderTest
from helpers.schemas.recognize import find_header_test

HEADER = ["row_id", "requester_group", "state", "month", "queries"]
IS_HEADER = find_header_test("network-query-counts")


def row(number: int, month: str = "2025-05", queries: Any = 7) -> list[Any]:
    return [f"SYN-{number}", "Federal requester A", "QA", month, queries]


def save(folder: Path, **sheets: Sequence[Sequence[Any]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for values in rows:
            sheet.append(list(values))
    path = folder / "book.xlsx"
    book.save(path)
    return path


def change(path: Path, edit: Any) -> Path:
    book = openpyxl.load_workbook(path)
    edit(book)
    book.save(path)
    return path


def read(path: Path) -> list[Delivered]:
    parts = parse_workbook(path, Path(mkdtemp()), shown=path.name, is_header=IS_HEADER)
    return deliver(parts, path.name)


def read_any(path: Path) -> list[Delivered]:
    return deliver(parse_workbook(path, Path(mkdtemp()), shown=path.name), path.name)


def read_one(values: Sequence[Any], folder: Path, **formats: str) -> list[str]:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["value", "name"])
    for value in values:
        sheet.append([value, "x"])
    path = folder / "one.xlsx"
    book.save(path)
    (rows,) = read_any(path)
    return [record[0] for record in rows.cells]


def test_numbers_and_text_come_as_they_are_read(tmp_path: Path) -> None:
    header = ["zip", "count", "share", "on", "at", "yes"]
    row = ["02134", 292114, 0.5, datetime(2025, 5, 1), datetime(2025, 5, 1, 7, 30), True]
    (rows,) = read_any(save(tmp_path, A=[header, row]))
    assert rows.header == tuple(header)
    assert rows.cells == [["02134", "292114", "0.5", "2025-05-01", "2025-05-01 07:30:00", "TRUE"]]


def test_every_record_to_the_last_that_is_not_blank_is_accounted_for(tmp_path: Path) -> None:
    sheet = [
        [None, None],
        ["id", "name"],
        ["1", "x"],
        [None, " "],
        ["id", "name"],
        ["2", "y", "over the edge"],
        ["Total", 2],
        ["3", None],
        [None, None],
        [" ", None],
    ]
    (rows,) = read_any(save(tmp_path, A=sheet))
    assert rows.counted == 6
    assert (rows.cells, rows.numbers) == ([["1", "x"], ["3", ""]], [1, 6])
    assert rows.rejected == {
        2: "blank row",
        3: "repeated header",
        4: "too many cells",
        5: "row of totals",
    }


def test_each_sheet_is_a_part_and_empty_ones_are_none(tmp_path: Path) -> None:
    path = save(tmp_path, May=[["id"], [1]], Empty=[[None]], June=[["id"], [2], [3]])
    parts = read_any(path)
    assert [(part.part, part.counted) for part in parts] == [("May", 1), ("June", 2)]


def test_what_is_no_workbook_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(b"id,name\n1,x\n")
    with pytest.raises(Problem, match="couldn't open the file as a workbook"):
        read_any(path)
    with pytest.raises(Problem, match="The workbook has no rows"):
        read_any(save(tmp_path, A=[[None]]))


def test_a_sheet_a_month_is_a_part_a_month_and_covers_are_named(tmp_path: Path) -> None:
    path = save(
        tmp_path,
        Cover=[["Prepared for a request"], ["by", "Records"]],
        May=[HEADER, row(1), row(2)],
        Pivot=[["Row Labels", "Count of row_id"], ["QA", 2]],
        June=[HEADER, row(3, "2025-06")],
        Empty=[],
    )
    may, june = read(path)
    assert [(p.part, p.counted, len(p.cells)) for p in (may, june)] == [
        ("May", 2, 2),
        ("June", 1, 1),
    ]
    why = "None of its rows is a header we know. It has 2 rows with values"
    assert may.notes == (
        f"book.xlsx: We left out sheet “Cover”. {why}",
        f"book.xlsx: We left out sheet “Pivot”. {why}",
    )
    assert june.notes == ()


def test_if_no_sheet_has_a_known_header_those_like_the_longest_are_read(tmp_path: Path) -> None:
    """So that a person can say which column each header is, as of a single sheet."""
    path = save(
        tmp_path,
        Cover=[["About"], ["x"]],
        May=[["plate", "seen"], ["a", "b"], ["c", "d"]],
        June=[["A title"], [], ["plate", " Seen"], ["e", "f"]],
    )
    may, june = read(path)
    assert (may.part, may.cells) == ("May", [["a", "b"], ["c", "d"]])
    assert (june.part, june.cells) == ("June", [["e", "f"]])
    why = "None of its rows is a header we know. It has 2 rows with values"
    assert may.notes == (f"book.xlsx: We left out sheet “Cover”. {why}",)


def test_a_sheet_that_may_go_on_without_a_header_is_pointed_out(tmp_path: Path) -> None:
    path = save(tmp_path, One=[HEADER, row(1)], Two=[row(2), row(3)], Three=[["Made", "by"]])
    (one,) = read(path)
    two, three = one.notes
    assert "It has 2 rows with values. They may continue another sheet's rows" in two
    assert three.endswith("It has 1 row with values")


def test_a_single_sheet_of_no_known_kind_keeps_what_looks_like_its_header(tmp_path: Path) -> None:
    (rows,) = read(save(tmp_path, Data=[["A title"], ["plate", "seen"], ["a", "b"]]))
    assert (rows.header, rows.cells) == (("plate", "seen"), [["a", "b"]])


def test_rows_below_a_banner_are_numbered_from_the_header(tmp_path: Path) -> None:
    banner = [["Queries, by month", None, "Made 1 June"], [], [None, "state", "month"]]
    (rows,) = read(save(tmp_path, May=[*banner, HEADER, row(1), row(2), ["Total", "", "", "", 14]]))
    assert rows.numbers == [1, 2]
    assert (rows.counted, rows.reasons) == (3, {"row of totals": 1})
    assert rows.notes == ("Sheet May: We skipped 2 rows above the header",)


def test_a_header_that_does_not_begin_in_the_first_column(tmp_path: Path) -> None:
    (rows,) = read(save(tmp_path, May=[[None, *HEADER], [None, *row(1)]]))
    assert rows.header == ("", *HEADER)
    assert rows.cells == [["", "SYN-1", "Federal requester A", "QA", "2025-05", "7"]]


def test_a_second_header_in_another_order_stops(tmp_path: Path) -> None:
    path = save(tmp_path, May=[HEADER, row(1), HEADER, HEADER[::-1], row(2)[::-1]])
    with pytest.raises(
        Problem, match=r"We found a second header among .* \(book.xlsx, May, row 3\)"
    ):
        read(path)


def test_what_is_hidden_is_read_and_said(tmp_path: Path) -> None:
    path = save(tmp_path, May=[HEADER, row(1), row(2)], June=[HEADER, row(3, "2025-06")])

    def hide(book: Any) -> None:
        book["May"].row_dimensions[2].hidden = True
        book["May"].column_dimensions["C"].hidden = True
        book["May"].merge_cells("B2:C2")
        book["June"].sheet_state = "hidden"

    may, june = read(change(path, hide))
    assert may.cells[0] == ["SYN-1", "Federal requester A", "", "2025-05", "7"]
    assert (len(may.cells), len(june.cells)) == (2, 1)
    assert may.notes == (
        "Sheet May: We read 1 hidden row like the others",
        "Sheet May: We read hidden columns like the others: C",
        "Sheet May: 1 merged range. The value is in the first cell of each",
    )
    assert june.notes == ("Sheet June: The sheet is hidden. We read it",)


def test_errors_and_formulas_without_a_value_are_null_with_their_reason(tmp_path: Path) -> None:
    path = save(
        tmp_path,
        May=[
            HEADER,
            row(1, queries="#N/A"),
            row(2, queries="=SUM(1,2)"),
            row(3),
            ["=1", *row(4)[1:]],
        ],
    )
    (rows,) = read(path)
    assert [record[4] for record in rows.cells] == ["", "", "7", "7"]
    assert rows.faults == [
        "queries: #N/A in the workbook",
        "queries: formula without a value",
        "",
        "row_id: formula without a value",
    ]
    assert rows.notes == (
        "Sheet May: 1 cell: #N/A in the workbook. We read no value there",
        "Sheet May: 2 cells: formula without a value. We read no value there",
    )


def test_an_error_written_as_text_is_text(tmp_path: Path) -> None:
    path = save(tmp_path, May=[HEADER, row(1)])

    def write(book: Any) -> None:
        book["May"]["E2"].value = "#N/A"
        book["May"]["E2"].data_type = "s"

    (rows,) = read(change(path, write))
    assert (rows.cells[0][4], rows.faults) == ("#N/A", [])


def test_text_stays_the_text_it_is(tmp_path: Path) -> None:
    texts = ["02134", "1e5", "007", "TRUE", "1234567890123456789", "'=1", " pad ", "a\nb", "é", "—"]
    assert read_one(texts, tmp_path) == texts
    rich = CellRichText("a", TextBlock(InlineFont(b=True), "b "), "c")
    assert read_one([rich], tmp_path) == ["ab c"]


def test_a_leading_equals_sign_in_text_is_text(tmp_path: Path) -> None:
    path = save(tmp_path, May=[HEADER, row(1)])

    def write(book: Any) -> None:
        book["May"]["B2"].value = "=1+1"
        book["May"]["B2"].data_type = "s"

    (rows,) = read(change(path, write))
    assert rows.cells[0][1] == "=1+1"


def test_numbers_have_their_own_digits(tmp_path: Path) -> None:
    numbers = [292114, 292114.0, 0.1, 1e-05, -3.25, 2**53 - 1, 0]
    written = ["292114", "292114", "0.1", "0.00001", "-3.25", "9007199254740991", "0"]
    assert read_one(numbers, tmp_path) == written


def test_a_number_whose_digits_are_lost_is_said(tmp_path: Path) -> None:
    (rows,) = read(save(tmp_path, May=[HEADER, row(1, queries=1234567890123456789)]))
    assert rows.notes == (
        "Sheet May: 1 number beyond 2**53. The workbook itself has lost their last digits",
    )


def test_days_and_times_are_iso_in_both_epochs(tmp_path: Path) -> None:
    stamps = [datetime(2025, 5, 1, 7, 30), datetime(2025, 5, 1), "05/082025", time(7, 30)]
    book = openpyxl.Workbook()
    for value in ["at", *stamps, timedelta(hours=26, minutes=5)]:
        book.worksheets[0].append([value, "x"])
    for name, epoch in (("1900.xlsx", book.epoch), ("1904.xlsx", CALENDAR_MAC_1904)):
        book.epoch = epoch
        book.save(tmp_path / name)
        (rows,) = read_any(tmp_path / name)
        assert [record[0] for record in rows.cells] == [
            "2025-05-01 07:30:00",
            "2025-05-01 00:00:00",
            "05/082025",
            "07:30:00",
            "26:05:00",
        ]
    assert read_one([datetime(2025, 5, 1), "6/2/2025"], tmp_path) == ["2025-05-01", "6/2/2025"]


def test_a_blank_tail_and_cells_that_are_only_formatted_are_no_records(tmp_path: Path) -> None:
    path = save(tmp_path, May=[HEADER, row(1), row(2)])

    def format_tail(book: Any) -> None:
        for number in (900, 1200):
            book["May"].cell(number, 40).number_format = "0.00"
        book["May"].cell(700, 2).value = "\u00a0 "

    (rows,) = read(change(path, format_tail))
    assert (rows.counted, len(rows.cells), rows.rejected) == (2, 2, {})


def test_a_stray_cell_in_a_far_corner_is_refused_before_it_fills_memory(tmp_path: Path) -> None:
    path = save(tmp_path, May=[HEADER, row(1)])
    change(path, lambda book: book["May"].cell(1_048_576, 16_384, "x"))
    with pytest.raises(Problem, match="The sheet reaches to row 1,048,576 and column 16,384"):
        read(path)


def record(kind: int, data: bytes = b"") -> bytes:
    """Return one record of an .xlsb part; both numbers keep 7 bits in a byte."""
    number = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size = len(data)
    length = bytes([size]) if size < 128 else bytes([size & 0x7F | 0x80, size >> 7])
    return number + length + data


def whole(number: int) -> bytes:
    return number.to_bytes(4, "little")


def text(value: str) -> bytes:
    return whole(len(value)) + value.encode("utf-16-le")


def save_binary(folder: Path, rows: Sequence[Sequence[Any]], *, short: bool = False) -> Path:
    """Write a small .xlsb by hand, as MS-XLSB says: no library here writes one."""
    size = whole(0) + whole(len(rows) - 1) + whole(0) + whole(max(map(len, rows)) - 1)
    body = [record(129), record(148, size), record(145)]
    for number, values in enumerate(rows):
        flags = bytes([0, 0x10 if number == 2 else 0, 0]) + whole(0)
        body.append(record(0, whole(number) + whole(0) + b"\x2c\x01" + flags))
        for column, value in enumerate(values):
            place = whole(column) + whole(0)
            if value == "#N/A":
                body.append(record(3, place + b"\x2a"))
            elif isinstance(value, str):
                body.append(
                    record(17, whole(0) + text(value)) if short else record(6, place + text(value))
                )
            elif value is not None:
                body.append(record(5, place + struct.pack("<d", float(value))))
    body += [record(146), record(130)]
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    links = "http://schemas.openxmlformats.org/package/2006/relationships"
    path = folder / "book.xlsb"
    sheet = whole(0) + whole(1) + text("rId1") + text("May")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        )
        archive.writestr(
            "xl/_rels/workbook.bin.rels",
            f'<Relationships xmlns="{links}"><Relationship Id="rId1" Type="{kind}/worksheet" '
            'Target="worksheets/sheet1.bin"/></Relationships>',
        )
        archive.writestr(
            "xl/workbook.bin",
            b"".join([record(131), record(143), record(156, sheet), record(144), record(132)]),
        )
        archive.writestr("xl/worksheets/sheet1.bin", b"".join(body))
    return path


def test_a_binary_workbook_is_read_and_counted_by_its_records(tmp_path: Path) -> None:
    path = save_binary(tmp_path, [["Made up"], HEADER, row(1), row(2, queries="#N/A"), [" "]])
    (rows,) = read(path)
    assert rows.cells == [
        ["SYN-1", "Federal requester A", "QA", "2025-05", "7"],
        ["SYN-2", "Federal requester A", "QA", "2025-05", ""],
    ]
    assert rows.counted == 2
    assert rows.notes == (
        "Sheet May: We skipped 1 row above the header",
        "Sheet May: We read 1 hidden row like the others",
        "Sheet May: 1 cell: #N/A in the workbook. We read no value there",
    )


def test_cells_that_the_binary_reader_passes_over_are_refused(tmp_path: Path) -> None:
    path = save_binary(tmp_path, [HEADER, row(1)], short=True)
    with pytest.raises(Problem, match=r"short form that our \.xlsb reader skips"):
        read(path)


OLD = Path(__file__).parent / "invented_counts.xls"
LABEL, OLDER_FORMULA = 0xFD, 0x406


def find_cells(data: bytes, row: int) -> int:
    """Return where the records of a row's cells begin: number, length, row, column, format."""
    return data.index(struct.pack("<HHHHH", LABEL, 10, row, 0, 16))


def test_an_old_workbook_is_counted_by_a_second_reader(tmp_path: Path) -> None:
    path = tmp_path / "book.xls"
    shutil.copyfile(OLD, path)
    (rows,) = read(path)
    assert rows.cells == [
        ["SYN-1", "Federal requester A", "QA", "2025-05", "292114"],
        ["SYN-02134", "Federal requester B", "QB", "2025-06", "7"],
    ]
    assert (rows.counted, rows.reasons) == (4, {"blank row": 1, "row of totals": 1})
    assert not any("Only one reader" in note for note in rows.notes)
    assert {sheet.name: sheet.filled for sheet in scan_old(path) or ()} == {
        "Counts": [1, 3, 4, 5, 7],
        "Cover": [1, 2],
    }


def test_a_row_of_an_old_workbook_that_one_reader_passes_over_is_refused(tmp_path: Path) -> None:
    # The five cells of the fifth row become one formula of an older form: calamine passes over it.
    data = bytearray(OLD.read_bytes())
    start, end = (find_cells(data, row) for row in (4, 5))
    data[start : start + 4] = struct.pack("<HH", OLDER_FORMULA, end - start - 4)
    path = tmp_path / "book.xls"
    path.write_bytes(data)
    with pytest.raises(Problem, match=r"counts 5 rows .* the other 4.*first in row 5"):
        read(path)


def test_an_old_workbook_that_the_second_reader_cannot_read_says_so(tmp_path: Path) -> None:
    data = bytearray(OLD.read_bytes())
    start = data.index(struct.pack("<HHHHH", 0x203, 14, 4, 4, 16))
    data[start : start + 2] = struct.pack("<H", OLDER_FORMULA)  # too short for a formula
    path = tmp_path / "book.xls"
    path.write_bytes(data)
    (rows,) = read(path)
    assert scan_old(path) is None
    assert any("Only one reader" in note and "xlrd" in note for note in rows.notes)


def test_an_old_workbook_on_which_its_reader_breaks_down_is_refused(tmp_path: Path) -> None:
    data = bytearray(OLD.read_bytes())
    data[60] ^= 1 << 3  # where the table of small sectors begins: beyond the end of the file
    path = tmp_path / "book.xls"
    path.write_bytes(data)
    with pytest.raises(Problem, match="couldn't open the file as a workbook"):
        read(path)


@pytest.mark.samples
def test_released_workbooks_keep_what_they_hold(samples: Path) -> None:
    folder = samples / "agreements_287g"
    (signed,) = read_any(folder / "participating_2025-05-16.xlsx")
    (pending,) = read_any(folder / "pending_2025-05-15.xlsx")
    assert (len(signed.cells), len(pending.cells)) == (571, 92)
    assert tuple(sum(map(bool, rows.faults)) for rows in (signed, pending)) == (165, 45)
    survey = samples / "portal_survey" / "flock_all_public_6-11-2025.xlsx"
    parts = {rows.part: rows for rows in read_any(survey)}
    assert len(parts["EZ"].cells) == 603
    assert any("hidden columns" in note for note in parts["EZ"].notes)
    assert parts["Shared org list"].header[0] == ""


@pytest.mark.samples
def test_every_released_workbook_is_counted_as_it_is_read(samples: Path) -> None:
    for path in sorted(samples.rglob("*.xlsx")):
        for rows in read_any(path):
            assert rows.counted > 0
            assert rows.counted == len(rows.cells) + len(rows.rejected)


def test_times_of_day_in_a_later_batch_make_earlier_days_midnights(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(excel, "BATCH", 4)
    days = [datetime(2025, 5, n) for n in range(1, 8)]
    assert read_one([*days, datetime(2025, 6, 1, 7, 30)], tmp_path)[0] == "2025-05-01 00:00:00"
    assert read_one(days, tmp_path)[0] == "2025-05-01"


def test_batches_are_the_same_rows_as_the_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = [["A title"], [], HEADER, *(row(n) for n in range(20)), [], HEADER, [*row(1), "x"]]
    path = save(tmp_path, May=[*sheet, row(2, queries="#N/A")])
    (whole,) = read(path)
    assert (whole.counted, whole.reasons) == (
        24,
        {"blank row": 1, "repeated header": 1, "too many cells": 1},
    )
    assert whole.faults[-1] == "queries: #N/A in the workbook"
    for size in (1, 7, 50):
        monkeypatch.setattr(excel, "BATCH", size)
        (batched,) = read(path)
        assert (batched.cells, batched.rejected) == (whole.cells, whole.rejected)
        assert (batched.header, batched.faults) == (whole.header, whole.faults)


def edit_xml(path: Path, name: str, edit: Callable[[str], str]) -> Path:
    """Change one part of a workbook."""
    with zipfile.ZipFile(path) as archive:
        parts = {one: archive.read(one) for one in archive.namelist()}
    parts[name] = edit(parts[name].decode()).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for one, data in parts.items():
            archive.writestr(one, data)
    return path


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize("said", ["A1", "A1:XFD1048576", "C9:D9", "A1:A2"])
def test_a_dimension_that_is_wrong_changes_nothing(tmp_path: Path, said: str) -> None:
    path = save(tmp_path, May=[HEADER, *(row(n) for n in range(9))])
    edit_xml(path, SHEET, lambda xml: re.sub(r'ref="A1:E10"', f'ref="{said}"', xml))
    (rows,) = read(path)
    assert (rows.counted, rows.cells) == (9, [[str(c) for c in row(n)] for n in range(9)])


@pytest.mark.parametrize(
    "stray",
    [
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        '<row r="1048576"><c r="XFD1048576" t="str"><v></v></c></row>',
        '<row r="1048576"><c r="XFD1048576" t="str"><v> </v></c></row>',
        '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t></t></is></c></row>',
        "<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>",
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c><c r="A1048576"><v>1</v></c></row>',
        '<row r="4000000000"><c r="AZ4000000000"><v>1</v></c></row>',
    ],
)
def test_no_stray_cell_however_it_is_written_fills_memory(tmp_path: Path, stray: str) -> None:
    path = save(tmp_path, May=[HEADER, row(1)])
    edit_xml(path, SHEET, lambda xml: xml.replace("</sheetData>", f"{stray}</sheetData>"))
    with pytest.raises(Problem, match=r"The sheet reaches to row [0-9,]+ and column"):
        read(path)


@pytest.mark.parametrize(
    "odd",
    [
        '<row r="3"><c r="A3"><v>1</v></c></row>',
        '<row r="9"><c r="XFD1048576"><v>1</v></c></row>',
        "<row r='9'><c r='XFD1048576'><v>1</v></c></row>",
        '<row r="9"><c r="A12"><v>1</v></c></row>',
        '<row r="9"><c r="$$"><v>1</v></c></row>',
        '<row r="9"><c r="A9" t="s"><v>99999</v></c></row>',
    ],
)
def test_rows_and_cells_out_of_order_are_refused(tmp_path: Path, odd: str) -> None:
    """One reader puts such cells over others, whose values would be lost in silence."""
    path = save(tmp_path, May=[HEADER, *(row(n) for n in range(5))])
    edit_xml(path, SHEET, lambda xml: xml.replace("</sheetData>", f"{odd}</sheetData>"))
    with pytest.raises(Problem, match="couldn't open the file as a workbook"):
        read(path)


def test_formats_in_far_columns_are_no_stray_cells(tmp_path: Path) -> None:
    path = save(tmp_path, May=[HEADER, *(row(n) for n in range(50))])

    def style(xml: str) -> str:
        return re.sub(r'(<row r="([0-9]+)".*?)</row>', r'\1<c r="XFD\2" s="0"/></row>', xml)

    styled = edit_xml(path, SHEET, style)
    (rows,) = read(styled)
    assert rows.counted == len(rows.cells) == 50


def test_a_stray_cell_far_below_is_a_row_and_the_rest_blank(tmp_path: Path) -> None:
    path = save(tmp_path, May=[HEADER, row(1)])
    change(path, lambda book: book["May"].cell(200_000, 1, "x"))
    (rows,) = read(path)
    assert (rows.counted, len(rows.cells)) == (199_999, 2)
    assert rows.reasons == {"blank row": 199_997}


def test_a_workbook_with_entities_is_refused(tmp_path: Path) -> None:
    path = save(tmp_path, May=[HEADER, row(1)])
    bomb = "<!DOCTYPE x [<!ENTITY a 'aaaaaaaaaa'>]>"
    edit_xml(path, SHEET, lambda xml: xml.replace("<worksheet", bomb + "<worksheet", 1))
    with pytest.raises(Problem, match="couldn't open the file as a workbook"):
        read(path)


def test_a_narrow_table_below_is_left_to_the_judge_of_footers(tmp_path: Path) -> None:
    wide = [*HEADER, "note", "more", "a", "b", "c", "d"]
    path = save(tmp_path, May=[wide, row(1), row(2), [], ["state", "month", "queries", "row_id"]])
    test = HeaderTest(lambda cells: "row_id" in cells)
    (part,) = parse_workbook(path, tmp_path, shown="book.xlsx", is_header=test)
    assert part.other_headers == (4,)
    (records,) = make_records([part], shown="book.xlsx")
    refuse_other_headers(records, lambda number: False)
    with pytest.raises(Problem, match=r"second header among the rows.*\(book.xlsx, May, row 4\)"):
        refuse_other_headers(records, lambda number: True)
