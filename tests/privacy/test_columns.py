"""What may leave: columns, under any name, and values, under any column."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from helpers.adding.add import add_release
from helpers.cleaning.clean import load_table
from helpers.cleaning.table import Table
from helpers.errors import Problem
from helpers.privacy.columns import (
    check_columns,
    check_values,
    collect_sensitive,
    list_withheld,
)
from helpers.project import HOME, Project
from helpers.schemas.schema import Schema, Sensitivity, load_schemas
from scanner import scan_files

SCHEMA = Schema.model_validate(
    {
        "kind": "k",
        "title": "K",
        "meaning": "",
        "columns": [
            {"name": name, "type": kind, "meaning": "", **facts}
            for name, kind, facts in (
                ("town", "text", {}),
                ("plate", "text", {"headers": ["License Plate"], "sensitivity": "sensitive"}),
                ("seen", "time", {"sensitivity": "sensitive"}),
                (
                    "home_state",
                    "text",
                    {"redactions": [{"shown": "*"}], "sensitivity": "sensitive"},
                ),
                ("why", "text", {"sensitivity": "free text"}),
            )
        ],
    }
)


@pytest.mark.parametrize(
    "name",
    ["plate", "PLATE", "license-plate", "LicensePlate", "seen", "seen_utc", "seen_local", "why"],
)
def test_a_private_column_is_known_by_all_its_names(name: str) -> None:
    with pytest.raises(Problem, match="the kind k calls it"):
        check_columns(["town", name], [SCHEMA])


def test_a_column_that_ends_in_state_is_not_free_for_that() -> None:
    with pytest.raises(Problem, match="home_state"):
        check_columns(["home_state"], [SCHEMA])
    check_columns(["home_state_state", "town", "searches"], [SCHEMA])


def test_every_kind_is_checked_unless_told_otherwise() -> None:
    assert "portal-search-log" in load_schemas()
    for name, (kind, _) in list_withheld(load_schemas().values()).items():
        with pytest.raises(Problem, match=kind):
            check_columns([name])


def test_no_publishable_column_of_one_kind_is_refused_because_of_another() -> None:
    """Else a table of that kind could not be shown under its own names."""
    withheld = list_withheld(load_schemas().values())
    for schema in load_schemas().values():
        for column in schema.columns:
            if column.sensitivity is Sensitivity.PUBLISHABLE:
                kind, _ = withheld.get("".join(column.name.split("_")).casefold(), ("", None))
                assert kind == "", f"{schema.kind}.{column.name} against {kind}"


def test_only_publishable_columns_and_origin_are_public(
    load_shipped: Callable[[str], Table],
) -> None:
    kept = set(load_shipped("synthetic-portal-log").public.columns)
    assert {"account_group", "searched_at_local", "source_row", "user_state"} <= kept
    assert not kept & {"search_id", "account", "user", "reason"}


def test_values_are_refused_whatever_the_column_is_called(
    load_shipped: Callable[[str], Table],
) -> None:
    table = load_shipped("synthetic-portal-log")
    private = sorted(collect_sensitive(table))
    assert private
    assert collect_sensitive(table, among=[*private[:3], "never written"]) == set(private[:3])
    with pytest.raises(Problem, match="The column label holds values"):
        check_values(pd.DataFrame({"label": [private[0]]}), table)
    check_values(pd.DataFrame({"label": ["Federal account A"], "n": [1]}), [table])


def test_values_are_looked_for_though_a_column_was_never_released(
    project: Project, tmp_path: Path
) -> None:
    """DuckDB does not bind every function to a column that it knows to be null."""
    path = tmp_path / "log.csv"
    header = "ID,Name,Org Name,Networks,Reason,Search Time"
    row = "Q-17,j. zebra,Sample PD,2,x,2025-05-01 10:00:00"
    path.write_text(f"{header}\n{row}\n", encoding="utf-8")
    add_release([path], release="log", project=project, kind="flock-network-audit")
    table = load_table("log", project)
    assert collect_sensitive(table, among=["Q-17", "other"]) == {"Q-17"}
    with pytest.raises(Problem, match="The column who holds values"):
        check_values(pd.DataFrame({"who": ["j. zebra"]}), table)


def test_nothing_private_stands_in_what_is_committed(
    load_shipped: Callable[[str], Table],
) -> None:
    """No value that a shipped release keeps back stands in a notebook or in a result."""
    names = ("README.md", "notebooks/*.ipynb", "data/processed/**/*.json")
    paths = [path for name in names for path in sorted(HOME.glob(name))]
    assert any(path.suffix == ".ipynb" for path in paths)
    files = {path.relative_to(HOME).as_posix(): path.read_bytes() for path in paths}
    private = collect_sensitive(load_shipped("synthetic-portal-log"))
    # Of free text only what no one else would write: whole phrases, not a word such as "theft".
    phrases = {value for value in private if len(value.split()) > 2 or any(map(str.isdigit, value))}
    assert len(phrases) > 1_000
    assert scan_files(files, phrases) == {}
