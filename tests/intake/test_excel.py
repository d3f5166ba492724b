"""Workbooks: each sheet a part, text stays text, and every record is accounted for."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from helpers.errors import Problem
from helpers.intake.excel import read_workbook
from helpers.intake.rows import ROW


def save(folder: Path, **sheets: list[list[Any]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    path = folder / "book.xlsx"
    book.save(path)
    return path


def test_numbers_and_text_come_as_they_are_read(tmp_path: Path) -> None:
    header = ["zip", "count", "share", "on", "at", "yes"]
    row = ["02134", 292114, 0.5, datetime(2025, 5, 1), datetime(2025, 5, 1, 7, 30), True]
    (rows,) = read_workbook(save(tmp_path, A=[header, row]), shown="book.xlsx")
    assert rows.header == tuple(header)
    assert rows.frame.drop(columns=ROW).values.tolist() == [
        ["02134", "292114", "0.5", "2025-05-01", "2025-05-01 07:30:00", "TRUE"]
    ]


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
    (rows,) = read_workbook(save(tmp_path, A=sheet), shown="book.xlsx")
    assert rows.rows_read == 6
    assert rows.frame.values.tolist() == [["1", "x", 1], ["3", "", 6]]
    assert {entry.row: entry.reason for entry in rows.rejected} == {
        2: "blank row",
        3: "repeated header",
        4: "too many cells",
        5: "row of totals",
    }


def test_each_sheet_is_a_part_and_empty_ones_are_none(tmp_path: Path) -> None:
    path = save(tmp_path, May=[["id"], [1]], Empty=[[None]], June=[["id"], [2], [3]])
    parts = read_workbook(path, shown="book.xlsx")
    assert [(part.part, part.rows_read) for part in parts] == [("May", 1), ("June", 2)]


def test_what_is_no_workbook_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(b"id,name\n1,x\n")
    with pytest.raises(Problem, match="not a workbook that can be opened"):
        read_workbook(path, shown="book.xlsx")
    with pytest.raises(Problem, match="The workbook has no rows"):
        read_workbook(save(tmp_path, A=[[None]]), shown="book.xlsx")


@pytest.mark.samples
def test_a_government_list_with_a_blank_tail_is_read(samples: Path) -> None:
    path = samples / "agreements_287g" / "participating_2025-05-16.xlsx"
    (rows,) = read_workbook(path, shown=path.name)
    assert (rows.rows_read, rows.rows_kept) == (571, 571)
