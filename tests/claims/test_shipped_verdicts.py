"""Both verdicts on the shipped claims: one cell changed, and the verdict moves as its rule says."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from helpers.claims import verdicts as module
from helpers.claims.advice import HARM, Advice
from helpers.claims.claim import (
    LONGEST_QUOTE,
    ORIGIN_NAMES,
    Claims,
    ClaimType,
    load_claims,
    replace_claim,
)
from helpers.claims.finding import Finding, Scope
from helpers.claims.names import Names, load_names
from helpers.claims.quotation import Quote
from helpers.claims.readings import load_readings
from helpers.claims.relations import Relation, load_relations
from helpers.claims.scopes import Scopes, load_scopes
from helpers.claims.standing import Standing
from helpers.claims.verdicts import Verdict, judge, judge_project
from helpers.policy.law import load_responses
from helpers.project import HOME, Project
from helpers.status import DataStatus

SHIPPED = Project(HOME)
NUMBER, AGENCY, PERIOD = Quote.NUMBER, Quote.AGENCY, Quote.PERIOD
PLACE, UNIT, SOURCE, LOST = Quote.PLACE, Quote.UNIT, Quote.SOURCE, Quote.QUALIFIER
NOT_SEEN, ROUNDED, FAITHFUL, ORIGINAL = (
    *(Quote.NOT_SEEN, Quote.ROUNDED),
    *(Quote.FAITHFUL, Quote.ORIGINAL),
)
ONE, CONFIRMED, UNTESTED = Standing.ONE_SOURCE, Standing.CONFIRMED, Standing.NOT_TESTED
AGAINST, SPLIT, INNER = Standing.CONTRADICTED, Standing.DISAGREE, Standing.INCONSISTENT
PERSON = Standing.PERSON


@pytest.fixture(scope="module")
def claims() -> Claims:
    return load_claims(SHIPPED)


@pytest.fixture(scope="module")
def relations() -> list[Relation]:
    return load_relations(SHIPPED)


@pytest.fixture(scope="module")
def scopes() -> Scopes:
    return load_scopes(SHIPPED)


@pytest.fixture(scope="module")
def names() -> Names:
    return load_names(SHIPPED)


@pytest.fixture(scope="module")
def judged(
    claims: Claims, relations: list[Relation], scopes: Scopes, names: Names
) -> dict[str, Verdict]:
    return judge(claims, relations, {}, scopes=scopes, names=names)


MUTATIONS = [
    # claim, column, what it reads instead, whose verdicts, both as shipped, both as changed
    ("N002", "value", "300001", "N017", ROUNDED, ONE, NUMBER, AGAINST),
    ("N002", "value", "289999", "N013", ROUNDED, ONE, NUMBER, AGAINST),
    ("N003", "value", "705116", "N015", ROUNDED, ONE, NUMBER, AGAINST),
    ("N003", "value", "705116", "N018", ROUNDED, ONE, NUMBER, AGAINST),
    ("N013", "qualifier", "nearly", "N013", ROUNDED, ONE, NUMBER, AGAINST),
    ("N019", "value", "292141", "N019", FAITHFUL, ONE, NUMBER, AGAINST),
    ("W013", "value", "26717760", "W015", NUMBER, AGAINST, AGENCY, UNTESTED),
    ("W018", "value", "2025", "W018", NUMBER, AGAINST, PERIOD, ONE),
    ("F014", "value", "80000", "F014", NUMBER, AGAINST, NOT_SEEN, CONFIRMED),
    ("N043", "qualifier", "more than", "N043", NUMBER, AGAINST, ROUNDED, ONE),
    ("A051", "value", "2025-10-15", "A051", NUMBER, AGAINST, PERIOD, ONE),
    ("A076", "value", "1", "A076", NUMBER, AGAINST, AGENCY, UNTESTED),
    ("C006", "value", "60", "C006", LOST, ONE, NUMBER, AGAINST),
    ("N014", "qualifier", "more than", "N014", LOST, ONE, PERIOD, ONE),
    ("N001", "qualifier", "exact", "A011", FAITHFUL, ONE, NUMBER, AGAINST),
    ("A011", "qualifier", "bare round number", "A011", FAITHFUL, ONE, LOST, ONE),
    ("N009", "lost", "", "N009", LOST, UNTESTED, FAITHFUL, CONFIRMED),
    ("N006", "definition", "", "N009", LOST, UNTESTED, LOST, CONFIRMED),
    ("N012", "lost", "", "N012", LOST, CONFIRMED, FAITHFUL, CONFIRMED),
    ("N021", "agency_or_state", "HSI", "N021", AGENCY, UNTESTED, ROUNDED, ONE),
    ("W006", "agency_or_state", "all federal accounts", "W006", AGENCY, UNTESTED, FAITHFUL, SPLIT),
    ("W008", "agency_or_state", "ICE (HSI) account", "W008", AGENCY, UNTESTED, FAITHFUL, ONE),
    ("N019", "agency_or_state", "HSI", "N019", FAITHFUL, ONE, AGENCY, UNTESTED),
    ("N020", "agency_or_state", "ICE", "N020", PERIOD, UNTESTED, PERIOD, ONE),
    ("N014", "end_inferred", "no", "N014", LOST, ONE, PERIOD, ONE),
    ("N011", "unit", "governors", "N011", UNIT, AGAINST, FAITHFUL, AGAINST),
    ("F025", "definition", "", "F025", UNIT, UNTESTED, NOT_SEEN, ONE),
    ("N016", "credits", "", "N016", SOURCE, AGAINST, PERIOD, SPLIT),
    ("A056", "agency_or_state", "federal agents", "A056", PLACE, PERSON, FAITHFUL, PERSON),
    ("W013", "read_through", "", "W013", NOT_SEEN, ONE, ORIGINAL, ONE),
    ("W013", "read_through", "", "W014", NOT_SEEN, ONE, FAITHFUL, ONE),
    ("W010", "read", "not read", "W010", ORIGINAL, CONFIRMED, NOT_SEEN, CONFIRMED),
    ("N028", "read", "excerpt", "N028", NOT_SEEN, ONE, ORIGINAL, ONE),
    ("N024", "value", "17", "N023", ORIGINAL, INNER, ORIGINAL, ONE),
    ("N024", "source_org", "Nlets news", "N023", ORIGINAL, INNER, ORIGINAL, SPLIT),
    ("F070", "value", "10389", "F069", ORIGINAL, INNER, ORIGINAL, ONE),
    ("N010", "members", "AZ; CO; CT", "N005", ORIGINAL, CONFIRMED, ORIGINAL, ONE),
    ("N006", "value", "37", "N007", FAITHFUL, CONFIRMED, NUMBER, AGAINST),
    ("N006", "authority", "", "N007", FAITHFUL, CONFIRMED, FAITHFUL, ONE),
    ("X088", "value", "2025-08-29", "W010", ORIGINAL, CONFIRMED, ORIGINAL, SPLIT),
    ("W024", "authority", "", "W026", NOT_SEEN, AGAINST, NOT_SEEN, SPLIT),
    ("W024", "status", "ordered", "W026", NOT_SEEN, AGAINST, NOT_SEEN, ONE),
    ("W026", "value", "2025-11-20", "W026", NOT_SEEN, AGAINST, NOT_SEEN, CONFIRMED),
    ("W028", "value", "2025", "W028", NOT_SEEN, AGAINST, NOT_SEEN, CONFIRMED),
    ("W011", "value", "2025-08-27", "W011", AGENCY, SPLIT, AGENCY, UNTESTED),
    ("W009", "tense", "was", "W009", NOT_SEEN, AGAINST, NOT_SEEN, UNTESTED),
    ("W009", "published", "2025-07", "W009", NOT_SEEN, AGAINST, NOT_SEEN, UNTESTED),
    ("W017", "period_start", "2025-08", "W017", PERIOD, AGAINST, NOT_SEEN, ONE),
    ("F046", "origin", "uwchr-flock-report", "F013", NOT_SEEN, CONFIRMED, NOT_SEEN, ONE),
    ("F046", "value", "90000", "F013", NOT_SEEN, CONFIRMED, NOT_SEEN, ONE),
    ("F007", "value", "18", "F005", NOT_SEEN, SPLIT, NOT_SEEN, CONFIRMED),
    ("N027", "members", "IL; MA; MN; NY; WA", "N025", NOT_SEEN, SPLIT, NOT_SEEN, ONE),
    ("F034", "qualifier", "nearly", "F036", NOT_SEEN, SPLIT, NOT_SEEN, ONE),
    ("P002", "value", "2019-12-14", "P001", ORIGINAL, SPLIT, ORIGINAL, ONE),
    ("X049", "authority", "", "X049", NOT_SEEN, ONE, NOT_SEEN, SPLIT),
    ("X055", "counted_by", "a count", "X055", ORIGINAL, UNTESTED, ORIGINAL, ONE),
    ("C025", "value", "958", "C021", NOT_SEEN, INNER, NOT_SEEN, ONE),
    ("C021", "value", "950", "C030", NOT_SEEN, ONE, NOT_SEEN, INNER),
    ("F058", "value", "99435526", "F057", ORIGINAL, INNER, ORIGINAL, ONE),
    ("A030", "value", "2025-11-13", "A030", FAITHFUL, ONE, NUMBER, AGAINST),
    ("W015", "value", "millions", "W015", NUMBER, AGAINST, AGENCY, UNTESTED),
    ("N005", "value", "21", "N011", UNIT, AGAINST, NUMBER, AGAINST),
    ("X063", "value", "2", "A076", NUMBER, AGAINST, AGENCY, UNTESTED),
]


@pytest.mark.parametrize(
    ("changed", "column", "value", "subject", "quoted", "stood", "quoted_then", "stands_then"),
    MUTATIONS,
    ids=[f"{row[0]}.{row[1]}={row[2]}-{row[3]}" for row in MUTATIONS],
)
def test_one_changed_cell_moves_the_verdict(
    claims: Claims,
    relations: list[Relation],
    scopes: Scopes,
    judged: dict[str, Verdict],
    changed: str,
    column: str,
    value: str,
    subject: str,
    quoted: Quote,
    stood: Standing,
    quoted_then: Quote,
    stands_then: Standing,
) -> None:
    before = judged[subject]
    assert (before.label, before.standing) == (quoted, stood), before.reason
    mutated = replace_claim(claims, changed, **{column: value})
    after = judge(mutated, relations, {}, scopes=scopes)[subject]
    assert (after.label, after.standing) == (quoted_then, stands_then), after.reason
    assert (before.label, before.standing) != (after.label, after.standing)


def test_there_are_enough_of_them_for_every_label() -> None:
    assert len(MUTATIONS) >= 40
    named = {label for row in MUTATIONS for label in row[4:]}
    assert set(Quote) <= named
    assert set(Standing) - {Standing.RECOMPUTED} <= named


def test_what_does_not_depend_on_a_figure_stays_as_it_is(
    claims: Claims, relations: list[Relation], scopes: Scopes, judged: dict[str, Verdict]
) -> None:
    mutated = judge(replace_claim(claims, "F070", value="12000"), relations, {}, scopes=scopes)
    moved = {
        name
        for name in judged
        if (judged[name].label, judged[name].standing)
        != (mutated[name].label, mutated[name].standing)
    }
    assert moved <= {"F069", "F070"}


def test_without_relations_nothing_is_confirmed_or_disputed(claims: Claims, scopes: Scopes) -> None:
    """Whether a claim matches its source needs no relation; whether it holds up does."""
    alone = judge(claims, [], {}, scopes=scopes)
    found = {one.standing for one in alone.values() if not one.quotation.is_faulty}
    assert found == {ONE, UNTESTED, PERSON}


def test_the_order_of_relations_does_not_decide(
    claims: Claims, relations: list[Relation], scopes: Scopes, judged: dict[str, Verdict]
) -> None:
    backward = judge(claims, relations[::-1], {}, scopes=scopes)
    assert {name: (one.label, one.standing) for name, one in backward.items()} == {
        name: (one.label, one.standing) for name, one in judged.items()
    }


def test_no_claim_is_not_checkable_and_every_one_has_advice(judged: dict[str, Verdict]) -> None:
    for one in judged.values():
        assert one.standing in Standing
        assert one.advice in Advice
        assert "checkable" not in one.reason


def test_a_wrong_scope_is_never_printable(judged: dict[str, Verdict]) -> None:
    """A fault of quotation outranks any standing."""
    for name, one in judged.items():
        if one.quotation.is_faulty:
            assert one.advice in (Advice.CORRECT, Advice.DONT), name


def test_correct_first_comes_with_the_corrected_sentence(
    claims: Claims, judged: dict[str, Verdict]
) -> None:
    for name, one in judged.items():
        if one.advice is Advice.CORRECT and claims[name].type is not ClaimType.STATEMENT:
            assert one.print_this.endswith("."), name
            assert "{" not in one.print_this, name


def test_a_doubted_claim_the_article_and_made_up_rows_support_nothing(
    claims: Claims, judged: dict[str, Verdict]
) -> None:
    for one in judged.values():
        for name in (*one.support, *one.against):
            if name in claims:
                assert not claims[name].is_checked, name
                assert not judged[name].quotation.is_faulty, name


def test_a_repetition_stands_as_its_source(claims: Claims, judged: dict[str, Verdict]) -> None:
    for name, claim in claims.items():
        same = (Quote.FAITHFUL, Quote.ROUNDED, Quote.NOT_SEEN)
        if claim.repeats and judged[name].label in same and not judged[name].also:
            source = claims[claim.repeats]
            if source.is_date == claim.is_date and claim.type is not ClaimType.STATEMENT:
                assert judged[name].standing is judged[source.id].standing, name


def test_reasons_are_two_sentences_at_most_and_say_what_to_do(
    judged: dict[str, Verdict],
) -> None:
    begins = ("You may ", "Do not print ", "Do not call ", "Do not credit ", "Ask ", "Hold it")
    loaded = re.compile(r"impossib|\blie[sd]?\b|\bfalse|fake|\bNone\b", re.IGNORECASE)
    for name, one in judged.items():
        assert one.reason.startswith(begins), (name, one.reason)
        assert one.reason.endswith((".", ".\u201d")), (name, one.reason)
        assert "  " not in one.reason, (name, one.reason)
        assert not loaded.search(one.reason), (name, one.reason)
        ends = re.findall(
            r"(?<!Sept)(?<!Nov)(?<!Aug)(?<!Jan)(?<!Oct)(?<!Dec)(?<!Feb)\. [A-Z]", one.reason
        )
        names = re.findall(r"\b(?:Sen|Rep|St|Gov|U\.S)\. [A-Z]", one.reason)
        assert len(ends) - len(names) <= 1, (name, one.reason)


def test_a_figure_that_fits_only_under_a_reading_says_which(
    claims: Claims, relations: list[Relation], scopes: Scopes
) -> None:
    told = judge(claims, relations, {}, load_readings(claims, SHIPPED), scopes=scopes)
    assert "counted per day" in told["W006"].readings
    assert told["C021"].readings == ("the header row counted",)
    assert told["F057"].readings == ("an older version of the data",)
    cut = replace_claim(claims, "C030", value="610")
    assert judge(cut, relations, {}, scopes=scopes)["C030"].standing is ONE
    assert told["C030"].standing is ONE
    wrong = replace_claim(claims, "C030", value="608")
    assert judge(wrong, relations, {}, scopes=scopes)["C030"].standing is INNER


def test_findings_count_where_they_are_declared(
    claims: Claims, relations: list[Relation], scopes: Scopes
) -> None:
    total = Finding(
        id="series.conway_total",
        value=10391,
        unit="searches",
        scope=Scope(),
        data_status=DataStatus.RELEASED,
        releases=["conway-log"],
    )
    told = judge(claims, relations, {total.id: total}, scopes=scopes)
    assert told["F070"].standing is Standing.RECOMPUTED
    assert told["F070"].support == ("finding:series.conway_total",)
    assert told["F069"].standing is SPLIT


def test_moved_claims_are_those_of_a_wrong_scope(judged: dict[str, Verdict]) -> None:
    for one in judged.values():
        scoped = one.label.is_scope or any(label.is_scope for label in one.also)
        assert one.moved == bool(scoped and one.quotation.source)
    rows = judge_project(SHIPPED)
    assert {row["id"] for row in rows if row["moved"]} == {
        name for name, one in judged.items() if one.moved
    }


def test_the_most_harmful_come_first(claims: Claims, judged: dict[str, Verdict]) -> None:
    ranked = sorted(judged, key=lambda name: judged[name].rank)
    worst = {name for name in claims if claims[name].harm == 3}
    assert set(ranked[: len(worst)]) == worst
    labels = [HARM.index(judged[name].label) for name in ranked[: len(worst)]]
    assert min(labels) == labels[0] == HARM.index(Quote.AGENCY)


def test_origins_and_publishers_have_names(claims: Claims, names: Names) -> None:
    assert {claim.origin for claim in claims.values()} == set(ORIGIN_NAMES)
    outlets = {claim.outlet for claim in claims.values()}
    counters = {claim.counted_by.partition(", ")[0] for claim in claims.values()}
    through = {claim.read_through for claim in claims.values()}
    assert set(names) <= outlets | counters | through


def test_the_columns_that_decide_are_filled_as_they_should(claims: Claims) -> None:
    responses = {row["response_id"] for row in load_responses(SHIPPED).rows}
    for name, claim in claims.items():
        assert len(claim.quote.split()) <= LONGEST_QUOTE, name
        assert set(claim.disputed_by) <= responses, name
        assert claim.columns["read"], name
        assert claim.sentence.count("{}") <= 1, name
        if claim.lost:
            assert claim.repeats, name
        if claim.quote and claim.value is not None and claim.type is ClaimType.QUANTITY:
            digits = claim.printed if claim.value < 1000 else f"{int(claim.value):,}"
            short = re.compile(
                r"\d+(?:\.\d+)?M|million|twice|decades|ten |three$|thousands|agreements$"
            )
            assert digits in claim.quote or short.search(claim.quote) or claim.members, name


def test_no_claim_is_named_in_the_code() -> None:
    """A verdict typed in for one claim would be an opinion, not a computation."""
    ids = re.compile(r"\b[NWFPCXA]0\d\d[a-z]?\b")
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


def test_the_command_gets_plain_data_with_old_fields_and_new(judged: dict[str, Verdict]) -> None:
    rows = judge_project(SHIPPED)
    assert [row["id"] for row in rows] == list(judged)
    old = {
        *("id", "type", "topic", "statement", "printed", "text", "wording", "unit", "scope"),
        *("members", "origin", "rank", "source", "title", "address", "source_date"),
        *("data_status", "verdict", "badge", "moved", "reason", "against", "support"),
        *("moved_from", "beside", "settled_by"),
    }
    new = {"quotation", "standing", "advice", "quote", "print_this"}
    for row in rows:
        assert old | new <= set(row)
        assert row["verdict"] == row["standing"]
        assert all(type(row[name]) is str for name in (*new, "verdict"))


def test_what_should_be_corrected_comes_with_the_sentence_to_print(
    judged: dict[str, Verdict],
) -> None:
    asked = [name for name, one in judged.items() if one.advice is Advice.CORRECT]
    assert len(asked) > 20
    assert not [name for name in asked if not judged[name].print_this]
