"""Standing: how well a figure itself holds up, as it is worded.

Repeating a figure adds nothing to it, so a faithful repetition has the standing of its source.
What is misquoted, the article that this project checks, and invented records never support or
undercut anything. Someone's own word on their own act outranks an outlet.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from helpers.claims.claim import ONE_TEXT_ONLY, Claim, Claims, ClaimType, Rank, Status
from helpers.claims.evidence import (
    Bearing,
    Effect,
    SetEvidence,
    compare_names,
    gather_evidence,
    weigh,
)
from helpers.claims.finding import Finding
from helpers.claims.quotation import Quotation, Quote, find_root, list_formula_ids
from helpers.claims.readings import CUT, find_explanation
from helpers.claims.relations import Relation, RelationKind
from helpers.status import DataStatus


class Standing(StrEnum):
    """The labels of a standing, the best first."""

    RECOMPUTED = "Recomputed from records"
    CONFIRMED = "Independently confirmed"
    ONE_SOURCE = "One source only"
    NOT_TESTED = "Not tested"
    PERSON = "For a person to judge"
    DISAGREE = "Sources disagree"
    INCONSISTENT = "Internally inconsistent"
    CONTRADICTED = "Contradicted"


SYMBOLS: Mapping[Standing, str] = {
    Standing.RECOMPUTED: "\u25ae\u25ae\u25ae",
    Standing.CONFIRMED: "\u25ae\u25ae\u25af",
    Standing.ONE_SOURCE: "\u25ae\u25af\u25af",
    Standing.NOT_TESTED: "\u25af\u25af\u25af",
    Standing.PERSON: "\u00b6",
    Standing.DISAGREE: "\u2260",
    Standing.INCONSISTENT: "!",
    Standing.CONTRADICTED: "\u2715",
}
"""The symbol of each label; it never appears without the word."""

HALF = Fraction(1, 2)
"""How much of a source's period a claim has to share for the source's evidence to be its own."""


@dataclass(frozen=True)
class Ground:
    """What a standing rests on: the label, what decided it, and all evidence on the claim.

    `like` is the claim whose standing it has, where it repeats one; `explained` names the readings
    under which what does not fit does fit.
    """

    label: Standing
    deciding: tuple[Bearing, ...] = ()
    bearings: tuple[Bearing, ...] = ()
    declared: tuple[Relation, ...] = ()
    like: str = ""
    explained: tuple[str, ...] = ()
    against: tuple[str, ...] = field(default=())


def weigh_claims(
    claims: Claims,
    relations: Iterable[Relation],
    findings: Mapping[str, Finding],
    quotations: Mapping[str, Quotation],
) -> dict[str, Ground]:
    """Return how well each claim holds up, by id, given how each is quoted."""
    relations = list(relations)
    ignored = {
        name
        for name, claim in claims.items()
        if claim.is_checked or quotations[name].is_faulty or _is_made_up(claim)
    }
    numbers = gather_evidence(claims, relations, findings, ignored)
    names = compare_names(claims, relations, ignored)
    declared: dict[str, list[Relation]] = {}
    for one in relations:
        for name in one.members:
            if name in claims:
                declared.setdefault(name, []).append(one)
    grounds: dict[str, Ground] = {}
    for claim in _sort_by_source(claims):
        bearings = [
            *(Bearing(weigh(one), one) for one in numbers.get(claim.id, [])),
            *names.get(claim.id, []),
        ]
        judge = _Judge(claim, claims, quotations[claim.id], ignored)
        grounds[claim.id] = judge.decide(bearings, declared.get(claim.id, []), grounds)
    return {name: grounds[name] for name in claims}


def _is_made_up(claim: Claim) -> bool:
    return claim.data_status is DataStatus.SYNTHETIC


def _sort_by_source(claims: Claims) -> list[Claim]:
    """Return the claims with each after the one that it repeats."""
    done: dict[str, Claim] = {}

    def add(claim: Claim) -> None:
        if claim.repeats and claim.repeats not in done:
            add(claims[claim.repeats])
        done[claim.id] = claim

    for claim in claims.values():
        add(claim)
    return list(done.values())


@dataclass(frozen=True)
class _Judge:
    """One claim and the evidence on it."""

    claim: Claim
    claims: Claims
    quotation: Quotation
    ignored: Collection[str]

    def decide(
        self,
        bearings: Sequence[Bearing],
        declared: Sequence[Relation],
        grounds: Mapping[str, Ground],
    ) -> Ground:
        """Return the standing, the first of these that applies.

        A statement is for a person. Released records decide; then what contradicts, what the
        source itself contradicts, what disagrees, what confirms. A repetition has the standing
        of its source. Where only the scope is wrong, the figure as worded was not tested.
        """
        explained = self._explain(bearings)
        bearings = [one for one in bearings if not self._is_cut(one)]

        def ground(label: Standing, *deciding: Bearing, like: str = "", **more: str) -> Ground:
            ids = [name for one in deciding for name in one.ids]
            against = [*ids, *filter(None, more.values())] if label in _TROUBLED else []
            return Ground(
                label,
                deciding,
                tuple(bearings),
                tuple(declared),
                like,
                explained,
                tuple(dict.fromkeys(against)),
            )

        if self._is_for_a_person(declared):
            return ground(Standing.PERSON)
        if found := self._decide_by_records(bearings):
            return ground(*found)
        source = self.claim.repeats
        if self.quotation.has(Quote.NUMBER, Quote.SOURCE):
            held = {f"basis_{at}": name for at, name in enumerate(self.quotation.basis)}
            return ground(Standing.CONTRADICTED, **held)
        if ended := self._find_declared(declared):
            label, other = ended
            return ground(label, other=other)
        against = [(one, self._oppose(one)) for one in bearings]
        if self._is_of_another_scope():
            kept = (Standing.CONTRADICTED, Standing.DISAGREE)
            clashes = [
                (one, label)
                for one, label in against
                if one.effect is Effect.CLASH and label in kept
            ]
            if found := _pick(clashes):
                return ground(*found)
            return ground(Standing.NOT_TESTED)
        if found := _pick(against):
            return ground(*found)
        confirming = [one for one in bearings if self._confirms(one)]
        if confirming:
            return ground(Standing.CONFIRMED, *confirming)
        if source and self._is_about_one_thing(self.claims[source]):
            like = grounds[source]
            return ground(like.label, *like.deciding, like=source)
        # What nobody is known to have counted, and what only the checked article has, is untested.
        unknown = not self.claim.counted_by or self.claim.origin == ONE_TEXT_ONLY
        if unknown or (self.claim.is_checked and not source):
            return ground(Standing.NOT_TESTED)
        return ground(Standing.ONE_SOURCE)

    # --- what the claim is

    def _is_for_a_person(self, declared: Sequence[Relation]) -> bool:
        """Whether it is words, and no number, day or list that something could agree with."""
        claim = self.claim
        if claim.type is ClaimType.STATEMENT:
            return True
        wordless = claim.logical is None and not claim.members
        tied = any(
            one.kind in (RelationKind.MISATTRIBUTED, RelationKind.DIFFERS) for one in declared
        )
        return claim.type is ClaimType.ATTRIBUTION and wordless and not tied

    def _is_of_another_scope(self) -> bool:
        """Whether nothing known about its source applies to the figure as it is worded here."""
        quotation = self.quotation
        if quotation.has(Quote.AGENCY, Quote.PLACE, Quote.UNIT):
            return True
        lost, source = self.claim.lost, self.claim.repeats
        if lost and source and lost in self.claims[source].definition:
            return True
        return quotation.has(Quote.PERIOD) and quotation.shares_period < HALF

    def _is_about_one_thing(self, source: Claim) -> bool:
        return source.is_date == self.claim.is_date

    # --- records

    def _decide_by_records(
        self, bearings: Sequence[Bearing]
    ) -> tuple[Standing, *tuple[Bearing, ...]] | None:
        released = [one for one in bearings if one.evidence.data_status is DataStatus.RELEASED]
        by = {effect: [one for one in released if one.effect is effect] for effect in Effect}
        if by[Effect.CLASH]:
            label = Standing.DISAGREE if by[Effect.AGREE] else Standing.CONTRADICTED
            return (label, *by[Effect.CLASH])
        if by[Effect.STRETCH]:
            return (Standing.DISAGREE, *by[Effect.STRETCH])
        return (Standing.RECOMPUTED, *by[Effect.AGREE]) if by[Effect.AGREE] else None

    # --- against it

    def _find_declared(self, declared: Sequence[Relation]) -> tuple[Standing, str] | None:
        """Return what people found against it that no number shows, and by which claim."""
        for one in declared:
            is_subject = one.subject == self.claim.id
            name = one.operands[0] if is_subject else one.subject
            if one.kind not in _FOUND or name not in self.claims or name in self.ignored:
                continue
            other = self.claims[name]
            if one.kind is RelationKind.ENDED and is_subject and self.quotation.has(Quote.PERIOD):
                return Standing.CONTRADICTED, other.id
            if one.kind is RelationKind.COVERS and is_subject and self._leaves_out(other):
                return Standing.CONTRADICTED, other.id
            if one.kind in (RelationKind.DIFFERS, RelationKind.MISATTRIBUTED):
                if not self._counts_against(other):
                    continue
                closer = one.kind is RelationKind.MISATTRIBUTED and self._is_closer(other)
                return (Standing.CONTRADICTED if closer else Standing.DISAGREE), other.id
        return None

    def _leaves_out(self, whole: Claim) -> bool:
        """Whether its period doesn't hold all of another's, as far as both say."""
        ours, theirs = self.claim.scope, whole.scope
        late = _is_later(ours.start, theirs.start)
        early = _is_later(theirs.end, ours.end)
        return late or early

    def _oppose(self, one: Bearing) -> Standing | None:
        """Return what a piece of evidence does against the claim; None if nothing."""
        if one.effect not in (Effect.CLASH, Effect.STRETCH):
            return None
        others = [self.claims[name] for name in one.ids if name in self.claims]
        if others and all(self._is_one_source(other) for other in others):
            return Standing.INCONSISTENT
        if not all(self._may_oppose(other) for other in others):
            return None
        if self.claim.repeats in one.ids:
            # Whether it gives its source's own number is a matter of quotation.
            simple = one.evidence.relation.kind is RelationKind.SAME
            is_wrong = one.effect is Effect.CLASH and not simple
            return Standing.CONTRADICTED if is_wrong else None
        if not self._counts_rank(one.evidence.rank) and not _are_authorities(others):
            return None
        closer = bool(others) and all(self._is_closer(other) for other in others)
        if closer and one.effect is Effect.CLASH and one.evidence.is_independent:
            return Standing.CONTRADICTED
        return Standing.DISAGREE

    def _is_one_source(self, other: Claim) -> bool:
        return (other.outlet, other.origin) == (self.claim.outlet, self.claim.origin)

    def _may_oppose(self, other: Claim) -> bool:
        """Whether another claim is about the same state of an act, with no less authority.

        Ordered, in effect and reported are three states of one act, and their days no dispute.
        Only what is reported as done is held against the day on which it took effect.
        """
        if self.claim.authority and not other.authority:
            return False
        ours, theirs = self.claim.status, other.status
        if Status.NONE in (ours, theirs) or ours is theirs:
            return True
        return ours is Status.REPORTED and theirs is Status.IN_EFFECT

    def _counts_against(self, other: Claim) -> bool:
        return self._counts_rank(other.rank) or other.authority

    def _counts_rank(self, rank: Rank) -> bool:
        """Whether a source of a rank is heard: one further from the facts is not."""
        return rank.order <= self.claim.rank.order

    def _is_closer(self, other: Claim) -> bool:
        """Whether another is closer to the facts: it acted, or counted, and this one didn't."""
        if other.authority:
            return not self.claim.authority
        return other.rank is Rank.PRIMARY and self.claim.rank is not Rank.PRIMARY

    # --- for it

    def _confirms(self, one: Bearing) -> bool:
        if one.effect is not Effect.AGREE:
            return False
        others = (self.claims[name] for name in one.ids if name in self.claims)
        if one.evidence.is_independent and not any(self._shares_source(other) for other in others):
            return True
        return self._is_second_look(one)

    def _shares_source(self, other: Claim) -> bool:
        """Whether one of two rests on the other, or both repeat one: they can't confirm it."""
        if find_root(other, self.claims).id == find_root(self.claim, self.claims).id:
            return True
        used = list_formula_ids(self.claim.derived) if self.claim.derived else []
        using = list_formula_ids(other.derived) if other.derived else []
        return other.id in used or self.claim.id in using

    def _is_second_look(self, one: Bearing) -> bool:
        """Whether another outlet looked at an act itself: it lists the names, or a sum fits.

        A count behind closed doors can only be repeated; an act that was done in public can be
        seen again. So this holds only where one of them is the actor's own word.
        """
        others = [self.claims[name] for name in one.ids if name in self.claims]
        if not others or any(other.outlet == self.claim.outlet for other in others):
            return False
        if not (self.claim.authority or any(other.authority for other in others)):
            return False
        if isinstance(one.evidence, SetEvidence):
            return False
        listed = [other for other in (self.claim, *others) if _is_full_list(other)]
        return bool(listed) or one.evidence.relation.kind is RelationKind.SUM

    # --- readings

    def _is_cut(self, one: Bearing) -> bool:
        """Whether it fails only because a number was cut where others would round."""
        return find_explanation(self.claim, one, self.claims) == CUT

    def _explain(self, bearings: Sequence[Bearing]) -> tuple[str, ...]:
        """Return the readings under which this figure fits; cutting another doesn't count."""
        found = (
            find_explanation(self.claim, one, self.claims)
            for one in bearings
            if one.effect in (Effect.CLASH, Effect.STRETCH)
            and (not self._is_cut(one) or one.evidence.relation.subject == self.claim.id)
        )
        return tuple(dict.fromkeys(filter(None, found)))


_FOUND = (RelationKind.ENDED, RelationKind.COVERS, RelationKind.DIFFERS, RelationKind.MISATTRIBUTED)
_TROUBLED = (Standing.CONTRADICTED, Standing.INCONSISTENT, Standing.DISAGREE)


def _pick(
    against: Sequence[tuple[Bearing, Standing | None]],
) -> tuple[Standing, *tuple[Bearing, ...]] | None:
    """Return the worst standing found against a claim, with the evidence for it."""
    for label in _TROUBLED:
        deciding = tuple(one for one, found in against if found is label)
        if deciding:
            return (label, *deciding)
    return None


def _are_authorities(others: Sequence[Claim]) -> bool:
    return bool(others) and all(other.authority for other in others)


def _is_full_list(claim: Claim) -> bool:
    """Return whether a claim names every one of those it counts."""
    point = claim.logical is not None and claim.logical.is_point
    return point and claim.logical is not None and claim.logical.low == len(claim.members)


def _is_later(one: str, other: str) -> bool:
    """Return whether a day, month or year is after another, as far as the coarser says."""
    precision = min(len(one), len(other))
    return bool(one and other) and one[:precision] > other[:precision]


def list_supporting(ground: Ground) -> list[str]:
    """Return the ids of what supports a claim: claims, and findings with their prefix."""
    if ground.label not in (Standing.RECOMPUTED, Standing.CONFIRMED):
        return []
    return list(dict.fromkeys(name for one in ground.deciding for name in one.ids))
