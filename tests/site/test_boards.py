"""Boards: the word stands in each tile and over each stretch, and color only repeats it."""

from __future__ import annotations

import pandas as pd
import pytest

from helpers.site import charts
from helpers.site.route_charts import (
    DOTTED,
    FILLS,
    describe_board,
    describe_stretches,
    draw_board,
    draw_stretches,
    measure_board,
    measure_stretches,
)
from helpers.status import DataStatus

BOARD = pd.DataFrame(
    [
        ("Network", "A", "closed"),
        ("Network", "B", "not known"),
        ("Portal", "A", "open"),
        ("Portal", "B", "not known"),
    ],
    columns=["way", "body", "answer"],
)
STRETCHES = pd.DataFrame(
    [
        ("Portal: A", "not known", "2018-03-01", "2018-12-31"),
        ("Portal: A", "open", "2019-01-01", "2025-08-26"),
        ("Portal: A", "closed", "2025-08-27", "2026-01-31"),
        ("Network: A", "not known", "2018-03-01", "2026-01-31"),
        ("Network: A", "seen at some time", "2019-01-01", "2019-12-31"),
        ("Network: A", "seen at some time", "2025-07-01", "2025-07-31"),
    ],
    columns=["lane", "answer", "from", "to"],
)


class Source:
    release, data_status = "r", DataStatus.TRANSCRIBED


@pytest.fixture
def board():
    figure, axes = charts.start(height=measure_board(2))
    draw_board(axes, BOARD)
    facts = {"title": "t", "alt": describe_board(BOARD), "source": "s", "data": BOARD}
    charts.finish(figure, **facts, from_=Source())
    return axes


@pytest.fixture
def stretches():
    figure, axes = charts.start(height=measure_stretches(2))
    draw_stretches(axes, STRETCHES)
    facts = {"title": "t", "alt": describe_stretches(STRETCHES), "source": "s", "data": STRETCHES}
    charts.finish(figure, **facts, from_=Source())
    return axes


def test_each_tile_says_its_word(board) -> None:
    words = [text.get_text() for text in board.texts]
    assert [word for word in words if word in (*FILLS, "not known")] == list(BOARD["answer"])
    assert len(board.patches) == len(BOARD)


def test_what_is_not_known_has_no_color(board) -> None:
    fills = [patch.get_facecolor()[:3] for patch in board.patches]
    assert fills[1] == fills[3] == (1, 1, 1)
    assert len(set(fills)) == 3


def test_stretches_name_lanes_words_and_years(stretches) -> None:
    words = [text.get_text() for text in stretches.texts]
    assert {"Portal: A", "Network: A", "open", "closed"} <= set(words)
    assert {"seen in 2019", "seen in July 2025"} <= set(words)
    points = [line for line in stretches.get_lines() if line.get_marker() == "o"]
    assert [len(line.get_xdata()) for line in points] == [1, 1], "no day of it is painted"
    assert stretches.get_xticklabels()[0].get_text() == "2019"
    assert "not known" not in words
    styles = [line.get_linestyle() for line in stretches.get_lines()]
    assert styles.count("-") == 2


def test_the_words_for_the_pictures_hold_all_of_it() -> None:
    assert describe_board(BOARD) == "Network: A closed, B not known. Portal: A open, B not known."
    words = describe_stretches(STRETCHES)
    assert words.startswith(DOTTED)
    assert "seen at some time from 2019-01-01 to 2019-12-31" in words
    assert "open from 2019-01-01 to 2025-08-26, closed from 2025-08-27" in words
