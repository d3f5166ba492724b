"""Engines: behind a shape mask, both read the same; what is no value is null, never an error."""

from __future__ import annotations

from typing import Any

import duckdb
import narwhals as nw
import pandas as pd
import pytest

from helpers.engines import parse_time, to_pandas, try_decimal, try_int
from helpers.errors import Problem

ENGINES = ["pandas", "duckdb"]


def make(engine: str, values: list[str | None]) -> Any:
    frame = pd.DataFrame({"x": pd.Series(values, dtype="str"), "n": range(len(values))})
    return nw.from_native(frame if engine == "pandas" else duckdb.connect().from_df(frame))


def column(frame: Any) -> list[Any]:
    values = to_pandas(frame.sort("n"))["new"]
    return [None if pd.isna(value) else value for value in values]


@pytest.mark.parametrize("engine", ENGINES)
def test_times_by_the_first_format_that_fits(engine: str) -> None:
    values = ["2025-02-28 23:59:59.789", "2025-02-31 00:00:00.000", "2024-02-29 10:00", None]
    frame = parse_time(make(engine, values), "x", "new", ["%Y-%m-%d %H:%M:%S.%f", "%Y-%m-%d %H:%M"])
    assert column(frame) == [
        pd.Timestamp("2025-02-28 23:59:59.789"),
        None,
        pd.Timestamp("2024-02-29 10:00"),
        None,
    ]


@pytest.mark.parametrize("engine", ENGINES)
def test_whole_numbers_keep_every_digit(engine: str) -> None:
    values = ["999999999999999999", "-7", None, "0012"]
    assert column(try_int(make(engine, values), "x", "new")) == [999999999999999999, -7, None, 12]


@pytest.mark.parametrize("engine", ENGINES)
def test_decimals(engine: str) -> None:
    assert column(try_decimal(make(engine, ["0.5", None, "-3"]), "x", "new")) == [0.5, None, -3.0]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("operation", [try_int, try_decimal])
def test_a_column_without_a_value_is_null(engine: str, operation: Any) -> None:
    assert column(operation(make(engine, [None, None]), "x", "new")) == [None, None]
    assert column(parse_time(make(engine, [None]), "x", "new", ["%Y"])) == [None]


def test_another_engine_is_a_sentence() -> None:
    import pyarrow as pa

    with pytest.raises(Problem, match="Tables in pyarrow cannot be read"):
        try_int(nw.from_native(pa.table({"x": ["1"]})), "x", "new")
