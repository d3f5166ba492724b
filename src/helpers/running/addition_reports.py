"""Addition reports: what `add` did with each file and took for granted, as values and as lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from helpers.intake.rows import Rows
from helpers.kinds.rejects import Place, say_places
from helpers.kinds.wordings import say_unread
from helpers.releases import Resource


@dataclass(frozen=True)
class Added:
    """One file of the report: where it is, its size and hash, and how it was read."""

    path: str
    bytes: int
    sha256: str
    encoding: str
    delimiter: str | None
    rows_read: int
    rows_rejected: int


@dataclass(frozen=True)
class Report:
    """What `add` did and took for granted; `notes` are sentences."""

    release: str
    kind: str
    score: float
    data_status: str
    stamps_in: str | None
    count_in: str | None
    files: tuple[Added, ...]
    unread_columns: tuple[str, ...]
    notes: tuple[str, ...]
    rejected: dict[str, int] = field(default_factory=dict)
    places: tuple[Place, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the report as plain values."""
        return asdict(self)

    def lines(self) -> list[str]:
        """Return the report as lines for people."""
        sure = f"sure to {self.score:.0%}, by its columns"
        found = [f"Added {self.release} as {self.kind} ({sure}); {self.data_status}"]
        for file in self.files:
            cells = f", cells apart by {file.delimiter!r}" if file.delimiter else ""
            written = file.encoding + cells
            rows = f"{file.rows_read:,} row{'' if file.rows_read == 1 else 's'}"
            rows += f", {file.rows_rejected:,} of them rejected"
            found.append(f"  {file.path}: {rows}; {written}; sha256 {file.sha256[:12]}")
        if self.unread_columns:
            found.append(f"  Columns that nobody reads: {say_unread(self.unread_columns)}")
        for reason, number in self.rejected.items():
            where = say_places(self.places, "rejected", reason)
            found.append(f"  rejected: {reason}: {number:,}{where}")
        if self.places:
            found.append("  rows are numbered from 1, after the header")
        return found + [f"  {note}" for note in self.notes]


def describe_file(resource: Resource, parts: Sequence[Rows]) -> Added:
    """Return the entry of one file: how it is written, and what was read of its `parts`."""
    return Added(
        path=resource.path,
        bytes=resource.bytes,
        sha256=resource.hash,
        encoding=resource.encoding,
        delimiter=resource.dialect.delimiter if resource.dialect else None,
        rows_read=sum(part.rows_read for part in parts),
        rows_rejected=sum(len(part.rejected) for part in parts),
    )
