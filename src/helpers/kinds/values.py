"""Values: text to typed values by a contract's column; what fails is null and says why."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw

from helpers.engines import find_span, try_decimal, try_int
from helpers.errors import Problem
from helpers.kinds.contracts import Column, Flag, Mark, State, table_columns
from helpers.kinds.stamps import read_days, read_stamps
from helpers.kinds.zones import FIRST, Convert, convert_lazily, to_local, to_utc

_EDGE = "[ \t\r\n\f\v\u00a0\u2007\u2009\u202f\u200b\ufeff]"
EDGES = f"^{_EDGE}+|{_EDGE}+$"
"""Blanks around a value, spelled out: `\\s` means other characters on each engine."""

INTEGER = r"^-?(?:[0-9]{1,18}|[0-9]{1,3}(?:,[0-9]{3}){1,5})$"
DECIMAL = r"^-?[0-9]{1,15}(?:[.][0-9]{1,15})?$"
MONTH = r"^[0-9]{4}-(?:0[1-9]|1[0-2])$"

COMPLAINTS = {
    "integer": "not a whole number",
    "decimal": "not a number",
    "date": "not a day in a form that is known",
    "month": "not a month written YYYY-MM",
    "time": "not a time in a form that is known",
}


@dataclass(frozen=True)
class Zones:
    """Where stamps without a zone were made, and where days and months are counted.

    `whole` says that a lazy engine is not asked first between which times the changes of a zone
    matter: that costs a pass over the file, and all changes a second of planning.
    """

    stamps_in: str | None
    count_in: str | None
    whole: bool = False


# Working columns have a blank in their names, so that no column of a contract is like them.


def raw(name: str) -> str:
    """Return the name of the working column that holds a column's text as received."""
    return f"raw {name}"


def state(name: str) -> str:
    """Return the name of the working column that says why there is a value or none."""
    return f"state {name}"


def problem(name: str) -> str:
    """Return the name of the working column that says why a given value became null."""
    return f"problem {name}"


def given(name: str) -> str:
    """Return the name of the working column that holds a column's text where one is given."""
    return f"given {name}"


def type_columns(
    frame: Any, columns: Sequence[Column], *, present: Container[str], zones: Zones, file: str
) -> Any:
    """Return `frame` with the typed columns of `columns`, their states and their problems.

    `frame` (Narwhals) holds the texts as `raw(column.name)`; `present` holds the names of the
    columns that the file has at all. All columns take each step together: on both engines a step
    costs more than what a column adds to it.
    """
    lazy = isinstance(frame, nw.LazyFrame)
    absent = [c for c in columns if c.name not in present and c.type not in ("integer", "decimal")]
    told = [column for column in columns if column not in absent]
    typed = [column for column in told if column.type != "text"]
    texts = {column.name: nw.col(raw(column.name)) for column in told}
    if not zones.whole:  # the reader of large files has no null for an empty cell
        texts = {name: text.fill_null("") for name, text in texts.items()}
    frame = frame.with_columns(
        *(expression for column in absent for expression in _lay_out_absent(column)),
        *(
            _tell_state(column, texts[column.name], present=column.name in present, lazy=lazy)
            for column in told
        ),
    )
    frame = frame.with_columns(*(_take_given(c, texts[c.name], lazy=lazy) for c in told))
    for column in typed:
        frame = _TYPED[column.type](frame, column, zones, file)
    problems = [_tell_problem(column) for column in told]
    return frame.with_columns(*problems).drop(*(given(column.name) for column in typed))


def _tell_state(column: Column, text: nw.Expr, *, present: bool, lazy: bool) -> Any:
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
    if lazy and set(column.nulls) <= {""}:
        told = nw.when(_may_be_other(text, column)).then(told).otherwise(_GIVEN)
    told = told if present else nw.lit(State.NEVER_RELEASED.value)
    return told.alias(state(column.name))


def _take_given(column: Column, text: nw.Expr, *, lazy: bool) -> nw.Expr:
    """Return the text of a column where one is given; of a column of text it is the value."""
    kept = text if column.type in ("text", "time") else _strip(text, lazy=lazy)
    name = column.name if column.type == "text" else given(column.name)
    return nw.when(_is_given(column)).then(kept).otherwise(_NONE).alias(name)


def _tell_problem(column: Column) -> nw.Expr:
    """Return why a text that is given became null; one of a column of text never does."""
    if column.type == "text":
        return _NONE.alias(problem(column.name))
    last = f"{column.name}_utc" if column.type == "time" else column.name
    complaint = nw.lit(f"{column.name}: {COMPLAINTS[column.type]}")
    failed = _is_given(column) & nw.col(last).is_null()
    return nw.when(failed).then(complaint).otherwise(_NONE).alias(problem(column.name))


def _is_given(column: Column) -> nw.Expr:
    return nw.col(state(column.name)) == State.GIVEN.value


_NONE = nw.lit(None, nw.String)
_GIVEN = nw.lit(State.GIVEN.value)


def _lay_out_absent(column: Column) -> list[nw.Expr]:
    """Return the columns of a contract's column that a file does not have, all at once.

    To type what is not there costs as much as to type what is. Numbers take the long way: pandas
    has no null of theirs to begin from.
    """
    value = nw.lit(None, nw.Datetime("us") if column.type == "time" else nw.String)
    names = [name for name in table_columns(column) if not name.endswith(("_state", "_flag"))]
    flag = [nw.lit(Flag.OK.value).alias(f"{column.name}_flag")] if column.type == "time" else []
    return [
        nw.lit(State.NEVER_RELEASED.value).alias(state(column.name)),
        *(value.alias(name) for name in names),
        *flag,
        _NONE.alias(problem(column.name)),
    ]


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
    marks = (*column.redactions, *column.unavailable)
    shapes = [m.shape if isinstance(m, Mark) else re.escape(m) for m in marks]
    odd = ~_begins_plain(text)
    return odd | text.str.contains(f"^(?:{'|'.join(shapes)}){_EDGE}*$") if marks else odd


def _matches(bare: nw.Expr, marks: Sequence[str | Mark]) -> nw.Expr:
    """Say where a text without the blanks around it is one of `marks`."""
    texts = [mark for mark in marks if isinstance(mark, str)]
    shapes = [mark.shape for mark in marks if isinstance(mark, Mark)]
    found = bare.is_in(texts)
    return found | bare.str.contains(f"^(?:{'|'.join(shapes)})$") if shapes else found


def _mask(frame: Any, column: Column, shape: str, value: nw.Expr | None = None) -> Any:
    """Return `frame` with `shaped text`: the given text where it has the shape, else null."""
    text = nw.col(given(column.name))
    fits = text.str.contains(shape).fill_null(value=False)
    return frame.with_columns(
        nw.when(fits).then(text if value is None else value).otherwise(_NONE).alias("shaped text")
    )


def _integer(frame: Any, column: Column, zones: Zones, file: str) -> Any:
    plain = nw.col(given(column.name)).str.replace_all(",", "", literal=True)
    frame = _mask(frame, column, INTEGER, plain)
    return try_int(frame, "shaped text", column.name).drop("shaped text")


def _decimal(frame: Any, column: Column, zones: Zones, file: str) -> Any:
    frame = _mask(frame, column, DECIMAL)
    return try_decimal(frame, "shaped text", column.name).drop("shaped text")


def _month(frame: Any, column: Column, zones: Zones, file: str) -> Any:
    return _mask(frame, column, MONTH).rename({"shaped text": column.name})


def _date(frame: Any, column: Column, zones: Zones, file: str) -> Any:
    return read_days(frame, given(column.name)).rename({"read day": column.name})


def _time(frame: Any, column: Column, zones: Zones, file: str) -> Any:
    """Read a stamp: of UTC if it says so, of its offset, or of the zone the descriptor names."""
    if not zones.stamps_in or not zones.count_in:
        raise Problem(
            f"Nobody says in which zone the stamps in {column.name} were made",
            file=file,
            expected="stamps_in and count_in in the descriptor",
            remedy="Add the file again with --stamps-in and --count-in",
        )
    name = column.name
    end = column.end_of and column.end_of[1]
    frame = read_stamps(frame, given(name), end=end, edges=EDGES)
    read, says_utc = nw.col("read time"), nw.col("in utc")
    span = None if zones.whole else find_span(frame, "read time") or (FIRST, FIRST)

    def convert(way: Convert, times: nw.Expr, zone: str) -> tuple[nw.Expr, nw.Expr]:
        return way(times, zone, span) if span else convert_lazily(way, times, zone)

    converted, flag = convert(to_utc, read, zones.stamps_in)
    frame = frame.with_columns(
        nw.when(says_utc).then(read).otherwise(converted).alias(f"{name}_utc"),
        nw.when(says_utc).then(nw.lit(Flag.OK.value)).otherwise(flag).alias("flag in"),
    )
    local, twice = convert(to_local, nw.col(f"{name}_utc"), zones.count_in)
    if zones.stamps_in == zones.count_in:
        # As written: converting there and back would move an hour that never occurs.
        local = nw.when(says_utc).then(local).otherwise(read)
    odd = nw.col("flag in") != Flag.OK.value
    return frame.with_columns(
        local.alias(f"{name}_local"),
        nw.when(odd).then(nw.col("flag in")).otherwise(twice).alias(f"{name}_flag"),
    ).drop("read time", "in utc", "flag in")


_TYPED = {
    "integer": _integer,
    "decimal": _decimal,
    "date": _date,
    "month": _month,
    "time": _time,
}
