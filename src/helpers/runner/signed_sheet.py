"""Sign-offs taken in: from the sheet that a desk has filled to the project's table of them."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from helpers.claims.review import FILLED, KEPT, SHEET, open_desk
from helpers.claims.review import read_signed_rows as read_signed
from helpers.claims.sign_offs import COLUMNS, FILE, SignOff, load_sign_offs
from helpers.csv_output import free_cell, write_csv
from helpers.errors import Misuse, Problem
from helpers.project import Project
from helpers.readers.apart import Budget, read_apart
from helpers.readers.excel import read_sheet
from helpers.runner.graph import hold

NEEDED = (*KEPT.values(), *FILLED.values())
MOST_BYTES, MOST_LINES = 32 << 20, 100_000
DELIMITERS = ",;\t"
"""What a spreadsheet writes between cells, by country."""


@dataclass(frozen=True)
class Taken:
    """What happened to a filled sheet: how many sign-offs were taken in, and how many known before.

    `outdated` are the claims that have changed since the sheet was exported; `unread`
    the columns that the desk added.
    """

    file: str
    table: str
    taken: int
    known: int
    outdated: list[str]
    unread: list[str]

    def as_json(self) -> dict[str, Any]:
        """Return it as plain data."""
        return asdict(self)

    def lines(self) -> list[str]:
        """Return it as lines for people."""
        lines = [f"Sign-offs taken from {self.file} into {self.table}: {self.taken:,}."]
        if self.known:
            lines.append(f"Stood there already: {self.known:,}.")
        if self.outdated:
            names = ", ".join(self.outdated)
            lines.append(f"Given for something that has changed since the export: {names}.")
        if self.unread:
            lines.append(f"Columns that were not read: {', '.join(self.unread)}.")
        return lines


def take_sign_offs(path: Path, project: Project, *, today: date | None = None) -> Taken:
    """Add the sign-offs of a filled sheet to data/reference/sign_offs.csv of the project.

    Every row is checked first, and nothing is taken if one is at fault. Those known already are
    left out, so a sheet may be taken in twice. `today` is the last day a sign-off may have.

    Raises Misuse if there is no such file, Problem for a file or row that cannot be read.
    """
    if not path.is_file():
        raise Misuse(f"There is no file {path}", expected="the sheet that the desk has filled")
    header, rows = read_cells(path)
    lacking = [name for name in NEEDED if name not in header]
    if lacking:
        raise Problem(
            f"A column is missing: {', '.join(lacking)}",
            file=path.name,
            expected="the columns of a sheet that `plateglass claims --export` wrote",
            remedy="Put the header back, or copy the sign-offs into a new export",
        )
    with hold(project):
        desk = open_desk(project)
        cells = [(number, dict(zip(header, row, strict=True))) for number, row in rows]
        given = read_signed(cells, desk, file=path.name, today=today or date.today())
        before = load_sign_offs(desk.claims, project)
        fresh = [one for one in given if one not in before]
        table = project.root / "data" / "reference" / FILE
        if fresh:
            _write(before + fresh, table)
    return Taken(
        file=path.name,
        table=project.show(table),
        taken=len(fresh),
        known=len(given) - len(fresh),
        outdated=[one.claim_id for one in fresh if one.state != desk.signed[one.claim_id].state],
        unread=[name for name in header if name and name not in SHEET],
    )


def _write(sign_offs: Sequence[SignOff], table: Path) -> None:
    text = write_csv(COLUMNS, ([str(getattr(one, name)) for name in COLUMNS] for one in sign_offs))
    table.parent.mkdir(parents=True, exist_ok=True)
    temporary = table.with_name(f".{table.name}.tmp")
    temporary.write_text(text, encoding="utf-8", newline="")
    temporary.replace(table)


def read_cells(path: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """Return the header of a filled sheet and its rows of text, each with its number there.

    A row has as many cells as the header. Blank rows are left out. Raises Problem for a file that
    is neither a workbook nor CSV in UTF-8, and for a row with more cells than the header.
    """
    if path.suffix.casefold() == ".xlsx":
        records = _read_workbook(path)
    elif path.suffix.casefold() == ".csv":
        records = _read_csv(path)
    else:
        raise Misuse(f"{path.name} isn't a sheet", expected="a file that ends in .csv or .xlsx")
    if not records:
        raise Problem("The sheet is empty", file=path.name)
    header = [name.strip() for name in records[0]]
    twice = sorted({name for name in header if name in NEEDED and header.count(name) > 1})
    if twice:
        raise Problem(f"A column appears twice: {', '.join(twice)}", file=path.name, row=1)
    rows = []
    for number, record in enumerate(records[1:], start=2):
        if not any(cell.strip() for cell in record):
            continue
        if any(record[len(header) :]):
            raise Problem(
                "The row has more cells than the header",
                file=path.name,
                row=number,
                expected=f"{len(header)} cells",
                remedy="Quote cells that hold the separator, or fill in the .xlsx instead",
            )
        rows.append((number, [*record, *[""] * len(header)][: len(header)]))
    return header, rows


def _read_workbook(path: Path) -> list[list[str]]:
    budget = Budget.of(path)
    return read_apart(path.name, budget, read_sheet, path, shown=path.name, wanted=KEPT["state"])


def _read_csv(path: Path) -> list[list[str]]:
    too_long = Problem(
        "The sheet is longer than any that was exported",
        file=path.name,
        expected=f"at most {MOST_BYTES >> 20} MB and {MOST_LINES:,} rows",
        remedy="Delete what is not of the sheet in a copy, and take in that copy",
    )
    if path.stat().st_size > MOST_BYTES:
        raise too_long
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Problem(
            "The file is not in UTF-8",
            file=path.name,
            remedy="Save it as 'CSV UTF-8', or fill in the .xlsx instead",
        ) from error
    first = text.split("\n", 1)[0]
    delimiter = max(DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        rows = [[free_cell(cell) for cell in record] for record in islice(reader, MOST_LINES + 1)]
    except csv.Error as error:
        raise Problem(
            "The row breaks off or its quotes do not match",
            file=path.name,
            row=reader.line_num,
            remedy="Save it again as CSV, or fill in the .xlsx instead",
        ) from error
    if len(rows) > MOST_LINES:
        raise too_long
    return rows
