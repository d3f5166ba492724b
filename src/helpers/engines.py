"""Engines: the few operations that each engine must do natively.

Narwhals raises on a value that does not parse, on every engine (checked with 2.29). So these three
are written once for each engine and give null instead. They take text that already has the right
shape (a regular expression has masked the rest to null): behind such a mask the engines agree,
without it they do not (one reads `1:30`, another trims blanks, a third rolls second 60 over).
"""

from __future__ import annotations

from collections.abc import Sequence
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


def try_int(frame: Any, column: str, new: str) -> Any:
    """Return `frame` with `new`: `column` as a whole number, or null."""
    native, engine = _unwrap(frame)
    if engine == "pandas":
        import pandas as pd

        # Not by way of a masked assignment: that goes through floats and loses digits.
        numbers = pd.to_numeric(native[column], dtype_backend="numpy_nullable").astype("Int64")
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
