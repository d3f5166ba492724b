"""The keys of the stories fit their texts, so that a score says something of the draft check."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from score_stories import KINDS, score_stories

from helpers.drafts.check import Checker

STORIES = sorted((Path(__file__).parent / "stories").glob("*.key.json"))


@pytest.mark.parametrize("key", STORIES, ids=lambda path: path.name.partition(".")[0])
def test_each_mention_and_error_is_where_the_key_says(key: Path) -> None:
    story = key.with_name(key.name.replace(".key.json", ".md")).read_text(encoding="utf-8")
    entries = json.loads(key.read_text(encoding="utf-8"))
    assert any(entry["errors"] for entry in entries)
    for entry in entries:
        assert (entry["class"] == "flag") == bool(entry["errors"])
        for one in entry["mentions"]:
            assert story[one["start"] : one["end"]] == one["text"]
        for one in entry["errors"]:
            assert story[one["start"] : one["end"]] == one["wrong"]


def test_there_are_enough_stories_to_measure_with() -> None:
    entries = [one for key in STORIES for one in json.loads(key.read_text(encoding="utf-8"))]
    assert len(STORIES) >= 12
    assert sum(len(one["errors"]) for one in entries) >= 250
    assert sum(one["class"] == "ok" for one in entries) >= 600


def test_every_kind_of_error_is_one_that_can_be_caught() -> None:
    kinds = {
        one["kind"]
        for key in STORIES
        for entry in json.loads(key.read_text(encoding="utf-8"))
        for one in entry["errors"]
    }
    assert kinds <= set(KINDS)


def test_the_stories_are_judged_no_worse(checker: Checker) -> None:
    """Floors and ceilings of what was measured; METHODOLOGY.md has the figures themselves."""
    score = score_stories(["a", "b", "c", "d", "e", "f", "g", "h", "case"], checker.check_text)
    assert score.first.right >= 0.8 * score.first.of
    assert score.among_three.right >= 0.9 * score.among_three.of
    assert score.caught_hard.right >= 0.44 * score.caught_hard.of
    assert score.caught.right >= 0.57 * score.caught.of
    assert score.hard_right.right >= 0.95 * score.hard_right.of
    assert score.right_flagged_hard.right <= 0.003 * score.right_flagged_hard.of
    assert score.right_flagged.right <= 0.02 * score.right_flagged.of
    assert score.wrong_called_matches.right <= 0.015 * score.wrong_called_matches.of
    assert score.suggestions.right >= 0.84 * score.suggestions.of
