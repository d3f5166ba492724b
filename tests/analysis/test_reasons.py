"""Reasons name classes, by the table of keywords."""

from __future__ import annotations

from typing import Any

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.analysis.reasons import (
    JOIN,
    find_classes,
    load_keywords,
    names_any,
)
from helpers.project import HOME, Project

TABLE = load_keywords(Project(HOME))
WORDS = ("ICE", "police", "notice", "HSI", "éice", "immigration", "ice cream", "ERO", "dhs", "case")
REASONS = st.lists(
    st.one_of(st.none(), st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join), st.text()),
    min_size=1,
    max_size=60,
)


@settings(deadline=None, max_examples=8)
@given(REASONS, st.sampled_from(["whole words", "substring"]))
def test_a_column_of_classes_is_asked_for_any_of_them(
    reasons: list[str | None], match: Any
) -> None:
    classes = [JOIN.join(find_classes(text or "", TABLE, match)) for text in reasons]
    named = names_any(pd.Series(classes, dtype="str"), ["ice", "hsi"])
    assert list(named) == [bool({"ice", "hsi"} & set(one.split(JOIN))) for one in classes]
