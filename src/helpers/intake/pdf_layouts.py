"""Layouts: what a printed table is known by: how its headers are spelled, and what anchors a row.

The kinds make them from their contracts (`kinds.printed`); nothing here knows of any kind.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Anchor:
    """A column that has text exactly once in each row.

    `pattern` is what the whole of its cell matches once all blanks are taken out; None if any
    text will do, as with names. `solid` says that no value of it has a blank: where a line ends
    within its cell, no two words part.
    """

    column: str
    pattern: re.Pattern[str] | None = None
    solid: bool = False


@dataclass(frozen=True)
class Layout:
    """How a kind looks when it is printed.

    `spellings` maps each header, squeezed, to its column; all of `required` must stand in the
    header. The first of `anchors` of which the table has any tells rows apart.
    """

    kind: str
    spellings: Mapping[str, str]
    required: frozenset[str]
    anchors: tuple[Anchor, ...]


def squeeze(text: str) -> str:
    r"""Return a header without what printing changes: case, blanks, line ends, dashes, quotes.

    >>> squeeze("Networks I’m\nSharing"), squeeze("search_time")
    ('networksimsharing', 'searchtime')
    """
    return re.sub(r"[\s_\-'’\ufeff]+", "", text).casefold()


def map_layouts(layouts: Sequence[Layout], mapping: Mapping[str, str] | None) -> tuple[Layout, ...]:
    """Return layouts that know the headers, too, which a person has mapped to their columns."""
    mapped = {squeeze(header): name for header, name in (mapping or {}).items()}
    return tuple(
        replace(
            layout,
            spellings={
                **layout.spellings,
                **{
                    header: layout.spellings[squeeze(name)]
                    for header, name in mapped.items()
                    if squeeze(name) in layout.spellings
                },
            },
        )
        for layout in layouts
    )
