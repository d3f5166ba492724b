"""Ledgers: what is missing by month, what looks odd, and whether a file's own totals agree."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from helpers.ledger.account import Account
from helpers.ledger.checks import SHEETS, judge_size
from helpers.ledger.ledger import Clock, Ledger
from helpers.ledger.parts import PartAccount
from helpers.ledger.row_report import write_ledger
from helpers.project import Project
from helpers.readers.records import Rejected
from invented_releases import make_table

SECRET = "Jane Roe, blue van"
HEADER = "search_id,account,account_group,user,searched_at,search_type,reason"
LOG = "portal-search-log"


def search(number: int, timestamp: str, user: str = "u1", reason: str = "") -> str:
    return f"Q{number},A,Group A,{user},{timestamp},driver,{reason}"


def make_ledger(
    project: Project,
    files: dict[str, list[str]],
    received: str | None = None,
    kind: str = LOG,
    zones: tuple[str, str] = ("UTC", "America/Los_Angeles"),
) -> Ledger:
    texts = {name: "\n".join(lines) + "\n" for name, lines in files.items()}
    table = make_table(project.root, texts, kind=kind, zones=zones, received=received)
    assert Ledger.from_json(table.ledger.to_json()) == table.ledger
    return table.ledger


def signs(ledger: Ledger) -> dict[tuple[str, str | None], int]:
    return {(one.what, one.column): one.rows for one in ledger.oddities}


AUDIT = "Name,Org Name,Total Networks Searched,Search Time"


def test_a_row_of_which_no_number_and_no_time_can_be_read_may_be_a_header(project: Project) -> None:
    rows = [f"A. A,Example County SO,{n},2025-05-01 10:00:00" for n in range(9)]
    alien = "Who,Agency,Nets,When"
    files = {"a.csv": [AUDIT, *rows[:4], alien, *rows[4:]]}
    ledger = make_ledger(project, files, kind="flock-network-audit")
    (odd,) = (one for one in ledger.oddities if "no number and no time" in one.what)
    assert (odd.rows, odd.note.split(":")[0]) == (1, "row 5 first")
    assert ledger.rows_kept == 10
    lines = write_ledger(ledger)
    assert any("look at: a row of which" in line and ": 1 row (" in line for line in lines)


def test_rows_with_one_value_or_wrong_types_throughout_are_no_headers(project: Project) -> None:
    row = "A. A,Example County SO,7,2025-05-01 10:00:00"
    files = {
        "one-number.csv": ["A. A,Example County SO,7,yesterday"],
        "one-failure.csv": ["A. A,Example County SO,,yesterday"],
        "throughout.csv": ["Who,Agency,Nets,When"] * 9,
    }
    written = {name: [AUDIT, row, *odd] for name, odd in files.items()}
    ledger = make_ledger(project, written, kind="flock-network-audit")
    assert not [one for one in ledger.oddities if "no number and no time" in one.what]


def test_what_is_missing_is_told_by_month_with_its_n(project: Project) -> None:
    rows = [
        search(1, "2025-03-01 12:00:00", "***"),
        search(2, "2025-03-02 12:00:00", "u2"),
        search(3, "2025-04-01 03:00:00", ""),  # still March in Los Angeles
        search(4, "2025-05-02 12:00:00", "REDACTED"),
        search(5, "no time", "***"),
    ]
    ledger = make_ledger(project, {"log.csv": [HEADER, *rows]})
    found = {(m.column, m.month): (m.rows, m.withheld, m.blank) for m in ledger.missing}
    assert found["user", "2025-03"] == (3, 1, 1)
    assert found["user", "2025-05"] == (1, 1, 0)
    assert found["user", None] == (1, 1, 0)
    assert ("searched_at", None) not in found, "a value that failed was given, not missing"
    assert ledger.months == {"2025-03": 3, "2025-04": 0, "2025-05": 1}
    assert ledger.months_without_rows == ["2025-04"]
    for column in ("user", "reason"):
        entries = [one for one in ledger.missing if one.column == column]
        assert sum(one.rows for one in entries) == ledger.rows_kept
        assert sum(one.withheld for one in entries) == ledger.withheld.get(column, 0)
        assert sum(one.blank for one in entries) == ledger.blank.get(column, 0)


def test_a_column_that_some_files_lack_was_never_released_in_them(project: Project) -> None:
    short = "search_id,account_group,searched_at"
    files = {
        "march.csv": [HEADER, search(1, "2025-03-05 12:00:00", "u1", "stolen")],
        "april.csv": [short, "Q2,Group A,2025-04-05 12:00:00", "Q3,Group A,2025-04-06 12:00:00"],
    }
    ledger = make_ledger(project, files)
    found = {(m.column, m.month): (m.rows, m.blank, m.never_released) for m in ledger.missing}
    assert found["reason", "2025-03"] == (1, 0, 0)
    assert found["reason", "2025-04"] == (2, 0, 2)
    assert found["user", "2025-04"] == (2, 0, 2)
    assert ledger.never_released == ()
    april = next(file for file in ledger.files if file.path == "april.csv")
    assert (april.first, april.last) == ("2025-04-05T05:00:00", "2025-04-06T05:00:00")


def test_a_column_that_no_file_has_is_named_once(project: Project) -> None:
    short = ["search_id,account_group,searched_at", "Q2,Group A,2025-04-05 12:00:00"]
    ledger = make_ledger(project, {"log.csv": short})
    assert set(ledger.never_released) == {"account", "user", "search_type", "reason"}
    assert ledger.missing == ()
    assert "  columns in no file: account, user, search_type, reason" in write_ledger(ledger)


def test_an_older_ledger_can_still_be_read(project: Project) -> None:
    ledger = make_ledger(
        project, {"log.csv": [HEADER, search(1, "2030-03-01 12:00:00")]}, "2025-01-01"
    )
    assert ledger.oddities
    older = json.loads(ledger.to_json())
    for name in ("months", "missing", "oddities", "printed_totals"):
        older.pop(name)
    assert Ledger.from_json(json.dumps(older)).rows_read == 1


def test_impossible_days_are_counted_by_class(project: Project) -> None:
    times = ["2025-06-02 12:00:00", "2031-01-01 00:00:01", "1987-01-01 00:00:01", "soon"]
    rows = [search(number, time) for number, time in enumerate(times)]
    ledger = make_ledger(project, {"log.csv": [HEADER, *rows]}, "2025-06-01")
    assert signs(ledger) == {
        ("a day before 2000", "searched_at"): 1,
        ("a day after the files were received", "searched_at"): 1,
    }, "2 June is granted: somewhere it is still 1 June"


def test_days_that_no_log_can_have_are_counted_by_the_year_in_them(project: Project) -> None:
    times = ["1899-12-30 00:00:00", "1900-01-01 00:00:00", "2093-01-01 10:00:00", "1950-01-01"]
    rows = [search(number, time) for number, time in enumerate([*times, "soon"])]
    ledger = make_ledger(project, {"log.csv": [HEADER, *rows]}, "2025-06-01")
    assert signs(ledger) == {
        ("a day in 1904 or before", "searched_at"): 2,
        ("a day before 2000", "searched_at"): 1,
        ("a day after the files were received", "searched_at"): 1,
    }


def test_without_a_day_of_receipt_nothing_is_called_future(project: Project) -> None:
    ledger = make_ledger(project, {"log.csv": [HEADER, search(1, "2031-01-01 00:00:00")]})
    assert signs(ledger) == {}


def test_a_filler_and_midnights_are_told_without_the_text(project: Project) -> None:
    rows = [search(n, f"2025-06-{n:02} 07:00:00", reason=f'"{SECRET}"') for n in range(1, 26)]
    ledger = make_ledger(project, {"log.csv": [HEADER, *rows]})
    found = signs(ledger)
    assert found["the same text in every row", "reason"] == 25
    assert found["the same text in every row", "user"] == 25
    assert ("the same text in every row", "search_type") not in found, "it is no person's words"
    assert found["every time is midnight", "searched_at"] == 25
    assert SECRET not in ledger.to_json()
    assert SECRET not in "\n".join(write_ledger(ledger))


def test_a_value_that_first_varies_after_the_sample_is_no_filler(project: Project) -> None:
    rows = [search(n, "2025-06-02 07:00:00", reason="x") for n in range(2_100)]
    rows.append(search(2_101, "2025-06-02 08:00:00", reason="y"))
    found = signs(make_ledger(project, {"log.csv": [HEADER, *rows]}))
    same = "the same text in every row"
    assert found == {(same, "account"): 2_101, (same, "user"): 2_101}


def month(number: int, per_day: int) -> list[str]:
    return [
        search(number * 10_000 + day * 100 + n, f"2025-{number:02}-{day:02} 1{n}:00:00")
        for day in range(1, 29)
        for n in range(per_day)
    ]


def test_one_day_that_cannot_be_makes_no_level_and_no_months(project: Project) -> None:
    stray = [search(1, "2031-06-01 12:00:00"), search(2, "1987-01-01 12:00:00")]
    files = {"03.csv": [HEADER, *month(3, 4)], "05.csv": [HEADER, *stray, *month(5, 4)]}
    ledger = make_ledger(project, files, "2025-07-02")
    assert not [one for one in ledger.oddities if one.what.startswith("another level")]
    assert list(ledger.months) == ["1987-01", "2025-03", "2025-04", "2025-05", "2031-06"]
    assert ledger.months_without_rows == ["2025-04"]


def test_a_change_of_level_between_files_is_told(project: Project) -> None:
    files = {f"{n:02}.csv": [HEADER, *month(n, rate)] for n, rate in ((3, 4), (4, 4), (5, 1))}
    ledger = make_ledger(project, files)
    levels = [one for one in ledger.oddities if one.what.startswith("another level")]
    assert [(one.path, one.rows, one.note) for one in levels] == [
        ("05.csv", 28, "1.0 rows a day, after 4.0 in the file before")
    ]


COUNTS = "requester_group,state,month,queries"
COUNTED = ["A,TX,2025-01,10", "A,TX,2025-02,20", "B,TX,2025-01,5"]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([*COUNTED, "Total,,,35"], [("queries", 35, 35, True, 0)]),
        ([*COUNTED, 'Total,,,"1,035"'], [("queries", 1035, 35, False, 0)]),
        ([*COUNTED, "Total,3,,"], [("rows", 3, 3, True, 0)]),
        ([*COUNTED, "Total,99,,"], [("state", 99, None, None, 0)]),
        ([*COUNTED, ",Total,35,35.0"], [("queries", 35, 35, True, 0)]),
        (
            [*COUNTED[:2], "Total,,,30", COUNTED[2], "Total,,,5"],
            [("queries", 30, 30, True, 0), ("queries", 5, 5, True, 0)],
        ),
        (
            [*COUNTED[:2], "Total,,,30", COUNTED[2], "Grand total,,,35"],
            [("queries", 30, 30, True, 0), ("queries", 35, 35, True, 0)],
        ),
        ([*COUNTED[:2], "B,TX,2025-01,", "Total,,,35"], [("queries", 35, 30, False, 1)]),
    ],
)
def test_a_files_own_total_is_compared_with_its_rows(
    project: Project, lines: list[str], expected: list[tuple[object, ...]]
) -> None:
    ledger = make_ledger(project, {"a.csv": [COUNTS, *lines]}, kind="network-query-counts")
    found = [
        (one.what, one.printed, one.counted, one.matched, one.lacking)
        for one in ledger.printed_totals
    ]
    assert [one for one in found if one[0] != "month"] == expected


def test_a_sum_of_what_may_not_leave_is_not_told(project: Project) -> None:
    lines = [f"{n},SYN-u,2025-05-0{n}T10:00:00Z,1,{SECRET}" for n in range(1, 4)]
    lines.append("Total,99,,3,")
    log = ["id,userId,searchDate,networkCount,reason", *lines]
    ledger = make_ledger(project, {"a.csv": log}, kind="flock-portal-log")
    assert [one.what for one in ledger.printed_totals] == ["networks"]


@pytest.mark.parametrize(
    ("read", "what"),
    [
        *((cap, "as many rows as a spreadsheet can hold") for cap in SHEETS),
        (1_000_000, "a round number of rows"),
        (55_000, "a round number of rows"),
        (554_620, None),
        (999, None),
    ],
)
def test_round_counts_and_caps_are_told(read: int, what: str | None) -> None:
    part = PartAccount("table-001.parquet", "a.csv", None, 0, (), read, read, read)
    assert [one.what for one in judge_size(part)] == ([what] if what else [])


def test_numbers_below_zero_are_told(project: Project) -> None:
    files = {"a.csv": [COUNTS, "A,TX,2025-03,-10", *COUNTED[1:]]}
    ledger = make_ledger(project, files, kind="network-query-counts")
    assert signs(ledger) == {("a number below zero", "queries"): 1}


def test_rows_that_may_be_none_are_pointed_at(project: Project) -> None:
    """They are kept; a summary with a word of reports is rejected, and both add up."""
    lines = [f"{n},SYN-u,2025-05-{n:02}T10:00:00Z,{n}" for n in range(1, 13)]
    text = ["id,userId,searchDate,networkCount", *lines, "", "14,SYN-v,,", ",,,", "Summary,12,,"]
    ledger = make_ledger(project, {"log.csv": text}, kind="flock-portal-log")
    rejected = {"blank row": 2, "line beside the table": 1}
    assert (ledger.rows_read, ledger.rows_kept, ledger.rejected) == (16, 13, rejected)
    told = "look at: rows after a gap or at the end look unlike the others: log.csv: 1 row "
    assert f"  {told}(row 14 first: 2 filled cells of 4)" in write_ledger(ledger)


def test_a_column_of_which_every_value_failed_is_pointed_out(project: Project) -> None:
    """Rows that are one cell to the right, cut at the width of the header, look like this."""
    rows = [f",{n},u{n},2025-05-01 10:00:00" for n in range(3)]
    log = ["id,userId,searchDate,networkCount", *rows]
    lines = write_ledger(make_ledger(project, {"a.csv": log}, kind="flock-portal-log"))
    for column in ("searched_at", "networks"):
        said = f"  look at: {column}: we couldn't read any of its 3 values: another column"
        assert any(line.startswith(said) for line in lines)


def test_failed_values_are_placed_by_reason_and_file(project: Project) -> None:
    """Rows are numbered as in the file: a blank row is counted, and so are rejected ones."""
    log = ["id,userId,searchDate,networkCount", "1,u,soon,x", "", "2,u,soon,2", "3,u,soon"]
    files = {"a.csv": log, "b.csv": [log[0], "4,u,2025-05-01 10:00:00,x"]}
    ledger = make_ledger(project, files, kind="flock-portal-log")
    time = "searched_at: not a time in a form that is known"
    number = "networks: not a whole number"
    assert [(one.what, one.reason, one.path, one.number, one.rows) for one in ledger.places] == [
        ("rejected", "blank row", "a.csv", 1, (2,)),
        ("rejected", "too few cells", "a.csv", 1, (4,)),
        ("failed", number, "a.csv", 1, (1,)),
        ("failed", number, "b.csv", 1, (1,)),
        ("failed", time, "a.csv", 2, (1, 3)),
    ]
    assert ledger.problems == {number: 2, time: 2}


@pytest.mark.parametrize(
    ("zones", "moved"),
    [
        (("UTC", "America/Los_Angeles"), (2, 1)),
        (("UTC", "UTC"), (0, 0)),
        (("America/Los_Angeles", "America/Los_Angeles"), (0, 0)),
        (("America/Los_Angeles", "UTC"), (1, 1)),
        (("America/Chicago", "America/New_York"), (1, 1)),
    ],
)
def test_rows_that_change_day_by_counting_are_counted(
    project: Project, zones: tuple[str, str], moved: tuple[int, int]
) -> None:
    times = ["2025-05-01 03:00:00", "2025-05-02 03:00:00", "2025-05-31 23:30:00", "soon"]
    rows = [search(number, time) for number, time in enumerate(times)]
    (clock,) = make_ledger(project, {"a.csv": [HEADER, *rows]}, zones=zones).clocks
    assert clock == Clock("searched_at", *zones, 3, *moved, 0, 0)


def test_an_hour_that_a_clock_repeats_or_skips_is_flagged(project: Project) -> None:
    times = ["2025-11-02 01:30:00", "2025-03-09 02:30:00", "2025-05-01 10:00:00"]
    rows = [search(number, time) for number, time in enumerate(times)]
    zone = "America/Los_Angeles"
    ledger = make_ledger(project, {"a.csv": [HEADER, *rows]}, zones=(zone, zone))
    assert ledger.flags == {"gap": 1, "overlap": 1}
    assert (ledger.clocks[0].overlap, ledger.clocks[0].gap) == (1, 1)


def test_each_query_says_what_it_asks(project: Project) -> None:
    files = {"a.csv": "\n".join([HEADER, search(1, "2025-05-01 10:00:00")])}
    table = make_table(project.root, files, kind=LOG)
    account = Account(table.connection, table.folder, table.parts, table.schema)
    for query in account.queries.values():
        assert query.strip().startswith("-- ")


def test_a_part_counts_every_record() -> None:
    with pytest.raises(Exception, match="every row to be kept, or rejected with a reason"):
        PartAccount("t", "a.csv", None, 0, (), 3, 1, 1, rejected=(Rejected(1, "blank row"),))


@pytest.mark.samples
def test_a_released_log_says_how_many_rows_change_day(samples: Path, project: Project) -> None:
    log = next((samples / "portal_log").glob("eugene*.csv")).read_text(encoding="utf-8")
    for count_in, moved in (("America/Los_Angeles", 1168), ("UTC", 0)):
        table = make_table(
            *(project.root, {"log.csv": log}),
            kind="flock-portal-log",
            name=f"log-{moved}",
            zones=("UTC", count_in),
        )
        (clock,) = table.ledger.clocks
        assert (clock.stamps_in, clock.count_in, clock.rows) == ("UTC", count_in, 4294)
        assert clock.other_day == moved
        line = f"  times are in UTC, days counted in {count_in}: {moved:,} of 4,294 rows on"
        assert any(text.startswith(line) for text in write_ledger(table.ledger))
