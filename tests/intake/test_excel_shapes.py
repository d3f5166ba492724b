"""Workbooks as agencies make them: banners, covers, months, hidden and merged cells, faults."""

from __future__ import annotations

import shutil
import struct
import zipfile
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from helpers.errors import Problem
from helpers.intake.excel import read_workbook
from helpers.intake.files import pin_file, read_file
from helpers.intake.old_sheets import scan_old
from helpers.intake.rows import FAULT, ROW, Rows
from helpers.kinds.cleaning import Source
from helpers.kinds.contracts import Column, Contract
from helpers.kinds.headers import make_header_test
from helpers.kinds.network_query_counts import CONTRACT, clean
from helpers.kinds.pieces import gather_notes

HEADER = ["row_id", "requester_group", "state", "month", "queries"]
IS_HEADER = make_header_test([CONTRACT])


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


def cells(rows: Rows) -> list[list[str]]:
    return [list(r) for r in rows.frame[[c for c in rows.frame if c.startswith("cell_")]].values]


def read(path: Path) -> list[Rows]:
    return read_workbook(path, shown=path.name, is_header=IS_HEADER)


def read_one(values: Sequence[Any], folder: Path, **formats: str) -> list[str]:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["value", "name"])
    for value in values:
        sheet.append([value, "x"])
    path = folder / "one.xlsx"
    book.save(path)
    (rows,) = read_workbook(path, shown="one.xlsx")
    return [record[0] for record in cells(rows)]


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
    assert [(p.part, p.rows_read, p.rows_kept) for p in (may, june)] == [
        ("May", 2, 2),
        ("June", 1, 1),
    ]
    why = "was left out: no row of it is a header that is known; it has 2 rows with values"
    assert may.notes == (f"book.xlsx: sheet Cover {why}", f"book.xlsx: sheet Pivot {why}")
    assert june.notes == ()


@pytest.mark.parametrize("packed", [False, True])
def test_a_sheet_left_out_is_told_of_its_workbook_and_not_of_another_sheet(
    tmp_path: Path, packed: bool
) -> None:
    sheets = {"Cover": [["About"]], "May": [HEADER, row(1)], "June": [HEADER, row(2)]}
    path, name = save(tmp_path, **sheets), "book.xlsx"
    if packed:
        with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
            archive.write(path, "book.xlsx")
        path, name = tmp_path / "all.zip", "all.zip, book.xlsx"
    parts = read_file(path, pin_file(path, path.name), shown=path.name, is_header=IS_HEADER)
    told = gather_notes([Source(part) for part in parts])
    assert [note.partition(" was left out")[0] for note in told] == [f"{name}: sheet Cover"]


def test_if_no_sheet_has_a_known_header_those_like_the_longest_are_read(tmp_path: Path) -> None:
    """So that a person can say which column each header is, as of a single sheet."""
    path = save(
        tmp_path,
        Cover=[["About"], ["x"]],
        May=[["plate", "seen"], ["a", "b"], ["c", "d"]],
        June=[["A title"], [], ["plate", " Seen"], ["e", "f"]],
    )
    may, june = read(path)
    assert (may.part, cells(may)) == ("May", [["a", "b"], ["c", "d"]])
    assert (june.part, cells(june)) == ("June", [["e", "f"]])
    why = "was left out: no row of it is a header that is known; it has 2 rows with values"
    assert may.notes == (f"book.xlsx: sheet Cover {why}",)


def test_a_sheet_that_may_go_on_without_a_header_is_pointed_out(tmp_path: Path) -> None:
    path = save(tmp_path, One=[HEADER, row(1)], Two=[row(2), row(3)], Three=[["Made", "by"]])
    (one,) = read(path)
    two, three = one.notes
    assert "it has 2 rows with values. They may go on with another sheet's rows" in two
    assert three.endswith("it has 1 row with values")


def test_a_single_sheet_of_no_known_kind_keeps_what_looks_like_its_header(tmp_path: Path) -> None:
    (rows,) = read(save(tmp_path, Data=[["A title"], ["plate", "seen"], ["a", "b"]]))
    assert (rows.header, cells(rows)) == (("plate", "seen"), [["a", "b"]])


def test_rows_below_a_banner_are_numbered_from_the_header(tmp_path: Path) -> None:
    banner = [["Queries, by month", None, "Made 1 June"], [], [None, "state", "month"]]
    (rows,) = read(save(tmp_path, May=[*banner, HEADER, row(1), row(2), ["Total", "", "", "", 14]]))
    assert rows.frame[ROW].tolist() == [1, 2]
    assert (rows.rows_read, rows.reasons) == (3, {"row of totals": 1})
    assert rows.notes == ("Sheet May: 2 rows above the header, left aside",)


def test_a_header_that_does_not_begin_in_the_first_column(tmp_path: Path) -> None:
    (rows,) = read(save(tmp_path, May=[[None, *HEADER], [None, *row(1)]]))
    assert rows.header == ("", *HEADER)
    assert cells(rows) == [["", "SYN-1", "Federal requester A", "QA", "2025-05", "7"]]


def test_a_second_header_in_another_order_stops(tmp_path: Path) -> None:
    path = save(tmp_path, May=[HEADER, row(1), HEADER, HEADER[::-1], row(2)[::-1]])
    with pytest.raises(Problem, match=r"A second header stands among .* \(book.xlsx, May, row 3\)"):
        read(path)


def test_what_is_hidden_is_read_and_said(tmp_path: Path) -> None:
    path = save(tmp_path, May=[HEADER, row(1), row(2)], June=[HEADER, row(3, "2025-06")])

    def hide(book: Any) -> None:
        book["May"].row_dimensions[2].hidden = True
        book["May"].column_dimensions["C"].hidden = True
        book["May"].merge_cells("B2:C2")
        book["June"].sheet_state = "hidden"

    may, june = read(change(path, hide))
    assert cells(may)[0] == ["SYN-1", "Federal requester A", "", "2025-05", "7"]
    assert (may.rows_kept, june.rows_kept) == (2, 1)
    assert may.notes == (
        "Sheet May: 1 hidden row, read as the others",
        "Sheet May: hidden columns, read as the others: C",
        "Sheet May: 1 merged range: the value stands in the first cell of each",
    )
    assert june.notes == ("Sheet June: the sheet is hidden; it was read",)


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
    assert [record[4] for record in cells(rows)] == ["", "", "7", "7"]
    assert rows.frame[FAULT].fillna("").tolist() == [
        "queries: #N/A in the workbook",
        "queries: formula without a value",
        "",
        "row_id: formula without a value",
    ]
    assert rows.notes == (
        "Sheet May: 1 cell: #N/A in the workbook; read as no value",
        "Sheet May: 2 cells: formula without a value; read as no value",
    )
    cleaned = clean([Source(rows)])
    assert cleaned.frame["queries"].isna().tolist() == [True, True, False, False]
    assert cleaned.frame["problems"].fillna("").tolist() == rows.frame[FAULT].fillna("").tolist()


def test_an_error_written_as_text_is_text(tmp_path: Path) -> None:
    path = save(tmp_path, May=[HEADER, row(1)])

    def write(book: Any) -> None:
        book["May"]["E2"].value = "#N/A"
        book["May"]["E2"].data_type = "s"

    (rows,) = read(change(path, write))
    assert (cells(rows)[0][4], FAULT in rows.frame) == ("#N/A", False)


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
    assert cells(rows)[0][1] == "=1+1"


def test_numbers_have_their_own_digits(tmp_path: Path) -> None:
    numbers = [292114, 292114.0, 0.1, 1e-05, -3.25, 2**53 - 1, 0]
    written = ["292114", "292114", "0.1", "0.00001", "-3.25", "9007199254740991", "0"]
    assert read_one(numbers, tmp_path) == written


def test_a_number_whose_digits_are_lost_is_said(tmp_path: Path) -> None:
    (rows,) = read(save(tmp_path, May=[HEADER, row(1, queries=1234567890123456789)]))
    assert rows.notes == (
        "Sheet May: 1 number beyond 2**53: the workbook itself does not hold their last digits",
    )


def test_days_and_times_are_iso_in_both_epochs(tmp_path: Path) -> None:
    stamps = [datetime(2025, 5, 1, 7, 30), datetime(2025, 5, 1), "05/082025", time(7, 30)]
    book = openpyxl.Workbook()
    for value in ["at", *stamps, timedelta(hours=26, minutes=5)]:
        book.worksheets[0].append([value, "x"])
    for name, epoch in (("1900.xlsx", book.epoch), ("1904.xlsx", CALENDAR_MAC_1904)):
        book.epoch = epoch
        book.save(tmp_path / name)
        (rows,) = read_workbook(tmp_path / name, shown=name)
        assert [record[0] for record in cells(rows)] == [
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
    assert (rows.rows_read, rows.rows_kept, rows.rejected) == (2, 2, ())


def test_a_stray_cell_in_a_far_corner_is_refused_before_it_fills_memory(tmp_path: Path) -> None:
    path = save(tmp_path, May=[HEADER, row(1)])
    change(path, lambda book: book["May"].cell(1_048_576, 16_384, "x"))
    with pytest.raises(Problem, match="The sheet reaches to row 1,048,576 and column 16,384"):
        read(path)


def test_a_contract_of_one_column_is_found_and_one_word_of_a_title_is_no_header() -> None:
    one = Contract("one", "One", "", (Column("state", "text", "", required=True),))
    two = Contract(
        "two", "Two", "", (Column("state", "text", "", required=True), Column("n", "text", ""))
    )
    assert make_header_test([one])(["State"])
    assert not make_header_test([two])(["State"])


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
    assert cells(rows) == [
        ["SYN-1", "Federal requester A", "QA", "2025-05", "7"],
        ["SYN-2", "Federal requester A", "QA", "2025-05", ""],
    ]
    assert rows.rows_read == 2
    assert rows.notes == (
        "Sheet May: 1 row above the header, left aside",
        "Sheet May: 1 hidden row, read as the others",
        "Sheet May: 1 cell: #N/A in the workbook; read as no value",
    )


def test_cells_that_the_binary_reader_passes_over_are_refused(tmp_path: Path) -> None:
    path = save_binary(tmp_path, [HEADER, row(1)], short=True)
    with pytest.raises(Problem, match=r"short form that the reader of \.xlsb passes over"):
        read(path)


OLD = Path(__file__).parent / "made_up_counts.xls"
LABEL, OLDER_FORMULA = 0xFD, 0x406


def find_cells(data: bytes, row: int) -> int:
    """Return where the records of a row's cells begin: number, length, row, column, format."""
    return data.index(struct.pack("<HHHHH", LABEL, 10, row, 0, 16))


def test_an_old_workbook_is_counted_by_a_second_reader(tmp_path: Path) -> None:
    path = tmp_path / "book.xls"
    shutil.copyfile(OLD, path)
    (rows,) = read(path)
    assert cells(rows) == [
        ["SYN-1", "Federal requester A", "QA", "2025-05", "292114"],
        ["SYN-02134", "Federal requester B", "QB", "2025-06", "7"],
    ]
    assert (rows.rows_read, rows.reasons) == (4, {"blank row": 1, "row of totals": 1})
    assert not any("one reader alone" in note for note in rows.notes)
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
    with pytest.raises(Problem, match=r"5 rows .* but 4 read.*first in row 5"):
        read(path)


def test_an_old_workbook_that_the_second_reader_cannot_read_says_so(tmp_path: Path) -> None:
    data = bytearray(OLD.read_bytes())
    start = data.index(struct.pack("<HHHHH", 0x203, 14, 4, 4, 16))
    data[start : start + 2] = struct.pack("<H", OLDER_FORMULA)  # too short for a formula
    path = tmp_path / "book.xls"
    path.write_bytes(data)
    (rows,) = read(path)
    assert scan_old(path) is None
    assert any("one reader alone" in note and "xlrd" in note for note in rows.notes)


def test_an_old_workbook_on_which_its_reader_breaks_down_is_refused(tmp_path: Path) -> None:
    data = bytearray(OLD.read_bytes())
    data[60] ^= 1 << 3  # where the table of small sectors begins: beyond the end of the file
    path = tmp_path / "book.xls"
    path.write_bytes(data)
    with pytest.raises(Problem, match="not a workbook that can be opened"):
        read(path)


@pytest.mark.samples
def test_released_workbooks_keep_what_they_hold(samples: Path) -> None:
    folder = samples / "agreements_287g"
    (signed,) = read_workbook(folder / "participating_2025-05-16.xlsx", shown="signed")
    (pending,) = read_workbook(folder / "pending_2025-05-15.xlsx", shown="pending")
    assert (signed.rows_kept, pending.rows_kept) == (571, 92)
    assert (signed.frame[FAULT].notna().sum(), pending.frame[FAULT].notna().sum()) == (165, 45)
    survey = samples / "portal_survey" / "flock_all_public_6-11-2025.xlsx"
    parts = {rows.part: rows for rows in read_workbook(survey, shown="survey")}
    assert parts["EZ"].rows_kept == 603
    assert any("hidden columns" in note for note in parts["EZ"].notes)
    assert parts["Shared org list"].header[0] == ""
