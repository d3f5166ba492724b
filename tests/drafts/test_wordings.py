from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.claims.wording import read_quantity
from helpers.drafts.context import find_wording, read_mention
from helpers.drafts.numbers import spot


@pytest.mark.parametrize(
    ("text", "wording"),
    [
        ("over 290 million", "over"),
        ("upwards of 290 million", "over"),
        ("just over 1,600", "over"),
        ("just under 300,000", "nearly"),
        ("close to 300,000", "nearly"),
        ("some 600,000 queries", "about"),
        ("roughly 600,000", "about"),
        ("no fewer than 8", "at least"),
        ("290,000 or more", "at least"),
        ("as many as 80", "up to"),
        ("fewer than 6,500", "under"),
        ("exactly 290 million", "exact"),
        ("the 292,114", "bare round number"),
        ("540 or so", "about"),
    ],
)
def test_the_words_around_a_number_are_one_of_the_ledgers(text: str, wording: str) -> None:
    assert find_wording(text, spot(text)[0])[0] == wording


@settings(max_examples=100)
@given(st.integers(1, 10**9), st.sampled_from(["over", "more than", "about", "nearly", "at least"]))
def test_a_draft_and_a_printed_figure_are_read_alike(number: int, wording: str) -> None:
    text = f"{wording} {number:,} queries"
    read = read_mention(text, spot(text)[0])
    printed = read_quantity(str(number), wording, "queries")
    assert read is not None
    assert (read.logical, read.implied) == (printed.logical, printed.implied)


@settings(max_examples=100)
@given(
    st.integers(1, 10**9),
    st.sampled_from(["over", "about", "nearly", "at least", "under", "exactly", "up to", ""]),
)
def test_what_a_reader_takes_lies_within_what_the_words_allow(number: int, wording: str) -> None:
    text = f"{wording} {number:,} queries"
    read = read_mention(text, spot(text)[0])
    assert read is not None
    assert read.implied.is_within(read.logical)
