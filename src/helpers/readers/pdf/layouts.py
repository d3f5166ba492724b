"""Layouts: how a kind looks when its table is printed, made from its schema."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from helpers.schemas.headers import list_given
from helpers.schemas.schema import Schema

IDS = (
    re.compile(r"(?:SYN-)?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"),
    re.compile(r"(?:SYN-)?[0-9]{2,}"),
)
"""The ids that released tables have: a UUID or a number. Those of invented rows begin with SYN-."""

TIME = re.compile(
    r"(?:[0-9]{4}-[0-9]{2}-[0-9]{2}T?|[0-9]{1,2}/[0-9]{1,2}/[0-9]{4},?-?)"
    r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.][0-9]{1,6})?)?(?:[AP]M)?(?:UTC|Z)?"
)
"""A timestamp without its blanks: ISO, or month/day/year with AM or PM."""


@dataclass(frozen=True)
class Anchor:
    """A column that has text exactly once in each row.

    `pattern` matches its whole cell without blanks; None if any text will do, as with names.
    `solid` says that no value of it has a blank: a line that ends in its cell separates no words.
    """

    column: str
    pattern: re.Pattern[str] | None = None
    solid: bool = False


@dataclass(frozen=True)
class Layout:
    """How a kind looks when it is printed. Can be pickled.

    `spellings` maps each header, squeezed, to its column; the header must have all of `required`.
    The first of `anchors` that the table has separates its rows.
    """

    kind: str
    spellings: Mapping[str, str]
    required: frozenset[str]
    anchors: tuple[Anchor, ...]


def make_layouts(schemas: Iterable[Schema]) -> tuple[Layout, ...]:
    """Return the layouts of those schemas whose rows can be identified when printed."""
    layouts = [make_layout(schema) for schema in schemas]
    return tuple(layout for layout in layouts if layout.anchors)


def make_layout(schema: Schema) -> Layout:
    """Return a schema's layout: its spellings, and its anchors: id, then time, then its own."""
    spellings = {squeeze(s): column.name for column in schema.columns for s in column.spellings}
    anchors = []
    if schema.id_column:
        anchors += [Anchor(schema.id_column, pattern, solid=True) for pattern in IDS]
    if schema.time_column and schema.column(schema.time_column).type == "time":
        anchors.append(Anchor(schema.time_column, TIME))
    if schema.printed_anchor:
        anchors.append(Anchor(schema.printed_anchor))
    required = frozenset(column.name for column in schema.columns if column.required)
    return Layout(schema.kind, spellings, required, tuple(anchors))


def squeeze(text: str) -> str:
    r"""Return a header without what printing changes: case, blanks, line ends, dashes, quotes.

    >>> squeeze("Networks I’m\nSharing"), squeeze("search_time")
    ('networksimsharing', 'searchtime')
    """
    return re.sub(r"[\s_\-'’\ufeff]+", "", text).casefold()


def map_layouts(layouts: Sequence[Layout], mapping: Mapping[str, str] | None) -> tuple[Layout, ...]:
    """Return layouts that also know the headers that a person has mapped to their columns."""
    mapped = {squeeze(header): squeeze(name) for header, name in (mapping or {}).items()}
    given = list_given(mapping).keys()
    return tuple(
        replace(one, spellings=_add(one.spellings, mapped), required=one.required - given)
        for one in layouts
    )


def _add(spellings: Mapping[str, str], mapped: Mapping[str, str]) -> dict[str, str]:
    added = {header: spellings[name] for header, name in mapped.items() if name in spellings}
    return {**spellings, **added}
