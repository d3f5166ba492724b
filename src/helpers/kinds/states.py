"""States: of each cell, why there is a value or none, and the text of those that have one."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from typing import Any

import narwhals as nw

from helpers.engines import tell_beginnings
from helpers.kinds.contracts import Column, Mark, State

_EDGE = "[ \t\r\n\f\v\u00a0\u2007\u2009\u202f\u200b\ufeff]"
EDGES = f"^{_EDGE}+|{_EDGE}+$"
"""Blanks around a value, spelled out: `\\s` means other characters on each engine."""

# Working columns have a blank in their names, so that no column of a contract is like them.


def raw(name: str) -> str:
    """Return the name of the working column that holds a column's text as received."""
    return f"raw {name}"


def state(name: str) -> str:
    """Return the name of the working column that says why there is a value or none."""
    return f"state {name}"


def given(name: str) -> str:
    """Return the name of the working column that holds a column's text where one is given."""
    return f"given {name}"


def tell_states(
    frame: Any, columns: Sequence[Column], *, present: Container[str], nulls: bool
) -> Any:
    """Return `frame` with the states of `columns`, and the texts of those that are given.

    `frame` (Narwhals) holds the texts as `raw(column.name)`; `nulls` says that some may be null.
    A text that is given stands as `given(column.name)`, of a column of text as its value. The
    columns whose names are not in `present` were never released.
    """
    lazy = isinstance(frame, nw.LazyFrame)
    texts = {c.name: nw.col(raw(c.name)) for c in columns}
    if nulls:
        texts = {name: text.fill_null("") for name, text in texts.items()}
    asked = {raw(c.name): (_odd(c.name), _beginnings(c)) for c in columns if lazy}
    frame = tell_beginnings(frame, asked) if asked else frame
    ways = [(c, texts[c.name], lazy, c.name in present) for c in columns]
    frame = frame.with_columns(*(_tell_state(*way) for way in ways))
    frame = frame.with_columns(*(_take_given(*way) for way in ways))
    return frame.drop(*(new for new, _ in asked.values()))


def _tell_state(column: Column, text: nw.Expr, lazy: bool, present: bool) -> Any:
    """Return the state of a column: why there is a value or none."""
    bare = _strip(text, lazy=lazy)
    told: Any = _GIVEN
    for marks, why in (
        (column.unavailable, State.NOT_AVAILABLE),
        (column.redactions, State.WITHHELD),
    ):
        if marks:
            told = nw.when(_matches(bare, marks)).then(nw.lit(why.value)).otherwise(told)
    blank = bare.is_in(list(column.nulls))
    told = nw.when(blank).then(nw.lit(State.BLANK.value)).otherwise(told)
    if lazy and _is_plain(column):
        if _marks(column):
            told = nw.when(_may_be_other(text, column)).then(told).otherwise(_GIVEN)
        told = nw.when(nw.col(_odd(column.name))).then(told).otherwise(_GIVEN)
        # Of cells that are not given nearly all are empty: those need no expression either.
        told = nw.when(text == "").then(nw.lit(State.BLANK.value)).otherwise(told)
    told = told if present else nw.lit(State.NEVER_RELEASED.value)
    return told.alias(state(column.name))


def _take_given(column: Column, text: nw.Expr, lazy: bool, present: bool) -> nw.Expr:
    """Return the text of a column where one is given; of a column of text it is the value."""
    kept = text if column.type in ("text", "time") else _strip(text, lazy=lazy)
    name = column.name if column.type == "text" else given(column.name)
    if lazy and present and _is_plain(column) and not _marks(column):
        # Not by its state, which the table does not show, so that nobody need work it out.
        other = nw.when(_strip(text, lazy=True) == "").then(_NONE).otherwise(kept)
        return nw.when(nw.col(_odd(column.name))).then(other).otherwise(kept).alias(name)
    is_given = nw.col(state(column.name)) == State.GIVEN.value
    return nw.when(is_given).then(kept).otherwise(_NONE).alias(name)


_NONE = nw.lit(None, nw.String)
_GIVEN = nw.lit(State.GIVEN.value)


def _odd(name: str) -> str:
    return f"odd {name}"


def _marks(column: Column) -> tuple[str | Mark, ...]:
    return (*column.redactions, *column.unavailable)


def _is_plain(column: Column) -> bool:
    """Say whether nothing but an empty cell and its marks stands for no value in a column."""
    return column.nulls == ("",)


def _beginnings(column: Column) -> str | None:
    """Return the signs of ASCII with which a mark may begin; None if that is not known."""
    begins = [m.begins if isinstance(m, Mark) else m[:1] for m in _marks(column)]
    return None if None in begins else "".join(map(str, begins))


def _strip(text: nw.Expr, *, lazy: bool) -> nw.Expr:
    """Return a text without the blanks around it.

    A lazy engine works out the costly part for the texts alone that do not begin and end with a
    sign of ASCII that is no blank.
    """
    stripped = text.str.replace_all(EDGES, "")
    if not lazy:
        return stripped
    plain = _begins_plain(text) & _begins_plain(text.str.tail(1))
    return nw.when(plain).then(text).otherwise(stripped)


def _begins_plain(text: nw.Expr) -> nw.Expr:
    return (text >= nw.lit("!")) & (text < nw.lit("\x7f"))


def _may_be_other(text: nw.Expr, column: Column) -> nw.Expr:
    """Say where a text may be blank or a mark; all that are, and hardly any other."""
    shapes = [m.shape if isinstance(m, Mark) else re.escape(m) for m in _marks(column)]
    return ~_begins_plain(text) | text.str.contains(f"^(?:{'|'.join(shapes)}){_EDGE}*$")


def _matches(bare: nw.Expr, marks: Sequence[str | Mark]) -> nw.Expr:
    """Say where a text without the blanks around it is one of `marks`."""
    texts = [mark for mark in marks if isinstance(mark, str)]
    shapes = [mark.shape for mark in marks if isinstance(mark, Mark)]
    found = bare.is_in(texts)
    return found | bare.str.contains(f"^(?:{'|'.join(shapes)})$") if shapes else found
