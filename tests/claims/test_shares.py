"""Shares printed beside counts are read with their claims, and refused if they cannot be."""

from __future__ import annotations

import pytest

from helpers.claims.claim import Claims, load_claims
from helpers.claims.implied import SHARES_FILE, load_shares
from helpers.errors import Problem
from helpers.project import HOME, Project


@pytest.fixture(scope="module")
def claims() -> Claims:
    return load_claims(Project(HOME))


def test_each_share_is_the_one_that_the_claim_notes(claims: Claims) -> None:
    shares = load_shares(claims, Project(HOME))
    assert [(claim.id, claim.value, percent) for claim, percent in shares] == [
        ("W031", 47, 30),
        ("W032", 104, 67),
    ]
    assert [percent for _, percent in shares] == [claims["X064"].value, claims["X065"].value]


@pytest.mark.parametrize(
    ("row", "said"),
    [("W931,30,", "no count called W931"), ("W010,30,", "W010"), ("W031,30.5,", "percentage")],
)
def test_a_bad_row_is_a_sentence(claims: Claims, project: Project, row: str, said: str) -> None:
    target = project.root / "data" / "reference" / SHARES_FILE
    target.parent.mkdir(parents=True)
    target.write_text(f"claim,percent,note\n{row}\n", encoding="utf-8")
    with pytest.raises(Problem, match=said) as caught:
        load_shares(claims, project)
    assert SHARES_FILE in str(caught.value)
