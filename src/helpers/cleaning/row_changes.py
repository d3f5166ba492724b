"""Row changes: which rows came, went or changed between two tables of one kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from helpers.cleaning.clean import connect
from helpers.cleaning.table import Table
from helpers.errors import Misuse
from helpers.project import open_scratch
from helpers.quoting import name as quote
from helpers.schemas.schema import Schema, table_columns

if TYPE_CHECKING:
    import duckdb

MOST = 5
"""So many rows of each sort are listed by file and row; the others are counted."""

NUMBERS = ("integer", "decimal")


@dataclass(frozen=True)
class ChangedRows:
    """Rows of one sort: how many, how many in each month, and where the first of them are."""

    count: int
    months: dict[str, int] = field(default_factory=dict)
    places: tuple[str, ...] = ()


@dataclass(frozen=True)
class RowChanges:
    """What happened to rows from one table to another.

    `key` are the columns by which a changed row is known again; without any, it counts as one that
    went and one that came. `columns` counts the changed values of each column.
    """

    before: str
    after: str
    kind: str
    key: tuple[str, ...]
    same: int
    came: ChangedRows
    went: ChangedRows
    changed: ChangedRows
    columns: dict[str, int]


def compare_tables(before: Table, after: Table, names: tuple[str, str] = ("", "")) -> RowChanges:
    """Return which rows came, went and changed; `names` are what the two are called.

    No cell is in what is returned. Raises Misuse if the tables are of two kinds.
    """
    if before.kind != after.kind:
        raise Misuse(
            f"{before.release} is of the kind {before.kind} and {after.release} of {after.kind}, "
            "so their rows can't be compared",
            expected="two releases of one kind",
        )
    with open_scratch() as folder, connect(folder) as connection:
        for title, table in (("was", before), ("now", after)):
            _take(connection, title, table)
        same = _remove_same(connection)
        key = _find_key(connection, before.schema)
        came, went, changed, columns = _match(connection, before.schema, key)
    return RowChanges(
        before=names[0] or before.release,
        after=names[1] or after.release,
        kind=before.kind,
        key=tuple(key),
        same=same,
        came=came,
        went=went,
        changed=changed,
        columns=columns,
    )


def _list_values(schema: Schema) -> list[str]:
    return [name for column in schema.columns for name in table_columns(column)]


def _take(connection: duckdb.DuckDBPyConnection, title: str, table: Table) -> None:
    """Copy the values and locations of a table's rows into a table of the connection.

    Identical rows are numbered among themselves.
    """
    named = [quote(name) for name in _list_values(table.schema)]
    values = ", ".join(f"{name}::VARCHAR AS {name}" for name in named)
    location = 'source_file AS "its file", source_part AS "its part", source_row AS "its row"'
    month = "NULL::VARCHAR"
    if table.schema.time_column:
        column = table.schema.column(table.schema.time_column)
        local = f"{column.name}_local" if column.type == "time" else column.name
        month = f"left({quote(local)}::VARCHAR, 7)"
    query = f'SELECT {values}, {location}, {month} AS "its month" FROM raw_rows'
    reader = table.connection.cursor().sql(query).to_arrow_reader(100_000)
    connection.register("taken", reader)
    connection.execute(
        f'CREATE TABLE {title} AS SELECT *, row_number() OVER (PARTITION BY "its hash") AS again '
        f'FROM (SELECT *, hash({", ".join(named)}) AS "its hash" FROM taken)'
    )
    connection.unregister("taken")


def _remove_same(connection: duckdb.DuckDBPyConnection) -> int:
    """Leave in both tables the rows that the other lacks; return how many both have."""
    sizes = [connection.execute(f"SELECT count(*) FROM {one}").fetchall()[0][0] for one in _BOTH]
    for title, other in (_BOTH, _BOTH[::-1]):
        connection.execute(
            f'CREATE TABLE {title}_left AS FROM {title} ANTI JOIN {other} USING ("its hash", again)'
        )
    for title in _BOTH:
        connection.execute(f"DROP TABLE {title}")
        connection.execute(f"ALTER TABLE {title}_left RENAME TO {title}")
    (left,) = connection.execute("SELECT count(*) FROM was").fetchall()[0]
    return int(sizes[0] - left)


_BOTH = ("was", "now")


def _find_key(connection: duckdb.DuckDBPyConnection, schema: Schema) -> list[str]:
    """Return the columns that identify each row left in both tables, or none."""
    named = [
        name
        for column in schema.columns
        if column.type not in NUMBERS
        for name in table_columns(column)[:1]
    ]
    choices = [[schema.id_column]] if schema.id_column else []
    for key in (*choices, named):
        listed = ", ".join(quote(name) for name in key if name)
        if listed and all(_identifies_rows(connection, title, listed) for title in _BOTH):
            return [name for name in key if name]
    return []


def _identifies_rows(connection: duckdb.DuckDBPyConnection, title: str, key: str) -> bool:
    query = f"SELECT count(*), count(DISTINCT ({key})) FROM {title}"
    rows, distinct = connection.execute(query).fetchall()[0]
    return bool(rows == distinct)


def _match(
    connection: duckdb.DuckDBPyConnection, schema: Schema, key: Sequence[str]
) -> tuple[ChangedRows, ChangedRows, ChangedRows, dict[str, int]]:
    """Return the rows that came, went and changed, and the changed values of each column."""
    if not key:
        return (
            _count(connection, "now n", "n"),
            _count(connection, "was w", "w"),
            ChangedRows(0),
            {},
        )
    values = [name for name in _list_values(schema) if name not in key]
    same_row = " AND ".join(f"w.{quote(name)} IS NOT DISTINCT FROM n.{quote(name)}" for name in key)
    came = _count(connection, f"now n WHERE NOT EXISTS (FROM was w WHERE {same_row})", "n")
    went = _count(connection, f"was w WHERE NOT EXISTS (FROM now n WHERE {same_row})", "w")
    joined = f"was w JOIN now n ON {same_row}"
    changed = _count(connection, joined, "n")
    if not changed.count:
        return came, went, changed, {}
    differs = [f"w.{quote(name)} IS DISTINCT FROM n.{quote(name)}" for name in values]
    tests = ", ".join(f"count(*) FILTER (WHERE {test})" for test in differs)
    counts = connection.execute(f"SELECT {tests} FROM {joined}").fetchall()[0]
    return came, went, changed, {name: n for name, n in zip(values, counts, strict=True) if n}


def _count(connection: duckdb.DuckDBPyConnection, rows: str, alias: str) -> ChangedRows:
    month = f"coalesce({alias}.{quote('its month')}, '')"
    query = f"SELECT {month}, count(*) FROM {rows} GROUP BY ALL ORDER BY ALL"
    months = connection.execute(query).fetchall()
    location = ", ".join(f'{alias}."its {name}"' for name in ("file", "part", "row"))
    first_rows = connection.execute(
        f"SELECT {location} FROM {rows} ORDER BY ALL LIMIT {MOST}"
    ).fetchall()
    named = tuple(
        ", ".join(piece for piece in (file, part, f"row {row:,}") if piece)
        for file, part, row in first_rows
    )
    known = {name: count for name, count in months if name}
    return ChangedRows(sum(count for _, count in months), known, named)
