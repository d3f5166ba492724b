"""Breaks: they come from the claims that date them, and stand in every panel and in the words."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
import pytest

from helpers.claims.claim import load_claims
from helpers.site import charts
from helpers.site.sentences import Sentence
from helpers.site.timelines import (
    NO_SERIES,
    Break,
    chart_broken_series,
    describe_broken_series,
    describe_panels,
    draw_broken_series,
    draw_door_panels,
    read_breaks,
)

MONTHS = [f"2025-{month:02d}" for month in range(1, 13)]
FRAME = pd.DataFrame(
    {"way": ["a"] * 12 + ["b"] * 12, "month": MONTHS * 2, "searches": [*range(12), *[0] * 12]}
)


@pytest.fixture(autouse=True)
def close_style() -> Iterator[None]:
    """Give matplotlib its settings back: these tests start charts that nobody finishes."""
    yield
    charts._drawing.close()


def test_breaks_are_those_that_were_printed() -> None:
    refused, dropped, listed = read_breaks(load_claims())
    assert (refused.first, refused.last) == ("2025-06", "2025-08")
    assert (dropped.first, dropped.last) == ("2025-12", "2025-12")
    assert (listed.words, listed.first) == ("reasons from a list", "2026-01")


def test_a_series_into_2026_marks_the_month_in_which_reasons_came_from_a_list() -> None:
    later = FRAME.assign(month=FRAME["month"].str.replace("2025", "2026"))
    told = describe_broken_series(later, by="way", breaks=read_breaks(load_claims()))
    assert "Marked: reasons from a list (2026-01)." in told
    before = describe_broken_series(FRAME, by="way", breaks=read_breaks(load_claims()))
    assert "reasons from a list" not in before


def test_every_panel_has_the_breaks_and_the_first_names_them() -> None:
    breaks = read_breaks(load_claims())
    figure, _ = charts.start()
    draw_broken_series(figure, FRAME, by="way", breaks=breaks)
    shades = [
        sum(len(patch.get_path().vertices) > 0 for patch in axes.patches) - 12
        for axes in figure.axes
    ]
    assert shades == [2, 2]
    words = [[text.get_text() for text in axes.texts] for axes in figure.axes]
    assert {"words refused", "columns dropped"} <= set(words[0])
    assert not {"words refused", "columns dropped"} & set(words[1])
    assert "does not show less use" in str(figure.get_label())
    told = describe_broken_series(FRAME, by="way", breaks=breaks)
    assert "words refused (2025-06 to 2025-08); columns dropped (2025-12)" in told
    assert "a: most in 2025-12 (11), 11 in 2025-12." in told


def test_a_break_outside_of_the_months_is_not_drawn() -> None:
    figure, _ = charts.start()
    draw_broken_series(figure, FRAME, by="way", breaks=[Break("later", "2026-03", "2026-03")])
    assert all("later" not in [text.get_text() for text in axes.texts] for axes in figure.axes)


def test_no_series_is_said() -> None:
    made = chart_broken_series(
        FRAME.head(0), by="way", breaks=[], title="T?", source="s", from_=load_claims()
    )
    assert isinstance(made, Sentence)
    assert made.text == NO_SERIES


def test_four_panels_stand_two_beside_one_another() -> None:
    frame = pd.DataFrame(
        [(owner, door, 1) for door in ("front", "back", "side") for owner in ("A", "B")],
        columns=["owner", "door", "searches"],
    )
    figure, _ = charts.start()
    draw_door_panels(figure, frame, rows="owner", panels="door")
    assert [axes.axison for axes in figure.axes] == [True, True, True, False]
    lefts = {axes.get_subplotspec().colspan.start for axes in figure.axes}
    assert lefts == {0, 1}


def test_what_is_missing_is_not_known_and_not_zero() -> None:
    frame = pd.DataFrame(
        {"owner": ["A", "B"], "door": ["front", "front"], "searches": pd.array([None, 3], "Int64")}
    )
    figure, _ = charts.start()
    draw_door_panels(figure, frame, rows="owner", panels="door")
    assert [text.get_text() for text in figure.axes[0].texts] == ["not known", "3"]
    told = describe_panels(frame, rows="owner", panels="door")
    assert told == "front: A not known; B 3."
