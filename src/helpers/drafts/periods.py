"""Periods: the times that a sentence speaks of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from helpers.drafts.tokens import MONTHS, Mention, Sort, read_words

# Periods: the stretches of days that a sentence names.

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


# Times: what a sentence says of the time of one of its numbers: stretch, length and rate.

DAY, MONTH, YEAR = 1, 30, 365
_LENGTHS = {
    "day": DAY,
    "weekend": 2,
    "night": DAY,
    "fortnight": 14,
    "afternoon": DAY,
    "week": 7,
    "month": MONTH,
    "year": YEAR,
    "quarter": 91,
    "decade": 3650,
}
_COUNT = (
    r"(?P<n>\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|"
    r"twelve|thirteen|a|a single|single|each|every)"
)
_SPAN = re.compile(
    rf"\b(?:in|on|over|during|within|for|across|in just|in only|in about|of|the|"
    rf"those|these|covers?|covered|covering|spans?|spanned|spanning|took|takes|lasted)\s+"
    rf"(?:the\s+|a\s+|that\s+|its\s+|their\s+|just\s+|only\s+|about\s+|"
    rf"nearly\s+|this\s+|some\s+|roughly\s+)?"
    rf"(?:(?:first|last|past|same|previous|preceding|"
    rf"span of)\s+)?{_COUNT}[\s-]+(?P<unit>day|weekend|week|month|year|quarter|"
    rf"decade|night|fortnight|afternoon)s?\b",
    re.IGNORECASE,
)
_ONE_SPAN = re.compile(
    r"\b(?:in|over|during|within)\s+(?:the\s+(?:single\s+)?(?P<unit>day|weekend|week|fortnight|"
    r"month|"
    r"quarter)\s+(?:of(?!\s+(?:the\s+)?(?:\d|week))|after|following|before|leading up to|since)|"
    r"the\s+(?:course|span|space)\s+of\s+an?\s+(?P<space>day|weekend|week|month|year))\b",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"\b(?:over|in|during|within|for|across)\s+(?:just\s+)?(?:the|this|that|its|their)\s+"
    r"(?:past|last|previous|preceding|first|opening)\s+"
    r"(?P<unit>day|weekend|week|month|quarter|year|decade)\b",
    re.IGNORECASE,
)
_BARE_MONTH = re.compile(
    r"\b(?:in|during|for|throughout)\s+(?:just\s+|only\s+|the\s+month\s+of\s+)?"
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
    r"\s+alone\b",
    re.IGNORECASE,
)
_OF_LOGS = re.compile(
    rf"\b{_COUNT}\s+(?P<unit>day|week|month|year|quarter)s?(?:['’])?\s+(?:worth\s+)?of\s+"
    r"(?:logs?|records|data|searches|queries|audits?|entries)\b",
    re.IGNORECASE,
)
_SHORT = re.compile(
    r"\b(?P<n>\d+|two|three|four|five|six|seven|eight|nine|ten|eleven|"
    r"twelve|thirteen)-(?P<unit>day|week|month|year)\b",
    re.IGNORECASE,
)
_RATE = re.compile(
    r"^[^.;,]{0,40}?\b(?:(?:a|per|each|every)\s+(?P<unit>day|week|month|"
    r"year)|(?P<adverb>daily|weekly|monthly|annually|yearly)|"
    r"(?P<hour>(?:an?|per) hour))\b",
    re.IGNORECASE,
)
_RATE_BEFORE = re.compile(
    r"\b(?:(?P<adverb>daily|weekly|monthly|annual|yearly)|(?:each|every|"
    r"per)\s+(?P<unit>day|week|month|year))\b[^.;]{0,30}$",
    re.IGNORECASE,
)
_ADVERBS = {
    "daily": "day", "weekly": "week", "monthly": "month",
    "annually": "year", "annual": "year", "yearly": "year",
}  # fmt: skip
_ALONE = re.compile(
    r"\b(?:last|this|that|past)\s+(?P<unit>day|night|weekend|week|month|year)\s+alone\b",
    re.IGNORECASE,
)
_WHOLE_YEAR = re.compile(
    r"\bin all of (?:20|19)\d\d\b|\b(?:whole|entire|full|complete) year\b|"
    r"\b(?:throughout|over the course of|across all of|all through) (?:the year\b|(?:20|19)\d\d\b)|"
    r"\ball year\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Times:
    """What a sentence says of time for one of its numbers.

    `periods` are the stretches it names, `length` the days of one that is named by its length
    ("in one month"), `per` the unit of a rate ("a day"), `is_whole`: it is of a whole year.
    """

    periods: tuple[Period, ...] = ()
    length: int | None = None
    per: str = ""
    is_whole: bool = False


def find_times(
    text: str, mention: Mention, periods: list[Period], clause: tuple[int, int]
) -> Times:
    """Return what is said of the time of one mention; `clause` are the offsets of its clause."""
    after = text[mention.end : clause[1]]
    before = text[clause[0] : mention.start]
    per = ""
    rate = _RATE.search(after) or _RATE_BEFORE.search(before)
    if rate:
        parts = rate.groupdict()
        adverb = (parts.get("adverb") or "").lower()
        per = (
            "hour" if parts.get("hour") else (parts.get("unit") or _ADVERBS.get(adverb, "")).lower()
        )
    length = None
    here = text[clause[0] : clause[1]]
    spans = list(_SPAN.finditer(here)) or list(_SHORT.finditer(here)) or list(_SPAN.finditer(text))
    spans = spans or list(_OF_LOGS.finditer(text))
    for found in spans:
        inside = found.start() + (clause[0] if spans and found.string is here else 0)
        if inside <= mention.start < inside + len(found[0]):
            continue
        length = _read_days(found)
        break
    span = _ONE_SPAN.search(text)
    if not length and span:
        length = _LENGTHS[(span["unit"] or span["space"]).lower()]
    past = _PAST.search(text)
    if not length and past:
        length = _LENGTHS[past["unit"].lower()]
    if not length and _BARE_MONTH.search(text):
        length = MONTH
    alone = _ALONE.search(text)
    if not length and alone:
        length = _LENGTHS[alone["unit"].lower()]
    if not length and not per and _WHOLE_YEAR.search(text):
        return Times(tuple(periods), YEAR, per, is_whole=True)
    return Times(tuple(periods), length, per)


def _read_days(found: re.Match[str]) -> int:
    word = found["n"].lower()
    read = read_words(word) if not word.isdigit() else None
    number = int(word) if word.isdigit() else int(read[0]) if read else 1
    return number * _LENGTHS[found["unit"].lower()]


# Clashes: whether the time that a sentence gives a number can be a quantity's own.


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
