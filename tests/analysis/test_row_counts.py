"""The account of a cleaning as tables: pages, clocks and shares."""

from __future__ import annotations

from dataclasses import replace

import pytest

from helpers.analysis import row_counts
from helpers.ledger.ledger import Clock, Ledger, Missing, PageLedger
from helpers.ledger.row_report import write_ledger

EMPTY = Ledger(
    release="r",
    kind="k",
    data_status="unverified",
    rows_read=0,
    rows_kept=0,
    rows_rejected=0,
    duplicates={},
    rejected={},
    files=(),
    first=None,
    last=None,
)
WELL = PageLedger("audit.pdf", 1, 8, 8, 1154, 1154, 0)
ODD = PageLedger("audit.pdf", 2, 9, 9, 1000, 990, 3)


def test_each_page_is_accounted_for() -> None:
    pages = row_counts.list_pages(replace(EMPTY, pages=(WELL, ODD)))
    assert pages.to_numpy().tolist() == [
        ["audit.pdf", 1, 8, 8, 1154, 100.0, 0],
        ["audit.pdf", 2, 9, 9, 1000, 99.0, 3],
    ]


def test_of_many_pages_only_the_odd_ones_are_listed() -> None:
    ledger = replace(EMPTY, pages=(WELL,) * 60 + (ODD,))
    assert row_counts.list_pages(ledger)["page"].tolist() == [2]


def test_no_document_has_no_pages() -> None:
    assert row_counts.list_pages(EMPTY).empty


def test_the_clock_of_counting_is_said_once_for_all_releases() -> None:
    east, west = (
        replace(EMPTY, clocks=(Clock("at", "UTC", f"America/{city}", 9, 4, 1, 2, 0),))
        for city in ("New_York", "Chicago")
    )
    assert row_counts.say_clock(EMPTY) == ""
    assert row_counts.say_clock(east, EMPTY, east) == "counted in America/New_York"
    assert row_counts.say_clock(east, west) == "counted in America/New_York and America/Chicago"


def test_rows_at_a_clock_change_are_rows_and_not_times() -> None:
    clock = Clock("at", "UTC", "America/New_York", 30, 0, 0, 1, 0)
    ledger = replace(EMPTY, clocks=(clock,), flags={"overlap": 31})
    (row,) = row_counts.count_reasons(ledger).to_dict("records")
    assert (row["why"], row["rows"]) == ("overlap: an hour that occurs twice", 1)
    lines = write_ledger(ledger)
    assert "  rows at a clock change: overlap: an hour that occurs twice: 1" in lines
    assert "  times of other columns at a clock change: 30" in lines


def test_a_share_is_not_rounded_before_it_is_printed() -> None:
    ledger = replace(EMPTY, missing=(Missing("user", "2025-01", 3, withheld=1),))
    (row,) = row_counts.list_missing_values(ledger).to_dict("records")
    assert row["withheld, percent"] == pytest.approx(100 / 3)
