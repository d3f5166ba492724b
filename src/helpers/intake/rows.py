"""Rows: what every reader gives: text with its origin, and an account of every record."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from helpers.errors import Problem

ROW = "source_row"
"""The column that holds a record's number after the header, from 1."""


def cell(position: int) -> str:
    """Return the name of a frame's column: headers may be blank or repeated, positions not."""
    return f"cell_{position}"


@dataclass(frozen=True)
class Rejected:
    """A record that could not be taken in, and the name of the reason."""

    row: int
    reason: str


@dataclass(frozen=True)
class Rows:
    """The records of one file, or of one part of it (a sheet), as text.

    `frame` (pandas) has the columns cell_0, cell_1, ... (text; header cell i names cell_i) and
    `source_row`. `rows_read` was counted apart from the reader that filled the frame.
    """

    file: str
    part: str | None
    header: tuple[str, ...]
    frame: Any
    rows_read: int
    rejected: tuple[Rejected, ...] = ()
    notes: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        """Stop unless every record read was kept or rejected by name."""
        if self.rows_kept + len(self.rejected) != self.rows_read:
            raise Problem(
                f"{self.rows_read:,} rows were counted, but {self.rows_kept:,} kept and "
                f"{len(self.rejected):,} rejected",
                file=self.file,
                part=self.part,
                expected="every row to be kept or rejected by name",
                remedy="Look for quotes that are opened and never closed, and correct them in a "
                "copy; add that copy",
            )

    @property
    def rows_kept(self) -> int:
        """How many records stand in the frame."""
        return len(self.frame)

    @property
    def reasons(self) -> dict[str, int]:
        """How many records were rejected for each reason."""
        return dict(sorted(Counter(rejected.reason for rejected in self.rejected).items()))
