"""Habits: days are told from ids and numbers by their shape."""

from __future__ import annotations

from helpers.intake.habits import find_habit


def test_days_that_contracts_read_have_the_shape_of_days() -> None:
    stamps = ["2025-05-01", "2025-05", "5/1/2025", "05/01/2025, 10:00:00 AM UTC"]
    stamps += ["2025-05-01T10:00:00.000Z", "2025-05-01 10:00:00-07", "5/1/2025 - 1:00:00 PM"]
    for stamp in stamps:
        habit = find_habit([["x", stamp]] * 3)
        assert habit is not None
        assert habit.known == (1,)
    habit = find_habit([["12a4-34b5", "25-00123"]] * 3)
    assert habit is not None
    assert habit.known == ()
