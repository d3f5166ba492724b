"""Made-up releases in projects of their own, beside the truth that the generator tallied."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpers.kinds.tables import Table, load_table
from helpers.paths import Project
from helpers.releases import DESCRIPTOR
from helpers.synthesis.releases import write_synthetic

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
        """Clean it anew: this project has no cache."""
        return load_table(self.name, self.project)

    def counts(self, what: str = "distinct_searches") -> dict[tuple[str, str], int]:
        """Return the true counts by group and month."""
        nested = self.truth[what]
        return {(group, month): n for group in nested for month, n in nested[group].items()}


def make_up(kind: str, root: Path, **options: Any) -> MadeUp:
    project = Project(root)
    folder = write_synthetic(kind, project, release="made-up", **options)
    facts = json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))["plateglass"]
    return MadeUp(project, "made-up", facts["truth"])
