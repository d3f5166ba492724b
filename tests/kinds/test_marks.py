"""Marks: each that was seen is known, on both engines; what only looks like one is a value."""

from __future__ import annotations

import re

import pytest
from made_up_rows import ENGINES, clean_table, make_source

from helpers.kinds.contracts import Mark
from helpers.kinds.marks import UNAVAILABLE, WITHHELD

SEEN = [
    *("***", " *** ", "* * *", "*******", "###", "# # #"),
    *("REDACTED", "redacted", " REDACTED ", "\u00a0REDACTED", "Redacted", "[REDACTED]"),
    *("(redacted)", "[ REDACTED ]", "REDACTED, text", "REDACTED - 7923.600", "[REDACTED], text"),
    *("\u2588\u2588\u2588\u2588", "\u2588 \u2588", "\u25a0\u25a0", "withheld", "[WITHHELD]"),
    *("7923.600 GC", "7923.600(a) GC", "GC 7923.600", "§ 7923.600 GC", "7923.600 Gov. Code"),
    *("(b)(6)", "(b)(7)(C)"),
]
VALUES = [
    *("Z*0028*", "**", "*", "#", "#1", "ABC***", "*** ***x", "A. Aaa", "Investigation", "0"),
    *("unredacted", "redacted the report", "[unit 5]", "7923.600", "12.5 GC", "GC", "-", "(b)"),
    *("withholding evidence", "\u2588A"),
]
HEADER = ["Org Name", "License Plate", "Search Time"]


def find_states(engine: str, cells: list[str]) -> list[str]:
    records = [["A PD", cell, "2025-05-01T10:00:00Z"] for cell in cells]
    frame = clean_table("flock-network-audit", make_source(engine, HEADER, records))
    given = frame["plate_state"] == "given"
    assert frame.loc[given, "plate"].tolist() == [
        cell for cell, is_given in zip(cells, given, strict=True) if is_given
    ]
    assert frame.loc[~given, "plate"].isna().all()
    states: list[str] = frame["plate_state"].tolist()
    return states


@pytest.mark.parametrize("engine", ENGINES)
def test_each_mark_that_was_seen_means_withheld(engine: str) -> None:
    assert dict(zip(SEEN, find_states(engine, SEEN), strict=True)) == dict.fromkeys(
        SEEN, "withheld"
    )


@pytest.mark.parametrize("engine", ENGINES)
def test_what_only_looks_like_a_mark_is_a_value(engine: str) -> None:
    assert dict(zip(VALUES, find_states(engine, VALUES), strict=True)) == dict.fromkeys(
        VALUES, "given"
    )


@pytest.mark.parametrize("engine", ENGINES)
def test_withheld_blank_and_not_available_are_three_things(engine: str) -> None:
    cells = ["***", "", " \u00a0", "——", "—", "N/A", "n/a"]
    blanks = ["withheld", "blank", "blank", *["not available"] * 4]
    assert find_states(engine, cells) == blanks


@pytest.mark.parametrize("mark", [*WITHHELD, *UNAVAILABLE], ids=str)
def test_a_mark_is_shown_as_it_is_written(mark: Mark) -> None:
    assert re.fullmatch(mark.shape, mark.shown)
