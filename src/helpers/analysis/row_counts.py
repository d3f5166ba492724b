"""What a cleaning did to a release, as small tables: files, reasons, cells, months."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from helpers.ledger.ledger import Ledger, Missing, count_flagged
from helpers.releases.release import Release


def list_files(release: Release) -> pd.DataFrame:
    """Return one row a file: file, bytes, sha256 (first 12 digits), stamps_in, count_in."""
    return pd.DataFrame(
        [
            {
                "file": resource.path,
                "bytes": resource.bytes,
                "sha256": resource.hash[:12],
                "times written in": resource.stamps_in or "as written",
                "counted in": resource.count_in or "as written",
            }
            for resource in release.resources
        ]
    )


def list_rows(ledger: Ledger) -> pd.DataFrame:
    """Return one row a file or part: file, part, rows read, kept and rejected, first, last time.

    Times are in the clock that days are counted on.
    """
    return pd.DataFrame(
        [
            {
                "file": entry.path,
                "part": entry.part or "whole file",
                "rows read": entry.rows_read,
                "rows kept": entry.rows_kept,
                "rows rejected": entry.rows_rejected,
                "first time": entry.first,
                "last time": entry.last,
            }
            for entry in ledger.files
        ]
    )


def list_clocks(ledger: Ledger) -> pd.DataFrame:
    """Return one row a pair of zones: the two, rows with a time, and how many change by counting.

    Those are the rows whose day or month is not the same on both clocks, and those in an hour that
    the clock repeats or skips: flagged, not resolved.
    """
    rows = [
        {
            "times written in": one.stamps_in,
            "counted in": one.count_in,
            "rows with a time": one.rows,
            "change day": one.other_day,
            "change month": one.other_month,
            "hour that occurs twice": one.overlap,
            "hour that never occurs": one.gap,
        }
        for one in ledger.clocks
    ]
    columns = ["times written in", "counted in", "rows with a time", "change day", "change month"]
    columns += ["hour that occurs twice", "hour that never occurs"]
    return pd.DataFrame(rows, columns=columns)


def count_reasons(ledger: Ledger) -> pd.DataFrame:
    """Return what is odd, one row a reason: what happened, why, rows.

    Covers rows rejected, duplicates (flagged, never dropped), values that could not be read and
    hours that the clocks repeat or skip.
    """
    happened: Mapping[str, Mapping[str, int]] = {
        "rejected": ledger.rejected,
        "flagged as a duplicate": ledger.duplicates,
        "kept, a value could not be read": ledger.problems,
        "kept, its hour occurs twice or never": count_flagged(ledger.clocks),
    }
    rows = [
        {"what happened": what, "why": reason, "rows": number}
        for what, reasons in happened.items()
        for reason, number in sorted(reasons.items())
    ]
    return pd.DataFrame(rows, columns=["what happened", "why", "rows"])


def list_missing_values(ledger: Ledger) -> pd.DataFrame:
    """Return one row a column that lacks values: rows, and how many for each reason, in percent.

    The shares are in percent of `rows`, the rows kept. A column that no file has is there too.
    """
    rows = [
        _share(column, None, [one for one in ledger.missing if one.column == column])
        for column in dict.fromkeys(one.column for one in ledger.missing)
    ]
    absent = [
        {"column": name, "rows": ledger.rows_kept, **dict.fromkeys(SHARES, 0.0), NEVER: 100.0}
        for name in ledger.never_released
    ]
    return _write_zeros(pd.DataFrame([*rows, *absent], columns=["column", "rows", *SHARES]))


def list_missing_by_month(ledger: Ledger) -> pd.DataFrame:
    """Return one row a column and month: rows, and the share of each reason, in percent.

    Only columns are listed of which values were withheld, marked as not available, or left out of
    some files: how the custodian redacted may change, and with it what can be counted.
    """
    kept_back = {
        one.column
        for one in ledger.missing
        if one.month and one.withheld + one.not_available + one.never_released
    }
    rows = [
        _share(one.column, one.month or "no time", [one])
        for one in ledger.missing
        if one.column in kept_back
    ]
    return _write_zeros(pd.DataFrame(rows, columns=["column", "month", "rows", *SHARES]))


def list_pages(ledger: Ledger, most: int = 50) -> pd.DataFrame:
    """Return one row a page of a printed document: rows by two readers, characters, cells.

    Columns: file; page; rows counted (by a reader that does nothing else); rows kept; characters
    (the visible ones below the header); in a cell, percent; cells not of their type. Of more than
    `most` pages only those on which something is wrong.
    """
    columns = ["file", "page", "rows counted", "rows kept", "characters"]
    columns += ["in a cell, percent", "cells not of their type"]
    rows = [
        (
            *(one.path, one.page, one.rows_read, one.rows_kept, one.characters),
            100 * one.in_cells / max(one.characters, 1),
            one.failed,
        )
        for one in ledger.pages
        if len(ledger.pages) <= most or one.is_odd
    ]
    return pd.DataFrame(rows, columns=columns)


def say_clock(*ledgers: Ledger) -> str:
    """Return on which clock, or clocks, the days of releases are counted; nothing if on none.

    >>> from types import SimpleNamespace
    >>> say_clock(SimpleNamespace(clocks=[SimpleNamespace(count_in="America/Chicago")]))
    'counted in America/Chicago'
    """
    zones = dict.fromkeys(one.count_in for ledger in ledgers for one in ledger.clocks)
    return f"counted in {' and '.join(zones)}" if zones else ""


NEVER = "never released, percent"
SHARES = {
    "withheld, percent": "withheld",
    "blank, percent": "blank",
    "not available, percent": "not_available",
    NEVER: "never_released",
}


def _share(column: str, month: str | None, entries: Sequence[Missing]) -> dict[str, Any]:
    rows = sum(one.rows for one in entries)
    shares = {
        title: 100 * sum(getattr(one, name) for one in entries) / max(rows, 1)
        for title, name in SHARES.items()
    }
    named = {"column": column} if month is None else {"column": column, "month": month}
    return {**named, "rows": rows, **shares}


def _write_zeros(frame: pd.DataFrame) -> pd.DataFrame:
    """Return shares that are zero throughout as whole numbers: `0` reads better than `0.0000`."""
    zero = [name for name in SHARES if bool(frame[name].eq(0).all())]
    return frame.astype(dict.fromkeys(zero, "int64"))


def list_printed_totals(ledger: Ledger) -> pd.DataFrame:
    """Return one row a total that a file prints of itself, with what was counted in its rows."""
    rows = [
        {
            "file": one.path if one.part is None else f"{one.path}, {one.part}",
            "total of": one.what,
            "in the file": one.printed,
            "counted": one.counted,
            "agrees": "not known of what" if one.matched is None else one.matched,
            "values that lack": one.lacking,
        }
        for one in ledger.printed_totals
    ]
    columns = ["file", "total of", "in the file", "counted", "agrees", "values that lack"]
    return pd.DataFrame(rows, columns=columns)


def list_oddities(ledger: Ledger) -> pd.DataFrame:
    """Return what a reporter should look at, one row a sign: what, where, rows, remark."""
    rows = [
        {
            "what": one.what,
            "file": one.path if one.part is None else f"{one.path}, {one.part}",
            "column": one.column or "whole file",
            "rows": one.rows,
            "remark": one.note,
        }
        for one in ledger.oddities
    ]
    return pd.DataFrame(rows, columns=["what", "file", "column", "rows", "remark"])


def list_unused_columns(ledger: Ledger) -> pd.DataFrame:
    """Return the headers that nobody reads, and the columns of the kind that no file has."""
    unread = [{"column": name, "why": "we don't read it"} for name in ledger.unread_columns]
    absent = [{"column": name, "why": "no file has it"} for name in ledger.never_released]
    passed = [{"column": name, "why": "in the file, unread"} for name in ledger.unread]
    return pd.DataFrame([*unread, *absent, *passed], columns=["column", "why"])


def list_notes(ledger: Ledger) -> pd.DataFrame:
    """Return what the readers of the files noted, one row a note."""
    return pd.DataFrame({"note": list(ledger.notes)}, dtype="str")


def count_rows_by_month(ledger: Ledger) -> pd.DataFrame:
    """Return one row a month, from the first to the last: month, rows; none if rows have no time.

    Months are counted on the clock of `count_in`. A month without rows is listed with 0 rows:
    the file has none, which does not say that nothing happened.
    """
    months = {"month": list(ledger.months), "rows": list(ledger.months.values())}
    return pd.DataFrame(months).astype({"month": "str", "rows": "int64"})
