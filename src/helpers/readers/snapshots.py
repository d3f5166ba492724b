"""Snapshots: the figures that a transparency portal shows, joined to the searches that it offers.

Each search has the figures of its page with it, so both are in one table. A page that offers no
searches is one row of figures.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from helpers.readers.footers import FIGURE, TOTAL_WORDS
from helpers.readers.parsed import ParsedPart, TableWriter
from helpers.readers.records import cell

RECORD = "record"
"""The column that says what a row is: a `search`, or a `page` that offers none."""

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
    "page_names_outbound",
    "page_names_inbound",
)
"""What we read of a page; the free text of its policies is not read."""

KEYS = {
    "page_agency": "crawled_name",
    "page_date": "archived_date",
    "page_retention_days": "data_retention_days",
    "page_cameras": "camera_count",
    "page_vehicles_30d": "vehicles_detected_30d",
    "page_hotlist_hits_30d": "hotlist_hits_30d",
    "page_searches_30d": "searches_30d",
}
"""The keys of these figures in public archives of the portals."""

LISTS = {"outbound": "sharing_outbound", "inbound": "sharing_inbound"}
"""The keys of the lists of names in these archives, by the direction that data flow."""

SEARCHES = "search_audit_csv"
SLUG = "crawled_slug"

BETWEEN = "; "
"""What separates the names of a list in one cell; names hold commas."""


def add_names(figures: dict[str, str], direction: str, names: Sequence[str] | None) -> None:
    """Add a page's list of names to its figures: how many they are, and who.

    >>> figures: dict[str, str] = {}
    >>> add_names(figures, "outbound", ["A PD", "University of B, C"])
    >>> figures["page_networks_outbound"], figures["page_names_outbound"]
    ('2', 'A PD; University of B, C')
    """
    listed = [" ".join(name.replace(";", ",").split()) for name in names or ()]
    figures[f"page_networks_{direction}"] = "" if names is None else str(len(listed))
    figures[f"page_names_{direction}"] = BETWEEN.join(listed)


def make_page(table: Path, figures: Mapping[str, str], *notes: str) -> ParsedPart:
    """Return the one record of a page that offers no searches."""
    header = (RECORD, *FIGURES)
    with TableWriter(table, [cell(position) for position in range(len(header))]) as writer:
        writer.write([["page"], *([figures.get(name, "")] for name in FIGURES)])
    note = "The page offers no searches, so its row holds figures only"
    return ParsedPart(None, header, str(table), counted=1, notes=(note, *notes))


def add_figures(
    header: Sequence[str], columns: list[list[str]], figures: Mapping[str, str]
) -> tuple[tuple[str, ...], list[list[str]]]:
    """Return the header and columns of a page's searches with its figures beside each.

    Blank rows, repeated headers and totals get no figures, so they can be recognized.
    """
    names = [name.strip() for name in header]
    search = ("search", *(figures.get(name, "") for name in FIGURES))
    added: list[tuple[str, ...]] = []
    for record in zip(*columns, strict=True):
        texts = [text.strip() for text in record]
        if texts == names:
            added.append((RECORD, *FIGURES))
        elif not any(texts) or _is_total(texts):
            added.append(("",) * len(search))
        else:
            added.append(search)
    joined = [list(column) for column in zip(*added, strict=True)] or [[] for _ in search]
    return (*header, RECORD, *FIGURES), [*columns, *joined]


def _is_total(texts: Sequence[str]) -> bool:
    """Return whether a record begins with a word for a total and is all figures or half blank."""
    filled = [text for text in texts if text]
    if filled[0].casefold() not in TOTAL_WORDS:
        return False
    figures = all(re.match(FIGURE, text) for text in filled[1:])
    return figures or 2 * (len(texts) - len(filled)) >= len(texts)
