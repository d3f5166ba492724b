"""Worked out: rates, shares, ratios, sums and spans of what is known, where a sentence asks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, permutations

from helpers.evidence.drafts.contexts import Context
from helpers.evidence.drafts.known import Known
from helpers.evidence.drafts.matching import Match
from helpers.evidence.drafts.mentions import Sort
from helpers.evidence.drafts.operations import add_up, compare, rate, span, subtract, take_apart

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
