"""The ledger of a release: what happened to every row, as values that are written and read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from helpers.ledger.parts import PartAccount

MOST = 20
"""So many row numbers are kept of each reason, file and part."""


@dataclass(frozen=True)
class FileLedger:
    """The row accounting of one file, or of one part of it.

    `first` and `last` are the ends of its times in the zone they are counted in.
    """

    path: str
    part: str | None
    rows_read: int
    rows_kept: int
    rows_rejected: int
    rejected: dict[str, int] = field(default_factory=dict)
    first: str | None = None
    last: str | None = None


@dataclass(frozen=True)
class Missing:
    """How many of a month's rows lack a column's value, and why.

    `month` is null for rows without a time. A share is one of the counts divided by `rows`.
    """

    column: str
    month: str | None
    rows: int
    withheld: int = 0
    blank: int = 0
    not_available: int = 0
    never_released: int = 0
    unread: int = 0


@dataclass(frozen=True)
class Oddity:
    """One sign: what it is, where, in how many rows.

    `note` holds numbers, and no value but of a column with a few fixed words.
    """

    what: str
    path: str
    part: str | None
    column: str | None
    rows: int
    note: str = ""


UNUSUAL = "a word that is not a usual one"
"""What is odd about a misspelled word of a fixed list."""

FULL_SHEET, ROUND_COUNT = "as many rows as a spreadsheet can hold", "a round number of rows"
CUT_SIGNS = (FULL_SHEET, ROUND_COUNT)
"""Signs that a file was cut off."""

LEAST_CUT = 5_000
"""A file of fewer rows may have a round number of them by chance: 1 in 1,000 files does."""

CUT = "possibly cut off at an export's limit"


@dataclass(frozen=True)
class PrintedTotal:
    """A figure that a file prints of itself: what of, its value, what we counted, do they agree.

    `row` is its number, null for a figure outside the rows. `counted` and `matched` are null where
    the file does not say what is counted. `lacking` says how many of the values that make up a sum
    are withheld or blank: a total that includes them cannot match.
    """

    path: str
    part: str | None
    row: int | None
    what: str
    printed: int | float
    counted: int | float | None
    matched: bool | None
    lacking: int = 0


@dataclass(frozen=True)
class PageLedger:
    """One page: its rows by each reader, its characters, and the cells that are not of their type.

    `characters` are the visible ones below the header; `in_cells` those of them that ended in a
    cell. `failed` counts cells whose text is not of the type that the schema asks for.
    """

    path: str
    page: int
    rows_read: int
    rows_kept: int
    characters: int
    in_cells: int
    failed: int

    @property
    def is_odd(self) -> bool:
        """Whether a character is in no cell, or a cell is not of its type."""
        return bool(self.failed) or self.in_cells != self.characters


@dataclass(frozen=True)
class Occurrence:
    """Where a reason was met: in `number` rows of a file or part, the first of them by number.

    `what` is "rejected" for rows that were rejected, "failed" for rows that were kept, with a value
    that is empty for that reason, and "corrected" for rows in which the correction of that id
    replaced a cell. Rows count from 1, after the header.
    """

    what: str
    reason: str
    path: str
    part: str | None
    number: int
    rows: tuple[int, ...]


@dataclass(frozen=True)
class Clock:
    """The rows whose timestamps are read in `stamps_in` and counted in `count_in`.

    `rows` are those with a time in `column`. `other_day` and `other_month` count those whose day
    or month on the clock of `count_in` is not the one on the clock of `stamps_in`; `overlap` and
    `gap` those whose local time names two instants or none.
    """

    column: str
    stamps_in: str
    count_in: str
    rows: int
    other_day: int
    other_month: int
    overlap: int
    gap: int


@dataclass(frozen=True)
class Corrected:
    """One correction: the cells of `column` that read `match` count as `replacement` in `rows`.

    `id` and `row` say where it is written, in data/reference/corrections; it has its reason, its
    source and how far it has come with the custodian.
    """

    id: str
    column: str
    match: str
    replacement: str
    where: str
    rows: int
    reason: str
    source: str
    status: str
    row: int

    def __str__(self) -> str:
        """Return it in one line."""
        old, new = (f'"{one}"' if one else "blank" for one in (self.match, self.replacement))
        rows = f"{self.rows:,} row{'' if self.rows == 1 else 's'}"
        return f"{self.id}: {self.column}: {old} to {new} in {rows} ({self.status}). {self.reason}"


TWICE, NEVER = "overlap: an hour that occurs twice", "gap: an hour that never occurs"


def count_flagged(clocks: Sequence[Clock]) -> dict[str, int]:
    """Return the rows whose local time names two moments or none, by the reason.

    >>> count_flagged([Clock("at", "UTC", "America/Chicago", 9, 4, 1, 2, 0)])
    {'overlap: an hour that occurs twice': 2}
    """
    rows = {TWICE: sum(one.overlap for one in clocks), NEVER: sum(one.gap for one in clocks)}
    return {why: count for why, count in rows.items() if count}


@dataclass(frozen=True)
class Ledger:
    """The row accounting of a release: rows read = rows kept + rows rejected, each with a reason.

    `first` and `last` are the ends of the schema's time column (UTC, ISO; months and dates as they
    are); `first_local` and `last_local` the same in the zone it is counted in. `months` holds the
    rows of each month from the first to the last, those without rows included; `places` where the
    rows are that were rejected, or of which a value failed.
    """

    release: str
    kind: str
    data_status: str
    rows_read: int
    rows_kept: int
    rows_rejected: int
    duplicates: dict[str, int]
    rejected: dict[str, int]
    first: str | None
    last: str | None
    files: tuple[FileLedger, ...]
    first_local: str | None = None
    last_local: str | None = None
    problems: dict[str, int] = field(default_factory=dict)
    flags: dict[str, int] = field(default_factory=dict)
    withheld: dict[str, int] = field(default_factory=dict)
    blank: dict[str, int] = field(default_factory=dict)
    never_released: tuple[str, ...] = ()
    unread_columns: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    months: dict[str, int] = field(default_factory=dict)
    missing: tuple[Missing, ...] = ()
    oddities: tuple[Oddity, ...] = ()
    printed_totals: tuple[PrintedTotal, ...] = ()
    pages: tuple[PageLedger, ...] = ()
    places: tuple[Occurrence, ...] = ()
    not_available: dict[str, int] = field(default_factory=dict)
    clocks: tuple[Clock, ...] = ()
    unread: dict[str, int] = field(default_factory=dict)
    corrections: tuple[Corrected, ...] = ()

    @property
    def months_without_rows(self) -> list[str]:
        """The months between the first and the last that have no row."""
        return [month for month, rows in self.months.items() if not rows]

    @property
    def cut(self) -> str:
        """Of files with as many rows as exports stop at, a clause for what is counted there."""
        counts = sorted({
            one.rows for one in self.oddities if one.what in CUT_SIGNS and one.rows >= LEAST_CUT
        })  # fmt: skip
        numbers = " and ".join(f"{count:,}" for count in counts)
        return f"{CUT}: a file of {self.release} has {numbers} rows" if counts else ""

    @property
    def digest(self) -> str:
        """What changes with anything that it says."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()[:16]

    def as_json(self) -> dict[str, Any]:
        """Return the ledger as plain values, its fields in their order.

        What is said of unread values, and of corrections, is left out where there are none.
        """
        facts = asdict(self)
        for holder in (facts, *facts["missing"]):
            if not holder["unread"]:
                del holder["unread"]
        if not self.corrections:
            del facts["corrections"]
        return facts

    def to_json(self) -> str:
        """Return the ledger as JSON, the same bytes for the same ledger."""
        return json.dumps(self.as_json(), indent=1, ensure_ascii=False) + "\n"

    @staticmethod
    def from_json(text: str) -> Ledger:
        """Return the ledger that `to_json` wrote."""
        facts: dict[str, Any] = json.loads(text)
        entries: dict[str, Any] = {
            "files": FileLedger,
            "missing": Missing,
            "oddities": Oddity,
            "printed_totals": PrintedTotal,
            "pages": PageLedger,
            "places": Occurrence,
            "clocks": Clock,
            "corrections": Corrected,
        }
        for name, made in entries.items():
            facts[name] = tuple(made(**entry) for entry in facts.get(name, ()))
        facts["places"] = tuple(replace(one, rows=tuple(one.rows)) for one in facts["places"])
        for name in ("never_released", "unread_columns", "notes"):
            facts[name] = tuple(facts[name])
        return Ledger(**facts)


@dataclass(frozen=True)
class Reject:
    """One row that was rejected: its file and part, its number after the header, and why."""

    file: str
    part: str | None
    row: int
    reason: str


def list_rejects(parts: Iterable[PartAccount]) -> tuple[Reject, ...]:
    """Return all rejected rows, in the order of their files and of their numbers.

    Only numbers and reasons, never a cell: what a rejected row holds may be private.
    """
    return tuple(
        Reject(part.file, part.part, one.row, one.reason)
        for part in parts
        for one in sorted(part.rejected, key=lambda one: (one.row, one.reason))
    )


def locate_rejects(rejects: Iterable[Reject]) -> tuple[Occurrence, ...]:
    """Return where rows were rejected for each reason."""
    met: dict[tuple[str, str, str | None], list[int]] = {}
    for one in rejects:
        met.setdefault((one.reason, one.file, one.part), []).append(one.row)
    return tuple(
        Occurrence("rejected", *key, number=len(rows), rows=tuple(sorted(rows)[:MOST]))
        for key, rows in met.items()
    )
