"""Series by month: gaps stay gaps, and the months compared are marked where they are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from helpers.site import charts, timelines

VALUES = {"2025-01": 400, "2025-02": 380, "2025-03": 20, "2025-05": 15}
LONG = {f"{year}-{month:02d}": 100 for year in (2022, 2023, 2024) for month in range(1, 13)}


@pytest.fixture(autouse=True)
def _no_style_left() -> Iterator[None]:
    yield
    charts._drawing.close()


def draw(values: timelines.Values, **more: Any) -> Any:
    _, axes = charts.start()
    timelines.draw_months(axes, values, **more)
    return axes


def note(before: str, after: str, *lines: str) -> timelines.Note:
    return timelines.Note(before, after, lines)


def test_a_month_that_is_not_listed_is_drawn_as_a_gap_and_not_as_zero() -> None:
    axes = draw(VALUES)
    bars = [(round(bar.get_x() + bar.get_width() / 2), bar.get_height()) for bar in axes.patches]
    assert (3, 0) not in bars
    (gap,) = [bar for bar in axes.patches if bar.get_linestyle() not in ("solid", "-")]
    assert round(gap.get_x() + gap.get_width() / 2) == 3
    assert [text.get_text() for text in axes.texts] == [timelines.GAP]


def test_neighboring_months_have_a_line_between_them() -> None:
    axes = draw(VALUES, note=note("2025-02", "2025-03", "a"))
    assert [line.get_xdata()[0] for line in axes.lines] == [1.5]


def test_months_apart_have_a_band_over_those_between() -> None:
    axes = draw(LONG, note=note("2023-02", "2023-05", "a"))
    assert sorted(line.get_xdata()[0] for line in axes.lines) == [13.5, 15.5]


@pytest.mark.parametrize("after", ["2022-03", "2023-06", "2024-12"])
def test_the_note_hides_no_bar(after: str) -> None:
    """Where bars stand as high as the words, the drawing grows by the room for them."""
    before = f"{after[:5]}{int(after[5:]) - 1:02d}"
    axes = draw(LONG, note=note(before, after, "one line", "another", "a third"))
    axes.figure.canvas.draw_idle()
    axes.figure.draw_without_rendering()
    box = axes.texts[-1].get_window_extent()
    lowest = axes.transData.inverted().transform((box.x0, box.y0))[1]
    assert lowest >= 100
    assert box.x1 <= axes.figure.bbox.x1
    assert box.x0 >= 0


def test_a_month_cut_short_is_paler() -> None:
    axes = draw(VALUES, partial=["2025-01"])
    first, second = axes.patches[:2]
    assert sum(first.get_facecolor()[:3]) > sum(second.get_facecolor()[:3])


def test_a_series_in_words_names_every_month() -> None:
    told = timelines.describe_months(VALUES, what="Example County SO: rows")
    assert told == (
        "Example County SO: rows, by month. Jan 2025: 400; Feb 2025: 380; Mar 2025: 20; "
        "Apr 2025: no figure; May 2025: 15."
    )


def test_panels_stand_below_one_another_each_with_its_name() -> None:
    figure, _ = charts.start()
    timelines.draw_panels(figure, {"rows": VALUES, "bodies": LONG}, notes={})
    assert [axes.get_title(loc="left") for axes in figure.axes] == ["rows", "bodies"]
