"""What users and administrators did in a plate-reader system: its log of events."""

from __future__ import annotations

from collections.abc import Sequence

from helpers.kinds.cleaning import Cleaned, Source, clean_rows
from helpers.kinds.contracts import Column, Contract, Sensitivity
from helpers.kinds.headers import score_header
from helpers.kinds.marks import UNAVAILABLE, WITHHELD

CONTRACT = Contract(
    kind="flock-event-log",
    title="Events in a plate-reader system",
    meaning="One row is one thing that a user did, such as a change of a setting or of an account.",
    id_column="event_id",
    time_column="event_at",
    stamps_in="UTC",
    layout_note="Details stand in one cell, one `Label: value` a line; stamps say that they are "
    "UTC.",
    orders=(("Timestamp", "User", "Event Type", "Entity Type", "Entity Details", "Event Id"),),
    columns=(
        Column(
            "event_id",
            "text",
            "The system's own number of the event.",
            headers=("Event Id",),
            sensitivity=Sensitivity.SENSITIVE,
        ),
        Column("event_at", "time", "When it was done.", headers=("Timestamp",), required=True),
        Column(
            "user",
            "text",
            "The person, or the part of the system, that did it.",
            headers=("User Name",),
            redactions=WITHHELD,
            unavailable=UNAVAILABLE,
            sensitivity=Sensitivity.SENSITIVE,
        ),
        Column("event_type", "text", "What was done.", redactions=WITHHELD, required=True),
        Column("entity_type", "text", "To what it was done.", redactions=WITHHELD, required=True),
        Column(
            "entity_details",
            "text",
            "Names, addresses, plates and settings of what it was done to.",
            redactions=WITHHELD,
            unavailable=UNAVAILABLE,
            sensitivity=Sensitivity.FREE_TEXT,
        ),
    ),
)


def recognize(header: Sequence[str], sample: Sequence[Sequence[str]] = ()) -> float:
    """Return how much of the contract the header answers, from 0 to 1."""
    return score_header(CONTRACT, header)


def clean(sources: Sequence[Source]) -> Cleaned:
    """Return the typed table of rows of text; see `cleaning.clean_rows`."""
    return clean_rows(sources, CONTRACT)
