"""Time zones: when the offset of a zone changes, asked once, and SQL that compares rows with that.

DuckDB's ICU knows the zones, so that the locked wheel decides and never the machine. `timezone()`
for each row would take longer than all the rest of cleaning; a comparison with the few changes
takes next to nothing. No zone-aware column is used anywhere: UTC and local time are two columns,
and a flag marks the hours that occur twice or never.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from helpers.errors import Problem, suggest

FIRST, LAST = datetime(1970, 1, 1), datetime(2050, 1, 1)
"""Timestamps outside these years are not taken for times of a record."""

STRETCHES = (2030, 2028, 2026, 2024, 2022, 2020, 2017, 2014, 2010, 2000, 1990)
"""Where stretches of years begin that are compared apart, the last first: most rows are recent."""


@dataclass(frozen=True)
class Change:
    """A change of a zone's offset: the instant in UTC, and the seconds before and after it."""

    at: datetime
    before: int
    after: int


@cache
def list_zones() -> frozenset[str]:
    """Return the names of the time zones that are known."""
    import duckdb

    with duckdb.connect() as connection:
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
def find_changes(zone: str) -> tuple[Change, ...]:
    """Return each change of a zone's offset between FIRST and LAST, the oldest first.

    >>> [str(change.at) for change in find_changes("America/Los_Angeles") if change.at.year == 2025]
    ['2025-03-09 10:00:00', '2025-11-02 09:00:00']
    """
    import duckdb

    check_zone(zone)
    offset = f"(epoch(timezone('{zone}', timezone('UTC', utc))) - epoch(utc))::INTEGER"
    query = f"""
        WITH days AS (
            SELECT utc, {offset} AS seconds
            FROM generate_series(TIMESTAMP '{FIRST}', TIMESTAMP '{LAST}', INTERVAL 1 DAY) AS s(utc)
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
    with duckdb.connect() as connection:
        rows = connection.execute(query).fetchall()
    return tuple(Change(*row) for row in rows)


@cache
def find_first_offset(zone: str) -> int:
    """Return the seconds by which a zone was ahead of UTC at the start of FIRST."""
    import duckdb

    changes = find_changes(zone)
    if changes:
        return changes[0].before
    with duckdb.connect() as connection:
        (seconds,) = connection.execute(
            f"SELECT epoch(timezone('{zone}', TIMESTAMPTZ '2000-01-01 00:00:00+00'))::BIGINT "
            "- 946684800"
        ).fetchall()[0]
    return int(seconds)


def write_macros(timestamps_in: str, count_in: str) -> list[str]:
    """Return the SQL that makes the macros of two zones.

    `utc_of(t)` reads a local time of `timestamps_in`: an hour that occurs twice as its first
    occurrence, an hour that never occurs with the offset before the change. `local_of(t)` gives the
    time of UTC in `count_in`. `flag_in(t)` and `flag_of(t)` say of local times of the one and the
    other that they occur twice (overlap) or never (gap); null where they occur once. A macro is
    given a column, never an expression: it uses it many times.
    """
    return [
        _write("utc_of", _shift(timestamps_in, "-", lambda change: _latest(change))),
        _write("local_of", _shift(count_in, "+", lambda change: change.at)),
        _write("flag_in", _flag(timestamps_in)),
        _write("flag_of", _flag(count_in)),
    ]


def _write(name: str, body: str) -> str:
    return f"CREATE OR REPLACE TEMP MACRO {name}(t) AS {body}"


def _latest(change: Change) -> datetime:
    """Return the local time from which on the offset after a change holds."""
    return change.at + timedelta(seconds=max(change.before, change.after))


def _shift(zone: str, sign: str, begin: Callable[[Change], datetime]) -> str:
    changes, first = find_changes(zone), find_first_offset(zone)
    if not changes:
        return f"t {sign} to_seconds({first})" if first else "t"
    cases = [(begin(change), str(change.after)) for change in reversed(changes)]
    return f"t {sign} to_seconds({_compare(cases, str(first))})"


def _flag(zone: str) -> str:
    cases = []
    for change in reversed(find_changes(zone)):
        early = change.at + timedelta(seconds=min(change.before, change.after))
        kind = "overlap" if change.after < change.before else "gap"
        cases += [(_latest(change), "NULL"), (early, f"'{kind}'")]
    return _compare(cases, "NULL") if cases else "NULL::VARCHAR"


def _compare(cases: list[tuple[datetime, str]], otherwise: str) -> str:
    """Return the value of the latest of `cases` (the last first) that began by the time t."""
    parts, left = [], list(cases)
    for year in (*STRETCHES, None):
        start = datetime(year, 1, 2) if year else None
        inner = [case for case in left if start is None or case[0] >= start]
        left = left[len(inner) :]
        before = left[0][1] if left else otherwise
        whens = " ".join(f"WHEN t >= TIMESTAMP '{at}' THEN {value}" for at, value in inner)
        body = f"CASE {whens} ELSE {before} END" if inner else before
        parts.append(f"\n    WHEN t >= TIMESTAMP '{start}' THEN {body}" if start else body)
    return f"CASE {''.join(parts[:-1])}\n    ELSE {parts[-1]} END"
