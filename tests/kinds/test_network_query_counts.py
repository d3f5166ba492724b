"""Network query counts: a workbook with a part for each sheet."""

from __future__ import annotations

from helpers.kinds.tables import load_table
from helpers.status import DataStatus


def test_the_made_up_workbook_is_read_sheet_by_sheet() -> None:
    table = load_table("synthetic-network-counts")
    assert table.data_status is DataStatus.SYNTHETIC
    parts = [file.part for file in table.ledger.files]
    assert len(parts) == len(set(parts)) > 1
    assert set(table.frame["source_part"]) == set(parts)
    assert table.ledger.rows_read == table.ledger.rows_kept + table.ledger.rows_rejected


def test_a_withheld_count_is_neither_blank_nor_zero() -> None:
    table = load_table("synthetic-network-counts")
    counts = table.frame["queries"]
    states = table.frame["queries_state"]
    assert table.ledger.withheld["queries"] == (states == "withheld").sum() > 0
    assert table.ledger.blank["queries"] == (states == "blank").sum() > 0
    assert counts.isna().tolist() == (states != "given").tolist()
    assert str(counts.dtype) == "Int64"
