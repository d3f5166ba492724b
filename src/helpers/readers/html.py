"""HTML: a transparency portal's page as a browser saved it: its figures, and its searches.

The page names its entries (`data-tp-entry-type`), or labels them in words alone (those of April
2026), and carries the searches in the address of a link. Nothing on it is run, fetched or shown.
Scripts, styles and hidden parts are not read.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes

from helpers.errors import NoTable, Problem
from helpers.readers.parsed import ParsedPart, TableWriter
from helpers.readers.portal_labels import (
    NOBODY,
    UPDATED,
    find_label,
    find_values_before,
    read_day,
    read_names,
    read_number,
)
from helpers.readers.records import Rejected, cell
from helpers.readers.snapshots import add_figures, add_names, make_page

ENTRIES = {
    "page_retention_days": "dataRetentionInDays",
    "page_cameras": "numberOfOwnedCameras",
    "page_vehicles_30d": "plateReadsInLast30Days",
    "page_hotlist_hits_30d": "plateHitsInLast30Days",
    "page_searches_30d": "searchesInLast30Days",
}
"""The portal's names of the entries of its page."""

ORGANIZATIONS = "orgsWithAccess"
ATTRIBUTE = "data-tp-entry-type"
UNSEEN = frozenset({"script", "style", "template", "noscript", "head", "svg", "iframe", "object"})
CSV_ADDRESS = re.compile(r"data:text/csv[^,]*,", re.IGNORECASE)
CHALLENGE = re.compile(
    r"just a moment|checking your browser|verify you are human|rate limited|error 10\d\d|"
    r"access denied|attention required|too many requests|(?:error|http) ?(?:40[34]|429|50[0234])\b|"
    r"404 not found|403 forbidden|internal server error|service unavailable|bad gateway",
    re.IGNORECASE,
)

LONGEST = 120
"""A longer text isn't a label."""

RAW_LINK = re.compile(
    rb"<a\s[^<>]{0,2000}?\bhref\s*=\s*"
    rb"(?:\"\s*(data:text/csv[^\"]*)\"|'\s*(data:text/csv[^']*)'|(data:text/csv[^\s>]*))",
    re.IGNORECASE,
)
"""A link with searches, found in the bytes of the page and without a parser."""

LIMITS = ("ERR_RESOURCE_LIMIT", "ERR_NO_MEMORY", "ERR_INTERNAL_ERROR")
"""What lxml reports when it stops before the end of a page."""


def parse_page(path: Path, folder: Path, *, shown: str) -> list[ParsedPart]:
    """Return the searches of a saved portal page, each beside the page's figures.

    Their records are counted in the bytes of the page, apart from its parser.
    Raises Problem if the page is not a portal's, or can't be read to its end.
    """
    content = path.read_bytes()
    root = _parse(content, shown)
    figures, notes = _find_figures(root)
    address = _find_searches(root)
    if not any(figures.values()) and not notes:
        texts = [*_list_texts(root), *("".join(title.itertext()) for title in root.iter("title"))]
        blocked = any(CHALLENGE.search(text) for text in texts)
        raise NoTable(
            "The page asks whether you are human, or says that it is busy, so it isn't the "
            "portal's own page"
            if blocked
            else "The page shows none of the figures of a transparency portal",
            file=shown,
            expected="a portal's page as a browser saved it, with figures such as its searches "
            "in the last 30 days",
            remedy="Open the page in a browser, and save it once it shows its figures"
            if blocked
            else "If it holds a table, save that as CSV, and add that copy",
        )
    figures |= {"page_agency": _find_agency(root), "page_date": _find_day(root)}
    raw = RAW_LINK.search(content)
    carried = unescape(next(filter(None, raw.groups())).decode("utf-8", "replace")) if raw else None
    if address is None:
        if carried is not None:
            raise _refuse_rest(shown)
        return [make_page(folder / "page.parquet", figures, *notes)]
    part = _parse_searches(address, carried or address, figures, folder, shown)
    return [part.with_notes(notes)]


def _parse(content: bytes, shown: str) -> Any:
    """Return the root of a page. Raises Problem if the parser stops before the page's end."""
    from lxml import etree, html  # type: ignore[import-untyped]

    try:
        # Without `huge_tree`, links above 10 MB and all below 256 nested elements would be lost.
        parser = html.HTMLParser(no_network=True, huge_tree=True, encoding=_find_encoding(content))
        root = html.document_fromstring(content, parser=parser)
    except (etree.LxmlError, ValueError, LookupError) as error:
        raise NoTable(
            "The page is empty or broken",
            file=shown,
            expected="a page as a browser saved it",
            remedy="Save the page again, and add that copy",
        ) from error
    if any(entry.type_name in LIMITS for entry in parser.error_log):
        raise _refuse_rest(shown)
    return root


def _refuse_rest(shown: str) -> Problem:
    return Problem(
        "We couldn't read the page to its end, so we would lose some of its searches",
        file=shown,
        expected="a page as a browser saved it",
        remedy="Use the page's own button to download its searches, and add that file",
    )


def _find_encoding(content: bytes) -> str | None:
    """Return UTF-8 if the page is that; otherwise what the page says about itself counts."""
    try:
        content.decode()
    except UnicodeDecodeError:
        return None
    return "utf-8"


def _list_texts(element: Any) -> Iterator[str]:
    """Yield the texts that a person sees, in their order."""
    waiting = [element]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            if one.strip():
                yield " ".join(one.split())
        elif isinstance(one.tag, str) and one.tag not in UNSEEN and "hidden" not in one.attrib:
            for child in reversed(one):
                waiting += [child.tail or "", child]
            waiting.append(one.text or "")


def _find_figures(root: Any) -> tuple[dict[str, str], list[str]]:
    """Return the figures and lists, named, and notes on what we found but didn't read.

    A figure is in its entry, if the page names its entries, else below its label.
    """
    figures: dict[str, str] = {}
    entries = {element.get(ATTRIBUTE): element for element in root.iter() if element.get(ATTRIBUTE)}
    below = _find_sections(root)
    below |= find_values_before([*_list_texts(root)])
    unread = []
    for name, entry in ENTRIES.items():
        within = list(_list_texts(entries[entry]))[1:] if entry in entries else []
        sections = [within, *below.get(name, [])]
        number = next(filter(None, (read_number(name, texts) for texts in sections)), None)
        if number is not None:
            figures[name] = number
        elif any(sections):
            unread.append(name)
    marked = _list_organizations(root)
    for direction in ("outbound", "inbound"):
        found = [read_names(texts) for texts in below.get(f"page_names_{direction}", [])]
        names = next((one for one in found if one is not None), None)
        if direction == "outbound" and marked is not None:
            names = marked
        add_names(figures, direction, names)
    note = f"On the page, but not as a number, so left blank: {', '.join(unread)}"
    return figures, [note] if unread else []


def _find_sections(root: Any) -> dict[str, list[list[str]]]:
    """Return the texts below each label, by the figure or list that it is the label of.

    Below it is what follows it in the page's structure, up to the next heading.
    """
    found: dict[str, list[list[str]]] = {}
    for element in _walk(root):
        direct_text = " ".join(
            text for text in [element.text or "", *(c.tail or "" for c in element)]
        )
        texts = [*_list_texts(element)] if direct_text.strip() else []
        label, _, inline = " ".join(texts).partition(":")
        name = find_label(label) if texts and len(label) <= LONGEST else None
        if name:
            after = [inline.strip()] if inline.strip() else _list_below(element)
            found.setdefault(name, []).append(after)
    return found


def _walk(root: Any) -> Iterator[Any]:
    """Yield the elements that a person sees, in their order."""
    waiting = [root]
    while waiting:
        one = waiting.pop()
        if isinstance(one.tag, str) and one.tag not in UNSEEN and "hidden" not in one.attrib:
            yield one
            waiting += reversed(one)


def _list_below(element: Any) -> list[str]:
    """Return the texts that follow an element: its siblings', or else those of what it is in."""
    block = element
    while block is not None and block.tag not in ("body", "html"):
        after = [block.tail or "", *block.itersiblings()]
        texts = [text for one in after for text in _list_any(one)]
        if texts:
            headings = (n for n, text in enumerate(texts) if find_label(text) is not None)
            return texts[: next(headings, len(texts))]
        block = block.getparent()
    return []


def _list_any(one: Any) -> Iterator[str]:
    """Yield the texts of an element and what is behind it, or a text itself."""
    if isinstance(one, str):
        yield from filter(None, [" ".join(one.split())])
        return
    yield from _list_texts(one)
    yield from filter(None, [" ".join((one.tail or "").split())])


def _find_day(root: Any) -> str:
    """Return the day on which the page was last changed, by its own word."""
    for element in _walk(root):
        text = " ".join(_list_texts(element))
        if len(text) <= LONGEST and re.match(UPDATED, text, re.IGNORECASE):
            times = [one.get("title") or one.get("datetime") or "" for one in element.iter()]
            days = map(read_day, [text, *times, *_list_below(element)[:1]])
            found = next(filter(None, days), "")
            if found:
                return found
    return ""


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


def _list_organizations(root: Any) -> list[str] | None:
    """Return the organizations that the page's own entry lists; None if it has no such list."""
    for element in root.iter():
        if element.get(ATTRIBUTE) == ORGANIZATIONS:
            named = [(e.get("data-tp-full-value") or "").strip() for e in element.iter()]
            if any(named):
                return [name for name in named if name]
            texts = [text.casefold() for text in _list_texts(element)]
            return [] if any(text in NOBODY for text in texts) else None
    return None


def _find_searches(root: Any) -> str | None:
    """Return the address that carries the searches as CSV."""
    for link in root.iter("a"):
        address = (link.get("href") or "").strip()
        if CSV_ADDRESS.match(address):
            return str(address)
    return None


def _parse_searches(
    address: str, carried: str, figures: dict[str, str], folder: Path, shown: str
) -> ParsedPart:
    """Return the searches of an address; `carried` is the same, found without a parser."""
    try:
        text = _unquote(address)
        records = list(csv.reader(io.StringIO(text, newline=""), strict=True))
        counted = _count_records(_unquote(carried)) - 1
    except (UnicodeDecodeError, csv.Error) as error:
        raise Problem(
            "The searches that the page carries are broken",
            file=shown,
            expected="CSV in UTF-8",
            remedy="Use the page's own button to download them, and add that file",
        ) from error
    if not records or not records[0]:
        raise Problem("The searches that the page carries have no header", file=shown)
    width = len(records[0])
    kept, lost = [], []
    for number, record in enumerate(records[1:], start=1):
        if not record:
            kept.append([""] * width)
        elif len(record) != width:
            few = len(record) < width
            lost.append(Rejected(number, "too few cells" if few else "too many cells"))
        else:
            kept.append(record)
    searches = [list(column) for column in zip(*kept, strict=True)] or [[] for _ in range(width)]
    header, columns = add_figures(records[0], searches, figures)
    table = folder / "searches.parquet"
    with TableWriter(table, [cell(position) for position in range(len(header))]) as writer:
        writer.write(columns)
    return ParsedPart(
        part=None,
        header=header,
        table=str(table),
        counted=counted,
        lost=tuple(lost),
    )


def _unquote(address: str) -> str:
    """Return the text that an address carries."""
    start = CSV_ADDRESS.match(address)
    return unquote_to_bytes(address[start.end() if start else 0 :]).decode("utf-8-sig")


def _count_records(text: str) -> int:
    """Count records by the line ends that are outside quotes."""
    outside = "".join(text.split('"')[::2]).replace("\r\n", "\n").replace("\r", "\n")
    return outside.count("\n") + (not text.endswith(("\n", "\r")))
