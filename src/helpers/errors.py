"""Errors as sentences: what is wrong, where it stands, and what to do about it."""

from __future__ import annotations

import contextlib
import csv
import errno
import os
import platform
import sys
import tempfile
import traceback
import zlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path

# A cell may be as long as its file, in what we were given and in what we make of it; else the
# standard library refuses those above 131,072 characters.
csv.field_size_limit(2**31 - 1)

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
        location = ", ".join(piece for piece in (self.file, self.part, row) if piece)
        sentence = self.what.rstrip(".")
        sentence += f" ({location})" if location else ""
        sentence += f"; expected: {self.expected.rstrip('.')}" if self.expected else ""
        return _close(sentence) + (f" {_close(self.remedy)}" if self.remedy else "")

    def _render_traceback_(self) -> list[str]:
        """Return what IPython shows instead of a traceback: the sentence."""
        return [str(self)]


def _close(sentence: str) -> str:
    return sentence if sentence.endswith(("?", "!")) else sentence.rstrip(".") + "."


class Misuse(Problem):
    """A command or a parameter that was given wrongly; the command line exits with 2."""

    exit_status = 2


class NoTable(Problem):
    """A file that holds no table, such as a letter: there is nothing wrong with it."""


class Damaged(Problem):
    """A file that can't be opened at all, so nobody knows what it holds."""


class UnknownTable(Problem):
    """A file that holds a table, whose header is of no kind that is known: a person may say which.

    `header` holds its cells.
    """

    header: tuple[str, ...] = ()


_AGAIN = "run the same again"
_FULL = ("There is no room left on the disk", f"Make room, and {_AGAIN}")
_FORBIDDEN = (
    "We aren't allowed to read or write it",
    f"Change its permissions, and {_AGAIN}",
)
_BUSY = ("Too many files are open", f"Close other programs, and {_AGAIN}")
_MEMORY = ("This machine doesn't have enough memory", _BUSY[1])
_NO_FOLDER = ("A file is where we need a folder", f"Move it elsewhere, and {_AGAIN}")
_LOOP = ("A link leads back to itself", f"Take it out, and {_AGAIN}")
_MACHINE = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT), _FULL),
    **dict.fromkeys((errno.EACCES, errno.EPERM, errno.EROFS), _FORBIDDEN),
    **dict.fromkeys((errno.EMFILE, errno.ENFILE), _BUSY),
    **dict.fromkeys((errno.ENOMEM, errno.EAGAIN), _MEMORY),
    **dict.fromkeys((errno.ENOTDIR, errno.EEXIST), _NO_FOLDER),
    errno.EISDIR: ("A folder is where we need a file", _NO_FOLDER[1]),
    errno.ELOOP: _LOOP,
    errno.ENOENT: (
        "A file or folder is gone that was there a moment ago",
        f"Look whether it was moved, and {_AGAIN}",
    ),
    errno.EFBIG: ("A file would become larger than it may be on this disk", _FULL[1]),
    errno.EIO: ("The disk does not answer as it should", "Try it on another disk"),
    errno.ENAMETOOLONG: ("A name is too long for this disk", "Give the file a shorter name"),
}
_NO_SCRATCH = "No usable temporary directory"
_ODD_NAME = (
    "A name of a file or folder, or a text, is not valid Unicode",
    f"Give it another name, and {_AGAIN}",
)


def explain_machine(error: BaseException) -> Problem | None:
    """Return what a person can do about a machine that fails, or None if it is a fault of ours.

    DuckDB has errors of its own for what the machine refuses it; they are known by their text.

    >>> print(explain_machine(OSError(28, "No space left on device", "a/table-001.parquet")))
    There is no room left on the disk (a/table-001.parquet). Make room, and run the same again.
    >>> print(explain_machine(OSError(28, "", "a/log.csv", None, "b/log.csv")))
    There is no room left on the disk (b/log.csv). Make room, and run the same again.
    """
    if type(error).__module__.endswith("duckdb"):
        return _explain_engine(str(error))
    if isinstance(error, MemoryError) or "can't start new thread" in str(error):
        return Problem(_MEMORY[0], remedy=_MEMORY[1])
    if isinstance(error, RuntimeError) and "Symlink loop" in str(error):
        return Problem(_LOOP[0], remedy=_LOOP[1])
    if isinstance(error, ImportError) and "map segment" in str(error):
        return Problem(_MEMORY[0], remedy=_MEMORY[1])
    if isinstance(error, UnicodeEncodeError):
        return Problem(_ODD_NAME[0], remedy=_ODD_NAME[1])
    if isinstance(error, OSError) and _NO_SCRATCH in str(error):
        return Problem(
            "There is no folder for temporary files that we can write to",
            expected="room, and leave to write, in the folder that TMPDIR names, or in /tmp",
            remedy="Set TMPDIR to such a folder",
        )
    if not isinstance(error, OSError) or error.errno not in _MACHINE:
        return None
    what, remedy = _MACHINE[error.errno]
    # Of a copy that finds no room, the second name is where it was to go.
    path = error.filename2 if what == _FULL[0] and error.filename2 else error.filename
    return Problem(what, file=_show_path(path), remedy=remedy)


MEMORY = 2 << 30
"""So many bytes of addresses a process needs, many of which it never fills: with fewer, libraries
end it without a word."""


def explain_memory() -> Problem | None:
    """Return what to do if a process may have too little memory, or None if it may have enough."""
    if os.name != "posix":
        return None
    import resource

    limits = [resource.getrlimit(which)[0] for which in (resource.RLIMIT_AS, resource.RLIMIT_DATA)]
    limit = min([one for one in limits if one != resource.RLIM_INFINITY], default=MEMORY)
    if limit >= MEMORY:
        return None
    return Problem(
        f"A program may have only {limit >> 20:,} MB of memory here",
        expected=f"{MEMORY >> 20:,} MB, though most of it stays unused",
        remedy="Raise the limit (ulimit -v), or use another machine",
    )


def _show_path(name: object) -> str | None:
    """Return the last two steps of a path that an error names; the others are the machine's."""
    if not isinstance(name, str | bytes | os.PathLike):
        return None
    return "/".join(part for part in Path(os.fsdecode(name)).parts[-2:] if part != "/")


def explain_error(error: BaseException, folder: Path) -> Problem:
    """Return the sentence for any error; a fault of ours is written down in `folder`/faults.

    What is written holds the steps that led there, and may quote what a row holds.
    """
    if isinstance(error, Problem):
        return error
    explained = explain_machine(error)
    if explained is not None:
        return explained
    when = datetime.now(UTC)
    text = "".join(traceback.format_exception(error))
    about = f"{when.isoformat()} Python {platform.python_version()} on {platform.platform()}"
    words = " ".join(map(shorten, sys.argv[1:]))
    report = f"{about}\nplateglass {words}\n\n{text}".encode(errors="backslashreplace")
    name = f"{when:%Y%m%d-%H%M%S}-{os.getpid()}-{abs(hash(text)) % 10_000}.txt"
    for faults in (folder / "faults", Path(tempfile.gettempdir())):
        try:
            faults.mkdir(parents=True, exist_ok=True)
            (faults / name).write_bytes(report)
        except OSError:
            continue
        shown = Path(folder.name) / "faults" if faults.parent == folder else faults
        return Problem(
            f"This is our mistake: {type(error).__name__}",
            file=shown / name,
            remedy="That file says where it happened. Please report it, but look through it "
            "first: it may quote what a row holds",
        )
    return Problem(
        f"This is our mistake: {type(error).__name__}, and there is no room for a report",
        remedy=f"Make room, and {_AGAIN}",
    )


_NOT_AS_WRITTEN = (
    *(ValueError, LookupError, TypeError, AttributeError, AssertionError),
    *(RecursionError, OverflowError, csv.Error, zlib.error),
)
"""The errors of a file that is not as we wrote it, or as a person should write it."""


@contextlib.contextmanager
def explain_file(shown: str, remedy: str, row: int | None = None) -> Iterator[None]:
    """Turn whatever is wrong with what a file of a project holds into a sentence that names it.

    `remedy` says what to do, such as running what makes it. Raises Problem.
    """
    try:
        yield
    except _NOT_AS_WRITTEN as error:
        raise Problem(
            "The file is damaged, or not as it should be", file=shown, row=row, remedy=remedy
        ) from error


def _explain_engine(text: str) -> Problem | None:
    if text.startswith("Out of Memory Error"):
        return Problem(_MEMORY[0], remedy=_MEMORY[1])
    for number, (what, remedy) in _MACHINE.items():
        if os.strerror(number) in text:
            return Problem(what, remedy=remedy)
    return None


def list_some(names: Iterable[str], most: int = MOST_NAMED, *, marked: bool = False) -> str:
    """Return names for a message: the first few, none of them long, and how many more there are.

    `marked` ones are distinguished from our own words in published messages; see `mark_name`.

    >>> list_some(["State", "Agency"]), list_some("abcdefghij", most=3)
    ('State, Agency', 'a, b, c and 7 more')
    """
    known = [mark_name(name) if marked else shorten(" ".join(name.split())) for name in names]
    more = f" and {len(known) - most:,} more" if len(known) > most else ""
    return f"{', '.join(known[:most])}{more}"


def mark_name(name: str) -> str:
    """Return a name from a file as a note has it: in quotes, so it is left out if published.

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
