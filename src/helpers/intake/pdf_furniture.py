"""Furniture: what a page shows beside its table: page numbers, titles, the header once more."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Protocol, TypeVar

from helpers.intake.pdf_layouts import squeeze
from helpers.intake.rows import TOTAL_WORDS

PAGE_NUMBER = re.compile(r"(?:page)?(\d+)(?:(?:of|/)\d+)?", re.IGNORECASE)
APART = 1.8
"""A running title stands apart from the table by more than this many line heights."""


class Printed(Protocol):
    """A line, cut at the columns or not: its visible characters, its page and its place there."""

    @property
    def text(self) -> str:
        """Its visible characters."""

    @property
    def page(self) -> int:
        """The number of its page."""

    @property
    def down(self) -> float:
        """How far down the page it lies."""

    @property
    def size(self) -> float:
        """How high its characters are."""


SomeLine = TypeVar("SomeLine", bound=Printed)


def drop_headers(lines: Sequence[SomeLine], header: Sequence[str]) -> tuple[list[SomeLine], bool]:
    """Return a page's lines after the header, if it is printed there once more.

    What stands above it is the page's own. `header` are the squeezed lines of the header.
    """
    texts = [squeeze(line.text) for line in lines]
    for place in range(len(lines) - len(header) + 1):
        if texts[place : place + len(header)] == list(header):
            return list(lines[place + len(header) :]), True
    return list(lines), False


def find_running(pages: Sequence[Sequence[Printed]]) -> set[tuple[int, int]]:
    """Return page numbers and running titles: (position of the page, position of the line).

    A page number counts up with the pages. A running title is the same on every page and stands
    apart from the lines beside it. Only the first and last line of a page can be either.
    """
    found: set[tuple[int, int]] = set()
    for end in (0, -1):
        numbers: dict[tuple[int, str], list[tuple[int, int]]] = {}
        titles: Counter[str] = Counter()
        for place, lines in enumerate(pages):
            if not lines:
                continue
            number = len(lines) - 1 if end else 0
            text = lines[number].text
            match = PAGE_NUMBER.fullmatch(text)
            if match and len(match[1]) < 6:
                shape = re.sub(r"\d+", "#", text)
                key = (int(match[1]) - lines[number].page, shape)
                numbers.setdefault(key, []).append((place, number))
            elif _stands_apart(lines, number):
                titles[text] += 1
        for (_, shape), places in numbers.items():
            if len(places) > 1 or shape.casefold().startswith("page"):
                found.update(places)
        filled = sum(bool(lines) for lines in pages)
        running = {text for text, count in titles.items() if count == filled > 1}
        found.update(
            (place, len(lines) - 1 if end else 0)
            for place, lines in enumerate(pages)
            if lines and lines[end].text in running
        )
    return found


def _stands_apart(lines: Sequence[Printed], number: int) -> bool:
    if len(lines) < 3:
        return False
    neighbor = lines[1] if number == 0 else lines[-2]
    return abs(lines[number].down - neighbor.down) > APART * max(lines[number].size, neighbor.size)


def find_total(lines: Sequence[Printed]) -> int | None:
    """Return where the last lines begin with the word for a total, or None."""
    words = {squeeze(word) for word in TOTAL_WORDS}
    for number in range(len(lines) - 1, max(-1, len(lines) - 4), -1):
        text = re.sub(r"[\d,.:]+$", "", lines[number].text).casefold()
        if text in words or f"{text}:" in words:
            return number
    return None
