"""Engines: behind a shape mask, both read the same; what is no value is null, never an error."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import duckdb
import narwhals as nw
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.engines import (
    BETWEEN,
    PLAIN_FORM,
    find_forms,
    parse_time,
    parse_usual,
    tell_beginnings,
    to_pandas,
    try_decimal,
    try_int,
)
from helpers.errors import Problem

ENGINES = ["pandas", "duckdb"]
SPAN = datetime(1970, 1, 1), datetime(2050, 1, 1)
FLOCK = "%m/%d/%Y, %I:%M:%S %p UTC"
FORMS = [PLAIN_FORM, "%Y-%m-%d %H:%M:%S.%g", FLOCK, "%-m/%-d/%Y, %-I:%M:%S %p UTC"]


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
    values = ["999999999999999999", "-7", None, "0012", "999999999999999999.0"]
    found = column(try_int(make(engine, values), "x", "new"))
    assert found == [999999999999999999, -7, None, 12, 999999999999999999]


@pytest.mark.parametrize("engine", ENGINES)
def test_decimals(engine: str) -> None:
    assert column(try_decimal(make(engine, ["0.5", None, "-3"]), "x", "new")) == [0.5, None, -3.0]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("operation", [try_int, try_decimal])
def test_a_column_without_a_value_is_null(engine: str, operation: Any) -> None:
    assert column(operation(make(engine, [None, None]), "x", "new")) == [None, None]
    assert column(parse_time(make(engine, [None]), "x", "new", ["%Y"])) == [None]


def test_the_usual_stamp_is_told_from_all_that_look_like_it() -> None:
    usual = "2024-02-29 07:08:09"
    others = [
        *(" 2024-02-29 07:08:09", "2024-02-29 07:08:09 ", "2024-2-29 07:08:09", "2024-02-30 0:0:0"),
        *("2024-02-9  07:08:09", "2024-02-09  7:08:09", "2024-02-09 07:08:9 ", "2024-02-29"),
        *("2024-02-29T07:08:09", "2024-02-29 07:08:09Z", "2024-02-29 07:08:09.5", "2024/02/29 7:8"),
        *("", "02024-02-29 07:08:09", "2024-02-29 24:00:00", "2024-02-29 07:08:60", "infinity"),
        *("2024-02-29 07:08:09+00", "2024-02-29 07:08:09.000000", "epoch", "294247-01-10 04:00:54"),
        None,
    ]
    frame = parse_usual(make("duckdb", [usual, *others]), "x", "new", PLAIN_FORM, SPAN)
    assert column(frame) == [pd.Timestamp(usual), *[None] * len(others)]


@pytest.mark.parametrize("form", FORMS)
def test_a_usual_stamp_is_read_by_its_own_form_alone(form: str) -> None:
    texts = {
        PLAIN_FORM: "2025-05-08 15:05:11",
        FORMS[1]: "2025-05-08 15:05:11.789",
        FLOCK: "05/08/2025, 03:05:11 PM UTC",
        FORMS[3]: "5/8/2025, 3:05:11 PM UTC",
    }
    frame = parse_usual(make("duckdb", list(texts.values())), "x", "new", form, SPAN)
    read = pd.Timestamp("2025-05-08 15:05:11.789" if ".%g" in form else "2025-05-08 15:05:11")
    assert column(frame) == [read if of == form else None for of in texts]
    assert find_forms([texts[form], "no stamp"], FORMS) == [form, None]


@pytest.mark.parametrize("cut", BETWEEN)
def test_two_usual_stamps_in_a_cell_are_told_apart(cut: str) -> None:
    one, two = "05/08/2025, 03:05:11 PM UTC", "11/30/2025, 12:00:00 AM UTC"
    others = [
        one,
        one + two,
        f"{one};{two}",
        f"{one}{cut}{cut}{two}",
        f"{one}{cut}x",
        f" {one}{cut}{two}",
    ]
    others += [f"{one}{cut}02/30/2025, 12:00:00 AM UTC", f"01/01/1960, 12:00:00 AM UTC{cut}{two}"]
    for end, time in (("first", "2025-05-08 15:05:11"), ("last", "2025-11-30")):
        texts = make("duckdb", [f"{one}{cut}{two}", *others])
        frame = parse_usual(texts, "x", "new", FLOCK, SPAN, end=end)
        assert column(frame) == [pd.Timestamp(time), *[None] * len(others)]
    loose = parse_usual(
        make("duckdb", [f"{one}{cut}{two}"]), "x", "new", FORMS[3], SPAN, end="last"
    )
    assert column(loose) == [None]


@given(st.lists(st.text(max_size=3), max_size=20), st.none() | st.text("!*0A@[az~?_", max_size=5))
def test_beginnings_are_told_for_every_text(texts: list[str], signs: str | None) -> None:
    values = [text for text in texts if "\0" not in text]
    frame = tell_beginnings(make("duckdb", [*values, None]), {"x": ("new", signs)})
    plain = [
        signs is not None and "!" <= text[:1] <= "~" and text[0] not in signs for text in values
    ]
    assert column(frame) == [*(not one for one in plain), True]


@pytest.mark.parametrize(
    "operation",
    [
        lambda f, x, n: parse_usual(f, x, n, PLAIN_FORM, SPAN),
        lambda f, x, n: tell_beginnings(f, {x: (n, "")}),
    ],
)
def test_what_is_for_one_engine_says_so(operation: Any) -> None:
    with pytest.raises(Problem, match="on DuckDB alone, not on pandas"):
        operation(make("pandas", ["a"]), "x", "new")


def test_another_engine_is_a_sentence() -> None:
    import pyarrow as pa

    with pytest.raises(Problem, match="Tables in pyarrow cannot be read"):
        try_int(nw.from_native(pa.table({"x": ["1"]})), "x", "new")
