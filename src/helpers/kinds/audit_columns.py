"""Audit columns: what the vendor's exports of searches hold, whoever they are of.

The exports of what others searched in an agency's cameras, and of what its own staff searched, have
the same columns; which of them, and in what order, changed several times.
"""

from __future__ import annotations

from dataclasses import replace

from helpers.kinds.contracts import Column, Sensitivity
from helpers.kinds.marks import NO_WORDS, UNAVAILABLE, WITHHELD, ZERO

SENSITIVE, FREE_TEXT = Sensitivity.SENSITIVE, Sensitivity.FREE_TEXT

SAME_SEARCH = ("searched_at", "user", "org_name", "plate", "reason", "networks")
"""In what a search without an id is alike where two exports of one agency overlap."""

SAME_ELSEWHERE = ("searched_at", "org_name", "plate", "reason")
"""In what a search is alike where it reached the cameras, and so the logs, of two agencies."""

LAYOUT_NOTE = (
    "Five orders of the columns were seen, with and without ID, devices, organization and plate; "
    "headers may begin with a blank. The two stamps of a time frame stand in one cell"
)

_COLUMNS = (
    Column(
        "search_id",
        "text",
        "The system's own number of the search. It is not unique: exports repeat rows.",
        headers=("ID", "Search ID"),
        sensitivity=SENSITIVE,
    ),
    Column(
        "user",
        "text",
        "The person who searched.",
        headers=("Name", "User Name", "User"),
        sensitivity=SENSITIVE,
    ),
    Column(
        "org_name",
        "text",
        "The organization whose staff searched, by the name it has in the system.",
        headers=("Org Name", "Org", "Organization Name", "Organization"),
        agency=True,
    ),
    Column(
        "networks",
        "integer",
        "How many networks of cameras were searched.",
        unit="networks",
        headers=("Total Networks Searched", "Total Networks", "Networks Searched"),
        zero_may_mean=ZERO,
    ),
    Column(
        "devices",
        "integer",
        "How many devices were searched.",
        unit="devices",
        headers=("Total Devices Searched", "Total Devices", "Devices Searched"),
        zero_may_mean=ZERO,
    ),
    Column(
        "time_frame",
        "text",
        "The window of time whose records were searched: two stamps, as written.",
        headers=("Time Frame",),
    ),
    Column(
        "time_frame_from",
        "time",
        "Where the window begins: the first stamp of `time_frame`.",
        end_of=("time_frame", "first"),
    ),
    Column(
        "time_frame_to",
        "time",
        "Where the window ends: the second stamp of `time_frame`.",
        end_of=("time_frame", "last"),
    ),
    Column(
        "plate",
        "text",
        "The plate that was searched for, or part of it with wildcards (`Z*0028*`).",
        headers=("License Plate", "Plate"),
        sensitivity=SENSITIVE,
    ),
    Column(
        "case_number",
        "text",
        "The case that the searcher named.",
        headers=("Case #", "Case", "Case Number", "Case No", "Case No."),
        sensitivity=SENSITIVE,
    ),
    Column(
        "filters",
        "text",
        "What else narrowed the search, such as a make or a color.",
        headers=("Filter",),
        sensitivity=FREE_TEXT,
    ),
    Column("reason", "text", "What the searcher wrote as the reason.", sensitivity=FREE_TEXT),
    Column("searched_at", "time", "When the search was made.", headers=("Search Time",)),
    Column(
        "search_type",
        "text",
        "How it was searched: search, lookup, freeform, convoy, visual, multiGeo.",
        headers=("Type",),
    ),
    Column(
        "text_prompt",
        "text",
        "What the searcher asked in words.",
        headers=("Prompt",),
        sensitivity=FREE_TEXT,
    ),
    Column(
        "moderation",
        "text",
        "What the system made of the words it was asked.",
        sensitivity=FREE_TEXT,
    ),
)

_WHO, _NETWORKS, _DEVICES = "Name,Org Name", "Total Networks Searched", "Total Devices Searched"
_CURRENT = (
    "Time Frame,License Plate,Reason,Case #,Filters,Search Time,Search Type,Text Prompt,Moderation"
)
_OLDER = "Time Frame,License Plate,Case #,Filters,Reason,Search Time"

ORDERS = (
    # Current exports, without and with devices; the latter often without ID.
    f"ID,{_WHO},{_NETWORKS},{_CURRENT}",
    f"ID,{_WHO},{_NETWORKS},{_DEVICES},{_CURRENT}",
    f"{_WHO},{_NETWORKS},{_DEVICES},{_CURRENT}",
    # In older ones the reason stands after the filters; two more columns in April and May 2025.
    f"{_WHO},{_NETWORKS},{_DEVICES},{_OLDER}",
    f"{_WHO},{_NETWORKS},{_DEVICES},{_OLDER},Text Prompt,Moderation",
    # Columns left out by the custodian.
    f"Name,Org,{_NETWORKS},{_DEVICES},Time Frame,Case #,Reason,Search Time",
    f"Org,{_NETWORKS},{_DEVICES},Search Time,Search Type,Reason",
)
"""The orders that were seen; the sources are public releases of as many agencies."""

OWN_ORDER = f"Name,{_NETWORKS},{_OLDER}"
"""An agency's own searches, in exports that do not name the organization."""


def split_orders(*orders: str) -> tuple[tuple[str, ...], ...]:
    """Return orders of headers as a contract holds them.

    >>> split_orders("Name,Org", "ID")
    (('Name', 'Org'), ('ID',))
    """
    return tuple(tuple(order.split(",")) for order in orders)


def make_columns(*required: str) -> tuple[Column, ...]:
    """Return the columns of an audit, each of which may be withheld, and those it must have."""
    return tuple(
        replace(
            column,
            required=column.name in required,
            redactions=WITHHELD,
            unavailable=NO_WORDS if column.type == "text" else UNAVAILABLE,
        )
        for column in _COLUMNS
    )
