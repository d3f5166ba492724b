"""Large records: the quick tests of a first cell let nothing pass that the slow ones would name."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.intake.rows import TOTAL_WORDS
from helpers.kinds.large_records import begin_unlike

WORDS = ["search_id", "Key #", "ID", "K", "total", *TOTAL_WORDS]


def pass_by(words: list[str], cells: list[str]) -> list[bool]:
    """Return of each cell whether any quick test lets it pass as a row."""
    tests = " OR ".join(begin_unlike(words))
    values = ", ".join(["(?::VARCHAR)"] * len(cells))
    found = duckdb.execute(f"SELECT {tests} FROM (VALUES {values}) t(cell_0)", cells).fetchall()
    return [passed for (passed,) in found]


@given(
    st.sampled_from(WORDS),
    st.lists(st.sampled_from(["lower", "upper", "title", "swapcase"]), min_size=1, max_size=2),
    st.sampled_from(["", " ", "\u00a0", "\u2003\u2003", "é"]),
    st.booleans(),
)
def test_no_spelling_of_a_word_passes(
    word: str, cases: list[str], after: str, folded: bool
) -> None:
    for case in cases:
        word = getattr(word, case)()
    if folded:
        # After the first sign, for a cell that begins beyond ASCII is asked all the same.
        tail = word[1:].replace("s", "\u017f").replace("k", "\u212a").replace("K", "\u212a")
        word = word[0] + tail
    assert pass_by(WORDS, [word + after]) == [False]


@pytest.mark.parametrize(
    ("cell", "passed"), [("SYN-1", True), ("4711", True), ("Xearch_id", True), ("sea", False)]
)
def test_other_cells_pass(cell: str, passed: bool) -> None:
    assert pass_by(["search_id", "total"], [cell]) == [passed]
