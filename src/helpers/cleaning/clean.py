"""Clean: records to typed tables on disk, each with its account, whatever reader gave them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from helpers.cleaning import sql
from helpers.cleaning.parts import PartAccount
from helpers.cleaning.quoting import name, path, text
from helpers.errors import Problem
from helpers.readers import footers
from helpers.readers.records import Records, refuse_other_headers
from helpers.releases.release import SYNTHETIC_MARK
from helpers.schemas.recognize import Match, require_header
from helpers.schemas.schema import Schema

if TYPE_CHECKING:
    import duckdb

MEMORY = "1000MB"
"""What DuckDB may hold; beyond it, it writes to disk."""

AS_PARQUET = "FORMAT parquet, PARQUET_VERSION v2, DICTIONARY_SIZE_LIMIT 1000"
"""A smaller file than by default, in two thirds of the time: ids and reasons fill no dictionary."""

NEARLY_ALL = 0.95
"""So many of the ids bear the mark of invented rows where the rows are invented."""


def connect(folder: Path) -> duckdb.DuckDBPyConnection:
    """Return a connection that holds little memory, and writes what is beyond it to `folder`."""
    import duckdb

    connection = duckdb.connect()
    connection.execute(
        f"SET memory_limit = '{MEMORY}'; SET preserve_insertion_order = true; "
        f"SET temp_directory = {text(str(folder))}"
    )
    return connection


def table_name(number: int) -> str:
    """Return the name of a release's n-th table, from 1.

    >>> table_name(3)
    'table-003.parquet'
    """
    return f"table-{number:03}.parquet"


def choose_zones(timestamps_in: str | None, count_in: str | None, schema: Schema) -> sql.Zones:
    """Return the time zones that hold for a file: its own, or else those of its kind."""
    timestamps_in = timestamps_in or schema.timestamps_in
    return timestamps_in, count_in or schema.count_in or timestamps_in


def clean_part(
    connection: duckdb.DuckDBPyConnection,
    records: Records,
    schema: Schema,
    zones: sql.Zones,
    target: Path,
) -> PartAccount:
    """Write the typed table of records to `target`, and return the account of every record.

    Raises Problem if a required column is missing, a time has no zone, or the reader and the count
    beside it do not agree.
    """
    match = require_header(schema, records.header, file=records.file, part=records.part)
    statement = write_statement(connection, records, schema, match, zones)
    _copy(connection, statement, records, target)
    days, numbers = _list_typed(schema, match)
    settled = footers.settle_rows(connection, records, target, days, numbers)
    if records.other_headers:
        gone = {one.row for one in settled.rejected}
        refuse_other_headers(records, lambda number: number not in gone)
    marked, notes = _find_mark(connection, schema, match, target, settled.kept)
    return PartAccount(
        table=target.name,
        file=records.file,
        part=records.part,
        offset=records.offset,
        header=records.header,
        counted=settled.counted,
        delivered=settled.delivered,
        kept=settled.kept,
        lost=settled.lost,
        rejected=settled.rejected,
        dropped=settled.dropped,
        unlike=settled.unlike,
        unread=match.unread,
        notes=(*records.notes, *settled.notes, *notes),
        printed=records.printed,
        pages=records.pages,
        marked=marked,
        zones=zones,
    )


def write_statement(
    connection: duckdb.DuckDBPyConnection,
    records: Records,
    schema: Schema,
    match: Match,
    zones: sql.Zones,
) -> sql.Statement:
    """Return the statement for records, with the usual forms of their times."""
    with connection.cursor() as beside:  # what the sample meets is no part of the account
        forms = sql.choose(beside, schema, match, records)
        extras = sql.list_extras(beside, records)
    judged = footers.judge(records)
    return sql.build(schema, match, zones, records, forms=forms, extras=extras, judged=judged)


def _copy(
    connection: duckdb.DuckDBPyConnection, statement: sql.Statement, records: Records, target: Path
) -> None:
    import duckdb

    for macro in statement.macros:
        connection.execute(macro)
    try:
        connection.execute(f"COPY (\n{statement.query}\n) TO {text(str(target))} ({AS_PARQUET})")
    except duckdb.IOException as error:
        if "No space left" in str(error):
            raise OSError(28, "No space left on device", str(target)) from error
        raise _explain(records) from error
    except duckdb.Error as error:
        raise _explain(records) from error


def _explain(records: Records) -> Problem:
    # What the engine says may hold cells; a person can look at the chained error.
    return Problem(
        "We could not read the file to its end",
        file=records.file,
        part=records.part,
        remedy="Save it anew from a spreadsheet, and add that copy",
    )


def _list_typed(schema: Schema, match: Match) -> tuple[dict[int, str], dict[int, str]]:
    """Return the table's columns of days and of numbers, by the position of their cells."""
    days: dict[int, str] = {}
    numbers: dict[int, str] = {}
    for column in schema.columns:
        position = match.positions.get(column.name)
        if position is None:
            continue
        if column.type in ("time", "date", "month"):
            own = f"{column.name}_utc" if column.type == "time" else column.name
            days.setdefault(position, own)
        elif column.type in ("integer", "decimal"):
            numbers.setdefault(position, column.name)
    return days, numbers


def _find_mark(
    connection: duckdb.DuckDBPyConnection, schema: Schema, match: Match, table: Path, kept: int
) -> tuple[bool, tuple[str, ...]]:
    """Return whether the ids bear the mark of invented rows, and what is to be said of some."""
    if schema.id_column not in match.positions or not kept:
        return False, ()
    key = name(str(schema.id_column))
    after = SYNTHETIC_MARK[:-1] + chr(ord(SYNTHETIC_MARK[-1]) + 1)
    (count,) = connection.execute(
        f"SELECT count(*) FROM read_parquet({path(table)}) WHERE reject IS NULL "
        f"AND {key} >= {text(SYNTHETIC_MARK)} AND {key} < {text(after)}"
    ).fetchall()[0]
    if count >= NEARLY_ALL * kept:
        return True, ()
    note = (
        f"{count:,} of {kept:,} ids begin with {SYNTHETIC_MARK}, as those of invented rows do; "
        "too few to call the rows invented"
    )
    return False, (note,) if count else ()
