"""Ledgers: what is missing by month, what looks odd, and whether printed totals agree."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
from made_up_releases import write_release

from helpers.adding.add import add_release
from helpers.intake.rows import ROW, Rejected, Rows, cell
from helpers.kinds.contracts import Column, Contract, Sensitivity
from helpers.kinds.ledgers import Ledger
from helpers.kinds.oddities import CAPS, find_oddities
from helpers.kinds.tables import build_table, load_table
from helpers.kinds.totals import compare_totals
from helpers.project import Project

SECRET = "Jane Roe, blue van"
HEADER = "search_id,account,account_group,user,searched_at,search_type,reason"


def search(number: int, stamp: str, user: str = "u1", reason: str = "") -> str:
    return f"Q{number},A,Group A,{user},{stamp},driver,{reason}"


def make_ledger(
    project: Project, files: dict[str, list[str]], received: str | None = None
) -> Ledger:
    folder = project.root / "inbox"
    folder.mkdir()
    paths = []
    for name, lines in files.items():
        path = folder / name
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        paths.append(path)
    add_release(
        *(paths,),
        release="log",
        project=project,
        received=received,
        stamps_in="UTC",
        count_in="America/Los_Angeles",
    )
    return load_table("log", project).ledger


def signs(ledger: Ledger) -> dict[tuple[str, str | None], int]:
    return {(one.what, one.column): one.rows for one in ledger.oddities}


def test_a_row_of_which_no_number_and_no_time_can_be_read_may_be_a_header(project: Project) -> None:
    audit = ["Name,Org Name,Total Networks Searched,Search Time"]
    rows = [f"A. A,Example County SO,{n},2025-05-01 10:00:00" for n in range(9)]
    alien = "Who,Agency,Nets,When"
    ledger = make_ledger(project, {"a.csv": [*audit, *rows[:4], alien, *rows[4:]]})
    (odd,) = (one for one in ledger.oddities if "no number and no time" in one.what)
    assert (odd.rows, odd.note.split(":")[0]) == (1, "row 5 first")
    assert ledger.rows_kept == 10
    assert any("look at: a row of which" in line and ": 1 row (" in line for line in ledger.lines())


def test_rows_with_one_value_or_wrong_types_throughout_are_no_headers(project: Project) -> None:
    row = "A. A,Example County SO,7,2025-05-01 10:00:00"
    files = {
        "one-number.csv": ["A. A,Example County SO,7,yesterday"],
        "one-failure.csv": ["A. A,Example County SO,,yesterday"],
        "throughout.csv": ["Who,Agency,Nets,When"] * 9,
    }
    header = "Name,Org Name,Total Networks Searched,Search Time"
    ledger = make_ledger(project, {name: [header, row, *odd] for name, odd in files.items()})
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
    assert found[("user", "2025-03")] == (3, 1, 1)
    assert found[("user", "2025-05")] == (1, 1, 0)
    assert found[("user", None)] == (1, 1, 0)
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
    assert found[("reason", "2025-03")] == (1, 0, 0)
    assert found[("reason", "2025-04")] == (2, 0, 2)
    assert found[("user", "2025-04")] == (2, 0, 2)
    assert ledger.never_released == ()
    april = next(file for file in ledger.files if file.path == "april.csv")
    assert (april.first, april.last) == ("2025-04-05T05:00:00", "2025-04-06T05:00:00")


def test_a_ledger_survives_being_written(project: Project) -> None:
    ledger = make_ledger(
        project, {"log.csv": [HEADER, search(1, "2030-03-01 12:00:00")]}, "2025-01-01"
    )
    assert ledger.oddities
    assert Ledger.from_json(ledger.to_json()) == ledger
    older = json.loads(ledger.to_json())
    for name in ("months", "missing", "oddities", "printed_totals"):
        older.pop(name)
    assert Ledger.from_json(json.dumps(older)).rows_read == 1


def test_impossible_days_are_counted_by_class(project: Project) -> None:
    stamps = ["2025-06-02 12:00:00", "2031-01-01 00:00:01", "1987-01-01 00:00:01"]
    stamps += ["1899-12-30 00:00:00", "1900-01-01 00:00:00", "2093-01-01 10:00:00", "soon"]
    rows = [search(number, stamp) for number, stamp in enumerate(stamps)]
    ledger = make_ledger(project, {"log.csv": [HEADER, *rows]}, "2025-06-01")
    assert signs(ledger) == {
        ("a day in 1904 or before", "searched_at"): 2,
        ("a day before 2000", "searched_at"): 1,
        ("a day after the files were received", "searched_at"): 2,
    }, "2 June is granted: somewhere it is still 1 June"


def test_without_a_day_of_receipt_nothing_is_called_future(project: Project) -> None:
    ledger = make_ledger(project, {"log.csv": [HEADER, search(1, "2031-01-01 00:00:00")]})
    assert signs(ledger) == {}


def test_a_filler_and_midnights_are_told_without_the_text(project: Project) -> None:
    rows = [search(n, f"2025-06-{n:02} 07:00:00", reason=f'"{SECRET}"') for n in range(1, 26)]
    ledger = make_ledger(project, {"log.csv": [HEADER, *rows]})
    found = signs(ledger)
    assert found[("the same text in every row", "reason")] == 25
    assert found[("the same text in every row", "user")] == 25
    assert ("the same text in every row", "search_type") not in found, "it is no person's words"
    assert found[("every time is midnight", "searched_at")] == 25
    assert SECRET not in ledger.to_json()
    assert SECRET not in "\n".join(ledger.lines())


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


CONTRACT = Contract(
    kind="made-up",
    title="Made up",
    meaning="",
    id_column="number",
    columns=(
        Column("number", "text", "An id.", sensitivity=Sensitivity.SENSITIVE),
        Column("place", "text", "Where."),
        Column("queries", "integer", "How many."),
        Column("weight", "decimal", "How much.", sensitivity=Sensitivity.SENSITIVE),
    ),
)


def make_rows(
    cells: list[list[str]], *totals: tuple[int, tuple[str, ...]], read: int | None = None
):
    """Return rows as a reader gives them, and the same as cleaned."""
    lost = {row for row, _ in totals}
    numbers = [n for n in range(1, len(cells) + len(totals) + 1) if n not in lost]
    frame = pd.DataFrame(cells, columns=[cell(place) for place in range(4)]).assign(
        **{ROW: numbers}
    )
    rejected = tuple(Rejected(row, "row of totals", texts) for row, texts in totals)
    header = ("number", "place", "queries", "weight")
    rows = Rows("a.csv", None, header, frame, read or len(cells) + len(totals), rejected)
    cleaned = frame.set_axis([*header, ROW], axis=1)
    cleaned["queries"] = pd.to_numeric(cleaned["queries"]).astype("Int64")
    cleaned["weight"] = pd.to_numeric(cleaned["weight"]).astype("Float64")
    return rows, cleaned.assign(problems=None)


CELLS = [["1", "A", "10", "1.5"], ["2", "A", "20", "1.5"], ["3", "B", "5", "2"]]


@pytest.mark.parametrize(
    ("totals", "expected"),
    [
        ([(4, ("Total", "", "35", ""))], [("queries", 35, 35, True)]),
        ([(4, ("Total", "", "1,035", ""))], [("queries", 1035, 35, False)]),
        ([(4, ("Total", "3", "", ""))], [("rows", 3, 3, True)]),
        ([(4, ("Total", "99", "", ""))], [("place", 99, None, None)]),
        ([(4, ("Total", "", "", "5"))], []),  # a sum of what may not leave
        ([(4, ("", "Total", "35", "5.0"))], [("queries", 35, 35, True)]),
        (
            [(3, ("Total", "", "30", "")), (5, ("Total", "", "5", ""))],
            [("queries", 30, 30, True), ("queries", 5, 5, True)],
        ),
        (
            [(3, ("Total", "", "30", "")), (5, ("Grand total", "", "35", ""))],
            [("queries", 30, 30, True), ("queries", 35, 35, True)],
        ),
    ],
)
def test_a_printed_total_is_set_against_its_rows(totals, expected) -> None:
    rows, cleaned = make_rows(CELLS, *totals)
    found = compare_totals(rows, cleaned, CONTRACT)
    assert [(one.what, one.printed, one.counted, one.matched) for one in found] == expected


def test_a_total_says_how_many_of_its_values_lack() -> None:
    cells = [*CELLS[:2], ["3", "B", None, "2"]]
    rows, cleaned = make_rows(cells, (4, ("Total", "", "35", "")))
    (total,) = compare_totals(rows, cleaned, CONTRACT)
    assert (total.counted, total.matched, total.lacking) == (30, False, 1)


@pytest.mark.parametrize(
    ("read", "what"),
    [
        *((cap, "as many rows as a spreadsheet can hold") for cap in CAPS),
        (1_000_000, "a round number of rows"),
        (55_000, "a round number of rows"),
        (554_620, None),
        (999, None),
    ],
)
def test_round_counts_and_caps_are_told(read: int, what: str | None) -> None:
    """The rows themselves do not matter here: only how many were read."""
    rows, cleaned = make_rows(CELLS)
    object.__setattr__(rows, "rows_read", read)
    found = find_oddities([(rows, cleaned)], CONTRACT, None)
    assert [one.what for one in found] == ([what] if what else [])


def test_numbers_below_zero_are_told() -> None:
    rows, cleaned = make_rows([["1", "A", "-10", "1.5"], *CELLS[1:]])
    (found,) = find_oddities([(rows, cleaned)], CONTRACT, None)
    assert (found.what, found.column, found.rows) == ("a number below zero", "queries", 1)


def test_rows_that_may_be_none_are_pointed_at(project: Project) -> None:
    """They are kept; a summary with a word of reports is rejected, and both add up."""
    lines = [f"{n},SYN-u,2025-05-{n:02}T10:00:00Z,{n}" for n in range(1, 13)]
    text = "\n".join(["id,userId,searchDate,networkCount", *lines, "", "14,SYN-v,,", ",,,"])
    path = project.root / "log.csv"
    path.write_text(f"{text}\nSummary,12,,\n", encoding="utf-8")
    added = add_release([path], release="log", project=project)
    assert added.rejected == {"blank row": 2, "line beside the table": 1}
    ledger = load_table("log", project).ledger
    assert (ledger.rows_read, ledger.rows_kept, ledger.rejected) == (16, 13, added.rejected)
    told = "look at: rows after a gap or at the end look unlike the others: log.csv: 1 row "
    assert f"  {told}(row 14 first: 2 filled cells of 4)" in ledger.lines()


@pytest.mark.samples
def test_a_released_log_says_how_many_rows_change_day(samples: Path, project: Project) -> None:
    log = next((samples / "portal_log").glob("eugene*.csv"))
    for count_in, moved in (("America/Los_Angeles", 1168), ("UTC", 0)):
        add_release([log], release=f"log-{moved}", project=project, count_in=count_in)
        ledger = load_table(f"log-{moved}", project).ledger
        (clock,) = ledger.clocks
        assert (clock.stamps_in, clock.count_in, clock.rows) == ("UTC", count_in, 4294)
        assert clock.other_day == moved
        line = f"  days are counted in {count_in}, stamps are in UTC: {moved:,} of 4,294 rows"
        assert any(text.startswith(line) for text in ledger.lines())
        assert Ledger.from_json(ledger.to_json()) == ledger


@pytest.mark.samples
def test_the_pages_figures_agree_with_their_rows(samples: Path, project: Project) -> None:
    pages = sorted((samples / "portal_snapshot").glob("*.json"))
    add_release(pages, release="pages", project=project, stamps_in="UTC")
    totals = load_table("pages", project).ledger.printed_totals
    assert len(totals) == len(pages)
    assert all(one.matched for one in totals)


def test_a_column_of_which_every_value_failed_is_pointed_out(tmp_path: Path) -> None:
    """Rows that stand one cell to the right, cut at the width of the header, look like this."""
    rows = "".join(f",{n},u{n},2025-05-01 10:00:00\n" for n in range(3))
    text = "id,userId,searchDate,networkCount\n" + rows
    release = write_release(tmp_path, text, kind="flock-portal-log", zone="UTC")
    lines = build_table(release).ledger.lines()
    for column in ("searched_at", "networks"):
        said = f"  look at: {column}: all 3 values failed: another column may stand under that"
        assert any(line.startswith(said) for line in lines)
