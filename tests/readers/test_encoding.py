"""Encodings and dialects: found from the bytes; what a byte cannot say is said, nothing guessed."""

from __future__ import annotations

from pathlib import Path

import pytest
from made_up_accounts import Account, settle

from helpers.errors import Problem
from helpers.readers.encoding import (
    LACKING,
    find_dialect,
    find_encoding,
    refuse_other_formats,
    survey_text,
)
from helpers.readers.files import open_file, pin_file
from helpers.releases.release import hash_file


def write(folder: Path, data: bytes) -> Path:
    path = folder / "file.csv"
    path.write_bytes(data)
    return path


def read(folder: Path, data: bytes) -> Account:
    path = write(folder, data)
    resource = pin_file(path, path.name)
    (part,) = open_file(path, resource, shown=path.name, folder=folder)
    return settle(part, folder)


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
def test_zeros_say_what_nothing_else_does(tmp_path: Path, encoding: str) -> None:
    text = "id,v\n" + "".join(f"{n},漢🚗\n" for n in range(3))
    assert find_encoding(write(tmp_path, text.encode(encoding))) == encoding


WINDOWS = [
    b"caf\xe9 \x81 na\xefve",
    b"\x93quoted\x94 \x96 it\x92s \x8d",
    "Señor Müller, Zoë".encode("cp1252") + b" \x9d",
    b"\x81",
    b"a\x90 b",
]
MAC = [
    "frère",
    "forêt, garçon, où",
    "café “dit” – l’été très tôt",
    "Ångström, tårta",
    "ça va, élève",
]


@pytest.mark.parametrize("text", WINDOWS)
def test_a_byte_that_windows_lacks_does_not_make_a_file_one_of_a_mac(
    text: bytes, tmp_path: Path
) -> None:
    rows = read(tmp_path, b"id,v\n1,x\n2," + text.replace(b",", b";") + b"\n3,y\n")
    right = "".join(
        chr(byte) if byte in LACKING else bytes([byte]).decode("cp1252") for byte in text
    )
    assert [record[1] for record in rows.cells] == ["x", right.replace(",", ";"), "y"]
    (note,) = rows.notes
    assert note.startswith("Bytes for which Windows-1252 has no letter: 1, the first in row 2;")


@pytest.mark.parametrize("text", MAC)
def test_letters_of_a_mac_that_windows_lacks_are_read_as_such(text: str, tmp_path: Path) -> None:
    assert any(byte in LACKING for byte in text.encode("mac_roman"))
    data = f"id;v\n1;{text}\n2;{text}\n".encode("mac_roman")
    rows = read(tmp_path, data)
    assert [record[1] for record in rows.cells] == [text, text]
    assert rows.notes == ()


def test_every_byte_of_a_windows_file_is_kept_apart(tmp_path: Path) -> None:
    """No two bytes become one character, and none costs its row."""
    letters = [bytes([byte]) for byte in range(0x80, 0x100)]
    data = b"id,v\n" + b"".join(b"1,caf\xe9 %s\n" % letter for letter in letters)
    rows = read(tmp_path, data)
    assert rows.settled.kept == len({record[1] for record in rows.cells}) == len(letters)
    assert rows.notes[0].startswith("Bytes for which Windows-1252 has no letter: 5, the first")


def test_hash_and_encoding_come_of_one_pass(tmp_path: Path) -> None:
    path = write(tmp_path, "a;b\nMüller;1\n".encode("cp1252") * 100_000)
    assert survey_text(path) == (hash_file(path), "cp1252")


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
def test_what_is_no_delimited_text_is_refused_with_its_name(
    tmp_path: Path, start: bytes, name: str
) -> None:
    with pytest.raises(Problem, match=f"The file is {name}"):
        refuse_other_formats(write(tmp_path, start), shown="file.csv")
