"""Large files: their path gives the table and the ledger of the path of small files, or none."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from made_up_releases import write_release

from helpers.errors import Problem
from helpers.kinds import large, usual_stamps
from helpers.kinds.headers import match_header
from helpers.kinds.large import KINDS, make_table
from helpers.kinds.large_ledgers import clean_large
from helpers.kinds.large_records import connect, keeps_order, read_records
from helpers.kinds.large_rejects import Steps
from helpers.kinds.large_tables import duplicates_path, open_table
from helpers.kinds.ledgers import Ledger
from helpers.kinds.portal_search_log import CONTRACT
from helpers.kinds.registry import find_kind
from helpers.kinds.tables import Table, build_table, load_frame
from helpers.releases.descriptor import Dialect, Resource
from helpers.releases.release import Release
from helpers.status import DataStatus

HEADER = "search_id,account,account_group,user,searched_at,search_type,reason"
LOS_ANGELES = "America/Los_Angeles"

RECORDS = [
    "SYN-1,a,Federal account A,u,2025-05-01 10:00:00,search,x",
    "SYN-2,***,Federal account A, *** ,2025-11-02 08:30:00,search,",
    "SYN-2,a,Federal account A,u,2025-05-01 10:00:00,search,x",
    "SYN-3,a,Federal account A,u,2025-02-31 10:00:00,search,TRUE",
    'SYN-4,"a\nb",é,"say ""hi""",2025-05-01T10:00:00Z,lookup,=1+1',
    "SYN-5,1e5,02134,007,not a time,1234567890123456789,\u00a0x ",
    " SYN-1,a,Federal account A,u,2025-05-01 10:00:00,search,x",
    "8,N/A,g,[redacted],1899-12-30 00:00:00,search,(b)(7)(C)",
    "9,N/A,g,u,in 2031 or 1999,search,x",
    "9,a,g,u,5/1/2025 1:30 PM,search,x",
    ",,,,,,x",
    ",,,,,,",
    "\u00a0, ,,,,,",
    "",
    ",,",
    "Total,,,,,,",
    ",grand TOTAL,,,,,",
    "Tom,Total,,,,,",
    HEADER,
    "a,b",
    "a,b,c,d,e,f,g,h",
    "search_id,x,,,,,",
    "user,reason,account,,,,",
    "reason,user",
    "Total,Wine,of,no,5 May,search,x",
    "Account,Account Group,Searched At,User,Search ID,,",
]

STACKED = (
    "user,reason,account,,,,",
    "reason,user",
    "Account,Account Group,Searched At,User,Search ID,,",
)

SPARSE = (",,,,,,x", "Tom,Total,,,,,", "search_id,x,,,,,")
"""Records that look as if they were none where they stand after a gap."""


def clean_both(
    text: str, folder: Path, *, kind: str = "portal-search-log", zone: str = "UTC", **facts: str
) -> tuple[Table, tuple[Ledger, pd.DataFrame] | None]:
    """Return what the small path makes of a file, and the large one's ledger and table if any."""
    release = write_release(folder, text, kind=kind, zone=zone, **facts)
    small = build_table(release)
    target = folder / "made" / "table.parquet"
    target.parent.mkdir(exist_ok=True)
    made = clean_large(release, target)
    if made is None:
        assert not list(target.parent.iterdir())
        return small, None
    ledger, rejects = made
    assert rejects == small.rejects
    frame = read_table(release, target, ledger, [one.row for one in rejects])
    for path in (target, duplicates_path(target)):
        path.unlink()
    return small, (ledger, frame)


def read_table(release: Release, target: Path, ledger: Ledger, rejected: list[int]) -> pd.DataFrame:
    contract = find_kind(release.kind).CONTRACT
    (resource,) = release.resources
    lazy = open_table(
        target, contract, file=resource.path, status=ledger.data_status, rejected=rejected
    )
    status = DataStatus(ledger.data_status)
    return load_frame(Table(release.name, release.kind, status, contract, lazy, ledger))


def check_alike(text: str, folder: Path, **facts: str) -> Ledger:
    small, made = clean_both(text, folder, **facts)
    assert made is not None
    ledger, frame = made
    assert ledger == small.ledger
    pd.testing.assert_frame_equal(frame, small.frame)
    return ledger


@pytest.fixture(autouse=True)
def _every_file_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(large, "LARGE", 0)


@settings(
    max_examples=8,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    records=st.lists(st.sampled_from(RECORDS), max_size=14),
    end=st.sampled_from(["\n", "\r\n"]),
)
def test_both_paths_give_the_same(records: list[str], end: str, tmp_path: Path) -> None:
    text = end.join([HEADER, *(r.replace("\n", end) for r in records)]) + end
    try:
        small, made = clean_both(text, tmp_path)
    except Problem:
        return
    if made is not None:
        ledger, frame = made
        assert ledger == small.ledger
        pd.testing.assert_frame_equal(frame, small.frame)


def test_a_plain_file_with_every_sort_of_record_takes_the_large_path(tmp_path: Path) -> None:
    plain = [r for r in RECORDS if r not in STACKED + SPARSE]
    moved = "SYN-77,a,Federal account A,u,2025-05-01 03:00:00,search,x"
    text = "\n".join([HEADER, *plain, *plain[:6], moved]) + "\n"
    ledger = check_alike(text, tmp_path, zone=LOS_ANGELES)
    assert ledger.duplicates == {"same content": 1, "same id": 8}
    assert ledger.rejected["row of totals"] == 2
    (clock,) = ledger.clocks
    assert (clock.stamps_in, clock.count_in) == ("UTC", LOS_ANGELES)
    assert (clock.rows, clock.other_day, clock.other_month, clock.overlap) == (11, 1, 1, 2)
    assert {one.what for one in ledger.oddities} >= {"a day in 1904 or before"}


@pytest.mark.parametrize("record", STACKED)
def test_a_stacked_export_is_left_to_the_other_path(record: str, tmp_path: Path) -> None:
    text = "\n".join([HEADER, *RECORDS[:4], record, *RECORDS[:4]]) + "\n"
    target = tmp_path / "made.parquet"
    release = write_release(tmp_path, text, kind="portal-search-log", zone="UTC")
    assert clean_large(release, target) is None
    assert not target.exists()


@pytest.mark.parametrize(
    ("below", "taken"),
    [
        (["", "Summary,,,,,,", "Made,12,,,,,"], False),
        (["Printed 1 May,,,,,,"], False),
        (["", ",,g,,,,"], False),
        (["", ",,,,,,", "", *RECORDS[6:8], RECORDS[0]], True),
    ],
)
def test_lines_that_may_be_no_rows_are_left_to_the_other_path(
    below: list[str], taken: bool, tmp_path: Path
) -> None:
    text = "\n".join([HEADER, *[RECORDS[0], *RECORDS[6:8]] * 3, *below]) + "\n"
    release = write_release(tmp_path, text, kind="portal-search-log", zone="UTC")
    assert (clean_large(release, tmp_path / "made.parquet") is not None) == taken


def test_many_records_keep_their_numbers_and_first_occurrences(tmp_path: Path) -> None:
    lines = [
        "a,b"
        if number % 997 == 0
        else f"{number % 4800},a{number},g,u,2025-{number % 9 + 1:02}-01 00:00:00,search,x"
        for number in range(1, 5001)
    ]
    ledger = check_alike("\n".join([HEADER, *lines]) + "\n", tmp_path, zone=LOS_ANGELES)
    found = {one.what for one in ledger.oddities}
    assert {"the same text in every row", "a round number of rows"} <= found


def test_totals_numbers_and_windows_are_told_alike(tmp_path: Path) -> None:
    header = "Org Name,Total Networks Searched,Time Frame,Reason,Search Time,Extra"
    rows = [
        f"Sample City PD,{number}{'.0' * (number % 2)},"
        '"05/01/2025, 10:00:00 AM UTC\n05/02/2025, 10:00:00 AM UTC",'
        f"x,05/{number % 28 + 1:02}/2025 01:30:00 PM UTC,{number}"
        for number in (*range(-2, 22), 0)
    ]
    text = "\n".join([header, *rows, f"Total,{sum((*range(-2, 22), 0))},,,,25"]) + "\n"
    ledger = check_alike(text, tmp_path, kind="flock-network-audit", received="2025-05-10")
    assert [one.matched for one in ledger.printed_totals] == [True, True]
    assert ledger.problems == {}
    assert ledger.unread_columns == ("Extra",)
    assert "a day after the files were received" in {one.what for one in ledger.oddities}


STAMPS = [
    *("2025-06-18 00:02:04.789", "2026-03-10T04:31:52.901Z", "05/08/2025, 03:05:11 PM UTC"),
    *("5/8/2025, 3:05:11 PM UTC", "05/08/2025 - 13:05:11", "5/8/2025 0:05:11", "5/8/2025 13:05"),
    *("2025-06-18 00:02:04-07", "05/082025 10:00:00", "2025-06-18", " 2025-11-02 08:30:00 "),
]


@pytest.mark.parametrize("usual", STAMPS[:6])
def test_stamps_are_read_alike_whichever_form_is_the_usual_one(usual: str, tmp_path: Path) -> None:
    stamps = [usual, *STAMPS, *[usual] * len(STAMPS)]
    records = [f'SYN-{n},a,g,u,"{stamp}",search,x' for n, stamp in enumerate(stamps)]
    ledger = check_alike("\n".join([HEADER, *records]) + "\n", tmp_path, zone=LOS_ANGELES)
    assert ledger.problems == {"searched_at: not a time in a form that is known": 2}


def test_stamps_beyond_a_sample_of_one_form_are_read_alike(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(usual_stamps, "SAMPLE", 3)
    stamps = [STAMPS[0]] * 5
    for more, failed in (([], 0), (["", " "], 0), (STAMPS, 2)):
        records = [f'SYN-{n},a,g,u,"{one}",search,x' for n, one in enumerate([*stamps, *more])]
        text = "\n".join([HEADER, *records]) + "\n"
        ledger = check_alike(text, tmp_path / str(len(more)), zone=LOS_ANGELES)
        assert sum(ledger.problems.values()) == failed


def test_windows_are_read_alike_whatever_parts_their_ends(tmp_path: Path) -> None:
    one, two = STAMPS[2], "11/02/2025, 08:30:00 AM UTC"
    cuts = ("\n", " ", " to ", " - ", "  ", "\nto ", "", ";")
    windows = [*(one + cut + two for cut in (*cuts, *cuts[:4])), one, f" {one} {two}"]
    windows += [f"{STAMPS[3]} to {STAMPS[3]}", f"{STAMPS[0]} - {STAMPS[0]}"]
    header = "Org Name,Time Frame,Search Time"
    rows = [f'Sample City PD,"{window}","{one}"' for window in windows]
    text = "\n".join([header, *rows]) + "\n"
    ledger = check_alike(text, tmp_path, kind="flock-network-audit")
    assert set(ledger.problems.values()) == {3}


def test_a_file_of_several_streams_keeps_its_order(tmp_path: Path) -> None:
    path, target = tmp_path / "log.csv", tmp_path / "table.parquet"
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(HEADER + "\n")
        for number in range(300_000):
            file.write(f"{number},a,Federal account A,u,2025-05-01 10:00:00,search,x\n")
    resource = Resource(name="log", path="log.csv", bytes=0, hash="", dialect=Dialect())
    assert make_table(path, resource, CONTRACT, DataStatus.SYNTHETIC, target) is not None
    ids = pd.read_parquet(target, columns=["search_id"])["search_id"].astype("int64")
    assert ids.tolist() == list(range(300_000))


@pytest.mark.parametrize("kind", sorted({*KINDS} - {"flock-organization-audit"}))
def test_the_plan_of_every_kind_keeps_the_order(kind: str, tmp_path: Path) -> None:
    contract = find_kind(kind).CONTRACT
    header = tuple(column.name for column in contract.columns)
    path = tmp_path / "log.csv"
    path.write_text(",".join(header) + "\n", encoding="utf-8")
    resource = Resource(name="log", path="log.csv", bytes=0, hash="", stamps_in="UTC")
    with connect(tmp_path) as connection:
        records = read_records(connection, path, header, Dialect(), marks=True)
        typed = large.type_records(records, resource, contract, match_header(contract, header))
        assert keeps_order(connection, typed.sql_query())


def test_a_mark_of_generated_rows_is_seen_in_every_column(tmp_path: Path) -> None:
    text = f"{HEADER},more\n1,a,g,u,2025-05-01 10:00:00,search,x,SYN-1\n"
    ledger = check_alike(text, tmp_path, status="unverified")
    assert ledger.data_status == "synthetic"
    assert check_alike(text.replace("SYN", "N"), tmp_path, status="unverified").notes == ()


@pytest.mark.parametrize(
    "text",
    [
        "a line of a title\n" + HEADER + "\n" + RECORDS[0] + "\n",
        "\n" + HEADER + "\n" + RECORDS[0] + "\n",
        HEADER + "\n" + RECORDS[0] + "\r\n",
        HEADER.replace("account_group", "") + "\n" + RECORDS[0] + "\n",
        HEADER + '\nSYN-1,"a,g,u,2025-05-01 10:00:00,search,x\n',
        HEADER + "\n" + ",".join("abcdefgh") + "\n",
    ],
)
def test_a_file_that_is_not_plain_is_left_to_the_other_path(text: str, tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_bytes(text.encode("utf-8"))
    resource = Resource(name="log", path="log.csv", bytes=0, hash="", dialect=Dialect())
    status = DataStatus.SYNTHETIC
    assert make_table(path, resource, CONTRACT, status, tmp_path / "table.parquet") is None
    assert [file.name for file in tmp_path.iterdir()] == ["log.csv"]


@given(st.sets(st.integers(1, 40)))
def test_steps_give_the_numbers_of_what_is_left(lost: set[int]) -> None:
    kept = [number for number in range(1, 60) if number not in lost]
    assert [Steps(lost).number(position) for position in range(len(kept))] == kept


@pytest.mark.parametrize("kind", KINDS)
def test_only_kinds_that_clean_as_all_do_take_it(kind: str) -> None:
    module = find_kind(kind)
    (function,) = ast.parse(inspect.getsource(module.clean)).body
    assert isinstance(function, ast.FunctionDef)
    assert ast.unparse(function.body[1]) == "return clean_rows(sources, CONTRACT)"
    contract = module.CONTRACT
    assert not any(column.counts_rows for column in contract.columns)
    assert contract.id_column is None or contract.column(contract.id_column).type == "text"
    names = [column.name for column in contract.columns]
    assert not [a for a in names for b in names if a != b and a.endswith(b)]
