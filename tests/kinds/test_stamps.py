"""Stamps: each form that exports use is read, alike on both engines; a typo is never guessed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import duckdb
import narwhals as nw
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_up_rows import ENGINES, clean_table, make_source

from helpers.engines import to_pandas
from helpers.kinds.stamps import read_days, read_stamps

CONNECTION = duckdb.connect()


def read(engine: str, texts: list[str], **options: Any) -> list[tuple[str | None, bool]]:
    frame: Any = pd.DataFrame({"x": pd.Series(texts, dtype="str"), "n": range(len(texts))})
    native = frame if engine == "pandas" else CONNECTION.from_df(frame)
    found = to_pandas(read_stamps(nw.from_native(native), "x", **options).sort("n"))
    assert set(found) == {"x", "n", "read time", "in utc"}
    return [
        (None, False) if pd.isna(time) else (str(time), bool(utc))
        for time, utc in zip(found["read time"], found["in utc"], strict=True)
    ]


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
]

NO_FORM = [
    *("05/082025, 10:00:00 AM UTC", "7/72025 10:00:00", "13/05/2025 10:00:00", "05/08/25 10:00"),
    *("2/30/2025 10:00:00", "11/14/2025, 13:00:00 PM UTC", "11/14/2025, 00:30:00 AM UTC"),
    *("11/14/2025", "2025-06-18", "2025.4", "2025-06-18 1:30", "2025-06-18 24:00:00"),
    *("2025-06-18 10:00:60", "2025-06-18 10:00:00 PST", "2025-06-18 10:00:00-15"),
    *("20250618 100000", "1750204924", "45826.5", "yesterday", "10:00:00", "—", " "),
    *("1/4/1925, 9:53:36 PM UTC", "2025-06-18  T 10:00:00", "١/٤/2025 10:00:00"),
    "2025-06-18 10:00:00 2025-06-18 11:00:00",
]


@pytest.mark.parametrize("engine", ENGINES)
def test_every_form_is_read(engine: str) -> None:
    texts = [text for text, _, _ in FORMS]
    wanted = {text: (value, utc) for text, value, utc in FORMS}
    assert dict(zip(texts, read(engine, texts), strict=True)) == wanted


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("text", "value", "utc"), FORMS)
def test_a_form_is_read_alike_when_a_file_has_no_other(
    engine: str, text: str, value: str, utc: bool
) -> None:
    assert read(engine, [text, text]) == [(value, utc)] * 2


@pytest.mark.parametrize("engine", ENGINES)
def test_what_has_no_form_is_never_guessed(engine: str) -> None:
    assert dict(zip(NO_FORM, read(engine, NO_FORM), strict=True)) == dict.fromkeys(
        NO_FORM, (None, False)
    )


WINDOWS = [
    "11/07/2025, 12:30:37 PM UTC\n11/14/2025, 12:30:37 AM UTC",
    "11/07/2025, 12:30:37 PM UTC\r\n11/14/2025, 12:30:37 AM UTC",
    "11/7/2025, 12:30:37 PM UTC to 11/14/2025, 12:30:37 AM UTC",
    "11/07/2025, 12:30:37 PM UTC - 11/14/2025, 12:30:37 AM UTC",
    "11/07/2025,\n12:30:37 PM\nUTC\n11/14/2025,\n12:30:37 AM\nUTC",
    "2025-11-07T12:30:37Z 2025-11-14T00:30:37Z",
    "11/07/2025 - 12:30:37 - 11/14/2025 - 00:30:37",
]


@pytest.mark.parametrize("engine", ENGINES)
def test_both_ends_of_a_window_are_found_in_one_cell(engine: str) -> None:
    first = [time for time, _ in read(engine, WINDOWS, end="first")]
    last = [time for time, _ in read(engine, WINDOWS, end="last")]
    assert first == ["2025-11-07 12:30:37"] * len(WINDOWS)
    assert last == ["2025-11-14 00:30:37"] * len(WINDOWS)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_window_of_one_three_or_broken_stamps_has_no_ends(engine: str) -> None:
    one = "11/07/2025, 12:30:37 PM UTC"
    broken = [one, f"{one} {one} {one}", f"{one}\n11/142025, 12:30:37 AM UTC", f"{one} to"]
    for end in ("first", "last"):
        assert read(engine, broken, end=end) == [(None, False)] * len(broken)


@pytest.mark.parametrize("engine", ENGINES)
def test_days(engine: str) -> None:
    texts = ["2025-05-08", "5/8/2025", "05/08/2025", "2025-05-08 00:00:00"]
    bad = ["2025-05-08 07:30:00", "13/05/2025", "2/30/2025", "05/082025", "pending"]
    frame: Any = pd.DataFrame({"x": [*texts, *bad], "n": range(9)}).astype({"x": "str"})
    native = frame if engine == "pandas" else CONNECTION.from_df(frame)
    days = to_pandas(read_days(nw.from_native(native), "x").sort("n"))["read day"]
    assert days[:4].tolist() == ["2025-05-08"] * 4
    assert days[4:].isna().all()


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
@pytest.mark.parametrize("engine", ENGINES)
def test_a_moment_written_in_any_form_comes_back(engine: str, moments: list[datetime]) -> None:
    pairs = [pair for moment in moments for pair in write_all(moment)]
    found = [time for time, _ in read(engine, [text for text, _ in pairs])]
    assert found == [str(value) for _, value in pairs]


PIECES = st.sampled_from(
    [*"0123456789", "/", ":", "-", " ", ",", ".", "T", "Z", "+", " UTC", " AM", "PM", " to ", "\n"]
)
MANGLED = st.one_of(
    st.lists(PIECES, max_size=24).map("".join),
    st.tuples(st.sampled_from([text for text, _, _ in FORMS]), st.integers(0, 26), PIECES).map(
        lambda made: made[0][: made[1]] + made[2] + made[0][made[1] + 1 :]
    ),
)


@settings(max_examples=10, deadline=None)
@given(texts=st.lists(MANGLED, min_size=40, max_size=80))
@pytest.mark.parametrize("end", [None, "first", "last"])
def test_both_engines_agree_on_what_is_no_stamp_too(texts: list[str], end: str | None) -> None:
    one, other = (read(engine, texts, end=end) for engine in ENGINES)
    assert one == other


@pytest.mark.parametrize("engine", ENGINES)
def test_the_odd_hours_of_both_ends_are_flagged_and_not_resolved(engine: str) -> None:
    zone = "America/Los_Angeles"
    frames = ["11/02/2025 - 01:30:00\n11/02/2025 - 03:30:00"]
    frames += ["03/09/2025 - 01:30:00\n03/09/2025 - 02:30:00"]
    header = ["Org Name", "Time Frame", "Search Time"]
    records = [["A PD", window, "11/02/2025, 09:30:00 AM UTC"] for window in frames]
    source = make_source(engine, header, records, stamps_in=zone, count_in=zone)
    frame = clean_table("flock-network-audit", source)
    assert frame["time_frame_from_flag"].tolist() == ["overlap", "ok"]
    assert frame["time_frame_to_flag"].tolist() == ["ok", "gap"]
    # A stamp in UTC is one instant; on the clock it falls into the hour that came twice.
    assert frame["searched_at_flag"].tolist() == ["overlap"] * 2
    assert str(frame["searched_at_local"][0]) == "2025-11-02 01:30:00"
    assert str(frame["time_frame_to_local"][1]) == "2025-03-09 02:30:00"
