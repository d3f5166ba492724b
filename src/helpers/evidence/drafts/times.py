"""Times: what a sentence says of the time of one of its numbers: stretch, length and rate."""

from __future__ import annotations

import re
from dataclasses import dataclass

from helpers.evidence.drafts.mentions import Mention
from helpers.evidence.drafts.numerals import read_words
from helpers.evidence.drafts.periods import Period

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
        length = _read_length(found)
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


def _read_length(found: re.Match[str]) -> int:
    word = found["n"].lower()
    read = read_words(word) if not word.isdigit() else None
    number = int(word) if word.isdigit() else int(read[0]) if read else 1
    return number * _LENGTHS[found["unit"].lower()]
