"""Cleaning: rows of text to one typed table, the same for every kind and on every engine.

Written once over Narwhals; `engines` holds what must be native. No row is dropped here: a value
that fails its type is null with the reason in `problems`, and a repeated row is flagged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import narwhals as nw

from helpers.engines import to_pandas
from helpers.errors import Problem
from helpers.intake.rows import FAULT, PART, ROW, Rows, cell
from helpers.kinds.clocks import choose_zones
from helpers.kinds.contracts import (
    ORIGIN_COLUMNS,
    REMARK_COLUMNS,
    Contract,
    State,
    table_columns,
)
from helpers.kinds.duplicates import ORDER, STRIDE, flag_duplicates
from helpers.kinds.headers import Match, require_header
from helpers.kinds.states import raw, state
from helpers.kinds.values import Zones, problem, type_columns


@dataclass(frozen=True)
class Source:
    """The rows of one file or part, with the zones of its descriptor (None: the kind's own).

    `large` says that its frame is a file's that is too large to be read more often than need be;
    `alike` that its stamps are read in their usual form alone, if a sample has no other.
    """

    rows: Rows
    stamps_in: str | None = None
    count_in: str | None = None
    large: bool = False
    alike: bool = False


@dataclass(frozen=True)
class Cleaned:
    """A typed table in its engine's own frame, in the order of its sources and their rows.

    `states` counts, for each column of the contract, the cells in each state; `unread` are the
    headers that nobody read.
    """

    frame: Any
    states: dict[str, dict[str, int]]
    unread: tuple[str, ...]


def clean_rows(sources: Sequence[Source], contract: Contract) -> Cleaned:
    """Return the typed table of `sources`.

    Raises Problem if a required column is missing, or a stamp has no zone.
    """
    if not sources:
        raise Problem(f"There are no rows to clean as {contract.kind}")
    frames, unread = [], []
    for number, source in enumerate(sources):
        rows = source.rows
        match = require_header(contract, rows.header, file=rows.file, part=rows.part)
        unread += [header for header in match.unread if header not in unread]
        frames.append(_clean_source(source, number, contract, match))
    frame = nw.concat(frames, how="vertical") if len(frames) > 1 else frames[0]
    frame = flag_duplicates(frame, contract, [name_source(source.rows) for source in sources])
    states = _count_states(frame, contract)
    columns = [name for column in contract.columns for name in table_columns(column)]
    origin = [name for name in ORIGIN_COLUMNS if name != "data_status"]
    frame = frame.sort(ORDER).select(*columns, *origin, *REMARK_COLUMNS)
    return Cleaned(nw.to_native(frame), states, tuple(unread))


def name_source(rows: Rows) -> str:
    """Return the name of a file, with its part if it has one."""
    return rows.file if rows.part is None else f"{rows.file}, {rows.part}"


def _clean_source(source: Source, number: int, contract: Contract, match: Match) -> Any:
    rows = source.rows
    frame = nw.from_native(rows.frame)
    stamps_in, count_in = choose_zones(source.stamps_in, source.count_in, contract)
    zones = Zones(stamps_in, count_in, whole=source.large, alike=source.alike)
    empty = nw.lit(None, nw.String)
    texts = [
        (nw.col(cell(match.positions[c.name])) if c.name in match.positions else empty)
        .cast(nw.String)
        .alias(raw(c.name))
        for c in contract.columns
    ]
    told = [FAULT] if FAULT in frame.collect_schema().names() else []
    # A printed document's frame names the page of each row itself.
    paged = PART in frame.collect_schema().names()
    part = nw.col(PART) if paged else nw.lit(rows.part, nw.String)
    frame = frame.select(
        nw.col(ROW).cast(nw.Int64),
        *texts,
        *(nw.col(name) for name in told),
        nw.lit(rows.file).alias("source_file"),
        part.cast(nw.String).alias("source_part"),
    )
    frame = frame.with_columns((nw.col(ROW) + number * STRIDE).alias(ORDER))
    frame = type_columns(
        frame, contract.columns, present=match.positions, zones=zones, file=rows.file
    )
    failures = [nw.col(problem(column.name)) for column in contract.columns]
    failures += [nw.col(name) for name in told]
    joined = nw.concat_str(failures, separator="; ", ignore_nulls=True)
    any_failed = nw.any_horizontal(*[~failure.is_null() for failure in failures], ignore_nulls=True)
    problems = nw.when(any_failed).then(joined).otherwise(empty).alias("problems")
    shown = {f"{c.name}_state": nw.col(state(c.name)) for c in contract.columns if c.has_state}
    typed = [name for column in contract.columns for name in table_columns(column)]
    # In one order, whichever columns a file has: DuckDB puts sources together by position.
    return frame.select(
        *(ROW, ORDER, "source_file", "source_part"),
        *(way(column.name) for way in (raw, state, problem) for column in contract.columns),
        *(shown.get(name, nw.col(name)).alias(name) for name in typed),
        problems,
    )


def _count_states(frame: Any, contract: Contract) -> dict[str, dict[str, int]]:
    """Count the states of each column's cells, on the engine that holds them."""
    sums = [
        (nw.col(state(column.name)) == which.value).cast(nw.Int64).sum().alias(f"{number} {which}")
        for number, column in enumerate(contract.columns)
        for which in State
    ]
    row = to_pandas(frame.select(*sums)).iloc[0]
    return {
        column.name: {which.value: int(row[f"{number} {which}"] or 0) for which in State}
        for number, column in enumerate(contract.columns)
    }
