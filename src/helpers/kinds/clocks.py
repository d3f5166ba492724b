"""Clocks: how many rows change day or month between the zone of stamps and that of counting."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw

from helpers.engines import to_pandas
from helpers.kinds.contracts import Contract, Flag
from helpers.kinds.zones import convert_lazily, to_local

Zones = tuple[str | None, str | None]
"""The zone of stamps that name none, and the one that days are counted in."""


@dataclass(frozen=True)
class Clock:
    """The rows whose stamps are read in `stamps_in` and counted in `count_in`.

    `rows` are those with a time in `column`. `other_day` and `other_month` count those whose day
    or month on the clock of `count_in` is not the one on the clock of `stamps_in`; `overlap` and
    `gap` those whose local time names two instants or none.
    """

    column: str
    stamps_in: str
    count_in: str
    rows: int
    other_day: int
    other_month: int
    overlap: int
    gap: int


TWICE, NEVER = "overlap: an hour that occurs twice", "gap: an hour that never occurs"


def count_flagged(clocks: Sequence[Clock]) -> dict[str, int]:
    """Return the rows whose local time names two moments or none, by why; none of them is solved.

    >>> count_flagged([Clock("at", "UTC", "America/Chicago", 9, 4, 1, 2, 0)])
    {'overlap: an hour that occurs twice': 2}
    """
    rows = {TWICE: sum(one.overlap for one in clocks), NEVER: sum(one.gap for one in clocks)}
    return {why: count for why, count in rows.items() if count}


def choose_zones(stamps_in: str | None, count_in: str | None, contract: Contract) -> Zones:
    """Return the zones that hold for a file: its own, or else those of its kind."""
    stamps_in = stamps_in or contract.stamps_in
    return stamps_in, count_in or contract.count_in or stamps_in


def count_clocks(tables: Mapping[Zones, Any], contract: Contract) -> tuple[Clock, ...]:
    """Return one Clock for each pair of zones; `tables` are frames of any engine, by their zones.

    They have the columns of the kind's table. None for a kind whose time column holds no stamps.
    """
    name = contract.time_column
    column = contract.column(name) if name else None
    if name is None or column is None or column.type != "time":
        return ()
    return tuple(
        _count(table, name, stamps_in, count_in)
        for (stamps_in, count_in), table in tables.items()
        if stamps_in and count_in
    )


def _count(table: Any, name: str, stamps_in: str, count_in: str) -> Clock:
    utc, local, flag = (nw.col(f"{name}_{end}") for end in ("utc", "local", "flag"))
    counted = nw.from_native(table).lazy().filter(~utc.is_null() & ~local.is_null())
    if stamps_in == count_in:
        stamped = local
    else:
        stamped = utc if stamps_in == "UTC" else convert_lazily(to_local, utc, stamps_in)[0]
    month, day = (
        12 * (stamped.dt.year() - local.dt.year()) + stamped.dt.month() - local.dt.month(),
        stamped.dt.day() - local.dt.day(),
    )
    facts = {
        "other_day": (month != 0) | (day != 0),
        "other_month": month != 0,
        "overlap": flag == Flag.OVERLAP.value,
        "gap": flag == Flag.GAP.value,
    }
    sums = counted.select(
        nw.len().alias("rows"),
        *(what.cast(nw.Int64).sum().alias(title) for title, what in facts.items()),
    )
    (counts,) = to_pandas(sums).fillna(0).astype("int64").to_dict("records")
    return Clock(name, stamps_in, count_in, **{str(title): int(n) for title, n in counts.items()})
