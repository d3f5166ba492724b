"""Rows: the lines of a printed table put together to rows, each around what anchors it.

A spreadsheet prints the cells of a row at the foot of the row (or, if told so, at its head), so a
row ends (or begins) at the line that holds its id, time or name. What stands before it may stand
on the page before.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from helpers.errors import Problem
from helpers.intake.pdf_cells import CutLine, Piece, breaks_word, find_limits, join_pieces
from helpers.intake.pdf_layouts import Anchor

MOST_LINES = 8
"""Over how many lines an id or a time may be wrapped."""


@dataclass(frozen=True)
class PrintedRow:
    """One row: the page that its anchor stands on, its cells, and how many lines it has."""

    page: int
    cells: tuple[str, ...]
    visible: int
    broken: bool


@dataclass(frozen=True)
class Assembly:
    """The rows, and the visible characters of each page that stand in none."""

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
    """Return the rows of a table of `width` columns whose anchor stands at `position`.

    Raises Problem if a cell that should hold one anchor holds more, or if it cannot be told
    whether rows begin or end at their anchors.
    """
    limits = find_limits(lines)
    anchors = find_anchors(lines, position, anchor, limits.get(position, 0.0))
    at_head = _stands_at_head(lines, anchors, shown)
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
        for place in range(width):
            pieces = [line.pieces[place] for line in body if place in line.pieces]
            cells.append(join_pieces(pieces, limits.get(place, 0.0)))
        _check_anchor(cells[position], anchor, page, shown)
        if anchor.solid:
            pieces = [line.pieces[position] for line in body if position in line.pieces]
            cells[position] = "".join(piece.text.strip() for piece in pieces)
        for line in body:
            used[line.page] += line.visible
        pages = {line.page for line in body}
        visible = sum(line.visible for line in body)
        rows.append(PrintedRow(page, tuple(cells), visible, len(pages) > 1))
    return Assembly(rows, used, at_head)


def find_anchors(
    lines: Sequence[CutLine], position: int, anchor: Anchor, limit: float
) -> list[tuple[int, int]]:
    """Return the first and last line of each anchor."""
    inked = [number for number, line in enumerate(lines) if position in line.pieces]
    pieces = [lines[number].pieces[position] for number in inked]
    found = []
    place = 0
    while place < len(inked):
        if anchor.pattern is None:
            length = _measure_name(lines, inked, pieces, place, limit)
        else:
            length = _measure_match(pieces[place : place + MOST_LINES], anchor, limit)
        if length:
            found.append((inked[place], inked[place + length - 1]))
        place += length or 1
    return found


def _measure_match(pieces: Sequence[Piece], anchor: Anchor, limit: float) -> int:
    """Return over how many lines the anchor is wrapped that begins with the first; 0 for none.

    It goes on in the next line if that cannot begin an anchor itself, as `UTC` cannot, or if the
    line breaks within a word.
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
    """Return how many lines the shortest match has that begins with the first; 0 for none."""
    lengths = range(1, len(pieces) + 1)
    return next((length for length in lengths if _joins(pieces[:length], anchor)), 0)


def _joins(pieces: Sequence[Piece], anchor: Anchor) -> bool:
    text = "".join(piece.bare for piece in pieces)
    return anchor.pattern is not None and bool(anchor.pattern.fullmatch(text))


def _measure_name(
    lines: Sequence[CutLine],
    inked: Sequence[int],
    pieces: Sequence[Piece],
    place: int,
    limit: float,
) -> int:
    """Return over how many lines a name is wrapped.

    Its line goes on in the next if nothing stands beside it, and if the next word would not have
    fitted on it.
    """
    length = 1
    while place + length < len(inked):
        line, piece = lines[inked[place + length - 1]], pieces[place + length - 1]
        following = pieces[place + length]
        word = following.text.split()[0]
        fits = piece.end + (len(word) + 1) * following.pitch <= limit
        apart = inked[place + length] != inked[place + length - 1] + 1
        if fits or apart or len(line.pieces) > 1:
            break
        length += 1
    return length


def _stands_at_head(
    lines: Sequence[CutLine], anchors: Sequence[tuple[int, int]], shown: str
) -> bool:
    """Say whether anchors stand at the head of their rows, by how pages begin and end."""
    first_lines = {page: number for number, page in reversed(list(enumerate(_pages(lines))))}
    last_lines = {page: number for number, page in enumerate(_pages(lines))}
    starts, ends = {first for first, _ in anchors}, {last for _, last in anchors}
    begin = sum(number in starts for number in first_lines.values())
    end = sum(number in ends for number in last_lines.values())
    if not begin and not end:
        raise Problem(
            "It cannot be told where rows begin and end: no page begins or ends with one",
            file=shown,
            expected="cells aligned at the head or at the foot of their rows",
            remedy="Ask the custodian for the spreadsheet behind the print",
        )
    return begin > end


def _pages(lines: Sequence[CutLine]) -> list[int]:
    return [line.page for line in lines]


def _check_anchor(text: str, anchor: Anchor, page: int, shown: str) -> None:
    if anchor.pattern is None or anchor.pattern.fullmatch("".join(text.split())):
        return
    raise Problem(
        f"A cell of the column {anchor.column}, which tells rows apart, holds other text too",
        file=shown,
        part=f"page {page}",
        expected="one id or time a row",
        remedy="Look at the page; ask the custodian for the spreadsheet behind the print",
    )
