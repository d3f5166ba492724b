"""Ledgers: the account of how a release became a table, by file, reason and column."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from helpers.kinds.cleaning import Cleaned, Source
from helpers.kinds.contracts import Column, Contract, State
from helpers.releases import DataStatus

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class FileLedger:
    """The row accounting of one file, or of one part of it."""

    path: str
    part: str | None
    rows_read: int
    rows_kept: int
    rows_rejected: int


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
    they are); `first_local` and `last_local` the same in the zone it is counted in.
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

    def as_json(self) -> dict[str, Any]:
        """Return the ledger as plain values, its fields in their order."""
        return asdict(self)

    def to_json(self) -> str:
        """Return the ledger as JSON, the same bytes for the same ledger."""
        return json.dumps(self.as_json(), indent=1, ensure_ascii=False) + "\n"

    def lines(self) -> list[str]:
        """Return the ledger as lines for people."""
        read = f"{self.rows_read:,} rows read = {self.rows_kept:,} kept + "
        found = [f"{self.release}: {self.kind}, {self.data_status}"]
        found.append(f"  {read}{self.rows_rejected:,} rejected")
        found.append(f"  from {self.first} to {self.last}" if self.first else "  no times")
        told = {
            "rejected": self.rejected,
            "duplicates, flagged": self.duplicates,
            "values that failed": self.problems,
            "hours that occur twice or never": self.flags,
            "withheld": self.withheld,
            "blank": self.blank,
        }
        for title, counts in told.items():
            found += [f"  {title}: {name}: {count:,}" for name, count in counts.items()]
        if self.never_released:
            found.append(f"  never released: {', '.join(self.never_released)}")
        if self.unread_columns:
            found.append(f"  columns that nobody reads: {', '.join(self.unread_columns)}")
        return found + [f"  {note}" for note in self.notes]

    @staticmethod
    def from_json(text: str) -> Ledger:
        """Return the ledger that `to_json` wrote."""
        facts: dict[str, Any] = json.loads(text)
        facts["files"] = tuple(FileLedger(**entry) for entry in facts["files"])
        facts["steps"] = tuple(Step(**entry) for entry in facts["steps"])
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
) -> Ledger:
    """Return the account of a cleaned release; `frame` is the finished table."""
    rejected: Counter[str] = Counter()
    files = []
    for source in sources:
        rows = source.rows
        rejected.update(rows.reasons)
        lost = len(rows.rejected)
        files.append(FileLedger(rows.file, rows.part, rows.rows_read, rows.rows_kept, lost))
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
        never_released=tuple(
            column.name
            for column in contract.columns
            if (cleaned.states[column.name].get(State.NEVER_RELEASED.value, 0)) == len(frame) > 0
        ),
        unread_columns=cleaned.unread,
        notes=(*(note for source in sources for note in source.rows.notes), *notes),
    )


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
            text = value.isoformat(timespec="milliseconds") if len(times) else None
            ends[end + suffix] = text and text.replace(".000", "") + mark
    return ends
