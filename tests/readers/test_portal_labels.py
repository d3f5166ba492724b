"""Pages of April 2026 and later: figures below labels, and lists whose names hold commas."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.adding.add import add_release
from helpers.cleaning.clean import load_table
from helpers.errors import NoTable, Problem
from helpers.project import Project
from helpers.readers.portal_labels import find_label, is_page, read_names, split_names
from whole_tables import read_all

APRIL = """<html><head><title>Sample City QA PD Transparency Portal</title></head><body>
<header><h1>Sample City QA PD</h1><h2>Transparency Portal</h2>
<p>Last Updated: <span title="2026-04-26T12:05:16.684Z">Sun Apr 26 2026</span></p></header>
<div><p>Data retention (in days)</p><div>30 days</div></div>
<div><p>Number of LPR and other cameras</p><div>12</div></div>
<div><p>Organizations granted access to Sample City QA PD data</p>
<div> Example County QB SO, Sample Town QA PD, University of Sample, Example Campus</div></div>
<div><p>Organizations sharing their data with Sample City QA PD</p><div>None</div></div>
<div><p>Hotlists Alerted On (Not Pulling From NCIC)</p><div>Sample SVS, Example Alert</div></div>
<div><p>Unique vehicles detected in the last 30 days</p><div>1,107,371</div></div>
<div><p>Searches in the last 30 days</p><div>1,023</div></div></body></html>"""

JUNE = """<html><body><h1>Sample City QA PD</h1><h2>Transparency Portal</h2>
<p>Last updated: Fri Jun 26 2026</p><h3>Usage</h3>
<div><h4>Data Retention</h4><p>The number of days data is retained.</p><div>21 days</div></div>
<div><h4>Total Cameras</h4><p>Number of LPR and other cameras.</p><div>19</div></div>
<div><h4>Sharing Network Data With</h4><p>Organizations granted access to Sample data.</p>
<div><span>Example County QB SO</span><span>University of Sample, Example Campus</span></div></div>
<div><h4>Number of Searches</h4><p>Total user search sessions over the last 30 days.</p>
<div>254</div></div></body></html>"""


def add_page(project: Project, path: Path, text: str) -> dict[str, object]:
    path.write_text(text)
    add_release([path], release="page", project=project)
    (row,) = read_all(load_table("page", project)).to_dict("records")
    return row


def test_a_page_of_labels_gives_all_its_figures(project: Project, tmp_path: Path) -> None:
    row = add_page(project, tmp_path / "page.html", APRIL)
    assert (row["record"], row["page_agency"]) == ("page", "Sample City QA PD")
    assert (row["page_date"], row["page_retention_days"], row["page_cameras"]) == (
        *("2026-04-26", 30, 12),
    )
    assert (row["page_vehicles_30d"], row["page_searches_30d"]) == (1_107_371, 1_023)
    assert (row["page_networks_outbound"], row["page_networks_inbound"]) == (3, 0)
    assert row["page_names_outbound"] == (
        "Example County QB SO; Sample Town QA PD; University of Sample, Example Campus"
    )


def test_a_page_with_sentences_below_its_labels_gives_the_numbers(
    project: Project, tmp_path: Path
) -> None:
    row = add_page(project, tmp_path / "page.html", JUNE)
    assert (row["page_date"], row["page_retention_days"]) == ("2026-06-26", 21)
    assert (row["page_cameras"], row["page_searches_30d"]) == (19, 254)
    assert row["page_names_outbound"] == (
        "Example County QB SO; University of Sample, Example Campus"
    )


def test_what_is_on_the_page_and_no_number_is_said(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(APRIL.replace("30 days</div>", "as the law says</div>"))
    notes = add_release([path], release="page", project=project).notes
    assert any("not as a number, so left blank: page_retention_days" in note for note in notes)


@pytest.mark.parametrize("key", ["search_audit_csv", None])
def test_an_archived_page_without_searches_is_one_row(
    project: Project, tmp_path: Path, key: str | None
) -> None:
    page: dict[str, object] = {
        "crawled_slug": "sample",
        "crawled_name": None,
        "archived_date": "2026-04-26",
        "data_retention_days": 30,
        "camera_count": 12,
        "searches_30d": 1023,
        "sharing_outbound": ["A QA PD", "University of B, C"],
        "sharing_inbound": [],
    }
    page |= {key: []} if key else {}
    row = add_page(project, tmp_path / "page.json", json.dumps(page))
    assert (row["page_agency"], row["page_searches_30d"]) == ("sample", 1023)
    assert (row["page_networks_outbound"], row["page_names_outbound"]) == (
        *(2, "A QA PD; University of B, C"),
    )
    assert row["page_networks_inbound"] != 0, "an empty list is not a list of nobody"


def test_the_text_of_a_page_says_how_to_save_it(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_text(
        "Sample QA PD\nTransparency Portal\n\nData retention (in days)\n\n30 days\n\n"
        "Searches in the last 30 days\n\n1,023\n"
    )
    with pytest.raises(NoTable, match="save the page as HTML"):
        add_release([path], release="page", project=project)


def test_the_print_of_a_page_says_how_to_save_it(project: Project, tmp_path: Path) -> None:
    from fpdf import FPDF

    printed = FPDF()
    printed.add_page()
    printed.set_font("helvetica", size=10)
    for line in ("Transparency Portal", "Data retention (in days)", "30 days", "Usage"):
        printed.cell(0, 8, line, new_x="LMARGIN", new_y="NEXT")
    path = tmp_path / "page.pdf"
    printed.output(str(path))
    with pytest.raises(NoTable, match="save the page as HTML"):
        add_release([path], release="page", project=project)


def test_an_error_page_is_no_page_of_zeros(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(
        "<html><body><h1>Error 1015</h1><p>You are being rate limited</p></body></html>"
    )
    with pytest.raises(Problem, match="says that it is busy"):
        add_release([path], release="page", project=project)


NAME = st.sampled_from(
    ["Albany CA PD", "ACRATT -CA", "FBI", "Kansas Highway Patrol", "University of A, Berkeley",
     "Sample County Constable, Precinct 3 (TX)", "St. Edward's University (TX)"]
)  # fmt: skip


@given(st.lists(NAME, min_size=1, max_size=12))
def test_names_that_are_joined_by_commas_come_apart_as_they_were(names: list[str]) -> None:
    assert split_names(", ".join(names)) == names


@given(st.lists(st.sampled_from(["Data retention", "Usage", "82", "What's Detected", "x"])))
def test_a_label_is_no_number_and_a_number_no_label(texts: list[str]) -> None:
    assert [text for text in texts if find_label(text) is None] == [
        text for text in texts if text in ("82", "x")
    ]


def test_a_letter_is_no_page() -> None:
    assert not is_page(["Dear Ms. Doe,", "We write in answer to your request.", "Sincerely,"])
    assert read_names(["See our policy for who has access."]) is None


@pytest.mark.samples
def test_saved_pages_of_april_2026_give_what_the_archive_gives(
    project: Project, samples: Path
) -> None:
    folder = samples / "portal_page"
    page, archived = (folder / f"hayward-ca-pd_2026-04-26.{end}" for end in ("html", "json"))
    rows = []
    for path in (page, archived):
        add_release([path], release=path.suffix[1:], project=project)
        (row,) = read_all(load_table(path.suffix[1:], project)).to_dict("records")
        rows.append({k: v for k, v in row.items() if k.startswith("page_") and k != "page_agency"})
    saved, kept = ({k: str(v) for k, v in row.items()} for row in rows)
    assert saved == kept
    assert saved["page_retention_days"], saved["page_networks_outbound"] == ("365", "326")
