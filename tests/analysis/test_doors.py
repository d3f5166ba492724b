"""Doors: the suite finds what the generator tallied, and each broken rule shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up import MadeUpDoors

from helpers.analysis import reasons, sharing_lists
from helpers.analysis.agencies import load_directory
from helpers.analysis.agency_names import Bodies, Organization, find_bodies, propose_agencies
from helpers.analysis.doors import (
    BACK,
    FRONT,
    SIDE,
    UNSURE,
    class_audit,
    count_by_class,
    count_doors,
    describe_doors,
    list_days,
    mark_doors,
    name_owners,
    select_days,
)
from helpers.analysis.reasons import IMMIGRATION_BODIES, load_keywords
from helpers.analysis.sharing_lists import LISTED, NOT_KNOWN, NOT_LISTED, Listings, Snapshot
from helpers.cleaning.joined_logs import join_logs
from helpers.errors import Misuse, Problem
from helpers.project import HOME, Project

TABLE = load_keywords(Project(HOME))
EXAMPLE, SAMPLE, SAMPLETON = "Example County QA SO", "Sample City QA PD", "Sampleton QA PD"
DEMOVILLE, MOCKFORD = "Demoville QB PD", "Mockford County QB SO"


def count(marked: pd.DataFrame, how: Any = "distinct searches") -> Counter[tuple[str, ...]]:
    counted = count_doors(marked, by=("owner", "month"), count=how)
    return Counter(
        {(owner, door, month): n for owner, month, door, n in counted.itertuples(index=False)}
    )


@pytest.mark.parametrize(
    ("how", "what"), [("distinct searches", "searches_by_door"), ("rows", "rows_by_door")]
)
def test_all_three_doors_by_agency_and_month(
    made_up_doors: MadeUpDoors, how: str, what: str
) -> None:
    true = made_up_doors.count_truly(what)
    assert {door for _, door, _ in true} == {FRONT, BACK, SIDE, UNSURE}
    assert count(made_up_doors.mark(), how) == true


def test_local_searches_by_class_and_month(made_up_doors: MadeUpDoors) -> None:
    counted = count_by_class(made_up_doors.mark(), TABLE.classes, by=("owner", "month"))
    found = Counter({(o, c, m): n for o, m, c, n in counted.itertuples(index=False)})
    assert found == made_up_doors.count_truly("searches_by_class")
    assert {"hsi", "ice", "immigration"} <= {name for _, name, _ in found}


def test_one_search_in_the_logs_of_many_counts_once_in_all(made_up_doors: MadeUpDoors) -> None:
    everywhere = count_doors(made_up_doors.mark(), by=())
    true: Counter[str] = Counter()
    for truth in made_up_doors.truth.values():
        true += Counter(truth.get("first_seen", {}))
    assert dict(everywhere.itertuples(index=False)) == true
    by_agency = count_doors(made_up_doors.mark()).groupby("door")["searches"].sum()
    assert by_agency[SIDE] > true[SIDE]


# --- each rule, broken ------------------------------------------------------------------------


def differs(made_up_doors: MadeUpDoors, **rules: Any) -> set[str]:
    """Return the doors whose counts are no longer the true ones."""
    found, true = count(made_up_doors.mark(**rules)), made_up_doors.count_truly()
    return {key[1] for key in {*found, *true} if found[key] != true[key]}


def test_breaking_the_word_boundary_fails(
    made_up_doors: MadeUpDoors, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reasons, "_edge", lambda folded, match: folded)
    assert differs(made_up_doors) == {SIDE}


def test_breaking_the_direction_of_the_list_fails(
    made_up_doors: MadeUpDoors, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sharing_lists, "OPENS", "networks_from_them")
    assert {FRONT, BACK} <= differs(made_up_doors)


def take_last(self: Listings, owner: str, day: str | None) -> list[Snapshot]:
    return [
        one
        for one in self.snapshots
        if one.owner == owner and one.day == max(self.days_of(owner), default="")
    ]


def take_all(self: Listings, owner: str, day: str | None) -> list[Snapshot]:
    return [one for one in self.snapshots if one.owner == owner]


@pytest.mark.parametrize("broken", [take_last, take_all])
def test_breaking_the_date_of_the_list_fails(
    made_up_doors: MadeUpDoors,
    monkeypatch: pytest.MonkeyPatch,
    broken: Callable[..., list[Snapshot]],
) -> None:
    monkeypatch.setattr(Listings, "list_on", broken)
    assert {BACK, UNSURE} <= differs(made_up_doors)


def test_counting_days_in_utc_fails(made_up_doors: MadeUpDoors) -> None:
    logs = join_logs(
        made_up_doors.audits,
        made_up_doors.owners,
        ["org_name", "searched_at_utc", "reason", "reason_state"],
    )
    logs.connection.execute(
        "CREATE OR REPLACE VIEW rows AS "
        "SELECT *, searched_at_utc AS searched_at_local FROM searches"
    )
    classed = class_audit(logs, made_up_doors.bodies, TABLE)
    marked = mark_doors(classed, made_up_doors.list(), IMMIGRATION_BODIES)
    assert count(marked) != made_up_doors.count_truly()


def test_the_other_declared_rules_move_the_counts(made_up_doors: MadeUpDoors) -> None:
    assert differs(made_up_doors, match="substring") == {SIDE}
    assert UNSURE in differs(made_up_doors, before="as the first list")
    assert UNSURE in differs(made_up_doors, holds_days=30)


def test_a_mark_and_not_a_name_makes_a_body_federal(made_up_doors: MadeUpDoors) -> None:
    federal = {body.name for body in made_up_doors.bodies.by_id.values() if body.federal}
    assert federal == {f"Federal Agency {letter}" for letter in "ABC"}
    for name in ("Federalville QA PD", "Federalville Agency A", "Federal Agncy A", "Fed Agency C"):
        assert made_up_doors.bodies.find(name).federal is False
        assert made_up_doors.bodies.find(name).decided is False


def test_a_misspelt_federal_account_counts_as_local_and_the_truth_says_so(
    made_up_doors: MadeUpDoors,
) -> None:
    """Nobody is placed by likeness; what that costs is known of made-up records alone."""
    marked = made_up_doors.mark()
    for slip in ("Federal Agncy A", "Fed Agency C"):
        rows = marked[marked["searcher_name"] == slip]
        doors = [truth.get("misspelt", {}).get(slip, {}) for truth in made_up_doors.truth.values()]
        assert rows.groupby("owner")["search_here"].nunique().sum() == sum(
            sum(by_door.values()) for by_door in doors
        )
        assert set(rows["door"]) == {SIDE, "no door"}
        assert {door for by_door in doors for door in by_door} <= {FRONT, BACK, UNSURE}
    likely = propose_agencies(marked["searcher_name"], load_directory(made_up_doors.project))
    pairs = {frozenset(pair) for pair in zip(likely["name"], likely["looks_like"], strict=True)}
    assert frozenset({"Federal Agency A", "Federal Agncy A"}) in pairs
    assert likely["agency_id"].isna().all()


# --- what is said of an agency ----------------------------------------------------------------


def test_what_cannot_be_known_is_not_known_and_never_closed(made_up_doors: MadeUpDoors) -> None:
    lists, agencies = made_up_doors.list(), [*made_up_doors.agencies, "Nowhere QC PD"]
    told = describe_doors(made_up_doors.mark(), lists, agencies).set_index("owner")
    doors = told[[FRONT, BACK, SIDE]]
    assert doors.loc[EXAMPLE].tolist() == ["open", "open", "open"]
    assert doors.loc[SAMPLE].tolist() == ["not seen", "open", "open"]
    assert doors.loc[SAMPLETON].tolist() == ["not known", "not known", "open"]
    assert doors.loc[DEMOVILLE].tolist() == ["open", "not known", "open"]
    assert doors.loc[MOCKFORD].tolist() == ["not seen", "not seen", "not known"]
    assert doors.loc["Nowhere QC PD"].tolist() == ["not known"] * 3
    assert pd.isna(told.loc["Nowhere QC PD", "searches"])
    assert set(doors.to_numpy().ravel()) == {"open", "not seen", "not known"}


def test_the_front_door_is_that_of_the_day_asked_for(made_up_doors: MadeUpDoors) -> None:
    marked, lists = made_up_doors.mark(), made_up_doors.list()
    states = {
        day: describe_doors(marked, lists, [EXAMPLE], list_day=day)[FRONT].iloc[0]
        for day in ("2025-01-31", "2025-02-01", "2025-09-09", "2025-09-10")
    }
    assert list(states.values()) == ["not known", "open", "open", "not seen"]
    shown = list_days(lists, [EXAMPLE, SAMPLETON])
    assert shown["day"].iloc[:2].tolist() == ["2025-02-01", "2025-09-10"]
    assert shown["lets in"].iloc[:2].tolist() == ["Federal Agency A", ""]
    assert pd.isna(shown["day"].iloc[2])


def test_an_inactive_account_leaves_the_front_door_open_to_doubt(
    made_up_doors: MadeUpDoors,
) -> None:
    assert (
        made_up_doors.list().find_listing(DEMOVILLE, "federal agency c", "2025-08-01") == NOT_KNOWN
    )
    assert made_up_doors.list().find_listing(DEMOVILLE, "federal agency b", "2025-08-01") == LISTED
    assert (
        made_up_doors.list().find_listing(DEMOVILLE, "federal agency a", "2025-08-01") == NOT_LISTED
    )


def test_rows_without_a_time_fall_out_of_a_period(made_up_doors: MadeUpDoors) -> None:
    marked = made_up_doors.mark()
    assert marked["day"].isna().sum() == sum(
        truth.get("undated", 0) for truth in made_up_doors.truth.values()
    )
    assert len(select_days(marked)) == len(marked)
    some = select_days(marked, "2025-03-01", "2025-03-31")
    assert set(some["month"]) == {"2025-03"}
    assert count(some) == Counter(
        {key: n for key, n in made_up_doors.count_truly().items() if key[2] == "2025-03"}
    )
    with pytest.raises(Misuse, match="ends before it begins"):
        select_days(marked, "2025-03-02", "2025-03-01")


def test_no_reason_and_no_person_is_in_what_doors_are_counted_from(
    made_up_doors: MadeUpDoors,
) -> None:
    names = set(made_up_doors.mark().columns)
    assert not names & {"reason", "user", "plate", "case_number", "filters", "search_id"}


# --- lists, one by one ------------------------------------------------------------------------

BODIES = Bodies({}, {"ice": Organization("ice", "ICE", True, True, ("dhs",))})
DAYS = st.integers(1, 28).map(lambda day: f"2025-02-{day:02d}")
LISTS = st.lists(
    st.tuples(DAYS, st.frozensets(st.sampled_from("abc"))), max_size=5, unique_by=lambda one: one[0]
)


@given(LISTS, DAYS, st.sampled_from("abc"))
def test_a_list_speaks_from_its_day_to_the_next(
    drawn: list[tuple[str, frozenset[str]]], day: str, body: str
) -> None:
    lists = Listings(tuple(Snapshot("o", when, who) for when, who in drawn), BODIES)
    past = [who for when, who in sorted(drawn) if when <= day]
    expected = NOT_KNOWN if not past else LISTED if body in past[-1] else NOT_LISTED
    assert lists.find_listing("o", body, day) == expected
    assert lists.find_listing("another", body, day) == NOT_KNOWN
    assert lists.find_listing("o", body, None) == NOT_KNOWN


def test_a_part_of_a_listed_body_is_not_known() -> None:
    bodies = find_bodies(["ICE", "HSI", "CBP"], load_directory(Project(HOME)))
    lists = Listings((Snapshot("o", "2025-01-01", frozenset({"ice"})),), bodies)
    told = [lists.find_listing("o", body, "2025-01-01") for body in ("ice", "hsi", "cbp")]
    assert told == [LISTED, NOT_KNOWN, NOT_LISTED]
    assert bodies.find("Nowhere  QC PD [Inactive]").id == "nowhere qc pd"  # it was never read


def test_a_list_without_a_day_says_nothing() -> None:
    lists = Listings((Snapshot("o", None, frozenset("a")),), BODIES)
    assert lists.find_listing("o", "a", "2025-01-01") == NOT_KNOWN
    assert lists.days_of("o") == []


def test_wrong_rules_are_sentences() -> None:
    with pytest.raises(Misuse, match="no rule 'never'"):
        Listings((), BODIES, before="never")  # type: ignore[arg-type]
    with pytest.raises(Misuse, match="less than no days"):
        Listings((), BODIES, holds_days=-1)


def test_a_log_or_list_of_nobody_stops(made_up_doors: MadeUpDoors) -> None:
    table = made_up_doors.lists[0]
    with pytest.raises(Problem, match="Nobody says whose list"):
        sharing_lists.read_snapshots([table], {}, {}, made_up_doors.bodies)
    with pytest.raises(Problem, match="lists no shared networks"):
        sharing_lists.read_snapshots([made_up_doors.audits[0]], {}, {}, made_up_doors.bodies)
    with pytest.raises(Problem, match="Nobody says whose cameras"):
        name_owners(["published-figures"], Project(HOME))


def test_wrong_counts_are_sentences(made_up_doors: MadeUpDoors) -> None:
    with pytest.raises(Misuse, match="no count"):
        count_doors(made_up_doors.mark(), count="all")  # type: ignore[arg-type]
    with pytest.raises(Problem, match="no column moon"):
        count_doors(made_up_doors.mark(), by=("moon",))


def test_a_body_known_to_the_agencies_needs_no_mark() -> None:
    bodies = find_bodies(
        ["Border Patrol", "USBP", "Auburn WA PD [Federal]"], load_directory(Project(HOME))
    )
    assert bodies.find("USBP") == bodies.find("Border Patrol")
    assert bodies.find("Border Patrol").federal
    assert not bodies.find("Auburn WA PD [Federal]").federal  # a person placed it; the mark did not
