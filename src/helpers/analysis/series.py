"""Series: sums and changes of published monthly figures, in which a month may be missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from helpers.analysis.monthly_counts import list_months
from helpers.errors import Problem, suggest

if TYPE_CHECKING:
    from helpers.cleaning.selection import Selection
    from helpers.cleaning.table import Table


@dataclass(frozen=True)
class Change:
    """By how much a figure changed: from what, to what, their ratio, and in percent."""

    baseline: int
    comparison: int
    factor: float
    percent: float


def select_series(
    table: Table, place: str, measure: str, *months: str, start: str = "", end: str = ""
) -> Selection:
    """Return the rows of one series: those of some months, or of all from `start` to `end`."""
    rows = table.where("place = $place", "another place", place=place)
    rows = rows.where("measure = $measure", "another measure", measure=measure)
    if months:
        rows = rows.where("month IN $months", "another month", months=months)
    if start or end:
        between = "month BETWEEN $start AND $end"
        rows = rows.where(between, "another month", start=start, end=end or "9999-12")
    return rows


def list_values(table: Table | pd.DataFrame, place: str, measure: str) -> dict[str, int | None]:
    """Return the values of one series by month, sorted; None where a month is listed without one.

    `table` is a Table of monthly figures, or its frame, with the columns place, month, measure and
    value. Raises Problem if it lacks one, there is no such series, or it has a month twice.
    """
    frame: pd.DataFrame = table if isinstance(table, pd.DataFrame) else table.public
    lacking = [name for name in ("place", "month", "measure", "value") if name not in frame]
    if lacking:
        raise Problem(
            f"The table has no column {', '.join(lacking)}, so it isn't a monthly series",
            expected="a release of the kind monthly-series",
        )
    here = frame[frame["place"] == place]
    _require(place, frame["place"], "place")
    _require(measure, here["measure"], f"measure of {place}")
    rows = here[here["measure"] == measure]
    twice = rows["month"][rows["month"].duplicated()]
    if len(twice):
        raise Problem(
            f"{twice.iloc[0]} stands twice in the series {measure} of {place}",
            remedy="Keep one value a month, or give the second a measure of its own",
        )
    pairs = sorted(zip(rows["month"], rows["value"], strict=True))
    return {month: None if pd.isna(value) else int(value) for month, value in pairs}


def sum_present(
    table: Table | pd.DataFrame, place: str, measure: str
) -> tuple[int, tuple[str, ...]]:
    """Return the sum of the months of a series that have a value, and the months that lack one.

    The sum is less than a total if a missing month was not empty: say so with it.
    """
    values = list_values(table, place, measure)
    months = list_months(min(values), max(values))
    present = [values[month] for month in months if values.get(month) is not None]
    lacking = tuple(month for month in months if values.get(month) is None)
    return sum(value or 0 for value in present), lacking


def name_changes(percents: Mapping[str, float]) -> dict[str, str]:
    """Return how each change in percent is called before its size.

    >>> name_changes({"june": -97.0, "july": 2.0, "august": 0.0})
    {'june': 'a fall of', 'july': 'a rise of', 'august': 'a change of'}
    """
    words = {-1: "a fall of", 0: "a change of", 1: "a rise of"}
    return {name: words[(value > 0) - (value < 0)] for name, value in percents.items()}


def name_publishers(table: Table | pd.DataFrame, place: str, measure: str) -> str:
    """Return who published a series, as its rows say; several with semicolons between them."""
    frame: pd.DataFrame = table if isinstance(table, pd.DataFrame) else table.public
    rows = frame[(frame["place"] == place) & (frame["measure"] == measure)]
    return "; ".join(dict.fromkeys(str(source) for source in rows["source"].dropna()))


def _require(name: str, column: pd.Series[str], what: str) -> None:
    if not (column == name).any():
        known = {str(known) for known in column.unique()}
        raise Problem(f"There is no {what} called {name}", remedy=suggest(name, known))
