"""Large ledgers: the account of a table on disk, the same that `ledgers` gives of one in memory."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import narwhals as nw

from helpers.engines import to_pandas
from helpers.intake.caps import say_cap
from helpers.kinds.clocks import Clock, choose_zones, count_clocks
from helpers.kinds.contracts import Column, Contract, State
from helpers.kinds.headers import match_header
from helpers.kinds.large import LargeTable, make_table, takes_large
from helpers.kinds.large_oddities import find_large_oddities
from helpers.kinds.large_records import connect, quote
from helpers.kinds.large_rejects import Steps
from helpers.kinds.large_tables import open_table
from helpers.kinds.ledgers import FileLedger, Ledger, describe_end
from helpers.kinds.missing import NONE, Missing, name_month, span_months, tell_missing
from helpers.kinds.registry import find_kind
from helpers.kinds.rejects import MOST, Place, Reject, place_rejects
from helpers.kinds.tables import note_status
from helpers.kinds.totals import compare_totals
from helpers.releases.release import Release


def clean_large(release: Release, target: Path) -> tuple[Ledger, tuple[Reject, ...]] | None:
    """Write the table of a release of one large file to `target`; return its ledger and rejects.

    None if it is no such release, or its file is not plain: then nothing is written.
    """
    if not takes_large(release):
        return None
    (resource,) = release.resources
    contract: Contract = find_kind(release.kind).CONTRACT
    path = release.path(resource)
    made = make_table(path, resource, contract, release.data_status, target)
    if made is None:
        return None
    status, notes = note_status(release.data_status, marked=made.marked)
    with connect(target.parent) as connection:
        account = Account(connection, made, contract)
        ledger = account.write(release, resource.path, status.value, notes)
    return ledger, tuple(Reject(resource.path, None, one.row, one.reason) for one in made.rejected)


class Account:
    """The counts of one table: rows by month, by the states of their cells, and by problems."""

    def __init__(self, connection: Any, made: LargeTable, contract: Contract) -> None:
        """Count; one pass over the table."""
        self.connection, self.made, self.contract = connection, made, contract
        self.table = f"read_parquet({quote(str(made.path), chr(39))}, file_row_number = true)"
        self.absent = {
            c.name
            for c in contract.columns
            if c.name not in match_header(contract, made.header).positions
        }
        self.times = [f"{c.name}_flag" for c in contract.columns if c.type == "time"]
        states = ", ".join(self._state(column) for column in contract.columns)
        flags = "".join(f", {quote(name)}" for name in self.times)
        utc, local = self._ends()
        self.cells = connection.execute(
            f"SELECT {self._month()}, problems, count(*), min({utc}), max({utc}), min({local}), "
            f"max({local}), {states}{flags} FROM {self.table} GROUP BY ALL"
        ).fetchall()

    def _time(self) -> Column | None:
        name = self.contract.time_column
        return self.contract.column(name) if name else None

    def _ends(self) -> tuple[str, str]:
        column = self._time()
        if column is None:
            return "NULL", "NULL"
        if column.type != "time":
            return quote(column.name), quote(column.name)
        return quote(f"{column.name}_utc"), quote(f"{column.name}_local")

    def _month(self) -> str:
        column = self._time()
        if column is None:
            return f"{NONE}"
        local = self._ends()[1]
        if column.type == "time":
            return f"coalesce(year({local}) * 12 + month({local}) - 1, {NONE})"
        return (
            f"coalesce(try_cast({local}[:4] AS INTEGER) * 12 "
            f"+ try_cast({local}[6:7] AS INTEGER) - 1, {NONE})"
        )

    def _state(self, column: Column) -> str:
        if column.has_state:
            return f"coalesce({quote(column.name + '_state')}, '{State.GIVEN.value}')"
        if column.name in self.absent:
            return f"'{State.NEVER_RELEASED.value}'"
        value = quote(f"{column.name}_utc" if column.type == "time" else column.name)
        said = f"coalesce(regexp_matches(problems, '(?:^|; ){column.name}: '), false)"
        blank = f"{value} IS NULL AND NOT {said}"
        return f"CASE WHEN {blank} THEN '{State.BLANK.value}' ELSE '{State.GIVEN.value}' END"

    def write(self, release: Release, file: str, status: str, notes: list[str]) -> Ledger:
        """Return the ledger of the release, whose only file is called `file`."""
        made, contract = self.made, self.contract
        months: Counter[int] = Counter()
        problems: Counter[str] = Counter()
        flags: Counter[str] = Counter()
        states: dict[str, Counter[tuple[int, str]]] = {c.name: Counter() for c in contract.columns}
        width = len(contract.columns)
        for month, said, rows, _, _, _, _, *rest in self.cells:
            months[month] += rows
            problems.update(dict.fromkeys(said.split("; "), rows) if said else {})
            flags.update({flag: rows for flag in rest[width:] if flag not in (None, "ok")})
            for column, state in zip(contract.columns, rest, strict=False):
                states[column.name][month, state] += rows
        ends = self._find_ends()
        rows = SimpleNamespace(
            file=file,
            part=None,
            header=made.header,
            rows_read=made.rows_read,
            rejected=made.rejected,
            printed={},
        )
        reasons = dict(sorted(Counter(one.reason for one in made.rejected).items()))
        rejects = [Reject(file, None, one.row, one.reason) for one in made.rejected]
        cap = say_cap(file, None, made.rows_read)
        lost = len(made.rejected)
        received = release.descriptor.plateglass.received
        return Ledger(
            release=release.name,
            kind=contract.kind,
            data_status=status,
            rows_read=made.rows_read,
            rows_kept=made.rows_kept,
            rows_rejected=lost,
            duplicates=made.duplicates,
            rejected=reasons,
            files=(
                FileLedger(
                    *(file, None, made.rows_read, made.rows_kept, lost),
                    rejected=reasons,
                    first=ends["first_local"],
                    last=ends["last_local"],
                ),
            ),
            **ends,
            problems=dict(sorted(problems.items())),
            flags=dict(sorted(flags.items())),
            withheld=self._count(states, State.WITHHELD),
            blank=self._count(states, State.BLANK),
            not_available=self._count(states, State.NOT_AVAILABLE),
            never_released=tuple(
                name
                for name, rows in self._count(states, State.NEVER_RELEASED).items()
                if rows == made.rows_kept
            ),
            unread_columns=match_header(contract, made.header).unread,
            notes=(*([cap] if cap else []), *notes),
            months=span_months(months, received),
            missing=self._find_missing(states, months),
            oddities=find_large_oddities(self.connection, self.table, rows, contract, received),
            printed_totals=tuple(self._compare_totals(rows)),
            places=(*place_rejects(rejects), *self._find_failed(file, problems)),
            clocks=self._count_clocks(release),
        )

    def _count_clocks(self, release: Release) -> tuple[Clock, ...]:
        (resource,) = release.resources
        zones = choose_zones(resource.stamps_in, resource.count_in, self.contract)
        return count_clocks({zones: self.connection.sql(f"FROM {self.table}")}, self.contract)

    def _find_ends(self) -> Any:
        column = self._time()
        is_time = column is not None and column.type == "time"
        ends: dict[str, str | None] = {}
        for suffix, place, mark in (("", 3, "Z"), ("_local", 5, "")):
            for end, of, choose in (("first", place, min), ("last", place + 1, max)):
                known = [entry[of] for entry in self.cells if entry[of] is not None]
                value = choose(known) if known else None
                ends[end + suffix] = describe_end(value, mark) if is_time else value
        return ends

    @staticmethod
    def _count(states: dict[str, Counter[tuple[int, str]]], which: State) -> dict[str, int]:
        counts = {
            name: sum(rows for (_, state), rows in found.items() if state == which.value)
            for name, found in states.items()
        }
        return {name: count for name, count in counts.items() if count}

    @staticmethod
    def _find_missing(
        states: dict[str, Counter[tuple[int, str]]], months: Counter[int]
    ) -> tuple[Missing, ...]:
        found: list[Missing] = []
        for name, counts in states.items():
            lacking = {state for _, state in counts} - {State.GIVEN.value}
            if not lacking or {state for _, state in counts} == {State.NEVER_RELEASED.value}:
                continue
            for number in sorted(months):
                told = {state: counts[number, state] for state in sorted(lacking)}
                found.append(tell_missing(name, name_month(number), months[number], told))
        return tuple(found)

    def _compare_totals(self, rows: Any) -> list[Any]:
        """Set the file's own totals against its rows: of these, the columns of numbers alone."""
        if not any(one.cells for one in self.made.rejected):
            return []
        names = [c.name for c in self.contract.columns if c.type in ("integer", "decimal")]
        lost = [one.row for one in self.made.rejected]
        with_origin: Any = open_table(
            self.made.path, self.contract, file="", status="", rejected=lost
        )
        narrow = nw.from_native(with_origin).lazy().select("source_row", *names)
        return compare_totals(rows, to_pandas(narrow), self.contract)

    def _find_failed(self, file: str, problems: Counter[str]) -> list[Place]:
        steps = Steps(one.row for one in self.made.rejected)
        places = []
        for reason, number in sorted(problems.items()):
            found = self.connection.execute(
                f"SELECT file_row_number FROM {self.table} WHERE contains('; ' || problems || '; ',"
                f" {quote('; ' + reason + '; ', chr(39))}) ORDER BY file_row_number LIMIT {MOST}"
            ).fetchall()
            rows = tuple(steps.number(position) for (position,) in found)
            places.append(Place("failed", reason, file, None, number, rows))
        return places
