"""Bounds: no text makes the check slow, whatever its shape; too long a one is a sentence."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from score_stories import STORIES

from helpers.drafts.check import Checker, check_draft
from helpers.drafts.documents import MOST_BYTES, read_draft
from helpers.errors import Problem

RUNS = [
    "1", ",", " ", "%", ".", '"', "(", "<", "*", "~~", "[](", "```", "<!--", "<del>", "> ", "# ",
    "word ", "1,", "A. ", "ICE, ", "hundred ", "and ",
]  # fmt: skip
DENSE = ["1-", "1 ", "one and ", "May ", "5% ", "Nov. 12, ", "one in three "]


@pytest.mark.parametrize("run", RUNS)
def test_a_run_of_60_000_characters_takes_no_time(checker: Checker, run: str) -> None:
    started = time.process_time()
    checker.check_text(run * (60_000 // len(run)))
    assert time.process_time() - started < 8


@pytest.mark.parametrize("run", DENSE)
def test_a_run_of_numbers_takes_time_in_proportion(checker: Checker, run: str) -> None:
    def measure(size: int) -> float:
        started = time.process_time()
        checker.check_text(run * (size // len(run)))
        return time.process_time() - started

    short = measure(2_500)
    assert measure(10_000) < 8 * short + 2


@pytest.mark.slow
def test_a_hundred_thousand_words_take_less_than_twenty_seconds(checker: Checker) -> None:
    """Of prose as it is: one paragraph with numbers to two without."""
    plain = "The council met on the matter again, and nobody in the room was of another mind. "
    story = (STORIES / "d1.md").read_text(encoding="utf-8").split("\n\n")
    text = "\n\n".join(f"{one}\n\n{plain * (len(one) // 40)}" for one in story)
    words = (text.split(" ") * (100_000 // len(text.split(" ")) + 1))[:100_000]
    started = time.process_time()
    checker.check_text(" ".join(words))
    assert time.process_time() - started < 20


def test_a_sentence_with_hundreds_of_numbers_is_a_table(checker: Checker) -> None:
    assert len(checker.check_text(" ".join(f"{n:,}" for n in range(1_000, 1_300)))) == 60


def test_numbers_that_were_left_out_are_said_so(checker: Checker, tmp_path: Path) -> None:
    path = tmp_path / "table.txt"
    path.write_text("Short.\n\n" + " ".join(f"{n:,}" for n in range(1_000, 1_100)), "utf-8")
    (note,) = check_draft(path, checker).notes
    assert note.startswith("Line 3: We checked the first 60 numbers")
    assert "left out 40 more" in note


def test_what_was_left_out_of_a_line_is_said_once(checker: Checker, tmp_path: Path) -> None:
    path = tmp_path / "dashes.txt"
    path.write_text("1-" * 3_000, "utf-8")
    (note,) = check_draft(path, checker).notes
    assert note.startswith("Line 1: ")


@pytest.mark.parametrize("name", ["long.txt", "long.docx", "long.rtf", "long.html"])
def test_a_document_of_200_mb_is_refused_unread(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    with path.open("wb") as file:
        file.truncate(10 * MOST_BYTES)
    with pytest.raises(Problem) as raised:
        read_draft(path)
    assert "too long" in str(raised.value)


def test_a_long_text_is_refused_before_it_is_checked(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_text("one " * 600_000, encoding="utf-8")
    with pytest.raises(Problem):
        read_draft(path)
