"""Calculations: numbers that follow from known ones."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import combinations, permutations

from helpers.claims.intervals import point, write_fraction
from helpers.claims.wording import write_value
from helpers.drafts.context import Context
from helpers.drafts.facts import Known
from helpers.drafts.match import Match, is_turned_round
from helpers.drafts.terms import THING
from helpers.drafts.tokens import Sort

# Operations: the arithmetic on known quantities: rates, sums, rests, spans, ratios, shares.

_VAGUE = frozenset({"both", "immigration-bodies", "dol", "all-agencies"})
_RATE = re.compile(
    r"\b(?:a|per|each|every|the)\s+(day|week|month|year)\b|\b(daily|weekly|"
    r"monthly|annual|annually|yearly)\b|"
    r"\bby the (day|month|week|year)\b|\bdays? of\b",
    re.IGNORECASE,
)
_UNITS = {"daily": "day", "weekly": "week", "monthly": "month"}
_SUM = re.compile(
    r"\b(?:together|combined|plus|sum|sums|add|adds|added|make|makes|total|"
    r"totals|in all|between them)\b",
    re.I,
)
_LESS = re.compile(
    r"\b(?:less|minus|without|leav(?:es|ing)|left|remain\w*|rest|dropped|removed|taken out|"
    r"all but|difference|gap|(?:outdid|outpaced|exceeded|rose|grew|fell|topped|beat|led|trailed)"
    r"\b[^.;]{0,40}\bby|(?:more|fewer)\b[^.;]{0,25}\bthan)\b",
    re.IGNORECASE,
)
FOR_EACH = re.compile(
    r"\b(?:for (?:each|every|one)|to (?:each|every|one)|per|against (?:each|every))\b",
    re.IGNORECASE,
)
_EACH = re.compile(r"\b(?:each|per|every|apiece)\b", re.IGNORECASE)


def rate(match: Match, context: Context) -> Iterator[Match]:
    """Yield a quantity by the day, week, month or year, as far as its sentence asks for that."""
    known, per = match.known, context.times.per
    text = context.sentence.text
    asked = {found[1] or _UNITS.get((found[2] or "").lower(), "year") if found[1] or found[2]
             else found[3] or "day" for found in _RATE.finditer(text)}  # fmt: skip
    asked |= {per} if per and per != "hour" else set()
    asked = {unit.lower() for unit in asked}
    value = known.value
    assert value is not None
    days = None
    if known.first is not None and known.last is not None:
        days = Fraction((known.last - known.first).days + 1)
    a_month = known.per == "month" or (days is not None and 28 <= days <= 31)
    if a_month and ("year" in asked or "twelve months" in text or "12 months" in text):
        yield _make(match, value * 12, f"{known.label} times 12", known, "year")
    if days is None or known.per:
        return
    if days >= 14 and "day" in asked:
        yield _make(match, value / days, f"{known.label} over {days} days", known, "day")
    if days >= 21 and "week" in asked:
        yield _make(match, value / days * 7, f"{known.label} over {days} days", known, "week")
    if days >= 55 and "month" in asked:
        months = Fraction(round(days / Fraction(304, 10)))
        yield _make(match, value / months, f"{known.label} over {months} months", known, "month")


def add_up(first: Match, second: Match, context: Context) -> Iterator[Match]:
    """Yield the sum of two quantities of one time, if a sentence adds."""
    a, b = first.known, second.known
    assert a.value is not None
    assert b.value is not None
    if (a.first, a.last) != (b.first, b.last) or a.who & b.who or a.per or b.per:
        return
    if a.id in b.alike or b.id in a.alike or a.ids == b.ids:
        return
    if not context.is_together and not _SUM.search(context.sentence.text):
        return
    total = a.value + b.value
    yield _pair(
        first, second, total, f"{a.label} and {b.label} make {write_value(total)}", a, {"sum"}
    )


def subtract(first: Match, second: Match, context: Context) -> Iterator[Match]:
    """Yield what lies between two quantities, where a sentence says so or gives the very number."""
    a, b, mention = first.known, second.known, context.mention
    assert a.value is not None
    assert b.value is not None
    rest = a.value - b.value
    if rest <= 0 or not (a.counts & b.counts) or a.per or b.per:
        return
    very = mention.value == rest and rest >= 1000 and rest % 10 != 0
    exact = a.logical.is_point and b.logical.is_point
    if not very and not (exact and _LESS.search(context.sentence.text)):
        return
    said = f"{a.label} less {b.label} leaves {write_value(rest)}"
    yield _pair(first, second, rest, said, a, {"difference"})


def take_apart(kept: Sequence[Match], matches: Sequence[Match]) -> Iterator[Match]:
    """Yield what is left of a whole, and what two of its parts must at least have in common."""
    named = {name for one in kept for name in one.known.wholes}
    wholes = [one for one in matches if one.known.id in named and one.known.sort is Sort.NUMBER]
    for whole in wholes:
        if whole.known.value is None or whole.known.worked:
            continue
        parts = [one for one in kept if whole.known.id in one.known.wholes]
        for part in parts:
            assert part.known.value is not None
            rest = whole.known.value - part.known.value
            if 0 < rest < 1000:
                said = f"{whole.known.label} less {part.known.label} leaves {write_value(rest)}"
                yield _pair(whole, part, rest, said, whole.known, {"rest"})
        for a, b in combinations(parts, 2):
            assert a.known.value is not None
            assert b.known.value is not None
            both = a.known.value + b.known.value - whole.known.value
            if both > 0:
                said = (
                    f"of {whole.known.label}, {a.known.label} and {b.known.label} have at least "
                    f"{write_value(both)} in common"
                )
                made = _pair(a, b, both, said, a.known, {"rest"})
                yield replace(made, known=replace(made.known, text=f"at least {both}"))


def span(matches: Sequence[Match], context: Context) -> Iterator[Match]:
    """Yield the days from one known date to another."""
    if "day-count" not in context.counts:
        return
    dates = [
        one
        for one in matches[:30]
        if one.known.sort is Sort.DATE and one.known.logical.is_point and one.words > 0.3
    ]
    for first, second in permutations(dates[:6], 2):
        days = Fraction(second.known.logical.low) - Fraction(first.known.logical.low)
        if days > 0:
            for number in (days, days + 1):
                said = f"from {first.known.label} to {second.known.label} are {number} days"
                yield _pair(first, second, number, said, first.known, {"span"})


def compare(first: Match, second: Match, context: Context) -> Iterator[Match]:
    """Yield one quantity in terms of another: as a multiple, a share or a growth."""
    a, b, sort = first.known, second.known, context.mention.sort
    assert a.value is not None
    assert b.value is not None
    alike = bool(a.counts & b.counts) or not (a.counts and b.counts)
    ratio = a.value / b.value
    # The two together are no rival of one of them.
    nested = "both" in a.who and b.who <= a.who
    text, end = context.sentence.text, context.mention.end
    each = bool(re.match(r"\s+times", text[end:]) or (not alike and _EACH.search(text)))
    each = each or (
        bool(FOR_EACH.search(text)) and (context.mention.unit < 1 or not context.times.per)
    )
    both = {tag.term for tag in context.sentence.tags if tag.facet == THING}
    if (
        ratio > 1
        and not nested
        and not is_turned_round(a.who - b.who, context)
        and (alike or sort is Sort.NUMBER or (a.counts & both and b.counts & both))
        and (sort in (Sort.TIMES, Sort.TIMES_MORE) or (sort is Sort.NUMBER and each))
    ):
        said = f"{a.label} is {write_fraction(_cut(ratio), 2)} times {b.label}"
        made = _pair(first, second, ratio, said, a, {"ratio"}, Sort.TIMES)
        yield replace(made, known=replace(made.known, apart=_are_apart(first, second, context)))
    same_time = (a.first, a.last) == (b.first, b.last) or b.id in a.wholes or not a.first
    if sort in (Sort.PERCENT, Sort.POINTS) and ratio < 1 and alike and same_time:
        if context.who - _VAGUE and a.who and not context.who & a.who:
            return
        share = 100 * ratio
        said = f"{a.label} is {write_fraction(_cut(share), 2)}% of {b.label}"
        yield _pair(first, second, share, said, a, {"share"}, Sort.PERCENT)
    if (
        sort in (Sort.PERCENT, Sort.POINTS)
        and context.is_growth
        and ratio > 1
        and alike
        and not nested
    ):
        growth = 100 * (ratio - 1)
        said = f"from {b.label} to {a.label} is {write_fraction(_cut(growth), 1)}% more"
        yield _pair(first, second, growth, said, a, {"growth"}, Sort.PERCENT)


def _are_apart(first: Match, second: Match, context: Context) -> bool:
    """Return whether a sentence names each of two quantities, and what tells the two apart.

    So a ratio between them is asked for, not between one of them and something else.
    """
    a, b, bag = first.known, second.known, context.sentence.bag
    if first.place or second.place or min(first.words, second.words) < 0.3:
        return False
    if (a.named and not a.named & bag) or (b.named and not b.named & bag):
        return False
    tags = {tag.term for tag in context.sentence.tags}
    mine = (a.words | a.who | a.counts) - (b.words | b.who | b.counts)
    theirs = (b.words | b.who | b.counts) - (a.words | a.who | a.counts)
    return bool(theirs & tags) and bool(mine & bag or not mine & set(a.named | a.counts | a.who))


def _make(match: Match, value: Fraction, said: str, known: Known, per: str) -> Match:
    shown = write_fraction(_cut(value), 1)
    made = replace(
        known, id=f"{known.id}/{per}", value=value, implied=point(value), logical=point(value),
        label=f"{said}: {shown} a {per}", per=per, worked="rate", doubt="", moved=False,
        text=("over " if known.text.startswith(("over", "more than", "at least")) else "") + shown,
    )  # fmt: skip
    return replace(match, known=made, time="")


def _pair(
    first: Match, second: Match, value: Fraction, said: str, known: Known, extra: set[str],
    sort: Sort = Sort.NUMBER,
) -> Match:  # fmt: skip
    b = second.known
    made = replace(
        known,
        id=f"{known.id}/{b.id}",
        ids=tuple(dict.fromkeys([*known.ids, *b.ids])),
        cites=tuple(dict.fromkeys([*known.cites, *b.cites])),
        sort=sort,
        value=value,
        implied=point(value),
        logical=point(value),
        label=said,
        counts=known.counts | b.counts if sort is Sort.TIMES else known.counts,
        who=known.who | b.who | ({"both"} if known.who != b.who else set()),
        words=known.words | b.words,
        worked=next(iter(extra)),
        is_growth="growth" in extra,
        is_whole=False,
        base=b.who if "share" in extra else frozenset(),
        text="",
    )
    return replace(
        first,
        known=made,
        score=(first.score + second.score) / 2,
        words=min(first.words, second.words),
        anchors=first.anchors + second.anchors,
        unit="",
        who="",
        time="",
    )


def _cut(value: Fraction) -> Fraction:
    return Fraction(round(value * 100), 100) if abs(value) < 1000 else Fraction(round(value))


# Worked out: rates, shares, ratios, sums and spans of what is known, where a sentence asks.

MOST = 9
"""How many of the nearest quantities are put together, two by two."""


def work_out(matches: Sequence[Match], context: Context) -> Iterator[Match]:
    """Yield what follows by arithmetic from the quantities that a sentence seems to speak of."""
    near = [one for one in matches if _is_operand(one, context)][: 3 * MOST]
    kept: list[Match] = []
    for one in near:
        if all(
            one.known.value != other.known.value or one.known.who != other.known.who
            for other in kept
        ):
            kept.append(one)
    kept = [one for one in kept if not _has_exacter(one, kept)][:MOST]
    sort = context.mention.sort
    if sort in (Sort.NUMBER, Sort.SCALE):
        for one in kept:
            if not one.who:
                yield from rate(one, context)
    if sort in (Sort.NUMBER, Sort.SCALE):
        yield from take_apart(kept, matches)
        yield from span(matches, context)
    for first, second in combinations(kept, 2):
        if sort in (Sort.NUMBER,) and first.known.counts & second.known.counts:
            yield from add_up(first, second, context)
            yield from subtract(first, second, context)
            yield from subtract(second, first, context)
    placed = [one for one in kept if _is_placed(one.known, context)]
    for first, second in permutations(placed, 2):
        yield from compare(first, second, context)


def _is_placed(known: Known, context: Context) -> bool:
    """Return whether a sentence names the place of a quantity that is of one place."""
    where = known.named & known.places
    return not where or bool(where & (context.sentence.bag | context.sentence.around))


def _has_exacter(match: Match, others: Sequence[Match]) -> bool:
    """Return whether a rounded quantity stands beside the exact one that it rounds."""
    one = match.known
    if one.logical.is_point or not one.value:
        return False
    return any(
        other.known.logical.is_point
        and other.known.value is not None
        and other.known.who == one.who
        and other.known.counts == one.counts
        and abs(other.known.value - one.value) * 10 < one.value
        for other in others
    )


def _is_operand(match: Match, context: Context) -> bool:
    known = match.known
    return (
        known.value is not None
        and ("." not in known.id or (known.logical.is_point and "lookup" in known.counts))
        and known.sort is Sort.NUMBER
        and (not known.worked or (known.worked == "notes" and known.value >= 100))
        and not known.per.startswith(("day", "query"))
        and known.is_count
        and not known.doubt
        and not known.moved
        and match.words > 0.22
        and not match.place
        and not match.system
        and known.value > 1
    )
