"""Verdicts on the shipped figures: the numbers decide, so that changing one changes its verdict."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from helpers.claims import verdicts as module
from helpers.claims.claim import ORIGIN_NAMES, Claims, ClaimType, Rank, load_claims, replace_claim
from helpers.claims.finding import Finding, Scope
from helpers.claims.readings import load_readings
from helpers.claims.relations import Relation, load_relations
from helpers.claims.verdicts import MOVED, Verdict, judge, judge_project
from helpers.project import HOME, Project
from helpers.status import DataStatus

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
    ("W018", "2025", "W018", "disputed", "not checkable"),
    ("W019", "10", "W019", "not checkable", "not checkable"),
    ("W025", "2025-11-19", "W025", "contradicted", "not checkable"),
    ("W026", "2025-11-20", "W026", "disputed", "follows"),
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
    # The source prints a bare 75: "to the nearest 5" was ours.
    ("C006", "74", "C006", "contradicted", "not checkable"),
    ("C003", "75", "C006", "contradicted", "not checkable"),
    ("N005", "21", "N011", "contradicted", "not checkable"),
    ("F003", "9", "F005", "follows", "stretched"),
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
        ours = re.sub("“.*?”", "", one.reason)  # what others said stands in quotation marks
        assert not loaded.search(ours), (name, one.reason)
        assert one.reason.endswith("."), (name, one.reason)
        assert "  " not in one.reason, (name, one.reason)
        assert "None" not in one.reason, (name, one.reason)
        if not one.moved_from:
            uncited = re.sub(r"\[.*?\]", "", one.reason)
            assert len(re.findall(r"\. [A-Z]", uncited)) <= 1, (name, one.reason)
        for other in one.against + one.support:
            assert f"[{other}, " in one.reason or other in one.reason, (name, one.reason)


def test_a_declared_explanation_stands_before_what_does_not_fit(
    relations: list[Relation], judged: dict[str, Verdict]
) -> None:
    explains = {
        ("P001", "14 December was a Saturday"),
        ("P002", "14 December was a Saturday"),
        ("F057", "published two days apart"),
        ("F007", "17 fits if one agency is in both"),
        ("F008", "17 fits if one agency is in both"),
        ("W011", "gives only the weekday"),
        ("W028", "closed in 2018, reopened in 2018"),
        ("F027", "Units differ, cameras as marketed and devices touched by one search"),
        ("W026", "from 7 November (W023) and dates it to 19 November (W024)"),
    }
    for name, words in explains:
        before, _, after = judged[name].reason.partition(words)
        assert after, (name, judged[name].reason)
        assert not re.search("excludes|outside what|also names", before), name
    for name, one in judged.items():
        if one.against:
            declared = [r.reason.rstrip(".").lower() for r in relations if name in r.members]
            assert any(reason in one.reason.lower() for reason in declared), (name, one.reason)


def test_the_lists_of_states_that_block_say_what_washington_had_done(
    judged: dict[str, Verdict],
) -> None:
    """The headline's four are the press release's, and fit until the state cut ICE off (W024)."""
    assert (judged["N026"].verdict, judged["N026"].against) == ("not checkable", [])
    assert judged["N026"].beside == ["N025", "W024"]
    assert "four fits that day" in judged["N026"].reason
    assert "the press release counts Washington" in judged["N027"].reason
    assert "names 1 more: WA" in judged["N027"].reason


def test_one_document_has_one_rank(claims: Claims) -> None:
    """The same page quotes the letters' own words for the list and for Washington."""
    assert claims["N025"].address == claims["W026"].address
    assert claims["N025"].rank is claims["W026"].rank is Rank.REPORT


def test_a_bound_does_not_confirm_a_day(judged: dict[str, Verdict]) -> None:
    assert judged["X058"].verdict == "not checkable"
    assert judged["X058"].reason.startswith("On or before 30 March 2026 [P009, KOMO]")
    assert "neither confirms nor excludes it" in judged["X058"].reason


def test_what_a_printer_added_up_is_called_a_sum_and_supports_nobody(
    judged: dict[str, Verdict],
) -> None:
    assert "“nearly 900,000 queries” is their sum, 897,230" in judged["N018"].reason
    assert "“at least 18 agencies” is their sum, 18" in judged["F005"].reason
    for name in ("N018", "F005"):
        assert "of another origin" not in judged[name].reason
    for name in ("N002", "N003", "F001", "F003", "F006"):
        assert judged[name].support == []


def test_two_accounts_of_equal_rank_are_both_disputed_and_neither_called_wrong(
    judged: dict[str, Verdict],
) -> None:
    for one, other in (("F038", "F039"), ("F039", "F038")):
        assert (judged[one].verdict, judged[one].against) == ("disputed", [other])
        assert judged[one].reason.startswith("Two versions of one fact brief name different")
        assert "television" not in judged[one].reason
        assert "isattributed" not in judged[one].reason


def test_the_188_names_whose_words_allow_it_and_the_reading_that_fits(
    claims: Claims, relations: list[Relation]
) -> None:
    told = judge(claims, relations, {}, load_readings(claims, SHIPPED))
    assert "though the words “approximately 540 searches” [W002] allow it" in told["W006"].reason
    for name in ("W002", "W006"):
        assert "; counted per day, it fits as printed" in told[name].reason
    assert "fits as printed" not in told["W003"].reason + told["W001"].reason


def test_nineteen_states_are_seventeen_and_two_territories(
    claims: Claims, relations: list[Relation], judged: dict[str, Verdict]
) -> None:
    territories = [
        name for name in claims["N010"].members if name in ("VI", "GU", "PR", "AS", "MP")
    ]
    [tie] = [one for one in relations if one.subject == "N011" and one.kind.is_computed]
    assert tie.parameter == -len(territories)
    assert judged["N011"].verdict == "contradicted"
    assert judged["N011"].moved
    assert "less 2 leaves 17, which “19 states” excludes" in judged["N011"].reason


def test_the_record_that_would_settle_it_is_right_or_not_named(
    claims: Claims, judged: dict[str, Verdict]
) -> None:
    assert "search log" in judged["X019"].settled_by
    for name in ("X044", "W029", "X060", "F045", "X014", "P012", "P013", "X006", "N033", "F004"):
        assert judged[name].settled_by == "", name
        assert "what would settle it" not in judged[name].reason
    vague = ("the audit or the document", "the act, order or filing", "own records of it")
    for name, one in judged.items():
        assert not any(words in one.settled_by for words in vague), name
        assert not (claims[name].type is ClaimType.STATEMENT and one.settled_by), name


def test_findings_are_named_as_computed_here(claims: Claims, relations: list[Relation]) -> None:
    total = Finding(
        id="series.conway_total",
        value=10391,
        unit="searches",
        scope=Scope(),
        data_status=DataStatus.TRANSCRIBED,
        releases=["monthly-series"],
    )
    told = judge(claims, relations, {total.id: total})
    assert "series.conway_total (computed here)" in told["F069"].reason
    assert not [name for name, one in told.items() if "finding:" in one.reason]


def test_moved_is_a_second_badge(judged: dict[str, Verdict]) -> None:
    for one in judged.values():
        assert one.moved == (one.moved_from is not None) == (MOVED in one.badges)
    rows = judge_project(SHIPPED)
    assert {row["id"] for row in rows if row["moved"]} == {
        name for name, one in judged.items() if one.moved
    }


def test_origins_have_names_for_print(claims: Claims, judged: dict[str, Verdict]) -> None:
    assert {claim.origin for claim in claims.values()} == set(ORIGIN_NAMES)
    assert "(records obtained by KING 5)" in judged["W006"].reason


def test_each_verdict_but_one_names_its_evidence(judged: dict[str, Verdict]) -> None:
    for one in judged.values():
        assert bool(one.support) == (one.verdict in ("follows", "reproduced"))
        if one.verdict in ("contradicted", "disputed", "stretched"):
            assert one.against


def test_no_claim_is_named_in_the_code() -> None:
    """A verdict typed in for one claim would be an opinion, not a computation."""
    ids = re.compile(r"\b[NWFPCX]0\d\d\b")
    rooms = Path(module.__file__).parents[1]
    for path in (*rooms.glob("claims/*.py"), *rooms.glob("policy/*.py")):
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
