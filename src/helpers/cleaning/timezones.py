"""Time zones: when the offset of a zone changes, asked once, and SQL that compares rows with that.

DuckDB's ICU knows the zones, so the locked wheel decides and never the machine. `timezone()`
for each row would take longer than all the rest of cleaning; a comparison with the few changes of
the years that logs have takes next to nothing. Times of other years, which are few, are asked about
one by one. No zone-aware column is used anywhere: UTC and local time are two columns,
and a flag marks the hours that occur twice or never.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from helpers.errors import Problem, suggest
from helpers.readers.records import ask_files

FIRST, LAST = datetime(1970, 1, 1), datetime(2050, 1, 1)
"""Timestamps outside these years are not taken for times of a record."""

YEARS = (2010, 2032)
"""Times from the first of these years up to the last are compared with the changes."""

STRETCHES = (2028, 2026, 2024, 2022, 2020, 2016)
"""Where stretches of years begin that are compared apart, the last first: most rows are recent."""


@dataclass(frozen=True)
class OffsetChange:
    """A change of a zone's offset: the instant in UTC, and the seconds before and after it."""

    at: datetime
    before: int
    after: int


@cache
def list_zones() -> frozenset[str]:
    """Return the names of the time zones that are known."""
    with ask_files() as connection:
        rows = connection.execute("SELECT name FROM pg_timezone_names()").fetchall()
    return frozenset(name for (name,) in rows if "/" in name or name in ("UTC", "GMT"))


def check_zone(name: str) -> str:
    """Return the name of a time zone; a Problem names the nearest one.

    >>> check_zone("America/Los_Angeles")
    'America/Los_Angeles'
    """
    known = list_zones()
    if name not in known:
        raise Problem(
            f"There is no time zone called {name}",
            expected="an IANA name such as America/Los_Angeles",
            remedy=suggest(name, known) if len(name) > 3 else "",
        )
    return name


@cache
def find_changes(zone: str) -> tuple[OffsetChange, ...]:
    """Return each change of a zone's offset in YEARS, the oldest first.

    >>> [str(change.at) for change in find_changes("America/Los_Angeles") if change.at.year == 2025]
    ['2025-03-09 10:00:00', '2025-11-02 09:00:00']
    """
    check_zone(zone)
    first, last = (f"TIMESTAMP '{year}-01-01'" for year in YEARS)
    offset = _ask_offset("utc", zone)
    query = f"""
        WITH days AS (
            SELECT utc, {offset} AS seconds
            FROM generate_series({first}, {last}, INTERVAL 1 DAY) AS s(utc)
        ),
        changed AS (
            SELECT utc AS day FROM days QUALIFY lag(seconds) OVER (ORDER BY utc) <> seconds
        ),
        near AS (
            SELECT unnest(generate_series(day - INTERVAL 1 DAY, day, INTERVAL 15 MINUTE)) AS utc
            FROM changed),
        offsets AS (SELECT DISTINCT utc, {offset} AS seconds FROM near)
        SELECT utc, before, seconds
        FROM (SELECT *, lag(seconds) OVER (ORDER BY utc) AS before FROM offsets)
        WHERE before <> seconds ORDER BY utc"""
    with ask_files() as connection:
        rows = connection.execute(query).fetchall()
    return tuple(OffsetChange(*row) for row in rows)


@cache
def find_first_offset(zone: str) -> int:
    """Return the seconds by which a zone was ahead of UTC when YEARS began."""
    first = f"SELECT {_ask_offset('utc', zone)} FROM (SELECT TIMESTAMP '{YEARS[0]}-01-01' AS utc)"
    with ask_files() as connection:
        return int(connection.execute(first).fetchall()[0][0])


def _ask_offset(utc: str, zone: str) -> str:
    """Return the SQL of the seconds by which a zone is ahead of UTC at a time of UTC."""
    return f"(epoch(timezone('{zone}', timezone('UTC', {utc}))) - epoch({utc}))::INTEGER"


def write_zone_macros(timestamps_in: str, count_in: str) -> list[str]:
    """Return the SQL that makes the macros of two zones.

    `utc_of(t)` reads a local time of `timestamps_in`: an hour that occurs twice as its first
    occurrence, an hour that never occurs with the offset before the change. `local_of(t)` gives the
    time of UTC in `count_in`. `flag_in(t)` and `flag_of(t)` say of local times of the one and the
    other that they occur twice (overlap) or never (gap); null where they occur once. A macro is
    given a column, never an expression: it uses it many times. Those that change nothing are left
    out: times in UTC have no flag, and flags of one zone are one.
    """
    macros = []
    if timestamps_in != "UTC":
        macros += _write_offsets("in", timestamps_in)
        macros.append(_write("utc_of(t)", _shift(timestamps_in, "-", "local_offset_in(t)")))
        macros.append(_write("flag_in(t)", _flag(timestamps_in, "rare_flag_in(t)")))
    macros += _write_offsets("of", count_in)
    macros.append(_write("local_of(t)", _shift(count_in, "+", "offset_of_utc_of(t)")))
    macros.append(_write("flag_of(t)", _flag(count_in, "rare_flag_of(t)")))
    return macros


def _write_offsets(end: str, zone: str) -> list[str]:
    """Return the macros that ask for the offset and the flag of times outside YEARS.

    A day before and a day after a local time its zone has the offsets before and after a change,
    if there is one near.
    """
    before, after = (
        _ask_offset(f"(t {sign} INTERVAL 1 DAY)", zone).replace("::INTEGER", "") for sign in "-+"
    )
    fits_early = f"local_at_{end}(t - to_seconds(early_{end}(t))) = t"
    fits_late = f"local_at_{end}(t - to_seconds(late_{end}(t))) = t"
    return [
        _write(f"offset_of_utc_{end}(t)", _ask_offset("t", zone)),
        _write(f"local_at_{end}(t)", f"timezone('{zone}', timezone('UTC', t))"),
        _write(f"early_{end}(t)", before),
        _write(f"late_{end}(t)", after),
        _write(
            f"local_offset_{end}(t)",
            f"CASE WHEN {fits_early} OR NOT {fits_late} THEN early_{end}(t) ELSE late_{end}(t) END",
        ),
        _write(
            f"rare_flag_{end}(t)",
            f"CASE WHEN early_{end}(t) = late_{end}(t) THEN NULL\n    "
            f"WHEN {fits_early} AND {fits_late} THEN 'overlap'\n    "
            f"WHEN NOT {fits_early} AND NOT {fits_late} THEN 'gap' END",
        ),
    ]


def _write(signature: str, body: str) -> str:
    return f"CREATE OR REPLACE TEMP MACRO {signature} AS {body}"


def _shift(zone: str, sign: str, rarely: str) -> str:
    changes, first = find_changes(zone), find_first_offset(zone)
    cases = []
    for change in reversed(changes):
        begin = change.at if sign == "+" else _end_of(change)
        cases.append((begin, str(change.after)))
    # In microseconds: adding an interval takes three times as long.
    offset = _compare(cases, str(first), rarely)
    return f"make_timestamp(epoch_us(t) {sign} 1000000 * ({offset})::BIGINT)"


def _flag(zone: str, rarely: str) -> str:
    cases = []
    for change in reversed(find_changes(zone)):
        early = change.at + timedelta(seconds=min(change.before, change.after))
        kind = "overlap" if change.after < change.before else "gap"
        cases += [(_end_of(change), "NULL"), (early, f"'{kind}'")]
    return _compare(cases, "NULL", rarely)


def _end_of(change: OffsetChange) -> datetime:
    """Return the local time from which on the offset after a change holds for certain."""
    return change.at + timedelta(seconds=max(change.before, change.after))


def _compare(cases: list[tuple[datetime, str]], first: str, rarely: str) -> str:
    """Return the value of the latest of `cases` (the last first) that began by the time t.

    `first` holds before them, and `rarely` outside YEARS.
    """
    start, end = (f"TIMESTAMP '{year}-01-03 00:00:00'" for year in YEARS)
    parts, left = [], list(cases)
    for year in (*STRETCHES, None):
        moment = datetime(year, 1, 3) if year else None
        inner = [case for case in left if moment is None or case[0] >= moment]
        left = left[len(inner) :]
        before = left[0][1] if left else first
        whens = " ".join(f"WHEN t >= TIMESTAMP '{at}' THEN {value}" for at, value in inner)
        body = f"CASE {whens} ELSE {before} END" if inner else before
        parts.append(f"WHEN t >= TIMESTAMP '{moment}' THEN {body}" if moment else f"ELSE {body}")
    if not cases:
        parts = [f"ELSE {first}"]
    return (
        f"CASE WHEN t < {start} OR t >= {end} THEN {rarely}\n    "
        + "\n    ".join(parts if len(parts) > 1 else [f"WHEN true THEN {first}"])
        + " END"
    )
