"""Encodings: found from the bytes; what a byte cannot say is said, and no letter is guessed."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.intake.encodings import LACKING, find_encoding
from helpers.intake.files import pin_file, read_file
from helpers.intake.rows import Rows, cell


def write(folder: Path, data: bytes) -> Path:
    path = folder / "file.csv"
    path.write_bytes(data)
    return path


def read(folder: Path, data: bytes) -> Rows:
    path = write(folder, data)
    (rows,) = read_file(path, pin_file(path, path.name), shown=path.name)
    return rows


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
    assert rows.frame[cell(1)].tolist() == ["x", right.replace(",", ";"), "y"]
    (note,) = rows.notes
    assert note.startswith("Bytes for which Windows-1252 has no letter: 1, the first in row 2;")


@pytest.mark.parametrize("text", MAC)
def test_letters_of_a_mac_that_windows_lacks_are_read_as_such(text: str, tmp_path: Path) -> None:
    assert any(byte in LACKING for byte in text.encode("mac_roman"))
    data = f"id;v\n1;{text}\n2;{text}\n".encode("mac_roman")
    rows = read(tmp_path, data)
    assert rows.frame[cell(1)].tolist() == [text, text]
    assert rows.notes == ()


def test_every_byte_of_a_windows_file_is_kept_apart(tmp_path: Path) -> None:
    """No two bytes become one character, and none costs its row."""
    letters = [bytes([byte]) for byte in range(0x80, 0x100)]
    data = b"id,v\n" + b"".join(b"1,caf\xe9 %s\n" % letter for letter in letters)
    rows = read(tmp_path, data)
    assert rows.rows_kept == len(set(rows.frame[cell(1)])) == len(letters)
    assert rows.notes[0].startswith("Bytes for which Windows-1252 has no letter: 5, the first")
