"""Headers: which column of a contract each header of a file is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from helpers.errors import Problem
from helpers.intake.headings import HeaderTest
from helpers.intake.headings import fold as fold
from helpers.kinds.contracts import Contract


@dataclass(frozen=True)
class Match:
    """The position of each answered column, the headers nobody read, and what is missing."""

    positions: dict[str, int]
    unread: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def names(self) -> dict[int, str]:
        """The column that each read header is, by its place: a window, and not one of its ends."""
        return {place: name for name, place in reversed(self.positions.items())}


def match_header(contract: Contract, header: Sequence[str]) -> Match:
    """Return where the columns of `contract` stand in `header`; the first match counts.

    A column that is one end of a window stands where the window does, if it has no place itself.
    """
    folded = [fold(cell) for cell in header]
    positions: dict[str, int] = {}
    for column in contract.columns:
        found = [folded.index(fold(s)) for s in column.spellings if fold(s) in folded]
        if found:
            positions[column.name] = min(found)
    for column in contract.columns:
        if column.end_of and column.end_of[0] in positions:
            positions.setdefault(column.name, positions[column.end_of[0]])
    read = set(positions.values())
    taken = {folded[place] for place in read}
    unread = tuple(
        f"{name} (once more, in column {place + 1})" if folded[place] in taken else name
        for place, name in enumerate(header)
        if place not in read and name.strip()
    )
    missing = tuple(c.name for c in contract.columns if c.required and c.name not in positions)
    return Match(positions, unread, missing)


def make_header_test(contracts: Iterable[Contract]) -> HeaderTest:
    """Return a test whether a row of text is a header of any of `contracts`, complete as required.

    It finds a header below a banner, and tells sheets of rows from covers and pivots.
    """
    known = list(contracts)

    def fits(contract: Contract, row: Sequence[str]) -> bool:
        match = match_header(contract, row)
        # One name alone may be a word of a title.
        return not match.missing and len(match.positions) >= min(2, len(contract.columns))

    def is_header(row: Sequence[str]) -> bool:
        return any(fits(contract, row) for contract in known)

    spellings = (
        name for contract in known for column in contract.columns for name in column.spellings
    )
    return HeaderTest(is_header, frozenset(spellings))


def require_header(
    contract: Contract, header: Sequence[str], *, file: str, part: str | None = None
) -> Match:
    """Return `match_header`, or a Problem that names the missing column and the nearest spelling.

    Raises Problem if a required column is missing.
    """
    match = match_header(contract, header)
    if match.missing:
        names = ", ".join(match.missing)
        what = f"columns {names} are" if len(match.missing) > 1 else f"column {names} is"
        spellings = [" or ".join(contract.column(name).spellings) for name in match.missing]
        near = get_close_matches(match.missing[0], match.unread, n=1)
        hint = f"The nearest header is {near[0]}. " if near else ""
        raise Problem(
            f"The {what} missing; the header found is: {', '.join(header)}",
            file=file,
            part=part,
            expected=f"columns headed {', '.join(spellings)}",
            remedy=f"{hint}If the file is of another kind, name that kind",
        )
    return match


def score_header(contract: Contract, header: Sequence[str]) -> float:
    """Return how much of the contract a header answers, and how much of the header it reads.

    The share of required columns found, times the mean of the share of columns found and the
    share of headers read: 1 means that both are complete, 0 that no required column is there.
    """
    match = match_header(contract, header)
    required = sum(column.required for column in contract.columns)
    named = [cell for cell in header if cell.strip()]
    if not named or not match.positions:
        return 0.0
    kept = 1 - len(match.missing) / required if required else 1.0
    answered = len(match.positions) / len(contract.columns)
    read = len(set(match.positions.values())) / len(named)
    return kept * (answered + min(read, 1.0)) / 2
