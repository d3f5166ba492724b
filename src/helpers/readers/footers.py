"""Footers: which records are not rows: blank ones, repeated headers, totals, lines beside a table.

The first three are marked as the records are written (`write_rejection`). What is below a table,
or between its rows, can only be judged once all are there (`settle_rows`). A summary, a small table
or a footer lacks the days (or figures) that all rows have, and at least half of what all rows fill.
That alone takes nothing away, for a row may lack much: a block of such lines must be by itself,
after a blank line or at the end, and its first line must look unlike the rows, or begin with a word
that reports begin with. Anything else that looks like one is kept, and shown to a person.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, takewhile
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from helpers.errors import Problem
from helpers.readers.records import (
    BLANK,
    NO_DATA,
    RAGGED,
    REPEATED_HEADER,
    TOTAL,
    Records,
    Rejected,
    Unlike,
    cell,
    refuse_most_lost,
    refuse_other_headers,
)

if TYPE_CHECKING:
    import duckdb

ASIDE = "line beside the table"
"""Why a line of a summary, a side table or a footer is rejected."""

NOTHING_READ = "blank in every column that we read"
"""Why a record is rejected whose cells are all in columns that no one reads."""

JUDGED = f"('{BLANK}', '{REPEATED_HEADER}', '{TOTAL}', '{NO_DATA}', '{NOTHING_READ}')"
"""Why a record by itself isn't a row, as SQL."""

TOTAL_WORDS = ("total", "totals", "grand total", "total:", "totals:", "grand total:")

NOTHING = (
    r"no (?:data|records?|results?|rows?|searches|entries|matches)"
    r"(?: (?:(?:was |were )?(?:found|available|returned)|to (?:display|show)|for .*))?[.!]?"
)
"""What an export without rows writes in a row of its own: neither a row nor a zero."""

FIGURE = r"^[-+(]?[$]?[-+]?[0-9][0-9,]*(?:[.][0-9]+)?%?[)]?$"
"""A cell that may be a sum."""

DAY = r"^[^0-9A-Za-z]*[0-9]{1,4}[-/.][0-9]{1,2}(?:[-/.][0-9]{1,4})?(?:[^0-9A-Za-z]|T[0-9]|$)"
"""How a cell begins that holds a day."""

NUMBER = r"^[-+(]?[$]?[0-9][0-9,]*(?:[.][0-9]+)?%?[)]?$"

STRIPPED = "".join(map(chr, (*range(9, 14), *range(28, 33), 0x85, 0xA0, 0x1680))) + "".join(
    map(chr, (*range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000))
)
"""What Python's `str.strip` takes away: SQL and Python must call the same rows blank."""

FOLDED = {"s": "\u017f", "k": "\u212a"}
"""What else these letters are, where case does not matter."""

FEWEST = 3
"""So many rows must show what a row is before anything else is called none."""

NEARLY_ALL = 0.95
"""What so many of the rows have in common is what rows have."""

SAMPLE = 1_000
"""So many rows show it, at most: the first ones of the longest stretch without a gap."""

LAST = 20
"""So many of the last rows may be a footer that no blank line separates."""

MOST_LINES = 100_000
"""More lines than these that may not be rows mean another layout: none is taken away."""

REPORT_WORDS = (
    *("average", "as of", "created", "end of", "exported", "generated", "note", "notes", "page"),
    *("prepared", "printed", "produced", "records", "report", "run", "source", "subtotal"),
    *("summary", "total", "totals"),
)
_REPORT = re.compile(rf"\W*(?:{'|'.join(REPORT_WORDS)})\b", re.IGNORECASE)

CAPS = {
    1_048_576: "a sheet of a workbook holds no more",
    1_048_575: "a sheet of a workbook holds no more under a header",
    1_000_000: "a portal's export has stopped there",
    65_536: "a sheet of an old workbook (.xls) holds no more",
    65_535: "a sheet of an old workbook (.xls) holds no more under a header",
    55_000: "an audit's export has stopped there",
    20_000: "an audit's export has stopped there",
}
"""The limits of the two workbook formats, and those at which released exports were cut off."""


@dataclass(frozen=True)
class Settled:
    """What happened to every record of a part, once its table is written.

    `delivered` records are in the table, at positions from 0; those in `lost` are not. `rejected`
    are all that are not rows: those lost, and those at the positions `dropped`. `notes` are
    sentences about the part.
    """

    counted: int
    delivered: int
    kept: int
    lost: tuple[Rejected, ...]
    rejected: tuple[Rejected, ...]
    dropped: tuple[int, ...]
    unlike: Unlike | None
    notes: tuple[str, ...]


class Steps:
    """How the positions of delivered records, from 0, become their numbers.

    `starts` are the positions at which one more record was lost before.
    """

    def __init__(self, lost: Iterable[int], offset: int = 0) -> None:
        """Take the numbers of the records that were lost, and that of the one before the first."""
        self.offset = offset
        ordered = sorted(lost)
        self.starts = [number - 1 - offset - before for before, number in enumerate(ordered)]

    def number(self, position: int) -> int:
        """Return the number of the record at a position.

        >>> [Steps([1, 3, 4]).number(position) for position in (0, 1, 2)]
        [2, 5, 6]
        """
        return self.offset + position + 1 + bisect_right(self.starts, position)


def write_rejection(records: Records) -> str:
    """Return the SQL expression of why a record is not a row; it is null for a row.

    A record is rejected if all its cells are blank, if it repeats the header, if all that it says
    is that there is no data, or if it is one of totals: its first cell that is not blank says so,
    and the others hold nothing but figures, or at least half of its cells are blank. An agency that
    is called Total has a row of its own.
    """
    header = records.written or records.header
    if not records.may_hold_totals or not header:
        return "NULL::VARCHAR"
    cells = [cell(column) for column in range(len(header))]
    bare = [f"trim({one}, {_text(STRIPPED)})" for one in cells]
    first = "coalesce(" + ", ".join(f"nullif({text}, '')" for text in bare) + ")"
    names = [name.strip() for name in header]
    again = " AND ".join(f"{one} = {_text(name)}" for one, name in zip(bare, names, strict=True))
    figures = " + ".join(f"regexp_matches({one}, '{FIGURE}')::INTEGER" for one in bare)
    filled = " + ".join(f"({one} <> '')::INTEGER" for one in bare)
    adds_up = f"({figures}) = ({filled}) - 1 OR 2 * ({filled}) <= {len(header)}"
    total = f"regexp_matches(lower({first}), '^(?:{'|'.join(TOTAL_WORDS)})$')"
    # Nearly all records pass by their first cell, for trimming each of their cells costs more than
    # all the rest. Nested, for DuckDB works out both sides of AND.
    nothing = f"regexp_matches({first}, {_begin_with()}) AND ({filled}) = 1"
    words = [*filter(None, names[:1]), *TOTAL_WORDS, "no"]
    anywhere = [*filter(None, names), *TOTAL_WORDS]
    passed = "".join(f"WHEN {test} THEN NULL " for test in begin_unlike(words))
    what = (
        f"CASE WHEN {first} IS NULL THEN '{BLANK}' "
        f"WHEN NOT regexp_matches({first}, {_begin_with(anywhere)}) THEN NULL "
        f"WHEN {again} THEN '{REPEATED_HEADER}' "
        f"WHEN {nothing} THEN '{NO_DATA}' "
        f"WHEN {total} THEN CASE WHEN {adds_up} THEN '{TOTAL}' END END"
    )
    return (
        f"CASE WHEN cell_0 >= '!' AND cell_0 < chr(127) THEN CASE {passed}"
        f"WHEN NOT regexp_matches(cell_0, {_begin_with(words)}) THEN NULL ELSE {what} END "
        f"ELSE {what} END"
    )


def write_reject_cells(records: Records) -> str:
    """Return the SQL of the cells of a row of totals as JSON, beside the column `reject`.

    It is null for all others. A column of lists would cost five times as much, empty as it is.
    """
    cells = ", ".join(cell(column) for column in range(len(records.header)))
    return f"CASE WHEN reject = '{TOTAL}' THEN to_json([{cells}])::VARCHAR END"


def begin_unlike(words: Sequence[str]) -> list[str]:
    """Return quick tests of the first cell, each true only if it begins with none of `words`.

    Case does not matter. Each of the first two characters is looked up as a bit of a number by its
    last five bits, which the small and the large letters share.
    """
    tests = []
    for position in (1, 2):
        bits = 0
        for word in words:
            letter = word[position - 1 : position].lower()
            alike = (letter, *FOLDED.get(letter, ())) if letter else map(chr, range(32))
            for one in alike:
                bits |= 1 << (ord(one) & 31)
        tests.append(
            f"({bits} >> (ord({'cell_0' if position == 1 else 'cell_0[2]'}) & 31)) & 1 = 0"
        )
    return tests


def settle_rows(
    connection: duckdb.DuckDBPyConnection,
    records: Records,
    table: Path,
    days: Mapping[int, str] | None = None,
    numbers: Mapping[int, str] | None = None,
) -> Settled:
    """Return what happened to each record, after the scan was written to `table` (Parquet).

    `table` has the columns `reject` (of `write_rejection`) and `reject_cells` (of
    `write_reject_cells`), and a record at the position of the scan. `days` and `numbers` name its
    columns that are null where the cell at a position isn't a day, or no number: they spare the
    second reading of a file whose end looks like rows.

    Raises Problem if what was counted isn't what was delivered and lost.
    """
    count = records.settle(connection)
    parquet = f"read_parquet({_text(_escape(table))}, file_row_number = true)"
    (delivered,) = connection.execute(
        f"SELECT coalesce(sum(num_rows), 0)::BIGINT "
        f"FROM parquet_file_metadata({_text(_escape(table))})"
    ).fetchall()[0]
    if delivered + len(count.lost) != count.records:
        raise Problem(
            f"One reader counts {count.records:,} records, the other {delivered:,} whole and "
            f"{len(count.lost):,} broken or blank",
            file=records.file,
            part=records.part,
            expected="every record to be kept, or rejected with a reason",
            remedy="Look for a quote that is opened and never closed, and correct it in a copy; "
            "add that copy",
        )
    steps = Steps((one.row for one in count.lost), records.offset)
    marked: dict[int, Rejected] = {}
    if records.may_hold_totals:
        (many,) = connection.execute(
            f"SELECT count(reject) FROM {parquet} WHERE reject IN {JUDGED}"
        ).fetchall()[0]
        refuse_most_lost(many, delivered, file=records.file, part=records.part)
        found = connection.execute(
            f"SELECT file_row_number, reject, reject_cells FROM {parquet} WHERE reject IN {JUDGED}"
        ).fetchall()
        marked = {
            position: Rejected(
                steps.number(position),
                reason,
                tuple(text.strip() for text in json.loads(cells or "[]")),
            )
            for position, reason, cells in found
        }
    gone: dict[int, Rejected] = {}
    unlike = None
    if records.may_hold_footers:
        search = _Search(connection, records, parquet, delivered, marked, count.lost, steps)
        gone, unlike = search.find(days or {}, numbers or {})
    dropped = sorted([*marked, *gone])
    taken = [*count.lost, *marked.values(), *gone.values()]
    rejected = tuple(sorted(taken, key=lambda one: one.row))
    out = {one.row for one in rejected}
    refuse_other_headers(records, lambda number: number not in out)
    note = say_cap(records.file, records.part, count.records)
    return Settled(
        counted=count.records,
        delivered=delivered,
        kept=delivered - len(dropped),
        lost=count.lost,
        rejected=rejected,
        dropped=tuple(dropped),
        unlike=unlike,
        notes=(note,) if note else (),
    )


def say_cap(file: str, part: str | None, counted: int) -> str | None:
    """Return a sentence if so many records of a file or part are exactly a known limit, or None.

    >>> say_cap("a.csv", None, 20_000)[:49]
    "a.csv has exactly 20,000 rows: an audit's export "
    >>> say_cap("a.csv", None, 20_001)
    """
    reason = CAPS.get(counted)
    if reason is None:
        return None
    where = file if part is None else f"{file}, {part}"
    return (
        f"{where} has exactly {counted:,} rows: {reason}. "
        "It may be cut off. Ask the custodian whether there is more"
    )


@dataclass(frozen=True)
class Stretch:
    """Kept rows without a gap between them, by number: the first and the last."""

    first: int
    last: int
    rows: int


def find_stretches(first: int, last: int, rejected: Mapping[int, str]) -> list[Stretch]:
    """Return the stretches of kept rows, separated by blank rows and rows of totals.

    The records are numbered from `first` to `last`; `rejected` are the numbers of those that were
    not kept, with reasons. The other ones of these separate nothing.

    >>> find_stretches(1, 6, {3: "blank row", 5: "too few cells"})
    [Stretch(first=1, last=2, rows=2), Stretch(first=4, last=6, rows=2)]
    """
    gaps = sorted(number for number, reason in rejected.items() if reason in (BLANK, TOTAL))
    other = sorted(rejected.keys() - set(gaps))
    found, start, used = [], first, 0
    for gap in (*gaps, last + 1):
        lost = bisect_left(other, gap)
        rows = gap - start - (lost - used)
        if rows > 0:
            found.append(Stretch(start, gap - 1, rows))
        start, used = gap + 1, lost
    return found


def choose_body(stretches: Sequence[Stretch]) -> Stretch:
    """Return the longest stretch: the table; where none is long, all from the first to the last."""
    body = max(stretches, key=lambda stretch: stretch.rows)
    if body.rows >= FEWEST:
        return body
    rows = sum(stretch.rows for stretch in stretches)
    return Stretch(stretches[0].first, stretches[-1].last, rows)


@dataclass(frozen=True)
class RowProfile:
    """What the rows of a table have in common.

    `always` are the positions that rows fill, `known` those of them that hold days, or else
    figures, each of `shape`; `usual` is how many cells a row fills. `signs` say of each position
    whether its cells all have, or all lack, a blank and a digit (None: some do).
    """

    always: tuple[int, ...]
    known: tuple[int, ...]
    shape: str
    usual: float
    signs: Mapping[int, tuple[bool | None, bool | None]]

    def lacks_known(self, cells: Sequence[str]) -> bool:
        """Return whether a line holds none of the days, or figures, that rows hold."""
        return not any(re.search(self.shape, cells[column]) for column in self.known)

    def is_unlike(self, cells: Sequence[str]) -> bool:
        """Return whether a line lacks those, and half of all that rows fill.

        In a line that begins as reports do, cells with signs that no row has count as lacking.
        """
        if not self.known or not self.lacks_known(cells):
            return False
        lacking = sum(not cells[column] for column in self.always)
        if _begins_report(cells):
            lacking += sum(self._is_strange(column, cells[column]) for column in self.always)
        return 2 * lacking >= len(self.always)

    def is_odd(self, cells: Sequence[str]) -> bool:
        """Return whether a line by itself is worth a look: it lacks those, or fills little."""
        filled = sum(map(bool, cells))
        return 2 * filled <= self.usual or (bool(self.known) and self.lacks_known(cells))

    def opens_aside(self, cells: Sequence[str]) -> bool:
        """Return whether a line has signs that no row has, lacks some, or begins as reports do."""
        strange = (self._is_strange(column, text) for column, text in enumerate(cells))
        return _begins_report(cells) or any(strange)

    def _is_strange(self, column: int, text: str) -> bool:
        pairs = zip(self.signs.get(column, ()), _find_signs(text), strict=False)
        return bool(text) and any(sign not in (None, has) for sign, has in pairs)


def find_profile(sample: Sequence[Sequence[str]]) -> RowProfile | None:
    """Return what rows, whose cells have no blanks around them, have in common; None of too few."""
    if len(sample) < FEWEST:
        return None
    columns = list(zip(*sample, strict=True))
    most = NEARLY_ALL * len(sample)
    always = [column for column, texts in enumerate(columns) if sum(map(bool, texts)) >= most]
    known: list[int] = []
    shape = DAY
    for shape in (DAY, NUMBER):
        fits = [sum(bool(re.search(shape, text)) for text in columns[column]) for column in always]
        known = [column for column, count in zip(always, fits, strict=True) if count >= most]
        if known:
            break
    signs = {}
    for column, texts in enumerate(columns):
        filled = [_find_signs(text) for text in texts if text]
        if len(filled) >= FEWEST:
            blank, digit = (set(each) for each in zip(*filled, strict=True))
            signs[column] = (_agree(blank), _agree(digit))
    usual = median(sum(map(bool, record)) for record in sample)
    return RowProfile(tuple(always), tuple(known), shape, usual, signs)


def judge_lines(
    lines: Mapping[int, Sequence[str]], stretches: Sequence[Stretch], profile: RowProfile
) -> tuple[list[int], list[int]]:
    """Return the numbers of the lines that are not rows, and of those that a person should see.

    `lines` holds, by number, the cells of the last LAST rows of the body, and of all other rows
    that may be odd (of all rows, if the body isn't a stretch); their cells have no blanks around.
    """
    unlike = {number for number, cells in lines.items() if profile.is_unlike(cells)}
    odd = unlike | {number for number, cells in lines.items() if profile.is_odd(cells)}
    body, numbers = choose_body(stretches), sorted(lines)
    gone: list[int] = []
    seen: list[int] = []
    for stretch in stretches:
        here = numbers[bisect_left(numbers, stretch.first) : bisect_right(numbers, stretch.last)]
        whole = len(here) == stretch.rows and stretch != body
        if whole and unlike.issuperset(here):
            (gone if profile.opens_aside(lines[here[0]]) else seen).extend(here)
        elif whole and odd.issuperset(here):
            seen += here
        elif here:
            tail = [*takewhile(unlike.__contains__, reversed(here))][::-1]
            if here[-1] == stretch.last and 0 < len(tail) < min(LAST, stretch.rows):
                (gone if profile.opens_aside(lines[tail[0]]) else seen).extend(tail)
            if here[0] == stretch.first and stretch != body:
                seen += takewhile(unlike.__contains__, here)
    return gone, seen


class _Search:
    """The search for lines beside the table: what to read again, and the result."""

    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        records: Records,
        parquet: str,
        delivered: int,
        marked: Mapping[int, Rejected],
        lost: Sequence[Rejected],
        steps: Steps,
    ) -> None:
        self.connection, self.records, self.parquet = connection, records, parquet
        self.delivered, self.marked, self.steps = delivered, marked, steps
        self.rejected = {one.row: one.reason for one in (*lost, *marked.values())}
        self.last = records.offset + delivered + len(lost)
        self.first = records.offset + 1
        if self.rejected.get(self.first) == REPEATED_HEADER:  # the header of a stacked export
            del self.rejected[self.first]
            self.first += 1
        self.cells = [cell(column) for column in range(len(records.header))]

    def find(
        self, days: Mapping[int, str], numbers: Mapping[int, str]
    ) -> tuple[dict[int, Rejected], Unlike | None]:
        """Return the lines that are not rows, by position, and what a person should look at.

        Where lines that lack as much are amid the rows, none is taken away.
        """
        stretches = find_stretches(self.first, self.last, self.rejected)
        if not stretches:
            return {}, None
        body = choose_body(stretches)
        start = self._position(body.first)
        profile = find_profile(self._read_sample(start, body))
        if profile is None:
            return {}, None
        end = self._position(body.last + 1)
        typed = days if profile.shape == DAY else numbers
        if len(stretches) == 1 and self._ends_as_rows(profile, typed, end):
            return {}, None
        is_stretch = body in stretches
        lines = self._read_lines(profile, start, end, whole=not is_stretch)
        if lines is None:
            return {}, None
        positions = {self.steps.number(position): position for position in lines}
        by_number = {number: lines[position] for number, position in positions.items()}
        last = [n for n in sorted(by_number) if is_stretch and body.first <= n <= body.last][-LAST:]
        judged = {
            number: cells
            for number, cells in by_number.items()
            if not is_stretch or not body.first <= number <= body.last or number in last
        }
        gone, seen = judge_lines(judged, stretches, profile)
        if gone:
            unlike = {n for n, cells in by_number.items() if profile.is_unlike(cells)}
            gone, seen = ([], [*gone, *seen]) if unlike - {*gone, *seen} else (gone, seen)
        odd = None
        if seen:
            filled = sum(map(bool, judged[min(seen)]))
            odd = Unlike(len(seen), min(seen), filled, len(self.cells))
        return {positions[number]: Rejected(number, ASIDE) for number in gone}, odd

    def _position(self, number: int) -> int:
        """Return the position of the first delivered record from a number on."""
        low, high = 0, self.delivered
        while low < high:
            middle = (low + high) // 2
            low, high = (middle + 1, high) if self.steps.number(middle) < number else (low, middle)
        return low

    def _read_sample(self, start: int, body: Stretch) -> list[tuple[str, ...]]:
        """Return the first rows of the body, for at its end may be a footer."""
        wanted, end = min(SAMPLE, max(FEWEST, body.rows // 2)), self._position(body.last + 1)
        rows = (position for position in range(start, end) if position not in self.marked)
        positions = list(islice(rows, wanted))
        if not positions:
            return []
        found = self.connection.execute(
            f"SELECT {', '.join(self.cells)} FROM {self.records.scan} "
            f"LIMIT {positions[-1] - start + 1} OFFSET {start}"
        ).fetchall()
        return [_strip(found[position - start]) for position in positions]

    def _ends_as_rows(self, profile: RowProfile, typed: Mapping[int, str], end: int) -> bool:
        """Return whether each of the last rows holds one of the days, or figures, that rows hold.

        A value typed as a day or figure has its shape, so the texts need not be read again.
        """
        if not profile.known:
            return True
        names = [_name(typed[column]) for column in profile.known if column in typed]
        if not names:
            return False
        lacking = " AND ".join(f"{name} IS NULL" for name in names)
        found = self.connection.execute(
            f"SELECT file_row_number FROM {self.parquet} "
            f"WHERE file_row_number >= {self._last_rows(end)} AND file_row_number < {end} "
            f"AND {lacking}"
        ).fetchall()
        return all(position in self.marked for (position,) in found)

    def _last_rows(self, end: int) -> int:
        """Return the position of the first of the last LAST rows before `end`."""
        position, rows = end, 0
        while position and rows < LAST:
            position -= 1
            rows += position not in self.marked
        return position

    def _read_lines(
        self, profile: RowProfile, start: int, end: int, *, whole: bool
    ) -> dict[int, tuple[str, ...]] | None:
        """Return the cells of the lines that may matter, by position; None if they are too many.

        These are the last rows of the body, all rows apart from it that may be odd, and all that
        lack what rows have: only where none of these is amid the rows, lines are taken away.
        """
        bare = [f"trim({one}, {_text(STRIPPED)})" for one in self.cells]
        filled = " + ".join(f"({one} <> '')::INTEGER" for one in bare)
        lacking = (
            " AND ".join(
                f"NOT regexp_matches({bare[column]}, {_text(profile.shape)})"
                for column in profile.known
            )
            or "false"
        )
        apart = "true" if whole else f"(position < {start} OR position >= {end})"
        found = self.connection.execute(
            f"SELECT position, {', '.join(self.cells)} FROM (SELECT row_number() OVER () - 1 AS "
            f"position, * FROM {self.records.scan}) WHERE position BETWEEN {self._last_rows(end)} "
            f"AND {end - 1} OR ({lacking}) OR ({apart} AND 2 * ({filled}) <= {profile.usual}) "
            f"LIMIT {MOST_LINES + len(self.marked) + 1}"
        ).fetchall()
        lines = {position: _strip(row) for position, *row in found if position not in self.marked}
        return lines if len(lines) <= MOST_LINES else None


def is_prose(header: Sequence[str], kept: int, reasons: Sequence[str]) -> bool:
    """Return whether fewer lines are in columns than are not, as in a letter.

    `kept` records are rows, the others were rejected for `reasons`. Lines of one cell alone count
    as a letter's if any line is blank or has more.
    """
    ragged = sum(reason in RAGGED for reason in reasons)
    named = sum(bool(name.strip()) for name in header)
    if not ragged and not kept:  # nothing is below the header, which may be a sentence itself
        return named == 1 or bool(re.search(r"[.!?}]\s*$", header[-1]))
    return ragged >= kept or (named == 1 and bool(reasons))


def _strip(row: Sequence[str]) -> tuple[str, ...]:
    return tuple(text.strip() for text in row)


def _begins_report(cells: Sequence[str]) -> bool:
    return bool(_REPORT.match(next(filter(None, cells), "")))


def _find_signs(text: str) -> tuple[bool, bool]:
    return any(sign.isspace() for sign in text), any(sign.isdigit() for sign in text)


def _agree(found: set[bool]) -> bool | None:
    return next(iter(found)) if len(found) == 1 else None


def _begin_with(words: Sequence[str] = ()) -> str:
    """Return the pattern of a cell that is one of some words, or says that there is no data."""
    return _text(f"^(?i:{'|'.join([*map(re.escape, words), NOTHING])})[^!-~]*$")


def _escape(path: Path) -> str:
    return re.sub(r"([\[*?])", r"[\1]", str(path))


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
