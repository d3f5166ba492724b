"""Calendar: dates in prose, from `Nov. 12, 2025` to `the 1990s`, as first and last day."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date

from helpers.evidence.drafts.mentions import Mention, Sort

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            *("january jan", "february feb", "march mar", "april apr", "may", "june jun"),
            *("july jul", "august aug", "september sept sep", "october oct", "november nov"),
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH = (
    r"(?P<month>(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?|January|February|March|"
    r"April|May|June|July|August|September|October|November|December)"
)
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DAY = r"(?P<day>[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"
_END = r"(?![\w,]*\d)(?!\w)"
_FORMS = [
    re.compile(rf"(?<![\w.])(?P<year>(?:19|20)\d\d)-(?P<number>0[1-9]|1[0-2])-(?P<day>\d\d){_END}"),
    re.compile(
        rf"(?<![\w./])(?P<number>0?[1-9]|1[0-2])/(?P<day>[0-3]?\d)/(?P<year>(?:19|20)\d\d){_END}"
    ),
    re.compile(rf"(?<!\w){_MONTH}\s+{_DAY}(?:,\s*|\s+){_YEAR}(?!\d)"),
    re.compile(rf"(?<!\w){_DAY}\s+(?:of\s+)?{_MONTH},?\s+{_YEAR}(?!\d)"),
    re.compile(rf"(?<!\w){_MONTH}\s+(?:of\s+)?{_YEAR}(?!\d)"),
    re.compile(rf"(?<!\w){_MONTH}\s+{_DAY}(?![\d%]|,\d|\.\d|\s+(?:percent|million))\b"),
    re.compile(rf"(?<!\w){_DAY}\s+{_MONTH}(?!\w)"),
]
_DECADE = re.compile(r"(?<![\w'])(?P<year>(?:19|20)\d0)s(?!\w)")
_BARE = re.compile(
    r"(?<![\w.,$€£/-])(?P<year>(?:19|20)\d\d)(?![\d%]|,\d|\.\d|\s+percent|"
    r"\s+(?:million|billion))(?!\w)"
)
_BEFORE_YEAR = re.compile(
    r"(?:\b(?:in|since|of|by|from|until|till|during|to|and|through|before|after|between|early|late|"
    r"mid|fiscal|year|for|the|around|about)[\s-]+|^|[(,;:]\s*|[–—-]\s*)$",
    re.IGNORECASE,
)
_COUNTED_AFTER = re.compile(
    r"\s+(?:queries|searches|look-?ups|requests|agencies|cameras|records|rows|people|times|cases|"
    r"arrests|drivers|licenses|photos|networks|devices|officers|users|miles|dollars)\b"
)


def find_dates(text: str) -> Iterator[Mention]:
    """Yield the dates of a text, in no order; they may overlap, the fuller one first.

    >>> [(one.text, str(one.first), str(one.last)) for one in find_dates("by Nov. 12, 2025")][:1]
    [('Nov. 12, 2025', '2025-11-12', '2025-11-12')]
    """
    for form in _FORMS:
        for found in form.finditer(text):
            made = _make(found)
            if made:
                yield made
    for found in _DECADE.finditer(text):
        year = int(found["year"])
        yield _mention(found, Sort.DECADE, date(year, 1, 1), date(year + 9, 12, 31), True)
    for found in _BARE.finditer(text):
        before = text[max(0, found.start() - 12) : found.start()]
        counted = _COUNTED_AFTER.match(text, found.end())
        if not counted or re.search(r"\b(?:in|since|by|of)\s$", before):
            year = int(found["year"])
            if _BEFORE_YEAR.search(before) or not counted:
                yield _mention(found, Sort.DATE, date(year, 1, 1), date(year, 12, 31), True)


def _make(found: re.Match[str]) -> Mention | None:
    parts = found.groupdict()
    month = int(parts["number"]) if parts.get("number") else MONTHS[_key(parts["month"])]
    year = int(parts["year"]) if parts.get("year") else 0
    day = int(parts["day"]) if parts.get("day") else 0
    try:
        if day:
            # A day without a year is kept in a leap year, in which every day exists.
            first = last = date(year or 2024, month, day)
        else:
            first, last = date(year, month, 1), date(year, month, monthrange(year, month)[1])
    except ValueError:
        return None
    return _mention(found, Sort.DATE, first, last, bool(year))


def _mention(found: re.Match[str], sort: Sort, first: date, last: date, year: bool) -> Mention:
    return Mention(
        found.start(), found.end(), found[0], sort, first=first, last=last, year_given=year
    )


def _key(month: str) -> str:
    return month.rstrip(".").lower()
