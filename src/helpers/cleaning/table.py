"""Table: one cleaned, typed table of a release, on disk, with the account of how it was made."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

from helpers.cleaning.duplicates import REPEATS
from helpers.cleaning.shown_values import find_unreviewed, is_public
from helpers.errors import Problem, explain_file, suggest
from helpers.ledger.ledger import Ledger, Reject, list_rejects
from helpers.ledger.parts import PARTS, PartAccount, read_parts, select_rows
from helpers.project import SHOWN_NAMES, find_project
from helpers.quoting import name, path, text
from helpers.readers.records import CORRECTED, open_database
from helpers.schemas.schema import (
    ORIGIN_COLUMNS,
    REMARK_COLUMNS,
    CellState,
    Column,
    Flag,
    Holds,
    Schema,
    Sensitivity,
    load_schema,
    table_columns,
)
from helpers.status import DataStatus

if TYPE_CHECKING:
    import duckdb
    import pandas as pd
    import pyarrow as pa

    from helpers.cleaning.selection import Selection

LEDGER = "ledger.json"
"""The file in data/processed/<release> that holds the ledger."""

MOST_ROWS = 3_000_000
"""So many rows, at most, are handed over at once as a frame; more are asked about in SQL."""

MEMORY = "1000MB"

TABLES = "tables"
"""Under this name a frame says from which tables its rows are: release and folder."""

OPENED: WeakValueDictionary[str, Table] = WeakValueDictionary()
"""The tables of this process by their folders, so a frame finds its own."""

_FEW = 64
"""So many lost records are compared one by one to number the rows; more are joined."""


@dataclass(eq=False, frozen=True)
class Table:
    """One cleaned table of one kind, on disk in `folder`.

    Its view `rows` holds the schema's columns (text and days as text, integer as Int64, decimal as
    Float64; a time `c` as `c_utc`, `c_local` and `c_flag`; `c_state` where a column can be
    withheld), then source_file, source_part, source_row, data_status, duplicate_of,
    duplicate_file, duplicate_reason and problems. `digest` changes with the release's files and
    with what happened to their rows; where the rows themselves are pinned, it is that of the pin.
    """

    release: str
    kind: str
    data_status: DataStatus
    schema: Schema
    ledger: Ledger
    folder: Path
    parts: tuple[PartAccount, ...]
    digest: str = ""

    def __repr__(self) -> str:
        """Return what it is, in one line."""
        return f"<table {self.release}: {self.kind}, {self.count:,} rows>"

    @property
    def rejects(self) -> tuple[Reject, ...]:
        """The rows that are not in the table."""
        return list_rejects(self.parts)

    @property
    def count(self) -> int:
        """How many rows there are."""
        return sum(part.kept for part in self.parts)

    def sql(self, query: str, **parameters: object) -> pd.DataFrame:
        """Return the answer to a query of the view `rows`; `$name` is a parameter."""
        return self.mark(to_pandas(self._ask(query, parameters)))

    def where(self, condition: str, reason: str = "", **parameters: object) -> Selection:
        """Return the rows that meet a condition in SQL; `reason` says why the others stay out."""
        from helpers.cleaning.selection import Selection

        return Selection(self).where(condition, reason, **parameters)

    def mark(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return a frame that says, in its `attrs`, from which table its rows are."""
        frame.attrs[TABLES] = {self.release: str(self.folder)}
        return frame

    @cached_property
    def public(self) -> pd.DataFrame:
        """All rows, with the columns that may be published. Refused where there are too many."""
        return self._take([c for c in list_dtypes(self.schema) if self._is_public(c)])

    def raw(self, *columns: str) -> pd.DataFrame:
        """Return all rows with the named columns, as the files have them.

        What they hold may not leave: an output that shows a value of theirs is refused. Raises
        Problem if the table has no such column.
        """
        known = list_dtypes(self.schema)
        for column in columns:
            if column not in known:
                raise Problem(
                    f"The table {self.release} has no column {column}",
                    remedy=suggest(column, known),
                )
        return self._take(columns, "raw_rows")

    def rows(self, where: str, **parameters: object) -> pd.DataFrame:
        """Return where the rows are that meet a condition: file, part and number."""
        query = (
            "SELECT source_file, source_part, source_row FROM located_rows "
            f"WHERE {where} ORDER BY part, position"
        )
        dtypes = {"source_file": "str", "source_part": "str", "source_row": "Int64"}
        found: pd.DataFrame = self._ask(query, parameters).to_pandas().astype(dtypes)
        return found

    def write_value(self, column: str) -> str:
        """Return the SQL of a column as `rows` has it, of what `parts.select_rows` selects as `r`.

        Raises Problem if the table has no such column.
        """
        for one in self.schema.columns:
            for written, value in zip(table_columns(one), _fill(one), strict=True):
                if written == column:
                    return value.removesuffix(f" AS {name(written)}")
        raise Problem(
            f"{self.release} is of the kind {self.kind}, which has no column {column}",
            remedy=suggest(column, list_dtypes(self.schema)),
        )

    @cached_property
    def connection(self) -> duckdb.DuckDBPyConnection:
        """A connection that has the view `rows`, in no order."""
        connection = open_database()
        connection.execute(f"SET memory_limit = '{MEMORY}'")
        connection.execute(f"CREATE VIEW raw_rows AS {self._write_view(connection)}")
        connection.execute(f"CREATE VIEW located_rows AS {self._hold(connection)}")
        shown = ", ".join(map(name, list_dtypes(self.schema)))
        connection.execute(f"CREATE VIEW rows AS SELECT {shown} FROM located_rows")
        return connection

    def _ask(self, query: str, parameters: Mapping[str, object]) -> pa.Table:
        asked = self.connection.cursor().sql(query, params=dict(parameters) or None)
        answer: pa.Table = asked.to_arrow_table()
        return answer

    def _is_public(self, column: str) -> bool:
        times = {one.name for one in self.schema.columns if one.content is Holds.TIMES}
        publishable = self.schema.sensitivity_of(column) is Sensitivity.PUBLISHABLE
        return publishable and column not in times

    def _take(self, columns: Sequence[str], view: str = "located_rows") -> pd.DataFrame:
        if self.count > MOST_ROWS:
            raise Problem(
                f"The table {self.release} has {self.count:,} rows, too many to be held at once",
                expected=f"at most {MOST_ROWS:,} rows",
                remedy="Ask for what you need in SQL: table.sql('SELECT ... FROM rows ...')",
            )
        dtypes = list_dtypes(self.schema)
        listed = ", ".join(map(name, columns))
        answer = self._ask(f"SELECT {listed} FROM {view} ORDER BY part, position", {})
        found: pd.DataFrame = answer.to_pandas(types_mapper=_map_types)
        return self.mark(found.astype({column: dtypes[column] for column in columns}))

    def _write_view(self, connection: duckdb.DuckDBPyConnection) -> str:
        """Return the query of all rows as `rows` has them, and their `part` and `position`."""
        values = ", ".join(value for column in self.schema.columns for value in _fill(column))
        rows = select_rows(connection, self.folder, self.parts)
        present = {column[0] for column in connection.execute(f"DESCRIBE FROM {rows}").fetchall()}
        page = "coalesce(r.source_part, p.part_name)" if "source_part" in present else "p.part_name"
        fixed = f", r.{CORRECTED}" if CORRECTED in present else ""
        self._note_parts(connection)
        number, steps = self._number_rows("r.part", "r.position", "s")
        joined = f"JOIN parts p ON p.number = r.part{steps}"
        again = {"of": "NULL::BIGINT", "file": "NULL::VARCHAR", "reason": "NULL::VARCHAR"}
        if (self.folder / REPEATS).is_file():
            first, steps = self._number_rows("d.of_table", "d.of_position", "t")
            again = {
                "of": first,
                "file": "CASE WHEN d.of_table <> r.part THEN o.full_name END",
                "reason": "d.reason",
            }
            joined += (
                f" LEFT JOIN read_parquet({path(self.folder / REPEATS)}) d "
                'ON d."table" = r.part AND d.position = r.position '
                f"LEFT JOIN parts o ON o.number = d.of_table{steps}"
            )
        listed = "".join(f"{value} AS duplicate_{end}, " for end, value in again.items())
        return (
            f"SELECT {values}, p.file AS source_file, {page} AS source_part, "
            f"{number} AS source_row, {text(self.data_status.value)} AS data_status, "
            f"{listed}r.problems, r.part, r.position{fixed} FROM {rows} r {joined}"
        )

    def _hold(self, connection: duckdb.DuckDBPyConnection) -> str:
        """Return the query of all rows in which values without the shape of their column are not.

        What was typed from publications, and public releases of the catalog, are shown as they are.
        """
        project = find_project(self.folder, otherwise=find_project().root)
        if self.data_status is DataStatus.TRANSCRIBED or is_public(self.release, project):
            return "FROM raw_rows"
        rows = select_rows(connection, self.folder, self.parts)
        unreviewed = find_unreviewed(connection, rows, self.schema, self.release, project)
        named = dict.fromkeys(unreviewed.column("column_name").to_pylist())
        if not named:
            return "FROM raw_rows"
        connection.register("found", unreviewed)
        connection.execute("CREATE TABLE held AS FROM found")
        connection.unregister("found")
        shown, joined = [], ""
        for number, column in enumerate(named):
            alias = f"h{number}"
            shown.append(f"coalesce({alias}.shown, w.{name(column)}) AS {name(column)}")
            joined += (
                f" LEFT JOIN held {alias} ON {alias}.column_name = {text(column)} "
                f"AND {alias}.value = w.{name(column)}"
            )
        return f"SELECT w.* REPLACE ({', '.join(shown)}) FROM raw_rows w{joined}"

    def list_held(self) -> list[str]:
        """Return a sentence on the values that are numbered instead of shown, if there are any."""
        known = {row[0] for row in self.connection.cursor().execute("SHOW TABLES").fetchall()}
        if "held" not in known:
            return []
        query = "SELECT column_name, count(*) FROM held GROUP BY 1 ORDER BY 1"
        counts = self.connection.cursor().execute(query).fetchall()
        listed = ", ".join(f"{n:,} in {column}" for column, n in counts)
        return [
            f"values numbered in notebooks and on pages, as they may be a person's: {listed}",
            f"to show one, add a line to data/reference/{SHOWN_NAMES} that says why",
        ]

    def _note_parts(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Make the tables `parts`, of their names, and `steps`, of the records that were lost."""
        import pyarrow as pa

        numbered = list(enumerate(self.parts, start=1))
        names = pa.table(
            {
                "number": pa.array([n for n, _ in numbered], pa.int32()),
                "file": pa.array([part.file for _, part in numbered], pa.string()),
                "part_name": pa.array([part.part for _, part in numbered], pa.string()),
                "full_name": pa.array([part.name for _, part in numbered], pa.string()),
            }
        )
        numbers: list[int] = []
        starts: list[int] = []
        counts: list[int] = []
        for number, part in numbered:
            # Of records lost one after another the last counts.
            for start, count in {at: n for n, at in enumerate(part.starts, start=1)}.items():
                numbers.append(number)
                starts.append(start)
                counts.append(count)
        steps = pa.table(
            {
                "number": pa.array(numbers, pa.int64()),
                "start": pa.array(starts, pa.int64()),
                "lost": pa.array(counts, pa.int64()),
            }
        )
        for title, made in (("parts", names), ("steps", steps)):
            connection.register("made", made)
            connection.execute(f"CREATE TABLE {title} AS FROM made")
            connection.unregister("made")

    def _number_rows(self, part: str, position: str, alias: str) -> tuple[str, str]:
        """Return the SQL of a row's number in its file, and of the join that it needs, if any."""
        if sum(len(one.starts) for one in self.parts) > _FEW:
            offsets = [str(one.offset + 1) for one in self.parts]
            first = _choose(part, offsets)
            number = f"{position} + {first} + coalesce({alias}.lost, 0)"
            return number, (
                f" ASOF LEFT JOIN steps {alias} ON {alias}.number = {part} "
                f"AND {position} >= {alias}.start"
            )
        lacking = [
            " + ".join([str(one.offset + 1), *(f"({position} >= {s})::BIGINT" for s in one.starts)])
            for one in self.parts
        ]
        return f"{position} + {_choose(part, lacking)}", ""


def _choose(part: str, values: Sequence[str]) -> str:
    """Return the SQL of the value of a part, by its number from 1."""
    if len(set(values)) == 1:
        return f"({values[0]})"
    cases = " ".join(f"WHEN {number} THEN {one}" for number, one in enumerate(values, start=1))
    return f"(CASE {part} {cases} END)"


def open_table(release: str, folder: Path, files: str = "", rows: str = "") -> Table:
    """Return the table that is in `folder`, whole and as it was written.

    `files` is the digest of the release, if it is known, and `rows` the hash that pins its rows: of
    a public release another copy may be at hand, with the same rows.
    """
    shown = f"{folder.name}/{LEDGER}"
    with explain_file(shown, f"Clean it again: plateglass clean {release}"):
        written, listed = ((folder / one).read_text(encoding="utf-8") for one in (LEDGER, PARTS))
        ledger, parts = Ledger.from_json(written), read_parts(listed)
    schema = load_schema(ledger.kind)
    made = hashlib.sha256("\0".join((files, written, listed)).encode()).hexdigest()
    status = DataStatus(ledger.data_status)
    table = Table(release, schema.kind, status, schema, ledger, folder, parts, (rows or made)[:16])
    OPENED[str(folder)] = table
    return table


def list_dtypes(schema: Schema) -> dict[str, str]:
    """Return the columns of a kind's table, in their order, with their pandas types."""
    dtypes = {}
    for column in schema.columns:
        for one in table_columns(column):
            dtypes[one] = _find_dtype(column, one)
    dtypes |= dict.fromkeys((*ORIGIN_COLUMNS, *REMARK_COLUMNS), "str")
    return dtypes | {"source_row": "Int64", "duplicate_of": "Int64"}


def _find_dtype(column: Column, table_column: str) -> str:
    if table_column.endswith(("_utc", "_local")) and column.type == "time":
        return "datetime64[us]"
    numbers = {"integer": "Int64", "decimal": "Float64"}
    return numbers.get(column.type, "str") if table_column == column.name else "str"


def _fill(column: Column) -> list[str]:
    """Return the columns of a table of a schema's column, with what is null on disk filled in."""
    filled = []
    for one in table_columns(column):
        value = f"r.{name(one)}"
        if one == f"{column.name}_state":
            value = f"coalesce({value}, {text(CellState.GIVEN.value)}) AS {name(one)}"
        elif column.type == "time" and one == f"{column.name}_flag":
            known = f"r.{name(f'{column.name}_utc')} IS NOT NULL"
            value = f"CASE WHEN {known} THEN coalesce({value}, {text(Flag.OK.value)}) END"
            value += f" AS {name(one)}"
        filled.append(value)
    return filled


def _map_types(kind: pa.DataType) -> Any:
    """Return the pandas type of numbers, so whole ones stay whole beside nulls."""
    import pandas as pd
    import pyarrow as pa

    if pa.types.is_integer(kind):
        return pd.Int64Dtype()
    if pa.types.is_floating(kind):
        return pd.Float64Dtype()
    return None


def to_pandas(table: pa.Table) -> pd.DataFrame:
    """Return an answer in the types of `Table`; sums of whole numbers are whole numbers."""
    import pyarrow as pa

    for number, one in enumerate(table.schema):
        if pa.types.is_decimal(one.type) and one.type.scale == 0:
            table = table.set_column(number, one.name, table.column(number).cast(pa.int64()))
        elif pa.types.is_date(one.type):
            times = table.column(number).cast(pa.timestamp("us"))
            table = table.set_column(number, one.name, times)
    answer: pd.DataFrame = table.to_pandas(types_mapper=_map_types)
    return answer
