"""Timestamps: each form that exports use is read, windows too; a typo is never guessed."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import duckdb
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up_records import PACIFIC, clean_table, make_records

from helpers.cleaning.timestamps import FORMS as USUAL
from helpers.cleaning.timestamps import Form, choose_forms, split_window, write_time_macros
from helpers.schemas.schema import Column, Schema
from helpers.schemas.shapes import is_of_type

CONNECTION = duckdb.connect()
for _macro in write_time_macros():
    CONNECTION.execute(_macro)

AT = Column(name="at", type="time", meaning="When.")
WINDOW = Schema(
    kind="window",
    title="Window",
    meaning="One row is one window.",
    columns=(
        Column(name="id", type="text", meaning="Its id."),
        Column(name="window", type="text", meaning="Two times."),
        Column(name="begin", type="time", meaning="The first.", end_of=("window", "first")),
        Column(name="finish", type="time", meaning="The last.", end_of=("window", "last")),
        AT,
    ),
)


def read(texts: list[str], part: int = 0) -> list[tuple[str | None, bool]]:
    """Read texts by all forms: the time, and whether it says that it is in UTC."""
    one = f"window_part(even(t), {part})" if part else "even(t)"
    query = (
        f"SELECT read_timestamp(e), says_utc(e) FROM (SELECT n, {one} AS e FROM "
        "(SELECT unnest($texts::VARCHAR[]) AS t, generate_subscripts($texts::VARCHAR[], 1) AS n)) "
        "ORDER BY n"
    )
    rows = CONNECTION.execute(query, {"texts": texts}).fetchall()
    return [(None, False) if time is None else (str(time), bool(utc)) for time, utc in rows]


def clean_times(texts: list[str], **zones: str | None) -> pd.DataFrame:
    """Clean texts as the column of a file, by its usual form first."""
    zones = {"timestamps_in": "UTC", "count_in": "UTC", **zones}
    return clean_table(WINDOW, make_records(["at"], [[text] for text in texts], **zones))


FORMS = [
    # Audits: month first, twelve hours, in UTC; newer browsers write a blank that does not break.
    ("11/14/2025, 09:53:36 AM UTC", "2025-11-14 09:53:36", True),
    ("11/14/2025, 12:00:00 AM UTC", "2025-11-14 00:00:00", True),
    ("11/14/2025, 12:00:00 PM UTC", "2025-11-14 12:00:00", True),
    ("1/4/2025, 9:53:36 PM UTC", "2025-01-04 21:53:36", True),
    ("1/4/2025, 9:53:36\u202fPM UTC", "2025-01-04 21:53:36", True),
    ("01/04/2025, 09:53:36\u00a0PM\nUTC", "2025-01-04 21:53:36", True),
    ("01/04/2025, 09:53:36 PM", "2025-01-04 21:53:36", False),
    ("01/04/2025 9:53 pm", "2025-01-04 21:53:00", False),
    ("1/4/2025 9:53:36PM", "2025-01-04 21:53:36", False),
    # Portals and event logs.
    ("2025-06-18T00:02:04.789Z", "2025-06-18 00:02:04.789000", True),
    ("2025-06-18 00:02:04.789", "2025-06-18 00:02:04.789000", False),
    ("2025-06-18 00:02:04 UTC", "2025-06-18 00:02:04", True),
    ("2025-06-18 00:02", "2025-06-18 00:02:00", False),
    # Local, from a spreadsheet, from PostgreSQL with its offset, from an Excel date.
    ("06/18/2025 - 23:02:04", "2025-06-18 23:02:04", False),
    ("6/8/2025 7:02:04", "2025-06-08 07:02:04", False),
    ("6/8/2025 7:02", "2025-06-08 07:02:00", False),
    ("2025-06-18 17:02:04-07", "2025-06-19 00:02:04", True),
    ("2025-06-18 17:02:04.5-07:00", "2025-06-19 00:02:04.500000", True),
    ("2025-06-18 17:02:04+0530", "2025-06-18 11:32:04", True),
    ("2025-06-18T17:02:04 +00:00", "2025-06-18 17:02:04", True),
    ("2025-01-01 00:02:04+14", "2024-12-31 10:02:04", True),
    ("2025-06-18 00:00:00", "2025-06-18 00:00:00", False),
    # Months by name; seconds and milliseconds since 1970; a spreadsheet's number of days.
    ("Jun 8, 2025 7:02:04 PM", "2025-06-08 19:02:04", False),
    ("June 8 2025, 19:02", "2025-06-08 19:02:00", False),
    ("1750204924", "2025-06-18 00:02:04", True),
    ("1750204924789", "2025-06-18 00:02:04.789000", True),
    ("45826.001435185", "2025-06-18 00:02:04", False),
]

NO_FORM = [
    *("05/082025, 10:00:00 AM UTC", "7/72025 10:00:00", "13/05/2025 10:00:00", "05/08/25 10:00"),
    *("2/30/2025 10:00:00", "11/14/2025, 13:00:00 PM UTC", "11/14/2025, 00:30:00 AM UTC"),
    *("11/14/2025", "2025-06-18", "2025.4", "2025-06-18 1:30", "2025-06-18 24:00:00"),
    *("2025-06-18 10:00:60", "2025-06-18 10:00:00 PST", "2025-06-18 10:00:00-15"),
    *("20250618 100000", "17502049247", "175020492", "45826", "145826.5", "yesterday"),
    *("10:00:00", "—", " ", "Juno 8, 2025 7:02 PM", "Jun 31, 2025 7:02 PM", "Jun 8, 2025"),
    *("1/4/1925, 9:53:36 PM UTC", "2025-06-18  T 10:00:00", "١/٤/2025 10:00:00"),
    "2025-06-18 10:00:00 2025-06-18 11:00:00",
]


def test_every_form_is_read() -> None:
    texts = [text for text, _, _ in FORMS]
    wanted = {text: (value, utc) for text, value, utc in FORMS}
    assert dict(zip(texts, read(texts), strict=True)) == wanted


@pytest.mark.parametrize(("text", "value", "utc"), FORMS)
def test_a_form_is_read_alike_when_a_file_has_no_other(text: str, value: str, utc: bool) -> None:
    frame = clean_times([text, text], timestamps_in=PACIFIC, count_in=PACIFIC)
    read_as = "at_utc" if utc else "at_local"
    assert [str(at) for at in frame[read_as]] == [value] * 2
    assert frame["problems"].isna().all()


@pytest.mark.parametrize("usual", [text for text, _, _ in FORMS])
def test_a_file_of_one_form_may_hold_any_other(usual: str) -> None:
    frame = clean_times([usual] * 99 + [text for text, _, _ in FORMS])
    assert [str(at) for at in frame["at_utc"][99:]] == [value for _, value, _ in FORMS]


def test_what_has_no_form_is_never_guessed() -> None:
    none = dict.fromkeys(NO_FORM, (None, False))
    assert dict(zip(NO_FORM, read(NO_FORM), strict=True)) == none
    given = [text for text in NO_FORM if text.strip()]
    for form, _, _ in FORMS:
        frame = clean_times([form] * 50 + given)
        assert frame["at_utc"][50:].isna().all(), form
        assert frame["problems"][50:].str.startswith("at: not a time in a form").all()
    assert not any(is_of_type(AT, text) for text in given)


WINDOWS = [
    "11/07/2025, 12:30:37 PM UTC\n11/14/2025, 12:30:37 AM UTC",
    "11/07/2025, 12:30:37 PM UTC\r\n11/14/2025, 12:30:37 AM UTC",
    "11/7/2025, 12:30:37 PM UTC to 11/14/2025, 12:30:37 AM UTC",
    "11/07/2025, 12:30:37 PM UTC - 11/14/2025, 12:30:37 AM UTC",
    "11/07/2025,\n12:30:37 PM\nUTC\n11/14/2025,\n12:30:37 AM\nUTC",
    "2025-11-07T12:30:37Z 2025-11-14T00:30:37Z",
    "11/07/2025 - 12:30:37 - 11/14/2025 - 00:30:37",
]


def test_both_ends_of_a_window_are_found_in_one_cell() -> None:
    assert [time for time, _ in read(WINDOWS, 1)] == ["2025-11-07 12:30:37"] * len(WINDOWS)
    assert [time for time, _ in read(WINDOWS, 2)] == ["2025-11-14 00:30:37"] * len(WINDOWS)


@pytest.mark.parametrize("window", WINDOWS)
def test_windows_of_one_form_are_read_by_it_and_all_others_too(window: str) -> None:
    cells = [window] * 50 + WINDOWS
    frame = clean_table(
        WINDOW,
        make_records(["window"], [[text] for text in cells], timestamps_in="UTC"),
    )
    assert [str(at) for at in frame["begin_utc"]] == ["2025-11-07 12:30:37"] * len(cells)
    assert [str(at) for at in frame["finish_utc"]] == ["2025-11-14 00:30:37"] * len(cells)
    assert frame["problems"].isna().all()


def test_a_window_of_one_three_or_broken_times_has_no_ends() -> None:
    one = "11/07/2025, 12:30:37 PM UTC"
    broken = [one, f"{one} {one} {one}", f"{one}\n11/142025, 12:30:37 AM UTC", f"{one} to"]
    for part in (1, 2):
        assert read(broken, part) == [(None, False)] * len(broken)
    cells = [f"{one} to {one}"] * 50 + broken
    frame = clean_table(
        WINDOW, make_records(["window"], [[text] for text in cells], timestamps_in="UTC")
    )
    assert frame["begin_utc"].isna().tolist() == [False] * 50 + [True] * len(broken)
    assert frame["finish_utc"].isna().tolist() == [False] * 50 + [True] * len(broken)


def test_the_usual_form_is_what_a_sample_writes_most() -> None:
    def choose(texts: list[str], two: bool) -> Form:
        listed = ", ".join("('" + text.replace("'", "''") + "')" for text in texts)
        scan = f"(VALUES {listed}) AS t(cell_0)"
        return choose_forms(CONNECTION, scan, {"at": ("cell_0", two)})["at"]

    one = "11/07/2025, 12:30:37 PM UTC"
    assert choose([one, one, "2025-01-01 00:00:00"], False).text == "%m/%d/%Y, %I:%M:%S %p UTC"
    assert choose(["", "none"], False) == USUAL[0]
    assert choose([f"{one}\r\n{one}"] * 3, True).between == "\r\n"
    assert split_window("x") is None


def test_days() -> None:
    texts = ["2025-05-08", "5/8/2025", "05/08/2025", "2025-05-08 00:00:00", "May 8, 2025"]
    bad = ["2025-05-08 07:30:00", "13/05/2025", "2/30/2025", "05/082025", "pending"]
    day = Column(name="day", type="date", meaning="The day.")
    schema = Schema(kind="day", title="Day", meaning="", columns=(day,))
    frame = clean_table(schema, make_records(["day"], [[text] for text in [*texts, *bad]]))
    assert frame["day"][:5].tolist() == ["2025-05-08"] * 5
    assert frame["day"][5:].isna().all()
    assert [is_of_type(day, text) for text in [*texts, *bad]] == [True] * 5 + [False] * 5


MOMENTS = st.datetimes(datetime(1970, 1, 2), datetime(2049, 12, 30)).map(
    lambda moment: moment.replace(microsecond=moment.microsecond // 1000 * 1000)
)


def write_all(moment: datetime) -> list[tuple[str, datetime]]:
    """Write a moment in every form, with the time that the form can hold, in UTC if it says so."""
    whole = moment.replace(microsecond=0)
    day, short = f"{moment:%m/%d/%Y}", f"{moment.month}/{moment.day}/{moment.year}"
    hour, half = moment.hour % 12 or 12, "AM" if moment.hour < 12 else "PM"
    clock = f"{moment:%M:%S}"
    return [
        (f"{day}, {hour:02}:{clock} {half} UTC", whole),
        (f"{short}, {hour}:{clock}\u202f{half} UTC", whole),
        (f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03}Z", moment),
        (f"{moment:%Y-%m-%d %H:%M:%S}.{moment.microsecond // 1000:03}", moment),
        (f"{day} - {moment:%H:%M:%S}", whole),
        (f"{short} {moment.hour}:{clock}", whole),
        (f"{moment:%Y-%m-%d %H:%M:%S}-07", whole + timedelta(hours=7)),
        (f"{moment:%Y-%m-%d %H:%M:%S}", whole),
    ]


@settings(max_examples=8, deadline=None)
@given(moments=st.lists(MOMENTS, min_size=20, max_size=40))
def test_a_moment_written_in_any_form_comes_back(moments: list[datetime]) -> None:
    pairs = [pair for moment in moments for pair in write_all(moment)]
    assert [time for time, _ in read([text for text, _ in pairs])] == [str(v) for _, v in pairs]
    frame = clean_times([text for text, _ in pairs])
    assert [str(at) for at in frame["at_utc"]] == [str(pd.Timestamp(v)) for _, v in pairs]


PIECES = st.sampled_from(
    [*"0123456789", "/", ":", "-", " ", ",", ".", "T", "Z", "+", " UTC", " AM", "PM", " to ", "\n"]
)
MANGLED = st.one_of(
    st.lists(PIECES, max_size=24).map("".join),
    st.tuples(st.sampled_from([text for text, _, _ in FORMS]), st.integers(0, 26), PIECES).map(
        lambda made: made[0][: made[1]] + made[2] + made[0][made[1] + 1 :]
    ),
)


@settings(max_examples=15, deadline=None)
@given(texts=st.lists(MANGLED, min_size=40, max_size=80), usual=st.sampled_from(FORMS))
def test_by_the_usual_form_nothing_is_read_that_has_no_form(
    texts: list[str], usual: tuple[str, str, bool]
) -> None:
    given_texts = [text for text in texts if text.strip()]
    frame = clean_times([usual[0]] * 60 + given_texts)
    found = [None if pd.isna(at) else str(at) for at in frame["at_utc"][60:]]
    wanted = [time and str(pd.Timestamp(time)) for time, _ in read(given_texts)]
    assert found == wanted
    shaped = [is_of_type(AT, text) for text in given_texts]
    assert shaped == [
        bool(time) or not text.strip("\u200b\ufeff")
        for time, text in zip(wanted, given_texts, strict=True)
    ]


def test_the_odd_hours_of_both_ends_are_flagged_and_not_resolved() -> None:
    frames = ["11/02/2025 - 01:30:00\n11/02/2025 - 03:30:00"]
    frames += ["03/09/2025 - 01:30:00\n03/09/2025 - 02:30:00"]
    header = ["Org Name", "Time Frame", "Search Time"]
    records = [["A PD", window, "11/02/2025, 09:30:00 AM UTC"] for window in frames]
    made = make_records(header, records, timestamps_in=PACIFIC, count_in=PACIFIC)
    frame = clean_table("flock-network-audit", made)
    assert frame["time_frame_from_flag"].tolist() == ["overlap", "ok"]
    assert frame["time_frame_to_flag"].tolist() == ["ok", "gap"]
    # A timestamp in UTC is one instant; on the clock it falls into the hour that came twice.
    assert frame["searched_at_flag"].tolist() == ["overlap"] * 2
    assert str(frame["searched_at_local"][0]) == "2025-11-02 01:30:00"
    assert str(frame["time_frame_to_local"][1]) == "2025-03-09 02:30:00"


def test_no_pattern_takes_long_for_a_long_text() -> None:
    long = "1" * 30_000 + "/" + "1," * 15_000
    frame = clean_times(["2025-01-01 00:00:00", long])
    assert frame["at_utc"].isna().tolist() == [False, True]
    assert re.search("not a time", frame["problems"][1])
