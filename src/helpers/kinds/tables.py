"""Tables: one cleaned, typed table a release, with the account of how it came about."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from helpers.kinds.contracts import Contract
from helpers.paths import Project, find_project
from helpers.releases import DataStatus, Release, open_release

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

    def to_json(self) -> str:
        """Return the ledger as JSON, the same bytes for the same ledger."""
        return json.dumps(asdict(self), indent=1, ensure_ascii=False) + "\n"

    @staticmethod
    def from_json(text: str) -> Ledger:
        """Return the ledger that `to_json` wrote."""
        facts: dict[str, Any] = json.loads(text)
        facts["files"] = tuple(FileLedger(**entry) for entry in facts["files"])
        facts["steps"] = tuple(Step(**entry) for entry in facts["steps"])
        for name in ("never_released", "unread_columns", "notes"):
            facts[name] = tuple(facts[name])
        return Ledger(**facts)


@dataclass(frozen=True)
class Table:
    """One cleaned table of one kind.

    `frame` holds the contract's columns (text as str, integer as Int64, decimal as Float64, date
    and month as ISO text; a time `c` as `c_utc`, `c_local` and `c_flag`; `c_state` where a column
    can be withheld), then source_file, source_part, source_row, data_status, duplicate_of,
    duplicate_file, duplicate_reason and problems.
    """

    release: str
    kind: str
    data_status: DataStatus
    contract: Contract
    frame: pd.DataFrame
    ledger: Ledger


def load_table(release: str, project: Project | None = None) -> Table:
    """Return a release's table: the one in data/processed if it is current, else cleaned anew.

    Writes nothing. Raises Problem if the release does not open or does not fit its kind.
    """
    project = project or find_project()
    return build_table(open_release(release, project))


def build_table(release: Release) -> Table:
    """Clean a release in memory."""
    from helpers.kinds.cleaning import clean_release_rows

    return clean_release_rows(release)
