"""Audits: every order of columns that was seen gives each value to its column."""

from __future__ import annotations

import pandas as pd
import pytest
from made_up_records import clean_table, make_records

from helpers.schemas.schema import load_schema

NETWORK, OWN = "flock-network-audit", "flock-organization-audit"
ORDERS = load_schema(OWN).orders

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
    # One agency's export begins every header but the first with a blank.
    spaced = (ORDERS[2][0], *(f" {header}" for header in ORDERS[2][1:]))
    return [*ORDERS, spaced]


@pytest.mark.parametrize("header", list_headers(), ids=",".join)
def test_every_order_gives_each_value_to_its_column(header: tuple[str, ...]) -> None:
    kind = NETWORK if any(name.strip() in ("Org", "Org Name") for name in header) else OWN
    record = [CELLS[name.strip()] for name in header]
    row = clean_table(kind, make_records(header, [record])).iloc[0]
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


def test_what_is_no_number_of_devices_is_told_apart() -> None:
    header = ["Org Name", "Total Devices Searched", "Search Time"]
    cells = ["——", "0", "", "***", "12 "]
    stamp = CELLS["Search Time"]
    source = make_records(header, [["A PD", cell, stamp] for cell in cells])
    frame = clean_table(NETWORK, source)
    states = ["not available", "given", "blank", "withheld", "given"]
    assert frame["devices_state"].tolist() == states
    assert frame["devices"].fillna(-1).tolist() == [-1, 0, -1, -1, 12]
    assert frame["problems"].isna().all()
