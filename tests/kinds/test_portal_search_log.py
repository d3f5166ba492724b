"""Searches in a portal: the shipped made-up release cleans without a header left unread."""

from __future__ import annotations

from helpers.kinds.tables import Table, load_table
from helpers.status import DataStatus


def load() -> Table:
    return load_table("synthetic-portal-log")


def test_the_made_up_release_is_synthetic_in_every_row() -> None:
    table = load()
    assert table.data_status is DataStatus.SYNTHETIC
    assert table.frame["data_status"].unique().tolist() == ["synthetic"]
    assert table.frame["search_id"].dropna().str.startswith("SYN-").all()


def test_every_row_is_accounted_for_and_every_column_read() -> None:
    ledger = load().ledger
    assert ledger.rows_read == ledger.rows_kept + ledger.rows_rejected
    assert sum(ledger.rejected.values()) == ledger.rows_rejected
    assert (ledger.unread_columns, ledger.never_released) == ((), ())


def test_it_holds_what_cleaning_must_tell_apart() -> None:
    ledger = load().ledger
    assert ledger.flags["overlap"] > 0
    assert ledger.duplicates["same id"] > 0
    assert ledger.duplicates["same content"] > 0
    assert ledger.withheld["user"] > 0
    assert ledger.blank["user"] > 0
    assert ledger.rejected["blank row"] > 0


def test_times_are_stamped_in_utc_and_counted_in_pacific_time() -> None:
    frame = load().frame.dropna(subset="searched_at_utc")
    hours = (frame["searched_at_utc"] - frame["searched_at_local"]).dt.total_seconds() / 3600
    assert set(hours) == {7, 8}
