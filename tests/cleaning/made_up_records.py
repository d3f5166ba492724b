"""Records as a reader gives them, made up here, and the table that cleaning makes of them."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from helpers.cleaning import clean
from helpers.cleaning.duplicates import find_repeats
from helpers.cleaning.table import LEDGER, Table, open_table
from helpers.ledger.account import make_ledger
from helpers.ledger.parts import PARTS, PartAccount, write_parts
from helpers.quoting import text
from helpers.readers.records import Count, Records, Rejected, cell
from helpers.schemas.schema import Schema, load_schema
from helpers.status import DataStatus
from whole_tables import read_all

PACIFIC = "America/Los_Angeles"


@dataclass(frozen=True)
class Made:
    """Records, and the time zones of their descriptor."""

    records: Records
    timestamps_in: str | None
    count_in: str | None


def make_records(
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    file: str = "a.csv",
    part: str | None = None,
    timestamps_in: str | None = None,
    count_in: str | None = None,
    lost: Sequence[Rejected] = (),
    judged: bool = False,
) -> Made:
    """Return records of text; every one is a row unless it is to be `judged`."""
    cells = ", ".join(cell(number) for number in range(len(header)))
    listed = ", ".join(f"({', '.join(map(text, row))})" for row in rows)
    if not rows:
        listed = "(" + ", ".join(["''"] * len(header)) + ")"
    scan = f"(SELECT * FROM (VALUES {listed}) AS t({cells}){'' if rows else ' LIMIT 0'})"
    count = Count(len(rows) + len(lost), tuple(lost))
    records = Records(file, part, tuple(header), scan, lambda _: count, may_hold_totals=judged)
    return Made(records, timestamps_in, count_in)


def clean_parts(folder: Path, schema: Schema, *made: Made) -> list[PartAccount]:
    """Write the tables of records into a folder, and return their accounts."""
    parts = []
    with clean.connect(folder) as connection:
        for number, one in enumerate(made, start=1):
            zones = clean.choose_zones(one.timestamps_in, one.count_in, schema)
            target = folder / clean.table_name(number)
            parts.append(clean.clean_part(connection, one.records, schema, zones, target))
        find_repeats(connection, folder, parts, schema)
    return parts


def clean_table(schema: Schema | str, *made: Made) -> pd.DataFrame:
    """Return all columns of the table of records, of a kind or of a schema made up for a test."""
    schema = load_schema(schema) if isinstance(schema, str) else schema
    with tempfile.TemporaryDirectory() as name:
        parts = clean_parts(Path(name), schema, *made)
        status = DataStatus.UNVERIFIED
        ledger = None  # type: ignore[assignment]
        table = Table("made-up", schema.kind, status, schema, ledger, Path(name), tuple(parts))  # type: ignore[arg-type]
        return read_all(table)


def open_cleaned(folder: Path, kind: str, *made: Made) -> Table:
    """Return the table of records of a kind, with its ledger, kept in a folder."""
    schema = load_schema(kind)
    parts = clean_parts(folder, schema, *made)
    (folder / PARTS).write_text(write_parts(parts), encoding="utf-8")
    with clean.connect(folder) as connection:
        repeats = find_repeats(connection, folder, parts, schema)
        ledger = make_ledger(
            *(connection, folder, parts, schema),
            release="made-up",
            status=DataStatus.UNVERIFIED,
            repeats=lambda: repeats,
        )
    (folder / LEDGER).write_text(ledger.to_json(), encoding="utf-8")
    return open_table("made-up", folder)
