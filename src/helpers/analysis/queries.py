"""Queries: sums of counts, shares as bounds, rates a day.

Arithmetic is exact (Fraction) until the one rounding. A bound is rounded outward, so that what is
printed is never tighter than what is known.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

import narwhals as nw
import pandas as pd

from helpers.analysis.cube import NOT_GIVEN, read_frame
from helpers.errors import Misuse, Problem

if TYPE_CHECKING:
    from helpers.kinds.tables import Table

Number = int | Fraction | Decimal | float
Bound = Literal["lower", "upper"]


def sum_by(table: Table | Any, column: str, *, value: str = "queries") -> pd.DataFrame:
    """Return the sum of `value` for each value of `column`, as a pandas frame sorted by it.

    `table` is a Table, or its frame in pandas or DuckDB. Columns: the one named by `column`; the
    one named by `value` (missing, and never 0, where no row has a number); `rows`; and
    `without_number`, the rows that are blank or withheld: if there are any, the sum is a lower
    bound. Raises Problem if a column is missing.

    >>> frame = pd.DataFrame({"state": ["QA", "QA", "QB"],
    ...                       "queries": pd.array([5, None, 7], dtype="Int64")})
    >>> print(sum_by(frame, "state").to_string(index=False))
    state  queries  rows  without_number
       QA        5     2               1
       QB        7     1               0
    """
    sums = (
        read_frame(table, column, value)
        .select(name=nw.col(column), number=nw.col(value))
        .group_by("name")
        .agg(total=nw.col("number").sum(), rows=nw.len(), given=nw.col("number").count())
        .collect(backend="pyarrow")
    )
    rows = [
        (
            row["name"] or NOT_GIVEN,
            int(row["total"]) if row["given"] else None,
            int(row["rows"]),
            int(row["rows"] - row["given"]),
        )
        for row in sums.iter_rows(named=True)
    ]
    rows.sort(key=lambda row: str(row[0]))
    types = {column: "str", value: "Int64", "rows": "int64", "without_number": "int64"}
    return pd.DataFrame(rows, columns=list(types)).astype(types)


def sum_by_month(
    table: Table | Any, column: str, *, value: str = "queries", month: str = "month"
) -> pd.DataFrame:
    """Return the sum of `value` for each value of `column` and each month, sorted by both.

    Columns: the one named by `column`, `month` (YYYY-MM), the one named by `value`. Rows without a
    month or a number are left out; a month in which a group has none has no row.
    """
    sums = (
        read_frame(table, column, value, month)
        .filter(~nw.col(month).is_null(), ~nw.col(value).is_null())
        .group_by(column, month)
        .agg(nw.col(value).sum())
        .collect(backend="pyarrow")
    )
    rows = sorted(
        (row[column] or NOT_GIVEN, row[month], int(row[value]))
        for row in sums.iter_rows(named=True)
    )
    types = {column: "str", month: "str", value: "int64"}
    return pd.DataFrame(rows, columns=list(types)).astype(types)


def rise(before: Number, after: Number) -> float:
    """Return by how much `after` is above `before`, in percent of `before`.

    >>> round(rise(540, 1600), 1)
    196.3
    """
    return float(100 * (Fraction(after) / _above_zero(before) - 1))


def ratio(first: Number, second: Number) -> float:
    """Return `first` over `second`, exact until it becomes a float.

    >>> round(ratio(605116, 292114), 4)
    2.0715
    """
    return float(_read(first) / _above_zero(second))


def share(part: Number, whole: Number) -> float:
    """Return `part` in percent of `whole`, where both are known.

    >>> round(share(292114, 292114 + 605116), 2)
    32.56
    """
    return float(100 * _read(part) / _above_zero(whole))


def share_bound(part: Number, whole_over: Number, *, decimals: int = 4) -> float:
    """Return the percentage that `part` lies below, of a whole known to be over `whole_over`.

    Rounded up, because it is an upper bound: the share is less than this, and no value follows.

    >>> share_bound(292114, 290_000_000), share_bound(605116, 290_000_000)
    (0.1008, 0.2087)
    >>> share_bound(292114 + 605116, 290_000_000)
    0.3094
    """
    return float(round_outward(100 * _read(part) / _above_zero(whole_over), "upper", decimals))


def per_day(
    value: Number, start: str, end: str, *, bound: Bound | None = None, decimals: int = 0
) -> float:
    """Return `value` over the days from `start` to `end` (ISO days, both included).

    Where `value` is itself a bound ("over 290,000,000"), say which: then the result is rounded
    outward to `decimals`; otherwise it is not rounded.

    >>> round(per_day(292114, "2024-10-01", "2025-09-30"), 1)
    800.3
    >>> per_day(290_000_000, "2024-10-01", "2025-09-30", bound="lower")
    794520.0
    """
    rate = _read(value) / count_days_between(start, end)
    return float(rate if bound is None else round_outward(rate, bound, decimals))


def count_days_between(start: str, end: str) -> int:
    """Return the days from `start` to `end`, both ISO days and both included.

    >>> count_days_between("2024-10-01", "2025-09-30")
    365
    """
    try:
        days = (date.fromisoformat(end) - date.fromisoformat(start)).days + 1
    except ValueError as error:
        raise Misuse(
            f"{start!r} to {end!r} is no period", expected="days such as 2024-10-01"
        ) from error
    if days < 1:
        raise Misuse(f"The period ends before it begins: {start} to {end}")
    return days


def round_outward(value: Fraction, bound: Bound, decimals: int) -> Decimal:
    """Return a bound rounded away from what it bounds: a lower one down, an upper one up.

    >>> round_outward(Fraction(1, 3), "lower", 2), round_outward(Fraction(1, 3), "upper", 2)
    (Decimal('0.33'), Decimal('0.34'))
    """
    scaled = value * 10**decimals
    whole = scaled.__floor__() if bound == "lower" else scaled.__ceil__()
    # Built digit by digit: Decimal arithmetic would round to 28 digits, to the nearest.
    digits = tuple(map(int, str(abs(whole))))
    return Decimal((int(whole < 0), digits, -decimals))


def _read(value: Any) -> Fraction:
    """Return a number exactly; those that come out of a table have a dtype of their own."""
    if value is pd.NA or value != value:
        raise Problem("A number is missing", expected="a number: missing is not zero")
    return Fraction(value.item() if hasattr(value, "item") else value)


def _above_zero(value: Number) -> Fraction:
    exact = _read(value)
    if exact <= 0:
        raise Problem(f"Nothing is a share or a multiple of {value}", expected="a number above 0")
    return exact
