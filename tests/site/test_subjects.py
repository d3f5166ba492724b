"""Subjects: a heading says what the number is, and promises no more than scope and unit do."""

from __future__ import annotations

from typing import Any

import pytest

from helpers.claims.finding import Finding, Scope, load_findings
from helpers.project import HOME, Project
from helpers.site.labels import MEANINGS
from helpers.site.views import (
    name_subject,
    name_subjects,
    say_status,
    split_inputs,
    split_parameters,
    write_unit,
    write_wording,
)

ACCOUNT = Scope(who="ICE (HSI) account", where="Washington", start="2024-11", end="2025-05")


def make(name: str = "a.b", **facts: Any) -> Finding:
    given = {"value": 1, "unit": "queries", "scope": ACCOUNT, "releases": ["figures"]}
    return Finding(**{"id": name, "data_status": "transcribed", **given, **facts})


@pytest.mark.parametrize(
    ("facts", "heading"),
    [
        (
            {"unit": "percent increase"},
            "By what percent it rose for ICE (HSI) account (Washington)",
        ),
        (
            {"unit": "rows", "scope": Scope(what="records", where="log")},
            "How many rows: records (log)",
        ),
        (
            {"unit": "printed figures", "scope": Scope(what="printed figures")},
            "How many printed figures",
        ),
        ({"unit": "times", "name": "nlets.hsi_over_ice"}, "(Washington; hsi over ice)"),
        ({"unit": "percent", "scope": Scope(who="accounts: All")}, "What percent (accounts: All)"),
        ({"data_status": "synthetic"}, "On invented data: how many queries for ICE"),
    ],
)
def test_a_heading_says_what_the_number_is(facts: dict[str, Any], heading: str) -> None:
    assert heading in name_subject(make(**facts))


def test_findings_of_one_scope_have_headings_of_their_own() -> None:
    names = ("intake.rows_read", "intake.rows_rejected")
    subjects = name_subjects({name: make(name) for name in names})
    assert subjects["intake.rows_rejected"].endswith("[rows rejected]")
    assert len(set(subjects.values())) == 2


def test_no_two_shipped_findings_have_one_heading() -> None:
    subjects = name_subjects(load_findings(Project(HOME)))
    assert len(subjects) > 20
    assert len(set(subjects.values())) == len(subjects)


def test_a_reading_is_a_bound_and_no_count() -> None:
    finding = make("reading.per-day.comparison", value="1,589 to 1,625", unit="searches")
    assert name_subject(finding).startswith('Under the explanation "per day": what the second')
    assert write_wording(finding).startswith("what follows if that explanation")
    assert write_wording(make()) == "exact"


@pytest.mark.parametrize(
    ("value", "unit", "left"),
    [
        (54.3, "percent", ""),
        (0.2087, "percent of all queries", "of all queries"),
        ("0.6%", "percent of the printed count", "of the printed count"),
        ("1 to 2", "percent of all", "of all"),
        (5, "queries", "queries"),
    ],
)
def test_no_number_says_percent_twice(value: float | str, unit: str, left: str) -> None:
    assert write_unit(make(value=value, unit=unit)) == left


def test_what_is_computed_from_transcribed_figures_was_not_itself_transcribed() -> None:
    for status, meaning in MEANINGS.items():
        said = say_status(make(data_status=status), meaning)
        computed = "Computed from published reports."
        assert said == (computed if status == "transcribed" else meaning)


def test_only_what_a_finding_rests_on_stands_beside_it() -> None:
    run = {
        "parameters": {"release": "log", "baseline_month": "2024-11", "account": "A"},
        "inputs": {"log": "aa", "figures": "bb", "reference/readings.csv": "cc"},
    }
    printed, counted = make(**run), make(**run, releases=["log"])
    releases = {"log", "figures"}
    assert split_parameters(printed, releases)[0] == {}, "it rests on another release"
    own, others = split_parameters(counted, releases)
    assert own == {"release": "log", "baseline_month": "2024-11"}
    assert others == {"account": "A"}
    assert split_inputs(printed) == (
        {"figures": "bb"},
        {n: run["inputs"][n] for n in ("log", "reference/readings.csv")},
    )
