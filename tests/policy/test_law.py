"""Laws, answers and events as tables: what was read, what was not, and what they rest on."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from helpers.claims.dates import read_moment
from helpers.errors import Problem
from helpers.policy import law
from helpers.project import HOME, Project
from shipped import SHIPPED
from shipped import claims as shipped_claims

ROUTES = ("nlets", "state_portal", "alpr")


def test_a_date_that_was_read_nowhere_says_so() -> None:
    laws = law.list_laws(law.load_laws(SHIPPED), about=ROUTES).set_index("law")
    unread = laws["in force from"][laws["in force from"].str.contains("general knowledge")]
    assert set(unread.index) == {"L019", "L020", "L021", "L025", "L031"}
    assert all("(not read: general knowledge)" in text for text in unread)
    assert laws.loc["L027", "in force from"] == "Dec. 14, 2019"


def test_laws_that_permit_stand_beside_laws_that_bar() -> None:
    laws = law.list_laws(law.load_laws(SHIPPED), about=ROUTES)
    assert {"L001", "L003", "L006", "L027"} <= set(laws["law"])
    assert not {"L004", "L011", "L037"} & set(laws["law"]), "those on records requests"


def test_no_answer_found_is_an_answer_that_is_listed() -> None:
    responses = law.load_responses(SHIPPED)
    every, given, lacking = (
        law.list_responses(responses, about=("nlets", "alpr and nlets"), answered=answered)
        for answered in (None, True, False)
    )
    assert len(every) == len(given) + len(lacking)
    assert len(lacking) >= 6
    assert set(lacking["by"]) == {"none"}
    assert lacking.set_index("answer").loc["V042", "said"] == "Not looked for by name."


def test_a_weak_source_is_said_to_be_one_and_an_unreliable_one_is_left_out() -> None:
    responses = law.load_responses(SHIPPED)
    about = ("nlets", "state_portal", "alpr", "alpr and nlets")
    listed = law.list_responses(responses, about=about).set_index("answer")
    assert listed.loc["V017", "to know"].startswith("Weak source")
    assert "Two versions" in listed.loc["V023", "to know"]
    kept = {row["response_id"]: row["notes"] for row in responses.rows}
    assert {name for name in kept if name not in listed.index} == {"V019"}
    assert kept["V019"].startswith("Unreliable")


def test_events_stand_in_order_and_name_what_they_rest_on() -> None:
    events = law.load_events(shipped_claims(), SHIPPED)
    days = [read_moment(row["day"]) for row in events.rows]
    assert days == sorted(days, key=lambda days: days[0])  # type: ignore[index]  # never None
    listed = law.list_events(events)
    assert len(listed) == len(events.rows)
    assert "2025-11-07" in {row["day"] for row in events.rows}
    assert "as early as Nov. 7, 2025" in set(listed["when"])
    assert (listed["rests on"] != "").all()
    portal = law.list_events(events, routes=["state_portal"])
    assert 0 < len(portal) < len(listed)
    assert set(portal["route"]) <= {"state portal", "all routes", "not told apart"}


def test_a_date_of_an_event_is_that_of_its_claim() -> None:
    """Where an event rests on one dated claim, both give the same day."""
    claims = shipped_claims()
    for row in law.load_events(claims, SHIPPED).rows:
        named = [claims[name] for name in row["claims"].split() if name in claims]
        if len(named) == 1 and named[0].is_date and read_moment(named[0].printed):
            assert read_moment(row["day"]) == read_moment(named[0].printed), row["event_id"]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (",1969,exact,", ",in 1969,exact,", "The day is 'in 1969'"),
        (",1969,exact,", ",1969,perhaps,", "The precision is 'perhaps'"),
        (",X035", ",X935", "no claim, law or answer called X935"),
        (",X035", ",", "No source is named"),
        ("E002", "E001", "The event_id is blank or given twice"),
    ],
)
def test_an_event_that_does_not_hold_is_named(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    folder = tmp_path / "data" / "reference"
    folder.mkdir(parents=True)
    path = shutil.copy(HOME / "data" / "reference" / "events.csv", folder)
    text = Path(path).read_text(encoding="utf-8")
    assert old in text
    Path(path).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(Problem, match=told):
        law.load_events(shipped_claims(), Project(tmp_path))
