"""Explanations: the evidence on a claim, in words built from the numbers."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from helpers.claims.claim import Claim
from helpers.claims.dates import show_days
from helpers.claims.evidence import (
    Bearing,
    Effect,
    Evidence,
    Figure,
    SetEvidence,
    find_flip,
)
from helpers.claims.intervals import Interval
from helpers.claims.relations import FINDING, RelationKind
from helpers.claims.wording import word_value

# Descriptions: quantities, lists and the evidence on a claim, in words.


def cite(one: Figure | Claim) -> str:
    """Return a quantity with its id and publisher: `over 1,600 searches [W003, KING 5]`."""
    return f"{one.phrase} [{one.id.removeprefix(FINDING)}, {one.source}]"


def show_interval(interval: Interval, claim: Claim) -> str:
    """Return an interval in the unit of a claim, rounded outward; of things counted, in whole."""
    if claim.is_date:
        return show_days(interval)
    whole = interval.keep_whole() if claim.is_whole else None
    return f"{whole or interval}{'%' if claim.unit.startswith('percent') else ''}"


def describe(evidence: Evidence, result: Interval) -> str:
    """Return how evidence comes about and what it gives: `A and B make 897,230`."""
    relation, others = evidence.relation, [cite(one) for one in evidence.others]
    outcome, parameter = (
        show_interval(result, evidence.claim),
        word_value(evidence.relation.parameter),
    )
    if relation.kind is RelationKind.SUM and relation.parameter:
        return f"{_describe_constant(others, relation.parameter, evidence.is_solved)} {outcome}"
    match relation.kind, evidence.is_solved:
        case RelationKind.SAME, _:
            return others[0]
        case RelationKind.SUM, False:
            return f"{join(others)} make {outcome}"
        case (RelationKind.SUM, True) | (RelationKind.DIFFERENCE, False):
            return f"{others[0]} less {join(others[1:])} leaves {outcome}"
        case RelationKind.GROWTH, False:
            weighted = "" if relation.parameter == 1 else f" times {relation.parameter}"
            return f"from {others[0]} to {others[1]}{weighted} is a rise of {outcome}"
        case RelationKind.SHARE, False:
            return f"{others[0]} is {outcome} of {others[1]}"
        case RelationKind.RATIO, False:
            return f"{others[0]} over {others[1]} gives {outcome}"
        case RelationKind.RATE, False:
            return f"{others[0]} over {parameter} gives {outcome}"
        case RelationKind.RATE, True:
            return f"{others[0]} times {parameter} gives {outcome}"
        case RelationKind.SPAN, _:
            return f"the period of {others[0]} is {outcome} {evidence.claim.unit} long"
        case RelationKind.DATED, _:
            return f"the period of {others[0]} is {outcome}"
        case RelationKind.SUBSET, False:
            return f"it is a part of {others[0]}"
        case RelationKind.SUBSET, True:
            return f"{others[0]} is a part of it"
    return f"{join(others)} leave {outcome} for it"


def _describe_constant(others: list[str], constant: Fraction, is_solved: bool) -> str:
    """Return a sum that adds or takes off a constant, up to its result."""
    more, first, rest = f"{word_value(abs(constant))} more", others[0], others[1:]
    if not is_solved and constant > 0:
        return f"{join([*others, more])} make"
    if not is_solved:
        return f"{join(others)} less {word_value(-constant)} {'leave' if rest else 'leaves'}"
    if constant > 0:
        return f"{first} less {join([*rest, more])} leaves"
    both = join([first, more])
    return f"{both} less {join(rest)} leaves" if rest else f"{both} make"


def describe_names(evidence: SetEvidence) -> str:
    """Return what another list of names has and lacks."""
    pieces = []
    if evidence.more:
        pieces.append(f"does not name {join(evidence.more)}")
    if evidence.lacks:
        pieces.append(f"also names {join(evidence.lacks)}")
    return f"{cite(evidence.other)} {join(pieces) or 'names the same'}"


def describe_bearing(bearing: Bearing) -> str:
    """Return the evidence on a claim, without what follows from it."""
    evidence = bearing.evidence
    if isinstance(evidence, SetEvidence):
        return describe_names(evidence)
    logical = bearing.effect in (Effect.CLASH, Effect.OPEN)
    return describe(evidence, evidence.logical if logical else evidence.implied)


def join(names: Sequence[str]) -> str:
    """Return names as a list in words.

    >>> join(["A", "B", "C"]), join(["A"]), join([])
    ('A, B and C', 'A', '')
    """
    return " and ".join(piece for piece in (", ".join(names[:-1]), *names[-1:]) if piece)


def say_flip(bearing: Bearing) -> str:
    """Return where a result that hinges on "about" flips, as a clause; empty if on none."""
    if isinstance(bearing.evidence, SetEvidence) or not (flip := find_flip(bearing.evidence)):
        return ""
    vague, needed = flip
    if vague.is_date:
        return f"; “{vague.phrase}” is taken as {show_days(vague.logical)}"
    if not vague.value or needed.overlaps(vague.implied):
        return ""
    value = needed.nearest(vague.value)
    off = (value / vague.value - 1) * 100
    away = f"{abs(float(off)):.2g}% {'more' if off > 0 else 'less'}"
    bound = "" if needed.is_point else " or more" if off > 0 else " or less"
    stands = f"[{vague.id}] stands for {_write(value)}{bound} ({away})"
    return f"; the two meet if “{vague.phrase}” {stands}"


def _write(value: Fraction) -> str:
    decimals = 0 if value.denominator == 1 or value >= 1000 else 1 if value >= 100 else 2
    return f"{float(value):,.{decimals}f}"
