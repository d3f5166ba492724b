"""Small sets of claims, relations and findings, made for tests; no real figure is in them."""

from __future__ import annotations

from helpers.claims.claim import COLUMNS, Claim, Claims, read_claim
from helpers.claims.finding import Finding, Scope
from helpers.claims.relations import Relation, read_relation
from helpers.status import DataStatus


def claim(name: str, value: str, qualifier: str = "exact", **more: str) -> Claim:
    """A claim by an origin of its own, of middle rank, unless said otherwise."""
    row = dict.fromkeys(COLUMNS, "") | {
        "claim_id": name,
        "type": "quantity",
        "topic": "nlets",
        "statement": f"What {name} says",
        "value": value,
        "unit": "searches",
        "qualifier": qualifier,
        "origin": f"origin-{name.lower()}",
        "rank": "report of a primary",
        "source_org": f"Paper {name}",
        "counted_by": f"Counter {name}",
        "read": "full",
    }
    assert set(more) <= set(COLUMNS)
    return read_claim(row | more)


def claims(*items: Claim) -> Claims:
    return Claims(items)


def relation(kind: str, subject: str, operands: str, parameter: str = "", **more: str) -> Relation:
    row = {"relation_id": f"{kind}-{subject}", "reason": "One count in one year."} | more
    return read_relation(
        row | {"relation": kind, "subject": subject, "operands": operands, "parameter": parameter}
    )


def finding(
    name: str,
    value: float | str,
    status: str = "released",
    *,
    release: str = "a-log",
    unit: str = "searches",
    wording: str = "exact",
) -> Finding:
    return Finding(
        id=name,
        value=value,
        unit=unit,
        scope=Scope(),
        data_status=DataStatus(status),
        releases=[release],
        wording=wording,
    )


def book(*items: Finding) -> dict[str, Finding]:
    return {item.id: item for item in items}
