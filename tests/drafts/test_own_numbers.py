from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers.drafts.check import Checker
from helpers.drafts.fit import DraftVerdict
from helpers.drafts.numbers import spot
from helpers.drafts.periods import find_times
from helpers.drafts.tokens import find_clause

FEW = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
NUMBERS = st.integers(min_value=1_001, max_value=90_000).filter(lambda number: number % 100)
"""Not 45,000: a number that may be rounded leaves open by how much a sum of it may differ."""


def _last(checker: Checker, text: str) -> DraftVerdict:
    return checker.check_text(text)[-1].judgment.verdict


@FEW
@given(first=NUMBERS, second=NUMBERS)
def test_a_sum_holds_only_if_it_is_one(checker: Checker, first: int, second: int) -> None:
    said = f"The bakery sold {first:,} loaves and {second:,} rolls, which makes"
    total = first + second
    assert _last(checker, f"{said} {total:,}.") is DraftVerdict.SUPPORTED
    wrong = total + max(2, total // 50)
    wrong += wrong % 10 == 0  # a round one might be the rounded sum
    if wrong > max(first, second):
        assert _last(checker, f"{said} {wrong:,}.") is DraftVerdict.CONTRADICTED


@FEW
@given(low=st.integers(min_value=20, max_value=400), factor=st.integers(min_value=2, max_value=9))
def test_a_multiple_holds_only_if_the_numbers_give_it(
    checker: Checker, low: int, factor: int
) -> None:
    said = f"The fair drew {low * factor:,} guests, against {low:,} before:"
    got = {one.text: one.judgment.verdict for one in checker.check_text(
        f"{said} {factor} times as many guests."
    )}  # fmt: skip
    assert got[f"{factor} times"] is DraftVerdict.SUPPORTED
    wrong = {one.text: one.judgment.verdict for one in checker.check_text(
        f"{said} {factor + 2} times as many guests."
    )}  # fmt: skip
    assert wrong[f"{factor + 2} times"] is DraftVerdict.CONTRADICTED


def test_a_unit_beside_a_number_is_no_part_of_it() -> None:
    assert [one.text for one in spot("It spells out seven one-letter codes.")][:1] == ["seven"]
    assert [one.value for one in spot("Twenty-five of a hundred and five")] == [25, 105]


def test_the_time_of_a_number_is_read_in_many_words() -> None:
    for text, days in {
        "In the first week after the vote, 690 came.": 7,
        "In May alone, 6,500 came.": 30,
        "Over the past decade, 292 came.": 3650,
        "Two weeks of logs show 250.": 14,
        "On one day in May 1,791 came.": 1,
    }.items():
        mention = spot(text)[-1] if "show" in text or "came" in text else spot(text)[0]
        times = find_times(text, mention, [], find_clause(text, mention.start, mention.end))
        assert times.length == days, text
