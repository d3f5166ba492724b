"""Tokens: sentences, words, numerals and days of a draft."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache

from helpers.claims.wording import last_unit

# Sentences and clauses: where one thought of a text ends.

_ABBREVIATED = re.compile(
    r"(?:\b(?:U\.S|U\.K|D\.C|Sen|Rep|Gov|Dr|Mr|Mrs|Ms|St|No|Nos|Jan|Feb|Mar|"
    r"Apr|Jun|Jul|Aug|Sept?|Oct|"
    r"Nov|Dec|a\.m|p\.m|vs|etc|Inc|Co|Dept|Lt|Sgt|Det|approx|ca|c|e\.g|i\.e|[A-Z]))\.$"
)
_END = re.compile(r"[.!?][\"”’')\]]*(?:\[[^\]]{1,9}\])*\s+(?=[\"“‘'(\[]?[A-Z0-9🔄])")
_CLAUSE = re.compile(
    r"[;:—–()]|,\s+(?=(?:and|but|while|whereas|with|including|compared|"
    r"against|as|up|down|or|so|of which|"
    r"which|where|when|who|although|though|nor)\b)|\s(?=(?:while|whereas|"
    r"but|although|compared with|"
    r"compared to)\s)",
    re.IGNORECASE,
)


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Return the spans of the sentences of a text; together they hold all of it but blanks.

    >>> text = "Sen. Wyden wrote on Nov. 12. 19 governors got it."
    >>> [text[a:b] for a, b in split_sentences(text)]
    ['Sen. Wyden wrote on Nov. 12.', '19 governors got it.']
    """
    spans, start = [], 0
    for found in _END.finditer(text):
        stop = found.start() + 1
        if text[found.start()] == "." and _ABBREVIATED.search(text[start:stop]):
            continue
        spans.append((start, found.end()))
        start = found.end()
    spans.append((start, len(text)))
    return [
        (a + len(text[a:b]) - len(text[a:b].lstrip()), a + len(text[a:b].rstrip()))
        for a, b in spans
        if text[a:b].strip()
    ]


def find_clause(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span of the clause of a sentence that holds the words from `start` to `end`."""
    left, right = 0, len(text)
    for found in _CLAUSE.finditer(text):
        if found.end() <= start:
            left = found.end()
        elif found.start() >= end:
            right = found.start()
            break
    return left, right


# Words: the content words of a text, brought to stems, so that a draft meets a claim's words.


def split_words(words: str) -> frozenset[str]:
    """Return a list of words that is written as one text."""
    return frozenset(words.split())


_WORD = re.compile(r"[A-Za-z][A-Za-z'’&]*[A-Za-z]|[A-Za-z]")
_STOP = split_words(
    "a an the of in on at to for from by with without and or but that which who whom "
    "whose this these those it its they them their there here was were is are be been "
    "being has have had do does did as than then so such not no nor only just more most "
    "less least over under about around nearly almost some any all each every both "
    "either one two other others another same own up down out off into through during "
    "after before since between among against per via also still already within when "
    "where while how what why if because can could may might must shall should will "
    "would said says say according told number numbers figure count total came made make "
    "makes making got get gets put puts came come comes went go goes ran run runs "
    "running used use uses using per cent percent his her he she we our us i you your"
)
_ENDINGS = (
    ("ications", "ic"), ("ication", "ic"), ("ations", "at"), ("ation", "at"), ("ments", ""),
    ("ment", ""), ("ities", "it"), ("ity", "it"), ("ings", ""), ("ing", ""), ("ies", "y"),
    ("ied", "y"), ("ers", "er"), ("ed", ""), ("es", ""), ("s", ""), ("ly", ""), ("e", ""),
)  # fmt: skip


_OPENERS = split_words(
    "police local city county state federal campus border immigration nobody everybody "
    "everyone someone somebody congress law data records today yesterday last next this that "
    "it he she who many several few other officials officers reporters researchers lawmakers "
    "nothing something village town district agency department company vendor outlet "
    "newspaper lawsuit report one two three four five six seven eight nine ten eleven twelve "
    "residents drivers advocates activists half neither none whoever what critics democrats "
    "republicans senators governors network here"
)
_OWNER = re.compile(
    r":\s|,\s(?:Ill|Wash|Calif|Cal|Ore|Ark|Tex|Fla|Va|Colo|Minn|Mass|Md|Ariz|Wis|Nev|Mich|Pa|Ga|"
    r"Idaho|Ohio|Illinois|Washington|California|Oregon|Arkansas|Texas|Florida|Virginia|Colorado|"
    r"Minnesota|Maryland|Arizona|Wisconsin|Nevada|Michigan|Georgia|Utah|Iowa|Montana)\b(?!['’]s)|"
    r"\s(?:police|officers|deputies|sheriff|troopers|has|had|owns|operates|runs|leases|keeps)\b"
)


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Return a word without its ending.

    >>> [stem(word) for word in ("searches", "searched", "agencies", "databases")]
    ['search', 'search', 'agency', 'databas']
    """
    word = re.sub(r"['’](?:s|S)?$", "", word).lower()
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) + len(instead) >= 3:
            word = word[: -len(ending)] + instead
            break
    if len(word) > 4 and word[-1] == word[-2] and word[-1] not in "sl":
        word = word[:-1]
    return word


def list_stems(text: str) -> list[str]:
    """Return the stems of a text's content words, in order."""
    return [stem(found[0]) for found in _WORD.finditer(text) if found[0].lower() not in _STOP]


def list_names(text: str) -> list[tuple[int, str]]:
    """Return the words that begin with a capital letter, with their offsets.

    The first word of a sentence is left out unless it looks like a name by itself.
    """
    found = []
    for word in _WORD.finditer(text):
        plain = re.sub(r"['’]s?$", "", word[0])
        if not plain[0].isupper() or plain.lower() in _STOP:
            continue
        starts = not text[: word.start()].rstrip(' "“(') or re.search(
            r"[.!?:]\s+$", text[: word.start()]
        )
        if (
            starts
            and not (plain.isupper() and len(plain) > 1)
            and not word[0].endswith(("'s", "’s"))
        ):
            following = text[word.end() : word.end() + 20]
            owner = _OWNER.match(following) and plain.lower() not in _OPENERS
            if not re.match(r"\s[A-Z]", following) and not owner:
                continue
        found.append((word.start(), plain))
    return found


# Mentions: a number, percentage, date, rank or share as it stands in a draft.


class Sort(StrEnum):
    """What sort of number a mention is."""

    NUMBER = "number"
    PERCENT = "percent"
    POINTS = "percentage points"
    TIMES = "times as many"
    TIMES_MORE = "times more"
    MONEY = "money"
    DATE = "date"
    DECADE = "decade"
    RANK = "rank"
    SCALE = "scale"
    RANGE = "range"
    VOTES = "votes"
    CLOCK = "time of day"


@dataclass(frozen=True)
class Mention:
    """A number in a text.

    `start` and `end` are offsets of `text`, the words that state it, without the qualifier;
    `value` is the number, in percent for shares; `unit` what its last digit counts. `first` and
    `last` are the days of a date; `year_given` says whether its year was printed. `low` and `high`
    are the ends of a range. `is_spelled` says that it stands in words.
    """

    start: int
    end: int
    text: str
    sort: Sort
    value: Fraction | None = None
    unit: Fraction = Fraction(1)
    low: Fraction | None = None
    high: Fraction | None = None
    first: date | None = None
    last: date | None = None
    year_given: bool = True
    is_spelled: bool = False
    is_share: bool = False


# Numerals: numbers that are written in words, and what unit they are rounded to.

_ONES = " ".join(
    (
        "zero one two three four five six seven eight nine ten eleven twelve thirteen ",
        "fourteen fifteen sixteen seventeen eighteen nineteen",
    )
).split()
_TENS = " ".join(("twenty thirty forty fifty sixty seventy eighty ninety",)).split()
SMALL: dict[str, int] = {word: number for number, word in enumerate(_ONES)} | {
    word: 10 * number for number, word in enumerate(_TENS, start=2)
}
BIG: dict[str, int] = {
    "hundred": 100,
    "thousand": 1_000,
    "million": 1_000_000,
    "billion": 1_000_000_000,
    "trillion": 1_000_000_000_000,
}
SUFFIXES: dict[str, int] = {"m": 10**6, "mn": 10**6, "bn": 10**9, "b": 10**9, "k": 1_000}
"""What may follow digits in headlines: $2.8bn, 300K."""

PARTS: dict[str, int] = {
    "half": 2,
    "third": 3,
    "quarter": 4,
    "fourth": 4,
    "fifth": 5,
    "sixth": 6,
    "seventh": 7,
    "eighth": 8,
    "ninth": 9,
    "tenth": 10,
    "hundredth": 100,
    "thousandth": 1000,
}
ORDINALS: dict[str, int] = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fourth": 4,
    "fifth": 5,
    "sixth": 6,
    "seventh": 7,
    "eighth": 8,
    "ninth": 9,
    "tenth": 10,
}
MULTIPLES: dict[str, int] = {
    "double": 2,
    "doubles": 2,
    "doubled": 2,
    "doubling": 2,
    "twice": 2,
    "triple": 3,
    "triples": 3,
    "tripled": 3,
    "tripling": 3,
    "quadruple": 4,
    "quadrupled": 4,
    "quadrupling": 4,
    "quintupled": 5,
}

_tens = rf"(?:{'|'.join(_TENS)})(?:[ -](?:{'|'.join(_ONES[1:10])})\b)?"
_small = rf"(?:{_tens}|(?:{'|'.join(sorted(_ONES, key=len, reverse=True))}))"
_big = "|".join(BIG)
# "Seven one-letter codes" are seven: a unit stands only after a ten or after a hundred and more.
WORDED = (
    rf"(?:(?:a|an)[ -])?(?:{_small}\b(?:[ -](?:{_big})\b)*|(?:{_big})\b)"
    rf"(?:(?:[ -]|, )(?:and )?{_small}(?:[ -](?:{_big})\b)+)*"
    rf"(?:(?:(?<=hundred)|(?<=thousand)|(?<=million)|(?<=billion))[ -](?:and )?{_small}\b)?"
)
"""The pattern of a number in words."""
_TOKEN = re.compile(r"[a-z]+")


def read_words(text: str) -> tuple[Fraction, Fraction] | None:
    """Return the value of a number in words and the unit it is rounded to; None if it is none.

    >>> [str(one) for one in read_words("two hundred and ninety million")]
    ['290000000', '10000000']
    >>> [str(one) for one in read_words("nineteen")], read_words("and")
    (['19', '1'], None)
    """
    total, current, seen = 0, 0, False
    for word in _TOKEN.findall(text.lower()):
        if word in ("and", "a", "an"):
            continue
        if word in SMALL:
            current, seen = current + SMALL[word], True
        elif word == "hundred":
            current, seen = (current or 1) * 100, True
        elif word in BIG:
            total, current, seen = total + (current or 1) * BIG[word], 0, True
        else:
            return None
    value = total + current
    return (Fraction(value), last_unit(str(value))) if seen else None


def read_digits(digits: str, scale: int = 1) -> tuple[Fraction, Fraction]:
    """Return the value of printed digits and the unit of the last significant one.

    >>> [str(one) for one in read_digits("2.8", 10**9)]
    ['2800000000', '100000000']
    """
    plain = digits.replace(",", "")
    return Fraction(plain) * scale, last_unit(plain) * scale


# Calendar: dates in prose, from `Nov. 12, 2025` to `the 1990s`, as first and last day.

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
_NUMBER_END = r"(?![\w,]*\d)(?!\w)"
_FORMS = [
    re.compile(
        rf"(?<![\w.])(?P<year>(?:19|20)\d\d)-(?P<number>0[1-9]|1[0-2])-(?P<day>\d\d){_NUMBER_END}"
    ),
    re.compile(
        rf"(?<![\w./])(?P<number>0?[1-9]|1[0-2])/(?P<day>[0-3]?\d)/(?P<year>(?:19|20)\d\d){_NUMBER_END}"
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
