"""Layouts of prints, made from the contracts; and a released print, from the file to its table."""

from __future__ import annotations

from pathlib import Path

import pytest

from helpers.adding.add import add_release
from helpers.intake.pdf_layouts import squeeze
from helpers.kinds.printed import IDS, TIME, list_layouts
from helpers.kinds.registry import load_kinds
from helpers.kinds.tables import load_table
from helpers.project import Project


def test_a_layout_has_its_contracts_spellings_and_what_it_requires() -> None:
    (layout,) = list_layouts("flock-network-audit")
    assert layout.spellings[squeeze("Search Time")] == "searched_at"
    assert "org_name" in layout.required
    assert [anchor.column for anchor in layout.anchors] == ["search_id", "search_id", "searched_at"]
    (networks,) = list_layouts("flock-shared-networks")
    assert [(a.column, a.pattern) for a in networks.anchors] == [("organization", None)]


def test_a_kind_without_id_time_or_names_cannot_be_read_from_a_print() -> None:
    kinds = {layout.kind for layout in list_layouts()}
    assert "flock-shared-networks" in kinds
    assert kinds <= load_kinds().keys()


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("11/14/2025,09:53:36AMUTC", True),
        ("2025-11-14T09:53:36.123Z", True),
        ("2025-11-1409:53:36", True),
        ("11/14/2025,09:53:36AMUTC11/14/2025,09:53:36AMUTC", False),
        ("Investigation", False),
    ],
)
def test_a_time_is_told_from_other_text(text: str, fits: bool) -> None:
    assert bool(TIME.fullmatch(text)) is fits


def test_an_id_is_one_of_those_that_releases_have() -> None:
    uuid, number = IDS
    assert uuid.fullmatch("23d55b89-42eb-4f5c-9281-f5e8bf4864be")
    assert uuid.fullmatch("SYN-23d55b89-42eb-4f5c-9281-f5e8bf4864be")
    assert number.fullmatch("SYN-000123")
    assert not number.fullmatch("23d55b89-42eb-4f5c-9281-f5e8bf4864be")


@pytest.mark.samples
@pytest.mark.parametrize("kind", ["flock-network-audit", "flock-organization-audit"])
def test_a_released_print_becomes_a_typed_table(samples: Path, project: Project, kind: str) -> None:
    (path,) = (samples / "printed_audit").glob("*.pdf")
    add_release([path], release="okaloosa", project=project, kind=kind)
    table = load_table("okaloosa", project)
    frame, ledger = table.frame, table.ledger
    assert (len(frame), ledger.rows_read, ledger.rows_rejected) == (179, 179, 0)
    assert ledger.problems == {}
    assert len(ledger.pages) == 20
    assert sum(page.rows_read for page in ledger.pages) == 179
    for page in ledger.pages:
        assert page.rows_read == page.rows_kept
        assert page.in_cells == page.characters > 0
        assert page.failed == 0
    for name in ("time_frame_from_utc", "time_frame_to_utc", "searched_at_utc"):
        assert frame[name].notna().all(), name
    assert (frame["time_frame_from_utc"] <= frame["time_frame_to_utc"]).sum() > 170
    first = frame.iloc[0]
    assert first["source_part"] == "page 1"
    assert str(first["time_frame_from_utc"]) == "2025-11-13 22:00:17"
    assert str(first["time_frame_to_utc"]) == "2025-11-14 10:00:17"
    assert str(first["searched_at_utc"]) == "2025-11-14 09:53:36"
    assert frame["source_row"].tolist() == list(range(1, 180))
