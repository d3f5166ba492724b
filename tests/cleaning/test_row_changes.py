"""Row changes: every row of two vintages is the same, came, went or changed."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from helpers.cleaning.row_changes import compare_tables
from helpers.cleaning.table import Table
from helpers.errors import Misuse
from invented_releases import make_table

HEADER = "search_id,account,account_group,user,searched_at,search_type,reason"


def write(*rows: tuple[str, str, str]) -> str:
    rest = "10:00:00,driver,theft"
    listed = [f"{name},acct-77,{group},jdoe,{day} {rest}" for name, group, day in rows]
    return "\n".join([HEADER, *listed]) + "\n"


FIRST = write(("T-1", "A", "2024-11-02"), ("T-2", "A", "2024-12-03"), ("T-3", "B", "2025-01-04"))
SECOND = write(("T-2", "A", "2024-12-03"), ("T-3", "C", "2025-01-04"), ("T-4", "B", "2025-02-05"))
MONTHLY = "place,month,measure,value,source\n"


def make(folder: Path, name: str, text: str, kind: str = "portal-search-log") -> Table:
    return make_table(folder / name, {"log.csv": text}, kind=kind, name=name)


def test_a_row_is_known_again_by_its_id(tmp_path: Path) -> None:
    found = compare_tables(make(tmp_path, "one", FIRST), make(tmp_path, "two", SECOND))
    assert found.key == ("search_id",)
    assert (found.same, found.came.count, found.went.count, found.changed.count) == (1, 1, 1, 1)
    assert found.columns == {"account_group": 1}
    assert (found.came.months, found.went.months) == ({"2025-02": 1}, {"2024-11": 1})
    assert (found.came.places, found.went.places) == (("log.csv, row 3",), ("log.csv, row 1",))
    told = json.dumps(asdict(found))
    assert not [value for value in ("acct-77", "jdoe", "theft", "T-4") if value in told]


def test_a_row_without_an_id_is_known_by_its_words(tmp_path: Path) -> None:
    one = MONTHLY + "a,2025-01,rows,5,x\na,2025-02,rows,6,x\n"
    two = MONTHLY + "a,2025-01,rows,7,x\na,2025-03,rows,6,x\n"
    tables = [
        make(tmp_path, name, text, "monthly-series") for name, text in (("one", one), ("two", two))
    ]
    found = compare_tables(*tables)
    assert found.key == ("place", "month", "measure", "source")
    assert (found.same, found.came.count, found.went.count, found.changed.count) == (0, 1, 1, 1)
    assert found.columns == {"value": 1}


def test_rows_that_nothing_tells_apart_are_counted(tmp_path: Path) -> None:
    row = "a,2025-01,rows,5,x\n"
    one = make(tmp_path, "one", MONTHLY + 3 * row, "monthly-series")
    two = make(tmp_path, "two", MONTHLY + 5 * row, "monthly-series")
    found = compare_tables(one, two)
    assert found.key == ()
    assert (found.same, found.came.count, found.went.count) == (3, 2, 0)


def test_a_row_whose_id_others_have_too_is_known_again_if_they_stayed(tmp_path: Path) -> None:
    rest = write(("T-9", "A", "2025-01-05"), ("T-9", "A", "2025-01-05")).partition("\n")[2]
    found = compare_tables(
        make(tmp_path, "one", FIRST + rest), make(tmp_path, "two", SECOND + rest)
    )
    assert found.key == ("search_id",)
    assert (found.same, found.came.count, found.went.count, found.changed.count) == (3, 1, 1, 1)


def test_a_table_is_the_same_as_itself(tmp_path: Path) -> None:
    table = make(tmp_path, "one", FIRST)
    found = compare_tables(table, table)
    assert (found.same, found.came.count, found.went.count, found.changed.count) == (3, 0, 0, 0)


def test_tables_of_two_kinds_are_refused(tmp_path: Path) -> None:
    one = make(tmp_path, "one", FIRST)
    two = make(tmp_path, "two", MONTHLY + "a,2025-01,rows,5,x\n", "monthly-series")
    with pytest.raises(Misuse, match="can't be compared"):
        compare_tables(one, two)
