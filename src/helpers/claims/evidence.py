"""Evidence: what else is known about a claim, and its weight."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from fractions import Fraction

from helpers.claims.claim import RELEASE, Claim, Claims, Rank
from helpers.claims.dates import read_moment
from helpers.claims.finding import Finding, is_whole
from helpers.claims.intervals import EVERYTHING, Interval, above, below, point
from helpers.claims.relations import FINDING, PERIODS, Relation, RelationKind, solve
from helpers.claims.wording import read_quantity
from helpers.status import DataStatus, weakest

# Figures: claims and findings as evidence for and against one another.

COMPUTED = "computed here"
"""The words that distinguish a finding from a published figure in a sentence."""
UNKNOWN = "unknown"
"""The origin of a finding from transcribed rows: evidence against a claim, never for it."""


@dataclass(frozen=True)
class Figure:
    """A claim or a finding as evidence sees it.

    `rests_on` are the claims that a finding was computed from: it can't support those.
    `origins` are who counted: of a figure that its printer added up from others' counts, they too.
    `value` is the number printed where it was printed with "about", and `hinges` then true.
    """

    id: str
    logical: Interval
    implied: Interval
    origins: frozenset[str]
    rank: Rank
    data_status: DataStatus
    phrase: str
    source: str
    hinges: bool = False
    value: Fraction | None = None
    is_whole: bool = False
    is_date: bool = False
    rests_on: frozenset[str] = frozenset()


def read_figure(claim: Claim) -> Figure | None:
    """Return a claim as evidence, or None if it isn't a number."""
    if claim.logical is None or claim.implied is None:
        return None
    return Figure(
        id=claim.id,
        logical=claim.logical,
        implied=claim.implied,
        origins=frozenset({claim.origin}),
        rank=claim.rank,
        data_status=claim.data_status,
        phrase=claim.phrase,
        source=claim.source,
        hinges=claim.hinges,
        value=claim.value,
        is_whole=claim.is_whole,
        is_date=claim.is_date,
    )


def read_finding(
    finding: Finding, lineage: Mapping[str, Relation], claims: Claims
) -> Figure | None:
    """Return a finding as evidence, or None if it isn't a number or rests on claims not named.

    A relation with the finding as its subject (`lineage`) declares whose count it is: the origins
    of those claims are then its own. A finding from the published figures was computed from claims,
    so it counts only where this is declared, and never for or against those.
    """
    name = FINDING + finding.id
    sources = [one for one in (lineage[name].operands if name in lineage else ()) if one in claims]
    is_computed_from_claims = RELEASE in finding.releases
    if is_computed_from_claims and not sources:
        return None
    logical = _read_value(finding)
    if logical is None:
        return None
    origins = frozenset(claims[one].origin for one in sources) or frozenset({_origin(finding)})
    return Figure(
        id=name,
        logical=logical,
        implied=logical,
        origins=origins,
        rank=_rank(finding.data_status),
        data_status=finding.data_status,
        phrase=finding.text if finding.text.endswith("%") else finding.phrase,
        source=f"{COMPUTED} from {', '.join(finding.releases)}",
        is_whole=is_whole(finding.unit),
        is_date=finding.unit == "date",
        rests_on=frozenset(sources) if is_computed_from_claims else frozenset(),
    )


def _origin(finding: Finding) -> str:
    """Return who counted: we did, if the rows are a released record; else it isn't known."""
    released = finding.data_status is DataStatus.RELEASED
    return f"release {' '.join(finding.releases)}" if released else UNKNOWN


def _rank(status: DataStatus) -> Rank:
    """Return how close a finding is to whoever counted.

    Released rows are the record itself; transcribed rows report it; a file of unknown source
    counts as hearsay.
    """
    ranks = {DataStatus.RELEASED: Rank.PRIMARY, DataStatus.TRANSCRIBED: Rank.REPORT}
    return ranks.get(status, Rank.DERIVATIVE)


def _read_value(finding: Finding) -> Interval | None:
    """Return a finding's value as an interval: computed values are exact, bounds are bounds."""
    if isinstance(finding.value, str):
        if finding.unit in ("date", "month", "year"):
            return read_quantity(finding.value, finding.wording, "date").logical
        # "155 to 156": what is left where no single value is.
        between = " to " in finding.value
        return read_quantity(finding.value, "exact", finding.unit).logical if between else None
    value = Fraction(str(finding.value))
    bounds = {"under": below(value), "over": above(value), "more than": above(value)}
    if finding.wording in ("at least", "at most"):
        return (above if finding.wording == "at least" else below)(value, closed=True)
    return point(value) if finding.wording == "exact" else bounds.get(finding.wording)


# Testimony: what the computed relations say of each claim, one relation deep.


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
    others: tuple[Figure, ...]

    @property
    def is_independent(self) -> bool:
        """Whether nobody who counted for it also counted for the claim."""
        return not self.origins & {self.claim.origin, UNKNOWN}

    @property
    def is_solved(self) -> bool:
        """Whether the claim is an operand of the relation, not its subject."""
        return self.claim.id != self.relation.subject


def gather_evidence(
    claims: Claims,
    relations: Iterable[Relation],
    findings: Mapping[str, Finding],
    ignored: Collection[str] = (),
) -> dict[str, list[Evidence]]:
    """Return, by claim id, what the computed relations say of each claim.

    Synthetic findings never count, nor do the claims in `ignored`: something may be said of those,
    and they say nothing. A relation one of whose members is missing, or isn't a number,
    says nothing. A claim never counts for itself, nor a finding for the claims it rests on.
    """
    relations = list(relations)
    lineage = {r.subject: r for r in relations if r.subject.startswith(FINDING)}
    figures = {name: read_figure(claim) for name, claim in claims.items()}
    for finding in findings.values():
        figures[FINDING + finding.id] = read_finding(finding, lineage, claims)
    _add_origins(figures, relations, claims)
    gathered: dict[str, list[Evidence]] = defaultdict(list)
    for relation in relations:
        if relation.kind in PERIODS:
            if ignored and set(relation.operands) & set(ignored):
                continue
            if found := _read_period(relation, claims, figures):
                gathered[relation.subject].append(found)
            continue
        members = [figures.get(name) for name in relation.members]
        known = [one for one in members if one is not None]
        if not relation.kind.is_computed or len(known) < len(members):
            continue
        if relation.kind is RelationKind.SAME and all(
            _is_list(name, claims) for name in relation.members
        ):
            continue  # Their names are compared; that they are as many would say it twice.
        if any(one.data_status is DataStatus.SYNTHETIC for one in known):
            continue
        for target in dict.fromkeys(relation.members):
            others = tuple(one for one in known if one.id != target)
            if any(one.id in ignored for one in others):
                continue
            if target in claims and not any(target in one.rests_on for one in others):
                evidence = _weigh(claims[target], relation, others)
                if evidence.logical != EVERYTHING:
                    gathered[target].append(evidence)
    return dict(gathered)


def _read_period(
    relation: Relation, claims: Claims, figures: Mapping[str, Figure | None]
) -> Evidence | None:
    """Return the period of a figure as evidence on its date or its length; one way only."""
    name, [other] = relation.subject, relation.operands
    whole, is_date = figures.get(other), relation.kind is RelationKind.DATED
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
    figures: dict[str, Figure | None], relations: Iterable[Relation], claims: Claims
) -> None:
    """Give each figure that was computed from others' counts the origins of those as well.

    A newspaper that adds up a report's two groups does not confirm the report's own total.
    """
    for relation in relations:
        subject = figures.get(relation.subject)
        if relation.kind.is_arithmetic and subject is not None:
            others = frozenset(claims[one].origin for one in relation.operands if one in claims)
            figures[relation.subject] = replace(subject, origins=subject.origins | others)


def _weigh(claim: Claim, relation: Relation, others: tuple[Figure, ...]) -> Evidence:
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


# Effects: what one piece of evidence does to a claim, by interval or by names.


class Effect(StrEnum):
    """What evidence does to a claim."""

    CLASH = "clash"
    """Outside what the words of both allow."""
    STRETCH = "stretch"
    """Inside what the words allow, outside what a reader takes."""
    AGREE = "agree"
    """Inside what a reader takes."""
    OPEN = "open"
    """Neither: the evidence is too wide to say."""


@dataclass(frozen=True)
class SetEvidence:
    """Two lists of names side by side: what this one has more, and what it lacks."""

    claim: Claim
    other: Claim
    relation: Relation
    more: tuple[str, ...]
    lacks: tuple[str, ...]

    @property
    def rank(self) -> Rank:
        """The rank of the other list."""
        return self.other.rank

    @property
    def data_status(self) -> DataStatus:
        """The data status of the other list."""
        return self.other.data_status

    @property
    def is_independent(self) -> bool:
        """Whether the two lists have different origins."""
        return self.claim.origin != self.other.origin


@dataclass(frozen=True)
class Bearing:
    """A piece of evidence with its effect."""

    effect: Effect
    evidence: Evidence | SetEvidence

    @property
    def ids(self) -> list[str]:
        """The claims and findings that it comes from."""
        if isinstance(self.evidence, SetEvidence):
            return [self.evidence.other.id]
        return [one.id for one in self.evidence.others]


def weigh(evidence: Evidence) -> Effect:
    """Return what evidence in numbers does to its claim.

    Two figures that are declared to be one are stretched if what a reader takes from the one lies
    outside what a reader takes from the other, whichever words give way. What is computed from
    others is stretched as the subject of a relation; a part is not computed from its whole ("over
    40,000" cannot stretch a count of 77,771 in it), nor an operand from the result.

    Evidence supports a claim only if all of what a reader takes it to mean lies in what a reader
    takes the claim to mean: "on or before 30 March" does not confirm 30 March.
    """
    claim, same = evidence.claim, evidence.relation.kind is RelationKind.SAME
    if claim.logical is None or claim.implied is None:
        return Effect.OPEN
    if claim.logical.is_apart_from(evidence.logical):
        return Effect.CLASH
    if claim.implied.is_apart_from(evidence.implied):
        gives_way = evidence.implied.overlaps(claim.logical)
        other_gives_way = claim.implied.overlaps(evidence.logical)
        part = evidence.relation.kind is RelationKind.SUBSET
        computed = not part and not evidence.is_solved
        stretched = same or gives_way or computed or not other_gives_way
        return Effect.STRETCH if stretched else Effect.OPEN
    return Effect.AGREE if evidence.implied.is_within(claim.implied) else Effect.OPEN


def compare_names(
    claims: Claims, relations: Iterable[Relation], ignored: Collection[str] = ()
) -> dict[str, list[Bearing]]:
    """Return, by claim id, what lists of names do to one another; those in `ignored` say nothing.

    `same`: two complete lists must hold the same names; what "at least" introduces must be part of
    a complete one. `listed`: the subject's names must be part of the operand's, which says nothing
    of the operand.
    """
    found: dict[str, list[Bearing]] = {}
    for relation in relations:
        names = relation.members
        if relation.kind not in (RelationKind.SAME, RelationKind.LISTED) or any(
            n not in claims for n in names
        ):
            continue
        subject, operand = (claims[name] for name in names)
        if subject.members and operand.members:
            if operand.id not in ignored:
                found.setdefault(subject.id, []).append(_compare(subject, operand, relation))
            if relation.kind is RelationKind.SAME and subject.id not in ignored:
                found.setdefault(operand.id, []).append(_compare(operand, subject, relation))
    return found


def _compare(claim: Claim, other: Claim, relation: Relation) -> Bearing:
    more = tuple(name for name in claim.members if name not in other.members)
    lacks = tuple(name for name in other.members if name not in claim.members)
    if relation.kind is RelationKind.LISTED:
        effect = Effect.CLASH if more else Effect.OPEN
    elif (more and _is_complete(other)) or (lacks and _is_complete(claim)):
        effect = Effect.CLASH
    else:
        effect = Effect.OPEN if more or lacks else Effect.AGREE
    return Bearing(effect, SetEvidence(claim, other, relation, more, lacks))


def _is_complete(claim: Claim) -> bool:
    """Return whether a list says that there are no others."""
    return claim.logical is not None and claim.logical.is_point


# Hinges: the published words on which a result turns, and what they would have to mean.


def find_flip(evidence: Evidence) -> tuple[Figure, Interval] | None:
    """Return the quantity printed with "about" on which a result hinges, and what it must be.

    The claim itself, or one of the others: the interval in which it meets everything that the words
    of the rest allow. None if nothing hinges on "about", or more than one such quantity does (then
    no single value decides).
    """
    itself = read_figure(evidence.claim)
    everyone = (*((itself,) if itself else ()), *evidence.others)
    vague = [one for one in everyone if one.hinges]
    if len(vague) != 1:
        return None
    known = {one.id: one.logical for one in everyone if one.id != vague[0].id}
    needed = solve(evidence.relation, vague[0].id, known)
    whole = needed.keep_whole() if vague[0].is_whole else None
    return vague[0], whole or needed
