"""Rounding: whether the exact count that a rounded figure stands for lies within its words."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import TYPE_CHECKING

from helpers.errors import Problem
from helpers.evidence.claims import Claim
from helpers.evidence.intervals import point

if TYPE_CHECKING:
    import pandas as pd

WITHIN = "yes"
STRETCHED = "by its words, not as a reader takes it"
OUTSIDE = "no"


def judge_rounding(exact: int, printed: Claim) -> str:
    """Return whether `exact` lies in what a reader takes `printed` for, in its words, or in none.

    Raises Problem if the claim is no number.
    """
    logical, implied = printed.logical, printed.implied
    if logical is None or implied is None or printed.is_date:
        raise Problem(f"Claim {printed.id} is no number that could stand for {exact:,}")
    value = point(exact)
    if value.is_within(implied):
        return WITHIN
    return STRETCHED if value.is_within(logical) else OUTSIDE


def measure_rounding(exact: int, printed: Claim) -> float:
    """Return by how much the printed number lies above `exact`, in percent of it.

    Raises Problem if the claim prints no single number, or `exact` is zero.
    """
    if printed.value is None or exact == 0:
        raise Problem(f"Claim {printed.id} prints no single number beside {exact:,}")
    return float(100 * (printed.value / Fraction(exact) - 1))


def list_roundings(pairs: Iterable[tuple[int, Claim]]) -> pd.DataFrame:
    """Return one row a rounded figure and the exact count beside which it stands.

    Columns: `claim`, `printed`, `printed by`, `exact count`, `off by, percent` (above zero: printed
    too high), `allowed`, `understood` (what the words allow, what a reader takes), and `does the
    count lie in it`.
    """
    import pandas as pd

    rows = [
        {
            "claim": claim.id,
            "printed": claim.phrase,
            "of whom": claim.scope.who,
            "printed by": claim.source,
            "exact count": exact,
            "off by, percent": round(measure_rounding(exact, claim), 2),
            "allowed": str(claim.logical),
            "understood": str(claim.implied),
            "does the count lie in it": judge_rounding(exact, claim),
        }
        for exact, claim in pairs
    ]
    return pd.DataFrame(rows)
