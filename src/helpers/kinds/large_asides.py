"""Large asides: whether a large file may hold lines that are no rows of its table, or look so.

Such a file is left to the path of small files, which takes them out by name (see `asides`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from helpers.intake.asides import (
    LAST,
    choose_body,
    count_sample,
    find_stretches,
    judge_lines,
)
from helpers.intake.habits import DAY, Habit, find_habit
from helpers.intake.rows import ROW, Rejected, cell
from helpers.kinds.contracts import Contract
from helpers.kinds.headers import match_header
from helpers.kinds.large_records import MARKED, STRIPPED, quote
from helpers.kinds.large_rejects import Steps

MOST_LINES = 10_000
"""More lines than these that may be none speak of another layout: they are not judged here."""

_DAYS, _NUMBERS = ("time", "date", "month"), ("integer", "decimal")


def may_hold_asides(
    connection: Any,
    records: Any,
    table: str | None,
    contract: Contract,
    header: Sequence[str],
    rejected: Sequence[Rejected],
    kept: int,
) -> bool:
    """Say whether the other path would take lines out as no rows, or point at some.

    `records` are those of the reader, `table` (SQL) the typed rows that were kept of them, if they
    have been typed, and `rejected` the others. The file is read again only where it has gaps, or an
    end that is odd or has not been typed.
    """
    lost = {one.row: one.reason for one in rejected}
    stretches = find_stretches(1, kept + len(lost), lost)
    if not stretches:
        return False
    steps, body = Steps(lost), choose_body(stretches)
    start = body.first - 1 - sum(number < body.first for number in lost)
    cells = [cell(place) for place in range(len(header))]
    rows = f"SELECT * FROM ({records.sql_query()}) WHERE {quote(ROW)} % {MARKED} = 0"
    sample = connection.execute(
        f"SELECT {', '.join(cells)} FROM ({rows}) LIMIT {count_sample(body)} OFFSET {start}"
    ).fetchall()
    habit = find_habit([[text.strip() for text in record] for record in sample])
    if habit is None:
        return False
    end = start + body.rows
    alone = len(stretches) == 1
    if alone and table and _ends_as_rows(connection, table, contract, header, habit, end - LAST):
        return False
    apart = f"position < {start} OR position >= {end}" if body in stretches else "true"
    wanted = f"position BETWEEN {end - LAST} AND {end - 1}"
    if not alone:
        wanted += f" OR (({apart}) AND {_may_be_odd(cells, habit)})"
    found = connection.execute(
        f"SELECT position, {', '.join(cells)} FROM (SELECT row_number() OVER () - 1 AS position, * "
        f"FROM ({rows})) WHERE {wanted} LIMIT {MOST_LINES + 1}"
    ).fetchall()
    lines = {steps.number(position): [text.strip() for text in texts] for position, *texts in found}
    return len(found) > MOST_LINES or any(judge_lines(lines, stretches, habit))


def _ends_as_rows(
    connection: Any,
    table: str,
    contract: Contract,
    header: Sequence[str],
    habit: Habit,
    first: int,
) -> bool:
    """Say whether each of the last rows holds one of the days, or figures, that rows hold.

    Whatever is typed as one has the shape of one; so the texts need not be read again.
    """
    positions = match_header(contract, header).positions
    types = _DAYS if habit.shape == DAY else _NUMBERS
    typed = [
        f"{column.name}_utc" if column.type == "time" else column.name
        for column in contract.columns
        if column.type in types and positions.get(column.name) in habit.known
    ]
    if not habit.known or not typed:
        return not habit.known
    lacking = " AND ".join(f"{quote(name)} IS NULL" for name in typed)
    (count,) = connection.execute(
        f"SELECT count(*) FROM {table} WHERE file_row_number >= {first} AND {lacking}"
    ).fetchall()[0]
    return not count


def _may_be_odd(cells: Sequence[str], habit: Habit) -> str:
    bare = [f"trim({one}, {quote(STRIPPED, chr(39))})" for one in cells]
    filled = " + ".join(f"({text} <> '')::INTEGER" for text in bare)
    lacking = " AND ".join(
        f"NOT regexp_matches({bare[place]}, {quote(habit.shape, chr(39))})" for place in habit.known
    )
    return f"(({lacking or 'false'}) OR 2 * ({filled}) <= {habit.usual})"
