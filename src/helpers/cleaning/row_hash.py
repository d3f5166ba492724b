"""Row hashes: one sha256 of what a release's rows say, whatever the file around them is like.

A copy of a workbook with other properties, or of a log whose user ids were masked, has other bytes
and the same rows. So only columns count that may be published, as cleaned, in their order; a column
that the file does not have does not count, and neither does where a row is.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from helpers.quoting import name
from helpers.schemas.recognize import match_header
from helpers.schemas.schema import Sensitivity

if TYPE_CHECKING:
    from helpers.cleaning.table import Table


def hash_rows(table: Table) -> str:
    """Return the sha256 of a table's rows: of their public values, in order, one line a row."""
    digest = hashlib.sha256()
    columns = list_hashed(table)
    digest.update(_write(columns))
    for row in _iterate(table, columns):
        digest.update(_write(row))
    return digest.hexdigest()


def list_hashed(table: Table) -> list[str]:
    """Return the columns of a table that count: those that a file has and that may be published.

    For a time, only the moment counts, not the clock that days are counted on.
    """
    held = {
        column
        for part in table.parts
        for column in match_header(table.schema, part.header).positions
    }
    return [
        f"{column.name}_utc" if column.type == "time" else column.name
        for column in table.schema.columns
        if column.name in held and column.sensitivity is Sensitivity.PUBLISHABLE
    ]


def _iterate(table: Table, columns: list[str]) -> Iterator[list[Any]]:
    listed = ", ".join(f"{name(one)}::VARCHAR" for one in columns) or "NULL"
    cursor = table.connection.cursor().execute(
        f"SELECT {listed} FROM raw_rows ORDER BY part, position"
    )
    while rows := cursor.fetchmany(10_000):
        yield from (list(row) for row in rows)


def _write(values: list[Any]) -> bytes:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
