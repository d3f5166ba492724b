"""Pains that users of other tools report: each is tried on the product, from `add` to a table.

The numbers are those of duckdb, pandas, frictionless, pdfplumber and other projects, where users
reported the symptom.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence

import pandas as pd
import pypdfium2
import pytest
from fpdf import FPDF
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from helpers.adding.add import add_release
from helpers.claims.finding import finding
from helpers.cleaning.clean import clean_release
from helpers.cleaning.table import Table
from helpers.errors import Problem
from helpers.project import Project
from helpers.releases.release import open_release
from helpers.site.review_sheet import write_workbook
from whole_tables import read_all

AUDIT = "Name,Org Name,Total Networks Searched,Reason,Search Time\n"
WHEN = '"03/01/2025, 02:10:01 AM UTC"'


def add(
    project: Project, name: str, content: str | bytes, release: str = "r", **facts: str
) -> Table:
    path = project.root / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    add_release([path], release=release, project=project, **facts)
    table = clean_release(release, project)
    ledger = table.ledger
    assert ledger.rows_read == ledger.rows_kept + ledger.rows_rejected
    return table


@pytest.mark.parametrize("odd", ["2.7", "1_000", "oops"])
def test_a_column_of_numbers_swallows_no_other_form(odd: str, project: Project) -> None:
    """duckdb #25824 and #11296: 2.7, 02134 and 1_000 became 3, 2134 and 1000."""
    rows = [f"A. A,Sample City QA PD,{n % 90},theft,{WHEN}" for n in range(30_000)]
    odd_rows = [f"A. A,Sample City QA PD,{text},theft,{WHEN}" for text in (odd, "02134")]
    table = add(project, "a.csv", AUDIT + "\n".join([*rows, *odd_rows]) + "\n")
    assert table.count == 30_002
    found = table.sql(
        "SELECT networks, problems, source_row FROM rows WHERE source_row > 30000 "
        "ORDER BY source_row"
    )
    assert pd.isna(found["networks"][0])
    assert found["problems"][0] == "networks: not a whole number"
    assert (found["networks"][1], found["source_row"].to_list()) == (2134, [30_001, 30_002])
    assert any("not a whole number" in why and n == 1 for why, n in table.ledger.problems.items())


def test_three_lines_are_a_header_and_two_rows_or_a_question(project: Project) -> None:
    """duckdb #25827: header and rows were thrown away for a line with another delimiter."""
    path = project.root / "c.csv"
    path.write_text("c0\nv0\na;b\n")
    with pytest.raises(Problem) as caught:
        add_release([path], release="r", project=project)
    assert "v0" not in str(caught.value)
    table = add(project, "d.csv", "organization\nSample City QA PD\nA;B PD\n", release="two")
    assert read_all(table)["organization"].to_list() == ["Sample City QA PD", "A;B PD"]


def test_ragged_rows_are_kept_or_rejected_by_number(project: Project) -> None:
    """duckdb #16005 and #15882: one column of all, or two of four rows."""
    whole = f"A. A,Sample City QA PD,3,theft,{WHEN}"
    table = add(project, "a.csv", f"{AUDIT}{whole}\nA. A,Sample\n{whole},x,y\n{whole}\n")
    assert read_all(table)["source_row"].to_list() == [1, 4]
    assert {one.row for one in table.rejects} == {2, 3}
    assert {one.reason for one in table.rejects} == {"too few cells", "too many cells"}


def test_rows_longer_than_the_header_do_not_move_into_its_columns(project: Project) -> None:
    """pandas took the first value of each row for an index."""
    path = project.root / "a.csv"
    path.write_text(AUDIT + "".join(f"0,A. A,Sample QA PD,3,theft,{WHEN}\n" for _ in range(3)))
    with pytest.raises(Problem, match="no data") as caught:
        add_release([path], release="r", project=project)
    assert "rejected all 3 rows" in str(caught.value)


def test_files_of_other_widths_without_headers_are_not_joined(project: Project) -> None:
    """duckdb #19724: files of 9 and 12 columns became one of 21."""
    for name, width in (("nine.csv", 9), ("twelve.csv", 12)):
        row = ",".join(f"value {n}" for n in range(width))
        (project.root / name).write_text(f"{row}\n{row}\n")
    with pytest.raises(Problem):
        add_release(
            [project.root / "nine.csv", project.root / "twelve.csv"], release="r", project=project
        )


@pytest.mark.parametrize("name", ["log [1].csv", "log *.csv", "log ?.csv", "log {a,b}.csv"])
def test_a_name_with_signs_of_a_pattern_is_its_own_file(name: str, project: Project) -> None:
    """duckdb #4699: `log [1].csv` gave the rows of `log 1.csv` beside it."""
    (project.root / "log 1.csv").write_text(f"{AUDIT}X. X,Wrong QA PD,3,theft,{WHEN}\n")
    table = add(project, name, f"{AUDIT}A. A,Sample City QA PD,3,theft,{WHEN}\n")
    assert read_all(table)["org_name"].to_list() == ["Sample City QA PD"]


def test_words_that_mean_missing_elsewhere_are_text(project: Project) -> None:
    """pandas #10647, OasisLMF #307: NA was Namibia, None a name, null a plate."""
    names = ["NA", "None", "null", "NaN", ""]
    rows = "".join(f"A. A,{name},3,theft,{WHEN}\n" for name in names)
    table = add(project, "a.csv", AUDIT + rows)
    assert read_all(table)["org_name"].fillna("(blank)").to_list() == [*names[:-1], "(blank)"]
    assert table.ledger.blank["org_name"] == 1


def test_rows_without_an_agency_are_counted_as_such(project: Project) -> None:
    """pandas #21890, seaborn #1305: missing groups vanished, and parts gave 7 of 10."""
    names = ["A PD"] * 1 + ["B PD"] * 2 + [""] * 3 + ["C PD"] * 4
    table = add(
        project, "a.csv", AUDIT + "".join(f"A. A,{name},3,theft,{WHEN}\n" for name in names)
    )
    counts = table.sql("SELECT org_name AS name, count(*) AS rows FROM rows GROUP BY ALL")
    assert counts["rows"].sum() == table.count == 10
    assert table.ledger.blank["org_name"] == 3


DAYS = ["13/01/2025", "01/02/2025", "03/04/2025"]


def add_days(project: Project, days: list[str], release: str, **facts: str) -> list[str]:
    rows = "".join(f"A. A,Sample City QA PD,3,theft,{day} 10:00\n" for day in days)
    table = add(project, f"{release}.csv", AUDIT + rows, release=release, **facts)
    return read_all(table)["searched_at_utc"].astype("str").str[:10].to_list()


@pytest.mark.parametrize("order", [[0, 1, 2], [1, 0, 2], [2, 1, 0]])
def test_a_file_of_days_before_months_is_refused_with_the_evidence(
    order: list[int], project: Project
) -> None:
    """pandas #12585 and others: day and month changed places from row to row."""
    days = [DAYS[n] for n in order]
    with pytest.raises(Problem, match="first number is above 12 in 1 values"):
        add_days(project, days, "one")
    found = add_days(project, days, "two", vouch="the clerk says months come first")
    assert [found[order.index(n)] for n in (1, 2)] == ["2025-01-02", "2025-03-04"]


def test_the_order_of_rows_does_not_decide_what_is_a_day(project: Project) -> None:
    """A typing error among days that are written month first is a value that failed."""
    days = ["01/31/2025", "13/01/2025", "01/02/2025"]
    one = add_days(project, days, "one")
    assert one[0::2] == ["2025-01-31", "2025-01-02"]
    assert add_days(project, days[::-1], "two") == one[::-1]


def change_dimension(data: bytes, said: str) -> bytes:
    read, written = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(written, "w") as target:
        for item in read.infolist():
            content = read.read(item)
            if item.filename.endswith("sheet1.xml"):
                content = re.sub(
                    rb'<dimension ref="[^"]*"', f'<dimension ref="{said}"'.encode(), content
                )
            target.writestr(item, content)
    return written.getvalue()


def make_workbook(rows: Sequence[Sequence[object]], formats: dict[int, str] | None = None) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    for column, written in (formats or {}).items():
        for cell in sheet.iter_rows(min_row=2, min_col=column, max_col=column):
            cell[0].number_format = written
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_a_sheet_that_says_it_is_one_cell_gives_all_its_rows(project: Project) -> None:
    """pandas #39001, agate-excel #22: a dimension of A1 gave one row of 50."""
    header = ["State", "Law Enforcement Agency", "Support Type", "Signed"]
    rows = [["QA", f"Agency {n} PD", "Task Force Model", "2025-01-02"] for n in range(50)]
    data = change_dimension(make_workbook([header, *rows]), "A1")
    assert add(project, "list.xlsx", data).count == 50


def test_zeros_that_only_a_format_shows_are_pointed_out(project: Project) -> None:
    """pandas #59186, calamine #138: the sheet shows 02134 and stores 2134."""
    header = ["Organization Name", "Networks Shared With Me", "Networks I'm Sharing"]
    data = make_workbook([header, [2134, "A PD", "B PD"], [501, "A PD", "B PD"]], {1: "00000"})
    table = add(project, "list.xlsx", data)
    assert read_all(table)["organization"].to_list() == ["02134", "00501"]
    (note,) = (note for note in table.ledger.notes if "zeros in front" in note)
    assert "Column A shows its numbers with 5 digits" in note


def test_numbers_shown_with_and_without_zeros_are_read_as_stored(project: Project) -> None:
    header = ["Organization Name", "Networks Shared With Me", "Networks I'm Sharing"]
    rows: list[Sequence[object]] = [header, [2134, "A PD", "B PD"], [501, "A PD", "B PD"]]
    book = load_workbook(io.BytesIO(make_workbook(rows, {1: "00000"})))
    book.worksheets[0]["A3"].number_format = "General"
    buffer = io.BytesIO()
    book.save(buffer)
    table = add(project, "list.xlsx", buffer.getvalue())
    assert read_all(table)["organization"].to_list() == ["2134", "501"]
    assert any("some numbers with zeros in front" in note for note in table.ledger.notes)


def test_a_round_number_of_rows_is_pointed_out(project: Project) -> None:
    """kobo #2370: an export stopped at 30,000 and nobody was told."""
    table = add(project, "a.csv", AUDIT + f"A. A,Sample QA PD,3,theft,{WHEN}\n" * 30_000)
    assert any("round number" in one.what for one in table.ledger.oddities)
    counted = finding("a.rows", table.count, unit="rows", rows=table)
    assert counted.note == "possibly cut off at an export's limit: a file of r has 30,000 rows"
    double = finding("a.double", 2 * table.count, unit="rows", of=[counted], note="twice")
    assert double.note == f"twice; {counted.note}"


def test_a_workbook_is_never_written_without_its_last_rows() -> None:
    """hindsight #359, ImportExcel #588: rows beyond the last line of a sheet were lost."""
    with pytest.raises(Problem, match="holds 1,048,575 rows under a header, and these are 1,048,5"):
        write_workbook([{}] * 1_048_576)


def test_a_number_of_rows_that_only_a_few_files_could_have_is_no_limit(project: Project) -> None:
    table = add(project, "a.csv", AUDIT + f"A. A,Sample QA PD,3,theft,{WHEN}\n" * 1_000)
    assert finding("a.rows", table.count, unit="rows", rows=table).note == ""


def test_an_id_keeps_its_zeros_at_every_hop(project: Project) -> None:
    """frictionless #1285, csvkit #977: 02134 became 2134."""
    text = "id,userId,searchDate,networkCount,reason\n02134,***,2026-03-10T04:31:52Z,2,x\n"
    table = add(project, "a.csv", text)
    assert read_all(table)["search_id"].to_list() == ["02134"]
    assert table.sql("SELECT search_id FROM rows")["search_id"].to_list() == ["02134"]
    assert table.schema.column("search_id").type == "text"  # and so in each data dictionary


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_a_letter_after_thousands_of_plain_lines_is_read_right(
    encoding: str, project: Project
) -> None:
    """frictionless #1755: the encoding was guessed from the first part of a file."""
    rows = f"A. A,Sample QA PD,3,theft,{WHEN}\n" * 2_000 + f"J. Peña,Sample QA PD,3,x,{WHEN}\n"
    table = add(project, "a.csv", (AUDIT + rows).encode(encoding))
    assert read_all(table)["user"].iloc[-1] == "J. Peña"
    (resource,) = open_release("r", project).resources
    assert resource.encoding in (encoding, "windows-1252")


def test_a_line_break_within_quotes_is_no_row(project: Project) -> None:
    """frictionless #803: LF within cells of a CRLF file."""
    row = f'A. A,Sample QA PD,3,"stolen\nvehicle",{WHEN}\r\n'
    table = add(project, "a.csv", AUDIT.replace("\n", "\r\n") + row * 3)
    assert read_all(table)["reason"].to_list() == ["stolen\nvehicle"] * 3


def print_table(rows: int, pages: int, *, ruled: bool) -> bytes:
    pdf = FPDF(orientation="landscape")
    pdf.set_font("helvetica", size=7)
    header = ("ID", "Org Name", "Reason", "Search Time")
    widths = (55, 60, 50, 60)
    each = rows // pages
    lines = [
        (f"{n:08x}-0a1b-4c2d-8e3f-{n:012x}", "Sample City QA PD", "theft",
         f"03/{n % 28 + 1:02}/2025, 02:10:{n % 60:02} AM UTC")
        for n in range(rows)
    ]  # fmt: skip
    for page in range(pages):
        pdf.add_page()
        for line in ([header] if page == 0 else []) + lines[page * each : (page + 1) * each]:
            for text, width in zip(line, widths, strict=True):
                pdf.cell(width, 4.5, text, border="TB" if ruled else 0)
            pdf.ln(4.5)
    return bytes(pdf.output())


@pytest.mark.parametrize("ruled", [True, False])
def test_a_printed_table_over_pages_keeps_every_row(ruled: bool, project: Project) -> None:
    """pdfplumber #720 and #1240: the first row of each page, and the first column, were lost."""
    table = add(project, "print.pdf", print_table(120, 4, ruled=ruled))
    assert table.count == 120
    assert read_all(table)["search_id"].nunique() == 120
    assert [page.rows_kept for page in table.ledger.pages] == [30] * 4


@pytest.mark.parametrize("degrees", [90, 180, 270])
@pytest.mark.parametrize("ruled", [True, False])
def test_a_printed_table_on_pages_that_are_turned_keeps_every_row(
    ruled: bool, degrees: int, project: Project
) -> None:
    """pdfplumber #848 and others: of a page turned by 90 degrees rows were lost or split."""
    document = pypdfium2.PdfDocument(print_table(120, 4, ruled=ruled))
    for page in document:
        page.set_rotation(degrees)
    turned = io.BytesIO()
    document.save(turned)
    table = add(project, "print.pdf", turned.getvalue())
    assert table.count == 120
    assert read_all(table)["search_id"].nunique() == 120
    assert [page.rows_kept for page in table.ledger.pages] == [30] * 4


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(st.sampled_from(["3", "2.7", "02134", "1_000", "1,000", "", "x", "-4"]),
                      min_size=1, max_size=12))  # fmt: skip
def test_no_text_of_a_number_becomes_another_number(
    texts: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    project = Project(tmp_path_factory.mktemp("numbers"))
    rows = "".join(f'A. A,Sample QA PD,"{text}",theft,{WHEN}\n' for text in texts)
    table = add(project, "a.csv", AUDIT + rows)
    known = {"3": 3, "02134": 2134, "1,000": 1000, "-4": -4}
    assert read_all(table)["networks"].to_list() == [known.get(text, pd.NA) for text in texts]
