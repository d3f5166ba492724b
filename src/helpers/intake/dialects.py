"""Dialects: how a delimited file is written, found once when it is added and pinned thereafter."""

from __future__ import annotations

from pathlib import Path

from helpers.errors import Problem
from helpers.intake.encodings import SAMPLE
from helpers.releases.descriptor import Dialect

DELIMITERS = [",", ";", "\t", "|"]

NOT_DELIMITED = [
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a workbook or an archive"),
    (b"\xd0\xcf\x11\xe0", "an old Office file"),
    (b"\x1f\x8b", "a compressed file"),
    (b"<!doctype", "a web page"),
    (b"<html", "a web page"),
]
"""How files begin that are no delimited text, whatever their name says."""


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
