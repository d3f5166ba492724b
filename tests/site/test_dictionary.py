"""The data dictionary says what the schemas say, and nothing else."""

from __future__ import annotations

from typing import Any

from helpers.schemas.schema import Column, Schema, load_schemas
from helpers.site.dictionary import DOCUMENT, write_dictionary


def make_schema(*columns: dict[str, Any], **facts: Any) -> Schema:
    """Return a schema of columns; what a test does not say is filled in."""
    filled = tuple(
        Column.model_validate({"type": "text", "meaning": "M", **one}) for one in columns
    )
    return Schema(kind="k", title="K", meaning="M", columns=filled, **facts)


def test_the_committed_dictionary_is_current() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == write_dictionary(load_schemas().values()), (
        "Run `python -m helpers.site.dictionary` and commit docs/data-dictionary.md"
    )


def test_it_says_what_may_not_leave_and_why() -> None:
    schema = make_schema(
        {"name": "plate", "sensitivity": "sensitive"},
        {"name": "remark", "sensitivity": "free text"},
        {"name": "lane", "type": "integer"},
    )
    lines = write_dictionary([schema]).splitlines()
    may_leave = {
        line.split("|")[1].strip(): line.split("|")[4].strip()
        for line in lines
        if line.startswith("| `") and line.count("|") == 7
    }
    assert may_leave == {"`plate`": "no: sensitive", "`remark`": "no: free text", "`lane`": "yes"}


def test_it_keeps_a_table_row_whole_when_a_header_holds_a_bar() -> None:
    text = write_dictionary([make_schema({"name": "a", "headers": ["a|b"]})])
    assert "`a\\|b`" in text


def test_it_names_the_columns_that_cleaning_derives() -> None:
    column = {"name": "at", "type": "time", "redactions": [{"shown": "***"}]}
    text = write_dictionary([make_schema(column, time_column="at")])
    assert "`at_utc`, `at_local`, `at_flag`, `at_state`" in text
    assert "First and last are taken from: `at`." in text
