"""Mentions: every number, share, date, rank and list that a draft prints, and where.

One pass over the tokens of a sentence; no pattern looks back or repeats itself, so a line of
60,000 digits costs no more than any other.
"""

from __future__ import annotations

import itertools
import re
import tomllib
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction
from importlib import resources
from typing import Any

LONGEST_NUMBER = 24
"""Characters of a number; longer runs of digits aren't numbers of a story."""


class Kind(StrEnum):
    """What sort of number a mention is."""

    COUNT = "count"
    PERCENT = "percent"
    POINTS = "percentage points"
    TIMES = "times as many"
    MONEY = "money"
    DATE = "date"
    RANK = "rank"
    SCALE = "scale"
    VOTES = "votes"
    LIST = "list"
    WORDS = "words"


class Qualifier(StrEnum):
    """What the words around a number make of it."""

    BARE = ""
    EXACT = "exactly"
    ABOUT = "about"
    MORE = "more than"
    LEAST = "at least"
    JUST_MORE = "just over"
    LESS = "fewer than"
    MOST = "at most"
    NEARLY = "nearly"

    @property
    def is_up(self) -> bool:
        """Whether the number is a floor."""
        return self in (Qualifier.MORE, Qualifier.LEAST, Qualifier.JUST_MORE)

    @property
    def is_down(self) -> bool:
        """Whether the number is a ceiling."""
        return self in (Qualifier.LESS, Qualifier.MOST, Qualifier.NEARLY)


@dataclass(frozen=True)
class Mention:
    """A number in a text: its position, what it is and how it is qualified.

    `start` and `end` are offsets with the qualifier, `at` and `stop` without it. `value` is the
    number, in percent for shares, `step` the unit of its last printed digit; `high` the upper end
    of a range. `first` and `last` are the days of a date, `year_given` whether its year is
    there. `per` is the period of a rate, `lasting` the unit of a length of time, `working` which
    days it counts ("working", "calendar"). `names` are the members of a list. `is_rest`: "all but
    one"; `is_denied`: "not 19 states"; `role` says whether a date is the "end" or the "start" of
    something, or a "calendar" year; `weekday` is that written with a day, Monday 0.
    """

    start: int
    end: int
    at: int
    stop: int
    kind: Kind
    value: Fraction | None = None
    step: Fraction = Fraction(1)
    high: Fraction | None = None
    qualifier: Qualifier = Qualifier.BARE
    first: date | None = None
    last: date | None = None
    year_given: bool = True
    is_spelled: bool = False
    is_fraction: bool = False
    per: str = ""
    lasting: str = ""
    working: str = ""
    per_span: tuple[int, int] = (0, 0)
    base: Fraction | None = None
    names: tuple[str, ...] = ()
    is_rest: bool = False
    is_denied: bool = False
    role: str = ""
    weekday: int | None = None


@dataclass(frozen=True)
class Token:
    """A word, number or sign, and its position."""

    text: str
    start: int
    end: int

    @property
    def low(self) -> str:
        """The word in small letters."""
        return self.text.lower()


_STATION = re.compile(r"[KW][A-Z]{2,3}")
"""The call sign of a station, before its channel."""
_TOKEN = re.compile(r"\d[\d,]*(?:\.\d+)?|[^\W\d_]+(?:['’][^\W\d_]+)?|\S")
WORDS: dict[str, Any] = tomllib.loads(
    resources.files("helpers.drafts").joinpath("words.toml").read_text("utf-8")
)
CUES: dict[str, re.Pattern[str]] = {
    name: re.compile(
        text.replace("{up}", "|".join(WORDS["up"])).replace("{down}", "|".join(WORDS["down"]))
    )
    for name, text in WORDS["cues"].items()
}
"""What the words around a number say about it: patterns of `words.toml` under their names."""
ONES: dict[str, int] = {word: n for n, word in enumerate(WORDS["ones"])}
TENS: dict[str, int] = {word: 10 * n for n, word in enumerate(WORDS["tens"], start=2)}
ORDINALS: dict[str, int] = {word: n for n, word in enumerate(WORDS["ordinals"], start=1)}
ORDINALS["thirtieth"] = 30
MONTHS: dict[str, int] = {
    name: n for n, names in enumerate(WORDS["months"], start=1) for name in names
}
DAYS: frozenset[str] = frozenset(WORDS["days"])
VOTING: frozenset[str] = frozenset(WORDS["voting"])
BIG: dict[str, int] = WORDS["big"]
SUFFIXES: dict[str, int] = WORDS["suffixes"]
PARTS: dict[str, int] = WORDS["parts"]
MULTIPLES: dict[str, int] = WORDS["multiples"]
SCALEWORDS: dict[str, int] = WORDS["scales"]
SEASONS: dict[str, list[int]] = WORDS["seasons"]
PERIODS: dict[str, str] = WORDS["periods"]
_BILLS, _STREETS = frozenset(WORDS["bills"]), frozenset(WORDS["streets"])
_SUPERLATIVES = frozenset(WORDS["superlatives"])
_MEDIA = frozenset({"media", "news"})
_COMPARES, _TWICE = frozenset(WORDS["compares"]), frozenset(WORDS["twice"])
_RATIOS = frozenset({"twice", "thrice", "times", "fold", "half"})
DAYS_IN: dict[str, Fraction] = {unit: Fraction(days) for unit, days in WORDS["lengths"].items()}
"""How many days a length of time has."""
WORKING = ("working", "calendar")
"""Which days a length of time may count."""
_BEFORE, _AFTER = (
    {phrase: Qualifier[name] for name, phrases in WORDS[side].items() for phrase in phrases}
    for side in ("before", "after")
)
_LONGEST_BEFORE = max(phrase.count(" ") + 1 for phrase in _BEFORE)


def tokenize(text: str) -> list[Token]:
    """Return the words, numbers and signs of a text.

    >>> [token.text for token in tokenize("More than 2,671,776 queries, or 0.31%.")]
    ['More', 'than', '2,671,776', 'queries', ',', 'or', '0.31', '%', '.']
    """
    tokens = []
    for found in _TOKEN.finditer(text):
        word, start = found[0], found.start()
        if word[0].isdecimal() and word[-1] == ",":
            bare = word.rstrip(",")
            tokens.append(Token(bare, start, start + len(bare)))
            tokens += [Token(",", at, at + 1) for at in range(start + len(bare), start + len(word))]
        else:
            tokens.append(Token(word, start, found.end()))
    return tokens


@dataclass(frozen=True)
class _Number:
    value: Fraction
    step: Fraction
    stop: int
    """The number of the token behind it."""
    spelled: bool


def last_step(value: Fraction) -> Fraction:
    """Return what the last digit of a whole number counts, zeros taken as rounding.

    >>> last_step(Fraction(290_000_000)), last_step(Fraction(188))
    (Fraction(10000000, 1), Fraction(1, 1))
    """
    if value.denominator != 1 or value < 100:
        return Fraction(1)
    number, step = abs(int(value)), 1
    while number % 10 == 0:
        number, step = number // 10, step * 10
    return Fraction(step)


class MentionReader:
    """Reads the mentions of one sentence; `text` is the sentence."""

    def __init__(self, text: str, tokens: list[Token] | None = None) -> None:
        self.text = text
        self.tokens = tokenize(text) if tokens is None else tokens
        self.low = [token.low for token in self.tokens]
        self.found: list[Mention] = []

    def word(self, i: int) -> str:
        """Return a token in small letters, or nothing beyond the ends."""
        return self.low[i] if 0 <= i < len(self.low) else ""

    def read(self) -> list[Mention]:
        """Return the mentions in order."""
        i = 0
        while i < len(self.tokens):
            i = max(self._step(i), i + 1)
        return _join_ranges(self.found, self.text)

    # One step: try each form at a token; return the token to go on with.

    def _step(self, i: int) -> int:
        skip = self._skip(i)
        if skip:
            return skip
        for form in (
            self._read_date, self._read_year, self._read_odds, self._read_fraction,
            self._read_multiple, self._read_scale, self._read_number, self._read_ordinal,
        ):  # fmt: skip
            stop = form(i)
            if stop:
                return stop
        return i + 1

    def _skip(self, i: int) -> int:
        """Return the token behind digits that claim nothing, or 0."""
        token, word = self.tokens[i], self.low[i]
        if not word[0].isdecimal():
            shown = word in ONES and self.word(i + 1) in _MEDIA and token.text[0].isupper()
            return i + 2 if shown else 0
        if len(word) > LONGEST_NUMBER or CUES["unclaimed"].search(
            self.text, max(0, token.start - 12), token.start
        ):
            return i + 1
        found = CUES["claimless"].match(self.text, token.start, token.start + 40)
        if found:
            return next((j for j in range(i + 1, len(self.tokens))
                         if self.tokens[j].start >= found.end()), len(self.tokens))  # fmt: skip
        if self.text[token.end : token.end + 1] == "(" or self.word(i + 1) in _MEDIA:
            return i + 2
        glued = self.text[token.end : token.end + 1].isalpha()
        if glued and self.word(i + 1) not in (*SUFFIXES, "st", "nd", "rd", "th", "x"):
            return i + 2
        previous = self.word(i - 1).rstrip(".")
        if previous in _BILLS and self.tokens[i - 1].text[0].isupper():
            return i + 1
        if i and _STATION.fullmatch(self.tokens[i - 1].text) and len(word) <= 2:
            return i + 1
        if previous == "." and self.word(i - 2) in _BILLS | {"b", "r"}:
            return i + 1
        return i + 2 if self._is_address(i) else 0

    def _is_address(self, i: int) -> bool:
        words = self.tokens[i + 1 : i + 6]
        if not words or not words[0].text[0].isupper() or words[0].low in MONTHS:
            return False
        for token in words:
            if token.low in _STREETS and token.text[0].isupper():
                return token.low not in ("n", "s", "e", "w") or token is words[0]
            if not token.text[0].isupper() and token.text != ".":
                return False
        return False

    # Numbers in digits or in words.

    def number(self, i: int) -> _Number | None:
        """Return the number that begins at a token."""
        word = self.word(i)
        if word and word[0].isdecimal():
            return self._digits(i)
        return self._words(i)

    def _digits(self, i: int) -> _Number | None:
        text = self.low[i]
        if len(text) > LONGEST_NUMBER:
            return None
        bare = text.replace(",", "")
        value = Fraction(bare)
        decimals = len(bare.partition(".")[2])
        step = Fraction(1, 10**decimals) if decimals else last_step(value)
        stop = i + 1
        glued = self.tokens[i].end
        nearby = self.word(stop)
        if nearby == "-" and self.word(stop + 1) in BIG:
            stop, nearby = stop + 1, self.word(stop + 1)
        while nearby in BIG:
            value, step = value * BIG[nearby], step * BIG[nearby]
            stop += 1
            nearby = self.word(stop)
        if (
            stop == i + 1
            and nearby in SUFFIXES
            and self.tokens[stop].start == glued
            and not (nearby == "m" and self.word(stop + 1) == "ph")
        ):
            value, step = value * SUFFIXES[nearby], step * SUFFIXES[nearby]
            stop += 1
        return _Number(value, step, stop, False)

    def _words(self, i: int) -> _Number | None:
        word = self.word(i)
        start = i
        if word in ("a", "an"):
            if self.word(i + 1) == "dozen":
                return _Number(Fraction(12), Fraction(1), i + 2, True)
            if self.word(i + 1) == "quarter" and self._words(i + 1):
                return self._words(i + 1)
            if self.word(i + 1) not in BIG:
                return None
            total, current, i = 0, 1, i + 1
        elif word == "half" and self.word(i + 1) in ("a", "an") and self.word(i + 2) in BIG:
            value = Fraction(BIG[self.word(i + 2)], 2)
            return _Number(value, last_step(value), i + 3, True)
        elif (
            word == "quarter" and self.word(i + 1) == "of" and self.word(i + 2) == "a"
            and self.word(i + 3) in BIG
        ):  # fmt: skip
            value = Fraction(BIG[self.word(i + 3)], 4)
            return _Number(value, last_step(value), i + 4, True)
        elif word in ONES or word in TENS:
            total, current = 0, 0
        else:
            return None
        while True:
            word = self.word(i)
            if word in TENS:
                current += TENS[word]
                i += 1
                if self.word(i) == "-" and 0 < ONES.get(self.word(i + 1), 0) < 10:
                    current += ONES[self.word(i + 1)]
                    i += 2
            elif word in ONES:
                if current % 10 and current % 100 < 20:
                    break
                current += ONES[word]
                i += 1
            elif word == "hundred":
                current = (current or 1) * 100
                i += 1
            elif word in BIG:
                total += (current or 1) * BIG[word]
                current, i = 0, i + 1
            elif word == "dozen" and i == start + 1:
                current *= 12
                i += 1
            elif (
                word == "and" and (current % 100 == 0 and (current or total))
                and (self.word(i + 1) in ONES or self.word(i + 1) in TENS)
                and self.word(i - 1) in BIG
            ):  # fmt: skip
                i += 1
                continue
            elif (word == "-" and self.word(i + 1) in BIG) or (word == "," and self._goes_on(i)):
                i += 1
                continue
            else:
                break
            if i < len(self.low) and self.word(i) == "-" and self.word(i + 1) not in BIG:
                break
        value, step = Fraction(total + current), last_step(Fraction(total + current))
        if self.word(i) == "and" and self.word(i + 1) == "a" and self.word(i + 2) in PARTS:
            value, step, i = value + Fraction(1, PARTS[self.word(i + 2)]), Fraction(1, 4), i + 3
        return _Number(value, step, i, True) if i > start else None

    def _goes_on(self, i: int) -> bool:
        """Return whether hundreds follow a comma: "three thousand, five hundred two"."""
        return (
            self.word(i - 1) in ("thousand", "million", "billion")
            and self.word(i + 1) in ONES and self.word(i + 2) == "hundred"
        )  # fmt: skip

    # Forms.

    def _read_number(self, i: int) -> int:
        number = self.number(i)
        if number is None:
            return 0
        stop, value = number.stop, number.value
        word = self.word(stop)
        if number.spelled and value == 1 and not self._counts_one(i, stop):
            return 0
        money = self.word(i - 1) == "$"
        if word == "-" and self.word(stop + 1) in ("percent", "times", "fold", "page", "member"):
            stop, word = stop + 1, self.word(stop + 1)
        if (
            word == "%"
            or word in ("percent", "pct")
            or (word == "per" and self.word(stop + 1) == "cent")
        ):
            stop += 2 if word == "per" else 1
            if self.word(stop) in ("points", "point"):
                return self._add(i, stop + 1, Kind.POINTS, number)
            return self._add(i, stop, Kind.PERCENT, number)
        if word == "percentage" and self.word(stop + 1) in ("point", "points"):
            return self._add(i, stop + 2, Kind.POINTS, number)
        if word in ("points", "point") and self.word(i - 1) in ("up", "down", "by", "rose", "fell"):
            return self._add(i, stop + 1, Kind.POINTS, number)
        if word == "fold" or (word == "times" and self._is_ratio(stop + 1, value)):
            return self._add(i, stop + 1, Kind.TIMES, number)
        if word == "x" and self.tokens[stop].start == self.tokens[stop - 1].end:
            return self._add(i, stop + 1, Kind.TIMES, number)
        votes = self._read_votes(i, number)
        if votes:
            return votes
        if money:
            return self._add(i - 1, stop, Kind.MONEY, number)
        if word in ("st", "nd", "rd", "th") and self.tokens[stop].start == self.tokens[i].end:
            return self._read_rank(i, stop + 1, int(value)) or stop + 1
        return self._add(i, stop, Kind.COUNT, number)

    def _counts_one(self, i: int, stop: int) -> bool:
        """Return whether "one" is a number here, and not a pronoun or an article."""
        after, before = self.word(stop), self.word(i - 1)
        if self.word(i) != "one" or before in ("but", "except", "single", "only", "rose", "fell"):
            return True
        if before in ("the", "no", "this", "that", "which", "any", "every", "each", "some"):
            return False
        if after in ("another", "day", "thing", "is", "was", "can", "could", "would", "might", "'s",
                     "who", "that", "more", "-", "by", ",", ".", ""):  # fmt: skip
            return after in (",", ".", "") and before in ("to", "and", "by", "in")
        return not (after == "of" and self.word(stop + 1) == "the")

    def _is_ratio(self, i: int, value: Fraction) -> bool:
        """Return whether "N times", up to a token, compares, and does not count occasions."""
        after = self.word(i)
        return after in _COMPARES and not (after == "over" and value < 2)

    def _read_votes(self, i: int, number: _Number) -> int:
        stop = number.stop
        dash = self.word(stop) in ("-", "–", "to")
        if not dash or number.value > 600:
            return 0
        other = self.number(stop + 1)
        rest = other.stop if other else stop + 1
        if self.word(stop + 1) in ("nothing", "nil", "none"):
            other, rest = _Number(Fraction(0), Fraction(1), stop + 2, True), stop + 2
        if other is None:
            return 0
        if self.word(stop) == "to" and other.value == 1 and number.value > 1:
            return self._add(i, rest, Kind.TIMES, number)
        if self.word(stop) == "-" and self.word(stop + 1) == "to":
            return 0
        near = set(self.low[max(0, i - 14) : i]) | set(self.low[rest : rest + 5])
        if near & VOTING:
            return self._add(i, rest, Kind.VOTES, number, high=other.value)
        if (other.value > number.value and self.word(stop) != "-") or (
            self.word(stop) == "–" and other.value > number.value
        ):
            if self.word(i - 1) in ("from",) or self.word(stop) == "–":
                return 0
            return self._add(i, rest, Kind.COUNT, number, high=other.value)
        return 0

    def _read_odds(self, i: int) -> int:
        """Read "one in eight", "three out of four", "two of every five"."""
        first = self.number(i)
        if first is None or first.value > 1000:
            return 0
        j = first.stop
        dashed = self.word(j) == "-" and self.word(j + 1) in ("in", "to")
        j += dashed
        if self.word(j) == "in":
            j += 1
        elif self.word(j) == "out" and self.word(j + 1) == "of":
            j += 2
        elif self.word(j) == "of" and self.word(j + 1) == "every":
            j += 1
        elif self.word(j) == "to" and dashed and self.word(j + 1) == "-":
            second = self.number(j + 2)
            if second and second.value == 1 and first.value > 1:
                return self._add(i, second.stop, Kind.TIMES, first)
            return second.stop if second else j + 1
        elif self.word(j) in ("entry", "person", "adult", "query") and self.word(j + 1) == "in":
            j += 2
        else:
            return 0
        j += dashed and self.word(j) == "-"
        j += self.word(j) == "every"
        second = self.number(j)
        if self.word(j) == "a" and second is None:
            return 0
        if second is None or second.value <= first.value or second.value == 0:
            return 0
        if (
            second.value > 1900
            and second.value < 2100
            and not second.spelled
            and ("," not in self.low[j])
        ):
            return 0
        share = 100 * first.value / second.value
        step = share / second.value if second.value < 20 else share / 20
        made = _Number(share, step, second.stop, True)
        return self._add(i, second.stop, Kind.PERCENT, made, is_fraction=True, base=second.value)

    def _read_fraction(self, i: int) -> int:
        """Read "half", "two-thirds", "three quarters", "a fifth"."""
        word, j = self.word(i), i
        top = Fraction(1)
        if self.word(i + (word == "a")) in ("half", "quarter") and self._words(i) is not None:
            return 0
        if word == "half":
            after = self.word(i + 1)
            if after == "again" and self.word(i + 2) in ("as", "the"):
                made = _Number(Fraction(3, 2), Fraction(1, 10), i + 2, True)
                return self._add(i, min(i + 4, len(self.low)), Kind.TIMES, made, is_fraction=True)
            if after == "as" and self.word(i + 2) in ("many", "much"):
                made = _Number(Fraction(1, 2), Fraction(1, 10), i + 1, True)
                return self._add(i, i + 3, Kind.TIMES, made, is_fraction=True)
            if after in ("a", "an", "hour", "day", "year", "dozen", "time") or (
                self.word(i - 1) in ("other", "and", "-", "first", "second", "better")
            ):
                return 0
            made = _Number(Fraction(50), Fraction(5), i + 1, True)
            return self._add(i, i + 1, Kind.PERCENT, made, is_fraction=True)
        if word in ("a", "an", "one"):
            j = i + 1
        else:
            number = self.number(i)
            if number is None or not 1 <= number.value < 1000:
                return 0
            top, j = number.value, number.stop
            if self.word(j - 1) == "half":
                return 0
        j += self.word(j) == "-"
        part = self.word(j)
        single = part.removesuffix("s")
        if single == "halve":
            single = "half"
        if single not in PARTS or (top > 1) != part.endswith("s"):
            return 0
        if top == 1 and not self._is_share(i, j):
            return 0
        if (
            self.word(j + 1) == "of"
            and self.word(j + 2) in ("a", "one", "1")
            and self.word(j + 3) in ("percent", "percentage", "per", "%")
        ):
            value = top / PARTS[single]
            made = _Number(value, value / 10, j + 4, True)
            return self._add(i, j + 4, Kind.PERCENT, made, is_fraction=True)
        value = 100 * top / PARTS[single]
        made = _Number(value, Fraction(100, PARTS[single] * 4), j + 1, True)
        return self._add(i, j + 1, Kind.PERCENT, made, is_fraction=True)

    def _is_share(self, i: int, j: int) -> bool:
        """Return whether "a third" is a share, and not one thing more in a row."""
        part, after = self.word(j), self.word(j + 1)
        if part in ("half", "quarter") or self.word(i) == "one":
            return not (part == "quarter" and after in ("century", "mile", "hour"))
        words = [self.word(i - k) for k in (3, 2, 1)]
        near = _qualify(words) is not None
        if after in ("of", "as", "more", "fewer", "less", "higher", "larger"):
            return True
        return near and after in ("", ".", ",", ";", ")", "from", "coming", "came", "—", "to")

    def _read_multiple(self, i: int) -> int:
        word = self.word(i)
        value = MULTIPLES.get(word)
        if value is None and word.endswith("fold") and word != "fold":
            base = word.removesuffix("fold").removesuffix("-")
            value = ONES.get(base) or TENS.get(base) or BIG.get(base)
        if value is None or (word == "double" and self.word(i + 1) in ("-", "check")):
            return 0
        if word == "twice" and self.word(i + 1) in (
            "a", "in", "and", "that", "before", "per", "weekly", "this", "last", "."
        ):  # fmt: skip
            return 0
        if word == "twice" and self.word(i + 1) not in _TWICE:
            return 0
        made = _Number(Fraction(value), Fraction(1, 2), i + 1, True)
        return self._add(i, i + 1, Kind.TIMES, made, is_fraction=True)

    def _read_scale(self, i: int) -> int:
        word, stop = self.word(i), i + 1
        first = Fraction(1)
        if (
            word in ("tens", "hundreds")
            and self.word(i + 1) == "of"
            and (self.word(i + 2) in SCALEWORDS)
        ):
            first, word, stop = Fraction(10 if word == "tens" else 100), self.word(i + 2), i + 3
        if word not in SCALEWORDS or self.word(i - 1) in ("the", "by"):
            return 0
        value = first * SCALEWORDS[word]
        made = _Number(value, value, stop, True)
        return self._add(i, stop, Kind.SCALE, made, high=value * 10)

    def _read_ordinal(self, i: int) -> int:
        word = self.word(i)
        if word not in ORDINALS:
            return 0
        return self._read_rank(i, i + 1, ORDINALS[word])

    def _read_rank(self, i: int, stop: int, value: int) -> int:
        number = _Number(Fraction(value), Fraction(1), stop, True)
        stop += self.word(stop) == "-"
        if self.word(stop) in ("of", "day") and self.word(stop + 1) in MONTHS:
            return 0
        if self.word(stop) in _SUPERLATIVES:
            return self._add(i, stop + 1, Kind.RANK, number)
        ranks = {"ranked", "ranks", "rank", "came", "placed", "finished", "'s", "its", "their"}
        if self.word(i - 1) in ranks or (
            value > 1 and self.word(i - 1) == "a" and self.word(stop) == ","
        ):
            return self._add(i, stop, Kind.RANK, number)
        return 0

    # Dates.

    def _read_date(self, i: int) -> int:
        """Read a day, a month, or a weekday with one."""
        word = self.word(i)
        if word in DAYS and self.tokens[i].text[0].isupper():
            j = i + 1 + (self.word(i + 1) == ",")
            if self._is_month(j):
                return self._read_month(i, j)
            if self.word(i + 1) in ("s", "night", "mornings"):
                return 0
            return self._add_date(i, i + 1, None, None)
        if word in ("mid", "early", "late") and self._is_month(i + 1 + (self.word(i + 1) == "-")):
            return self._read_month(i, i + 1 + (self.word(i + 1) == "-"))
        if self._is_month(i):
            return self._read_month(i, i)
        day = self._ordinal_day(i)
        if day:
            j = i + 1 if self.word(i) in ORDINALS else i + 2
            if self.word(i) in TENS:
                j = i + 3
            if self.word(j) == "of" and self._is_month(j + 1):
                return self._finish_day(i, j + 2, MONTHS[self.word(j + 1)], day)
            return self._bare_day(i, j, day)
        if word[0].isdecimal() and re.match(
            r"\d{4}-\d\d-\d\d\b", self.text[self.tokens[i].start :][:11]
        ):
            return self._iso(i)
        if word.isdecimal() and int(word[:3]) <= 31 and len(word) <= 2 and self._is_month(i + 1):
            return self._finish_day(i, i + 2 + (self.word(i + 2) == "."), MONTHS[self.word(i + 1)],
                                    int(word))  # fmt: skip
        if word in SEASONS:
            return self._read_season(i)
        return 0

    def _is_month(self, i: int) -> bool:
        word = self.word(i)
        if word not in MONTHS or not self.tokens[i].text[0].isupper():
            return False
        if word in ("may", "march"):
            before, after = self.word(i - 1), self.word(i + 1)
            starts = i == 0 or before in (".", ":", "(", "“", '"', "—")
            return (
                not starts
                or after[:1].isdecimal()
                or after in ("of", "and", "to", "had", "was", "saw", "brought", "held", "alone")
            )
        return (word != "mar" and word != "jun") or self.word(i + 1) == "."

    def _ordinal_day(self, i: int) -> int:
        word = self.word(i)
        if word in TENS and self.word(i + 1) == "-" and self.word(i + 2) in ORDINALS:
            return TENS[word] + ORDINALS[self.word(i + 2)] if TENS[word] < 40 else 0
        if word in ORDINALS:
            return ORDINALS[word]
        if word.isdecimal() and len(word) <= 2 and self.word(i + 1) in ("st", "nd", "rd", "th"):
            return int(word) if self.tokens[i + 1].start == self.tokens[i].end else 0
        return 0

    def _bare_day(self, i: int, j: int, day: int) -> int:
        """Read "the twelfth" as a day if nothing follows that it could count."""
        if self.word(i - 1) != "the" or day < 4 or day > 31:
            return 0
        if self.word(j) not in (",", ".", ";", "", ")", "and", "counting", "—"):
            return 0
        made = _Number(Fraction(day), Fraction(1), j, True)
        self._add(i, j, Kind.DATE, made, year_given=False)
        return j

    def _read_month(self, i: int, j: int) -> int:
        month = MONTHS[self.word(j)]
        stop = j + 1 + (self.word(j + 1) == "." and len(self.low[j]) <= 4 and self.low[j] != "may")
        day = self.word(stop)
        if (
            day.isdecimal()
            and len(day) <= 2
            and 1 <= int(day) <= 31
            and (self.word(stop + 1) not in ("percent", "%"))
        ):
            glued = self.word(stop + 1) in ("st", "nd", "rd", "th")
            return self._finish_day(i, stop + 1 + glued, month, int(day))
        the = stop + (self.word(stop) == "the")
        spelled = self._ordinal_day(the)
        if spelled and spelled <= 31:
            joined = self.word(the + 1) == "-" and self.word(the) in TENS
            return self._finish_day(i, the + (3 if joined else 1), month, spelled)
        year = self._year_at(stop) or (
            self._year_at(stop + 1) if self.word(stop) in (",", "of") else 0
        )
        if year:
            end = stop + 1 + (self.word(stop) in (",", "of"))
            first = date(year, month, 1)
            return self._add_date(i, end, first, date(year, month, monthrange(year, month)[1]))
        first = date(2000, month, 1)
        last = date(2000, month, monthrange(2001, month)[1])
        return self._add_date(i, stop, first, last, year_given=False)

    def _finish_day(self, i: int, stop: int, month: int, day: int) -> int:
        year = self._year_at(stop) or (
            self._year_at(stop + 1) if self.word(stop) in (",", "of") else 0
        )
        given = bool(year)
        if year:
            stop += 1 + (self.word(stop) in (",", "of"))
        if day > monthrange(year or 2000, month)[1]:
            return stop
        found = date(year or 2000, month, day)
        return self._add_date(i, stop, found, found, year_given=given)

    def _year_at(self, i: int) -> int:
        word = self.word(i)
        good = len(word) == 4 and word.isdecimal() and 1900 <= int(word) < 2100
        return int(word) if good else 0

    def _iso(self, i: int) -> int:
        text = self.text[self.tokens[i].start :][:10]
        try:
            day = date.fromisoformat(text)
        except ValueError:
            return i + 5
        return self._add_date(i, i + 5, day, day)

    def _read_season(self, i: int) -> int:
        before, after = self.word(i - 1), self.word(i + 1)
        year = self._year_at(i + 2) if after == "of" else self._year_at(i + 1)
        if not year and before not in ("last", "this", "that", "next", "past"):
            return 0
        first, last = SEASONS[self.word(i)]
        stop = i + 1 + (1 + (after == "of") if year else 0)
        base = year or 2000
        return self._add_date(
            i, stop, date(base, first, 1), date(base, last, monthrange(base, last)[1]),
            year_given=bool(year),
        )  # fmt: skip

    def _read_year(self, i: int) -> int:
        year = self._year_at(i)
        if not year or not 1950 <= year <= 2035:
            return 0
        if self.word(i - 1) in ("$", "than", "about", "over", "nearly", "almost", "roughly"):
            prior = self.word(i - 1)
            if prior not in ("about", "over"):
                return 0
        if self.word(i + 1) in ("%", "percent", "searches", "queries", "cameras", "times"):
            return 0
        return self._add_date(i, i + 1, date(year, 1, 1), date(year, 12, 31))

    # Keeping what was found.

    def _add_date(
        self, i: int, stop: int, first: date | None, last: date | None, *, year_given: bool = True
    ) -> int:
        made = _Number(Fraction(0), Fraction(1), stop, False)
        self._add(i, stop, Kind.DATE, made, first=first, last=last, year_given=year_given)
        return stop

    def _add(self, i: int, stop: int, kind: Kind, number: _Number, **more: Any) -> int:
        """Keep a mention, with what more is known of it; return the token to go on with."""
        qualifier, begin = self._qualifier_before(i)
        after, end = self._qualifier_after(stop)
        if after and (qualifier is Qualifier.BARE or after is not Qualifier.ABOUT):
            qualifier = after
        else:
            end = stop
        dated, tokens = kind is Kind.DATE, self.tokens
        per, per_span = ("", (0, 0)) if dated else self._per(end, begin)
        day = more.get("first")
        lasting, working = self._lasting(stop) if kind is Kind.COUNT else ("", "")
        apart = "apart" if lasting and self._is_apart(stop) else ""
        role = self._role(begin) if dated else apart
        here = tokens[begin].start
        meets = dated and CUES["meeting"].search(self.text, max(0, here - 12), here)
        if meets or (dated and CUES["relative"].match(self.text, tokens[end - 1].end)):
            role = role or "relative"
        if not dated and self.word(begin - 1) == "all":
            role = role or "all"
        made = Mention(
            tokens[begin].start, tokens[end - 1].end, tokens[i].start, tokens[stop - 1].end, kind,
            None if dated and not number.value else number.value, number.step,
            qualifier=qualifier, is_spelled=number.spelled, per=per, per_span=per_span,
            lasting=lasting, working=working,
            is_rest=self.low[max(0, i - 2) : i] == ["all", "but"],
            is_denied=self._is_denied(begin, end), role=role,
            weekday=self._weekday(i, stop) if day and day == more.get("last") else None, **more,
        )  # fmt: skip
        self.found.append(made)
        return max(end, stop)

    def _qualifier_before(self, i: int) -> tuple[Qualifier, int]:
        i0 = i
        if self.word(i - 1) == "the" or self.word(i - 1) == "a":
            i0 = i - 1
        for size in range(_LONGEST_BEFORE, 0, -1):
            words = " ".join(self.low[max(0, i0 - size) : i0])
            if i0 - size >= 0 and words in _BEFORE:
                if words == "over" and self._is_spread(i0 - 1, i):
                    return Qualifier.BARE, i
                if words == "up to" and self.word(i0 - 3).startswith("add"):
                    return Qualifier.BARE, i
                if words in ("as many as", "as much as") and self.word(i0 - 4) in _RATIOS:
                    return Qualifier.BARE, i
                if words in ("past", "passed", "just", "all", "only", "beyond", "above"):
                    return _BEFORE[words], i
                return _BEFORE[words], i0 - size
        return Qualifier.BARE, i

    def _is_spread(self, over: int, i: int) -> bool:
        """Return whether "over" is where or when: "spread over 6,674 networks"."""
        timed = bool(self._lasting(i + 1)[0])
        sent = self.word(over - 1) == "sent" and "networks" in self.low[i : i + 4]
        return timed or sent or self.word(over + 1) == "the" or self.word(over - 1) == "spread"

    def _qualifier_after(self, stop: int) -> tuple[Qualifier | None, int]:
        for size in (4, 3, 2, 1):
            words = " ".join(self.low[stop : stop + size])
            if words in _AFTER and stop + size <= len(self.low):
                return _AFTER[words], stop + size
        return None, stop

    def _lasting(self, stop: int) -> tuple[str, str]:
        """Return the unit of a length of time and which days: "five business days", "12-month"."""
        stop += self.word(stop) == "-"
        sort = self.word(stop)
        word = self.word(stop + (sort in WORDS["rolling"])).removesuffix("s")
        if word not in ("hour", "day", "week", "month", "year"):
            return "", ""
        return word, "working" if sort == "business" else sort if sort in WORKING else ""

    def _weekday(self, i: int, stop: int) -> int | None:
        """Return the weekday given with a day: "Tuesday, Aug. 26," "Aug. 26, a Tuesday"."""
        after = self.word(stop + 2) if (self.word(stop), self.word(stop + 1)) == (",", "a") else ""
        named = self.word(i) if self.word(i) in DAYS else after
        return WORDS["days"].index(named) if named in DAYS else None

    def _is_denied(self, begin: int, end: int) -> bool:
        """Return whether a number is said not to be the one: "is not nineteen states"."""
        start, stop = self.tokens[begin].start, self.tokens[end - 1].end
        return bool(
            CUES["refused"].search(self.text, max(0, start - 40), start)
            or CUES["refuted"].match(self.text, stop)
        )

    def _is_apart(self, stop: int) -> bool:
        """Return whether a length of time lies between two events: "five days later"."""
        return any(word in ("later", "after", "before", "earlier", "ago")
                   for word in self.low[stop + 1 : stop + 3])  # fmt: skip

    def _role(self, begin: int) -> str:
        """Return whether a date ends or begins a period, by the words before it."""
        before = self.low[max(0, begin - 2) : begin]
        if before and before[-1] in ("on", "the", "year"):
            before = before[:-1]
        last = before[-1] if before else ""
        if last in ("ended", "ending", "ends", "through", "to", "until", "till"):
            return "end"
        if last in ("before", "by", "calendar"):
            return "calendar" if last == "calendar" else "before"
        return "start" if last in ("since", "from", "began", "beginning", "starting") else ""

    def _per(self, stop: int, begin: int) -> tuple[str, tuple[int, int]]:
        """Return the period of a rate and its span: "a day", "each month", "an hour"."""
        for j in range(stop, min(stop + 11, len(self.low))):
            word = self.word(j)
            if word in (",", ".", ";", ":", "(", ")", "—") or word[:1].isdecimal() or word in ONES:
                break
            if word == "for" and self.word(j + 1) in ("each", "every") and j < stop + 6:
                each = PERIODS.get(self.word(j + 2), "each")
                return each, (self.tokens[j].start, self.tokens[j + 1].end)
            if word in ("a", "an", "per", "each", "every") and self.word(j + 1) in PERIODS:
                return PERIODS[self.word(j + 1)], (self.tokens[j].start, self.tokens[j + 1].end)
            if word in ("daily", "hourly", "weekly", "monthly", "yearly", "annually", "apiece"):
                return PERIODS[word], (self.tokens[j].start, self.tokens[j].end)
        for j in range(max(0, begin - 9), begin):
            if self.word(j).isdecimal() or (j < begin - 5 and self.word(j) != "average"):
                continue
            if self.word(j) == "average" and self.word(j + 1) in PERIODS:
                return PERIODS[self.word(j + 1)], (self.tokens[j].start, self.tokens[j + 1].end)
            if self.word(j) in ("daily", "weekly", "monthly", "yearly", "annual"):
                named = PERIODS.get(self.word(j), "year")
                return named, (self.tokens[j].start, self.tokens[j].end)
        return "", (0, 0)


def _qualify(words: Sequence[str]) -> Qualifier | None:
    for size in range(len(words), 0, -1):
        found = _BEFORE.get(" ".join(words[-size:]))
        if found:
            return found
    return None


def _join_ranges(found: list[Mention], text: str) -> list[Mention]:
    """Give the first of two days the year of the second, and "45 percent to 37" two percents."""
    made = list(found)
    for n, (one, other) in enumerate(itertools.pairwise(found), start=1):
        bare = other.kind is Kind.COUNT and not other.lasting and (other.value or 0) <= 100
        if one.kind is Kind.PERCENT and bare and text[one.end : other.start].strip() == "to":
            made[n] = replace(other, kind=Kind.PERCENT)
    for n in range(len(made) - 1, 0, -1):
        one, other = made[n - 1], made[n]
        if one.kind is not Kind.DATE or other.kind is not Kind.DATE or not one.first:
            continue
        between = text[one.end : other.start].strip(" ,")
        if between in ("to", "through", "and", "until", "–", "-") and (
            other.year_given and not one.year_given and other.first
        ):
            year = other.first.year - (one.first.month > other.first.month)
            first = one.first.replace(year=year)
            last = one.last or one.first
            last = date(year, last.month, min(last.day, monthrange(year, last.month)[1]))
            made[n - 1] = replace(one, first=first, last=last, year_given=True)
    return made


def read_mentions(text: str, tokens: list[Token] | None = None) -> list[Mention]:
    """Return the mentions of one sentence, in order; `tokens` are its own, if they are at hand.

    >>> [(text[m.start : m.end], m.kind.value) for text in ["More than 290 million of them, 0.31%"]
    ...  for m in read_mentions(text)]
    [('More than 290 million', 'count'), ('0.31%', 'percent')]
    """
    return MentionReader(text, tokens).read()
