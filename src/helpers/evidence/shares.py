"""Shares printed beside a count: which totals fit all of them."""

from __future__ import annotations

from helpers.errors import Problem, suggest
from helpers.evidence.claims import Claim, Claims
from helpers.paths import Project, find_project
from helpers.releases import read_reference

FILE = "printed_shares.csv"
COLUMNS = ("claim", "percent", "note")


def load_shares(claims: Claims, project: Project | None = None) -> list[tuple[Claim, int]]:
    """Return each claim that prints a count with the whole percentage printed beside it.

    Raises Problem with the row for an unknown claim, one without a count, and a percentage that is
    not whole or not from 1 to 100.
    """
    found = []
    rows = read_reference(FILE, project or find_project(), COLUMNS)
    for number, row in enumerate(rows, start=1):
        name, percent = row["claim"], row["percent"]
        if name not in claims or claims[name].value is None:
            raise Problem(
                f"There is no count called {name}",
                file=FILE,
                row=number,
                remedy=suggest(name, claims),
            )
        if not percent.isdecimal() or not 1 <= int(percent) <= 100:
            raise Problem(
                f"The percentage is {percent!r}",
                file=FILE,
                row=number,
                expected="a whole number from 1 to 100",
            )
        found.append((claims[name], int(percent)))
    return found
