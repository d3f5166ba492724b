"""Quoting: names, texts and paths as SQL writes them, and texts of strangers as people see them."""

from __future__ import annotations

import re
from pathlib import Path

_MARKS = "\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
UNSEEN = rf"[\x00-\x1f{_MARKS}]"
"""A character that is not seen, and may change how what is around it is shown."""

_UNSEEN = re.compile(rf"[\x00-\x08\x0b-\x1f{_MARKS}\ud800-\udfff]")


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


def show_unseen(given: str) -> str:
    r"""Return a text for a terminal or a page: what is not seen in it is named by its number.

    Otherwise a header could rename the window, clear the screen, or turn words around. Ends of
    lines and tabs stay. What is named so in JSON is the same JSON.

    >>> print(show_unseen("a\x1b]0;b\u202e"))
    a\u001b]0;b\u202e
    """
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", given)
