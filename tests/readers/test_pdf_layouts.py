"""Layouts of prints, made from the schemas."""

from __future__ import annotations

import pickle

import pytest

from helpers.readers.pdf.layouts import IDS, TIME, make_layout, make_layouts, squeeze
from helpers.schemas.schema import load_schema, load_schemas


def test_a_layout_has_its_schemas_spellings_and_what_it_requires() -> None:
    layout = make_layout(load_schema("flock-network-audit"))
    assert layout.spellings[squeeze("Search Time")] == "searched_at"
    assert "org_name" in layout.required
    assert [anchor.column for anchor in layout.anchors] == ["search_id", "search_id", "searched_at"]
    networks = make_layout(load_schema("flock-shared-networks"))
    assert [(a.column, a.pattern) for a in networks.anchors] == [("organization", None)]


def test_layouts_can_be_sent_to_another_process() -> None:
    layouts = make_layouts(load_schemas().values())
    assert pickle.loads(pickle.dumps(layouts)) == layouts
    assert "flock-shared-networks" in {layout.kind for layout in layouts}


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
def test_a_time_is_distinguished_from_other_text(text: str, fits: bool) -> None:
    assert bool(TIME.fullmatch(text)) is fits


def test_an_id_is_one_of_those_that_releases_have() -> None:
    uuid, number = IDS
    assert uuid.fullmatch("23d55b89-42eb-4f5c-9281-f5e8bf4864be")
    assert uuid.fullmatch("SYN-23d55b89-42eb-4f5c-9281-f5e8bf4864be")
    assert number.fullmatch("SYN-000123")
    assert not number.fullmatch("23d55b89-42eb-4f5c-9281-f5e8bf4864be")
