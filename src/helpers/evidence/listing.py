"""Listing: claims and verdicts as small tables for a notebook or a desk."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from helpers.evidence.claims import Claim

if TYPE_CHECKING:
    import pandas as pd

NO_NUMBER = "no number to compute with"


def list_claims(claims: Iterable[Claim], *, with_intervals: bool = False) -> pd.DataFrame:
    """Return one row a claim: claim, what, printed, of whom, printed by, date.

    With intervals, also `allowed` (what the words do not exclude) and `understood` (what a reader
    takes), rounded outward.
    """
    import pandas as pd

    rows = []
    for claim in claims:
        row = {
            "claim": claim.id,
            "what": claim.statement,
            "printed": claim.phrase,
            "of whom": claim.scope.who or claim.scope.where,
            "printed by": claim.source,
            "date": claim.source_date,
        }
        if with_intervals:
            row["allowed"] = NO_NUMBER if claim.logical is None else str(claim.logical)
            row["understood"] = NO_NUMBER if claim.implied is None else str(claim.implied)
        rows.append(row)
    return pd.DataFrame(rows)
