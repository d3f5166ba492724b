"""Repeated searches: flagged with first occurrence and reason; separate searches stay separate."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
from made_up_rows import ENGINES, THRIFTY, clean_table, make_source

from helpers.errors import Problem
from helpers.kinds.duplicates import OTHER_LOG, SAME_CONTENT, SAME_ID, SAME_WINDOW
from helpers.kinds.overlaps import join_releases
from helpers.kinds.registry import find_kind

KIND = "flock-network-audit"
HEADER = ["ID", "Name", "Org Name", "Total Networks Searched", "License Plate", "Reason"]
HEADER += ["Search Time"]


def record(
    at: str = "11/14/2025, 09:53:36 AM UTC",
    *,
    number: str = "",
    user: str = "A. Aaa",
    org: str = "Example County SO",
    networks: str = "840",
    plate: str = "***",
    reason: str = "stolen",
) -> list[str]:
    return [number, user, org, networks, plate, reason, at]


def told(frame: pd.DataFrame) -> list[tuple[Any, ...]]:
    names = ["duplicate_of", "duplicate_file", "duplicate_reason"]
    values = frame[names].astype(object)
    return [tuple(row) for row in values.where(values.notna(), None).itertuples(index=False)]


NONE = (None, None, None)


@pytest.mark.parametrize("engine", ENGINES)
def test_two_exports_that_overlap_hold_a_search_once(engine: str) -> None:
    first = [record(), record("11/14/2025, 10:00:00 AM UTC"), record(user="B. Bbb")]
    # The second export writes times otherwise, and has another column: no content is the same.
    second = [
        [*record("2025-11-14T09:53:36Z"), "lookup"],
        [*record("2025-11-14T09:53:37Z"), "lookup"],
        [*record("2025-11-14T09:53:36Z", reason="stolen "), "lookup"],
        [*record("2025-11-14T09:53:36Z", networks="841"), "lookup"],
    ]
    frame = clean_table(
        KIND,
        make_source(engine, HEADER, first),
        make_source(engine, [*HEADER, "Search Type"], second, file="b.csv"),
    )
    again = (1, "a.csv", SAME_WINDOW)
    assert told(frame) == [NONE, NONE, NONE, again, NONE, again, NONE]


@pytest.mark.parametrize("engine", THRIFTY)
def test_within_one_file_two_searches_of_a_second_are_two(engine: str) -> None:
    records = [[*record(), "lookup"], [*record(), "search"]]
    source = make_source(engine, [*HEADER, "Search Type"], records)
    other = make_source(engine, HEADER, [record("2025-01-01T00:00:00Z")], file="b.csv")
    assert told(clean_table(KIND, source, other)) == [NONE] * 3


@pytest.mark.parametrize("engine", THRIFTY)
def test_ids_decide_where_both_have_one(engine: str) -> None:
    typed = "2025-11-14T09:53:36Z"
    first = [record(number="SYN-1"), record()]
    second = [
        record(typed, number="SYN-2"),
        record(typed, number="SYN-1", reason="other"),
        record(typed),
    ]
    frame = clean_table(
        KIND, make_source(engine, HEADER, first), make_source(engine, HEADER, second, file="b.csv")
    )
    assert told(frame) == [
        NONE,
        (1, None, SAME_CONTENT),
        # Not the first row, which has another id; the second has none to tell them apart.
        (2, "a.csv", SAME_WINDOW),
        (1, "a.csv", SAME_ID),
        # The same text in its own file comes before the same search in another.
        (1, None, SAME_CONTENT),
    ]


@pytest.mark.parametrize("engine", THRIFTY)
def test_of_too_little_nothing_is_said(engine: str) -> None:
    header = ["Org Name", "Reason", "Search Time", "Total Networks Searched"]
    bare = [["A PD", "***", "2025-11-14T09:53:36Z", ""], ["A PD", "x", "05/082025", "3"]]
    sources = [
        make_source(engine, header, bare),
        make_source(engine, [*header, "Search Type"], [[*r, "a"] for r in bare], file="b.csv"),
    ]
    assert told(clean_table(KIND, *sources)) == [NONE] * 4


def make_release(name: str, *records: list[str]) -> Any:
    frame = clean_table(KIND, make_source("pandas", HEADER, records, file=f"{name}.csv"))
    contract = find_kind(KIND).CONTRACT
    return SimpleNamespace(release=name, kind=KIND, contract=contract, frame=frame)


OWNERS = {"north-1": "North PD", "north-2": "North PD", "south": "South SO"}


def test_a_search_in_the_logs_of_two_agencies_is_told_from_one_exported_twice() -> None:
    tables = [
        make_release("north-1", record(number="SYN-1"), record(user="B. Bbb", reason="other")),
        make_release("north-2", record(number="SYN-1"), record(user="B. Bbb", reason="other")),
        # Each custodian masks names in another way; networks were counted at another moment.
        make_release("south", record(user="***", networks="839"), record("", reason="other")),
    ]
    joined = join_releases(tables, OWNERS)
    assert joined["duplicate_reason"].tolist()[2:5] == [SAME_ID, SAME_WINDOW, OTHER_LOG]
    assert joined["duplicate_of"].fillna(0).tolist() == [0, 0, 1, 2, 1, 0]
    assert joined["duplicate_release"].tolist()[2:5] == ["north-1"] * 3
    assert joined["duplicate_file"].tolist()[2:5] == ["north-1.csv"] * 3
    assert joined["release"].tolist() == [t.release for t in tables for _ in range(2)]


def test_an_id_in_another_agencys_log_is_the_same_search() -> None:
    tables = [
        make_release("north-1", record(number="SYN-1", reason="a")),
        make_release("south", record(number="SYN-1", reason="b")),
    ]
    assert join_releases(tables, OWNERS)["duplicate_reason"].tolist()[1] == OTHER_LOG


def test_distinct_searches_are_as_many_in_any_order_of_releases() -> None:
    tables = [
        make_release("north-1", record(), record(reason="b"), record(number="SYN-3", reason="c")),
        make_release("north-2", record(), record(reason="d")),
        make_release("south", record(), record(number="SYN-3", reason="c"), record(reason="e")),
    ]
    counts = {
        int(join_releases(list(order), OWNERS)["duplicate_of"].isna().sum())
        for order in permutations(tables)
    }
    assert counts == {5}


def test_what_is_flagged_within_a_release_stays_so() -> None:
    tables = [
        make_release("south", record(number="SYN-1")),
        make_release("north-1", record(number="SYN-1"), record(number="SYN-1")),
    ]
    joined = join_releases(tables, OWNERS)
    assert joined["duplicate_reason"].tolist()[1:] == [OTHER_LOG, SAME_ID]
    assert joined["duplicate_release"].isna().tolist() == [True, False, True]


def test_several_kinds_or_an_unknown_owner_is_a_sentence() -> None:
    one = make_release("north-1", record())
    other = SimpleNamespace(**{**vars(one), "kind": "flock-organization-audit", "release": "south"})
    with pytest.raises(Problem, match="of the kind flock-network-audit, south of"):
        join_releases([one, other], OWNERS)  # type: ignore[list-item]
    with pytest.raises(Problem, match="Nobody says whose log north-1 is"):
        join_releases([one], {})


def test_the_rule_is_the_contracts_own() -> None:
    contract = find_kind(KIND).CONTRACT
    assert contract.same_elsewhere == ("searched_at", "org_name", "plate", "reason")
    one, other = make_release("north-1", record()), make_release("south", record())
    for table in (one, other):
        table.contract = replace(contract, same_elsewhere=(), id_column=None)
    assert join_releases([one, other], OWNERS)["duplicate_reason"].isna().all()
