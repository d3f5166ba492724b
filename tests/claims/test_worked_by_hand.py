"""The verdicts that an editor worked out by hand, and what the rules make of the same claims."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from helpers.claims.advice import HARM
from helpers.claims.claim import Claims
from helpers.claims.quotation import Quote
from helpers.claims.standing import Standing
from helpers.claims.verdicts import Verdict, judge_all
from helpers.project import HOME, Project

TABLE = Path(__file__).with_name("worked_by_hand.csv")

ARGUED = {"W024": Standing.ONE_SOURCE}
"""Where the rules differ, CONTRIBUTING.md says why: the state's own word on its own act."""
MORE = {"N016": "Wrong scope: period"}
"""What the rules find beside the labels of the table: "in the past year" is of another year."""


def worked_by_hand() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def known() -> tuple[Claims, dict[str, Verdict]]:
    return judge_all(Project(HOME))


def list_parts(name: str, claims: Claims) -> list[str]:
    """The claims that one line of the table speaks of: a row that holds two facts is two."""
    return [one for one in claims if one == name or (one[:-1] == name and one[-1].isalpha())]


def test_the_table_has_every_claim_that_was_worked_out() -> None:
    rows = worked_by_hand()
    assert len(rows) == 69
    assert {row["quotation"] for row in rows} <= {str(label) for label in Quote}
    assert {row["standing"] for row in rows} <= {str(label) for label in Standing}


@pytest.mark.parametrize("row", worked_by_hand(), ids=lambda row: row["claim"])
def test_the_rules_come_to_the_verdicts_worked_by_hand(
    known: tuple[Claims, dict[str, Verdict]], row: dict[str, str]
) -> None:
    claims, verdicts = known
    parts = [verdicts[name] for name in list_parts(row["claim"], claims)]
    label = min((one.label for one in parts), key=HARM.index)
    standing = min((one.standing for one in parts), key=HARM.index)
    assert label == row["quotation"], [one.reason for one in parts]
    assert standing == ARGUED.get(row["claim"], row["standing"]), [one.reason for one in parts]
    also = {str(one) for part in parts for one in part.also}
    wanted = {row["also"], MORE.get(row["claim"], "")} - {""}
    assert {one.removeprefix("Wrong scope: ") for one in also} == {
        one.lower().removeprefix("wrong scope: ") for one in wanted
    }


def test_a_row_that_holds_two_facts_is_split(known: tuple[Claims, dict[str, Verdict]]) -> None:
    claims, _ = known
    for name in ("N008", "N011", "N012"):
        parts = list_parts(name, claims)
        assert [claims[one].part for one in parts] == ["a", "b"], name
        assert len({claims[one].source for one in parts}) == 1


def test_what_should_be_corrected_is_counted(known: tuple[Claims, dict[str, Verdict]]) -> None:
    """Of the three numbered groups: 21 to correct or drop, 39 to print with care, two to ask."""
    _, verdicts = known
    rows = [row["claim"] for row in worked_by_hand()]
    groups = {name: verdicts[name].advice for name in rows if name[0] in "NWF"}
    first = {
        name: advice
        for name, advice in groups.items()
        if (name[0], int(name[1:])) <= {"N": ("N", 28), "W": ("W", 20), "F": ("F", 14)}[name[0]]
    }
    assert len(first) == 62
    dropped = [name for name, advice in first.items() if advice.group == "Don't print"]
    asked = [name for name, advice in first.items() if advice == "Ask first"]
    assert (len(dropped), asked) == (21, ["N023", "N024"])


def test_the_rules_are_told_by_the_issue(known: tuple[Claims, dict[str, Verdict]]) -> None:
    _, verdicts = known
    for name in ("W018", "F014", "W015"):
        assert verdicts[name].label is Quote.NUMBER
    assert verdicts["W024"].standing is not Standing.DISAGREE
    assert "own word" in verdicts["W024"].reason
    assert "Jalopnik has Nov. 18, 2025" in verdicts["W024"].reason
    assert not [name for name, one in verdicts.items() if "checkable" in str(one.standing)]
    for name, one in verdicts.items():
        if one.moved:
            assert one.advice.group == "Don't print", name
