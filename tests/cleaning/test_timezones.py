"""Time zones: as Python's zoneinfo converts, at any time of eighty years, odd hours flagged."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from importlib import resources
from zoneinfo import ZoneInfo

import duckdb
import pytest

from helpers.cleaning import timezones
from helpers.errors import Problem

ZONES = [
    *("America/Los_Angeles", "America/New_York", "America/Phoenix", "America/Sao_Paulo"),
    *("Europe/London", "Australia/Lord_Howe", "Asia/Kolkata", "UTC", "Pacific/Apia"),
]


def load_zone(name: str) -> ZoneInfo:
    place = resources.files("tzdata").joinpath("zoneinfo", *name.split("/"))
    with place.open("rb") as file:
        return ZoneInfo.from_file(file, key=name)


def list_moments(zone: str) -> list[datetime]:
    """Return random moments, and those around each change that is compared."""
    rng = random.Random(7)
    seconds = int((timezones.LAST - timezones.FIRST).total_seconds()) - 8 * 86400
    moments = [
        timezones.FIRST + timedelta(days=4, seconds=rng.randrange(seconds)) for _ in range(3000)
    ]
    for change in timezones.find_changes(zone):
        for offset in (0, change.before, change.after):
            near = change.at + timedelta(seconds=offset)
            moments += [near + timedelta(minutes=30 * step) for step in range(-3, 4)]
            moments += [near + timedelta(seconds=step) for step in (-1, 1)]
    return moments


@pytest.mark.parametrize("zone", ZONES)
def test_times_are_converted_as_zoneinfo_does(zone: str) -> None:
    rules = load_zone(zone)
    moments = list_moments(zone)
    with duckdb.connect() as connection:
        for macro in timezones.write_zone_macros(zone, zone):
            connection.execute(macro)
        utc = "t" if zone == "UTC" else "utc_of(t)"
        rows = connection.execute(
            f"SELECT t, {utc}, local_of(t), flag_of(t) FROM (SELECT unnest($t::TIMESTAMP[]) AS t)",
            {"t": moments},
        ).fetchall()
    for moment, in_utc, local, flag in rows:
        first, second = (moment.replace(tzinfo=rules, fold=fold) for fold in (0, 1))
        assert in_utc == first.astimezone(UTC).replace(tzinfo=None), moment
        assert local == moment.replace(tzinfo=UTC).astimezone(rules).replace(tzinfo=None), moment
        before, after = first.utcoffset(), second.utcoffset()
        assert before is not None
        assert after is not None
        odd = None if before == after else "overlap" if before > after else "gap"
        assert flag == odd, moment


def test_the_hours_of_a_clock_change() -> None:
    with duckdb.connect() as connection:
        for macro in timezones.write_zone_macros("America/Los_Angeles", "America/Los_Angeles"):
            connection.execute(macro)
        texts = ["2025-11-02 00:59", "2025-11-02 01:00", "2025-11-02 01:59", "2025-11-02 02:00"]
        texts += ["2025-03-09 01:59", "2025-03-09 02:00", "2025-03-09 02:59", "2025-03-09 03:00"]
        rows = connection.execute(
            "SELECT utc_of(t)::VARCHAR, flag_of(t) FROM (SELECT unnest($t::TIMESTAMP[]) AS t)",
            {"t": [f"{text}:00" for text in texts]},
        ).fetchall()
    assert [at[11:16] for at, _ in rows] == [
        *("07:59", "08:00", "08:59", "10:00"),
        *("09:59", "10:00", "10:59", "10:00"),
    ]
    assert [odd for _, odd in rows] == [
        *(None, "overlap", "overlap", None),
        *(None, "gap", "gap", None),
    ]


def test_no_time_has_no_flag() -> None:
    with duckdb.connect() as connection:
        for macro in timezones.write_zone_macros("America/Los_Angeles", "America/Los_Angeles"):
            connection.execute(macro)
        asked = "SELECT utc_of(t), local_of(t), flag_of(t) FROM (SELECT NULL::TIMESTAMP AS t)"
        assert connection.execute(asked).fetchall() == [(None, None, None)]


def test_an_unknown_zone_names_the_nearest() -> None:
    with pytest.raises(Problem, match="Did you mean America/Los_Angeles"):
        timezones.write_zone_macros("America/Los_Angles", "UTC")
    for name in ("PST", "Pacific", "'; DROP"):
        with pytest.raises(Problem, match="no time zone called"):
            timezones.write_zone_macros("UTC", name)
