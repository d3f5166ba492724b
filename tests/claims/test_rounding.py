"""Rounded forms bracket the exact count they stand for, or it is said that they do not."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.claims.claim import Claim, Claims, load_claims, replace_claim
from helpers.claims.implied import (
    OUTSIDE,
    STRETCHED,
    WITHIN,
    judge_rounding,
    list_roundings,
    measure_rounding,
)
from helpers.errors import Problem
from helpers.project import HOME, Project


@pytest.fixture(scope="module")
def claims() -> Claims:
    return load_claims(Project(HOME))


def reword(claims: Claims, value: str, qualifier: str) -> Claim:
    return replace_claim(claims, "N013", value=value, qualifier=qualifier)["N013"]


def test_the_printed_forms_bracket_their_counts(claims: Claims) -> None:
    ice, hsi = 292_114, 605_116
    for exact, name in [
        (ice, "N013"),
        (ice, "N014"),
        (ice, "N017"),
        (hsi, "N015"),
        (ice + hsi, "N018"),
        (hsi, "N021"),
    ]:
        assert judge_rounding(exact, claims[name]) == WITHIN, name
    assert round(measure_rounding(hsi, claims["N015"]), 2) == -0.85


@pytest.mark.parametrize(
    ("value", "qualifier", "word"),
    [
        ("290000", "more than", WITHIN),
        ("100000", "more than", STRETCHED),
        ("300000", "more than", OUTSIDE),
        ("300000", "nearly", WITHIN),
        ("400000", "nearly", STRETCHED),
        ("290000", "nearly", OUTSIDE),
        ("290000", "exact", OUTSIDE),
    ],
)
def test_each_wording_decides(claims: Claims, value: str, qualifier: str, word: str) -> None:
    assert judge_rounding(292_114, reword(claims, value, qualifier)) == word


@given(exact=st.integers(1, 10**9), places=st.integers(0, 8))
def test_rounding_half_up_always_brackets(claims: Claims, exact: int, places: int) -> None:
    unit = 10 ** min(places, len(str(exact)) - 1)
    rounded = int(Fraction(exact, unit) + Fraction(1, 2)) * unit
    assert judge_rounding(exact, reword(claims, str(rounded), "bare round number")) == WITHIN


def test_the_table_has_a_row_for_each(claims: Claims) -> None:
    frame = list_roundings([(292_114, claims["N013"]), (605_116, claims["N015"])])
    assert list(frame["claim"]) == ["N013", "N015"]
    assert list(frame["off by, percent"]) == [-0.72, -0.85]


def test_what_is_no_number_is_refused(claims: Claims) -> None:
    with pytest.raises(Problem, match="W010"):
        judge_rounding(1, claims["W010"])
    with pytest.raises(Problem, match="W034"):
        measure_rounding(25, claims["W034"])
