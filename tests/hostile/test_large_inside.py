"""Small files that are large inside, or lie about it: a sentence each, soon and without memory."""

from __future__ import annotations

import csv
import gzip
import io
import json
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import fuzz
import pytest
from test_fuzzed_files import examine

from helpers.drafts.documents import read_draft, read_markdown
from helpers.errors import Problem
from helpers.readers import archive, byte_count, records, workbook_xml
from helpers.readers import csv as delimited
from helpers.readers.byte_count import count_bytes
from helpers.readers.workbook_xml import scan_sheet

TABLE = [fuzz.HEADER, *fuzz.ROWS]


def say(name: str, data: bytes, folder: Path) -> str:
    path = folder / name
    path.write_bytes(data)
    return examine(path, folder)


def add_cell(reference: str, *, quote: str = '"', gap: str = " ") -> bytes:
    row = reference.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    cell = f"<c{gap}r={quote}{reference}{quote}><v>1</v></c>"
    return fuzz.write_book(
        fuzz.write_sheet(TABLE, after=f"<row r={quote}{row}{quote}>{cell}</row>")
    )


@pytest.mark.parametrize("reference", ["XFD1048576", "ALL391000", "AT1048576", "XFE20", "A1048577",
                                       "ZZZZZZZZZZ20", "A99999999999999"])  # fmt: skip
def test_a_cell_far_away_is_refused(reference: str, tmp_path: Path) -> None:
    assert "The sheet reaches to row" in say("log.xlsx", add_cell(reference), tmp_path)


@pytest.mark.parametrize(("quote", "gap"), [("'", " "), ('"', "  "), ('"', "\n")])
def test_a_cell_far_away_is_found_however_it_is_written(
    quote: str, gap: str, tmp_path: Path
) -> None:
    data = add_cell("XFD1048576", quote=quote, gap=gap)
    assert "The sheet reaches to row" in say("log.xlsx", data, tmp_path)


@pytest.mark.parametrize("first", ["-1", "0", "5", "a", "9" * 12])
@pytest.mark.parametrize("last", ["-3", "3", "b", "9" * 12])
def test_widths_of_columns_that_no_sheet_has(first: str, last: str, tmp_path: Path) -> None:
    before = f'<cols><col min="{first}" max="{last}" width="NaN" hidden="1"/></cols>'
    data = fuzz.write_book(fuzz.write_sheet(TABLE, before=before))
    said = say("log.xlsx", data, tmp_path)
    assert not said or "couldn't open the file as a workbook" in said


def test_a_format_of_a_million_zeros(tmp_path: Path) -> None:
    styles = (
        f'<styleSheet xmlns="{fuzz.MAIN}"><numFmts><numFmt numFmtId="200" '
        f'formatCode="{"0" * 1_000_000}"/></numFmts><cellXfs><xf numFmtId="200"/></cellXfs>'
        "</styleSheet>"
    )
    numbers = "".join(f'<row r="{n}"><c r="A{n}" s="0"><v>1</v></c></row>' for n in range(14, 900))
    sheet = fuzz.write_sheet(TABLE, after=numbers)
    assert say("log.xlsx", fuzz.write_book(sheet, styles=styles), tmp_path) == ""


def test_a_row_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_xml, "LONGEST", 1 << 16)
    monkeypatch.setattr(workbook_xml, "CHUNK", 1 << 12)
    whole = fuzz.write_sheet(TABLE, after=" " * (1 << 20)).encode()
    with pytest.raises(ValueError, match="too long"):
        scan_sheet(lambda: io.BytesIO(whole), name="A", visible=True, blank=frozenset())
    head = fuzz.write_sheet(TABLE, before="<a/>" * (1 << 18)).encode()
    with pytest.raises(ValueError, match="too long"):
        scan_sheet(lambda: io.BytesIO(head), name="A", visible=True, blank=frozenset())


def test_rows_without_end_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A gigabyte of empty rows took a minute to count."""
    monkeypatch.setattr(workbook_xml, "LAST_ROW", 1_000)
    for row in ("<row></row>", '<row r="14"></row>', '<row><c t="s"><v></v></c></row>'):
        whole = fuzz.write_sheet(TABLE, after=row * 1_001).encode()
        with pytest.raises(ValueError, match="more rows than a spreadsheet can have"):
            scan_sheet(lambda: io.BytesIO(whole), name="A", visible=True, blank=frozenset())  # noqa: B023


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece", [" ", "<row/>", '<row><c t="inlineStr"><is><t>x</t></is></c></row>']
)
def test_a_sheet_of_300_mb_made_of_nothing_is_refused(piece: str, tmp_path: Path) -> None:
    sheet = fuzz.write_sheet(TABLE, after=piece * ((300 << 20) // len(piece)))
    said = say("log.xlsx", fuzz.write_book(sheet), tmp_path)
    assert "It unpacks to more than" in said or "takes" in said


def test_what_is_packed_twice_counts_against_the_file_as_received(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A text packs 100 times smaller by gzip, and that 100 times smaller once more by zip."""
    monkeypatch.setattr(archive, "RATIO_FROM", 1 << 20)
    inner = gzip.compress(fuzz.write_csv() + b"a,b,c,d,e,f,g\n" * 400_000, mtime=0)
    data = fuzz.pack({f"{n}.csv.gz": inner for n in range(3)})
    assert len(data) < 6_000
    assert "It unpacks to more than" in say("log.zip", data, tmp_path)


@pytest.mark.filterwarnings("error")
def test_an_archive_whose_files_lie_over_one_another(tmp_path: Path) -> None:
    data = fuzz.pack({"l0.csv": fuzz.write_csv() + b"a,b,c,d,e,f,g\n" * 10_000})
    start, end = data.index(b"PK\x01\x02"), data.index(b"PK\x05\x06")
    listed = b"".join(data[start:end].replace(b"l0.csv", b"l%d.csv" % n) for n in range(9))
    count = (9).to_bytes(2, "little")
    tail = data[end : end + 8] + count + count + len(listed).to_bytes(4, "little")
    said = say("log.zip", data[:start] + listed + tail + data[end + 16 :], tmp_path)
    assert "damaged" in said


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_text_of_line_ends_alone_is_refused(
    end: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(records, "MOST_LOST", 20_000)
    monkeypatch.setattr(byte_count, "MOST_LOST", 20_000)
    said = say("log.csv", fuzz.write_csv() + end.encode() * 3_000_000, tmp_path)
    assert "are empty, or no rows" in said


def test_empty_lines_are_not_collected_without_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(byte_count, "MOST_LOST", 20_000)
    path = tmp_path / "a.csv"
    path.write_bytes(b"\n" * 8_000_000)
    tracemalloc.start()
    count = count_bytes(path, 0, delimiter=44, quote=34)
    assert tracemalloc.get_traced_memory()[1] < 200 << 20
    tracemalloc.stop()
    assert count.is_mostly_empty()
    assert count.records < 2_000_000


@pytest.mark.parametrize("line", [b"a\n", b",,,,,,\n"])
def test_lines_that_are_no_rows_are_refused_in_bulk(
    line: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(records, "MOST_LOST", 5_000)
    monkeypatch.setattr(delimited, "MOST_REFUSED", 5_000)
    assert "are empty, or no rows" in say("log.csv", fuzz.write_csv() + line * 20_000, tmp_path)


@pytest.mark.parametrize("line", ["xxxxxxxxxxxxxxxx", '"a ""b""",xxxxxxxxxx', "x,x,x,x,x,x,x,x,x"])
def test_broken_lines_below_good_ones_are_refused_before_they_fill_memory(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each has bytes enough for all its cells, so their number alone shows nothing."""
    monkeypatch.setattr(delimited, "MOST_REFUSED", 20_000)
    monkeypatch.setattr(delimited, "read_csv", None)  # DuckDB is not asked
    header, *rows = fuzz.write_csv().decode().splitlines()
    good = [header, *rows * (10_000 // len(rows) + 1)]
    text = "\n".join([*good, *[line] * 25_000])
    assert "empty, or no rows" in say("a.csv", text.encode(), tmp_path)


@pytest.mark.parametrize("depth", [101, 600, 100_000])
@pytest.mark.parametrize(("opened", "closed"), [("[", "]"), ('{"a":', "}")])
def test_json_nested_deep(depth: int, opened: str, closed: str, tmp_path: Path) -> None:
    value = opened * depth + "1" + closed * depth
    assert "nested" in say("a.json", f'[{{"search_id": {value}}}]'.encode(), tmp_path)
    lines = fuzz.write_lines() + f'\n{{"search_id": {value}}}\n'.encode()
    assert say("a.ndjson", lines, tmp_path) == ""
    say("b.json", value.encode(), tmp_path)


@pytest.mark.parametrize("piece", ["[", ",", "{},"])
def test_json_of_brackets_and_commas_without_end(piece: str, tmp_path: Path) -> None:
    started = time.process_time()
    assert say("a.json", piece.encode() * (4_000_000 // len(piece)), tmp_path)
    assert time.process_time() - started < 10


def test_json_with_half_characters_keys_without_end_and_no_encoding(tmp_path: Path) -> None:
    half = b'[{"\\ud800": 1, "search_id": "x"}]'
    assert "bytes that are not of its encoding" in say("a.json", half, tmp_path)
    many = json.dumps([{f"k{n}": n for n in range(100_000)}]).encode()
    assert "different keys" in say("b.json", many, tmp_path)
    lines = "\n".join(json.dumps({f"k{n}": n}) for n in range(10_000)).encode()
    assert "different keys" in say("b.ndjson", lines, tmp_path)
    for name in ("c.json", "c.ndjson"):
        assert say(name, b"\xff\xfe\0\0" + b"\xff" * 4_000, tmp_path)
    say("c.csv", b"\xff\xfe\0\0" + b"\xff" * 4_000, tmp_path)


@pytest.mark.parametrize("name", ["log.csv", "log.csv.gz", "log.zip"])
def test_a_line_without_end(name: str, tmp_path: Path) -> None:
    """One line of 250 MB, 250 KB packed, took 1.7 GB and two minutes."""
    text = fuzz.write_csv() + b"x" * (70 << 20)
    packed = {"log.csv": lambda: text, "log.csv.gz": lambda: gzip.compress(text, 1, mtime=0)}
    data = packed.get(name, lambda: fuzz.pack({"log.csv": text}))()
    assert "A line has more than 64 MB" in say(name, data, tmp_path)


@pytest.mark.parametrize("name", ["a.json", "a.ndjson", "a.csv"])
def test_a_header_of_five_megabytes(name: str, tmp_path: Path) -> None:
    """A key of 5 MB took 1.8 GB, and half a minute."""
    long = "k" * 5_000_000
    record = json.dumps({**dict(zip(fuzz.HEADER, fuzz.ROWS[0], strict=True)), long: "1"}).encode()
    table = f"{','.join([*fuzz.HEADER, long])}\n{','.join([*fuzz.ROWS[0], '1'])}\n".encode()
    data = {"a.json": b"[" + record + b"]", "a.ndjson": (record + b"\n") * 2, "a.csv": table}
    said = say(name, data[name], tmp_path)
    assert "characters" in said or "too long" in said or "longer" in said


@pytest.mark.parametrize("kids", ["[2 0 R]", "[2 0 R 2 0 R]", "[3 0 R 2 0 R]"])
def test_a_tree_of_pages_that_loops(kids: str, tmp_path: Path) -> None:
    assert say("a.pdf", fuzz.write_page_of(b"", kids=kids), tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("piece", [b"\0", b"q ", b"[", b"1 ", b"0 0 m 1 1 l S ", b"(a) Tj "])
def test_a_page_that_unpacks_to_200_mb(piece: bytes, tmp_path: Path) -> None:
    content = b"BT /F 9 Tf " + piece * ((200 << 20) // len(piece))
    assert say("a.pdf", fuzz.write_page_of(content, packed=True), tmp_path)


def test_many_sheets_are_read(tmp_path: Path) -> None:
    sheet = fuzz.write_sheet(TABLE)
    path = tmp_path / "log.xlsx"
    path.write_bytes(fuzz.write_book(*[sheet] * 60))
    assert examine(path, tmp_path) == ""


def test_very_long_names_of_agencies(
    command: Callable[..., tuple[str, int]], tmp_path: Path
) -> None:
    assert csv.field_size_limit() > 1 << 30  # what a process sets that has read no file
    rows = [["ID", "Org Name", "Reason", "Search Time"]]
    for number in range(3):
        name = f"{number} {'Very Long Township ' * 20_000}PD"
        rows.append([f"Q{number}", name, "x", "11/01/2025, 03:20:26 PM UTC"])
    path = tmp_path / "audit.csv"
    path.write_text("\n".join(f'{",".join(row[:3])},"{row[3]}"' for row in rows), "utf-8")
    for words in (
        ("add", str(path), "--release", "audit"),
        ("clean", "audit"),
        ("ledger", "audit"),
    ):
        said, status = command(*words)
        assert status == 0, said[:500]
        assert len(said) < 3_000
    assert "numbered in notebooks" in said


def test_a_word_document_that_is_large_inside(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    for body in ("<w:p/>" * 1_000_000, f"<w:p>{'<w:r><w:tab/></w:r>' * 300_000}</w:p>"):
        path.write_bytes(fuzz.write_word(body))
        assert path.stat().st_size < 40_000
        with pytest.raises(Problem):
            read_draft(path)


@pytest.mark.parametrize("run", ["<!--", "<del>", "```", "~~", "<s>x</del>", "<!-- ", "<style>```"])
def test_what_is_opened_and_never_closed_takes_no_time(run: str) -> None:
    text = run * (900_000 // len(run))
    assert read_markdown(text, "a.md").text == text


def test_what_is_hidden_in_markdown_is_left_out() -> None:
    text = "One <!-- a\nb --> two <DEL>three</del> ~~four~~ five <s>six</strike> ```seven``` eight"
    (one,) = read_markdown(text, "a.md").paragraphs
    assert one.text.split() == ["One", "two", "five", "six", "eight"]


def test_a_zip_of_an_undecodable_name(tmp_path: Path) -> None:
    data = fuzz.pack({"XXXX.csv": fuzz.write_csv()}).replace(b"XXXX", b"\xff\xfe\x80\x01")
    say("log.zip", data, tmp_path)
    with zipfile.ZipFile(tmp_path / "log.zip") as opened:
        assert len(opened.namelist()) == 1
