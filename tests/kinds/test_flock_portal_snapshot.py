"""Portal snapshots: a page's figures beside its searches, on made-up and on archived pages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from helpers.adding.add import add_release
from helpers.kinds.contracts import Sensitivity
from helpers.kinds.duplicates import SAME_WINDOW
from helpers.kinds.flock_portal_snapshot import CONTRACT
from helpers.kinds.tables import Table, load_table
from helpers.project import Project

PACIFIC = "America/Los_Angeles"


def add(paths: list[Path], project: Project) -> Table:
    add_release(paths, release="pages", project=project, count_in=PACIFIC)
    return load_table("pages", project)


def make_page(ids: list[int], **changes: Any) -> dict[str, Any]:
    return {
        "crawled_name": "Example County SO",
        "archived_date": "2026-04-03",
        "prohibited_uses": "<script>alert(1)</script>",
        "data_retention_days": 30,
        "camera_count": 61,
        "vehicles_detected_30d": 598809,
        "hotlist_hits_30d": 0,
        "searches_30d": len(ids),
        "sharing_outbound": ["Example PD", "Other PD"],
        "sharing_inbound": [],
        "search_audit_csv": [
            {"id": f"SYN-{n}", "userId": "***", "searchDate": f"2026-03-{n:02}T01:00:00.000Z"}
            for n in ids
        ],
    } | changes


def save(path: Path, page: dict[str, Any]) -> Path:
    path.write_text(json.dumps(page), encoding="utf-8")
    return path


def test_a_page_saved_twice_offers_the_same_searches(tmp_path: Path, project: Project) -> None:
    paths = [
        save(tmp_path / "a.json", make_page([1, 2, 3])),
        save(tmp_path / "b.json", make_page([2, 3, 4, 5], archived_date="2026-04-05")),
    ]
    table = add(paths, project)
    frame = table.frame
    assert table.kind == "flock-portal-snapshot"
    assert len(frame) == 7
    assert table.ledger.duplicates == {SAME_WINDOW: 2}
    again = frame[frame["duplicate_reason"] == SAME_WINDOW]
    assert again["search_id"].tolist() == ["SYN-2", "SYN-3"]
    assert again["duplicate_of"].tolist() == [2, 3]
    assert set(again["duplicate_file"]) == {"a.json"}
    assert frame["page_date"].unique().tolist() == ["2026-04-03", "2026-04-05"]
    assert frame["page_networks_outbound"].unique().tolist() == [2]
    assert frame["page_networks_inbound"].isna().all()
    assert not frame.astype("str").apply(lambda c: c.str.contains("alert")).any().any()


def test_a_page_that_disagrees_with_its_rows_is_told(tmp_path: Path, project: Project) -> None:
    table = add([save(tmp_path / "a.json", make_page([1, 2, 3], searches_30d=5))], project)
    (total,) = table.ledger.printed_totals
    assert (total.printed, total.counted, total.matched) == (5, 3, False)


def test_a_page_without_searches_is_a_row_of_figures(tmp_path: Path, project: Project) -> None:
    table = add([save(tmp_path / "a.json", make_page([], searches_30d=9))], project)
    assert table.frame["record"].tolist() == ["page"]
    assert table.frame["page_searches_30d"].tolist() == [9]
    assert table.frame["search_id"].isna().all()


def test_only_figures_and_counts_may_leave() -> None:
    for name in ("search_id", "user", "case_number"):
        assert CONTRACT.sensitivity_of(name) is Sensitivity.SENSITIVE
    for name in ("reason", "offense_type"):
        assert CONTRACT.sensitivity_of(name) is Sensitivity.FREE_TEXT
    assert CONTRACT.sensitivity_of("page_searches_30d") is Sensitivity.PUBLISHABLE


@pytest.mark.samples
def test_each_archived_page_has_as_many_rows_as_it_prints(samples: Path, project: Project) -> None:
    paths = sorted((samples / "portal_snapshot").glob("*.json"))
    assert len(paths) == 8
    table = add(paths, project)
    sizes = table.frame.groupby("source_file", sort=False)
    for path in paths:
        printed = json.loads(path.read_text(encoding="utf-8"))["searches_30d"]
        rows = sizes.get_group(path.name)
        assert len(rows) == printed
        assert rows["page_searches_30d"].unique().tolist() == [printed]
    assert all(total.matched for total in table.ledger.printed_totals)
    assert len(table.ledger.printed_totals) == 8
    assert table.ledger.duplicates == {SAME_WINDOW: 285}
    assert table.ledger.problems == {}
    assert table.ledger.unread_columns == ()
