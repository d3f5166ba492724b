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


@pytest.mark.parametrize("module", KINDS.values(), ids=KINDS)
def test_each_kind_knows_its_own_header_best(module: ModuleType) -> None:
    header = [column.name for column in module.CONTRACT.columns]
    first, second, *_ = recognize(header)
    assert (first.kind, first.score) == (module.CONTRACT.kind, 1)
    assert second.score < NEAR


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
