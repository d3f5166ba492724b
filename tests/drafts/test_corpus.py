"""Hold what is caught, and what is flagged in vain, on the lists of invented sentences."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import pytest

from helpers.drafts.check import Checker
from helpers.project import HOME

sys.path.insert(0, str(HOME / "benchmarks"))
from measure_draft import judge, tally

CORPUS = Path(__file__).with_name("corpus")
TROUBLE = ("contradicted", "stretched", "other scope")


def _read(name: str) -> list[dict[str, str]]:
    with (CORPUS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _count(rows: list[dict[str, str]], checker: Checker) -> dict[str, int]:
    return tally((row, judge(row, checker)[0]) for row in rows)["all"]


@pytest.mark.parametrize("name", ["open", "second", "third", "fourth", "fifth", "paraphrases"])
def test_the_lists_say_what_was_planted(name: str) -> None:
    rows = _read(name)
    assert len({row["sentence"] for row in rows}) == len(rows)
    assert all(row["figure"] in row["sentence"] for row in rows)
    if name != "paraphrases":
        planted = {row["id"] for row in rows if row["why"].startswith("Planted error")}
        assert planted == {row["id"] for row in rows if row["expected"] in TROUBLE}


@pytest.mark.parametrize(("name", "step", "caught", "alarms"), [
    ("open", 5, 24, 0), ("second", 5, 24, 0), ("third", 5, 22, 0), ("fourth", 5, 16, 1),
    ("paraphrases", 10, 48, 0),
])  # fmt: skip
def test_a_part_of_each_list_is_judged_no_worse(
    checker: Checker, name: str, step: int, caught: int, alarms: int
) -> None:
    count = _count(_read(name)[::step], checker)
    assert count["caught"] >= caught
    assert count["false alarms"] <= alarms


@pytest.mark.slow
@pytest.mark.parametrize(("name", "caught", "alarms"), [
    ("open", 129, 0), ("second", 129, 0), ("third", 117, 0), ("fourth", 110, 1),
    ("fifth", 121, 8), ("paraphrases", 475, 0),
])  # fmt: skip
def test_each_list_is_judged_no_worse(
    checker: Checker, name: str, caught: int, alarms: int
) -> None:
    count = _count(_read(name), checker)
    assert count["caught"] >= caught
    assert count["false alarms"] <= alarms
