"""Mentions: a number, percentage, date, rank or share as it stands in a draft."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction


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
