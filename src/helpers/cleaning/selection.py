"""Selections: some rows of a table, by conditions that are kept, and which rows those are."""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from helpers.cleaning.table import OPENED, TABLES, Table, list_dtypes, to_pandas
from helpers.errors import Problem
from helpers.ledger.parts import PartAccount
from helpers.quoting import name as quote
from helpers.quoting import text
from helpers.schemas.schema import ORIGIN_COLUMNS, Schema, Sensitivity, table_columns
from helpers.status import DataStatus

if TYPE_CHECKING:
    import duckdb
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]

FILE, PART, ROW = ORIGIN_COLUMNS[:3]
RELEASE, ROW_KEY = "release", "row_key"
"""Columns of joined logs: a row's release, and its part and position in that release."""

_IN_PART, _PARTS = (1 << 40) - 1, (1 << 12) - 1
"""The bits of a row key that are the position in a table, and the number of the table."""

_WORD = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|\$\w+|\w+""")

_ASKED = re.compile(r"""(?:"[^"]+"|\w+)\s+IS\s+(?:NOT\s+)?NULL""", re.IGNORECASE)
"""The question whether there is a value, which quotes none."""


@dataclass(frozen=True)
class Step:
    """One narrowing: why, by which condition, and the rows before and after it."""

    reason: str
    where: str
    before: int
    after: int


@dataclass(eq=False, frozen=True)
class Selection:
    """Some rows of a table: those that meet the condition of each step.

    Its `connection` has a view `rows` of them, with the columns of the table's.
    """

    table: Table
    steps: tuple[Step, ...] = ()

    @property
    def release(self) -> str:
        """The release that the rows are of."""
        return self.table.release

    @property
    def data_status(self) -> DataStatus:
        """How far the rows may be trusted."""
        return self.table.data_status

    @property
    def digest(self) -> str:
        """The digest of the table."""
        return self.table.digest

    @property
    def schema(self) -> Schema:
        """The schema of the table."""
        return self.table.schema

    @property
    def condition(self) -> str:
        """The conditions of all steps as one, in SQL."""
        return " AND ".join(f"({step.where})" for step in self.steps) or "true"

    @property
    def count(self) -> int:
        """How many rows there are."""
        return self.steps[-1].after if self.steps else self.table.count

    def where(self, condition: str, reason: str = "", **parameters: object) -> Selection:
        """Return those of the rows that meet one more condition; `$name` is filled in.

        `reason` says why the others stay out. The condition is written down wherever the rows are,
        so it may not quote what must not leave: of a column that is not publishable it can only ask
        whether there is a value. Raises Problem if it does, or cannot be read.
        """
        written = fill_condition(condition, parameters)
        _refuse_private(written, self.schema)
        before = self.count
        chosen = f"{self.condition} AND ({written})"
        after = _count(self.table, chosen, condition)
        return Selection(self.table, (*self.steps, Step(reason, written, before, after)))

    def sql(self, query: str, **parameters: object) -> pd.DataFrame:
        """Return the answer to a query of the view `rows`, in the types of `Table.sql`."""
        asked = self.connection.sql(query, params=dict(parameters) or None)
        return self.table.mark(to_pandas(asked.to_arrow_table()))

    @cached_property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """A connection that has the view `rows`, in no order."""
        connection = self.table.connection.cursor()
        shown = ", ".join(map(quote, list_dtypes(self.schema)))
        connection.execute(
            f"CREATE TEMP VIEW rows AS SELECT {shown} FROM located_rows WHERE {self.condition}"
        )
        return connection


@dataclass(frozen=True)
class Rejects:
    """The rows of a table's files that were rejected: no cell of theirs is in the table."""

    table: Table


@dataclass(frozen=True)
class RowSet:
    """Which rows of a table something was computed from.

    `steps` say how they were chosen. `numbers` are theirs by part of the table, from 1, where no
    condition says which they are; `first` and `last` the ends of their time.
    """

    table: Table
    count: int
    first: str = ""
    last: str = ""
    steps: tuple[Step, ...] = ()
    numbers: Mapping[int, Numbers] = field(default_factory=dict)
    rejected: bool = False


def fill_condition(condition: str, parameters: Mapping[str, object]) -> str:
    """Return a condition with the values of its parameters written out.

    >>> fill_condition("state = $state AND month IN $months", {"state": "Q'A", "months": ["05"]})
    "state = 'Q''A' AND month IN ('05')"
    """

    def write(found: re.Match[str]) -> str:
        name = found[0].removeprefix("$")
        return write_sql_value(parameters[name]) if found[0] in wanted else found[0]

    wanted = {f"${name}" for name in parameters}
    return _WORD.sub(write, condition)


def write_sql_value(value: object) -> str:
    """Return a value as SQL writes it: a text, a number, true or false, or a list of them."""
    if isinstance(value, list | tuple | set | frozenset):
        listed = sorted(value, key=str) if isinstance(value, set | frozenset) else value
        return f"({', '.join(map(write_sql_value, listed))})"
    if isinstance(value, bool | int | float):
        return str(value).lower()
    return text(str(value))


def _refuse_private(condition: str, schema: Schema) -> None:
    words = _WORD.findall(_ASKED.sub("", condition))
    named = {word.strip('"').casefold() for word in words}
    quotes = [word for word in words if word.startswith("'") or word[0].isdigit()]
    for column in schema.columns:
        if column.sensitivity is Sensitivity.PUBLISHABLE:
            continue
        values = [one for one in table_columns(column) if one != f"{column.name}_state"]
        hit = next((one for one in values if one.casefold() in named), None)
        if hit and quotes:
            raise Problem(
                f"The condition quotes a value of the column {hit}, which may not be shown",
                expected=f"whether there is one, such as {hit} IS NOT NULL",
                remedy="Choose the rows in pandas: their numbers are kept, and no condition is",
            )


def _count(table: Table, condition: str, written: str) -> int:
    import duckdb

    try:
        found = table.connection.cursor().execute(f"SELECT count(*) FROM rows WHERE {condition}")
        return int(found.fetchall()[0][0])
    except duckdb.Error as error:
        # Only messages that name columns are shown: others of the engine may hold cells.
        known = isinstance(error, duckdb.BinderException | duckdb.ParserException)
        message = str(error).splitlines()[0].partition(": ")[2] if known else "a value does not fit"
        raise Problem(
            f"The condition cannot be read: {written} ({message})",
            expected="SQL over the columns of the table, such as state = 'QA'",
        ) from error


# Which rows: of a table, a selection or a frame whose rows still say where they are from.


def read_rows(source: Any) -> list[RowSet]:
    """Return which rows of which tables a source holds, one entry a table.

    `source` is a Table, a Selection, Rejects, or a frame with the columns source_file, source_part
    and source_row (or, of joined logs, release and row_key), or a list of them.
    Raises Problem if a frame's rows no longer say where they are from.
    """
    import pandas as pd

    if isinstance(source, Table):
        return [RowSet(source, source.count, *_find_ends(source, "true"))]
    if isinstance(source, Selection):
        ends = _find_ends(source.table, source.condition)
        return [RowSet(source.table, source.count, *ends, source.steps)]
    if isinstance(source, Rejects):
        return [_read_rejects(source.table)]
    if isinstance(source, pd.DataFrame):
        return list(_read_frame(source))
    if isinstance(source, Iterable) and not isinstance(source, str | Mapping):
        return [rows for one in source for rows in read_rows(one)]
    raise Problem(
        f"We can't know which rows a {type(source).__name__} holds",
        expected="a table, rows chosen with table.where(...), or a frame of a table's rows",
    )


def _read_rejects(table: Table) -> RowSet:
    import numpy as np

    numbers = {
        number: np.array(sorted(one.row for one in part.rejected), np.int64)
        for number, part in enumerate(table.parts, 1)
        if part.rejected
    }
    return RowSet(table, len(table.rejects), numbers=numbers, rejected=True)


def _read_frame(frame: pd.DataFrame) -> Iterator[RowSet]:
    has_row_keys = {RELEASE, ROW_KEY} <= set(frame.columns)
    if not has_row_keys and not {FILE, ROW} <= set(frame.columns):
        raise Problem(
            "The rows no longer say where they are from: the frame has no columns "
            f"{FILE}, {PART} and {ROW}",
            expected="a frame of a table's rows, before they were added up or grouped",
            remedy="Give rows= the frame that the number was counted in",
        )
    for release, table in _name_tables(frame).items():
        rows = frame
        if RELEASE in frame.columns:
            rows = frame[frame[RELEASE].astype("str") == release]
        numbers = _number_row_keys(rows, table) if has_row_keys else _number_rows(rows, table)
        count = sum(map(len, numbers.values()))
        taken = (Step("", "", table.count, count),) if count < table.count else ()
        yield RowSet(table, count, *_find_ends_of(rows, table, numbers), taken, numbers)


def _name_tables(frame: pd.DataFrame) -> dict[str, Table]:
    """Return the tables that a frame's rows are from, by release."""
    from helpers.cleaning.clean import load_table

    known = dict(frame.attrs.get(TABLES, {}))
    named = sorted(map(str, frame[RELEASE].unique())) if RELEASE in frame.columns else []
    if not named and not known:
        raise Problem(
            "The rows do not say of which release they are",
            expected=f"a frame that came from a table, or one with a column {RELEASE}",
        )
    return {
        release: OPENED.get(known.get(release, "")) or load_table(release)
        for release in dict.fromkeys((*known, *named))
    }


def _number_rows(frame: pd.DataFrame, table: Table) -> dict[int, Numbers]:
    """Return the numbers of a frame's rows by part, each once, in order."""
    import numpy as np

    found: dict[int, list[Numbers]] = {}
    keys = [frame[FILE].astype("str")]
    keys += [frame[PART].astype("str")] if PART in frame.columns else []
    for key, rows in frame[ROW].groupby(keys, dropna=False, observed=True):
        part = _find_part(table, str(key[0]), str(key[1]) if len(key) > 1 else "")
        found.setdefault(part, []).append(rows.to_numpy(np.int64))
    return {part: np.unique(np.concatenate(found[part])) for part in sorted(found)}


def _find_part(table: Table, file: str, name: str) -> int:
    """Return the number of a table's part by its file and name; pages have no part of their own."""
    parts = [n for n, part in enumerate(table.parts, 1) if part.file == file]
    named = [n for n in parts if table.parts[n - 1].part == name]
    if not parts or (len(parts) > 1 and not named):
        raise Problem(f"The table {table.release} has no file {file}, {name}".rstrip(", "))
    return (named or parts)[0]


def _number_row_keys(frame: pd.DataFrame, table: Table) -> dict[int, Numbers]:
    """Return the numbers of rows of joined logs by part, each once, in order."""
    import numpy as np

    row_keys = np.unique(frame[ROW_KEY].to_numpy(np.int64))
    parts = (row_keys >> 40) & _PARTS
    return {
        int(part): list_numbers(table.parts[part - 1], row_keys[parts == part] & _IN_PART)
        for part in np.unique(parts)
    }


def list_numbers(part: PartAccount, positions: Numbers) -> Numbers:
    """Return the numbers that records of a part have in their file, by their positions from 0."""
    import numpy as np

    lost = np.searchsorted(np.array(part.starts, np.int64), positions, side="right")
    numbers: Numbers = part.offset + positions + 1 + lost
    return numbers


def list_positions(part: PartAccount, numbers: Numbers) -> Numbers:
    """Return the positions from 0 of the records of a part, by their numbers in the file."""
    import numpy as np

    lost = np.array(sorted(one.row for one in part.lost), np.int64)
    positions: Numbers = numbers - part.offset - 1 - np.searchsorted(lost, numbers)
    return positions


# When: the first and the last day, or month, of rows.


def _write_time(schema: Schema) -> str:
    """Return the SQL of a row's day or month on the clock that it is counted on; empty if none."""
    if schema.time_column is None:
        return ""
    if schema.column(schema.time_column).type != "time":
        return quote(schema.time_column)
    return f"strftime({quote(f'{schema.time_column}_local')}, '%Y-%m-%d')"


def _find_ends(table: Table, condition: str) -> tuple[str, str]:
    time = _write_time(table.schema)
    if not time:
        return "", ""
    query = f"SELECT min({time}), max({time}) FROM rows WHERE {condition}"
    first, last = table.connection.cursor().execute(query).fetchall()[0]
    return str(first or ""), str(last or "")


def _find_ends_of(
    frame: pd.DataFrame, table: Table, numbers: Mapping[int, Numbers]
) -> tuple[str, str]:
    time = _write_time(table.schema)
    if not time or not numbers:
        return "", ""
    time_column = str(table.schema.time_column)
    for column in (time_column, f"{time_column}_local", "day", "month"):
        if column in frame.columns:
            known = frame[column].dropna()
            days = known.dt.strftime("%Y-%m-%d") if known.dtype.kind == "M" else known.astype("str")
            return (days.min(), days.max()) if len(days) else ("", "")
    cursor = register(table, numbers)
    query = f"SELECT min({time}), max({time}) FROM located_rows JOIN chosen USING (part, position)"
    first, last = cursor.execute(query).fetchall()[0]
    return str(first or ""), str(last or "")


def register(table: Table, numbers: Mapping[int, Numbers]) -> duckdb.DuckDBPyConnection:
    """Return a cursor of a table with a view `chosen`: part and position of rows by number."""
    import numpy as np
    import pyarrow as pa

    parts = [np.full(len(found), part, np.int32) for part, found in numbers.items()]
    positions = [list_positions(table.parts[part - 1], found) for part, found in numbers.items()]
    none = np.empty(0, np.int32)  # a finding may rest on no row at all
    chosen = {
        "part": np.concatenate([none, *parts]),
        "position": np.concatenate([none, *positions]),
    }
    cursor = table.connection.cursor()
    cursor.register("chosen", pa.table(chosen))
    return cursor


# Written down: numbers of rows in little room.


def pack(numbers: Sequence[int] | Numbers) -> str:
    """Return sorted numbers as text: runs of rows skipped and taken in turn, compressed.

    >>> unpack(pack([1, 2, 3, 7, 9, 10])).tolist()
    [1, 2, 3, 7, 9, 10]
    """
    import numpy as np

    ordered = np.asarray(numbers, np.int64)
    if not len(ordered):
        return ""
    ends = np.append(np.flatnonzero(np.diff(ordered) != 1), len(ordered) - 1)
    lasts = ordered[ends]
    firsts = ordered[np.append(0, ends[:-1] + 1)]
    skipped = firsts - np.append(0, lasts[:-1]) - 1
    runs = np.stack([skipped, lasts - firsts + 1], axis=1).astype("<u4")
    # Byte by byte: the upper ones are nearly all zero, and take no room side by side.
    planes = runs.view(np.uint8).reshape(-1, 4).T.tobytes()
    return base64.b64encode(zlib.compress(planes, 9)).decode("ascii")


def unpack(packed: str) -> Numbers:
    """Return the numbers that `pack` wrote."""
    import numpy as np

    if not packed:
        return np.array([], np.int64)
    planes = np.frombuffer(zlib.decompress(base64.b64decode(packed)), np.uint8).reshape(4, -1)
    runs = np.ascontiguousarray(planes.T).view("<u4").reshape(-1, 2).astype(np.int64)
    firsts = np.cumsum(runs.sum(axis=1)) - runs[:, 1] + 1
    return np.repeat(firsts - np.cumsum(runs[:, 1]) + runs[:, 1], runs[:, 1]) + np.arange(
        runs[:, 1].sum()
    )


def list_ranges(numbers: Numbers) -> list[tuple[int, int]]:
    """Return sorted numbers as ranges, both ends included.

    >>> import numpy as np
    >>> list_ranges(np.array([1, 2, 3, 7]))
    [(1, 3), (7, 7)]
    """
    import numpy as np

    if not len(numbers):
        return []
    ends = np.append(np.flatnonzero(np.diff(numbers) != 1), len(numbers) - 1)
    firsts = numbers[np.append(0, ends[:-1] + 1)]
    return list(zip(firsts.tolist(), numbers[ends].tolist(), strict=True))
