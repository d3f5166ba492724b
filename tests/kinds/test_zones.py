"""Zones as data: equal to the standard library's own conversion, on pandas and on DuckDB."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import narwhals as nw
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.engines import to_pandas
from helpers.errors import Problem
from helpers.kinds.zones import load_zone, to_local, to_utc

ZONES = ["America/Los_Angeles", "America/New_York", "UTC", "Europe/Dublin"]
ENGINES = ["pandas", "duckdb"]
YEARS = st.integers(1971, 2045)


@st.composite
def spans(draw: st.DrawFn) -> list[datetime]:
    """Times within three years: a release does not last longer, and many meet a clock change."""
    start = datetime(draw(YEARS), 1, 1)
    times = st.datetimes(start, start + timedelta(days=1000))
    near = st.sampled_from([3, 4, 10, 11]).flatmap(
        lambda month: st.datetimes(datetime(start.year, month, 1), datetime(start.year, month, 28))
    )
    naive = (times | near).map(lambda time: time.replace(fold=0))
    return draw(st.lists(naive, min_size=30, max_size=60))


def make(engine: str, times: list[datetime]) -> Any:
    frame = pd.DataFrame({"at": pd.Series(times, dtype="datetime64[us]"), "n": range(len(times))})
    native: Any = frame if engine == "pandas" else duckdb.connect().from_df(frame)
    return nw.from_native(native)


def convert(engine: str, times: list[datetime], zone: str, way: Any) -> list[tuple[datetime, str]]:
    moved, flag = way(nw.col("at"), zone, (min(times), max(times)))
    frame = make(engine, times).with_columns(moved.alias("moved"), flag.alias("flag")).sort("n")
    result = to_pandas(frame)
    return list(zip(result["moved"].dt.to_pydatetime(), result["flag"], strict=True))


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("zone", ZONES)
@settings(max_examples=8, deadline=None)
@given(times=spans())
def test_any_instant_has_the_local_time_that_zoneinfo_gives(
    engine: str, zone: str, times: list[datetime]
) -> None:
    rules = load_zone(zone)
    found = [moved for moved, _ in convert(engine, times, zone, to_local)]
    assert found == [
        time.replace(tzinfo=UTC).astimezone(rules).replace(tzinfo=None) for time in times
    ]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("zone", ZONES)
@settings(max_examples=8, deadline=None)
@given(times=spans())
def test_any_local_time_has_the_first_instant_that_zoneinfo_gives(
    engine: str, zone: str, times: list[datetime]
) -> None:
    found = convert(engine, times, zone, to_utc)
    assert found == [(first(time, zone), flag(time, zone)) for time in times]


def first(local: datetime, zone: str) -> datetime:
    return local.replace(tzinfo=load_zone(zone)).astimezone(UTC).replace(tzinfo=None)


def flag(local: datetime, zone: str) -> str:
    """By PEP 495: the two folds differ in an odd hour, and the trip there and back tells which."""
    rules = load_zone(zone)
    folds = [local.replace(tzinfo=rules, fold=fold).utcoffset() for fold in (0, 1)]
    if folds[0] == folds[1]:
        return "ok"
    back = local.replace(tzinfo=rules).astimezone(UTC).astimezone(rules).replace(tzinfo=None)
    return "overlap" if back == local else "gap"


@pytest.mark.parametrize("engine", ENGINES)
def test_the_hours_of_a_clock_change(engine: str) -> None:
    utc = [datetime(2025, 11, 2, 7, 59, 59) + timedelta(hours=n) for n in range(4)]
    assert [(str(at)[11:], odd) for at, odd in convert(engine, utc, ZONES[0], to_local)] == [
        ("00:59:59", "ok"),
        ("01:59:59", "overlap"),
        ("01:59:59", "overlap"),
        ("02:59:59", "ok"),
    ]
    local = [datetime(2025, 3, 9, 1, 59, 59) + timedelta(hours=n) for n in range(3)]
    assert [(str(at)[11:], odd) for at, odd in convert(engine, local, ZONES[0], to_utc)] == [
        ("09:59:59", "ok"),
        ("10:59:59", "gap"),
        ("10:59:59", "ok"),
    ]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("way", [to_local, to_utc])
def test_no_time_has_no_flag(engine: str, way: Any) -> None:
    moved, odd = way(nw.col("at"), ZONES[0])
    empty = pd.DataFrame({"at": pd.Series([None], dtype="datetime64[us]"), "n": [0]})
    native: Any = empty if engine == "pandas" else duckdb.connect().from_df(empty)
    result = to_pandas(nw.from_native(native).with_columns(moved.alias("m"), odd.alias("f")))
    assert result[["m", "f"]].isna().all(axis=None)


def test_the_rules_are_those_of_the_locked_package() -> None:
    assert load_zone("America/Los_Angeles") is not ZoneInfo("America/Los_Angeles")


def test_an_unknown_zone_names_the_nearest() -> None:
    with pytest.raises(Problem, match="Did you mean America/Los_Angeles"):
        load_zone("America/Los_Angles")
