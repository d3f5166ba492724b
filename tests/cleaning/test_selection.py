"""Selections: conditions that are kept, and rows that can be found again."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.cleaning.selection import (
    fill_condition,
    list_numbers,
    list_positions,
    list_ranges,
    pack,
    read_rows,
    unpack,
)
from helpers.cleaning.table import Table
from helpers.errors import Problem
from helpers.readers.records import Rejected
from invented_releases import make_table

LOG = """search_id,account,account_group,user,searched_at,search_type,reason
T-1,a-1,Federal account A,one,2024-11-02 10:00:00,driver,theft
T-2,a-1,Federal account B,one,2025-05-03 10:00:00,driver,theft
T-3,a-1,Federal account B,one,2025-05-03 10:00:00,driver,theft
"""


@pytest.fixture
def log(tmp_path: Path) -> Table:
    files = {"a.csv": LOG, "b.csv": LOG.replace("T-", "U-")}
    return make_table(tmp_path, files, kind="portal-search-log", name="made-up")


@given(st.sets(st.integers(1, 10_000_000)))
def test_numbers_come_back_as_they_were_packed(numbers: set[int]) -> None:
    ordered = sorted(numbers)
    assert unpack(pack(ordered)).tolist() == ordered
    ranges = list_ranges(np.array(ordered, np.int64))
    assert [n for first, last in ranges for n in range(first, last + 1)][:50] == ordered[:50]


def test_rows_side_by_side_take_no_room() -> None:
    assert len(pack(np.arange(1, 10_000_001))) < 100


@given(st.sets(st.integers(1, 40)), st.integers(0, 3))
def test_numbers_and_positions_are_the_inverse_of_one_another(lost: set[int], offset: int) -> None:
    from helpers.ledger.parts import PartAccount

    gone = tuple(Rejected(n + offset, "blank row") for n in sorted(lost))
    kept = 60 - len(gone)
    part = PartAccount("t", "a.csv", None, offset, (), 60, kept, kept, gone, gone)
    positions = np.arange(kept)
    numbers = list_numbers(part, positions)
    assert numbers.tolist() == [part.number(place) for place in range(kept)]
    assert list_positions(part, numbers).tolist() == positions.tolist()


def test_each_step_counts_the_rows_before_and_after_it(log: Table) -> None:
    chosen = log.where("account_group = 'Federal account B'", "another group")
    chosen = chosen.where("source_file = $file", "another file", file="b.csv")
    assert [(one.before, one.after) for one in chosen.steps] == [(6, 4), (4, 2)]
    assert chosen.count == len(chosen.sql("SELECT * FROM rows")) == 2
    (rows,) = read_rows(chosen)
    assert (rows.count, rows.first, rows.last) == (2, "2025-05-03", "2025-05-03")


def test_a_parameter_in_quotes_is_text() -> None:
    assert fill_condition("a = '$b' AND c = $b", {"b": 1}) == "a = '$b' AND c = 1"
    assert fill_condition("a = $b", {"b": True}) == "a = true"


def test_a_frame_of_several_files_names_the_rows_of_each(log: Table) -> None:
    frame = log.sql("SELECT source_file, source_part, source_row FROM rows WHERE source_row > 1")
    (rows,) = read_rows(frame)
    assert {part: found.tolist() for part, found in rows.numbers.items()} == {
        1: [2, 3],
        2: [2, 3],
    }
    assert (rows.first, rows.last) == ("2025-05-03", "2025-05-03")


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        ("state = 'QA'", "state"),
        ("account_group =", "The condition cannot be read"),
        ("reason = 'theft'", "quotes a value of the column reason"),
        ('"user" = $who', "quotes a value of the column user"),
        ("search_id LIKE 'T-1%'", "quotes a value of the column search_id"),
    ],
)
def test_a_condition_that_cannot_be_read_or_shown_is_refused(
    log: Table, condition: str, told: str
) -> None:
    with pytest.raises(Problem, match=told):
        log.where(condition, who="one")


def test_whether_there_is_a_value_may_be_asked(log: Table) -> None:
    assert log.where("reason IS NOT NULL AND user_state = 'given'").count == 6
