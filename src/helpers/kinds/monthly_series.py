"""Monthly counts that others published, one row a place, month and measure."""

from __future__ import annotations

from collections.abc import Sequence

from helpers.kinds.cleaning import Cleaned, Source, clean_rows
from helpers.kinds.contracts import Column, Contract
from helpers.kinds.headers import score_header

CONTRACT = Contract(
    kind="monthly-series",
    title="Monthly counts that others published",
    meaning="One row is one published count of one place, month and measure.",
    time_column="month",
    layout_note="Ours: transcribed from published tables. A blank value is missing, not zero.",
    columns=(
        Column(
            "place", "text", "The agency whose log was counted, as a short name.", required=True
        ),
        Column("month", "month", "The month counted, as YYYY-MM.", required=True),
        Column("measure", "text", "What was counted.", required=True),
        Column("value", "integer", "The count.", unit="as named in measure", required=True),
        Column("source", "text", "Who published the count, and where."),
    ),
)


def recognize(header: Sequence[str], sample: Sequence[Sequence[str]] = ()) -> float:
    """Return how much of the contract the header answers, from 0 to 1."""
    return score_header(CONTRACT, header)


def clean(sources: Sequence[Source]) -> Cleaned:
    """Return the typed table of rows of text; see `cleaning.clean_rows`."""
    return clean_rows(sources, CONTRACT)
