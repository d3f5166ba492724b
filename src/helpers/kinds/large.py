"""Large files: a delimited file to its cleaned table on disk, within little memory.

The same cleaning as of small files (`cleaning`), on DuckDB, in two streams. The first types each
record in the order of the file and adds a number for its id and one for its content; a record's
place is its position, for a column of numbers would cost as much again as all else. The second
gives each row its record number (its position, and the records before it that are not there),
leaves out what is no record, and names first occurrences.

Where a file is not plain enough for that (`make_table` then returns None), the path of small files
must read it: it says what is wrong, and where.

`clean` does not take this path: ledgers and tables are made of frames in memory, and it is slower
than it should be (`benchmarks/measure_intake.py --what records`).
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import narwhals as nw

from helpers.intake.byte_counts import ByteCount, count_records
from helpers.intake.delimited import NO_NULL, REASONS
from helpers.intake.rows import BLANK, REPEATED_HEADER, ROW, TOTAL, TOTAL_WORDS, Rejected, cell
from helpers.kinds.cleaning import Source, _clean_source
from helpers.kinds.contracts import Contract, State, table_columns
from helpers.kinds.duplicates import SAME_CONTENT, SAME_ID
from helpers.kinds.headers import match_header
from helpers.kinds.values import raw, state
from helpers.releases import DataStatus, Dialect, Resource

MEMORY = "1100MB"
"""What DuckDB may hold; beyond it, it writes to disk."""

MOST_REJECTED = 100_000
"""More records than these that cannot be told into cells speak of another dialect."""

FURNITURE = (BLANK, REPEATED_HEADER, TOTAL)

STRIPPED = "".join(map(chr, (*range(9, 14), *range(28, 33), 0x85, 0xA0, 0x1680))) + "".join(
    map(chr, (*range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000))
)
"""What Python's `str.strip` takes away: both paths must call the same rows blank."""


@dataclass(frozen=True)
class LargeTable:
    """What became of a file: its table is on disk, and every record is kept or rejected by name."""

    path: Path
    rows_read: int
    rows_kept: int
    rejected: tuple[Rejected, ...]
    duplicates: dict[str, int]

    @property
    def reasons(self) -> dict[str, int]:
        """How many records were rejected for each reason."""
        return dict(sorted(Counter(rejected.reason for rejected in self.rejected).items()))


def make_table(
    path: Path,
    resource: Resource,
    contract: Contract,
    status: DataStatus,
    target: Path,
) -> LargeTable | None:
    """Write the cleaned table of a file to `target` (Parquet); None if it is not plain enough.

    It is if its text is UTF-8, its first line the header and complete, its lines end alike, its
    quotes are closed, and the reader and the bytes agree on every record. Nothing is left in
    `target` otherwise.
    """
    dialect = resource.dialect or Dialect()
    header = _read_header(path, resource, dialect)
    if header is None or match_header(contract, header).missing:
        return None
    count = count_records(path)
    if not count.sound or 0 in count.empty:
        return None
    import duckdb

    first, last = (target.with_name(f".{target.name}.{step}") for step in ("typed", "numbered"))
    try:
        with duckdb.connect() as connection:
            connection.execute("SET preserve_insertion_order = true")
            connection.execute(f"SET memory_limit = '{MEMORY}'")
            connection.execute(f"SET temp_directory = {_quote(str(target.parent), chr(39))}")
            relation = _read(connection, path, header, dialect)
            _type(relation, resource, contract, header).write_parquet(str(first))
            refused = _find_refused(connection, count)
            if refused is None:
                return None
            made = _number(connection, first, last, resource, contract, status, count, refused)
            if made is not None:
                last.replace(target)
                return LargeTable(target, *made)
            return None
    except duckdb.Error:
        return None
    finally:
        for file in (first, last):
            file.unlink(missing_ok=True)


def _read_header(path: Path, resource: Resource, dialect: Dialect) -> tuple[str, ...] | None:
    """Return the header if it is the first line, and each of its columns has one name."""
    if resource.encoding.lower() not in ("utf-8", "utf-8-sig", "ascii") or not dialect.header:
        return None
    if dialect.quoteChar != '"' or resource.format not in ("csv", "tsv", "txt", "psv"):
        return None
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        line = file.readline(1 << 20)
    header = next(csv.reader([line], delimiter=dialect.delimiter), [])
    whole = len(header) > 1 and line.endswith("\n") and all(name.strip() for name in header)
    return tuple(header) if whole and len({n.strip() for n in header}) == len(header) else None


def _read(connection: Any, path: Path, header: Sequence[str], dialect: Dialect) -> Any:
    """Return the records as text; the row number's column says what is no record (see _furniture).

    The reader counts records, and not lines, in its list of those that it cannot read.
    """
    columns = {cell(place): "VARCHAR" for place in range(len(header))}
    records = connection.sql(
        "SELECT * FROM read_csv(?, all_varchar = true, header = true, delim = ?, quote = '\"', "
        "escape = '\"', auto_detect = false, columns = ?, store_rejects = true, "
        "rejects_limit = 0, nullstr = ?)",
        params=[str(path), dialect.delimiter, columns, NO_NULL],
    )
    return records.project(f"*, {_furniture(header)} AS {_quote(ROW)}")


def _furniture(header: Sequence[str]) -> str:
    """Return the expression of what a record is: 0 a row, else the place of FURNITURE, from 1."""
    bare = [f"trim({cell(place)}, {_quote(STRIPPED, chr(39))})" for place in range(len(header))]
    first = "coalesce(" + ", ".join(f"nullif({text}, '')" for text in bare) + ")"
    names = [_quote(name.strip(), "'") for name in header]
    again = " AND ".join(f"{text} = {name}" for text, name in zip(bare, names, strict=True))
    # Not IN (...): DuckDB makes that a join, and then works out its left side for every record.
    total = " OR ".join(f"lower({first}) = {_quote(word, chr(39))}" for word in TOTAL_WORDS)
    # Nearly all records pass by their first character; trimming each of their cells costs more
    # than all the rest.
    starts = sorted({word[0] for word in TOTAL_WORDS} | {word[0].upper() for word in TOTAL_WORDS})
    likely = (*starts, header[0].strip()[0])
    odd = " OR ".join(f"starts_with(cell_0, {_quote(start, chr(39))})" for start in likely)
    return (
        f"CASE WHEN cell_0 >= '!' AND cell_0 < chr(127) AND NOT ({odd}) THEN 0 "
        f"WHEN {first} IS NULL THEN 1 WHEN {again} THEN 2 WHEN {total} THEN 3 "
        "ELSE 0 END::BIGINT"
    )


def _type(relation: Any, resource: Resource, contract: Contract, header: Sequence[str]) -> Any:
    """Return the typed columns of the contract, with the numbers of each id and content."""
    rows: Any = SimpleNamespace(file=resource.path, part=None, frame=relation)
    source = Source(rows, resource.stamps_in, resource.count_in)
    frame = _clean_source(source, 0, contract, match_header(contract, header))
    typed: Any = nw.to_native(frame)
    names = [name for column in contract.columns for name in table_columns(column)]
    content = [_quote(raw(c.name)) for c in contract.columns if c.name != contract.id_column]
    texts = ", ".join(f"coalesce({name}, '')" for name in content)
    empty = " AND ".join(f"coalesce({name}, '') = ''" for name in content)
    identity = "NULL::UBIGINT"
    if contract.id_column:
        given = f"{_quote(state(contract.id_column))} = '{State.GIVEN.value}'"
        identity = f"CASE WHEN {given} THEN hash({_quote(raw(contract.id_column))}) END"
    listed = ", ".join(map(_quote, [*names, "problems"]))
    return typed.project(
        f"{listed}, {_quote(ROW)}::UTINYINT AS furniture, {identity} AS identity, "
        f"CASE WHEN {empty} THEN NULL ELSE hash({texts}) END AS content"
    )


def _find_refused(connection: Any, count: ByteCount) -> dict[int, str] | None:
    """Return the records that the reader could not read, with reasons; None if they are too many.

    They are numbered from 1 after the header, empty lines counted, as the bytes number them.
    """
    found = connection.execute(
        "SELECT DISTINCT line, error_type::VARCHAR FROM reject_errors"
    ).fetchmany(MOST_REJECTED + 1)
    if len(found) > MOST_REJECTED or any(kind not in REASONS for _, kind in found):
        return None
    order = list(REASONS)
    refused: dict[int, str] = {}
    for line, kind in sorted(found, key=lambda entry: (entry[0], order.index(entry[1]))):
        refused.setdefault(line - 1, REASONS[kind])
    return refused


def _number(
    connection: Any,
    first: Path,
    last: Path,
    resource: Resource,
    contract: Contract,
    status: DataStatus,
    count: ByteCount,
    refused: dict[int, str],
) -> tuple[int, int, tuple[Rejected, ...], dict[str, int]] | None:
    """Write the table with record numbers and first occurrences; None if the counts differ."""
    lost = refused | dict.fromkeys(count.empty, BLANK)
    rows_read = count.records - 1
    typed = f"read_parquet({_quote(str(first), chr(39))}, file_row_number = true)"
    (written,) = connection.execute(f"SELECT count(*) FROM {typed}").fetchone()
    if written + len(lost) != rows_read or len(lost) != len(refused) + len(count.empty):
        return None
    # A row at position p has p + 1 + k as its number, where k lost records stand before it.
    steps = [(number - 1 - before, before + 1) for before, number in enumerate(sorted(lost))]
    connection.execute("CREATE TEMP TABLE steps (start BIGINT, lost BIGINT)")
    if steps:
        import pyarrow as pa

        starts, counts = zip(*dict(steps).items(), strict=True)
        listed = pa.table({"start": starts, "lost": counts})
        connection.register("listed", listed)
        connection.execute("INSERT INTO steps SELECT * FROM listed ORDER BY start")
    numbered = (
        f"SELECT t.*, file_row_number + 1 + coalesce(s.lost, 0) AS number FROM {typed} t "
        "ASOF LEFT JOIN steps s ON t.file_row_number >= s.start"
        if steps
        else f"SELECT *, file_row_number + 1 AS number FROM {typed}"
    )
    repeated = {}
    for key in ("identity", "content"):
        connection.execute(
            f"CREATE TEMP TABLE first_{key} AS SELECT {key} AS key, min(file_row_number) AS first "
            f"FROM {typed} WHERE furniture = 0 AND {key} IS NOT NULL "
            f"GROUP BY {key} HAVING count(*) > 1"
        )
        (repeated[key],) = connection.execute(f"SELECT count(*) FROM first_{key}").fetchone()
    names = [name for column in contract.columns for name in table_columns(column)]
    connection.execute(
        f"COPY ({_finish(numbered, names, resource, status, repeated, steps)}) "
        f"TO {_quote(str(last), chr(39))} (FORMAT parquet)"
    )
    table = f"read_parquet({_quote(str(last), chr(39))})"
    (kept,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    furniture = connection.execute(
        f"SELECT number, furniture FROM ({numbered}) WHERE furniture > 0"
    ).fetchall()
    told = [Rejected(n, FURNITURE[kind - 1]) for n, kind in furniture]
    told += [Rejected(n, reason) for n, reason in lost.items()]
    if kept + len(told) != rows_read:
        return None
    duplicates = connection.execute(
        f"SELECT duplicate_reason, count(*) FROM {table} WHERE duplicate_reason IS NOT NULL "
        "GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    return rows_read, kept, tuple(sorted(told, key=lambda r: r.row)), dict(duplicates)


def _finish(
    numbered: str,
    names: Sequence[str],
    resource: Resource,
    status: DataStatus,
    repeated: dict[str, int],
    steps: Sequence[tuple[int, int]],
) -> str:
    """Return the query of the finished table; a join is left out where it would find nothing."""
    reason, first, joins = "NULL::VARCHAR", "NULL::BIGINT", ""
    for key, name in (("content", SAME_CONTENT), ("identity", SAME_ID)):
        if repeated[key]:
            joins += f" LEFT JOIN first_{key} {key}s ON n.{key} = {key}s.key"
            again = f"{key}s.first < n.file_row_number"
            reason = f"CASE WHEN {again} THEN '{name}' ELSE {reason} END"
            first = f"CASE WHEN {again} THEN {key}s.first ELSE {first} END"
    of = f"({first})"
    if joins and steps:
        at = "(SELECT max(lost) FROM steps WHERE start <= first_at)"
        of = f"first_at + 1 + coalesce({at}, 0)"
    elif joins:
        of = "first_at + 1"
    listed = ", ".join(f"n.{_quote(name)}" for name in names)
    inner = (
        f"SELECT {listed}, {_quote(resource.path, chr(39))} AS source_file, "
        f"NULL::VARCHAR AS source_part, n.number AS source_row, '{status.value}' AS data_status, "
        f"{first} AS first_at, NULL::VARCHAR AS duplicate_file, {reason} AS duplicate_reason, "
        f"n.problems FROM ({numbered}) n{joins} WHERE n.furniture = 0"
    )
    # A join does not keep the order of its rows; the record number restores it. It stands outside,
    # for the order of an inner query need not be kept.
    order = " ORDER BY source_row" if joins or steps else ""
    columns = [*names, "source_file", "source_part", "source_row", "data_status"]
    rest = ["duplicate_file", "duplicate_reason", "problems"]
    return (
        f"SELECT {', '.join(map(_quote, columns))}, {of if joins else 'NULL::BIGINT'} "
        f"AS duplicate_of, {', '.join(rest)} FROM ({inner}){order}"
    )


def _quote(text: str, mark: str = '"') -> str:
    return mark + text.replace(mark, mark * 2) + mark
