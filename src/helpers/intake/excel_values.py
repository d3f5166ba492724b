"""Excel values: a cell's value as text, with the digits it has and no others."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

MOST_EXACT = 2**53
"""A spreadsheet holds every number as a float; beyond this its digits are not its own."""

OUT_OF_DIGITS = "beyond 2**53: the workbook itself does not hold their last digits"


def write_column(values: Sequence[Any]) -> tuple[list[str], int]:
    """Return the text of each value, and how many numbers have lost digits.

    >>> write_column(["02134", 7.0, 1e17])
    (['02134', '7', '100000000000000000'], 1)

    Where any value has a time of day, midnight is one: `2025-05-01 00:00:00`, not the day alone.

    >>> write_column([datetime(2025, 5, 1), datetime(2025, 5, 1, 7, 30)])[0]
    ['2025-05-01 00:00:00', '2025-05-01 07:30:00']
    """
    kinds = set(map(type, values))
    if kinds == {str}:
        return list(values), 0
    if datetime in kinds and any(type(v) is datetime and v.time() != time(0) for v in values):
        values = [_with_clock(value) for value in values]
    texts = [value if type(value) is str else write_cell(value) for value in values]
    lost = sum(type(v) is float and (v >= MOST_EXACT or v <= -MOST_EXACT) for v in values)
    return texts, lost


def write_cell(value: Any) -> str:
    """Return a cell's value as text: whole numbers without decimals, times as ISO.

    >>> write_cell(292114.0), write_cell("02134"), write_cell(True), write_cell(0.5)
    ('292114', '02134', 'TRUE', '0.5')
    >>> write_cell(datetime(2025, 5, 1)), write_cell(datetime(2025, 5, 1, 7, 30))
    ('2025-05-01', '2025-05-01 07:30:00')
    >>> write_cell(1e-05), write_cell(-0.0), write_cell(timedelta(hours=26, minutes=5))
    ('0.00001', '0', '26:05:00')
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else format(Decimal(repr(value)), "f")
    if isinstance(value, datetime):
        midnight = value.time() == time(0)
        return value.date().isoformat() if midnight else value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return _write_duration(value)
    return str(value)


def _with_clock(value: Any) -> Any:
    if isinstance(value, date) and not isinstance(value, datetime):
        return f"{value.isoformat()} 00:00:00"
    if isinstance(value, datetime) and value.time() == time(0):
        return value.isoformat(sep=" ")
    return value


def _write_duration(value: timedelta) -> str:
    """Return a length of time in hours, as a spreadsheet shows it; days would say another thing."""
    parts, whole = abs(value), timedelta(seconds=1)
    minutes, seconds = divmod(parts // whole, 60)
    hours, minutes = divmod(minutes, 60)
    rest = f".{(parts % whole).microseconds:06}".rstrip("0").rstrip(".")
    return f"{'-' if value < timedelta(0) else ''}{hours:02}:{minutes:02}:{seconds:02}{rest}"
