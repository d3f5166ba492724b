"""The rise under each choice: whole numbers stay whole, and nothing is rounded on the way."""

from __future__ import annotations

from typing import Any

import pandas as pd

from helpers.analysis.change import CLOCKS, compare_choices
from helpers.site.tables import write_column


def make_log() -> Any:
    times = pd.to_datetime(pd.Series(["2024-11-05 10:00"] * 5 + ["2025-05-06 10:00"] * 9)).astype(
        "datetime64[us]"
    )
    copies = pd.Series([None, 1, None, None, None] + [None] * 9, dtype="Int64")
    return pd.DataFrame(
        {"account_group": "A", "duplicate_of": copies, **dict.fromkeys(CLOCKS.values(), times)}
    )


def test_a_count_is_whole_and_an_average_is_exact() -> None:
    shown = compare_choices(make_log(), ["A"], "2024-11", "2025-05")
    totals = shown[shown["measure"] == "total"]
    assert set(totals["2024-11"]) == {4, 5}
    assert all(isinstance(value, int) for value in [*totals["2024-11"], *totals["2025-05"]])
    daily = shown[(shown["measure"] == "per day") & (shown["count"] == "rows")]
    assert set(daily["2025-05"]) == {9 / 31}
    assert set(totals["rise, percent"]) == {125.0, 80.0}
    written = write_column("2024-11", list(shown["2024-11"]))
    assert {"4", "5"} <= set(written)
