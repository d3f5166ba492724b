"""Verdicts on the shipped figures: the numbers decide, so that changing one changes its verdict."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from helpers.evidence import verdicts as module
from helpers.evidence.claims import Claims, load_claims, replace_claim
from helpers.evidence.readings import load_readings
from helpers.evidence.relations import Relation, load_relations
from helpers.evidence.verdicts import Verdict, judge, judge_project
from helpers.paths import HOME, Project

SHIPPED = Project(HOME)


@pytest.fixture(scope="module")
def claims() -> Claims:
    return load_claims(SHIPPED)


@pytest.fixture(scope="module")
def relations() -> list[Relation]:
    return load_relations(SHIPPED)


@pytest.fixture(scope="module")
def judged(claims: Claims, relations: list[Relation]) -> dict[str, Verdict]:
    return judge(claims, relations, {})


MUTATIONS = [
    # claim, value or wording instead, whose verdict, as printed, as changed
    ("N023", "18", "N023", "disputed", "not checkable"),
    ("N024", "17", "N023", "disputed", "not checkable"),
    ("N003", "705116", "N018", "follows", "contradicted"),
    ("N002", "300001", "N017", "not checkable", "contradicted"),
    ("N002", "289999", "N013", "not checkable", "contradicted"),
    ("N006", "37", "N007", "not checkable", "contradicted"),
    ("N001", "200000", "N002", "not checkable", "not checkable"),
    ("W002", "555", "W006", "stretched", "not checkable"),
    ("W002", "400", "W006", "stretched", "contradicted"),
    ("W006", "196", "W006", "stretched", "not checkable"),
    ("W006", "150", "W006", "stretched", "contradicted"),
    ("W003", "1700", "W006", "stretched", "stretched"),
    ("W011", "2025-08-27", "W011", "contradicted", "not checkable"),
    ("W012", "2025-08-27", "W012", "contradicted", "not checkable"),
    ("W010", "2025-08-28", "W012", "contradicted", "not checkable"),
    ("W015", "millions", "W015", "contradicted", "not checkable"),
    ("W019", "10", "W019", "not checkable", "not checkable"),
    ("W025", "2025-11-19", "W025", "contradicted", "not checkable"),
    ("W026", "2025-11-20", "W026", "contradicted", "follows"),
    ("W028", "2025", "W028", "contradicted", "follows"),
    ("F006", "17", "F007", "stretched", "not checkable"),
    ("F009", "17", "F009", "contradicted", "not checkable"),
    ("F010", "17", "F006", "not checkable", "disputed"),
    ("F014", "80000", "F014", "stretched", "not checkable"),
    ("F034", "1350", "F036", "disputed", "not checkable"),
    ("F056", "1907644", "F056", "not checkable", "disputed"),
    ("F058", "99435526", "F057", "disputed", "not checkable"),
    ("F069", "10391", "F069", "stretched", "not checkable"),
    ("F070", "10389", "F069", "stretched", "not checkable"),
    ("F070", "12000", "F069", "stretched", "disputed"),
    ("F066", "537900", "F067", "stretched", "stretched"),
    ("P002", "2019-12-14", "P001", "disputed", "not checkable"),
    ("P013", "2025-07", "P013", "disputed", "stretched"),
    ("C006", "74", "C006", "contradicted", "not checkable"),
    ("X058", "2026-03-31", "P009", "follows", "disputed"),
    ("X017", "5", "X017", "not checkable", "disputed"),
]


@pytest.mark.parametrize(
    ("changed", "value", "subject", "before", "after"),
    MUTATIONS,
    ids=[f"{row[0]}={row[1]}-{row[2]}" for row in MUTATIONS],
)
def test_a_changed_figure_changes_the_verdict_as_its_numbers_say(
    claims: Claims,
    relations: list[Relation],
    judged: dict[str, Verdict],
    changed: str,
    value: str,
    subject: str,
    before: str,
    after: str,
) -> None:
    assert judged[subject].verdict == before
    mutated = judge(replace_claim(claims, changed, value=value), relations, {})
    assert mutated[subject].verdict == after, mutated[subject].reason


def test_what_does_not_depend_on_a_figure_stays_as_it_is(
    claims: Claims, relations: list[Relation], judged: dict[str, Verdict]
) -> None:
    mutated = judge(replace_claim(claims, "F070", value="12000"), relations, {})
    moved = {name for name in judged if judged[name] != mutated[name]}
    assert moved == {"F069", "F070"}


def test_without_relations_nothing_is_checkable(claims: Claims) -> None:
    assert {one.verdict for one in judge(claims, [], {}).values()} == {"not checkable"}


def test_the_order_of_relations_does_not_decide(
    claims: Claims, relations: list[Relation], judged: dict[str, Verdict]
) -> None:
    backward = judge(claims, relations[::-1], {})
    assert {name: one.verdict for name, one in backward.items()} == {
        name: one.verdict for name, one in judged.items()
    }


def test_a_declared_reading_is_named_and_decides_nothing(
    claims: Claims, relations: list[Relation], judged: dict[str, Verdict]
) -> None:
    readings = load_readings(claims, SHIPPED)
    told = judge(claims, relations, {}, readings)
    assert told["W006"].reason.endswith("; counted per day, it fits as printed.")
    assert {name: one.verdict for name, one in told.items()} == {
        name: one.verdict for name, one in judged.items()
    }
    other = replace_claim(claims, "W006", value="150")
    silent = judge(other, relations, {}, load_readings(other, SHIPPED))["W006"]
    assert silent.verdict == "contradicted"
    assert "fits as printed" not in silent.reason


def test_reasons_are_short_even_handed_and_name_what_they_rest_on(
    judged: dict[str, Verdict],
) -> None:
    loaded = re.compile(r"impossib|\blie[sd]?\b|\berror|mistake|wrong|false|fake", re.IGNORECASE)
    for name, one in judged.items():
        assert not loaded.search(one.reason), (name, one.reason)
        assert one.reason.endswith("."), (name, one.reason)
        assert "  " not in one.reason, (name, one.reason)
        assert "None" not in one.reason, (name, one.reason)
        assert one.settled_by
        if not one.moved_from:
            uncited = re.sub(r"\[.*?\]", "", one.reason)
            assert len(re.findall(r"\. [A-Z]", uncited)) <= 1, (name, one.reason)
        for other in one.against + one.support:
            assert f"[{other}, " in one.reason or other in one.reason, (name, one.reason)


def test_each_verdict_but_one_names_its_evidence(judged: dict[str, Verdict]) -> None:
    for one in judged.values():
        assert bool(one.support) == (one.verdict in ("follows", "reproduced"))
        if one.verdict in ("contradicted", "disputed", "stretched"):
            assert one.against


def test_no_claim_is_named_in_the_code() -> None:
    """A verdict typed in for one claim would be an opinion, not a computation."""
    ids = re.compile(r"\b[NWFPCX]0\d\d\b")
    for path in Path(module.__file__).parent.glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        documentation = {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
            and isinstance(node.body[0], ast.Expr)
        }
        typed = [
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in documentation
            and ids.search(node.value)
        ]
        assert typed == [], path.name


def test_the_command_gets_plain_data(judged: dict[str, Verdict]) -> None:
    rows = judge_project(SHIPPED)
    assert [row["id"] for row in rows] == list(judged)
    promised = {
        *("id", "type", "topic", "statement", "printed", "wording", "unit", "scope", "origin"),
        *("rank", "source", "verdict", "badge", "reason", "against"),
    }
    assert all(promised <= set(row) for row in rows)
    assert all(type(row["verdict"]) is str for row in rows)
