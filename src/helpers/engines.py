"""Engines: the few operations that each engine must do natively.

Narwhals raises on a value that does not parse, on every engine (checked with 2.29). So these three
are written once for each engine and give null instead. They take text that already has the right
shape (a regular expression has masked the rest to null): behind such a mask the engines agree,
without it they do not (one reads `1:30`, another trims blanks, a third rolls second 60 over).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import narwhals as nw

from helpers.errors import Problem


def parse_time(frame: Any, column: str, new: str, formats: Sequence[str]) -> Any:
    """Return `frame` with `new`: `column` as a naive time, by the format that fits.

    A text that no format fits (31 February) becomes null. No text may fit two of `formats`: they
    are not tried in one order everywhere. `frame` is a Narwhals frame.
    """
    native, engine = _unwrap(frame)
    if engine == "pandas":
        import pandas as pd

        # Each is tried on what is left, that of the first text first: mostly one pass is enough.
        left, read = native[column].dropna(), []
        first = left.head(1)
        likely = {f for f in formats if pd.to_datetime(first, format=f, errors="coerce").count()}
        for form in sorted(formats, key=lambda form: form not in likely):
            fitting = pd.to_datetime(left, format=form, errors="coerce").dropna()
            read.append(fitting.dt.as_unit("us"))
            left = left.drop(fitting.index)
            if left.empty:
                break
        times = pd.concat(read).reindex(native.index)
        return nw.from_native(native.assign(**{new: times}))
    listed = ", ".join(_quote(f, "'") for f in formats)
    return _project(native, f"try_strptime({_quote(column)}, [{listed}])::timestamp", new)


PLAIN_FORM = "%Y-%m-%d %H:%M:%S"

BETWEEN = (" ", "\n", "\r\n", " to ", " - ")
"""What parts two stamps in one cell, in nearly all files that have such."""


def find_forms(texts: Sequence[str], forms: Sequence[str]) -> list[str | None]:
    """Return of each text the first of `forms` that reads it and writes it back as it was.

    >>> find_forms(["2025-01-02 03:04:05", "1/2/2025", "x"], ["%Y-%m-%d %H:%M:%S", "%-m/%-d/%Y"])
    ['%Y-%m-%d %H:%M:%S', '%-m/%-d/%Y', None]
    """
    import duckdb

    ways = [
        f"when strftime(try_strptime(text, {shown}), {shown}) = text then {shown}"
        for shown in (_quote(form, "'") for form in forms)
    ]
    with duckdb.connect() as connection:
        rows = connection.execute(
            f"select case {' '.join(ways)} end from (select unnest($texts::varchar[]) as text)",
            {"texts": list(texts)},
        ).fetchall()
    return [form for (form,) in rows]


def parse_usual(
    frame: Any, column: str, new: str, form: str, span: tuple[datetime, datetime], *, end: str = ""
) -> Any:
    """Return `frame` with `new`: `column` as a naive time where `form` writes it so.

    A time outside `span` (the second end excluded), and any other text, becomes null. `end` says
    that cells hold two such times, parted by one of BETWEEN, and which is taken: `first` or
    `last`; a form that may leave out leading zeros finds none then. For DuckDB alone: a text that
    is written back as it was is of the form, and that costs less than to hold it against a
    pattern.
    """
    native, engine = _unwrap(frame)
    if engine != "duckdb":
        raise Problem(f"Usual stamps are read on DuckDB alone, not on {engine}")
    text, fits = _quote(column), "true"
    ends = [text]
    if end:
        size = len(datetime(2000, 1, 1).strftime(form.replace("%g", "000")))
        ends = [f"left({text}, {size})", f"right({text}, {size})"]
        ends = ends if end == "first" else ends[::-1]
        cuts = [
            f"strlen({text}) = {2 * size + len(cut)} and {text}[{size + 1}:{size + len(cut)}] "
            f"= {_quote(cut, chr(39))}"
            for cut in BETWEEN
        ]
        fits = "false" if "%-" in form else f"({' or '.join(cuts)})"
    for place, one in enumerate(ends):
        name = _quote(f"{new} {place}" if place else new)
        native = native.project(f"*, {_read(one, form)} as {name}")
        low, high = (_quote(str(moment), "'") for moment in span)
        fits += (
            f" and {_write(name, form)} = {one} and {name} >= timestamp {low} "
            f"and {name} < timestamp {high}"
        )
    exclude = f"* exclude ({_quote(f'{new} 1')})" if end else "*"
    usual = f"case when {fits} then {_quote(new)} end"
    return nw.from_native(native.project(f"{exclude} replace ({usual} as {_quote(new)})"))


def _read(text: str, form: str) -> str:
    if form == PLAIN_FORM:  # as it is read without being told how, in half the time
        return f"try_cast({text} as timestamp)"
    return f"try_strptime({text}, {_quote(form, chr(39))})"


def _write(time: str, form: str) -> str:
    if form == PLAIN_FORM:  # fractions of a second are written too, and are of another form
        return f"left({time}::varchar, 19)"
    return f"strftime({time}, {_quote(form, chr(39))})"


def try_int(frame: Any, column: str, new: str) -> Any:
    """Return `frame` with `new`: `column` as a whole number, or null.

    A point may follow, and nothing but zeros after it.
    """
    native, engine = _unwrap(frame)
    if engine == "pandas":
        import pandas as pd

        # Not by way of a masked assignment, nor with a point: both go through floats, which lose
        # digits.
        texts = native[column]
        if bool(texts.str.contains(".", regex=False).any()):
            texts = texts.str.replace("[.]0+$", "", regex=True)
        numbers = pd.to_numeric(texts, dtype_backend="numpy_nullable").astype("Int64")
        return nw.from_native(native.assign(**{new: numbers}))
    return _project(native, f"try_cast({_quote(column)} as bigint)", new)


def try_decimal(frame: Any, column: str, new: str) -> Any:
    """Return `frame` with `new`: `column` as a number with decimals, or null."""
    native, engine = _unwrap(frame)
    if engine == "pandas":
        import pandas as pd

        numbers = pd.to_numeric(native[column], errors="coerce").astype("Float64")
        return nw.from_native(native.assign(**{new: numbers}))
    return _project(native, f"try_cast({_quote(column)} as double)", new)


def extract(frame: Any, column: str, new: str, pattern: str, group: int) -> Any:
    """Return `frame` with `new`: what a group of `pattern` matches in `column`.

    Every text of the column must match the pattern, so that no engine has to say what it gives
    where it does not.
    """
    native, engine = _unwrap(frame)
    if engine == "pandas":
        given = native[column].dropna()
        found = given.str.extract(pattern)[group - 1].reindex(native.index)
        return nw.from_native(native.assign(**{new: found.astype("str")}))
    literal = _quote(pattern, "'")
    found = f"regexp_extract({_quote(column)}, {literal}, {group})"
    return _project(native, found, new)


def tell_beginnings(frame: Any, asked: Mapping[str, tuple[str, str | None]]) -> Any:
    """Return `frame` with, for each column asked about, whether its text begins in some way.

    `asked` names the columns of text, and for each the new one and some signs of ASCII, of which
    none is a blank. The new one is False where the text begins with a sign of ASCII that is
    neither a blank nor one of these; True where it begins with another, is empty or null; and
    always True if no signs are named (None). For DuckDB alone, where it costs a tenth of what a
    regular expression does.
    """
    native, engine = _unwrap(frame)
    if engine != "duckdb":
        raise Problem(f"Beginnings are told on DuckDB alone, not on {engine}")
    told = [
        f"{_begins(_quote(column), signs)} as {_quote(new)}"
        for column, (new, signs) in asked.items()
    ]
    return nw.from_native(native.project(", ".join(["*", *told])))


def _begins(column: str, signs: str | None) -> str:
    """Return the SQL that asks whether a text begins with one of `signs`, or with none of ASCII.

    A sign's place is looked up as a bit of a number: one for the signs from `!`, one from `@`.
    """
    sign = f"ord({column})"
    if not signs:
        return "true" if signs is None else f"coalesce({sign} not between 33 and 126, true)"
    low = sum(1 << (ord(sign) - 32) for sign in set(signs) if sign < "@")
    high = sum(1 << (ord(sign) - 64) for sign in set(signs) if sign >= "@")
    return (
        f"case when {sign} between 64 and 126 then ({high} >> ({sign} - 64)) & 1 = 1 "
        f"when {sign} between 33 and 63 then ({low} >> ({sign} - 32)) & 1 = 1 else true end"
    )


def add_seconds(frame: Any, column: str, seconds: str, new: str) -> Any:
    """Return `frame` with `new`: the times of `column` moved by the whole numbers of `seconds`."""
    native, engine = _unwrap(frame)
    if engine == "pandas":
        import pandas as pd

        moved = native[column] + pd.to_timedelta(native[seconds].astype("int64"), unit="s")
        return nw.from_native(native.assign(**{new: moved.dt.as_unit("us")}))
    return _project(native, f"{_quote(column)} + to_seconds({_quote(seconds)})", new)


def find_span(frame: Any, column: str) -> tuple[datetime, datetime] | None:
    """Return the first and the last time of a column, or None if it has none."""
    ends = nw.col(column).min().alias("first"), nw.col(column).max().alias("last")
    row = to_pandas(frame.select(*ends)).iloc[0]
    known = row.notna().all()
    return (row["first"].to_pydatetime(), row["last"].to_pydatetime()) if known else None


def to_pandas(frame: Any) -> Any:
    """Return a Narwhals frame of any engine as a pandas frame; whole numbers stay whole."""
    if not isinstance(frame, nw.LazyFrame):
        return frame.to_pandas().reset_index(drop=True)
    import pandas as pd
    import pyarrow as pa

    whole = {pa.int64(): pd.Int64Dtype()}
    return nw.to_native(frame.collect("pyarrow")).to_pandas(types_mapper=whole.get)


def _unwrap(frame: Any) -> tuple[Any, str]:
    engine = frame.implementation.value
    if engine not in ("pandas", "duckdb"):
        raise Problem(f"Tables in {engine} cannot be read", expected="pandas or DuckDB")
    return nw.to_native(frame), engine


def _project(native: Any, expression: str, new: str) -> Any:
    shown = f"* exclude ({_quote(new)})" if new in native.columns else "*"
    return nw.from_native(native.project(f"{shown}, {expression} as {_quote(new)}"))


def _quote(text: str, mark: str = '"') -> str:
    return mark + text.replace(mark, mark * 2) + mark
