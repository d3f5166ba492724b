"""Monthly counts: rows by month and group, and the months between."""

from __future__ import annotations

import re
from calendar import monthrange
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import narwhals as nw

from helpers.errors import Misuse, Problem, suggest

# Months as the calendar has them: how long they are, and which lie between two.


def count_days(month: str) -> int:
    """Return the days of a month given as YYYY-MM.

    >>> count_days("2024-11"), count_days("2025-05"), count_days("2024-02")
    (30, 31, 29)
    """
    return monthrange(*_split(month))[1]


def count_weekdays(month: str) -> int:
    """Return the days from Monday to Friday in a month; public holidays are not taken out.

    >>> count_weekdays("2024-11"), count_weekdays("2025-05")
    (21, 22)
    """
    first = date(*_split(month), 1)
    days = (first + timedelta(days=number) for number in range(count_days(month)))
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


# The one pass over a log that every count of searches is made from.
#
# It is written over Narwhals, so the same definition runs on pandas and in DuckDB; what comes back
# is small and plain Python, so that what follows cannot differ between engines.

NOT_GIVEN = "(not given)"
"""The group of rows that name none."""


@dataclass(frozen=True)
class Cell:
    """Rows of one group (as spelled), in one month (None: no time), first rows or copies.

    `first` and `last` are the earliest and latest time among them.
    """

    spelling: str
    month: str | None
    copy: bool
    rows: int
    first: datetime | None
    last: datetime | None


def count_cells(table: Any, *, group: str, time: str) -> list[Cell]:
    """Return the cells of a log, in no order.

    `table` is a Table, or any frame that Narwhals reads (pandas, a DuckDB relation). `time` names a
    naive time column; a row is a copy if its `duplicate_of` is not null. Raises Problem if a column
    is missing.
    """
    frame = read_frame(table, group, time, "duplicate_of")
    cells = (
        frame.select(
            spelling=nw.col(group),
            month=nw.col(time).dt.to_string("%Y-%m"),
            copy=~nw.col("duplicate_of").is_null(),
            time=nw.col(time),
        )
        .group_by("spelling", "month", "copy")
        .agg(rows=nw.len(), first=nw.col("time").min(), last=nw.col("time").max())
        .collect(backend="pyarrow")
    )
    return [
        Cell(spelling or NOT_GIVEN, month, copy, rows, first, last)
        for spelling, month, copy, rows, first, last in cells.iter_rows()
    ]


def read_frame(table: Any, *columns: str) -> nw.LazyFrame[Any]:
    """Return the frame of a Table, or a frame of pandas or DuckDB, for Narwhals.

    Raises Problem if it lacks one of `columns`.
    """
    frame: nw.LazyFrame[Any] = nw.from_native(getattr(table, "frame", table)).lazy()
    known = frame.collect_schema().names()
    for name in columns:
        if name not in known:
            raise Problem(f"The table has no column {name}", remedy=suggest(name, known))
    return frame


def name_groups(cells: Iterable[Cell]) -> dict[str, str]:
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
        best.setdefault(fold(spelling), spelling)
    return {spelling: best[fold(spelling)] for spelling in rows}


def fold(name: str) -> str:
    """Return a name without the differences that do not count.

    >>> fold("Federal  account b ")
    'federal account b'
    """
    return " ".join(name.split()).casefold()
