"""Reasons are classed alike on both engines, count once, and stay behind."""

from __future__ import annotations

from typing import Any

import duckdb
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.analysis.reasons import (
    CLASSES,
    class_reasons,
    count_classes,
    find_classes,
    load_keywords,
    names_any,
    tally_classes,
)
from helpers.errors import Misuse
from helpers.project import HOME, Project

TABLE = load_keywords(Project(HOME))
WORDS = ("ICE", "police", "notice", "HSI", "éice", "immigration", "ice cream", "ERO", "dhs", "case")
REASONS = st.lists(
    st.one_of(st.none(), st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join), st.text()),
    min_size=1,
    max_size=60,
)


def make_frame(reasons: list[str | None]) -> pd.DataFrame:
    times = pd.to_datetime(["2025-05-31 23:59:59", "2025-06-01 00:00:00"]).as_unit("us")
    size = len(reasons)
    return pd.DataFrame(
        {
            "org_name": pd.Series(["Sample City PD", None] * size, dtype="str")[:size],
            "reason": pd.Series(reasons, dtype="str"),
            "reason_state": pd.Series(
                ["withheld" if text is None else "given" for text in reasons], dtype="str"
            ),
            "searched_at_local": pd.Series(list(times) * size)[:size],
            "duplicate_of": pd.Series(([None, None, 1] * size)[:size], dtype="Int64"),
        }
    )


@settings(deadline=None, max_examples=8)
@given(REASONS, st.sampled_from(["whole words", "substring"]))
def test_both_engines_class_alike(reasons: list[str | None], match: Any) -> None:
    reasons = [None if text is None else text.replace("\0", "") for text in reasons]
    frame = make_frame(reasons)
    with duckdb.connect() as connection:
        relation = connection.from_df(frame)
        tallies = [tally_classes(one, TABLE, match=match) for one in (frame, relation)]
        classed = [
            class_reasons(one, TABLE, keep=["org_name"], match=match).sort_values(
                ["org_name", "classes", "reason_state"], ignore_index=True
            )
            for one in (frame, relation)
        ]
    pd.testing.assert_frame_equal(*tallies)
    assert [list(map(str, row)) for row in classed[0].to_numpy()] == [
        list(map(str, row)) for row in classed[1].to_numpy()
    ]
    assert tallies[0]["rows"].sum() == len(reasons)
    by_hand = [text is not None and "ice" in find_classes(text, TABLE, match) for text in reasons]
    assert count_classes(tallies[0], ["ice"], count="rows") == sum(by_hand)
    firsts = frame["duplicate_of"].isna()
    assert count_classes(tallies[0], ["ice"]) == sum(
        a and b for a, b in zip(by_hand, firsts, strict=True)
    )


@settings(deadline=None, max_examples=8)
@given(REASONS)
def test_no_reason_leaves(reasons: list[str | None]) -> None:
    frame = make_frame(reasons)
    known = {"", *(" + ".join(find_classes(text or "", TABLE)) for text in reasons)}
    for made in (tally_classes(frame, TABLE), class_reasons(frame, TABLE, keep=["org_name"])):
        assert "reason" not in made
        assert set(made[CLASSES]) <= known
    with pytest.raises(Misuse, match="never leaves"):
        class_reasons(frame, TABLE, keep=["reason"])


def test_a_search_that_names_two_classes_counts_once() -> None:
    tally = tally_classes(make_frame(["ICE and HSI", "HSI"]), TABLE)
    assert count_classes(tally, ["ice", "hsi"]) == 2
    assert (count_classes(tally, ["ice"]), count_classes(tally, ["hsi"])) == (1, 2)
    assert names_any(tally[CLASSES], ["ice"]).sum() == 1


def test_an_empty_frame_gives_an_empty_tally() -> None:
    assert len(tally_classes(make_frame(["x"]).head(0), TABLE)) == 0


def test_a_count_of_neither_sort_is_a_sentence() -> None:
    with pytest.raises(Misuse, match="no count"):
        count_classes(tally_classes(make_frame(["ICE"]), TABLE), ["ice"], count="all")  # type: ignore[arg-type]
