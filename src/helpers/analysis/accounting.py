"""What a cleaning did to a release, as small tables: files, reasons, cells, months."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from helpers.errors import Problem
from helpers.kinds.tables import Ledger, Table
from helpers.releases import Release


def list_files(release: Release) -> pd.DataFrame:
    """Return one row a file: file, bytes, sha256 (first 12 digits), stamps_in, count_in."""
    return pd.DataFrame(
        [
            {
                "file": resource.path,
                "bytes": resource.bytes,
                "sha256": resource.hash[:12],
                "stamps in": resource.stamps_in or "as written",
                "counted in": resource.count_in or "as written",
            }
            for resource in release.resources
        ]
    )


def list_rows(ledger: Ledger) -> pd.DataFrame:
    """Return one row a file or part: file, part, read, kept, rejected."""
    return pd.DataFrame(
        [
            {
                "file": entry.path,
                "part": entry.part or "whole file",
                "rows read": entry.rows_read,
                "rows kept": entry.rows_kept,
                "rows rejected": entry.rows_rejected,
            }
            for entry in ledger.files
        ]
    )


def list_reasons(ledger: Ledger) -> pd.DataFrame:
    """Return what is odd, one row a reason: what happened, why, rows.

    Covers rows rejected, duplicates (flagged, never dropped), values that could not be read and
    hours that the clocks repeat or skip.
    """
    happened: Mapping[str, Mapping[str, int]] = {
        "rejected": ledger.rejected,
        "flagged as a duplicate": ledger.duplicates,
        "kept, a value could not be read": ledger.problems,
        "kept, clock change": ledger.flags,
    }
    rows = [
        {"what happened": what, "why": reason, "rows": number}
        for what, reasons in happened.items()
        for reason, number in sorted(reasons.items())
    ]
    return pd.DataFrame(rows, columns=["what happened", "why", "rows"])


def list_missing_values(ledger: Ledger) -> pd.DataFrame:
    """Return one row a column that can be withheld or blank: withheld, blank, share withheld.

    The share is in percent of the rows kept.
    """
    columns = [*ledger.withheld, *(name for name in ledger.blank if name not in ledger.withheld)]
    rows = [
        {
            "column": name,
            "withheld": ledger.withheld.get(name, 0),
            "blank": ledger.blank.get(name, 0),
            "withheld, percent": round(
                100 * ledger.withheld.get(name, 0) / max(ledger.rows_kept, 1), 1
            ),
        }
        for name in columns
    ]
    return pd.DataFrame(rows, columns=["column", "withheld", "blank", "withheld, percent"])


def count_rows_by_month(table: Table) -> pd.DataFrame:
    """Return one row a month, from the first to the last: month, rows.

    Months are counted on the clock of `count_in`. A month without rows stands there with 0 rows:
    the file has none, which does not say that nothing happened. Raises Problem if the kind has no
    time column or no row has a time.
    """
    name = table.contract.time_column
    local = f"{name}_local"
    if name is None:
        raise Problem(
            f"Rows of the kind {table.kind} carry no time", remedy="Count by another column"
        )
    times = table.frame[local if local in table.frame else name].dropna()
    months = (
        times.dt.strftime("%Y-%m") if local in table.frame else times.astype("str").str.slice(0, 7)
    )
    months = months[months.str.len() == 7]
    if months.empty:
        raise Problem(f"No row of {table.release} has a time that could be read")
    every = pd.period_range(months.min(), months.max(), freq="M").strftime("%Y-%m")
    counted = months.value_counts().reindex(every, fill_value=0)
    return pd.DataFrame({"month": list(every), "rows": counted.to_numpy()})
