"""Saved portal pages: their figures and searches, and nothing that a page would have us do."""

from __future__ import annotations

import socket
from pathlib import Path
from urllib.parse import quote

import pytest
from delivered import Delivered, deliver

from helpers.errors import Problem
from helpers.readers.html import parse_page

CSV = (
    "id,userId,searchDate,networkCount,reason\r\n"
    'SYN-1,***,2026-03-08T02:20:38.758Z,2,"stolen, with ""quotes"""\r\n'
    'SYN-2,***,2026-03-09T02:20:38.758Z,12,"two\nlines"\r\n'
    "SYN-3,***,2026-03-10T02:20:38.758Z,1,<script>alert(1)</script>\r\n"
)


def entry(name: str, label: str, value: str) -> str:
    return (
        f'<div data-tp-entry-type="{name}" data-tp-presentation="metric"><div>'
        f'<div class="tpEntryHeader"><p>{label}</p></div>'
        f'<div><div aria-hidden="true"></div><div>{value}</div></div></div></div>'
    )


FIGURES = (
    entry("dataRetentionInDays", "Data retention (in days)", "30")
    + entry("numberOfOwnedCameras", "Number of owned cameras", "61")
    + entry("plateReadsInLast30Days", "Vehicles detected in the last 30 days", "598,809")
    + entry("plateHitsInLast30Days", "Hotlist hits in the last 30 days", "0")
    + entry("searchesInLast30Days", "Searches in the last 30 days", "3")
)
ACCESS = (
    '<div data-tp-entry-type="orgsWithAccess"><table><tr>'
    '<td data-tp-full-value="Example PD">Example PD</td>'
    '<td data-tp-full-value="Example County SO">Example Cou...</td></tr></table></div>'
)


def save(path: Path, body: str, csv: str | None = CSV, head: str = "") -> Path:
    link = f'<a href="data:text/csv;charset=utf-8,{quote(csv)}">Download CSV</a>' if csv else ""
    path.write_text(
        f"<!DOCTYPE html><html><head><title>Example County SO Transparency Portal</title>{head}"
        f"</head><body>{body}{link}</body></html>",
        encoding="utf-8",
    )
    return path


def read(path: Path) -> tuple[Delivered, list[dict[str, str]]]:
    (rows,) = deliver(parse_page(path, path.parent, shown="page.html"), "page.html")
    return rows, [dict(zip(rows.header, record, strict=True)) for record in rows.cells]


def test_searches_are_beside_the_figures_of_their_page(tmp_path: Path) -> None:
    rows, records = read(save(tmp_path / "page.html", FIGURES + ACCESS))
    assert rows.counted == len(records) == 3
    assert [record["id"] for record in records] == ["SYN-1", "SYN-2", "SYN-3"]
    assert records[0]["reason"] == 'stolen, with "quotes"'
    assert records[1]["reason"] == "two\nlines"
    for record in records:
        assert record["record"] == "search"
        assert record["page_agency"] == "Example County SO"
        assert record["page_vehicles_30d"] == "598,809"
        assert record["page_hotlist_hits_30d"] == "0"
        assert record["page_searches_30d"] == "3"
        assert record["page_networks_outbound"] == "2"
        assert record["page_networks_inbound"] == ""


def test_older_pages_are_read_by_their_labels(tmp_path: Path) -> None:
    body = "<h1>Example PD</h1><h3>Searches in the last 30 days</h3><p>1,234</p>"
    rows, (record,) = read(save(tmp_path / "page.html", body, csv=None))
    assert rows.counted == 1
    assert (record["record"], record["page_agency"]) == ("page", "Example PD")
    assert record["page_searches_30d"] == "1,234"
    assert record["page_cameras"] == ""


CARD = "<div class=card><div>{}</div><div>{}</div></div>"


@pytest.mark.parametrize("card", [CARD, "<p>{}</p><h4>{}</h4>", "<li><b>{}</b><br>{}</li>"])
def test_numbers_above_their_labels_are_no_other_cards(card: str, tmp_path: Path) -> None:
    pairs = [("1,234", "Searches in the last 30 days"), ("30 days", "Data retention")]
    pairs += [("17", "Number of LPR cameras"), ("99", "Hotlist hits in the last 30 days")]
    body = "<h1>A PD</h1>" + "".join(card.format(*pair) for pair in pairs)
    _, (record,) = read(save(tmp_path / "page.html", body, csv=None))
    names = ("page_searches_30d", "page_retention_days", "page_cameras", "page_hotlist_hits_30d")
    assert [record[name] for name in names] == ["1,234", "30", "17", "99"]


@pytest.mark.parametrize(
    "said",
    [
        "<footer>Last updated: <time datetime='2026-06-25T01:00:00Z'>yesterday</time></footer>",
        "<dl><dt>Last updated</dt><dd>June 25, 2026</dd></dl>",
        "<small>Page last updated on Jun 25 2026</small>",
        "<table><tr><td>Last modified:</td><td>06/25/2026</td></tr></table>",
    ],
)
def test_the_day_of_a_page_is_found_wherever_it_is(said: str, tmp_path: Path) -> None:
    body = f"<h1>A PD</h1>{said}<h3>Searches in the last 30 days</h3><p>1,234</p>"
    _, (record,) = read(save(tmp_path / "page.html", body, csv=None))
    assert record["page_date"] == "2026-06-25"


@pytest.mark.parametrize(("said", "count"), [("None", "0"), ("", "")])
def test_nobody_is_not_the_same_as_no_list(tmp_path: Path, said: str, count: str) -> None:
    body = FIGURES + f'<div data-tp-entry-type="orgsWithAccess"><p>Access</p><p>{said}</p></div>'
    _, records = read(save(tmp_path / "page.html", body))
    assert {record["page_networks_outbound"] for record in records} == {count}


def test_scripts_and_hidden_parts_are_not_read(tmp_path: Path) -> None:
    hostile = (
        "<script>var x = '<p>Searches in the last 30 days</p><p>999</p>'</script>"
        "<template><p>Number of owned cameras</p><p>999</p></template>"
        "<p hidden>Hotlist hits in the last 30 days</p>"
        "<noscript><p>Vehicles detected in the last 30 days</p><p>999</p></noscript>"
    )
    _, (record,) = read(
        save(
            tmp_path / "page.html",
            hostile + "<p>Searches in the last 30 days</p><p>7</p>",
            csv=None,
        )
    )
    assert "999" not in record.values()
    assert record["page_searches_30d"] == "7"


def test_nothing_is_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the page made us ask somebody")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    head = '<link rel="stylesheet" href="http://example.invalid/a.css"><base href="http://x/">'
    body = '<!DOCTYPE x SYSTEM "http://example.invalid/x.dtd"><img src="http://example.invalid/">'
    _, records = read(save(tmp_path / "page.html", body + FIGURES, head=head))
    assert len(records) == 3


def test_broken_rows_are_rejected_with_a_reason(tmp_path: Path) -> None:
    csv = CSV + "SYN-4,***\r\n" + "a,b,c,d,e,f\r\n" + "\r\n" + ",,,,\r\n"
    rows, records = read(save(tmp_path / "page.html", FIGURES, csv=csv))
    assert (rows.counted, len(records)) == (7, 3)
    assert rows.reasons == {"blank row": 2, "too few cells": 1, "too many cells": 1}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("<p>Just a moment...</p>", "asks whether you are human"),
        ("<h1>News</h1><p>Somebody searched.</p>", "none of the figures of a transparency portal"),
        ("", "none of the figures|empty or broken"),
    ],
)
def test_other_pages_are_refused(tmp_path: Path, content: str, sentence: str) -> None:
    path = tmp_path / "page.html"
    path.write_text(content and f"<html><body>{content}</body></html>", encoding="utf-8")
    with pytest.raises(Problem, match=sentence):
        parse_page(path, tmp_path, shown="page.html")


def test_broken_searches_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(
        f'<html><body>{FIGURES}<a href="data:text/csv,id,a%0A%FF%FE">x</a></body></html>',
        encoding="utf-8",
    )
    with pytest.raises(Problem, match="searches that the page carries are broken"):
        parse_page(path, tmp_path, shown="page.html")


def test_totals_and_repeated_headers_are_known_beside_the_figures(tmp_path: Path) -> None:
    csv = CSV + "id,userId,searchDate,networkCount,reason\r\nTotal,,,15,\r\n"
    rows, records = read(save(tmp_path / "page.html", FIGURES, csv=csv))
    assert (rows.counted, len(records)) == (5, 3)
    assert rows.rejected == {4: "repeated header", 5: "row of totals"}


def test_a_link_over_ten_megabytes_is_read_whole(tmp_path: Path) -> None:
    reason = "stolen vehicle, " * 60
    lines = "".join(f'SYN-{n},***,2026-03-08T02:20:38Z,2,"{reason}"\n' for n in range(12_000))
    csv = "id,userId,searchDate,networkCount,reason\n" + lines
    path = save(tmp_path / "page.html", FIGURES, csv=csv)
    assert path.stat().st_size > 10_000_000
    rows, records = read(path)
    assert rows.counted == len(records) == 12_000
    assert records[-1]["reason"] == reason


def test_a_page_with_many_nested_elements_is_read_whole(tmp_path: Path) -> None:
    rows, records = read(save(tmp_path / "page.html", FIGURES + "<div>" * 1_500))
    assert rows.counted == len(records) == 3


@pytest.mark.parametrize("depth", [3_000, 100_000])
def test_a_page_that_cannot_be_read_to_its_end_is_refused(tmp_path: Path, depth: int) -> None:
    path = save(tmp_path / "page.html", FIGURES + "<div>" * depth)
    with pytest.raises(Problem, match="couldn't read the page to its end"):
        read(path)


def test_searches_that_the_parser_does_not_find_are_not_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = save(tmp_path / "page.html", FIGURES)
    monkeypatch.setattr("helpers.readers.html._find_searches", lambda root: None)
    with pytest.raises(Problem, match="we would lose some of its searches"):
        read(path)


def test_searches_are_counted_in_the_bytes_of_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = save(tmp_path / "page.html", FIGURES)
    cut = "data:text/csv,id,userId%0ASYN-1,***"
    monkeypatch.setattr("helpers.readers.html._find_searches", lambda root: cut)
    (part,) = parse_page(path, tmp_path, shown="page.html")
    assert part.counted == 3


@pytest.mark.samples
def test_saved_pages_keep_their_figures(samples: Path, tmp_path: Path) -> None:
    for path in sorted((samples / "portal_page").glob("*.html")):
        (rows,) = deliver(parse_page(path, tmp_path, shown=path.name), path.name)
        record = dict(zip(rows.header, rows.cells[0], strict=True))
        assert (rows.counted, record["record"]) == (1, "page")
        assert record["page_agency"]
        assert record["page_cameras"]
