"""Comparisons: what was measured, and the table that quotes it with its peers."""

from __future__ import annotations

import os
import platform
import re
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

START, END = "<!-- speed:start -->", "<!-- speed:end -->"
LEAST = 5
"""A ratio of fewer pairs than this says little: single pairs of one file were 1.2 and 2.9."""

WORDS = {1: "one core", 2: "two cores", 4: "four cores", 8: "eight cores", 16: "sixteen cores"}


@dataclass
class Measure:
    """One comparison: ours and the peer's seconds, a pair a repeat.

    `ours` and `theirs` are seconds by the clock, `cpu` and `peer_cpu` those of all processors, and
    `memory` and `peer_memory` peaks in bytes. `at_most` is the ratio, `at_most_seconds` the time
    and `at_most_memory` the peak that the project promises to stay below.
    """

    what: str
    peer: str
    ours: list[float] = field(default_factory=list)
    theirs: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    peer_cpu: list[float] = field(default_factory=list)
    memory: list[int] = field(default_factory=list)
    peer_memory: list[int] = field(default_factory=list)
    at_most: float | None = None
    at_most_seconds: float | None = None
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
        """Ours as a share of the peer's, the median of the pairs: below 1 is faster."""
        return _divide(self.ours, self.theirs)

    @property
    def cpu_ratio(self) -> float | None:
        """The same in seconds of all processors; None if they were not measured."""
        return _divide(self.cpu, self.peer_cpu) if self.cpu and self.peer_cpu else None

    @property
    def peak(self) -> float | None:
        """The largest of our peaks of memory, in bytes."""
        return max(self.memory, default=None)

    def complain(self) -> str | None:
        """Return in what a promise is not kept."""
        if self.at_most is not None:
            for ratio, by in ((self.ratio, ""), (self.cpu_ratio, " in CPU seconds")):
                if ratio is not None and ratio > self.at_most:
                    return (
                        f"{self.what}: {ratio:.2f} times the peer{by}, not {self.at_most:.2f} "
                        "at most"
                    )
        if self.at_most_seconds is not None and self.seconds > self.at_most_seconds:
            return f"{self.what}: {self.seconds:.2f} s, not {self.at_most_seconds:.2f} s at most"
        if self.at_most_memory is not None and (self.peak or 0) > self.at_most_memory:
            return f"{self.what}: {_say_memory(self.peak or 0)}"
        return None


def write_rows(measures: Mapping[str, Sequence[Measure]]) -> list[str]:
    """Return one line of the table a measure, with the peer of each ratio beside it."""
    return [
        f"| {one.what} | {_say(one.seconds)}{_say_peak(one)} | {one.peer} "
        f"| {_say(one.peer_seconds)} | {one.ratio:.2f} | {_say_ratio(one.cpu_ratio)} "
        f"| {len(one.ours)} | `{part}` |"
        for part, found in measures.items()
        for one in found
    ]


def write_table(rows: Sequence[str], machine: str, parts: Sequence[str]) -> str:
    """Return the rows as a markdown table, in the order of `parts`."""
    order = [f"`{part}`" for part in parts]
    placed = sorted(rows, key=lambda row: order.index(_read_part(row)))
    lines = [
        "| ours | median | peer | median | ours / peer | in CPU seconds | pairs | part |",
        "|---|---|---|---|---|---|---|---|",
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


def describe_machine() -> str:
    """Return the class of this machine, and no more of it than that."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    words = WORDS.get(cores or 1, f"{cores} cores")
    return f"{words}, {platform.system()}, Python {platform.python_version()}"


def _divide(ours: Sequence[float], theirs: Sequence[float]) -> float:
    return statistics.median(one / other for one, other in zip(ours, theirs, strict=True))


def _read_part(row: str) -> str:
    return row.rstrip(" |").rpartition("| ")[2]


def _say_peak(one: Measure) -> str:
    return f", {_say_memory(one.peak)}" if one.peak else ""


def _say_memory(peak: float) -> str:
    return f"{peak / 1e9:.1f} GB" if peak >= 1e9 else f"{peak / 1e6:.0f} MB"


def _say_ratio(ratio: float | None) -> str:
    return "not measured" if ratio is None else f"{ratio:.2f}"


def _say(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds < 10 else f"{seconds:.1f} s"
