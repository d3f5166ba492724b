"""Rows as a reader gives them, made up here, for the engines that cleaning runs on."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import duckdb
import pandas as pd
import pytest

from helpers.intake.rows import ROW, cell
from helpers.kinds.cleaning import Source
from helpers.kinds.registry import find_kind
from helpers.kinds.tables import finish
from helpers.status import DataStatus

ENGINES = ["pandas", "duckdb"]
THRIFTY = ["pandas", pytest.param("duckdb", marks=pytest.mark.slow)]
"""For tests that plan a long query on DuckDB to say the same once more."""
CONNECTION = duckdb.connect()


def make_source(
    engine: str,
    header: Sequence[str],
    records: Sequence[Sequence[str]],
    *,
    file: str = "a.csv",
    part: str | None = None,
    stamps_in: str | None = None,
    count_in: str | None = None,
) -> Source:
    """Return the rows under a header, as text, in the frame of an engine."""
    frame: Any = pd.DataFrame(
        [list(record) for record in records],
        columns=[cell(n) for n in range(len(header))],
        dtype="str",
    )
    frame[ROW] = range(1, len(frame) + 1)
    native = frame if engine == "pandas" else CONNECTION.from_df(frame)
    rows: Any = SimpleNamespace(file=file, part=part, header=tuple(header), frame=native)
    return Source(rows, stamps_in, count_in)


def clean_table(kind: str, *sources: Source) -> pd.DataFrame:
    """Return the table of a kind as `load_table` would give it."""
    module = find_kind(kind)
    return finish(module.clean(sources).frame, module.CONTRACT, DataStatus.UNVERIFIED)
