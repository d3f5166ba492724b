from __future__ import annotations

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.drafts.tokens import find_clause, split_sentences


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


def test_a_clause_ends_where_another_thought_begins() -> None:
    text = "ICE made 292,114, while HSI made 605,116"
    start = text.index("605")
    a, b = find_clause(text, start, start + 7)
    assert "ICE" not in text[a:b]
    assert "HSI" in text[a:b]
