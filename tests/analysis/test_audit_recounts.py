"""Audit recounts: the same numbers as the notebook on doors counts, and each choice by hand."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import product

import duckdb
import pandas as pd
import pytest
from made_up import MadeUpDoors

from helpers.analysis.agencies import load_directory
from helpers.analysis.agency_names import find_bodies
from helpers.analysis.door_data import Case
from helpers.analysis.doors import count_doors
from helpers.analysis.reasons import load_keywords
from helpers.analysis.sharing_lists import Listings
from helpers.analysis.specifications import reasons_in_audits
from helpers.cleaning.joined_logs import JoinedLogs
from helpers.errors import Misuse, Problem
from helpers.project import HOME, Project

AS_PRINTED = {
    "words": "ice+ero+cbp+border patrol+dhs",
    "match": "whole words",
    "count": "anywhere",
    "searchers": "local",
    "names": "decided",
    "trials": "kept",
    "period": "all",
}


@pytest.fixture(scope="module")
def case(made_up_doors: MadeUpDoors) -> Case:
    made, project = made_up_doors, Project(HOME)
    agencies = tuple(made.agencies)
    keywords = load_keywords(project)
    return Case(made.audits, agencies, made.bodies, keywords, made.list(), made.joined)


def count_side_doors(case: Case, words: str, match: str, count: str) -> int:
    """Count as the notebook on doors does, by another way through the code."""
    marked = case.mark(words.split("+"), match=match)  # type: ignore[arg-type]
    by = ("owner",) if count == "here" else ()
    how = "rows" if count == "rows" else "distinct searches"
    side = count_doors(marked, by=by, count=how, doors=("side door",))  # type: ignore[arg-type]
    return int(side["searches"].sum())


@pytest.mark.parametrize(
    ("words", "match", "count"),
    list(
        product(
            ("ice+ero", "ice+ero+cbp+border patrol+dhs", "immigration"),
            ("whole words", "substring"),
            ("rows", "here", "anywhere"),
        )
    ),
)
def test_local_searches_are_those_of_the_side_door(
    case: Case, words: str, match: str, count: str
) -> None:
    given = {**AS_PRINTED, "words": words, "match": match, "count": count}
    assert reasons_in_audits(case)(given) == count_side_doors(case, words, match, count)


def test_each_option_on_its_own_moves_the_number_by_what_is_true(
    case: Case, made_up_doors: MadeUpDoors
) -> None:
    """The generator knows which side doors are a trial, a slip of a federal name, or neither."""
    seen: Counter[str] = Counter()
    doubts: Counter[str] = Counter()
    for truth in made_up_doors.truth.values():
        seen.update(truth.get("first_seen", {}))
        doubts.update(truth.get("side_doors", {}))
    compute, side = reasons_in_audits(case), seen["side door"]
    misspelt, shortened, town = (
        doubts[name] for name in ("Federal Agncy A", "Fed Agency C", "Federalville Agency A")
    )
    assert min(misspelt, shortened, town, doubts["trial, does not say so"]) > 0
    for change, expected in (
        ({}, side),
        ({"trials": "left out"}, side - doubts["trial, says so"]),
        ({"names": "90"}, side - misspelt),
        # At that likeness a town goes with them, which is no federal account.
        ({"names": "80"}, side - misspelt - shortened - town),
    ):
        assert compute({**AS_PRINTED, **change}) == expected, change


def make_case(rows: list[tuple[str, str | None, str]]) -> Case:
    """Return a case of one made-up agency: searcher, reason and day of each row."""
    project = Project(HOME)
    joined = pd.DataFrame(
        {
            "release": "made-up",
            "owner": "Example County SO",
            "org_name": pd.Series([searcher for searcher, _, _ in rows], dtype="str"),
            "reason": pd.Series([reason for _, reason, _ in rows], dtype="str"),
            "searched_at_local": pd.to_datetime([day for _, _, day in rows]),
            "search_here": range(len(rows)),
            "search_anywhere": [0, *range(len(rows) - 1)],
            "row_key": range(len(rows)),
        }
    )
    bodies = find_bodies({searcher for searcher, _, _ in rows}, load_directory(project))
    connection = duckdb.connect()
    connection.register("joined", joined)
    connection.execute("CREATE TABLE rows AS SELECT * FROM joined")
    logs = JoinedLogs(connection, tuple(joined.columns))
    return Case((), (), bodies, load_keywords(project), Listings((), bodies), logs)


ROWS = [
    ("Sample City PD", "ICE", "2025-05-31"),
    ("Sample City PD", "ICE", "2025-05-31"),
    ("Sample City PD", "test ICE", "2025-06-01"),
    ("Sample City PD", "police service", "2025-06-02"),
    ("Federal Agency Q [Federal]", "ICE", "2025-06-03"),
    ("Federal Agncy Q", "ICE", "2025-06-04"),
    ("Sample City PD", "protest near police", "2025-06-05"),
]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"count": "rows"}, 4),
        ({"count": "anywhere"}, 3),
        ({"count": "rows", "match": "substring"}, 6),
        ({"count": "rows", "match": "substring", "trials": "left out"}, 5),
        ({"count": "rows", "searchers": "all"}, 5),
        ({"count": "rows", "names": "90"}, 3),
        ({"count": "rows", "trials": "left out"}, 3),
        ({"count": "rows", "period": "2025-05-31"}, 2),
        ({"count": "rows", "words": "hsi"}, 0),
    ],
)
def test_each_choice_by_hand(change: dict[str, str], expected: int) -> None:
    assert reasons_in_audits(make_case(ROWS))({**AS_PRINTED, **change}) == Fraction(expected)


def test_a_name_is_like_a_federal_one_that_names_no_authority() -> None:
    """Whose names are federal is a question of the whole log, not of the reasons looked for."""
    rows = [("Federal Agency Q [Federal]", None, "2025-06-03"), ROWS[-2], ROWS[0]]
    case = make_case(rows)
    assert reasons_in_audits(case)({**AS_PRINTED, "count": "rows"}) == 2
    assert reasons_in_audits(case)({**AS_PRINTED, "count": "rows", "names": "90"}) == 1


def test_reasons_that_cannot_be_read_are_no_zero() -> None:
    case = make_case([("Sample City PD", None, "2025-05-31")])
    with pytest.raises(Problem, match="No reason of these audits can be read"):
        reasons_in_audits(case)(AS_PRINTED)


def test_an_unknown_option_is_named() -> None:
    compute = reasons_in_audits(make_case(ROWS))
    with pytest.raises(Misuse, match="no way to count 'rosw'"):
        compute({**AS_PRINTED, "count": "rosw"})
    with pytest.raises(Misuse, match="no way to match names called 'nearly'"):
        compute({**AS_PRINTED, "names": "nearly"})
    with pytest.raises(Misuse, match="no class of reasons called 'icee'"):
        compute({**AS_PRINTED, "words": "icee"})
