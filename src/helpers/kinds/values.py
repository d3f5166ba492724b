"""Values: text to typed values by a contract's column; what fails is null and says why."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw

from helpers.engines import find_span, try_decimal, try_int
from helpers.errors import Problem
from helpers.kinds.contracts import Column, Flag, State, table_columns
from helpers.kinds.stamps import read_days, read_stamps
from helpers.kinds.states import EDGES, given, raw, state, tell_states
from helpers.kinds.usual_stamps import PLAIN, Usual, find_usual
from helpers.kinds.zones import FIRST, Convert, convert_lazily, to_local, to_utc

_NONE = nw.lit(None, nw.String)

INTEGER = r"^-?(?:[0-9]{1,18}|[0-9]{1,3}(?:,[0-9]{3}){1,5})(?:[.]0{1,18})?$"
"""A whole number; spreadsheets and pandas write one beside blanks with a point and zeros."""

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
    matter: that costs a pass over the file, and all changes a second of planning. `alike` says
    that stamps are read in the form of their sample alone, if all of that has one.
    """

    stamps_in: str | None
    count_in: str | None
    whole: bool = False
    alike: bool = False


def type_columns(
    frame: Any, columns: Sequence[Column], *, present: Container[str], zones: Zones, file: str
) -> Any:
    """Return `frame` with the typed columns of `columns`, their states and their problems.

    `frame` (Narwhals) holds the texts as `raw(column.name)`; `present` holds the names of the
    columns that the file has at all. All columns take each step together: on both engines a step
    costs more than what a column adds to it.
    """
    absent = [c for c in columns if c.name not in present and c.type not in ("integer", "decimal")]
    told = [column for column in columns if column not in absent]
    typed = [column for column in told if column.type != "text"]
    if absent:
        frame = frame.with_columns(*(one for column in absent for one in _lay_out_absent(column)))
    times = {raw(c.name): c.end_of is not None for c in typed if c.type == "time"}
    forms = find_usual(frame, times) if isinstance(frame, nw.LazyFrame) else {}
    # The reader of large files has no null for an empty cell.
    frame = tell_states(frame, told, present=present, nulls=not zones.whole)
    for column in typed:
        usual = forms.get(raw(column.name), PLAIN)
        frame = _TYPED[column.type](frame, column, zones, file, usual)
    problems = [_tell_problem(column) for column in told]
    return frame.with_columns(*problems).drop(*(given(column.name) for column in typed))


def problem(name: str) -> str:
    """Return the name of the working column that says why a given value became null."""
    return f"problem {name}"


def _tell_problem(column: Column) -> nw.Expr:
    """Return why a text that is given became null; one of a column of text never does."""
    if column.type == "text":
        return _NONE.alias(problem(column.name))
    last = f"{column.name}_utc" if column.type == "time" else column.name
    complaint = nw.lit(f"{column.name}: {COMPLAINTS[column.type]}")
    failed = ~nw.col(given(column.name)).is_null() & nw.col(last).is_null()
    return nw.when(failed).then(complaint).otherwise(_NONE).alias(problem(column.name))


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


def _mask(frame: Any, column: Column, shape: str, value: nw.Expr | None = None) -> Any:
    """Return `frame` with `shaped text`: the given text where it has the shape, else null."""
    text = nw.col(given(column.name))
    fits = text.str.contains(shape).fill_null(value=False)
    return frame.with_columns(
        nw.when(fits).then(text if value is None else value).otherwise(_NONE).alias("shaped text")
    )


def _integer(frame: Any, column: Column, zones: Zones, file: str, usual: Usual) -> Any:
    plain = nw.col(given(column.name)).str.replace_all(",", "", literal=True)
    frame = _mask(frame, column, INTEGER, plain)
    return try_int(frame, "shaped text", column.name).drop("shaped text")


def _decimal(frame: Any, column: Column, zones: Zones, file: str, usual: Usual) -> Any:
    frame = _mask(frame, column, DECIMAL)
    return try_decimal(frame, "shaped text", column.name).drop("shaped text")


def _month(frame: Any, column: Column, zones: Zones, file: str, usual: Usual) -> Any:
    return _mask(frame, column, MONTH).rename({"shaped text": column.name})


def _date(frame: Any, column: Column, zones: Zones, file: str, usual: Usual) -> Any:
    return read_days(frame, given(column.name)).rename({"read day": column.name})


def _time(frame: Any, column: Column, zones: Zones, file: str, usual: Usual) -> Any:
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
    form, alone = (usual.form, usual.in_utc), zones.alike and usual.alone
    frame = read_stamps(frame, given(name), end=end, edges=EDGES, usual=form, alone=alone)
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
