"""Periods: the stretches of days that a sentence names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from helpers.evidence.drafts.calendar import MONTHS
from helpers.evidence.drafts.mentions import Mention, Sort
from helpers.evidence.drafts.numerals import read_words

_NOT_PERIOD_AFTER = re.compile(
    r"^(?:'s|’s)?[\s-]+(?:letters?|reports?|stor(?:y|ies)|statements?|"
    r"hearing|release|article|column|"
    r"press|interview|news|briefing|memo|update|edition|post|elections?|"
    r"study|survey|analysis|paper|deck|slides?|audit|tally|guide|fact sheet|investigation|"
    r"presentation|scandal|pilot|"
    r"election|inauguration|law|act)\b",
    re.IGNORECASE,
)
_NOT_PERIOD_BEFORE = re.compile(
    r"(?:\b(?:dated|published|posted|letters? of|letters? dated|sent on|"
    r"wrote on|released on|reported on|"
    r"reported in|said on|told [\w ]{2,20} on|announced on|issued on|"
    r"printed on|report of|report from|"
    r"reported|slide of|page of|published in|said in|wrote in|noted in|"
    r"found in|told in|(?:deck|slides?|report|study|page|document|fact sheet|article|story|survey|"
    r"slide|brochure|guide|post|memo|release|paper|brief|magazine|notice|presentation|book)"
    r"\s+(?:from|of|in|dated))\s+(?:late\s+|early\s+)?)$",
    re.IGNORECASE,
)
_LINK = re.compile(
    r"^,?\s*(?:to|through|until|till|and|up to|"
    r"[-–—])\s*(?:(?:about|roughly|around|approximately|some time in)\s+)?(?:the end of\s+)?"
    r"(?:(?:early|mid|late)[\s-]+)?$",
    re.IGNORECASE,
)
_PART = re.compile(
    r"\b(?:early|late|mid|spring|summer|fall|autumn|winter|first months|"
    r"part|start|beginning|end)(?:\s+(?:of|in))?[\s-]+(?:that\s+)?$",
    re.IGNORECASE,
)
_UNTIL = re.compile(
    r"\b(?:by|as of|until|before|up to|to the end of|"
    r"through the end of)\s+(?:the\s+)?(?:late\s+|early\s+|about\s+|mid-?)?"
    r"(?:(?:spring|summer|fall|autumn|winter|end|start|beginning)\s+(?:of\s+)?)?$|"
    r"\b(?:between|from)\s+(?:mid|early|late)[\s-]?[^.;,]{2,25}\s(?:and|to|through|until)\s+"
    r"(?:mid|early|late)?[\s-]?$",
    re.IGNORECASE,
)
_YEAR_BEFORE = re.compile(
    r"\b(?:year|12 months|twelve months|12-month period|"
    r"year-long period)\s+(?:that\s+)?(?P<how>before|prior to|ending|ended|"
    r"through|to|up to|until|preceding|leading up to|from|starting|"
    r"beginning|since)\s+(?:on\s+|in\s+|with\s+|at\s+)?"
    r"(?:(?:the\s+)?(?:end|last day|close|start|first day|beginning)\s+of\s+)?$",
    re.IGNORECASE,
)
_LENGTH_BEFORE = re.compile(
    r"\b(?P<n>\d{1,3}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|eighteen)[\s-]+"
    r"(?P<unit>day|week|month)s?(?:\s+or\s+so)?\s+(?:that\s+)?"
    r"(?:before|ending|ended|through|to|up to|until|till|preceding|leading up to)\s+"
    r"(?:on\s+|in\s+|with\s+)?(?:(?:early|mid|late)[\s-]+)?$",
    re.IGNORECASE,
)
_STARTING = re.compile(
    r"\b(?:starting|beginning|commencing|dating back to|as of|as early as)\s+"
    r"(?:in\s+|on\s+|from\s+|with\s+)?$",
    re.IGNORECASE,
)
_OPEN = re.compile(
    r"\b(?:since|after|from)\s+(?:the\s+)?(?:\w+\s+){0,3}elections?\s+(?:of|in)\s+$|"
    r"\b(?:since|after|from)\s+(?:(?:the|president|donald|trump|trump's)\s+)*$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Period:
    """A stretch of days; `last` is None where only the start was given. `place`: its offset.

    `is_part` says that the words mean a part of it only: "early 2018". `latest`: the latest day on
    which one of which only the start was given may start ("since the election of 2024").
    """

    first: date
    last: date | None
    place: int
    is_part: bool = False
    latest: date | None = None

    @property
    def days(self) -> int | None:
        """How many days it has."""
        return (self.last - self.first).days + 1 if self.last else None


def find_periods(text: str, dates: list[Mention]) -> list[Period]:
    """Return the periods that a sentence names; the dates of letters and reports are none."""
    found: list[Period] = []
    used: set[int] = set()
    dates = [one for one in dates if one.sort is Sort.DATE and one.first and one.last]
    for place, one in enumerate(dates):
        if place in used or _is_no_period(text, one):
            continue
        before = text[: one.start]
        following = dates[place + 1] if place + 1 < len(dates) else None
        assert one.first is not None
        assert one.last is not None
        year = _YEAR_BEFORE.search(before)
        length = _LENGTH_BEFORE.search(before)
        if year and one.year_given:
            found.append(_read_year(year["how"].lower(), one))
        elif length and one.year_given:
            found.append(_read_length(length, one))
        elif following and _LINK.match(text[one.end : following.start]):
            used.add(place + 1)
            assert following.first is not None
            assert following.last is not None
            first, last = one.first, following.last
            if not one.year_given and following.year_given:
                first = _in_year(first, last.year)
            if first <= last and following.year_given:
                found.append(Period(first, last, one.start))
        elif not one.year_given:
            continue
        elif _STARTING.search(before):
            found.append(Period(one.first, None, one.start, latest=one.last))
        elif _OPEN.search(before) or re.match(r"\s+election", text[one.end :]):
            late = one.last if one.last != one.first else None
            found.append(Period(one.first, None, one.start, latest=late))
        elif _UNTIL.search(before):
            continue
        elif one.first != one.last or re.search(r"\bon\s+(?:\w+day,?\s+)?$", before):
            found.append(Period(one.first, one.last, one.start, bool(_PART.search(before))))
    found += _months_without_year(text, dates)
    fiscal = re.search(r"\bfiscal(?:\s+year)?\s+(?P<y>20\d\d)", text)
    if fiscal:
        year_number = int(fiscal["y"])
        found = [one for one in found if not fiscal.start() <= one.place <= fiscal.end()]
        found.append(Period(date(year_number - 1, 10, 1), date(year_number, 9, 30), fiscal.start()))
    return found


def _months_without_year(text: str, dates: list[Mention]) -> list[Period]:
    """Return "from January to May 2025", in which the first month has no year of its own."""
    made = []
    for one in dates:
        before = re.search(
            r"\b(?P<month>January|February|March|April|May|June|July|August|"
            r"September|October|November|"
            r"December)\s*(?:to|through|and|until|[-–])\s*"
            r"(?:(?:the end of|end of|late|early|mid)[\s-]+)?$",
            text[: one.start],
        )
        if before and one.year_given and one.last and one.first != one.last:
            month = MONTHS[before["month"].lower()]
            year = one.last.year if month <= one.last.month else one.last.year - 1
            made.append(Period(date(year, month, 1), one.last, before.start()))
    return made


def _read_year(how: str, one: Mention) -> Period:
    assert one.first is not None
    assert one.last is not None

    if how in ("from", "starting", "beginning", "since"):
        return Period(one.first, one.first + timedelta(364), one.start)
    before = how in ("before", "prior to", "preceding", "leading up to", "to", "up to", "until")
    last = one.first - timedelta(1) if before and one.first == one.last else one.last
    return Period(last - timedelta(364), last, one.start)


def _read_length(found: re.Match[str], one: Mention) -> Period:
    """Return "the ten months to March 2018"."""
    assert one.last is not None
    word = found["n"].lower()
    number = int(word) if word.isdigit() else int((read_words(word) or (1, 1))[0])
    days = number * {"day": 1, "week": 7, "month": 30.4}[found["unit"].lower()]
    return Period(one.last - timedelta(round(days) - 1), one.last, one.start)


def _is_no_period(text: str, one: Mention) -> bool:
    return bool(
        _NOT_PERIOD_BEFORE.search(text[max(0, one.start - 30) : one.start])
        or (
            _NOT_PERIOD_AFTER.match(text[one.end : one.end + 20])
            and not re.search(r"(?:since|after) (?:the )?$", text[: one.start])
        )
    )


def _in_year(day: date, year: int) -> date:
    return (
        day.replace(year=year, day=min(day.day, 28)) if day.month == 2 else day.replace(year=year)
    )
