"""What becomes of records: the scan is written as it will be, and settled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from helpers.readers.footers import (
    Settled,
    Steps,
    settle_rows,
    write_reject_cells,
    write_rejection,
)
from helpers.readers.records import Records, cell


@dataclass(frozen=True)
class Account:
    """The rows of a part by number, and what became of the other records."""

    header: tuple[str, ...]
    rows: dict[int, list[str]]
    settled: Settled
    notes: tuple[str, ...]
    part: str | None

    @property
    def lost(self) -> dict[int, str]:
        return {one.row: one.reason for one in self.settled.rejected}

    @property
    def cells(self) -> list[list[str]]:
        return list(self.rows.values())

    @property
    def numbers(self) -> list[int]:
        return list(self.rows)


def settle(
    records: Records,
    folder: Path,
    days: Mapping[int, str] | None = None,
    connection: duckdb.DuckDBPyConnection | None = None,
) -> Account:
    """Write the records as cleaning does, all cells too, and return their account."""
    con = connection or duckdb.connect()
    table = folder / "table [1].parquet"
    cells = ", ".join(cell(n) for n in range(len(records.header)))
    typed = "".join(
        f"try_strptime(split_part({cell(n)}, ' ', 1), '%m/%d/%Y,') AS {column}, "
        for n, column in (days or {}).items()
    )
    con.execute("SET preserve_insertion_order = true")
    con.execute(
        f"COPY (SELECT {cells}, {typed} reject, {write_reject_cells(records)} AS reject_cells "
        f"FROM (SELECT *, {write_rejection(records)} AS reject FROM {records.scan})) "
        f"TO '{table}' (FORMAT parquet)"
    )
    settled = settle_rows(con, records, table, days)
    found = con.execute(
        f"SELECT {cells} FROM read_parquet('{str(table).replace('[', '[[]')}')"
    ).fetchall()
    steps = Steps((one.row for one in settled.lost), records.offset)
    out = set(settled.dropped)
    rows = {steps.number(n): list(row) for n, row in enumerate(found) if n not in out}
    assert settled.counted == settled.kept + len(settled.rejected)
    assert settled.kept == len(rows)
    assert not rows.keys() & {one.row for one in settled.rejected}
    return Account(records.header, rows, settled, (*records.notes, *settled.notes), records.part)
