"""Testimony: what the computed relations say of each claim, one relation deep."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from helpers.evidence.claims import Claim, Claims, Rank
from helpers.evidence.dates import read_moment
from helpers.evidence.findings import Finding
from helpers.evidence.intervals import EVERYTHING, Interval
from helpers.evidence.relations import FINDING, PERIODS, Kind, Relation, solve
from helpers.evidence.standings import UNKNOWN, Standing, stand, stand_finding
from helpers.statuses import DataStatus, weakest


@dataclass(frozen=True)
class Evidence:
    """What a relation says of one claim.

    `logical` and `implied` are the intervals that the others leave for it; `origins`, `rank` and
    `data_status` the union and the weakest of theirs. `others` are they, the relation's subject
    first where it is one of them.
    """

    claim: Claim
    logical: Interval
    implied: Interval
    origins: frozenset[str]
    rank: Rank
    data_status: DataStatus
    relation: Relation
    others: tuple[Standing, ...]

    @property
    def is_independent(self) -> bool:
        """Whether nobody who counted for it also counted for the claim."""
        return not self.origins & {self.claim.origin, UNKNOWN}

    @property
    def is_solved(self) -> bool:
        """Whether the claim is an operand of the relation, not its subject."""
        return self.claim.id != self.relation.subject


def gather_evidence(
    claims: Claims, relations: Iterable[Relation], findings: Mapping[str, Finding]
) -> dict[str, list[Evidence]]:
    """Return, by claim id, what the computed relations say of each claim.

    Synthetic findings never count. A relation one of whose members is missing, or is no number,
    says nothing. A claim never counts for itself, nor a finding for the claims it rests on.
    """
    relations = list(relations)
    lineage = {r.subject: r for r in relations if r.subject.startswith(FINDING)}
    standings = {name: stand(claim) for name, claim in claims.items()}
    for finding in findings.values():
        standings[FINDING + finding.id] = stand_finding(finding, lineage, claims)
    _add_origins(standings, relations, claims)
    gathered: dict[str, list[Evidence]] = defaultdict(list)
    for relation in relations:
        if relation.kind in PERIODS:
            if found := _read_period(relation, claims, standings):
                gathered[relation.subject].append(found)
            continue
        members = [standings.get(name) for name in relation.members]
        known = [one for one in members if one is not None]
        if not relation.kind.is_computed or len(known) < len(members):
            continue
        if relation.kind is Kind.SAME and all(_is_list(name, claims) for name in relation.members):
            continue  # Their names are compared; that they are as many would say it twice.
        if any(one.data_status is DataStatus.SYNTHETIC for one in known):
            continue
        for target in dict.fromkeys(relation.members):
            others = tuple(one for one in known if one.id != target)
            if target in claims and not any(target in one.rests_on for one in others):
                evidence = _weigh(claims[target], relation, others)
                if evidence.logical != EVERYTHING:
                    gathered[target].append(evidence)
    return dict(gathered)


def _read_period(
    relation: Relation, claims: Claims, standings: Mapping[str, Standing | None]
) -> Evidence | None:
    """Return the period of a figure as evidence on its date or its length; one way only."""
    name, [other] = relation.subject, relation.operands
    whole, is_date = standings.get(other), relation.kind is Kind.DATED
    if name not in claims or claims[name].is_date != is_date or other not in claims or not whole:
        return None
    scope = claims[other].scope
    first, last = read_moment(scope.start), read_moment(scope.end)
    if first is None or last is None:
        return None
    if is_date:
        period = Interval(first[0].toordinal(), last[1].toordinal())
    else:
        # Both ends counted or not; a month that is touched need not be whole.
        touched = _touch(first[0], last[1], claims[name].unit)
        period = Interval(touched - 1, touched)
    read = replace(whole, logical=period, implied=period, hinges=False, is_date=is_date)
    return _weigh(claims[name], relation, (read,))


def _touch(first: date, last: date, unit: str) -> int:
    """Return how many months, or else days, a period touches."""
    if unit == "months":
        return 12 * (last.year - first.year) + last.month - first.month + 1
    return (last - first).days + 1


def _is_list(name: str, claims: Claims) -> bool:
    return name in claims and bool(claims[name].members)


def _add_origins(
    standings: dict[str, Standing | None], relations: Iterable[Relation], claims: Claims
) -> None:
    """Give each figure that was computed from others' counts the origins of those as well.

    A newspaper that adds up a report's two groups does not confirm the report's own total.
    """
    for relation in relations:
        subject = standings.get(relation.subject)
        if relation.kind.is_arithmetic and subject is not None:
            others = frozenset(claims[one].origin for one in relation.operands if one in claims)
            standings[relation.subject] = replace(subject, origins=subject.origins | others)


def _weigh(claim: Claim, relation: Relation, others: tuple[Standing, ...]) -> Evidence:
    logical = solve(relation, claim.id, {one.id: one.logical for one in others})
    implied = solve(relation, claim.id, {one.id: one.implied for one in others})
    if claim.is_whole and not claim.is_date:
        logical, implied = logical.keep_whole() or logical, implied.keep_whole() or implied
    return Evidence(
        claim=claim,
        logical=logical,
        implied=implied,
        origins=frozenset().union(*(one.origins for one in others)),
        rank=max((one.rank for one in others), key=lambda rank: rank.order),
        data_status=weakest(one.data_status for one in others),
        relation=relation,
        others=others,
    )
