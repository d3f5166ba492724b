"""Contracts: what each column of a kind means, how it may be spelled, and whether it may leave."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from helpers.errors import Problem, suggest

ColumnType = Literal["text", "integer", "decimal", "date", "month", "time"]


class Sensitivity(StrEnum):
    """Whether a column may reach a page: only `publishable` ones may (METHODOLOGY.md)."""

    PUBLISHABLE = "publishable"
    SENSITIVE = "sensitive"
    FREE_TEXT = "free text"


class State(StrEnum):
    """Why a cell of a redactable column has, or has not, a value."""

    GIVEN = "given"
    WITHHELD = "withheld"
    BLANK = "blank"
    NOT_AVAILABLE = "not available"
    NEVER_RELEASED = "never released"


class Flag(StrEnum):
    """Whether a local time names one instant, two (clocks went back) or none (forward)."""

    OK = "ok"
    OVERLAP = "overlap"
    GAP = "gap"


ORIGIN_COLUMNS = ("source_file", "source_part", "source_row", "data_status")
"""Where each row stands in its release. `source_row` counts records after the header, from 1."""

REMARK_COLUMNS = ("duplicate_of", "duplicate_file", "duplicate_reason", "problems")
"""What cleaning says about each row; it drops none."""


@dataclass(frozen=True)
class Mark:
    r"""A family of texts that stand in place of a value: how it is shown, and its shape.

    `shape` is a regular expression for a whole cell without the blanks around it, in what all
    engines understand alike: no `\b`, `\s` or `\w`, no back-references. `begins` are the signs
    of ASCII with which such a text may begin, so that other texts need not be held against the
    shape; `None` if any sign may. A sign beyond ASCII always may.
    """

    shown: str
    shape: str
    begins: str | None = None

    def __str__(self) -> str:
        """Return how the mark is shown to people."""
        return self.shown


@dataclass(frozen=True)
class Column:
    """One column: its name and type, what it means, and how releases spell it.

    `headers` are the spellings seen beside `name`; case, blanks, `_` and `-` do not matter.
    `nulls` are texts that mean "no value"; `redactions` texts, or marks, that mean "withheld";
    `unavailable` those that mean "not available": the system itself had no value. `agency` says
    that its values name agencies, which data/reference/agencies.csv lists, and `of_state` names the
    column of the state that each is of, where its name alone does not say; `counts_rows` that it
    is a figure which the file itself prints of how many rows it has. `end_of` names the column
    whose cells hold two times, and which of them this column is. `zero_may_mean` says what a 0 may
    mean beside none: the value stays, and the ledger says how many there are.
    """

    name: str
    type: ColumnType
    meaning: str
    unit: str | None = None
    headers: tuple[str, ...] = ()
    nulls: tuple[str, ...] = ("",)
    redactions: tuple[str | Mark, ...] = ()
    unavailable: tuple[str | Mark, ...] = ()
    sensitivity: Sensitivity = Sensitivity.PUBLISHABLE
    required: bool = False
    agency: bool = False
    of_state: str = ""
    counts_rows: bool = False
    end_of: tuple[str, Literal["first", "last"]] | None = None
    zero_may_mean: str = ""

    @property
    def has_state(self) -> bool:
        """Whether the table says beside each value why there is one or none."""
        return bool(self.redactions or self.unavailable)

    @property
    def spellings(self) -> tuple[str, ...]:
        """All headers that mean this column, its own name first."""
        return (self.name, *self.headers)


@dataclass(frozen=True)
class Contract:
    """The columns of a kind.

    `id_column` tells rows apart; `time_column` gives first and last (a time, date or month).
    `stamps_in` and `count_in` are the zones that hold unless a release names others. `orders` are
    the orders of headers in which files came that can be known without a header; see `layouts`.
    `same_search` are the columns, a time among them, in which a search is alike where it stands in
    two exports of one agency, and `same_elsewhere` those where it stands in the logs of two.
    """

    kind: str
    title: str
    meaning: str
    columns: tuple[Column, ...]
    id_column: str | None = None
    time_column: str | None = None
    layout_note: str = ""
    stamps_in: str | None = None
    count_in: str | None = None
    orders: tuple[tuple[str, ...], ...] = ()
    same_search: tuple[str, ...] = ()
    same_elsewhere: tuple[str, ...] = ()

    def column(self, name: str) -> Column:
        """Return a column by its name; a Problem names the nearest one."""
        for column in self.columns:
            if column.name == name:
                return column
        names = [column.name for column in self.columns]
        raise Problem(f"The kind {self.kind} has no column {name}", remedy=suggest(name, names))

    def sensitivity_of(self, name: str) -> Sensitivity | None:
        """Return whether a column of the cleaned table may leave; None if it is not one.

        Times derived from a column are as sensitive as it is; states, origin and remarks hold no
        value of a record.

        >>> contract = Contract("k", "K", "", (Column("at", "time", "When",
        ...                     sensitivity=Sensitivity.SENSITIVE),))
        >>> contract.sensitivity_of("at_local").value, contract.sensitivity_of("source_row").value
        ('sensitive', 'publishable')
        """
        for column in self.columns:
            if name in table_columns(column):
                state = name == f"{column.name}_state"
                return Sensitivity.PUBLISHABLE if state else column.sensitivity
        known = name in (*ORIGIN_COLUMNS, *REMARK_COLUMNS)
        return Sensitivity.PUBLISHABLE if known else None


def table_columns(column: Column) -> list[str]:
    """Return the columns of a cleaned table that a contract's column becomes.

    >>> table_columns(Column("at", "time", "When"))
    ['at_utc', 'at_local', 'at_flag']
    >>> table_columns(Column("user", "text", "Who", redactions=("***",)))
    ['user', 'user_state']
    """
    name = column.name
    own = [f"{name}_utc", f"{name}_local", f"{name}_flag"] if column.type == "time" else [name]
    return [*own, f"{name}_state"] if column.has_state else own
