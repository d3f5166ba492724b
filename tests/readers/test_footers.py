"""Footers: a summary or footer is no row and says so; a row is never taken for one."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import duckdb
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up_accounts import Account, settle

from helpers.errors import Problem
from helpers.readers.csv import open_csv
from helpers.readers.excel import parse_workbook
from helpers.readers.footers import (
    ASIDE,
    TOTAL_WORDS,
    Steps,
    Stretch,
    begin_unlike,
    find_profile,
    find_stretches,
    write_rejection,
)
from helpers.readers.parsed import make_records
from helpers.readers.records import BLANK, REPEATED_HEADER, TOTAL, Count, Records, cell
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


def judge_all(header: tuple[str, ...], *records: tuple[str, ...]) -> list[str | None]:
    """Return what each of some records is by the expression that is written into the statement."""
    columns = ", ".join(cell(n) for n in range(len(header)))
    marks = ", ".join("?" for _ in header)
    values = ", ".join(f"({marks})" for _ in records)
    scan = f"(VALUES {values}) AS records({columns})"
    made = Records("a.csv", None, header, scan, lambda _: Count(len(records)))
    texts = [text for record in records for text in record]
    with duckdb.connect() as connection:
        found = connection.execute(f"SELECT {write_rejection(made)} FROM {scan}", texts).fetchall()
    return [reason for (reason,) in found]


def test_blank_rows_repeated_headers_and_totals_are_distinguished() -> None:
    found = judge_all(
        ("id", "name"),
        *(("1", "x"), (" ", "\u00a0"), ("id", "name "), ("", "Grand Total"), ("Total", "5")),
        *(("2", ""), ("\u00a0id", "name"), ("Id", "name"), ("", "x"), ("Total Wine", "1")),
        ("x", "total"),
    )
    assert found == [
        *(None, BLANK, REPEATED_HEADER, TOTAL, TOTAL),
        *(None, REPEATED_HEADER, None, None, None),
        None,
    ]


@pytest.mark.parametrize(
    ("cells", "total"),
    [
        (("Total", "QA", "Task force", "2025-05-01"), False),
        (("Total", "QA", "", "2025-05-01"), False),
        (("total", "1,204", "(3)", "$7.50"), True),
        (("Total", "", "", ""), True),
        (("", "", "Total", "1,204"), True),
        (("TOTALS:", "571", "", "12.5%"), True),
        (("\u2003Totals\u00a0", "571", "", "12.5%"), True),
        (("Grand total", "", "", "571 rows"), True),
        (("Total", "QA", "", "5"), False),
        (("Total", "", "", "2025-05-01"), True),
    ],
)
def test_an_agency_called_total_is_not_a_row_of_totals(cells: tuple[str, ...], total: bool) -> None:
    header = ("agency", "state", "model", "signed")
    rows = judge_all(header, ("Example PD", "QA", "Jail", "x"), cells)
    assert rows == [None, TOTAL if total else None]


def test_a_header_of_odd_signs_is_found_again() -> None:
    header = ('Key #1 ("it\'s")\nof\r\nall', "", "é")
    assert judge_all(header, header, ("", "", "é"), ("é", "", "")) == [REPEATED_HEADER, None, None]
    assert judge_all(("", "id"), ("", "id"), ("id", "")) == [REPEATED_HEADER, None]


def test_nothing_is_judged_where_no_totals_may_be() -> None:
    made = Records("a.pdf", None, ("x",), "t", lambda _: Count(0), may_hold_totals=False)
    assert write_rejection(made) == "NULL::VARCHAR"


WORDS = ["search_id", "Key #", "ID", "K", "total", *TOTAL_WORDS]


def pass_by(words: list[str], cells: list[str]) -> list[bool]:
    """Return of each cell whether any quick test lets it pass as a row."""
    tests = " OR ".join(begin_unlike(words))
    values = ", ".join(["(?::VARCHAR)"] * len(cells))
    statement = f"SELECT {tests} FROM (VALUES {values}) t(cell_0)"
    with duckdb.connect() as connection:
        found = connection.execute(statement, cells).fetchall()
    return [passed for (passed,) in found]


@given(
    st.sampled_from(WORDS),
    st.lists(st.sampled_from(["lower", "upper", "title", "swapcase"]), min_size=1, max_size=2),
    st.sampled_from(["", " ", "\u00a0", "\u2003\u2003", "é"]),
    st.booleans(),
)
def test_no_spelling_of_a_word_passes(
    word: str, cases: list[str], after: str, folded: bool
) -> None:
    for case in cases:
        word = getattr(word, case)()
    if folded:
        # After the first sign, for a cell that begins beyond ASCII is asked all the same.
        tail = word[1:].replace("s", "\u017f").replace("k", "\u212a").replace("K", "\u212a")
        word = word[0] + tail
    assert pass_by(WORDS, [word + after]) == [False]


@pytest.mark.parametrize(
    ("text", "passed"), [("SYN-1", True), ("4711", True), ("Xearch_id", True), ("sea", False)]
)
def test_other_cells_pass(text: str, passed: bool) -> None:
    assert pass_by(["search_id", "total"], [text]) == [passed]


@given(st.sets(st.integers(1, 40)), st.integers(0, 9))
def test_steps_give_the_numbers_of_what_is_left(lost: set[int], offset: int) -> None:
    steps = Steps((offset + n for n in lost), offset)
    kept = [offset + number for number in range(1, 60) if number not in lost]
    assert [steps.number(position) for position in range(len(kept))] == kept


def test_a_count_that_does_not_add_up_stops(tmp_path: Path) -> None:
    made = Records("a.csv", None, ("x",), "(VALUES ('1'), ('2')) t(cell_0)", lambda _: Count(3))
    with pytest.raises(Problem, match="One reader counts 3 records, the other 2 whole and 0"):
        settle(made, tmp_path)


@pytest.mark.parametrize("below", [BELOW[0], BELOW[6], [pad("B. Bbb", "Example County SO")]])
def test_typed_columns_only_spare_the_second_reading(
    below: list[list[str]], tmp_path: Path
) -> None:
    """The same comes of it, whether the table says which of the last rows hold days or not."""
    with (tmp_path / "log.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADER, *ROWS, *below])
    resource = Resource(name="log", path="log.csv", bytes=0, hash="")
    found = []
    for days in ({}, {5: "searched_utc"}):
        (part,) = open_csv(tmp_path / "log.csv", resource, shown="log.csv", folder=tmp_path)
        found.append(settle(part, tmp_path, days).settled)
    assert found[0] == found[1]
