"""Dialects: how a delimited file is written, found once when it is added and pinned thereafter."""

from __future__ import annotations

import codecs
from pathlib import Path

from helpers.errors import Problem
from helpers.releases import Dialect

DELIMITERS = [",", ";", "\t", "|"]

SINGLE_BYTE = ["cp1252", "mac_roman"]
DOUBLE_BYTE = ["utf_16_le", "utf_16_be"]
"""Encodings that spreadsheets on Windows and the Mac write beside UTF-8."""

MARKS = [
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
]
"""Byte-order marks; the longer one first where one begins with another."""

NOT_DELIMITED = [
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a workbook or an archive"),
    (b"\xd0\xcf\x11\xe0", "an old Office file"),
    (b"\x1f\x8b", "a compressed file"),
    (b"<!doctype", "a web page"),
    (b"<html", "a web page"),
]
"""How files begin that are no delimited text, whatever their name says."""

SAMPLE = 1 << 16


def refuse_other_formats(path: Path, *, shown: str) -> None:
    """Raise Problem if a file that is called delimited begins like something else."""
    with path.open("rb") as file:
        start = file.read(64).lstrip().lower()
    for mark, name in NOT_DELIMITED:
        if start.startswith(mark.lower()):
            raise Problem(
                f"The file is {name}, whatever its name says",
                file=shown,
                expected="delimited text",
                remedy="Rename it to what it is, or ask the custodian for the file behind it",
            )


def find_encoding(path: Path) -> str:
    """Return the encoding of a text file.

    UTF-8 if all of it is, or if more characters beyond ASCII are valid UTF-8 than bytes are not: a
    few broken bytes then cost their rows, and not the letters of all others.
    """
    with path.open("rb") as file:
        start = file.read(SAMPLE)
    for mark, name in MARKS:
        if start.startswith(mark):
            return name
    if b"\0" in start:
        return _ask(start[: len(start) // 2 * 2], DOUBLE_BYTE) or _look_at_zeros(start)
    good, bad, sample = _weigh(path)
    return "utf-8" if good >= bad else _ask(sample, SINGLE_BYTE) or "cp1252"


def find_dialect(path: Path, encoding: str) -> Dialect:
    """Return the dialect of a delimited file from its first rows; one column reads as commas."""
    import clevercsv

    with path.open(encoding=encoding, errors="replace", newline="") as file:
        sample = file.read(SAMPLE // 4)
    if len(sample) == SAMPLE // 4:
        sample = sample[: sample.rfind("\n") + 1] or sample
    sample = sample.lstrip("\ufeff").replace("\0", "")
    found = clevercsv.Detector().detect(sample, delimiters=DELIMITERS)
    return Dialect(delimiter=(found and found.delimiter) or ",", quoteChar='"')


def _weigh(path: Path) -> tuple[int, int, bytes]:
    """Return how many characters beyond ASCII are UTF-8, how many bytes are not, and a sample."""
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    good = bad = 0
    sample = b""
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            if chunk.isascii() and not decoder.getstate()[0]:
                continue
            beyond = [character for character in decoder.decode(chunk) if character > "\x7f"]
            broken = sum("\udc80" <= character <= "\udcff" for character in beyond)
            good, bad = good + len(beyond) - broken, bad + broken
            if broken and len(sample) < SAMPLE:
                sample += b"".join(line for line in chunk.splitlines(True) if not line.isascii())
    return good, bad, sample[:SAMPLE]


def _look_at_zeros(start: bytes) -> str:
    """Return the encoding in which every second byte of plain letters is zero, at that side."""
    first, second = start[::2].count(0), start[1::2].count(0)
    if max(first, second) * 4 < len(start):
        return "utf-8"
    return DOUBLE_BYTE[0] if second > first else DOUBLE_BYTE[1]


def _ask(sample: bytes, candidates: list[str]) -> str | None:
    import charset_normalizer

    best = charset_normalizer.from_bytes(sample, cp_isolation=candidates).best()
    return None if best is None else best.encoding
