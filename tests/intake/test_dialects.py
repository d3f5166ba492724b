"""Dialects: found when a file is added, from what it holds and not from its name."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.errors import Problem
from helpers.intake.dialects import find_dialect, find_encoding, refuse_other_formats


def write(folder: Path, data: bytes) -> Path:
    path = folder / "file.csv"
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (b"a,b\n1,2\n", "utf-8"),
        ("a,b\nMüller,Köln\n".encode(), "utf-8"),
        ("\ufeffa,b\n".encode(), "utf-8"),
        ("a,b\nMüller,Köln\n".encode("utf-16"), "utf-16"),
        ("a,b\nMüller,Köln\n".encode("utf-16-le"), "utf_16_le"),
        ("a,b\nMüller,Köln\n".encode("utf-16-be"), "utf_16_be"),
        ("name;ort\nMüller;Köln\n".encode("cp1252"), "cp1252"),
        ("a,b\ncafé,“quoted” – dash\n".encode("cp1252"), "cp1252"),
        ("a,b\ncafé,“quoted” – dash\n".encode("mac_roman"), "mac_roman"),
    ],
)
def test_encodings_that_agencies_use_are_found(tmp_path: Path, data: bytes, encoding: str) -> None:
    assert find_encoding(write(tmp_path, data)) == encoding


def test_a_broken_byte_does_not_turn_a_utf8_file_into_another(tmp_path: Path) -> None:
    data = "Müller\nKöln\n".encode() + b"\xff\n"
    assert find_encoding(write(tmp_path, data)) == "utf-8"


def test_letters_on_the_edge_of_a_piece_are_whole(tmp_path: Path) -> None:
    data = b"x" * ((1 << 20) - 1) + "é".encode() * 3
    assert find_encoding(write(tmp_path, data)) == "utf-8"


@pytest.mark.parametrize("encoding", ["utf_16_le", "utf_16_be"])
def test_zeros_tell_what_nothing_else_does(tmp_path: Path, encoding: str) -> None:
    text = "id,v\n" + "".join(f"{n},漢🚗\n" for n in range(3))
    assert find_encoding(write(tmp_path, text.encode(encoding))) == encoding


def test_a_byte_that_is_none_does_not_stop_the_search(tmp_path: Path) -> None:
    path = write(tmp_path, b"a;b\n\xff;2\n3;\0\n")
    assert find_dialect(path, "utf-8").delimiter == ";"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiters_are_found(tmp_path: Path, delimiter: str) -> None:
    rows = [["id", "count", "note"], *([str(n), f"{n},5", "a b"] for n in range(20))]
    lines = [delimiter.join(f'"{c}"' if delimiter in c else c for c in row) for row in rows]
    path = write(tmp_path, "\n".join(lines).encode())
    assert find_dialect(path, "utf-8").delimiter == delimiter


def test_one_column_reads_as_commas(tmp_path: Path) -> None:
    assert find_dialect(write(tmp_path, b"id\n1\n2\n"), "utf-8").delimiter == ","


@pytest.mark.parametrize(
    ("start", "name"),
    [
        (b"%PDF-1.7", "a PDF"),
        (b"PK\x03\x04", "a workbook"),
        (b"\n <!DOCTYPE html>", "a web page"),
        (b"\x1f\x8b", "a compressed file"),
    ],
)
def test_what_is_no_delimited_text_is_refused_by_name(
    tmp_path: Path, start: bytes, name: str
) -> None:
    with pytest.raises(Problem, match=f"The file is {name}"):
        refuse_other_formats(write(tmp_path, start), shown="file.csv")
