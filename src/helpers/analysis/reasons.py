"""Reasons: the stated reasons of searches as classes, and how often each class occurs.

A reason is free text and never leaves. What leaves is its class, by the table of keywords.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, get_args

import narwhals as nw
import pandas as pd

from helpers.analysis.change import Count
from helpers.analysis.cube import NOT_GIVEN, read_frame
from helpers.analysis.keywords import JOIN, Keywords, Match, find_classes
from helpers.errors import Misuse, suggest

if TYPE_CHECKING:
    from helpers.kinds.tables import Table

REASON, STATE, CLASSES = "reason", "reason_state", "classes"


def class_reasons(
    table: Table | Any, keywords: Keywords, *, keep: Sequence[str], match: Match = "whole words"
) -> pd.DataFrame:
    """Return the columns `keep` of a table, with `classes` and `reason_state` in place of reasons.

    `table` is a Table, or its frame in pandas or DuckDB, one row a search. `classes` holds those
    that the reason names, joined by " + "; it is "" if it names none, or if there is no reason to
    read; `reason_state` tells these apart (given, blank, withheld, not available, never released).
    Raises Misuse if `keep` names the reason, Problem if a column is missing.
    """
    if REASON in keep:
        raise Misuse("A reason never leaves", remedy="Keep its classes")
    reasons = _read(table, *keep)
    classed = reasons.drop(columns=REASON)
    found: dict[Any, str] = {
        text: JOIN.join(find_classes(text, keywords, match))
        for text in reasons[REASON].dropna().unique()
    }
    named = [found.get(text, "") for text in reasons[REASON]]
    return classed.assign(**{CLASSES: pd.Series(named, index=classed.index, dtype="str")})


def tally_classes(
    table: Table | Any,
    keywords: Keywords,
    *,
    match: Match = "whole words",
    by: Sequence[str] = ("org_name",),
    time: str = "searched_at_local",
) -> pd.DataFrame:
    """Return how many rows of a table name which classes: the small frame that counts begin from.

    Columns: those of `by`; `month` (YYYY-MM, missing where the time is); `classes` and
    `reason_state` as in `class_reasons`; `copy` (whether the rows repeat earlier ones); `rows`.
    Sorted, and the same on every engine.
    """
    frame = read_frame(table, *by, REASON, time, "duplicate_of")
    keys = [*by, "month", REASON, STATE, "copy"]
    cells = (
        _with_state(frame)
        .with_columns(
            month=nw.col(time).dt.to_string("%Y-%m"), copy=~nw.col("duplicate_of").is_null()
        )
        .group_by(keys)
        .agg(rows=nw.len())
        .collect(backend="pyarrow")
    )
    places = {name: place for place, name in enumerate(cells.columns)}
    rows: Counter[tuple[Any, ...]] = Counter()
    for cell in cells.iter_rows():
        text = cell[places[REASON]]
        named = JOIN.join(find_classes(text, keywords, match)) if text is not None else ""
        groups = (cell[places[name]] or NOT_GIVEN for name in by)
        rows[
            *groups, cell[places["month"]], named, cell[places[STATE]], bool(cell[places["copy"]])
        ] += cell[places["rows"]]
    columns = [*by, "month", CLASSES, STATE, "copy"]
    ordered = sorted(rows.items(), key=lambda item: tuple(map(str, item[0])))
    types = dict.fromkeys(columns, "str") | {"copy": "bool", "rows": "int64"}
    return pd.DataFrame([(*key, n) for key, n in ordered], columns=list(types)).astype(types)


def count_classes(
    tally: pd.DataFrame, classes: Iterable[str], *, count: Count = "distinct searches"
) -> int:
    """Return how many searches of a tally name at least one of `classes`.

    `count` is "rows", or "distinct searches": of rows that repeat one another the first. A search
    that names several of the classes counts once.
    """
    named = names_any(tally[CLASSES], classes)
    if _check_count(count) == "distinct searches":
        named &= ~tally["copy"]
    return int(tally["rows"][named].sum())


def names_any(column: pd.Series[str], classes: Iterable[str]) -> pd.Series[bool]:
    """Return whether each entry of a `classes` column holds at least one of `classes`."""
    sought = frozenset(classes)
    hits = {text for text in column.unique() if sought.intersection(text.split(JOIN))}
    return column.isin(hits)


def _read(table: Any, *keep: str) -> pd.DataFrame:
    frame = _with_state(read_frame(table, *keep, REASON))
    wanted = dict.fromkeys([*keep, STATE, REASON])
    read: pd.DataFrame = frame.select(*wanted).collect(backend="pandas").to_native()
    return read.reset_index(drop=True)


def _with_state(frame: Any) -> Any:
    """Return `frame` with `reason_state`, told from the reason where the table has none."""
    reason = nw.col(REASON)
    if STATE in frame.collect_schema().names():
        told = nw.col(STATE)
    else:
        told = nw.when(reason.is_null()).then(nw.lit("blank")).otherwise(nw.lit("given"))
    return frame.with_columns(told.alias(STATE))


def _check_count(count: str) -> str:
    if count not in get_args(Count):
        raise Misuse(f"There is no count {count!r}", remedy=suggest(str(count), get_args(Count)))
    return count
