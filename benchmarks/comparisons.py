"""Comparisons: what was measured, and the table that quotes it with its peers."""

from __future__ import annotations

import re
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

START, END = "<!-- speed:start -->", "<!-- speed:end -->"


@dataclass
class Measure:
    """One comparison: ours and the peer's seconds, a pair a repeat.

    `memory` holds our peaks in bytes; `at_most` is the ratio, and `at_most_memory` the peak, that
    the project promises to stay below.
    """

    what: str
    peer: str
    ours: list[float] = field(default_factory=list)
    theirs: list[float] = field(default_factory=list)
    memory: list[int] = field(default_factory=list)
    at_most: float | None = None
    at_most_memory: int | None = None

    @property
    def seconds(self) -> float:
        """The median of ours."""
        return statistics.median(self.ours)

    @property
    def peer_seconds(self) -> float:
        """The median of the peer's."""
        return statistics.median(self.theirs)

    @property
    def ratio(self) -> float:
        """Ours as a share of the peer's: below 1 is faster."""
        return self.seconds / self.peer_seconds

    @property
    def peak(self) -> float | None:
        """The median of our peaks of memory, in bytes."""
        return statistics.median(self.memory) if self.memory else None

    def complain(self) -> str | None:
        """Return in what a promise is not kept."""
        if self.at_most is not None and self.ratio > self.at_most:
            return f"{self.what}: {self.ratio:.2f} times the peer, not {self.at_most:.2f} at most"
        if self.at_most_memory is not None and (self.peak or 0) > self.at_most_memory:
            return f"{self.what}: {_say_memory(self.peak or 0)}"
        return None


def write_rows(measures: Mapping[str, Sequence[Measure]]) -> list[str]:
    """Return one line of the table a measure, with the peer of each ratio beside it."""
    return [
        f"| {one.what} | {_say(one.seconds)}{_say_peak(one)} | {one.peer} "
        f"| {_say(one.peer_seconds)} | {one.ratio:.2f} | {len(one.ours)} | `{part}` |"
        for part, found in measures.items()
        for one in found
    ]


def write_table(rows: Sequence[str], machine: str, parts: Sequence[str]) -> str:
    """Return the rows as a markdown table, in the order of `parts`."""
    order = [f"`{part}`" for part in parts]
    placed = sorted(rows, key=lambda row: order.index(_read_part(row)))
    lines = [
        "| ours | median | peer | median | ours / peer | repeats | part |",
        "|---|---|---|---|---|---|---|",
    ]
    return "\n".join([*lines, *placed, "", f"Measured on {machine}."])


def list_other_rows(document: str, machine: str, parts: Sequence[str]) -> list[str]:
    """Return the rows of a document's table whose parts are not among `parts`.

    Stops if they were measured on another sort of machine: one line names it for all.
    """
    part = document.partition(START)[2].partition(END)[0]
    rows = [line for line in part.splitlines() if re.search(r"\| `\w+` \|$", line)]
    others = [row for row in rows if _read_part(row).strip("`") not in parts]
    if others and f"Measured on {machine}." not in part:
        raise SystemExit(f"The other rows were not measured on {machine}: leave --only out.")
    return others


def replace_part(document: str, table: str) -> str:
    """Return the document with the part between the speed markers replaced."""
    before, found, rest = document.partition(START)
    _, ended, after = rest.partition(END)
    if not (found and ended):
        raise SystemExit(f"README.md lacks {START} or {END}.")
    return f"{before}{START}\n{table}\n{END}{after}"


def _read_part(row: str) -> str:
    return row.rstrip(" |").rpartition("| ")[2]


def _say_peak(one: Measure) -> str:
    return f", {_say_memory(one.peak)}" if one.peak else ""


def _say_memory(peak: float) -> str:
    return f"{peak / 1e9:.1f} GB" if peak >= 1e9 else f"{peak / 1e6:.0f} MB"


def _say(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds < 10 else f"{seconds:.1f} s"
