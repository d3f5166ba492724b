"""Totals that a file prints of itself, set against its rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from helpers.intake.rows import Rows
from helpers.kinds.contracts import Column, Contract, Sensitivity
from helpers.kinds.headers import match_header

if TYPE_CHECKING:
    import pandas as pd

NUMBER = re.compile(r"-?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,15})(?:[.][0-9]{1,9})?")


@dataclass(frozen=True)
class PrintedTotal:
    """A figure that a file prints of itself: what of, its value, what was counted, do they agree.

    `row` is where it stands, null for a figure outside the rows. `counted` and `matched` are null
    where the file does not say what is counted. `lacking` says how many of the values that make up
    a sum are withheld or blank: a total that includes them cannot match.
    """

    path: str
    part: str | None
    row: int | None
    what: str
    printed: int | float
    counted: int | float | None
    matched: bool | None
    lacking: int = 0


def compare_totals(rows: Rows, frame: pd.DataFrame, contract: Contract) -> list[PrintedTotal]:
    """Return the totals that one file or part prints of itself.

    `frame` holds its rows as cleaned. A total under a column of numbers is set against the rows
    since the total before it, and against all rows above it; any other against how many rows
    there are. A number in a sensitive column is told only if it is such a count.
    """
    found = [
        PrintedTotal(rows.file, rows.part, None, name, value, len(frame), value == len(frame))
        for name, value in sorted(rows.printed.items())
    ]
    for column in contract.columns:
        if column.counts_rows:
            found += _compare_figure(rows, frame, column, contract.id_column)
    positions = match_header(contract, rows.header).positions
    columns = {place: contract.column(name) for name, place in positions.items()}
    before = 0
    for lost in sorted((one for one in rows.rejected if one.cells), key=lambda one: one.row):
        above = frame[frame["source_row"] < lost.row]
        stretches = (above[above["source_row"] > before], above, frame)
        for place, text in enumerate(lost.cells):
            if NUMBER.fullmatch(text.strip()):
                printed = Decimal(text.strip().replace(",", ""))
                told = _compare(printed, columns.get(place), rows.header[place], stretches)
                if told is not None:
                    found.append(PrintedTotal(rows.file, rows.part, lost.row, *told))
        before = lost.row
    return found


def _compare_figure(
    rows: Rows, frame: pd.DataFrame, column: Column, id_column: str | None
) -> Iterator[PrintedTotal]:
    """Compare a figure that stands beside each row with how many rows have an id."""
    counted = len(frame) if id_column is None else int(frame[id_column].notna().sum())
    for printed in sorted(int(value) for value in frame[column.name].dropna().unique()):
        agree = printed == counted
        yield PrintedTotal(rows.file, rows.part, None, column.name, printed, counted, agree)


def _compare(
    printed: Decimal, column: Column | None, header: str, stretches: Sequence[pd.DataFrame]
) -> tuple[str, int | float, int | float | None, bool | None, int] | None:
    """Return what is counted, the figure, what was counted, whether they agree, what lacks."""
    if column is not None and column.type in ("integer", "decimal"):
        if column.sensitivity is not Sensitivity.PUBLISHABLE:
            return None
        sums = [_add_up(frame[column.name], printed) for frame in stretches[:2]]
        place = sums.index(printed) if printed in sums else 0
        lacking = int(stretches[place][column.name].isna().sum())
        agree = sums[place] == printed
        return column.name, _plain(printed), _plain(sums[place]), agree, lacking
    if printed in [len(frame) for frame in stretches]:
        return "rows", _plain(printed), _plain(printed), True, 0
    if column is not None and column.sensitivity is not Sensitivity.PUBLISHABLE:
        return None
    named = column.name if column else header.strip() or "no header"
    return named, _plain(printed), None, None, 0


def _add_up(values: pd.Series[Any], printed: Decimal) -> Decimal:
    """Return the sum, rounded as the printed figure is."""
    places = max(0, -int(printed.as_tuple().exponent))
    return round(Decimal(str(values.dropna().sum() or 0)), places)


def _plain(number: Decimal) -> int | float:
    return int(number) if number == number.to_integral_value() else float(number)
