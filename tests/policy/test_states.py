"""The shipped restrictions, and rows that do not hold."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from helpers.claims.claim import Claims
from helpers.errors import Problem
from helpers.policy.law import load_statements, load_states
from helpers.policy.restrictions import RestrictionAnswer, Route, answer_states
from helpers.project import HOME, Project
from shipped import SHIPPED
from shipped import claims as shipped_claims

ASKED = "AZ CA CO CT DE GU HI KS KY MD ME MI NC NJ NM PA RI VI WI"


@pytest.fixture(scope="module")
def claims() -> Claims:
    return shipped_claims()


def look(claims: Claims, day: str, route: str = "nlets") -> dict[str, str]:
    """Return the states under each answer and each mark, as one text a word."""
    states, statements = load_states(SHIPPED), load_statements(claims, SHIPPED)
    found = answer_states(states, statements, date.fromisoformat(day), Route(route))
    listed: dict[str, list[str]] = {}
    for state, one in sorted(found.items()):
        for word in (str(one.answer), *one.marks):
            listed.setdefault(word, []).append(state)
    return {word: " ".join(codes) for word, codes in listed.items()}


def test_the_tiles_are_fifty_states_the_district_and_three_territories() -> None:
    states = load_states(SHIPPED)
    kinds = [one.kind for one in states.values()]
    assert (kinds.count("state"), kinds.count("district"), kinds.count("territory")) == (50, 1, 3)
    assert len({(one.row, one.column) for one in states.values()}) == 54


def test_in_january_2026(claims: Claims) -> None:
    found = look(claims, "2026-01-12")
    assert found["blocks"] == "IL MA MN NY WA"
    assert found["asked to block"] == ASKED
    assert found["agreed to help"] == "FL IA IN OH"
    assert (found["said to block"], found["in process"]) == ("AR ID MT", "OR")
    assert found["left on"] == "WA"
    assert len(found["not known"].split()) == 54 - 5 - 19 - 4


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2025-11-06", set()),
        ("2025-11-07", {"ordered to block"}),
        # The letters say that it blocks; the state dates its cut-off a week later.
        ("2025-11-12", {"ordered to block", "sources clash"}),
        ("2025-11-18", {"ordered to block", "sources clash"}),
        ("2025-11-19", {"blocks"}),
    ],
)
def test_washington_in_november_2025(claims: Claims, day: str, words: set[str]) -> None:
    found = look(claims, day)
    said = {word for word, codes in found.items() if "WA" in codes.split()}
    assert said - {"not known"} == words


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2018-06-01", {"not known"}),
        ("2019-06-01", {"not known", "reopened"}),
        ("2025-08-26", {"not known", "reopened", "said to block"}),
        ("2025-08-27", {"blocks", "reopened", "said to block"}),
    ],
)
def test_washingtons_portal(claims: Claims, day: str, words: set[str]) -> None:
    found = look(claims, day, "state_portal")
    assert {word for word, codes in found.items() if "WA" in codes.split()} == words


@pytest.mark.parametrize(
    ("day", "answer"),
    [
        ("2019-12-13", RestrictionAnswer.NOT_KNOWN),
        ("2019-12-15", RestrictionAnswer.NOT_KNOWN),
        ("2019-12-16", RestrictionAnswer.BLOCKS),
    ],
)
def test_new_york(claims: Claims, day: str, answer: RestrictionAnswer) -> None:
    assert "NY" in look(claims, day)[str(answer)].split()
    assert ("sources clash" in look(claims, day)) == (day == "2019-12-15")


def test_each_list_is_transcribed_as_its_claim_has_it(claims: Claims) -> None:
    """Who is asked, who agreed and who is said to block are the members of the claims."""
    statements = load_statements(claims, SHIPPED)
    for name in ("N010", "P004", "N025", "N026", "N027", "N028"):
        named = {
            one.state for one in statements if name in one.claims and str(one.word) != "in process"
        }
        assert named == set(claims[name].members), name


def test_unverified_states_are_called_so(claims: Claims) -> None:
    for one in load_statements(claims, SHIPPED):
        if one.state in ("AR", "ID", "MT"):
            assert (str(one.word), one.rank) == ("said to block", "derivative")
            assert "Unverified" in one.note


# --- rows that do not hold -------------------------------------------------------------------

Alter = Callable[[str, str, str], Project]


@pytest.fixture
def alter(tmp_path: Path) -> Alter:
    """Return a function that gives a project with one text of a reference table replaced."""

    def change(file: str, old: str, new: str) -> Project:
        folder = tmp_path / "data" / "reference"
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("states.csv", "restrictions.csv"):
            shutil.copy(HOME / "data" / "reference" / name, folder)
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
        return Project(tmp_path)

    return change


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("S001,ny-block,NY", "S001,ny-block,NX", r"'NX' is no state.*restrictions.csv, row 1"),
        ("P001 L027", "P001 L927", r"no claim, law or answer called L927"),
        ("P001 L027", " ", "No source is named"),
        (",all,blocks,", ",fax,blocks,", "The route is 'fax'.*expected: nlets"),
        (",all,blocks,", ",all,open,", "The answer is 'open'.*expected: blocks"),
        (",2019-12-14,,", ",14 Dec 2019,,", "since is '14 Dec 2019'.*expected: a day"),
        (",2019-12-14,,2019-12-14,exact", ",2019-12-14,,,exact", "The seen is blank"),
        (",2019-12-14,,", ",2019-12-14,2018,", "The dates run backwards"),
        (",2019-12-14,,2019-12-14,", ",2019-12-14,,2019-12-13,", "The dates run backwards"),
        (",2019-12-14,exact", ",2019-12-14,not known", "The precision is not known, and since"),
        (",2019-12-14,exact", ",2019-12-14,roughly", "The precision is 'roughly'"),
        ("S002", "S001", "The id S001 is missing or already used"),
        ("S003,il-block,IL", "S003,ny-block,IL", "The event ny-block is of NY and of IL"),
    ],
)
def test_a_row_that_does_not_hold_is_named(
    alter: Alter, claims: Claims, old: str, new: str, told: str
) -> None:
    with pytest.raises(Problem, match=told):
        load_statements(claims, alter("restrictions.csv", old, new))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("AL,Alabama,state,7,7", "AL,Alabama,state,1,1", "AL and AK have one tile"),
        ("AL,Alabama,state,7,7", "AL,Alabama,state,7,x", "The tile of AL has no place"),
        ("AL,Alabama,state", "AL,Alabama,province", "'province' is no kind"),
        ("AL,Alabama", "AK,Alabama", "The state AK is missing or already used"),
    ],
)
def test_a_tile_that_does_not_hold_is_named(alter: Alter, old: str, new: str, told: str) -> None:
    with pytest.raises(Problem, match=told):
        load_states(alter("states.csv", old, new))
