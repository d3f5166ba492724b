"""The account of a release: its ledger, by named queries over the rows and the parts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helpers import quoting
from helpers.ledger.checks import find_oddities
from helpers.ledger.ledger import (
    MOST,
    Clock,
    Corrected,
    FileLedger,
    Ledger,
    Missing,
    Occurrence,
    PageLedger,
    list_rejects,
    locate_rejects,
)
from helpers.ledger.parts import PartAccount, select_rows
from helpers.ledger.totals import compare_totals
from helpers.readers.records import CORRECTED, PART
from helpers.releases.corrections import Correction, check_met
from helpers.schemas.recognize import find_unread, match_header
from helpers.schemas.schema import CellState, Column, Schema
from helpers.status import DataStatus

if TYPE_CHECKING:
    import duckdb

NONE = -1
"""The number of the month of a row whose time is not known."""

OLD = 2000
"""No log of this domain is older: a time before that year is a fault of the file."""

REASONS = {
    CellState.WITHHELD: "withheld",
    CellState.BLANK: "blank",
    CellState.NOT_AVAILABLE: "not_available",
    CellState.NEVER_RELEASED: "never_released",
    CellState.UNREAD: "unread",
}
"""Why a cell has no value, and what the ledger calls that."""


def make_ledger(
    connection: duckdb.DuckDBPyConnection,
    folder: Path,
    parts: Sequence[PartAccount],
    schema: Schema,
    *,
    release: str,
    status: DataStatus,
    repeats: Callable[[], Mapping[str, int]],
    received: str | None = None,
    corrections: Sequence[Correction] = (),
) -> Ledger:
    """Return the ledger of a cleaned release; `folder` holds its tables.

    `status` is what the descriptor says, and `received` the day on which the files came. `repeats`
    gives the rows that occur again, by the reason; it is asked last, for it may still be counting.
    Raises Problem if one of the `corrections` does not meet the rows it is for.
    """
    account = Account(connection, folder, parts, schema)
    rejected = Counter(one.reason for part in parts for one in part.rejected)
    data_status, notes = note_status(status, marked=any(part.marked for part in parts))
    months = account.count_months()
    lacking = account.count_lacking()
    totals = {state: account.total(lacking, state) for state in REASONS}
    kept = sum(part.kept for part in parts)
    failed = account.ask("failed_rows")
    touched = account.ask("corrected_rows") if CORRECTED in account.columns else []
    met = Counter[str]()
    for name, _, _, rows, _ in touched:
        met[name] += rows
    for one in corrections:
        check_met(one, met[one.id])
    return Ledger(
        release=release,
        kind=schema.kind,
        data_status=data_status.value,
        rows_read=sum(part.counted for part in parts),
        rows_kept=kept,
        rows_rejected=sum(len(part.rejected) for part in parts),
        rejected=dict(sorted(rejected.items())),
        files=tuple(account.list_files()),
        **account.find_ends(),
        problems=account.count_problems(failed),
        flags=account.count_flags(),
        withheld=totals[CellState.WITHHELD],
        blank=totals[CellState.BLANK],
        not_available=totals[CellState.NOT_AVAILABLE],
        unread=totals[CellState.UNREAD],
        never_released=tuple(
            name for name, rows in totals[CellState.NEVER_RELEASED].items() if rows == kept
        ),
        unread_columns=tuple(dict.fromkeys(name for part in parts for name in part.unread)),
        notes=(*gather_notes(parts), *notes),
        months=span_months(months, received),
        missing=tuple(list_missing(lacking, months)),
        oddities=find_oddities(connection, account.rows, account.columns, parts, schema, received),
        printed_totals=tuple(compare_totals(connection, account.rows, parts, schema)),
        pages=tuple(account.list_pages()),
        places=(
            *locate_rejects(list_rejects(parts)),
            *account.locate("failed", failed),
            *account.locate("corrected", touched),
        ),
        corrections=tuple(_note_correction(one, met[one.id]) for one in corrections),
        clocks=tuple(account.count_clocks()),
        duplicates=dict(repeats()),
    )


def _note_correction(one: Correction, rows: int) -> Corrected:
    where = "; ".join(f"{name}={value}" for name, value in one.where)
    return Corrected(
        *(one.id, one.column, one.match, one.replacement, where, rows),
        *(one.reason, one.source, one.status.value, one.row),
    )


def write_queries(
    parts: Sequence[PartAccount], rows: str, *, paged: bool = False
) -> dict[str, str]:
    """Return the queries of an account by their names.

    `rows` is the SQL of all rows (`select_rows`), with `part` (from 1) and `position` (from 0), and
    `paged` says that some of them name their page.
    """
    page = PART if paged else "NULL::VARCHAR"
    pages = [str(number) for number, part in enumerate(parts, 1) if part.pages]
    return {
        "problems": f"""
            -- Values that failed their type, by the reason.
            SELECT reason, count(*)
            FROM (SELECT unnest(string_split(problems, '; ')) AS reason
                  FROM {rows} WHERE problems IS NOT NULL)
            GROUP BY ALL ORDER BY ALL""",
        "failed_rows": f"""
            -- Rows with a value that failed its type, by the reason, part and page; the first ones.
            SELECT reason, part, page, count(*), min(position, {MOST})
            FROM (SELECT unnest(list_distinct(string_split(problems, '; '))) AS reason, part,
                      {page} AS page, position
                  FROM {rows} WHERE problems IS NOT NULL)
            GROUP BY ALL""",
        "corrected_rows": f"""
            -- Rows that a correction met, by its id, part and page; the first ones.
            SELECT id, part, page, count(*), min(position, {MOST})
            FROM (SELECT unnest(string_split({CORRECTED}, ' ')) AS id, part, {page} AS page,
                      position
                  FROM {rows} WHERE {CORRECTED} IS NOT NULL)
            GROUP BY ALL ORDER BY ALL""",
        "pages": f"""
            -- Rows, and cells that are not of their type, by page of a printed document.
            SELECT part, {page}, count(*), sum(len(string_split(problems, '; ')))
            FROM {rows} WHERE part IN ({", ".join(pages)}) GROUP BY ALL""",
    }


def write_day_counts(
    schema: Schema,
    wanted: Mapping[str, Sequence[CellState]],
    parts: Sequence[PartAccount],
    rows: str,
    *,
    flagged: bool,
) -> str:
    """Return the query that counts rows, and cells without a value, by part and day.

    `wanted` names the columns, and the states that some of their cells may be in; their counts are
    `cells_0` and so on. `flagged` says that some time names two instants or none. `moment` is the
    day in UTC; where a part was written on a third clock, it is a quarter of an hour, for no clock
    changes, and no day begins, within one. The table `days` is what the queries on months and
    clocks read.
    """
    time = _Time(schema)
    day, moment, flag = time.local, time.utc, time.flag if flagged else "NULL"
    if time.is_time:
        day = f"{day}::DATE"
        far = any(_is_far(part) for part in parts)
        moment = f"time_bucket(INTERVAL 15 MINUTE, {moment})" if far else f"{moment}::DATE"
    tests = [
        _write_test(schema.column(name), state)
        for name, states in wanted.items()
        for state in states
    ]
    counts = "".join(
        f",\n                count(*) FILTER ({test}) AS cells_{n}" for n, test in enumerate(tests)
    )
    return f"""
            -- Rows, ends of time, and cells without a value, by part and day.
            SELECT part, {day} AS day, {moment} AS moment, count(*) AS rows,
                min({time.utc}) AS first, max({time.utc}) AS last,
                min({time.local}) AS first_local, max({time.local}) AS last_local,
                count(*) FILTER ({flag} = 'overlap') AS in_overlap,
                count(*) FILTER ({flag} = 'gap') AS in_gap{counts}
            FROM {rows} GROUP BY ALL"""


def write_month_counts(schema: Schema, wanted: Mapping[str, Sequence[CellState]], days: str) -> str:
    """Return the query that counts rows, and cells without a value, by part and month.

    `days` is the table that `write_day_counts` fills. Before the counts of cells, in the order of
    `wanted`, come the number of rows, and the first and last time on either clock.
    """
    cells = range(sum(len(states) for states in wanted.values()))
    return f"""
            SELECT part, {_Time(schema).month} AS month, sum(rows)::BIGINT, min(first), max(last),
                min(first_local), max(last_local){"".join(f", sum(cells_{n})" for n in cells)}
            FROM {days} GROUP BY ALL"""


def write_clock_counts(parts: Sequence[PartAccount], days: str) -> str:
    """Return the query that counts rows on two clocks, by part.

    `days` is the table that `write_day_counts` fills. The counts are: rows; those whose day, and
    whose month, is another one on the clock that days are counted on; those whose time names two
    instants, and those whose time names none.
    """
    written = [_write_day(part) for part in parts]
    cases = "".join(f" WHEN {number} THEN {day}" for number, day in enumerate(written, 1))
    day = written[0] if len(set(written)) == 1 else f"CASE part{cases} END"
    return f"""
            SELECT part, sum(rows), coalesce(sum(rows) FILTER (written <> day), 0),
                coalesce(sum(rows) FILTER (written <> day AND month(written) <> month(day)), 0),
                sum(in_overlap), sum(in_gap)
            FROM (SELECT *, {day} AS written
                  FROM {days} WHERE day IS NOT NULL AND moment IS NOT NULL)
            GROUP BY part"""


def _write_test(column: Column, state: CellState) -> str:
    """Return the SQL that says whether a cell is in a state; a value that failed was given."""
    if column.has_state:
        return f"{quoting.name(f'{column.name}_state')} = '{state.value}'"
    return f"{quoting.name(find_value(column))} IS NULL AND NOT {has_failed(column.name)}"


def has_failed(column: str) -> str:
    """Return the SQL that says whether a value of a column failed its type.

    >>> print(has_failed("at"))
    (problems IS NOT NULL AND contains('; ' || problems, '; at: '))
    """
    return f"(problems IS NOT NULL AND contains('; ' || problems, '; {column}: '))"


def find_value(column: Column) -> str:
    """Return the column of the table that holds the value of a schema's column."""
    return f"{column.name}_utc" if column.type == "time" else column.name


class _Time:
    """The SQL of a schema's time column: its two clocks, its flag, and the month of a `day`."""

    def __init__(self, schema: Schema) -> None:
        name = schema.time_column
        column = schema.column(name) if name else None
        self.is_time = column is not None and column.type == "time"
        if column is None:
            self.utc, self.local, self.flag, self.month = "NULL", "NULL", "NULL", f"{NONE}"
            return
        if self.is_time:
            ends = (f"{name}_utc", f"{name}_local", f"{name}_flag")
            self.utc, self.local, self.flag = map(quoting.name, ends)
            self.month = f"coalesce(year(day) * 12 + month(day) - 1, {NONE})"
            return
        self.utc = self.local = quoting.name(column.name)
        self.flag = "NULL"
        self.month = (
            "CASE WHEN regexp_full_match(day[:7], '[0-9]{4}-(0[1-9]|1[0-2])') "
            "THEN try_cast(day[:4] AS INTEGER) * 12 + try_cast(day[6:7] AS INTEGER) - 1 "
            f"ELSE {NONE} END"
        )


def _write_day(part: PartAccount) -> str:
    """Return the SQL of the day of rows on the clock that their timestamps were written on."""
    if _is_far(part):
        return f"timezone({quoting.text(str(part.zones[0]))}, timezone('UTC', moment))::DATE"
    return "moment::DATE" if part.zones[0] == "UTC" else "day"


def _is_far(part: PartAccount) -> bool:
    """Return whether a part's timestamps are on a clock that is neither of those in its table."""
    written_in, count_in = part.zones
    return bool(written_in) and written_in not in ("UTC", count_in)


class Account:
    """The counts of a release's rows, each asked once."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        folder: Path,
        parts: Sequence[PartAccount],
        schema: Schema,
    ) -> None:
        """Name the rows of all parts; nothing is counted yet."""
        self.connection, self.folder = connection, folder
        self.parts, self.schema = parts, schema
        self.rows = select_rows(connection, folder, parts)
        self.columns = connection.sql(f"FROM {self.rows}").columns
        self.queries = write_queries(parts, self.rows, paged=PART in self.columns)

    def ask(self, name: str) -> list[tuple[Any, ...]]:
        """Return the answer of a query."""
        return self._fetch(self.queries[name])

    def _fetch(self, query: str) -> list[tuple[Any, ...]]:
        return list(self.connection.execute(query).fetchall())

    @cached_property
    def by_month(self) -> list[tuple[Any, ...]]:
        """Rows, ends of time and cells without a value, by part and month."""
        return self._fetch(write_month_counts(self.schema, self.wanted, self.days))

    @cached_property
    def days(self) -> str:
        """The name of the table of rows, ends of time and cells without a value, by part and day.

        It is made when it is first asked for.
        """
        flagged = self._has_any(f"{self.schema.time_column}_flag")
        query = write_day_counts(self.schema, self.wanted, self.parts, self.rows, flagged=flagged)
        self.connection.execute(f"CREATE OR REPLACE TEMP TABLE days AS {query}")
        return "days"

    @cached_property
    def nulls(self) -> dict[tuple[int, str], tuple[int, int]]:
        """Null values and values by table and column, as Parquet itself has counted them."""
        paths = ", ".join(quoting.path(self.folder / part.table) for part in self.parts)
        numbers = {part.table: number for number, part in enumerate(self.parts, 1)}
        found = self._fetch(
            "SELECT file_name, path_in_schema, sum(stats_null_count), sum(num_values) "
            f"FROM parquet_metadata([{paths}]) GROUP BY ALL"
        )
        return {
            (numbers[Path(file).name], name): (int(nulls or 0), int(values or 0))
            for file, name, nulls, values in found
        }

    def count_months(self) -> dict[int, int]:
        """Return the rows of each numbered month."""
        months: Counter[int] = Counter()
        for _, month, rows, *_ in self.by_month:
            months[month] += rows
        return dict(months)

    def find_ends(self, number: int | None = None) -> dict[str, str | None]:
        """Return the first and the last time of all parts, or of one."""
        is_time = _Time(self.schema).is_time
        entries = [entry for entry in self.by_month if number in (None, entry[0])]
        ends: dict[str, str | None] = {}
        for suffix, index, mark in (("", 3, "Z"), ("_local", 5, "")):
            for end, of, choose in (("first", index, min), ("last", index + 1, max)):
                known = [entry[of] for entry in entries if entry[of] is not None]
                value = choose(known) if known else None
                ends[end + suffix] = write_end(value, mark) if is_time else value
        return ends

    def list_files(self) -> list[FileLedger]:
        """Return the account of each file or part."""
        found = []
        for number, part in enumerate(self.parts, 1):
            ends = self.find_ends(number)
            found.append(
                FileLedger(
                    *(part.file, part.part, part.counted, part.kept, len(part.rejected)),
                    rejected=dict(sorted(Counter(r.reason for r in part.rejected).items())),
                    first=ends["first_local"],
                    last=ends["last_local"],
                )
            )
        return found

    def count_problems(self, failed: Sequence[Any]) -> dict[str, int]:
        """Return how many values failed their type, by the reason; `failed` are their rows."""
        return dict(self.ask("problems")) if failed else {}

    def count_flags(self) -> dict[str, int]:
        """Return the times of any column whose local time names two instants or none."""
        flags: Counter[str] = Counter()
        for column in self.schema.columns:
            name = f"{column.name}_flag"
            if column.type == "time" and self._has_any(name):
                flag = quoting.name(name)
                flags.update(
                    dict(
                        self._fetch(
                            f"SELECT {flag}, count(*) FROM {self.rows} "
                            f"WHERE {flag} IS NOT NULL AND {flag} <> 'ok' GROUP BY ALL"
                        )
                    )
                )
        return dict(sorted(flags.items()))

    def _has_any(self, name: str) -> bool:
        """Return whether a column may have a value that isn't null."""
        counts = [self.nulls.get((n, name), (0, 0)) for n in range(1, len(self.parts) + 1)]
        return any(nulls < values for nulls, values in counts)

    def count_lacking(self) -> dict[str, dict[tuple[int, CellState], int]]:
        """Return, for each column of the schema, its cells without a value, by month and state."""
        unread = self._find_unread()
        found: dict[str, Counter[tuple[int, CellState]]] = {
            column.name: Counter() for column in self.schema.columns
        }
        asked = [(name, state) for name, states in self.wanted.items() for state in states]
        for number, month, rows, *others in self.by_month:
            for name, lacking in self.absent.items():
                if number in lacking:
                    state = CellState.UNREAD if name in unread[number] else CellState.NEVER_RELEASED
                    found[name][month, state] += rows
            for (name, state), count in zip(asked, others[4:], strict=True):
                if count and number not in self.absent[name]:
                    found[name][month, state] += count
        return {name: dict(counts) for name, counts in found.items()}

    @cached_property
    def absent(self) -> dict[str, set[int]]:
        """For each column, the parts whose file does not have it."""
        absent: dict[str, set[int]] = {column.name: set() for column in self.schema.columns}
        for number, part in enumerate(self.parts, 1):
            positions = match_header(self.schema, part.header).positions
            for column in self.schema.columns:
                if column.name not in positions and not column.derived:
                    absent[column.name].add(number)
        return absent

    def _find_unread(self) -> dict[int, tuple[str, ...]]:
        """Return, for each part, the columns that its file seems to have under an unread header."""
        return {
            number: find_unread(self.schema, part.header)
            for number, part in enumerate(self.parts, 1)
        }

    @cached_property
    def wanted(self) -> dict[str, tuple[CellState, ...]]:
        """The columns with a cell that may lack a value, and the states it may be in.

        What Parquet has counted says so of most columns without reading them.
        """
        wanted: dict[str, tuple[CellState, ...]] = {}
        marked = (CellState.WITHHELD, CellState.BLANK, CellState.NOT_AVAILABLE)
        for column in self.schema.columns:
            numbers = {*range(1, len(self.parts) + 1)} - self.absent[column.name]
            name = f"{column.name}_state" if column.has_state else find_value(column)
            counts = [self.nulls.get((number, name), (0, 0)) for number in numbers]
            if column.has_state and any(nulls < values for nulls, values in counts):
                wanted[column.name] = marked
            elif not column.has_state and any(nulls for nulls, _ in counts):
                wanted[column.name] = (CellState.BLANK,)
        return wanted

    def total(
        self, lacking: Mapping[str, Mapping[tuple[int, CellState], int]], which: CellState
    ) -> dict[str, int]:
        """Return how many cells of each column are in a state, for columns that have any."""
        totals = {
            name: sum(rows for (_, state), rows in counts.items() if state is which)
            for name, counts in lacking.items()
        }
        return {name: rows for name, rows in totals.items() if rows}

    def list_pages(self) -> list[PageLedger]:
        """Return the account of the pages of printed documents."""
        if not any(part.pages for part in self.parts):
            return []
        kept, failed = Counter[tuple[int, int]](), Counter[tuple[int, int]]()
        for number, page, rows, cells in self.ask("pages"):
            kept[number, read_page(page)] += rows
            failed[number, read_page(page)] += int(cells or 0)
        return [
            PageLedger(
                *(part.file, page.page, page.rows, kept[number, page.page]),
                *(page.characters, page.in_cells, failed[number, page.page]),
            )
            for number, part in enumerate(self.parts, 1)
            for page in part.pages
        ]

    def locate(self, what: str, found: Sequence[tuple[Any, ...]]) -> list[Occurrence]:
        """Return where rows are that were found by a reason, part and page."""
        met: dict[tuple[str, str, str | None], list[tuple[int, list[int]]]] = {}
        for reason, number, page, rows, positions in found:
            part = self.parts[number - 1]
            numbers = [part.number(position) for position in positions]
            met.setdefault((reason, part.file, page or part.part), []).append((rows, numbers))
        return [
            Occurrence(
                *(what, *key),
                number=sum(rows for rows, _ in own),
                rows=tuple(sorted(row for _, rows in own for row in rows)[:MOST]),
            )
            for key, own in sorted(
                met.items(), key=lambda item: (*item[0][:2], item[0][2] is None, item[0][2] or "")
            )
        ]

    def count_clocks(self) -> list[Clock]:
        """Return how many rows change day or month by counting, for each pair of zones."""
        if not _Time(self.schema).is_time:
            return []
        clocks = self._fetch(write_clock_counts(self.parts, self.days))
        counted = {number: counts for number, *counts in clocks}
        found: dict[tuple[str, str], list[list[int]]] = {}
        for number, part in enumerate(self.parts, 1):
            stamps_in, count_in = part.zones
            if stamps_in and count_in:
                counts = [int(count) for count in counted.get(number, [0] * 5)]
                found.setdefault((stamps_in, count_in), []).append(counts)
        name = str(self.schema.time_column)
        return [
            Clock(name, *zones, *map(sum, zip(*counts, strict=True)))
            for zones, counts in found.items()
        ]


def list_missing(
    lacking: Mapping[str, Mapping[tuple[int, CellState], int]], months: Mapping[int, int]
) -> list[Missing]:
    """Return one entry a column and month, for columns that lack some of their values.

    A column that no file has, or that no file is read for, is not listed: the ledger names it.
    """
    found = []
    for name, counts in lacking.items():
        states = {state for (_, state), rows in counts.items() if rows}
        whole = sum(counts.values()) == sum(months.values())
        absent = whole and states in ({CellState.NEVER_RELEASED}, {CellState.UNREAD})
        if not states or absent:
            continue
        for number in sorted(months):
            cells = {REASONS[state]: counts.get((number, state), 0) for state in states}
            found.append(Missing(name, name_month(number), months[number], **cells))
    return found


def name_month(number: int) -> str | None:
    """Return a numbered month as text.

    >>> name_month(2025 * 12 + 4), name_month(NONE)
    ('2025-05', None)
    """
    return None if number == NONE else f"{number // 12:04}-{number % 12 + 1:02}"


def span_months(counts: Mapping[int, int], received: str | None = None) -> dict[str, int]:
    """Return the rows of each month from the first to the last, months without rows included.

    `counts` are the rows of each numbered month; `received` is the day on which the files came. A
    month that cannot be, before 2000 or after the files came, is there if it has rows; no month is
    missing on the way to it.

    >>> span_months({24300: 5, 24302: 1, NONE: 7})
    {'2025-01': 5, '2025-02': 0, '2025-03': 1}
    >>> span_months({24300: 5, 24302: 1, 24377: 1}, "2025-05-02")
    {'2025-01': 5, '2025-02': 0, '2025-03': 1, '2031-06': 1}
    """
    known = counts.keys() - {NONE}
    last = int(received[:4]) * 12 + int(received[5:7]) - 1 if received else max(known, default=0)
    likely = [number for number in known if OLD * 12 <= number <= last]
    between = range(min(likely), max(likely) + 1) if likely else range(0)
    return {str(name_month(number)): counts.get(number, 0) for number in sorted(known | {*between})}


def write_end(value: datetime | None, mark: str) -> str | None:
    """Return a time as a ledger writes it, or None; `mark` is put behind it.

    >>> write_end(datetime(2025, 5, 1, 10, 0, 0, 250000), "Z")
    '2025-05-01T10:00:00.250Z'
    """
    if value is None:
        return None
    return value.isoformat(timespec="milliseconds").replace(".000", "") + mark


def read_page(part: str) -> int:
    """Return the number of a page from the name of its part.

    >>> read_page("page 3"), read_page("audit.pdf, page 12")
    (3, 12)
    """
    return int(part.rpartition(" ")[2])


def gather_notes(parts: Sequence[PartAccount]) -> list[str]:
    """Return what the readers noted, with the name of the file where there are several."""
    noted = []
    for part in parts:
        for note in part.notes:
            named = len(parts) > 1 and part.file not in note
            noted.append(f"{part.name}: {note}" if named else note)
    return list(dict.fromkeys(noted))


def note_status(status: DataStatus, *, marked: bool) -> tuple[DataStatus, list[str]]:
    """Return the status of a table, and what has to be said about it.

    `marked` says that its rows bear the mark of invented ones, whatever the descriptor says.
    """
    if status is DataStatus.SYNTHETIC or not marked:
        return status, []
    note = f"Its rows are marked as invented; the descriptor calls it {status.value}"
    return DataStatus.SYNTHETIC, [note]
