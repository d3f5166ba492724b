"""Large files: a delimited file to its cleaned table on disk, within little memory.

The same cleaning as of small files (`cleaning`), on DuckDB, in one stream: each record is typed
and written in the order of the file. A row's place is its position, for a column of numbers would
cost as much again as all else; the few records that are no rows, and the rows that occur again,
are listed beside it.

Where a file is not plain enough for that, None is returned and the path of small files must read
it: it says what is wrong, and where.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import narwhals as nw

from helpers.intake.byte_counts import count_records
from helpers.intake.rows import ROW, Rejected
from helpers.kinds.cleaning import Source, _clean_source
from helpers.kinds.contracts import Contract
from helpers.kinds.headers import Match, make_header_test, match_header
from helpers.kinds.large_asides import may_hold_asides
from helpers.kinds.large_duplicates import CONTENT, write_duplicates
from helpers.kinds.large_records import (
    MARKED,
    connect,
    keeps_order,
    quote,
    read_header,
    read_records,
)
from helpers.kinds.large_rejects import Steps, find_rejected
from helpers.kinds.large_tables import duplicates_path, pack
from helpers.kinds.states import raw
from helpers.kinds.values import COMPLAINTS, problem
from helpers.releases.descriptor import Dialect, Resource
from helpers.releases.release import Release
from helpers.status import DataStatus

LARGE = 60_000_000
"""Bytes from which on a delimited file takes this path.

An audit that stops at a million rows, as exports do, has 80 MB or more: in memory it took 37
seconds of work and 1.5 GB at the peak, by this path 13 seconds and 0.6 GB, for the same ledger.
"""

KINDS = (
    "flock-event-log",
    "flock-network-audit",
    "flock-organization-audit",
    "flock-portal-log",
    "network-message-log",
    "network-query-counts",
    "portal-search-log",
)
"""The kinds of records whose `clean` is `clean_rows` and no more."""

AS_PARQUET = "FORMAT parquet, PARQUET_VERSION v2, DICTIONARY_SIZE_LIMIT 1000"
"""A smaller file than by default, in two thirds of the time: ids and reasons fill no dictionary."""

_YEAR = "(?:^|[^0-9])([12][0-9]{3})(?:[^0-9]|$)"


@dataclass(frozen=True)
class LargeTable:
    """What became of a file: its table is on disk, and every record is kept or rejected by name.

    `marked` says that its rows bear the mark of generated ones; where the release is known to be
    synthetic nobody looks.
    """

    path: Path
    rows_read: int
    rows_kept: int
    rejected: tuple[Rejected, ...]
    duplicates: dict[str, int]
    header: tuple[str, ...]
    marked: bool


def takes_large(release: Release) -> bool:
    """Say whether a release is one large delimited file of records."""
    if len(release.resources) != 1 or release.descriptor.plateglass.mapping:
        return False
    return release.resources[0].bytes >= LARGE and release.kind in KINDS


def make_table(
    path: Path, resource: Resource, contract: Contract, status: DataStatus, target: Path
) -> LargeTable | None:
    """Write the cleaned table of a file to `target` (Parquet); None if it is not plain enough.

    It is if its text is UTF-8, its first line the header and complete, its lines end alike, its
    quotes are closed, no other export was stacked in it, no line looks as if it were no row, and
    the reader and the bytes agree on every record. Nothing is left in the folder of `target`
    otherwise. See `large_tables` for what the two files hold; `target` has working columns beside,
    with a blank in their names.
    """
    import duckdb

    dialect = resource.dialect or Dialect()
    header = read_header(path, resource, dialect)
    if header is None or match_header(contract, header).missing:
        return None
    made = None
    temporary = target.with_name(f".{target.name}.part")
    try:
        with connect(target.parent) as connection:
            made = _make(connection, path, resource, contract, status, header, temporary, target)
        if made is not None:
            temporary.replace(target)
        return made
    except duckdb.Error:
        made = None
        return None
    finally:
        temporary.unlink(missing_ok=True)
        if made is None:
            duplicates_path(target).unlink(missing_ok=True)


def _make(
    connection: Any,
    path: Path,
    resource: Resource,
    contract: Contract,
    status: DataStatus,
    header: tuple[str, ...],
    temporary: Path,
    target: Path,
) -> LargeTable | None:
    dialect = resource.dialect or Dialect()
    test = make_header_test([contract])
    marks = status is not DataStatus.SYNTHETIC
    with ThreadPoolExecutor(1) as beside:
        # Bytes are counted while the rows are typed: neither waits for the other.
        counting = beside.submit(count_records, path)
        records = read_records(connection, path, header, dialect, test.names, marks=marks)
        written, match = quote(str(temporary), chr(39)), match_header(contract, header)
        for alike in (True, False):
            typed = type_records(records, resource, contract, match, alike=alike)
            query = typed.sql_query()
            if not keeps_order(connection, query):
                return None
            connection.execute(f"COPY ({query}) TO {written} ({AS_PARQUET})")
            if not (alike and _failed_times(connection, written)):
                break
        count = counting.result()
    if not count.sound or 0 in count.empty:
        return None
    kept, marked = connection.execute(
        f'SELECT count(*), coalesce(bool_or("has mark"), false) FROM read_parquet({written})'
    ).fetchall()[0]
    rejected = find_rejected(connection, records, header, dialect.delimiter, count, kept, test)
    if rejected is None:
        return None
    table = f"read_parquet({written}, file_row_number = true)"
    if may_hold_asides(connection, records, table, contract, header, rejected, kept):
        return None
    steps = Steps(one.row for one in rejected)
    duplicates = write_duplicates(
        connection, temporary, contract, kept, steps, duplicates_path(target)
    )
    read = count.records - 1
    return LargeTable(target, read, kept, tuple(rejected), duplicates, header, marked)


def _failed_times(connection: Any, table: str) -> bool:
    """Say whether any stamp of a table was not read.

    Nearly all files write all their stamps in one form, and are read in a fifth less time by that
    alone; a file with any other is read again, by all forms.
    """
    told = f"coalesce(bool_or(contains(problems, '{COMPLAINTS['time']}')), false)"
    (failed,) = connection.execute(f"SELECT {told} FROM read_parquet({table})").fetchall()[0]
    return bool(failed)


def type_records(
    records: Any, resource: Resource, contract: Contract, match: Match, *, alike: bool = False
) -> Any:
    """Return the rows' typed columns and problems, and the working columns.

    These are a number for the texts as received, whether a cell bears the mark, and the year that
    stands in a text that could not be read as a day. `alike` reads stamps by their usual form
    alone, if a sample has no other: those of any other are problems then.
    """
    rows: Any = SimpleNamespace(file=resource.path, part=None, frame=records)
    source = Source(rows, resource.stamps_in, resource.count_in, large=True, alike=alike)
    typed: Any = nw.to_native(_clean_source(source, 0, contract, match))
    content = [
        quote(raw(c.name))
        for c in contract.columns
        if c.name != contract.id_column and c.name in match.positions
    ]
    empty = " AND ".join(f"{name} = ''" for name in content) or "true"
    held = [name for column in contract.columns for name in pack(column)]
    years = [
        f"CASE WHEN {quote(problem(c.name))} IS NOT NULL THEN "
        f"try_cast(regexp_extract({quote(raw(c.name))}, '{_YEAR}', 1) AS SMALLINT) END "
        f"AS {quote(year(c.name))}"
        for c in contract.columns
        if c.type in ("time", "date", "month")
    ]
    listed = ", ".join([*held, "problems", *years])
    return typed.filter(f"{quote(ROW)} % {MARKED} = 0").project(
        f'{listed}, {quote(ROW)} >= {MARKED} AS "has mark", '
        f"CASE WHEN {empty} THEN NULL ELSE hash({', '.join(content)}) END AS {quote(CONTENT)}"
    )


def year(name: str) -> str:
    """Return the name of the working column of the year in a column's text that was not read."""
    return f"year {name}"
