"""What other agencies searched in an agency's plate-reader cameras: its network audit."""

from __future__ import annotations

from collections.abc import Sequence

from helpers.intake.headings import fold
from helpers.kinds.audit_columns import (
    LAYOUT_NOTE,
    ORDERS,
    SAME_ELSEWHERE,
    SAME_SEARCH,
    make_columns,
    split_orders,
)
from helpers.kinds.cleaning import Cleaned, Source, clean_rows
from helpers.kinds.contracts import Contract
from helpers.kinds.headers import match_header, score_header

CONTRACT = Contract(
    kind="flock-network-audit",
    title="Searches that other agencies made in an agency's cameras",
    meaning="One row is one search that reached the cameras of the agency that gave out the file.",
    id_column="search_id",
    time_column="searched_at",
    stamps_in="UTC",
    layout_note=LAYOUT_NOTE,
    orders=split_orders(*ORDERS),
    same_search=SAME_SEARCH,
    same_elsewhere=SAME_ELSEWHERE,
    columns=make_columns("org_name", "searched_at"),
)

ONE_NAME = 0.8
"""What is left of the score where all rows looked at name one organization.

Such a file is likelier what an agency's own staff searched (flock-organization-audit); but a short
network audit may hold one searcher only, so that both are named and a person decides.
"""


def recognize(header: Sequence[str], sample: Sequence[Sequence[str]] = ()) -> float:
    """Return how much of the contract the header answers, and how well the organizations fit."""
    names = list_organizations(header, sample)
    return score_header(CONTRACT, header) * (ONE_NAME if len(names) == 1 else 1.0)


def list_organizations(header: Sequence[str], sample: Sequence[Sequence[str]]) -> set[str]:
    """Return the organizations that the rows of `sample` name, without case and blanks.

    >>> sorted(list_organizations(["Org Name", "Search Time"], [["A PD", ""], ["a  pd ", ""]]))
    ['apd']
    """
    place = match_header(CONTRACT, header).positions.get("org_name")
    cells = [row[place] for row in sample if place is not None and place < len(row)]
    return {fold(str(cell)) for cell in cells if isinstance(cell, str) and cell.strip()}


def clean(sources: Sequence[Source]) -> Cleaned:
    """Return the typed table of rows of text; see `cleaning.clean_rows`."""
    return clean_rows(sources, CONTRACT)
