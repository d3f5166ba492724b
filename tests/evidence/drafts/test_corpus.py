"""Hold what is caught, and what is flagged in vain, on the lists of invented sentences."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import pytest

from helpers.evidence.drafts.checking import Checker
from helpers.paths import HOME

sys.path.insert(0, str(HOME / "benchmarks"))
from measure_draft import judge, tally

CORPUS = Path(__file__).with_name("corpus")
TROUBLE = ("contradicted", "stretched", "other scope")


def _read(name: str) -> list[dict[str, str]]:
    with (CORPUS / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _count(rows: list[dict[str, str]], checker: Checker) -> dict[str, int]:
    return tally((row, judge(row, checker)[0]) for row in rows)["all"]


@pytest.mark.parametrize("name", ["open", "second", "third", "paraphrases"])
def test_the_lists_say_what_was_planted(name: str) -> None:
    rows = _read(name)
    assert len({row["sentence"] for row in rows}) == len(rows)
    assert all(row["figure"] in row["sentence"] for row in rows)
    if name != "paraphrases":
        planted = {row["id"] for row in rows if row["why"].startswith("Planted error")}
        assert planted == {row["id"] for row in rows if row["expected"] in TROUBLE}


@pytest.mark.parametrize(("name", "caught", "alarms"), [
    ("open", 24, 0), ("second", 24, 1), ("paraphrases", 25, 0),
])  # fmt: skip
def test_a_fifth_of_each_list_is_judged_no_worse(
    checker: Checker, name: str, caught: int, alarms: int
) -> None:
    count = _count(_read(name)[::5], checker)
    assert count["caught"] >= caught
    assert count["false alarms"] <= alarms


@pytest.mark.slow
@pytest.mark.parametrize(("name", "caught", "alarms"), [
    ("open", 128, 1), ("second", 129, 1), ("paraphrases", 122, 1),
])  # fmt: skip
def test_each_list_is_judged_no_worse(
    checker: Checker, name: str, caught: int, alarms: int
) -> None:
    count = _count(_read(name), checker)
    assert count["caught"] >= caught
    assert count["false alarms"] <= alarms
