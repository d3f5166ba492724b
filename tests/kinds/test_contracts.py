"""Contracts: every column of every kind says what it means and whether it may leave."""

from __future__ import annotations

import pytest

from helpers.errors import Problem
from helpers.intake.headings import fold
from helpers.kinds.contracts import Contract, Sensitivity, table_columns
from helpers.kinds.registry import load_kinds

CONTRACTS = [module.CONTRACT for module in load_kinds().values()]


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda contract: contract.kind)
def test_a_contract_holds_together(contract: Contract) -> None:
    names = [column.name for column in contract.columns]
    assert len(names) == len(set(names))
    assert any(column.required for column in contract.columns)
    for column in contract.columns:
        assert column.meaning.endswith(".")
        assert column.unit or column.type not in ("integer", "decimal")
    for named in (contract.id_column, contract.time_column):
        assert named is None or named in names
    assert contract.meaning.startswith("One row is")


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda contract: contract.kind)
def test_spellings_lead_to_one_column_only(contract: Contract) -> None:
    folded = [{fold(spelled) for spelled in column.spellings} for column in contract.columns]
    spellings = [spelled for column in folded for spelled in column]
    assert len(spellings) == len(set(spellings))


def test_what_derives_from_a_sensitive_column_is_sensitive() -> None:
    contract = load_kinds()["flock-portal-log"].CONTRACT
    assert contract.sensitivity_of("user") is Sensitivity.SENSITIVE
    assert contract.sensitivity_of("user_state") is Sensitivity.PUBLISHABLE
    assert contract.sensitivity_of("reason") is Sensitivity.FREE_TEXT
    assert contract.sensitivity_of("searched_at_local") is Sensitivity.PUBLISHABLE
    assert contract.sensitivity_of("source_row") is Sensitivity.PUBLISHABLE
    assert contract.sensitivity_of("plate") is None


def test_people_accounts_ids_and_free_text_never_leave() -> None:
    for name in ("portal-search-log", "flock-portal-log", "network-query-counts"):
        contract = load_kinds()[name].CONTRACT
        free = {c.name for c in contract.columns if c.sensitivity is Sensitivity.PUBLISHABLE}
        private = {"search_id", "row_id", "account", "user", "requester", "case_number", "reason"}
        assert not free & (private | {"offense_type"})


def test_an_unknown_column_names_the_nearest() -> None:
    with pytest.raises(Problem, match="Did you mean searched_at"):
        load_kinds()["portal-search-log"].CONTRACT.column("serched_at")


def test_a_time_becomes_three_columns() -> None:
    contract = load_kinds()["portal-search-log"].CONTRACT
    assert table_columns(contract.column("searched_at")) == [
        "searched_at_utc",
        "searched_at_local",
        "searched_at_flag",
    ]


def test_no_layout_of_our_invention_asks_for_an_id() -> None:
    """Nobody knows whether a real log of such a kind bears one; without it, it is still a log."""
    invented = [
        module.CONTRACT
        for module in load_kinds().values()
        if module.CONTRACT.layout_note.startswith("Invented by us")
    ]
    assert len(invented) >= 3
    for contract in invented:
        assert contract.id_column
        assert not contract.column(contract.id_column).required, contract.kind
