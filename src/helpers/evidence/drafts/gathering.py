"""Gathering: claims and findings as the quantities that a draft is held against."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from helpers.evidence.claims import Claim, Claims
from helpers.evidence.drafts.found import read_finding
from helpers.evidence.drafts.known import Known
from helpers.evidence.drafts.noted import list_wholes
from helpers.evidence.drafts.printed import read_claim
from helpers.evidence.drafts.terms import Terms
from helpers.evidence.findings import Finding
from helpers.evidence.relations import Kind, Relation
from helpers.evidence.verdicts import Verdict, Word
from helpers.statuses import DataStatus

_ABOUT_US = ("claims.", "intake.", "reading.", "specifications.")
"""Findings that count claims, files, readings or ways of counting: nothing a story speaks of."""


def read_known(
    claims: Claims,
    verdicts: Mapping[str, Verdict],
    findings: Mapping[str, Finding],
    terms: Terms,
    relations: Iterable[Relation] = (),
) -> list[Known]:
    """Return what is known, claims first; synthetic findings are left out, they support nothing."""
    wholes: dict[str, set[str]] = {}
    repeats: set[str] = set()
    alike: dict[str, set[str]] = {}
    for relation in relations:
        if relation.kind is Kind.SUBSET:
            wholes.setdefault(relation.subject, set()).update(relation.operands)
        if relation.kind is Kind.SAME:
            for name in relation.members:
                alike.setdefault(name, set()).update(relation.members)
        if relation.subject in claims and _only_repeats(relation, claims, verdicts):
            repeats.add(relation.subject)
    known = [
        replace(
            one,
            wholes=frozenset(wholes.get(claim.id, ())),
            alike=frozenset(alike.get(claim.id, ())),
            out_of=list_wholes(one, claim, claims, wholes.get(claim.id, set())),
        )
        for claim in claims.values()
        if claim.id not in repeats
        for one in read_claim(claim, verdicts, terms)
    ]
    known += [
        one
        for finding in findings.values()
        if finding.data_status is not DataStatus.SYNTHETIC and not finding.id.startswith(_ABOUT_US)
        for one in read_finding(finding, terms)
    ]
    unclear = {claim.id for claim in claims.values() if _is_unclear(claim)}
    return [one for one in _share_sources(known) if one.id not in unclear]


def _is_unclear(claim: Claim) -> bool:
    """Return whether a source leaves open whose its number is: "ICE or all federal accounts".

    Whoever printed it may be credited with the number; it supports nobody's as such.
    """
    return " or " in claim.scope.who


def _only_repeats(relation: Relation, claims: Claims, verdicts: Mapping[str, Verdict]) -> bool:
    """Return whether a claim adds nothing to the one it repeats.

    A round number without a word stands beside the number it stands for; a figure that was only
    credited to somebody else is that figure.
    """
    name = relation.subject
    if relation.kind is Kind.SAME:
        return claims[name].wording == "bare round number"
    wrong = verdicts[name].verdict is Word.CONTRADICTED
    return relation.kind is Kind.MISATTRIBUTED and wrong


def _share_sources(known: list[Known]) -> list[Known]:
    """Let quantities with one number, unit and origin credit one another's printers."""
    groups: dict[tuple[object, ...], list[Known]] = {}
    for one in known:
        groups.setdefault((one.topic, one.value, one.first, one.sort), []).append(one)
    shared = []
    for one in known:
        group = groups[one.topic, one.value, one.first, one.sort]
        alike = [other for other in group if other.counts & one.counts or not one.counts]
        alike = [other for other in alike if not other.moved and not other.doubt] or [one]
        shared.append(
            replace(
                one,
                sources=one.sources.union(*(other.sources for other in alike)),
                names=one.names.union(*(other.names for other in alike)),
            )
        )
    return shared
