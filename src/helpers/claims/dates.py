"""Dates as intervals of day numbers: a day, a month or a year, and the words around it.

A day number is datetime.date.toordinal(), so days, months and years can be compared.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from helpers.claims.intervals import Interval, above, below
from helpers.errors import Problem

_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_MONTH = re.compile(r"(\d{4})-(\d\d)")
_YEAR = re.compile(r"(\d{4})")
_LATER_IN = re.compile(r"later in (\d{4})")
_CIRCA = re.compile(r"c\.(\d{4}(?:-\d\d)?)(?: \(.*\))?")
_OR_DAY = re.compile(r"(\d{4}-\d\d-)(\d\d) or (\d\d)\b")
_WITHIN = re.compile(r"\b\d{4}-\d\d(?:-\d\d)?\b")
_OR_LATER = re.compile(r"(\d{4}-\d\d) or later")

Days = tuple[date, date]
Pair = tuple[Interval, Interval]


@dataclass(frozen=True)
class DateWording:
    """One rule: from the first and last day of what is printed to (logical, implied), and why."""

    why: str
    read: Callable[[Days], Pair]
    before: str = ""
    """The words to put before the date in a sentence."""


def _days(first: date, last: date) -> Interval:
    return Interval(first.toordinal(), last.toordinal())


def _exact(days: Days) -> Pair:
    return _days(*days), _days(*days)


def _on_or_before(days: Days) -> Pair:
    until = below(days[1].toordinal(), closed=True)
    return until, until


def _after(days: Days) -> Pair:
    since = above(days[1].toordinal() + 1, closed=True)
    return since, since


def _late(days: Days) -> Pair:
    first, last = days
    length = (last - first).days + 1
    half, third = first + timedelta(length // 2), first + timedelta(-(-2 * length // 3))
    return _days(half, last), _days(third, last)


def _week_of(days: Days) -> Pair:
    # date.weekday() counts from Monday; American weeks, which these sources use, from Sunday.
    sunday = days[0] - timedelta((days[0].weekday() + 1) % 7)
    week = _days(sunday, sunday + timedelta(6))
    return week, week


def _approximately(days: Days) -> Pair:
    first, last = days
    before, after = first - timedelta(1), last + timedelta(1)
    if (last - first).days > 31:
        return _days(date(before.year, 1, 1), date(after.year, 12, 31)), _exact(days)[0]
    if first != last:
        end = monthrange(after.year, after.month)[1]
        return _days(before.replace(day=1), after.replace(day=end)), _exact(days)[0]
    return _days(before, after), _exact(days)[0]


DATE_WORDINGS: Mapping[str, DateWording] = {
    "exact": DateWording("the day, month or year printed, whole", _exact),
    "exact (as worded)": DateWording("the day, month or year printed, whole", _exact),
    "on or before": DateWording(
        "the source shows that it had happened by then, not when", _on_or_before, "on or before"
    ),
    "after": DateWording("the source has it that it had not happened by then", _after, "after"),
    "late": DateWording(
        "nobody calls the first half of a month late; a reader takes the last third", _late, "late"
    ),
    "week of": DateWording("seven days, Sunday to Saturday", _week_of, "the week of"),
    "week of (last week)": DateWording(
        "'last week', counted back from the source's date: Sunday to Saturday",
        _week_of,
        "the week of",
    ),
    "approximately": DateWording(
        "one such day, month or year to either side is not excluded", _approximately, "about"
    ),
    "about": DateWording(
        "one such day, month or year to either side is not excluded", _approximately, "about"
    ),
}
"""The rule of each wording of a date, by its spelling in the transcription."""


def read_moment(value: str) -> Days | None:
    """Return the first and last day of an ISO day, month or year, or None if it is none of these.

    >>> read_moment("2024-02")
    (datetime.date(2024, 2, 1), datetime.date(2024, 2, 29))
    >>> read_moment("2025-02-31") is None, read_moment("soon") is None
    (True, True)
    """
    try:
        if found := _DAY.fullmatch(value):
            day = date(*map(int, found.groups()))
            return day, day
        if found := _MONTH.fullmatch(value):
            year, month = map(int, found.groups())
            return date(year, month, 1), date(year, month, monthrange(year, month)[1])
        if found := _YEAR.fullmatch(value) or _LATER_IN.fullmatch(value):
            return date(int(found[1]), 1, 1), date(int(found[1]), 12, 31)
    except ValueError:
        return None
    return None


def read_date(value: str, qualifier: str) -> Pair:
    """Return the logical and the implied interval of a printed date, in day numbers.

    "Later in 2018" is that year, whatever the qualifier: it says after what, not when.

    Raises Problem for a value that isn't a date and for a wording that has no rule.

    >>> logical, implied = read_date("2025-07", "late")
    >>> show_days(logical), show_days(implied)
    ('July 16, 2025 to July 31, 2025', 'July 22, 2025 to July 31, 2025')
    >>> show_days(read_date("2025-10-22", "week of")[0])
    'Oct. 19, 2025 to Oct. 25, 2025'
    """
    days = read_moment(value)
    if days is None:
        raise Problem(
            f"The value '{value}' is not a date", expected="a day, month or year such as 2025-08-27"
        )
    wording = DATE_WORDINGS.get(qualifier)
    if wording is None:
        raise Problem(
            f"The wording '{qualifier}' has no rule for dates",
            expected=f"one of {', '.join(DATE_WORDINGS)}",
            remedy="Use one of these, or add a rule with its reason to helpers/claims/dates.py",
        )
    return _exact(days) if _LATER_IN.fullmatch(value) else wording.read(days)


def write_date(value: str, qualifier: str = "exact") -> str:
    """Return an ISO date as a sentence would have it; also `c.2025-07 (a remark)`.

    >>> write_date("2025-08-27"), write_date("2025-07", "late"), write_date("later in 2018")
    ('Aug. 27, 2025', 'late July 2025', 'later in 2018')
    >>> write_date("c.2025-07 (day unverified)"), write_date("2025-12 or later")
    ('about July 2025', 'December 2025 or later')
    """
    if found := _CIRCA.fullmatch(value):
        return write_date(found[1], "about")
    if found := _OR_LATER.fullmatch(value):
        return f"{write_date(found[1])} or later"
    days = read_moment(value)
    before = DATE_WORDINGS[qualifier].before if qualifier in DATE_WORDINGS else ""
    if days is None or _LATER_IN.fullmatch(value):
        return value
    shown = {4: value, 7: f"{_MONTHS[days[0].month - 1]} {days[0].year}"}.get(
        len(value), _write_day(days[0])
    )
    return f"{before} {shown}".strip()


def write_dates(text: str) -> str:
    """Return a text with each ISO day and month written as a sentence would have it.

    >>> write_dates("2025-10 to 2026-02"), write_dates("2025-08-26 or 27")
    ('October 2025 to February 2026', 'Aug. 26 or 27, 2025')
    >>> write_dates("2010-06 (31 days after 2010-05-11)"), write_dates("c.2009")
    ('June 2010 (31 days after May 11, 2010)', 'about 2009')
    """
    if _CIRCA.fullmatch(text):
        return write_date(text)
    paired = _OR_DAY.sub(_write_either, text)
    return _WITHIN.sub(lambda found: write_date(found[0]), paired)


def _write_either(found: re.Match[str]) -> str:
    day, _, year = write_date(found[1] + found[2]).partition(", ")
    return f"{day} or {int(found[3])}, {year}"


def show_days(interval: Interval) -> str:
    """Return an interval of day numbers as dates.

    >>> show_days(below(date(2025, 11, 12).toordinal(), closed=True))
    'on or before Nov. 12, 2025'
    """
    low, high = (
        "" if isinstance(end, float) else _write_day(date.fromordinal(int(end)))
        for end in (interval.low, interval.high)
    )
    if not low or not high:
        return f"on or before {high}" if high else f"on or after {low}" if low else "any day"
    return low if low == high else f"{low} to {high}"


_MONTHS = [
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
]
"""English names whatever the locale: pages must not differ from machine to machine."""

_SHORT = [
    *("Jan.", "Feb.", "March", "April", "May", "June"),
    *("July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec."),
]
"""How American papers write a month with a day."""


def _write_day(day: date) -> str:
    return f"{_SHORT[day.month - 1]} {day.day}, {day.year}"
