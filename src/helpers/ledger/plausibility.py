"""Plausibility: whether a list can be what its name and its day say.

A list shows the state of one day. One that was saved under another list's name, or under a wrong
day, makes a fall or a rise that never was: it is refused rather than drawn. A person who knows
better may say so (`--vouch`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from helpers.errors import Problem

LEAST_LEFT = 0.5
"""A list that has fewer than this share of the rows of the one before is not a later one of it."""

SAME_FOR = timedelta(days=31)
"""A list may stay the same to the byte for a month; longer, and one of its two days is wrong."""

FEW_LATER = 2
LATER = 0.05
"""So many rows, and this share of them, may have a day after the list's own: typing errors."""

VOUCH = 'add it again with --vouch "WHY" if you know that it is right'

_DAY = re.compile(r"(?<!\d)(\d{4})([-_.]?)(\d{2})\2(\d{2})(?:\d{4}|\d{6})?(?!\d)")
_AMERICAN = re.compile(r"(?<!\d)(\d{2})([-_.]?)(\d{2})\2(\d{4})(?!\d)")


@dataclass(frozen=True)
class Vintage:
    """A list as it was on one day: where it is, how many rows, its hash, and which list it is.

    `series` separates lists that may not be compared, such as those of two agencies; a list
    without one may shrink, as one of pending applications does. `later` counts the rows that bear
    a day after `day`, of `dated` ones.
    """

    name: str
    series: str
    day: date | None
    rows: int
    sha256: str
    later: int = 0
    dated: int = 0


def find_day(name: str) -> date | None:
    """Return the day in the name of a file; None if it has none, or could have several.

    >>> find_day("participatingAgencies09222025pm.xlsx"), find_day("pending_2025-05-15.xlsx")
    (datetime.date(2025, 9, 22), datetime.date(2025, 5, 15))
    >>> find_day("ParticipatingEntities-20250119192356.xlsx"), find_day("log_2025-01-01_2025-02-01")
    (datetime.date(2025, 1, 19), None)
    """
    found = {(year, month, day) for year, _, month, day in _DAY.findall(name)}
    found |= {(year, month, day) for month, _, day, year in _AMERICAN.findall(name)}
    days = set()
    for year, month, day in found:
        try:
            read = date(int(year), int(month), int(day))
        except ValueError:
            continue
        if 1990 <= read.year < 2100:
            days.add(read)
    return days.pop() if len(days) == 1 else None


def check_vintages(new: Sequence[Vintage], known: Sequence[Vintage] = ()) -> None:
    """Raise Problem if one of the `new` lists can't be of its day.

    It bears later days than its own; or it is to the byte a list of another time; or more than half
    of the rows are gone between it and the list before or after it.
    """
    for one in new:
        _check_days(one)
        for other in (*known, *new):
            _check_bytes(one, other)
    for series in dict.fromkeys(one.series for one in new if one.series):
        own = [one for one in (*known, *new) if one.series == series]
        fresh = {one.name for one in new}
        for before, after in pair_vintages(own):
            if {before.name, after.name} & fresh:
                check_fall(before, after)


def pair_vintages(vintages: Iterable[Vintage]) -> list[tuple[Vintage, Vintage]]:
    """Return each list with the next one, by their days; those without a day are left out."""
    dated = [(one.day, number, one) for number, one in enumerate(vintages) if one.day]
    return [
        (before, after)
        for (*_, before), (*_, after) in pairwise(sorted(dated, key=lambda one: one[:2]))
    ]


def check_fall(before: Vintage, after: Vintage) -> None:
    """Raise Problem if more than half of the rows are gone from one list to the next.

    >>> check_fall(Vintage("a", "", date(2025, 9, 17), 1000, ""),
    ...            Vintage("b", "", date(2025, 9, 22), 42, ""))
    Traceback (most recent call last):
    helpers.errors.Problem: The list has 42 rows on 2025-09-22, and had 1,000 on 2025-09-17 (a)...
    """
    if after.rows < LEAST_LEFT * before.rows:
        raise Problem(
            f"The list has {_count(after.rows)} on {after.day}, and had {before.rows:,} on "
            f"{before.day} ({before.name})",
            file=after.name,
            expected="at least half of the rows, from one list to the next",
            remedy="One of them may be another list, or have a wrong day. Check which it is; "
            + VOUCH,
        )


def _count(rows: int) -> str:
    return f"{rows:,} row{'' if rows == 1 else 's'}"


def _check_days(one: Vintage) -> None:
    most = max(FEW_LATER, LATER * one.dated)
    if one.day and one.later and (one.later > most or one.later == one.dated):
        raise Problem(
            f"The list is said to be of {one.day}, and {one.later:,} of its {one.dated:,} dated "
            "rows are of later days",
            file=one.name,
            expected="the day whose state the list shows",
            remedy=f"Correct its name, or give its day with --as-of; {VOUCH}",
        )


def _check_bytes(one: Vintage, other: Vintage) -> None:
    if one.name == other.name or one.sha256 != other.sha256 or not (one.day and other.day):
        return
    if abs(one.day - other.day) > SAME_FOR:
        raise Problem(
            f"The list of {one.day} is byte for byte that of {other.day} ({other.name})",
            file=one.name,
            expected="another file, so far apart",
            remedy=f"One of the days is wrong. Find out which; {VOUCH}",
        )


def check_name(name: str, said: set[str], marks: Mapping[str, str], lacking: set[str]) -> None:
    """Raise Problem if a file is named after one list, and its rows are those of another.

    `said` are the lists that the rows say they are of, `marks` the column that shows it, by the
    list (empty if nothing does), and `lacking` the columns without a value.

    >>> check_name("participating_2025-09-22.xlsx", {"not known"},
    ...            {"participating": "signed", "pending": ""}, {"signed"})
    Traceback (most recent call last):
    helpers.errors.Problem: The file's name says participating, and no row has a value of signed...
    """
    words = [word for word in marks if word in name.casefold()]
    if len(words) != 1 or words[0] in said:
        return
    others = sorted(said & {*marks})
    if not others and marks[words[0]] not in lacking:
        return
    why = (
        f"its rows are of the list {others[0]}"
        if others
        else f"no row has a value of {marks[words[0]]}"
    )
    raise Problem(
        f"The file's name says {words[0]}, and {why}",
        file=name,
        expected="a file that is named after its own list",
        remedy="It may be another list under this name. Compare it with the list before it. Give "
        f"a copy the right name, or {VOUCH}",
    )
