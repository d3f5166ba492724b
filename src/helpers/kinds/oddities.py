"""Oddities: what in a release a reporter should look at, by class and count, never by value.

They are signs, not faults: no row is altered or left out for one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import narwhals as nw

from helpers.engines import to_pandas
from helpers.intake.rows import ROW, Rows, cell
from helpers.kinds.contracts import Column, Contract, Sensitivity
from helpers.kinds.headers import match_header
from helpers.kinds.missing import OLD, find_failed

if TYPE_CHECKING:
    import pandas as pd

CAPS = (65_535, 65_536, 1_048_575, 1_048_576)
"""The rows of an Excel sheet, old and new, with and without the header."""

ROUND = 1_000
"""A row count divisible by this is called round: exports are capped at such numbers."""

FEW = 20
"""Below so many rows nothing is said of fillers, midnights and levels."""

LEVEL = 3.0
"""Rows per day that change by this factor from one file to the next are a change of level."""

STRAYS = 0.01
"""This share of a file's first and of its last times is left out of its level: one day of 1900 or
of 2031 would spread a month's rows over years."""

FEWEST = 2
"""So many cells must fail before a row is taken for a header."""

RARE = 0.01
"""Rows of which no value has its type are called odd up to this share: else the types are wrong."""

ZERO = 1900
"""Spreadsheets count days from 1900 (or 1904): an empty or small number becomes a day of then."""


@dataclass(frozen=True)
class Oddity:
    """One sign: what it is, where, in how many rows; `note` holds numbers, never a value."""

    what: str
    path: str
    part: str | None
    column: str | None
    rows: int
    note: str = ""


def find_oddities(
    pieces: Sequence[tuple[Rows, pd.DataFrame]], contract: Contract, received: str | None
) -> tuple[Oddity, ...]:
    """Return what is odd in the files of a release, file by file.

    `pieces` are the rows of each file or part as read, and as cleaned. `received` is the day they
    came; without it no day can be called future.
    """
    found: list[Oddity] = []
    for rows, frame in pieces:
        found += judge_size(rows)
        found += _judge_headers(rows, frame, contract)
        found += tell_unlike(rows)
        for column in contract.columns:
            if column.type in ("time", "date", "month"):
                found += _judge_days(rows, frame, contract, column, received)
            elif column.type in ("integer", "decimal"):
                found += _judge_numbers(rows, frame, column)
            elif column.sensitivity is not Sensitivity.PUBLISHABLE:
                found += _judge_filler(rows, frame, column)
    return (*found, *_judge_levels(pieces, contract))


def judge_size(rows: Rows) -> Iterator[Oddity]:
    """Yield what is odd in the number of rows alone."""
    if rows.rows_read in CAPS:
        note = "the file may have been cut off"
        yield _tell("as many rows as a spreadsheet can hold", rows, None, rows.rows_read, note)
    elif rows.rows_read and rows.rows_read % ROUND == 0:
        note = "the export may have been cut off at that number"
        yield _tell("a round number of rows", rows, None, rows.rows_read, note)


def _judge_headers(rows: Rows, frame: pd.DataFrame, contract: Contract) -> Iterator[Oddity]:
    """Find rows whose numbers and times, two at least, all fail: a header spelled as none known."""
    told = frame[frame["problems"].notna()]
    values, cells = list_typed(contract)
    told = told[~told[values].notna().any(axis=1)]
    failed = sum(find_failed(told["problems"], name).astype(int) for name in cells)
    odd = told[ROW][failed >= FEWEST] if cells else told[ROW][:0]
    if len(odd):
        yield from tell_headers(rows, len(odd), int(odd.iloc[0]), len(frame))


def list_typed(contract: Contract) -> tuple[list[str], list[str]]:
    """Return the columns of a table that hold no text, and one column for each cell they are of."""
    typed = [column for column in contract.columns if column.type != "text"]
    values = [f"{c.name}_utc" if c.type == "time" else c.name for c in typed]
    # The two ends of a window stand in one cell.
    cells = {column.end_of[0] if column.end_of else column.name: column.name for column in typed}
    return values, list(cells.values())


def tell_headers(rows: Rows, count: int, first: int, kept: int) -> Iterator[Oddity]:
    """Yield the sign that in `count` of the rows kept no value has its type, if they are few."""
    if 0 < count <= max(1, RARE * kept):
        note = f"row {first} first: it may head another export, with other columns below it"
        yield _tell("a row of which no number and no time can be read", rows, None, count, note)


def tell_unlike(rows: Rows) -> Iterator[Oddity]:
    """Yield the sign that some rows, after a gap or at the end, may be none (see `asides`)."""
    if rows.unlike is not None:
        odd = rows.unlike
        note = f"row {odd.first} first: {odd.filled} filled cells of {odd.width}"
        yield _tell(
            "rows after a gap or at the end look unlike the others", rows, None, odd.rows, note
        )


def _judge_days(
    rows: Rows, frame: pd.DataFrame, contract: Contract, column: Column, received: str | None
) -> Iterator[Oddity]:
    """Judge typed values, and the years in texts that could not be read as days."""
    values = frame[f"{column.name}_local" if column.type == "time" else column.name].dropna()
    unread = _read_years(rows, frame, contract, column)
    if column.type == "time":
        low: Any = f"{OLD}-01-01"
        old = int((values < low).sum())
    else:
        old = int((values.astype("str") < str(OLD)).sum())
    future = _count_later(values, column, received) if received else 0
    yield from tell_days(rows, column, old, future, Counter(unread), received)
    enough = column.type == "time" and len(values) >= FEW
    if enough and bool((values == values.dt.normalize()).all()):
        yield tell_midnight(rows, column, len(values))


def tell_days(
    rows: Rows,
    column: Column,
    old: int,
    future: int,
    unread: Mapping[int, int],
    received: str | None,
) -> Iterator[Oddity]:
    """Yield what is odd about days, by how many values are old or future.

    `unread` counts the texts that could not be read as a day, by the year that stands in them.
    """
    zero = sum(count for year, count in unread.items() if year <= ZERO + 4)
    old += sum(count for year, count in unread.items() if ZERO + 4 < year < OLD)
    if zero:
        note = "spreadsheets write an empty or small number as such a day"
        yield _tell("a day in 1904 or before", rows, column, zero, note)
    if old:
        yield _tell(f"a day before {OLD}", rows, column, old)
    if received:
        future += sum(count for year, count in unread.items() if year > int(received[:4]))
        if future:
            yield _tell("a day after the files were received", rows, column, future)


def tell_midnight(rows: Rows, column: Column, count: int) -> Oddity:
    """Return the sign that none of `count` times has an hour."""
    return _tell("every time is midnight", rows, column, count, "days, not times")


def _count_later(values: pd.Series[Any], column: Column, received: str) -> int:
    """Count the values after the day of receipt; a day is granted for other time zones."""
    day = date.fromisoformat(received) + timedelta(days=1)
    if column.type == "time":
        end: Any = (day + timedelta(days=1)).isoformat()
        return int((values >= end).sum())
    last = day.isoformat()[: 7 if column.type == "month" else 10]
    return int((values.astype("str") > last).sum())


def _read_years(rows: Rows, frame: pd.DataFrame, contract: Contract, column: Column) -> list[int]:
    """Return the years that stand in texts which could not be read as a day or a time."""
    place = match_header(contract, rows.header).positions.get(column.name)
    failed = find_failed(frame["problems"], column.name)
    if place is None or not bool(failed.any()):
        return []
    numbers = frame.loc[failed, "source_row"].tolist()
    raw = nw.from_native(rows.frame).filter(nw.col(ROW).is_in(numbers)).select(cell(place))
    texts = to_pandas(raw)[cell(place)].dropna().astype(str)
    years = (re.search(r"(?<![0-9])[12][0-9]{3}(?![0-9])", text) for text in texts)
    return [int(year[0]) for year in years if year]


def _judge_numbers(rows: Rows, frame: pd.DataFrame, column: Column) -> Iterator[Oddity]:
    below = int((frame[column.name].dropna() < 0).sum())
    yield from tell_numbers(rows, column, below, int((frame[column.name] == 0).sum()))


def tell_numbers(rows: Rows, column: Column, below: int, zeros: int) -> Iterator[Oddity]:
    """Yield what is odd about numbers, by how many are below zero, and zero."""
    if below:
        yield _tell("a number below zero", rows, column, below)
    if zeros and column.zero_may_mean:
        yield _tell("a 0", rows, column, zeros, f"it may mean {column.zero_may_mean}")


def _judge_filler(rows: Rows, frame: pd.DataFrame, column: Column) -> Iterator[Oddity]:
    """A person's words that never vary may stand for words taken out (Riverside, 2025)."""
    values = frame[column.name].dropna()
    if len(values) >= FEW and bool((values == values.iloc[0]).all()):
        yield tell_filler(rows, column, len(values))


def tell_filler(rows: Rows, column: Column, count: int) -> Oddity:
    """Return the sign that `count` texts are all the same."""
    note = "it may stand for a removed one"
    return _tell("the same text in every row", rows, column, count, note)


def _judge_levels(
    pieces: Sequence[tuple[Rows, pd.DataFrame]], contract: Contract
) -> Iterator[Oddity]:
    """Compare each file's rows per day with those of the file before it, of the same agency.

    Of each file's times the first and the last hundredth, one at least, do not count: see STRAYS.
    """
    name = contract.time_column
    if name is None or contract.column(name).type != "time":
        return
    levels = []
    for rows, frame in pieces:
        days = frame[f"{name}_local"].dropna().dt.normalize().sort_values()
        if len(days) >= FEW:
            strays = max(1, int(STRAYS * len(days)))
            first, last = days.iloc[strays], days.iloc[-1 - strays]
            per_day = int(days.between(first, last).sum()) / ((last - first).days + 1)
            levels.append((_find_agency(frame, contract), first, per_day, rows, len(days)))
    levels.sort(key=lambda level: (*level[:2], level[3].file, level[3].part or ""))
    for (one, _, before, *_), (other, _, after, rows, count) in pairwise(levels):
        if one == other and max(before, after) >= LEVEL * min(before, after):
            note = f"{after:,.1f} rows a day, after {before:,.1f} in the file before"
            yield _tell("another level than the file before", rows, None, count, note)


def _find_agency(frame: pd.DataFrame, contract: Contract) -> str:
    """Return the one agency that a file speaks of; files of two agencies have no common level."""
    named = [frame[column.name].dropna().unique() for column in contract.columns if column.agency]
    return "; ".join(str(names[0]) for names in named if len(names) == 1)


def _tell(what: str, rows: Rows, column: Column | None, count: int, note: str = "") -> Oddity:
    return Oddity(what, rows.file, rows.part, column.name if column else None, count, note)
