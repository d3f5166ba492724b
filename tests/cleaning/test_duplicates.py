"""Repeated searches: flagged with first occurrence and reason; separate searches stay separate."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.cleaning import duplicates
from helpers.cleaning.duplicates import (
    REPEATS,
    SAME_CONTENT,
    SAME_ID,
    SAME_WINDOW,
    find_shared_spans,
)
from helpers.cleaning.table import Table
from helpers.project import Project
from invented_releases import make_table
from whole_tables import read_all

KIND = "flock-network-audit"
HEADER = ["ID", "Name", "Org Name", "Total Networks Searched", "License Plate", "Reason"]
HEADER += ["Search Time"]
NONE = (None, None, None)


def record(
    at: str = '"11/14/2025, 09:53:36 AM UTC"',
    *,
    number: str = "",
    user: str = "A. Aaa",
    org: str = "Example County SO",
    networks: str = "840",
    plate: str = "***",
    reason: str = "stolen",
) -> list[str]:
    return [number, user, org, networks, plate, reason, at]


def write(header: list[str], records: list[list[str]]) -> str:
    return "\n".join(",".join(cells) for cells in [header, *records]) + "\n"


def find(project: Project, *files: tuple[list[str], list[list[str]]]) -> list[tuple[Any, ...]]:
    texts = {f"{'ab'[n]}.csv": write(*file) for n, file in enumerate(files)}
    return told(make_table(project.root, texts, kind=KIND))


def told(table: Table) -> list[tuple[Any, ...]]:
    names = ["duplicate_of", "duplicate_file", "duplicate_reason"]
    values = read_all(table)[names].astype(object)
    return [tuple(row) for row in values.where(values.notna(), None).itertuples(index=False)]


def test_two_exports_that_overlap_hold_a_search_once(project: Project) -> None:
    first = [record(), record('"11/14/2025, 10:00:00 AM UTC"'), record(user="B. Bbb")]
    # The second export writes times otherwise, and has another column: no content is the same.
    second = [
        [*record("2025-11-14T09:53:36Z"), "lookup"],
        [*record("2025-11-14T09:53:37Z"), "lookup"],
        [*record("2025-11-14T09:53:36Z", reason="stolen "), "lookup"],
        [*record("2025-11-14T09:53:36Z", networks="841"), "lookup"],
    ]
    found = find(project, (HEADER, first), ([*HEADER, "Search Type"], second))
    again = (1, "a.csv", SAME_WINDOW)
    assert found == [NONE, NONE, NONE, again, NONE, again, NONE]


def test_within_one_file_two_searches_of_a_second_are_two(project: Project) -> None:
    records = [[*record(), "lookup"], [*record(), "search"]]
    other = [record("2025-01-01T00:00:00Z")]
    assert find(project, ([*HEADER, "Search Type"], records), (HEADER, other)) == [NONE] * 3


def test_ids_decide_where_both_have_one(project: Project) -> None:
    typed = "2025-11-14T09:53:36Z"
    first = [record(number="SYN-1"), record()]
    second = [
        record(typed, number="SYN-2"),
        record(typed, number="SYN-1", reason="other"),
        record(typed),
    ]
    assert find(project, (HEADER, first), (HEADER, second)) == [
        NONE,
        (1, None, SAME_CONTENT),
        # Not the first row, which has another id; the second has none to tell them apart.
        (2, "a.csv", SAME_WINDOW),
        (1, "a.csv", SAME_ID),
        # The same text in its own file comes before the same search in another.
        (1, None, SAME_CONTENT),
    ]


def test_of_too_little_nothing_is_said(project: Project) -> None:
    header = ["Org Name", "Reason", "Search Time", "Total Networks Searched"]
    bare = [["A PD", "***", "2025-11-14T09:53:36Z", ""], ["A PD", "x", "05/082025", "3"]]
    other = ([*header, "Search Type"], [[*r, "a"] for r in bare])
    assert find(project, (header, bare), other) == [NONE] * 4


def test_a_file_without_a_column_and_one_with_it_blank_hold_the_same(project: Project) -> None:
    log = ["id,userId,searchDate,reason", "1,u,2025-05-01 10:00:00,", "2,u,2025-05-01 10:00:00,x"]
    short = ["userId,id,searchDate", "u,3,2025-05-01 10:00:00"]
    files = {"a.csv": "\n".join([*log, ""]), "b.csv": "\n".join([*short, ""])}
    table = make_table(project.root, files, kind="flock-portal-log")
    assert told(table) == [NONE, NONE, (1, "a.csv", SAME_CONTENT)]
    assert table.ledger.duplicates == {SAME_CONTENT: 1}


def test_rows_are_numbered_as_in_the_file_and_rejected_ones_are_none(project: Project) -> None:
    rows = ["1,u,2025-05-01 10:00:00,x", "", "2,u,2025-05-01 11:00:00,x", "3,u"]
    rows += ["1,u,2025-05-01 10:00:00,x", ",,,", ",,,"]
    text = "\n".join(["id,userId,searchDate,reason", *rows, ""])
    table = make_table(project.root, {"a.csv": text}, kind="flock-portal-log")
    again = read_all(table)[read_all(table)["duplicate_of"].notna()]
    assert again[["source_row", "duplicate_of"]].to_numpy().tolist() == [[5, 1]]


def test_where_nothing_is_repeated_nothing_is_written(project: Project) -> None:
    table = make_table(project.root, {"a.csv": write(HEADER, [record()])}, kind=KIND)
    assert not (table.folder / REPEATS).exists()
    assert table.ledger.duplicates == {}


def test_shares_of_the_hashes_find_what_all_of_them_do(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = [f"SYN-{n * n % 97}" for n in range(200)]
    records = [record(number=n, reason=f"r{k % 60}") for k, n in enumerate(numbers)]
    records += [record(number="", reason=f"r{k % 60}") for k in range(20)]
    files = {"a.csv": write(HEADER, records), "b.csv": write(HEADER, records[50:])}
    whole = told(make_table(project.root, files, kind=KIND))
    monkeypatch.setattr(duplicates, "AT_ONCE", 60)
    assert told(make_table(tmp_path / "other", files, kind=KIND)) == whole
    assert {reason for _, _, reason in whole} == {None, SAME_ID, SAME_CONTENT}


LIKELY = st.integers(0, 5) | st.integers(0, 5).map(lambda n: n << 60) | st.integers(0, 2**64 - 1)


@given(st.lists(LIKELY, max_size=40), st.integers(1, 9), st.sampled_from([1, 4, 1 << 16]))
def test_hashes_that_occur_twice_are_found_whatever_displaces_them(
    hashes: list[int], block: int, most: int
) -> None:
    twice = sorted(one for one, count in Counter(hashes).items() if count > 1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(duplicates, "BLOCK", block)
        patch.setattr(duplicates, "SLICE", most)
        assert duplicates._find_twice(np.array(hashes, np.uint64)).tolist() == twice


def test_spans_of_time_are_shared_where_two_of_them_are(project: Project) -> None:
    assert find_shared_spans([]) == []
    assert find_shared_spans([(1, 2), (3, 4)]) == []
    assert find_shared_spans([(1, 9), (2, 3), (2, 5), (7, 7)]) == [(2, 5), (7, 7)]


def test_pages_saved_within_a_month_offer_the_same_searches() -> None:
    """A page's searches have ids: that another page has one too is no fault of a log."""
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE by_id AS "
            "SELECT 1::BIGINT << 41 AS location, 1::BIGINT << 40 AS first_location"
        )
        for name in ("by_content", "by_search"):
            connection.execute(f"CREATE TABLE {name} (location BIGINT, first_location BIGINT)")
        connection.execute(duplicates._CHOOSE.format(elsewhere=f"'{SAME_WINDOW}'"))
        assert connection.execute("FROM repeats").fetchall() == [(2, 0, 1, 0, SAME_WINDOW)]
