"""Duplicates: rows that occur again are flagged with their first occurrence, never dropped."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import narwhals as nw

from helpers.kinds.contracts import Contract
from helpers.kinds.states import EDGES, raw, state

SAME_ID = "same id"
SAME_CONTENT = "same content"
SAME_WINDOW = "same search in an overlapping window"
OTHER_LOG = "same search in another agency's log"

ORDER = "row order"
"""The working column that orders all rows of a release: its source's number, then its row."""

STRIDE = 1 << 40
"""More rows than any one file has; order = number of the source * STRIDE + source_row."""

ROWS_MOST = 1 << 62
"""More than any order is."""

NO_TIME = datetime(1970, 1, 1)
"""Stands in a key for a time that is not known; rows without a time are never called the same."""


LEAST_KEYS = 2
"""So many texts or numbers of a search must be known, beside its time, to call two the same."""


def flag_duplicates(frame: Any, contract: Contract, sources: Sequence[str]) -> Any:
    """Return `frame` with duplicate_of, duplicate_file and duplicate_reason.

    `same id`: an earlier row has this id. `same content`: an earlier row has the same text in
    every other column of the contract, under another id or none. `same search in an overlapping
    window`: an earlier file or part has a row that is alike in the contract's `same_search`, and
    one of the two has no id to tell them apart. `sources` names files and parts in the order of
    their numbers; duplicate_file is null when the first occurrence is in the same.
    """
    order = nw.col(ORDER)
    content = [raw(c.name) for c in contract.columns if c.name != contract.id_column]
    filled = [nw.col(name).fill_null("").alias(f"key {name}") for name in content]
    keys = [f"key {name}" for name in content]
    frame = frame.with_columns(*filled)
    given = [nw.col(key).str.len_chars() > 0 for key in keys]
    frame = frame.with_columns(nw.any_horizontal(*given, ignore_nulls=True).alias("has content"))
    frame = frame.with_columns(order.min().over(*keys, "has content").alias("first content"))
    if contract.id_column:
        has_id = nw.col(state(contract.id_column)) == "given"
        frame = frame.with_columns(order.min().over(raw(contract.id_column)).alias("first id"))
    else:
        has_id = nw.lit(False)
        frame = frame.with_columns(order.alias("first id"))
    frame = frame.drop(*keys)
    if contract.same_search and len(sources) > 1:
        frame = _find_same_search(frame.with_columns(has_id.alias("has id")), contract)
    else:
        frame = frame.with_columns(order.alias("first search"))
    again_id = has_id & (nw.col("first id") != order)
    again = nw.col("has content") & (nw.col("first content") != order)
    again_search = nw.col("first search") != order
    reason: Any = nw.lit(None, nw.String)
    first: Any = order
    for found, where, why in (
        (again_search, "first search", SAME_WINDOW),
        (again, "first content", SAME_CONTENT),
        (again_id, "first id", SAME_ID),
    ):
        reason = nw.when(found).then(nw.lit(why)).otherwise(reason)
        first = nw.when(found).then(nw.col(where)).otherwise(first)
    frame = frame.with_columns(reason.alias("duplicate_reason"), first.alias("first order"))
    label: Any = nw.lit(None, nw.String)
    for number, source in enumerate(sources):
        elsewhere = (nw.col("first order") // STRIDE == number) & (order // STRIDE != number)
        label = nw.when(elsewhere).then(nw.lit(source)).otherwise(label)
    frame = frame.with_columns(
        nw.when(nw.col("first order") != order)
        .then(nw.col("first order") % STRIDE)
        .alias("duplicate_of"),
        label.alias("duplicate_file"),
    )
    return frame.drop("has content", "first content", "first id", "first search", "first order")


def _find_same_search(frame: Any, contract: Contract) -> Any:
    """Add `first search`: the first row of an earlier source that is the same search, or itself.

    Of two rows with ids the ids decide; a row without one is held against all.
    """
    order = nw.col(ORDER)
    frame, keys = key_searches(frame, contract, contract.same_search)
    anonymous = nw.when(~nw.col("has id")).then(order)
    frame = frame.with_columns(anonymous.alias("anonymous order"))
    frame = frame.with_columns(
        order.min().over(*keys).alias("first of all"),
        nw.col("anonymous order").min().over(*keys).alias("first anonymous"),
    )
    nearest = (
        nw.when(nw.col("has id")).then(nw.col("first anonymous")).otherwise(nw.col("first of all"))
    )
    frame = frame.with_columns(nearest.fill_null(ROWS_MOST).alias("first search"))
    earlier = nw.col("has search") & (nw.col("first search") // STRIDE < order // STRIDE)
    first = nw.when(earlier).then(nw.col("first search")).otherwise(order).alias("first search")
    working = ("has id", "anonymous order", "first of all", "first anonymous", "has search")
    return frame.with_columns(first).drop(*keys, *working)


def key_searches(frame: Any, contract: Contract, columns: Sequence[str]) -> tuple[Any, list[str]]:
    """Return `frame` with `has search` and one working column for each of `columns`, named too.

    They hold what was typed, without the blanks around a text, so that two exports are alike
    whatever form they have. `has search` is false where too little is known of a row.
    """
    keys, times, others = [], [], []
    for name in columns:
        key = f"search key {name}"
        if contract.column(name).type == "time":
            value = nw.col(f"{name}_utc")
            times.append(~value.is_null())
            filled = value.fill_null(NO_TIME)
        else:
            others.append((~nw.col(name).is_null()).cast(nw.Int64))
            filled = nw.col(name).cast(nw.String).str.replace_all(EDGES, "").fill_null("")
        frame = frame.with_columns(filled.alias(key))
        keys.append(key)
    enough = nw.sum_horizontal(*others) >= min(LEAST_KEYS, len(others))
    known = nw.all_horizontal(*times, enough, ignore_nulls=True)
    return frame.with_columns(known.alias("has search")), keys
