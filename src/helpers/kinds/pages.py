"""Pages: the account of a printed document, page by page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from helpers.intake.rows import PART, Rows

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class PageLedger:
    """One page: its rows by each reader, its characters, and the cells that are not of their type.

    `characters` are the visible ones below the header; `in_cells` those of them that ended in a
    cell. `failed` counts cells whose text is not of the type that the contract asks.
    """

    path: str
    page: int
    rows_read: int
    rows_kept: int
    characters: int
    in_cells: int
    failed: int

    @property
    def is_odd(self) -> bool:
        """Whether a character stands in no cell, or a cell is not of its type."""
        return bool(self.failed) or self.in_cells != self.characters


def account_pages(rows: Rows, frame: pd.DataFrame) -> list[PageLedger]:
    """Return the account of a document's pages; `frame` holds its rows as cleaned."""
    if not rows.pages:
        return []
    numbers = frame[PART].map(read_page)
    kept = Counter(numbers)
    failed: Counter[int] = Counter()
    for page, problems in zip(numbers, frame["problems"], strict=True):
        if isinstance(problems, str):
            failed[page] += len(problems.split("; "))
    return [
        PageLedger(
            rows.file,
            one.page,
            one.rows,
            kept[one.page],
            one.characters,
            one.in_cells,
            failed[one.page],
        )
        for one in rows.pages
    ]


def read_page(part: str) -> int:
    """Return the number of a page from the name of its part.

    >>> read_page("page 3"), read_page("audit.pdf, page 12")
    (3, 12)
    """
    return int(part.rpartition(" ")[2])


def is_page_of(rows: Rows, file: str, part: object) -> bool:
    """Say whether a part is a page of this document."""
    before = "page " if rows.part is None else f"{rows.part}, page "
    return bool(rows.pages) and file == rows.file and str(part).startswith(before)


def write_pages(pages: Sequence[PageLedger]) -> list[str]:
    """Return the account of the pages as lines; pages on which all is well are counted."""
    found = []
    odd = [one for one in pages if one.is_odd]
    for one in odd:
        share = 100 * one.in_cells / max(one.characters, 1)
        found.append(
            f"{one.path}, page {one.page}: {one.rows_kept:,} rows, {share:.1f}% of the characters "
            f"in cells, {one.failed:,} cells not of their type"
        )
    if pages:
        well = len(pages) - len(odd)
        found.append(
            f"{well:,} of {len(pages):,} pages: every character in a cell, every cell of its type"
        )
    return found
