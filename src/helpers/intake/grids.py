"""Grids: one sheet of a workbook as text, to rows with their origin.

Where its header stands, which of its rows are records, and what a reader should know of them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from helpers.errors import Problem
from helpers.intake.asides import set_aside
from helpers.intake.excel_values import OUT_OF_DIGITS, write_column
from helpers.intake.headings import HeaderTest, find_header
from helpers.intake.rows import FAULT, ROW, Rejected, Rows, cell, reject_furniture
from helpers.intake.sheet_rows import NO_VALUE, Sheet

SEARCHED = 200
"""How many rows of a sheet are searched for its header."""


class Grid:
    """The cells of one sheet as text, column by column, and what its XML says."""

    def __init__(self, name: str, columns: list[tuple[Any, ...]], facts: Sheet | None) -> None:
        """Take the cells of a sheet as Calamine gives them; `facts` are None if nobody tells."""
        written = [write_column(column) for column in columns]
        self.name, self.facts = name, facts
        self.columns = [texts for texts, _ in written]
        self.lost_digits = sum(lost for _, lost in written)
        self.filled = _find_filled(self.columns)
        if facts is not None:
            errors = {row - 1 for (row, _), why in facts.faults.items() if why != NO_VALUE}
            self.filled = sorted(errors.union(self.filled)) if errors else self.filled

    def row(self, place: int) -> list[str]:
        """Return the texts of the row at a place, from 0."""
        return [column[place] for column in self.columns]

    def find_header(self, is_header: HeaderTest | None) -> int | None:
        """Return the place of the header, or None; without a test, of what looks like one."""
        places = self.filled[:SEARCHED]
        if is_header is None:
            return places[find_header([self.row(place) for place in places])]
        return next((place for place in places if is_header(self.row(place))), None)

    def leave_out(self, widths: Collection[int]) -> str:
        """Say that the sheet is not read; `widths` are those of the sheets that are."""
        told = (
            f"sheet {self.name} was left out: no row of it is a header that is known; "
            f"it has {_count(len(self.filled), 'row')} with values"
        )
        first = self.row(self.filled[0])
        width = max(place for place, text in enumerate(first) if text.strip()) + 1
        if width in widths and any(text.strip().isdigit() for text in first):
            told += (
                ". They may go on with another sheet's rows: if so, put that sheet's header above "
                "them in a copy, and add that copy"
            )
        return told

    def read(self, head: int, *, file: str, is_header: HeaderTest | None) -> Rows:
        """Return the rows under the header at `head`."""
        import pandas as pd

        self._compare(file)
        texts = self.row(head)
        width = max(place for place, text in enumerate(texts) if text.strip()) + 1
        header = tuple(texts[:width])
        start, end = head + 1, self.filled[-1] + 1
        wide = _find_filled([column[start:end] for column in self.columns[width:]])
        cells = {
            cell(place): pd.Series(column[start:end], dtype="str")
            for place, column in enumerate(self.columns[:width])
        }
        frame = pd.DataFrame(cells)
        frame[ROW] = range(1, end - start + 1)
        faults, told = self._find_faults(head, header)
        if faults:
            frame[FAULT] = frame[ROW].map(faults).astype("str")
        frame = frame.drop(index=wide).reset_index(drop=True)
        frame, furniture = reject_furniture(frame, header)
        rejected = [Rejected(place + 1, "too many cells") for place in wide] + furniture
        last = end - start
        frame, asides, unlike = set_aside(frame, width, first=1, last=last, rejected=rejected)
        rows = Rows(
            file=file,
            part=self.name,
            header=header,
            frame=frame,
            rows_read=self._count_records(head),
            rejected=tuple(sorted([*rejected, *asides], key=lambda entry: entry.row)),
            notes=(*self._note(head), *told),
            unlike=unlike,
        )
        if is_header is not None:
            _refuse_second_header(rows, is_header)
        return rows

    def _count_records(self, head: int) -> int:
        """Count the rows after the header to the last that is not blank, by the XML if any."""
        last = self.filled[-1] if self.facts is None else self.facts.filled[-1] - 1
        return last - head

    def _compare(self, file: str) -> None:
        """Raise Problem unless both readers find the same rows that are not blank."""
        if self.facts is None:
            return
        other = {row - 1 for row in self.facts.filled}
        differing = sorted(other.symmetric_difference(self.filled))
        if differing:
            raise Problem(
                f"{len(other):,} rows that are not blank were counted in the sheet, but "
                f"{len(self.filled):,} read",
                file=file,
                part=self.name,
                expected=f"both readers to agree; they differ first in row {differing[0] + 1:,} "
                "of the sheet",
                remedy="Open it in a spreadsheet, save it as .xlsx anew, and add that copy",
            )

    def _find_faults(self, head: int, header: Sequence[str]) -> tuple[dict[int, str], list[str]]:
        """Return the faulty cells of each record, and a sentence on each sort of fault."""
        found: dict[int, list[str]] = {}
        sorts: dict[str, int] = {}
        for (row, column), why in sorted(self.facts.faults.items() if self.facts else ()):
            if row - 1 > head and row - 1 <= self.filled[-1] and column <= len(header):
                name = header[column - 1].strip() or f"column {column}"
                found.setdefault(row - 1 - head, []).append(f"{name.replace(';', ',')}: {why}")
                sorts[why] = sorts.get(why, 0) + 1
        notes = [
            f"Sheet {self.name}: {_count(count, 'cell')}: {why}; read as no value"
            for why, count in sorted(sorts.items())
        ]
        return {row: "; ".join(texts) for row, texts in found.items()}, notes

    def _note(self, head: int) -> list[str]:
        """Return sentences on how the rows stand in the sheet; none quotes a value."""
        told = []
        above = sum(place < head for place in self.filled)
        if above:
            told.append(f"{_count(above, 'row')} above the header, left aside")
        if self.lost_digits:
            told.append(f"{_count(self.lost_digits, 'number')} {OUT_OF_DIGITS}")
        if self.facts is None:
            told.append(
                "its rows were counted by one reader alone: the second reader of .xls files, xlrd, "
                "cannot read this one"
            )
        else:
            if not self.facts.visible:
                told.append("the sheet is hidden; it was read")
            if self.facts.hidden_rows:
                told.append(f"{_count(self.facts.hidden_rows, 'hidden row')}, read as the others")
            if self.facts.hidden_columns:
                names = ", ".join(self.facts.hidden_columns)
                told.append(f"hidden columns, read as the others: {names}")
            if self.facts.merged:
                told.append(
                    f"{_count(self.facts.merged, 'merged range')}: "
                    "the value stands in the first cell of each"
                )
        return [f"Sheet {self.name}: {text}" for text in told]


def _find_filled(columns: Sequence[Sequence[str]]) -> list[int]:
    """Return the places of the rows with a cell that is not blank, in order."""
    if not columns:
        return []
    blank = list(range(len(columns[0])))
    for column in columns:
        blank = [place for place in blank if not column[place].strip()]
    gone = set(blank)
    return [place for place in range(len(columns[0])) if place not in gone]


def _refuse_second_header(rows: Rows, is_header: HeaderTest) -> None:
    """Raise Problem if a kept row is a header of its own: what is below it has other columns."""
    names = {name.strip().casefold() for name in rows.header if name.strip()}
    columns = [cell(place) for place in range(len(rows.header))]
    likely = rows.frame[columns[0]].str.strip().str.casefold().isin(names)
    for column in columns[1:3]:
        likely |= rows.frame[column].str.strip().str.casefold().isin(names)
    for record in rows.frame[likely].to_dict("records"):
        if is_header([record[column] for column in columns]):
            raise Problem(
                "A second header stands among the rows, with its columns in another order",
                file=rows.file,
                part=rows.part,
                row=int(record[ROW]),
                expected="one table a sheet",
                remedy="Put what is below it on a sheet of its own in a copy, and add that copy",
            )


def _count(number: int, name: str) -> str:
    return f"1 {name}" if number == 1 else f"{number:,} {name}s"
