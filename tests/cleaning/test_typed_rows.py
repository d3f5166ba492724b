"""Typed rows: nothing is dropped or changed, and what fails says why."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up_records import PACIFIC, Made, clean_parts, clean_table, make_records, open_cleaned

from helpers.cleaning import clean, sql
from helpers.errors import Problem
from helpers.ledger.parts import PartAccount
from helpers.quoting import path as quote_path
from helpers.readers.records import FAULT, PART, Count, Records, Rejected
from helpers.schemas.recognize import match_header
from helpers.schemas.schema import Column, Schema, load_schema
from whole_tables import read_all

SCHEMA = Schema(
    kind="test",
    title="Test",
    meaning="One row is one test.",
    id_column="id",
    time_column="at",
    columns=(
        Column(name="id", type="text", meaning="Its id.", required=True),
        Column(
            name="user",
            type="text",
            meaning="Who.",
            redactions=({"shown": "***"}, {"shown": "REDACTED"}),
        ),
        Column(name="at", type="time", meaning="When."),
        Column(name="day", type="date", meaning="The day."),
        Column(name="month", type="month", meaning="The month."),
        Column(name="count", type="integer", meaning="How many.", nulls=("", "N/A")),
        Column(name="share", type="decimal", meaning="How much."),
    ),
)
HEADER = [column.name for column in SCHEMA.columns]


def source(
    records: Sequence[Sequence[str]],
    *,
    header: Sequence[str] = HEADER,
    file: str = "a.csv",
    timestamps_in: str | None = "UTC",
    count_in: str | None = PACIFIC,
) -> Made:
    return make_records(header, records, file=file, timestamps_in=timestamps_in, count_in=count_in)


def clean_each(cells: Sequence[dict[str, str]]) -> list[dict[str, Any]]:
    records = [[values.get(name, "") for name in HEADER] for values in cells]
    rows: list[dict[str, Any]] = clean_table(SCHEMA, source(records)).to_dict("records")
    return rows


def clean_one(**values: str) -> dict[str, Any]:
    (row,) = clean_each([values])
    return row


def test_values_are_typed() -> None:
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
    rows = clean_each([{column: text} for column, text, _ in cases])
    found = [row[column] for (column, _, _), row in zip(cases, rows, strict=True)]
    assert found == [value for _, _, value in cases]
    assert all(pd.isna(row["problems"]) for row in rows)


def test_a_value_that_fails_is_null_and_the_row_stays_with_the_reason() -> None:
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
    rows = clean_each([{"id": str(n), column: text} for n, (column, text) in numbered])
    for (number, (column, text)), row in zip(numbered, rows, strict=True):
        typed = "at_utc" if column == "at" else column
        assert pd.isna(row[typed]), text
        assert row["problems"].startswith(f"{column}: not a "), text
        assert text not in row["problems"]
        assert (row["id"], row["source_row"]) == (str(number), number)


def test_all_reasons_of_a_row_are_told() -> None:
    row = clean_one(count="x", month="May")
    assert row["problems"] == "month: not a month written YYYY-MM; count: not a whole number"


def test_times_are_read_with_and_without_a_zone() -> None:
    cases = [
        ("2025-06-18 00:02:04.789", "2025-06-18 00:02:04.789"),
        ("2025-06-18T00:02:04.789Z", "2025-06-18 00:02:04.789"),
        ("2025-06-18 00:02:04 UTC", "2025-06-18 00:02:04"),
        ("2025-06-18 00:02:04+00", "2025-06-18 00:02:04"),
        ("2025-06-18 00:02", "2025-06-18 00:02:00"),
    ]
    rows = clean_each([{"at": text} for text, _ in cases])
    for (text, utc), row in zip(cases, rows, strict=True):
        assert row["at_utc"] == pd.Timestamp(utc), text
        assert row["at_local"] == pd.Timestamp(utc) - pd.Timedelta(hours=7), text
        assert row["at_flag"] == "ok"


def test_a_time_that_says_utc_is_utc_whatever_the_descriptor_says() -> None:
    records = [["1", "", at, "", "", "", ""] for at in ("2025-06-18T12:00:00Z", "2025-06-18 12:00")]
    frame = clean_table(SCHEMA, source(records, timestamps_in=PACIFIC))
    assert [str(at)[11:16] for at in frame["at_utc"]] == ["12:00", "19:00"]
    assert [str(at)[11:16] for at in frame["at_local"]] == ["05:00", "12:00"]


def test_a_month_is_that_of_the_wall_clock() -> None:
    """The clock-change rule: the first hours of 1 December in UTC are November in Washington."""
    rows = clean_each([{"at": "2025-12-01 07:59:59"}, {"at": "2025-06-01 06:59:59"}])
    told = [str(row["at_local"]) for row in rows]
    assert told == ["2025-11-30 23:59:59", "2025-05-31 23:59:59"]


def test_the_hours_of_a_clock_change_are_flagged_and_kept_as_written() -> None:
    stamps = ["2025-11-02 01:30:00", "2025-03-09 02:30:00", "2025-03-09 03:30:00", ""]
    records = [["1", "", at, "", "", "", ""] for at in stamps]
    frame = clean_table(SCHEMA, source(records, timestamps_in=PACIFIC))
    assert frame["at_flag"].tolist()[:3] == ["overlap", "gap", "ok"]
    assert frame["at_flag"].isna().tolist() == [False, False, False, True]
    assert [str(at) for at in frame["at_local"][:3]] == stamps[:3]


def test_withheld_blank_and_never_released_are_told_apart() -> None:
    users = ["x", "***", " REDACTED ", "", " \u00a0", "Z*0028*"]
    records = [[str(n), user, "", "", "", "N/A", ""] for n, user in enumerate(users)]
    frame = clean_table(SCHEMA, source(records))
    assert frame["user_state"].tolist() == [
        "given",
        "withheld",
        "withheld",
        "blank",
        "blank",
        "given",
    ]
    assert frame["user"].isna().tolist() == [False, True, True, True, True, False]
    assert frame["count"].isna().all()
    assert frame["problems"].isna().all()
    without = clean_table(SCHEMA, source([["1"]], header=["id"]))
    assert without["user_state"].tolist() == ["never released"]
    assert without["at_flag"].isna().all()


def test_files_of_other_columns_are_in_one_table() -> None:
    short = source([["1", "5"]], header=["id", "count"])
    long = source([["2", "x", "", "2025-05-01", "2025-05", "7", "0.5"]], file="b.csv")
    frame = clean_table(SCHEMA, short, long)
    assert frame["id"].tolist() == ["1", "2"]
    assert frame["count"].tolist() == [5, 7]
    assert frame["user_state"].tolist() == ["never released", "given"]
    assert frame["month"].tolist()[1] == "2025-05"
    assert frame["problems"].isna().all()


def test_duplicates_are_flagged_with_their_first_occurrence_and_stay() -> None:
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
    sources = [source(here), source(there, file="b.csv")]
    frame = clean_table(SCHEMA, *sources)
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


def test_no_value_is_changed() -> None:
    texts = ["02134", "1e5", "007", "TRUE", "1234567890123456789", "=1+1", " x ", "null", "NaN"]
    frame = clean_table(SCHEMA, source([[text, *[""] * 6] for text in texts]))
    assert frame["id"].tolist() == texts


def test_numbers_of_eighteen_digits_stay_whole_beside_nulls() -> None:
    texts = ["999999999999999999", "", "x", "-999999999999999999"]
    frame = clean_table(SCHEMA, source([["1", "", "", "", "", text, ""] for text in texts]))
    assert frame["count"].dropna().tolist() == [999999999999999999, -999999999999999999]
    assert str(frame["count"].dtype) == "Int64"


def test_columns_nobody_reads_are_in_the_account(tmp_path: Path) -> None:
    header = ["id", "Devices", "Moderation"]
    (part,) = clean_parts(tmp_path, SCHEMA, source([["1", "2", "3"]], header=header))
    assert part.unread == ("Devices", "Moderation")


def test_a_time_that_nobody_gives_a_zone_is_a_sentence() -> None:
    with pytest.raises(Problem) as caught:
        clean_table(SCHEMA, source([[""] * 7], timestamps_in=None, count_in=None))
    assert "The times in at have no time zone (a.csv)" in str(caught.value)


def test_rows_are_numbered_past_those_that_the_reader_lost() -> None:
    lost = [Rejected(number, "too few cells") for number in (1, 3, 4)]
    made = make_records(["id", "count"], [["a", "1"], ["b", "2"], ["a", "3"]], lost=lost)
    frame = clean_table(SCHEMA, made)
    assert frame["source_row"].tolist() == [2, 5, 6]
    assert frame["duplicate_of"].tolist()[2] == 2


@pytest.mark.parametrize("count", [3, 200])
def test_many_lost_rows_are_numbered_like_few(count: int) -> None:
    lost = [Rejected(2 * number, "too many cells") for number in range(1, count + 1)]
    made = make_records(["id"], [[str(n % 150)] for n in range(count + 10)], lost=lost)
    frame = clean_table(SCHEMA, made)
    wanted = [*range(1, 2 * count + 1, 2), *range(2 * count + 1, 2 * count + 11)]
    assert frame["source_row"].tolist() == wanted
    again = frame.dropna(subset="duplicate_of")
    assert again["duplicate_of"].tolist() == [2 * n + 1 for n in range(len(again))]


def test_what_is_no_row_is_in_the_table_and_not_in_its_rows(tmp_path: Path) -> None:
    header = ["search_id", "account_group", "searched_at"]
    records = [
        ["1", "A", "2025-05-01 10:00:00"],
        ["", " ", ""],
        ["2", "B", "2025-05-01 11:00:00"],
        header,
        ["3", "B", "2025-05-01 11:00:00"],
        ["Total", "", ""],
    ]
    made = make_records(header, records, judged=True)
    table = open_cleaned(tmp_path, "portal-search-log", made)
    (part,) = table.parts
    assert (part.counted, part.delivered, part.kept) == (6, 6, 3)
    assert part.dropped == (1, 3, 5)
    assert [(one.row, one.reason) for one in part.rejected] == [
        (2, "blank row"),
        (4, "repeated header"),
        (6, "row of totals"),
    ]
    assert read_all(table)["source_row"].tolist() == [1, 3, 5]
    assert read_all(table)["problems"].isna().all()
    assert table.ledger.rows_kept == 3
    assert [one.row for one in table.rejects] == [2, 4, 6]


def test_faults_of_the_reader_are_told_and_pages_are_parts(tmp_path: Path) -> None:
    scan = (
        f"(SELECT * FROM (VALUES ('1', 'x', 'page 1', NULL), ('2', '5', 'page 2', 'count: #REF!'))"
        f" AS t(cell_0, cell_1, {PART}, {FAULT}))"
    )
    records = Records("a.pdf", None, ("id", "count"), scan, lambda _: Count(2))
    frame = clean_table(SCHEMA, Made(records, "UTC", "UTC"))
    assert frame["source_part"].tolist() == ["page 1", "page 2"]
    assert frame["problems"].tolist() == ["count: not a whole number", "count: #REF!"]


def test_questions_are_asked_in_sql_and_answered_in_the_types_of_the_table(
    tmp_path: Path,
) -> None:
    header = ["search_id", "account_group", "searched_at", "reason"]
    rows = [[str(n), f"Group {n % 2}", "2025-05-01 10:00:00", "private"] for n in range(5)]
    table = open_cleaned(tmp_path, "portal-search-log", make_records(header, rows))
    found = table.sql(
        "SELECT account_group, count(*) AS searches, sum(source_row) AS total, "
        "min(searched_at_utc) AS first FROM rows WHERE source_row > $least "
        "GROUP BY account_group ORDER BY account_group",
        least=1,
    )
    assert found["account_group"].tolist() == ["Group 0", "Group 1"]
    assert (found["searches"].tolist(), found["total"].tolist()) == ([2, 2], [8, 6])
    dtypes = {name: str(dtype) for name, dtype in found.dtypes.items()}
    assert dtypes["account_group"] == "str"
    assert dtypes["searches"] == dtypes["total"] == "Int64"
    assert dtypes["first"] == "datetime64[us]"
    assert "reason" not in table.public
    assert "search_id" not in table.public
    assert {"account_group", "searched_at_local", "source_row", "problems"} <= set(table.public)
    assert table.rows("account_group = $group", group="Group 1")["source_row"].tolist() == [2, 4]


def test_a_table_too_large_to_be_held_says_how_to_ask(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("helpers.cleaning.table.MOST_ROWS", 1)
    made = make_records(["search_id", "account_group", "searched_at"], [["1", "A", ""]] * 2)
    table = open_cleaned(tmp_path, "portal-search-log", made)
    with pytest.raises(Problem, match=r"2 rows.*table\.sql"):
        _ = table.public
    assert table.sql("SELECT count(*) AS n FROM rows")["n"].tolist() == [2]


def clean_ids(folder: Path, ids: Sequence[str]) -> PartAccount:
    header = ["search_id", "user", "account_group", "searched_at"]
    made = make_records(header, [[one, "SYN-9", "A", ""] for one in ids])
    (part,) = clean_parts(folder, load_schema("portal-search-log"), made)
    return part


def test_the_mark_of_invented_rows_counts_in_nearly_all_ids_alone(tmp_path: Path) -> None:
    assert clean_ids(tmp_path, [f"SYN-{n}" for n in range(20)]).marked
    assert clean_ids(tmp_path, ["7", *(f"SYN-{n}" for n in range(19))]).marked
    few = clean_ids(tmp_path, ["7", "8", *(f"SYN-{n}" for n in range(18))])
    assert not few.marked
    assert few.notes[-1].startswith("18 of 20 ids begin with SYN-")
    other = clean_ids(tmp_path, [str(n) for n in range(20)])
    assert (other.marked, other.notes) == (False, ())


VALUES = st.sampled_from(
    ["", "***", "1", "1e5", "2025-11-02 08:30:00", "2025-11-02T09:30:00Z", "2025-02-30", "2025-05"]
) | st.text(st.sampled_from([*"0123456789-:.TZ ,é\u00a0"]), max_size=12)


@settings(max_examples=10, deadline=None)
@given(records=st.lists(st.tuples(*[VALUES] * 7), min_size=2, max_size=40))
def test_every_record_is_a_row_with_its_values_or_the_reason(
    records: list[tuple[str, ...]],
) -> None:
    frame = clean_table(SCHEMA, source(records))
    assert frame["source_row"].tolist() == list(range(1, len(records) + 1))
    for record, (_, row) in zip(records, frame.iterrows(), strict=True):
        for name, text in zip(HEADER, record, strict=True):
            value = row["at_utc" if name == "at" else name]
            empty = not text.strip(" \u00a0") or text.strip(" \u00a0") in ("***", "N/A")
            said = f"{name}: not a" in str(row["problems"])
            assert not (said and not pd.isna(value))
            assert name in ("user", "count") or empty or said or not pd.isna(value)


def test_the_statement_keeps_the_order_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "many [1].csv"
    rows = 300_000
    lines = (f"{n},Group {n % 7},2025-05-01 10:00:00,{'x' * (n % 50)}\n" for n in range(rows))
    path.write_text("".join(lines), encoding="utf-8")
    cells = ", ".join(f"cell_{n}: 'VARCHAR'" for n in range(4))
    scan = (
        f"read_csv({quote_path(path)}, all_varchar = true, auto_detect = false, header = false, "
        f"delim = ',', columns = {{{cells}}}, nullstr = chr(1))"
    )
    header = ("search_id", "account_group", "searched_at", "reason")
    records = Records("a.csv", None, header, scan, lambda _: Count(rows), may_hold_totals=False)
    schema = load_schema("portal-search-log")
    with clean.connect(tmp_path) as connection:
        match = match_header(schema, header)
        statement = clean.write_statement(connection, records, schema, match, ("UTC", PACIFIC))
        for macro in statement.macros:
            connection.execute(macro)
        plan = connection.execute(f"EXPLAIN {statement.query}").fetchall()[0][1]
        for word in ("JOIN", "SORT", "ORDER", "AGGREGATE", "WINDOW", "FILTER"):
            assert word not in plan
    frame = clean_table(schema, Made(records, "UTC", PACIFIC))
    assert frame["search_id"].tolist() == [str(n) for n in range(rows)]
    assert frame["source_row"].tolist() == list(range(1, rows + 1))


def test_a_statement_is_made_of_text_alone() -> None:
    hostile = ("id", "a'b\"; DROP TABLE x; --")
    records = Records(
        "a.csv", None, hostile, "(SELECT '1' AS cell_0, '' AS cell_1)", lambda _: Count(1)
    )
    statement = sql.build(SCHEMA, match_header(SCHEMA, hostile), ("UTC", "UTC"), records)
    assert "DROP" not in str(statement)
