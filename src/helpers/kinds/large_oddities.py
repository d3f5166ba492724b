"""Large oddities: what in a table on disk a reporter should look at, as `oddities` finds it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from helpers.kinds.contracts import Column, Contract, Sensitivity
from helpers.kinds.large import year
from helpers.kinds.large_records import quote
from helpers.kinds.large_rejects import Steps
from helpers.kinds.oddities import (
    FEW,
    FEWEST,
    Oddity,
    judge_size,
    list_typed,
    tell_days,
    tell_filler,
    tell_headers,
    tell_midnight,
    tell_numbers,
)


def find_large_oddities(
    connection: Any, table: str, rows: Any, contract: Contract, received: str | None
) -> tuple[Oddity, ...]:
    """Return what is odd in one table; `rows` names its file and says how many rows were read."""

    def ask(what: str, rest: str = "") -> tuple[Any, ...]:
        found = connection.execute(f"SELECT {what} FROM {table} {rest}").fetchall()
        return found[0] if found else (None,)

    found = [*judge_size(rows), *_judge_headers(ask, rows, contract)]
    for column in contract.columns:
        if column.type in ("time", "date", "month"):
            found += _judge_days(ask, rows, column, received)
        elif column.type in ("integer", "decimal"):
            name = quote(column.name)
            counts = ask(f"count(*) FILTER ({name} < 0), count(*) FILTER ({name} = 0)")
            found += tell_numbers(rows, column, *counts)
        elif column.sensitivity is not Sensitivity.PUBLISHABLE:
            count = _count_alike(ask, quote(column.name))
            found += [tell_filler(rows, column, count)] if count >= FEW else []
    return tuple(found)


def _judge_headers(ask: Any, rows: Any, contract: Contract) -> Iterator[Oddity]:
    values, cells = list_typed(contract)
    if not cells:
        return
    none = " AND ".join(f"{quote(name)} IS NULL" for name in values)
    failed = " + ".join(f"regexp_matches(problems, '(?:^|; ){name}: ')::INTEGER" for name in cells)
    rest = f"WHERE problems IS NOT NULL AND {none} AND {failed} >= {FEWEST}"
    count, first = ask("count(*), min(file_row_number)", rest)
    if count:
        steps = Steps(one.row for one in rows.rejected)
        kept = rows.rows_read - len(rows.rejected)
        yield from tell_headers(rows, count, steps.number(first), kept)


def _judge_days(ask: Any, rows: Any, column: Column, received: str | None) -> Iterator[Oddity]:
    value = quote(f"{column.name}_local" if column.type == "time" else column.name)
    low = "TIMESTAMP '2000-01-01'" if column.type == "time" else "'2000'"
    later = _is_later(column, value, received) if received else "false"
    old, future, count = ask(
        f"count(*) FILTER ({value} < {low}), count(*) FILTER ({later}), count({value})"
    )
    unread = quote(year(column.name))
    (listed,) = ask(f"histogram({unread})")
    yield from tell_days(rows, column, old, future, listed or {}, received)
    if column.type == "time" and count >= FEW:
        (timed,) = ask(f"{value}", f"WHERE {value} <> date_trunc('day', {value}) LIMIT 1")
        if timed is None:
            yield tell_midnight(rows, column, count)


def _is_later(column: Column, value: str, received: str) -> str:
    """Return the test whether a value lies after the day of receipt (see `oddities`)."""
    day = date.fromisoformat(received) + timedelta(days=1)
    if column.type == "time":
        return f"{value} >= TIMESTAMP '{(day + timedelta(days=1)).isoformat()}'"
    return f"{value} > '{day.isoformat()[: 7 if column.type == 'month' else 10]}'"


def _count_alike(ask: Any, name: str) -> int:
    """Return how many values there are if they are all the same, else 0."""
    (first,) = ask(name, f"WHERE {name} IS NOT NULL LIMIT 1")
    if first is None:
        return 0
    (other,) = ask(name, f"WHERE {name} <> {quote(str(first), chr(39))} LIMIT 1")
    if other is not None:
        return 0
    (count,) = ask(f"count({name})")
    return int(count)
