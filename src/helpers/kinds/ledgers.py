"""Ledgers: the account of how a release became a table, by file, reason and column."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from helpers.intake.rows import Rows
from helpers.kinds.cleaning import Cleaned, Source
from helpers.kinds.clocks import Clock, Zones, choose_zones, count_clocks
from helpers.kinds.contracts import Column, Contract, State
from helpers.kinds.missing import Missing, count_missing, count_months, number_months
from helpers.kinds.oddities import Oddity, find_oddities
from helpers.kinds.pages import PageLedger, account_pages
from helpers.kinds.pieces import find_absent, gather_notes, split
from helpers.kinds.rejects import Place, find_places, list_rejects
from helpers.kinds.totals import PrintedTotal, compare_totals
from helpers.status import DataStatus

if TYPE_CHECKING:
    import pandas as pd


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
class Step:
    """A step that narrowed a table: why, and how many rows stood before and after."""

    step: str
    reason: str
    before: int
    after: int


@dataclass(frozen=True)
class Ledger:
    """The row accounting of a release: rows read = rows kept + rows rejected, by name.

    `first` and `last` are the ends of the contract's time column (UTC, ISO; months and dates as
    they are); `first_local` and `last_local` the same in the zone it is counted in. `months` holds
    the rows of each month from the first to the last, those without rows included; `places` where
    the rows stand that were rejected, or of which a value failed.
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
    steps: tuple[Step, ...] = ()
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
    places: tuple[Place, ...] = ()
    not_available: dict[str, int] = field(default_factory=dict)
    clocks: tuple[Clock, ...] = ()

    @property
    def months_without_rows(self) -> list[str]:
        """The months between the first and the last for which no row is there."""
        return [month for month, rows in self.months.items() if not rows]

    def as_json(self) -> dict[str, Any]:
        """Return the ledger as plain values, its fields in their order."""
        return asdict(self)

    def to_json(self) -> str:
        """Return the ledger as JSON, the same bytes for the same ledger."""
        return json.dumps(self.as_json(), indent=1, ensure_ascii=False) + "\n"

    def lines(self) -> list[str]:
        """Return the ledger as lines for people."""
        from helpers.kinds.wordings import write_ledger

        return write_ledger(self)

    @staticmethod
    def from_json(text: str) -> Ledger:
        """Return the ledger that `to_json` wrote."""
        facts: dict[str, Any] = json.loads(text)
        facts["files"] = tuple(FileLedger(**entry) for entry in facts["files"])
        facts["steps"] = tuple(Step(**entry) for entry in facts["steps"])
        entries: dict[str, Any] = {
            "missing": Missing,
            "oddities": Oddity,
            "printed_totals": PrintedTotal,
            "pages": PageLedger,
            "places": Place,
            "clocks": Clock,
        }
        for name, made in entries.items():
            facts[name] = tuple(made(**entry) for entry in facts.get(name, ()))
        facts["places"] = tuple(replace(one, rows=tuple(one.rows)) for one in facts["places"])
        for name in ("never_released", "unread_columns", "notes"):
            facts[name] = tuple(facts[name])
        return Ledger(**facts)


def make_ledger(
    release: str,
    sources: Sequence[Source],
    cleaned: Cleaned,
    frame: pd.DataFrame,
    contract: Contract,
    status: DataStatus,
    notes: Sequence[str] = (),
    received: str | None = None,
) -> Ledger:
    """Return the account of a cleaned release; `frame` is the finished table.

    `received` is the day on which the files came.
    """
    rejected: Counter[str] = Counter()
    files = []
    pieces = split(frame, sources)
    for rows, piece in pieces:
        rejected.update(rows.reasons)
        lost, ends_here = len(rows.rejected), _find_ends(frame.iloc[piece], contract)
        files.append(
            FileLedger(
                *(rows.file, rows.part, rows.rows_read, rows.rows_kept, lost),
                rejected=rows.reasons,
                first=ends_here["first_local"],
                last=ends_here["last_local"],
            )
        )
    months = number_months(frame, contract)
    shown = [(rows, frame.iloc[piece]) for rows, piece in pieces]
    ends: Any = _find_ends(frame, contract)
    complaints = frame["problems"].dropna().str.split("; ").explode()
    return Ledger(
        release=release,
        kind=contract.kind,
        data_status=status.value,
        rows_read=sum(file.rows_read for file in files),
        rows_kept=sum(file.rows_kept for file in files),
        rows_rejected=sum(file.rows_rejected for file in files),
        duplicates=_count(frame["duplicate_reason"]),
        rejected=dict(sorted(rejected.items())),
        files=tuple(files),
        **ends,
        problems=_count(complaints),
        flags=_count_flags(frame, contract),
        withheld=_count_states(cleaned.states, contract, State.WITHHELD),
        blank=_count_states(cleaned.states, contract, State.BLANK),
        not_available=_count_states(cleaned.states, contract, State.NOT_AVAILABLE),
        never_released=tuple(
            column.name
            for column in contract.columns
            if (cleaned.states[column.name].get(State.NEVER_RELEASED.value, 0)) == len(frame) > 0
        ),
        unread_columns=cleaned.unread,
        notes=(*gather_notes(sources), *notes),
        months=count_months(months, received),
        missing=count_missing(frame, contract, months, find_absent(frame, pieces, contract)),
        oddities=find_oddities(shown, contract, received),
        printed_totals=tuple(
            total for rows, piece in shown for total in compare_totals(rows, piece, contract)
        ),
        pages=tuple(page for rows, piece in shown for page in account_pages(rows, piece)),
        places=find_places(list_rejects(source.rows for source in sources), frame),
        clocks=count_clocks(_group_by_zones(sources, pieces, frame, contract), contract),
    )


def _group_by_zones(
    sources: Sequence[Source],
    pieces: Sequence[tuple[Rows, Any]],
    frame: pd.DataFrame,
    contract: Contract,
) -> dict[Zones, pd.DataFrame]:
    import pandas as pd

    times = frame[[name for name in frame if str(name).startswith(f"{contract.time_column}_")]]
    grouped: dict[Zones, list[pd.DataFrame]] = {}
    for source, (_, piece) in zip(sources, pieces, strict=True):
        zones = choose_zones(source.stamps_in, source.count_in, contract)
        grouped.setdefault(zones, []).append(times.iloc[piece])
    return {zones: pd.concat(frames) for zones, frames in grouped.items()}


def _count(values: pd.Series[Any]) -> dict[str, int]:
    counts = values.dropna().value_counts()
    return {str(name): int(counts[name]) for name in sorted(counts.index)}


def _count_flags(frame: pd.DataFrame, contract: Contract) -> dict[str, int]:
    """Count local times that name two instants or none; `ok` needs no line."""
    flags: Counter[str] = Counter()
    for column in contract.columns:
        if column.type == "time":
            counts = _count(frame[f"{column.name}_flag"])
            flags.update({name: count for name, count in counts.items() if name != "ok"})
    return dict(sorted(flags.items()))


def _count_states(
    states: Mapping[str, Mapping[str, int]], contract: Contract, which: State
) -> dict[str, int]:
    counts = {column.name: states[column.name].get(which.value, 0) for column in contract.columns}
    return {name: count for name, count in counts.items() if count}


def _find_ends(frame: pd.DataFrame, contract: Contract) -> dict[str, str | None]:
    name = contract.time_column
    column: Column | None = contract.column(name) if name else None
    if column is None or column.type != "time":
        known = sorted(frame[name].dropna()) if name else []
        first, last = (known[0], known[-1]) if known else (None, None)
        return {"first": first, "last": last, "first_local": first, "last_local": last}
    ends: dict[str, str | None] = {}
    for suffix, zone, mark in (("", "utc", "Z"), ("_local", "local", "")):
        times = frame[f"{name}_{zone}"].dropna()
        for end, value in (("first", times.min()), ("last", times.max())):
            ends[end + suffix] = describe_end(value if len(times) else None, mark)
    return ends


def describe_end(value: datetime | None, mark: str) -> str | None:
    """Return a time as a ledger writes it, or None; `mark` stands behind it.

    >>> describe_end(datetime(2025, 5, 1, 10, 0, 0, 250000), "Z")
    '2025-05-01T10:00:00.250Z'
    """
    if value is None:
        return None
    return value.isoformat(timespec="milliseconds").replace(".000", "") + mark
