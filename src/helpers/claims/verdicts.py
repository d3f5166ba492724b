"""Verdicts: whether each claim holds, and which record would settle it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from helpers.claims.claim import Claim, Claims, ClaimType, load_claims
from helpers.claims.evidence import Bearing, Effect, compare_names, gather_evidence, weigh
from helpers.claims.explanations import join, say_beside, say_decided, say_declared, say_unchecked
from helpers.claims.finding import Finding, load_findings
from helpers.claims.readings import Reading, load_readings
from helpers.claims.relations import FINDING, Kind, Relation, check_names, load_relations
from helpers.project import Project
from helpers.status import DataStatus

# Records that would settle a claim: what to ask for where nothing decides.

_NLETS_LOG = "Nlets's message log, counted by sender, message type and month"
_NLETS_YEARS = "Nlets's message log, counted by message type and year"
_LETTERS = "the letters themselves, with their addressees"
_PORTAL_LOG = "the search log of Washington's licensing portal, by account and time"
_AGREEMENTS = "the licensing department's list of portal agreements, with dates"
_REGISTER = "the licensing department's register of requests"
_CUT_OFF = "the order and the account settings, with their dates"
_CASES = "the case files behind the report"
_AUDIT = "the agency's own network audit, complete and with its date of export"
_AUDIT_AND_LIST = "each agency's network audit beside its list of shared networks"
_LOADED = "the audit files that were loaded, with their dates of export"
_SETTINGS = "the agency's settings, with their dates"
_DEVICES = "the contract, or the vendor's list of devices on that day"
_STUDY = "the study itself, in full"
_BILL = "the text of the bill"
_SETTLEMENT = "the settlement itself"

SETTLED_BY: Mapping[tuple[str, str], str] = {
    ("nlets", "queries"): _NLETS_LOG,
    ("nlets", "transactions"): _NLETS_YEARS,
    ("nlets", "transmissions"): _NLETS_YEARS,
    ("nlets", "agencies"): "Nlets's list of users, with what it counts as an agency",
    ("nlets", "users"): "Nlets's list of users",
    ("nlets", "states"): "each state's dated settings for the queries it answers over Nlets",
    ("nlets", "letters"): _LETTERS,
    ("nlets", "governors"): _LETTERS,
    ("nlets", "signatories"): "the letters themselves, with their signature pages",
    ("nlets", "speaker"): "the letters themselves, in full",
    ("nlets", "requests"): _NLETS_LOG,
    ("nlets", "leads"): "the letters themselves, with their signature pages",
    ("nlets", "attribution"): "Nlets's answer to Congress",
    ("wa_dol", "searches"): _PORTAL_LOG,
    ("wa_dol", "percent increase"): _PORTAL_LOG,
    ("wa_dol", "month"): _PORTAL_LOG,
    ("wa_dol", "queries"): "the State Patrol's ACCESS message log, by requesting agency and time",
    ("wa_dol", "accounts"): _AGREEMENTS,
    ("wa_dol", "contracts"): _AGREEMENTS,
    ("wa_dol", "agencies"): _AGREEMENTS,
    ("wa_dol", "requests"): _REGISTER,
    ("wa_dol", "records"): _REGISTER,
    ("wa_dol", "requests/month"): _REGISTER,
    ("wa_dol", "date"): _CUT_OFF,
    ("wa_dol", "year"): _CUT_OFF,
    ("wa_dol", "agreements"): _AGREEMENTS,
    ("wa_dol", "percent of requests"): _REGISTER,
    ("wa_dol", "kinds"): "a page of the portal, without anybody's data",
    ("wa_dol", "pages"): "the answer itself",
    ("flock", "searches"): _AUDIT,
    ("flock", "searches/day"): _AUDIT,
    ("flock", "queries"): _AUDIT,
    ("flock", "rows"): _AUDIT,
    ("flock", "agencies"): _AUDIT_AND_LIST,
    ("flock", "networks"): "the network audit that holds the search",
    ("flock", "devices"): "the network audit that holds the search",
    ("flock", "cameras"): _DEVICES,
    ("policy", "votes"): "the roll call",
}
"""Which record would settle a claim, by topic and unit, or `attribution`. No record named is better
than a wrong one: there is no entry for the rest."""

BY_ORIGIN: Mapping[tuple[str, str], str] = {
    ("404-media", "cameras"): "",
    ("404-media", "rows"): "the log itself",
    ("association-of-washington-cities", "date"): "the act itself",
    ("auburn-pd", "date"): _SETTINGS,
    ("california-dmv", ""): "the department's own count of such licenses",
    ("colorado-sun", ""): "the subpoenas, and the agencies' answers to them",
    ("danville-logs", "agencies"): _AUDIT,
    ("denver-log", "date"): _AUDIT,
    ("dhs-save-notice", ""): "the notice itself",
    ("eff", ""): "the audit files that the source analyzed, with their dates of export",
    ("eff", "cameras"): "the network audit that holds the search",
    ("flockwatch", ""): _LOADED,
    ("georgetown-dragnet", ""): _STUDY,
    ("haveibeenflocked", ""): _LOADED,
    ("illinois-sos", ""): "",
    ("lakewood-pd", "date"): _SETTINGS,
    ("lynnwood-pd", "days"): _SETTINGS,
    ("lynnwood-pd", "month"): _SETTINGS,
    ("maryland-log", ""): "Maryland's log of ICE's sessions",
    ("maryland-state", ""): "Maryland's log of ICE's sessions",
    ("nij", "states"): "the project's own reports",
    ("npr", ""): "the departments' own network audits and lists of shared networks",
    ("ny-dmv", ""): "the act, and the motor-vehicle department's order",
    ("oneamerica", ""): "the letter itself",
    ("oregon-complaint", ""): "the log of Oregon's LEDS system, by requesting agency",
    ("plateglass", ""): "the broadcaster's own archive",
    ("protest-speaker", ""): "the arrest records of the immigration authorities",
    ("richland-pd", "date"): _AUDIT,
    ("save-settlement", ""): _SETTLEMENT,
    ("seatac-pd", "date"): _SETTINGS,
    ("uwchr-2022-report", ""): "the report itself",
    ("uwchr-driver-data-report", ""): _CASES,
    ("wa-governor", "date"): "the act, with the day of its signature",
    ("wa-legislature", "days"): _BILL,
    ("wa-legislature", "years"): _BILL,
    ("wyden-flock-letter", ""): "the vendor's log of the pilot's searches",
}
"""Which record would settle what an origin counted or said, by unit (empty: whatever it is), where
topic and unit alone would mislead."""

WHO = ("speaker", "finder", "body", "voices", "searcher")
"""Units of an attribution that say who, and nothing of who counted."""

DATES = ("date", "month", "year")
"""Units that say when, and so nothing of who said a thing."""


def name_record(claim: Claim) -> str:
    """Return which record would settle a claim; empty where none is known to.

    A statement is for a person to judge against its source, and needs no other record.
    """
    if claim.type is ClaimType.STATEMENT:
        return ""
    if claim.type is ClaimType.ATTRIBUTION and claim.unit in WHO:
        return SETTLED_BY.get((claim.topic, claim.unit), "")
    if claim.type is ClaimType.ATTRIBUTION:
        units = [claim.type.value, *([] if claim.unit in DATES else [claim.unit])]
        return next(
            (SETTLED_BY[claim.topic, unit] for unit in units if (claim.topic, unit) in SETTLED_BY),
            "",
        )
    for unit in (claim.unit, ""):
        if (claim.origin, unit) in BY_ORIGIN:
            return BY_ORIGIN[claim.origin, unit]
    return SETTLED_BY.get((claim.topic, claim.unit), "")


# Verdicts: what the other quantities say about each claim. Computed, never stored by hand.

METHOD_SHOWN = "method shown"
"""The badge of a claim whose computation is shown on synthetic rows; it is no verdict."""
MOVED = "moved"
"""The badge of a claim that prints a figure for another scope than it was counted for."""


class Word(StrEnum):
    """The six verdicts."""

    REPRODUCED = "reproduced"
    FOLLOWS = "follows"
    STRETCHED = "stretched"
    CONTRADICTED = "contradicted"
    DISPUTED = "disputed"
    NOT_CHECKABLE = "not checkable"


@dataclass(frozen=True)
class Verdict:
    """What the other quantities say about a claim.

    `against` are the ids of what it clashes with or is stretched by; `support` of what it follows
    from; `moved_from` the claim whose figure it prints for another scope; `settled_by` the record
    that would settle it, empty where none is known to. `badge` is empty or METHOD_SHOWN. `beside`
    are the claims that people set beside it; they decide nothing.
    """

    verdict: Word
    badge: str
    reason: str
    against: list[str]
    moved_from: str | None
    settled_by: str
    support: list[str]
    beside: list[str] = field(default_factory=list)

    @property
    def moved(self) -> bool:
        """Whether the claim prints another's figure for another scope."""
        return self.moved_from is not None

    @property
    def badges(self) -> list[str]:
        """What is said of the claim beside its verdict: METHOD_SHOWN, MOVED, both or neither."""
        return [*filter(None, [self.badge]), *([MOVED] if self.moved else [])]


def judge(
    claims: Claims,
    relations: Iterable[Relation],
    findings: Mapping[str, Finding],
    readings: Iterable[Reading] = (),
) -> dict[str, Verdict]:
    """Return a verdict on every claim, by its id.

    Findings from released rows decide first. Else, of evidence from other claims and transcribed
    findings: a clash with a better source contradicts, with one of equal rank disputes; then what
    is stretched; then agreement with another origin. What shares the claim's origin may count
    against it, never for it. Synthetic findings give the badge only (METHODOLOGY.md, "Verdicts").
    Declared `readings` change no verdict: the reason names those under which a figure fits.

    Raises Problem for a relation that names a claim which does not exist.
    """
    relations, readings = list(relations), list(readings)
    check_names(relations, claims)
    numbers = gather_evidence(claims, relations, findings)
    names = compare_names(claims, relations)
    declared: dict[str, list[Relation]] = defaultdict(list)
    for relation in relations:
        for name in relation.members:
            if name in claims and _is_declared_of(claims[name], relation, claims):
                declared[name].append(relation)
    return {
        claim.id: _judge_claim(
            claim,
            [
                *(Bearing(weigh(one), one) for one in numbers.get(claim.id, [])),
                *names.get(claim.id, []),
            ],
            declared[claim.id],
            claims,
            findings,
            [one for one in readings if claim.id in one.claims],
        )
        for claim in claims.values()
    }


def _is_declared_of(claim: Claim, relation: Relation, claims: Claims) -> bool:
    """Return whether a relation is declared of a claim.

    It is of its subject; and where two accounts of equal rank name different speakers or counters,
    of the other too, since neither settles it.
    """
    if relation.subject == claim.id:
        return True
    if relation.kind is not Kind.MISATTRIBUTED or claim.id not in relation.operands:
        return False
    both = (claim, claims[relation.subject])
    attributions = all(one.type is ClaimType.ATTRIBUTION for one in both)
    return attributions and both[0].rank is both[1].rank


def _judge_claim(
    claim: Claim,
    bearings: list[Bearing],
    declared: list[Relation],
    claims: Claims,
    findings: Mapping[str, Finding],
    readings: list[Reading],
) -> Verdict:
    word, deciding = _decide(claim, bearings)
    for_it = word in (Word.FOLLOWS, Word.REPRODUCED)
    moved, misattributed = (
        next((one for one in declared if one.kind is kind), None)
        for kind in (Kind.MOVED, Kind.MISATTRIBUTED)
    )
    counted = claims[moved.operands[0]] if moved else claim
    record = "" if claim.type is ClaimType.STATEMENT else name_record(counted)
    if deciding:
        rest = [one for one in bearings if one not in deciding]
        reason = say_decided(claim, deciding, rest, word)
    else:
        reason = say_unchecked(claim, bearings)
    if fitting := _find_fitting(bearings, readings):
        reason = f"{reason.rstrip('.')}; {join(fitting)}, it fits as printed."
    against = [] if for_it else _collect_ids(deciding)
    if misattributed:
        names = [one for one in misattributed.members if one != claim.id]
        source = claims[names[0]]
        against = list(dict.fromkeys([source.id, *against]))
        if claim.type is ClaimType.ATTRIBUTION and source.rank.order <= claim.rank.order:
            better = source.rank.order < claim.rank.order
            word, reason = (Word.CONTRADICTED if better else Word.DISPUTED), ""
        reason = f"{say_declared(misattributed, source, claim)} {reason}".strip()
    if moved:
        reason = f"{say_declared(moved, claims[moved.operands[0]], claim)} {reason}"
    beside = [one for one in declared if one.kind is Kind.BESIDE and one.subject == claim.id]
    reason = f"{reason.rstrip('.')}{say_beside(beside, claims)}."
    if record and word is Word.NOT_CHECKABLE:
        reason = f"{reason.rstrip('.')}; what would settle it: {record}."
    return Verdict(
        verdict=word,
        badge=METHOD_SHOWN if _is_shown(declared, findings) else "",
        reason=reason,
        against=against,
        moved_from=moved.operands[0] if moved else None,
        settled_by=record,
        support=_collect_ids(deciding) if for_it else [],
        beside=list(dict.fromkeys(name for one in beside for name in one.operands)),
    )


def _find_fitting(bearings: list[Bearing], readings: list[Reading]) -> list[str]:
    """Return the readings under which what the claim was said not to fit does fit, by name."""
    against = [
        frozenset(one.evidence.relation.members)
        for one in bearings
        if one.effect in (Effect.CLASH, Effect.STRETCH)
    ]
    return [
        one.name.lower() for one in readings if one.outright and frozenset(one.claims) in against
    ]


def _decide(claim: Claim, bearings: list[Bearing]) -> tuple[Word, list[Bearing]]:
    """Return the verdict and what it rests on."""
    released = [one for one in bearings if one.evidence.data_status is DataStatus.RELEASED]
    by = {effect: [one for one in released if one.effect is effect] for effect in Effect}
    if by[Effect.CLASH]:
        disagree = bool(by[Effect.AGREE])
        return (Word.DISPUTED if disagree else Word.CONTRADICTED), by[Effect.CLASH]
    if by[Effect.STRETCH]:
        return Word.STRETCHED, by[Effect.STRETCH]
    if by[Effect.AGREE]:
        return Word.REPRODUCED, by[Effect.AGREE]
    ranked = sorted(bearings, key=lambda one: one.evidence.rank.order)
    heard = [one for one in ranked if one.evidence.rank.order <= claim.rank.order]
    clashes = [one for one in heard if one.effect is Effect.CLASH]
    if clashes:
        better = [one for one in clashes if one.evidence.rank.order < claim.rank.order]
        return (Word.CONTRADICTED, better) if better else (Word.DISPUTED, clashes)
    stretches = [one for one in heard if one.effect is Effect.STRETCH]
    if stretches:
        return Word.STRETCHED, stretches
    agrees = [one for one in ranked if one.effect is Effect.AGREE and one.evidence.is_independent]
    return (Word.FOLLOWS, agrees) if agrees else (Word.NOT_CHECKABLE, [])


def _collect_ids(bearings: list[Bearing]) -> list[str]:
    return list(dict.fromkeys(name for one in bearings for name in one.ids))


def _is_shown(declared: list[Relation], findings: Mapping[str, Finding]) -> bool:
    """Return whether a synthetic finding shows how the claim would be computed."""
    operands = (
        operand.removeprefix(FINDING)
        for relation in declared
        if relation.kind is Kind.METHOD
        for operand in relation.operands
    )
    return any(
        name in findings and findings[name].data_status is DataStatus.SYNTHETIC for name in operands
    )


def judge_all(project: Project) -> tuple[Claims, dict[str, Verdict]]:
    """Return every claim of a project, and the verdict on each by its id."""
    claims = load_claims(project)
    readings = load_readings(claims, project)
    return claims, judge(claims, load_relations(project), load_findings(project), readings)


def judge_project(project: Project) -> list[dict[str, Any]]:
    """Return every claim with its verdict, as plain data."""
    claims, verdicts = judge_all(project)
    return [lay_out(claim, verdicts[claim.id]) for claim in claims.values()]


def lay_out(claim: Claim, verdict: Verdict) -> dict[str, Any]:
    """Return a claim with its verdict as plain data: see docs/machine-readable-output.md."""
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
        "verdict": verdict.verdict.value,
        "badge": verdict.badge,
        "moved": verdict.moved,
        "reason": verdict.reason,
        "against": verdict.against,
        "support": verdict.support,
        "moved_from": verdict.moved_from,
        "beside": verdict.beside,
        "settled_by": verdict.settled_by,
    }
