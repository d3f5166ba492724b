"""Monthly counts: rows by month and group, and the months between."""

from __future__ import annotations

import re
from calendar import monthrange
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from helpers.errors import Misuse, Problem, suggest
from helpers.quoting import name as quote

if TYPE_CHECKING:
    import pandas as pd

    from helpers.cleaning.selection import Selection
    from helpers.cleaning.table import Table

# Months as the calendar has them: how long they are, and which lie between two.


def count_days_of_month(month: str) -> int:
    """Return the days of a month given as YYYY-MM.

    >>> [count_days_of_month(month) for month in ("2024-11", "2025-05", "2024-02")]
    [30, 31, 29]
    """
    return monthrange(*_split(month))[1]


def count_weekdays(month: str) -> int:
    """Return the days from Monday to Friday in a month; public holidays are not taken out.

    >>> count_weekdays("2024-11"), count_weekdays("2025-05")
    (21, 22)
    """
    first = date(*_split(month), 1)
    days = (first + timedelta(days=number) for number in range(count_days_of_month(month)))
    return sum(day.weekday() < 5 for day in days)


def list_months(first: str, last: str) -> list[str]:
    """Return every month from `first` to `last`, both included.

    >>> list_months("2024-11", "2025-02")
    ['2024-11', '2024-12', '2025-01', '2025-02']
    """
    (year, month), (last_year, last_month) = _split(first), _split(last)
    numbers = range(year * 12 + month - 1, last_year * 12 + last_month)
    return [f"{number // 12:04d}-{number % 12 + 1:02d}" for number in numbers]


def _split(month: str) -> tuple[int, int]:
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", str(month)):
        raise Misuse(f"{month!r} is no month", expected="a month such as 2024-11")
    return int(month[:4]), int(month[5:])


# The one query of a log that every count of searches is made from. What comes back is small and
# plain Python, whether the log has twenty rows or ten million.

NOT_GIVEN = "(not given)"
"""The group of rows that name none."""


@dataclass(frozen=True)
class GroupMonth:
    """Rows of one group (as spelled), in one month (None: no time), first rows or copies.

    `first` and `last` are the earliest and latest time among them.
    """

    spelling: str
    month: str | None
    copy: bool
    rows: int
    first: datetime | None
    last: datetime | None


def count_cells(
    log: Table | Selection | pd.DataFrame, *, group: str, time: str
) -> list[GroupMonth]:
    """Return the cells of a log, in no order.

    `log` is a Table, or a frame of its rows. `time` names a naive time column; a row is a copy if
    its `duplicate_of` is not null. Raises Problem if a column is missing.
    """
    cells = ask(
        log,
        f"SELECT {quote(group)}, strftime({quote(time)}, '%Y-%m') AS month, "
        f"duplicate_of IS NOT NULL AS copy, count(*), min({quote(time)}), max({quote(time)}) "
        "FROM rows GROUP BY ALL",
        (group, time, "duplicate_of"),
    )
    return [
        GroupMonth(spelling or NOT_GIVEN, month, copy, rows, first, last)
        for spelling, month, copy, rows, first, last in cells
    ]


def ask(
    log: Table | Selection | pd.DataFrame, query: str, columns: Iterable[str] = ()
) -> list[tuple[Any, ...]]:
    """Return the answer to a query of the view `rows`: those of a Table, or of a frame.

    Raises Problem if there is no column called as one of `columns`.
    """
    import duckdb
    import pandas as pd

    if isinstance(log, pd.DataFrame):
        connection = duckdb.connect()
        connection.register("rows", log)
    else:
        connection = log.connection
    known = [column for column, *_ in connection.execute("DESCRIBE rows").fetchall()]
    for name in columns:
        if name not in known:
            raise Problem(f"The table has no column {name}", remedy=suggest(name, known))
    found: list[tuple[Any, ...]] = connection.execute(query).fetchall()
    return found


def name_groups(cells: Iterable[GroupMonth]) -> dict[str, str]:
    """Return each spelling of a group with the group it belongs to.

    Spellings that differ only in case and blanks are one group, under the spelling that most rows
    have. Anything further apart stays apart: that would be a judgment, and belongs in a table of
    aliases.
    """
    rows: Counter[str] = Counter()
    for cell in cells:
        rows[cell.spelling] += cell.rows
    best: dict[str, str] = {}
    for spelling, _ in sorted(rows.items(), key=lambda item: (-item[1], item[0])):
        best.setdefault(fold_group(spelling), spelling)
    return {spelling: best[fold_group(spelling)] for spelling in rows}


def fold_group(name: str) -> str:
    """Return a name without the differences that do not count.

    >>> fold_group("Federal  account b ")
    'federal account b'
    """
    return " ".join(name.split()).casefold()
