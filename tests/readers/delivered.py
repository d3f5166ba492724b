"""What a parsed part delivers, read back from its scan and judged as cleaning judges it."""

from __future__ import annotations

import pickle
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from helpers.readers.footers import write_rejection
from helpers.readers.parsed import ParsedPart, make_records
from helpers.readers.records import FAULT, PART, PageAudit, Records


@dataclass(frozen=True)
class Delivered:
    """The rows of a part, what is not a row, and the count of the second reader."""

    records: Records
    header: tuple[str, ...]
    cells: list[list[str]]
    numbers: list[int]
    rejected: dict[int, str]
    counted: int
    faults: list[str]
    sources: list[str]

    @property
    def part(self) -> str | None:
        """The name of the part."""
        return self.records.part

    @property
    def notes(self) -> tuple[str, ...]:
        """The notes of the part."""
        return self.records.notes

    @property
    def pages(self) -> tuple[PageAudit, ...]:
        """The audit of its pages."""
        return self.records.pages

    @property
    def reasons(self) -> dict[str, int]:
        """How many records are not rows, by reason."""
        return dict(sorted(Counter(self.rejected.values()).items()))


def deliver(parts: Sequence[ParsedPart], shown: str = "file") -> list[Delivered]:
    """Return the delivered rows of parts; every record is a row or rejected."""
    parts = pickle.loads(pickle.dumps(parts))  # they come from another process
    return [_deliver(records) for records in make_records(parts, shown=shown)]


def _deliver(records: Records) -> Delivered:
    with duckdb.connect() as connection:
        query = f"SELECT *, {write_rejection(records)} AS reject FROM {records.scan}"
        table = connection.sql(query).to_arrow_table()
        count = records.settle(connection)
    columns = [table.column(f"cell_{n}").to_pylist() for n in range(len(records.header))]
    rejected = {one.row: one.reason for one in count.lost}
    numbers = [n for n in range(1, count.records + 1) if n not in rejected]
    reasons = table.column("reject").to_pylist()
    assert len(numbers) == len(reasons), "rows counted = delivered + lost"
    assert all(text is not None for column in columns for text in column)
    rejected |= {n: why for n, why in zip(numbers, reasons, strict=True) if why}
    kept = [position for position, why in enumerate(reasons) if not why]

    def list_column(name: str) -> list[str]:
        found = table.column(name).to_pylist() if name in table.column_names else []
        return [found[n] or "" for n in kept] if found else []

    return Delivered(
        records=records,
        header=records.header,
        cells=[[column[n] for column in columns] for n in kept],
        numbers=[numbers[n] for n in kept],
        rejected=dict(sorted(rejected.items())),
        counted=count.records,
        faults=list_column(FAULT),
        sources=list_column(PART),
    )
