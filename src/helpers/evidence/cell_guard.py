"""Cell guard: texts that a spreadsheet shows, and never takes for a formula.

Statements come from strangers, and a spreadsheet that opens a CSV runs what begins like a formula
(OWASP, "CSV Injection"). An apostrophe before it makes it text. It is put after separators inside
a text too: where `;` parts the cells, as in much of Europe, a part of a text becomes a cell.
"""

from __future__ import annotations

import re

_BEGINS = r"(^|[;|\t\r\n])"
_FORMULA = r"'*[ \u00a0]*[=+\-@\uff1d\uff0b\uff0d\uff20]"
_OPEN = re.compile(rf"{_BEGINS}(?={_FORMULA})")
_GUARDED = re.compile(rf"{_BEGINS}'(?={_FORMULA})")


def guard_cell(text: str) -> str:
    """Return a text that no spreadsheet runs; `free_cell` gives back the text itself.

    >>> guard_cell("=1+1"), guard_cell("a;@SUM(A1)"), guard_cell("up by 5 - or 6")
    ("'=1+1", "a;'@SUM(A1)", 'up by 5 - or 6')
    """
    return _OPEN.sub(r"\1'", text)


def free_cell(text: str) -> str:
    """Return the text that `guard_cell` was given; a text that it never made stays as it is.

    >>> free_cell("'=1+1"), free_cell("'tis"), free_cell(guard_cell("'=1+1"))
    ('=1+1', "'tis", "'=1+1")
    """
    return _GUARDED.sub(r"\1", text)
