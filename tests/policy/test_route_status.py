"""Open, closed or not known: never an answer without a source, never one for a day not shown."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.errors import Problem
from helpers.policy.restrictions import Route, StateStatement
from helpers.policy.restrictions import StatementWord as Said
from helpers.policy.route_status import (
    Declared,
    Rule,
    RuleEffect,
    Sighting,
    StatusWord,
    judge_opening,
    judge_openings,
    list_spans,
)

PARENTS = {"HSI": "ICE", "ICE": "DHS", "CBP": "DHS"}
BODIES = ("ICE", "HSI", "CBP")
WAYS = ("nlets", "state_portal", "front_door")
START = date(2025, 1, 1)


def day(number: int) -> tuple[date, date]:
    return (START + timedelta(number),) * 2


def state(
    name: str,
    word: Said = Said.BLOCKS,
    *,
    where: str = "QA",
    route: Route = Route.NLETS,
    bodies: tuple[str, ...] = ("ICE",),
    begins: int | None = 10,
    ends: int | None = None,
    seen: int = 50,
    order: int = 1,
    event: str = "",
) -> StateStatement:
    return StateStatement(
        id=name,
        event=event or name,
        state=where,
        route=route,
        word=word,
        bodies=bodies,
        begins=None if begins is None else day(begins),
        ends=None if ends is None else day(ends),
        seen=day(seen),
        precision="exact",
        claims=(f"claim of {name}",),
        note="",
        rank="primary",
        order=order,
        written={},
    )


def see(
    name: str,
    word: StatusWord = StatusWord.OPEN,
    *,
    where: str = "QA",
    route: str = "nlets",
    bodies: tuple[str, ...] = ("CBP",),
    begins: int = 5,
    ends: int | None = 20,
    throughout: bool = True,
) -> Sighting:
    period = None if ends is None else day(ends)
    source = (f"claim of {name}",)
    return Sighting(name, route, where, bodies, word, day(begins), period, throughout, source, "n")


def rule(name: str, effect: RuleEffect, answer: Said, **only: str) -> Rule:
    asked = tuple(filter(None, only.get("asked", "").split("|")))
    return Rule(
        name,
        answer,
        only.get("route", ""),
        asked,
        only.get("reach", ""),
        tuple(filter(None, only.get("only", "").split("|"))),
        effect,
        (f"claim of {name}",),
        f"note of {name}",
    )


RULES = [
    rule("c1", RuleEffect.CLOSES, Said.BLOCKS, route="nlets", asked="nlets", reach="same"),
    rule("c2", RuleEffect.NOTHING, Said.BLOCKS),
    rule("c3", RuleEffect.OPENS, Said.LEFT_ON, route="nlets", asked="nlets", reach="same"),
    rule("c4", RuleEffect.NOTHING, Said.LEFT_ON),
    rule("c5", RuleEffect.NOTHING, Said.ASKED),
]


def ask(
    number: int,
    *rows: StateStatement | Sighting,
    route: str = "nlets",
    body: str = "ICE",
    where: str = "QA",
) -> StatusWord:
    declared = Declared(
        [row for row in rows if isinstance(row, StateStatement)],
        RULES,
        [row for row in rows if isinstance(row, Sighting)],
        PARENTS,
    )
    return judge_opening(route, where, body, day(number)[0], declared).word


def test_a_block_closes_its_own_way_for_its_own_body_from_its_day() -> None:
    assert [ask(n, state("s")) for n in (9, 10, 900)] == [
        StatusWord.NOT_KNOWN,
        StatusWord.CLOSED,
        StatusWord.CLOSED,
    ]
    assert ask(20, state("s", ends=15)) is StatusWord.NOT_KNOWN
    assert ask(20, state("s"), where="QB") is StatusWord.NOT_KNOWN


def test_cutting_off_ice_leaves_border_protection_and_says_nothing_of_hsi() -> None:
    assert ask(20, state("s"), body="CBP") is StatusWord.NOT_KNOWN
    assert ask(20, state("s"), body="HSI") is StatusWord.NOT_KNOWN
    assert ask(20, state("s"), see("g"), body="CBP") is StatusWord.OPEN


def test_a_block_on_one_way_says_nothing_of_another() -> None:
    for way in ("state_portal", "front_door"):
        assert ask(20, state("s"), route=way) is StatusWord.NOT_KNOWN


def test_a_letter_closes_nothing_and_opens_nothing() -> None:
    assert ask(20, state("s", Said.ASKED)) is StatusWord.NOT_KNOWN


def test_a_block_without_a_first_day_counts_from_the_day_it_was_seen() -> None:
    row = state("s", begins=None, seen=30)
    assert [ask(n, row) for n in (29, 30)] == [StatusWord.NOT_KNOWN, StatusWord.CLOSED]


def test_open_speaks_of_the_days_seen_and_of_no_later_one() -> None:
    words = [ask(n, see("g"), body="CBP") for n in (4, 5, 20, 21)]
    assert words == [StatusWord.NOT_KNOWN, StatusWord.OPEN, StatusWord.OPEN, StatusWord.NOT_KNOWN]
    loose = see("g", throughout=False)
    assert ask(10, loose, body="CBP") is StatusWord.NOT_KNOWN
    left = state("s", Said.LEFT_ON, bodies=("CBP",), begins=10, seen=12)
    words = [ask(n, left, body="CBP") for n in (9, 12, 13)]
    assert words == [StatusWord.NOT_KNOWN, StatusWord.OPEN, StatusWord.NOT_KNOWN]


def test_a_closure_seen_without_an_end_lasts() -> None:
    shut = see("g", StatusWord.CLOSED, ends=None, where="all")
    assert [ask(n, shut, body="CBP", where="QB") for n in (4, 5, 900)] == [
        StatusWord.NOT_KNOWN,
        StatusWord.CLOSED,
        StatusWord.CLOSED,
    ]


def test_sources_that_differ_give_no_answer() -> None:
    assert ask(15, state("s"), see("g", bodies=("ICE",))) is StatusWord.NOT_KNOWN
    first = state("a", begins=10, event="e")
    second = state("b", begins=12, event="e")
    assert [ask(n, first, second) for n in (9, 11, 12)] == [
        StatusWord.NOT_KNOWN,
        StatusWord.NOT_KNOWN,
        StatusWord.CLOSED,
    ]
    better = state("b", begins=12, event="e", order=0)
    assert ask(11, first, better) is StatusWord.NOT_KNOWN


def test_an_answer_that_no_rule_speaks_of_stops_the_run() -> None:
    with pytest.raises(Problem, match="No rule says what in process"):
        ask(20, state("s", Said.IN_PROCESS))


statements = st.builds(
    state,
    st.sampled_from("abc"),
    st.sampled_from([Said.BLOCKS, Said.ASKED, Said.LEFT_ON]),
    where=st.sampled_from(["QA", "QB"]),
    route=st.sampled_from(list(Route)),
    bodies=st.lists(st.sampled_from([*BODIES, "DHS"]), min_size=1, max_size=2).map(tuple),
    begins=st.none() | st.integers(0, 30),
    ends=st.none() | st.integers(31, 40),
    seen=st.integers(30, 60),
    order=st.integers(0, 2),
    event=st.sampled_from(["", "e"]),
)
sightings = st.builds(
    see,
    st.sampled_from("xyz"),
    st.sampled_from([StatusWord.OPEN, StatusWord.CLOSED]),
    where=st.sampled_from(["QA", "QB", "all"]),
    route=st.sampled_from(WAYS),
    bodies=st.lists(st.sampled_from(BODIES), min_size=1, max_size=2).map(tuple),
    begins=st.integers(0, 20),
    ends=st.none() | st.integers(20, 60),
    throughout=st.booleans(),
)


@given(st.lists(statements, max_size=4), st.lists(sightings, max_size=4), st.integers(0, 70))
def test_never_open_or_closed_without_a_source_for_that_state(
    said: list[StateStatement], seen: list[Sighting], number: int
) -> None:
    declared = Declared(said, RULES, seen, PARENTS)
    today = day(number)[0]
    for one in judge_openings(WAYS, "QA", BODIES, today, declared):
        speak = [s for s in said if s.state == "QA"]
        watch = [
            s
            for s in seen
            if s.route == one.route and s.state in ("QA", "all") and one.body in s.bodies
        ]
        if one.word is StatusWord.OPEN:
            shown = [s for s in watch if s.word is StatusWord.OPEN and s.covers(today)]
            left = [s for s in speak if s.word is Said.LEFT_ON and one.body in s.bodies]
            left = [s for s in left if today <= s.seen[0]]
            assert shown or (left and one.route == "nlets")
        if one.word is StatusWord.CLOSED:
            shown = [s for s in watch if s.word is StatusWord.CLOSED and s.covers(today)]
            block = [s for s in speak if s.word is Said.BLOCKS and one.body in s.bodies]
            assert shown or (block and one.route == "nlets")
        if one.word is not StatusWord.NOT_KNOWN:
            known = {name for s in (*speak, *RULES) for name in (*getattr(s, "claims", ()),)}
            known |= {name for s in (*watch, *RULES) for name in s.sources}
            assert one.sources
            assert set(one.sources) <= known
        assert one.why


@given(st.lists(sightings, max_size=4), st.integers(0, 70))
def test_a_state_that_nothing_speaks_of_is_not_known(seen: list[Sighting], number: int) -> None:
    elsewhere = [one for one in seen if one.state != "all"]
    found = judge_openings(
        WAYS, "QC", BODIES, day(number)[0], Declared([state("s")], RULES, elsewhere, PARENTS)
    )
    assert {(one.word, one.sources) for one in found} == {(StatusWord.NOT_KNOWN, ())}


@given(st.lists(statements, max_size=3), st.lists(sightings, max_size=3), st.sampled_from(BODIES))
def test_stretches_are_the_days_one_after_the_other(
    said: list[StateStatement], seen: list[Sighting], body: str
) -> None:
    declared = Declared(said, RULES, seen, PARENTS)
    days = [START + timedelta(number) for number in range(66)]
    spans = list_spans("nlets", "QA", body, days[0], days[-1], declared)
    by_span = {
        start + timedelta(number): word
        for word, start, end in spans
        for number in range((end - start).days + 1)
    }
    assert by_span == {day: judge_opening("nlets", "QA", body, day, declared).word for day in days}
    assert all(a[0] is not b[0] for a, b in pairwise(spans))
