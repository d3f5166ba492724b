"""Tables as they are shown: our own stable layout, and nothing that may not leave."""

from __future__ import annotations

import html
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any

from helpers.errors import Problem
from helpers.privacy.columns import check_columns, check_values
from helpers.site.labels import (
    WORDS,
    find_weakest,
    list_digests,
    read_sources,
    write_names,
    write_sources,
    write_table_cell,
)
from helpers.status import DataStatus

if TYPE_CHECKING:
    import pandas as pd

MIME = "application/vnd.plateglass.table+json"

_LONG = 60
_MANY, _ACROSS = 5, 70
"""From how many columns, and from how many characters across, a table of words is a stack."""
_CUT, _FEW = 40, 10
"""How much of a long text, and how many rows of such, the plain form shows."""
CUT_NOTE = "(This plain form is cut; the table itself is whole.)"

Cell = str | int | float | bool | None


@dataclass(frozen=True)
class ShownTable:
    """A table as an output: caption with its data status, columns, rows of plain values.

    `sources` are the digests of the releases behind it when it was made.
    """

    caption: str
    data_status: DataStatus
    releases: tuple[str, ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: str = ""
    sources: Mapping[str, str] = field(default_factory=dict)

    @property
    def title(self) -> str:
        """The caption, with the data status in words."""
        return f"{self.caption.rstrip('.')} [{WORDS[self.data_status]}]"

    @property
    def headers(self) -> list[str]:
        """The columns' names as a reader sees them."""
        return [name.replace("_", " ") for name in self.columns]

    @property
    def numeric(self) -> list[bool]:
        """Whether each column holds numbers, and so is aligned right."""
        return [is_numeric(row[column] for row in self.rows) for column in range(len(self.columns))]

    @property
    def cells(self) -> list[list[str]]:
        """The rows as they are printed."""
        by_column = [
            write_column(name, [row[column] for row in self.rows])
            for column, name in enumerate(self.columns)
        ]
        return [list(row) for row in zip(*by_column, strict=True)]

    @property
    def has_long_text(self) -> bool:
        """Whether a cell holds more than a few words, so a phone needs another layout."""
        return any(isinstance(cell, str) and len(cell) > _LONG for row in self.rows for cell in row)

    @property
    def stacks(self) -> bool:
        """Whether a phone shows each row as a card: long texts, or many columns mostly of words."""
        longest = [max(map(len, column)) for column in zip(self.headers, *self.cells, strict=True)]
        words = self.numeric.count(False) > len(self.columns) / 2
        wide = words and len(self.columns) >= _MANY and sum(longest) > _ACROSS
        return self.has_long_text or wide

    def to_json(self) -> dict[str, Any]:
        """Return the table as a notebook's output has it."""
        return {
            "caption": self.caption,
            "data_status": self.data_status.value,
            "releases": list(self.releases),
            "columns": list(self.columns),
            # One text: a notebook's file gives each entry of a list a line of its own.
            "rows": json.dumps(self.rows, ensure_ascii=False, separators=(",", ":")),
            "notes": self.notes,
            **write_sources(self.sources),
        }

    @classmethod
    def from_json(cls, bundle: dict[str, Any]) -> ShownTable:
        """Return the table that `to_json` wrote."""
        return cls(
            str(bundle["caption"]),
            DataStatus(bundle["data_status"]),
            tuple(bundle["releases"]),
            tuple(str(name) for name in bundle["columns"]),
            tuple(tuple(row) for row in _read_list(bundle["rows"])),
            str(bundle.get("notes", "")),
            read_sources(bundle),
        )

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return {
            "text/plain": lay_out_table(self),
            "text/html": write_html(self),
            MIME: self.to_json(),
        }


def _read_list(written: Any) -> list[Any]:
    """Return a list of an output, which may be kept as one text."""
    return list(json.loads(written) if isinstance(written, str) else written)


def show(frame: pd.DataFrame, *, caption: str, from_: Any, notes: str = "") -> ShownTable:
    """Return a table for a cell to display.

    `frame` is shown column by column, without its index; `caption` says what it counts, in what
    unit; `from_` is the table or tables it was computed from, whose weakest data status it has.

    Raises Problem if a column, or a value in it, may not leave, or if there is no caption.
    """
    if not caption.strip():
        raise Problem("The table has no caption", expected="what is counted, in what unit")
    check_columns(frame.columns)
    check_values(frame, from_)
    status, releases = find_weakest(from_)
    rows = [tuple(plain(value) for value in row) for row in frame.itertuples(index=False)]
    names = tuple(str(name) for name in frame.columns)
    return ShownTable(
        write_names(caption.strip()),
        status,
        tuple(releases),
        names,
        tuple(rows),
        notes.strip(),
        list_digests(from_),
    )


def plain(value: Any) -> Cell:
    """Return a cell's value as JSON knows it; what is missing becomes None.

    Decimals are kept to twelve significant digits, so the last bits of a sum, which differ
    between machines, do not make another table.
    """
    if value is None or isinstance(value, str):
        return value
    if type(value).__name__ in ("NAType", "NaTType"):
        return None
    if hasattr(value, "dtype") and value.dtype.kind == "b":
        return bool(value)
    if isinstance(value, bool):
        return value
    if isinstance(value, Integral):
        return int(value)
    if isinstance(value, Real):
        return None if math.isnan(float(value)) else float(f"{float(value):.12g}")
    return str(value)


def is_numeric(values: Iterable[Cell]) -> bool:
    """Return whether there is a number among `values` and nothing else but missing ones."""
    present = [value for value in values if value is not None]
    return bool(present) and all(
        isinstance(value, int | float) and not isinstance(value, bool) for value in present
    )


def write_column(name: str, values: Sequence[Cell]) -> list[str]:
    """Return the cells of a column as they are printed: one number of decimals for all.

    >>> write_column("per_day", [18.0, 51.6129, None]), write_column("year", [2025])
    (['18.00', '51.61', ''], ['2025'])
    >>> write_column("queries", [292114, 605116]), write_column("listed", [True])
    (['292,114', '605,116'], ['yes'])
    """
    years = name.casefold() == "year"
    sizes = [abs(v) for v in values if isinstance(v, float) and math.isfinite(v)]
    biggest = max(sizes, default=0.0)
    whole = all(size.is_integer() for size in sizes) and biggest >= 1000
    decimals = 0 if whole else 1 if biggest >= 100 else 2 if biggest >= 1 else 4

    def write(value: Cell) -> str:
        if value is None:
            return ""
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, int):
            return str(value) if years else f"{value:,}"
        return (
            f"{value:,.{decimals}f}" if isinstance(value, float) else write_table_cell(name, value)
        )

    return [write(value) for value in values]


def lay_out_table(table: ShownTable) -> str:
    """Return the table as text: the caption, a rule, aligned columns, notes; long texts cut.

    >>> rows = (("2024-11", 540), ("2025-05", 1600))
    >>> head = ("month", "searches")
    >>> print(lay_out_table(ShownTable("Searches", DataStatus.SYNTHETIC, ("r",), head, rows)))
    Searches [invented data]
    <BLANKLINE>
    month    searches
    -------  --------
    2024-11       540
    2025-05     1,600
    """
    cells = [[" ".join(cell.split()) for cell in row] for row in table.cells]
    if table.has_long_text:
        cells = [[_cut(cell) for cell in row] for row in cells[:_FEW]]
    widths = [max(map(len, column)) for column in zip(table.headers, *cells, strict=True)]

    def line(row: Sequence[str]) -> str:
        padded = [
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(row, widths, table.numeric, strict=True)
        ]
        return "  ".join(padded).rstrip()

    body = [line(row) for row in cells] or ["(no rows)"]
    if left := len(table.rows) - len(cells):
        body.append(f"({left:,} rows more)")
    lines = [table.title, "", line(table.headers), "  ".join("-" * width for width in widths)]
    cut = [CUT_NOTE] if table.has_long_text else []
    notes = [note for note in (table.notes, *cut) if note]
    return "\n".join([*lines, *body, *(["", *notes] if notes else [])])


def _cut(cell: str) -> str:
    return cell if len(cell) <= _CUT else cell[: _CUT - 1].rstrip() + "…"


def write_html(table: ShownTable) -> str:
    """Return the table as HTML for JupyterLab; every text in it is escaped."""
    right = ['style="text-align:right"' if numeric else "" for numeric in table.numeric]

    def cell(tag: str, text: str, *attributes: str) -> str:
        opening = " ".join([tag, *filter(None, attributes)])
        return f"<{opening}>{html.escape(text)}</{tag}>"

    head = "".join(
        cell("th", name, 'scope="col"', side)
        for name, side in zip(table.headers, right, strict=True)
    )
    body = [
        "<tr>"
        + "".join(
            cell("td", text, side)
            if column or table.numeric[0]
            else cell("th", text, 'scope="row"')
            for column, (text, side) in enumerate(zip(row, right, strict=True))
        )
        + "</tr>"
        for row in table.cells
    ]
    notes = f"<p>{html.escape(table.notes)}</p>" if table.notes else ""
    return (
        f"<table><caption>{html.escape(table.title)}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{''.join(body)}</tbody></table>{notes}"
    )
