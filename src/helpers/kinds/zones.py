"""Zones as data: from UTC to local and back, over naive times, with a flag for the odd hours.

No zone-aware dtype is used anywhere: pandas truncates such stamps to the wrong month and DuckDB's
Narwhals backend refuses them. The rules come from the locked tzdata package, never from the
machine, so that the same release is counted in the same months everywhere.
"""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from functools import cache, reduce
from importlib import resources
from typing import Any

import narwhals as nw

from helpers.errors import Problem, suggest
from helpers.kinds.contracts import Flag

FIRST, LAST = datetime(1970, 1, 1), datetime(2050, 1, 1)
"""Stamps outside these years are not taken for times of a record."""

Range = tuple[datetime, datetime]

Convert = Callable[[nw.Expr, str, Range], tuple[nw.Expr, nw.Expr]]
"""`to_local` or `to_utc`."""

STRETCHES = (2030, 2028, 2026, 2024, 2022, 2020, 2017, 2014, 2010, 2000, 1990, 1970)
"""Where stretches of years begin that are told apart (see `convert_lazily`), the last first."""

_AROUND = timedelta(days=2)


@cache
def load_zone(name: str) -> zoneinfo.ZoneInfo:
    """Return a zone from the locked tzdata; a Problem names the nearest one.

    >>> load_zone("America/Los_Angeles").key
    'America/Los_Angeles'
    """
    package = resources.files("tzdata")
    known = package.joinpath("zones").read_text(encoding="utf-8").split()
    if name not in known:
        raise Problem(
            f"There is no time zone called {name}",
            expected="an IANA name such as America/Los_Angeles",
            remedy=suggest(name, known) if len(name) > 3 else "",
        )
    with package.joinpath("zoneinfo", *name.split("/")).open("rb") as file:
        return zoneinfo.ZoneInfo.from_file(file, key=name)


@cache
def find_transitions(zone: str) -> tuple[tuple[datetime, timedelta, timedelta], ...]:
    """Return each change of a zone's offset: the naive UTC instant, the offset before and after.

    >>> [str(change[0]) for change in find_transitions("America/Los_Angeles") if
    ...  change[0].year == 2025]
    ['2025-03-09 10:00:00', '2025-11-02 09:00:00']
    """
    rules = load_zone(zone)
    changes = []
    at, after = FIRST, _offset(rules, FIRST)
    while at < LAST:
        following = at + timedelta(days=1)
        before, after = after, _offset(rules, following)
        if before != after:
            low, high = at, following
            while high - low > timedelta(seconds=1):
                middle = low + (high - low) // 2
                middle = middle.replace(microsecond=0)
                low, high = (middle, high) if _offset(rules, middle) == before else (low, middle)
            changes.append((high, before, after))
        at = following
    return tuple(changes)


def to_local(utc: nw.Expr, zone: str, span: Range = (FIRST, LAST)) -> tuple[nw.Expr, nw.Expr]:
    """Return the local time of naive UTC times, and a flag.

    Each is one instant; the flag says `overlap` where the local hour on the clock occurs twice.
    All times must lie within `span`: the shorter it is, the fewer changes are compared.
    """
    periods: dict[timedelta, list[Range]] = {}
    overlaps: list[Range] = []
    start, offset, changes = _within_span(zone, span)
    for at, before, after in changes:
        periods.setdefault(before, []).append((start, at))
        start, offset = at, after
        if after < before:
            overlaps.append((at - (before - after), at + (before - after)))
    periods.setdefault(offset, []).append((start, datetime.max))
    return _shift(utc, periods, +1), _flag(utc, overlaps, [])


def to_utc(local: nw.Expr, zone: str, span: Range = (FIRST, LAST)) -> tuple[nw.Expr, nw.Expr]:
    """Return the UTC time of naive local times, and a flag.

    An hour that occurs twice is read as its first occurrence, an hour that never occurs with the
    offset before the change (both as `fold=0` in PEP 495); the flag tells them.
    """
    periods: dict[timedelta, list[Range]] = {}
    overlaps: list[Range] = []
    gaps: list[Range] = []
    start, offset, changes = _within_span(zone, span)
    for at, before, after in changes:
        end = at + max(before, after)
        periods.setdefault(before, []).append((start, end))
        (overlaps if after < before else gaps).append((at + min(before, after), end))
        start, offset = end, after
    periods.setdefault(offset, []).append((start, datetime.max))
    return _shift(local, periods, -1), _flag(local, overlaps, gaps)


def convert_lazily(convert: Convert, times: nw.Expr, zone: str) -> tuple[nw.Expr, nw.Expr]:
    """Return what `to_local` or `to_utc` does, for times of any span.

    Each stretch of years is compared with its own changes alone, and a lazy engine works out no
    stretch in which no time lies: it need not be asked for the span first, at the cost of a pass.
    """
    if not find_transitions(zone):
        return convert(times, zone, (FIRST, LAST))
    last = datetime(STRETCHES[0], 1, 1)
    shifted, flag = convert(times, zone, (last, LAST))
    for year, following in zip(STRETCHES[:0:-1], STRETCHES[-2::-1], strict=True):
        start, end = datetime(year, 1, 1), datetime(following, 1, 1)
        within = (times >= nw.lit(start)) & (times < nw.lit(end))
        found, flagged = convert(times, zone, (start, end))
        shifted = nw.when(within).then(found).otherwise(shifted)
        flag = nw.when(within).then(flagged).otherwise(flag)
    return shifted, flag


def _within_span(
    zone: str, span: Range
) -> tuple[datetime, timedelta, list[tuple[datetime, timedelta, timedelta]]]:
    """Return the changes of a zone in a span and two days around it, and the offset before."""
    low, high = (max(span[0] - _AROUND, FIRST), min(span[1] + _AROUND, LAST))
    changes = [change for change in find_transitions(zone) if low <= change[0] <= high]
    return datetime.min, _offset(load_zone(zone), low), changes


def _offset(rules: zoneinfo.ZoneInfo, utc: datetime) -> timedelta:
    offset = utc.replace(tzinfo=UTC).astimezone(rules).utcoffset()
    assert offset is not None  # a ZoneInfo always knows its offset
    return offset


def _within(times: nw.Expr, ranges: Iterable[Range]) -> nw.Expr:
    pieces = [(times >= nw.lit(low)) & (times < nw.lit(high)) for low, high in ranges]
    return reduce(lambda one, other: one | other, pieces)


def _shift(times: nw.Expr, periods: dict[timedelta, list[Range]], sign: int) -> nw.Expr:
    """Add each period's offset; the longest list of periods is the one not tested for."""
    ordered = sorted(periods, key=lambda offset: len(periods[offset]))
    shifted: Any = _move(times, ordered[-1], sign)
    for offset in ordered[:-1]:
        inside = [(_clip(low), _clip(high)) for low, high in periods[offset]]
        shifted = (
            nw.when(_within(times, inside)).then(_move(times, offset, sign)).otherwise(shifted)
        )
    return shifted  # type: ignore[no-any-return]


def _move(times: nw.Expr, offset: timedelta, sign: int) -> nw.Expr:
    seconds = sign * int(offset.total_seconds())
    return times.dt.offset_by(f"{seconds}s") if seconds else times


def _clip(moment: datetime) -> datetime:
    """Keep bounds where every engine's microseconds can hold them."""
    return min(max(moment, datetime(1900, 1, 1)), datetime(2100, 1, 1))


def _flag(times: nw.Expr, overlaps: list[Range], gaps: list[Range]) -> nw.Expr:
    flag: Any = nw.lit(Flag.OK.value)
    if overlaps:
        flag = nw.when(_within(times, overlaps)).then(nw.lit(Flag.OVERLAP.value)).otherwise(flag)
    if gaps:
        flag = nw.when(_within(times, gaps)).then(nw.lit(Flag.GAP.value)).otherwise(flag)
    return nw.when(~times.is_null()).then(flag).otherwise(nw.lit(None, nw.String))
