"""Joined logs: the same search in several releases, exported twice or in the logs of two agencies.

One search reaches the cameras of many agencies and is in the log of each, so adding up logs counts
it as often. Each release is cleaned by itself; here they are compared with one another.
"""

from __future__ import annotations

import tempfile
import weakref
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from helpers.cleaning.clean import connect
from helpers.cleaning.duplicates import REPEATS, Log, find_repeats_across
from helpers.cleaning.table import TABLES, to_pandas
from helpers.errors import Problem
from helpers.ledger.parts import select_rows
from helpers.project import PREFIX
from helpers.quoting import name, path, text

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

    from helpers.cleaning.table import Table

HERE, ANYWHERE = "search_here", "search_anywhere"
"""Numbers of searches: alike for all rows of a search in one agency's logs, and in everybody's."""

ROW_KEY = "row_key"
"""The column by which rows are ordered."""

_MOST_STEPS = 10
"""A row is at most so many steps from the first row of its search."""


@dataclass(eq=False, frozen=True)
class JoinedLogs:
    """The rows of several tables of one kind, and which of them are the same search.

    Its view `rows` has the columns asked for, `release`, `owner`, `search_here` and
    `search_anywhere`: numbers that all rows of a search share, within one agency's logs and within
    everybody's, so counting distinct numbers counts searches. `folders` are those of the
    tables, by release.
    """

    connection: duckdb.DuckDBPyConnection
    columns: tuple[str, ...]
    folders: Mapping[str, str] = field(default_factory=dict)

    def sql(self, query: str, **frames: pd.DataFrame) -> pd.DataFrame:
        """Return the answer to a query of the view `rows`, in the types of `Table.sql`.

        Frames given by name may be joined to it.
        """
        cursor = self.connection.cursor()
        for title, frame in frames.items():
            cursor.register(title, frame)
        answer = to_pandas(cursor.sql(query).to_arrow_table())
        answer.attrs[TABLES] = dict(self.folders)
        return answer


def join_logs(
    tables: Sequence[Table], owners: Mapping[str, str], columns: Iterable[str]
) -> JoinedLogs:
    """Return the rows of tables of one kind as one table, with the copies of a search marked.

    `owners` names, for each release, the agency whose log it is. See `find_repeats_across` for
    when a row repeats one of an earlier release; the first rows are those of the releases named
    first.

    Raises Problem if the tables are of several kinds, or nobody says whose log one is.
    """
    _check(tables, owners)
    scratch = tempfile.TemporaryDirectory(prefix=PREFIX)
    folder = Path(scratch.name)
    connection = connect(folder)
    kept = tuple(dict.fromkeys(columns))
    connection.execute(f"CREATE TABLE searches AS {_write_union(connection, tables, owners, kept)}")
    for number, alone in ((HERE, True), (ANYWHERE, False)):
        _number(connection, folder, tables, owners, number, alone=alone)
    listed = ", ".join(map(name, ("release", "owner", *kept, HERE, ANYWHERE, ROW_KEY)))
    connection.execute(f"CREATE VIEW rows AS SELECT {listed} FROM searches")
    folders = {table.release: str(table.folder) for table in tables}
    logs = JoinedLogs(connection, ("release", "owner", *kept, HERE, ANYWHERE), folders)
    weakref.finalize(logs, scratch.cleanup)
    return logs


def _check(tables: Sequence[Table], owners: Mapping[str, str]) -> None:
    for table in tables:
        if table.kind != tables[0].kind:
            raise Problem(
                f"{tables[0].release} is of the kind {tables[0].kind}, {table.release} of "
                f"{table.kind}",
                expected="releases of one kind",
                remedy="Compare only logs of one kind",
            )
        if not owners.get(table.release):
            raise Problem(
                f"{table.release} has no owner",
                expected="the agency that released it, for each release",
                remedy='Add it again with --custodian "NAME"',
            )


def _write_union(
    connection: duckdb.DuckDBPyConnection,
    tables: Sequence[Table],
    owners: Mapping[str, str],
    columns: Sequence[str],
) -> str:
    """Return the query of all rows: the columns, and where each is.

    `row_key` packs a row's release, part and position. `first_row_key` is the key of the row that
    it repeats within its release.
    """
    selected = []
    for number, table in enumerate(tables, start=1):
        values = [f"{table.write_value(column)} AS {name(column)}" for column in columns]
        again = "(SELECT NULL::INTEGER AS part, NULL::BIGINT AS position, NULL::BIGINT AS first)"
        if (table.folder / REPEATS).is_file():
            again = (
                f'(SELECT "table" AS part, position, '
                f"{_write_row_key(number, 'of_table', 'of_position')} AS first "
                f"FROM read_parquet({path(table.folder / REPEATS)}))"
            )
        rows = select_rows(connection, table.folder, table.parts)
        selected.append(
            f"SELECT {text(table.release)} AS release, {text(owners[table.release])} AS owner, "
            f"{_write_row_key(number, 'r.part', 'r.position')} AS row_key, {', '.join(values)}, "
            f"d.first AS first_row_key FROM {rows} r LEFT JOIN {again} d "
            "ON d.part = r.part AND d.position = r.position"
        )
    return " UNION ALL ".join(selected)


def _write_row_key(log: int | str, part: str, position: str) -> str:
    return f"({log}::BIGINT << 52) + ({part}::BIGINT << 40) + {position}"


def _number(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    tables: Sequence[Table],
    owners: Mapping[str, str],
    column: str,
    *,
    alone: bool,
) -> None:
    """Add a column to `searches`: the key of the first row of each row's search.

    `alone` compares the logs of one owner only.
    """
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE pointers AS SELECT row_key, first_row_key FROM searches "
        "WHERE first_row_key IS NOT NULL"
    )
    for owner in dict.fromkeys(owners[table.release] for table in tables) if alone else (None,):
        numbered = [
            (number, table)
            for number, table in enumerate(tables, start=1)
            if owner in (None, owners[table.release])
        ]
        if len(numbered) > 1:
            _point(connection, folder, numbered, owners)
    for _ in range(_MOST_STEPS):
        connection.execute(
            "CREATE OR REPLACE TEMP TABLE moved AS SELECT p.row_key, q.first_row_key "
            "FROM pointers p JOIN pointers q ON q.row_key = p.first_row_key"
        )
        (moved,) = connection.execute("SELECT count(*) FROM moved").fetchall()[0]
        if not moved:
            break
        connection.execute(
            "UPDATE pointers SET first_row_key = moved.first_row_key FROM moved "
            "WHERE moved.row_key = pointers.row_key"
        )
    connection.execute(
        f"CREATE OR REPLACE TABLE searches AS SELECT s.*, coalesce(p.first_row_key, s.row_key) AS "
        f"{column} FROM searches s LEFT JOIN pointers p ON p.row_key = s.row_key"
    )


def _point(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    numbered: Sequence[tuple[int, Table]],
    owners: Mapping[str, str],
) -> None:
    """Add to `pointers` the rows of some logs that repeat a row of an earlier one."""
    logs = [
        Log(table.release, owners[table.release], table.folder, table.parts)
        for _, table in numbered
    ]
    find_repeats_across(connection, folder, logs, numbered[0][1].schema)
    cases = " ".join(f"WHEN {here} THEN {number}" for here, (number, _) in enumerate(numbered, 1))
    here = _write_row_key(f"(CASE log {cases} END)", "part", "position")
    there = _write_row_key(f"(CASE of_log {cases} END)", "of_part", "of_position")
    connection.execute(f"INSERT INTO pointers SELECT {here}, {there} FROM repeats_across")
