"""Agencies: only a decided line makes two names one; likeness proposes and no more."""

from __future__ import annotations

import csv
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.analysis.agencies import (
    AGENCY_COLUMNS,
    ALIAS_COLUMNS,
    fold_name,
    load_directory,
    match_agencies,
    match_names,
    strip_marks,
)
from helpers.analysis.agency_names import propose_agencies, shorten_name
from helpers.errors import Problem
from helpers.project import HOME, Project

SHIPPED = load_directory(Project(HOME))

AGENCY = ["example-so", "Example County QA SO", "county", "QA", "sheriff", "", "made up"]
OTHER = ["sample-pd", "Sample QA PD", "city", "QA", "police", "", "made up"]


def write(project: Project, name: str, columns: tuple[str, ...], *rows: list[str]) -> None:
    path = project.root / "data" / "reference" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([list(columns), *rows])


def rule(alias: str, agency: str, reason: str = "made up") -> list[str]:
    return [alias, agency, "a tester", "2026-01-01", reason]


@pytest.fixture
def small(project: Project) -> Project:
    write(project, "agencies.csv", AGENCY_COLUMNS, AGENCY, OTHER)
    write(project, "aliases.csv", ALIAS_COLUMNS, rule("Example SO QA", "example-so"))
    write(project, "rejected_aliases.csv", ALIAS_COLUMNS, rule("Sampel QA PD", "sample-pd"))
    return project


@pytest.mark.parametrize(
    ("name", "bare", "marks"),
    [
        ("[Federal] US Postal Inspection Service", "US Postal Inspection Service", {"federal"}),
        ("(Federal) Wright-Patterson OH Air Force Base", None, {"federal"}),
        ("Border Patrol [FEDERAL]", "Border Patrol", {"federal"}),
        ("Santa Cruz CA PD (deactivated)", "Santa Cruz CA PD", {"inactive"}),
        ("Santa Cruz CA PD [DEACTIVATED] ", "Santa Cruz CA PD", {"inactive"}),
        ("[Inactive] Border Patrol [Federal]", "Border Patrol", {"federal", "inactive"}),
        ("  Alhambra  CA   PD ", "Alhambra CA PD", set()),
        ("Alhambra\u00a0CA PD", "Alhambra CA PD", set()),
        ("Federal Bureau of Investigation", "Federal Bureau of Investigation", set()),
        ("San Bernardino County CA Human Services [Law Enforcement]", None, set()),
        ("Orange County (CA) DA Office", "Orange County (CA) DA Office", set()),
        ("Indian River County FL SO (2)", "Indian River County FL SO (2)", set()),
        ("", "", set()),
    ],
)
def test_marks_become_columns_and_leave_the_name(name: str, bare: str | None, marks: set[str]):
    found = strip_marks(name)
    assert found.marks == marks
    if bare is not None:
        assert found.name == bare


def test_a_name_is_matched_by_its_line_or_not_at_all(small: Project) -> None:
    names = [
        "example county qa so [Inactive]",
        "Example SO QA",
        "Example QA SO",
        "Sample QA PD",
        "",
    ]
    found = match_agencies(names, small).set_index("name")
    assert found["agency_id"].to_dict() == {
        "example county qa so [Inactive]": "example-so",
        "Example SO QA": "example-so",
        "Example QA SO": pytest.approx(float("nan"), nan_ok=True),
        "Sample QA PD": "sample-pd",
        "": pytest.approx(float("nan"), nan_ok=True),
    }
    assert found["matched_by"].tolist() == ["name", "alias", "nothing", "name", "nothing"]
    assert found["is_inactive_mark"].tolist() == [True, False, False, False, False]
    assert found.loc["Sample QA PD", ["level", "state", "kind"]].tolist() == [
        "city",
        "QA",
        "police",
    ]


def test_names_are_listed_once_in_their_order(small: Project) -> None:
    found = match_agencies(["b", "a", "b"], small)
    assert found["name"].tolist() == ["b", "a"]
    assert match_agencies([], small).empty


@pytest.mark.parametrize(
    ("name", "agency"),
    [
        ("ICE", "ice"),
        ("HSI", "hsi"),
        ("Newport Beach PD CA", "newport-beach-ca-pd"),
        ("OC Sheriff CA", "orange-county-ca-so"),
        ("Orange County SO CA", "orange-county-ca-so"),
        ("(Federal) US Postal Inspection Service", "uspis"),
    ],
)
def test_the_shipped_lines_decide(name: str, agency: str) -> None:
    assert match_names([name], SHIPPED)["agency_id"].tolist() == [agency]


@pytest.mark.parametrize(
    "pair",
    [
        ("ICE", "HSI"),
        ("CBP", "Border Patrol"),
        ("Yakima WA PD", "Yakima County WA SO"),
        ("Wenatchee WA PD", "East Wenatchee WA PD"),
        ("Santa Clara CA PD", "Santa Cruz CA PD"),
        ("Auburn WA PD", "Auburn CA PD"),
    ],
)
def test_what_is_alike_or_a_part_stays_apart(pair: tuple[str, str]) -> None:
    one, other = match_names(pair, SHIPPED)["agency_id"]
    assert one != other


def test_every_parent_leads_to_the_top() -> None:
    for name in SHIPPED.agencies:
        seen = [name]
        while parent := SHIPPED.agencies[seen[-1]]["parent"]:
            assert parent not in seen
            seen.append(parent)


def test_states_and_levels_of_the_shipped_agencies_fit_each_other() -> None:
    for agency in SHIPPED.agencies.values():
        local = agency["level"] in ("state", "county", "city")
        assert bool(agency["state"]) or not local, agency
        assert agency["source"].strip()
        words = agency["name"].split()
        if agency["level"] in ("county", "city"):
            assert agency["state"] in words, agency


KNOWN = sorted({agency["name"] for agency in SHIPPED.agencies.values()})
ALIASES = [
    row["alias"]
    for row in csv.DictReader((HOME / "data" / "reference" / "aliases.csv").open(encoding="utf-8"))
]
NEARLY = st.builds(
    lambda name, place, letter: name[: place % len(name)] + letter + name[place % len(name) :],
    st.sampled_from(KNOWN),
    st.integers(0, 60),
    st.sampled_from([*string.ascii_letters, "", " ", " CA", "2"]),
)


@given(st.lists(st.one_of(st.sampled_from(KNOWN + ALIASES), NEARLY, st.text(max_size=12))))
def test_no_two_names_become_one_agency_without_a_line(names: list[str]) -> None:
    """Names that end at one agency are its own name or stand in a line of aliases.csv, each."""
    decided = {fold_name(name) for name in (*KNOWN, *ALIASES)}
    found = match_names(names, SHIPPED)
    matched = found[found["matched_by"] != "nothing"]
    assert {fold_name(name) for name in matched["name"]} <= decided
    for _, row in matched.iterrows():
        folded = fold_name(row["name"])
        own = fold_name(SHIPPED.agencies[row["agency_id"]]["name"])
        assert folded == own or SHIPPED.aliases[folded] == row["agency_id"]


@pytest.mark.parametrize(
    ("file", "rows", "said"),
    [
        ("agencies.csv", [AGENCY, AGENCY], "already used"),
        (
            "agencies.csv",
            [AGENCY, [*OTHER[:1], "example  county QA so", *OTHER[2:]]],
            "already used",
        ),
        ("agencies.csv", [AGENCY, [*OTHER[:2], "village", *OTHER[3:]]], "no level"),
        ("agencies.csv", [AGENCY, [*OTHER[:5], "nobody", "x"]], "No agency has the id nobody"),
        ("aliases.csv", [rule("X", "exampel-so")], "No agency has the id exampel-so"),
        ("aliases.csv", [rule("X", "example-so"), rule("x ", "sample-pd")], "already used"),
        ("aliases.csv", [rule("Sample QA PD", "example-so")], "the name of another agency"),
        ("aliases.csv", [rule("X", "example-so", " ")], "does not say reason"),
        (
            "aliases.csv",
            [rule("Sampel QA PD", "sample-pd")],
            "ruled to be sample-pd, and not to be",
        ),
        ("rejected_aliases.csv", [rule("Sample QA PD", "sample-pd")], "and not to be"),
        ("rejected_aliases.csv", [rule("X", "nobody")], "No agency has the id nobody"),
    ],
)
def test_lines_that_do_not_hold_stop_the_run(
    small: Project, file: str, rows: list[list[str]], said: str
) -> None:
    columns = AGENCY_COLUMNS if file == "agencies.csv" else ALIAS_COLUMNS
    write(small, file, columns, *rows)
    with pytest.raises(Problem, match=said) as caught:
        load_directory(small)
    assert ".csv" in str(caught.value)


def test_likeness_proposes_and_never_decides(small: Project) -> None:
    directory = load_directory(small)
    names = ["Exampel County QA SO", "Sampel QA PD", "Sample QA Police Department", "Sample OH PD"]
    proposed = propose_agencies(names, directory)
    pairs = set(zip(proposed["name"], proposed["looks_like"], strict=True))
    assert ("Exampel County QA SO", "Example County QA SO") in pairs
    assert ("Sample QA Police Department", "Sample QA PD") in pairs
    assert ("Sampel QA PD", "Sample QA PD") not in pairs, "it was rejected by a line"
    assert match_names(names, directory)["agency_id"].isna().all()


def test_two_states_or_two_kinds_of_agency_are_not_proposed() -> None:
    names = ["Auburn AL PD", "Auburn GA PD", "Solano County CA SO", "Solano County CA DA"]
    assert propose_agencies(names, SHIPPED).empty


def test_unmatched_names_are_set_against_each_other_once() -> None:
    proposed = propose_agencies(["Exampleville CA PD", "Exampelville CA PD"], SHIPPED)
    assert proposed[["name", "looks_like"]].to_numpy().tolist() == [
        ["Exampelville CA PD", "Exampleville CA PD"]
    ]
    assert proposed["agency_id"].isna().all()
    assert proposed["score"].between(88, 100, inclusive="left").all()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kings County Sheriff's Office CA", "kings county SO CA"),
        ("Napa County CA District Attorney's Office", "Napa County CA DA"),
        ("Anaheim CA Police", "Anaheim CA PD [Inactive]"),
    ],
)
def test_the_usual_words_are_shortened(one: str, other: str) -> None:
    assert shorten_name(one) == shorten_name(other)


def test_real_lists_match_by_lines_only(samples: Path) -> None:
    path = samples / "shared_networks" / "okaloosa-county-fl-so_transcription.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        names = [row["Organization Name"] for row in csv.DictReader(file)]
    found = match_names(names, SHIPPED).set_index("name")
    federal = found[found["is_federal_mark"]]
    assert sorted(federal["agency_id"]) == ["uspis", "wright-patterson-afb"]
    assert (federal["level"] == "federal").all()
    matched = found[found["matched_by"] != "nothing"]
    assert matched["agency_id"].is_unique, "two names of one list became one agency"
    assert len(found) > 800
