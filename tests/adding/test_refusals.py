"""Lists under a wrong name or day, and files without data, are refused rather than drawn."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.adding.add import AddReport, add_release
from helpers.analysis.agreements import count_agreements
from helpers.cleaning.clean import load_table
from helpers.errors import Problem
from helpers.ledger.plausibility import find_day
from helpers.project import Project
from helpers.releases.release import open_release
from whole_tables import read_all

SIGNED = "State,Law Enforcement Agency,Support Type,Signed\n"
UNSIGNED = "State,Law Enforcement Agency,Support Type\n"
MODEL = "Task Force Model"


def make_list(rows: int, signed: str = "2025-01-02") -> str:
    return SIGNED + "".join(f"QA,Agency {n} PD,{MODEL},{signed}\n" for n in range(rows))


def make_pending(rows: int) -> str:
    return UNSIGNED + "".join(f"QA,Agency {n} PD,{MODEL}\n" for n in range(rows))


def add(project: Project, name: str, text: str, vouch: str = "", **facts: str) -> AddReport:
    path = project.root / name
    path.write_text(text)
    release = name.partition(".")[0].replace("_", "-").lower()
    return add_release([path], release=release, project=project, vouch=vouch, **facts)


def test_a_pending_list_under_the_participating_name_is_refused(project: Project) -> None:
    with pytest.raises(Problem, match="name says participating, and no row has a value of signed"):
        add(project, "participating_2025-09-22.csv", make_pending(42))
    assert add(project, "pending_2025-09-22.csv", make_pending(42)).kind == "agreements-287g"


def test_a_participating_list_under_the_pending_name_is_refused(project: Project) -> None:
    with pytest.raises(Problem, match="its rows are of the list participating"):
        add(project, "pending_2025-09-22.csv", make_list(42))


def test_a_list_that_loses_most_rows_overnight_is_refused(project: Project) -> None:
    add(project, "a_2025-09-17.csv", make_list(100))
    with pytest.raises(Problem, match=r"has 42 rows on 2025-09-18, and had 100 on 2025-09-17"):
        add(project, "b_2025-09-18.csv", make_list(42))
    with pytest.raises(Problem, match=r"has 100 rows on 2025-09-17, and had 900 on 2025-09-16"):
        add(project, "c_2025-09-16.csv", make_list(900))
    add(project, "d_2025-09-19.csv", make_list(60))


def test_a_pending_list_may_shrink(project: Project) -> None:
    add(project, "pending_2025-09-17.csv", make_pending(92))
    add(project, "pending_2025-09-22.csv", make_pending(42))


def test_two_agencies_lists_are_not_compared(project: Project) -> None:
    names = "Organization Name\n"
    long = names + "".join(f"Agency {n} QA PD\n" for n in range(90))
    add(project, "a_2025-09-17.csv", long, custodian="Sample City PD")
    add(project, "b_2025-09-18.csv", names + "Example County QB SO\n", custodian="Demoville PD")
    add(project, "e_2025-09-18.csv", names + "Example Town QB PD\n")
    with pytest.raises(Problem, match="has 1 row on 2025-09-19, and had 90"):
        add(project, "c_2025-09-19.csv", names + "Example QC PD\n", custodian="Sample City PD")


def test_a_list_dated_a_year_early_is_refused_by_its_own_days(project: Project) -> None:
    text = make_list(40, "2025-06-01")
    with pytest.raises(Problem, match="said to be of 2024-09-03, and 40 of its 40 dated rows"):
        add(project, "participating_2024-09-03.csv", text)
    with pytest.raises(Problem, match="said to be of 2024-09-03"):
        add(project, "list.csv", text, as_of="2024-09-03")
    add(project, "participating_2025-09-03.csv", text)


def test_a_list_whose_bytes_are_those_of_a_much_later_one_is_refused(project: Project) -> None:
    text = make_list(40, "2023-06-01")
    add(project, "participating_2025-09-03.csv", text)
    with pytest.raises(Problem, match="2024-09-03 is byte for byte that of 2025-09-03"):
        add(project, "participating_2024-09-03.csv", text)
    report = add(project, "participating_2025-09-04.csv", text)
    assert any("is byte for byte" in note for note in report.notes)


def test_few_slips_of_the_pen_do_not_sink_a_list(project: Project) -> None:
    text = make_list(40, "2025-06-01") + f"QA,Late PD,{MODEL},2026-06-01\n"
    add(project, "participating_2025-09-03.csv", text)


def test_a_person_may_vouch_for_a_list_and_is_kept_on_record(project: Project) -> None:
    add(project, "a_2025-09-17.csv", make_list(100))
    add(project, "b_2025-09-18.csv", make_list(42), vouch="ICE ended 58 agreements that day")
    note = open_release("b-2025-09-18", project).descriptor.plateglass.note
    assert note == "Vouched for: ICE ended 58 agreements that day"


@pytest.mark.parametrize(
    "text",
    [
        '"id","userId","searchDate","networkCount","reason"\n',
        SIGNED,
        "Name,Org Name,Total Networks Searched,Reason,Search Time\n\n\n",
    ],
)
def test_a_header_alone_is_no_data_and_no_zero(text: str, project: Project) -> None:
    with pytest.raises(Problem, match="is no data, and doesn't show that nothing happened"):
        add(project, "audit.csv", text)
    assert not project.release("audit").exists()
    assert add(project, "audit.csv", text, vouch="the clerk wrote that it is empty").kind


def test_days_that_could_be_months_are_pointed_out(project: Project) -> None:
    text = "id,userId,searchDate\n" + "".join(f"a{n},u,0{n}/03/2026 10:00\n" for n in (1, 2, 3))
    said = "we read 03/04/2026 as March 4. No day of the file is above 12"
    assert any(said in note for note in add(project, "log.csv", text).notes)
    proved = text + "a4,u,03/13/2026 10:00\n"
    assert not any(said in note for note in add(project, "proved.csv", proved).notes)
    iso = text.replace("/03/2026", "").replace(",0", ",2026-03-0")
    assert not any(said in note for note in add(project, "iso.csv", iso).notes)


LOG = "id,userId,searchDate,networkCount,reason\n"
ROWS = LOG + "a1,u,2026-03-01 10:00:00,2,no data\na2,u,2026-03-02 10:00:00,2,No\n"


@pytest.mark.parametrize("said", ["No data", "No records found.", "NO RESULTS", " no rows to show"])
def test_a_line_that_says_no_data_is_no_row(said: str, project: Project) -> None:
    for text in (LOG + f"{said},,,,\n", LOG + f",,,,{said}\n", f"organization\n{said}\n"):
        with pytest.raises(Problem, match=r"line that says there is no data \(1\)\. That is no"):
            add(project, "log.csv", text)
    add(project, "log.csv", ROWS + f"{said},,,,\n")
    ledger = load_table("log", project).ledger
    assert (ledger.rows_read, ledger.rows_kept) == (3, 2)
    assert ledger.rejected == {"line that says there is no data": 1}


def test_a_header_that_fits_no_row_is_said_with_the_reason(project: Project) -> None:
    text = "ID,Name,Org Name,Reason,Search Time\n" + "X,A PD,theft,2025-03-01 10:00:00\n" * 4
    with pytest.raises(
        Problem, match=r"too few cells \(4\).*header doesn't fit the rows"
    ) as caught:
        add(project, "audit.csv", text)
    assert "--vouch" not in str(caught.value)


@pytest.mark.parametrize(
    "title",
    ["Error 1015", "Access denied", "HTTP 503", "404 Not Found", "Just a moment...", "Bad Gateway"],
)
@pytest.mark.parametrize("name", ["page.txt", "audit.csv"])
def test_the_text_of_an_error_page_is_no_record(title: str, name: str, project: Project) -> None:
    text = f"{title}\nYou are being rate limited\nThe owner has banned you temporarily\n"
    with pytest.raises(Problem, match="the text of an error page"):
        add(project, name, text)
    assert not [*project.root.glob("*.toml")]


SERIES = "agency,date,cameras,vehicles_30d,searches_30d\n"


def test_a_page_that_failed_is_not_known_and_a_true_zero_stays(project: Project) -> None:
    rows = "A,2026-06-23,5,1000,40\nA,2026-06-24,0,0,0\nA,2026-06-25,5,1010,0\n"
    add(project, "series.csv", SERIES + rows)
    table = load_table("series", project)
    assert read_all(table)["page_searches_30d"].to_list() == [40, pd.NA, 0]
    assert read_all(table)["page_vehicles_30d"].to_list() == [1000, pd.NA, 1010]
    assert "0 beside a 0 of page_vehicles_30d" in read_all(table)["problems"][1]
    assert sum(table.ledger.problems.values()) == 2


def test_a_page_without_searches_is_not_compared_with_none(project: Project) -> None:
    page = (
        '{"crawled_slug": "sample-pd", "crawled_name": "Sample PD", "archived_date": "2026-04-26",'
        '"searches_30d": 1023, "vehicles_detected_30d": 7, "sharing_outbound": []}'
    )
    add(project, "page.json", page)
    assert load_table("page", project).ledger.printed_totals == ()


@pytest.mark.parametrize(("before", "after"), [(60, 30), (59, 29), (1, 60)])
def test_half_of_the_rows_decide(before: int, after: int, project: Project) -> None:
    add(project, "a_2025-09-17.csv", make_list(before))
    refused = False
    try:
        add(project, "b_2025-09-18.csv", make_list(after))
    except Problem:
        refused = True
    assert refused == (2 * after < before)


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2099, 12, 31)))
def test_a_day_in_a_name_is_found_in_each_form(day: date) -> None:
    for form in ("%Y-%m-%d", "%Y%m%d", "%Y_%m_%d", "%Y%m%d192356", "%m%d%Y", "%m-%d-%Y"):
        assert find_day(f"participatingAgencies{day.strftime(form)}am.xlsx") == day
    assert find_day("participating.xlsx") is None


def test_a_series_with_a_list_under_a_wrong_name_is_not_drawn() -> None:
    frame = pd.DataFrame(
        {
            "list_date": ["2025-09-17", "2025-09-22", "2025-09-25"],
            "edition": "pm",
            "list": "participating",
            "state": "QA",
            "agreements": [1000, 42, 1035],
        }
    )
    with pytest.raises(Problem, match="has 42 rows on 2025-09-22, and had 1,000"):
        count_agreements(frame)
    assert len(count_agreements(frame.drop(1))) == 2


@pytest.mark.samples
def test_released_lists_are_taken_but_for_the_one_under_a_wrong_name(
    samples: Path, project: Project
) -> None:
    folder = samples / "agreements_287g"
    for path in sorted(folder.glob("p*.xlsx")):
        add_release([path], release=path.stem.replace("_", "-"), project=project)
    wrong = folder / "named-participating_2025-09-22pm.xlsx"
    with pytest.raises(Problem, match="name says participating"):
        add_release([wrong], release="wrong", project=project)
    copy = project.root / "participating_2024-09-17.xlsx"
    copy.write_bytes((folder / "participating_2025-09-17.xlsx").read_bytes())
    with pytest.raises(Problem, match="said to be of 2024-09-17"):
        add_release([copy], release="early", project=project)
