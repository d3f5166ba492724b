"""Comparing: how a number of a draft relates to a fact. It never sees the words.

One function a difference; each takes what was read from the draft and the fact, and returns the
difference, if there is one, with what each has.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from math import log10

from helpers.drafts.facts import Days, Fact, Wrong
from helpers.drafts.mentions import CUES, DAYS_IN, WORDS, Kind, Mention, Qualifier


class Fit(StrEnum):
    """How a value relates to another."""

    EQUAL = "equal"
    FAIR = "fairly rounded"
    DIGITS = "like it but for digits"
    WRONG = "known to be wrong"
    MAGNITUDE = "ten, a hundred or a thousand times it"
    OTHER = "another value"
    NONE = "not to be compared"


@dataclass(slots=True)
class Likeness:
    """A relation, its strength (about the digits in common), and the part of the fact compared."""

    relation: Fit
    strength: float = 0.0
    is_main: bool = True
    role: str = ""

    @property
    def fits(self) -> bool:
        """Whether the value is the fact's, exactly or fairly rounded."""
        return self.relation in (Fit.EQUAL, Fit.FAIR)

    @property
    def is_slip(self) -> bool:
        """Whether the value is the fact's but for a slip, or one that others got wrong."""
        return self.relation in (Fit.DIGITS, Fit.MAGNITUDE, Fit.WRONG)


NOTHING = Likeness(Fit.NONE)
NO_LIKENESS = Likeness(Fit.OTHER)
ABOUT = Fraction(1, 20)
"""How far "about" may be from the number: 5% either way."""
PUBLISHED = 0.4
"""The strength of the day of publication, relative to the day of what was counted."""
ROUNDED = Fraction(6, 100)
"""How far a number rounded to its last digit may be: 6%."""


def count_digits(value: Fraction) -> int:
    """Return the significant digits of a number.

    >>> count_digits(Fraction(290_000_000)), count_digits(Fraction(955, 10))
    (2, 3)
    """
    return len(_digits(value)) if (value * 10**4).denominator == 1 else 1


@lru_cache(maxsize=20_000)
def _digits(value: Fraction) -> str:
    """Return the significant digits of a number as text, at most twelve."""
    if value.denominator == 1:
        return str(abs(value.numerator)).rstrip("0")[:12] or "0"
    number = abs(value)
    for _ in range(6):
        if number.denominator == 1:
            break
        number *= 10
    return str(round(number)).rstrip("0")[:12] or "0"


def weigh_digits(value: Fraction) -> float:
    """Return the strength of a match at this value: about its digits."""
    size = log10(float(abs(value))) if value else 0.0
    return count_digits(value) + (0.7 if size >= 4 else 0.3 if size >= 2 else 0.0)


def relate(
    mention: Mention, value: Fraction, qualifier: Qualifier, step: Fraction = Fraction(1)
) -> Likeness:
    """Return how the number of a mention relates to a value."""
    given = mention.value
    if given is None:
        return NOTHING
    # Floats go before fractions, which are slow.
    size, other = given.numerator / given.denominator, value.numerator / value.denominator
    if size == other and given == value:
        return Likeness(Fit.EQUAL, weigh_digits(value))
    apart = size / other if other else 0.0
    if mention.kind is not Kind.SCALE and mention.high is None and not NEAR < apart < 1 / NEAR:
        # Far apart: only a slip may make one of the other, and it takes a digit or zeros.
        if size <= 0 or other <= 0 or _digits(given)[:1] != _digits(value)[:1]:
            return NO_LIKENESS
        return _relate_digits(given, value)
    if is_fair(mention, value, qualifier, step):
        return Likeness(Fit.FAIR, min(weigh_digits(value), weigh_digits(given)))
    if given > 0 and value > 0 and mention.kind is not Kind.SCALE:
        return _relate_digits(given, value)
    return NO_LIKENESS


NEAR = 0.3
"""How far apart a number and what it may be rounded from can be."""


def _relate_digits(given: Fraction, value: Fraction) -> Likeness:
    if _digits(given) == _digits(value):
        return Likeness(Fit.MAGNITUDE, weigh_digits(value))
    if _like_digits(given, value):
        return Likeness(Fit.DIGITS, weigh_digits(value))
    return NO_LIKENESS


def reach(given: Fraction) -> Fraction:
    """Return how far "about" a number may be from the truth: the less, the more digits it has.

    >>> reach(Fraction(600_000)), reach(Fraction(2_460))
    (Fraction(1, 20), Fraction(1, 100))
    """
    digits = count_digits(given)
    return ABOUT if digits <= 2 else Fraction(1, 100) if digits == 3 else Fraction(1, 500)


def is_fair(
    mention: Mention, value: Fraction, qualifier: Qualifier, step: Fraction = Fraction(1)
) -> bool:
    """Return whether the words and digits of a mention are a fair rounding of a value."""
    given, word = mention.value, mention.qualifier
    if given is None or value <= 0 or given <= 0:
        return False
    if mention.kind is Kind.SCALE:
        return value >= given and mention.high is not None and value < mention.high
    off = given - value
    if mention.high is not None and mention.kind is Kind.COUNT:
        return given <= value <= mention.high
    few = count_digits(given) <= 2 or given >= 10**6 or word is not Qualifier.BARE
    if few and abs(off) <= min(mention.step / 2, value * ROUNDED) and mention.step > 9:
        return True  # Rounded right; whether its word is right, `compare_qualifier` says.
    near = value * reach(given)
    if word in (Qualifier.MORE, Qualifier.LEAST):
        slack = mention.step * Fraction(3, 2) if mention.is_spelled else mention.step
        return off < 0 and -off <= max(slack, 2 * near)
    if word is Qualifier.JUST_MORE:
        return off < 0 and -off <= max(mention.step / 2, near)
    if word is Qualifier.NEARLY:
        return off > 0 and off <= max(mention.step / 2, 2 * near)
    if word in (Qualifier.LESS, Qualifier.MOST):
        return off > 0 and off <= max(mention.step, 2 * near)
    if mention.is_fraction:
        return abs(off) <= max(mention.step, value * ABOUT)
    if word is Qualifier.ABOUT:
        return abs(off) <= max(min(mention.step / 2, value * ROUNDED), near)
    rounded = few and mention.step > step and abs(off) <= min(mention.step / 2, value * ROUNDED)
    finer = qualifier is Qualifier.ABOUT and step > mention.step and abs(off) <= step / 2
    return rounded or finer


def _like_digits(one: Fraction, other: Fraction) -> bool:
    """Return whether two numbers differ as a slip of the fingers would make them."""
    a, b = _digits(one), _digits(other)
    if min(len(a), len(b)) < 2 or (one.denominator != 1 and other.denominator == 1):
        return False
    if len(str(int(one))) == len(str(int(other))) and len(a) == len(b):
        wrong = [n for n in range(len(a)) if a[n] != b[n]]
        if len(wrong) == 1:
            return len(a) >= 4
        swapped = sorted(a) == sorted(b) and len(wrong) <= 3
        return swapped and (len(a) >= 3 or len(wrong) == 2)
    longer, shorter = (a, b) if len(a) > len(b) else (b, a)
    if len(longer) == len(shorter) + 1 and len(shorter) >= 2:
        return any(longer[:n] + longer[n + 1 :] == shorter for n in range(len(longer)))
    return False


# Dates.


def relate_days(mention: Mention, days: Days) -> Likeness:
    """Return how a date of a draft relates to a date of a fact."""
    if mention.first is None or mention.last is None:
        if mention.value is not None and days.first == days.last:
            same = days.first.day == int(mention.value)
            return Likeness(Fit.FAIR, 1.0, role=days.role) if same else NOTHING
        return NOTHING
    first, last = mention.first, mention.last
    if not mention.year_given:
        year = days.first.year
        first, last = _move(first, year), _move(last, year)
    # "The year before Oct. 1" and "the year to October" end the day before.
    ends = mention.role in ("before", "end") and days.role == "end"
    if ends and timedelta() < first - days.last <= timedelta(days=1):
        return Likeness(Fit.FAIR, 3.0, role=days.role)
    whole_year = (last - first).days > 300
    if (first, last) == (days.first, days.last):
        strength = 3.5 if first == last else 1.0 if whole_year else 2.0
        return Likeness(Fit.EQUAL, strength, role=days.role)
    if first <= days.first and days.last <= last:
        return Likeness(Fit.FAIR, 0.5 if whole_year else 1.5, role=days.role)
    if days.first <= first and last <= days.last:
        long = (days.last - days.first).days > 40
        return Likeness(Fit.FAIR, 0.3 if long else 1.0, role=days.role)
    years = whole_year and (days.last - days.first).days > 300 and first.year != days.first.year
    if years and sorted(str(first.year)) == sorted(str(days.first.year)):
        return Likeness(Fit.DIGITS, 1.5, role=days.role)
    month = first != last and not whole_year and (days.last - days.first).days < 31
    if (
        month
        and mention.year_given
        and (first.month, last.month) == (days.first.month, days.last.month)
    ):
        return Likeness(Fit.DIGITS, 1.5, role=days.role)
    if first == last and days.first == days.last and _like_days(first, days.first):
        return Likeness(Fit.DIGITS, 2.0, role=days.role)
    return Likeness(Fit.OTHER, role=days.role)


def _move(day: date, year: int) -> date:
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)


def _like_days(one: date, other: date) -> bool:
    """Return whether two days share month and year, day and year, or day and month."""
    same = (one.year == other.year) + (one.month == other.month) + (one.day == other.day)
    return same == 2


# A fact as a whole.

_RANKED = {
    Fit.EQUAL: 4, Fit.FAIR: 3, Fit.WRONG: 3, Fit.DIGITS: 2,
    Fit.MAGNITUDE: 2, Fit.OTHER: 1, Fit.NONE: 0,
}  # fmt: skip


def compare_value(mention: Mention, fact: Fact, whole: Mention | None = None) -> Likeness:
    """Return how a number or date relates to a fact: to its value, or to its other numbers.

    `whole` is the number that it is a part of, if the draft says so.
    """
    found = _compare_value(mention, fact)
    if whole and whole.value and found.relation is Fit.EQUAL and found.is_main:
        both = any(one.value == whole.value for one in fact.also)
        found = (
            replace(found, strength=found.strength + weigh_digits(whole.value)) if both else found
        )
    if found.role == "published":
        found = replace(found, strength=found.strength * PUBLISHED)
    if not found.fits and find_wrong(mention, fact):
        return Likeness(Fit.WRONG, 2.0)
    return found


def find_wrong(mention: Mention, fact: Fact) -> Wrong | None:
    """Return which of the numbers and dates that others gave for a fact by mistake this one is."""
    for wrong in fact.wrong:
        if mention.kind is Kind.DATE and wrong.first and wrong.last:
            days = Days("value", wrong.first, wrong.last)
            if relate_days(mention, days).relation is Fit.EQUAL:
                return wrong
        comparable = mention.kind in (Kind.COUNT, Kind.SCALE, fact.kind)
        if not comparable or mention.value is None or wrong.value is None:
            continue
        loose = mention.kind is Kind.SCALE  # "Tens of millions" is two of them, or ten million.
        if mention.value == wrong.value or (
            loose and wrong.value / 3 < mention.value < wrong.value * 3
        ):
            return wrong
    return None


def _compare_value(mention: Mention, fact: Fact) -> Likeness:
    if mention.kind is Kind.LIST:
        return _compare_list(mention, fact)
    if mention.kind is Kind.DATE:
        is_specific = fact.kind is Kind.DATE or mention.role
        found = [
            relate_days(mention, days)
            for days in fact.days
            if days.role != "published" or not is_specific
        ]
        best = _best(found)
        if best.relation is Fit.FAIR and _is_part(mention, fact):
            best = replace(best, is_main=False)
        month = mention.first != mention.last and fact.kind is not Kind.DATE and mention.role == ""
        if best.relation is Fit.DIGITS and (month or _is_within(mention, fact)):
            best = Likeness(Fit.OTHER)
        other = _best(
            relate_days(mention, Days("beside", one.first, one.last))
            for one in fact.also
            if one.kind is Kind.DATE and one.first and one.last
        )
        return _better(best, Likeness(other.relation, other.strength * 0.8, False, "beside"))
    main = NOTHING
    if fact.value is not None and _comparable(mention, fact):
        main = relate(mention, fact.value, fact.qualifier, fact.step)
        if mention.kind is Kind.VOTES:
            same = main.relation is Fit.EQUAL and mention.high == fact.high
            main = Likeness(Fit.EQUAL, 4.0) if same else Likeness(Fit.OTHER)
        elif fact.high is not None and mention.high is None and main.relation is Fit.OTHER:
            within = mention.value is not None and fact.value <= mention.value <= fact.high
            main = Likeness(Fit.FAIR, 1.0) if within else main
    if main.fits or mention.value is None:
        return main
    other = _best(
        relate(mention, one.value, one.qualifier, one.step)
        for one in fact.also
        if one.kind is mention.kind and one.value is not None and one.lasting == mention.lasting
        and one.high == mention.high
        and one.value < 4 * mention.value and mention.value < 4 * one.value
    )  # fmt: skip
    if other.fits:
        return Likeness(other.relation, other.strength * 0.8, False, "beside")
    return main


def _is_part(mention: Mention, fact: Fact) -> bool:
    """Return whether a year has only the beginning or the end of what a fact counts."""
    if mention.first is None or mention.last is None or fact.period is None:
        return False
    inside = [mention.first <= one <= mention.last for one in fact.period]
    return (mention.last - mention.first).days > 300 and inside[0] != inside[1]


def _is_within(mention: Mention, fact: Fact) -> bool:
    """Return whether a date lies within what was counted: no slip of its first or last day."""
    if fact.period is None or mention.first is None:
        return False
    first, last = fact.period
    year = first.year if mention.year_given else last.year
    day = mention.first if mention.year_given else _move(mention.first, year)
    return first < day < last


def _comparable(mention: Mention, fact: Fact) -> bool:
    kinds = {mention.kind, fact.kind}
    if bool(mention.lasting) != bool(fact.lasting) and fact.unit not in TIMES_OF:
        return False
    if kinds <= {Kind.COUNT, Kind.SCALE, Kind.RANK}:
        return Kind.RANK not in kinds
    if kinds == {Kind.PERCENT, Kind.POINTS}:
        return True
    return len(kinds) == 1


def _better(one: Likeness, other: Likeness) -> Likeness:
    first = (_RANKED[one.relation], one.strength) >= (_RANKED[other.relation], other.strength)
    return one if first else other


def _best(found: Iterable[Likeness]) -> Likeness:
    best = NOTHING
    for one in found:
        if one.relation is not Fit.NONE:
            best = _better(best, one)
    return best


def _compare_list(mention: Mention, fact: Fact) -> Likeness:
    """Return how a list relates to the members of a fact."""
    names = set(mention.names)
    if not fact.members or not names:
        return NOTHING
    common = len(names & fact.members)
    if names == fact.members:
        return Likeness(Fit.EQUAL, 2.0 + len(names))
    if names < fact.members:
        return Likeness(Fit.FAIR, float(common))
    if common >= 2 and common >= len(names) - 1:
        return Likeness(Fit.DIGITS, float(common))
    return Likeness(Fit.OTHER, 0.0)


# Scope: who, where, when, by whom counted. Each takes sets of terms and returns what is wrong.


@dataclass(frozen=True)
class Difference:
    """A difference between a draft and a fact: of what kind, how sure, and what is right."""

    kind: str
    sure: bool
    wrong: str = ""
    right: str = ""
    label: str = ""
    """The label of the house for it; filled by its kind."""

    def __post_init__(self) -> None:
        if not self.label:
            object.__setattr__(self, "label", WORDS["labels"].get(self.kind, "Wrong number"))


SAME_THING = tuple(map(frozenset, WORDS["same_thing"]))
PART_OF_ANOTHER: str = WORDS["distinct"][-1]
BROAD, BODIES, DISTINCT, ANYTHING, TIMES_OF = (
    frozenset(WORDS[name]) for name in ("broad", "bodies", "distinct", "anything", "times_of")
)


def compare_agency(
    named: frozenset[str], everybody: frozenset[str], together: bool, fact: Fact
) -> Difference | None:
    """Return a difference if the draft names bodies and none of them is the fact's.

    It is one only if the fact's isn't named in the sentence at all (`everybody`), nor may be meant
    by words such as "combined" (`together`); else it only keeps the number from matching.
    """
    strict = fact.who & BODIES
    loose = fact.actors & BODIES if len(fact.actors & BODIES) == 1 else frozenset[str]()
    named, bodies = named & BODIES, strict or loose
    distinct = everybody & DISTINCT
    if distinct == {PART_OF_ANOTHER} and strict > distinct:
        return Difference("name", False, PART_OF_ANOTHER)  # what is both's isn't that one's alone
    if (
        distinct
        and bodies & DISTINCT
        and not distinct & bodies
        and (named <= BROAD or named & bodies)
    ):
        return Difference("name", False, _first(distinct))
    if not named and bodies and everybody & BODIES and not everybody & bodies:
        return Difference("name", False, _first(everybody & BODIES))
    if named & BROAD and not bodies and fact.kind is not Kind.DATE:
        return Difference("name", False, _first(named))
    if not named or not bodies or named & bodies:
        return None
    for alike in map(frozenset, WORDS["same_body"]):
        if named & alike and bodies & alike:
            return None
    if (named & BROAD and len(bodies) > 2) or (bodies <= BROAD and fact.kind is Kind.DATE):
        return None
    if everybody & bodies or (bodies <= BROAD and (together or len(named) > 1)):
        return Difference("name", False, _first(named))
    return Difference("agency", bool(strict), _first(named), _first(bodies))


def compare_place(named: frozenset[str], fact: Fact, states: frozenset[str]) -> Difference | None:
    """Return a difference if a fact is about one place, and the draft names only others.

    `named` are the places of the sentence and those around them; towns of one state differ.
    """
    towns = named - states
    if towns and fact.place and fact.place not in states:
        named = towns
    if not named or not fact.where or named & fact.where:
        return None
    if not fact.place and not fact.lasting:
        return None  # A law's period is its state's; other facts may mention places.
    return Difference("place" if fact.place else "name", False, _first(named), fact.place)


def compare_unit(
    units: tuple[str, ...], counted: bool, fact: Fact, known: frozenset[str]
) -> Difference | None:
    """Return a difference if what is counted is another thing than the fact counts.

    `counted`: the first of the units is surely what the number counts.
    """
    if not units or fact.kind not in (Kind.COUNT, Kind.SCALE) or fact.unit in units:
        return None
    if fact.unit not in known:
        return Difference("unit", False)
    given = frozenset(units)
    if given <= ANYTHING:
        return Difference("unit", False)
    for alike in SAME_THING:
        if given & alike and fact.unit in alike:
            return None
    sure = any(given & pair and fact.unit in pair for pair in map(frozenset, WORDS["often_mixed"]))
    return Difference("unit", sure, _first(given) if sure or counted else "", fact.unit)


def compare_rate(mention: Mention, fact: Fact) -> Difference | None:
    """Return a difference if both are rates and of different periods."""
    if not mention.per or mention.per in (fact.per, "each"):
        return None
    if fact.per:
        return Difference("unit", True, f"a {mention.per}", f"a {fact.per}")
    days = DAYS_IN.get(mention.per)
    if days and fact.period and abs((fact.period[1] - fact.period[0]).days + 1 - days) > days / 5:
        return Difference("period", False, "", f"{fact.period[0]} to {fact.period[1]}")
    return None


def compare_lasting(mention: Mention, fact: Fact) -> Difference | None:
    """Return a difference if both are lengths of time, of another unit."""
    if not mention.lasting or not fact.lasting or mention.role == "apart":
        return None
    if mention.lasting != fact.lasting:
        return Difference("unit", True, f"{mention.lasting}s", f"{fact.lasting}s")
    given, right = (f"{one.working} {one.lasting}s".strip() for one in (mention, fact))
    if mention.working and given != right and {given, right} != {"days", "calendar days"}:
        return Difference("unit", True, given, right)
    return None


def compare_kind(mention: Mention, fact: Fact) -> Difference | None:
    """Return a difference if points are written where percent is meant."""
    if mention.kind is Kind.POINTS and fact.kind is Kind.PERCENT:
        return Difference("points", True, "percentage points", "percent")
    return None


def compare_qualifier(mention: Mention, definite: bool, fact: Fact) -> Difference | None:
    """Return a difference if a floor became a ceiling, or a word that matters was dropped.

    `definite`: "the 290 million" may be a number that was given in full before.
    """
    found = _compare_qualifier(mention, fact)
    if found and definite and not found.wrong:
        return Difference("least", False)
    return found


def _compare_qualifier(mention: Mention, fact: Fact) -> Difference | None:
    if mention.value is None or fact.value is None or fact.kind is Kind.DATE:
        return None
    word, given = mention.qualifier, fact.qualifier
    if mention.value == fact.value:
        if given.is_up and word.is_down:
            return Difference("qualifier", True, word.value, given.value)
        if given.is_down and word.is_up:
            return Difference("qualifier", True, word.value, given.value)
        if given in (Qualifier.EXACT, Qualifier.BARE):
            strict = word in (Qualifier.MORE, Qualifier.LESS, Qualifier.NEARLY, Qualifier.JUST_MORE)
            if strict and count_digits(fact.value) >= 3:
                return Difference("qualifier", False, word.value, "exactly")
            if word not in (Qualifier.BARE, Qualifier.EXACT, Qualifier.ABOUT):
                return Difference("least", False)
        if given is Qualifier.ABOUT and word not in (Qualifier.ABOUT, Qualifier.BARE):
            return Difference("qualifier", False, word.value, given.value)
        if given is Qualifier.ABOUT and word is Qualifier.BARE:
            return Difference("name", False)
        if given is Qualifier.LEAST and word is Qualifier.BARE and mention.value > 2:
            return Difference("least", False, "", given.value)
        if given is Qualifier.LEAST and word in (Qualifier.MORE, Qualifier.JUST_MORE):
            return Difference("least", False, word.value, given.value)
        floor = given in (Qualifier.MORE, Qualifier.NEARLY, Qualifier.MOST) and mention.value >= 50
        if floor and word in (Qualifier.BARE, Qualifier.EXACT):
            return Difference("qualifier", False, "", given.value)
        return None
    off = mention.value - fact.value
    bare = word in (Qualifier.BARE, Qualifier.EXACT) and not mention.is_fraction
    if bare and mention.step >= 10 and abs(off) > abs(fact.value) / 100:
        right = "nearly" if off > 0 else "more than"
        return Difference("qualifier", False, "", right)
    near = abs(off) <= max(mention.step, fact.value * ABOUT)
    if near and given in (Qualifier.EXACT, Qualifier.BARE) and mention.step > 1:
        if word in (Qualifier.MORE, Qualifier.JUST_MORE, Qualifier.LEAST) and off > 0:
            return Difference("qualifier", True, word.value, "nearly")
        if word in (Qualifier.NEARLY, Qualifier.LESS, Qualifier.MOST) and off < 0:
            return Difference("qualifier", True, word.value, "more than")
    return None


def compare_end(
    mention: Mention,
    start: Mention | None,
    length: Mention | None,
    end: Mention | None,
    fact: Fact,
) -> Difference | None:
    """Return a difference if a date ends or begins a period that is the fact's, and wrongly.

    The period is the fact's if it begins with it (`start`), lasts as long (`length`), or ends with
    it (`end`).
    """
    if fact.period is None or mention.first is None or mention.last is None:
        return None
    first, last = fact.period
    if any(relate_days(mention, one).fits for one in fact.days):
        return None
    if start is not None and start.first and start.year_given and (last - first).days > 31:
        begins = Days("start", first, first)
        same = any(
            relate_days(start, one).relation is Fit.EQUAL
            or (start.first <= first <= (start.last or first) and first.day == 1)
            for one in (begins, *(one for one in fact.days if one.role == "start"))
        )
        if same:
            return Difference("date", True, "", f"{last:%Y-%m-%d}")
    if end is not None and end.first and (last - first).days > 31:
        ends = [one for one in fact.days if one.role == "end"]
        if any(relate_days(end, one).relation is Fit.EQUAL for one in ends):
            return Difference("date", False, "", f"{first:%Y-%m-%d}")
    if length is not None and length.value is not None and mention.role == "end":
        days = DAYS_IN.get(length.lasting, Fraction(0))
        lasts = (last - first).days + 1
        if days and abs(length.value * days - lasts) <= Fraction(lasts, 20):
            return Difference("date", True, "", f"{last:%Y-%m-%d}")
    return None


def compare_period(dates: Iterable[Mention], fact: Fact) -> Difference | None:
    """Return a difference if a number is dated, and none of the fact's dates is near that."""
    dates = [one for one in dates if one.first and one.last]
    if not dates or not fact.days or not fact.period:
        return None
    dated = [one for one in fact.also if one.kind is Kind.DATE and one.first and one.last]
    days = [*fact.days, *(Days("beside", one.first, one.last) for one in dated
                          if one.first and one.last)]  # fmt: skip
    start, end = fact.period
    wrong = None
    for one in dates:
        assert one.first
        assert one.last
        first, last = one.first, one.last
        if not one.year_given:
            first, last = _move(first, end.year), _move(last, end.year)
        if one.role == "calendar" and (start, end) != (first, last) and (end - start).days > 300:
            return Difference("period", True, _say_span(first, last), f"{start} to {end}")
        # A month of a year that was counted is another count, unless the fact has it too.
        part = (end - start).days > 2 * ((last - first).days + 1) and len(dates) == 1
        inside = (start <= first and last <= end) or (first <= start and end <= last)
        if inside and part and not fact.per and start < first and last < end and first != last:
            inside = any(_meets(first, last, day) for day in days if day.role != "value")
            if not inside:
                wrong = Difference("period", False, _say_span(first, last), f"{start} to {end}")
                continue
        if inside or any(relate_days(one, day).fits for day in days):
            return None
        wrong = Difference("period", False, _say_span(first, last), f"{start} to {end}")
    return wrong


def _say_span(first: date, last: date) -> str:
    """Return a day, month or year in ISO form."""
    days = (last - first).days
    return f"{first:%Y-%m-%d}"[: 10 if days < 27 else 7 if days < 300 else 4]


def _meets(first: date, last: date, days: Days) -> bool:
    return first <= days.last and days.first <= last


def compare_length(days: float, fact: Fact) -> Difference | None:
    """Return a difference if a number is said to have taken much longer or less than it did."""
    if not days or fact.period is None or fact.per:
        return None
    first, last = fact.period
    took = (last - first).days + 1
    if took < 1.5 * days and days < 1.5 * took:
        return None
    lengths = [float(one.value) for one in fact.also if one.lasting and one.value]
    if any(abs(days - one * size) < 0.1 * days for one in lengths for size in (1, 7, 30.44, 365)):
        return None
    return Difference("period", False, "", f"{first} to {last}")


def compare_whole(whole: Mention | None, fact: Fact) -> Difference | None:
    """Return a difference if a part has another whole than the fact's."""
    if whole is None or whole.value is None or fact.kind is not Kind.COUNT or fact.value is None:
        return None
    wholes = {one.value for one in fact.also if one.value and one.kind is Kind.COUNT}
    wholes = {one for one in wholes if fact.value < one <= 20 * fact.value}
    if whole.value in wholes:
        return None
    if not wholes:
        return Difference("name", False)
    return Difference("base", len(wholes) == 1, f"{whole.value}", f"{max(wholes)}")


def compare_credit(named: frozenset[str], fact: Fact) -> Difference | None:
    """Return a difference if the draft credits somebody, and none of those the fact names."""
    if not named or not fact.sources or named & fact.sources:
        return None
    return Difference("credit", False, _first(named), _first(fact.sources))


def compare_denial(denied: bool, fact: Fact) -> Difference | None:
    """Return a difference if a fact says what is not, and the draft doesn't: most of a share."""
    if denied or not CUES["denied"].search(fact.about):
        return None
    return Difference(
        "qualifier" if fact.kind is Kind.PERCENT else "name", False, "with", "without"
    )


def compare_members(mention: Mention, fact: Fact) -> Difference | None:
    """Return the members of a list that the fact doesn't have, if all but one or two agree."""
    names = set(mention.names)
    strange, lacking = names - fact.members, fact.members - names
    if not strange or len(names & fact.members) < max(2, len(names) - 2):
        return None
    sure = len(strange) == 1 and len(names & fact.members) >= 2 and len(names) >= 3
    return Difference("members", sure, ", ".join(sorted(strange)), ", ".join(sorted(lacking)))


def _first(names: frozenset[str]) -> str:
    return min(names, default="")
