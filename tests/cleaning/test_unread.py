"""What a file has and nobody reads is never said to be missing, and never lost from view."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from helpers.adding.add import add_release
from helpers.cleaning.clean import load_table
from helpers.cleaning.table import Table
from helpers.project import Project
from helpers.schemas.recognize import find_unread
from helpers.schemas.schema import CellState, load_schema
from whole_tables import read_all

AUDIT = "Name,Org Name,Total Networks Searched,{extra},Reason,Search Time\n"


def add(project: Project, tmp_path: Path, text: str, **facts: object) -> Table:
    path = tmp_path / "a.csv"
    path.write_text(text)
    add_release([path], release="r", project=project, **facts)  # type: ignore[arg-type]
    return load_table("r", project)


def write_audit(extra: str) -> str:
    rows = [f'u{n},City {n} PD,3,x{n},theft,"03/0{n}/2025, 02:10:01 AM UTC"\n' for n in (1, 2, 3)]
    return AUDIT.format(extra=extra) + "".join(rows)


def test_a_column_under_an_unread_header_is_unread_and_not_missing(
    project: Project, tmp_path: Path
) -> None:
    table = add(project, tmp_path, write_audit("License Plates"))
    assert set(read_all(table)["plate_state"]) == {CellState.UNREAD.value}
    assert set(read_all(table)["case_number_state"]) == {CellState.NEVER_RELEASED.value}
    assert table.ledger.unread == {"plate": 3}
    assert "plate" not in table.ledger.never_released
    assert "case_number" in table.ledger.never_released


def test_a_column_that_a_person_left_out_is_unread() -> None:
    schema = load_schema("flock-network-audit")
    assert find_unread(schema, ["Org Name", "Search Time", "Case # (left out)"]) == ("case_number",)
    assert find_unread(schema, ["Org Name", "Search Time", "Color"]) == ()


def test_an_unread_ledger_is_read_as_it_was_written(project: Project, tmp_path: Path) -> None:
    ledger = add(project, tmp_path, write_audit("License Plates")).ledger
    assert type(ledger).from_json(ledger.to_json()) == ledger
    assert "unread" in ledger.as_json()
    other = add_other(project, tmp_path)
    assert "unread" not in other.ledger.as_json(), "only where there is something to say"


def add_other(project: Project, tmp_path: Path) -> Table:
    path = tmp_path / "b.csv"
    path.write_text(write_audit("Case #"))
    add_release([path], release="other", project=project)
    return load_table("other", project)


def test_rows_that_differ_only_in_unread_columns_are_not_the_same(
    project: Project, tmp_path: Path
) -> None:
    lists = (
        "STATE,LAW ENFORCEMENT AGENCY,SUPPORT TYPE,SIGNED,REMARK\n"
        "QA,Sample SO,Task Force Model,2025-01-02,first\n"
        "QA,Sample SO,Task Force Model,2025-01-02,second\n"
        "QA,Sample SO,Task Force Model,2025-01-02,second\n"
    )
    table = add(project, tmp_path, lists)
    assert read_all(table)["duplicate_of"].isna().tolist() == [True, True, False]
    assert read_all(table)["duplicate_of"].tolist()[2] == 2


def test_the_order_of_unread_columns_does_not_matter(project: Project, tmp_path: Path) -> None:
    head = "STATE,LAW ENFORCEMENT AGENCY,SUPPORT TYPE,SIGNED,"
    row = "QA,Sample SO,Task Force Model,2025-01-02,"
    one, other = tmp_path / "one.csv", tmp_path / "other.csv"
    one.write_text(f"{head}A,B\n{row}x,y\n")
    other.write_text(f"{head}b,a\n{row}y,x\n")
    add_release([one, other], release="r", project=project)
    assert load_table("r", project).ledger.duplicates == {"same content": 1}


def test_a_row_that_is_blank_in_all_that_is_read_is_rejected_with_that_reason(
    project: Project, tmp_path: Path
) -> None:
    text = (
        "STATE,LAW ENFORCEMENT AGENCY,TYPE,SUPPORT TYPE,SIGNED,REMARK\n"
        "QA,Sample County Sheriff,County,Task Force Model,2025-01-02,2025/08/20\n"
        ",,,,,2025/08/20\n"
    )
    ledger = add(project, tmp_path, text).ledger
    assert (ledger.rows_read, ledger.rows_kept, ledger.rows_rejected) == (2, 1, 1)
    assert ledger.rejected == {"blank in every column that we read": 1}


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_columns_without_a_header_that_hold_values_are_named_and_counted(
    project: Project, tmp_path: Path, ending: str
) -> None:
    header = ["STATE", "LAW ENFORCEMENT AGENCY", "SUPPORT TYPE", "", "SIGNED", ""]
    rows = [
        ["QA", "A SO", "Task Force Model", "x", "2025-01-02", ""],
        ["QA", "B SO", "Task Force Model", "", "2025-01-03", "note"],
        ["QA", "C SO", "Task Force Model", "y", "2025-01-04", "note"],
    ]
    path = tmp_path / f"a.{ending}"
    if ending == "csv":
        path.write_text("\n".join(map(",".join, [header, *rows])) + "\n")
    else:
        book = Workbook()
        for row in [header, *rows]:
            book.active.append([cell or None for cell in row])
        book.save(path)
    report = add_release([path], release="r", project=project)
    assert report.unread_columns == ("(column 4)", "(column 6)")
    (note,) = [note for note in report.notes if note.startswith("Without a header")]
    assert "column 4 (2 values), column 6 (2 values)" in note
    assert load_table("r", project).ledger.rows_kept == 3


def test_a_list_without_dates_is_not_known_and_never_pending(
    project: Project, tmp_path: Path
) -> None:
    head = "state,law enforcement agency,support type"
    table = add(project, tmp_path, f"{head}\nQA,Sample SO,Task Force Model\n")
    assert read_all(table)["list"].tolist() == ["not known"]
    named = tmp_path / "named.csv"
    named.write_text(f"{head},list name\nQA,Sample SO,Task Force Model,participating\n")
    add_release([named], release="named", project=project)
    assert read_all(load_table("named", project))["list"].tolist() == ["participating"]
    dated = tmp_path / "dated.csv"
    dated.write_text(f"{head},signed\nQA,Sample SO,Task Force Model,2025-01-02\n")
    add_release([dated], release="dated", project=project)
    assert read_all(load_table("dated", project))["list"].tolist() == ["participating"]
