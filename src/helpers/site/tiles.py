"""Tiles: a map in which each state is one labeled tile, told apart by fill, edge and weight.

Every state has the same room, so that small ones are seen and large ones do not shout. Color only
repeats what fill, hatching and the weight of the letters say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from helpers.errors import Problem
from helpers.site.labels import INK, MUTED, PALETTE, PAPER

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes


@dataclass(frozen=True)
class Style:
    """How a tile looks: fill, edge, and the color, weight and hatching of what is on it."""

    face: str
    edge: str
    ink: str
    weight: str = "bold"
    hatch: str = ""


SOLID = Style(PALETTE[0], PALETTE[0], PAPER)
OUTLINED = Style(PAPER, PALETTE[0], PALETTE[0])
HATCHED = Style("#fbe9df", PALETTE[1], "#7a2a00", hatch="/////")
PALE = Style("#efede7", "#efede7", MUTED, weight="normal")
STYLES = (SOLID, OUTLINED, HATCHED)
"""For the answers in their order; PALE, the faintest, is for the last: that nothing is known."""


@dataclass(frozen=True)
class Remark:
    """What more is to be known of some states: a sign for their tiles, and the words for it."""

    sign: str
    words: str
    codes: tuple[str, ...]


_WIDTH = 5.76
"""The width in inches that a drawing has in a picture of the usual width (`charts.start`)."""

_SIDE = 0.92
_KEY_SIDE = 0.72
_KEY_ROW = 0.92
_NOTE_ROW = 0.56
_KEY_ROOM = 0.3
_LETTERS = 13.5
_WORDS = 11.5


def measure(frame: pd.DataFrame, *, answers: Sequence[str], remarks: Sequence[Remark]) -> float:
    """Return the height in inches at which `draw_tiles` fills a picture of the usual width."""
    top, bottom = _list_edges(frame, answers, remarks)
    return (bottom - top) * _WIDTH / float(frame["column"].max())


def draw_tiles(
    axes: Axes,
    frame: pd.DataFrame,
    *,
    answers: Mapping[str, str],
    remarks: Sequence[Remark] = (),
) -> None:
    """Draw one tile a row; over the map what each look means, with its count; below it, remarks.

    `frame` has the columns code (two letters), row, column (places, from 1) and answer. `answers`
    lead from each answer to the words for it, in the order of STYLES; the last is for what is not
    known. A state with a remark bears its sign.

    Raises Problem for an answer that is not among `answers`, and for more than there are looks.
    """
    unknown = sorted(set(frame["answer"]) - set(answers))
    if unknown or len(answers) > len(STYLES) + 1:
        raise Problem(
            f"The map has no look for {', '.join(unknown) or 'so many answers'}",
            expected=", ".join(answers),
        )
    styles = dict(zip(answers, (*STYLES[: len(answers) - 1], PALE), strict=True))
    for row in frame[["code", "row", "column", "answer"]].to_dict("records"):
        code = str(row["code"])
        signs = "".join(remark.sign for remark in remarks if code in remark.codes)
        _draw_tile(axes, (row["column"], row["row"]), code, styles[row["answer"]], signs)
    top, bottom = _list_edges(frame, answers, remarks)
    width = float(frame["column"].max())
    for place, (answer, words) in enumerate(answers.items()):
        down, across = divmod(place, 2)
        at = 0.54 + _KEY_SIDE / 2 + across * width * 0.46, top + _KEY_ROW * (down + 0.5)
        count = int((frame["answer"] == answer).sum())
        _draw_key(axes, at, count, words, styles[answer])
    for place, remark in enumerate(remarks):
        _draw_remark(axes, float(frame["row"].max()) + 0.9 + _NOTE_ROW * place, remark)
    axes.set_aspect("equal")
    axes.set_xlim(0.5, width + 0.5)
    axes.set_ylim(bottom, top)
    axes.set_axis_off()


def _list_edges(
    frame: pd.DataFrame, answers: Sequence[str] | Mapping[str, str], remarks: Sequence[Remark]
) -> tuple[float, float]:
    """Return the upper and lower edge of the drawing, in tiles; the map begins at 0.5."""
    top = 0.5 - _KEY_ROOM - _KEY_ROW * ((len(answers) + 1) // 2)
    return top, float(frame["row"].max()) + 0.6 + _NOTE_ROW * len(remarks)


def _draw_tile(
    axes: Axes,
    at: tuple[float, float],
    letters: str,
    style: Style,
    signs: str = "",
    side: float = _SIDE,
) -> None:
    from matplotlib.patches import FancyBboxPatch
    from matplotlib.patheffects import withStroke

    column, row = at
    tile = FancyBboxPatch(
        (column - side / 2 + 0.06, row - side / 2 + 0.06),
        side - 0.12,
        side - 0.12,
        boxstyle="round,pad=0.06,rounding_size=0.09",
        facecolor=style.face,
        edgecolor=style.edge,
        linewidth=2.2,
        hatch=style.hatch,
    )
    tile.set_hatch_linewidth(0.9)
    axes.add_patch(tile)
    marks: list[Any] = [
        axes.text(
            column - (0.06 if signs else 0),
            row + (0.11 if signs else 0.02),
            letters,
            fontsize=_LETTERS * (0.88 if signs else 1) * (0.9 if side < _SIDE else 1),
            fontweight=style.weight,
            color=style.ink,
            ha="center",
            va="center",
        )
    ]
    if signs:
        marks.append(
            axes.text(
                column + side / 2 - 0.07,
                row - side / 2 + 0.2,
                signs,
                fontsize=10,
                fontweight="bold",
                color=style.ink if style.weight == "bold" else INK,
                ha="right",
                va="center",
            )
        )
    if style.hatch:
        for text in marks:
            text.set_path_effects([withStroke(linewidth=3.5, foreground=style.face)])


def _draw_key(axes: Axes, at: tuple[float, float], count: int, words: str, style: Style) -> None:
    _draw_tile(axes, at, f"{count}", style, side=_KEY_SIDE)
    axes.text(
        at[0] + _KEY_SIDE / 2 + 0.16,
        at[1],
        words,
        fontsize=_WORDS,
        fontweight=style.weight,
        color=INK,
        va="center",
    )


def _draw_remark(axes: Axes, row: float, remark: Remark) -> None:
    look: dict[str, Any] = {"color": INK, "va": "center"}
    axes.text(0.75, row, remark.sign, fontsize=11, fontweight="bold", ha="center", **look)
    words = f"{remark.words}: {', '.join(remark.codes)}"
    axes.text(1.1, row, words, fontsize=_WORDS - 1, **look)


def describe_tiles(
    frame: pd.DataFrame, *, answers: Mapping[str, str], remarks: Sequence[Remark] = ()
) -> str:
    """Return the map in words: for each answer its count and its states, then the remarks.

    `frame` has the columns code, state (its name) and answer.
    """
    sentences = []
    for answer, words in answers.items():
        names = sorted(map(str, frame["state"][frame["answer"] == answer]))
        listed = f": {', '.join(names)}" if names else ""
        sentences.append(f"{words[:1].upper()}{words[1:]}, {len(names)}{listed}.")
    names_of = dict(zip(frame["code"], frame["state"], strict=True))
    for remark in remarks:
        named = ", ".join(str(names_of[code]) for code in remark.codes)
        sentences.append(f"{remark.words}: {named}.")
    return " ".join(sentences)
