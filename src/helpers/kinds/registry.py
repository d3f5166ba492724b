"""Registry: the kinds there are, and which of them a file is."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any

from helpers import kinds
from helpers.errors import NoTable, Problem, suggest
from helpers.intake.headings import HeaderTest
from helpers.intake.rows import Rows, cell, is_prose
from helpers.kinds.contracts import Contract
from helpers.kinds.headers import make_header_test, match_header, require_header

NEAR = 0.75
"""A kind whose score is at least this share of the best one's is named beside it."""


SAMPLE = 200
"""About so many rows, spread over the first file, help to tell its kind."""


class NoMapping(Problem):
    """A problem that would not be solved by saying which column each header is."""


@dataclass(frozen=True)
class Guess:
    """How much of a kind's contract a header answers, from 0 to 1."""

    kind: str
    score: float


@dataclass(frozen=True)
class Identity:
    """The kind that all files of a release are, how much of it they answer, and what is left."""

    contract: Contract
    score: float
    unread: tuple[str, ...]
    notes: tuple[str, ...]


@cache
def load_kinds() -> dict[str, ModuleType]:
    """Return every module of this package that has a CONTRACT, by the name of its kind.

    >>> "portal-search-log" in load_kinds()
    True
    """
    names = sorted(module.name for module in pkgutil.iter_modules(kinds.__path__))
    modules = [importlib.import_module(f"{kinds.__name__}.{name}") for name in names]
    return {m.CONTRACT.kind: m for m in modules if hasattr(m, "CONTRACT")}


def find_kind(name: str) -> Any:
    """Return a kind's module (CONTRACT, recognize, clean); a Problem names the nearest one."""
    known = load_kinds()
    if name not in known:
        raise Problem(f"There is no kind called {name}", remedy=suggest(name, known))
    return known[name]


def find_header_test(kind: str | None = None) -> HeaderTest:
    """Return a test whether a row is a header of a kind: of the one named, else of any."""
    modules = load_kinds().values() if kind is None else [find_kind(kind)]
    return make_header_test(module.CONTRACT for module in modules)


def recognize(header: Sequence[str], sample: Sequence[Sequence[str]] = ()) -> list[Guess]:
    """Return the kinds that a header (and some rows under it) may be, likeliest first."""
    scores = {name: module.recognize(header, sample) for name, module in load_kinds().items()}
    ranked = sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    return [Guess(kind, score) for kind, score in ranked]


def identify(parts: Sequence[Rows], kind: str | None = None) -> Identity:
    """Return the kind of `parts`: the one named, else the one that the first header answers best.

    Raises Problem if no kind has all its required columns, or a part lacks one of them;
    NoMapping if that part is of another kind; NoTable if what is read is a letter.
    """
    first = parts[0]
    cells = [cell(place) for place in range(len(first.header))]
    step = max(1, len(first.frame) // SAMPLE)
    guesses = recognize(first.header, first.frame.iloc[::step][cells].values.tolist())
    scores = {guess.kind: guess.score for guess in guesses}
    notes: tuple[str, ...] = ()
    if kind is None:
        kind = guesses[0].kind
        if match_header(find_kind(kind).CONTRACT, first.header).missing:
            _refuse_prose(first, guesses[0].score)
            raise Problem(
                f"The file is of no kind that is known; its header is: {', '.join(first.header)}",
                file=first.file,
                part=first.part,
                remedy=_explain_nearest(first.header),
            )
        notes = tuple(
            f"It could also be {guess.kind} ({guess.score:.0%}); say so with --kind"
            for guess in guesses[1:]
            if guess.score >= NEAR * scores[kind]
        )
    contract: Contract = find_kind(kind).CONTRACT
    for part in parts[1:]:
        _refuse_other_kind(part, first, contract)
    matches = [
        require_header(contract, part.header, file=part.file, part=part.part) for part in parts
    ]
    unread = dict.fromkeys(name for match in matches for name in match.unread)
    return Identity(contract, scores[kind], tuple(unread), notes)


def _refuse_prose(rows: Rows, score: float) -> None:
    """Raise NoTable if no name of the header is known, and the lines are those of a letter."""
    if not score and is_prose(rows):
        raise NoTable(
            "No table found: its lines do not stand in columns, and none is a header that is known",
            file=rows.file,
            part=rows.part,
            expected="a line of column names, and rows below it",
            remedy="If it is a letter or a report, it has no rows to add; if it is a table, ask "
            "the custodian for the spreadsheet behind it",
        )


def _refuse_other_kind(part: Rows, first: Rows, contract: Contract) -> None:
    """Raise NoMapping if a part is not of the kind that the first one is, but of another."""
    if not match_header(contract, part.header).missing:
        return
    other = recognize(part.header)[0].kind
    if match_header(find_kind(other).CONTRACT, part.header).missing:
        return
    if match_header(contract, first.header).missing:
        return
    raise NoMapping(
        f"This is {other}, and what stands before it is {contract.kind}",
        file=part.file,
        part=part.part,
        expected="files of one kind in a release",
        remedy=f"Add them as two releases. Of one workbook only the sheets of one kind are read "
        f"if that is named: --kind {contract.kind}, and in a second release --kind {other}",
    )


def _explain_nearest(header: Sequence[str]) -> str:
    """Name the kinds with the fewest required columns missing, and what is missing."""
    lacking = {k: match_header(m.CONTRACT, header).missing for k, m in load_kinds().items()}
    nearest = sorted(lacking, key=lambda kind: (len(lacking[kind]), kind))[:2]
    told = [f"{kind} lacks {', '.join(lacking[kind])}" for kind in nearest]
    nearby = f"The nearest kinds: {'; '.join(told)}"
    return f"{nearby}; another is named with --kind. A letter or a report holds no table to add"
