"""Large files: their path gives the table that the path of small files gives, or none."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from helpers.errors import Problem
from helpers.intake.delimited import read_delimited
from helpers.kinds.cleaning import Source, clean_rows
from helpers.kinds.large import make_table
from helpers.kinds.portal_search_log import CONTRACT
from helpers.kinds.tables import finish, list_dtypes
from helpers.releases import DataStatus, Dialect, Resource

HEADER = "search_id,account,account_group,user,searched_at,search_type,reason"
STATUS = DataStatus.SYNTHETIC

RECORDS = [
    "SYN-1,a,Federal account A,u,2025-05-01 10:00:00,search,x",
    "SYN-2,***,Federal account A, *** ,2025-11-02 08:30:00,search,",
    "SYN-2,a,Federal account A,u,2025-05-01 10:00:00,search,x",
    "SYN-3,a,Federal account A,u,2025-02-31 10:00:00,search,TRUE",
    'SYN-4,"a\nb",é,"say ""hi""",2025-05-01T10:00:00Z,lookup,=1+1',
    "SYN-5,1e5,02134,007,not a time,1234567890123456789,\u00a0x ",
    " SYN-1,a,Federal account A,u,2025-05-01 10:00:00,search,x",
    ",,,,,,x",
    ",,,,,,",
    "\u00a0, ,,,,,",
    "",
    "Total,,,,,,",
    ",grand TOTAL,,,,,",
    "Tom,Total,,,,,",
    HEADER,
    "a,b",
    "a,b,c,d,e,f,g,h",
    "search_id,x,,,,,",
]


def make_both(
    text: str, folder: Path, zone: str = "America/Los_Angeles"
) -> tuple[pd.DataFrame | None, pd.DataFrame]:
    path = folder / "log.csv"
    path.write_bytes(text.encode("utf-8"))
    resource = Resource(
        name="log", path="log.csv", bytes=0, hash="", dialect=Dialect(), count_in=zone
    )
    (rows,) = read_delimited(path, resource, shown="log.csv")
    small = finish(clean_rows([Source(rows, None, zone)], CONTRACT).frame, CONTRACT, STATUS)
    made = make_table(path, resource, CONTRACT, STATUS, folder / "table.parquet")
    if made is None:
        assert [file.name for file in folder.iterdir()] == ["log.csv"]
        return None, small
    assert (made.rows_read, made.rows_kept) == (rows.rows_read, rows.rows_kept)
    assert made.rejected == rows.rejected
    dtypes = list_dtypes(CONTRACT)
    large = pd.read_parquet(made.path)
    made.path.unlink()
    assert sorted(large.columns) == sorted(dtypes)
    return large[list(dtypes)].astype(dtypes), small


@settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    records=st.lists(st.sampled_from(RECORDS), max_size=14),
    end=st.sampled_from(["\n", "\r\n"]),
)
def test_both_paths_give_the_same_table(records: list[str], end: str, tmp_path: Path) -> None:
    text = end.join([HEADER, *(r.replace("\n", end) for r in records)]) + end
    try:
        large, small = make_both(text, tmp_path)
    except (Problem, ValueError):
        # Stacked exports and the like: the path of small files says so, or has several parts.
        return
    if large is not None:
        pd.testing.assert_frame_equal(large, small)


def test_a_plain_file_with_every_sort_of_record_takes_the_large_path(tmp_path: Path) -> None:
    plain = [record for record in RECORDS if record != "search_id,x,,,,,"]
    large, small = make_both("\n".join([HEADER, *plain, *plain[:6]]) + "\n", tmp_path)
    assert large is not None
    pd.testing.assert_frame_equal(large, small)
    assert large["duplicate_reason"].notna().sum() >= 6
    assert large["source_row"].is_monotonic_increasing


def test_many_records_keep_their_numbers_and_first_occurrences(tmp_path: Path) -> None:
    lines = [
        "a,b"
        if number % 997 == 0
        else f"SYN-{number % 4800},a{number},g,u,2025-05-01 10:00:00,search,x"
        for number in range(1, 5001)
    ]
    large, small = make_both("\n".join([HEADER, *lines]) + "\n", tmp_path)
    assert large is not None
    pd.testing.assert_frame_equal(large, small)


@pytest.mark.parametrize(
    "text",
    [
        "a line of a title\n" + HEADER + "\n" + RECORDS[0] + "\n",
        "\n" + HEADER + "\n" + RECORDS[0] + "\n",
        HEADER + "\n" + RECORDS[0] + "\r\n",
        HEADER.replace("account_group", "") + "\n" + RECORDS[0] + "\n",
        HEADER + '\nSYN-1,"a,g,u,2025-05-01 10:00:00,search,x\n',
    ],
)
def test_a_file_that_is_not_plain_is_left_to_the_other_path(text: str, tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_bytes(text.encode("utf-8"))
    resource = Resource(name="log", path="log.csv", bytes=0, hash="", dialect=Dialect())
    assert make_table(path, resource, CONTRACT, STATUS, tmp_path / "table.parquet") is None
    assert [file.name for file in tmp_path.iterdir()] == ["log.csv"]
