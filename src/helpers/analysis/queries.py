"""Queries: counts of network queries, and what would follow from them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from helpers.analysis.monthly_counts import NOT_GIVEN, ask
from helpers.errors import Misuse, Problem
from helpers.quoting import name as quote

if TYPE_CHECKING:
    from helpers.cleaning.selection import Selection
    from helpers.cleaning.table import Table

# Queries: sums of counts, shares as bounds, rates a day.
#
# Arithmetic is exact (Fraction) until the one rounding. A bound is rounded outward, so that what is
# printed is never tighter than what is known.

Number = int | Fraction | Decimal | float
Bound = Literal["lower", "upper"]


def sum_by(
    table: Table | Selection | pd.DataFrame, column: str, *, value: str = "queries"
) -> pd.DataFrame:
    """Return the sum of `value` for each value of `column`, as a pandas frame sorted by it.

    `table` is a Table, or a frame of its rows. Columns: the one named by `column`; the
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
    name, number = quote(column), quote(value)
    sums = ask(
        table,
        f"SELECT {name}, sum({number}), count(*), count({number}) FROM rows GROUP BY ALL",
        (column, value),
    )
    rows = [
        (group or NOT_GIVEN, int(total) if given else None, count, count - given)
        for group, total, count, given in sums
    ]
    rows.sort(key=lambda row: str(row[0]))
    types = {column: "str", value: "Int64", "rows": "int64", "without_number": "int64"}
    return pd.DataFrame(rows, columns=list(types)).astype(types)


def sum_by_month(
    table: Table | Selection | pd.DataFrame,
    column: str,
    *,
    value: str = "queries",
    month: str = "month",
) -> pd.DataFrame:
    """Return the sum of `value` for each value of `column` and each month, sorted by both.

    Columns: the one named by `column`, `month` (YYYY-MM), the one named by `value`. Rows without a
    month or a number are left out; a month in which a group has none has no row.
    """
    name, at, number = quote(column), quote(month), quote(value)
    sums = ask(
        table,
        f"SELECT {name}, {at}, sum({number}) FROM rows "
        f"WHERE {at} IS NOT NULL AND {number} IS NOT NULL GROUP BY ALL",
        (column, value, month),
    )
    rows = sorted((group or NOT_GIVEN, when, int(total)) for group, when, total in sums)
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


# Conditions: what would have to be true for printed counts to fit one another.
#
# Each function answers an if. What it returns is a bound or a break-even, never an estimate: bounds
# are rounded outward, so that none is tighter than what is known.


def least_questions(counted: int, answers: int) -> int:
    """Return the fewest questions behind a count, if one question counts up to `answers` times.

    A question to many states may be counted once, or once for each state that answers it.

    >>> least_questions(292114, 50), least_questions(292114, 1)
    (5843, 292114)
    """
    _check_count(counted, "count")
    _check_answers(answers)
    return -(-counted // answers)


def share_bound_if_uncounted(
    part: Number, whole_over: Number, answers: int, *, decimals: int = 1
) -> float:
    """Return the percentage below which `part` lies of all *questions*, whatever a count is.

    `whole_over` is what the whole is known to be over; one question counts between once and
    `answers` times. The share is greatest if each of the part's questions counts once and each of
    the others' `answers` times. Rounded up.

    >>> share_bound_if_uncounted(1, 100, 1), share_bound_if_uncounted(1, 100, 9)
    (1.0, 8.4)
    """
    _check_answers(answers)
    mine, others = Fraction(part), Fraction(whole_over) - Fraction(part)
    if mine <= 0 or others < 0:
        raise Misuse("The part has to be above zero and within the whole")
    return float(round_outward(100 * mine / (mine + others / answers), "upper", decimals))


def first_day_kept(asked_on: str) -> str:
    """Return the first day still in a log that keeps one rolling year, on the day `asked_on`.

    >>> first_day_kept("2025-11-12"), first_day_kept("2024-02-29")
    ('2024-11-13', '2023-03-01')
    """
    day = _read_day(asked_on)
    try:
        before = day.replace(year=day.year - 1)
    except ValueError:  # 29 February
        before = date(day.year - 1, 2, 28)
    return (before + timedelta(1)).isoformat()


def count_days_kept(start: str, end: str, asked_on: str) -> int:
    """Return how many days from `start` to `end` such a log still holds on the day `asked_on`.

    >>> count_days_kept("2024-10-01", "2025-09-30", "2025-11-12")
    322
    >>> count_days_kept("2024-10-01", "2025-09-30", "2026-10-01")
    0
    """
    return count_days_shared(start, end, first_day_kept(asked_on), asked_on)


def count_days_shared(start: str, end: str, other_start: str, other_end: str) -> int:
    """Return the days that two periods have in common (ISO days, all included).

    >>> count_days_shared("2024-10-01", "2025-09-30", "2025-01-01", "2025-11-30")
    273
    """
    count_days_between(start, end), count_days_between(other_start, other_end)
    first, last = max(start, other_start), min(end, other_end)
    return count_days_between(first, last) if first <= last else 0


def least_by_others(whole: int, most: Number) -> int:
    """Return how much of `whole` is left for others, if some made at most `most` of it.

    Never below zero: if they may have made all of it, nothing follows for others.

    >>> least_by_others(2671776, 897230), least_by_others(5, 9)
    (1774546, 0)
    """
    return max(0, int(round_outward(Fraction(whole) - Fraction(most), "lower", 0)))


def most_at_pace(counted: int, days: int, further: int) -> int:
    """Return a count carried on for `further` days at its own daily average, rounded up.

    >>> most_at_pace(365, 365, 61), most_at_pace(100, 3, 1)
    (426, 134)
    """
    if days < 1 or further < 0:
        raise Misuse(f"{days} and {further} are not numbers of days")
    return int(round_outward(Fraction(counted) * (days + further) / days, "upper", 0))


def find_break_even(whole: int, counted: int, days: int, further: int) -> float:
    """Return how many times its daily average a count needs in `further` days to reach `whole`.

    `counted` is the count of `days` days, all of which are taken to lie within `whole`.

    >>> find_break_even(200, 100, 100, 10)
    10.0
    """
    if min(counted, days, further) < 1:
        raise Misuse("The count and both numbers of days have to be above zero")
    left = max(Fraction(0), Fraction(whole - counted))
    return float(left / further / Fraction(counted, days))


def least_in_both(whole: int, first: int, second: int) -> int:
    """Return how many of `whole` things have both of two marks, at least.

    `first` and `second` say how many have each.

    >>> least_in_both(9, 7, 8), least_in_both(9, 2, 3)
    (6, 0)
    """
    if not 0 <= first <= whole or not 0 <= second <= whole:
        raise Misuse(f"{first} and {second} are not both among {whole}")
    return max(0, first + second - whole)


def find_totals(parts: Iterable[tuple[int, int]]) -> list[int]:
    """Return the totals of which each part is the whole percentage printed beside it.

    `parts` are pairs of a count and its percentage, rounded to a whole number, a half to either
    side. A total is no smaller than the parts added up: each thing is in one part at most.

    >>> find_totals([(47, 30), (104, 67)])
    [155, 156]
    >>> find_totals([(1, 90), (1, 50)])
    []
    """
    pairs = list(parts)
    if not pairs or any(count < 1 or not 1 <= percent <= 100 for count, percent in pairs):
        raise Misuse("A total follows from counts and percentages above zero")
    least = sum(count for count, _ in pairs)
    most = min(200 * count // (2 * percent - 1) for count, percent in pairs)
    return [
        total
        for total in range(least, most + 1)
        if all(2 * total * p - total <= 200 * n <= 2 * total * p + total for n, p in pairs)
    ]


def _check_count(count: int, what: str) -> None:
    if count < 0:
        raise Misuse(f"A {what} is not below zero: {count}")


def _check_answers(answers: int) -> None:
    if answers < 1:
        raise Misuse(f"A question counts at least once, not {answers} times")


def _read_day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Misuse(f"{text!r} is no day", expected="a day such as 2025-11-12") from error
