"""Drafts: a story read from a file and each of its numbers held against what is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpers.evidence.drafts.checking import Checked, check_blocks, count_verdicts, load_checker
from helpers.intake.prose import Paragraph, read_prose
from helpers.paths import Project

NOT_SEEN = "A number that is not found is not wrong: nothing that is known here bears on it."


@dataclass(frozen=True)
class DraftReport:
    """A draft with its numbers, in order; `name` is the file's."""

    name: str
    paragraphs: Sequence[Paragraph]
    rows: Sequence[Checked]

    @property
    def has_trouble(self) -> bool:
        """Whether a number is contradicted, stretched or of another scope."""
        return any(row.is_trouble for row in self.rows)

    @property
    def counts(self) -> dict[str, int]:
        """How many numbers have each verdict, in the order of the verdicts."""
        return count_verdicts(self.rows)

    def as_json(self) -> list[dict[str, Any]]:
        """Return one object a number (docs/machine-readable-output.md)."""
        return [row.as_json() for row in self.rows]

    def lines(self) -> list[str]:
        """Return what people read: a line a number, and the tally."""
        if not self.rows:
            return [f"{self.name}: no number was found in it."]
        lines = [
            f"{self.name}, line {row.line}: {_one_line(row.text)} | {row.judgment.verdict.value} | "
            f"{row.judgment.reason}"
            for row in self.rows
        ]
        tally = ", ".join(f"{number} {verdict}" for verdict, number in self.counts.items())
        return [*lines, f"{len(self.rows)} numbers: {tally}. {NOT_SEEN}"]


def check_draft(path: Path, project: Project) -> DraftReport:
    """Return a draft with a verdict on each of its numbers.

    Raises Misuse for a file that is no draft, Problem for one that cannot be read.
    """
    paragraphs = read_prose(path)
    return DraftReport(path.name, paragraphs, check_blocks(paragraphs, load_checker(project)))


def _one_line(text: str) -> str:
    return " ".join(text.split())
