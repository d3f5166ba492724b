"""Wordings: a ledger as lines for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from helpers.kinds.clocks import count_flagged
from helpers.kinds.pages import write_pages
from helpers.kinds.rejects import say_places
from helpers.kinds.values import COMPLAINTS

if TYPE_CHECKING:
    from helpers.kinds.clocks import Clock
    from helpers.kinds.ledgers import Ledger
    from helpers.kinds.totals import PrintedTotal


def write_ledger(ledger: Ledger) -> list[str]:
    """Return the ledger as lines: what came, what was kept, and what to look at."""
    read = f"{ledger.rows_read:,} rows read = {ledger.rows_kept:,} kept + "
    found = [f"{ledger.release}: {ledger.kind}, {ledger.data_status}"]
    found.append(f"  {read}{ledger.rows_rejected:,} rejected")
    found.append(f"  from {ledger.first} to {ledger.last}" if ledger.first else "  no times")
    found += _write_files(ledger)
    found += [f"  {write_clock(clock)}" for clock in ledger.clocks]
    told = {
        "rejected": ledger.rejected,
        "duplicates, flagged": ledger.duplicates,
        "values that failed": ledger.problems,
        "rows at a clock change": count_flagged(ledger.clocks),
    }
    for title, counts in told.items():
        what = _PLACED.get(title, "")
        found += [
            f"  {title}: {name}: {count:,}{say_places(ledger.places, what, name)}"
            for name, count in counts.items()
        ]
    elsewhere = sum(ledger.flags.values()) - sum(count_flagged(ledger.clocks).values())
    if elsewhere:
        found.append(f"  times of other columns at a clock change: {elsewhere:,}")
    found += ["  rows are numbered from 1, after the header"] if ledger.places else []
    found += [f"  {line}" for line in _write_mistyped(ledger)]
    found += _write_missing(ledger)
    if ledger.months_without_rows:
        found.append(f"  months without rows: {write_months(ledger.months_without_rows)}")
    if ledger.never_released:
        found.append(f"  never released: {', '.join(ledger.never_released)}")
    if ledger.unread_columns:
        found.append(f"  columns that nobody reads: {say_unread(ledger.unread_columns)}")
    found += [f"  printed total: {write_total(total)}" for total in ledger.printed_totals]
    found += [f"  {line}" for line in write_pages(ledger.pages)]
    for odd in ledger.oddities:
        where = ", ".join(filter(None, (odd.path, odd.part, odd.column)))
        note = f" ({odd.note})" if odd.note else ""
        rows = f"{odd.rows:,} row{'' if odd.rows == 1 else 's'}"
        found.append(f"  look at: {odd.what}: {where}: {rows}{note}")
    return found + [f"  {note}" for note in ledger.notes]


_PLACED = {"rejected": "rejected", "values that failed": "failed"}


def say_unread(columns: Sequence[str]) -> str:
    """Return the columns that nobody reads, and what to do about them.

    >>> say_unread(["Moderation"])
    "Moderation; add its header to the kind's contract (docs/add-a-kind.md), or ignore it"
    """
    several = len(columns) > 1
    its, it = ("their headers", "them") if several else ("its header", "it")
    remedy = f"add {its} to the kind's contract (docs/add-a-kind.md), or ignore {it}"
    return f"{', '.join(columns)}; {remedy}"


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

    >>> from helpers.kinds.clocks import Clock
    >>> write_clock(Clock("at", "UTC", "America/Chicago", 9, 4, 1, 0, 0))
    'days are counted in America/Chicago, stamps are in UTC: 4 of 9 rows change day, 1 month'
    """
    found = f"days are counted in {clock.count_in}, stamps are in {clock.stamps_in}: "
    found += f"{clock.other_day:,} of {clock.rows:,} rows change day, {clock.other_month:,} month"
    return found


def write_total(total: PrintedTotal) -> str:
    """Return a printed total with its file, and whether what was counted agrees.

    >>> from helpers.kinds.totals import PrintedTotal
    >>> write_total(PrintedTotal("a.csv", None, 5, "queries", 30, 31, False))
    'a.csv, row 5, queries: printed 30, counted 31: does not match'
    """
    row = f"row {total.row}" if total.row else None
    where = ", ".join(filter(None, (total.path, total.part, row, total.what)))
    if total.counted is None:
        return f"{where}: printed {total.printed:,}; the file does not say of what"
    match = "matches" if total.matched else "does not match"
    if total.lacking:
        match += f"; {total.lacking:,} values are withheld or blank"
    return f"{where}: printed {total.printed:,}, counted {total.counted:,}: {match}"


def _write_files(ledger: Ledger) -> Iterator[str]:
    """Say what each file or part gave, where there are several."""
    for file in ledger.files if len(ledger.files) > 1 else ():
        where = file.path if file.part is None else f"{file.path}, {file.part}"
        ends = f"; {file.first} to {file.last}" if file.first else ""
        yield f"  {where}: {file.rows_read:,} read, {file.rows_kept:,} kept{ends}"


def _write_mistyped(ledger: Ledger) -> Iterator[str]:
    """Say of which columns every value failed: another one may stand under that header."""
    lacking = (ledger.blank, ledger.withheld, ledger.not_available)
    for name, count in ledger.problems.items():
        column, _, complaint = name.partition(": ")
        given = ledger.rows_kept - sum(counts.get(column, 0) for counts in lacking)
        if complaint in COMPLAINTS.values() and count == given > 1:
            yield (
                f"look at: {column}: all {count:,} values failed: another column may stand under "
                "that header"
            )


def _write_missing(ledger: Ledger) -> Iterator[str]:
    """Say the share of each column that is withheld or missing, and how it moves by month."""
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
