"""The shipped claims and relations, with what is declared about them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from helpers.claims.claim import Claims, load_claims
from helpers.claims.finding import Finding
from helpers.claims.implied import Computed, compute
from helpers.claims.names import Names, load_names
from helpers.claims.readings import load_readings
from helpers.claims.relations import Relation, load_relations
from helpers.claims.scopes import Scopes, load_scopes
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
def scopes() -> Scopes:
    return load_scopes(SHIPPED)


@cache
def names() -> Names:
    return load_names(SHIPPED)


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


def judge_with(
    known: Claims,
    found: dict[str, Finding] | None = None,
    ties: Iterable[Relation] | None = None,
) -> dict[str, Verdict]:
    """The verdicts on the shipped claims, or on these in their place, by all that is declared."""
    return judge(
        known,
        relations() if ties is None else ties,
        found or {},
        load_readings(known, SHIPPED),
        scopes=scopes(),
        names=names(),
    )
