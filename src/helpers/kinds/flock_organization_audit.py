"""What an agency's own staff searched in plate-reader cameras: its organization audit."""

from __future__ import annotations

from collections.abc import Sequence

from helpers.kinds.audit_columns import (
    LAYOUT_NOTE,
    ORDERS,
    OWN_ORDER,
    SAME_ELSEWHERE,
    SAME_SEARCH,
    make_columns,
    split_orders,
)
from helpers.kinds.cleaning import Cleaned, Source, clean_rows
from helpers.kinds.contracts import Contract
from helpers.kinds.flock_network_audit import list_organizations
from helpers.kinds.headers import match_header, score_header

CONTRACT = Contract(
    kind="flock-organization-audit",
    title="Searches that an agency's own staff made in plate-reader cameras",
    meaning="One row is one search that a user of the agency that gave out the file made.",
    id_column="search_id",
    time_column="searched_at",
    stamps_in="UTC",
    layout_note=LAYOUT_NOTE + ". A file that names no organization, or one only, is taken for this",
    orders=split_orders(OWN_ORDER, *ORDERS),
    same_search=SAME_SEARCH,
    same_elsewhere=SAME_ELSEWHERE,
    columns=make_columns("networks", "searched_at"),
)

SEVERAL_NAMES = 0.5
"""What is left of the score where the rows name several organizations: staff are of one."""

UNKNOWN_NAMES = 0.7
"""What is left of the score where organizations have a column, but no row was looked at."""


def recognize(header: Sequence[str], sample: Sequence[Sequence[str]] = ()) -> float:
    """Return how much of the contract the header answers, and how well the organizations fit."""
    score = score_header(CONTRACT, header)
    if "org_name" not in match_header(CONTRACT, header).positions:
        return score
    names = list_organizations(header, sample)
    if not names:
        return score * UNKNOWN_NAMES
    return score * (SEVERAL_NAMES if len(names) > 1 else 1.0)


def clean(sources: Sequence[Source]) -> Cleaned:
    """Return the typed table of rows of text; see `cleaning.clean_rows`."""
    return clean_rows(sources, CONTRACT)
