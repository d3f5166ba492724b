"""The map of tiles: every state once, told apart without color, and in words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pandas as pd
import pytest
from matplotlib.colors import to_rgb

from helpers.errors import Problem
from helpers.site import charts, tiles

WORDS = {
    "blocks": "known to block",
    "asked to block": "asked to block",
    "agreed to help": "agreed to help",
    "not known": "not known",
}
FRAME = pd.DataFrame(
    {
        "code": ["QA", "QB", "QC", "QD", "QE"],
        "state": ["Example A", "Example B", "Example C", "Example D", "Example E"],
        "row": [1, 1, 2, 2, 3],
        "column": [1, 2, 1, 11, 5],
        "answer": ["blocks", "asked to block", "agreed to help", "not known", "not known"],
    }
)
REMARKS = (tiles.Remark("?", "one report", ("QD",)),)


@pytest.fixture(autouse=True)
def _no_style_left() -> Iterator[None]:
    yield
    charts._drawing.close()


@contextmanager
def drawn(frame: pd.DataFrame = FRAME, remarks: Any = REMARKS) -> Iterator[Any]:
    heights = (
        tiles.measure_height(frame, answers=WORDS, remarks=remarks, width=w) for w in (600, 350)
    )
    sheets = charts.start(*heights, width=600)
    for axes in sheets:
        tiles.draw_tiles(axes, frame, answers=WORDS, remarks=remarks)
    yield sheets.axes[1]


def test_every_state_is_written_once_and_each_answer_with_its_count() -> None:
    with drawn() as axes:
        written = [text.get_text() for text in axes.texts]
    assert all(written.count(code) == 1 for code in FRAME["code"])
    assert all(written.count(words) == 1 for words in WORDS.values())
    assert sorted(text for text in written if text.isdigit()) == ["1", "1", "1", "2"]
    assert "Example D: one report" in written
    assert written.count("?") == 2, "on the tile, and before the words"


def test_no_two_answers_look_alike_without_color() -> None:
    """Fill, edge against fill, hatching and weight of the letters, all in gray."""
    looks = set()
    for style in (*tiles.STYLES, tiles.PALE):
        face, edge = (gray(color) for color in (style.face, style.edge))
        looks.add((face > 0.5, abs(face - edge) > 0.3, bool(style.hatch), style.weight))
    assert len(looks) == 4


def gray(color: str) -> float:
    red, green, blue = to_rgb(color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("style", [*tiles.STYLES, tiles.PALE])
def test_letters_can_be_read_on_their_tile(style: tiles.Style) -> None:
    light, dark = sorted((luminance(style.face), luminance(style.ink)), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5


def luminance(color: str) -> float:
    """WCAG 2.1, relative luminance."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(color)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_letters_are_large_enough_for_a_phone() -> None:
    with drawn() as axes:
        sizes = [text.get_fontsize() for text in axes.texts if text.get_text() not in "?"]
    assert min(sizes) >= 10


def test_in_words_each_answer_lists_its_states() -> None:
    told = tiles.describe_tiles(FRAME, answers=WORDS, remarks=REMARKS)
    assert told == (
        "Tile map. Known to block: Example A. Asked to block: Example B. Agreed to help: "
        "Example C. Example D: one report. Not known: 2."
    )


def test_an_answer_without_a_state_is_said_to_have_none() -> None:
    told = tiles.describe_tiles(FRAME.head(1), answers=WORDS)
    assert told.startswith("Tile map. Known to block: Example A. Asked to block: none.")


def test_an_unknown_answer_is_refused() -> None:
    with (
        pytest.raises(Problem, match="no look for open; expected: blocks, asked"),
        drawn(FRAME.assign(answer="open"), ()),
    ):
        pass
