"""Null marks: each that was seen is known; what only looks like one is a value."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up_records import clean_table, make_records

from helpers.schemas.schema import Column, Mark, Schema, load_marks, load_schema

MARKS = load_marks()
WITHHELD, UNAVAILABLE = MARKS["withheld"], MARKS["unavailable"]

SEEN = [
    *("***", " *** ", "* * *", "*******", "###", "# # #"),
    *("REDACTED", "redacted", " REDACTED ", "\u00a0REDACTED", "Redacted", "[REDACTED]"),
    *("(redacted)", "[ REDACTED ]", "REDACTED, text", "REDACTED - 7923.600", "[REDACTED], text"),
    *("\u2588\u2588\u2588\u2588", "\u2588 \u2588", "\u25a0\u25a0", "withheld", "[WITHHELD]"),
    *("7923.600 GC", "7923.600(a) GC", "GC 7923.600", "§ 7923.600 GC", "7923.600 Gov. Code"),
    *("(b)(6)", "(b)(7)(C)", "(b)(6), (b)(7)(C)", "(b)(6);\n(b)(7)(E)", "(b)(6) & (b)(7)(C)"),
    *("REDACTED,\nsecond line", "[REDACTED:\nsecond line]"),
    *("[redacted] per GC 7923.600", "(REDACTED) pursuant to (b)(6)"),
]
VALUES = [
    *("Z*0028*", "**", "*", "#", "#1", "ABC***", "*** ***x", "A. Aaa", "Investigation", "0"),
    *("unredacted", "redacted the report", "[unit 5]", "7923.600", "12.5 GC", "GC", "-", "(b)"),
    *(
        "withholding evidence",
        "\u2588A",
        "redacted\nthe report",
        "redacted per request",
        "(b)(6) of the rule",
        "N/A",
        "NA",
    ),
]
WANTED = ("plate", "devices", "reason")
_AUDIT = [c for c in load_schema("flock-network-audit").columns if c.name in WANTED]
SCHEMA = Schema(kind="few", title="Few", meaning="", columns=_AUDIT)


def find_states(cells: list[str]) -> list[str]:
    made = make_records(["License Plate"], [[cell] for cell in cells])
    frame = clean_table(SCHEMA, made)
    given = frame["plate_state"] == "given"
    assert frame.loc[given, "plate"].tolist() == [
        cell for cell, is_given in zip(cells, given, strict=True) if is_given
    ]
    assert frame.loc[~given, "plate"].isna().all()
    states: list[str] = frame["plate_state"].tolist()
    return states


def begin_with_mark(mark: Mark) -> st.SearchStrategy[tuple[Mark, str]]:
    texts = st.from_regex(re.compile(mark.shape), fullmatch=True)
    return texts.map(lambda text: (mark, text))


def test_each_mark_that_was_seen_means_withheld() -> None:
    assert dict(zip(SEEN, find_states(SEEN), strict=True)) == dict.fromkeys(SEEN, "withheld")


def test_what_only_looks_like_a_mark_is_a_value() -> None:
    assert dict(zip(VALUES, find_states(VALUES), strict=True)) == dict.fromkeys(VALUES, "given")


def test_withheld_blank_and_not_available_are_three_things() -> None:
    cells = ["***", "", " \u00a0", "——", "—"]
    blanks = ["withheld", "blank", "blank", *["not available"] * 2]
    assert find_states(cells) == blanks


def test_a_number_may_be_not_available_in_words_and_a_reason_not() -> None:
    records = [[text, text] for text in ("N/A", "NA", "n/a", "——")]
    frame = clean_table(SCHEMA, make_records(["Total Devices Searched", "Reason"], records))
    assert frame["devices_state"].tolist() == ["not available"] * 4
    assert frame["problems"].isna().all()
    assert frame["reason"].tolist()[:3] == ["N/A", "NA", "n/a"]
    assert frame["reason_state"].tolist() == ["given"] * 3 + ["not available"]


@pytest.mark.parametrize("mark", [*WITHHELD, *UNAVAILABLE], ids=str)
def test_a_mark_is_shown_as_it_is_written(mark: Mark) -> None:
    assert re.fullmatch(mark.shape, mark.shown)


@given(st.sampled_from([*WITHHELD, *UNAVAILABLE]).flatmap(begin_with_mark))
def test_a_mark_begins_with_no_other_character_than_it_says(case: tuple[Mark, str]) -> None:
    mark, text = case
    assert mark.begins is not None
    assert not text[0].isascii() or text[0] in mark.begins


def test_texts_of_ones_own_are_marks_and_nulls_too() -> None:
    column = Column(
        name="count",
        type="integer",
        meaning="How many.",
        nulls=("", "none", "n.d."),
        redactions=({"shown": "(held)"}, {"shown": "x", "shape": "x+"}),
    )
    schema = Schema(kind="own", title="Own", meaning="", columns=(column,))
    cells = ["none", " n.d. ", "nxd.", "(held)", "xxx", "7", "", "\u200b"]
    frame = clean_table(schema, make_records(["count"], [[cell] for cell in cells]))
    given, blank, withheld = "given", "blank", "withheld"
    states = [blank, blank, given, withheld, withheld, given, blank, blank]
    assert frame["count_state"].tolist() == states
    assert frame["problems"].notna().tolist() == [False, False, True, *[False] * 5]
    assert pd.isna(frame["count"][2])
