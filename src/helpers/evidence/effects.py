"""Effects: what one piece of evidence does to a claim, by interval or by names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from helpers.evidence.claims import Claim, Claims, Rank
from helpers.evidence.relations import Kind, Relation
from helpers.evidence.testimony import Evidence
from helpers.statuses import DataStatus


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

    The claim is stretched only if it is the claim's words that give way: those of a claim without
    slack ("exactly 555") cannot, when it is the other's "about 540" that has to. What is computed
    from other claims as the subject of a relation is stretched whichever of the words give way; a
    part is not computed from its whole ("over 40,000" cannot stretch a count of 77,771 in it).

    Evidence speaks for a claim only if all of what a reader takes it to mean lies in what a reader
    takes the claim to mean: "on or before 30 March" does not confirm 30 March.
    """
    claim, same = evidence.claim, evidence.relation.kind is Kind.SAME
    if claim.logical is None or claim.implied is None:
        return Effect.OPEN
    if claim.logical.is_apart_from(evidence.logical):
        return Effect.CLASH
    if claim.implied.is_apart_from(evidence.implied):
        gives_way = evidence.implied.overlaps(claim.logical)
        other_gives_way = claim.implied.overlaps(evidence.logical)
        part = evidence.relation.kind is Kind.SUBSET
        computed = not same and not part and not evidence.is_solved
        return Effect.STRETCH if gives_way or computed or not other_gives_way else Effect.OPEN
    return Effect.AGREE if evidence.implied.is_within(claim.implied) else Effect.OPEN


def compare_names(claims: Claims, relations: Iterable[Relation]) -> dict[str, list[Bearing]]:
    """Return, by claim id, what lists of names do to one another.

    `same`: two complete lists must hold the same names; what "at least" introduces must be part of
    a complete one. `listed`: the subject's names must be part of the operand's, which says nothing
    of the operand.
    """
    found: dict[str, list[Bearing]] = {}
    for relation in relations:
        names = relation.members
        if relation.kind not in (Kind.SAME, Kind.LISTED) or any(n not in claims for n in names):
            continue
        subject, operand = (claims[name] for name in names)
        if subject.members and operand.members:
            found.setdefault(subject.id, []).append(_compare(subject, operand, relation))
            if relation.kind is Kind.SAME:
                found.setdefault(operand.id, []).append(_compare(operand, subject, relation))
    return found


def _compare(claim: Claim, other: Claim, relation: Relation) -> Bearing:
    more = tuple(name for name in claim.members if name not in other.members)
    lacks = tuple(name for name in other.members if name not in claim.members)
    if relation.kind is Kind.LISTED:
        effect = Effect.CLASH if more else Effect.OPEN
    elif (more and _is_complete(other)) or (lacks and _is_complete(claim)):
        effect = Effect.CLASH
    else:
        effect = Effect.OPEN if more or lacks else Effect.AGREE
    return Bearing(effect, SetEvidence(claim, other, relation, more, lacks))


def _is_complete(claim: Claim) -> bool:
    """Return whether a list says that there are no others."""
    return claim.logical is not None and claim.logical.is_point
