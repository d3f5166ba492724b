"""Units in the number that their count asks for, and what is counted one by one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from helpers.claims.claim import load_claims
from helpers.claims.finding import Finding, Scope, fit_unit, is_whole
from helpers.status import DataStatus


def test_a_finding_of_one_is_not_printed_as_several() -> None:
    one = {"id": "a", "value": 1, "scope": Scope(), "releases": ["r"]}
    made = [
        Finding(unit=unit, data_status=DataStatus.TRANSCRIBED, **one).phrase
        for unit in ("agencies", "months", "searches", "answers", "percent increase")
    ]
    assert made == ["1 agency", "1 month", "1 search", "1 answer", "1% increase"]


def test_printed_claims_stand_with_their_unit_as_english_has_it() -> None:
    claims = load_claims()
    assert claims["X018"].phrase == "more than 1 account"
    assert claims["X028"].phrase == "1 query to all states"
    assert claims["W034"].phrase == "20 to 30 requests a month"
    assert claims["X068"].phrase == "11.8"
    assert claims["W030"].phrase == "865 requests, possibly more"


def test_rates_and_percentages_are_not_counted_one_by_one() -> None:
    assert all(is_whole(unit) for unit in ("searches", "states", "requests"))
    assert not any(
        is_whole(unit)
        for unit in ("percent", "percent increase", "searches/day", "USD", "times", "share")
    )


@given(st.integers(min_value=2), st.sampled_from(["agencies", "searches a day", "rows"]))
def test_a_unit_of_several_stays_as_it_is(number: int, unit: str) -> None:
    assert fit_unit(f"{number:,}", unit) == unit
    assert fit_unit(f"over {number}", unit) == unit
