"""Own sums: what a story works out from its own numbers, or from facts it has just named.

Shares, changes, multiples, rates, sums and lengths of time. Only the nearest numbers are
tried, so a sum seldom fits by chance; and a sum is called wrong only where the sentence leaves
no doubt which numbers it means, or where what it gives is what they give but for one slip.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from fractions import Fraction
from itertools import combinations, islice

from helpers.drafts.compare import ROUNDED, SAME_THING, Fit, reach, relate
from helpers.drafts.facts import Fact
from helpers.drafts.mentions import CUES, DAYS_IN, Kind, Mention, Qualifier
from helpers.drafts.prose import Sentence

MANY = 20
"""So many percentages, the last ones, may be the two that a number is the difference of."""
NAMED = 9
"""The distance of a fact that the story mentioned without its number nearby."""
CLOSE = 6
"""Characters between a number and what is worked out from it: "1,900, or nearly half"."""
FAR = Fraction(8, 5)
"""How far from its floor or ceiling a result may be: 1.6 times."""


@dataclass(frozen=True)
class Operand:
    """A number that a story has just given, or a fact it has just named.

    `distance` is how many sentences back it is (NAMED: a fact), `at` to `stop` its span. `days` is
    how long what was counted took, if that is known; `ordinal` the day, of a date.
    """

    value: Fraction
    kind: Kind
    ids: tuple[str, ...]
    unit: str
    text: str
    distance: int
    at: int = 0
    stop: int = 0
    qualifier: Qualifier = Qualifier.BARE
    lasting: str = ""
    days: int = 0
    ordinal: int = 0
    who: frozenset[str] = frozenset()
    per: str = ""


@dataclass(frozen=True)
class Worked:
    """A sum that a number may be: how, what comes out, from what; `near` if beyond doubt."""

    how: str
    fault: str
    value: Fraction
    operands: tuple[Operand, ...]
    near: bool = False
    qualifier: Qualifier = Qualifier.BARE
    span: tuple[int, int] = (0, 0)
    """The words that say which way a number went."""

    @property
    def ids(self) -> frozenset[str]:
        """The facts it was worked out from."""
        return frozenset(name for one in self.operands for name in one.ids)


@dataclass(frozen=True)
class Result:
    """The result for a number that is worked out: the sum that gives it, or the one meant."""

    fits: Worked | None = None
    meant: Worked | None = None
    sure: bool = False
    fault: str = ""
    likely: bool = False
    """Whether the sum meant is worth a look, though not beyond doubt."""


def work_out(mention: Mention, sentence: Sentence, operands: Sequence[Operand]) -> Result | None:
    """Return what a number of a sentence is worked out from, or None if it isn't a sum."""
    if mention.value is None or mention.is_rest or mention.is_denied:
        return None
    left = sentence.text[max(0, mention.start - 70) : mention.start]
    right = sentence.text[mention.end : mention.end + 60]
    others = [one for one in operands if one.at != mention.at or one.distance]
    made = _work_out_change(mention, sentence.text, others) or _find_turn(
        mention, sentence.text, others
    )
    return made or _lean(mention, sentence, _work_out(mention, left, right, others, sentence.text))


def _other_way(turn: re.Match[str], away: int) -> str:
    """Return the word for the way that a number really went."""
    return ("down" if turn["up"] else "up") if away else ("fell" if turn["up"] else "rose")


def _find_turn(mention: Mention, text: str, operands: Sequence[Operand]) -> Result | None:
    """Return that a number fell where it rose, by the "from A to B" or "up from A" that it ends."""
    if mention.kind not in (Kind.COUNT, Kind.MONEY, Kind.PERCENT) or mention.value is None:
        return None
    before = [one for one in operands if one.distance == 0 and one.kind is mention.kind
              and one.stop <= mention.at
              and bool(one.lasting) == bool(mention.lasting)]  # fmt: skip
    if not before:
        return None
    a = max(before, key=lambda one: one.at)
    between = text[a.stop : mention.at]
    turn = (
        CUES["turn"].search(text, max(0, a.at - 60), a.at) if CUES["to"].search(between) else None
    )
    turn = turn if turn and CUES["from"].search(text, 0, a.at) else None
    first, last, start = a.value, mention.value, 0
    if turn is None:
        turn, first, last, start = CUES["away"].search(between), last, first, a.stop
    if turn is None or first == last or len(between) > 60 or CUES["parted"].search(between):
        return None
    if (last > first) == bool(turn["up"]):
        return None
    a_word, end = turn.span("up" if turn["up"] else "down")
    made = Worked(
        _other_way(turn, start),
        "direction",
        mention.value,
        (a,),
        span=(start + a_word, start + end),
    )
    return Result(meant=made, sure=True, fault="direction")


def _work_out_change(mention: Mention, text: str, operands: Sequence[Operand]) -> Result | None:
    """Return what a change or multiple is by the "from A to B" near it, if there is one."""
    if mention.kind not in (Kind.PERCENT, Kind.TIMES) or CUES["of"].match(text, mention.end):
        return None
    here = sorted((one for one in operands if one.distance == 0 and one.value > 0
                   and not one.lasting and one.kind in (Kind.COUNT, Kind.MONEY)),
                  key=lambda one: one.at)  # fmt: skip
    for a, b in itertools.pairwise(here):
        between = text[a.at : b.at]
        if not (CUES["from"].search(text, max(0, a.at - 30), a.at) and CUES["to"].search(between)):
            continue
        gap = mention.start - b.stop if mention.at > b.at else a.at - mention.end
        words = text[b.at : mention.start] if mention.at > b.at else text[mention.end : a.at]
        if not 0 <= gap <= 60 or CUES["parted"].search(words) or a.value == b.value:
            continue
        change = 100 * abs(a.value - b.value) / a.value
        if mention.kind is Kind.TIMES:
            small, large = sorted((a.value, b.value))
            less = mention.value is not None and mention.value < 1
            made = Worked("ratio", "ratio", small / large if less else large / small, (a, b), True)
        else:
            made = Worked("rise" if b.value > a.value else "fall", "change", change, (a, b), True)
        if fits(mention, made):
            return Result(fits=made)
        return Result(meant=made, sure=True, fault=_find_slip(mention, made) or made.fault)
    return None


def _lean(mention: Mention, sentence: Sentence, result: Result | None) -> Result | None:
    """Return a result that is worth a look if the words say that it rests on what came before."""
    if result is None or result.fits or result.sure or result.meant is None or not result.fault:
        return result
    worked = result.meant
    leans = CUES["leans"].search(sentence.text[: mention.start])
    whole = leans and leans.start() == 0 and all(one.distance == 1 for one in worked.operands)
    here = (
        leans
        and leans.start()
        and all(one.distance == 0 and one.at < mention.at for one in worked.operands)
    )
    named = (
        mention.kind is Kind.TIMES
        and all(one.distance == NAMED for one in worked.operands)
        and len({one.who for one in worked.operands}) == len(worked.operands)
        and all(any(tag.term in one.who for tag in sentence.tags) for one in worked.operands)
    )
    leaning = worked.near and (whole or here or named)
    return replace(result, likely=bool(result.likely or leaning))


def _work_out(
    mention: Mention, left: str, right: str, others: Sequence[Operand], text: str
) -> Result | None:
    """Return what a number is worked out from, by its kind."""
    if mention.kind is Kind.TIMES:
        found = _settle(mention, list(_times(mention, others)), False)
        if found and found.fits and CUES["times_more"].match(right) and mention.value != 1:
            return Result(meant=found.fits, likely=True, fault="times")
        return _weigh(mention, found, others, 60)
    if mention.kind is Kind.PERCENT:
        return _percent(mention, others, left, right)
    if mention.kind is Kind.POINTS:
        gaps = [abs(a.value - b.value) for a, b in combinations(others, 2)
                if a.kind is b.kind is Kind.PERCENT]  # fmt: skip
        made = _percent(replace(mention, kind=Kind.PERCENT), others, left, right)
        if made and made.fits and mention.value not in gaps:
            return Result(meant=replace(made.fits, fault="percent"), sure=True, fault="points")
        shares = any(one.kind is Kind.PERCENT for one in others) or CUES["share"].search(
            left + right
        )
        counts = [one for one in _counts(others) if one.distance <= 1 and one.value >= 100]
        if counts and not shares:
            meant = Worked("percent", "percent", mention.value or Fraction(0), (counts[-1],))
            return Result(meant=meant, sure=True, fault="points")
        return None
    if mention.kind not in (Kind.COUNT, Kind.MONEY):
        return None
    if mention.per:
        found = _settle(mention, list(_rates(mention, others)), False)
        return _other_period(mention, others) or found if not (found and found.fits) else found
    if mention.lasting:
        return _settle(
            mention, list(_lengths(mention, others, text)), bool(CUES["these"].search(left))
        )
    if CUES["total"].search(left) or CUES["totaled"].match(right):
        return _sums(
            mention, others, bool(CUES["totaled"].match(right) or CUES["added"].search(left))
        )
    if CUES["shared"].search(left) or CUES["makes"].search(left):
        return _settle(mention, list(_products(mention, others, text)), True)
    if CUES["gap"].search(left) or CUES["gapped"].match(right):
        return _settle(mention, list(_gaps(mention, others)), False)
    return None


def _settle(mention: Mention, worked: Sequence[Worked], certain: bool) -> Result | None:
    """Return the first sum that fits; else the one that is meant, and whether that is certain."""
    has_near = any(one.near for one in worked)
    for one in worked:
        if fits(mention, one):
            # What the story didn't name may fit by chance, where it named two numbers that don't.
            far = has_near and not one.near and any(two.distance == NAMED for two in one.operands)
            return Result() if far else Result(fits=one)
    for one in worked:
        close = all(two.distance <= 1 or two.distance == NAMED for two in one.operands)
        slip = _find_slip(mention, one) if one.near or close else ""
        if slip and one.near:
            return Result(meant=one, sure=True, fault=slip)
    near = next((one for one in worked if one.near), None)
    if near is None:
        return Result(meant=worked[0], fault=worked[0].fault) if worked else None
    return Result(meant=near, sure=certain, fault=near.fault)


def fits(mention: Mention, worked: Worked) -> bool:
    """Return whether a number is what a sum gives, fairly rounded and with its words."""
    value, given, word = worked.value, mention.value, mention.qualifier
    if given is None or value <= 0 or given <= 0:
        return False
    far = FAR if worked.near else Fraction(11, 10)
    if word in (Qualifier.MORE, Qualifier.LEAST):
        return (
            given <= value * Fraction(1001, 1000)
            and value <= given * far
            and (value > given or worked.qualifier.is_up or word is Qualifier.LEAST)
        )
    if word is Qualifier.JUST_MORE:
        return given < value <= given * Fraction(115, 100)
    if word in (Qualifier.LESS, Qualifier.MOST):
        return given / far <= value < given and not worked.qualifier.is_up
    if word is Qualifier.NEARLY:
        up = worked.qualifier.is_up and value * Fraction(1001, 1000) >= given
        return given * Fraction(85, 100) <= value <= given and not up
    off = abs(given - value)
    if mention.is_fraction:
        return off <= max(mention.step, value / 20)
    half = mention.step / 2 if mention.step < 100 else min(mention.step / 2, value * ROUNDED)
    if word is Qualifier.ABOUT:
        return off <= max(half, value * reach(given))
    return off <= half


def _find_slip(mention: Mention, worked: Worked) -> str:
    """Return what one slip makes a number what a sum gives: digits, magnitude, side or base."""
    given, value = mention.value, worked.value
    assert given is not None
    bare = replace(mention, qualifier=Qualifier.ABOUT)
    if fits(bare, worked) and mention.qualifier is not Qualifier.BARE:
        off = given - value
        if mention.qualifier.is_up and off > value / 200:
            return "qualifier"
        clear = off < -value / 200 or (worked.qualifier.is_up and given == value)
        return "qualifier" if mention.qualifier.is_down and clear else ""
    if mention.is_spelled and mention.kind is not Kind.PERCENT and given < 20:
        return ""
    if mention.kind is not Kind.TIMES and (not mention.is_fraction or (mention.base or 0) >= 100):
        for power in (10, 100, 1000):
            for other in (value * power, value / power):
                near = abs(given - other) <= max(mention.step / 2, other / 50)
                if near and (worked.near or worked.how == "share"):
                    return "magnitude"
    is_local = all(one.distance == 0 for one in worked.operands)
    if mention.kind is Kind.PERCENT and worked.fault == "share" and is_local and worked.near:
        rest = replace(worked, value=100 - value)
        if mention.is_fraction and abs(50 - value) > 10 and fits(bare, rest):
            return "base"
    whole = Fraction(round(value / mention.step)) * mention.step
    like = relate(replace(bare, qualifier=Qualifier.EXACT), whole, Qualifier.EXACT)
    if like.relation is Fit.DIGITS and not mention.is_fraction:
        return "digits"
    return ""


# Which numbers are meant: the nearest ones.


def _counts(operands: Sequence[Operand]) -> list[Operand]:
    """Return the numbers that a sum may rest on: no rates, and no "one" or "two" of nothing."""
    return [
        one for one in operands
        if one.kind in (Kind.COUNT, Kind.MONEY) and one.value > 0 and not one.per
        and (one.value > 1 or not one.text[:1].isalpha())
        and (one.value > 9 or one.unit or one.lasting or not one.text[:1].isalpha())
    ]  # fmt: skip


def _alike(a: Operand, b: Operand) -> bool:
    same = not a.unit or not b.unit or a.unit == b.unit or bool(a.lasting and b.lasting)
    same = same or any({a.unit, b.unit} <= group for group in SAME_THING)
    return same and bool(a.lasting) == bool(b.lasting) and a.kind is b.kind


def _pairs(
    mention: Mention, operands: Sequence[Operand], *, alike: bool = True
) -> Iterator[tuple[Operand, Operand, bool]]:
    """Yield pairs of numbers, those that are meant first, and whether that is beyond doubt."""
    counts = _counts(operands)
    here = sorted((one for one in counts if one.distance == 0), key=lambda one: one.at)
    before = [one for one in here if one.at < mention.at]
    back = sorted(
        (one for one in counts if 0 < one.distance < NAMED), key=lambda one: (one.distance, -one.at)
    )[:4]
    named = [one for one in counts if one.distance == NAMED][:4]
    found: list[tuple[Operand, Operand, bool]] = []
    if len(here) >= 2:
        first = before[-2:] if len(before) >= 2 else here[:2]
        found.append((first[0], first[1], True))
        found += [(a, b, False) for a, b in combinations(here, 2) if (a, b) != tuple(first)]
    elif len(here) == 1:
        found += [(one, here[0], n == 0) for n, one in enumerate(back)]
        found += [(one, here[0], False) for one in named]
    else:
        if len(back) >= 2:
            found.append((back[1], back[0], True))
        found += [(one, back[0], False) for one in named if back]
        apart = [(a, b) for a, b in combinations(named, 2) if not a.who & b.who or a.who == b.who]
        found += [(a, b, not back and n == 0) for n, (a, b) in enumerate(apart)]
        found += [(one, back[0], False) for one in back[2:]]
    yield from islice((pair for pair in found if not alike or _alike(pair[0], pair[1])), 8)


def _times(mention: Mention, operands: Sequence[Operand]) -> Iterator[Worked]:
    for a, b, near in _pairs(mention, operands):
        if a.value == b.value and not a.lasting:
            continue
        ratio = a.value / b.value
        if a.lasting and b.lasting:
            ratio *= DAYS_IN[a.lasting] / DAYS_IN[b.lasting]
        if (ratio < 1) != (mention.value is not None and mention.value < 1):
            ratio = 1 / ratio
        up = Qualifier.MORE if (a.qualifier.is_up or b.qualifier.is_up) else Qualifier.BARE
        yield Worked("ratio", "ratio", ratio, (a, b), near, up)


def _percent(mention: Mention, operands: Sequence[Operand], left: str, right: str) -> Result | None:
    changes = bool(CUES["changed"].match(right) or CUES["changes"].search(left)) and not CUES[
        "of"
    ].match(right)
    shares = [one for one in operands if one.kind is Kind.PERCENT and one.distance <= 1]
    points = sorted({one.value: one for one in shares}.values(), key=shares.index)
    for a, b in combinations(points[-MANY:], 2):
        gap = abs(a.value - b.value)
        near = mention.value is not None and abs(mention.value - gap) <= Fraction(1, 2)
        if near and (mention.value == gap or changes) and not mention.is_fraction:
            made = Worked("difference in percentage points", "points", gap, (a, b), True)
            return Result(meant=made, sure=True, fault="points")
    found = list(
        _changes(mention, operands, left + right) if changes else _shares(mention, operands)
    )
    result = _settle(mention, found, False)
    if changes and CUES["share_of"].search(left) and not mention.is_fraction and result is None:
        made = Worked("share", "points", mention.value or Fraction(0), ())
        return Result(meant=made, likely=True, fault="points")
    introduced = bool(CUES["shared"].search(left)) and not CUES["of"].match(right)
    meant = result.meant if result and not result.fits else None
    if result and meant and CUES["of"].match(right) and result.fault in ("base", "share"):
        return Result(meant=meant)
    if not (introduced or changes or "from" in left[-25:]):
        return result
    if CUES["contrast"].search(left):
        return result
    return _weigh(mention, result, operands, 40)


def _weigh(
    mention: Mention, result: Result | None, operands: Sequence[Operand], reach: int
) -> Result | None:
    """Return a result, sure if the numbers meant are right before the one worked out."""
    if result is None or result.fits or result.sure or result.meant is None:
        return result
    before = [one for one in _counts(operands) if one.distance == 0 and one.at < mention.at]
    last = max((one.stop for one in before), default=-reach)
    close = result.meant.near and 0 <= mention.start - last <= reach
    close = close and all(one.distance or one.at < mention.at for one in result.meant.operands)
    a, b = result.meant.operands[:2]
    same = a.unit == b.unit and (bool(a.unit) or bool(a.lasting))
    if close and len(before) >= 2:
        adjacent = mention.start - last <= CLOSE and not (a.unit and b.unit)
        return replace(result, sure=same or adjacent, likely=True)
    likely = close and len(before) == 1 and (same or a.unit == b.unit or mention.kind is Kind.TIMES)
    return replace(result, likely=likely and max(a.distance, b.distance) <= 1)


def _shares(mention: Mention, operands: Sequence[Operand]) -> Iterator[Worked]:
    for a, b, near in _pairs(mention, operands):
        small, large = sorted((a, b), key=lambda one: one.value)
        if small.value < large.value and not small.lasting:
            # Of a floor only a ceiling follows; the word of the part says what may be said.
            up = Qualifier.LESS if large.qualifier.is_up else Qualifier.BARE
            value = 100 * small.value / large.value
            yield Worked("share", "share", value, (small, large), near, up)
    totals = [one for one in _counts(operands) if one.value > 0 and not one.lasting]
    named = [one for one in totals if one.distance == NAMED or one.distance <= 2][:7]
    for group in combinations(named, 3):
        a, b, c = sorted(group, key=lambda one: one.value)
        if _alike(a, b) and _alike(b, c) and 3 * (a.value + b.value) < c.value:
            yield Worked("share of the sum", "share", 100 * (a.value + b.value) / c.value, group)


def _changes(mention: Mention, operands: Sequence[Operand], around: str) -> Iterator[Worked]:
    falls, rises = bool(CUES["falls"].search(around)), bool(CUES["rises"].search(around))
    for a, b, near in _pairs(mention, operands):
        if a.value == b.value or a.lasting:
            continue
        small, large = sorted((a.value, b.value))
        if falls or not rises:
            value = 100 * (large - small) / large
            yield Worked("fall", "change", value, (a, b), near and b.value < a.value)
        if rises or not falls:
            value = 100 * (large - small) / small
            yield Worked("rise", "change", value, (a, b), near and b.value > a.value)


def _rates(mention: Mention, operands: Sequence[Operand]) -> Iterator[Worked]:
    """Yield what a count comes to per hour, day, week, month or year, or per head."""
    if mention.per == "each":
        counts = [one for one in operands if not one.lasting]
        for a, b, near in _pairs(mention, counts, alike=False):
            small, large = sorted((a, b), key=lambda one: one.value)
            yield Worked("for each", "ratio", large.value / small.value, (large, small), near)
        return
    here = any(one.distance == 0 and not one.lasting for one in _counts(operands))
    counts = sorted(
        (
            one
            for one in _counts(operands)
            if not one.lasting and one.value != mention.value and (one.distance == 0 or not here)
        ),
        key=lambda one: (one.distance, -one.at if one.at < mention.at else one.at),
    )[:3]
    lengths = [one.value * DAYS_IN[one.lasting] for one in operands
               if one.lasting in DAYS_IN and one.distance <= 1]  # fmt: skip
    days = sorted({one.ordinal for one in operands if one.ordinal and one.distance == 0})
    if len(days) == 2:
        lengths += [Fraction(days[1] - days[0]), Fraction(days[1] - days[0] + 1)]
    for one in operands:
        if one.per in DAYS_IN and mention.per in DAYS_IN and one.per != mention.per:
            value = one.value * DAYS_IN[mention.per] / DAYS_IN[one.per]
            if one.distance == 0 and one.value != mention.value:
                yield Worked("rate", "rate", value, (one,), False, one.qualifier)
    for n, one in enumerate(counts):
        for length in ([Fraction(one.days)] if one.days else []) + lengths:
            if length > 0:
                value = _per(one.value, length, mention.per)
                yield Worked("rate", "rate", value, (one,), n == 0 and one.distance <= 1,
                             one.qualifier)  # fmt: skip
    for a, b in combinations([one for one in counts if one.days], 2):
        if a.days == b.days:
            value = _per(a.value + b.value, Fraction(a.days), mention.per)
            yield Worked("rate of the sum", "rate", value, (a, b))


def _per(value: Fraction, days: Fraction, per: str) -> Fraction:
    if per == "hour":
        return value / days / 24
    if per == "month":
        return value / max(Fraction(1), Fraction(round(days / DAYS_IN["month"])))
    return value / days * DAYS_IN.get(per, Fraction(1))


def _other_period(mention: Mention, operands: Sequence[Operand]) -> Result | None:
    """Return the rate that a number is for another period than the one written, if it is."""
    for per in ("day", "week", "month", "year"):
        if per == mention.per:
            continue
        for one in _rates(replace(mention, per=per), operands):
            if one.near and fits(mention, one):
                return Result(meant=replace(one, how=f"a {per}"), sure=True, fault="rate")
    return None


def _lengths(mention: Mention, operands: Sequence[Operand], text: str) -> Iterator[Worked]:
    """Yield the lengths of time between dates of the story, and of what was counted."""
    unit = DAYS_IN.get(mention.lasting)
    if unit is None or mention.lasting == "hour":
        return
    for distance in (0, 1):
        dates = [one for one in operands if one.ordinal and one.distance == distance][-3:]
        joined = [pair for pair in itertools.pairwise(dates) if not distance
                  and CUES["joined"].fullmatch(text, pair[0].stop, pair[1].at)]  # fmt: skip
        if len(joined) == 1:
            dates = list(joined[0])
        for a, b in combinations(dates, 2):
            gap = abs(a.ordinal - b.ordinal)
            for days in (gap, gap + 1):
                value = Fraction(days) / unit
                side = mention.qualifier.is_up or mention.qualifier.is_down
                made = value if side or mention.lasting == "day" else Fraction(round(value))
                if made:
                    yield Worked("time between the two", "sum", made, (a, b), len(dates) == 2)
        if len(dates) >= 2:
            return
    for one in operands:
        if one.days and one.distance == 0:
            value = Fraction(round(Fraction(one.days) / unit))
            if value:
                yield Worked("time that was counted", "sum", value, (one,))


def _products(mention: Mention, operands: Sequence[Operand], text: str) -> Iterator[Worked]:
    """Yield what a share of a number comes to, if both are right before it."""
    here = [one for one in operands if one.distance == 0 and one.at < mention.at and one.value > 0]
    here = sorted((one for one in here if not one.lasting), key=lambda one: one.at)[-2:]
    if {one.kind for one in here} == {Kind.PERCENT, Kind.COUNT}:
        share, whole = here
        of = CUES["within_of"].search(text, share.stop, whole.at)
        if share.kind is Kind.PERCENT and whole.value >= 20 and whole.at - share.at < 40 and of:
            yield Worked(
                "share of it", "sum", share.value * whole.value / 100, (share, whole), True
            )


def _gaps(mention: Mention, operands: Sequence[Operand]) -> Iterator[Worked]:
    for a, b, near in _pairs(mention, operands):
        if a.value != b.value:
            small, large = sorted((a, b), key=lambda one: one.value)
            yield Worked("difference", "sum", large.value - small.value, (large, small), near)


def _sums(mention: Mention, operands: Sequence[Operand], certain: bool) -> Result | None:
    """Return whether a total is the sum of numbers just given."""
    counts = [one for one in _counts(operands) if not one.lasting]
    here = sorted((one for one in counts if one.distance == 0 and one.at < mention.at),
                  key=lambda one: one.at)  # fmt: skip
    back = sorted((one for one in counts if 0 < one.distance < NAMED),
                  key=lambda one: (-one.distance, one.at))  # fmt: skip
    named = [one for one in counts if one.distance == NAMED]
    groups: list[tuple[Sequence[Operand], bool]] = []
    for pool in (here, [*back, *here]):
        groups += [(pool[-size:], size == 2) for size in (2, 3, 4) if len(pool) >= size]
    groups += [(group, False) for group in combinations([*back, *here][-5:], 2)]
    groups += [(pair, len(named) == 2) for pair in combinations(named, 2)
               if pair[0].who != pair[1].who and _alike(*pair)]  # fmt: skip
    worked = [
        Worked("sum", "sum", sum((one.value for one in group), Fraction(0)), tuple(group), near)
        for group, near in groups
        if all(one.value != mention.value for one in group)
        and 100 * min(one.value for one in group) >= max(one.value for one in group)
    ]
    for one in worked:
        if fits(mention, one):
            return Result(fits=one)
    for one in worked:
        if (
            mention.value is not None
            and mention.value >= 100
            and _find_slip(mention, one) in ("digits", "qualifier")
        ):
            return Result(meant=one, sure=True, fault=_find_slip(mention, one))
    if certain and len(here) == 2 and _alike(*here) and worked:
        return Result(meant=worked[0], sure=True, fault="sum")
    return None


def list_operands(
    sentence: Sentence, linked: Iterable[tuple[Mention, Fact | None, str]]
) -> list[Operand]:
    """Return the numbers of a sentence as operands, each with the fact it was linked to."""
    found = []
    linked = list(linked)
    years = [m.first.year for m, _, _ in linked if m.first and m.year_given]
    for mention, fact, unit in linked:
        ids = (fact.id,) if fact else ()
        text = sentence.text[mention.start : mention.end]
        if mention.kind is Kind.DATE:
            if mention.first and mention.first == mention.last:
                day = mention.first
                if not mention.year_given and years:
                    day = day.replace(
                        year=years[-1], day=min(day.day, 28 if day.month == 2 else 31)
                    )
                found.append(
                    Operand(Fraction(0), Kind.DATE, ids, "", text, 0, mention.at,
                            mention.stop, ordinal=day.toordinal())
                )  # fmt: skip
            continue
        if mention.value is None or mention.kind is Kind.LIST or mention.is_denied:
            continue
        found.append(
            Operand(
                mention.value, mention.kind, ids, unit or _unit(fact, mention), text, 0,
                mention.at, mention.stop, mention.qualifier, mention.lasting, count_days(fact),
                who=fact.who if fact else frozenset(), per=mention.per,
            )
        )  # fmt: skip
    return found


def _unit(fact: Fact | None, mention: Mention) -> str:
    return fact.unit if fact and fact.value == mention.value else ""


def count_days(fact: Fact | None) -> int:
    """Return how many days what a fact counts took, or 0."""
    if fact is None or fact.period is None:
        return 0
    first, last = fact.period
    return (last - first) // timedelta(days=1) + 1 if last > first else 0
