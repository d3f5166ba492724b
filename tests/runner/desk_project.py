"""A small project with four printed figures, made up, for a desk to sign."""

from __future__ import annotations

import csv
from pathlib import Path

from helpers.claims.claim import COLUMNS, Claims, read_claim
from helpers.project import Project

FIGURES = {
    "T001": {"value": "290", "origin": "a"},
    "T002": {"value": "310", "origin": "b"},
    "T003": {"value": "540", "qualifier": "about", "topic": "wa_dol", "origin": "c"},
    "T004": {"value": "n/a", "qualifier": "n/a", "type": "statement", "origin": "d"},
}
BASE = dict.fromkeys(COLUMNS, "") | {
    "type": "quantity",
    "topic": "nlets",
    "unit": "queries",
    "qualifier": "exact",
    "rank": "primary",
    "source_org": "Office of Example",
    "source_url": "https://example.org/letter",
    "counted_by": "Office of Example",
    "read": "full",
}
RELATIONS = """relation_id,relation,subject,operands,parameter,reason
R1,same,T001,T002,,One count in one year.
"""
SCOPES = "scope,agencies,place,name\n"
READINGS = "reading_id,name,growth,baseline,comparison,measure,assumes,says\n"


def write_claims(project: Project, figures: dict[str, dict[str, str]]) -> None:
    """Write the figures, and that T001 and T002 are one quantity."""
    reference = project.root / "data" / "reference"
    reference.mkdir(parents=True, exist_ok=True)
    (reference / "relations.csv").write_text(RELATIONS, encoding="utf-8")
    (reference / "readings.csv").write_text(READINGS, encoding="utf-8")
    (reference / "scopes.csv").write_text(SCOPES, encoding="utf-8")
    with place(project).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        for name, more in figures.items():
            writer.writerow(BASE | {"claim_id": name, "statement": f"What {name} says"} | more)


def read_claims(project: Project) -> Claims:
    """Return the figures, without the second that it takes to clean a release of them."""
    with place(project).open(encoding="utf-8", newline="") as file:
        return Claims(read_claim(row) for row in csv.DictReader(file))


def place(project: Project) -> Path:
    """Return where the figures lie."""
    return project.root / "figures.csv"
