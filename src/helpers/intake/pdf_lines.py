"""Lines: a page's characters by the line they stand on, and the words of each line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from helpers.intake.pdf_glyphs import Glyph

SAME_LINE = 0.4
"""Characters stand on one line if they lie within this share of their height.

Cells of a row that wrap apart drift by a tenth; neighboring lines are a whole height apart."""

SAME_WORD = 0.3
"""A gap wider than this share of a character's height ends a word; a blank is about a quarter."""


@dataclass(frozen=True)
class Line:
    """The characters of one line, in the order they were printed in, and not by their place.

    Boxes of blanks lie over their neighbors', so sorting them by place makes `8 40` of `840`.
    """

    page: int
    down: float
    size: float
    glyphs: Sequence[Glyph]

    @property
    def text(self) -> str:
        """Its visible characters."""
        return "".join(glyph.text for glyph in self.glyphs if not glyph.text.isspace())

    @property
    def visible(self) -> int:
        """How many characters of the line are not blank."""
        return sum(not glyph.text.isspace() for glyph in self.glyphs)


@dataclass(frozen=True)
class Word:
    """Characters without a blank or a gap between them."""

    text: str
    start: float
    end: float


def split_lines(page: int, glyphs: Iterable[Glyph]) -> list[Line]:
    """Return the lines of a page, from the top; blank lines are none."""
    levels: dict[float, list[tuple[int, Glyph]]] = {}
    for place, glyph in enumerate(glyphs):
        levels.setdefault(round(glyph.down, 1), []).append((place, glyph))
    lines: list[list[tuple[int, Glyph]]] = []
    first = size = 0.0
    for level in sorted(levels):
        found = levels[level]
        if lines and level - first <= SAME_LINE * size:
            lines[-1].extend(found)
            size = max(size, *(glyph.size for _, glyph in found))
        else:
            lines.append(list(found))
            first, size = level, max(glyph.size for _, glyph in found)
    made = []
    for found in lines:
        found.sort(key=lambda pair: pair[0])
        inked = [glyph for _, glyph in found if not glyph.text.isspace()]
        if inked:
            down = sum(glyph.down for glyph in inked) / len(inked)
            size = max(glyph.size for glyph in inked)
            made.append(Line(page, down, size, [glyph for _, glyph in found]))
    return made


def split_words(line: Line) -> list[Word]:
    """Return the words of a line, from its start."""
    words: list[list[Glyph]] = []
    open_word = False
    for glyph in line.glyphs:
        if glyph.text.isspace():
            open_word = False
            continue
        if open_word and -line.size < glyph.start - words[-1][-1].end <= SAME_WORD * line.size:
            words[-1].append(glyph)
        else:
            words.append([glyph])
        open_word = True
    made = [Word("".join(g.text for g in word), word[0].start, word[-1].end) for word in words]
    return sorted(made, key=lambda word: word.start)
