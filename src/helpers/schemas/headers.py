"""Headers: how two spellings of a header are compared, and the test that a schema gives readers."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

_SAME = re.compile(r'[\s_"\-\u00ad\u200b-\u200d\u2010-\u2015\u2060\ufeff]+')


@dataclass(frozen=True)
class HeaderTest:
    """A test whether a row of text is the header of a known kind of file.

    `names` are the spellings that the kinds know: a row that begins with none of them need not be
    tested.
    """

    fits: Callable[[Sequence[str]], bool]
    names: frozenset[str] = frozenset()

    def __call__(self, row: Sequence[str]) -> bool:
        """Return whether `row` is a header."""
        return self.fits(row)


def fold(header: str) -> str:
    r"""Return a header without what doesn't distinguish headers: case, blanks, `_`, dashes.

    Invisible characters go too, and quotes: a file joined from others may hold a byte-order mark
    before the quote that opens a header.

    >>> fold(" Search_Date\n"), fold("searchDate"), fold("\ufeff\"Search\u2011Date\u200b\"")
    ('searchdate', 'searchdate', 'searchdate')
    """
    return _SAME.sub("", header).casefold()
