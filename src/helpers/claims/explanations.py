"""Explanations: the reasons for a verdict, in sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from helpers.claims.claim import ONE_TEXT_ONLY, Claim, ClaimType, Rank, name_origin
from helpers.claims.dates import show_days
from helpers.claims.evidence import (
    COMPUTED,
    UNKNOWN,
    Bearing,
    Effect,
    Evidence,
    SetEvidence,
    Standing,
    find_flip,
    find_slack,
)
from helpers.claims.intervals import Interval
from helpers.claims.relations import FINDING, Kind, Relation
from helpers.claims.wording import write_value
from helpers.status import DataStatus

# Descriptions: quantities, lists and what bears on a claim, in words.


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


# Reasons: verdicts in words, built from the numbers and never saying more than they do.

_RANKS = {
    Rank.PRIMARY: ("a primary source", "primary sources"),
    Rank.REPORT: ("a report of a primary source", "reports of a primary source"),
    Rank.DERIVATIVE: ("a derivative report", "derivative reports"),
}


_OPENING = re.compile(r"^(A|All|An|Both|Each|From|If|In|One|Some|The|Two|Units)\b")


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


def say_decided(
    claim: Claim, deciding: Sequence[Bearing], rest: Sequence[Bearing], verdict: str
) -> str:
    """Return the reason for a verdict that evidence decides, and name what goes the other way."""
    first = deciding[0]
    what, released = describe_bearing(first), first.evidence.data_status is DataStatus.RELEASED
    also = _ids(deciding[1:])
    notes = f"; likewise {join(also)}" if also else ""
    notes += say_flip(first) + say_origin(claim, first)
    notes += _say_weaker(claim, rest) if verdict in ("follows", "reproduced") else _say_fits(rest)
    if verdict == "reproduced":
        return f"Counted again from released rows: {what}{notes}."
    if verdict == "follows":
        return f"{_capital(_say_follows(claim, first, what))}{notes}."
    if verdict == "stretched":
        taken = "" if claim.implied is None else f" ({show(claim.implied, claim)})"
        text = (
            f"{what}, outside what a reader takes “{claim.phrase}” to mean{taken}, "
            f"though {_say_whose_words(first)} allow it{notes}."
        )
        return _capital(explain(first.evidence.relation, text))
    here, there = _RANKS[claim.rank], _RANKS[first.evidence.rank]
    if released:
        weight = "; those are released rows"
    elif verdict == "disputed":
        weight = f"; both are {here[1]}, so neither settles it"
    else:
        weight = f"; that is {there[0]}, this {here[0]}"
    text = f"{_say_apart(claim, first, what)}{weight}{notes}."
    return _capital(explain(first.evidence.relation, text))


def _say_follows(claim: Claim, bearing: Bearing, what: str) -> str:
    """Return why a claim follows; arithmetic on what others printed is called that."""
    evidence = bearing.evidence
    if isinstance(evidence, SetEvidence) or not evidence.relation.kind.is_arithmetic:
        return f"{what}: of another origin, and it fits"
    if evidence.relation.kind is Kind.SUM and not evidence.is_solved:
        others = [cite(one) for one in evidence.others]
        if not evidence.relation.parameter:
            outcome = show(evidence.implied, claim)
            return f"{join(others)}: “{claim.phrase}” is their sum, {outcome}"
    return f"{what}: that is arithmetic, and it fits"


def _say_whose_words(bearing: Bearing) -> str:
    """Return whose words allow what a reader would not take from them."""
    evidence = bearing.evidence
    slack = [] if isinstance(evidence, SetEvidence) else find_slack(evidence)
    others = [] if isinstance(evidence, SetEvidence) else evidence.others
    named = [f"“{one.phrase}” [{one.id}]" for one in others if one.id in slack]
    if evidence.claim.id in slack or not named:
        return "the words"
    return f"the words {join(named)}"


def _say_apart(claim: Claim, bearing: Bearing, what: str) -> str:
    if isinstance(bearing.evidence, SetEvidence):
        return f"beside “{claim.phrase}” ({', '.join(claim.members)}), {what}"
    if bearing.evidence.relation.kind is Kind.SAME:
        return f"“{claim.phrase}” excludes {what}"
    return f"{what}, which “{claim.phrase}” excludes"


def say_unchecked(claim: Claim, bearings: Sequence[Bearing]) -> str:
    """Return what touches a claim although it decides nothing, as one sentence."""
    if claim.type is ClaimType.STATEMENT:
        alone = " not found elsewhere" if claim.origin == ONE_TEXT_ONLY else ""
        return f"A statement{alone}, for a person to judge against its source."
    agreeing = [one for one in bearings if one.effect is Effect.AGREE or _is_loose(claim, one)]
    echoing = [one for one in agreeing if _is_echo(one)]
    echoed = {
        words: _ids(one for one in echoing if _is_equal(claim, one) is equal)
        for words, equal in (("repeated by", True), ("in line with", False))
    }
    touching = [one for one in bearings if one.effect is Effect.OPEN]
    clauses = [_say_touching(one) for one in touching if isinstance(one.evidence, SetEvidence)]
    clauses += [_say_fit(claim, one) for one in agreeing if one not in echoing][:1]
    clauses += [f"{words} {join(ids)}" for words, ids in echoed.items() if ids]
    if agreeing:
        origin = say_origin(claim, agreeing[0]).removeprefix("; ")
        clauses.append(origin.replace("both", "all") if len(_ids(agreeing)) > 1 else origin)
    clauses.append(_say_weaker(claim, bearings).removeprefix("; "))
    if not any(clauses):
        clauses = [_say_touching(one) for one in touching][:1]
    # A declared reason is a sentence of its own; here it goes on.
    clauses = [_OPENING.sub(lambda found: found[0].lower(), one) for one in clauses if one]
    nothing = "nothing of another origin bears on it"
    if claim.origin == ONE_TEXT_ONLY:
        nothing = f"not found elsewhere, so that {nothing}"
    return _capital("; ".join(clauses) or nothing) + "."


def _is_loose(claim: Claim, bearing: Bearing) -> bool:
    """Return whether the other is a looser wording of this, and so in line with it."""
    evidence = bearing.evidence
    if isinstance(evidence, SetEvidence) or bearing.effect is not Effect.OPEN:
        return False
    if evidence.is_independent or not _is_echo(bearing) or claim.implied is None:
        return False
    return claim.implied.is_within(evidence.implied)


def _say_fit(claim: Claim, bearing: Bearing) -> str:
    evidence, what = bearing.evidence, describe_bearing(bearing)
    if isinstance(evidence, SetEvidence) or evidence.relation.kind is not Kind.SAME:
        return f"{what}, which fits" if isinstance(evidence, Evidence) else what
    return f"{'repeats' if evidence.logical == claim.logical else 'fits'} {what}"


def _say_touching(bearing: Bearing) -> str:
    evidence = bearing.evidence
    if isinstance(evidence, SetEvidence):
        more = f", which names {len(evidence.lacks)} more: {join(evidence.lacks)}"
        whole = cite(evidence.other) + (more if evidence.lacks else "")
        text = whole if evidence.more else f"every name stands on the list of {whole}"
        return explain(evidence.relation, text)
    return f"{_as_subject(bearing)} neither confirms nor excludes it"


def _say_weaker(claim: Claim, bearings: Sequence[Bearing]) -> str:
    """Return what speaks against a claim from weaker sources only."""
    weaker = [one for one in bearings if one.effect in (Effect.CLASH, Effect.STRETCH)]
    if not weaker:
        return ""
    first, others = weaker[0], _ids(weaker[1:])
    also = f" (likewise {join(others)})" if others else ""
    outside = "what it allows" if first.effect is Effect.CLASH else "what a reader takes it to mean"
    weight = f"but that is {_RANKS[first.evidence.rank][0]}, the weaker source"
    if isinstance(first.evidence, SetEvidence):
        text = describe_bearing(first)
    else:
        text = f"{_as_subject(first)} is outside {outside}"
    return f"; {explain(first.evidence.relation, text)}{also}, {weight}"


def _as_subject(bearing: Bearing) -> str:
    is_name = bearing.evidence.relation.kind is Kind.SAME
    return f"{describe_bearing(bearing)}{'' if is_name else ': that'}"


def _say_fits(rest: Sequence[Bearing]) -> str:
    """Return the first other way of computing it that fits: shown before anything is concluded."""
    fits = [
        one
        for one in rest
        if one.effect is Effect.AGREE
        and isinstance(one.evidence, Evidence)
        and not one.evidence.is_solved
        and one.evidence.relation.kind is not Kind.SAME
    ]
    return f"; {describe_bearing(fits[0])}, which fits" if fits else ""


def say_origin(claim: Claim, bearing: Bearing) -> str:
    """Return the clause that says that evidence is not of another origin; empty if it is."""
    evidence = bearing.evidence
    if evidence.data_status is DataStatus.RELEASED or evidence.is_independent:
        return ""
    if isinstance(evidence, Evidence) and UNKNOWN in evidence.origins:
        return "; whether the two have one origin is not known"
    return f"; both go back to one origin ({name_origin(claim.origin)})"


def say_declared(relation: Relation, source: Claim, claim: Claim) -> str:
    """Return what people found about a claim: `Moved from over 1,600 searches [W003, ...]: ...`."""
    reason = relation.reason.strip().rstrip(".")
    if relation.kind is Kind.MOVED:
        return f"Moved from {name_source(source)}: {reason}."
    if source.rank == claim.rank:
        weight = f"both are {_RANKS[claim.rank][1]}, so neither settles it"
    else:
        weight = f"that is {_RANKS[source.rank][0]}, this {_RANKS[claim.rank][0]}"
    # Only a better source says who it was; otherwise there are two accounts.
    verdict = "Misattributed: " if source.rank.order < claim.rank.order else ""
    return f"{verdict}{reason} [{source.id}, {source.source}]; {weight}."


def say_beside(relations: Iterable[Relation], claims: Mapping[str, Claim]) -> str:
    """Return what people set beside a claim without deciding anything, as a clause; may be ""."""
    clauses = []
    for relation in relations:
        others = join([name_beside(claims[name]) for name in relation.operands])
        reason = relation.reason.strip().rstrip(".")
        reason = _OPENING.sub(lambda found: found[0].lower(), reason)
        clauses.append(f"; beside it: {others} ({reason})")
    return "".join(clauses)


def _is_echo(bearing: Bearing) -> bool:
    """Return whether the other quantity is declared to be the same as this, not the reverse."""
    relation = bearing.evidence.relation
    return relation.kind is Kind.SAME and bearing.evidence.claim.id != relation.subject


def _is_equal(claim: Claim, bearing: Bearing) -> bool:
    evidence = bearing.evidence
    return isinstance(evidence, SetEvidence) or evidence.logical == claim.logical


def _ids(bearings: Iterable[Bearing]) -> list[str]:
    names = dict.fromkeys(name for bearing in bearings for name in bearing.ids)
    return [
        f"{name.removeprefix(FINDING)} ({COMPUTED})" if name.startswith(FINDING) else name
        for name in names
    ]


def _write(value: Fraction) -> str:
    decimals = 0 if value.denominator == 1 or value >= 1000 else 1 if value >= 100 else 2
    return f"{float(value):,.{decimals}f}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
