"""Registry: each kind recognizes its own header best, and is no other."""

from __future__ import annotations

from types import ModuleType

import pytest

from helpers.errors import Problem
from helpers.kinds.registry import NEAR, find_kind, load_kinds, recognize

KINDS = load_kinds()


def test_the_kinds_are_there() -> None:
    assert {
        "flock-portal-log",
        "portal-search-log",
        "network-query-counts",
        "published-figures",
        "monthly-series",
        "agreement-counts",
    } <= set(KINDS)


TOLD_BY_ROWS = {
    "flock-network-audit": ["A PD", "B SO"],
    "flock-organization-audit": ["A PD", "A PD"],
}
"""Kinds of one layout, and the organizations that rows of each name."""


@pytest.mark.parametrize("module", KINDS.values(), ids=KINDS)
def test_each_kind_knows_its_own_header_best(module: ModuleType) -> None:
    kind = module.CONTRACT.kind
    header = [column.name for column in module.CONTRACT.columns]
    rows = [
        [name if column == "org_name" else "" for column in header]
        for name in TOLD_BY_ROWS.get(kind, [])
    ]
    first, second, *_ = recognize(header, rows)
    assert (first.kind, first.score) == (kind, 1)
    others = [guess for guess in (second, *_) if guess.kind not in TOLD_BY_ROWS]
    assert max(guess.score for guess in others) < NEAR
    assert second.score < 1


@pytest.mark.parametrize(
    "header",
    [
        "id,userId,searchDate,networkCount",
        "id,userId,searchDate,cameraCount,reason",
        "id,userId,searchDate,networkCount,reason,caseNumber",
        "id,userId,searchDate,networkCount,reason,offenseType",
        "id,userId,searchDate,networkCount,reason,caseNumber,offenseType",
        "id,userId,searchDate,networkCount,caseNumber",
        "id,userId,searchDate,networkCount,caseNumber,offenseType",
    ],
)
def test_the_variants_of_a_portal_download_are_recognized(header: str) -> None:
    first, second, *_ = recognize(header.split(","))
    assert first.kind == "flock-portal-log"
    assert second.score < NEAR * first.score


def test_an_unknown_kind_names_the_nearest() -> None:
    with pytest.raises(Problem, match="Did you mean portal-search-log"):
        find_kind("portal-serch-log")
