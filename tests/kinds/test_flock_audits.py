"""Audits: every order of columns gives the same table; whose searches they are is told by rows."""

from __future__ import annotations

import tomllib
from typing import Any

import pandas as pd
import pytest
from made_up_rows import ENGINES, clean_table, make_source

from helpers.adding.mapping_files import propose_mapping
from helpers.intake.rows import Rows
from helpers.kinds.audit_columns import ORDERS, OWN_ORDER
from helpers.kinds.layouts import find_order
from helpers.kinds.registry import find_kind, identify, recognize

NETWORK, OWN = "flock-network-audit", "flock-organization-audit"

CELLS = {
    "ID": "SYN-1",
    "Name": "  A.  Example",
    "Org Name": "Example County SO",
    "Org": "Example County SO",
    "Total Networks Searched": "6,601",
    "Total Devices Searched": "96316",
    "Time Frame": "11/07/2025, 12:30:37 PM UTC\n11/14/2025, 12:30:37 AM UTC",
    "License Plate": "Z*0028*",
    "Reason": "***",
    "Case #": "007",
    "Filters": "***",
    "Search Time": "11/14/2025, 12:13:45 PM UTC",
    "Search Type": "lookup",
    "Text Prompt": "",
    "Moderation": "",
}
NAMES = {
    "ID": "search_id",
    "Name": "user",
    "Org Name": "org_name",
    "Org": "org_name",
    "Total Networks Searched": "networks",
    "Total Devices Searched": "devices",
    "Time Frame": "time_frame_from time_frame_to",
    "License Plate": "plate",
    "Reason": "reason",
    "Case #": "case_number",
    "Filters": "filters",
    "Search Time": "searched_at",
    "Search Type": "search_type",
    "Text Prompt": "text_prompt",
    "Moderation": "moderation",
}
WANTED = {
    "search_id": "SYN-1",
    "user": "  A.  Example",
    "org_name": "Example County SO",
    "networks": 6601,
    "devices": 96316,
    "plate": "Z*0028*",
    "reason": None,
    "case_number": "007",
    "filters": None,
    "searched_at_utc": pd.Timestamp("2025-11-14 12:13:45"),
    "time_frame_from_utc": pd.Timestamp("2025-11-07 12:30:37"),
    "time_frame_to_utc": pd.Timestamp("2025-11-14 00:30:37"),
    "search_type": "lookup",
}


def list_headers() -> list[tuple[str, ...]]:
    orders = [tuple(order.split(",")) for order in (*ORDERS, OWN_ORDER)]
    # One agency's export begins every header but the first with a blank.
    spaced = (orders[1][0], *(f" {header}" for header in orders[1][1:]))
    return [*orders, spaced]


@pytest.mark.parametrize(
    ("engine", "header"),
    [
        pytest.param(
            engine,
            header,
            id=f"{','.join(header)}-{engine}",
            # One order a run on DuckDB: planning the twenty columns of an audit takes seconds.
            marks=[pytest.mark.slow] if engine == "duckdb" and number else [],
        )
        for number, header in enumerate(list_headers())
        for engine in ENGINES
    ],
)
def test_every_order_gives_each_value_to_its_column(engine: str, header: tuple[str, ...]) -> None:
    kind = NETWORK if any(name.strip() in ("Org", "Org Name") for name in header) else OWN
    record = [CELLS[name.strip()] for name in header]
    row = clean_table(kind, make_source(engine, header, [record])).iloc[0]
    assert pd.isna(row["problems"])
    released = {name for header_cell in header for name in NAMES[header_cell.strip()].split()}
    for name, value in WANTED.items():
        base = name.removesuffix("_utc")
        if base not in released:
            assert pd.isna(row[name])
            assert row[f"{base}_state"] == "never released"
        elif value is None:
            assert (pd.isna(row[name]), row[f"{base}_state"]) == (True, "withheld")
        else:
            assert (row[name], row[f"{base}_state"]) == (value, "given")
    assert released >= {"networks", "reason", "searched_at"}


def test_a_mapping_file_proposes_the_window_and_not_one_of_its_ends() -> None:
    text = propose_mapping(["Time Frame", "When"], find_kind(NETWORK).CONTRACT)
    proposed = tomllib.loads(text)["columns"][0]
    assert (proposed["header"], proposed["column"]) == ("Time Frame", "time_frame")


def make_rows(header: list[str], records: list[list[str]]) -> Rows:
    frame: Any = pd.DataFrame(records, columns=[f"cell_{n}" for n in range(len(header))])
    frame["source_row"] = range(1, len(frame) + 1)
    return Rows("audit.csv", None, tuple(header), frame.astype({"source_row": int}), len(records))


@pytest.mark.parametrize(
    ("names", "kind", "other"),
    [
        (["Example County SO", "Sampleton PD"], NETWORK, None),
        (["Example County SO", " example  county so"], OWN, NETWORK),
    ],
)
def test_whose_searches_they_are_is_told_by_the_organizations_and_said_how_surely(
    names: list[str], kind: str, other: str | None
) -> None:
    header = ORDERS[1].split(",")
    records = [[{**CELLS, "Org Name": name}[cell] for cell in header] for name in names]
    found = identify([make_rows(header, records)])
    assert found.contract.kind == kind
    assert found.score > 0.9
    assert any(other in note for note in found.notes) if other else found.notes == ()


def test_a_second_organization_far_down_the_file_is_seen() -> None:
    header = ORDERS[1].split(",")
    names = ["Example County SO"] * 500 + ["Sampleton PD"] * 500
    records = [[{**CELLS, "Org Name": name}[cell] for cell in header] for name in names]
    assert identify([make_rows(header, records)]).contract.kind == NETWORK


def test_an_audit_without_organizations_is_what_own_staff_searched() -> None:
    first, second, *_ = recognize(OWN_ORDER.split(","))
    assert first.kind == OWN
    assert second.score <= 0.5 * first.score


def test_both_kinds_can_be_named() -> None:
    header = ORDERS[1].split(",")
    rows = make_rows(header, [[CELLS[cell] for cell in header]])
    for kind in (NETWORK, OWN):
        assert identify([rows], kind).contract.kind == kind


@pytest.mark.parametrize("kind", [NETWORK, OWN])
def test_plates_people_cases_and_free_text_never_leave(kind: str) -> None:
    publishable = {
        column.name
        for column in find_kind(kind).CONTRACT.columns
        if column.sensitivity == "publishable"
    }
    assert publishable == {
        "org_name",
        "networks",
        "devices",
        "time_frame",
        "time_frame_from",
        "time_frame_to",
        "searched_at",
        "search_type",
    }


@pytest.mark.parametrize("engine", ENGINES)
def test_what_is_no_number_of_devices_is_told_apart(engine: str) -> None:
    header = ["Org Name", "Total Devices Searched", "Search Time"]
    cells = ["——", "0", "", "***", "12 "]
    stamp = CELLS["Search Time"]
    source = make_source(engine, header, [["A PD", cell, stamp] for cell in cells])
    frame = clean_table(NETWORK, source)
    states = ["not available", "given", "blank", "withheld", "given"]
    assert frame["devices_state"].tolist() == states
    assert frame["devices"].fillna(-1).tolist() == [-1, 0, -1, -1, 12]
    assert frame["problems"].isna().all()


@pytest.mark.parametrize(
    "order",
    [OWN_ORDER, ORDERS[0], *(pytest.param(order, marks=pytest.mark.slow) for order in ORDERS[1:])],
)
def test_an_export_without_a_header_takes_its_order(order: str) -> None:
    header = order.split(",")
    record = [CELLS[name] for name in header]
    found = find_order([record] * 3, shown="audit.csv")
    assert found is not None
    wanted = [NAMES[name].split()[0].removesuffix("_from") for name in header]
    assert list(found) == wanted
