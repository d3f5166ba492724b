"""Flows: the sorts of records, the ways and the federal desks, with a line for each known link."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import TextWrapper
from typing import TYPE_CHECKING

from helpers.publishing.palette import INK, MUTED, PALETTE
from helpers.publishing.ways import name_ways

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

SAYS = (
    "A line: a source says that the way gives this, or leads there, at some time and in some "
    "state. Broken: in part. No line stands for an amount"
)
"""What the drawing says of itself."""

LETTER = 12.5
"""Points; see `ways.LETTER`."""
_WIDE, _STEP, _APART, _LETTERS = 6.0, 0.78, 0.06, 13
_ENDS = ((1.32, 2.22), (3.78, 4.68))
"""Where the lines of the two halves begin and end, in inches: words stand between them."""


def measure_flow(links: pd.DataFrame) -> float:
    """Return the height in inches that `draw_flow` needs for these links."""
    return _STEP * max(len(names) for names in _list_columns(links))


def draw_flow(axes: Axes, links: pd.DataFrame) -> None:
    """Draw three columns of words, and a line from word to word for each link.

    `links` is as for `ways.draw_ways`. All lines of a way have its color, and end beside words:
    whoever sees no colors can follow them.
    """
    height = measure_flow(links)
    records, ways, desks = _list_columns(links)
    columns = [_place(names, height) for names in (_order(records, links, ways), ways, desks)]
    axes.figure.set_label(SAYS)
    axes.set(xlim=(0, _WIDE), ylim=(height, 0))
    axes.set_axis_off()
    colors = dict(zip(ways, [*PALETTE, MUTED] * len(ways), strict=False))
    for link in links.to_dict("records"):
        half = 0 if link["stage"] == "record to way" else 1
        way = link["to"] if half == 0 else link["from"]
        down = [columns[half][link["from"]], columns[half + 1][link["to"]]]
        # Beside a word at the edge each way has a place of its own, so that its line is seen.
        down[half] += _APART * (ways.index(way) - (len(ways) - 1) / 2)
        _draw_line(axes, _ENDS[half], down, colors[way], whole=link["how"] == "whole")
    sides = (("right", 1.27, INK), ("center", _WIDE / 2, None), ("left", 4.73, INK))
    for (side, x, color), places in zip(sides, columns, strict=True):
        for name, y in places.items():
            axes.text(
                x,
                y,
                TextWrapper(_LETTERS, break_on_hyphens=False).fill(name),
                fontsize=LETTER,
                fontweight="normal" if color else "bold",
                color=color or colors[name],
                ha=side,
                va="center",
                linespacing=1.1,
            )


def describe_flow(links: pd.DataFrame) -> str:
    """Return what the drawing shows, in words: what each way gives, and whom it leads to."""
    sentences = [f"{SAYS}."]
    for way in name_ways(links):
        ends = []
        for stage, here, there in (
            ("record to way", "to", "from"),
            ("way to desk", "from", "to"),
        ):
            rows = links[(links["stage"] == stage) & (links[here] == way)]
            names = [
                f"{name}{' (in part)' if how == 'in part' else ''}"
                for name, how in zip(rows[there], rows["how"], strict=True)
            ]
            ends.append(", ".join(names) or "nothing that is known")
        sentences.append(f"{way}: from {ends[0]}; to {ends[1]}.")
    return " ".join(sentences)


def _list_columns(links: pd.DataFrame) -> tuple[list[str], list[str], list[str]]:
    records = links.loc[links["stage"] == "record to way", "from"]
    desks = links.loc[links["stage"] == "way to desk", "to"]
    names = (list(dict.fromkeys(map(str, column))) for column in (records, desks))
    first, last = names
    return first, name_ways(links), last


def _order(records: list[str], links: pd.DataFrame, ways: list[str]) -> list[str]:
    """Return the sorts of records by the middle of the ways that give them: fewer lines cross."""
    rows = links[links["stage"] == "record to way"]

    def middle(record: str) -> float:
        places = [ways.index(way) for way in rows.loc[rows["from"] == record, "to"]]
        return sum(places) / len(places)

    return sorted(records, key=middle)


def _place(names: list[str], height: float) -> dict[str, float]:
    step = height / len(names)
    return {name: step * (place + 0.5) for place, name in enumerate(names)}


def _draw_line(
    axes: Axes, across: tuple[float, float], down: Sequence[float], color: str, *, whole: bool
) -> None:
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    middle = sum(across) / 2
    points = [
        (across[0], down[0]),
        (middle, down[0]),
        (middle, down[1]),
        (across[1], down[1]),
    ]
    path = Path(points, [Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4])
    style = "solid" if whole else (0, (3, 2))
    axes.add_patch(PathPatch(path, fill=False, edgecolor=color, linewidth=2, linestyle=style))
