"""The answers laid out: nothing lost between the sources and what a page shows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from helpers.policy import responses
from helpers.policy.law import State, load_responses, load_statements, load_states
from helpers.policy.restrictions import Route, StateAnswer, StateStatement, answer_states
from shipped import SHIPPED
from shipped import claims as shipped_claims

DAY = date(2026, 1, 12)
Found = tuple[dict[str, State], list[StateStatement], dict[str, StateAnswer]]


@pytest.fixture(scope="module")
def found() -> Found:
    states, statements = load_states(SHIPPED), load_statements(shipped_claims(), SHIPPED)
    return states, statements, answer_states(states, statements, DAY)


def test_every_state_has_a_row_of_the_map(found: Found) -> None:
    states, _, answered = found
    mapped = responses.list_answers(states, answered)
    assert list(mapped["code"]) == list(states)
    assert set(mapped["answer"]) <= set(responses.ANSWER_WORDS)
    known = mapped["answer"] != "not known"
    assert ((mapped["rests on"] != "") == known).all()


def test_the_remarks_name_states_and_bodies(found: Found) -> None:
    remarks = {words: codes for _, words, codes in responses.list_remarks(found[2])}
    assert remarks == {
        "one report of a block": ("AR", "ID", "MT"),
        "said to be working on a block": ("OR",),
        "CBP still connected": ("WA",),
    }


def test_what_is_known_is_grouped_and_nothing_is_lost(found: Found) -> None:
    states, _, answered = found
    table = responses.list_decided(answered, states, shipped_claims())
    named = [name for row in table["states"] for name in row.split(", ")]
    assert len(named) == len(set(named)) == 5 + 19 + 4 + 3 + 1
    by_states = table.set_index("states")
    assert by_states.loc["Washington", "since"] == "Nov. 19, 2025"
    assert by_states.loc["New York", "since"] == "Dec. 14, 2019 or Dec. 16, 2019"
    three = by_states.loc["Illinois, Massachusetts, Minnesota"]
    assert three["since"] == "not said; so by Nov. 12, 2025"
    assert three["said first by"] == "the letters to the governors", "one letter is one origin"
    assert by_states.loc["Arkansas, Idaho, Montana", "more"] == "said to block"


def test_clashing_sources_stand_side_by_side(found: Found) -> None:
    states, statements, _ = found
    then = date(2025, 11, 12)
    table = responses.list_sources(statements, states, shipped_claims(), then, only=["WA"])
    assert len(table) == sum(one.state == "WA" for one in statements)
    said = dict(zip(table["said by"], table["on the day"], strict=True))
    letters = next(text for name, text in said.items() if "N025" in name)
    state = next(text for name, text in said.items() if "W024" in name and "W027" in name)
    assert (letters, state) == ("begun, against others", "not begun, against others")


def test_the_counts_add_up_on_every_day_of_change(found: Found) -> None:
    states, statements, _ = found
    table = responses.count_changes(states, statements, Route.NLETS, DAY)
    assert (table[list(responses.ANSWER_WORDS)].sum(axis=1) == len(states)).all()
    assert list(table["blocks"]) == [1, 4, 5, 5]
    assert table["from"].iloc[0] == "Dec. 16, 2019", "the first day of which anything is known"
    assert table["from"].iloc[-1] == "Nov. 28, 2025"


def test_printed_lists_are_shown_and_not_averaged() -> None:
    table = responses.list_listed(shipped_claims(), ["N025", "N026"])
    assert list(table["state"]) == ["IL", "MA", "MN", "NY", "WA"]
    assert [int(count) for count in table.iloc[:, 1:].sum()] == [5, 4]


def test_the_nineteen_recipients_by_name(found: Found) -> None:
    members = shipped_claims()["N010"].members
    table = responses.list_recipients(members, found[0], load_responses(SHIPPED))
    assert len(table) == 19
    assert dict(table["kind"].value_counts()) == {"state": 17, "territory": 2}
    said = table["answer"].str.rstrip(".").value_counts()
    assert dict(said) == {
        "Not looked for by name": 11,
        "No answer found": 7,
        "No answer found on Nlets": 1,
    }
    without = replace(load_responses(SHIPPED), rows=())
    bare = responses.list_recipients(members, found[0], without)
    assert set(bare["answer"]) == {"Not looked for by name."}
    assert isinstance(table, pd.DataFrame)
    assert "The governor of Kentucky" in set(table["recipient"])
