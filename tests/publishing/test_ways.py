"""Flows: equal widths that say so, names beside their lines, words that hold all of it."""

from __future__ import annotations

import pandas as pd
import pytest
from matplotlib.patches import FancyArrowPatch

from helpers.publishing import charts
from helpers.publishing.flows import EQUAL, describe_flow, draw_flow, measure_flow
from helpers.releases import DataStatus

LINKS = pd.DataFrame(
    [
        ("record to way", "License", "Network", "", "whole"),
        ("record to way", "Photo", "Network", "", "in part"),
        ("record to way", "Movements", "Readers, front door", "", "whole"),
        ("way to desk", "Network", "Body A", "12 queries", "whole"),
        ("way to desk", "Network", "Body B", "34 queries", "whole"),
        ("way to desk", "Readers, front door", "Body B", "some", "whole"),
    ],
    columns=["stage", "from", "to", "what", "how"],
)


class Source:
    release = "r"

    def __init__(self, status: str) -> None:
        self.data_status = DataStatus(status)


@pytest.fixture
def drawn():
    figure, axes = charts.start(height=measure_flow(LINKS))
    draw_flow(axes, LINKS)
    facts = {"title": "How?", "alt": describe_flow(LINKS), "source": "s", "data": LINKS}
    charts.finish(figure, **facts, from_=Source("transcribed"))
    return figure, axes


def arrows(axes) -> list[FancyArrowPatch]:
    return [patch for patch in axes.patches if isinstance(patch, FancyArrowPatch)]


def test_every_line_is_equally_wide_and_the_picture_says_so(drawn) -> None:
    figure, axes = drawn
    assert len(arrows(axes)) == len(LINKS)
    assert len({arrow.get_linewidth() for arrow in arrows(axes)}) == 1
    said = " ".join(text.get_text().replace("\n", " ") for text in figure.texts)
    assert EQUAL in said


def test_only_what_goes_in_part_is_dashed(drawn) -> None:
    _, axes = drawn
    dashed = [arrow.get_linestyle() not in ("-", "solid") for arrow in arrows(axes)]
    assert dashed == list(LINKS["how"] == "in part")


def test_each_name_and_word_stands_in_the_picture_and_nothing_is_cut_off(drawn) -> None:
    figure, axes = drawn
    words = {text.get_text().replace("\n", " ") for text in axes.texts}
    assert words >= {*LINKS["from"], *LINKS["to"], *filter(None, LINKS["what"])}
    assert axes.get_legend() is None
    wide = figure.get_window_extent().width
    for text in axes.texts:
        box = text.get_window_extent()
        assert box.x0 >= 0
        assert box.x1 <= wide


def test_lines_meet_a_box_apart_from_one_another(drawn) -> None:
    _, axes = drawn
    starts = [tuple(arrow.get_path().vertices[0]) for arrow in arrows(axes)[3:5]]
    assert starts[0] != starts[1]


def test_the_words_name_each_way_with_all_its_ends() -> None:
    words = describe_flow(LINKS)
    assert "Network: carries License, Photo in part; leads to Body A (12 queries), Body B" in words
    alone = LINKS[LINKS["from"] != "Movements"]
    assert "Readers, front door: carries nothing that a source names" in describe_flow(alone)


def test_a_made_up_flow_is_marked() -> None:
    figure, axes = charts.start(height=measure_flow(LINKS))
    draw_flow(axes, LINKS)
    charts.finish(figure, title="t", alt="a", source="s", data=LINKS, from_=Source("synthetic"))
    assert any("SYNTHETIC" in text.get_text() for text in figure.texts)
