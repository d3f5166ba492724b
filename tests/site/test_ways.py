"""Ways: a row each, a cell for each desk, words that hold all of it and can be read on a phone."""

from __future__ import annotations

import pytest
from made_up_links import LINKS, PHONE
from matplotlib.patches import Rectangle

from helpers.site import charts
from helpers.site.route_charts import DASH, SAYS, describe_ways, draw_ways, measure_ways, name_ways
from helpers.status import DataStatus


class Source:
    release = "r"

    def __init__(self, status: str) -> None:
        self.data_status = DataStatus(status)


@pytest.fixture
def drawn():
    figure, axes = charts.start(height=measure_ways(LINKS))
    draw_ways(axes, LINKS)
    facts = {"title": "How?", "alt": describe_ways(LINKS), "source": "s", "data": LINKS}
    charts.finish(figure, **facts, from_=Source("transcribed"))
    return figure, axes


def test_each_way_and_desk_has_a_cell_and_what_is_not_known_has_a_dash(drawn) -> None:
    figure, axes = drawn
    words = [" ".join(text.get_text().split()) for text in axes.texts]
    cells = [patch for patch in axes.patches if isinstance(patch, Rectangle)]
    assert len(cells) == len(name_ways(LINKS)) * 2
    assert words.count(DASH) == 1
    assert {"Network", "Readers, front door", "Body A", "Body B", "34 queries"} <= set(words)
    assert "carries license, photo (in part)" in words
    said = " ".join(text.get_text().replace("\n", " ") for text in figure.texts)
    assert SAYS in said


def test_every_word_can_be_read_on_a_phone_and_stays_within_its_cell(drawn) -> None:
    figure, axes = drawn
    wide = figure.get_window_extent().width
    scale = PHONE / wide * figure.dpi / 72
    for text in axes.texts:
        box = text.get_window_extent()
        assert text.get_fontsize() * scale >= 9
        assert box.x0 >= 0
        assert box.x1 <= wide
    for cell in (patch for patch in axes.patches if isinstance(patch, Rectangle)):
        room = cell.get_window_extent()
        inside = [text.get_window_extent() for text in axes.texts]
        middle = [box for box in inside if room.contains((box.x0 + box.x1) / 2, box.y0 + 1)]
        assert all(box.x0 >= room.x0 and box.x1 <= room.x1 for box in middle)
        assert all(box.y0 >= room.y0 and box.y1 <= room.y1 for box in middle)


def test_no_word_is_broken_at_a_hyphen(drawn) -> None:
    _, axes = drawn
    assert any("look-up" in text.get_text() for text in axes.texts)


def test_the_words_name_each_way_with_all_its_ends() -> None:
    words = describe_ways(LINKS)
    assert words.startswith(SAYS)
    assert "Network: carries license, photo (in part); leads to Body A (12 queries" in words
    alone = LINKS[LINKS["from"] != "Movements"]
    assert "Readers, front door: carries nothing that is known" in describe_ways(alone)
    idle = LINKS[LINKS["stage"] == "record to way"].iloc[:1]
    assert "leads to no desk that a source names" in describe_ways(idle)


def test_a_way_that_leads_nowhere_is_drawn_with_dashes_alone() -> None:
    links = LINKS[~((LINKS["stage"] == "way to desk") & (LINKS["from"] == "Network"))]
    _, axes = charts.start(height=measure_ways(links))
    draw_ways(axes, links)
    assert [text.get_text() for text in axes.texts].count(DASH) == 1


def test_a_made_up_picture_is_marked() -> None:
    figure, axes = charts.start(height=measure_ways(LINKS))
    draw_ways(axes, LINKS)
    charts.finish(figure, title="t", alt="a", source="s", data=LINKS, from_=Source("synthetic"))
    assert any("SYNTHETIC" in text.get_text() for text in figure.texts)
