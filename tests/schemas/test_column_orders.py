"""Column orders: without a header only cells that fit count, and rows that begin with blanks."""

from __future__ import annotations

import pytest

from helpers.errors import Problem
from helpers.schemas.column_orders import find_order, find_phantom, is_shifted
from helpers.schemas.schema import Column, load_schema, load_schemas
from helpers.schemas.shapes import is_of_type

SCHEMAS = load_schemas()
KINDS = list(SCHEMAS.values())
ROW = ["a1", "u7", "2025-12-01T07:59:59Z", "2"]
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


def test_a_file_without_a_header_takes_the_one_order_that_fits() -> None:
    found = find_order([ROW] * 3, KINDS, shown="log.csv")
    assert found == ("search_id", "user", "searched_at", "networks")


def test_several_orders_that_fit_are_refused_with_their_names() -> None:
    with pytest.raises(Problem, match="fit 3 orders of columns") as caught:
        find_order([[*ROW, "5"]] * 3, KINDS, shown="log.csv")
    assert "log.csv" in str(caught.value)


@pytest.mark.parametrize(
    "record",
    [
        ["id", "user", "when", "networks"],
        ["a1", "u7", "2025-12-01T07:59:59Z", "many"],
        ["a1", "u7", "yesterday", "2"],
        ["a1", "u7", "", "2"],
        ["", "", "", ""],
    ],
)
def test_cells_that_do_not_fit_make_no_order(record: list[str]) -> None:
    assert find_order([record] * 3, KINDS, shown="x") is None


@pytest.mark.parametrize("order", load_schema("flock-organization-audit").orders, ids=",".join)
def test_an_export_without_a_header_takes_its_order(order: tuple[str, ...]) -> None:
    record = [CELLS[name] for name in order]
    assert find_order([record] * 3, KINDS, shown="audit.csv") is not None


def test_two_of_a_hundred_cells_may_fail_but_not_the_first() -> None:
    bad = [*ROW[:3], "many"]
    assert find_order([*[ROW] * 98, bad, bad], KINDS, shown="x") is not None
    assert find_order([*[ROW] * 97, bad, bad, bad], KINDS, shown="x") is None
    assert find_order([bad, *[ROW] * 99], KINDS, shown="x") is None


AUDIT = "Name,Org Name,Total Networks Searched,Reason,Search Time,Text Prompt,Moderation"
SEARCH = "A. A,Example County SO,7,theft,2025-12-01 07:59:59,,"


@pytest.mark.parametrize(
    ("header", "row", "shifted"),
    [
        (AUDIT, SEARCH, False),
        (AUDIT, f"{SEARCH},", False),
        (AUDIT, f",{SEARCH}", True),
        (f"{AUDIT},", f",{SEARCH}", True),
        (f"{AUDIT},", f"{SEARCH},", False),
        (AUDIT, f",{SEARCH}x", False),
        (AUDIT, f",,{SEARCH}", True),
    ],
)
def test_rows_that_are_blank_at_both_ends_are_where_their_types_fit(
    header: str, row: str, shifted: bool
) -> None:
    records = [header.split(","), *[row.split(",")] * 3]
    assert is_shifted(records, None, KINDS) is shifted
    below = [["Search Audit"], [], *records]
    assert is_shifted(below, 3, KINDS) is shifted


def test_a_mapped_header_is_tested_by_its_mapped_names() -> None:
    records = [AUDIT.replace("Search Time", "When").split(","), *[f",{SEARCH}".split(",")] * 3]
    assert not is_shifted(records, None, KINDS)
    rename = {"When": "searched_at"}
    renamed = is_shifted(records, None, KINDS, lambda row: [rename.get(n, n) for n in row])
    assert renamed


@pytest.mark.parametrize(
    ("kind", "cell", "fits"),
    [
        ("integer", " 1,234.00 ", True),
        ("integer", "12.5", False),
        ("integer", "***", True),
        ("integer", "1234567890123456789", False),
        ("decimal", "-0.5", True),
        ("decimal", "1e5", False),
        ("month", "2025-13", False),
        ("date", "2/29/2024", True),
        ("date", "2/29/2025", False),
        ("time", "2025-02-28T10:00:00Z", True),
        ("time", "1/2/2025 3:04\u202fPM", True),
        ("time", "2025-02-30 10:00", False),
        ("text", "anything", True),
    ],
)
def test_the_shapes_of_types(kind: str, cell: str, fits: bool) -> None:
    column = Column(name="x", type=kind, meaning="X.", redactions=({"shown": "***"},))
    assert is_of_type(column, cell) is fits


@pytest.mark.parametrize("order", load_schema("flock-network-audit").orders[2:4], ids=",".join)
def test_a_header_without_a_column_below_it_is_found(order: tuple[str, ...]) -> None:
    phantom = "Total Devices Searched"
    row = [*(CELLS[name] for name in order if name != phantom), ""]
    row[-1] = ""
    rows = [[*order], *[[cell or "x" for cell in row[:-1]] + [""]] * 3]
    if "Text Prompt" not in order:
        assert find_phantom(rows, None, KINDS) in (None, order.index(phantom))
        return
    assert find_phantom(rows, None, KINDS) == order.index(phantom)
    whole = [[*order], [CELLS[name] for name in order]]
    assert find_phantom(whole, None, KINDS) is None
    assert find_phantom([[*order]], None, KINDS) is None
