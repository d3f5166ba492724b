"""Flows: a line for each link and none more, in words that can be read on a phone."""

from __future__ import annotations

import pytest
from made_up_links import LINKS, PHONE
from matplotlib.patches import PathPatch

from helpers.site import charts
from helpers.site.route_charts import FLOW_SAYS, describe_flow, draw_flow, measure_flow
from helpers.status import DataStatus


class Source:
    release = "r"
    data_status = DataStatus.TRANSCRIBED


@pytest.fixture
def drawn():
    figure, axes = charts.start(height=measure_flow(LINKS))
    draw_flow(axes, LINKS)
    facts = {"title": "How?", "alt": describe_flow(LINKS), "source": "s", "data": LINKS}
    charts.finish(figure, **facts, from_=Source())
    return figure, axes


def test_each_link_is_one_line_and_what_is_given_in_part_is_broken(drawn) -> None:
    _, axes = drawn
    lines = [patch for patch in axes.patches if isinstance(patch, PathPatch)]
    assert len(lines) == len(LINKS)
    assert sum(line.get_linestyle() not in ("solid", "-") for line in lines) == 1
    assert len({line.get_edgecolor() for line in lines}) == 2


def test_a_line_ends_beside_the_words_that_it_links(drawn) -> None:
    _, axes = drawn
    heights = {" ".join(t.get_text().split()): t.get_position()[1] for t in axes.texts}
    lines = [patch for patch in axes.patches if isinstance(patch, PathPatch)]
    for line, link in zip(lines, LINKS.to_dict("records"), strict=True):
        begin, *_, end = line.get_path().vertices
        assert begin[1] == pytest.approx(heights[link["from"]], abs=0.2)
        assert end[1] == pytest.approx(heights[link["to"]], abs=0.2)


def test_every_word_can_be_read_on_a_phone_and_stays_in_the_picture(drawn) -> None:
    figure, axes = drawn
    frame = figure.get_window_extent()
    for text in axes.texts:
        assert text.get_fontsize() * PHONE / frame.width * figure.dpi / 72 > 10
        box = text.get_window_extent()
        assert frame.x0 <= box.x0 < box.x1 <= frame.x1, text.get_text()


def test_the_words_say_what_the_drawing_shows() -> None:
    words = describe_flow(LINKS)
    assert words.startswith(FLOW_SAYS)
    assert "Network: from License, Photo (in part); to Body A, Body B." in words
    idle = LINKS[LINKS["stage"] == "record to way"]
    assert "to nothing that is known." in describe_flow(idle)
