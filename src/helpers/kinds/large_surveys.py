"""Large surveys: what `add` must know of a large file, without holding its rows in memory.

How many records there are, which of them are no rows, whether any bears the mark of made-up ones,
and some rows from all over the file, by which kinds with the same columns are told apart.
"""

from __future__ import annotations

import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpers.intake.byte_counts import count_records
from helpers.intake.caps import say_cap
from helpers.intake.rows import ROW, Rows, cell
from helpers.kinds import large
from helpers.kinds.contracts import Contract
from helpers.kinds.headers import match_header
from helpers.kinds.large_asides import may_hold_asides
from helpers.kinds.large_records import MARKED, connect, quote, read_header, read_records
from helpers.kinds.large_rejects import find_rejected
from helpers.kinds.registry import SAMPLE, find_header_test, find_kind, recognize
from helpers.releases.descriptor import Dialect, Resource


@dataclass(frozen=True)
class SurveyedRows(Rows):
    """The records of a large file, of which `frame` holds some only: `kept` says how many are rows.

    `marked` says whether a cell bears the mark of made-up rows.
    """

    kept: int = 0
    marked: bool = False

    @property
    def rows_kept(self) -> int:
        """How many records are rows."""
        return self.kept

    @property
    def has_mark(self) -> bool:
        """Whether any value begins with the mark of made-up rows."""
        return self.marked


def survey_file(
    path: Path, resource: Resource, *, shown: str, kind: str | None = None
) -> SurveyedRows | None:
    """Return what a large file holds, or None if it must be read in memory.

    Only a file that `large.make_table` may take is surveyed; `kind` is that which a person named.
    """
    if resource.bytes < large.LARGE:
        return None
    dialect = resource.dialect or Dialect()
    header = read_header(path, resource, dialect)
    likely = kind or (recognize(header)[0].kind if header else None)
    if header is None or likely not in large.KINDS:
        return None
    contract: Contract = find_kind(likely).CONTRACT
    if match_header(contract, header).missing:
        return None
    import duckdb

    try:
        with connect(Path(tempfile.gettempdir())) as connection:
            return _survey(connection, path, shown, header, dialect, contract, kind)
    except duckdb.Error:
        return None  # the path of small files says what is wrong, and where


def _survey(
    connection: Any,
    path: Path,
    shown: str,
    header: tuple[str, ...],
    dialect: Dialect,
    contract: Contract,
    kind: str | None,
) -> SurveyedRows | None:
    test = find_header_test(kind)
    with ThreadPoolExecutor(1) as beside:
        counting = beside.submit(count_records, path)
        records = read_records(connection, path, header, dialect, test.names, marks=True)
        kept, marked = connection.execute(
            f"SELECT count(*) FILTER ({quote(ROW)} % {MARKED} = 0), "
            f"coalesce(bool_or({quote(ROW)} >= {MARKED}), false) FROM ({records.sql_query()})"
        ).fetchall()[0]
        count = counting.result()
    if not count.sound or 0 in count.empty:
        return None
    rejected = find_rejected(connection, records, header, dialect.delimiter, count, kept, test)
    if rejected is None:
        return None
    if may_hold_asides(connection, records, None, contract, header, rejected, kept):
        return None
    read = count.records - 1
    cap = say_cap(shown, None, read)
    return SurveyedRows(
        *(shown, None, header, _take_sample(connection, records, header, kept), read),
        rejected=tuple(rejected),
        notes=(cap,) if cap else (),
        kept=kept,
        marked=marked,
    )


def _take_sample(connection: Any, records: Any, header: tuple[str, ...], kept: int) -> Any:
    """Return about as many rows as kinds ask for, evenly from all over the file, as pandas."""
    cells = ", ".join(cell(place) for place in range(len(header)))
    step = max(1, kept // SAMPLE)
    return connection.execute(
        f"SELECT {cells} FROM (SELECT *, row_number() OVER () AS position "
        f"FROM ({records.sql_query()}) WHERE {quote(ROW)} % {MARKED} = 0) "
        f"WHERE (position - 1) % {step} = 0"
    ).fetch_df()
