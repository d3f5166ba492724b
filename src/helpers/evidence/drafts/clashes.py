"""Clashes: whether the time that a sentence gives a number can be a quantity's own."""

from __future__ import annotations

from datetime import date

from helpers.evidence.drafts.periods import Period
from helpers.evidence.drafts.times import YEAR, Times


def clashes(times: Times, first: date | None, last: date | None, *, is_rate: bool = False) -> str:
    """Return how a time in a draft differs from a quantity's own; empty if it need not.

    Of a rate only the stretch in which it was counted is asked for, not its length.

    A period that holds the quantity's own and is not much longer is no clash; nor is one of which
    only the start is given, if the start is near.
    """
    if first is None or last is None:
        return ""
    days = (last - first).days + 1
    if (
        times.length
        and not is_rate
        and all(_leaves_open(one, times.length, days) for one in times.periods)
        and not 0.8 <= times.length / days <= 1.25
    ):
        whole = days > 25 or times.length > 25 or not 0.2 <= times.length / days <= 5
        return f"{_say_days(times.length)}, where it counts {_say_days(days)}" if whole else ""
    wrong = ""
    for one in times.periods:
        if one.last is None:
            near = (
                -70 <= (first - one.first).days <= ((one.latest or one.first) - one.first).days + 70
            )
            wrong = wrong if near else f"since {one.first:%B %Y}"
            if near:
                return ""
            continue
        overlap = (min(one.last, last) - max(one.first, first)).days + 1
        given = one.days or 1
        if overlap > 0.8 * max(days, given) or given <= 2 < days or (is_rate and overlap > 0):
            return ""
        inside = overlap >= 0.9 * days
        if inside and (one.is_part or days <= 7 or given <= 4.2 * days):
            return ""
        wrong = f"{one.first} to {one.last}"
    return wrong


def _leaves_open(period: Period, length: int, days: int) -> bool:
    """Return whether a length is not merely that of a period which is named as well.

    "In the month of January 2025" is: then only a quantity of far fewer days is another's.
    """
    if period.days is None or period.days > 3 * length:
        return True
    return 0.8 <= period.days / length <= 1.25 and 4 * days < length


def _say_days(days: int) -> str:
    if days % YEAR == 0 or 360 <= days <= 370:
        number = round(days / YEAR)
        return "a year" if number == 1 else f"{number} years"
    if days % 30 == 0 or 28 <= days <= 31 or days > 45:
        number = round(days / 30.4)
        return "a month" if number == 1 else f"{number} months"
    return "a day" if days == 1 else f"{days} days"
