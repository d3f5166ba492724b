"""Kinds of 2026: names on a list, pairs with access, a portal's figures over time, its new log."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from helpers.adding.add import AddReport, add_release
from helpers.cleaning.clean import load_table
from helpers.errors import Problem
from helpers.project import Project
from helpers.readers.portal_labels import split_names
from helpers.schemas.recognize import recognize


def add(
    project: Project, tmp_path: Path, text: str, name: str = "a.csv", **facts: object
) -> AddReport:
    path = tmp_path / name
    path.write_text(text)
    return add_release([path], release="r", project=project, **facts)  # type: ignore[arg-type]


def test_a_list_of_names_alone_says_no_direction(project: Project, tmp_path: Path) -> None:
    text = "organization\n[Federal] Sample Office\nSample City QA PD\nA County QB SO [INACTIVE]\n"
    assert add(project, tmp_path, text).kind == "flock-sharing-names"
    table = load_table("r", project)
    assert (table.ledger.rows_read, table.ledger.rows_kept) == (3, 3)
    assert set(table.public["direction"]) == {"not known"}


@pytest.mark.parametrize(
    "header", ["organization,foo", "Organization Name,Search Time", "State,Organization"]
)
def test_a_column_of_organizations_beside_others_is_no_list(header: str) -> None:
    scores = {guess.kind: guess.score for guess in recognize(header.split(","))}
    assert scores["flock-sharing-names"] == 0


def test_pairs_say_who_has_access_to_whom(project: Project, tmp_path: Path) -> None:
    text = (
        "src_agency,external_agency,src_agency_id,external_agency_id\n"
        "Sample QA PD,Other QB PD,2459,0014\nSample QA PD,Third QB SO,2459,48\n"
    )
    assert add(project, tmp_path, text).kind == "access-pairs"
    frame = load_table("r", project).public
    assert frame["has_access"].tolist() == ["Other QB PD", "Third QB SO"]
    assert frame["has_access_id"].tolist() == ["0014", "48"]


NAMES = "A PD, University of Sample, Example Campus, B SO, C County Constable, Precinct 3 (TX)"
FIGURES = (
    "id,agency,updated,accessed,url,data_retention_in_days,number_of_owned_cameras,"
    "external_organizations_with_access,hotlists_alerted_on,"
    "vehicles_detected_in_the_last_30_days,hotlist_hits_in_the_last_30_days,"
    "searches_in_the_last_30_days,public_search_audit\n"
    f'1,A PD,2024-04-26T14:11:25Z,2024-04-27T17:25:31Z,x,30 days,6,"{NAMES}",N,269427,3,332,0\n'
    "2,B PD,2024-04-26T14:09:18Z,2024-04-27T17:25:33Z,x,NA,20,988,N,870060,369,474,0\n"
    "3,C PD,2024-04-26T14:09:18Z,2024-04-27T17:25:33Z,x,21 Days,20,NA,N,870060,369,NA,0\n"
)


def test_figures_over_time_are_one_row_a_page_and_day(project: Project, tmp_path: Path) -> None:
    assert add(project, tmp_path, FIGURES).kind == "portal-figures"
    frame = load_table("r", project).public
    assert frame["page_date"].tolist() == ["2024-04-26"] * 3
    assert frame["page_retention_days"].tolist()[0::2] == [30, 21]
    assert frame["page_retention_days"].isna().tolist() == [False, True, False]
    assert frame["page_searches_30d"].isna().tolist() == [False, False, True], "never 0"
    counts = frame["page_networks_outbound"]
    assert counts.tolist()[:2] == [len(split_names(NAMES)), 988]
    assert counts.isna().tolist() == [False, False, True]
    assert load_table("r", project).ledger.problems == {}


def test_figures_of_a_line_a_page_are_read(project: Project, tmp_path: Path) -> None:
    text = (
        '{"ts": "2026-06-25T19:41:17.354718+00:00", "retention_days": 21, "total_cameras": 19, '
        '"vehicles_30d": 622352, "hotlist_hits_30d": 201, "searches_30d": 262}\n'
        '{"ts": "2026-06-26T03:35:53.235346+00:00", "error": "Cloudflare"}\n'
    )
    assert add(project, tmp_path, text, "stats.jsonl").kind == "portal-figures"
    frame = load_table("r", project).public
    assert frame["page_date"].tolist() == ["2026-06-25", "2026-06-26"]
    assert frame["page_searches_30d"].isna().tolist() == [False, True], "an error is no zero"


def test_the_headers_of_a_survey_of_portals_are_read(project: Project, tmp_path: Path) -> None:
    text = (
        "Agency Name,Data retention (in days),Number of LPR and other cameras,"
        "External organizations with access,Vehicles detected in the last 30 days,"
        "Hotlist hits in the last 30 days,Searches in the last 30 days\n"
        "A PD,30 days,10,N/A,9,1,76\n"
    )
    assert add(project, tmp_path, text).kind == "portal-figures"
    row = load_table("r", project).public.iloc[0]
    assert (row["page_retention_days"], row["page_searches_30d"]) == (30, 76)


def test_few_columns_of_figures_are_known(project: Project, tmp_path: Path) -> None:
    header = "id,agency,updated,number_of_cameras,searches_in_the_last_30_days"
    text = f"{header}\n1,Sample City QA PD,2024-04-26T14:11:25Z,6,332\n"
    assert add(project, tmp_path, text).kind == "portal-figures"


def test_the_log_of_2026_has_an_offense_and_no_reason(project: Project, tmp_path: Path) -> None:
    text = (
        "id,userId,searchDate,networkCount,offenseType\n"
        "a1,***,2026-05-27T01:11:26.363Z,129,Motor Vehicle Theft/Stolen\n"
    )
    report = add(project, tmp_path, text)
    assert report.kind == "flock-portal-log-2026"
    assert not any("could also be" in note for note in report.notes)
    assert load_table("r", project).raw("offense_type")["offense_type"].tolist() == [
        "Motor Vehicle Theft/Stolen"
    ]


@pytest.mark.parametrize(
    "header", ["id,userId,searchDate,networkCount", "id,userId,searchDate,networkCount,reason"]
)
def test_older_logs_stay_what_they_were(header: str) -> None:
    assert recognize(header.split(","))[0].kind == "flock-portal-log"


def test_a_word_that_is_misspelled_once_is_pointed_out(project: Project, tmp_path: Path) -> None:
    rows = [f"QA,A{n} SO,Warrant Service Officer ,2025-01-02\n" for n in range(5)]
    rows.append("QA,B SO,Warrant Service Office,2025-01-02\n")
    add(project, tmp_path, "state,agency,model,signed\n" + "".join(rows))
    (odd,) = [o for o in load_table("r", project).ledger.oddities if o.column == "model"]
    assert (odd.rows, odd.note) == (
        *(1, "“Warrant Service Office”: did they mean Warrant Service Officer?"),
    )


ZONES = "id,userId,searchDate{zone},networkCount\na1,u,2025-03-01 01:00:00,2\n"


def test_a_zone_in_a_header_is_noticed(project: Project, tmp_path: Path) -> None:
    with pytest.raises(Problem, match=r"searchDatePST says .* PST.*--stamps-in ZONE.*Los_Angeles"):
        add(project, tmp_path, ZONES.format(zone="PST"))
    report = add(*(project, tmp_path, ZONES.format(zone="PST")), stamps_in="America/Los_Angeles")
    assert (report.kind, report.stamps_in) == ("flock-portal-log", "America/Los_Angeles")
    utc = load_table("r", project).raw("searched_at_utc")["searched_at_utc"].astype(str).tolist()
    assert utc == ["2025-03-01 09:00:00"]


@pytest.mark.parametrize("zone", [" (Pacific)", "_pacific_time", " Pacific Standard Time", "_PST"])
def test_a_zone_by_its_name_is_noticed(zone: str, project: Project, tmp_path: Path) -> None:
    with pytest.raises(Problem, match=r"--stamps-in ZONE, such as America/Los_Angeles"):
        add(project, tmp_path, ZONES.format(zone=zone))


def test_a_header_in_utc_needs_no_answer(project: Project, tmp_path: Path) -> None:
    report = add(project, tmp_path, ZONES.format(zone=" (UTC)"))
    assert report.stamps_in == "UTC"
    assert "The header searchDate (UTC) names a time zone: UTC" in report.notes


def test_the_day_of_a_page_may_be_said_by_a_person(project: Project, tmp_path: Path) -> None:
    text = "agency,date,searches_30d\nLake PD,,437\nKent PD,2026-06-25,12\n"
    report = add(project, tmp_path, text)
    assert any("1 of 2 rows have no day (page_date)" in note for note in report.notes)
    (tmp_path / "b.csv").write_text(text)
    given = add_release([tmp_path / "b.csv"], release="b", project=project, as_of="2026-06-24")
    assert not any("no day" in note for note in given.notes)
    for _ in range(2):
        assert load_table("b", project).public["page_date"].tolist() == ["2026-06-24", "2026-06-25"]
        shutil.rmtree(project.processed / "b", ignore_errors=True)


def test_a_page_without_a_day_takes_that_of_the_release(project: Project, tmp_path: Path) -> None:
    page = "<h1>A PD</h1><h3>Searches in the last 30 days</h3><p>12</p>"
    add(project, tmp_path, f"<html><body>{page}</body></html>", "a.html", as_of="2026-06-24")
    assert load_table("r", project).public["page_date"].tolist() == ["2026-06-24"]


def test_a_page_in_a_browsers_own_format_is_asked_for_as_html(
    project: Project, tmp_path: Path
) -> None:
    with pytest.raises(Problem, match="save the page as HTML"):
        add(project, tmp_path, "From: <Saved by Blink>\n", "page.mhtml")
