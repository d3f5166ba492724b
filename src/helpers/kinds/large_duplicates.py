"""Large duplicates: which rows of a large table occur again, and where they stood first.

Hashes of 64 bits tell which rows may occur again; only these are compared, by their id, and by
the hash of their texts with all typed values. So hardly any row is looked at twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from helpers.kinds.contracts import Contract, table_columns
from helpers.kinds.duplicates import SAME_CONTENT, SAME_ID
from helpers.kinds.large_records import quote
from helpers.kinds.large_rejects import Steps

CONTENT = "content hash"
"""The column of a large table that tells its rows' texts apart, those of the id left out."""

AT_ONCE = 16_000_000
"""So many hashes are held in memory at a time, twice: 128 MB, and as much again while sorted."""


def write_duplicates(
    connection: Any, table: Path, contract: Contract, rows: int, steps: Steps, target: Path
) -> dict[str, int]:
    """Write position (from 0), duplicate_of (a number) and duplicate_reason; return the reasons.

    One row a duplicate, in their order. The id rules where both are alike.
    """
    typed = f"read_parquet({quote(str(table), chr(39))}, file_row_number = true)"
    others = [c for c in contract.columns if c.name != contract.id_column]
    content = [CONTENT, *(name for column in others for name in table_columns(column))]
    asked = {"by_content": (CONTENT, quote(CONTENT), content)}
    if contract.id_column:
        name = contract.id_column
        asked["by_id"] = (name, f"hash({quote(name)})", [name])
    else:
        connection.execute("CREATE OR REPLACE TABLE by_id (position BIGINT, first BIGINT)")
    with ThreadPoolExecutor(len(asked)) as beside:
        # One sorts, on one core, while the other reads.
        work = [
            beside.submit(_find_again, connection.cursor(), typed, rows, into, *question)
            for into, question in asked.items()
        ]
    for one in work:
        one.result()
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
    rows: int,
    into: str,
    given: str,
    hashed: str,
    columns: Sequence[str],
) -> None:
    """Make the table `into` of the rows that are alike in `columns` to an earlier one.

    Only rows in which `given` is not null are looked at; `hashed` is the SQL of what is alike
    where the columns are.
    """
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
        f"CREATE OR REPLACE TABLE {into}_candidates AS SELECT file_row_number, {listed} "
        f"FROM {typed} WHERE {quote(given)} IS NOT NULL AND {hashed} IN (SELECT hashed FROM again)"
    )
    connection.execute(
        f"CREATE OR REPLACE TABLE {into} AS SELECT a.file_row_number AS position, f.first "
        f"FROM {into}_candidates a JOIN (SELECT min(file_row_number) AS first, {listed} "
        f"FROM {into}_candidates GROUP BY {listed}) f ON {keys} WHERE a.file_row_number > f.first"
    )
    connection.execute(f"DROP TABLE {into}_candidates")
    connection.unregister("again")
