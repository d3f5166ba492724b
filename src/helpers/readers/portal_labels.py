"""Portal labels: what a transparency portal's page calls its figures and lists.

Pages of April 2026 mark nothing but by these words: a label, and below it a number or names. The
same words are in the text of a page and on its print-out, from which nothing is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from helpers.errors import NoTable

NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+|\d+")
DAYS = re.compile(rf"({NUMBER.pattern}) ?days?\b.*", re.IGNORECASE)

LABELS: Mapping[str, str] = {
    "page_retention_days": r"(?:flock )?data retention(?: \((?:in )?days\)| for .+)?",
    "page_cameras": r"(?:total|lpr) cameras|number of (?:active |owned |flock )*"
    r"(?:lprs|(?:lpr )?cameras|lpr and other cameras)(?: owned)?",
    "page_vehicles_30d": r"(?:unique )?vehicles detected(?: in the last 30 days)?",
    "page_hotlist_hits_30d": r"(?:number of )?hotlist hits(?: in the last 30 days)?",
    "page_searches_30d": r"number of searches|(?:.+ )?searches in the last 30 days",
}
"""The labels of figures."""

LISTS: Mapping[str, str] = {
    "page_names_outbound": r"organizations granted access(?: to .+)?|sharing network data with"
    r"|(?:only )?(?:external |outside )?(?:organizations|agencies) (?:with|who have)"
    r"(?: external)? access(?: to .+)?|agencies .+ shares? with|approved .+ shares? with",
    "page_names_inbound": r"organizations sharing (?:their|its) data(?: with .+)?"
    r"|receiving network data from",
}
"""The labels of lists of names: who has access to the agency's cameras, and whose it searches."""

OTHERS = (
    r"overview|policies|usage|additional info(?:rmation)?|what's (?:not )?detected|sharing",
    r"acceptable use policy|prohibited uses|access policy|hotlist policy|hotlists alerted on.*",
    r"(?:network )?sharing (?:policy|restrictions|with partners)|restrictions on deployment",
    r"(?:public )?search audit|download csv|(?:recent )?success stor(?:y|ies)|disclaimer",
    r"delivery address|last updated.*|(?:.+ )?policy|provided by.*|flock safety|california svs",
)
"""Other headings, which end what is above them."""

ENOUGH = 2
"""So many labels make a text a portal's page."""

NOBODY = ("none", "0", "n/a")

_STATE = re.compile(
    r"\b(?:A[KLRZ]|C[AOT]|D[CE]|FL|G[AU]|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|P[AR]"
    r"|RI|S[CD]|T[NX]|UT|V[AIT]|W[AIVY]|PD|SO|DA|DPS)\b"
)
_SCHOOL = re.compile(r"(?:State )?University of [^,]+", re.IGNORECASE)
_CONTINUES = re.compile(r"(?:Precinct|Pct|Troop|Campus|District|Division|Inc|LLC)\b", re.IGNORECASE)

UPDATED = r"(?:page |data )?last (?:updated|modified)(?: on)?\b:?"
"""How a page begins to say when it was last changed."""

_WRITTEN_DAYS = (
    *("%a %b %d %Y", "%A, %B %d, %Y", "%a, %b %d, %Y", "%B %d, %Y", "%b %d, %Y", "%B %d %Y"),
    *("%b %d %Y", "%d %B %Y", "%d %b %Y", "%m/%d/%Y", "%Y-%m-%d"),
)


def find_label(text: str) -> str | None:
    """Return the figure or list that a text is the label of; "" for another heading, else None.

    >>> find_label("Number of LPR and other cameras"), find_label("Organizations granted access:")
    ('page_cameras', 'page_names_outbound')
    >>> find_label("Hotlist Policy"), find_label("82")
    ('', None)
    """
    bare = " ".join(text.split()).rstrip(":. ").replace("\u2019", "'")
    if len(bare) > 120:
        return None
    for name, label in (*LABELS.items(), *LISTS.items()):
        if re.fullmatch(label, bare, re.IGNORECASE):
            return name
    known = any(re.fullmatch(label, bare, re.IGNORECASE) for label in OTHERS)
    return "" if known else None


def read_number(name: str, texts: Sequence[str]) -> str | None:
    """Return the number among the texts below a label; sentences may come before it.

    >>> read_number("page_retention_days", ["The number of days data is retained.", "21 days"])
    '21'
    """
    for text in texts:
        if NUMBER.fullmatch(text):
            return text
        days = DAYS.fullmatch(text)
        if days and name == "page_retention_days":
            return days[1]
    return None


def find_values_before(texts: Sequence[str]) -> dict[str, list[list[str]]]:
    """Return the text before each figure's label, if that is where a page has its numbers.

    Cards often show a large number and its label below it. What follows the label is then the
    number of the next card, so it may not be read as this one's.

    >>> find_values_before(["12", "Total cameras", "30 days", "Data retention"])
    {'page_cameras': [['12']], 'page_retention_days': [['30 days']]}
    >>> find_values_before(["Total cameras", "12", "Data retention", "30 days"])
    {}
    """
    figures = [(position, find_label(text)) for position, text in enumerate(texts)]
    figures = [(position, name) for position, name in figures if name in LABELS]

    def count(step: int) -> int:
        near = [
            texts[position + step : position + step + 1]
            for position, _ in figures
            if position + step >= 0
        ]
        return sum(read_number("page_retention_days", one) is not None for one in near)

    if count(-1) <= count(1):
        return {}
    return {str(name): [[texts[position - 1]]] for position, name in figures if position}


def read_names(texts: Sequence[str]) -> list[str] | None:
    """Return the names below a label: one in each text, or all in one, with commas between them.

    "None" on a page gives an empty list; None means that the page has no list.

    >>> read_names(["Sample PD, University of Sample, Example Campus, Third PD"])
    ['Sample PD', 'University of Sample, Example Campus', 'Third PD']
    >>> read_names(["None"]), read_names([])
    ([], None)
    """
    listed = [text for text in texts if not text.endswith(".") or _STATE.search(text)]
    listed = [text for text in listed if text.strip(" ,")]
    if not listed:
        return None
    if listed[0].casefold().rstrip(".") in NOBODY or listed[0].casefold().startswith("none:"):
        return []
    if len(listed) > 1 and not any(text.count(",") > ENOUGH for text in listed):
        return [" ".join(text.split()) for text in listed]
    return [name for text in listed for name in split_names(text)]


def split_names(text: str) -> list[str]:
    """Return the names of a text in which commas separate them.

    A school's campus and a constable's precinct are part of the name before: no other sign says
    which commas are within a name.

    >>> split_names("Albany CA PD, University of California, Berkeley, Yolo County CA SO")
    ['Albany CA PD', 'University of California, Berkeley', 'Yolo County CA SO']
    >>> split_names("Montgomery County Constable, Precinct 3 (TX), Paris TX PD ")
    ['Montgomery County Constable, Precinct 3 (TX)', 'Paris TX PD']
    """
    names: list[str] = []
    for piece in text.split(","):
        name = " ".join(piece.split())
        if not name:
            continue
        school = names and _SCHOOL.fullmatch(names[-1]) and not _STATE.search(names[-1])
        campus = school and not _STATE.search(name) and not _SCHOOL.fullmatch(name)
        if names and (campus or _CONTINUES.match(name)):
            names[-1] += f", {name}"
        else:
            names.append(name)
    return names


def read_day(text: str) -> str:
    """Return the day that a page gives as its last change, as YYYY-MM-DD; "" if it is none.

    >>> read_day("Last Updated: Sun Apr 26 2026"), read_day("2026-04-26T12:05:16.684Z")
    ('2026-04-26', '2026-04-26')
    """
    bare = re.sub(rf"^{UPDATED}\s*", "", " ".join(text.split()), flags=re.IGNORECASE)
    iso = re.match(r"\d{4}-\d{2}-\d{2}(?=T|$)", bare)
    for form in _WRITTEN_DAYS:
        try:
            return datetime.strptime(iso[0] if iso else bare, form).date().isoformat()
        except ValueError:
            continue
    return ""


def is_page(texts: Iterable[str]) -> bool:
    """Return whether some lines of text are those of a portal's page.

    >>> is_page(["Sample PD", "Transparency Portal", "Data Retention", "21 days", "Usage"])
    True
    """
    found: set[str] = set()
    titled = False
    for text in texts:
        titled = titled or "transparency portal" in text.casefold()
        found.add(find_label(text) or "")
    return len(found - {""}) + titled >= ENOUGH


def refuse_text(shown: str) -> NoTable:
    """Return the Problem that a file is the text of a portal's page, or its print-out."""
    return NoTable(
        "This is the text of a transparency portal's page, from which we read no figures",
        file=shown,
        expected="the page itself",
        remedy="Open the page in a browser, save the page as HTML, and add that file",
    )
