"""The report of a ledger: lines for people, and the list of rejected rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from helpers.csv_output import free_cell, write_csv
from helpers.errors import list_some
from helpers.ledger.ledger import (
    UNUSUAL,
    Clock,
    Ledger,
    Occurrence,
    PageLedger,
    PrintedTotal,
    Reject,
    count_flagged,
)
from helpers.schemas.schema import COMPLAINTS

REJECTS = "rejects.csv"
"""The file in data/processed/<release> that lists every rejected row."""

_COLUMNS = ("file", "part", "row", "reason")
_SHOWN, _FILES = 5, 3


def write_ledger(ledger: Ledger) -> list[str]:
    """Return the ledger as lines: what came, what was kept, and what to look at."""
    rows = "row" if ledger.rows_read == 1 else "rows"
    read = f"{ledger.rows_read:,} {rows} read = {ledger.rows_kept:,} kept"
    found = [f"{ledger.release}: {ledger.kind}, {ledger.data_status}"]
    found.append(f"  {read} + {ledger.rows_rejected:,} rejected")
    found.append(f"  from {ledger.first} to {ledger.last}" if ledger.first else "  no times")
    found += _write_files(ledger)
    found += [f"  {write_clock(clock)}" for clock in ledger.clocks if clock.rows]
    found += _write_corrections(ledger)
    found += _write_reasons(ledger)
    found += [f"  look at: {line}" for line in write_mistyped(ledger)]
    found += _write_missing(ledger)
    if ledger.months_without_rows:
        found.append(f"  months without rows: {write_months(ledger.months_without_rows)}")
    if ledger.never_released:
        found.append(f"  columns in no file: {', '.join(ledger.never_released)}")
    if ledger.unread:
        listed = ", ".join(f"{name} ({rows:,} rows)" for name, rows in ledger.unread.items())
        found.append(f"  in the file, unread: {listed}; map its header to read it (--mapping)")
    if ledger.unread_columns:
        found.append(f"  columns we don't read: {write_unread(ledger.unread_columns)}")
    found += [f"  the file's own total: {write_total(total)}" for total in ledger.printed_totals]
    found += [f"  {line}" for line in write_pages(ledger.pages)]
    for odd in ledger.oddities:
        where = ", ".join(filter(None, (odd.path, odd.part, odd.column)))
        note = f" ({odd.note})" if odd.note else ""
        rows = f"{odd.rows:,} row{'' if odd.rows == 1 else 's'}"
        found.append(f"  look at: {odd.what}: {where}: {rows}{note}")
    return found + [f"  {note}" for note in ledger.notes]


def _write_files(ledger: Ledger) -> Iterator[str]:
    """Say what each file or part gave, where there are several."""
    for file in ledger.files if len(ledger.files) > 1 else ():
        where = file.path if file.part is None else f"{file.path}, {file.part}"
        ends = f"; {file.first} to {file.last}" if file.first else ""
        yield f"  {where}: {file.rows_read:,} read, {file.rows_kept:,} kept{ends}"


def _write_corrections(ledger: Ledger) -> Iterator[str]:
    """Say which cells were replaced, why, and who says so."""
    for one in ledger.corrections:
        rows = write_locations(ledger.places, "corrected", one.id)
        yield f"  corrected: {one}{rows}"
        yield f"    according to {one.source}"


def _write_reasons(ledger: Ledger) -> Iterator[str]:
    """Say how many rows were rejected or repeated, and how many values failed, by the reason."""
    flagged = count_flagged(ledger.clocks)
    for title, what, counts in (
        ("rejected", "rejected", ledger.rejected),
        ("repeated, kept and flagged", "", ledger.duplicates),
        ("values we couldn't read", "failed", ledger.problems),
        ("rows at a clock change", "", flagged),
    ):
        for reason, count in counts.items():
            yield f"  {title}: {reason}: {count:,}{write_locations(ledger.places, what, reason)}"
    elsewhere = sum(ledger.flags.values()) - sum(flagged.values())
    if elsewhere:
        yield f"  times of other columns at a clock change: {elsewhere:,}"
    if ledger.places:
        yield "  rows are numbered from 1, after the header"


def write_mistyped(ledger: Ledger) -> Iterator[str]:
    """Name the columns in which every value failed: another one may be under that header."""
    lacking = (ledger.blank, ledger.withheld, ledger.not_available)
    for name, count in ledger.problems.items():
        column, _, complaint = name.partition(": ")
        given = ledger.rows_kept - sum(counts.get(column, 0) for counts in lacking)
        if complaint in COMPLAINTS.values() and count == given > 1:
            yield (
                f"{column}: we couldn't read any of its {count:,} values: "
                "another column may be under that header"
            )


def write_misspelled(ledger: Ledger) -> Iterator[str]:
    """Name the words of a fixed list that are spelled in an unusual way."""
    for odd in ledger.oddities:
        if odd.what == UNUSUAL:
            rows = f"{odd.rows:,} row{'' if odd.rows == 1 else 's'}"
            yield f"{odd.column}: {UNUSUAL}, in {rows} ({odd.note})"


def _write_missing(ledger: Ledger) -> Iterator[str]:
    """Say the share of each column that is withheld or missing, and how it changes by month."""
    rows = max(ledger.rows_kept, 1)
    for title, counts in (
        ("withheld", ledger.withheld),
        ("not available", ledger.not_available),
        ("blank", ledger.blank),
    ):
        for name, count in counts.items():
            yield f"  {title}: {name}: {count:,} ({100 * count / rows:.1f}% of {rows:,})"
            shares = {
                one.month: f"{100 * one.withheld / one.rows:.1f}% of {one.rows:,}"
                for one in ledger.missing
                if one.column == name and one.month
            }
            if title == "withheld" and len({share.split()[0] for share in shares.values()}) > 1:
                months = "; ".join(f"{month} {share}" for month, share in shares.items())
                yield f"    by month: {months}"


def write_unread(columns: Sequence[str]) -> str:
    """Return the columns that no schema column answers to, and what to do about them.

    >>> write_unread(["Moderation"])
    "Moderation; add its header to the kind's schema (docs/add-a-kind.md), or ignore it"
    """
    several = len(columns) > 1
    its, it = ("their headers", "them") if several else ("its header", "it")
    remedy = f"add {its} to the kind's schema (docs/add-a-kind.md), or ignore {it}"
    return f"{list_some(columns)}; {remedy}"


def write_months(months: Sequence[str]) -> str:
    """Return months in their order, three or more in a row as the first and the last of them.

    >>> write_months(["2025-01", "2025-11", "2025-12", "2026-01", "2026-05", "2026-06"])
    '2025-01, 2025-11 to 2026-01 (3 months), 2026-05, 2026-06'
    """
    runs: list[list[str]] = []
    before = None
    for month in months:
        number = int(month[:4]) * 12 + int(month[5:7])
        if before is not None and number == before + 1:
            runs[-1].append(month)
        else:
            runs.append([month])
        before = number
    return ", ".join(
        f"{run[0]} to {run[-1]} ({len(run):,} months)" if len(run) > 2 else ", ".join(run)
        for run in runs
    )


def write_clock(clock: Clock) -> str:
    """Return where days are counted, and how many rows that moves to another day or month.

    >>> write_clock(Clock("at", "UTC", "US/Central", 9, 4, 1, 0, 0))
    'times are in UTC, days counted in US/Central: 4 of 9 rows on another day, 1 in another month'
    """
    found = f"times are in {clock.stamps_in}, days counted in {clock.count_in}: "
    found += f"{clock.other_day:,} of {clock.rows:,} rows on another day, "
    return found + f"{clock.other_month:,} in another month"


def write_total(total: PrintedTotal) -> str:
    """Return a file's own total, and whether our count agrees.

    >>> write_total(PrintedTotal("a.csv", None, 5, "queries", 30, 31, False))
    'a.csv, row 5, queries: it says 30, we count 31: does not match'
    """
    row = f"row {total.row}" if total.row else None
    where = ", ".join(filter(None, (total.path, total.part, row, total.what)))
    if total.counted is None:
        return f"{where}: it says {total.printed:,}, but not of what"
    match = "matches" if total.matched else "does not match"
    if total.lacking:
        match += f"; {total.lacking:,} values are withheld or blank"
    return f"{where}: it says {total.printed:,}, we count {total.counted:,}: {match}"


def write_pages(pages: Sequence[PageLedger]) -> list[str]:
    """Return the account of the pages as lines; pages on which all is well are counted."""
    found = []
    odd = [one for one in pages if one.is_odd]
    for one in odd:
        share = 100 * one.in_cells / max(one.characters, 1)
        found.append(
            f"{one.path}, page {one.page}: {one.rows_kept:,} rows, {share:.1f}% of the characters "
            f"in cells, {one.failed:,} cells not of their type"
        )
    if pages:
        well = len(pages) - len(odd)
        found.append(
            f"{well:,} of {len(pages):,} pages: every character in a cell, every cell of its type"
        )
    return found


def write_locations(found: Iterable[Occurrence], what: str, reason: str) -> str:
    """Return where a reason was met, in brackets, or nothing if that is not known.

    >>> write_locations([Occurrence("rejected", "too few cells", "a.csv", None, 2, (5, 12))],
    ...                 "rejected", "too few cells")
    ' (rows 5 and 12 of a.csv)'
    """
    alike = [one for one in found if (one.what, one.reason) == (what, reason)]
    said = [_write_location(one) for one in alike[:_FILES]]
    if len(alike) > _FILES:
        said.append(f"and in {len(alike) - _FILES:,} other files or parts")
    return f" ({'; '.join(said)})" if said else ""


def _write_location(one: Occurrence) -> str:
    numbers = [str(row) for row in one.rows[:_SHOWN]]
    rest = one.number - len(numbers)
    numbers += [f"{rest:,} more"] if rest else []
    listed = " and ".join(filter(None, (", ".join(numbers[:-1]), numbers[-1])))
    where = one.path if one.part is None else f"{one.path}, {one.part}"
    return f"row{'s' if one.number > 1 else ''} {listed} of {where}"


def write_rejects(rejects: Iterable[Reject]) -> str:
    """Return rejected rows as CSV: file, part, row, reason."""
    return write_csv(_COLUMNS, ((one.file, one.part, one.row, one.reason) for one in rejects))


def read_rejects(text: str) -> tuple[Reject, ...]:
    """Return the rejected rows that `write_rejects` wrote."""
    return tuple(
        Reject(
            free_cell(row["file"]),
            free_cell(row["part"]) or None,
            int(row["row"]),
            free_cell(row["reason"]),
        )
        for row in csv.DictReader(io.StringIO(text, newline=""))
    )
