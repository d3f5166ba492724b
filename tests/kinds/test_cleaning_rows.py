"""Cleaning: nothing is dropped, what fails says why, and pandas and DuckDB give the same table."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import duckdb
import narwhals as nw
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from helpers.errors import Problem
from helpers.intake.rows import ROW, cell
from helpers.kinds.cleaning import Cleaned, Source, clean_rows
from helpers.kinds.contracts import Column, Contract
from helpers.kinds.tables import finish
from helpers.status import DataStatus

ENGINES = ["pandas", "duckdb"]
CONNECTION = duckdb.connect()
PACIFIC = "America/Los_Angeles"

CONTRACT = Contract(
    kind="test",
    title="Test",
    meaning="One row is one test.",
    id_column="id",
    time_column="at",
    columns=(
        Column("id", "text", "Its id.", required=True),
        Column("user", "text", "Who.", redactions=("***", "REDACTED")),
        Column("at", "time", "When."),
        Column("day", "date", "The day."),
        Column("month", "month", "The month."),
        Column("count", "integer", "How many.", nulls=("", "N/A")),
        Column("share", "decimal", "How much."),
    ),
)
HEADER = [column.name for column in CONTRACT.columns]


def source(
    engine: str,
    records: Sequence[Sequence[str]],
    *,
    header: Sequence[str] = HEADER,
    file: str = "a.csv",
    stamps_in: str | None = "UTC",
    count_in: str | None = PACIFIC,
) -> Source:
    """Rows as intake gives them; DuckDB's count of rows is not known before they are read."""
    frame: Any = pd.DataFrame(
        [list(record) for record in records],
        columns=[cell(n) for n in range(len(header))],
        dtype="str",
    )
    frame[ROW] = range(1, len(frame) + 1)
    native = frame if engine == "pandas" else CONNECTION.from_df(frame)
    rows: Any = SimpleNamespace(file=file, part=None, header=tuple(header), frame=native)
    return Source(rows, stamps_in, count_in)


def table(cleaned: Cleaned) -> pd.DataFrame:
    return finish(cleaned.frame, CONTRACT, DataStatus.UNVERIFIED)


def clean_each(engine: str, cells: Sequence[dict[str, str]]) -> list[dict[str, Any]]:
    """Return the rows of one table: DuckDB takes a second to plan it, however few they are."""
    records = [[values.get(name, "") for name in HEADER] for values in cells]
    return table(clean_rows([source(engine, records)], CONTRACT)).to_dict("records")


def clean_one(engine: str, **values: str) -> dict[str, Any]:
    (row,) = clean_each(engine, [values])
    return row


@pytest.mark.parametrize("engine", ENGINES)
def test_values_are_typed(engine: str) -> None:
    cases: list[tuple[str, str, Any]] = [
        ("count", "0012", 12),
        ("count", " 1,234,567 ", 1234567),
        ("count", "999999999999999999", 999999999999999999),
        ("count", "999999999999999999.0", 999999999999999999),
        ("count", "6789.0", 6789),
        ("count", "-6,789.000", -6789),
        ("id", "1.0", "1.0"),
        ("share", "-0.5", -0.5),
        ("day", "2024-02-29", "2024-02-29"),
        ("month", "2025-05", "2025-05"),
        ("id", " 02134", " 02134"),
        ("id", "1e5", "1e5"),
    ]
    rows = clean_each(engine, [{column: text} for column, text, _ in cases])
    found = [row[column] for (column, _, _), row in zip(cases, rows, strict=True)]
    assert found == [value for _, _, value in cases]
    assert all(pd.isna(row["problems"]) for row in rows)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_value_that_fails_is_null_and_the_row_stays_with_the_reason(engine: str) -> None:
    cases = [
        ("count", "1e5"),
        ("count", "12.5"),
        ("count", "12."),
        ("count", ".0"),
        ("count", "1,23.0"),
        ("count", "12.0.0"),
        ("count", "1,23"),
        ("count", "12345678901234567890"),
        ("count", "۱۲"),
        ("share", "1,5"),
        ("share", "nan"),
        ("day", "2025-02-30"),
        ("day", "13/05/2025"),
        ("month", "2025-13"),
        ("at", "2025-02-31 00:00:00"),
        ("at", "2025-05-01 24:00:00"),
        ("at", "2025-05-01 23:59:60"),
        ("at", "2025-05-01 1:30"),
        ("at", "05/082025"),
        ("at", "0025-05-01 10:00:00"),
    ]
    numbered = list(enumerate(cases, start=1))
    rows = clean_each(engine, [{"id": str(n), column: text} for n, (column, text) in numbered])
    for (number, (column, text)), row in zip(numbered, rows, strict=True):
        typed = "at_utc" if column == "at" else column
        assert pd.isna(row[typed]), text
        assert row["problems"].startswith(f"{column}: not a "), text
        assert text not in row["problems"]
        assert (row["id"], row["source_row"]) == (str(number), number)


@pytest.mark.parametrize("engine", ENGINES)
def test_all_reasons_of_a_row_are_told(engine: str) -> None:
    row = clean_one(engine, count="x", month="May")
    assert row["problems"] == "month: not a month written YYYY-MM; count: not a whole number"


@pytest.mark.parametrize("engine", ENGINES)
def test_stamps_are_read_with_and_without_a_zone(engine: str) -> None:
    cases = [
        ("2025-06-18 00:02:04.789", "2025-06-18 00:02:04.789"),
        ("2025-06-18T00:02:04.789Z", "2025-06-18 00:02:04.789"),
        ("2025-06-18 00:02:04 UTC", "2025-06-18 00:02:04"),
        ("2025-06-18 00:02:04+00", "2025-06-18 00:02:04"),
        ("2025-06-18 00:02", "2025-06-18 00:02:00"),
    ]
    rows = clean_each(engine, [{"at": text} for text, _ in cases])
    for (text, utc), row in zip(cases, rows, strict=True):
        assert row["at_utc"] == pd.Timestamp(utc), text
        assert row["at_local"] == pd.Timestamp(utc) - pd.Timedelta(hours=7), text
        assert row["at_flag"] == "ok"


@pytest.mark.parametrize("engine", ENGINES)
def test_a_stamp_that_says_utc_is_utc_whatever_the_descriptor_says(engine: str) -> None:
    records = [["1", "", at, "", "", "", ""] for at in ("2025-06-18T12:00:00Z", "2025-06-18 12:00")]
    frame = table(clean_rows([source(engine, records, stamps_in=PACIFIC)], CONTRACT))
    assert [str(at)[11:16] for at in frame["at_utc"]] == ["12:00", "19:00"]
    assert [str(at)[11:16] for at in frame["at_local"]] == ["05:00", "12:00"]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_month_is_that_of_the_wall_clock(engine: str) -> None:
    """The clock-change rule: the first hours of 1 December in UTC are November in Washington."""
    rows = clean_each(engine, [{"at": "2025-12-01 07:59:59"}, {"at": "2025-06-01 06:59:59"}])
    told = [str(row["at_local"]) for row in rows]
    assert told == ["2025-11-30 23:59:59", "2025-05-31 23:59:59"]


@pytest.mark.parametrize("engine", ENGINES)
def test_the_hours_of_a_clock_change_are_flagged_and_kept_as_written(engine: str) -> None:
    stamps = ["2025-11-02 01:30:00", "2025-03-09 02:30:00", "2025-03-09 03:30:00", ""]
    records = [["1", "", at, "", "", "", ""] for at in stamps]
    frame = table(clean_rows([source(engine, records, stamps_in=PACIFIC)], CONTRACT))
    assert frame["at_flag"].tolist()[:3] == ["overlap", "gap", "ok"]
    assert frame["at_flag"].isna().tolist() == [False, False, False, True]
    assert [str(at) for at in frame["at_local"][:3]] == stamps[:3]


@pytest.mark.parametrize("engine", ENGINES)
def test_withheld_blank_and_never_released_are_told_apart(engine: str) -> None:
    users = ["x", "***", " REDACTED ", "", " \u00a0", "Z*0028*"]
    records = [[str(n), user, "", "", "", "N/A", ""] for n, user in enumerate(users)]
    cleaned = clean_rows([source(engine, records)], CONTRACT)
    frame = table(cleaned)
    assert frame["user_state"].tolist() == [
        "given",
        "withheld",
        "withheld",
        "blank",
        "blank",
        "given",
    ]
    assert frame["user"].isna().tolist() == [False, True, True, True, True, False]
    assert cleaned.states["count"]["blank"] == len(users)
    without = clean_rows([source(engine, [["1"]], header=["id"])], CONTRACT)
    assert table(without)["user_state"].tolist() == ["never released"]


@pytest.mark.parametrize("engine", ENGINES)
def test_files_of_other_columns_stand_in_one_table(engine: str) -> None:
    short = source(engine, [["1", "5"]], header=["id", "count"])
    long = source(engine, [["2", "x", "", "2025-05-01", "2025-05", "7", "0.5"]], file="b.csv")
    frame = table(clean_rows([short, long], CONTRACT))
    assert frame["id"].tolist() == ["1", "2"]
    assert frame["count"].tolist() == [5, 7]
    assert frame["user_state"].tolist() == ["never released", "given"]
    assert frame["month"].tolist()[1] == "2025-05"
    assert frame["problems"].isna().all()


@pytest.mark.parametrize("engine", ENGINES)
def test_duplicates_are_flagged_with_their_first_occurrence_and_stay(engine: str) -> None:
    here = [
        ["1", "x", "2025-05-01 10:00", "", "", "", ""],
        ["2", "y", "2025-05-01 10:00", "", "", "", ""],
        ["1", "x", "2025-05-01 10:00", "", "", "", ""],
        ["1", "z", "2025-05-01 11:00", "", "", "", ""],
        ["3", "x", "2025-05-01 10:00", "", "", "", ""],
        ["", "x", "2025-05-01 10:00", "", "", "", ""],
        ["4", "", "", "", "", "", ""],
        ["5", "", "", "", "", "", ""],
    ]
    there = [["9", "w", "", "", "", "", ""], ["2", "q", "", "", "", "", ""]]
    sources = [source(engine, here), source(engine, there, file="b.csv")]
    frame = table(clean_rows(sources, CONTRACT))
    assert len(frame) == 10
    found = frame[["duplicate_of", "duplicate_reason", "duplicate_file"]].astype(object)
    assert [tuple(row) for row in found.where(found.notna(), None).itertuples(index=False)] == [
        (None, None, None),
        (None, None, None),
        (1, "same id", None),
        (1, "same id", None),
        (1, "same content", None),
        (1, "same content", None),
        (None, None, None),
        (None, None, None),
        (None, None, None),
        (2, "same id", "a.csv"),
    ]


def test_columns_nobody_reads_are_reported_once() -> None:
    header = ["id", "Devices", "Moderation"]
    sources = [source("pandas", [["1", "2", "3"]], header=header)] * 2
    assert clean_rows(sources, CONTRACT).unread == ("Devices", "Moderation")


def test_a_stamp_that_nobody_gives_a_zone_is_a_sentence() -> None:
    with pytest.raises(Problem) as caught:
        clean_rows([source("pandas", [[""] * 7], stamps_in=None, count_in=None)], CONTRACT)
    assert "in which zone the stamps in at were made (a.csv)" in str(caught.value)


VALUES = st.sampled_from(
    ["", "***", "1", "1e5", "2025-11-02 08:30:00", "2025-11-02T09:30:00Z", "2025-02-30", "2025-05"]
) | st.text(st.sampled_from([*"0123456789-:.TZ ,é\u00a0"]), max_size=12)


@settings(max_examples=4, deadline=None)
@given(records=st.lists(st.tuples(*[VALUES] * 7), min_size=20, max_size=40))
def test_both_engines_give_the_same_table(records: list[tuple[str, ...]]) -> None:
    for stamps_in in ("UTC", PACIFIC):
        one, other = (
            clean_rows([source(engine, records, stamps_in=stamps_in)], CONTRACT)
            for engine in ENGINES
        )
        pd.testing.assert_frame_equal(table(one), table(other))
        assert one.states == other.states


def test_the_engine_given_is_the_engine_that_comes_back() -> None:
    cleaned = clean_rows([source("duckdb", [["1", *[""] * 6]])], CONTRACT)
    assert nw.from_native(cleaned.frame).implementation.value == "duckdb"
