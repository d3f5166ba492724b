"""Quoting: names, texts and paths as SQL writes them."""

from __future__ import annotations

import re
from pathlib import Path


def name(given: str) -> str:
    """Return a name as SQL writes it.

    >>> print(name('a "b" c'))
    "a ""b"" c"
    """
    return '"' + given.replace('"', '""') + '"'


def text(given: str) -> str:
    r"""Return a text as SQL writes it; characters that cannot be seen are named by their numbers.

    >>> text("it's"), text("a\nb")
    ("'it''s'", "('a' || chr(10) || 'b')")
    """
    pieces = re.split(r"([\x00-\x1f\x7f]+)", given)
    if len(pieces) == 1:
        return "'" + given.replace("'", "''") + "'"
    written = []
    for number, piece in enumerate(pieces):
        if number % 2:
            written += [f"chr({ord(character)})" for character in piece]
        elif piece:
            written.append("'" + piece.replace("'", "''") + "'")
    return written[0] if len(written) == 1 else f"({' || '.join(written)})"


def path(given: Path | str) -> str:
    """Return a path as SQL writes it: `log [1].csv` is a file, and no pattern of file names.

    >>> path("log [1].csv")
    "'log [[]1].csv'"
    """
    return text(re.sub(r"([\[*?])", r"[\1]", str(given)))
