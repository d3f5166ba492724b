"""Count: how many rows each page of a PDF prints, by a second reader and in its own way.

pdfminer, under pdfplumber, reads the page's drawing instructions; no box or line of the first
reader is used. In the strip below the anchor's header, it counts whatever matches an id or a time.
If names identify rows, it counts each line that begins a name.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from helpers.progress import count_step
from helpers.readers.pdf.layouts import Anchor

Letter = tuple[str, float, float, float]
"""A character, where it begins along its line, how far down it is, and its height."""

MOST_LINES = 8
"""How many lines an id or a time may take."""

NEARLY_FULL = 0.75
"""A name this wide, alone on its line, may continue on the next line."""


def count_rows(
    path: Path, anchor: Anchor, strip: tuple[float, float], header: tuple[int, float]
) -> Counter[int]:
    """Return the rows of each page: the anchors that begin within `strip`.

    `header` is the page and the depth of the header; what is above it is not counted.
    """
    import pdfplumber
    from pdfminer.pdfinterp import PDFResourceManager

    counts: Counter[int] = Counter()
    pending: list[str] = []
    manager = PDFResourceManager()
    with pdfplumber.open(path) as document:
        for number, page in enumerate(document.pages, start=1):
            if number < header[0]:
                continue
            count_step(number - 1, len(document.pages), "pages counted")
            letters = _read_letters(page, manager)
            if number == header[0]:
                letters = [letter for letter in letters if letter[2] > header[1]]
            if anchor.pattern is None:
                counts[number] = _count_names(letters, strip)
            else:
                found, pending = _count_matches(letters, strip, anchor.pattern, pending)
                counts[number] = found
            page.close()
    return counts


def _count_matches(
    letters: Sequence[Letter],
    strip: tuple[float, float],
    pattern: re.Pattern[str],
    pending: Sequence[str],
) -> tuple[int, list[str]]:
    """Return the number of matches in the strip, and the lines after the last one.

    These may begin a match that ends on the next page. A match takes as few lines as it can.
    """
    inside = [letter for letter in letters if strip[0] <= letter[1] < strip[1]]
    lines = list(pending)
    for line in _group_lines(inside):
        line.sort(key=lambda letter: letter[1])
        lines += ["".join(letter[0] for letter in line)]
    count = start = after = 0
    while start < len(lines):
        text = ""
        for end in range(start, min(start + MOST_LINES, len(lines))):
            text += lines[end]
            if pattern.fullmatch(text):
                count, after, start = count + 1, end + 1, end
                break
        start += 1
    return count, lines[after:][-MOST_LINES:]


def _count_names(letters: Sequence[Letter], strip: tuple[float, float]) -> int:
    """Count the lines with text in the strip, without those that continue on the next one."""
    count = 0
    for line in _group_lines(letters):
        inside = [letter for letter in line if strip[0] <= letter[1] < strip[1]]
        has_more = len(inside) < len(line)
        if inside:
            reach = (max(letter[1] for letter in inside) - strip[0]) / (strip[1] - strip[0])
            count += has_more or reach < NEARLY_FULL
    return count


def _group_lines(letters: Sequence[Letter]) -> list[list[Letter]]:
    """Return visible letters in lines; a line begins where the depth jumps by half a height."""
    visible = sorted((x for x in letters if not x[0].isspace()), key=lambda letter: letter[2])
    if not visible:
        return []
    lines = [[visible[0]]]
    for before, letter in pairwise(visible):
        if letter[2] - before[2] > 0.5 * letter[3]:
            lines.append([])
        lines[-1].append(letter)
    return lines


def _read_letters(page: Any, manager: Any) -> list[Letter]:
    """Return a page's characters where its drawing instructions put them, turned upright."""
    from pdfminer.pdfinterp import PDFPageInterpreter

    device = _make_device(manager)
    source = page.page_obj
    interpreter = PDFPageInterpreter(manager, device)
    interpreter.render_contents(source.resources, source.contents)
    turns = Counter(_find_turn(matrix) for _, matrix, _ in device.drawn)
    turn = turns.most_common(1)[0][0] if turns else 0
    return [_turn_upright(text, matrix, size, turn) for text, matrix, size in device.drawn]


def _find_turn(matrix: Sequence[float]) -> int:
    a, b = matrix[0], matrix[1]
    if abs(a) >= abs(b):
        return 0 if a > 0 else 2
    return 1 if b > 0 else 3


def _turn_upright(text: str, matrix: Sequence[float], size: float, turn: int) -> Letter:
    x, y = matrix[4], matrix[5]
    start, down = ((x, -y), (y, x), (-x, y), (-y, -x))[turn]
    return text, start, down, size


def _make_device(manager: Any) -> Any:
    from pdfminer.pdfdevice import PDFTextDevice
    from pdfminer.pdffont import PDFUnicodeNotDefined

    class Letters(PDFTextDevice):
        """A device that keeps each character with the matrix it is drawn with."""

        def __init__(self) -> None:
            super().__init__(manager)
            self.drawn: list[tuple[str, tuple[float, ...], float]] = []

        def render_char(  # type: ignore[no-untyped-def]
            self, matrix, font, fontsize, scaling, rise, cid, ncs, graphicstate
        ) -> float:
            try:
                text = font.to_unichr(cid)
            except PDFUnicodeNotDefined:
                text = "\ufffd"
            height = fontsize * (matrix[2] ** 2 + matrix[3] ** 2) ** 0.5
            self.drawn.append((text, matrix, height))
            advance: float = font.char_width(cid) * fontsize * scaling
            return advance

    return Letters()
