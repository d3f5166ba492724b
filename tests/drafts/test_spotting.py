from __future__ import annotations

import itertools
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.drafts.numbers import spot
from helpers.drafts.tokens import Sort

SEEN = [
    ("290 million queries", "290 million", Sort.NUMBER, 290_000_000),
    ("two hundred and ninety million queries", None, Sort.NUMBER, 290_000_000),
    ("292,114 queries", "292,114", Sort.NUMBER, 292_114),
    ("half a million rows", "half a million", Sort.NUMBER, 500_000),
    ("nineteen governors", "nineteen", Sort.NUMBER, 19),
    ("a rise of 188%", "188%", Sort.PERCENT, 188),
    ("a rise of 188 percent", "188 percent", Sort.PERCENT, 188),
    ("a rise of 188 percentage points", "188 percentage points", Sort.POINTS, 188),
    ("one in three adults", "one in three", Sort.PERCENT, Fraction(100, 3)),
    ("a third of adults", "a third", Sort.PERCENT, Fraction(100, 3)),
    ("two-thirds of them", "two-thirds", Sort.PERCENT, Fraction(200, 3)),
    ("it doubled", "doubled", Sort.TIMES, 2),
    ("a tenfold rise", "a tenfold", Sort.TIMES, 10),
    ("a hundredfold rise", "a hundredfold", Sort.TIMES, 100),
    ("2.07 times as many", "2.07 times", Sort.TIMES, Fraction(207, 100)),
    ("three times more", "three times more", Sort.TIMES_MORE, 3),
    ("twice as many as before", "twice", Sort.TIMES, 2),
    ("spent $2.8 billion", "$2.8 billion", Sort.MONEY, 2_800_000_000),
    ("the second-largest", "second", Sort.RANK, 2),
    ("passed the Senate 40-9", "40-9", Sort.VOTES, 40_009),
    ("20 to 30 files a month", "20 to 30", Sort.RANGE, 25),
]


@pytest.mark.parametrize(("text", "said", "sort", "value"), SEEN)
def test_a_number_is_seen_with_its_sort_and_value(
    text: str, said: str | None, sort: Sort, value: Fraction | int
) -> None:
    (one,) = spot(text)
    assert (one.sort, one.value) == (sort, value)
    assert said is None or one.text == said


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("on Nov. 12, 2025,", date(2025, 11, 12), date(2025, 11, 12)),
        ("on 12 November 2025,", date(2025, 11, 12), date(2025, 11, 12)),
        ("on 2025-11-12,", date(2025, 11, 12), date(2025, 11, 12)),
        ("on 11/12/2025,", date(2025, 11, 12), date(2025, 11, 12)),
        ("in November 2025,", date(2025, 11, 1), date(2025, 11, 30)),
        ("in 2018,", date(2018, 1, 1), date(2018, 12, 31)),
        ("in the 1990s,", date(1990, 1, 1), date(1999, 12, 31)),
    ],
)
def test_a_date_is_seen_with_its_days(text: str, first: date, last: date) -> None:
    (one,) = spot(text)
    assert (one.first, one.last) == (first, last)


@pytest.mark.parametrize(
    "text",
    [
        "as shown.[1][3]",
        "call 206-555-0100 now",
        "see https://example.org/2025/11/12/story?id=40",
        "under SB 6002 and RCW 46.12.635",
        "a 287(g) agreement",
        "KING 5 and 404 Media and KIRO 7",
        "claim N001 and W003",
        "COVID-19 and F-150",
        "no one knows one another",
        "the earlier one said so, and every one of them",
    ],
)
def test_names_marks_and_addresses_are_no_numbers(text: str) -> None:
    assert spot(text) == []


WORDS = st.sampled_from(
    ["the", "queries", "made", "ICE", "and", "over", "in", "searches", "of", "agencies", "by"]
)
NUMBERS = st.one_of(
    st.integers(1, 9_999_999).map(lambda n: f"{n:,}"),
    st.integers(1, 99).map(lambda n: f"{n}%"),
    st.sampled_from(["nineteen", "two million", "one in three", "tenfold", "May 5, 2025"]),
)


@settings(max_examples=150)
@given(st.lists(st.tuples(WORDS, WORDS, NUMBERS), min_size=1, max_size=6))
def test_every_number_is_reported_once_where_it_stands(parts: list[tuple[str, str, str]]) -> None:
    text = " ".join(f"{one}, {number} {two}." for one, two, number in parts)
    found = spot(text)
    assert [text[one.start : one.end] for one in found] == [one.text for one in found]
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
    assert [one.text for one in found] == [number for _, _, number in parts]


@settings(max_examples=150)
@given(st.text(max_size=300))
def test_any_text_is_read_without_a_fault_and_without_overlap(text: str) -> None:
    found = spot(text)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))


@settings(max_examples=100)
@given(st.integers(1, 999_999_999), st.sampled_from(["", "  ", "\t", " "]))
def test_digits_keep_their_value_whatever_the_blanks(number: int, blank: str) -> None:
    (one,) = spot(f"made{blank} {number:,} {blank}queries")
    assert one.value == number
