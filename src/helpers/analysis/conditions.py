"""Conditions: what would have to be true for printed counts to fit one another.

Each function answers an if. What it returns is a bound or a break-even, never an estimate: bounds
are rounded outward, so that none is tighter than what is known.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from fractions import Fraction

from helpers.analysis.queries import Number, count_days_between, round_outward
from helpers.errors import Misuse


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
