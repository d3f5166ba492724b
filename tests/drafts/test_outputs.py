"""Outputs: what an editor has ticked off stays so, and the lines say trouble first."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from helpers.drafts.check import Checker, check_draft
from helpers.drafts.outputs import check_drafts, tick_off
from helpers.drafts.report import read_accepted, write_accepted
from helpers.errors import Misuse, Problem
from helpers.project import HOME, Project

STORY = "HSI made 605,116 queries over Nlets. ICE made 292,141 queries over Nlets.\n"


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    path = tmp_path / "story.md"
    path.write_text(STORY, encoding="utf-8")
    return path


def test_trouble_stands_first_with_reason_and_what_to_write(draft: Path, checker: Checker) -> None:
    summary, first, second = check_draft(draft, checker).lines()
    assert summary == "story.md: 2 numbers: 1 match, 1 differ."
    assert first.startswith("story.md, line 1: 292,141 | DIFFERS | ")
    assert "292,114" in first
    assert "Write:" in first
    assert "605,116 | matches" in second


def test_offsets_are_those_of_the_file(draft: Path, checker: Checker) -> None:
    for one in check_draft(draft, checker).as_json()["numbers"]:
        assert STORY[one["start"] : one["end"]] == one["text"]


def test_a_flag_that_was_ticked_off_stays_so_in_the_next_draft(
    draft: Path, checker: Checker, tmp_path: Path
) -> None:
    path = tmp_path / "accepted.csv"
    report = check_draft(draft, checker)
    assert report.has_trouble
    assert write_accepted(path, [report]) == 1
    assert write_accepted(path, [report]) == 0
    with path.open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    row.update(reason="The desk has a later letter", initials="JS")
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(row))
        writer.writeheader()
        writer.writerow(row)
    draft.write_text("Later. " + STORY, encoding="utf-8")
    ticked = tick_off(check_draft(draft, checker), read_accepted(path))
    assert not ticked.has_trouble
    assert "JS: The desk has a later letter" in "\n".join(ticked.lines())
    assert "1 of them ticked off" in ticked.summary
    draft.write_text(STORY.replace("queries", "searches"), encoding="utf-8")
    assert tick_off(check_draft(draft, checker), read_accepted(path)).has_trouble


def test_a_list_that_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "accepted.csv"
    for content in (b"a,b\n1,2\n", b"\xff\xfe\x00\xd8"):
        path.write_bytes(content)
        with pytest.raises(Problem):
            read_accepted(path)


def test_one_page_or_word_file_holds_one_story(draft: Path, tmp_path: Path) -> None:
    with pytest.raises(Misuse):
        check_drafts([draft, draft], Project(HOME), html=tmp_path / "a.html")


def test_what_is_not_known_is_said_so(checker: Checker, tmp_path: Path) -> None:
    path = tmp_path / "fair.txt"
    path.write_text("The fair sold 4,711 pies.\n\nIt rained.\n", encoding="utf-8")
    report = check_draft(path, checker)
    assert report.summary in (
        "1 number: 1 not in our records.", "1 number: 1 with only something near.",
    )  # fmt: skip
    assert not report.has_trouble
