"""Caps: row counts at which exports are cut off are noticed, and no others."""

from __future__ import annotations

import pandas as pd
import pytest

from helpers.intake.caps import CAPS, note_cap
from helpers.intake.rows import ROW, Rows


def rows(count: int, part: str | None = None) -> Rows:
    frame = pd.DataFrame({"cell_0": "x", ROW: range(1, count + 1)})
    return Rows("a.csv", part, ("id",), frame, count, notes=("before",))


@pytest.mark.parametrize("count", sorted(CAPS))
def test_a_file_of_exactly_as_many_rows_as_a_cap_is_noticed(count: int) -> None:
    before, note = note_cap(rows(count, "May")).notes
    assert before == "before"
    assert note.startswith(f"a.csv, May has exactly {count:,} rows")
    assert "may be cut off" in note


@pytest.mark.parametrize("count", [0, 19_999, 20_001, 65_534])
def test_other_counts_are_not(count: int) -> None:
    assert note_cap(rows(count)).notes == ("before",)


def test_the_known_caps_are_there() -> None:
    assert {1_048_575, 1_048_576, 1_000_000, 65_535, 55_000, 20_000} <= set(CAPS)
