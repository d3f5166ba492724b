"""Listings: on which days an agency's list of those it shares its cameras with names a body.

A list is a snapshot. It covers its own day and those after it, until the next list of the same
agency; before the first one nothing is known. Only one of its two directions lets anybody in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

import pandas as pd

from helpers.analysis.agencies import strip_marks
from helpers.analysis.agency_names import Bodies
from helpers.cleaning.table import Table, list_dtypes
from helpers.errors import Misuse, Problem, suggest
from helpers.project import Project
from helpers.releases.release import open_release

OPENS = "networks_to_them"
"""The direction that opens a door: the agency's networks that the other body may search. What the
other body shares with the agency (`networks_from_them`) lets nobody into the agency's cameras."""

LISTED, NOT_LISTED, NOT_KNOWN = "listed", "not listed", "not known"
Before = Literal["not known", "as the first list"]
"""What is taken of the days before an agency's first list."""


@dataclass(frozen=True)
class Snapshot:
    """One list of one agency: its day (ISO; None if nobody says), and the bodies it lets in.

    `inactive` are those of `listed` whose accounts the list marks as inactive.
    """

    owner: str
    day: str | None
    listed: frozenset[str]
    inactive: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Listings:
    """All lists, and the two rules by which a list covers other days than its own.

    `holds_days` is how many days after its own a list covers at most (0: until the next one).
    """

    snapshots: tuple[Snapshot, ...]
    bodies: Bodies
    before: Before = "not known"
    holds_days: int = 0

    def __post_init__(self) -> None:
        """Refuse rules that there are not."""
        if self.before not in get_args(Before):
            known = get_args(Before)
            raise Misuse(f"There is no rule {self.before!r}", remedy=suggest(self.before, known))
        if self.holds_days < 0:
            raise Misuse("A list cannot hold for less than no days", expected="0 or more days")

    def days_of(self, owner: str) -> list[str]:
        """Return the days of an agency's lists, in order; a list without a day has none."""
        return sorted({one.day for one in self.snapshots if one.owner == owner and one.day})

    def list_on(self, owner: str, day: str | None) -> list[Snapshot]:
        """Return the lists of an agency that cover a day: none, or the lists of one day."""
        days = self.days_of(owner)
        if day is None or not days:
            return []
        past = [one for one in days if one <= day]
        if not past and self.before == NOT_KNOWN:
            return []
        valid = past[-1] if past else days[0]
        if past and self.holds_days and _count_days(valid, day) > self.holds_days:
            return []
        return [one for one in self.snapshots if one.owner == owner and one.day == valid]

    def find_listing(self, owner: str, body: str, day: str | None) -> str:
        """Return whether a body is on an agency's list on a day: listed, not listed, not known.

        What a list leaves open is not known: an account that it marks as inactive, or a body whose
        part or whole is on it.
        """
        lists = self.list_on(owner, day)
        listed = {one for snapshot in lists for one in snapshot.listed - snapshot.inactive}
        inactive = {one for snapshot in lists for one in snapshot.inactive}
        if body in listed:
            return LISTED
        near = any(self.bodies.are_related(body, one) for one in listed)
        return NOT_KNOWN if not lists or body in inactive or near else NOT_LISTED

    def list_federal(self, owner: str, day: str | None) -> list[str]:
        """Return the names of the federal bodies that an agency's list lets in on a day."""
        found = {
            one
            for snapshot in self.list_on(owner, day)
            for one in snapshot.listed - snapshot.inactive
        }
        return sorted(self.bodies.by_id[one].name for one in found if self.bodies.is_federal(one))


def read_snapshots(
    tables: Sequence[Table],
    owners: Mapping[str, str],
    days: Mapping[tuple[str, str], str | None],
    bodies: Bodies,
) -> tuple[Snapshot, ...]:
    """Return the lists in tables of the kind flock-shared-networks, one a file.

    `owners` says for each release whose list it is, `days` for each release and file of what day.
    Raises Problem if a table has no such direction, or nobody says whose it is.
    """
    found = []
    for table in tables:
        if OPENS not in list_dtypes(table.schema):
            raise Problem(
                f"{table.release} is of the kind {table.kind} and lists no shared networks",
                expected="a release of the kind flock-shared-networks",
            )
        if not owners.get(table.release):
            raise Problem(
                f"Nobody says whose list {table.release} is",
                remedy="Add the release again with --custodian",
            )
        listed = table.raw("organization", OPENS, "source_file")
        for file, rows in listed.groupby("source_file", sort=True):
            found.append(
                _read_list(rows, owners[table.release], days[table.release, str(file)], bodies)
            )
    return tuple(found)


def date_lists(releases: Iterable[str], project: Project) -> dict[tuple[str, str], str | None]:
    """Return the day of each file of releases, by release and file: `as_of` of its descriptor."""
    return {
        (name, resource.path): resource.as_of
        for name in releases
        for resource in open_release(name, project).resources
    }


def _read_list(rows: pd.DataFrame, owner: str, day: str | None, bodies: Bodies) -> Snapshot:
    let_in = rows["organization"].notna() & (rows[OPENS].fillna(0) > 0)
    active: set[str] = set()
    inactive: set[str] = set()
    for name in rows["organization"][let_in]:
        marked = "inactive" in strip_marks(name).marks
        (inactive if marked else active).add(bodies.find(name).id)
    return Snapshot(owner, day, frozenset(active | inactive), frozenset(inactive - active))


def _count_days(first: str, last: str) -> int:
    return (date.fromisoformat(last) - date.fromisoformat(first)).days
