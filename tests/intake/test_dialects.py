"""Dialects: found when a file is added, from what it holds and not from its name."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.errors import Problem
from helpers.intake.dialects import find_dialect, refuse_other_formats


def write(folder: Path, data: bytes) -> Path:
    path = folder / "file.csv"
    path.write_bytes(data)
    return path


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
