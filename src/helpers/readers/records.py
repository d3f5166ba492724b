"""Records: what every reader gives: text that DuckDB can read, and an account of every record."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from helpers.errors import Problem, explain_machine
from helpers.schemas.headers import MOST_COLUMNS

if TYPE_CHECKING:
    import duckdb

    from helpers.readers.apart import Budget

FAULT = "reader_fault"
"""The column that a scan adds where cells hold an error and no value: which, and why."""

PART = "source_part"
"""The column that a scan adds where one part of a file has several of its own (pages)."""

CORRECTED = "corrected_by"
"""The column of a table that names the corrections of a row; only tables with any have it."""

RAGGED = ("too few cells", "too many cells")
BLANK = "blank row"
REPEATED_HEADER = "repeated header"
TOTAL = "row of totals"
NO_DATA = "line that says there is no data"


MOST_LOST = 500_000


def cell(position: int) -> str:
    """Return the name of a scan's column: headers may be blank or repeated, positions not."""
    return f"cell_{position}"


@dataclass(frozen=True)
class Rejected:
    """A record that is not a row, and the reason.

    `row` is its number in its file. `cells` holds the texts of a row of totals, so they can
    be compared with the rows.
    """

    row: int
    reason: str
    cells: tuple[str, ...] = field(default=(), compare=False)


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
class PageAudit:
    """What happened to one page: its rows, and how many of its visible characters are in cells.

    `rows` were counted by the second reader. `characters` leaves out the header and what is
    repeated on every page.
    """

    page: int
    rows: int
    characters: int
    in_cells: int


@dataclass(frozen=True)
class Count:
    """How many records there are, and which of them a scan does not deliver.

    `records` were counted apart from the scan.
    """

    records: int
    lost: tuple[Rejected, ...] = ()


@dataclass(frozen=True)
class Records:
    """The records of one file, or of one part of it (a sheet, a member, a stacked export).

    `scan` is an SQL table expression. It yields `cell_0`, `cell_1`, ... (VARCHAR, never null; the
    header's cell i names cell_i), and may add FAULT and PART, in the order of the file; every
    record is delivered, also blank rows, repeated headers and totals, but those in `Count.lost`.
    `settle` returns the count; it may only be called after the scan was run to its end on the
    connection it is given. A record's number in its file, from 1, is `offset`, plus its position
    in the scan from 1, plus the lost records before it. `as_of` is the day of the whole file, as a
    person said it.
    `printed` holds what the file itself says of how many rows it has, by the name of that figure.
    `pages` are those of a printed document. `other_headers` are the numbers of records that look
    like the header of another table: if one is kept as a row, what is below it has other columns,
    and the part has to be refused (`refuse_other_headers`). `budget` is what one scan may cost,
    and `size` about how many records there are, where that is known before it.
    """

    file: str
    part: str | None
    header: tuple[str, ...]
    scan: str
    settle: Callable[[duckdb.DuckDBPyConnection], Count]
    offset: int = 0
    as_of: str = ""
    notes: tuple[str, ...] = ()
    printed: dict[str, int] = field(default_factory=dict)
    pages: tuple[PageAudit, ...] = ()
    other_headers: tuple[int, ...] = ()
    written: tuple[str, ...] = ()
    may_hold_totals: bool = True
    may_hold_footers: bool = False
    budget: Budget | None = None
    size: int | None = None


@contextmanager
def explain_scan(file: str, part: str | None = None) -> Iterator[None]:
    """Say in words that the engine could not read the records of a file or part.

    What it says itself may hold cells; a person can look at the chained error.
    """
    import duckdb

    try:
        yield
    except duckdb.Error as error:
        raise explain_machine(error) or Problem(
            "We could not read the file to its end",
            file=file,
            part=part,
            remedy="Save it again from a spreadsheet, and add that copy. If its descriptor was "
            "edited, restore that",
        ) from error


@contextmanager
def guard_scan(connection: duckdb.DuckDBPyConnection, records: Records) -> Iterator[None]:
    """Do what `explain_scan` does, and end a query that costs more than the records' budget."""
    with ExitStack() as held:
        held.enter_context(explain_scan(records.file, records.part))
        if records.budget:
            held.enter_context(records.budget.watch(connection, records.file))
        yield


def open_database() -> duckdb.DuckDBPyConnection:
    """Return a connection to a new database in memory that prints nothing.

    DuckDB draws a bar on the standard output, among what we print, for any query of over two
    seconds. A cursor of a connection draws none; the setting would ask a notebook for widgets.
    """
    import duckdb

    return duckdb.connect().cursor()


@cache
def _open_shared() -> duckdb.DuckDBPyConnection:
    """Return the database of all queries that make nothing; it remembers no file."""
    connection = open_database()
    connection.execute("SET enable_external_file_cache = false")
    return connection


@contextmanager
def ask_files() -> Iterator[duckdb.DuckDBPyConnection]:
    """Give a connection for queries that set and make nothing.

    All are of one database, as it takes longer to make one than to answer most of them.
    """
    try:
        with _open_shared().cursor() as connection:
            yield connection
    except BaseException:
        _open_shared.cache_clear()  # after some errors a database answers nothing more
        raise


@contextmanager
def query(records: Records) -> Iterator[duckdb.DuckDBPyConnection]:
    """Give a connection to ask of the scan of records; a Problem says if it can't be read."""
    with ask_files() as connection, guard_scan(connection, records):
        yield connection


def refuse_most_lost(lost: int, records: int, *, file: str, part: str | None = None) -> None:
    """Raise Problem if more than MOST_LOST records aren't rows, and more than half of all.

    Each is kept with its number and reason, which would fill the memory.
    """
    if lost > MOST_LOST and 2 * lost > records:
        raise too_many_lost(lost, records, file=file, part=part)


def too_many_lost(lost: int, records: int, *, file: str, part: str | None = None) -> Problem:
    """Return the Problem for a file in which too many records aren't rows."""
    return Problem(
        f"At least {lost:,} of its {records:,} lines or records are empty, or no rows",
        file=file,
        part=part,
        expected="a table, most of whose lines are rows",
        remedy="Delete the empty and broken lines in a copy, and add that copy",
    )


def refuse_width(width: int, *, file: str, part: str | None = None) -> None:
    """Raise Problem if a header has more columns than any table has."""
    if width > MOST_COLUMNS:
        raise Problem(
            f"The header has {width:,} columns",
            file=file,
            part=part,
            expected=f"at most {MOST_COLUMNS:,}",
            remedy="Delete the columns that no header needs in a copy, and add that copy",
        )


def refuse_other_headers(records: Records, is_row: Callable[[int], bool]) -> None:
    """Raise Problem if a record that looks like another table's header was kept as a row.

    `is_row` says whether the record of a number is still a row once blank rows, repeated headers,
    totals and lines beside the table are taken out.
    """
    for number in records.other_headers:
        if is_row(number):
            raise other_header(number, file=records.file, part=records.part)


def other_header(row: int, *, file: str, part: str | None) -> Problem:
    """Return the Problem that a second table with other columns begins among the rows."""
    return Problem(
        "We found a second header among the rows, with its columns in another order",
        file=file,
        part=part,
        row=row,
        expected="one table per sheet",
        remedy="In a copy, move the rows below it to a sheet of their own, and add that copy",
    )
