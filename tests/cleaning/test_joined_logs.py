"""Joined logs: the same search in several releases counts once, whichever release is first."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from test_duplicates import HEADER, KIND, record, write

from helpers.cleaning.joined_logs import ANYWHERE, HERE, join_logs
from helpers.cleaning.table import Table
from helpers.errors import Problem
from invented_releases import make_table

OWNERS = {"north-1": "North PD", "north-2": "North PD", "south": "South SO"}


@pytest.fixture
def make_release(tmp_path: Path) -> Any:
    def make(name: str, *records: list[str]) -> Table:
        folder = tmp_path / f"{len(list(tmp_path.iterdir()))}"
        return make_table(folder, {f"{name}.csv": write(HEADER, [*records])}, kind=KIND, name=name)

    return make


def number(tables: Sequence[Table], column: str) -> list[int]:
    """Return for each row, in order, the position of the first row of its search."""
    logs = join_logs(tables, OWNERS, ["org_name"])
    rows = logs.sql(f"SELECT row_key, {column} FROM rows ORDER BY row_key")
    order = list(rows["row_key"])
    return [order.index(first) for first in rows[column]]


def test_a_search_in_the_logs_of_two_agencies_is_not_one_exported_twice(make_release: Any) -> None:
    tables = [
        make_release("north-1", record(number="SYN-1"), record(user="B. Bbb", reason="other")),
        make_release("north-2", record(number="SYN-1"), record(user="B. Bbb", reason="other")),
        # Each custodian masks names in another way; networks were counted at another moment.
        make_release("south", record(user="***", networks="839"), record("", reason="other")),
    ]
    assert number(tables, ANYWHERE) == [0, 1, 0, 1, 0, 5]
    assert number(tables, HERE) == [0, 1, 0, 1, 4, 5]


def test_an_id_in_another_agencys_log_is_the_same_search(make_release: Any) -> None:
    tables = [
        make_release("north-1", record(number="SYN-1", reason="a")),
        make_release("south", record(number="SYN-1", reason="b")),
    ]
    assert number(tables, ANYWHERE) == [0, 0]
    assert number(tables, HERE) == [0, 1]


def test_distinct_searches_are_as_many_in_any_order_of_releases(make_release: Any) -> None:
    tables = [
        make_release("north-1", record(), record(reason="b"), record(number="SYN-3", reason="c")),
        make_release("north-2", record(), record(reason="d")),
        make_release("south", record(), record(number="SYN-3", reason="c"), record(reason="e")),
    ]
    counts = {len(set(number(order, ANYWHERE))) for order in permutations(tables)}
    assert counts == {5}


def test_what_repeats_within_a_release_leads_to_the_first_of_all(make_release: Any) -> None:
    tables = [
        make_release("south", record(number="SYN-1")),
        make_release("north-1", record(number="SYN-1"), record(number="SYN-1")),
    ]
    assert number(tables, ANYWHERE) == [0, 0, 0]
    assert number(tables, HERE) == [0, 1, 1]


def test_several_kinds_or_an_unknown_owner_is_a_sentence(make_release: Any, tmp_path: Path) -> None:
    one = make_release("north-1", record())
    text = write(HEADER, [record()])
    kind = "flock-organization-audit"
    other = make_table(tmp_path / "other", {"a.csv": text}, kind=kind, name="south")
    with pytest.raises(Problem, match="of the kind flock-network-audit, south of"):
        join_logs([one, other], OWNERS, ["org_name"])
    with pytest.raises(Problem, match="north-1 has no owner"):
        join_logs([one], {}, ["org_name"])
    with pytest.raises(Problem, match="no column moon"):
        join_logs([one], OWNERS, ["moon"])
