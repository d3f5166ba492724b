"""Joined logs: the same search in several releases, exported twice or in the logs of two agencies.

One search reaches the cameras of many agencies and is in the log of each, so adding up logs counts
it as often. Each release is cleaned by itself; here they are compared with one another.
"""

from __future__ import annotations

import tempfile
import weakref
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from helpers.cleaning.clean import connect
from helpers.cleaning.duplicates import REPEATS, ask_search
from helpers.ledger.parts import select_rows
from helpers.quoting import name, path, text
from helpers.cleaning.table import to_pandas
from helpers.errors import Problem

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

    from helpers.cleaning.table import Table

HERE, ANYWHERE = "search_here", "search_anywhere"
"""Numbers of searches: alike for all rows of a search in one agency's logs, and in everybody's."""

PLACE = "place"
"""The column by which rows are in order."""

_MOST_STEPS = 10
"""A row is at most so many steps from the first row of its search."""


@dataclass(eq=False, frozen=True)
class JoinedLogs:
    """The rows of several tables of one kind, and which of them are the same search.

    Its view `rows` has the columns asked for, `release`, `owner`, `search_here` and
    `search_anywhere`: numbers that all rows of a search share, within one agency's logs and within
    everybody's, so that counting distinct numbers counts searches.
    """

    connection: duckdb.DuckDBPyConnection
    columns: tuple[str, ...]

    def sql(self, query: str, **beside: pd.DataFrame) -> pd.DataFrame:
        """Return the answer to a query of the view `rows`, in the types of `Table.sql`.

        Frames given by name may be joined to it.
        """
        cursor = self.connection.cursor()
        for title, frame in beside.items():
            cursor.register(title, frame)
        return to_pandas(cursor.sql(query).to_arrow_table())


def join_logs(
    tables: Sequence[Table], owners: Mapping[str, str], columns: Iterable[str]
) -> JoinedLogs:
    """Return the rows of tables of one kind as one, each search told from its copies.

    `owners` names, for each release, the agency whose log it is. Of two rows of one owner in
    different releases the second repeats the first if they have the same id, or are alike in the
    schema's `same_search` and do not both have ids; of rows of two owners, if they have the same
    id or are alike in `same_elsewhere`. First rows are those of the releases named first.

    Raises Problem if the tables are of several kinds, or nobody says whose log one is.
    """
    _check(tables, owners)
    folder = tempfile.TemporaryDirectory(prefix=".plateglass-logs-")
    connection = connect(Path(folder.name))
    kept = tuple(dict.fromkeys(columns))
    connection.execute(f"CREATE TABLE searches AS {_write_union(connection, tables, owners, kept)}")
    for number, alone in ((HERE, True), (ANYWHERE, False)):
        _number(connection, tables, number, alone=alone)
    listed = ", ".join(map(name, ("release", "owner", *kept, HERE, ANYWHERE, PLACE)))
    connection.execute(f"CREATE VIEW rows AS SELECT {listed} FROM searches")
    logs = JoinedLogs(connection, ("release", "owner", *kept, HERE, ANYWHERE))
    weakref.finalize(logs, folder.cleanup)
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
                f"Nobody says whose log {table.release} is",
                expected="the agency that released it, for each release",
                remedy="Add the release again with --custodian",
            )


def _write_union(
    connection: duckdb.DuckDBPyConnection,
    tables: Sequence[Table],
    owners: Mapping[str, str],
    columns: Sequence[str],
) -> str:
    """Return the query of all rows: the columns, where each is, and what a search is told by.

    `place` is a row among all: its release, its part, its position. What two rows may be alike in
    is kept as 128 bits of a hash, by which no two of a trillion texts are confused.
    """
    schema = tables[0].schema
    selected = []
    for number, table in enumerate(tables):
        values = [f"{table.write_value(column)} AS {name(column)}" for column in columns]
        told = {"window_key": schema.same_search, "elsewhere_key": schema.same_elsewhere}
        keys = []
        for key, names in told.items():
            if names and len(tables) > 1:
                question = ask_search(schema, names)
                alike = f"md5_number(concat_ws(chr(31), {', '.join(question.keys)}))"
                keys.append(f"CASE WHEN {question.known} THEN {alike} END AS {key}")
            else:
                keys.append(f"NULL::UHUGEINT AS {key}")
        own = name(schema.id_column) if schema.id_column else "NULL::VARCHAR"
        repeats = "(SELECT NULL::INTEGER AS again_part, NULL::BIGINT AS again, NULL::BIGINT AS f)"
        if (table.folder / REPEATS).is_file():
            repeats = (
                f'(SELECT "table" AS again_part, position AS again, '
                f"{_place(number, 'of_table', 'of_position')} AS f "
                f"FROM read_parquet({path(table.folder / REPEATS)}))"
            )
        rows = select_rows(connection, table.folder, table.parts)
        selected.append(
            f"SELECT {text(table.release)} AS release, {text(owners[table.release])} AS owner, "
            f"{number} AS release_number, {_place(number, 'r.part', 'r.position')} AS place, "
            f"md5_number({own}) AS id_key, {', '.join([*values, *keys])}, d.f AS first_place "
            f"FROM {rows} r LEFT JOIN {repeats} d "
            "ON d.again_part = r.part AND d.again = r.position"
        )
    return " UNION ALL ".join(selected)


def _place(release: int, part: str, position: str) -> str:
    return f"({release}::BIGINT << 52) + ({part}::BIGINT << 40) + {position}"


def _number(
    connection: duckdb.DuckDBPyConnection, tables: Sequence[Table], column: str, *, alone: bool
) -> None:
    """Add a column to `searches`: where the search of each row begins.

    `alone` compares the logs of one owner only.
    """
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE pointers AS SELECT place, first_place FROM searches "
        "WHERE first_place IS NOT NULL"
    )
    if len(tables) > 1:
        same_owner = "here.owner = there.owner"
        no_ids = "(here.id_key IS NULL OR there.id_key IS NULL)"
        _point(connection, "id_key", "true", per_owner=alone)
        _point(connection, "window_key", f"{same_owner} AND {no_ids}", per_owner=True)
        if not alone:
            _point(connection, "elsewhere_key", f"NOT ({same_owner})", per_owner=False)
    for _ in range(_MOST_STEPS):
        connection.execute(
            "CREATE OR REPLACE TEMP TABLE moved AS SELECT p.place, q.first_place "
            "FROM pointers p JOIN pointers q ON q.place = p.first_place"
        )
        (moved,) = connection.execute("SELECT count(*) FROM moved").fetchall()[0]
        if not moved:
            break
        connection.execute(
            "UPDATE pointers SET first_place = moved.first_place FROM moved "
            "WHERE moved.place = pointers.place"
        )
    connection.execute(
        f"CREATE OR REPLACE TABLE searches AS SELECT s.*, coalesce(p.first_place, s.place) AS "
        f"{column} FROM searches s LEFT JOIN pointers p ON p.place = s.place"
    )


def _point(connection: duckdb.DuckDBPyConnection, key: str, fits: str, *, per_owner: bool) -> None:
    """Add to `pointers` the rows alike in `key` to an earlier row of another release.

    Rows that repeat another already are left as they are.
    """
    whose, same = ("owner", "here.owner = f.whose") if per_owner else ("NULL", "true")
    connection.execute(
        f"INSERT INTO pointers WITH firsts AS (SELECT {key}, {whose} AS whose, min(place) AS "
        f"first_place FROM searches WHERE {key} IS NOT NULL GROUP BY ALL "
        "HAVING count(DISTINCT release_number) > 1) "
        "SELECT here.place, f.first_place FROM searches here "
        f"JOIN firsts f ON f.{key} = here.{key} AND {same} "
        "JOIN searches there ON there.place = f.first_place "
        "WHERE here.release_number <> there.release_number AND here.place NOT IN "
        f"(SELECT place FROM pointers) AND {fits}"
    )
