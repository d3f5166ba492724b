"""Statement texts: the SQL of each kind as it is committed; a change is seen and read.

To write them again after a change that is meant: PLATEGLASS_GOLDEN=write pytest <this file>.
"""

from __future__ import annotations

import os
from pathlib import Path

import duckdb
import pytest

from helpers.cleaning import sql, timezones
from helpers.cleaning.timestamps import write_time_macros
from helpers.readers import footers
from helpers.readers.records import Count, Records
from helpers.schemas.recognize import match_header
from helpers.schemas.schema import load_schemas

GOLDEN = Path(__file__).parent / "golden"
SCHEMAS = load_schemas()
ZONES = ("UTC", "America/Los_Angeles")


def compare(name: str, written: str) -> None:
    path = GOLDEN / name
    if os.environ.get("PLATEGLASS_GOLDEN") == "write":
        path.write_text(written, encoding="utf-8", newline="\n")
    assert path.read_text(encoding="utf-8") == written


def build(kind: str, **given: str) -> tuple[Records, sql.Statement]:
    """Return records with each column of a kind, and the statement for them."""
    schema = SCHEMAS[kind]
    header = tuple(
        column.name for column in schema.columns if not (column.end_of or column.derived)
    )
    records = Records("a.csv", None, header, "records_of_a_file", lambda _: Count(0))
    return records, sql.build(schema, match_header(schema, header), ZONES, records, **given)


@pytest.mark.parametrize("kind", SCHEMAS)
def test_the_statement_of_a_kind(kind: str) -> None:
    _, statement = build(kind)
    shared = {*write_time_macros(), *timezones.write_zone_macros(*ZONES)}
    macros = [f"{macro};\n" for macro in statement.macros if macro not in shared]
    compare(f"{kind}.sql", f"{''.join(macros)}\n{statement.query}\n")


@pytest.mark.parametrize("kind", SCHEMAS)
def test_a_statement_keeps_the_order_of_the_rows(kind: str) -> None:
    """A row's number is its position. DuckDB makes a join of a long IN list, which loses order."""
    records, _ = build(kind)
    _, statement = build(kind, judged=footers.write_rejection(records))
    cells = ", ".join(f"cell_{n} VARCHAR" for n in range(len(records.header)))
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE records_of_a_file ({cells})")
        for macro in statement.macros:
            connection.execute(macro)
        plan = connection.execute(f"EXPLAIN {statement.query}").fetchall()
    drawn = "\n".join(text for _, text in plan).upper()
    assert "PROJECTION" in drawn
    assert "JOIN" not in drawn
    assert "AGGREGATE" not in drawn


def test_the_macros_of_timestamps() -> None:
    compare("timestamps.sql", "".join(f"{macro};\n" for macro in write_time_macros()))


def test_no_statement_is_left_of_a_kind_that_is_gone() -> None:
    assert {path.stem for path in GOLDEN.glob("*.sql")} == {*SCHEMAS, "timestamps"}
