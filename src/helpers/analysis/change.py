"""Change: from what to what a count went, and by how much."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from itertools import product
from typing import TYPE_CHECKING, Any, Literal, get_args

import pandas as pd

from helpers.analysis.monthly_counts import (
    NOT_GIVEN,
    GroupMonth,
    count_cells,
    count_days_of_month,
    count_weekdays,
    fold_group,
    name_groups,
)
from helpers.cleaning.selection import Selection
from helpers.errors import Misuse, Problem, suggest
from helpers.quoting import name as quote

if TYPE_CHECKING:
    from helpers.cleaning.table import Table

# Change: how many searches each group of accounts made, month by month, and by how much it rose.
#
# Months are counted in local time (the log's `count_in` zone), not in the timestamps' zone.

Count = Literal["rows", "distinct searches"]
Measure = Literal["total", "per_day", "per_weekday"]
_COUNTS = ("rows", "distinct searches")
_MEASURES = ("total", "per_day", "per_weekday")


def count_searches(
    table: Table | Selection | pd.DataFrame,
    *,
    group: str = "account_group",
    count: Count = "distinct searches",
    time: str = "searched_at_local",
    groups: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Return searches by group and month, as a pandas frame sorted by group and month.

    `table` is a Table, or a frame of its rows. `count` is "rows", or "distinct searches":
    of rows that repeat one another the first. `groups` narrows the result (default: every group);
    case and blanks do not matter. Rows whose time could not be read fall into no month.

    Columns: `group`; `month` (YYYY-MM); `searches`; `days` and `weekdays` of the calendar month
    (Monday to Friday, holidays included); `per_day` and `per_weekday` (searches over those); and
    `first_day` and `last_day`, between which the log has rows of any group in that month: if they
    are not near the month's ends, the log may hold only a part of it.

    A group without rows in a month has no row here: missing, never zero.
    Raises Problem if a column is missing or a group is not in the table.
    """
    cells = count_cells(table, group=group, time=time)
    chosen, spans = _choose(cells, groups, count)[-1][1], _find_spans(cells)
    names = name_groups(cells)
    totals: Counter[tuple[str, str]] = Counter()
    for cell in chosen:
        if cell.month is not None:
            totals[names[cell.spelling], cell.month] += cell.rows
    rows = [_describe(*key, searches, spans) for key, searches in sorted(totals.items())]
    return pd.DataFrame(rows, columns=list(_TYPES)).astype(_TYPES)


def list_spellings(
    table: Table | Selection | pd.DataFrame,
    *,
    group: str = "account_group",
    time: str = "searched_at_local",
) -> pd.DataFrame:
    """Return how groups are spelled: `group`, `spelling`, `rows`; one row a spelling."""
    cells = count_cells(table, group=group, time=time)
    rows: Counter[str] = Counter()
    for cell in cells:
        rows[cell.spelling] += cell.rows
    named = sorted((name, spelling) for spelling, name in name_groups(cells).items())
    return pd.DataFrame(
        [(name, spelling, rows[spelling]) for name, spelling in named],
        columns=["group", "spelling", "rows"],
    )


def change_between(
    monthly: pd.DataFrame,
    baseline: str,
    comparison: str,
    measure: Measure = "total",
    *,
    groups: Sequence[str] | None = None,
    together: str = "All groups together",
) -> pd.DataFrame:
    """Return by how much each group's searches changed from one month to another.

    `monthly` is what `count_searches` returned; `measure` is "total", "per_day" or "per_weekday".
    `groups` narrows it (default: every group in it). The last row, named `together`, is all those
    groups taken as one: the change of their sum, not the mean of their changes.

    Columns: `group`; `baseline` and `comparison` (searches, or searches a day); `factor`
    (comparison over baseline); `percent` (100 x (factor - 1)). Where a group has no rows in one of
    the months, what would need them is missing. Nothing is rounded.

    Raises Problem if a month has no rows at all, a group is not in `monthly`, or one stands
    twice in a month.
    """
    if measure not in _MEASURES:
        raise Misuse(f"There is no measure {measure!r}", remedy=suggest(str(measure), _MEASURES))
    wanted = _match_groups(monthly["group"].unique(), groups)
    if monthly.duplicated(["group", "month"]).any():
        raise Problem(
            "A group stands twice in one month",
            expected="one row for each group and month",
            remedy="Count the logs together, or one at a time",
        )
    chosen = monthly[monthly["group"].isin(wanted)]
    keys = zip(chosen["group"], chosen["month"], strict=True)
    counts = dict(zip(keys, map(int, chosen["searches"]), strict=True))
    for month in (baseline, comparison):
        _check_month(month, {month for _, month in counts})
        found = [searches for (_, seen), searches in counts.items() if seen == month]
        counts[together, month] = sum(found)
    rows = [
        _compare(
            name, _rate(counts, name, baseline, measure), _rate(counts, name, comparison, measure)
        )
        for name in [*wanted, together]
    ]
    frame = pd.DataFrame(rows, columns=["group", "baseline", "comparison", "factor", "percent"])
    whole = "Int64" if measure == "total" else "Float64"
    types = {"baseline": whole, "comparison": whole, "factor": "Float64", "percent": "Float64"}
    return frame.astype(types)


_TYPES = {
    "group": "str",
    "month": "str",
    "searches": "int64",
    "days": "int64",
    "weekdays": "int64",
    "per_day": "float64",
    "per_weekday": "float64",
    "first_day": "str",
    "last_day": "str",
}


def _choose(
    cells: list[GroupMonth], groups: Sequence[str] | None, count: str
) -> list[tuple[str, list[GroupMonth]]]:
    """Return the cells after each narrowing, with its reason; first all of them."""
    if count not in _COUNTS:
        raise Misuse(f"There is no way to count called {count!r}", remedy=suggest(count, _COUNTS))
    stages = [("", cells)]
    if groups is not None:
        names = name_groups(cells)
        wanted = _match_groups(names.values(), groups)
        stages.append(("another group", [c for c in cells if names[c.spelling] in wanted]))
    dated = [cell for cell in stages[-1][1] if cell.month is not None]
    stages.append(("no readable time, so in no month", dated))
    if count == "distinct searches":
        stages.append(("repeats another row", [cell for cell in dated if not cell.copy]))
    return stages


def _match_groups(known: Iterable[str], groups: Sequence[str] | None) -> list[str]:
    """Return the groups that are meant, in the order given; without a choice all, sorted."""
    names = sorted(set(known))
    if groups is None:
        return names
    if isinstance(groups, str):
        raise Misuse("The groups are one text", expected=f"a list, such as [{groups!r}]")
    folded = {fold_group(name): name for name in names}
    for group in groups:
        if fold_group(group) not in folded:
            raise Problem(f"There is no group {group} in the table", remedy=suggest(group, names))
    return list(dict.fromkeys(folded[fold_group(group)] for group in groups))


def _find_spans(cells: Iterable[GroupMonth]) -> dict[str, tuple[datetime, datetime]]:
    """Return the earliest and latest time of the whole log in each month."""
    spans: dict[str, tuple[datetime, datetime]] = {}
    for cell in cells:
        if cell.month is not None and cell.first is not None and cell.last is not None:
            first, last = spans.get(cell.month, (cell.first, cell.last))
            spans[cell.month] = (min(first, cell.first), max(last, cell.last))
    return spans


def _describe(
    group: str, month: str, searches: int, spans: Mapping[str, tuple[datetime, datetime]]
) -> tuple[Any, ...]:
    days, weekdays = count_days_of_month(month), count_weekdays(month)
    first, last = (f"{moment:%Y-%m-%d}" for moment in spans[month])
    rates = (searches / days, searches / weekdays)
    return (group, month, searches, days, weekdays, *rates, first, last)


def _check_month(month: str, known: set[str]) -> None:
    if month not in known:
        count_days_of_month(month)  # a text that isn't a month is misuse, and says so
        raise Problem(
            f"No search that counts falls in {month}",
            expected=f"a month from {min(known)} to {max(known)}" if known else None,
            remedy="A month without rows is missing from the log, not zero: choose another month",
        )


def _rate(
    counts: Mapping[tuple[str, str], int], group: str, month: str, measure: str
) -> Fraction | None:
    searches = counts.get((group, month))
    if searches is None:
        return None
    days = {"total": 1, "per_day": count_days_of_month(month), "per_weekday": count_weekdays(month)}
    return Fraction(searches, days[measure])


def _compare(group: str, before: Fraction | None, after: Fraction | None) -> tuple[Any, ...]:
    """Return a row; exact until here, so each number is rounded once, to a float."""
    numbers = [None if value is None else float(value) for value in (before, after)]
    if before is None or after is None:
        return (group, *numbers, None, None)
    factor = after / before
    return (group, *numbers, float(factor), float(100 * (factor - 1)))


# Choices: the same rise, counted in every defensible way, so a reader sees what moves it.

CLOCKS = {"local": "searched_at_local", "UTC": "searched_at_utc"}
"""The clock on which months begin, and its column."""


def list_groups(table: Table, *, group: str = "account_group") -> list[str]:
    """Return the account groups in a log, one name for all of its spellings, sorted."""
    return sorted(set(list_spellings(table, group=group)["group"]))


def select_searches(
    table: Table,
    *,
    months: Sequence[str],
    count: Count = "distinct searches",
    groups: Sequence[str] | None = None,
    group: str = "account_group",
    time: str = "searched_at_local",
) -> Selection:
    """Return the rows that `count_searches` counts in some months: one row a search, or all.

    The arguments are those of `count_searches`.
    """
    names = name_groups(count_cells(table, group=group, time=time))
    wanted = _match_groups(names.values(), groups)
    spelled = sorted(spelling for spelling, name in names.items() if name in wanted)
    rows = Selection(table)
    if groups is not None:
        chosen = f"coalesce({quote(group)}, $none) IN $spelled"
        rows = rows.where(chosen, "another group", none=NOT_GIVEN, spelled=spelled)
    at = f"strftime({quote(time)}, '%Y-%m')"
    rows = rows.where(f"{at} IN $months", "another month", months=list(months))
    if count == "distinct searches":
        rows = rows.where("duplicate_of IS NULL", "repeats another row")
    return rows


def choose(name: str, names: Sequence[str], what: str) -> str:
    """Return `name` if it is one of `names`; else raise a Problem that says which there are.

    `what` says what is chosen, as in "account group".

    >>> choose("QA", ["QA", "QB"], "state")
    'QA'
    """
    if name not in names:
        raise Problem(f"There is no {what} called {name!r} here", remedy=suggest(name, names))
    return name


def compare_choices(
    table: Table, groups: Sequence[str], baseline: str, comparison: str
) -> pd.DataFrame:
    """Return the rise of `groups` taken together under each choice of clock, count and measure.

    Columns: `clock`, `count`, `measure`, the two months by name, `rise, percent`. Twelve rows. A
    total is a whole number, and an average is none; nothing is rounded.
    """
    rows = []
    for (clock, column), count in product(CLOCKS.items(), get_args(Count)):
        monthly = count_searches(table, count=count, time=column, groups=groups)
        for measure in get_args(Measure):
            last = change_between(monthly, baseline, comparison, measure).iloc[-1]
            values: list[float] = [
                float(last[name]) for name in ("baseline", "comparison", "percent")
            ]
            if measure == "total":
                values[:2] = map(int, values[:2])
            rows.append([clock, count, measure.replace("_", " "), *values])
    columns = ["clock", "count", "measure", baseline, comparison, "rise, percent"]
    # Of type object, so whole numbers and averages share one column as they are.
    return pd.DataFrame(rows, columns=columns, dtype=object)
