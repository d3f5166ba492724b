"""Series: sums and changes of published monthly figures, in which a month may be missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
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
    value. Raises Problem if it lacks one, there is no such series, or a month stands in it twice.
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


def sum_series(
    table: Table | pd.DataFrame,
    place: str,
    measure: str,
    *,
    start: str | None = None,
    end: str | None = None,
) -> int:
    """Return the sum of a series from month `start` to month `end` (default: all of it).

    Raises Problem if a month between them has no value: a sum over a hole would look complete.
    """
    values = list_values(table, place, measure)
    months = list_months(start or min(values), end or max(values))
    lacking = [month for month in months if values.get(month) is None]
    if lacking:
        raise Problem(
            f"The series {measure} of {place} has no value for {', '.join(lacking)}",
            expected=f"a value for every month from {months[0]} to {months[-1]}",
            remedy="A missing month is not zero: sum a period that has them all",
        )
    return sum(values[month] or 0 for month in months)


def sum_present(
    table: Table | pd.DataFrame, place: str, measure: str
) -> tuple[int, tuple[str, ...]]:
    """Return the sum of the months of a series that have a value, and the months that lack one.

    The sum is less than a total if a month that is missing was not empty: say so beside it.
    """
    values = list_values(table, place, measure)
    months = list_months(min(values), max(values))
    present = [values[month] for month in months if values.get(month) is not None]
    lacking = tuple(month for month in months if values.get(month) is None)
    return sum(value or 0 for value in present), lacking


def change_in_series(
    table: Table | pd.DataFrame, place: str, measure: str, baseline: str, comparison: str
) -> Change:
    """Return by how much a series changed from one month to another; nothing is rounded.

    Raises Problem if one of the months has no value, or the first is zero.
    """
    values = list_values(table, place, measure)
    before, after = (_value_of(values, month, place, measure) for month in (baseline, comparison))
    if not before:
        raise Problem(
            f"The {measure} of {place} in {baseline} are zero, so no change follows in percent",
            remedy="Choose another month to start from",
        )
    factor = Fraction(after, before)
    return Change(before, after, float(factor), float(100 * (factor - 1)))


def name_changes(percents: Mapping[str, float]) -> dict[str, str]:
    """Return how each change in percent is called before its size.

    >>> name_changes({"june": -97.0, "july": 2.0, "august": 0.0})
    {'june': 'a fall of', 'july': 'a rise of', 'august': 'a change of'}
    """
    words = {-1: "a fall of", 0: "a change of", 1: "a rise of"}
    return {name: words[(value > 0) - (value < 0)] for name, value in percents.items()}


def name_sources(table: Table | pd.DataFrame, place: str, measure: str) -> str:
    """Return who published a series, as its rows say; several with semicolons between them."""
    frame: pd.DataFrame = table if isinstance(table, pd.DataFrame) else table.public
    rows = frame[(frame["place"] == place) & (frame["measure"] == measure)]
    return "; ".join(dict.fromkeys(str(source) for source in rows["source"].dropna()))


def find_missing(values: dict[str, int | None]) -> list[str]:
    """Return the months between the first and the last of a series that have no value, sorted.

    A month that is not listed at all is missing like one that is listed without a value.
    """
    if not values:
        return []
    return [month for month in list_months(min(values), max(values)) if values.get(month) is None]


def find_lasting_return(values: dict[str, int | None], after: str, level: int) -> str | None:
    """Return the first month after `after` from which on every value given is above `level`.

    None if the series ends at or below it. Missing months are passed over, not taken for either.
    """
    lasting = None
    for month in sorted(values, reverse=True):
        value = values[month]
        if month <= after or (value is not None and value <= level):
            break
        lasting = month if value is not None else lasting
    return lasting


def compare_months(
    table: Table | pd.DataFrame, place: str, measure: str, pairs: Iterable[tuple[str, str]]
) -> pd.DataFrame:
    """Return one row a pair of months: from, to, first, second (their values), change in percent.

    Nothing is rounded. Raises Problem like `change_in_series`.
    """
    rows = []
    for baseline, comparison in pairs:
        change = change_in_series(table, place, measure, baseline, comparison)
        rows.append((baseline, comparison, change.baseline, change.comparison, change.percent))
    return pd.DataFrame(rows, columns=["from", "to", "first", "second", "percent_change"])


def _value_of(values: dict[str, int | None], month: str, place: str, measure: str) -> int:
    value = values.get(month)
    if value is None:
        given = [month for month, value in values.items() if value is not None]
        list_months(month, month)  # a text that is no month is a misuse, and says so
        raise Problem(
            f"The series {measure} of {place} has no value for {month}",
            expected=f"a month from {given[0]} to {given[-1]}" if given else None,
            remedy="A missing month is not zero: choose another",
        )
    return value


def _require(name: str, column: pd.Series[str], what: str) -> None:
    if not (column == name).any():
        known = {str(known) for known in column.unique()}
        raise Problem(f"There is no {what} called {name}", remedy=suggest(name, known))
