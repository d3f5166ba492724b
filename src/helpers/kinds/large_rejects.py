"""Large rejects: which records of a large file are no rows, by number and reason.

Rows are known by their position among those that were kept; the records before one that were not
kept give its number.
"""

from __future__ import annotations

import csv
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import Any

from helpers.intake.byte_counts import ByteCount
from helpers.intake.delimited import REASONS
from helpers.intake.headings import HeaderTest, is_header_again
from helpers.intake.rows import BLANK, REPEATED_HEADER, ROW, TOTAL, Rejected, cell
from helpers.kinds.large_records import FURNITURE, MARKED, OTHER_HEADER, STRIPPED, quote

MOST_REJECTED = 100_000
"""More records than these that are no rows speak of another dialect or layout."""


class Steps:
    """How the positions of kept records, from 0, become their numbers, from 1."""

    def __init__(self, lost: Iterable[int]) -> None:
        """Take the numbers of the records that were not kept."""
        self.starts = [number - 1 - before for before, number in enumerate(sorted(lost))]

    def number(self, position: int) -> int:
        """Return the number of the record at a position.

        >>> [Steps([1, 3, 4]).number(position) for position in (0, 1, 2)]
        [2, 5, 6]
        """
        return position + 1 + bisect_right(self.starts, position)

    def query(self, connection: Any, rows: str, position: str, name: str) -> str:
        """Return the query of `rows` with the number of each `position` (a column) as `name`."""
        if not self.starts:
            return f"SELECT *, {position} + 1 AS {name} FROM ({rows})"
        import pyarrow as pa

        counts = dict(zip(self.starts, range(1, len(self.starts) + 1), strict=True))
        steps = pa.table({"step_start": list(counts), "step_lost": list(counts.values())})
        connection.register("steps", steps)
        return (
            f"SELECT * EXCLUDE (step_start, step_lost), "
            f"{position} + 1 + coalesce(step_lost, 0) AS {name} FROM ({rows}) "
            f"ASOF LEFT JOIN steps ON {position} >= step_start"
        )


def find_rejected(
    connection: Any,
    records: Any,
    header: Sequence[str],
    delimiter: str,
    count: ByteCount,
    kept: int,
    is_header: HeaderTest,
) -> list[Rejected] | None:
    """Return every record that was not kept; None if they are not what the bytes say.

    `records` are those that the reader could read, of which `kept` are rows.
    """
    lost = _find_refused(connection, header, delimiter, is_header)
    if lost is None or len(lost) > kept:
        return None
    twice = lost.keys() & set(count.empty)
    lost |= dict.fromkeys(count.empty, BLANK)
    left = count.records - 1 - kept - len(lost)
    if left < 0 or left > MOST_REJECTED or twice:
        return None
    rejected = [Rejected(number, reason) for number, reason in lost.items()]
    if left:
        furniture = _find_furniture(connection, records, header, Steps(lost))
        if furniture is None or len(furniture) != left:
            return None
        rejected += furniture
    return sorted(rejected, key=lambda one: one.row)


def _find_refused(
    connection: Any, header: Sequence[str], delimiter: str, is_header: HeaderTest
) -> dict[int, str] | None:
    """Return the records that the reader could not read, with reasons; None if they are too many.

    They are numbered from 1 after the header, empty lines counted, as the bytes number them.
    """
    found = connection.execute(
        "SELECT DISTINCT line, error_type::VARCHAR, csv_line FROM reject_errors "
        f"LIMIT {MOST_REJECTED + 1}"
    ).fetchall()
    if len(found) > MOST_REJECTED or any(kind not in REASONS for _, kind, _ in found):
        return None
    order, names = list(REASONS), [name.strip() for name in header]
    refused: dict[int, str] = {}
    for line, kind, text in sorted(found, key=lambda entry: (entry[0], order.index(entry[1]))):
        cells = next(csv.reader([(text or "").strip("\r\n")], delimiter=delimiter), [])
        bare = [one.strip() for one in cells]
        if is_header_again(cells, header) or (bare != names and is_header(cells)):
            return None
        reason = REPEATED_HEADER if bare == names else REASONS[kind]
        refused.setdefault(line - 1, reason if any(bare) else BLANK)
    return refused


def _find_furniture(
    connection: Any, records: Any, header: Sequence[str], steps: Steps
) -> list[Rejected] | None:
    """Return blank rows, repeated headers and totals; None if another export begins somewhere."""
    cells = [cell(place) for place in range(len(header))]
    bare = ", ".join(f"trim({one}, {quote(STRIPPED, chr(39))})" for one in cells)
    found = connection.execute(
        f"SELECT position, what, {bare} FROM (SELECT row_number() OVER () - 1 AS position, "
        f"{quote(ROW)} % {MARKED} AS what, * FROM ({records.sql_query()})) WHERE what > 0 "
        f"LIMIT {MOST_REJECTED + 1}"
    ).fetchall()
    if any(what == OTHER_HEADER for _, what, *_ in found):
        return None
    return [
        Rejected(
            steps.number(position),
            FURNITURE[what - 1],
            tuple(texts) if FURNITURE[what - 1] == TOTAL else (),
        )
        for position, what, *texts in found
    ]
