"""Months as the calendar has them: how long they are, and which lie between two."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from helpers.errors import Misuse


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
