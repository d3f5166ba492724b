"""Shapes: how values of each type are written, as regular expressions, and what has none.

They mean the same to Python and to RE2, which DuckDB uses: what `cleaning` reads as a value is what
shows here that a column of a file without a header may be one of a schema.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import cache

from helpers.schemas.schema import Column, Mark

BLANKS = " \t\r\n\f\v\u00a0\u2007\u2009\u202f"
"""Blanks within a value: exports put line ends and blanks that do not break between its parts."""

EDGES = BLANKS + "\u200b\ufeff"
"""Blanks around a value, and characters that cannot be seen."""

INTEGER = "-?(?:[0-9]{1,18}|[0-9]{1,3}(?:,[0-9]{3}){1,5})(?:[.]0{1,18})?"
"""A whole number; among blanks, spreadsheets and pandas write it with a point and zeros."""

DECIMAL = "-?[0-9]{1,15}(?:[.][0-9]{1,15})?"
MONTH = "[0-9]{4}-(?:0[1-9]|1[0-2])"
DAY = r"(?:19[7-9][0-9]|20[0-4][0-9])-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
US_DAY = r"(?:0?[1-9]|1[0-2])/(?:0?[1-9]|[12][0-9]|3[01])/(?:19[7-9][0-9]|20[0-4][0-9])"

_SECONDS = r":[0-5][0-9](?::[0-5][0-9](?:[.][0-9]{1,6})?)?"
OFFSET = r" ?[+-](?:0[0-9]|1[0-4])(?::?[0-5][0-9])?"
UTC = "Z| ?UTC| ?GMT"

ISO = f"{DAY}[T ](?:[01][0-9]|2[0-3]){_SECONDS}(?:{UTC}|{OFFSET})?"
TWELVE_HOURS = f"{US_DAY},? (?:0?[1-9]|1[0-2]){_SECONDS} ?[AaPp][Mm](?:{UTC})?"
TWENTY_FOUR_HOURS = f"{US_DAY}(?:,| -)? (?:[01]?[0-9]|2[0-3]){_SECONDS}(?:{UTC})?"
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
NAMED_DAY = (
    r"(?i:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sep(?:tember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?) (?:0?[1-9]|[12][0-9]|3[01]),? "
    r"(?:19[7-9][0-9]|20[0-4][0-9])"
)
NAMED = (
    f"{NAMED_DAY},? (?:(?:0?[1-9]|1[0-2]){_SECONDS} ?[AaPp][Mm]|(?:[01]?[0-9]|2[0-3]){_SECONDS})"
    f"(?:{UTC})?"
)
TIMESTAMP = f"(?:{ISO}|{TWELVE_HOURS}|{TWENTY_FOUR_HOURS}|{NAMED})"

EPOCH = r"(?:1[0-9]{3}|20[0-9]{2})[0-9]{6}(?:[0-9]{3}|[.][0-9]{1,6})?"
"""Seconds or milliseconds since 1970, from 2001 to 2036: only in a column that is a time."""

SERIAL = r"(?:3[7-9]|4[0-9]|50)[0-9]{3}[.][0-9]{1,12}"
"""Days since 1899, as a spreadsheet keeps a time, from 2001 to 2039: the fraction is the clock."""

WINDOW = f"({TIMESTAMP}) (?:to |- )?({TIMESTAMP})"
"""Two timestamps in one cell, separated by a line end, a blank, ` to ` or a dash."""


def is_of_type(column: Column, cell: str) -> bool:
    """Return whether a cell is of its column's type, or has no value: it is blank or a mark.

    >>> at = Column(name="at", type="time", meaning="", redactions=({"shown": "***"},))
    >>> [is_of_type(at, cell) for cell in ("2025-02-28 10:00", " ***", "", "2025-02-30 10:00")]
    [True, True, True, False]
    """
    bare = cell.strip(EDGES)
    if not bare or bare in column.nulls or column.type == "text":
        return True
    if _list_marks((*column.redactions, *column.unavailable)).fullmatch(bare):
        return True
    if column.unit_words:
        words = "|".join(map(re.escape, column.unit_words))
        bare = re.sub(rf"(?i) *(?:{words})[.]?$", "", bare)
    if column.type == "integer":
        return bool(re.fullmatch(INTEGER, bare))
    if column.type == "decimal":
        return bool(re.fullmatch(DECIMAL, bare))
    if column.type == "month":
        return bool(re.fullmatch(MONTH, bare))
    if column.type == "date":
        day = bare.removesuffix(" 00:00:00")
        return bool(re.fullmatch(f"{DAY}|{US_DAY}|{NAMED_DAY}", day)) and _is_real(day)
    even = re.sub(f"[{BLANKS}]+", " ", bare)
    if column.end_of is None and re.fullmatch(f"{EPOCH}|{SERIAL}", even):
        return True
    found = re.fullmatch(WINDOW if column.end_of else f"({TIMESTAMP})", even)
    return found is not None and all(_is_real(one) for one in found.groups())


@cache
def _list_marks(marks: Sequence[Mark]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{mark.shape})" for mark in marks) or "(?!)")


def _is_real(text: str) -> bool:
    """Return whether the day with which a text begins is one of the calendar."""
    numbers = [int(number) for number in re.findall("[0-9]+", text)[:3]]
    if text[:1].isalpha():
        numbers = [numbers[1], 1 + MONTHS.index(text[:3].casefold()), numbers[0]]
    year, month, day = numbers if "/" not in text else (numbers[2], *numbers[:2])
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
