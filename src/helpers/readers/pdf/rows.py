"""Rows: printed lines cut at the columns, and put together around the column that each row has.

A spreadsheet prints the cells of a row at its foot or, if the layout says so, at its head: a row
ends or begins at the line with its id, time or name. The rest may be on the page before.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from helpers.errors import Problem
from helpers.readers.pdf.layouts import Anchor
from helpers.readers.pdf.text import ADDED_BLANK, PrintedLine

TOUCHING = 0.1
"""Characters closer than this share of their height touch."""

LONG = 15
"""A longer word may not fit its cell, and be broken in the middle."""


@dataclass(frozen=True)
class Piece:
    """The part of a cell on one line: its text with blanks, and where it begins and ends.

    `pitch` is how wide its characters are on average.
    """

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

    `crossing` counts pairs of characters that touch across the border of two columns.
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


def cut_line(line: PrintedLine, columns: Sequence[float]) -> CutLine:
    """Return a line cut at `columns`; the middle of a character decides."""
    texts: dict[int, list[str]] = {}
    spans: dict[int, list[float]] = {}
    crossing = visible = 0
    before, before_end = -1, 0.0
    for text, start, end, _, size in line.characters:
        column = bisect_right(columns, (start + end) / 2)
        if text.isspace():
            if column in texts:
                texts[column].append(text)
            before = -1
            continue
        visible += 1
        if column in texts:
            texts[column].append(text)
            span = spans[column]
            span[0], span[1] = min(span[0], start), max(span[1], end)
        else:
            texts[column], spans[column] = [text], [start, end]
        if before not in (-1, column) and abs(start - before_end) < TOUCHING * size:
            crossing += 1
        before, before_end = column, end
    pieces = {}
    for column in sorted(texts):
        # A blank added at the end of a cell separates it from the next, and is not its own.
        text = "".join(texts[column]).rstrip(ADDED_BLANK).replace(ADDED_BLANK, " ")
        start, end = spans[column]
        pieces[column] = Piece(text, start, end, (end - start) / max(1, len(text.strip())))
    return CutLine(line.page, line.down, line.size, visible, crossing, pieces)


def find_limits(lines: Iterable[CutLine]) -> dict[int, float]:
    """Return how far the text of each column reaches at most."""
    limits: dict[int, float] = {}
    for line in lines:
        for column, piece in line.pieces.items():
            limits[column] = max(limits.get(column, piece.end), piece.end)
    return limits


def join_pieces(pieces: Sequence[Piece], limit: float) -> str:
    """Return the text of a cell from its lines.

    A line end is a blank, unless it is in the middle of a word: after a hyphen that follows a
    letter or digit, or if one long word fills the line to `limit` and no blank ends it.

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
    """Return whether a line of a cell ends in the middle of a word."""
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


MOST_LINES = 8
"""How many lines an id or a time may take."""


@dataclass(frozen=True)
class PrintedRow:
    """One row: the page that its anchor is on, its cells, and how many visible characters it has.

    `broken` says that it begins on one page and ends on the next. `top` and `bottom` are how far
    down its page its lines are.
    """

    page: int
    cells: tuple[str, ...]
    visible: int
    broken: bool
    top: float = 0.0
    bottom: float = 0.0


@dataclass(frozen=True)
class Assembly:
    """The rows, and how many visible characters of each page are in one."""

    rows: list[PrintedRow]
    used: Counter[int]
    at_head: bool


def assemble_rows(
    lines: Sequence[CutLine],
    width: int,
    position: int,
    anchor: Anchor,
    *,
    shown: str,
) -> Assembly:
    """Return the rows of a table of `width` columns whose anchor is the column at `position`.

    Raises Problem if a cell that should hold one anchor holds more, or if nothing shows whether
    rows begin or end at their anchors.
    """
    limits = find_limits(lines)
    anchors = find_anchors(lines, position, anchor, limits.get(position, 0.0))
    at_head = _begins_at_anchor(lines, anchors, shown)
    rows: list[PrintedRow] = []
    used: Counter[int] = Counter()
    for number, (first, last) in enumerate(anchors):
        if at_head:
            following = anchors[number + 1][0] if number + 1 < len(anchors) else len(lines)
            body = lines[first:following]
        else:
            before = anchors[number - 1][1] + 1 if number else 0
            body = lines[before : last + 1]
        page, cells = lines[last].page, []
        for column in range(width):
            pieces = [line.pieces[column] for line in body if column in line.pieces]
            cells.append(join_pieces(pieces, limits.get(column, 0.0)))
        _check_anchor(cells[position], anchor, page, shown)
        if anchor.solid:
            pieces = [line.pieces[position] for line in body if position in line.pieces]
            cells[position] = "".join(piece.text.strip() for piece in pieces)
        for line in body:
            used[line.page] += line.visible
        pages = {line.page for line in body}
        visible = sum(line.visible for line in body)
        here = [line for line in body if line.page == page]
        top = min(line.down - line.size / 2 for line in here)
        bottom = max(line.down + line.size / 2 for line in here)
        rows.append(PrintedRow(page, tuple(cells), visible, len(pages) > 1, top, bottom))
    return Assembly(rows, used, at_head)


def find_anchors(
    lines: Sequence[CutLine], position: int, anchor: Anchor, limit: float
) -> list[tuple[int, int]]:
    """Return the first and last line of each anchor."""
    filled = [number for number, line in enumerate(lines) if position in line.pieces]
    pieces = [lines[number].pieces[position] for number in filled]
    found = []
    start = 0
    while start < len(filled):
        if anchor.pattern is None:
            length = _measure_name(lines, filled, pieces, start, limit)
        else:
            length = _measure_match(pieces[start : start + MOST_LINES], anchor, limit)
        if length:
            found.append((filled[start], filled[start + length - 1]))
        start += length or 1
    return found


def _measure_match(pieces: Sequence[Piece], anchor: Anchor, limit: float) -> int:
    """Return how many lines the anchor takes that begins with the first line; 0 if none does.

    It continues on the next line if that can't begin an anchor itself, as `UTC` can't, or if the
    line breaks in the middle of a word.
    """
    length = _match(pieces, anchor)
    while 0 < length < len(pieces):
        longer = _joins(pieces[: length + 1], anchor)
        begins = _match(pieces[length:], anchor) > 0
        if not longer or (begins and not breaks_word(pieces[length - 1], pieces[length], limit)):
            break
        length += 1
    return length


def _match(pieces: Sequence[Piece], anchor: Anchor) -> int:
    """Return how many lines the shortest match takes that begins with the first; 0 if none does."""
    lengths = range(1, len(pieces) + 1)
    return next((length for length in lengths if _joins(pieces[:length], anchor)), 0)


def _joins(pieces: Sequence[Piece], anchor: Anchor) -> bool:
    text = "".join(piece.bare for piece in pieces)
    return anchor.pattern is not None and bool(anchor.pattern.fullmatch(text))


def _measure_name(
    lines: Sequence[CutLine],
    filled: Sequence[int],
    pieces: Sequence[Piece],
    column: int,
    limit: float,
) -> int:
    """Return how many lines a name takes.

    It continues on the next line if it is alone on its line and the next word would not have fit.
    """
    length = 1
    while column + length < len(filled):
        line, piece = lines[filled[column + length - 1]], pieces[column + length - 1]
        following = pieces[column + length]
        word = following.text.split()[0]
        fits = piece.end + (len(word) + 1) * following.pitch <= limit
        apart = filled[column + length] != filled[column + length - 1] + 1
        if fits or apart or len(line.pieces) > 1:
            break
        length += 1
    return length


def _begins_at_anchor(
    lines: Sequence[CutLine], anchors: Sequence[tuple[int, int]], shown: str
) -> bool:
    """Return whether rows begin with their anchors, by how pages begin and end."""
    first_lines = {page: number for number, page in reversed(list(enumerate(_pages(lines))))}
    last_lines = {page: number for number, page in enumerate(_pages(lines))}
    starts, ends = {first for first, _ in anchors}, {last for _, last in anchors}
    begin = sum(number in starts for number in first_lines.values())
    end = sum(number in ends for number in last_lines.values())
    if not begin and not end:
        raise Problem(
            "We can't detect where rows begin and end, since no page begins or ends with one",
            file=shown,
            expected="cells aligned at the top or at the bottom of their rows",
            remedy="Ask the source agency for the spreadsheet it was printed from",
        )
    return begin > end


def _pages(lines: Sequence[CutLine]) -> list[int]:
    return [line.page for line in lines]


def _check_anchor(text: str, anchor: Anchor, page: int, shown: str) -> None:
    if anchor.pattern is None or anchor.pattern.fullmatch("".join(text.split())):
        return
    raise Problem(
        f"A cell of the column {anchor.column}, by which we tell rows apart, holds other text too",
        file=shown,
        part=f"page {page}",
        expected="one id or time per row",
        remedy="Look at the page, and ask the source agency for the spreadsheet it was printed "
        "from",
    )
