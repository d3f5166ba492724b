"""Snapshots: the figures that a transparency portal prints, beside the searches that it offers.

Each search bears the figures of its page, so that both stand in one table. A page that offers no
searches is one row of figures.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from helpers.intake.encodings import as_utf8
from helpers.intake.objects import read_document
from helpers.intake.rows import ROW, Rows, cell
from helpers.releases.descriptor import Resource

RECORD = "record"
"""Says what a row is: a `search`, or a `page` that offers none."""

FIGURES = (
    "page_agency",
    "page_date",
    "page_retention_days",
    "page_cameras",
    "page_vehicles_30d",
    "page_hotlist_hits_30d",
    "page_searches_30d",
    "page_networks_outbound",
    "page_networks_inbound",
)
"""What is told of a page; the free text of its policies is not."""

KEYS = {
    "page_agency": "crawled_name",
    "page_date": "archived_date",
    "page_retention_days": "data_retention_days",
    "page_cameras": "camera_count",
    "page_vehicles_30d": "vehicles_detected_30d",
    "page_hotlist_hits_30d": "hotlist_hits_30d",
    "page_searches_30d": "searches_30d",
}
"""Under which keys public archives of the portals keep these figures."""

LISTS = {"page_networks_outbound": "sharing_outbound", "page_networks_inbound": "sharing_inbound"}
SEARCHES = "search_audit_csv"


def read_snapshot(path: Path, resource: Resource, *, shown: str) -> list[Rows] | None:
    """Return the rows of a portal's page kept as JSON, or None if the file is something else.

    Raises Problem if its searches cannot be read.
    """
    with as_utf8(path, resource.encoding, shown) as plain:
        text = plain.read_text(encoding="utf-8-sig", errors="surrogateescape")
    try:
        page = json.loads(text, parse_int=str, parse_float=str)
    except (json.JSONDecodeError, RecursionError):
        return None
    if not isinstance(page, dict) or not {KEYS["page_searches_30d"], SEARCHES} <= page.keys():
        return None
    figures = {name: _write(page.get(key)) for name, key in KEYS.items()}
    for name, key in LISTS.items():
        # An empty list is a list that the page does not print, not a list of nobody.
        figures[name] = str(len(page[key])) if page.get(key) else ""
    if not page[SEARCHES]:
        return [make_page(figures, shown)]
    (rows,) = read_document(path, resource, shown=shown)
    read = {SEARCHES, *KEYS.values(), *LISTS.values()}
    unread = sum(bool(value) for key, value in page.items() if key not in read)
    note = f"{unread:,} other entries of the page, its texts, are not read"
    return [add_figures(replace(rows, notes=(note,)), figures)]


def add_figures(rows: Rows, figures: Mapping[str, str]) -> Rows:
    """Return a page's searches with its figures beside each."""
    frame = rows.frame.copy()
    header = (*rows.header, RECORD, *FIGURES)
    values = ("search", *(figures.get(name, "") for name in FIGURES))
    for place, value in enumerate(values, start=len(rows.header)):
        frame[cell(place)] = value
        frame[cell(place)] = frame[cell(place)].astype("str")
    return replace(rows, header=header, frame=frame)


def make_page(figures: Mapping[str, str], shown: str) -> Rows:
    """Return the one row of a page that offers no searches."""
    import pandas as pd

    header = (RECORD, *FIGURES)
    values = ("page", *(figures.get(name, "") for name in FIGURES))
    frame = pd.DataFrame([values], columns=[cell(n) for n in range(len(header))]).astype("str")
    frame[ROW] = 1
    note = "The page offers no searches: its row holds figures only"
    return Rows(shown, None, header, frame, rows_read=1, notes=(note,))


def _write(value: Any) -> str:
    return "" if value is None else str(value)
