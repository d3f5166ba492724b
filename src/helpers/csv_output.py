"""CSV output: tables that a spreadsheet shows, and never runs.

Texts come from strangers, and a spreadsheet that opens a CSV runs what begins like a formula
(OWASP, "CSV Injection"). An apostrophe before it makes it text. It is put after separators inside
a text too: where `;` separates the cells, as in much of Europe, a part of a text becomes a cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_BEGINS = r"(^|[;|\t\r\n])"
_FORMULA = r"'*[ \u00a0]*[=+\-@\uff1d\uff0b\uff0d\uff20]"
_CONTROL = r"^(?='*[\t\r\n])"
_OPEN = re.compile(rf"{_CONTROL}|{_BEGINS}(?={_FORMULA})")
_GUARDED = re.compile(rf"^'(?='*[\t\r\n])|{_BEGINS}'(?={_FORMULA})")
_SPECIAL = re.compile('[,"\r\n]')
_NUMBER = re.compile(r"[+-]?[0-9]+(?:[.][0-9]+)?")


def guard_cell(text: str) -> str:
    r"""Return a text that no spreadsheet runs; `free_cell` gives back the text itself.

    >>> guard_cell("=1+1"), guard_cell("a;@SUM(A1)"), guard_cell("up by 5 - or 6")
    ("'=1+1", "a;'@SUM(A1)", 'up by 5 - or 6')
    >>> guard_cell("\t=1+1")
    "'\t'=1+1"
    """
    return _OPEN.sub(lambda found: (found[1] or "") + "'", text)


def free_cell(text: str) -> str:
    """Return the text that `guard_cell` was given; a text that it never made stays as it is.

    >>> free_cell("'=1+1"), free_cell("'tis"), free_cell(guard_cell("'=1+1"))
    ('=1+1', "'tis", "'=1+1")
    """
    return _GUARDED.sub(lambda found: found[1] or "", text)


def write_csv(
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    line_end: str = "\n",
    quote_all: bool = False,
) -> str:
    r"""Return rows as CSV below their header; texts are guarded, and a missing value is empty.

    >>> write_csv(["name", "rows"], [["=cmd", 2], ["-1", None], ["A, B", -3]])
    'name,rows\n\'=cmd,2\n-1,\n"A, B",-3\n'
    """
    return "".join(_write_line(row, always=quote_all) + line_end for row in (columns, *rows))


def _write_line(row: Sequence[object], *, always: bool) -> str:
    # A line of nothing would be read as no row at all.
    return ",".join(_quote(_write_cell(value), always=always) for value in row) or '""'


def _quote(text: str, *, always: bool) -> str:
    """Return a cell in quotes where it needs them: before 3.13, `csv` forgets a lone return."""
    return '"' + text.replace('"', '""') + '"' if always or _SPECIAL.search(text) else text


def _write_cell(value: object) -> str:
    """Return a value as a cell; a number isn't a formula."""
    if value is None or value != value:  # only a missing number is not itself
        return ""
    written = str(value)
    return written if _NUMBER.fullmatch(written) else guard_cell(written)
