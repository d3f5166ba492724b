"""Mentions: each number is seen once, where it stands, with its kind, value and qualifier."""

from __future__ import annotations

import itertools
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.drafts.mentions import Kind, Mention, Qualifier, read_mentions
from helpers.drafts.prose import split_sentences

SEEN = [
    ("290 million queries", "290 million", Kind.COUNT, 290_000_000),
    ("two hundred and ninety million queries", None, Kind.COUNT, 290_000_000),
    ("292,114 queries", "292,114", Kind.COUNT, 292_114),
    ("half a million rows", "half a million", Kind.COUNT, 500_000),
    ("nineteen governors", "nineteen", Kind.COUNT, 19),
    ("two dozen cameras", "two dozen", Kind.COUNT, 24),
    ("a rise of 188%", "188%", Kind.PERCENT, 188),
    ("a rise of 188 percent", "188 percent", Kind.PERCENT, 188),
    ("a rise of 188 percentage points", "188 percentage points", Kind.POINTS, 188),
    ("one in three adults", "one in three", Kind.PERCENT, Fraction(100, 3)),
    ("a third of adults", "a third", Kind.PERCENT, Fraction(100, 3)),
    ("two-thirds of them", "two-thirds", Kind.PERCENT, Fraction(200, 3)),
    ("it doubled", "doubled", Kind.TIMES, 2),
    ("a tenfold rise", None, Kind.TIMES, 10),
    ("2.07 times as many", "2.07 times", Kind.TIMES, Fraction(207, 100)),
    ("twice as many as before", None, Kind.TIMES, 2),
    ("spent $2.8 billion", "$2.8 billion", Kind.MONEY, 2_800_000_000),
    ("the second-largest", None, Kind.RANK, 2),
    ("passed the Senate 40-9", "40-9", Kind.VOTES, 40),
    ("20 to 30 files a month", None, Kind.COUNT, 20),
]  # fmt: skip


def _said(text: str, one: Mention) -> str:
    return text[one.at : one.stop]


@pytest.mark.parametrize(("text", "said", "kind", "value"), SEEN)
def test_a_number_is_seen_with_its_kind_and_value(
    text: str, said: str | None, kind: Kind, value: Fraction | int
) -> None:
    (one,) = read_mentions(text)
    assert (one.kind, one.value) == (kind, value)
    assert said is None or _said(text, one).removeprefix("$") == said.removeprefix("$")


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("on Nov. 12, 2025,", date(2025, 11, 12), date(2025, 11, 12)),
        ("on 12 November 2025,", date(2025, 11, 12), date(2025, 11, 12)),
        ("on 2025-11-12,", date(2025, 11, 12), date(2025, 11, 12)),
        ("in November 2025,", date(2025, 11, 1), date(2025, 11, 30)),
        ("in mid-November 2025,", date(2025, 11, 1), date(2025, 11, 30)),
        ("in 2018,", date(2018, 1, 1), date(2018, 12, 31)),
        ("on the sixth of March, 2025,", date(2025, 3, 6), date(2025, 3, 6)),
    ],
)
def test_a_date_is_seen_with_its_days(text: str, first: date, last: date) -> None:
    (one,) = read_mentions(text)
    assert (one.first, one.last) == (first, last)


@pytest.mark.parametrize(
    "text",
    [
        "call 206-555-0100 now",
        "under SB 6002 and RCW 46.12.635",
        "a 287(g) agreement",
        "KING 5 and 404 Media and KIRO 7",
        "claim N001 and W003",
        "COVID-19 and F-150",
        "no one knows one another",
        "a ranch house at 4410 Linden Court",
        "Maria Vega, a 34-year-old driver",
        "at noon, 5:41 p.m. or 7 a.m.",
    ],
)
def test_names_marks_and_addresses_are_no_numbers(text: str) -> None:
    assert read_mentions(text) == []


@pytest.mark.parametrize(
    ("text", "qualifier"),
    [
        ("over 290 million", Qualifier.MORE),
        ("upwards of 290 million", Qualifier.MORE),
        ("just over 1,600", Qualifier.JUST_MORE),
        ("just under 300,000", Qualifier.NEARLY),
        ("close to 300,000", Qualifier.NEARLY),
        ("some 600,000 queries", Qualifier.ABOUT),
        ("roughly 600,000", Qualifier.ABOUT),
        ("no fewer than 8", Qualifier.LEAST),
        ("290,000 or more", Qualifier.LEAST),
        ("as many as 80", Qualifier.MOST),
        ("fewer than 6,500", Qualifier.LESS),
        ("exactly 290 million", Qualifier.EXACT),
        ("the 292,114", Qualifier.BARE),
        ("540 or so", Qualifier.ABOUT),
    ],
)
def test_the_words_around_a_number_qualify_it(text: str, qualifier: Qualifier) -> None:
    assert read_mentions(text)[0].qualifier is qualifier


WORDS = st.sampled_from(
    ["the", "queries", "made", "ICE", "and", "spread", "in", "searches", "of", "agencies", "by"]
)
NUMBERS = st.one_of(
    st.integers(1, 9_999_999).map(lambda n: f"{n:,}"),
    st.integers(1, 99).map(lambda n: f"{n}%"),
    st.sampled_from(["nineteen", "two million", "one in three", "May 5, 2025"]),
)


@settings(max_examples=150)
@given(st.lists(st.tuples(WORDS, WORDS, NUMBERS), min_size=1, max_size=6))
def test_every_number_is_seen_once_where_it_stands(parts: list[tuple[str, str, str]]) -> None:
    text = " ".join(f"{one} of {number} {two}." for one, two, number in parts)
    found = read_mentions(text)
    assert [_said(text, one) for one in found] == [number for _, _, number in parts]


@settings(max_examples=150)
@given(st.text(max_size=300))
def test_any_text_is_read_without_a_fault_and_without_overlap(text: str) -> None:
    found = read_mentions(text)
    assert all(0 <= one.start < one.end <= len(text) for one in found)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))


def test_abbreviations_end_no_sentence() -> None:
    text = "Sen. Wyden wrote on Nov. 12. The U.S. Senate met. It voted."
    assert [text[a:b] for a, b in split_sentences(text)] == [
        "Sen. Wyden wrote on Nov. 12.",
        "The U.S. Senate met.",
        "It voted.",
    ]


@settings(max_examples=100)
@given(st.text(max_size=200))
def test_sentences_hold_all_of_a_text_but_blanks(text: str) -> None:
    spans = split_sentences(text)
    kept = "".join(text[a:b] for a, b in spans)
    assert "".join(kept.split()) == "".join(text.split())
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))
