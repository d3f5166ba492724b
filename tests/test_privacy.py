"""What may leave: names, values and bytes."""

from __future__ import annotations

import html
import json
import re
import unicodedata

import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from helpers.errors import Problem
from helpers.kinds.contracts import Column, Contract, Sensitivity
from helpers.cleaning.clean import load_table
from helpers.privacy import (
    check_columns,
    check_values,
    collect_sensitive,
    list_contracts,
    list_withheld,
    scan_bytes,
    scan_files,
    select_publishable,
)
from helpers.project import HOME, Project

CONTRACT = Contract(
    "k",
    "K",
    "",
    columns=(
        Column("town", "text", ""),
        Column("plate", "text", "", headers=("License Plate",), sensitivity=Sensitivity.SENSITIVE),
        Column("seen", "time", "", sensitivity=Sensitivity.SENSITIVE),
        Column("home_state", "text", "", redactions=("*",), sensitivity=Sensitivity.SENSITIVE),
        Column("why", "text", "", sensitivity=Sensitivity.FREE_TEXT),
    ),
)


@pytest.mark.parametrize(
    "name",
    ["plate", "PLATE", "license-plate", "LicensePlate", "seen", "seen_utc", "seen_local", "why"],
)
def test_a_private_column_is_known_by_all_its_names(name: str) -> None:
    with pytest.raises(Problem, match="the kind k calls it"):
        check_columns(["town", name], [CONTRACT])


def test_a_column_that_ends_in_state_is_not_free_for_that() -> None:
    with pytest.raises(Problem, match="home_state"):
        check_columns(["home_state"], [CONTRACT])
    check_columns(["home_state_state", "town", "searches"], [CONTRACT])


def test_every_kind_is_checked_unless_told_otherwise() -> None:
    kinds = {contract.kind for contract in list_contracts()}
    assert "portal-search-log" in kinds
    for name, (kind, _) in list_withheld(list_contracts()).items():
        with pytest.raises(Problem, match=kind):
            check_columns([name])


def test_no_publishable_column_of_one_kind_is_refused_because_of_another() -> None:
    """Else a table of that kind could not be shown under its own names."""
    withheld = list_withheld(list_contracts())
    for contract in list_contracts():
        for column in contract.columns:
            if column.sensitivity is Sensitivity.PUBLISHABLE:
                kind, _ = withheld.get("".join(column.name.split("_")).casefold(), ("", None))
                assert kind == "", f"{contract.kind}.{column.name} against {kind}"


def test_only_publishable_columns_and_origin_are_selected() -> None:
    table = load_table("synthetic-portal-log", Project(HOME))
    kept = set(select_publishable(table).columns)
    assert {"account_group", "searched_at_local", "source_row", "user_state"} <= kept
    assert not kept & {"search_id", "account", "user", "reason"}


def test_values_are_refused_whatever_the_column_is_called() -> None:
    table = load_table("synthetic-portal-log", Project(HOME))
    private = sorted(collect_sensitive(table))
    assert private
    with pytest.raises(Problem, match="The column label holds values"):
        check_values(pd.DataFrame({"label": [private[0]]}), table)
    check_values(pd.DataFrame({"label": ["Federal account A"], "n": [1]}), [table])


def test_private_values_are_found_in_published_bytes() -> None:
    page = b"<td>O&#39;Neil</td>\n" + json.dumps({"who": "Se\u00f1or X", "id": "A-17/b"}).encode()
    assert scan_bytes(page, ["O'Neil", "Señor X", "A-17/B", "Neila"]) == [
        "A-17/B",
        "O'Neil",
        "Señor X",
    ]
    assert scan_files({"a": page, "b": b"nothing"}, ["o'neil"]) == {"a": ["o'neil"]}


def test_a_value_inside_a_longer_word_is_another_word() -> None:
    assert scan_bytes(b"office police", ["ice", "offic"]) == []


LETTERS = st.characters(exclude_categories=("C", "M"), exclude_characters="&\\")


@given(st.text(LETTERS, min_size=1), st.sampled_from(["plain", "html", "json", "html in json"]))
def test_a_value_is_found_however_it_is_written(value: str, form: str) -> None:
    assume(re.search(r"\w", unicodedata.normalize("NFKC", value)))
    written = {
        "plain": value,
        "html": html.escape(value),
        "json": json.dumps(value),
        "html in json": json.dumps(html.escape(value)),
    }[form]
    assert scan_bytes(f"<p> {written} </p>".encode(), [value]) == [value]


def test_nothing_private_stands_in_what_is_committed() -> None:
    """No value that a shipped release keeps back stands in a notebook or in a result."""
    project = Project(HOME)
    names = ("README.md", "notebooks/*.ipynb", "data/processed/**/*.json")
    paths = [path for name in names for path in sorted(HOME.glob(name))]
    assert any(path.suffix == ".ipynb" for path in paths)
    files = {path.relative_to(HOME).as_posix(): path.read_bytes() for path in paths}
    private = collect_sensitive(load_table("synthetic-portal-log", project))
    # Of free text only what no one else would write: whole phrases, not a word such as "theft".
    phrases = {value for value in private if len(value.split()) > 2 or any(map(str.isdigit, value))}
    assert len(phrases) > 1_000
    assert scan_files(files, phrases) == {}
