"""Message log: a layout of ours, which says so; nobody may guess the zone of its stamps."""

from __future__ import annotations

import pytest
from made_up_rows import ENGINES, clean_table, make_source

from helpers.errors import Problem
from helpers.kinds.network_message_log import CONTRACT
from helpers.kinds.registry import NEAR, recognize

HEADER = [column.name for column in CONTRACT.columns]
RECORD = {
    "message_id": "SYN-1",
    "sent_at": "2025-11-02 01:30:00",
    "requester_group": "Federal requester A",
    "state": "QA",
    "subject": "REDACTED",
}


@pytest.mark.parametrize("engine", ENGINES)
def test_a_message_is_typed_and_its_odd_hour_flagged(engine: str) -> None:
    zone = "America/Los_Angeles"
    record = [RECORD.get(name, "") for name in HEADER]
    source = make_source(engine, HEADER, [record], stamps_in=zone, count_in=zone)
    row = clean_table(CONTRACT.kind, source).iloc[0]
    assert row["sent_at_flag"] == "overlap"
    assert (row["subject_state"], row["user_state"]) == ("withheld", "blank")


def test_without_a_zone_nothing_is_read() -> None:
    record = [RECORD.get(name, "") for name in HEADER]
    with pytest.raises(Problem, match="in which zone"):
        clean_table(CONTRACT.kind, make_source("pandas", HEADER, [record]))


def test_it_says_that_it_is_invented_and_is_taken_for_no_other_kind() -> None:
    assert "Invented by us" in CONTRACT.layout_note
    first, second, *_ = recognize(HEADER)
    assert first.kind == CONTRACT.kind
    assert second.score < NEAR
    free = {column.name for column in CONTRACT.columns if column.sensitivity == "publishable"}
    assert not free & {"message_id", "requester", "user", "subject"}
