"""The shipped claims and relations, whole or as much of them as bears on one claim."""

from __future__ import annotations

from functools import cache

from helpers.claims.claim import Claims, load_claims
from helpers.claims.finding import Finding
from helpers.claims.implied import Computed, compute
from helpers.claims.relations import Relation, load_relations
from helpers.claims.verdicts import Verdict, judge
from helpers.project import HOME, Project
from helpers.releases.release import read_reference
from helpers.status import DataStatus

SHIPPED = Project(HOME)


@cache
def claims() -> Claims:
    return load_claims(SHIPPED)


@cache
def relations() -> tuple[Relation, ...]:
    return tuple(load_relations(SHIPPED))


@cache
def arithmetic_rows() -> tuple[dict[str, str], ...]:
    return tuple(read_reference("arithmetic.csv", SHIPPED, ["finding"]))


def work_out(known: Claims) -> dict[str, Computed]:
    return {one.id: one for one in compute(known, relations(), arithmetic_rows())}


@cache
def worked_out() -> dict[str, Computed]:
    """What follows from the claims as shipped."""
    return work_out(claims())


def as_findings(computed: dict[str, Computed]) -> dict[str, Finding]:
    """What the notebook records: all that is known, under the same ids."""
    return {
        one.id: Finding(
            id=one.id,
            value=one.stated[0],
            wording=one.stated[1],
            unit=one.unit,
            scope=one.scope,
            data_status=DataStatus.TRANSCRIBED,
            releases=["published-figures"],
        )
        for one in computed.values()
        if one.is_known
    }


def judge_near(known: Claims, subject: str, found: dict[str, Finding] | None = None) -> Verdict:
    """The verdict on one claim: evidence goes one relation deep, so that its neighbors will do."""
    near = {m for tie in relations() if subject in tie.members for m in tie.members} | {subject}
    ties = [tie for tie in relations() if subject in tie.members or tie.subject in near]
    names = {name for tie in ties for name in tie.members} | near
    some = Claims((one for one in known.values() if one.id in names), release=known.release)
    return judge(some, ties, found or {})[subject]
