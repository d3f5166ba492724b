"""The four answers about a state: one each, never open, and only as sure as the sources."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.policy.restrictions import (
    Moment,
    RestrictionAnswer,
    Route,
    StatementWord,
    StateStatement,
    answer_state,
    answer_states,
    judge_event,
    list_changes,
    read_statement,
)

DAY = date(2025, 11, 12)
PLAIN = StateStatement(
    id="S1",
    event="one",
    state="QA",
    route=Route.NLETS,
    word=StatementWord.BLOCKS,
    bodies=("ICE",),
    begins=(DAY, DAY),
    ends=None,
    seen=(DAY, DAY),
    precision="exact",
    claims=("N001",),
    note="",
    rank="report of a primary",
    order=1,
    written={"since": "2025-11-12", "until": "", "seen": "2025-11-12"},
)
CODES = ("QA", "QB", "QC")
DAYS = st.dates(date(2018, 1, 1), date(2027, 1, 1))


@st.composite
def statements(draw: st.DrawFn, *, ends: bool = True) -> StateStatement:
    """A made-up statement about a made-up state; sources of one event speak of one state."""
    first, state = draw(DAYS), draw(st.sampled_from(CODES))
    last = first + timedelta(draw(st.integers(0, 40)))
    over = draw(st.none() | st.integers(0, 300)) if ends else None
    end = None if over is None else last + timedelta(over)
    return replace(
        PLAIN,
        id=f"S{draw(st.integers(1, 10**6))}",
        event=f"{state}-{draw(st.integers(1, 2))}",
        state=state,
        route=draw(st.sampled_from(Route)),
        word=draw(st.sampled_from(StatementWord)),
        begins=draw(st.sampled_from([None, (first, last)])),
        ends=end and (end, end),
        seen=(last, last),
        order=draw(st.integers(0, 3)),
    )


many = st.lists(statements(), max_size=5, unique_by=lambda one: one.id)
thrifty = settings(max_examples=25)


@thrifty
@given(many, DAYS, st.sampled_from([Route.NLETS, Route.STATE_PORTAL, Route.PLATE_READERS]))
def test_every_state_has_exactly_one_of_the_four_answers(
    said: list[StateStatement], day: date, route: Route
) -> None:
    found = answer_states(CODES, said, day, route)
    assert tuple(found) == CODES
    for state, one in found.items():
        assert one.answer in RestrictionAnswer
        assert (one.answer is RestrictionAnswer.NOT_KNOWN) == (not one.deciding)
        assert all(source.state == state for event in one.events for source in event.sources)
        assert all(str(source.word) == str(one.answer) for source in one.deciding)


def test_open_is_no_answer() -> None:
    assert {str(answer) for answer in RestrictionAnswer} == {
        "blocks",
        "asked to block",
        "agreed to help",
        "not known",
    }


@thrifty
@given(many, DAYS, st.randoms())
def test_the_order_of_the_rows_does_not_matter(
    said: list[StateStatement], day: date, random: object
) -> None:
    shuffled = list(said)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # a random.Random
    for state in CODES:
        one, other = answer_state(state, said, day), answer_state(state, shuffled, day)
        assert (one.answer, one.marks) == (other.answer, other.marks)
        assert {source.id for source in one.deciding} == {source.id for source in other.deciding}


@thrifty
@given(many, statements(), DAYS)
def test_a_statement_changes_no_other_state(
    said: list[StateStatement], more: StateStatement, day: date
) -> None:
    before, after = (answer_states(CODES, rows, day) for rows in (said, [*said, more]))
    assert all(before[state] == after[state] for state in CODES if state != more.state)


@thrifty
@given(many, DAYS)
def test_without_a_source_nothing_is_known(said: list[StateStatement], day: date) -> None:
    assert answer_state("QZ", said, day).answer is RestrictionAnswer.NOT_KNOWN
    found = answer_states(CODES, said, date(1990, 1, 1))
    assert {one.answer for one in found.values()} == {RestrictionAnswer.NOT_KNOWN}
    assert not any(one.marks for one in found.values())


@given(statements(ends=False), DAYS, st.integers(0, 900))
def test_what_one_source_says_without_an_end_stays(
    one: StateStatement, day: date, later: int
) -> None:
    """One source alone: once its answer is given, no later day takes it back."""
    first, second = (
        answer_state(one.state, [one], moment) for moment in (day, day + timedelta(later))
    )
    assert first.answer in (second.answer, RestrictionAnswer.NOT_KNOWN)
    assert set(first.marks) <= set(second.marks)


@thrifty
@given(many, DAYS)
def test_only_an_order_a_plan_or_an_unverified_source_is_no_block(
    said: list[StateStatement], day: date
) -> None:
    weak = [replace(one, word=StatementWord.SAID) for one in said]
    weak += [replace(one, word=StatementWord.ORDERED) for one in said]
    weak += [replace(one, word=StatementWord.IN_PROCESS, event=one.event + "p") for one in said]
    found = answer_states(CODES, weak, day).values()
    assert {one.answer for one in found} == {RestrictionAnswer.NOT_KNOWN}


@pytest.mark.parametrize(
    ("change", "day", "says"),
    [
        ({}, "2025-11-11", Moment.NOT_BEGUN),
        ({}, "2025-11-12", Moment.BEGUN),
        ({"begins": None}, "2025-11-11", Moment.SILENT),
        ({"begins": None}, "2025-11-12", Moment.BEGUN),
        ({"begins": (date(2025, 1, 1), date(2025, 12, 31))}, "2025-06-01", Moment.SILENT),
        ({"ends": (date(2025, 11, 19), date(2025, 11, 19))}, "2025-11-18", Moment.BEGUN),
        ({"ends": (date(2025, 11, 19), date(2025, 11, 19))}, "2025-11-19", Moment.ENDED),
        ({"ends": (date(2025, 11, 15), date(2025, 11, 19))}, "2025-11-16", Moment.SILENT),
    ],
)
def test_what_a_source_says_on_a_day(change: dict[str, object], day: str, says: Moment) -> None:
    one = replace(PLAIN, **change)  # type: ignore[arg-type]  # fields by name
    assert read_statement(one, date.fromisoformat(day)) is says


LATER = replace(PLAIN, id="S2", begins=(date(2025, 11, 19),) * 2, seen=(date(2025, 11, 19),) * 2)


def test_sources_of_one_rank_that_differ_clash_until_they_agree() -> None:
    found = answer_state("QA", [PLAIN, LATER], DAY)
    assert (found.answer, found.marks) == (RestrictionAnswer.NOT_KNOWN, ("sources clash",))
    assert answer_state("QA", [PLAIN, LATER], date(2025, 11, 19)).answer is RestrictionAnswer.BLOCKS


def test_the_better_source_decides_and_the_other_stays_in_sight() -> None:
    worse = replace(PLAIN, order=2)
    event = judge_event([worse, LATER], DAY)
    assert (event.moment, event.against) == (Moment.NOT_BEGUN, (worse,))
    better = replace(PLAIN, order=0)
    found = answer_state("QA", [better, LATER], DAY)
    assert (found.answer, found.deciding) == (RestrictionAnswer.BLOCKS, (better,))
    assert found.events[0].against == (LATER,)


def test_an_unverified_source_never_outweighs_another() -> None:
    said = replace(PLAIN, word=StatementWord.SAID, order=0)
    assert judge_event([said, replace(LATER, order=3)], DAY).moment is Moment.NOT_BEGUN
    found = answer_state("QA", [said], DAY)
    assert (found.answer, found.marks) == (RestrictionAnswer.NOT_KNOWN, ("said to block",))


def test_to_block_and_to_help_at_once_is_not_known() -> None:
    helps = replace(PLAIN, id="S3", event="two", word=StatementWord.AGREED)
    found = answer_state("QA", [PLAIN, helps], DAY)
    assert found.answer is RestrictionAnswer.NOT_KNOWN
    assert found.marks == ("blocks", "agreed to help", "sources clash")


@pytest.mark.parametrize(
    ("route", "answer"),
    [
        (Route.NLETS, RestrictionAnswer.NOT_KNOWN),
        (Route.STATE_PORTAL, RestrictionAnswer.BLOCKS),
        (Route.ALL, RestrictionAnswer.BLOCKS),
    ],
)
def test_a_route_answers_for_itself_alone(route: Route, answer: RestrictionAnswer) -> None:
    one = replace(PLAIN, route=route)
    assert answer_state("QA", [one], DAY, Route.STATE_PORTAL).answer is answer


def test_days_of_change_are_listed_once() -> None:
    assert list_changes([PLAIN, PLAIN, LATER]) == [DAY, date(2025, 11, 19)]
