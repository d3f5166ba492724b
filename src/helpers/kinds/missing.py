"""Missing values: withheld, blank, not available and never released, by column and month."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from helpers.kinds.contracts import Column, Contract, State

if TYPE_CHECKING:
    import pandas as pd

NONE = -1
"""The number of the month of a row whose time is not known."""

OLD = 2000
"""No log of this domain is older: a time before that year is a fault of the file."""


@dataclass(frozen=True)
class Missing:
    """How many of a month's rows lack a column's value, and why.

    `month` is null for rows without a time. A share is one of the counts divided by `rows`.
    """

    column: str
    month: str | None
    rows: int
    withheld: int = 0
    blank: int = 0
    not_available: int = 0
    never_released: int = 0


_NAMES = {
    "withheld": "withheld",
    "blank": "blank",
    "not available": "not_available",
    "never released": "never_released",
}


def number_months(frame: pd.DataFrame, contract: Contract) -> pd.Series[Any]:
    """Return each row's month as a number (year * 12 + month - 1), or NONE.

    Months are counted on the clock of `count_in`. Numbers, because texts are slow in large tables.
    """
    import pandas as pd

    name = contract.time_column
    column = contract.column(name) if name else None
    if column is None:
        return pd.Series(NONE, index=frame.index, dtype="int64")
    if column.type == "time":
        times = frame[f"{name}_local"]
        numbers = times.dt.year * 12 + times.dt.month - 1
        whole: pd.Series[Any] = numbers.fillna(NONE).astype("int64")
        return whole
    texts = frame[name].astype("str").str.slice(0, 7)
    real = texts.str.fullmatch(r"[0-9]{4}-(?:0[1-9]|1[0-2])").fillna(False).astype(bool)
    safe = texts.where(real, "0001-01")
    numbers = safe.str.slice(0, 4).astype("int64") * 12 + safe.str.slice(5, 7).astype("int64") - 1
    numbered: pd.Series[Any] = numbers.where(real, NONE)
    return numbered


def name_month(number: int) -> str | None:
    """Return a numbered month as text.

    >>> name_month(2025 * 12 + 4), name_month(NONE)
    ('2025-05', None)
    """
    return None if number == NONE else f"{number // 12:04}-{number % 12 + 1:02}"


def count_months(months: pd.Series[Any], received: str | None = None) -> dict[str, int]:
    """Return the rows of each month from the first to the last; see `span_months`."""
    counts = months.value_counts()
    return span_months({int(number): int(counts[number]) for number in counts.index}, received)


def span_months(counts: Mapping[int, int], received: str | None = None) -> dict[str, int]:
    """Return the rows of each month from the first to the last, months without rows included.

    `counts` are the rows of each numbered month; `received` is the day on which the files came. A
    month that cannot be, before 2000 or after the files came, is there if it has rows; no month is
    missing on the way to it.

    >>> span_months({24300: 5, 24302: 1, NONE: 7})
    {'2025-01': 5, '2025-02': 0, '2025-03': 1}
    >>> span_months({24300: 5, 24302: 1, 24377: 1}, "2025-05-02")
    {'2025-01': 5, '2025-02': 0, '2025-03': 1, '2031-06': 1}
    """
    known = counts.keys() - {NONE}
    last = int(received[:4]) * 12 + int(received[5:7]) - 1 if received else max(known, default=0)
    likely = [number for number in known if OLD * 12 <= number <= last]
    between = range(min(likely), max(likely) + 1) if likely else range(0)
    return {str(name_month(number)): counts.get(number, 0) for number in sorted(known | {*between})}


def count_missing(
    frame: pd.DataFrame,
    contract: Contract,
    months: pd.Series[Any],
    absent: Mapping[str, Sequence[Any]],
) -> tuple[Missing, ...]:
    """Return one entry a column and month, for columns of which only some values are missing.

    `absent` names, for each column, the rows of files that do not have it at all. A column that no
    file has is not listed: the ledger names it.
    """
    import pandas as pd

    found: list[Missing] = []
    totals = months.value_counts()
    for column in contract.columns:
        states = _find_states(frame, column, absent.get(column.name, ()))
        counts = pd.crosstab(months, states)
        lacking = counts.drop(columns=State.GIVEN.value, errors="ignore")
        if not lacking.to_numpy().any():
            continue
        if (states == State.NEVER_RELEASED.value).all():
            continue
        for number in sorted(totals.index):
            here: Any = lacking.loc[number]
            told = {str(state): int(n) for state, n in here.items()}
            rows = int(totals[number])
            found.append(tell_missing(column.name, name_month(int(number)), rows, told))
    return tuple(found)


def tell_missing(column: str, month: str | None, rows: int, told: Mapping[str, int]) -> Missing:
    """Return the entry of a column and month; `told` counts cells by the name of their state."""
    return Missing(column, month, rows, **{_NAMES[state]: n for state, n in told.items()})


def find_failed(problems: pd.Series[Any], name: str) -> pd.Series[Any]:
    """Say of each row whether the value of a column failed its type.

    >>> import pandas as pd
    >>> find_failed(pd.Series(["at: no time", "x: odd; at: no", "chat: odd", None]), "at").tolist()
    [True, True, False, False]
    """
    said = problems.fillna("")
    if not (said != "").any():
        return said != ""
    return said.str.contains(f"(?:^|; ){re.escape(name)}: ")


def _find_states(frame: pd.DataFrame, column: Column, absent: Sequence[Any]) -> pd.Series[Any]:
    """Return why each cell has or has not a value; a value that failed its type was given."""
    import pandas as pd

    if column.has_state:
        return frame[f"{column.name}_state"].astype("str")
    value = frame[f"{column.name}_utc" if column.type == "time" else column.name]
    blank = value.isna()
    blank &= ~find_failed(frame["problems"], column.name)
    states = pd.Series(State.GIVEN.value, index=frame.index, dtype="str")
    states = states.mask(blank, State.BLANK.value)
    for rows in absent:
        states.iloc[rows] = State.NEVER_RELEASED.value
    return states
