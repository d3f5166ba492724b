"""Delimited files: every record is kept as it was, or rejected with number and reason."""

from __future__ import annotations

import io
from collections import Counter
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from made_up_accounts import Account, settle

from helpers.errors import Problem
from helpers.readers import csv as csv_reader
from helpers.readers.csv import open_csv
from helpers.releases.descriptor import Dialect, Resource
from helpers.schemas.headers import HeaderTest
from helpers.schemas.recognize import find_header_test

QUICK = settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def read(folder: Path, data: bytes, encoding: str = "utf-8", **dialect: Any) -> Account:
    (account,) = read_parts(folder, data, encoding, **dialect)
    return account


def read_parts(
    folder: Path,
    data: bytes,
    encoding: str = "utf-8",
    columns: list[str] | None = None,
    is_header: HeaderTest | None = None,
    **dialect: Any,
) -> list[Account]:
    path = folder / "log.csv"
    path.write_bytes(data)
    resource = Resource(
        name="log",
        path="log.csv",
        bytes=len(data),
        hash="",
        encoding=encoding,
        dialect=Dialect(**dialect),
        columns=columns,
    )
    parts = open_csv(path, resource, shown="log.csv", folder=folder, is_header=is_header)
    with duckdb.connect() as connection:
        return [settle(part, folder, connection=connection) for part in parts]


PIECES = [*"ab019 ,;\t|\"\n'=-+éß漢\u00a0", "\r\n", "02134", "1e5", "NULL", "TRUE", "\\"]
VALUES = st.lists(st.sampled_from(PIECES), max_size=8).map("".join)


@st.composite
def files(draw: st.DrawFn) -> tuple[str, Dialect, int, list[list[str]]]:
    """A file as text, its dialect, its width, and its records (a blank line is an empty one)."""
    width = draw(st.integers(1, 4))
    delimiter = draw(st.sampled_from([",", ";", "\t", "|"]))
    end = draw(st.sampled_from(["\n", "\r\n"]))
    records, lines = [], [delimiter.join(f"column {n}" for n in range(width))]
    for _ in range(draw(st.integers(0, 7))):
        sort = draw(st.sampled_from(["whole", "whole", "whole", "ragged", "empty"]))
        size = width if sort == "whole" else draw(st.integers(1, 6)) if sort == "ragged" else 0
        record = [draw(VALUES) for _ in range(size)]
        records.append(record)
        always = draw(st.booleans()) or record == [""]
        lines.append(delimiter.join(quote(value, delimiter, always) for value in record))
    final = draw(st.sampled_from(["", end]))
    text = end.join(lines) + final
    # Without a final newline an empty last record leaves no trace of its own.
    if not final and records and not records[-1]:
        records.pop()
    # Where most records are of another width the header may have moved (`headings.fit_header`).
    sizes = Counter(len(record) for record in records if any(cell.strip() for cell in record))
    assume(not sizes or sizes[width] == max(sizes.values()))
    return text, Dialect(delimiter=delimiter), width, records


def quote(value: str, delimiter: str, always: bool) -> str:
    special = always or value != value.strip() or any(c in value for c in (delimiter, *'"\r\n'))
    return '"' + value.replace('"', '""') + '"' if special else value


@QUICK
@given(file=files(), mark=st.booleans())
def test_every_record_is_kept_as_it_was_or_rejected_with_a_reason(
    file: tuple[str, Dialect, int, list[list[str]]], mark: bool, tmp_path: Path
) -> None:
    text, dialect, width, records = file
    data = (b"\xef\xbb\xbf" if mark else b"") + text.encode()
    rows = read(tmp_path, data, delimiter=dialect.delimiter)
    expected, rejected = {}, {}
    for number, record in enumerate(records, start=1):
        if not any(value.strip() for value in record):
            rejected[number] = "blank row"
        elif len(record) != width:
            rejected[number] = "too few cells" if len(record) < width else "too many cells"
        else:
            expected[number] = record
    assert rows.settled.counted == len(records) == len(expected) + len(rejected)
    assert rows.lost == rejected
    assert rows.rows == expected


@QUICK
@given(data=st.binary(max_size=60).map(lambda raw: b"a,b\n" + raw))
def test_any_bytes_are_accounted_for_or_refused_in_a_sentence(data: bytes, tmp_path: Path) -> None:
    try:
        rows = read(tmp_path, data)
    except Problem:
        return
    assert rows.settled.counted == rows.settled.kept + len(rows.settled.rejected)


def test_each_sort_of_broken_row_has_a_reason_and_a_number(tmp_path: Path) -> None:
    rows = read(
        tmp_path,
        b'a,b,c\n1,2,3\n\n4,5\n6,7,8,9\n"x\ny",2,3\n"unt"x,y,z\n1,\xff,3\n,,\n  \n'
        b"a,b,c\nTotal,,9\nlast,8,9",
    )
    assert rows.lost == {
        2: "blank row",
        3: "too few cells",
        4: "too many cells",
        6: "broken quotes",
        7: "bytes that are not of its encoding",
        8: "blank row",
        9: "blank row",
        10: "repeated header",
        11: "row of totals",
    }
    assert rows.numbers == [1, 5, 12]
    assert rows.cells == [["1", "2", "3"], ["x\ny", "2", "3"], ["last", "8", "9"]]


def test_values_never_change(tmp_path: Path) -> None:
    values = ["02134", "1e5", "007", "TRUE", "1234567890123456789", "=1+1", "NULL", "", " x ", "NA"]
    header = ",".join(f"c{n}" for n in range(len(values)))
    rows = read(tmp_path, f"{header}\n{','.join(values)}\n".encode())
    assert rows.cells == [values]


@pytest.mark.parametrize(
    ("encoding", "written"),
    [("utf-16", "é,“x”"), ("cp1252", "é,“x”"), ("mac_roman", "é,“x”"), ("utf-16-le", "é,x")],
)
def test_other_encodings_are_read(tmp_path: Path, encoding: str, written: str) -> None:
    rows = read(tmp_path, f"a,b\n{written}\n".encode(encoding), encoding=encoding)
    assert rows.cells == [written.split(",")]


def test_a_byte_that_windows_1252_does_not_have_is_a_control_character(tmp_path: Path) -> None:
    rows = read(tmp_path, b"a,b\n\xe9,1\n\x81,2\n", encoding="cp1252")
    assert rows.cells == [["é", "1"], ["\x81", "2"]]
    assert rows.lost == {}


def test_lines_before_the_header_that_are_blank_are_no_records(tmp_path: Path) -> None:
    rows = read(tmp_path, b"\r\n\r\na,b\r\n1,2\r\n3\r\n")
    assert (rows.header, rows.settled.counted, rows.lost) == (("a", "b"), 2, {2: "too few cells"})


def test_lines_that_end_in_three_ways_are_lines(tmp_path: Path) -> None:
    rows = read(tmp_path, b'a,b\r1,2\n"3\r\nx",4\r\n\r5\r6,"7\r"\n')
    assert rows.cells == [["1", "2"], ["3\r\nx", "4"], ["6", "7\r"]]
    assert (rows.numbers, rows.lost) == ([1, 2, 5], {3: "blank row", 4: "too few cells"})


def test_a_byte_of_zero_is_kept_like_any_other(tmp_path: Path) -> None:
    assert read(tmp_path, b"a,b\n1,2\n3,\0\n").cells == [["1", "2"], ["3", "\0"]]


def test_the_first_line_end_may_stand_within_quotes(tmp_path: Path) -> None:
    rows = read(tmp_path, b'"a\r\nb",c\n"1\r\n2",3\n4,5\n')
    assert (rows.header, rows.cells) == (("a\r\nb", "c"), [["1\r\n2", "3"], ["4", "5"]])


def test_a_header_alone_is_an_empty_table(tmp_path: Path) -> None:
    rows = read(tmp_path, b"a,b")
    assert (rows.settled.counted, rows.cells) == (0, [])


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no header"),
        (b"\n \n", "no header"),
        (
            b'a,b\n1,2\n"open,2\n3,4\n5,6\n',
            "never closed, so 3 lines ran together (log.csv, row 2)",
        ),
    ],
)
def test_a_file_that_cannot_be_split_into_rows_stops_with_a_sentence(
    tmp_path: Path, data: bytes, said: str
) -> None:
    with pytest.raises(Problem) as caught:
        read(tmp_path, data)
    assert said in str(caught.value)


def test_a_wrong_encoding_stops_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="not written in utf-16"):
        read(tmp_path, b"a,b\n1,2", encoding="utf-16")


def test_a_large_file_read_in_parallel_keeps_its_row_numbers(tmp_path: Path) -> None:
    """Broken rows, few and far between, in a file that DuckDB reads in several pieces."""
    bad = {1: b"x", 150_000: b"x,y,z,1", 300_001: b"", 599_999: b'"q"x,1,2'}
    out = io.BytesIO()
    out.write(b"id,text,note\n")
    for n in range(1, 600_001):
        line = b'%d,"two\nlines, ""q""",z' % n if n % 1000 == 7 else b"%d,some words,z" % n
        out.write(bad.get(n, line) + b"\n")
    rows = read(tmp_path, out.getvalue())
    assert rows.settled.counted == 600_000
    assert set(rows.lost) == set(bad)
    assert all(int(cells[0]) == number for number, cells in rows.rows.items())


BANNER = b'Search Audit\n"made\n1 May",,\n\na,b,c\n1,2,3\n4\n'


def test_lines_before_a_header_that_is_named_are_no_rows(tmp_path: Path) -> None:
    rows = read(tmp_path, BANNER, headerRows=[4])
    assert (rows.header, rows.settled.counted) == (("a", "b", "c"), 2)
    assert (rows.cells, rows.numbers) == ([["1", "2", "3"]], [1])
    assert rows.lost == {2: "too few cells"}
    assert rows.notes == ("2 lines are above the header, and not counted as rows",)


def test_a_file_without_a_header_takes_its_names_from_the_descriptor(tmp_path: Path) -> None:
    (rows,) = read_parts(tmp_path, b"\xef\xbb\xbf1,2\n\n3\n4,5", columns=["a", "b"], header=False)
    assert (rows.header, rows.settled.counted) == (("a", "b"), 4)
    assert (rows.cells, rows.numbers) == ([["1", "2"], ["4", "5"]], [1, 4])
    assert rows.lost == {2: "blank row", 3: "too few cells"}
    assert "has no header" in rows.notes[0]


def test_stacked_exports_are_read_each_under_its_own_header(tmp_path: Path) -> None:
    data = b"id,name,at\n1,x,t\n2\n\n\xef\xbb\xbfat,id,more,name\nt,3,m,y\nt,4,m\nt,5,m,z\n"
    first, second = read_parts(tmp_path, data)
    assert (first.part, first.header, first.settled.counted) == (None, ("id", "name", "at"), 3)
    assert first.lost == {2: "too few cells", 3: "blank row"}
    assert (second.part, second.header) == ("from row 4 on", ("at", "id", "more", "name"))
    assert (second.cells, second.numbers) == (
        [["t", "3", "m", "y"], ["t", "5", "m", "z"]],
        [5, 7],
    )
    assert second.lost == {4: "repeated header", 6: "too few cells"}
    assert first.settled.counted + second.settled.counted == 7
    assert "Row 4 is the header of another export" in second.notes[0]


@pytest.mark.parametrize(
    ("data", "header"),
    [
        (b"a,b\n,1,2\n,3,4\na,b\n", ("", "a", "b")),
        (b"a,b,\n,1,2\n,3,4\n", ("", "a", "b")),
        (b"a,b\n1,2,\n3,4,\na,b\n", ("a", "b", "")),
        (b",a,b\n1,2\n3,4\n", ("a", "b")),
        (b"a,b,,\n1,2\n3,4\n", ("a", "b")),
        (b",a,b\n,1,2\n,3,4\n", ("", "a", "b")),
        (b",a,b\n9,1,2\n9,3,4\n", ("(column 1)", "a", "b")),
        (b" a, b\n1,2\n3,4\n", (" a", " b")),
    ],
)
def test_a_header_stands_over_its_values_if_only_blank_cells_move(
    tmp_path: Path, data: bytes, header: tuple[str, ...]
) -> None:
    rows = read(tmp_path, data)
    assert rows.header == header
    start = [name.strip() for name in header].index("a")
    assert [record[start] for record in rows.cells] == ["1", "3"]
    assert [record[start + 1] for record in rows.cells] == ["2", "4"]
    assert set(rows.lost.values()) <= {"repeated header"}


def test_a_row_that_is_longer_by_a_value_is_never_repaired(tmp_path: Path) -> None:
    rows = read(tmp_path, b"a,b\n1,2,x\n3,4,\n5,6\n")
    assert (rows.header, rows.cells) == (("a", "b"), [["5", "6"]])
    assert rows.lost == {1: "too many cells", 2: "too many cells"}


def test_names_for_a_file_without_a_header_must_be_as_many_as_its_cells(tmp_path: Path) -> None:
    with pytest.raises(Problem, match=r"most of its rows have 3 cells, but 2 columns are named"):
        read_parts(tmp_path, b"1,2,3\n4,5,6\n7,8\n", columns=["a", "b"], header=False)


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_bytes(b"a,b\n1,2\n")
    resource = Resource(name="log", path="log.csv", bytes=0, hash="")
    (part,) = open_csv(path, resource, shown="log.csv", folder=tmp_path)
    with path.open("ab") as file:
        file.write(b"3,4\n")
    with pytest.raises(Problem, match=r"The file changed while we read it \(log.csv\)"):
        settle(part, tmp_path)


def test_names_that_look_like_patterns_are_names(tmp_path: Path) -> None:
    (tmp_path / "log 1.csv").write_text("a,b\nother,1\n")
    for name in ("log [1].csv", "it's {third} *.csv", "what?.csv"):
        (tmp_path / name).write_text("a,b\n1,2\n")
        resource = Resource(name="log", path=name, bytes=0, hash="")
        (part,) = open_csv(tmp_path / name, resource, shown=name, folder=tmp_path)
        assert settle(part, tmp_path).cells == [["1", "2"]]


def test_several_parts_on_one_connection_do_not_mix_what_they_refuse(tmp_path: Path) -> None:
    data = b"id,name\n1\n2,x\nname,id,at\nx,1,t\nx\n\n"
    with duckdb.connect() as connection:
        for _ in range(2):
            path = tmp_path / "log.csv"
            path.write_bytes(data)
            resource = Resource(name="log", path="log.csv", bytes=0, hash="")
            parts = open_csv(path, resource, shown="log.csv", folder=tmp_path)
            found = [settle(part, tmp_path, connection=connection).lost for part in parts]
            assert found == [
                {1: "too few cells"},
                {3: "repeated header", 5: "too few cells", 6: "blank row"},
            ]


def test_hard_records_of_the_prototype(tmp_path: Path) -> None:
    header = "message_id,sent_at,requester,subject,answer\n"
    rows = "{},2025-07-01 10:00:00,T1,{},yes\n"
    body = (
        header + rows.format("m1", "X1") + "\n" + rows.format("m2", "[REDACTED]") + ",,,,\n"
        + header + rows.format("m3", "N/A") + "short,row\n" + "a,b,c,d,e,f\n"
        + rows.format("m1", "X1") + rows.format("m4", '"two\nlines"')
        + "Total,,,12,\n" + "Printed 1 May,,,,\n" + "Printed 1 May\n"
    )  # fmt: skip
    account = read(tmp_path, body.encode())
    assert account.lost == {
        2: "blank row",
        4: "blank row",
        5: "repeated header",
        7: "too few cells",
        8: "too many cells",
        11: "row of totals",
        12: "line beside the table",
        13: "too few cells",
    }
    assert account.numbers == [1, 3, 6, 9, 10]


def write_large(path: Path, count: int, odd: dict[int, str]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write("id,text,at\n")
        for n in range(1, count + 1):
            file.write(odd.get(n, f"{n},words,2025-05-01 10:00:00") + "\n")


def test_what_is_beyond_the_sample_is_found_as_well(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another header, a blank line and a footer far below, in files of several pieces."""
    monkeypatch.setattr(csv_reader, "SAMPLE", 10)
    path = tmp_path / "log.csv"
    write_large(path, 120_000, {60_000: "at,id,more,text", 119_999: "", 120_000: "Summary,,,"})
    resource = Resource(name="log", path="log.csv", bytes=0, hash="")
    first, second = open_csv(path, resource, shown="log.csv", folder=tmp_path)
    assert (first.part, second.part) == (None, "from row 60,000 on")
    account = settle(first, tmp_path)
    assert (account.settled.counted, account.lost) == (59_999, {})
    account = settle(second, tmp_path)
    assert account.settled.counted == 60_001
    assert sum(why == "too few cells" for why in account.lost.values()) == 59_998
    write_large(path, 120_000, {5: "", 119_998: "", 119_999: "Summary,,", 120_000: "words,,"})
    (part,) = open_csv(path, resource, shown="log.csv", folder=tmp_path)
    account = settle(part, tmp_path)
    aside = "line beside the table"
    assert account.lost == {5: "blank row", 119_998: "blank row", 119_999: aside, 120_000: aside}


def test_stray_quotes_are_counted_as_the_cells_are_read(tmp_path: Path) -> None:
    account = read(tmp_path, b'a,b\n5" x 3",1\n6" x,2\n7,"q"\n\n8" y,3\n')
    assert account.cells == [['5" x 3"', "1"], ['6" x', "2"], ["7", "q"], ['8" y', "3"]]
    assert account.lost == {4: "blank row"}


def test_a_header_that_nobody_knows_far_below_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = b"id,text,at\n" + b"1,x,t\n" * 30 + b"new,at,id,text\nx,t,1,y\n"
    first, second = read_parts(tmp_path, data)
    assert (first.settled.kept, second.header[0]) == (30, "new")
    monkeypatch.setattr(csv_reader, "SAMPLE", 10)
    with pytest.raises(Problem, match=r"second header among the rows.*log.csv, row 31"):
        read_parts(tmp_path, data)


def test_a_shifted_header_stands_over_its_values(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text("a,b\n,1,\n,3,\n")
    for shifted, header in ((True, ("", "a", "b")), (False, ("a", "b"))):
        resource = Resource(name="log", path="log.csv", bytes=0, hash="", shifted=shifted)
        (part,) = open_csv(tmp_path / "log.csv", resource, shown="log.csv", folder=tmp_path)
        assert part.header == header


def test_an_export_stacked_below_is_known_by_any_spelling_of_its_kind(tmp_path: Path) -> None:
    row, below = "Example County SO,2025-12-01 07:59:59,theft", "user name,organization,search_time"
    lines = ["Org Name,Search Time,Reason", row, below, "A. A,Sample City PD,2025-12-02 07:59:59"]
    data = ("\n".join([*lines, "Reason,Search Time,x"]) + "\n").encode()
    first, second = read_parts(tmp_path, data, is_header=find_header_test())
    assert (first.settled.kept, second.settled.kept) == (1, 2)
    assert second.header == tuple(below.split(","))
    assert second.lost == {2: "repeated header"}


def test_lines_too_short_for_their_cells_are_refused_before_they_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("a,b,c,d\n" + "1,2,3,4\n" * 10_000 + "x\n" * 1_000_000, encoding="utf-8")
    resource = Resource(name="a", path="a.csv", bytes=1, hash="0" * 64, dialect=Dialect())
    with pytest.raises(Problem, match=r"At least 6[0-9]{2},[0-9]{3} of its 1,010,000 lines"):
        open_csv(path, resource, shown="a.csv", folder=tmp_path)
