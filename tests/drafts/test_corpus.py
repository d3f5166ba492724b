"""Hold what is caught, and what is flagged in vain, on the lists of invented sentences."""

from __future__ import annotations

import pytest
from score_stories import LISTS, TROUBLE, read_list, score_list

from helpers.drafts.check import Checker


@pytest.mark.parametrize("name", LISTS)
def test_the_lists_say_what_was_planted(name: str) -> None:
    rows = read_list(name)
    assert len({row["sentence"] for row in rows}) == len(rows)
    assert all(row["figure"] in row["sentence"] for row in rows)
    if name not in ("own", "paraphrases"):
        planted = {row["id"] for row in rows if row["why"].startswith("Planted error")}
        assert planted == {row["id"] for row in rows if row["expected"] in TROUBLE}


@pytest.mark.parametrize(("name", "caught", "alarms", "matches"), [
    ("own", 78, 5, 7), ("open", 90, 3, 11), ("second", 80, 3, 15), ("third", 78, 4, 14),
    ("fourth", 68, 5, 14), ("fifth", 79, 6, 16), ("paraphrases", 268, 9, 48),
])  # fmt: skip
def test_each_list_is_judged_no_worse(
    checker: Checker, name: str, caught: int, alarms: int, matches: int
) -> None:
    """Planted errors flagged, right sentences flagged, and planted errors said to match."""
    found = score_list(read_list(name), checker.check_text)
    assert found.caught.right >= caught
    assert found.right_flagged.right <= alarms
    assert found.wrong_called_matches.right <= matches
