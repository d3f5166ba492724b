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
    reason = CAPS.get(rows.rows_read)
    if reason is None:
        return rows
    where = rows.file if rows.part is None else f"{rows.file}, {rows.part}"
    note = (
        f"{where} has exactly {rows.rows_read:,} rows: {reason}. "
        "It may be cut off; ask the custodian whether there is more"
    )
    return replace(rows, notes=(*rows.notes, note))
