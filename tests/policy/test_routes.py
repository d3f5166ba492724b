"""The tables about routes: every id exists, every figure is a claim's, every gap is said."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from helpers.claims.claim import Claims, load_claims, replace_claim
from helpers.errors import Problem
from helpers.policy import route_listing as listing
from helpers.policy.route_status import (
    StatusWord,
    find_reach,
    find_rule,
    judge_opening,
    judge_openings,
)
from helpers.policy.routes import (
    BODIES,
    CLOSURES,
    FACTS,
    QUESTIONS,
    RECORDS,
    ROUTES,
    SIGHTINGS,
    Book,
    load_routes,
)
from helpers.project import HOME, Project
from helpers.site.sentences import say

ASKED = [name for name in QUESTIONS if name not in ("desk", "answered")]


@pytest.fixture(scope="module")
def claims() -> Claims:
    return load_claims(Project(HOME))


@pytest.fixture(scope="module")
def book(claims: Claims) -> Book:
    return load_routes(claims, Project(HOME))


def rows_of(name: str) -> list[dict[str, str]]:
    text = (HOME / "data" / "reference" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text)))


def word(book: Book, route: str, state: str, body: str, day: str) -> StatusWord:
    return judge_opening(route, state, body, date.fromisoformat(day), book.declared).word


def test_no_figure_is_typed_into_an_answer(claims: Claims) -> None:
    for row in rows_of(FACTS):
        for text in (row["answer"], row["note"]):
            say(text or "nothing", claims)
            bare = re.sub(r"\{\w+\}|\b(?:19|20)\d\d\b", "", text)
            assert not re.search(r"\d", bare), row["fact_id"]


def test_a_figure_moves_with_its_claim(claims: Claims) -> None:
    changed = replace_claim(claims, "N002", value="292115")
    answers = [fact.answer for fact in load_routes(changed, Project(HOME)).facts]
    assert any("292,115" in answer for answer in answers)
    assert not any("292,114" in answer for answer in answers)


def test_every_way_has_a_row_for_what_was_answered(book: Book) -> None:
    shown = listing.list_route_responses(book)
    assert set(shown["route"]) == {way.name for way in book.ways.values()}
    silent = replace(book, facts=[one for one in book.facts if one.route != "side_door"])
    left = listing.list_route_responses(silent).set_index("route")
    assert left.loc[book.ways["side_door"].name, "what they said"] == listing.NO_ANSWER
    # V019 is not printed as fact (its notes), V033 speaks of no way.
    assert set(book.responses) - set(shown["response"]) == {"V019", "V033"}
    weak = shown.set_index("response")
    assert weak.loc["V017", "to know"].startswith("Weak source")
    # Of searches by agencies of other states, and not of a federal body that came in itself.
    assert weak.loc["V031", "route"] == book.ways["side_door"].name


def test_the_words_of_the_doors_are_their_authors(book: Book) -> None:
    of = {way.id: way.words_of for way in book.ways.values()}
    assert {of[f"{side}_door"] for side in ("front", "back", "side")} == {
        "UW Center for Human Rights"
    }


def test_what_no_row_says_is_not_known(book: Book) -> None:
    records = listing.list_records(book).set_index("route")
    assert list(records.columns) == list(RECORDS.values())
    assert records.loc["State licensing portal", "Movements"] == listing.NOT_KNOWN
    assert records.loc["Nlets", "Movements"] == "not known (X032)"
    assert not any(one.says == "yes" and "F073" in one.sources for one in book.facts)
    facts = listing.list_facts(book, ["purpose"]).set_index("route")
    assert facts.loc["Flock Safety, federal pilots", QUESTIONS["purpose"]] == listing.NOT_KNOWN
    known, cells = listing.count_known(book, ASKED)
    by_hand = {
        (row["route"], row["question"]) for row in rows_of(FACTS) if row["says"] != "not known"
    }
    assert known == len({cell for cell in by_hand if cell[1] in ASKED})
    assert cells == len(rows_of(ROUTES)) * len(ASKED)


def test_every_statement_has_a_rule_for_every_way_and_body(book: Book) -> None:
    for one in book.declared.statements:
        for route in book.ways:
            for body in BODIES:
                reach = find_reach(body, one.bodies, book.declared.parents)
                assert find_rule(one, route, reach, book.declared.rules)


def test_no_rule_is_idle(book: Book) -> None:
    """A rule that nothing meets is wrong, unless it waits for a row of a way that has none yet."""
    rules, parents = book.declared.rules, book.declared.parents
    used = {
        find_rule(one, route, find_reach(body, one.bodies, parents), rules).id
        for one in book.declared.statements
        for route in book.ways
        for body in BODIES
    }
    idle = {rule.id: rule.route for rule in rules if rule.id not in used}
    assert set(idle.values()) <= {"plate_readers", "state_portal"}


@pytest.mark.parametrize(
    ("route", "state", "body", "day", "expected"),
    [
        ("nlets", "WA", "ICE", "2025-11-10", StatusWord.OPEN),
        ("nlets", "WA", "ICE", "2025-11-15", StatusWord.NOT_KNOWN),  # the letters say blocked
        ("nlets", "WA", "ICE", "2025-11-19", StatusWord.CLOSED),
        ("nlets", "WA", "HSI", "2025-12-01", StatusWord.NOT_KNOWN),
        ("nlets", "WA", "CBP", "2025-12-01", StatusWord.OPEN),
        ("nlets", "WA", "CBP", "2026-06-01", StatusWord.NOT_KNOWN),
        # Some accounts were reopened later in 2018: which, and for how long, no source says.
        *(
            ("state_portal", "WA", body, day, StatusWord.NOT_KNOWN)
            for body in BODIES
            for day in ("2018-06-01", "2018-12-31", "2020-06-01", "2024-10-31")
        ),
        ("state_portal", "WA", "ICE", "2025-07-18", StatusWord.NOT_KNOWN),
        ("state_portal", "WA", "HSI", "2025-05-01", StatusWord.OPEN),
        # Searches with immigration purposes of all kinds show no single day of one body.
        ("side_door", "IL", "ICE", "2024-07-01", StatusWord.NOT_KNOWN),
        ("side_door", "CO", "ICE", "2024-09-01", StatusWord.NOT_KNOWN),
        ("state_portal", "WA", "HSI", "2025-08-27", StatusWord.CLOSED),
        ("state_portal", "WA", "ICE", "2025-12-01", StatusWord.NOT_KNOWN),
        ("state_portal", "WA", "CBP", "2025-12-01", StatusWord.NOT_KNOWN),
        ("front_door", "WA", "CBP", "2025-07-01", StatusWord.OPEN),
        ("front_door", "WA", "CBP", "2025-12-01", StatusWord.NOT_KNOWN),  # X003
        ("back_door", "WA", "CBP", "2025-07-01", StatusWord.NOT_KNOWN),
        ("federal_pilots", "TX", "CBP", "2025-12-01", StatusWord.CLOSED),
        ("federal_pilots", "TX", "ICE", "2025-12-01", StatusWord.NOT_KNOWN),
        ("nlets", "NY", "CBP", "2025-12-01", StatusWord.CLOSED),
        ("front_door", "NY", "CBP", "2025-12-01", StatusWord.NOT_KNOWN),
        ("nlets", "IL", "ICE", "2025-11-11", StatusWord.NOT_KNOWN),
        ("nlets", "IL", "ICE", "2025-11-12", StatusWord.CLOSED),
        ("nlets", "OR", "ICE", "2026-06-01", StatusWord.NOT_KNOWN),
        ("nlets", "AZ", "ICE", "2025-12-01", StatusWord.NOT_KNOWN),
        ("nlets", "FL", "ICE", "2025-12-01", StatusWord.NOT_KNOWN),
        ("nlets", "MT", "ICE", "2026-06-01", StatusWord.NOT_KNOWN),
    ],
)
def test_what_the_shipped_tables_say(
    book: Book, route: str, state: str, body: str, day: str, expected: StatusWord
) -> None:
    assert word(book, route, state, body, day) is expected


def test_a_way_seen_at_some_time_is_shown_so_and_paints_no_day(book: Book) -> None:
    lanes = [("state_portal", body) for body in BODIES]
    shown = listing.list_stretches(book, lanes, "WA", "2018-01-01", "2026-01-31")
    seen = shown[shown["answer"] == listing.GLIMPSED].drop(columns="answer")
    assert [tuple(row) for row in seen.itertuples(index=False)] == [
        ("Washington's portal: ICE", "2018-01-01", "2018-12-31"),
        ("Washington's portal: CBP", "2018-01-01", "2018-12-31"),
        ("Washington's portal: CBP", "2025-07-01", "2025-07-31"),
    ]
    opened = shown[shown["answer"] == "open"].drop(columns="answer")
    assert [tuple(row) for row in opened.itertuples(index=False)] == [
        ("Washington's portal: HSI", "2024-11-01", "2025-08-25")
    ]
    later = listing.list_stretches(book, lanes, "WA", "2018-06-01", "2025-07-15")
    assert listing.GLIMPSED not in set(later["answer"])


def test_what_only_the_checked_article_says_supports_no_answer(book: Book) -> None:
    """W009 is printed by the article that is checked: it may be named, with that said."""
    naming = [one for one in book.facts if "W009" in one.sources]
    assert [one.id for one in naming] == ["Q019"]
    assert "three more by the checked article alone, unverified" in naming[0].answer
    for rows in ("restrictions.csv", CLOSURES, SIGHTINGS):
        assert not any("W009" in row.get("claims", row.get("sources", "")) for row in rows_of(rows))


def test_every_answer_about_every_state_has_its_sources(book: Book, claims: Claims) -> None:
    laws = {row["law_id"] for row in rows_of("law.csv")}
    for day in (date(2019, 1, 1), date(2025, 7, 1), date(2025, 12, 1), date(2026, 6, 1)):
        for state in book.states:
            for one in judge_openings(book.ways, state, BODIES, day, book.declared):
                assert set(one.sources) <= {*claims, *laws, *book.responses}
                assert one.sources or one.word is StatusWord.NOT_KNOWN


def test_nothing_is_open_in_a_state_that_no_source_speaks_of(book: Book) -> None:
    spoken = {row["state"] for name in (SIGHTINGS, "restrictions.csv") for row in rows_of(name)}
    silent = set(book.states) - spoken
    assert "TX" in silent
    for state in silent:
        words = judge_openings(book.ways, state, BODIES, date(2025, 7, 1), book.declared)
        assert {one.word for one in words} == {StatusWord.NOT_KNOWN}


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        (FACTS, "N002 N003 X028", "N002 N003 N999", "no claim, law or answer called N999"),
        (FACTS, "N001 N002 N003 X028", "", "No source"),
        (FACTS, "{N003} by HSI", "{N004} by HSI", "no source of the row"),
        (FACTS, ",address,", ",adress,", "is no question"),
        (FACTS, "Q002,", "Q001,", "already used"),
        (FACTS, "Q004,nlets,address,,,yes", "Q004,nlets,address,,,", "short answer is missing"),
        (ROUTES, "nlets,Nlets,nlets", "nlets,Nlets,nlet", "is no family"),
        (SIGHTINGS, "nlets,WA,CBP", "nlets,WZ,CBP", "is no state"),
        (SIGHTINGS, "2025-08-22,2026-01-08", "2025-08-22,2025-01-08", "run backwards"),
        (SIGHTINGS, "2025-08-22,2026-01-08", "2025-08-22,", "No last day"),
        (SIGHTINGS, "open,2025-08-22", "ajar,2025-08-22", "is no word"),
        (CLOSURES, "closes,X030", "shuts,X030", "is no effect"),
        (CLOSURES, "blocks,nlets,nlets", "blocks,nlets,nltes", "is no route"),
    ],
)
def test_a_bad_row_is_a_sentence(
    claims: Claims, project: Project, name: str, old: str, new: str, said: str
) -> None:
    text = (HOME / "data" / "reference" / name).read_text(encoding="utf-8")
    assert old in text
    target = Path(project.root) / "data" / "reference" / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(Problem, match=said) as caught:
        load_routes(claims, project)
    assert name in str(caught.value)
