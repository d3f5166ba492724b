"""Corrections: a cell is read as its correction says, everywhere, until the custodian mends it."""

from __future__ import annotations

import json
import shutil

import pytest

from helpers.claims.finding import finding, save_findings
from helpers.claims.lineage import Lineage
from helpers.cleaning.clean import clean_release, find_table, load_table
from helpers.errors import Problem
from helpers.ledger.ledger import Ledger
from helpers.ledger.row_report import write_ledger
from helpers.project import Project, findings_file, input_files, name_input, work_on
from helpers.releases.corrections import COLUMNS
from helpers.releases.release import open_release
from invented_releases import write_release
from whole_tables import read_all

SEARCHES = (
    "search_id,account,account_group,user,searched_at,search_type,reason\n"
    "T-1,acct,Unit A,jdoe,2052-01-01 10:00:00,driver,theft\n"
    "T-2,acct,Unit A,jdoe,2025-01-02 10:00:00,driver,theft\n"
    "T-3,acct,Unit A,jdoe,2052-01-01 10:00:00,plate,theft\n"
    "T-4,acct,Fed A,jdoe,2025-01-03 10:00:00,plate,theft\n"
)
YEAR = {
    "correction_id": "K001",
    "column": "searched_at",
    "match": "2052-01-01 10:00:00",
    "replacement": "2025-01-01 10:00:00",
    "rows": "2",
    "reason": "Two digits of the year are switched.",
    "source": "Email of the records office, May 2, 2025",
    "status": "acknowledged",
}
GROUP = {
    "correction_id": "K002",
    "column": "account_group",
    "match": "Fed A",
    "replacement": "Unit A",
    "where": "row=4; file=log.csv; search_type=plate",
    "rows": "1",
    "reason": "The group was renamed.",
    "source": "Key to the log",
    "status": "open",
}


def write(project: Project, *rows: dict[str, str], text: str = SEARCHES) -> None:
    shutil.rmtree(project.raw / "log", ignore_errors=True)
    write_release(project.root, {"log.csv": text}, kind="portal-search-log", name="log")
    path = project.root / "data" / "reference" / "corrections" / "log.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [",".join(COLUMNS)]
    lines += [",".join(f'"{row.get(name, "")}"' for name in COLUMNS) for row in rows]
    path.write_text("\n".join(lines) + "\n")


def test_a_cell_is_read_as_its_correction_says(project: Project) -> None:
    write(project, YEAR, GROUP)
    table = clean_release("log", project)
    asked = "SELECT account_group, left(searched_at_utc::VARCHAR, 10) AS day FROM rows ORDER BY ALL"
    assert table.sql(asked).to_numpy().tolist() == [
        ["Unit A", "2025-01-01"],
        ["Unit A", "2025-01-01"],
        ["Unit A", "2025-01-02"],
        ["Unit A", "2025-01-03"],
    ]
    assert "corrected_by" not in read_all(table).columns
    received = (project.raw / "log" / "log.csv").read_text()
    assert received == SEARCHES


def test_the_ledger_says_what_was_corrected_and_why(project: Project) -> None:
    write(project, YEAR, GROUP)
    ledger = clean_release("log", project).ledger
    assert [(one.id, one.rows, one.row) for one in ledger.corrections] == [
        ("K001", 2, 1),
        ("K002", 1, 2),
    ]
    assert ledger.months == {"2025-01": 4}
    (line,) = [line for line in write_ledger(ledger) if "K001" in line]
    assert line == (
        '  corrected: K001: searched_at: "2052-01-01 10:00:00" to "2025-01-01 10:00:00" in 2 rows '
        "(acknowledged). Two digits of the year are switched. (rows 1 and 3 of log.csv)"
    )
    assert Ledger.from_json(ledger.to_json()) == ledger


def test_without_corrections_nothing_is_said_of_any(project: Project) -> None:
    write_release(project.root, {"log.csv": SEARCHES}, kind="portal-search-log", name="log")
    table = clean_release("log", project)
    assert "corrections" not in table.ledger.as_json()
    assert not [line for line in write_ledger(table.ledger) if "corrected" in line]


def test_a_mended_file_fails_instead_of_being_corrected_again(project: Project) -> None:
    mended = SEARCHES.replace("2052-01-01", "2025-01-01", 1)
    write(project, YEAR, text=mended)
    with pytest.raises(Problem) as raised:
        clean_release("log", project)
    told = str(raised.value)
    assert told.startswith("The correction K001 is for 2 rows, and meets 1")
    assert "data/reference/corrections/log.csv, row 1" in told
    assert "set the status to mended" in told
    write(project, YEAR | {"status": "mended"}, text=SEARCHES.replace("2052", "2025"))
    assert clean_release("log", project).ledger.corrections[0].rows == 0
    write(project, YEAR | {"status": "mended"})
    with pytest.raises(Problem, match="is mended, but the old cell is in 2 of the rows"):
        clean_release("log", project)


def test_two_corrections_of_one_cell_are_refused(project: Project) -> None:
    write(project, YEAR, YEAR | {"correction_id": "K009", "replacement": "2026-01-01 10:00:00"})
    with pytest.raises(Problem, match="The correction K009 is for 2 rows, and meets 0"):
        clean_release("log", project)


def test_what_a_correction_changes_is_cleaned_anew(project: Project) -> None:
    write(project, YEAR)
    first = clean_release("log", project)
    assert find_table("log", project).digest == first.digest
    digest = open_release("log", project).digest
    write(project, YEAR | {"replacement": "2025-02-01 10:00:00"})
    assert open_release("log", project).digest != digest
    assert find_table("log", project).digest != first.digest
    assert load_table("log", project).ledger.months == {"2025-01": 2, "2025-02": 2}
    path = input_files("log", project)[-1]
    assert (path.parent.name, name_input(path, project)) == ("corrections", "log")


def test_every_trace_that_a_correction_touches_shows_it(project: Project) -> None:
    write(project, YEAR, GROUP)
    table = clean_release("log", project)
    with work_on(project):
        drivers = table.where("search_type = 'driver'", "another type")
        frame = table.public
        made = [
            finding("t.drivers", 2, unit="searches", rows=drivers),
            finding("t.plates", 2, unit="searches", rows=frame[frame.search_type == "plate"]),
            finding("t.second", 1, unit="searches", rows=frame[frame.source_row == 2]),
        ]
    save_findings(
        [one.model_copy(update={"notebook": "10_x"}) for one in made],
        findings_file("10_x", project),
    )
    lineage = Lineage(project)
    touched = {
        name: [(one.id, one.rows) for one in lineage.trace(name).rows[0].corrections]
        for name in lineage.findings
    }
    assert touched == {
        "t.drivers": [("K001", 1)],
        "t.plates": [("K001", 1), ("K002", 1)],
        "t.second": [],
    }
    said = "\n".join(lineage.trace("t.drivers").lines())
    assert "Corrected: K001: searched_at" in said
    assert "Email of the records office" in said
    assert [one.id for one in lineage.trace_back("K002")] == ["t.plates"]
    places = lineage.trace_back("corrections/log.csv:1")
    assert {one.id for one in places} == {"t.drivers", "t.plates"}
    assert lineage.trace("K001").facts["source"] == YEAR["source"]
    assert json.dumps(lineage.trace("t.drivers").as_json())


def test_a_row_is_found_by_its_number_past_lines_that_no_reader_delivers(project: Project) -> None:
    lines = SEARCHES.splitlines(keepends=True)
    text = "".join([*lines[:2], "\n", "\n", *lines[2:4], "\n", *lines[4:]])
    write(project, GROUP | {"where": "row=7"}, text=text)
    table = clean_release("log", project)
    asked = "SELECT source_row FROM rows WHERE search_id = 'T-4' AND account_group = 'Unit A'"
    assert table.sql(asked)["source_row"].tolist() == [7]
    write(project, GROUP | {"where": "row=4"}, text=text)
    with pytest.raises(Problem, match="K002 is for 1 row, and meets 0"):
        clean_release("log", project)
    sheets = "file=log.csv; part=another"
    write(project, GROUP | {"where": sheets}, text=text)
    with pytest.raises(Problem, match="meets 0"):
        clean_release("log", project)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"status": "done"}, "The status 'done' is unknown"),
        ({"reason": ""}, "lacks its reason"),
        ({"rows": "some"}, "in how many rows"),
        ({"match": ""}, "every blank cell of its column"),
        ({"where": "search_id"}, "names no value"),
        ({"where": "row=T-1"}, "The row 'T-1' is no number"),
        ({"where": "file=lo.csv"}, "Did you mean log.csv?"),
        ({"column": "searched"}, "Did you mean searched_at?"),
        ({"column": "user"}, "would print a value of user, which may not be shown"),
        ({"where": "reason=theft"}, "would print a value of reason"),
    ],
)
def test_a_correction_that_does_not_hold_is_refused(
    project: Project, change: dict[str, str], told: str
) -> None:
    write(project, YEAR | change)
    with pytest.raises(Problem) as raised:
        clean_release("log", project)
    assert told in str(raised.value)
    assert "data/reference/corrections/log.csv, row 1" in str(raised.value)


def test_an_id_that_is_used_twice_is_refused(project: Project) -> None:
    write(project, YEAR, YEAR)
    with pytest.raises(Problem, match="K001 is already used"):
        clean_release("log", project)
