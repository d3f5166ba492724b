"""Asides: what stands below a table, or between its rows, and is no row of it.

A summary, a small table or a footer is told by what its lines lack: the days (or figures) that all
rows have, and at least half of what all rows fill. That alone takes nothing away, for a row may
lack much: a block of such lines must stand by itself, after a blank line or at the end, and its
first line must be unlike the rows in its signs, or begin with a word of reports. Whatever else
looks so is kept, and told for a person to look at.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from statistics import median
from typing import TYPE_CHECKING

from helpers.intake.rows import BLANK, ROW, TOTAL, Rejected, Unlike, cell

if TYPE_CHECKING:
    import pandas as pd

ASIDE = "line beside the table"
"""Why a line of a summary, a side table or a footer is rejected."""

FEWEST = 3
"""So many rows must show what a row is before anything else is called none."""

SAMPLE = 1_000
"""So many rows show it, at most: the first ones of the longest stretch without a gap."""

LAST = 20
"""So many of the last rows may be a footer that no blank line sets apart."""

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
class Stretch:
    """Kept rows without a gap between them, by number: the first and the last."""

    first: int
    last: int
    rows: int


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


def find_stretches(first: int, last: int, rejected: Mapping[int, str]) -> list[Stretch]:
    """Return the stretches of kept rows, parted by blank rows and rows of totals.

    The records are numbered from `first` to `last`; `rejected` are the numbers of those that were
    not kept, with reasons. The other ones of these part nothing.

    >>> find_stretches(1, 6, {3: "blank row", 5: "too few cells"})
    [Stretch(first=1, last=2, rows=2), Stretch(first=4, last=6, rows=2)]
    """
    gaps = sorted(number for number, reason in rejected.items() if reason in (BLANK, TOTAL))
    other = sorted(rejected.keys() - set(gaps))
    found, start, used = [], first, 0
    for gap in (*gaps, last + 1):
        lost = bisect_left(other, gap)
        rows = gap - start - (lost - used)
        if rows > 0:
            found.append(Stretch(start, gap - 1, rows))
        start, used = gap + 1, lost
    return found


def choose_body(stretches: Sequence[Stretch]) -> Stretch:
    """Return the longest stretch: the table; where none is long, all from the first to the last."""
    body = max(stretches, key=lambda stretch: stretch.rows)
    if body.rows >= FEWEST:
        return body
    rows = sum(stretch.rows for stretch in stretches)
    return Stretch(stretches[0].first, stretches[-1].last, rows)


def count_sample(body: Stretch) -> int:
    """Return how many of its first rows show what a row is: at its end a footer may stand."""
    return min(SAMPLE, max(FEWEST, body.rows // 2))


def judge_lines(
    lines: Mapping[int, Sequence[str]], stretches: Sequence[Stretch], habit: Habit
) -> tuple[list[int], list[int]]:
    """Return the numbers of the lines that are no rows, and of those that a person should see.

    `lines` holds, by number, the cells of the last LAST rows of the body, and of all other rows
    that may be odd (of all rows, if the body is no stretch); their cells have no blanks around.
    """
    unlike = {number for number, cells in lines.items() if habit.is_unlike(cells)}
    odd = unlike | {number for number, cells in lines.items() if habit.is_odd(cells)}
    body, numbers = choose_body(stretches), sorted(lines)
    gone: list[int] = []
    seen: list[int] = []
    for stretch in stretches:
        here = numbers[bisect_left(numbers, stretch.first) : bisect_right(numbers, stretch.last)]
        whole = len(here) == stretch.rows and stretch != body
        if whole and unlike.issuperset(here):
            (gone if habit.opens_aside(lines[here[0]]) else seen).extend(here)
        elif whole and odd.issuperset(here):
            seen += here
        elif here:
            tail = [*takewhile(unlike.__contains__, reversed(here))][::-1]
            if here[-1] == stretch.last and 0 < len(tail) < min(LAST, stretch.rows):
                (gone if habit.opens_aside(lines[tail[0]]) else seen).extend(tail)
            if here[0] == stretch.first and stretch != body:
                seen += takewhile(unlike.__contains__, here)
    return gone, seen


def set_aside(
    frame: pd.DataFrame, width: int, *, first: int, last: int, rejected: Sequence[Rejected]
) -> tuple[pd.DataFrame, list[Rejected], Unlike | None]:
    """Return a frame of rows without those that are none, these by name, and what to look at.

    The records of the file or part are numbered from `first` to `last`; those that are not in
    `frame` were `rejected`. Where lines that lack as much stand amid the rows, none is taken away.
    """
    stretches = find_stretches(first, last, {one.row: one.reason for one in rejected})
    if not stretches:
        return frame, [], None
    columns = [cell(place) for place in range(width)]
    body = choose_body(stretches)
    within = frame[ROW].between(body.first, body.last)
    inside = frame[within]
    habit = find_habit([*_read_cells(inside.head(count_sample(body)), columns).values()])
    if habit is None:
        return frame, [], None
    lines = _read_cells(inside.tail(LAST), columns)
    others = frame[~within] if body in stretches else frame
    if not others.empty:
        lines |= _read_cells(others[_may_be_odd(others, columns, habit)], columns)
    gone, seen = judge_lines(lines, stretches, habit)
    if gone:
        lacking = frame[_lack_known(frame, habit)]
        unlike = {n for n, cells in _read_cells(lacking, columns).items() if habit.is_unlike(cells)}
        gone, seen = ([], [*gone, *seen]) if unlike - {*gone, *seen} else (gone, seen)
    odd = Unlike(len(seen), min(seen), sum(map(bool, lines[min(seen)])), width) if seen else None
    kept = frame[~frame[ROW].isin(gone)].reset_index(drop=True) if gone else frame
    return kept, [Rejected(number, ASIDE) for number in gone], odd


def _read_cells(frame: pd.DataFrame, columns: Sequence[str]) -> dict[int, tuple[str, ...]]:
    """Return the cells of rows by number, without the blanks around them."""
    records = frame[[ROW, *columns]].itertuples(index=False, name=None)
    return {int(row): tuple(text.strip() for text in cells) for row, *cells in records}


def _lack_known(frame: pd.DataFrame, habit: Habit) -> pd.Series[bool]:
    import pandas as pd

    lacking: pd.Series[bool] = pd.Series(bool(habit.known), index=frame.index)
    for place in habit.known:
        lacking &= ~frame[cell(place)].str.strip().str.contains(habit.shape)
    return lacking


def _may_be_odd(frame: pd.DataFrame, columns: Sequence[str], habit: Habit) -> pd.Series[bool]:
    filled = frame[columns].apply(lambda column: column.str.strip() != "").sum(axis=1)
    odd: pd.Series[bool] = _lack_known(frame, habit) | (2 * filled <= habit.usual)
    return odd


def _begins_report(cells: Sequence[str]) -> bool:
    return bool(_REPORT.match(next(filter(None, cells), "")))


def _find_signs(text: str) -> tuple[bool, bool]:
    return any(sign.isspace() for sign in text), any(sign.isdigit() for sign in text)


def _agree(found: set[bool]) -> bool | None:
    return next(iter(found)) if len(found) == 1 else None
