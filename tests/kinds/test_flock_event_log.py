"""Event log: stamps with milliseconds, and details over several lines in one cell."""

from __future__ import annotations

import pandas as pd
import pytest
from made_up_rows import ENGINES, clean_table, make_source

from helpers.kinds.registry import NEAR, recognize

HEADER = ["Timestamp", "User", "Event Type", "Entity Type", "Entity Details", "Event Id"]
DETAILS = "Name: Example County SO\nState: QA\n\nNote: a, b"


@pytest.mark.parametrize("engine", ENGINES)
def test_an_event_keeps_its_details_as_written(engine: str) -> None:
    records = [
        ["2025-03-09T10:30:00.123Z", "***", "Updated", "Organization", DETAILS, "SYN-7"],
        ["2025-03-09T10:30:00.123Z", "***", "Updated", "Organization", DETAILS, "SYN-7"],
    ]
    frame = clean_table("flock-event-log", make_source(engine, HEADER, records))
    row = frame.iloc[0]
    assert row["event_at_utc"] == pd.Timestamp("2025-03-09 10:30:00.123")
    assert (row["entity_details"], row["user_state"]) == (DETAILS, "withheld")
    assert frame["duplicate_reason"].tolist()[1] == "same id"
    assert frame["problems"].isna().all()


def test_its_header_is_recognized() -> None:
    first, second, *_ = recognize(HEADER)
    assert (first.kind, first.score) == ("flock-event-log", 1)
    assert second.score < NEAR
