"""Tiles: a map in which each state is one labeled tile, with its fill, edge and weight.

Every state has the same room, so small ones are seen and large ones do not shout. Color only
repeats what fill, hatching and the weight of the letters say.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from helpers.errors import Problem
from helpers.site.labels import INK, MUTED, ON_FILL, PALETTE, PAPER, TILE, WASH, WASH_INK

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


SOLID = Style(PALETTE[0], PALETTE[0], ON_FILL)
OUTLINED = Style(PAPER, PALETTE[0], PALETTE[0])
HATCHED = Style(WASH, PALETTE[1], WASH_INK, hatch="////")
PALE = Style(TILE, TILE, MUTED, weight="normal")
STYLES = (SOLID, OUTLINED, HATCHED)
"""For the answers in their order; PALE, the faintest, is for the last: that nothing is known."""


@dataclass(frozen=True)
class Remark:
    """What more is to be known of some states: a sign for their tiles, and the words for it."""

    sign: str
    words: str
    codes: tuple[str, ...]


_SIDE = 0.92
"""How much of its room a tile fills, in rooms of one tile."""
_KEY, _REMARK, _GAP = 34, 23, 14
"""Heights in pixels: a line of the key, a remark, and the room under the map."""


def measure_height(
    frame: pd.DataFrame, *, answers: Mapping[str, str], remarks: Sequence[Remark], width: float
) -> float:
    """Return the height in pixels at which `draw_tiles` fills a drawing of this width."""
    lines = len(answers) if width < _BOTH else (len(answers) + 1) // 2
    rows = float(frame["row"].max()) * width / float(frame["column"].max())
    return rows + _GAP + lines * _KEY + len(remarks) * _REMARK + 6


_BOTH = 500
"""In a drawing of this width or more, the key has two columns."""


def draw_tiles(
    axes: Axes,
    frame: pd.DataFrame,
    *,
    answers: Mapping[str, str],
    remarks: Sequence[Remark] = (),
) -> None:
    """Draw one tile a row; below the map what each look means, with its count, then the remarks.

    `frame` has the columns code (two letters), state, row, column (positions, from 1) and answer.
    `answers` lead from each answer to the words for it, in the order of STYLES; the last is for
    what is not known. A state with a remark has its sign. The axes fill their figure, whose
    height is that of `measure_height`.

    Raises Problem for an answer that is not among `answers`, and for more than there are looks.
    """
    unknown = sorted(set(frame["answer"]) - set(answers))
    if unknown or len(answers) > len(STYLES) + 1:
        raise Problem(
            f"The map has no look for {', '.join(unknown) or 'so many answers'}",
            expected=", ".join(answers),
        )
    figure: Any = axes.figure
    width, height = (float(side) * 72 for side in figure.get_size_inches())
    axes.set(xlim=(0, width), ylim=(height, 0))
    axes.set_axis_off()
    figure.set_layout_engine("none")
    axes.set_position((0, 0, 1, 1))
    styles = dict(zip(answers, (*STYLES[: len(answers) - 1], PALE), strict=True))
    room = width / float(frame["column"].max())
    for row in frame[["code", "row", "column", "answer"]].to_dict("records"):
        code, at = str(row["code"]), ((row["column"] - 1) * room, (row["row"] - 1) * room)
        signs = "".join(remark.sign for remark in remarks if code in remark.codes)
        _draw_tile(axes, at, code, styles[row["answer"]], room, signs)
    top = float(frame["row"].max()) * room + _GAP
    across = 2 if width >= _BOTH else 1
    for index, (answer, words) in enumerate(answers.items()):
        x, y = index % across * width * 0.51, top + index // across * _KEY
        count = int((frame["answer"] == answer).sum())
        _draw_tile(axes, (x, y), str(count), styles[answer], 30)
        axes.text(x + 38, y + 15, words, va="center", color=INK)
    top += -(-len(answers) // across) * _KEY
    names = dict(zip(frame["code"], frame["state"], strict=True))
    for index, remark in enumerate(remarks):
        y, named = top + (index + 0.5) * _REMARK, ", ".join(str(names[one]) for one in remark.codes)
        axes.text(14, y, remark.sign, ha="center", va="center", fontweight="bold", color=INK)
        axes.text(38, y, f"{named}: {remark.words}", va="center", fontsize=13, color=MUTED)


def _draw_tile(
    axes: Axes, at: tuple[float, float], letters: str, style: Style, room: float, signs: str = ""
) -> None:
    from matplotlib.patches import FancyBboxPatch
    from matplotlib.patheffects import withStroke

    side, size = _SIDE * room, min(15.0, 0.41 * room)
    x, y = (one + (room - side) / 2 for one in at)
    tile = FancyBboxPatch(
        (x + 1, y + 1),
        side - 2,
        side - 2,
        boxstyle="round,pad=0,rounding_size=3",
        facecolor=style.face,
        edgecolor=style.edge,
        linewidth=2,
        hatch=style.hatch,
        clip_on=False,
    )
    axes.add_patch(tile)
    look: dict[str, Any] = {"color": style.ink, "fontweight": style.weight, "va": "center"}
    middle = x + side / 2 - (0.06 * side if signs else 0), y + side * (0.64 if signs else 0.52)
    size *= 0.86 if signs else 1
    marks = [axes.text(*middle, letters, fontsize=size, ha="center", **look)]
    if signs:
        look |= {"fontweight": "bold", "color": style.ink if style.weight == "bold" else INK}
        spot = x + side - 3, y + side * 0.27
        marks.append(axes.text(*spot, signs, fontsize=size, ha="right", **look))
    if style.hatch:
        for text in marks:
            text.set_path_effects([withStroke(linewidth=4, foreground=style.face)])


def describe_tiles(
    frame: pd.DataFrame, *, answers: Mapping[str, str], remarks: Sequence[Remark] = ()
) -> str:
    """Return the map in words: for each answer but the last its states; the remarks; the rest."""
    *listed, last = answers.items()
    names = dict(zip(frame["code"], frame["state"], strict=True))
    sentences = ["Tile map."]
    for answer, words in listed:
        named = sorted(map(str, frame["state"][frame["answer"] == answer]))
        shown = ", ".join(named) if len(named) <= _MANY else f"{len(named)}"
        sentences.append(f"{words[:1].upper()}{words[1:]}: {shown or 'none'}.")
    for remark in remarks:
        named = [str(names[code]) for code in remark.codes]
        sentences.append(f"{', '.join(named)}: {remark.words}.")
    left = int((frame["answer"] == last[0]).sum())
    return " ".join([*sentences, f"{last[1][:1].upper()}{last[1][1:].rstrip(',:')}: {left}."])


_MANY = 8
"""More states than this are counted and not named."""
