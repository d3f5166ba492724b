"""Verdicts: on every claim two, its quotation and its standing, and the advice that follows.

Computed, never stored by hand. `quotation` asks whether a claim matches its source, `standing`
whether the figure holds up, `advice` what an editor may do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

from helpers.claims.advice import Advice, Writer, advise, rank_harm
from helpers.claims.claim import Claim, Claims, ClaimType, load_claims
from helpers.claims.evidence import Bearing, Effect
from helpers.claims.explanations import describe_bearing, say_flip
from helpers.claims.finding import CARD, Finding, load_findings
from helpers.claims.missing_records import name_record
from helpers.claims.names import NO_NAMES, Names, load_names
from helpers.claims.quotation import Quotation, Quote, find_root, quote_claims
from helpers.claims.readings import Reading, load_readings
from helpers.claims.relations import (
    FINDING,
    Relation,
    RelationKind,
    check_names,
    list_known_relations,
    load_relations,
)
from helpers.claims.scopes import NO_SCOPES, Scopes, load_scopes
from helpers.claims.standing import Ground, Standing, list_supporting, weigh_claims
from helpers.project import Project, find_project
from helpers.status import DataStatus

METHOD_SHOWN = "method shown"
"""The badge of a claim whose computation is shown on synthetic rows; it isn't a verdict."""

SUPPORTS, UNDERCUTS, TOUCHES = "supports", "undercuts", "is compatible"
REPEATS, REPEATED, BESIDE = "is repeated here", "repeats it", "read beside"


@dataclass(frozen=True)
class Item:
    """One piece of evidence: what it does, the ids it comes from, and a sentence about it."""

    does: str
    ids: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Verdict:
    """Both verdicts on a claim, the advice, and what they rest on.

    `reason` is two sentences at most; `print_this` the sentence to print, empty where there is
    none. `against` and `support` are ids of claims and findings; `evidence` says what each does.
    `settled_by` is the record that would settle it, `readings` the explanations under which what
    does not fit does, `responses` the ids of those who dispute it. `worked_out` is what other
    figures make of it by arithmetic, where that decides. `rank` is its position in the
    order of harm, lower for more.
    """

    quotation: Quotation
    standing: Standing
    advice: Advice
    reason: str
    print_this: str
    against: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    evidence: tuple[Item, ...] = ()
    readings: tuple[str, ...] = ()
    responses: tuple[str, ...] = ()
    worked_out: str = ""
    settled_by: str = ""
    badge: str = ""
    rank: tuple[int, int] = (0, 0)
    repeated_by: tuple[str, ...] = field(default=())

    def _repr_html_(self) -> str:
        """Return the verdict as a card for JupyterLab: advice, both labels, why, what to print."""
        labels = f"Quotation: {self.label}. Standing: {self.standing}."
        instead = f"Print: “{self.print_this}”" if self.print_this else ""
        lines = (f"<b>{escape(str(self.advice))}</b>", *map(escape, (labels, self.reason, instead)))
        return f'<div style="{CARD}">{"<br>".join(filter(None, lines))}</div>'

    @property
    def label(self) -> Quote:
        """The label of the quotation, the most harmful one."""
        return self.quotation.label

    @property
    def also(self) -> tuple[Quote, ...]:
        """The other labels of the quotation."""
        return self.quotation.also

    @property
    def worst(self) -> str:
        """What is wrong with it: the first fault of its quotation, else its standing."""
        faults = (one for one in (self.label, *self.also) if one.is_fault)
        return str(next(faults, self.standing))

    @property
    def moved_from(self) -> str | None:
        """The claim whose figure it gives for another scope; None if the scope is right."""
        scoped = any(one.label.is_scope for one in self.quotation.faults)
        return (self.quotation.source or None) if scoped else None

    @property
    def moved(self) -> bool:
        """Whether it gives another claim's figure for another scope."""
        return self.moved_from is not None


def judge(
    claims: Claims,
    relations: Iterable[Relation],
    findings: Mapping[str, Finding],
    readings: Iterable[Reading] = (),
    *,
    scopes: Scopes = NO_SCOPES,
    names: Names = NO_NAMES,
) -> dict[str, Verdict]:
    """Return both verdicts on every claim, by its id.

    Raises Problem for a relation or a repetition that names a claim which does not exist.
    """
    relations, readings = list(relations), list(readings)
    check_names(relations, claims)
    quotations = quote_claims(claims, relations, scopes)
    grounds = weigh_claims(claims, relations, findings, quotations)
    writer = Writer(claims, quotations, grounds, names)
    repeated: dict[str, list[str]] = {}
    for claim in claims.values():
        root = find_root(claim, claims)
        if root.id != claim.id:
            repeated.setdefault(root.id, []).append(claim.id)
    return {
        claim.id: _make_verdict(
            claim, claims, findings, quotations[claim.id], grounds[claim.id], writer, readings,
            tuple(repeated.get(claim.id, ())),
        )
        for claim in claims.values()
    }  # fmt: skip


def _make_verdict(
    claim: Claim,
    claims: Claims,
    findings: Mapping[str, Finding],
    quotation: Quotation,
    ground: Ground,
    writer: Writer,
    readings: Iterable[Reading],
    repeated_by: tuple[str, ...],
) -> Verdict:
    advice = advise(quotation, ground.label)
    beside = [
        name
        for one in ground.declared
        if one.kind is RelationKind.BESIDE and one.subject == claim.id
        for name in one.operands
    ]
    named = [one.name.lower() for one in readings if claim.id in one.claims and one.outright]
    counted = find_root(claim, claims)
    record = "" if claim.type is ClaimType.STATEMENT else name_record(counted)
    return Verdict(
        quotation=quotation,
        standing=ground.label,
        advice=advice,
        reason=writer.say_reason(claim),
        print_this=writer.write_print(claim, advice),
        against=ground.against,
        support=tuple(list_supporting(ground)),
        beside=tuple(dict.fromkeys(beside)),
        evidence=tuple(_list_evidence(claim, claims, ground, writer.quotations, repeated_by)),
        readings=tuple(dict.fromkeys((*ground.explained, *named))),
        responses=claim.disputed_by,
        worked_out=writer.say_worked_out(claim),
        settled_by=record,
        badge=METHOD_SHOWN if _is_shown(claim, ground, findings) else "",
        rank=rank_harm(claim, quotation, ground.label),
        repeated_by=repeated_by,
    )


def _list_evidence(
    claim: Claim,
    claims: Claims,
    ground: Ground,
    quotations: Mapping[str, Quotation],
    repeated_by: Iterable[str],
) -> Iterable[Item]:
    """Yield what supports or undercuts a claim first, then the related claims."""
    supporting = set(list_supporting(ground))
    for one in ground.bearings:
        does = _say_effect(one, supporting)
        reason = one.evidence.relation.reason.strip().rstrip(".")
        text = _capital(f"{describe_bearing(one)}{say_flip(one)}.")
        text += f" {reason}." if reason else ""
        yield Item(does, tuple(one.ids), text)
    if claim.repeats:
        source = claims[claim.repeats]
        yield Item(REPEATS, (source.id,), f"{source.statement}: {source.phrase}.")
    for name in repeated_by:
        other = claims[name]
        does = REPEATED
        if quotations[name].is_faulty:
            does = f"{REPEATED} ({quotations[name].label})"
        yield Item(does, (name,), f"{other.statement}: {other.phrase}.")
    for relation in ground.declared:
        if relation.kind in (RelationKind.LISTED, RelationKind.SAME, RelationKind.METHOD):
            continue
        if relation.kind.is_computed or relation.subject != claim.id:
            continue
        yield Item(BESIDE, relation.operands, f"{relation.reason.strip().rstrip('.')}.")


def _say_effect(one: Bearing, supporting: set[str]) -> str:
    if one.effect in (Effect.CLASH, Effect.STRETCH):
        return UNDERCUTS
    return SUPPORTS if supporting & set(one.ids) else TOUCHES


def _is_shown(claim: Claim, ground: Ground, findings: Mapping[str, Finding]) -> bool:
    """Return whether a synthetic finding shows how the claim would be computed."""
    operands = (
        operand.removeprefix(FINDING)
        for relation in ground.declared
        if relation.kind is RelationKind.METHOD and relation.subject == claim.id
        for operand in relation.operands
    )
    return any(
        name in findings and findings[name].data_status is DataStatus.SYNTHETIC for name in operands
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def judge_claims(
    claims: Claims, findings: Mapping[str, Finding], project: Project | None = None
) -> dict[str, Verdict]:
    """Return the verdicts on `claims` by a project's relations, readings, scopes and names."""
    project = project or find_project()
    return judge(
        claims,
        list_known_relations(load_relations(project), claims),
        findings,
        load_readings(claims, project),
        scopes=load_scopes(project),
        names=load_names(project),
    )


def judge_all(project: Project) -> tuple[Claims, dict[str, Verdict]]:
    """Return every claim of a project, and the verdicts on each by its id."""
    claims = load_claims(project)
    return claims, judge_claims(claims, load_findings(project), project)


def judge_project(project: Project) -> list[dict[str, Any]]:
    """Return every claim with its verdicts, as plain data."""
    claims, verdicts = judge_all(project)
    return [lay_out_claim(claim, verdicts[claim.id]) for claim in claims.values()]


def lay_out_claim(claim: Claim, verdict: Verdict) -> dict[str, Any]:
    """Return a claim with its verdicts as plain data: see docs/machine-readable-output.md."""
    return {
        "id": claim.id,
        "type": claim.type.value,
        "topic": claim.topic,
        "statement": claim.statement,
        "printed": claim.printed,
        "text": claim.text,
        "wording": claim.wording,
        "unit": claim.unit,
        "scope": claim.scope.model_dump(),
        "members": list(claim.members),
        "origin": claim.origin,
        "rank": claim.rank.value,
        "source": claim.source,
        "title": claim.title,
        "address": claim.address,
        "source_date": claim.source_date,
        "data_status": claim.data_status.value,
        "verdict": verdict.standing.value,
        "badge": verdict.badge,
        "moved": verdict.moved,
        "reason": verdict.reason,
        "against": list(verdict.against),
        "support": list(verdict.support),
        "moved_from": verdict.moved_from,
        "beside": list(verdict.beside),
        "settled_by": verdict.settled_by,
        "quotation": verdict.label.value,
        "also": [one.value for one in verdict.also],
        "standing": verdict.standing.value,
        "advice": verdict.advice.value,
        "quote": claim.quote,
        "print_this": verdict.print_this,
        "repeats": claim.repeats,
        "part": claim.part,
        "counted_by": claim.counted_by,
        "read": claim.read.value,
        "read_through": claim.read_through,
        "readings": list(verdict.readings),
        "responses": list(verdict.responses),
        "probable_cause": claim.probable_cause,
        "harm": claim.harm,
    }
