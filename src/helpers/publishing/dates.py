"""Dates as they are written for readers, whatever the machine's locale."""

from __future__ import annotations

import re

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def write_date(text: str) -> str:
    """Return an ISO day or month as a reader would see it; any other text as it is.

    >>> write_date("2025-11-12"), write_date("2025-05"), write_date("2025"), write_date("")
    ('November 12, 2025', 'May 2025', '2025', '')
    """
    found = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?", text.strip())
    if not found:
        return text
    year, month, day = found.groups()
    name = MONTHS[int(month) - 1]
    return f"{name} {int(day)}, {year}" if day else f"{name} {year}"
