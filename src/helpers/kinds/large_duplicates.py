"""Large duplicates: which rows of a large table occur again, and where they stood first.

Hashes of 64 bits tell which rows may occur again; only these are compared, by their id, and by
the hash of their texts with all typed values. So hardly any row is looked at twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from helpers.kinds.contracts import Contract, table_columns
from helpers.kinds.duplicates import SAME_CONTENT, SAME_ID
from helpers.kinds.large_records import quote
from helpers.kinds.large_rejects import Steps

CONTENT = "content hash"
"""The column of a large table that tells its rows' texts apart, those of the id left out."""

AT_ONCE = 16_000_000
"""So many hashes are held in memory at a time: 128 MB, and as much again while they are sorted."""


def write_duplicates(
    connection: Any, table: Path, contract: Contract, rows: int, steps: Steps, target: Path
) -> dict[str, int]:
    """Write position (from 0), duplicate_of (a number) and duplicate_reason; return the reasons.

    One row a duplicate, in their order. The id rules where both are alike.
    """
    typed = f"read_parquet({quote(str(table), chr(39))}, file_row_number = true)"
    others = [c for c in contract.columns if c.name != contract.id_column]
    content = [CONTENT, *(name for column in others for name in table_columns(column))]
    _find_again(connection, typed, quote(CONTENT), content, rows, "by_content")
    if contract.id_column:
        name = contract.id_column
        _find_again(connection, typed, f"hash({quote(name)})", [name], rows, "by_id", given=name)
    else:
        connection.execute("CREATE OR REPLACE TEMP TABLE by_id AS FROM by_content LIMIT 0")
    found = (
        f"SELECT coalesce(i.position, c.position) AS position, "
        f"coalesce(i.first, c.first) AS first, "
        f"CASE WHEN i.position IS NULL THEN '{SAME_CONTENT}' ELSE '{SAME_ID}' END AS "
        "duplicate_reason FROM by_id i FULL JOIN by_content c ON i.position = c.position"
    )
    numbered = steps.query(connection, found, "first", "duplicate_of")
    connection.execute(
        f"COPY (SELECT position, duplicate_of, duplicate_reason FROM ({numbered}) "
        f"ORDER BY position) TO {quote(str(target), chr(39))} (FORMAT parquet)"
    )
    counted = connection.execute(
        f"SELECT duplicate_reason, count(*) FROM read_parquet({quote(str(target), chr(39))}) "
        "GROUP BY ALL ORDER BY ALL"
    )
    return dict(counted.fetchall())


def _find_again(
    connection: Any,
    typed: str,
    hashed: str,
    columns: Sequence[str],
    rows: int,
    name: str,
    given: str = CONTENT,
) -> None:
    """Make the table `name` of the rows that are alike in `columns` to an earlier one."""
    import numpy as np
    import pyarrow as pa

    parts = rows // AT_ONCE + 1
    again = []
    for part in range(parts):
        found = connection.execute(
            f"SELECT {hashed} AS hashed FROM {typed} WHERE {quote(given)} IS NOT NULL "
            + (f"AND {hashed} % {parts} = {part}" if parts > 1 else "")
        ).fetchnumpy()["hashed"]
        hashes: Any = np.sort(np.asarray(found))
        again.append(np.unique(hashes[1:][hashes[1:] == hashes[:-1]]))
    connection.register("again", pa.table({"hashed": np.concatenate(again)}))
    listed = ", ".join(map(quote, columns))
    keys = " AND ".join(f"a.{quote(c)} IS NOT DISTINCT FROM f.{quote(c)}" for c in columns)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {name}_candidates AS SELECT file_row_number, {listed} "
        f"FROM {typed} WHERE {quote(given)} IS NOT NULL AND {hashed} IN (SELECT hashed FROM again)"
    )
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT a.file_row_number AS position, f.first "
        f"FROM {name}_candidates a JOIN (SELECT min(file_row_number) AS first, {listed} "
        f"FROM {name}_candidates GROUP BY {listed}) f ON {keys} WHERE a.file_row_number > f.first"
    )
    connection.execute(f"DROP TABLE {name}_candidates")
    connection.unregister("again")
