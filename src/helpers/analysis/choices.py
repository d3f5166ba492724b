"""Choices: the same rise, counted in every defensible way, so that a reader sees what moves it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import TYPE_CHECKING, Any, get_args

import narwhals as nw
import pandas as pd

from helpers.analysis.change import Count, Measure, change_between, count_searches, list_spellings
from helpers.engines import to_pandas
from helpers.errors import Problem, suggest

if TYPE_CHECKING:
    from helpers.kinds.tables import Table

CLOCKS = {"local": "searched_at_local", "UTC": "searched_at_utc"}
"""The clock on which months begin, and the column that tells it."""


def list_groups(table: Table, *, group: str = "account_group") -> list[str]:
    """Return the account groups in a log, one name for all of its spellings, sorted."""
    return sorted(set(list_spellings(table, group=group)["group"]))


def choose(name: str, names: Sequence[str], what: str) -> str:
    """Return `name` if it is one of `names`; else raise a Problem that says which there are.

    `what` says what is chosen, as in "account group".

    >>> choose("QA", ["QA", "QB"], "state")
    'QA'
    """
    if name not in names:
        raise Problem(f"There is no {what} called {name!r} here", remedy=suggest(name, names))
    return name


def select_rows(table: Table, column: str, value: str) -> Any:
    """Return the rows of a table in which `column` is `value`; all rows if that is "all".

    They are a frame of the table's own engine.

    Raises Problem if no row has it, naming the values there are.
    """
    frame = table.frame
    if value == "all":
        return frame
    rows = nw.from_native(frame)
    names: Any = to_pandas(rows.select(column).drop_nulls().unique())[column]
    chosen = choose(value, sorted(names), column.replace("_", " "))
    return nw.to_native(rows.filter(nw.col(column) == chosen))


def compare_months(
    monthly: pd.DataFrame, baseline: str, comparison: str, measure: Measure = "total"
) -> pd.DataFrame:
    """Return one row a group: group, the two months' values by `measure`, and the rise in percent.

    `monthly` is what `count_searches` returned. The columns of the months bear their names.
    """
    changes = change_between(monthly, baseline, comparison, measure)
    names = {"baseline": baseline, "comparison": comparison, "percent": "rise, percent"}
    return changes.drop(columns="factor").rename(columns=names).round(1)


def compare_choices(
    table: Table, groups: Sequence[str], baseline: str, comparison: str
) -> pd.DataFrame:
    """Return the rise of `groups` taken together under each choice of clock, count and measure.

    Columns: `clock`, `count`, `measure`, the two months by name, `rise, percent`. Twelve rows. A
    total is a whole number, and an average is none; nothing is rounded.
    """
    rows = []
    for (clock, column), count in product(CLOCKS.items(), get_args(Count)):
        monthly = count_searches(table, count=count, time=column, groups=groups)
        for measure in get_args(Measure):
            last = change_between(monthly, baseline, comparison, measure).iloc[-1]
            values: list[float] = [
                float(last[name]) for name in ("baseline", "comparison", "percent")
            ]
            if measure == "total":
                values[:2] = map(int, values[:2])
            rows.append([clock, count, measure.replace("_", " "), *values])
    columns = ["clock", "count", "measure", baseline, comparison, "rise, percent"]
    # Of type object, so that whole numbers and averages stand in one column as they are.
    return pd.DataFrame(rows, columns=columns, dtype=object)
