"""Agreements: how many ICE's lists under section 287(g) name, list by list.

A row of a list is an agreement, not an agency: one agency may have several, by model. Who works
with ICE is context for who searches; it is not by itself a way to driver data.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from helpers.errors import Problem, suggest
from helpers.ledger.plausibility import Vintage, check_fall, pair_vintages

if TYPE_CHECKING:
    from helpers.cleaning.table import Table

EVERY, PARTICIPATING = "all", "participating"


def count_agreements(
    table: Table | pd.DataFrame, which: str = PARTICIPATING, state: str = EVERY
) -> pd.DataFrame:
    """Return how many agreements each list names, sorted: list_date, edition, agreements.

    `table` is a Table of agreement counts, or its frame; `which` is participating or pending;
    `state` a state as the lists spell it, whatever its case, or all. A list that names none of the
    state has 0, since the list itself is there. Raises Problem if there is no such list.

    >>> frame = pd.DataFrame({"list_date": ["2025-05-16", "2025-05-17"], "edition": "am",
    ...     "list": "participating", "state": ["QA", "QB"], "agreements": [3, 4]})
    >>> print(count_agreements(frame, state="qa").to_string(index=False))
     list_date edition  agreements
    2025-05-16      am           3
    2025-05-17      am           0
    """
    frame = table if isinstance(table, pd.DataFrame) else table.public
    if not (frame["list"] == which).any():
        known = sorted(map(str, frame["list"].unique()))
        raise Problem(f"There is no list called {which}", remedy=suggest(which, known))
    listed = frame[frame["list"] == which]
    if which == PARTICIPATING:
        _check_falls(listed)
    named = listed["state"].str.casefold() == state.casefold()
    counted = listed["agreements"].where(named | (state == EVERY), 0)
    summed = counted.groupby([listed["list_date"].astype("str"), listed["edition"]]).sum()
    result = summed.rename("agreements").reset_index().sort_values(["list_date", "edition"])
    return result.astype({"agreements": "int64"}).reset_index(drop=True)


def _check_falls(listed: pd.DataFrame) -> None:
    totals = listed.groupby(["list_date", "edition"], as_index=False)["agreements"].sum()
    vintages = [
        Vintage(f"the list of {day} {edition}", "", date.fromisoformat(str(day)), int(rows), "")
        for day, edition, rows in totals.itertuples(index=False, name=None)
    ]
    for before, after in pair_vintages(vintages):
        check_fall(before, after)
