"""Searches that a police transparency portal offers for download, one row each."""

from __future__ import annotations

from collections.abc import Sequence

from helpers.kinds.cleaning import Cleaned, Source, clean_rows
from helpers.kinds.contracts import Column, Contract, Sensitivity
from helpers.kinds.headers import score_header
from helpers.kinds.marks import WITHHELD, ZERO

ENDINGS = (
    ("networkCount",),
    ("cameraCount", "reason"),
    ("networkCount", "reason"),
    ("networkCount", "caseNumber"),
    ("networkCount", "offenseType"),
    ("networkCount", "reason", "caseNumber"),
    ("networkCount", "reason", "offenseType"),
    ("networkCount", "caseNumber", "offenseType"),
    ("networkCount", "reason", "caseNumber", "offenseType"),
)
"""How the header of the variants goes on after its first three columns."""

CONTRACT = Contract(
    kind="flock-portal-log",
    title="Searches listed on a police transparency portal",
    meaning="One row is one search that an agency's users made in plate-reader records.",
    id_column="search_id",
    time_column="searched_at",
    stamps_in="UTC",
    layout_note="What stands after the third column varies from portal to portal, and with time; "
    "stamps without a zone are UTC.",
    orders=tuple(("id", "userId", "searchDate", *ending) for ending in ENDINGS),
    same_search=("searched_at", "user", "networks", "cameras", "reason", "case_number"),
    columns=(
        Column(
            "search_id",
            "text",
            "The portal's own number of the search.",
            headers=("id",),
            sensitivity=Sensitivity.SENSITIVE,
            required=True,
        ),
        Column(
            "user",
            "text",
            "The user who searched, as the portal names them.",
            headers=("userId",),
            redactions=WITHHELD,
            sensitivity=Sensitivity.SENSITIVE,
            required=True,
        ),
        Column(
            "searched_at",
            "time",
            "When the search was made.",
            headers=("searchDate",),
            required=True,
        ),
        Column(
            "networks",
            "integer",
            "How many networks of cameras were searched.",
            unit="networks",
            headers=("networkCount",),
            zero_may_mean=ZERO,
        ),
        Column(
            "cameras",
            "integer",
            "How many cameras were searched.",
            unit="cameras",
            headers=("cameraCount",),
            zero_may_mean=ZERO,
        ),
        Column(
            "reason",
            "text",
            "What the searcher wrote as the reason.",
            redactions=WITHHELD,
            sensitivity=Sensitivity.FREE_TEXT,
        ),
        Column(
            "case_number",
            "text",
            "The case that the searcher named.",
            headers=("caseNumber",),
            redactions=WITHHELD,
            sensitivity=Sensitivity.SENSITIVE,
        ),
        Column(
            "offense_type",
            "text",
            "The offense that the searcher named, free text or from a list.",
            headers=("offenseType",),
            redactions=WITHHELD,
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
