"""Searches in a licensing department's portal, one row each, by account and time."""

from __future__ import annotations

from collections.abc import Sequence

from helpers.kinds.cleaning import Cleaned, Source, clean_rows
from helpers.kinds.contracts import Column, Contract, Sensitivity
from helpers.kinds.headers import score_header
from helpers.kinds.marks import WITHHELD

CONTRACT = Contract(
    kind="portal-search-log",
    title="Searches in a licensing department's portal",
    meaning="One row is one search that one account made in the driver and vehicle records.",
    id_column="search_id",
    time_column="searched_at",
    stamps_in="UTC",
    layout_note="Invented by us: no such file has been released. It asks for what a log must hold.",
    columns=(
        Column(
            "search_id",
            "text",
            "The log's own number of the search.",
            sensitivity=Sensitivity.SENSITIVE,
        ),
        Column(
            "account",
            "text",
            "The account that searched.",
            redactions=WITHHELD,
            sensitivity=Sensitivity.SENSITIVE,
        ),
        Column(
            "account_group",
            "text",
            "The agency, or group of agencies, that the account belongs to.",
            required=True,
        ),
        Column(
            "user",
            "text",
            "The person behind the account.",
            redactions=WITHHELD,
            sensitivity=Sensitivity.SENSITIVE,
        ),
        Column(
            "searched_at",
            "time",
            "When the search was made; stamped in UTC without saying so.",
            required=True,
        ),
        Column("search_type", "text", "What was searched for, such as a driver or a vehicle."),
        Column(
            "reason",
            "text",
            "What the searcher wrote as the reason.",
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
