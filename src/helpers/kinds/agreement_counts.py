"""Counts of the agreements on ICE's lists under section 287(g), by list, state and model."""

from __future__ import annotations

from collections.abc import Sequence

from helpers.kinds.cleaning import Cleaned, Source, clean_rows
from helpers.kinds.contracts import Column, Contract
from helpers.kinds.headers import score_header

CONTRACT = Contract(
    kind="agreement-counts",
    title="Agreements on ICE's lists under section 287(g)",
    meaning="One row is the number of agreements of one model in one state on one list.",
    time_column="list_date",
    layout_note="Ours: counted from the public lists. An agreement is not an agency, and the lists "
    "are not by themselves a route to driver data.",
    columns=(
        Column("list_date", "date", "The day of the list.", required=True),
        Column("edition", "text", "am or pm: the morning or the afternoon edition.", required=True),
        Column("list", "text", "participating (signed) or pending.", required=True),
        Column("state", "text", "The state, as the list spells it.", required=True),
        Column("model", "text", "The model of the agreement.", required=True),
        Column(
            "agreements", "integer", "How many the list names.", unit="agreements", required=True
        ),
    ),
)


def recognize(header: Sequence[str], sample: Sequence[Sequence[str]] = ()) -> float:
    """Return how much of the contract the header answers, from 0 to 1."""
    return score_header(CONTRACT, header)


def clean(sources: Sequence[Source]) -> Cleaned:
    """Return the typed table of rows of text; see `cleaning.clean_rows`."""
    return clean_rows(sources, CONTRACT)
