"""Truth: seeded chance, and the tally that invented records keep."""

from __future__ import annotations

import random
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from typing import Any, TypeVar

# Chance: draws from a seed that stay the same on every version of Python.

Thing = TypeVar("Thing")


class Chance:
    """Draws that depend on the seed alone.

    Only `random()` is used: Python promises to keep that sequence for a seed, and promises nothing
    of the kind for `choice` or `shuffle` (https://docs.python.org/3/library/random.html, "Notes on
    Reproducibility").
    """

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed).random

    def below(self, bound: int) -> int:
        """Return a whole number from 0 to `bound` - 1."""
        return int(self._random() * bound)

    def happens(self, share: float) -> bool:
        """Return True in `share` of all cases."""
        return self._random() < share

    def pick(self, things: Sequence[Thing]) -> Thing:
        """Return one of `things`, each as likely as the other."""
        return things[self.below(len(things))]

    def climb(self, ladder: Sequence[int]) -> int:
        """Return a step of `ladder` (running sums of weights), as likely as its weight.

        >>> Chance(1).climb(build_ladder([0, 5, 0]))
        1
        """
        return bisect_right(ladder, self.below(ladder[-1]))

    def split(self, total: int, parts: int) -> list[int]:
        """Return `parts` whole numbers, uneven, that add up to `total`.

        >>> sum(Chance(7).split(292114, 36))
        292114
        """
        weights = [50 + self.below(100) for _ in range(parts)]
        ladder = [0, *accumulate(weights)]
        marks = [total * step // ladder[-1] for step in ladder]
        return [high - low for low, high in pairwise(marks)]


def build_ladder(weights: Iterable[int]) -> list[int]:
    """Return the running sums of `weights`, for `Chance.climb`.

    >>> build_ladder([2, 0, 3])
    [2, 2, 5]
    """
    return list(accumulate(weights))


# Truth: what an invented release holds, tallied while its rows are written.
#
# Tests compare the pipeline with this tally. It is kept by the side that decides what to write and
# never looks at a written row, so the two cannot share a mistake in reading.

BLANK, REPEATED_HEADER, TOTAL = "blank row", "repeated header", "row of totals"
"""Why a record isn't a row, as a person would name it."""

SAID, UNSAID = "says so", "does not say so"
"""Whether the reason of a trial says that it is one."""


@dataclass
class Tally:
    """What every invented release holds: records after the first header, and non-rows."""

    rows: int = 0
    rejected: Counter[str] = field(default_factory=Counter)

    @property
    def rows_kept(self) -> int:
        """Rows that are records of the release's kind, copies included."""
        return self.rows - self.rejected.total()

    def as_json(self) -> dict[str, Any]:
        """Return the tally as the release's descriptor has it."""
        return {
            "rows_read": self.rows,
            "rows_kept": self.rows_kept,
            "rejected": _sort(self.rejected),
        }


@dataclass
class LogTruth(Tally):
    """What an invented portal log holds.

    `rows` counts every record after the first header; `rejected` those that are not searches
    (blank lines, repeated headers). `searches` counts each search once, by group and by the month
    that the clock on the wall showed; `copies` counts the further rows of a search in the same way.
    `duplicates`, `withheld`, `blank`, `undated` and `in_repeated_hour` count rows, copies included;
    `in_another_month_by_utc` and `under_another_spelling` count searches.
    """

    searches: Counter[tuple[str, str]] = field(default_factory=Counter)
    copies: Counter[tuple[str, str]] = field(default_factory=Counter)
    duplicates: Counter[str] = field(default_factory=Counter)
    withheld: Counter[str] = field(default_factory=Counter)
    blank: Counter[str] = field(default_factory=Counter)
    undated: int = 0
    in_repeated_hour: int = 0
    in_another_month_by_utc: int = 0
    under_another_spelling: int = 0

    def count(self, group: str, month: str, *, rows: bool = False) -> int:
        """Return the distinct searches of a group in a month, or all its rows."""
        copies = self.copies[group, month] if rows else 0
        return self.searches[group, month] + copies

    def as_json(self) -> dict[str, Any]:
        """Return the tally as the release's descriptor has it."""
        return super().as_json() | {
            "duplicates": _sort(self.duplicates),
            "withheld": _sort(self.withheld),
            "blank": _sort(self.blank),
            "undated": self.undated,
            "in_repeated_hour": self.in_repeated_hour,
            "in_another_month_by_utc": self.in_another_month_by_utc,
            "under_another_spelling": self.under_another_spelling,
            "distinct_searches": _nest(self.searches),
            "rows_by_month": _nest(self.searches + self.copies),
        }


@dataclass
class CountsTruth(Tally):
    """What an invented workbook of network query counts holds.

    `queries` sums the cells that hold a number, by requester group; `rejected` counts totals rows.
    """

    queries: Counter[str] = field(default_factory=Counter)
    by_state: Counter[tuple[str, str]] = field(default_factory=Counter)
    withheld: Counter[str] = field(default_factory=Counter)
    blank: Counter[str] = field(default_factory=Counter)
    printed_totals: Counter[str] = field(default_factory=Counter)

    def as_json(self) -> dict[str, Any]:
        """Return the tally as the release's descriptor has it."""
        return super().as_json() | {
            "withheld": _sort(self.withheld),
            "blank": _sort(self.blank),
            "queries": _sort(self.queries),
            "queries_by_state": _nest(self.by_state),
            "printed_totals": _sort(self.printed_totals),
        }


@dataclass
class AuditTruth(Tally):
    """What one agency's invented network audit holds.

    `rows_by_door` counts rows by door and by the month on the wall. `searches`, `doors` and
    `classes` (what the reasons of local officers name) count each search once, by month; `unsaid`
    those made for a federal body whose reason does not say so. `first_seen` counts, by door, the
    searches that came through that door of no agency named before.

    Doors and classes are what the records show by the names and marks in them. What they do not
    show: `trials` counts the trials, by whether they say so and by month; `misspelt` the searches
    of federal bodies under a name that is not theirs, by that name and by the door that they truly
    came through. `side_doors` counts, of the side doors in `first_seen`, those that are a trial,
    and those under each name that is like a federal account's.
    """

    duplicates: Counter[str] = field(default_factory=Counter)
    withheld: Counter[str] = field(default_factory=Counter)
    blank: Counter[str] = field(default_factory=Counter)
    undated: int = 0
    searches: Counter[str] = field(default_factory=Counter)
    doors: Counter[tuple[str, str]] = field(default_factory=Counter)
    rows_by_door: Counter[tuple[str, str]] = field(default_factory=Counter)
    classes: Counter[tuple[str, str]] = field(default_factory=Counter)
    unsaid: Counter[str] = field(default_factory=Counter)
    first_seen: Counter[str] = field(default_factory=Counter)
    trials: Counter[tuple[str, str]] = field(default_factory=Counter)
    misspelt: Counter[tuple[str, str]] = field(default_factory=Counter)
    side_doors: Counter[str] = field(default_factory=Counter)

    def as_json(self) -> dict[str, Any]:
        """Return the tally as the release's descriptor has it."""
        return super().as_json() | {
            "duplicates": _sort(+self.duplicates),
            "withheld": _sort(+self.withheld),
            "blank": _sort(+self.blank),
            "undated": self.undated,
            "distinct_searches": _sort(self.searches),
            "searches_by_door": _nest(self.doors),
            "rows_by_door": _nest(self.rows_by_door),
            "searches_by_class": _nest(self.classes),
            "unsaid": _sort(+self.unsaid),
            "first_seen": _sort(+self.first_seen),
            "trials": _nest(self.trials),
            "misspelt": _nest(self.misspelt),
            "side_doors": _sort(self.side_doors),
        }


@dataclass
class ListTruth(Tally):
    """What an agency's invented sharing lists hold: their days, and whom they let in, by file."""

    days: dict[str, str] = field(default_factory=dict)
    sharing: Counter[str] = field(default_factory=Counter)
    federal: dict[str, list[str]] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return the tally as the release's descriptor has it."""
        return super().as_json() | {
            "days": self.days,
            "sharing": _sort(self.sharing),
            "federal": self.federal,
        }


def _sort(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items()))


def _nest(counts: Counter[tuple[str, str]]) -> dict[str, dict[str, int]]:
    nested: dict[str, dict[str, int]] = {}
    for (outer, inner), count in sorted(counts.items()):
        nested.setdefault(outer, {})[inner] = count
    return nested
