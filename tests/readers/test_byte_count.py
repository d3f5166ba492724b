"""Byte counts: the same records as Python's csv module finds, from the bytes alone."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpers.readers import byte_count
from helpers.readers.byte_count import ByteCount, HeaderNames, count_bytes

RECORDS = st.lists(
    st.sampled_from(["a,b", '"x\ny",z', '"say ""hi""",1', "", '""', " ", ",", '"\n\n",é', "1"]),
    max_size=12,
)


def count(
    path: Path, names: HeaderNames | None = None, heads: frozenset[int] = frozenset()
) -> ByteCount:
    return count_bytes(
        path, 0, delimiter=44, quote=34, names=names, is_other_header=heads.__contains__
    )


@settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    records=RECORDS,
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    closed=st.booleans(),
    chunk=st.sampled_from([1, 2, 3, 7, 19, 1 << 22]),
)
def test_bytes_and_the_csv_module_count_alike(
    records: list[str], end: str, closed: bool, chunk: int, tmp_path: Path
) -> None:
    text = end.join(["id,name", *(record.replace("\n", end) for record in records)])
    text += end if closed else ""
    path = tmp_path / "a.csv"
    path.write_bytes(text.encode("utf-8"))
    found = list(csv.reader(io.StringIO(text, newline="")))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(byte_count, "CHUNK", chunk)
        patch.setattr(byte_count, "BLOCK", chunk // 2 + 1)
        counted = count(path)
    assert counted.records == len(found)
    assert counted.empty == [n for n, record in enumerate(found, 1) if not record]
    assert counted.end == len(text.encode())
    assert counted.regular
    assert counted.ends <= {end}


@pytest.mark.parametrize(
    "data", [b'a,b\n1,"x\n', b'a\n5" x\n', b'a\n"x"y\n', b'a\n"x" ,y\n', b'a\nx"",y\n', b'a, "x"\n']
)
def test_what_bytes_cannot_say_is_noticed(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(data)
    assert not count(path).regular


@pytest.mark.parametrize(
    ("data", "ends"),
    [
        (b"a,b\r\n1,2\n3,4\r\n", {"\r\n", "\n"}),
        (b"a\r1\n", {"\r", "\n"}),
        (b'a\n"x\ry\r\n"\n', {"\n"}),
        (b"a", set()),
    ],
)
def test_every_way_in_which_records_end_is_noticed(
    data: bytes, ends: set[str], tmp_path: Path
) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(data)
    assert count(path).ends == ends


@pytest.mark.parametrize("chunk", [1, 5, 23, 1 << 22])
@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("user,x", True),
        ("USER,x", True),
        ('"User",x', True),
        ("\ufeffuser,x", True),
        (" ,, user,x", True),
        ("Search Date,x", True),
        ("users,x", False),
        ("use,x", False),
        ("x,user", False),
        (",,,,,,,,,,,,", True),
        ("", False),
    ],
)
def test_records_that_begin_with_a_name_are_found(
    line: str, found: bool, chunk: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(byte_count, "CHUNK", chunk)
    monkeypatch.setattr(byte_count, "BLOCK", chunk // 2 + 1)
    names = HeaderNames(["user", "search date", "id"], 44, 34)
    head = b'1,x\n"2\nuser",x\n\n'
    path = tmp_path / "a.csv"
    path.write_bytes(head + line.encode() + b"\n4,x\n")
    counted = count(path, names, frozenset([len(head)]))
    assert counted.other_header is found
    assert (counted.records, counted.empty) == ((3, [3]) if found else (5, [3] + [4] * (not line)))
    assert counted.end == (len(head) if found else path.stat().st_size)
