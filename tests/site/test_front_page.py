"""What is known: at most seven sentences, each number with something behind it, all verdicts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from made_up_site import run_cell, write_notebook

from helpers.claims.listing import is_figure
from helpers.errors import Problem
from helpers.site.front_page import gather
from helpers.site.sentences import say


def gather_from(content: dict[str, Any], front: Path) -> Any:
    return gather(front, content["claims"], content["verdicts"], content["findings"])


def test_sentences_and_verdicts_are_gathered(content: dict[str, Any]) -> None:
    known = gather_from(content, content["notebooks"][0])
    assert [sentence.text for sentence in known.sentences] == [
        "ICE made 897,230 queries of 290.",
        "The log rose by 188.0% (invented data).",
    ]
    assert known.total == len(content["claims"])
    assert sum(count.number for count in known.groups) == known.total
    assert sum(count.number for count in known.standings) == known.total
    assert sum(count.number for count in known.quotations) >= known.total
    assert sum(count.number for count in known.tally) == known.figures
    assert known.figures == sum(is_figure(claim) for claim in content["claims"].values())
    assert [count.label for count in known.groups] == [
        "You can print",
        "Print with care",
        "Don't print",
    ]


@pytest.mark.parametrize("number", [0, 8])
def test_none_and_eight_sentences_are_refused(
    content: dict[str, Any], tmp_path: Path, number: int
) -> None:
    cells = [run_cell("say()", say(f"Sentence {chr(97 + n)}.")) for n in range(number)]
    front = write_notebook(tmp_path, "00_findings", cells or [run_cell("1")])
    with pytest.raises(Problem, match=f"has {number} sentences"):
        gather_from(content, front)


def test_a_number_with_nothing_behind_it_is_refused(content: dict[str, Any]) -> None:
    del content["findings"]["nlets.pair"]
    with pytest.raises(Problem, match=r"names nlets\.pair, which no finding or claim"):
        gather_from(content, content["notebooks"][0])


def test_every_claim_has_a_verdict_or_it_stops(content: dict[str, Any]) -> None:
    del content["verdicts"]["T002"]
    with pytest.raises(Problem, match="no verdict on T002"):
        gather_from(content, content["notebooks"][0])
