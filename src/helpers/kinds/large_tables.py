"""Large tables: a table on disk as a lazily read frame, with the origin of each row.

The file holds the typed values alone, its rows in their order. Where a row stood is its position
and the rejected rows before it; which rows occur again stands in a second, small file.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from helpers.kinds.contracts import Contract, table_columns
from helpers.kinds.large_records import connect, quote
from helpers.kinds.large_rejects import Steps


def duplicates_path(table: Path) -> Path:
    """Return where the duplicates of a large table are listed; other tables have no such file.

    >>> duplicates_path(Path("table-001.parquet")).name
    'table-001-duplicates.parquet'
    """
    return table.with_name(f"{table.stem}-duplicates.parquet")


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
    names = [name for column in contract.columns for name in table_columns(column)]
    values = ", ".join(f"n.{quote(name)}" for name in names)
    return connection.sql(
        f"SELECT {values}, {quote(file, chr(39))} AS source_file, NULL::VARCHAR AS source_part, "
        f"n.source_row, {quote(status, chr(39))} AS data_status, {of} AS duplicate_of, "
        f"NULL::VARCHAR AS duplicate_file, {why} AS duplicate_reason, n.problems "
        f"FROM ({numbered}) n{joined}"
    )
