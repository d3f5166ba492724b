"""Encodings: in which letters a text file is written, found when it is added; and it as UTF-8.

Windows-1252 has no letter for five bytes. As in browsers they stand as the control characters of
their numbers (WHATWG, Encoding Standard, index windows-1252), and the ledger says where.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from helpers.errors import Problem
from helpers.intake.rows import ROW, Rows, cell
from helpers.project import open_scratch

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

SAMPLE = 1 << 16

LACKING = bytes((0x81, 0x8D, 0x8F, 0x90, 0x9D))
"""The bytes for which Windows-1252 has no letter."""

_CONTROLS = {0xDC00 + byte: byte for byte in LACKING}
_IS_CONTROL = "[\x81\x8d\x8f\x90\x9d]"

_IN_PLACE = re.compile(
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
    with path.open("rb") as file:
        start = file.read(SAMPLE)
    for mark, name in MARKS:
        if start.startswith(mark):
            return name
    if b"\0" in start:
        return _ask(start[: len(start) // 2 * 2], DOUBLE_BYTE) or _look_at_zeros(start)
    good, bad, sample = _weigh(path)
    if good >= bad:
        return "utf-8"
    if any(byte in sample for byte in LACKING):
        return _choose_letters(sample)
    return _ask(sample, SINGLE_BYTE) or "cp1252"


@contextmanager
def as_utf8(path: Path, encoding: str, shown: str) -> Iterator[Path]:
    """Give the file itself if it is UTF-8, else a copy that is.

    Bytes that do not decode stay; those that Windows-1252 lacks become control characters.
    """
    if encoding.lower().replace("_", "-") in ("utf-8", "utf-8-sig", "ascii"):
        yield path
        return
    controls = _CONTROLS if _is_windows(encoding) else {}
    with open_scratch() as folder:
        copy = folder / "utf-8"
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
        yield copy


def note_controls(rows: Rows, encoding: str) -> Rows:
    """Return rows with a sentence among their notes if they hold bytes that Windows-1252 lacks."""
    if not _is_windows(encoding) or rows.frame.empty:
        return rows
    cells = [rows.frame[cell(place)] for place in range(len(rows.header))]
    counts = sum(column.str.count(_IS_CONTROL).fillna(0).astype("int64") for column in cells)
    found = int(counts.sum())
    if not found:
        return rows
    first = int(rows.frame[ROW][counts > 0].min())
    note = (
        f"Bytes for which Windows-1252 has no letter: {found:,}, the first in row {first:,}; each "
        "stands as the control character of its number"
    )
    return replace(rows, notes=(*rows.notes, note))


def _is_windows(encoding: str) -> bool:
    return encoding.lower().replace("_", "-") in ("cp1252", "windows-1252")


def _choose_letters(sample: bytes) -> str:
    """Return the encoding of a sample with bytes that Windows-1252 lacks and Mac Roman has.

    It is Mac Roman only if most of these bytes make sense as its letters, and more of the others
    than as those of Windows-1252 do. Where the others tell nothing, at least half of the first must
    stand within words: one at an edge may be a stray byte.
    """
    mac = sample.decode("mac_roman")
    windows = sample.decode("cp1252", errors="surrogateescape").translate(_CONTROLS)
    fits = _find_in_place(mac)
    lacking = {place for place, byte in enumerate(sample) if byte in LACKING}
    lead = len(fits - lacking) - len(_find_in_place(windows) - lacking)
    within = sum(mac[n - 1 : n].isalpha() and mac[n + 1 : n + 2].isalpha() for n in lacking)
    sensible = 2 * len(fits & lacking) > len(lacking)
    better = lead > 0 or (lead == 0 and 2 * within >= len(lacking))
    return "mac_roman" if sensible and better else "cp1252"


def _find_in_place(text: str) -> set[int]:
    """Return where letters and signs beyond ASCII stand where such letters and signs belong."""
    return {match.start() for match in _IN_PLACE.finditer(text) if not match[0].isascii()}


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
