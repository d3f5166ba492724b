"""Checks: what in a release a reporter should look at, by class and count.

Never by value, but for words of a column that has a fixed few and may be published.

They are signs, not faults: no row is changed or left out because of one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import get_close_matches
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from helpers import quoting
from helpers.errors import mark_name
from helpers.ledger.ledger import FULL_SHEET, ROUND_COUNT, UNUSUAL, Oddity
from helpers.ledger.parts import PartAccount
from helpers.schemas.schema import Column, Schema, Sensitivity

if TYPE_CHECKING:
    import duckdb

SHEETS = (65_535, 65_536, 1_048_575, 1_048_576)
"""The rows of an Excel sheet, old and new, with and without the header."""

ROUND = 1_000
"""A row count divisible by this is called round: exports are capped at such numbers."""

FEW = 20
"""With fewer rows we don't judge fillers, midnights and levels."""

LEVEL = 3.0
"""Rows per day that change by this factor from one file to the next are a change of level."""

STRAYS = 0.01
"""This share of a file's first and of its last times is left out of its level: one day of 1900 or
of 2031 would spread a month's rows over years."""

FEWEST = 2
"""So many cells must fail before a row is taken for a header."""

RARE = 0.01
"""Up to this share, rows without a value of its type are odd; above it, the types are wrong."""

OLD = 2000
"""No log of this domain is older: a time before that year is a fault of the file."""

ZERO = 1900
"""Spreadsheets count days from 1900 (or 1904): an empty or small number becomes a day of then."""

MOST_WORDS = 5
"""So many unusual words of a column are named; more are counted."""

SAMPLE = 2_048
"""So many rows of each part are asked first; a column that varies there need not be read."""


def year(name: str) -> str:
    """Return the name of a table's column of the year in a column's text that isn't a day.

    >>> year("searched_at")
    'year searched_at'
    """
    return f"year {name}"


@dataclass(frozen=True)
class _Rows:
    """The rows of a release, and the connection that reads them."""

    connection: duckdb.DuckDBPyConnection
    rows: str
    columns: Sequence[str]
    parts: Sequence[PartAccount]
    schema: Schema

    def ask(self, what: Sequence[str], where: str = "") -> dict[int, tuple[Any, ...]]:
        """Return aggregates of the rows of each part, by its number."""
        if not what:
            return {}
        found = self.connection.execute(
            f"SELECT part, {', '.join(what)} FROM {self.rows} {where} GROUP BY part"
        ).fetchall()
        return {number: values for number, *values in found}


def find_oddities(
    connection: duckdb.DuckDBPyConnection,
    rows: str,
    columns: Sequence[str],
    parts: Sequence[PartAccount],
    schema: Schema,
    received: str | None,
) -> tuple[Oddity, ...]:
    """Return what is odd in the files of a release, file by file.

    `rows` is the SQL of all rows, and `columns` are theirs. `received` is the day they came;
    without it no day can be called future.
    """
    asked = _Rows(connection, rows, columns, parts, schema)
    headers, days, numbers = _find_headers(asked), _count_days(asked, received), _count_low(asked)
    fillers, midnights = _find_fillers(asked), _find_midnights(asked)
    strange = _find_strange_words(asked)
    found: list[Oddity] = []
    for number, part in enumerate(parts, 1):
        found += judge_size(part)
        if number in headers:
            found += _describe_headers(part, *headers[number])
        found += _describe_unlike(part)
        for column in schema.columns:
            key = (number, column.name)
            for word, times in strange.get(key, ()):
                near = get_close_matches(word.strip("“”"), column.vocabulary, n=1)
                note = f"{word}: did they mean {near[0]}?" if near else word
                found.append(_make_oddity(UNUSUAL, part, column, times, note))
            if key in days:
                found += _describe_days(part, column, *days[key], received)
            if key in midnights:
                note = "days, not times"
                found.append(
                    _make_oddity("every time is midnight", part, column, midnights[key], note)
                )
            if key in numbers:
                found += _describe_numbers(part, column, *numbers[key])
            if key in fillers:
                note = "it may stand for a removed one"
                found.append(
                    _make_oddity("the same text in every row", part, column, fillers[key], note)
                )
    return (*found, *_judge_levels(asked))


def judge_size(part: PartAccount) -> Iterator[Oddity]:
    """Yield what is odd in the number of rows alone."""
    rows = part.counted
    if rows in SHEETS:
        note = "the file may have been cut off"
        yield _make_oddity(FULL_SHEET, part, None, rows, note)
    elif rows and rows % ROUND == 0:
        note = "the export may have been cut off at that number"
        yield _make_oddity(ROUND_COUNT, part, None, rows, note)


def _find_headers(asked: _Rows) -> dict[int, tuple[int, int]]:
    """Return the rows whose numbers and times, two at least, all fail: how many, and the first.

    Such a row may be a header that is spelled like none we know.
    """
    typed = [column for column in asked.schema.columns if column.type != "text"]
    # The two ends of a window are in one cell.
    cells = {column.end_of[0] if column.end_of else column.name: column.name for column in typed}
    if not cells:
        return {}
    values = [quoting.name(f"{c.name}_utc" if c.type == "time" else c.name) for c in typed]
    none = " AND ".join(f"{value} IS NULL" for value in values)
    failed = " + ".join(
        f"contains('; ' || problems, '; {name}: ')::INTEGER" for name in cells.values()
    )
    where = f"WHERE problems IS NOT NULL AND {none} AND {failed} >= {FEWEST}"
    found = asked.ask(["count(*)", "min(position)"], where)
    return {number: (count, first) for number, (count, first) in found.items()}


def _describe_headers(part: PartAccount, count: int, first: int) -> Iterator[Oddity]:
    if 0 < count <= max(1, RARE * part.kept):
        number = part.number(first)
        note = f"row {number} first: it may head another export, with other columns below it"
        yield _make_oddity(
            "a row of which no number and no time can be read", part, None, count, note
        )


def _describe_unlike(part: PartAccount) -> Iterator[Oddity]:
    if part.unlike is not None:
        odd = part.unlike
        note = f"row {odd.first} first: {odd.filled} filled cells of {odd.width}"
        what = "rows after a gap or at the end look unlike the others"
        yield _make_oddity(what, part, None, odd.rows, note)


def _count_days(
    asked: _Rows, received: str | None
) -> dict[tuple[int, str], tuple[int, int, Mapping[int, int]]]:
    """Return, by part and column of days, the days before 2000 and after the files were received.

    And, by the year in them, the texts that could not be read as a day.
    """
    columns = [c for c in asked.schema.columns if c.type in ("time", "date", "month")]
    what = []
    for column in columns:
        is_time = column.type == "time"
        value = quoting.name(f"{column.name}_local" if is_time else column.name)
        low = f"TIMESTAMP '{OLD}-01-01'" if is_time else f"'{OLD}'"
        later = _is_later(column, value, received) if received else "false"
        has_years = year(column.name) in asked.columns
        years = f"histogram({quoting.name(year(column.name))})" if has_years else "NULL"
        what += [f"count(*) FILTER ({value} < {low})", f"count(*) FILTER ({later})", years]
    found = asked.ask(what)
    return {
        (number, column.name): (old, later, years or {})
        for number, values in found.items()
        for column, old, later, years in zip(
            columns, values[::3], values[1::3], values[2::3], strict=True
        )
    }


def _is_later(column: Column, value: str, received: str) -> str:
    """Return the SQL that says whether a value is after the day of receipt.

    A day is granted for other time zones.
    """
    day = date.fromisoformat(received) + timedelta(days=1)
    if column.type == "time":
        return f"{value} >= TIMESTAMP '{(day + timedelta(days=1)).isoformat()}'"
    return f"{value} > '{day.isoformat()[: 7 if column.type == 'month' else 10]}'"


def _describe_days(
    part: PartAccount,
    column: Column,
    old: int,
    future: int,
    unread: Mapping[int, int],
    received: str | None,
) -> Iterator[Oddity]:
    """Yield what is odd about days; `unread` counts the texts that are none, by their year."""
    zero = sum(count for year, count in unread.items() if year <= ZERO + 4)
    old += sum(count for year, count in unread.items() if ZERO + 4 < year < OLD)
    if zero:
        note = "spreadsheets write an empty or small number as such a day"
        yield _make_oddity("a day in 1904 or before", part, column, zero, note)
    if old:
        yield _make_oddity(f"a day before {OLD}", part, column, old)
    if received:
        future += sum(count for year, count in unread.items() if year > int(received[:4]))
        if future:
            yield _make_oddity("a day after the files were received", part, column, future)


def _count_low(asked: _Rows) -> dict[tuple[int, str], tuple[int, int]]:
    """Return, by part and column of numbers, how many are below zero, and zero."""
    columns = [c for c in asked.schema.columns if c.type in ("integer", "decimal")]
    what = []
    for column in columns:
        name = quoting.name(column.name)
        what += [f"count(*) FILTER ({name} < 0)", f"count(*) FILTER ({name} = 0)"]
    return {
        (number, column.name): (below, zeros)
        for number, values in asked.ask(what).items()
        for column, below, zeros in zip(columns, values[::2], values[1::2], strict=True)
    }


def _describe_numbers(
    part: PartAccount, column: Column, below: int, zeros: int
) -> Iterator[Oddity]:
    if below:
        yield _make_oddity("a number below zero", part, column, below)
    if zeros and column.zero_may_mean:
        yield _make_oddity("a 0", part, column, zeros, f"it may mean {column.zero_may_mean}")


def _find_fillers(asked: _Rows) -> dict[tuple[int, str], int]:
    """Return the columns of a person's words that never vary, and how many rows have them.

    They may replace words taken out (Riverside, 2025).
    """
    columns = {
        c.name: quoting.name(c.name)
        for c in asked.schema.columns
        if c.type == "text" and c.sensitivity is not Sensitivity.PUBLISHABLE
    }
    return _find_alike(asked, columns)


def _find_strange_words(asked: _Rows) -> dict[tuple[int, str], list[tuple[str, int]]]:
    """Return, by part and column of fixed words, the words that are none of them, and their rows.

    Case and blanks do not matter. Only a column that may be published has fixed words.
    """
    found: dict[tuple[int, str], list[tuple[str, int]]] = {}
    for column in asked.schema.columns:
        if not column.vocabulary or column.sensitivity is not Sensitivity.PUBLISHABLE:
            continue
        bare = f"trim(regexp_replace({quoting.name(column.name)}, '\\s+', ' ', 'g'))"
        usual = ", ".join(quoting.text(word.lower()) for word in column.vocabulary)
        rows = asked.connection.execute(
            "-- Words of a column that are not its usual ones.\n"
            f"SELECT part, {bare} AS word, count(*) FROM {asked.rows} "
            f"WHERE {bare} <> '' AND lower({bare}) NOT IN ({usual}) GROUP BY ALL ORDER BY ALL"
        ).fetchall()
        for number, word, count in rows:
            found.setdefault((number, column.name), []).append((word, count))
    return {
        key: [(mark_name(word), count) for word, count in words]
        if len(words) <= MOST_WORDS
        else [(f"{len(words):,} words", sum(n for _, n in words))]
        for key, words in found.items()
    }


def _find_midnights(asked: _Rows) -> dict[tuple[int, str], int]:
    """Return the columns whose times are all at midnight, and how many rows have one."""
    columns = {
        c.name: f"({quoting.name(f'{c.name}_local')}::TIME)"
        for c in asked.schema.columns
        if c.type == "time"
    }
    found = _find_alike(asked, columns, "= TIME '00:00:00'")
    return found


def _find_alike(
    asked: _Rows, columns: Mapping[str, str], also: str = "IS NOT NULL"
) -> dict[tuple[int, str], int]:
    """Return, by part and column, how many values there are if they are all the same.

    The first rows of each part rule out nearly every column.
    """
    first = asked.ask(_ask_alike(columns.values()), f"WHERE position < {SAMPLE}")
    doubtful = {
        name: value
        for index, (name, value) in enumerate(columns.items())
        if any(
            counts[3 * index] is None or counts[3 * index] == counts[3 * index + 1]
            for counts in first.values()
        )
    }
    # All rows of a part may stand behind its first ones, if many of these were rejected.
    if len(first) < sum(part.kept > 0 for part in asked.parts):
        doubtful = dict(columns)
    if not doubtful:
        return {}
    what = _ask_alike(doubtful.values())
    what += [f"coalesce(min({value}) {also}, false)" for value in doubtful.values()]
    found = {}
    for number, values in asked.ask(what).items():
        for index, name in enumerate(doubtful):
            low, high, count = values[3 * index : 3 * index + 3]
            if low == high and count >= FEW and values[3 * len(doubtful) + index]:
                found[number, name] = int(count)
    return found


def _ask_alike(values: Any) -> list[str]:
    return [one for v in values for one in (f"min({v})", f"max({v})", f"count({v})")]


def _judge_levels(asked: _Rows) -> Iterator[Oddity]:
    """Compare each file's rows per day with those of the file before it, of the same agency.

    Of each file's times the first and the last hundredth, one at least, do not count: see STRAYS.
    """
    schema, name = asked.schema, asked.schema.time_column
    if name is None or schema.column(name).type != "time" or len(asked.parts) < 2:
        return
    day = f"{quoting.name(f'{name}_local')}::DATE"
    counted = asked.connection.execute(
        "-- Rows by part and day.\n"
        f"SELECT part, {day} AS day, count(*) FROM {asked.rows} WHERE {day} IS NOT NULL "
        "GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    days: dict[int, list[tuple[date, int]]] = {}
    for number, at, rows in counted:
        days.setdefault(number, []).append((at, rows))
    agencies = _name_agencies(asked)
    levels = []
    for number, listed in days.items():
        total = sum(rows for _, rows in listed)
        if total >= FEW:
            strays = max(1, int(STRAYS * total))
            first, last = _find_day(listed, strays), _find_day(listed, total - 1 - strays)
            between = sum(rows for at, rows in listed if first <= at <= last)
            per_day = between / ((last - first).days + 1)
            part = asked.parts[number - 1]
            levels.append((agencies.get(number, ""), first, per_day, part, total))
    levels.sort(key=lambda level: (*level[:2], level[3].file, level[3].part or ""))
    for (one, _, before, *_), (other, _, after, part, count) in pairwise(levels):
        if one == other and max(before, after) >= LEVEL * min(before, after):
            note = f"{after:,.1f} rows a day, after {before:,.1f} in the file before"
            yield _make_oddity("another level than the file before", part, None, count, note)


def _find_day(days: Sequence[tuple[date, int]], position: int) -> date:
    """Return the day of the row at a position among all rows in the order of their days."""
    for day, rows in days:
        if position < rows:
            return day
        position -= rows
    return days[-1][0]


def _name_agencies(asked: _Rows) -> dict[int, str]:
    """Return the one agency that a part is about; parts of two agencies have no common level."""
    columns = {c.name: quoting.name(c.name) for c in asked.schema.columns if c.agency}
    found = asked.ask(_ask_alike(columns.values()))
    return {
        number: "; ".join(
            str(low)
            for low, high in zip(values[::3], values[1::3], strict=True)
            if low is not None and low == high
        )
        for number, values in found.items()
    }


def _make_oddity(
    what: str, part: PartAccount, column: Column | None, count: int, note: str = ""
) -> Oddity:
    return Oddity(what, part.file, part.part, column.name if column else None, count, note)
