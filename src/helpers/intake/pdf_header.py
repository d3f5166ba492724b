"""Header: where a printed table names its columns, found by the spellings of known kinds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from helpers.intake.pdf_layouts import Anchor, Layout, squeeze
from helpers.intake.pdf_lines import Line, Word, split_words

MOST_LINES = 6
"""Over how many lines a header may be wrapped."""

APART = 1.8
"""A line further above than this many line heights is a title, and no part of the header."""

SAME_CELL = 0.6
"""Words of a header closer than this share of their height stand in one cell, until their
spelling says otherwise."""


@dataclass(frozen=True)
class Heading:
    """One cell of the header: its text, where it stands, and the column it names, if any."""

    text: str
    start: float
    end: float
    column: str | None


@dataclass(frozen=True)
class Header:
    """The header of a printed table: its cells, the lines it stands on, and its layout."""

    layout: Layout
    headings: tuple[Heading, ...]
    first_line: int
    last_line: int

    @property
    def texts(self) -> tuple[str, ...]:
        """The cells of the header as printed."""
        return tuple(heading.text for heading in self.headings)

    @property
    def anchors(self) -> list[tuple[int, Anchor]]:
        """The columns that can tell rows apart, by position, and what their cells are like."""
        columns = [heading.column for heading in self.headings]
        return [(columns.index(a.column), a) for a in self.layout.anchors if a.column in columns]


def find_header(lines: Sequence[Line], layouts: Sequence[Layout]) -> Header | None:
    """Return the header among a page's lines that answers one of `layouts` best, or None.

    It must have all required columns and an anchor, and may not have more cells that the layout
    does not know than cells that it does.
    """
    words = [split_words(line) for line in lines]
    found: list[tuple[tuple[int, int, int], Header]] = []
    for layout in layouts:
        for first, last in _list_windows(words, layout):
            if _has_gap(lines[first : last + 1]):
                continue
            size = max(line.size for line in lines[first : last + 1])
            cells = _join_cells(words[first : last + 1], size)
            headings = tuple(_name_cells(cells, layout))
            columns = {heading.column for heading in headings} - {None}
            unknown = sum(heading.column is None for heading in headings)
            anchored = any(anchor.column in columns for anchor in layout.anchors)
            if anchored and layout.required <= columns and len(columns) >= max(2, unknown):
                # Of two that read alike, the one that ends higher has no row in it, and the one
                # that begins higher has the whole of headers that nobody knows.
                score = (len(columns) - unknown, -last, -first)
                found.append((score, Header(layout, headings, first, last)))
    return max(found, key=lambda pair: pair[0])[1] if found else None


def _list_windows(words: Sequence[Sequence[Word]], layout: Layout) -> Iterator[tuple[int, int]]:
    """Give the runs of lines whose words could be all the required headers of a layout."""
    required = [s for s, column in layout.spellings.items() if column in layout.required]
    letters = min((len(s) for s in required), default=1) * max(1, len(layout.required))
    for first in range(len(words)):
        for last in range(first, min(first + MOST_LINES, len(words))):
            texts = [squeeze(word.text) for line in words[first : last + 1] for word in line]
            if sum(map(len, texts)) < letters:
                continue
            begins = [
                s for s in layout.spellings if any(text and s.startswith(text) for text in texts)
            ]
            if layout.required <= {layout.spellings[s] for s in begins}:
                yield first, last


def _has_gap(lines: Sequence[Line]) -> bool:
    return any(below.down - line.down > APART * below.size for line, below in pairwise(lines))


def _join_cells(lines: Sequence[Sequence[Word]], size: float) -> list[list[Word]]:
    """Return the words of a header by cell: those above one another or close side by side."""
    cells: list[tuple[float, float, list[Word]]] = []
    for line in lines:
        for word in line:
            near = [
                cell
                for cell in cells
                if word.start - cell[1] < SAME_CELL * size and cell[0] - word.end < SAME_CELL * size
            ]
            merged = [*(w for cell in near for w in cell[2]), word]
            cells = [cell for cell in cells if cell not in near]
            start, end = min(w.start for w in merged), max(w.end for w in merged)
            cells.append((start, end, merged))
    return [cell[2] for cell in sorted(cells, key=lambda cell: cell[0])]


def _name_cells(cells: Sequence[list[Word]], layout: Layout) -> Iterator[Heading]:
    """Give the headings; spelling parts cells that run together, and joins parted ones."""
    place = 0
    while place < len(cells):
        cell = cells[place]
        whole = squeeze("".join(word.text for word in cell))
        following = cells[place + 1] if place + 1 < len(cells) else []
        both = whole + squeeze("".join(word.text for word in following))
        if whole not in layout.spellings and following and both in layout.spellings:
            yield _make_heading([*cell, *following], layout)
            place += 2
            continue
        pieces = [cell] if whole in layout.spellings else _part(cell, layout) or [cell]
        for piece in pieces:
            yield _make_heading(piece, layout)
        place += 1


def _part(words: Sequence[Word], layout: Layout) -> list[list[Word]] | None:
    """Return the words in runs that each spell a header, or None if they do not."""
    if not words:
        return []
    for length in range(len(words), 0, -1):
        if squeeze("".join(word.text for word in words[:length])) in layout.spellings:
            rest = _part(words[length:], layout)
            if rest is not None:
                return [list(words[:length]), *rest]
    return None


def _make_heading(words: Sequence[Word], layout: Layout) -> Heading:
    text = " ".join(word.text for word in words)
    start, end = min(word.start for word in words), max(word.end for word in words)
    return Heading(text, start, end, layout.spellings.get(squeeze(text)))
