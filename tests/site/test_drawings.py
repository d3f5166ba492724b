"""Drawings: small multiples say in the picture, and in words, that their scales differ."""

from __future__ import annotations

import pandas as pd
import pytest

from helpers.site import charts
from helpers.site.charts import OWN_SCALE, describe_series, draw_small_multiples
from helpers.status import DataStatus

FRAME = pd.DataFrame(
    {
        "month": ["2024-11", "2025-05"] * 2,
        "searches": pd.array([540, 1600, 3, 4], dtype="Int64"),
        "group": ["Federal account A"] * 2 + ["Federal account B"] * 2,
    }
)


class Source:
    release = "r"

    def __init__(self, status: str) -> None:
        self.data_status = DataStatus(status)


@pytest.mark.parametrize("status", ["transcribed", "synthetic"])
def test_the_picture_says_that_each_panel_has_its_own_scale(status: str) -> None:
    figure, _ = charts.start(height=4)
    draw_small_multiples(figure, FRAME, x="month", y="searches", by="group")
    alt = describe_series(FRAME, x="month", y="searches", by="group")
    charts.finish(figure, title="Rise", alt=alt, source="s", data=FRAME, from_=Source(status))
    at = {text.get_text(): text.get_window_extent() for text in figure.texts}
    said = at[OWN_SCALE]
    assert said.height > 0
    assert said.y1 < at["Rise"].y0, "below the title"
    panels = [axes.get_tightbbox() for axes in figure.axes]
    assert said.y0 >= max(box.y1 for box in panels if box is not None), "above the panels"


def test_one_chart_says_nothing_of_scales() -> None:
    figure, axes = charts.start()
    axes.bar(["a"], [1])
    charts.finish(figure, title="t", alt="a", source="s", data=FRAME, from_=Source("transcribed"))
    assert OWN_SCALE not in [text.get_text() for text in figure.texts]


def test_the_words_for_the_picture_say_so_too() -> None:
    words = describe_series(FRAME, x="month", y="searches", by="group")
    assert words.startswith("Each on its own scale, from 0. Federal account A: ")
    assert "from 540 in 2024-11 to 1,600 in 2025-05" in words
