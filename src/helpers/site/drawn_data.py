"""Drawn data: what a chart would leave out, or draw in a wrong order, is refused."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from helpers.errors import Problem

if TYPE_CHECKING:
    import pandas as pd

_ORDERED = re.compile(r"-?[0-9]+(?:[.][0-9]+)?(?:-[0-9]{1,2}){0,2}")
"""A month, a day or a number, as text."""


def check_drawn(data: pd.DataFrame) -> None:
    """Raise Problem if a chart of `data` would leave rows out, or put months in a wrong order.

    seaborn leaves out a row whose group is missing (seaborn #1305), and matplotlib draws text in
    the order in which it comes, so that 2025-10 is left of 2025-9 (matplotlib #9312).

    >>> import pandas as pd
    >>> check_drawn(pd.DataFrame({"month": ["2025-10", "2025-9", "2025-11"], "n": 1}))
    Traceback (most recent call last):
    helpers.errors.Problem: The chart's month is text and not in order...
    """
    ordered: dict[str, list[str]] = {}
    for column in data.columns:
        values = data[column]
        given = values.dropna()
        if not len(given) or not all(isinstance(value, str) for value in given):
            continue
        if len(given) < len(values):
            raise Problem(
                f"{len(values) - len(given):,} of the chart's {len(values):,} rows have no "
                f"{column}, and would be left out",
                expected='a name for each row, such as "not stated"',
                remedy=f'Group with dropna=False, and fill {column} with "not stated"',
            )
        known = list(dict.fromkeys(given))
        if len(known) > 1 and all(_ORDERED.fullmatch(value) for value in known):
            ordered[str(column)] = known
    # With two such columns each row is a stretch of time, and has its own line.
    for name, known in ordered.items() if len(ordered) == 1 else ():
        keys = [tuple(map(float, re.split(r"(?<=[0-9])-", value))) for value in known]
        if keys not in (sorted(keys), sorted(keys, reverse=True)):
            raise Problem(
                f"The chart's {name} is text and not in order",
                expected="months, days or numbers from first to last",
                remedy=f"Sort by {name}, as dates or numbers, before you draw",
            )
