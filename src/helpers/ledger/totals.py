"""Totals that a file prints of itself, compared with its rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from helpers import quoting
from helpers.ledger.ledger import PrintedTotal
from helpers.ledger.parts import PartAccount
from helpers.schemas.recognize import match_header
from helpers.schemas.schema import Column, Schema, Sensitivity

if TYPE_CHECKING:
    import duckdb

    from helpers.readers.records import Rejected

NUMBER = re.compile(r"-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,15})(?:[.][0-9]{1,9})?")


@dataclass(frozen=True)
class _Stretch:
    """Some rows: how many, and of each column of numbers the sum and the values that lack."""

    rows: int
    sums: dict[str, Decimal]
    lacking: dict[str, int]


def compare_totals(
    connection: duckdb.DuckDBPyConnection,
    rows: str,
    parts: Sequence[PartAccount],
    schema: Schema,
) -> Iterator[PrintedTotal]:
    """Yield the totals that the files of a release print of themselves.

    A total under a column of numbers is compared with the rows since the total before it, and with
    all rows above it; any other with how many rows there are. A number in a sensitive column is
    shown only if it is such a count.
    """
    for number, part in enumerate(parts, 1):
        for name, value in sorted(part.printed.items()):
            matched = value == part.kept
            yield PrintedTotal(part.file, part.part, None, name, value, part.kept, matched)
        here = f"(FROM {rows} WHERE part = {number})"
        for column in schema.columns:
            if column.counts_rows:
                yield from _compare_figure(connection, here, part, column, schema)
        totals = sorted((one for one in part.rejected if one.cells), key=lambda one: one.row)
        if totals:
            yield from _compare_rows(connection, here, part, schema, totals)


def _compare_figure(
    connection: duckdb.DuckDBPyConnection,
    rows: str,
    part: PartAccount,
    column: Column,
    schema: Schema,
) -> Iterator[PrintedTotal]:
    """Compare a figure that is beside each row with how many rows have an id or a time.

    A page that offers no searches has neither, and its figure is not compared: that is no zero.
    """
    name, ids = quoting.name(column.name), []
    if schema.id_column:
        ids.append(schema.id_column)
        if schema.time_column:
            is_time = schema.column(schema.time_column).type == "time"
            ids.append(f"{schema.time_column}_utc" if is_time else schema.time_column)
    some = ", ".join(f"{quoting.name(one)}::VARCHAR" for one in ids)
    counted = f"count(coalesce({some}))" if ids else "count(*)"
    figures = connection.execute(
        f"-- What a file prints of how many rows it has, and how many there are.\n"
        f"SELECT DISTINCT {name}, (SELECT {counted} FROM {rows}) FROM {rows} "
        f"WHERE {name} IS NOT NULL ORDER BY 1"
    ).fetchall()
    for printed, count in figures:
        if ids and not count:
            continue
        agree = int(printed) == count
        yield PrintedTotal(
            *(part.file, part.part, None, column.name, int(printed), int(count), agree)
        )


def _compare_rows(
    connection: duckdb.DuckDBPyConnection,
    rows: str,
    part: PartAccount,
    schema: Schema,
    totals: Sequence[Rejected],
) -> Iterator[PrintedTotal]:
    """Compare rows of totals with the rows above them."""
    positions = match_header(schema, part.header).positions
    columns = {position: schema.column(name) for name, position in positions.items()}
    between = _add_up(connection, rows, schema, [part.position(one.row) for one in totals])
    above = between[0]
    whole = sum(stretch.rows for stretch in between)
    for total, since in zip(totals, between, strict=False):
        above = since if total is totals[0] else _join(above, since)
        for position, text in enumerate(total.cells):
            if NUMBER.fullmatch(text.strip()):
                printed = Decimal(text.strip().replace(",", ""))
                compared = _compare(
                    printed, columns.get(position), part.header[position], since, above, whole
                )
                if compared is not None:
                    yield PrintedTotal(part.file, part.part, total.row, *compared)


def _add_up(
    connection: duckdb.DuckDBPyConnection, rows: str, schema: Schema, ends: Sequence[int]
) -> list[_Stretch]:
    """Return the stretches of rows that end before each of `ends` (positions), and the rest."""
    names = [column.name for column in schema.columns if column.type in ("integer", "decimal")]
    sums = "".join(
        f", fsum({quoting.name(one)})"
        if schema.column(one).type == "decimal"
        # Sums of whole numbers are exact.
        else f", sum({quoting.name(one)})"
        for one in names
    )
    counts = "".join(f", count({quoting.name(one)})" for one in names)
    found = connection.execute(
        "-- Rows and sums between one row of totals and the next.\n"
        "WITH ends AS (SELECT e, max(n) AS n FROM (SELECT unnest($ends) AS e, "
        "generate_subscripts($ends, 1) AS n) GROUP BY e) "
        f"SELECT coalesce(n, 0) AS stretch, count(*){sums}{counts} FROM {rows} "
        "ASOF LEFT JOIN ends ON position >= e GROUP BY stretch",
        {"ends": list(ends)},
    ).fetchall()
    stretches = [_Stretch(0, dict.fromkeys(names, Decimal(0)), dict.fromkeys(names, 0))]
    stretches *= len(ends) + 1
    for number, count, *values in found:
        added = [Decimal(str(value or 0)) for value in values[: len(names)]]
        lacking = [int(count - known) for known in values[len(names) :]]
        stretches[number] = _Stretch(
            int(count), dict(zip(names, added, strict=True)), dict(zip(names, lacking, strict=True))
        )
    return stretches


def _join(one: _Stretch, other: _Stretch) -> _Stretch:
    return _Stretch(
        one.rows + other.rows,
        {name: value + other.sums[name] for name, value in one.sums.items()},
        {name: value + other.lacking[name] for name, value in one.lacking.items()},
    )


def _compare(
    printed: Decimal,
    column: Column | None,
    header: str,
    since: _Stretch,
    above: _Stretch,
    whole: int,
) -> tuple[Any, ...] | None:
    """Return what is counted, the figure, what we counted, whether they agree, what lacks."""
    if column is not None and column.type in ("integer", "decimal"):
        if column.sensitivity is not Sensitivity.PUBLISHABLE:
            return None
        sums = [_round(stretch.sums[column.name], printed) for stretch in (since, above)]
        index = sums.index(printed) if printed in sums else 0
        lacking = (since, above)[index].lacking[column.name]
        return column.name, _plain(printed), _plain(sums[index]), sums[index] == printed, lacking
    if printed in (since.rows, above.rows, whole):
        return "rows", _plain(printed), _plain(printed), True, 0
    if column is not None and column.sensitivity is not Sensitivity.PUBLISHABLE:
        return None
    named = column.name if column else header.strip() or "no header"
    return named, _plain(printed), None, None, 0


def _round(value: Decimal, printed: Decimal) -> Decimal:
    """Return a sum, rounded as the printed figure is."""
    return round(value, max(0, -int(printed.as_tuple().exponent)))


def _plain(number: Decimal) -> int | float:
    return int(number) if number == number.to_integral_value() else float(number)
