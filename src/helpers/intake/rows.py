"""Rows: what every reader gives: text with its origin, and an account of every record."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from helpers.errors import Problem
from helpers.releases.release import SYNTHETIC_MARK

ROW = "source_row"
"""The column that holds a record's number after the header, from 1."""

PART = "source_part"
"""The column that names the part of each record, where one frame holds several (pages)."""

FAULT = "reader fault"
"""A column that a reader adds where cells hold an error and no value: which, and why."""


def cell(position: int) -> str:
    """Return the name of a frame's column: headers may be blank or repeated, positions not."""
    return f"cell_{position}"


RAGGED = ("too few cells", "too many cells")
BLANK = "blank row"
REPEATED_HEADER = "repeated header"
TOTAL = "row of totals"
TOTAL_WORDS = ("total", "totals", "grand total", "total:", "totals:", "grand total:")

FIGURE = r"^[-+(]?[$]?[-+]?[0-9][0-9,]*(?:[.][0-9]+)?%?[)]?$"
"""A cell that may be a sum; the shape is one that all engines understand alike."""


@dataclass(frozen=True)
class Rejected:
    """A record that could not be taken in, and the name of the reason.

    `cells` holds the texts of a row of totals, so that they can be set against the rows.
    """

    row: int
    reason: str
    cells: tuple[str, ...] = field(default=(), compare=False)


@dataclass(frozen=True)
class PageAudit:
    """What became of one page: its rows, and how many of its visible characters are in cells.

    `rows` were counted by the second reader, apart from those that stand in the frame.
    `characters` leaves out the header and what runs along every page.
    """

    page: int
    rows: int
    characters: int
    in_cells: int


@dataclass(frozen=True)
class Unlike:
    """Kept rows that look unlike the others: how many, the number of the first, and its cells.

    `filled` of its cells hold something, of `width`.
    """

    rows: int
    first: int
    filled: int
    width: int


@dataclass(frozen=True)
class Rows:
    """The records of one file, or of one part of it (a sheet), as text.

    `frame` (pandas) has the columns cell_0, cell_1, ... (text; header cell i names cell_i) and
    `source_row`, and `reader fault` where a reader names cells without a value. `rows_read` was
    counted apart from the reader that filled the frame. `printed` holds what the file itself says
    of how many rows it has, by the name it gives that figure.
    `pages` are those of a printed document; the frame then has the column `source_part`.
    `unlike` are rows that may be none, which is for a person to see.
    """

    file: str
    part: str | None
    header: tuple[str, ...]
    frame: Any
    rows_read: int
    rejected: tuple[Rejected, ...] = ()
    notes: tuple[str, ...] = field(default=())
    printed: dict[str, int] = field(default_factory=dict)
    pages: tuple[PageAudit, ...] = ()
    unlike: Unlike | None = None

    def __post_init__(self) -> None:
        """Stop unless every record read was kept or rejected by name."""
        if self.rows_kept + len(self.rejected) != self.rows_read:
            raise Problem(
                f"{self.rows_read:,} rows were counted, but {self.rows_kept:,} kept and "
                f"{len(self.rejected):,} rejected",
                file=self.file,
                part=self.part,
                expected="every row to be kept or rejected by name",
                remedy="The file is read differently by two readers: save it anew from a "
                "spreadsheet, and add that copy",
            )

    @property
    def rows_kept(self) -> int:
        """How many records stand in the frame."""
        return len(self.frame)

    @property
    def has_mark(self) -> bool:
        """Whether any value begins with the mark of generated rows (see `releases`)."""
        cells = [self.frame[cell(place)] for place in range(len(self.header))]
        return any(bool(one.str.startswith(SYNTHETIC_MARK, na=False).any()) for one in cells)

    @property
    def reasons(self) -> dict[str, int]:
        """How many records were rejected for each reason."""
        return dict(sorted(Counter(rejected.reason for rejected in self.rejected).items()))


def reject_furniture(frame: Any, header: tuple[str, ...]) -> tuple[Any, list[Rejected]]:
    """Return a pandas frame of rows without those that are no records, and these by name.

    A row is rejected if all its cells are blank, if it repeats the header, or if it is one of
    totals: its first cell that is not blank says so, and the others hold nothing but figures, or
    at least half of its cells are blank. An agency that is called Total has a row of its own.
    """
    import pandas as pd

    if frame.empty:
        return frame, []
    columns = [cell(place) for place in range(len(header))]
    bare = frame[columns].apply(lambda column: column.fillna("").str.strip())
    reason = pd.Series(None, index=frame.index, dtype="str")
    first = bare[columns[0]]
    for column in columns[1:]:
        first = first.where(first != "", bare[column])
    named = bare[first.str.casefold().isin(TOTAL_WORDS)]
    sums = [_adds_up(cells) for cells in named.itertuples(index=False)]
    reason[named.index[sums]] = TOTAL
    reason[(bare == [name.strip() for name in header]).all(axis=1)] = REPEATED_HEADER
    reason[(bare == "").all(axis=1)] = BLANK
    out = reason.notna()
    texts = bare.loc[out, columns].itertuples(index=False)
    rejected = [
        Rejected(int(row), why, tuple(map(str, cells)) if why == TOTAL else ())
        for row, why, cells in zip(frame.loc[out, ROW], reason[out], texts, strict=True)
    ]
    return frame[~out].reset_index(drop=True), rejected


def _adds_up(cells: Sequence[str]) -> bool:
    """Say whether a row that begins with the word for a total holds figures, or is half blank."""
    filled = [text for text in cells if text]
    figures = all(re.match(FIGURE, text) for text in filled[1:])
    return figures or 2 * (len(cells) - len(filled)) >= len(cells)


def is_prose(rows: Rows) -> bool:
    """Say whether fewer lines stand in columns than do not, as in a letter.

    Lines of one cell alone count as such if any line is blank or has more.
    """
    ragged = sum(one.reason in RAGGED for one in rows.rejected)
    named = sum(bool(name.strip()) for name in rows.header)
    return ragged >= rows.rows_kept or (named == 1 and bool(rows.rejected))
