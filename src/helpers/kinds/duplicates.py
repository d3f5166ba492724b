"""Duplicates: rows that occur again are flagged with their first occurrence, never dropped."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import narwhals as nw

from helpers.kinds.contracts import Contract
from helpers.kinds.values import raw, state

SAME_ID = "same id"
SAME_CONTENT = "same content"

ORDER = "row order"
"""The working column that orders all rows of a release: its source's number, then its row."""

STRIDE = 1 << 40
"""More rows than any one file has; order = number of the source * STRIDE + source_row."""


def flag_duplicates(frame: Any, contract: Contract, sources: Sequence[str]) -> Any:
    """Return `frame` with duplicate_of, duplicate_file and duplicate_reason.

    `same id`: an earlier row has this id. `same content`: an earlier row has the same text in
    every other column of the contract, under another id or none. `sources` names files and parts
    in the order of their numbers; duplicate_file is null when the first occurrence is in the same.
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
    again_id = has_id & (nw.col("first id") != order)
    again = nw.col("has content") & (nw.col("first content") != order)
    frame = frame.with_columns(
        nw.when(again_id)
        .then(nw.lit(SAME_ID))
        .otherwise(nw.when(again).then(nw.lit(SAME_CONTENT)).otherwise(nw.lit(None, nw.String)))
        .alias("duplicate_reason"),
        nw.when(again_id)
        .then(nw.col("first id"))
        .otherwise(nw.when(again).then(nw.col("first content")).otherwise(order))
        .alias("first order"),
    )
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
    return frame.drop(*keys, "has content", "first content", "first id", "first order")
