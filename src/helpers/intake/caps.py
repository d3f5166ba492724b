"""Caps: numbers of rows at which software, or an export, is known to cut a file off."""

from __future__ import annotations

from dataclasses import replace

from helpers.intake.rows import Rows

CAPS = {
    1_048_576: "a sheet of a workbook holds no more",
    1_048_575: "a sheet of a workbook holds no more under a header",
    1_000_000: "a portal's export has stopped there",
    65_536: "a sheet of an old workbook (.xls) holds no more",
    65_535: "a sheet of an old workbook (.xls) holds no more under a header",
    55_000: "an audit's export has stopped there",
    20_000: "an audit's export has stopped there",
}
"""The limits of the two workbook formats, and those at which released exports were cut."""


def note_cap(rows: Rows) -> Rows:
    """Return rows with a sentence among their notes if they are exactly as many as a cap."""
    note = say_cap(rows.file, rows.part, rows.rows_read)
    return rows if note is None else replace(rows, notes=(*rows.notes, note))


def say_cap(file: str, part: str | None, rows_read: int) -> str | None:
    """Return the sentence for a file or part of so many rows, or None if they are no cap.

    >>> say_cap("a.csv", None, 20_000)[:49]
    "a.csv has exactly 20,000 rows: an audit's export "
    >>> say_cap("a.csv", None, 20_001)
    """
    reason = CAPS.get(rows_read)
    if reason is None:
        return None
    where = file if part is None else f"{file}, {part}"
    return (
        f"{where} has exactly {rows_read:,} rows: {reason}. "
        "It may be cut off; ask the custodian whether there is more"
    )
