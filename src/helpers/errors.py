"""Errors as sentences: what is wrong, where it stands, and what to do about it."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path

MOST_LISTED = 10
"""More names than these are counted, not listed: a sentence has to stay readable."""

MOST_NAMED = 8
LONGEST_NAME = 40
"""So many names of a file's own are listed in a message, and so many characters of each."""


class Problem(Exception):  # noqa: N818 - it is shown to people, and they call it a problem
    """Something in the data or the story that a person has to put right.

    Parameters are the pieces of one sentence; only `what` is required. `str()` gives the whole.

    >>> print(Problem("The row has 4 cells", file="log.csv", row=17, expected="5 cells",
    ...               remedy="Correct the row in a copy and add that copy"))
    The row has 4 cells (log.csv, row 17); expected: 5 cells. Correct the row in a copy and add
    that copy.
    """

    exit_status = 1

    def __init__(
        self,
        what: str,
        *,
        file: str | Path | None = None,
        part: str | None = None,
        row: int | None = None,
        expected: str | None = None,
        remedy: str | None = None,
    ) -> None:
        self.what, self.expected, self.remedy = what, expected, remedy
        self.file = None if file is None else str(file)
        self.part, self.row = part, row
        super().__init__(str(self))

    def __str__(self) -> str:
        """Return the sentence."""
        row = None if self.row is None else f"row {self.row:,}"
        place = ", ".join(piece for piece in (self.file, self.part, row) if piece)
        sentence = self.what.rstrip(".")
        sentence += f" ({place})" if place else ""
        sentence += f"; expected: {self.expected.rstrip('.')}" if self.expected else ""
        return _close(sentence) + (f" {_close(self.remedy)}" if self.remedy else "")

    def _render_traceback_(self) -> list[str]:
        """Return what IPython shows in place of a traceback: the sentence."""
        return [str(self)]


def _close(sentence: str) -> str:
    return sentence if sentence.endswith(("?", "!")) else sentence.rstrip(".") + "."


class Misuse(Problem):
    """A command or a parameter that was given wrongly; the command line exits with 2."""

    exit_status = 2


class NoTable(Problem):
    """A file that holds no table, such as a letter: there is nothing wrong with it."""


class UnknownTable(Problem):
    """A file that holds a table, whose header is of no kind that is known: a person may say which.

    `header` holds its cells.
    """

    header: tuple[str, ...] = ()


_FULL = ("There is no room left on the disk", "Make room, and run the same again")
_FORBIDDEN = (
    "We aren't allowed to read or write it",
    "Change its permissions, and run the same again",
)
_BUSY = ("Too many files are open", "Close other programs, and run the same again")
_MEMORY = ("This machine doesn't have enough memory", _BUSY[1])
_MACHINE = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT), _FULL),
    **dict.fromkeys((errno.EACCES, errno.EPERM, errno.EROFS), _FORBIDDEN),
    **dict.fromkeys((errno.EMFILE, errno.ENFILE), _BUSY),
    errno.EFBIG: ("A file would become larger than it may be on this disk", _FULL[1]),
    errno.EIO: ("The disk does not answer as it should", "Try it on another disk"),
    errno.ENAMETOOLONG: ("A name is too long for this disk", "Give the file a shorter name"),
}


def explain_machine(error: Exception) -> Problem | None:
    """Return what a person can do about a machine that fails, or None if it is a fault of ours.

    DuckDB has errors of its own for what the machine refuses it; they are known by their text.

    >>> print(explain_machine(OSError(28, "No space left on device", "a/table-001.parquet")))
    There is no room left on the disk (table-001.parquet). Make room, and run the same again.
    """
    if type(error).__module__.endswith("duckdb"):
        return _explain_engine(str(error))
    if isinstance(error, MemoryError):
        return Problem(_MEMORY[0], remedy=_MEMORY[1])
    if not isinstance(error, OSError) or error.errno not in _MACHINE:
        return None
    what, remedy = _MACHINE[error.errno]
    named = isinstance(error.filename, str | bytes | os.PathLike)
    file = Path(os.fsdecode(error.filename)).name if named else None
    return Problem(what, file=file, remedy=remedy)


def _explain_engine(text: str) -> Problem | None:
    if text.startswith("Out of Memory Error"):
        return Problem(_MEMORY[0], remedy=_MEMORY[1])
    for number, (what, remedy) in _MACHINE.items():
        if os.strerror(number) in text:
            return Problem(what, remedy=remedy)
    return None


def list_some(names: Iterable[str], most: int = MOST_NAMED, *, marked: bool = False) -> str:
    """Return names for a message: the first few, none of them long, and how many more there are.

    `marked` ones are told from our own words wherever the message is published; see `mark_name`.

    >>> list_some(["State", "Agency"]), list_some("abcdefghij", most=3)
    ('State, Agency', 'a, b, c and 7 more')
    """
    known = [mark_name(name) if marked else shorten(" ".join(name.split())) for name in names]
    more = f" and {len(known) - most:,} more" if len(known) > most else ""
    return f"{', '.join(known[:most])}{more}"


def mark_name(name: str) -> str:
    """Return a name from a file as a note has it: in quotes, so that it is left out if published.

    >>> mark_name("Jan ”2025”")
    '“Jan "2025"”'
    """
    plain = name.replace("“", '"').replace("”", '"')
    return f"“{shorten(' '.join(plain.split()))}”"


def shorten(text: str, most: int = LONGEST_NAME) -> str:
    """Return a text for a message, cut if it is long.

    >>> shorten("survey question number 1", most=12)
    'survey qu...'
    """
    return text if len(text) <= most else f"{text[: most - 3]}..."


def suggest(name: str, options: Iterable[str]) -> str:
    """Return a hint that names the nearest of `options`, or lists them if they are few.

    >>> suggest("baseline_mnth", ["baseline_month", "measure"])
    'Did you mean baseline_month?'
    >>> suggest("x", ["b", "a"])
    'There are: a, b'
    """
    known = sorted(options)
    near = get_close_matches(name, known, n=1)
    if near:
        return f"Did you mean {shorten(near[0])}?"
    return f"There are: {list_some(known, MOST_LISTED) or 'none'}"
