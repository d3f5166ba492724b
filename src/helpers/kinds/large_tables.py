"""Large tables: a table on disk as a lazily read frame, with the origin of each row.

The file holds the typed values alone, its rows in their order. Where a row stood is its position
and the rejected rows before it; which rows occur again stands in a second, small file. What holds
for nearly all rows is not written: a null state says that the value is given, and the null flag
of a time that it is one instant.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from helpers.kinds.contracts import Column, Contract, Flag, State, table_columns
from helpers.kinds.large_records import connect, quote
from helpers.kinds.large_rejects import Steps


def duplicates_path(table: Path) -> Path:
    """Return where the duplicates of a large table are listed; other tables have no such file.

    >>> duplicates_path(Path("table-001.parquet")).name
    'table-001-duplicates.parquet'
    """
    return table.with_name(f"{table.stem}-duplicates.parquet")


def pack(column: Column) -> list[str]:
    """Return the columns that the file holds of a contract's column, as SQL of the typed ones.

    >>> print(*pack(Column("at", "time", "When")), sep=", ")
    "at_utc", "at_local", nullif("at_flag", 'ok') AS "at_flag"
    """
    return [
        f"nullif({quote(name)}, {quote(usual, chr(39))}) AS {quote(name)}" if usual else quote(name)
        for name, usual, _ in _list_columns(column)
    ]


def unpack(column: Column) -> list[str]:
    """Return the columns of `Table` of a contract's column, as SQL of those that the file holds.

    >>> print(*unpack(Column("user", "text", "Who", redactions=("***",))), sep=", ")
    "user", coalesce("user_state", 'given') AS "user_state"
    """
    listed = []
    for name, usual, value in _list_columns(column):
        whole = f"coalesce({quote(name)}, {quote(usual, chr(39))})"
        if value:
            whole = f"CASE WHEN {quote(value)} IS NOT NULL THEN {whole} END"
        listed.append(f"{whole} AS {quote(name)}" if usual else quote(name))
    return listed


def _list_columns(column: Column) -> list[tuple[str, str, str]]:
    """Return each column, what it is in most rows, and the value without which it is nothing."""
    usual = {
        f"{column.name}_state": (State.GIVEN.value, ""),
        f"{column.name}_flag": (Flag.OK.value, f"{column.name}_utc"),
    }
    return [(name, *usual.get(name, ("", ""))) for name in table_columns(column)]


def open_table(
    table: Path, contract: Contract, *, file: str, status: str, rejected: Iterable[int]
) -> Any:
    """Return a large table as a DuckDB relation with the columns of `Table`, in no order.

    `rejected` are the numbers of the records of `file` that were not kept.
    """
    connection = connect(Path(tempfile.gettempdir()))
    steps = Steps(rejected)
    rows = f"SELECT * FROM read_parquet({quote(str(table), chr(39))}, file_row_number = true)"
    numbered = steps.query(connection, rows, "file_row_number", "source_row")
    listed = f"read_parquet({quote(str(duplicates_path(table)), chr(39))})"
    (again,) = connection.execute(f"SELECT count(*) FROM {listed}").fetchall()[0]
    of, why, joined = "NULL::BIGINT", "NULL::VARCHAR", ""
    if again:
        of, why = "d.duplicate_of", "d.duplicate_reason"
        joined = f" LEFT JOIN {listed} d ON d.position = n.file_row_number"
    values = ", ".join(name for column in contract.columns for name in unpack(column))
    return connection.sql(
        f"SELECT {values}, {quote(file, chr(39))} AS source_file, NULL::VARCHAR AS source_part, "
        f"n.source_row, {quote(status, chr(39))} AS data_status, {of} AS duplicate_of, "
        f"NULL::VARCHAR AS duplicate_file, {why} AS duplicate_reason, n.problems "
        f"FROM ({numbered}) n{joined}"
    )
