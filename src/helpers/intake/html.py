"""HTML: a transparency portal's page as a browser saved it: its figures, and its searches.

The page names its entries (`data-tp-entry-type`) and carries the searches in the address of a
link. Nothing of it is run, fetched or shown; scripts, styles and hidden parts are not read.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

from helpers.errors import Problem
from helpers.intake.rows import ROW, Rejected, Rows, cell, reject_furniture
from helpers.intake.snapshots import add_figures, make_page

ENTRIES = {
    "page_retention_days": "dataRetentionInDays",
    "page_cameras": "numberOfOwnedCameras",
    "page_vehicles_30d": "plateReadsInLast30Days",
    "page_hotlist_hits_30d": "plateHitsInLast30Days",
    "page_searches_30d": "searchesInLast30Days",
}
"""What the portal calls the entries of its page."""

LABELS = {
    "page_retention_days": r"data retention \(in days\)",
    "page_cameras": r"number of (?:owned|lpr and other) cameras",
    "page_vehicles_30d": r"vehicles detected in the last 30 days",
    "page_hotlist_hits_30d": r"hotlist hits in the last 30 days",
    "page_searches_30d": r"searches in the last 30 days",
}
"""How older pages, which do not name their entries, label them."""

ORGANIZATIONS = "orgsWithAccess"
ATTRIBUTE = "data-tp-entry-type"
UNSEEN = frozenset({"script", "style", "template", "noscript", "head", "svg", "iframe", "object"})
NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+|\d+")
NOBODY = ("none", "0")
CSV_ADDRESS = re.compile(r"data:text/csv[^,]*,", re.IGNORECASE)
CHALLENGE = re.compile(r"just a moment|checking your browser|verify you are human", re.IGNORECASE)


def read_page(path: Path, *, shown: str) -> list[Rows]:
    """Return the searches of a saved portal page, each beside the page's figures.

    Raises Problem if the page is no portal's, or its searches cannot be told into rows.
    """
    root = _parse(path, shown)
    texts = list(_list_texts(root))
    figures = _find_figures(root, texts)
    address = _find_searches(root)
    if not figures:
        blocked = any(CHALLENGE.search(text) for text in texts)
        raise Problem(
            "The page asks whether a person is there; it is not the portal's page itself"
            if blocked
            else "The page prints none of the figures of a transparency portal",
            file=shown,
            expected="a portal's page as a browser saved it, such as its searches in the last "
            "30 days",
            remedy="Open the page in a browser, and save it once it shows its figures"
            if blocked
            else "If it holds a table, save that as CSV, and add that copy",
        )
    figures["page_agency"] = _find_agency(root)
    figures["page_networks_outbound"] = _count_organizations(root)
    if address is None:
        return [make_page(figures, shown)]
    return [add_figures(_read_searches(address, shown), figures)]


def _parse(path: Path, shown: str) -> Any:
    from lxml import etree, html  # type: ignore[import-untyped]

    content = path.read_bytes()
    try:
        parser = html.HTMLParser(no_network=True, huge_tree=False, encoding=_find_encoding(content))
        return html.document_fromstring(content, parser=parser)
    except (etree.LxmlError, ValueError, LookupError) as error:
        raise Problem(
            "The page is empty or broken",
            file=shown,
            expected="a page as a browser saved it",
            remedy="Save the page again, and add that copy",
        ) from error


def _find_encoding(content: bytes) -> str | None:
    """Return UTF-8 if the page is that; else what the page says of itself counts."""
    try:
        content.decode()
    except UnicodeDecodeError:
        return None
    return "utf-8"


def _list_texts(element: Any) -> Iterator[str]:
    """Give the texts that a reader sees, in their order."""
    if not isinstance(element.tag, str) or element.tag in UNSEEN or "hidden" in element.attrib:
        return
    if element.text and element.text.strip():
        yield " ".join(element.text.split())
    for child in element:
        yield from _list_texts(child)
        if child.tail and child.tail.strip():
            yield " ".join(child.tail.split())


def _find_figures(root: Any, texts: list[str]) -> dict[str, str]:
    """Return the figures by name: the number after the label, in its entry or in the page."""
    figures = {}
    entries = {element.get(ATTRIBUTE): element for element in root.iter() if element.get(ATTRIBUTE)}
    for name, entry in ENTRIES.items():
        within = list(_list_texts(entries[entry]))[1:] if entry in entries else []
        number = next((text for text in within if NUMBER.fullmatch(text)), None)
        if number is None:
            number = _find_labeled(texts, LABELS[name])
        if number is not None:
            figures[name] = number
    return figures


def _find_labeled(texts: list[str], label: str) -> str | None:
    for place, text in enumerate(texts[:-1]):
        if re.fullmatch(label, text.rstrip(":").strip(), re.IGNORECASE):
            following = texts[place + 1]
            return following if NUMBER.fullmatch(following) else None
    return None


def _find_agency(root: Any) -> str:
    """Return the name at the head of the page, without the words that all portals share."""
    for element in (*root.iter("h1"), *root.iter("title")):
        name = " ".join("".join(element.itertext()).split())
        name = re.sub(
            r"\s*[|–-]?\s*(?:flock safety\s*)?transparency portal\s*$", "", name, flags=re.I
        )
        if name and name.casefold() != "flock safety":
            return name
    return ""


def _count_organizations(root: Any) -> str:
    """Return how many organizations the page lists; blank if it prints no list."""
    for element in root.iter():
        if element.get(ATTRIBUTE) == ORGANIZATIONS:
            named = [e for e in element.iter() if (e.get("data-tp-full-value") or "").strip()]
            if named:
                return str(len(named))
            texts = [text.casefold() for text in _list_texts(element)]
            return "0" if any(text in NOBODY for text in texts) else ""
    return ""


def _find_searches(root: Any) -> str | None:
    """Return the address that carries the searches as CSV."""
    for link in root.iter("a"):
        if CSV_ADDRESS.match(link.get("href") or ""):
            return str(link.get("href"))
    return None


def _read_searches(address: str, shown: str) -> Rows:
    import pandas as pd

    start = CSV_ADDRESS.match(address)
    content = unquote_to_bytes(address[start.end() if start else 0 :])
    try:
        text = content.decode("utf-8-sig")
        records = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        raise Problem(
            "The searches that the page carries are broken",
            file=shown,
            expected="CSV in UTF-8",
            remedy="Use the page's own button to download them, and add that file",
        ) from error
    if not records or not records[0]:
        raise Problem("The searches that the page carries have no header", file=shown)
    header, width = tuple(records[0]), len(records[0])
    kept, rejected = [], []
    for number, record in enumerate(records[1:], start=1):
        if not record:
            rejected.append(Rejected(number, "blank row"))
        elif len(record) != width:
            few = len(record) < width
            rejected.append(Rejected(number, "too few cells" if few else "too many cells"))
        else:
            kept.append((*record, number))
    columns = [*(cell(place) for place in range(width)), ROW]
    frame = pd.DataFrame(kept, columns=columns)
    frame = frame.astype({name: "int64" if name == ROW else "str" for name in columns})
    frame, furniture = reject_furniture(frame, header)
    rejected = sorted([*rejected, *furniture], key=lambda entry: entry.row)
    return Rows(shown, None, header, frame, _count_records(text) - 1, tuple(rejected))


def _count_records(text: str) -> int:
    """Count records by the line ends that stand outside quotes."""
    outside = "".join(text.split('"')[::2]).replace("\r\n", "\n").replace("\r", "\n")
    return outside.count("\n") + (not text.endswith(("\n", "\r")))
