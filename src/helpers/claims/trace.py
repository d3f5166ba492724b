"""Traces: what is behind a number and what rests on it, as values and as text."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

from helpers.claims.dates import write_date
from helpers.claims.finding import Scope
from helpers.ledger.ledger import Corrected

BY_HAND = "chosen in the notebook's own code, outside the ledger"
ANOTHER_TABLE = (
    "The table has changed since this number was computed, so we can't say which rows it counted. "
    "Run the notebook again"
)

NOT_HERE = "These public records are not on this machine. To see the rows and count them again"


WIDTH = 92
"""So wide is a line of the numbers of rows, at most."""

_USE = {
    "counted": "count",
    "rejected": "that were rejected count",
    "consulted": "were consulted, and not counted",
}
"""How each use of rows is described."""


@dataclass(frozen=True)
class RowPosition:
    """One row: its file and part, its number there, and the page of a printed document."""

    file: str
    part: str | None
    row: int
    page: int | None = None

    def __str__(self) -> str:
        """Return it as a reader would look it up."""
        page = None if self.page is None else f"page {self.page}"
        pieces = (self.file, page or self.part, f"row {self.row:,}")
        return ", ".join(piece for piece in pieces if piece)


@dataclass(frozen=True)
class Narrowing:
    """One step from the records of a file to the rows that count: why, and the rows around it."""

    reason: str
    before: int
    after: int
    where: str = ""


@dataclass(frozen=True)
class SourceRelease:
    """A release as it came: what it is, who gave it out, on which request, and its files."""

    name: str
    title: str
    data_status: str
    custodian: str | None
    request: str | None
    received: str | None
    address: str | None
    licenses: tuple[str, ...]
    hash: str
    files: dict[str, str]

    def lines(self) -> Iterator[str]:
        """Yield where the release came from, as lines for people."""
        yield f"  Release: {self.title}. sha256 {self.hash}"
        received = write_date(self.received) if self.received else "not known"
        yield f"  Source agency: {self.custodian or 'not known'}. Received: {received}"
        yield f"  Request: {self.request or 'not known'}. Address: {self.address or 'not known'}"
        yield from (f"  {name}: sha256 {digest}" for name, digest in self.files.items())


@dataclass(frozen=True)
class RowTrace:
    """The rows of one release behind a number: how many, how they were chosen, and some of them.

    `every` has all of them, as ranges by file and part, where they were asked for. `stale` says
    that the table has changed since, so nobody can say which they are, and `absent` that it is
    a public release that nobody fetched here. `corrections` are those of cells in these rows.
    """

    release: SourceRelease
    use: str
    n: int
    total: int
    first: str
    last: str
    by_hand: bool
    stale: bool
    steps: tuple[Narrowing, ...]
    sample: tuple[RowPosition, ...]
    every: tuple[dict[str, Any], ...] = ()
    corrections: tuple[Corrected, ...] = ()
    absent: bool = False

    def lines(self) -> Iterator[str]:
        """Yield the rows as lines for people."""
        source = self.release
        rows = f"{self.n:,} of {self.total:,} rows {_USE[self.use]}"
        when = f", {self.first} to {self.last}" if self.first else ""
        yield f"{source.name} [{source.data_status}]: {rows}{when}"
        for step in self.steps:
            where = f" ({step.where})" if step.where else ""
            yield f"  {step.before:>11,} -> {step.after:>11,}  {step.reason}{where}"
        if self.absent:
            yield f"  {NOT_HERE}: plateglass fetch {source.name}"
        elif self.stale:
            yield f"  {ANOTHER_TABLE}: plateglass run"
        elif self.by_hand:
            yield f"  Its rows were {BY_HAND}: read the code above."
        for one in self.corrections:
            yield f"  Corrected: {one} (according to {one.source})"
        if self.sample:
            yield f"  {len(self.sample):,} of them, chosen at random:"
            yield from (f"    {position}" for position in self.sample)
        for part in self.every:
            name = f"{part['file']}, {part['part']}" if part["part"] else part["file"]
            yield f"  All of them in {name}:"
            yield from _fill(f"{a:,}" if a == b else f"{a:,}-{b:,}" for a, b in part["rows"])
        yield from source.lines()


def _fill(ranges: Iterable[str]) -> Iterator[str]:
    """Yield lines of ranges; there may be millions, for which textwrap takes seconds."""
    line: list[str] = []
    width = 4
    for one in ranges:
        if line and width + len(one) > WIDTH:
            yield f"    {'; '.join(line)};"
            line, width = [], 4
        line.append(one)
        width += len(one) + 2
    if line:
        yield f"    {'; '.join(line)}"


@dataclass(frozen=True)
class Link:
    """Something that a number rests on, or that rests on it: its id, and what it is."""

    id: str
    kind: str
    what: str
    text: str
    whose: str
    how: str = ""

    def __str__(self) -> str:
        """Return it in one line."""
        line = ": ".join(piece for piece in (self.what, self.text) if piece)
        more = ", ".join(piece for piece in (self.kind, self.how, self.whose) if piece)
        return f"{self.id}: {line} ({more})"


@dataclass(frozen=True)
class Trace:
    """What a finding or a claim rests on, and what rests on it.

    `facts` are what is known about it, each under its name; `code` is its cell's code.
    """

    id: str
    kind: str
    text: str
    value: int | float | str
    hash: str
    facts: dict[str, Any]
    code: str = ""
    rows: tuple[RowTrace, ...] = ()
    of: tuple[Link, ...] = ()
    bears: tuple[Link, ...] = ()
    used: tuple[Link, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the trace as the stable fields that `plateglass trace ID --json` prints."""
        # `asdict` would copy the numbers of all rows one by one.
        rows = [asdict(replace(one, every=())) | {"every": one.every} for one in self.rows]
        return asdict(replace(self, rows=())) | {"rows": rows}

    def lines(self) -> list[str]:
        """Return the trace as lines for people."""
        return [*self._say_what(), *self._say_rows(), *self._say_others()]

    def _say_what(self) -> Iterator[str]:
        facts = self.facts
        if self.kind == "claim":
            yield f"{self.id}: {facts['statement']}: {self.text} [{facts['data_status']}]"
            named = (facts["publisher"], facts["title"], write_date(facts["date"] or ""))
            yield "Published by " + ", ".join(piece for piece in named if piece)
            if facts["address"]:
                yield f"  {facts['address']}"
            words = facts["quotation"]
            yield f'Quotation: "{words}"' if words else "Quotation: not transcribed"
            yield f"Who counted or said it first: {facts['counted_by']}"
            yield f"Transcribed in {facts['file']}, row {facts['row']:,}. Hash {self.hash}"
            yield f"Quoted: {', '.join(facts['quoted'])}. Standing: {facts['standing']}"
            yield f"{facts['advice']}. {facts['reason']}"
            return
        if self.kind == "entry":
            yield f"{self.id}: {self.text}. Hash {self.hash}"
            known = {name: text for name, text in facts.items() if name not in ("file", "row")}
            yield from (f"  {name}: {text}" for name, text in known.items() if text)
            return
        yield f"{self.id} = {self.text} [{facts['data_status']}]"
        about = str(Scope(**facts["scope"]))
        yield from (line for line in (f"About: {about}" if about else "", facts["note"]) if line)
        cell = f", cell {facts['cell']}" if facts["cell"] else ""
        yield f"Computed in {facts['notebook']}{cell}. Hash of what it rests on: {self.hash}"
        given = [f"{name} = {value}" for name, value in facts["parameters"].items()]
        yield from ["Parameters of the run:", *(f"  {one}" for one in given)] if given else []
        yield from ["Code:", *textwrap.indent(self.code, "  ").splitlines()] if self.code else []

    def _say_rows(self) -> Iterator[str]:
        for one in self.rows:
            yield ""
            yield from one.lines()

    def _say_others(self) -> Iterator[str]:
        titles = {"finding": "Computed from", "claim": "What it repeats", "entry": "What it names"}
        yield from _say_links(titles[self.kind], self.of)
        yield from _say_links("What bears on its verdict", self.bears)
        yield from _say_links("What rests on it", self.used)


def _say_links(title: str, links: Iterable[Link]) -> Iterator[str]:
    listed = list(links)
    if listed:
        yield ""
        yield f"{title}: {len(listed):,}"
        yield from (f"  {one}" for one in listed)
