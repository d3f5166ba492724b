"""Printed values are read by their wording, and stand in sentences as they were worded."""

from __future__ import annotations

from fractions import Fraction

import pytest

from helpers.claims.claim import COLUMNS, read_claim
from helpers.claims.intervals import Interval
from helpers.claims.wording import last_unit, read_quantity
from helpers.errors import Problem


def test_a_share_in_words_is_read_in_percent() -> None:
    printed = read_quantity("1 in 3", "headline", "share")
    assert printed.implied == Interval(Fraction(100, 6), 50, high_open=True)
    assert printed.text == "1 in 3"


@pytest.mark.parametrize(
    ("value", "qualifier", "type_"),
    [
        ("40-9", "exact", "quantity"),
        ("all but 5", "as worded", "statement"),
        ("every", "exact", "statement"),
        ("n/a", "n/a", "statement"),
        ("2", "conflict", "statement"),
        ("2", "excerpt", "statement"),
        ("all federal accounts in the story", "as worded", "attribution"),
    ],
)
def test_words_and_votes_have_no_interval(value: str, qualifier: str, type_: str) -> None:
    printed = read_quantity(value, qualifier, "states", type_)
    assert (printed.logical, printed.implied, printed.text) == (None, None, value)


def test_a_quantity_that_is_no_number_is_refused() -> None:
    with pytest.raises(Problem, match=r"'every' is not a number"):
        read_quantity("every", "exact", "message", "quantity")


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("290000000", 10**7),
        ("605000", 1000),
        ("1600", 100),
        ("555", 1),
        ("95.50", Fraction(1, 100)),
    ],
)
def test_the_unit_is_that_of_the_last_digit_printed(text: str, unit: Fraction) -> None:
    assert last_unit(text) == unit


@pytest.mark.parametrize(
    ("value", "qualifier", "unit", "text"),
    [
        ("290000000", "over", "queries", "more than 290 million"),
        ("2671776", "exact", "queries", "2,671,776"),
        ("1400000", "approximately", "queries", "about 1.4 million"),
        ("74", "exact", "percent of adults", "74%"),
        ("188", "about", "percent increase", "about 188%"),
        ("16300", "average", "searches/day", "an average of 16,300"),
        ("70", "nearly 3 in 4", "percent of adults", "70%"),
        ("2025-07", "late", "month", "late July 2025"),
        ("2019", "exact", "year", "2019"),
    ],
)
def test_numbers_stand_in_sentences_as_they_were_worded(
    value: str, qualifier: str, unit: str, text: str
) -> None:
    assert read_quantity(value, qualifier, unit).text == text


def test_a_possible_undercount_is_said_beside_its_number() -> None:
    printed = read_quantity("1865", "exact; possible undercount", "requests")
    assert printed.text == "1,865, possibly more"
    row = dict.fromkeys(COLUMNS, "") | {
        "claim_id": "Z001",
        "type": "quantity",
        "value": "1865",
        "unit": "requests",
        "qualifier": "exact; possible undercount",
        "rank": "primary",
    }
    assert read_claim(row).phrase == "1,865 requests, possibly more"
