"""Units: what was counted, whether one by one, and in the number that the count asks for."""

from __future__ import annotations

import re

_ONE = re.compile(r"(?:.*\s)?1")
_HEAD = re.compile(r"(.+?)((?: (?:of|in|to|with|for|a|its|reviewed)\b| \().*)?")
_HISSING = ("ches", "shes", "sses", "xes")


def fit_unit(number: str, unit: str) -> str:
    """Return a unit as it stands after its number: in the singular after 1, and without a slash.

    `number` is the number as it stands in a sentence, with the words before it. English says "more
    than 1 account", and "1.0 accounts". A ratio has no word of its own.

    >>> fit_unit("1", "agencies"), fit_unit("at least 1", "claims of the article")
    ('agency', 'claim of the article')
    >>> fit_unit("1", "states and territories"), fit_unit("1", "searches a month")
    ('state or territory', 'search a month')
    >>> fit_unit("1", "query to all states"), fit_unit("11", "agencies"), fit_unit("1.0", "times")
    ('query to all states', 'agencies', 'times')
    >>> fit_unit("20 to 30", "requests/month"), fit_unit("11.8", "ratio")
    ('requests a month', '')
    """
    unit = "" if unit == "ratio" else unit.replace("/", " a ")
    if not _ONE.fullmatch(number):
        return unit
    found = _HEAD.fullmatch(unit)
    head, rest = (found[1], found[2] or "") if found else (unit, "")
    return " or ".join(_make_one(part) for part in head.split(" and ")) + rest


def is_whole(unit: str) -> bool:
    """Return whether a unit counts things one by one.

    >>> [is_whole(unit) for unit in ("searches", "percent", "requests/month", "searches a day")]
    [True, False, False, False]
    """
    counted = not unit.startswith(("percent", "share", "ratio", "factor", "times", "USD", "date"))
    return counted and not any(word in unit for word in ("/", " per ", " a ", " for each "))


def _make_one(words: str) -> str:
    if words.endswith("ies") and len(words.split()[-1]) > len("ties"):
        return f"{words[:-3]}y"
    if words.endswith(_HISSING):
        return words[:-2]
    if words.endswith("s") and not words.endswith(("ss", "us", "is", "series")):
        return words[:-1]
    return words
