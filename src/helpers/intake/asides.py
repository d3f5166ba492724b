"""Asides: what stands below a table, or between its rows, and is no row of it.

A summary, a small table or a footer is told by what its lines lack: the days (or figures) that all
rows have, and at least half of what all rows fill. That alone takes nothing away, for a row may
lack much: a block of such lines must stand by itself, after a blank line or at the end, and its
first line must be unlike the rows in its signs, or begin with a word of reports. Whatever else
looks so is kept, and told for a person to look at.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING

from helpers.intake.habits import FEWEST, Habit, find_habit
from helpers.intake.rows import BLANK, ROW, TOTAL, Rejected, Unlike, cell

if TYPE_CHECKING:
    import pandas as pd

ASIDE = "line beside the table"
"""Why a line of a summary, a side table or a footer is rejected."""

SAMPLE = 1_000
"""So many rows show it, at most: the first ones of the longest stretch without a gap."""

LAST = 20
"""So many of the last rows may be a footer that no blank line sets apart."""


@dataclass(frozen=True)
class Stretch:
    """Kept rows without a gap between them, by number: the first and the last."""

    first: int
    last: int
    rows: int


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
