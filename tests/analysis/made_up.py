"""Made-up releases in projects of their own, beside the truth that the generator tallied."""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpers.analysis import doors, reasons, sharing_lists
from helpers.analysis.agencies import load_directory
from helpers.analysis.agency_names import Bodies, find_bodies_of
from helpers.cleaning.clean import make_tables
from helpers.cleaning.table import Table
from helpers.project import HOME, Project
from helpers.releases.descriptor import DESCRIPTOR
from helpers.releases.release import open_release
from helpers.synthetic.invented_releases import SHIPPED, write_synthetic

FEDERAL = [f"Federal account {letter}" for letter in "ABCDE"]


@dataclass(frozen=True)
class MadeUp:
    """A made-up release in a project of its own: where it lies, and what it truly holds."""

    project: Project
    name: str
    truth: dict[str, Any]

    @property
    def folder(self) -> Path:
        return self.project.raw / self.name

    def load(self) -> Table:
        """Clean it anew, whatever was cleaned before."""
        folder = Path(tempfile.mkdtemp(dir=self.project.root))
        return make_tables(open_release(self.name, self.project), folder)

    def counts(self, what: str = "distinct_searches") -> dict[tuple[str, str], int]:
        """Return the true counts by group and month."""
        nested = self.truth[what]
        return {(group, month): n for group in nested for month, n in nested[group].items()}


def make_up(kind: str, root: Path, **options: Any) -> MadeUp:
    project = Project(root)
    folder = write_synthetic(kind, project, release="made-up", **options)
    facts = json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))["plateglass"]
    return MadeUp(project, "made-up", facts["truth"])


@dataclass(frozen=True)
class MadeUpDoors:
    """The audits and lists of invented agencies, cleaned, and what they truly hold."""

    project: Project
    audits: tuple[Table, ...]
    lists: tuple[Table, ...]
    owners: dict[str, str]
    days: dict[tuple[str, str], str | None]
    truth: dict[str, dict[str, Any]]
    bodies: Bodies
    joined: Any

    @property
    def agencies(self) -> list[str]:
        """The agencies whose cameras are searched."""
        return sorted({self.owners[table.release] for table in self.audits})

    def list(self, **rules: Any) -> sharing_lists.Listings:
        """Return the lists under these rules, read anew."""
        snapshots = sharing_lists.read_snapshots(self.lists, self.owners, self.days, self.bodies)
        return sharing_lists.Listings(snapshots, self.bodies, **rules)

    def mark(self, *, match: Any = "whole words", **rules: Any) -> Any:
        """Return all rows with the door that the suite finds for each."""
        table = reasons.load_keywords(self.project)
        classed = doors.class_audit(self.joined, self.bodies, table, match=match)
        return doors.mark_doors(classed, self.list(**rules), reasons.IMMIGRATION_BODIES)

    def count_truly(self, what: str = "searches_by_door") -> Counter[tuple[str, str, str]]:
        """Return the true counts by owner, door (or class) and month."""
        return Counter(
            {
                (self.owners[name], outer, month): n
                for name, truth in self.truth.items()
                if what in truth
                for outer, by_month in truth[what].items()
                for month, n in by_month.items()
            }
        )


def make_up_doors(load: Callable[[str], Table]) -> MadeUpDoors:
    """Return the shipped releases about doors; `load` cleans one of them."""
    project, truth, tables = Project(HOME), {}, []
    for name, (_, agency) in SHIPPED.items():
        if agency:
            facts = json.loads((project.release(name) / DESCRIPTOR).read_text(encoding="utf-8"))
            truth[name] = facts["plateglass"]["truth"]
            tables.append(load(name))
    logs = tuple(table for table in tables if table.kind == "flock-network-audit")
    lists = tuple(table for table in tables if table.kind != "flock-network-audit")
    owners = doors.name_owners(truth, project)
    days = sharing_lists.date_lists([table.release for table in lists], project)
    bodies = find_bodies_of(tables, load_directory(project))
    joined = doors.join_audits(logs, owners)
    return MadeUpDoors(project, logs, lists, owners, days, truth, bodies, joined)
