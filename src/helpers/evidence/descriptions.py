"""Descriptions: quantities, lists and what bears on a claim, in words."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from helpers.evidence.claims import Claim, ClaimType
from helpers.evidence.dates import show_days
from helpers.evidence.effects import Bearing, Effect, SetEvidence
from helpers.evidence.intervals import Interval
from helpers.evidence.quantities import write_value
from helpers.evidence.relations import FINDING, Kind, Relation
from helpers.evidence.standings import Standing
from helpers.evidence.testimony import Evidence


def cite(one: Standing | Claim) -> str:
    """Return a quantity with its id and publisher: `over 1,600 searches [W003, KING 5]`."""
    return f"{one.phrase} [{one.id.removeprefix(FINDING)}, {one.source}]"


def name_source(claim: Claim) -> str:
    """Return a claim from which another was moved: a statement in words by what it says."""
    return name_beside(claim) if claim.type is ClaimType.STATEMENT else cite(claim)


def name_beside(claim: Claim) -> str:
    """Return what is set beside a claim: a number with its unit, all else by what it says."""
    if claim.type is ClaimType.QUANTITY:
        return cite(claim)
    said = f": {claim.phrase}" if claim.is_date else ""
    return f"“{claim.statement}{said}” [{claim.id}, {claim.source}]"


def explain(relation: Relation, text: str) -> str:
    """Return a finding with what people declared of the relation before it.

    An explanation is shown before anything is said not to fit.
    """
    reason = relation.reason.strip().rstrip(".")
    return f"{reason}: {text}" if reason else text


def show(interval: Interval, claim: Claim) -> str:
    """Return an interval in the unit of a claim, rounded outward; of things counted, in whole."""
    if claim.is_date:
        return show_days(interval)
    whole = interval.keep_whole() if claim.is_whole else None
    return f"{whole or interval}{'%' if claim.unit.startswith('percent') else ''}"


def describe(evidence: Evidence, result: Interval) -> str:
    """Return how evidence comes about and what it gives: `A and B make 897,230`."""
    relation, others = evidence.relation, [cite(one) for one in evidence.others]
    outcome, parameter = show(result, evidence.claim), write_value(evidence.relation.parameter)
    if relation.kind is Kind.SUM and relation.parameter:
        return f"{_describe_constant(others, relation.parameter, evidence.is_solved)} {outcome}"
    match relation.kind, evidence.is_solved:
        case Kind.SAME, _:
            return others[0]
        case Kind.SUM, False:
            return f"{join(others)} make {outcome}"
        case (Kind.SUM, True) | (Kind.DIFFERENCE, False):
            return f"{others[0]} less {join(others[1:])} leaves {outcome}"
        case Kind.GROWTH, False:
            weighted = "" if relation.parameter == 1 else f" times {relation.parameter}"
            return f"from {others[0]} to {others[1]}{weighted} is a rise of {outcome}"
        case Kind.SHARE, False:
            return f"{others[0]} is {outcome} of {others[1]}"
        case Kind.RATIO, False:
            return f"{others[0]} over {others[1]} gives {outcome}"
        case Kind.RATE, False:
            return f"{others[0]} over {parameter} gives {outcome}"
        case Kind.RATE, True:
            return f"{others[0]} times {parameter} gives {outcome}"
        case Kind.SPAN, _:
            return f"the period of {others[0]} is {outcome} {evidence.claim.unit} long"
        case Kind.DATED, _:
            return f"the period of {others[0]} is {outcome}"
        case Kind.SUBSET, False:
            return f"it is a part of {others[0]}"
        case Kind.SUBSET, True:
            return f"{others[0]} is a part of it"
    return f"{join(others)} leave {outcome} for it"


def _describe_constant(others: list[str], constant: Fraction, is_solved: bool) -> str:
    """Return a sum that adds or takes off a constant, up to its result."""
    more, first, rest = f"{write_value(abs(constant))} more", others[0], others[1:]
    if not is_solved and constant > 0:
        return f"{join([*others, more])} make"
    if not is_solved:
        return f"{join(others)} less {write_value(-constant)} {'leave' if rest else 'leaves'}"
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
    """Return what bears on a claim, without what follows from it."""
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
