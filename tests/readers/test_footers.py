"""Footers: a summary or footer is no row and says so; a row is never taken for one."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up_accounts import Account, settle

from helpers.readers.csv import open_csv
from helpers.readers.excel import parse_workbook
from helpers.readers.footers import ASIDE, Stretch, find_profile, find_stretches
from helpers.readers.parsed import make_records
from helpers.readers.records import BLANK
from helpers.releases.descriptor import Resource

HEADER = ["Name", "Org Name", "Total Networks", "Case #", "Reason", "Search Time"]
WIDTH = len(HEADER)
WAYS = ["csv", "xlsx"]


def row(number: int) -> list[str]:
    case = f"25-{number:04}" if number % 3 else ""
    stamp = f"05/{number % 28 + 1:02}/2025, 01:{number % 60:02}:00 PM UTC"
    return ["A. Aaa", "Sample City PD", str(800 + number), case, "stolen vehicle", stamp]


ROWS = [row(number) for number in range(12)]


def pad(*cells: str) -> list[str]:
    return [*cells, *[""] * (WIDTH - len(cells))]


GAP = pad()


def read(folder: Path, records: Sequence[Sequence[str]], way: str = "csv") -> Account:
    path = folder / f"log.{way}"
    if way == "csv":
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([HEADER, *records])
        resource = Resource(name="log", path="log.csv", bytes=0, hash="")
        (part,) = open_csv(path, resource, shown="log.csv", folder=folder)
    else:
        book = openpyxl.Workbook()
        for record in [HEADER, *records]:
            book.worksheets[0].append([text or None for text in record])
        book.save(path)
        (part,) = make_records(parse_workbook(path, folder, shown="log.xlsx"), shown="log.xlsx")
    return settle(part, folder)


BELOW = [
    [GAP, pad("Summary"), pad("Total searches", "179")],
    [GAP, pad("Org", "Count"), pad("A PD", "12"), pad("B PD", "8")],
    [GAP, pad("", "Org", "Count"), pad("", "A PD", "12")],
    [GAP, GAP, pad("Summary"), GAP, pad("Month", "Count"), pad("5/1/2025", "12")],
    [GAP, pad("Generated on 5/1/2025 by Records")],
    [GAP, pad("Generated", "on", "5/1/2025", "", "", "by Records")],
    [pad("Generated on 5/1/2025 by Records")],
    [pad("Page 1", "of", "1")],
]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("below", BELOW)
def test_what_is_below_the_rows_is_rejected_with_a_reason(
    below: list[list[str]], way: str, tmp_path: Path
) -> None:
    rows = read(tmp_path, [*ROWS, *below], way)
    right = {n: BLANK if line == GAP else ASIDE for n, line in enumerate(below, len(ROWS) + 1)}
    assert rows.lost == right
    assert rows.numbers == list(range(1, len(ROWS) + 1))
    assert rows.settled.counted == len(ROWS) + len(below)
    assert rows.settled.unlike is None


@pytest.mark.parametrize("way", WAYS)
def test_a_summary_between_rows_leaves_those_after_it(way: str, tmp_path: Path) -> None:
    rows = read(tmp_path, [*ROWS[:5], GAP, pad("Summary"), GAP, *ROWS[5:]], way)
    assert rows.lost == {6: BLANK, 7: ASIDE, 8: BLANK}
    assert rows.settled.kept == len(ROWS)


KEPT = [
    # Nothing in its signs tells an org's line without a heading from a row that lacks the rest.
    ([GAP, pad("", "B PD", "12")], (1, 14, 2)),
    # A small table that has days of its own where the rows have theirs.
    ([GAP, pad("Org", "Last", "", "", "", "When"), ["A", "x", "", "", "", "5/1/2025"]], (2, 14, 3)),
    # What follows at once may be the rows that the line heads.
    ([GAP, pad("Page 2"), *ROWS[:3]], (1, 14, 1)),
    # The last row may lack much.
    ([pad("B. Bbb", "Example County SO")], (1, 13, 2)),
]


@pytest.mark.parametrize(("below", "unlike"), KEPT)
def test_what_cannot_be_decided_is_kept_and_pointed_out(
    below: list[list[str]], unlike: tuple[int, int, int], tmp_path: Path
) -> None:
    rows = read(tmp_path, [*ROWS, *below])
    assert ASIDE not in rows.lost.values()
    assert rows.settled.kept == len(ROWS) + sum(line != GAP for line in below)
    found = rows.settled.unlike and (
        rows.settled.unlike.rows,
        rows.settled.unlike.first,
        rows.settled.unlike.filled,
    )
    assert found == unlike


def test_nothing_is_taken_where_rows_lack_as_much(tmp_path: Path) -> None:
    rows = read(tmp_path, [*ROWS[:8], pad("A. Aaa"), *ROWS[8:], GAP, pad("Summary")])
    assert rows.lost == {14: BLANK}
    assert rows.settled.unlike is not None
    assert (rows.settled.unlike.rows, rows.settled.unlike.first) == (1, 15)


def test_a_file_with_a_blank_line_after_each_row_is_judged_as_a_whole(tmp_path: Path) -> None:
    doubled = [line for record in ROWS for line in (record, GAP)]
    rows = read(tmp_path, [*doubled, pad("Summary"), GAP, pad("Made by", "Records")])
    assert rows.settled.kept == len(ROWS)
    assert [n for n, why in rows.lost.items() if why == ASIDE] == [25, 27]


def test_too_few_rows_say_nothing_of_others(tmp_path: Path) -> None:
    rows = read(tmp_path, [*ROWS[:2], GAP, pad("Summary")])
    assert rows.lost == {3: BLANK}


@settings(max_examples=12)
@given(
    breaks=st.sets(st.integers(0, 40), max_size=12),
    blanks=st.lists(st.sets(st.integers(0, 4), max_size=4), min_size=41, max_size=41),
)
def test_no_row_with_its_time_is_ever_taken(
    breaks: set[int], blanks: list[set[int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever else is blank, and wherever blank lines stand."""
    records, right = [], []
    for number, lacking in enumerate(blanks):
        records += [GAP] if number in breaks else []
        cells = ["" if n in lacking else text for n, text in enumerate(row(number))]
        records.append(cells)
        right.append(len(records))
    rows = read(tmp_path_factory.mktemp("rows"), records)
    assert rows.numbers == right


def test_ragged_records_separate_no_rows() -> None:
    rejected = {2: "too few cells", 4: BLANK, 5: BLANK}
    assert find_stretches(1, 7, rejected) == [Stretch(1, 3, 2), Stretch(6, 7, 2)]
    assert find_stretches(1, 2, {1: BLANK, 2: BLANK}) == []


def test_days_that_schemas_read_have_the_shape_of_days() -> None:
    stamps = ["2025-05-01", "2025-05", "5/1/2025", "05/01/2025, 10:00:00 AM UTC"]
    stamps += ["2025-05-01T10:00:00.000Z", "2025-05-01 10:00:00-07", "5/1/2025 - 1:00:00 PM"]
    for stamp in stamps:
        profile = find_profile([["x", stamp]] * 3)
        assert profile is not None
        assert profile.known == (1,)
    profile = find_profile([["12a4-34b5", "25-00123"]] * 3)
    assert profile is not None
    assert profile.known == ()
