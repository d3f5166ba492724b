"""Reasons: verdicts in words, built from the numbers and never saying more than they do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from helpers.evidence.claims import Claim, ClaimType
from helpers.evidence.dates import show_days
from helpers.evidence.effects import Bearing, Effect, SetEvidence
from helpers.evidence.intervals import Interval
from helpers.evidence.relations import Kind
from helpers.evidence.standings import UNKNOWN, Evidence, Standing, find_flip
from helpers.evidence.wording import write_value
from helpers.releases import DataStatus

SETTLED_BY: Mapping[tuple[str, str], str] = {
    ("nlets", "queries"): "Nlets's message log, counted by sender, message type and month",
    ("nlets", "transactions"): "Nlets's message log, counted by message type and year",
    ("nlets", "transmissions"): "Nlets's message log, counted by message type and year",
    ("nlets", "agencies"): "Nlets's list of users, with what it counts as an agency",
    ("nlets", "users"): "Nlets's list of users",
    ("nlets", "states"): "each state's dated settings for the queries it answers over Nlets",
    ("nlets", "letters"): "the letters themselves, with their addressees",
    ("nlets", "governors"): "the letters themselves, with their addressees",
    ("nlets", "signatories"): "the letters themselves, with their signature pages",
    ("nlets", "attribution"): "Nlets's answer to Congress",
    ("nlets", ""): "the document that it reports, in full",
    ("wa_dol", "searches"): "the search log of Washington's licensing portal, by account and time",
    ("wa_dol", "percent increase"): (
        "the search log of Washington's licensing portal, by account and time"
    ),
    ("wa_dol", "queries"): "the State Patrol's ACCESS message log, by requesting agency and time",
    ("wa_dol", "accounts"): "the licensing department's list of portal agreements, with dates",
    ("wa_dol", "contracts"): "the licensing department's list of portal agreements, with dates",
    ("wa_dol", "cases"): "the case files behind the report",
    ("wa_dol", "requests"): "the licensing department's register of requests",
    ("wa_dol", "records"): "the licensing department's register of requests",
    ("wa_dol", "requests/month"): "the licensing department's register of requests",
    ("wa_dol", "date"): "the order and the account settings, with their dates",
    ("wa_dol", "year"): "the order and the account settings, with their dates",
    ("wa_dol", ""): "the department's own records of it",
    ("flock", "searches"): "the agency's own network audit, complete and with its date of export",
    ("flock", "rows"): "the agency's own network audit, complete and with its date of export",
    ("flock", "records"): "the audit files that were loaded, with their dates of export",
    ("flock", "events"): "the audit files that were loaded, with their dates of export",
    ("flock", "agencies"): "each agency's network audit beside its list of shared networks",
    ("flock", "networks"): "the network audit that holds the search",
    ("flock", "cameras"): "the contract, or the vendor's list of devices on that day",
    ("flock", "date"): "the agency's settings and network audit, with their dates",
    ("flock", ""): "the audit or the document that it reports, in full",
    ("policy", "votes"): "the roll call",
    ("policy", ""): "the act, order or filing itself",
    ("context", ""): "the study or the records that it reports, in full",
}
"""Which record would settle a claim, by topic and unit (or type); an empty unit serves the rest."""


def name_record(claim: Claim) -> str:
    """Return which record would settle a claim."""
    keys = [(claim.topic, key) for key in (claim.type.value, claim.unit, "")]
    return next(
        (SETTLED_BY[key] for key in keys if key in SETTLED_BY), "the record it goes back to"
    )


def cite(one: Standing | Claim) -> str:
    """Return a quantity with its id and publisher: `over 1,600 searches [W003, KING 5]`."""
    return f"{one.phrase} [{one.id}, {one.source}]"


def show(interval: Interval, claim: Claim) -> str:
    """Return an interval in the unit of a claim, rounded outward."""
    if claim.is_date:
        return show_days(interval)
    return f"{interval}{'%' if claim.unit.startswith('percent') else ''}"


def describe(evidence: Evidence, result: Interval) -> str:
    """Return how evidence comes about and what it gives: `A and B make 897,230`."""
    relation, others = evidence.relation, [cite(one) for one in evidence.others]
    outcome = show(result, evidence.claim)
    constant = [f"{write_value(relation.parameter)} more"] if relation.parameter else []
    match relation.kind, evidence.is_solved:
        case Kind.SAME, _:
            return others[0]
        case Kind.SUM, False:
            return f"{_list([*others, *constant])} make {outcome}"
        case Kind.SUM, True:
            less = _list([*others[1:], *constant])
            return f"{others[0]} less {less} leaves {outcome}"
        case Kind.DIFFERENCE, False:
            return f"{others[0]} less {_list(others[1:])} leaves {outcome}"
        case Kind.GROWTH, False:
            return f"from {others[0]} to {others[1]} is a rise of {outcome}"
        case Kind.SHARE, False:
            return f"{others[0]} is {outcome} of {others[1]}"
        case Kind.RATIO, False:
            return f"{others[0]} over {others[1]} gives {outcome}"
        case Kind.RATE, False:
            return f"{others[0]} over {write_value(relation.parameter)} gives {outcome}"
        case Kind.SUBSET, False:
            return f"it is part of {others[0]}"
        case Kind.SUBSET, True:
            return f"it takes in {others[0]}"
    return f"{_list(others)} together leave {outcome} for it"


def describe_names(evidence: SetEvidence) -> str:
    """Return what two lists of names have and lack."""
    pieces = []
    if evidence.more:
        pieces.append(f"does not name {_list(evidence.more)}")
    if evidence.lacks:
        pieces.append(f"also names {_list(evidence.lacks)}")
    return f"{cite(evidence.other)} {_list(pieces) or 'names the same'}"


def describe_bearing(bearing: Bearing) -> str:
    """Return what bears on a claim, without what follows from it."""
    if isinstance(bearing.evidence, SetEvidence):
        return describe_names(bearing.evidence)
    logical = bearing.effect in (Effect.CLASH, Effect.OPEN)
    evidence = bearing.evidence
    return describe(evidence, evidence.logical if logical else evidence.implied)


def say_flip(bearing: Bearing) -> str:
    """Return where a result that hinges on "about" flips, as a clause; empty if on none."""
    if isinstance(bearing.evidence, SetEvidence) or not (flip := find_flip(bearing.evidence)):
        return ""
    vague, value = flip
    if vague.value is None or value in vague.implied or not vague.value:
        return ""
    off = (value / vague.value - 1) * 100
    shown = f"{abs(float(off)):.1f}% {'more' if off > 0 else 'less'}"
    fits = "they meet once" if bearing.effect is Effect.STRETCH else "they would meet if"
    return f"; {fits} “{vague.phrase}” [{vague.id}] stands for {_number(value)}, {shown}"


def _number(value: Fraction) -> str:
    decimals = 0 if value.denominator == 1 else 1 if value >= 100 else 2
    return f"{float(value):,.{decimals}f}"


def say_decided(claim: Claim, bearings: Sequence[Bearing], verdict: str) -> str:
    """Return the reason for a verdict that evidence decides."""
    first = bearings[0]
    what, same = describe_bearing(first), not first.evidence.is_independent
    others = [one for bearing in bearings[1:] for one in bearing.ids]
    also = f"; so do {_list(dict.fromkeys(others))}" if others else ""
    flip = say_flip(first)
    released = first.evidence.data_status is DataStatus.RELEASED
    origin = _say_origin(claim, first) if same and not released else ""
    if verdict == "reproduced":
        return f"Counted again from released rows: {what}, inside “{claim.phrase}”."
    if verdict == "follows":
        return f"{_capital(what)}, of another origin, in agreement with “{claim.phrase}”{flip}."
    if verdict == "stretched":
        taken = "" if claim.implied is None else f" ({show(claim.implied, claim)})"
        return (
            f"{_capital(what)}, outside what a reader takes “{claim.phrase}” to mean{taken}, "
            f"though not outside what the words of all allow{flip}{origin}."
        )
    if verdict == "disputed":
        ranks = "released rows that differ" if released else f"both are {_article(claim.rank)}"
        return f"{_apart(claim, first, what)}; {ranks}, so neither settles it{origin}{also}{flip}."
    better = "released rows" if released else f"{_article(first.evidence.rank)}"
    return (
        f"{_apart(claim, first, what)}; that is {better}, this "
        f"{_article(claim.rank)}{origin}{also}{flip}."
    )


def _apart(claim: Claim, bearing: Bearing, what: str) -> str:
    if isinstance(bearing.evidence, SetEvidence):
        return f"Beside “{claim.phrase}” ({', '.join(claim.members)}), {what}"
    return f"{_capital(what)}, which “{claim.phrase}” does not allow"


def say_unchecked(claim: Claim, bearings: Sequence[Bearing]) -> str:
    """Return the reason why nothing decides a claim, with whatever touches it."""
    if claim.type is ClaimType.STATEMENT:
        start = "A statement, for a person to judge against its source"
    elif repeats := [one for one in bearings if one.effect is Effect.AGREE]:
        first = repeats[0]
        start = f"{_capital(describe_bearing(first))}, inside “{claim.phrase}”"
        start += _say_origin(claim, first)
    elif weaker := [one for one in bearings if one.effect in (Effect.CLASH, Effect.STRETCH)]:
        start = f"{_capital(describe_bearing(weaker[0]))}, which does not fit “{claim.phrase}”"
        start += f", but is the weaker source ({weaker[0].evidence.rank})"
    elif bearings:
        start = f"{_capital(describe_bearing(bearings[0]))}: compatible, and no more than that"
    else:
        start = "Nothing of another origin bears on it"
    return f"{start}. What would settle it: {name_record(claim)}."


def _say_origin(claim: Claim, bearing: Bearing) -> str:
    evidence = bearing.evidence
    if isinstance(evidence, Evidence) and UNKNOWN in evidence.origins:
        return "; whether the two counts have one origin is not known"
    return f"; both go back to one origin ({claim.origin})"


def _article(rank: str) -> str:
    return {"primary": "a primary source", "derivative": "a derivative report"}.get(
        rank, f"a {rank}"
    )


def _list(names: Sequence[str] | Mapping[str, object]) -> str:
    """Return names as a list in words.

    >>> _list(["A", "B", "C"])
    'A, B and C'
    """
    names = list(names)
    return " and ".join(piece for piece in (", ".join(names[:-1]), *names[-1:]) if piece)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
