"""Sheets: records counted from the XML, apart from the reader of the cells."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers.errors import Problem
from helpers.intake.excel import read_sheet, read_workbook
from helpers.intake.sheets import count_records

CELLS = st.none() | st.integers(-5, 5) | st.sampled_from(["", " ", "x", "02134", "=1+1", "\u00a0"])


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
    (rows,) = read_workbook(path, shown="book.xlsx")
    assert rows.rows_read == rows.rows_kept + len(rows.rejected) == filled[-1] - filled[0]


def test_a_sheet_whose_cells_do_not_fill_its_records_stops() -> None:
    with pytest.raises(Problem, match=r"3 rows were counted, but 1 kept and 0 rejected \(b, A\)"):
        read_sheet([["id"], ["1"]], file="b", part="A", rows_read=3)


@pytest.mark.samples
def test_released_workbooks_are_counted_as_they_are_read(samples: Path) -> None:
    for path in sorted(samples.rglob("*.xlsx")):
        for rows in read_workbook(path, shown=path.name):
            assert rows.rows_read > 0
