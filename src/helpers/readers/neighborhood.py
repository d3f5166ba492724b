"""The neighborhood of a row: the records around it in its file.

It holds the contents of rows, so it stays on the machine that made it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from helpers.errors import Problem
from helpers.project import open_scratch
from helpers.readers.apart import Budget, read_apart
from helpers.readers.archive import unpack_gzip, unpack_zip
from helpers.readers.csv import RawRecord, find_lines
from helpers.readers.files import DELIMITED, GZIP, LINES, PACKED, PRINTS, open_file
from helpers.readers.pdf.document import draw_rows
from helpers.readers.pdf.layouts import make_layouts, map_layouts
from helpers.readers.records import Records, cell, query
from helpers.releases.descriptor import Resource
from helpers.schemas.schema import Schema

AROUND = 3
"""So many records before a row, and after it, are shown with it."""


@dataclass(frozen=True)
class Neighborhood:
    """A row in its file with the records around it, as cells and as lines, or its printed page.

    `row` is its number; `cells` hold the texts of each record by its number; `picture` is that of
    the page of a printed document, with the row marked.
    """

    file: str
    part: str | None
    row: int
    header: tuple[str, ...]
    cells: Mapping[int, tuple[str, ...]]
    lines: tuple[RawRecord, ...] = ()
    picture: bytes = b""


def look_up(
    path: Path,
    resource: Resource,
    *,
    part: str | None,
    rows: Sequence[int],
    lost: Sequence[int],
    offset: int,
    schema: Schema,
    mapping: Mapping[str, str] | None = None,
    around: int = AROUND,
) -> list[Neighborhood]:
    """Return rows of a release's file, by their part and numbers, each with what is around it.

    `lost` are the numbers of the part's records that no reader delivers, and `offset` is the number
    of the record before its first. Raises Problem if the file has no such part or row.
    """
    shown = resource.path
    with open_scratch() as folder:
        opened = open_file(
            path, resource, shown=shown, folder=folder, schemas=(schema,), mapping=mapping
        )
        records = next((one for one in opened if one.part == part), None)
        if records is None:
            raise Problem("The file has no such part", file=shown, part=part)
        budget = Budget.of(path, printed=True)
        plain, inner = _unpack(path, resource, part, folder, budget)
        form = inner.format.removesuffix(GZIP)
        pictures: list[bytes] = [b""] * len(rows)
        if form in PRINTS:
            layouts = map_layouts(make_layouts((schema,)), mapping)
            pictures = read_apart(
                shown, budget, draw_rows, plain, rows, shown=shown, layouts=layouts
            )
        found = []
        for row, picture in zip(rows, pictures, strict=True):
            numbers = range(max(1, row - around), row + around + 1)
            cells = _read_cells(records, [n for n in numbers if n not in lost], lost, offset)
            lines: list[RawRecord] = []
            if form in (*DELIMITED, *LINES):
                lines = find_lines(plain, inner, numbers, shown=shown, folder=folder)
            if row not in cells and not any(one.number == row for one in lines):
                raise Problem("The file has no such row", file=shown, part=part, row=row)
            found.append(
                Neighborhood(shown, part, row, records.header, cells, tuple(lines), picture)
            )
        return found


def _unpack(
    path: Path, resource: Resource, part: str | None, folder: Path, budget: Budget
) -> tuple[Path, Resource]:
    """Return the file itself, or the one in an archive that a part is of, and what is pinned."""
    if resource.format in PACKED:
        for name, member in unpack_zip(path, folder, budget, shown=resource.path):
            pinned = next((one for one in resource.members or [] if one.path == name), None)
            if pinned and part and (part == name or part.startswith(f"{name}, ")):
                return _unpack(member, pinned, None, folder, budget)
    if resource.format.endswith(GZIP):
        return unpack_gzip(path, folder, budget, shown=resource.path), resource
    return path, resource


def _read_cells(
    records: Records, numbers: Sequence[int], lost: Sequence[int], offset: int
) -> dict[int, tuple[str, ...]]:
    """Return the texts of records by their numbers; those that no reader delivers are left out."""
    inside = [number for number in numbers if number > offset]
    if not inside:
        return {}
    first = inside[0] - offset - 1 - sum(one < inside[0] for one in lost)
    listed = ", ".join(f"coalesce({cell(n)}, '')" for n in range(len(records.header)))
    with query(records) as connection:
        connection.execute("SET preserve_insertion_order = true")
        statement = f"SELECT {listed} FROM {records.scan} LIMIT {len(inside)} OFFSET {first}"
        rows = connection.execute(statement).fetchall()
    return {number: tuple(map(str, row)) for number, row in zip(inside, rows, strict=False)}
