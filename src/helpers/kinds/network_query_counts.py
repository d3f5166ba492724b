"""Queries through a nationwide police network, counted by requester, state and month."""

from __future__ import annotations

from collections.abc import Sequence

from helpers.kinds.cleaning import Cleaned, Source, clean_rows
from helpers.kinds.contracts import Column, Contract, Sensitivity
from helpers.kinds.headers import score_header
from helpers.kinds.marks import WITHHELD

CONTRACT = Contract(
    kind="network-query-counts",
    title="Queries through a police network, by requester, state and month",
    meaning="One row is how often one requester asked one state's records in one month.",
    id_column="row_id",
    time_column="month",
    layout_note="Invented by us: no such file has been released. It asks for what one must hold.",
    columns=(
        Column(
            "row_id",
            "text",
            "The workbook's own number of the row.",
            sensitivity=Sensitivity.SENSITIVE,
        ),
        Column(
            "requester",
            "text",
            "The office or terminal that asked.",
            redactions=WITHHELD,
            sensitivity=Sensitivity.SENSITIVE,
        ),
        Column("requester_group", "text", "The agency, or group, that asked.", required=True),
        Column("state", "text", "The state whose records were asked for.", required=True),
        Column("month", "month", "The month of the queries.", required=True),
        Column(
            "queries",
            "integer",
            "How many queries.",
            unit="queries",
            redactions=WITHHELD,
            required=True,
        ),
    ),
)


def recognize(header: Sequence[str], sample: Sequence[Sequence[str]] = ()) -> float:
    """Return how much of the contract the header answers, from 0 to 1."""
    return score_header(CONTRACT, header)


def clean(sources: Sequence[Source]) -> Cleaned:
    """Return the typed table of rows of text; see `cleaning.clean_rows`."""
    return clean_rows(sources, CONTRACT)
