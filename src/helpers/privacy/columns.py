"""What may leave: only columns that a schema calls publishable reach anything that is shown.

Plates, people, officers, accounts, case numbers and all free text from records stay behind; of
free text its class and its counts may be shown (METHODOLOGY.md, "What may leave").
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from helpers.cleaning.table import list_dtypes
from helpers.errors import Problem
from helpers.quoting import name as quote
from helpers.schemas.headers import fold_header
from helpers.schemas.schema import Column, Schema, Sensitivity, load_schemas, table_columns

if TYPE_CHECKING:
    import pandas as pd

    from helpers.cleaning.table import Table

_SHORTEST = 4
"""Shorter texts ("ICE", "yes") occur everywhere, so finding one of them proves nothing."""


def list_withheld(schemas: Iterable[Schema]) -> dict[str, tuple[str, Sensitivity]]:
    """Return the names under which a column that must not leave may turn up, folded.

    Each leads to the kind and the sensitivity: the column's own name, its spellings in raw files
    and what a time column becomes. Its `_state` (given, withheld, blank) holds no value and
    is free.
    """
    names: dict[str, tuple[str, Sensitivity]] = {}
    for schema in schemas:
        for column in schema.columns:
            if column.sensitivity is Sensitivity.PUBLISHABLE:
                continue
            for name in (*column.spellings, *_value_columns(column)):
                names.setdefault(fold_header(name), (schema.kind, column.sensitivity))
    return names


def _value_columns(column: Column) -> list[str]:
    return [name for name in table_columns(column) if name != f"{column.name}_state"]


def check_columns(columns: Iterable[Any], kinds: Iterable[Schema] | None = None) -> None:
    """Refuse a column that may not leave, under any of its names, in any of `kinds`.

    `kinds` are schemas; by default all there are, whatever the columns are said to come from.
    Raises Problem naming the column and the kind.

    >>> check_columns(["account_group", "month", "searches"])
    >>> check_columns(["Search ID"])
    Traceback (most recent call last):
    helpers.errors.Problem: The column Search ID may not be shown: the kind ... calls it ...
    """
    withheld = list_withheld(load_schemas().values() if kinds is None else kinds)
    for column in columns:
        kind, sensitivity = withheld.get(fold_header(str(column)), ("", Sensitivity.PUBLISHABLE))
        if kind:
            remedy = (
                "Show its classes and how often each occurs"
                if sensitivity is Sensitivity.FREE_TEXT
                else "Show a publishable column of the table, or counts"
            )
            raise Problem(
                f"The column {column} may not be shown: the kind {kind} calls it "
                f"{sensitivity.value}",
                remedy=remedy + "; if it is not from a record, give it another name",
            )


def collect_sensitive(table: Table, among: Iterable[str] | None = None) -> set[str]:
    """Return the texts of a table that must not leave; of `among` only, if that is given.

    Left out are texts shorter than four characters, and those that are also in a publishable
    column of the table, because they may be shown for that reason.
    """
    asked = None if among is None else sorted({one for one in among if _is_long(one)})
    public, withheld = list[str](), list[str]()
    for column in list_dtypes(table.schema):
        is_public = table.schema.sensitivity_of(column) is Sensitivity.PUBLISHABLE
        (public if is_public else withheld).append(column)
    found = _list_values(table, withheld, asked)
    # Most shown texts are in no withheld column: then the others are not asked.
    shown = _list_values(table, public, asked) if found else set()
    return {value for value in found - shown if _is_long(value)}


def _is_long(value: str) -> bool:
    return len(value.strip()) >= _SHORTEST


def _list_values(table: Table, columns: Sequence[str], among: Sequence[str] | None) -> set[str]:
    """Return the values of some columns as texts."""
    if not columns:
        return set()
    listed = ", ".join(f"{quote(column)}::VARCHAR" for column in columns)
    wanted = f"SELECT DISTINCT v FROM (SELECT unnest([{listed}]) AS v FROM rows)"
    if among is None:
        found = table.sql(f"{wanted} WHERE v IS NOT NULL")
    else:
        # Not `list_contains`: DuckDB fails to bind it to a column that is null in every row.
        found = table.sql(f"{wanted} WHERE v IN (SELECT unnest($among))", among=list(among))
    return set(found["v"])


def check_values(frame: pd.DataFrame, from_: Any) -> None:
    """Refuse a frame that holds a value which must not leave, under whatever column name.

    `from_` is what the frame was computed from; only tables of records hold such values. Raises
    Problem naming the column, not the value.
    """
    sources = list(from_) if isinstance(from_, list | tuple) else [from_]
    tables = [one for one in sources if isinstance(getattr(one, "schema", None), Schema)]
    texts = {
        column: {str(value) for value in frame[column].dropna().unique()}
        for column in frame.columns
        if frame[column].dtype.kind not in "iufb"
    }
    if not any(texts.values()):
        return
    shown_texts = set().union(*texts.values())
    for table in tables:
        forbidden = collect_sensitive(table, among=shown_texts)
        for column, shown in texts.items():
            if shown & forbidden:
                raise Problem(
                    f"The column {column} holds values that the kind {table.schema.kind} "
                    "keeps back",
                    remedy="Show a publishable column of the table, or counts",
                )
