"""The data dictionary says what the contracts say, and nothing else."""

from __future__ import annotations

from types import ModuleType

from helpers.kinds.contracts import Column, Contract, Sensitivity
from helpers.kinds.registry import load_kinds
from helpers.site.dictionary import PLACE, write_dictionary


def make_kind(contract: Contract) -> ModuleType:
    module = ModuleType("example")
    module.CONTRACT = contract  # type: ignore[attr-defined]
    return module


def test_the_committed_dictionary_is_current() -> None:
    assert PLACE.read_text(encoding="utf-8") == write_dictionary(load_kinds()), (
        "Run `python -m helpers.site.dictionary` and commit docs/data-dictionary.md"
    )


def test_it_says_what_may_not_leave_and_why() -> None:
    contract = Contract(
        "gate-log",
        "A gate's log",
        "One row is one car",
        (
            Column("plate", "text", "The plate", sensitivity=Sensitivity.SENSITIVE),
            Column("remark", "text", "What was typed", sensitivity=Sensitivity.FREE_TEXT),
            Column("lane", "integer", "The lane"),
        ),
    )
    lines = write_dictionary({"gate-log": make_kind(contract)}).splitlines()
    may_leave = {
        line.split("|")[1].strip(): line.split("|")[4].strip()
        for line in lines
        if line.startswith("| `") and line.count("|") == 7
    }
    assert may_leave == {"`plate`": "no: sensitive", "`remark`": "no: free text", "`lane`": "yes"}


def test_it_keeps_a_table_row_whole_when_a_header_holds_a_bar() -> None:
    contract = Contract("k", "K", "M", (Column("a", "text", "A", headers=("a|b",)),))
    text = write_dictionary({"k": make_kind(contract)})
    assert "`a\\|b`" in text


def test_it_names_the_columns_that_cleaning_derives() -> None:
    contract = Contract(
        "k", "K", "M", (Column("at", "time", "When", redactions=("***",)),), time_column="at"
    )
    text = write_dictionary({"k": make_kind(contract)})
    assert "`at_utc`, `at_local`, `at_flag`, `at_state`" in text
    assert "First and last are taken from: `at`." in text
