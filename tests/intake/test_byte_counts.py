"""Byte counts: the same records as Python's csv module finds, from the bytes alone."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers.intake import byte_counts
from helpers.intake.byte_counts import count_records

RECORDS = st.lists(
    st.sampled_from(["a,b", '"x\ny",z', '"say ""hi""",1', "", '""', " ", ",", '"\n\n",é', "1"]),
    max_size=12,
)


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    records=RECORDS,
    end=st.sampled_from(["\n", "\r\n"]),
    closed=st.booleans(),
    chunk=st.sampled_from([1, 2, 3, 7, 1 << 22]),
)
def test_bytes_and_the_csv_module_count_alike(
    records: list[str], end: str, closed: bool, chunk: int, tmp_path: Path
) -> None:
    text = end.join(["id,name", *(record.replace("\n", end) for record in records)])
    text += end if closed else ""
    path = tmp_path / "a.csv"
    path.write_bytes(text.encode("utf-8"))
    found = list(csv.reader(io.StringIO(text, newline="")))
    before, byte_counts.CHUNK = byte_counts.CHUNK, chunk
    try:
        counted = count_records(path)
    finally:
        byte_counts.CHUNK = before
    assert counted.records == len(found)
    assert list(counted.empty) == [n for n, record in enumerate(found) if not record]
    assert counted.sound


@pytest.mark.parametrize(
    "data", [b'a,b\n1,"x\n', b"a,b\r1,2\r", b"a,b\r\n1,2\n3,4\r\n", b'a\n"x\ry"\n']
)
def test_what_bytes_cannot_tell_is_said(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(data)
    assert not count_records(path).sound
