"""The grid of a printed table: its header, its columns, and what each page repeats."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol, TypeVar

from helpers.readers.pdf.layouts import Anchor, Layout, squeeze
from helpers.readers.pdf.text import PrintedLine, PrintedWord, split_words

MOST_LINES = 6
"""Over how many lines a header may be wrapped."""

APART = 1.8
"""A line that is more than so many line heights from the next is a title, not part of the table."""

SAME_CELL = 0.6
"""Words of a header closer than this share of their height are in one cell, unless their spelling
says otherwise."""

FEW_CELLS, FEW_ROWS, LOOKED_AT = 3, 3, 12
"""A line of so many cells heads a table if so many lines below it line up with its columns."""


@dataclass(frozen=True)
class Heading:
    """One cell of the header: its text, where it is, and the column it names, if any."""

    text: str
    start: float
    end: float
    column: str | None


@dataclass(frozen=True)
class Header:
    """The header of a printed table: its cells, its lines, and its layout."""

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
        """The columns that can identify rows, by position, and what their cells look like."""
        columns = [heading.column for heading in self.headings]
        return [(columns.index(a.column), a) for a in self.layout.anchors if a.column in columns]


def find_printed_header(lines: Sequence[PrintedLine], layouts: Sequence[Layout]) -> Header | None:
    """Return the header among a page's lines that fits one of `layouts` best, or None.

    It must have all required columns and an anchor, and at least as many cells that the layout
    knows as cells that it does not.
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
                # Of two that score the same, the one that ends higher contains no row, and the one
                # that begins higher contains unknown headers whole.
                score = (len(columns) - unknown, -last, -first)
                found.append((score, Header(layout, headings, first, last)))
    return max(found, key=lambda pair: pair[0])[1] if found else None


def join_words(line: PrintedLine) -> str:
    """Return the text of a line, with a blank between its words."""
    return " ".join(word.text for word in split_words(line))


def guess_header(lines: Sequence[PrintedLine]) -> tuple[str, ...]:
    """Return the cells of a line that heads a table of an unknown kind; () if none does.

    Below it, at least FEW_ROWS lines have as many cells, each of which begins where one of its
    own does. A letter's lines are not in columns.
    """
    cut = [_cut_apart(line) for line in lines]
    for number, cells in enumerate(cut):
        below = cut[number + 1 : number + 1 + LOOKED_AT]
        alike = [
            len(one) == len(cells)
            and all(abs(a[0] - b[0]) <= lines[number].size for a, b in zip(one, cells, strict=True))
            for one in below
        ]
        if len(cells) >= FEW_CELLS and sum(alike) >= FEW_ROWS:
            return tuple(text for _, text in cells)
    return ()


def _cut_apart(line: PrintedLine) -> list[tuple[float, str]]:
    """Return where each cell of a line begins, and its text; a wide gap separates two cells."""
    cells: list[tuple[float, str]] = []
    end = float("-inf")
    for word in sorted(split_words(line), key=lambda word: word.start):
        if cells and word.start - end < line.size:
            cells[-1] = (cells[-1][0], f"{cells[-1][1]} {word.text}")
        else:
            cells.append((word.start, word.text))
        end = word.end
    return cells


def _list_windows(
    words: Sequence[Sequence[PrintedWord]], layout: Layout
) -> Iterator[tuple[int, int]]:
    """Yield the runs of lines whose words could be all the required headers of a layout."""
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


def _has_gap(lines: Sequence[PrintedLine]) -> bool:
    return any(below.down - line.down > APART * below.size for line, below in pairwise(lines))


def _join_cells(lines: Sequence[Sequence[PrintedWord]], size: float) -> list[list[PrintedWord]]:
    """Return the words of a header by cell: those above one another or close side by side."""
    cells: list[tuple[float, float, list[PrintedWord]]] = []
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


def _name_cells(cells: Sequence[list[PrintedWord]], layout: Layout) -> Iterator[Heading]:
    """Yield the headings. Spelling splits cells that run together, and joins split ones."""
    position = 0
    while position < len(cells):
        cell = cells[position]
        whole = squeeze("".join(word.text for word in cell))
        following = cells[position + 1] if position + 1 < len(cells) else []
        both = whole + squeeze("".join(word.text for word in following))
        if whole not in layout.spellings and following and both in layout.spellings:
            yield _make_heading([*cell, *following], layout)
            position += 2
            continue
        pieces = [cell] if whole in layout.spellings else _part(cell, layout) or [cell]
        for piece in pieces:
            yield _make_heading(piece, layout)
        position += 1


def _part(words: Sequence[PrintedWord], layout: Layout) -> list[list[PrintedWord]] | None:
    """Return the words in runs that each spell a header, or None if they do not."""
    if not words:
        return []
    for length in range(len(words), 0, -1):
        if squeeze("".join(word.text for word in words[:length])) in layout.spellings:
            rest = _part(words[length:], layout)
            if rest is not None:
                return [list(words[:length]), *rest]
    return None


def _make_heading(words: Sequence[PrintedWord], layout: Layout) -> Heading:
    text = " ".join(word.text for word in words)
    start, end = min(word.start for word in words), max(word.end for word in words)
    return Heading(text, start, end, layout.spellings.get(squeeze(text)))


STEP = 0.25
"""In what steps (points) the space between two headers is searched for a gap."""


def find_columns(
    headings: Sequence[Heading], lines: Iterable[PrintedLine], rules: Sequence[float] = ()
) -> list[float]:
    """Return where each column after the first begins.

    If `rules` (vertical lines) separate all headings, one between any two, and no character of
    `lines` crosses one, columns begin there. Otherwise each begins in the gap nearest to the start
    of its header: the position between the end of the header before and its own start that the
    fewest characters of `lines` cover.
    """
    spans = [(before.end, after.start) for before, after in pairwise(headings)]
    if rules:
        lines = list(lines)
        ruled = [[rule for rule in rules if start <= rule <= end] for start, end in spans]
        columns = [between[0] for between in ruled if len(between) == 1]
        if len(columns) == len(spans) and not _cross(columns, lines):
            return columns
    covered = [[0] * (max(1, int((end - start) / STEP)) + 1) for start, end in spans]
    starts = [start for start, _ in spans]
    for line in lines:
        for character in line.characters:
            if character.text.isspace():
                continue
            # A character is narrower than a column, so it can reach into two gaps at most.
            for position in {
                bisect_right(starts, character.start) - 1,
                bisect_right(starts, character.end) - 1,
            }:
                if position >= 0:
                    counts, origin = covered[position], starts[position]
                    first = max(0, int((character.start - origin) / STEP))
                    last = min(len(counts) - 1, int((character.end - origin) / STEP))
                    for step in range(first, last + 1):
                        counts[step] += 1
    return [
        start + _find_gap(counts) * STEP for (start, _), counts in zip(spans, covered, strict=True)
    ]


def _cross(columns: Sequence[float], lines: Iterable[PrintedLine]) -> bool:
    """Return whether a visible character crosses the border of two columns."""
    return any(
        bisect_right(columns, character.start) != bisect_right(columns, character.end)
        for line in lines
        for character in line.characters
        if not character.text.isspace()
    )


def _find_gap(counts: Sequence[int]) -> float:
    """Return the middle of the last run of the least covered steps."""
    least = min(counts)
    last = max(step for step, count in enumerate(counts) if count == least)
    first = last
    while first > 0 and counts[first - 1] == least:
        first -= 1
    return (first + last + 1) / 2


TOTALS = ("total", "totals", "grandtotal")
"""What begins a line of totals, squeezed."""

PAGE_NUMBER = re.compile(r"(?:page)?(\d+)(?:(?:of|/)\d+)?", re.IGNORECASE)


class CutRow(Protocol):
    """A line, cut at the columns or not: its visible characters, its page and its position."""

    @property
    def text(self) -> str:
        """Its visible characters."""

    @property
    def page(self) -> int:
        """The number of its page."""

    @property
    def down(self) -> float:
        """How far down the page it is."""

    @property
    def size(self) -> float:
        """How high its characters are."""


SomeLine = TypeVar("SomeLine", bound=CutRow)


def drop_headers(lines: Sequence[SomeLine], header: Sequence[str]) -> tuple[list[SomeLine], bool]:
    """Return a page's lines after the header, if the page repeats it, and whether it does.

    What is above it belongs to the page. `header` are the squeezed lines of the header.
    """
    texts = [squeeze(line.text) for line in lines]
    for position in range(len(lines) - len(header) + 1):
        if texts[position : position + len(header)] == list(header):
            return list(lines[position + len(header) :]), True
    return list(lines), False


def find_running_heads(pages: Sequence[Sequence[CutRow]]) -> set[tuple[int, int]]:
    """Return page numbers and running heads: (position of the page, position of the line).

    A page number counts up with the pages. A running head is the same on every page and apart
    from the lines next to it. Only the first and last line of a page can be either.
    """
    found: set[tuple[int, int]] = set()
    for end in (0, -1):
        numbers: dict[tuple[int, str], list[tuple[int, int]]] = {}
        titles: Counter[str] = Counter()
        for position, lines in enumerate(pages):
            if not lines:
                continue
            number = len(lines) - 1 if end else 0
            text = lines[number].text
            match = PAGE_NUMBER.fullmatch(text)
            if match and len(match[1]) < 6:
                shape = re.sub(r"\d+", "#", text)
                key = (int(match[1]) - lines[number].page, shape)
                numbers.setdefault(key, []).append((position, number))
            elif _is_apart(lines, number):
                titles[text] += 1
        for (_, shape), positions in numbers.items():
            if len(positions) > 1 or shape.casefold().startswith("page"):
                found.update(positions)
        filled = sum(bool(lines) for lines in pages)
        running = {text for text, count in titles.items() if count == filled > 1}
        found.update(
            (position, len(lines) - 1 if end else 0)
            for position, lines in enumerate(pages)
            if lines and lines[end].text in running
        )
    return found


def _is_apart(lines: Sequence[CutRow], number: int) -> bool:
    if len(lines) < 3:
        return False
    neighbor = lines[1] if number == 0 else lines[-2]
    return abs(lines[number].down - neighbor.down) > APART * max(lines[number].size, neighbor.size)


def find_total(lines: Sequence[CutRow]) -> int | None:
    """Return which of the last lines begins with the word for a total, or None."""
    for number in range(len(lines) - 1, max(-1, len(lines) - 4), -1):
        text = re.sub(r"[\d,.:]+$", "", lines[number].text).casefold()
        if text in TOTALS:
            return number
    return None
