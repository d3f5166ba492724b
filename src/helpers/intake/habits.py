"""Habits: what the rows of a table have in common, and what of that a line lacks."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

FEWEST = 3
"""So many rows must show what a row is before anything else is called none."""

NEARLY_ALL = 0.95
"""What so many of the rows have in common is what rows have."""

DAY = r"^[^0-9A-Za-z]*[0-9]{1,4}[-/.][0-9]{1,2}(?:[-/.][0-9]{1,4})?(?:[^0-9A-Za-z]|T[0-9]|$)"
"""How a cell begins that holds a day; the shape is one that all engines understand alike."""

NUMBER = r"^[-+(]?[$]?[0-9][0-9,]*(?:[.][0-9]+)?%?[)]?$"

REPORT_WORDS = (
    *("average", "as of", "created", "end of", "exported", "generated", "note", "notes", "page"),
    *("prepared", "printed", "produced", "records", "report", "run", "source", "subtotal"),
    *("summary", "total", "totals"),
)
_REPORT = re.compile(rf"\W*(?:{'|'.join(REPORT_WORDS)})\b", re.IGNORECASE)


@dataclass(frozen=True)
class Habit:
    """What the rows of a table have in common.

    `always` are the places that rows fill, `known` those of them that hold days, or else figures,
    each of `shape`; `usual` is how many cells a row fills. `signs` say of each place whether its
    cells all have, or all lack, a blank and a figure (None: some do).
    """

    always: tuple[int, ...]
    known: tuple[int, ...]
    shape: str
    usual: float
    signs: Mapping[int, tuple[bool | None, bool | None]]

    def lacks_known(self, cells: Sequence[str]) -> bool:
        """Say whether a line holds none of the days, or figures, that rows hold."""
        return not any(re.search(self.shape, cells[place]) for place in self.known)

    def is_unlike(self, cells: Sequence[str]) -> bool:
        """Say whether a line lacks those, and half of all that rows fill.

        Of a line that begins as reports do, cells whose signs no row has there count as lacking.
        """
        if not self.known or not self.lacks_known(cells):
            return False
        lacking = sum(not cells[place] for place in self.always)
        if _begins_report(cells):
            lacking += sum(self._is_strange(place, cells[place]) for place in self.always)
        return 2 * lacking >= len(self.always)

    def is_odd(self, cells: Sequence[str]) -> bool:
        """Say whether a line that stands apart is worth a look: it lacks those, or fills little."""
        filled = sum(map(bool, cells))
        return 2 * filled <= self.usual or (bool(self.known) and self.lacks_known(cells))

    def opens_aside(self, cells: Sequence[str]) -> bool:
        """Say whether a line has signs that no row has, lacks some, or begins as reports do."""
        strange = (self._is_strange(place, text) for place, text in enumerate(cells))
        return _begins_report(cells) or any(strange)

    def _is_strange(self, place: int, text: str) -> bool:
        told = zip(self.signs.get(place, ()), _find_signs(text), strict=False)
        return bool(text) and any(sign not in (None, has) for sign, has in told)


def find_habit(sample: Sequence[Sequence[str]]) -> Habit | None:
    """Return what rows, whose cells have no blanks around them, have in common; None of too few."""
    if len(sample) < FEWEST:
        return None
    columns = list(zip(*sample, strict=True))
    most = NEARLY_ALL * len(sample)
    always = [place for place, texts in enumerate(columns) if sum(map(bool, texts)) >= most]
    known: list[int] = []
    shape = DAY
    for shape in (DAY, NUMBER):
        fits = [sum(bool(re.search(shape, text)) for text in columns[place]) for place in always]
        known = [place for place, count in zip(always, fits, strict=True) if count >= most]
        if known:
            break
    signs = {}
    for place, texts in enumerate(columns):
        filled = [_find_signs(text) for text in texts if text]
        if len(filled) >= FEWEST:
            blank, figure = (set(each) for each in zip(*filled, strict=True))
            signs[place] = (_agree(blank), _agree(figure))
    usual = median(sum(map(bool, record)) for record in sample)
    return Habit(tuple(always), tuple(known), shape, usual, signs)


def _begins_report(cells: Sequence[str]) -> bool:
    return bool(_REPORT.match(next(filter(None, cells), "")))


def _find_signs(text: str) -> tuple[bool, bool]:
    return any(sign.isspace() for sign in text), any(sign.isdigit() for sign in text)


def _agree(found: set[bool]) -> bool | None:
    return next(iter(found)) if len(found) == 1 else None
