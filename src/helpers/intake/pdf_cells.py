"""Cells: a printed line cut at the columns, and wrapped lines of a cell joined again."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from helpers.intake.pdf_glyphs import SET_APART
from helpers.intake.pdf_lines import Line

TOUCHING = 0.1
"""Characters closer than this share of their height touch."""

LONG = 15
"""A word of more letters than this can be too long for its cell and be broken within."""


@dataclass(frozen=True)
class Piece:
    """What one line holds of one cell: its text, blanks included, and where it ends."""

    text: str
    start: float
    end: float
    pitch: float

    @property
    def bare(self) -> str:
        """The text without blanks."""
        return re.sub(r"\s+", "", self.text)


@dataclass(frozen=True)
class CutLine:
    """One line cut at the columns: its pieces by the position of their column.

    `crossing` counts the places where two characters touch over the border of two columns.
    """

    page: int
    down: float
    size: float
    visible: int
    crossing: int
    pieces: dict[int, Piece]

    @property
    def text(self) -> str:
        """Its visible characters, column by column."""
        return "".join(piece.bare for piece in self.pieces.values())


def cut_line(line: Line, columns: Sequence[float]) -> CutLine:
    """Return a line cut at `columns`, each character by its middle."""
    texts: dict[int, list[str]] = {}
    spans: dict[int, list[float]] = {}
    crossing = visible = 0
    before, before_end = -1, 0.0
    for text, start, end, _, size in line.glyphs:
        place = bisect_right(columns, (start + end) / 2)
        if text.isspace():
            if place in texts:
                texts[place].append(text)
            before = -1
            continue
        visible += 1
        if place in texts:
            texts[place].append(text)
            span = spans[place]
            span[0], span[1] = min(span[0], start), max(span[1], end)
        else:
            texts[place], spans[place] = [text], [start, end]
        if before not in (-1, place) and abs(start - before_end) < TOUCHING * size:
            crossing += 1
        before, before_end = place, end
    pieces = {}
    for place in sorted(texts):
        # A blank that was set at the end of a cell parts it from the next, and is not its own.
        text = "".join(texts[place]).rstrip(SET_APART).replace(SET_APART, " ")
        start, end = spans[place]
        pieces[place] = Piece(text, start, end, (end - start) / max(1, len(text.strip())))
    return CutLine(line.page, line.down, line.size, visible, crossing, pieces)


def find_limits(lines: Iterable[CutLine]) -> dict[int, float]:
    """Return how far to its end the text of each column ever reaches."""
    limits: dict[int, float] = {}
    for line in lines:
        for place, piece in line.pieces.items():
            limits[place] = max(limits.get(place, piece.end), piece.end)
    return limits


def join_pieces(pieces: Sequence[Piece], limit: float) -> str:
    """Return the text of a cell from its lines.

    A line end is a blank, unless it stands in the middle of a word: after a hyphen that follows a
    letter or digit, or where one long word fills the line to `limit` and no blank ends it.

    >>> def piece(text, end): return Piece(text, 0, end, 1)
    >>> join_pieces([piece("11/13/2025, ", 11), piece("10:00:17 PM", 11)], 12)
    '11/13/2025, 10:00:17 PM'
    >>> join_pieces([piece("23d55b89-42eb-", 14), piece("4f5c", 4)], 14)
    '23d55b89-42eb-4f5c'
    """
    joined = ""
    last: Piece | None = None
    for piece in pieces:
        text = piece.text.strip()
        if last is not None:
            joined += "" if breaks_word(last, piece, limit) else " "
        joined, last = joined + text, piece
    return joined


def breaks_word(piece: Piece, following: Piece, limit: float) -> bool:
    """Say whether a line of a cell ends within a word, and not between two."""
    text = piece.text.lstrip()
    if not text or text[-1].isspace():
        return False
    if text[-1] == "-" and len(text) > 1 and text[-2].isalnum() and following.text[:1].isalnum():
        return True
    one_long_word = (
        " " not in text
        and text[-1].isalnum()
        and (len(text) > LONG or any(c.isdigit() for c in text))
    )
    return one_long_word and piece.end + following.pitch / 2 > limit
