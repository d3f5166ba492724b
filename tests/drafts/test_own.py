"""Own sums: what a story works out from its own numbers holds only if they give it."""

from __future__ import annotations

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from helpers.drafts.check import Checker

FEW = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
NUMBERS = st.integers(min_value=1_001, max_value=90_000).filter(lambda number: number % 100)
"""Not 45,000: a number that may be rounded leaves open by how much a sum of it may differ."""


def _last(checker: Checker, text: str) -> str:
    return checker.check_text(text)[-1].answer


UNFLAGGED = ("matches", "nearest")
"""A number that some fact has as well may be of another thing: then its sum is only near."""


def test_a_sum_and_a_multiple_match(checker: Checker) -> None:
    sold = "The bakery sold 4,321 loaves and 8,765 rolls, which makes 13,086."
    drew = "The fair drew 1,071 guests, against 357 before: 3 times as many guests."
    assert [_last(checker, text) for text in (sold, drew)] == ["matches"] * 2


@FEW
@example(first=1_001, second=5_604)
@given(first=NUMBERS, second=NUMBERS)
def test_a_sum_matches_only_if_it_is_one(checker: Checker, first: int, second: int) -> None:
    said = f"The bakery sold {first:,} loaves and {second:,} rolls, which makes"
    total = first + second
    assert _last(checker, f"{said} {total:,}.") in UNFLAGGED
    wrong = total + max(2, total // 50)
    wrong += wrong % 10 == 0  # a round one might be the rounded sum
    assert _last(checker, f"{said} {wrong:,}.") != "matches"


@FEW
@given(low=st.integers(min_value=20, max_value=400), factor=st.integers(min_value=2, max_value=9))
def test_a_multiple_matches_only_if_the_numbers_give_it(
    checker: Checker, low: int, factor: int
) -> None:
    said = f"The fair drew {low * factor:,} guests, against {low:,} before:"
    assert _last(checker, f"{said} {factor} times as many guests.") in UNFLAGGED
    assert _last(checker, f"{said} {factor + 2} times as many guests.") != "matches"
