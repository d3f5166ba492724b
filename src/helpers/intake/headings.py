"""Headings: which record is a header, and how it stands over the cells below it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from helpers.intake.rows import cell

FEW = 2
"""A record with fewer names than this is no header beside another: one word may be a value."""


_SAME = re.compile(r'[\s_"\-\u00ad\u200b-\u200d\u2010-\u2015\u2060\ufeff]+')


@dataclass(frozen=True)
class HeaderTest:
    """Says whether a row of text is the header of a kind; the kinds know their spellings.

    `names` are those spellings: a row that begins with none of them need not be asked about.
    """

    fits: Callable[[Sequence[str]], bool]
    names: frozenset[str] = frozenset()

    def __call__(self, row: Sequence[str]) -> bool:
        """Say whether `row` is a header."""
        return self.fits(row)


def fold(header: str) -> str:
    r"""Return a header without what does not tell headers apart: case, blanks, `_`, dashes.

    Characters that cannot be seen go too, and quotes: a file joined from others may hold a
    byte-order mark before the quote that opens a header.

    >>> fold(" Search_Date\n"), fold("searchDate"), fold("\ufeff\"Search\u2011Date\u200b\"")
    ('searchdate', 'searchdate', 'searchdate')
    """
    return _SAME.sub("", header).casefold()


def is_header_again(record: Sequence[str], header: Sequence[str]) -> bool:
    """Say whether a record heads another export, in another order or spelling than `header`.

    It does if at least half of its cells, and two, are names of `header`. The same header once
    more, cell by cell, is no such thing: it is rejected as a repeated one.

    >>> is_header_again(["name", "ID"], ["id", "name"]), is_header_again(["7", "name"], ["id", "x"])
    (True, False)
    """
    if [c.strip() for c in record] == [c.strip() for c in header]:
        return False
    cells = [fold(c) for c in record if c.strip()]
    known = set(cells) & {fold(name) for name in header if name.strip()}
    return len(set(cells)) == len(cells) and len(known) >= max(FEW, len(cells) / 2)


def fit_header(
    header: Sequence[str], shapes: Mapping[tuple[int, bool, bool], int], *, shifted: bool = False
) -> tuple[str, ...]:
    """Return a header as it stands over most records below it.

    `shapes` counts records by their number of cells, and whether the surplus cells are blank if
    they are taken at the left, and at the right. A header moves only where nothing but blank
    cells would stand without a name, or where nothing but blank names stand over no cell. Where
    the surplus is blank at both ends only the types of the cells can tell: `shifted` says that, by
    them, the rows begin with it.

    >>> fit_header(["a", "b"], {(3, True, False): 9}), fit_header(["a", "b"], {(3, False, True): 9})
    (('', 'a', 'b'), ('a', 'b', ''))
    >>> fit_header(["", "a", "b"], {(2, False, False): 9})
    ('a', 'b')
    >>> fit_header(["a", "b"], {(3, False, False): 9})
    ('a', 'b')
    >>> fit_header(["a", "b"], {(3, True, True): 9}, shifted=True)
    ('', 'a', 'b')
    """
    sizes: Counter[int] = Counter()
    for (size, _, _), count in shapes.items():
        sizes[size] += count
    width, whole = len(header), tuple(header)
    if not sizes:
        return whole
    common = max(sizes, key=lambda size: (sizes[size], size == width))
    edges = [shape for shape, count in shapes.items() if shape[0] == common and count]
    left = all(leading for _, leading, _ in edges)
    right = all(trailing for _, _, trailing in edges)
    if common == width:
        open_end = not header[-1].strip() and header[0].strip()
        moved = open_end and left and (shifted or not right)
        return ("", *whole[:-1]) if moved else whole
    surplus = ("",) * (common - width)
    if surplus and (left != right or (left and shifted)):
        return (*surplus, *whole) if left else (*whole, *surplus)
    named = tuple(name for name in header if name.strip())
    inner = "\0".join(name.strip() for name in header).strip("\0").split("\0")
    return named if len(named) == common == len(inner) else whole


def find_header(records: Sequence[Sequence[str]]) -> int:
    """Return the position of the record that looks like a header among the first ones.

    It is the first that has a value in more than half of the columns that most records have:
    a line of a title, a date or an agency before it does not.

    >>> find_header([["Search Audit", "", ""], ["Made 1 May"], ["a", "b", "c"], ["1", "2", "3"]])
    2
    """
    filled = [sum(bool(c.strip()) for c in record) for record in records]
    sizes = Counter(len(r) for r, count in zip(records, filled, strict=True) if count)
    if not sizes:
        return 0
    common = max(sizes, key=lambda size: (sizes[size], size))
    for place, (record, count) in enumerate(zip(records, filled, strict=True)):
        if count > common / 2 and len(record) >= common - 1 and (count > 1 or common == 1):
            return place
    return next(place for place, count in enumerate(filled) if count)


def name_columns(header: Sequence[str], frame: Any) -> tuple[str, ...]:
    """Return a header in which a column of values without a name is named by its position.

    A blank name over nothing but blanks stays: there is nothing to name.
    """
    return tuple(
        f"(column {place + 1})"
        if not name.strip() and bool(frame[cell(place)].str.strip().ne("").any())
        else name
        for place, name in enumerate(header)
    )
