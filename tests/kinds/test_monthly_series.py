"""The kind of published monthly counts: a blank is missing, not zero."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from helpers.kinds import monthly_series
from helpers.kinds.registry import recognize
from helpers.kinds.tables import Table, load_table
from helpers.project import HOME, Project
from helpers.releases.descriptor import DESCRIPTOR
from helpers.releases.release import hash_file


@pytest.fixture(scope="module")
def series() -> Table:
    return load_table("monthly-series", Project(HOME))


def test_the_header_is_recognized_as_no_other_kind() -> None:
    guesses = recognize(["place", "month", "measure", "value", "source"])
    assert guesses[0].kind == "monthly-series"
    assert guesses[0].score == 1
    assert guesses[1].score < 0.5


def test_types_are_the_contracts(series: Table) -> None:
    assert str(series.frame["value"].dtype) == "Int64"
    assert series.frame["month"].str.fullmatch(r"\d{4}-\d\d").all()


def test_a_month_without_a_file_is_missing_and_not_zero(series: Table) -> None:
    frame = series.frame
    blank = frame[frame["value"].isna()]
    assert set(blank["place"]) == {"st-louis-park-mn-pd"}
    assert set(blank["month"]) == {"2026-03"}
    assert blank["problems"].isna().all()
    assert (frame["value"] == 0).sum() > 0, "true zeros stay zeros"


@pytest.mark.parametrize(
    ("place", "measure", "total"),
    [
        # Totals as the publishers print them beside their tables.
        ("santa-clara-ca-pd", "network audit rows (duplicates included)", 14_895_298),
        ("st-louis-park-mn-pd", "searches with an immigration-related reason", 1_708),
        ("conway-ar-pd", "own searches", 10_391),
    ],
)
def test_months_add_up_to_the_totals_printed_beside_them(
    series: Table, place: str, measure: str, total: int
) -> None:
    frame = series.frame
    rows = frame[(frame["place"] == place) & (frame["measure"] == measure)]
    assert rows["value"].sum() == total


def test_no_place_has_a_month_twice(series: Table) -> None:
    assert not series.frame.duplicated(["place", "month", "measure"]).any()


def test_a_value_that_is_no_number_stays_as_a_row_with_a_reason(tmp_path: Path) -> None:
    content = b"place,month,measure,value,source\nexample-county-so,2025-01,searches,many,\n"
    folder = tmp_path / "data" / "raw" / "example"
    folder.mkdir(parents=True)
    (folder / "series.csv").write_bytes(content)
    resource = {"name": "series", "path": "series.csv", "bytes": len(content)}
    resource["hash"] = hash_file(folder / "series.csv")
    facts = {"kind": monthly_series.CONTRACT.kind, "data_status": "unverified"}
    descriptor = {"name": "example", "title": "Example", "resources": [resource]}
    (folder / DESCRIPTOR).write_text(json.dumps(descriptor | {"plateglass": facts}))
    table = load_table("example", Project(tmp_path))
    assert (table.ledger.rows_kept, table.ledger.rows_rejected) == (1, 0)
    assert table.frame["value"].isna().all()
    assert table.frame["problems"].tolist() == ["value: not a whole number"]
