"""Encodings and dialects: how a text file is written, found when it is added; and it as UTF-8.

Windows-1252 has no letter for five bytes. As in browsers they become the control characters of
their numbers (WHATWG, Encoding Standard, index windows-1252), and the ledger says where.
"""

from __future__ import annotations

import codecs
import hashlib
import itertools
import re
from pathlib import Path

from helpers.errors import Damaged, NoTable, Problem
from helpers.releases.descriptor import Dialect

SINGLE_BYTE = ["cp1252", "mac_roman"]
DOUBLE_BYTE = ["utf_16_le", "utf_16_be"]
"""Encodings other than UTF-8 that spreadsheets on Windows and the Mac write."""

MARKS = [
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
]
"""Byte-order marks; the longer one first where one begins with another."""

SAMPLE = 1 << 16

LACKING = bytes((0x81, 0x8D, 0x8F, 0x90, 0x9D))
"""The bytes for which Windows-1252 has no letter."""

_CONTROLS = {0xDC00 + byte: byte for byte in LACKING}
IS_CONTROL = "[\x81\x8d\x8f\x90\x9d]"
"""The characters that those bytes become."""

_numbers = itertools.count(1)

_PLAUSIBLE = re.compile(
    # A small letter in a word, a capital at its start or among capitals, and signs of print where
    # they belong: quotes at the edges of words, an apostrophe within one, a dash between blanks.
    "(?:(?<=[^\\W\\d_])|(?=.[^\\W\\d_]))[^\\W\\d_A-ZÀ-ÞŠŒŽŸ]"
    "|(?<![a-zß-öø-ÿœšž])[A-ZÀ-ÖØ-ÞŠŒŽŸ](?=[^\\W\\d_])"
    "|(?<!\\w)[“‘](?=\\w)|(?<=[\\w.,!?])[”’](?!\\w)|(?<=\\w)’(?=\\w)|(?<=\\s)[–—](?=\\s)"
    "|(?<=\\d)–(?=\\d)|(?<=\\w)…"
)


def find_encoding(path: Path) -> str:
    """Return the encoding of a text file.

    UTF-8 if all of it is, or if more characters beyond ASCII are valid UTF-8 than bytes are not: a
    few broken bytes then cost their rows, and not the letters of all others.
    """
    return survey_text(path)[1]


def survey_text(path: Path) -> tuple[str, str]:
    """Return the sha256 of a text file, in hexadecimal, and its encoding, in one pass."""
    digest, weight = hashlib.sha256(), _Weight()
    start = b""
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            start = start or chunk[:SAMPLE]
            digest.update(chunk)
            weight.add(chunk)
    return digest.hexdigest(), _choose(start, weight)


def _choose(start: bytes, weight: _Weight) -> str:
    for mark, name in MARKS:
        if start.startswith(mark):
            return name
    if b"\0" in start:
        return _ask(start[: len(start) // 2 * 2], DOUBLE_BYTE) or _look_at_zeros(start)
    if weight.good >= weight.bad:
        return "utf-8"
    sample = weight.sample[:SAMPLE]
    if any(byte in sample for byte in LACKING):
        return _choose_letters(sample)
    return _ask(sample, SINGLE_BYTE) or "cp1252"


class _Weight:
    """How many characters beyond ASCII are UTF-8, how many bytes are not, and a sample of these."""

    def __init__(self) -> None:
        self.good = self.bad = 0
        self.sample = b""
        self._decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")

    def add(self, chunk: bytes) -> None:
        """Weigh more of the file."""
        if chunk.isascii() and not self._decoder.getstate()[0]:
            return
        beyond = [character for character in self._decoder.decode(chunk) if character > "\x7f"]
        broken = sum("\udc80" <= character <= "\udcff" for character in beyond)
        self.good += len(beyond) - broken
        self.bad += broken
        if broken and len(self.sample) < SAMPLE:
            self.sample += b"".join(line for line in chunk.splitlines(True) if not line.isascii())


def as_utf8(path: Path, encoding: str, shown: str, folder: Path) -> Path:
    """Return the file itself if it is UTF-8, else a copy that is, in `folder`.

    Bytes that do not decode stay; those that Windows-1252 lacks become control characters.
    Raises Problem if the file isn't in `encoding`.
    """
    if is_utf8(encoding):
        return path
    controls = _CONTROLS if is_windows(encoding) else {}
    copy = folder / f"utf-8-{next(_numbers)}"
    try:
        with (
            path.open(encoding=encoding, errors="surrogateescape", newline="") as source,
            copy.open("w", encoding="utf-8", errors="surrogateescape", newline="") as target,
        ):
            while text := source.read(1 << 20):
                target.write(text.translate(controls) if controls else text)
    except (UnicodeError, LookupError) as error:
        raise Problem(
            f"The file is not written in {encoding}",
            file=shown,
            expected="the encoding that the descriptor names",
            remedy="Correct `encoding` in the descriptor, or add the file again",
        ) from error
    return copy


def is_utf8(encoding: str) -> bool:
    """Return whether a file in this encoding is UTF-8 as it is."""
    return encoding.lower().replace("_", "-") in ("utf-8", "utf-8-sig", "ascii")


def is_windows(encoding: str) -> bool:
    """Return whether an encoding is Windows-1252."""
    return encoding.lower().replace("_", "-") in ("cp1252", "windows-1252")


def _choose_letters(sample: bytes) -> str:
    """Return the encoding of a sample with bytes that Windows-1252 lacks and Mac Roman has.

    It is Mac Roman only if most of these bytes make sense as its letters, and more of the others
    than as those of Windows-1252 do. Where the others decide nothing, at least half of the first
    must be within words: one at an edge may be a stray byte.
    """
    mac = sample.decode("mac_roman")
    windows = sample.decode("cp1252", errors="surrogateescape").translate(_CONTROLS)
    fits = _find_plausible(mac)
    lacking = {position for position, byte in enumerate(sample) if byte in LACKING}
    lead = len(fits - lacking) - len(_find_plausible(windows) - lacking)
    within = sum(mac[n - 1 : n].isalpha() and mac[n + 1 : n + 2].isalpha() for n in lacking)
    sensible = 2 * len(fits & lacking) > len(lacking)
    better = lead > 0 or (lead == 0 and 2 * within >= len(lacking))
    return "mac_roman" if sensible and better else "cp1252"


def _find_plausible(text: str) -> set[int]:
    """Return the positions of non-ASCII letters and signs that make sense where they are."""
    return {match.start() for match in _PLAUSIBLE.finditer(text) if not match[0].isascii()}


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


DELIMITERS = [",", ";", "\t", "|"]

NOT_DELIMITED = [
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a workbook or an archive"),
    (b"\xd0\xcf\x11\xe0", "an old Office file"),
    (b"\x1f\x8b", "a compressed file"),
    (b"<!doctype", "a web page"),
    (b"<html", "a web page"),
]
"""How files begin that aren't delimited text, whatever their name says."""


def refuse_other_formats(path: Path, *, shown: str) -> None:
    """Raise Problem if a file that is called delimited begins like something else."""
    with path.open("rb") as file:
        start = file.read(64).lstrip().lower()
    for mark, name in NOT_DELIMITED:
        if start.startswith(mark.lower()):
            # An error page or a letter is most often behind such a name; a workbook holds rows.
            raise (NoTable if name in ("a web page", "a PDF") else Damaged)(
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
