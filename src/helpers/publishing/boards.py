"""Boards: open, closed or not known, as tiles on one day and as stretches over time.

The word stands in each tile and over each stretch; its color only repeats it.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from helpers.evidence.dates import write_date
from helpers.evidence.route_listing import GLIMPSED
from helpers.publishing.palette import INK, MUTED, PALETTE, PAPER, RULE

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

FILLS = {"open": PALETTE[1], "closed": PALETTE[0]}
"""The color of each word that is an answer; what is not known has none."""
DOTTED = (
    "Dotted: not known. Open speaks of the days seen, and of no later one. "
    "Point: seen open at some time in that month or year, on no day that is known"
)
"""What the stretches say of themselves."""
ROW = 0.46
"""Inches that one way takes."""
_LABEL, _WIDE = 2.15, 6.0


def measure_stretches(lanes: int) -> float:
    """Return the height in inches of so many lanes over time."""
    return 0.66 * lanes + 0.6


def measure_board(rows: int) -> float:
    """Return the height in inches of a board of so many ways."""
    return ROW * (rows + 1)


def draw_board(axes: Axes, frame: pd.DataFrame) -> None:
    """Draw a tile for each way (row) and body (column) with its word in it.

    `frame` has the columns way, body and answer, as `list_standings` returns it.
    """
    ways, bodies = (list(dict.fromkeys(frame[name])) for name in ("way", "body"))
    answers = dict(zip(zip(frame["way"], frame["body"], strict=True), frame["answer"], strict=True))
    wide = (_WIDE - _LABEL) / len(bodies)
    axes.set(xlim=(0, _WIDE), ylim=(ROW * (len(ways) + 1), 0))
    axes.set_axis_off()
    for place, body in enumerate(bodies):
        _write(axes, _LABEL + wide * (place + 0.5), ROW / 2, body, weight="bold", side="center")
    for row, way in enumerate(ways, start=1):
        _write(axes, 0, ROW * (row + 0.5), way, size=10.3)
        for place, body in enumerate(bodies):
            _draw_tile(axes, _LABEL + wide * place, ROW * row, wide, answers[way, body])


def draw_stretches(axes: Axes, frame: pd.DataFrame) -> None:
    """Draw how each way stood over time, one line a lane, each stretch under its word.

    `frame` has the columns lane, answer, from and to (ISO days), as `list_stretches` returns it.
    What is not known is a thin dotted line without a word. A row *seen at some time* is a point in
    the middle of its month or year, which it names.
    """
    lanes = list(dict.fromkeys(frame["lane"]))
    axes.figure.set_label(DOTTED)
    axes.set_ylim(len(lanes) - 0.25, -0.75)
    axes.set_yticks([])
    axes.grid(visible=True, axis="x")
    axes.grid(visible=False, axis="y")
    spans = [[date.fromisoformat(row) for row in frame[name]] for name in ("from", "to")]
    first, last = min(spans[0]), max(spans[1])
    low, high = first.toordinal(), last.toordinal()
    axes.set_xlim(low, high)
    years = [year for year in range(first.year, last.year + 1) if date(year, 1, 1) >= first]
    axes.set_xticks([date(year, 1, 1).toordinal() for year in years], [str(year) for year in years])
    for start, end, lane, word in zip(*spans, frame["lane"], frame["answer"], strict=True):
        ends, at = [start.toordinal(), end.toordinal()], lanes.index(lane)
        if word == GLIMPSED:
            _draw_point(axes, ends, at, low, high)
            continue
        color = FILLS.get(word)
        if color is None:
            axes.plot(ends, [at, at], color=MUTED, linewidth=1.3, linestyle=(0, (1, 2.2)))
            continue
        axes.plot(ends, [at, at], color=color, linewidth=9, solid_capstyle="butt")
        late = ends[0] > low + 0.7 * (high - low)
        spot, side = (ends[1], "right") if late else (ends[0], "left")
        lift = 0.25 if word == "open" else -0.25
        _write(axes, spot, at + lift, word, size=9.8, color=color, weight="bold", side=side)
    for at, lane in enumerate(lanes):
        _write(axes, low, at - 0.4, lane, weight="bold")


def _draw_point(axes: Axes, ends: list[int], at: int, low: int, high: int) -> None:
    middle, color = sum(ends) / 2, FILLS["open"]
    axes.plot([middle], [at], marker="o", markersize=8, color=color, linestyle="none", zorder=5)
    late = middle > low + 0.7 * (high - low)
    when = f"seen in {_name_period(*map(date.fromordinal, ends))}"
    near = 0.012 * (high - low) * (-1 if late else 1)
    side = "right" if late else "left"
    _write(axes, middle - near, at + 0.25, when, size=9.8, color=color, weight="bold", side=side)


def _name_period(first: date, last: date) -> str:
    """Return the month or year of a period; a day or another span by its years."""
    if (first.year, first.month) == (last.year, last.month):
        return write_date(first.isoformat()[:7])
    return "-".join(dict.fromkeys((str(first.year), str(last.year))))


def describe_board(frame: pd.DataFrame) -> str:
    """Return what the tiles say, in words, way by way."""
    sentences = []
    for way in dict.fromkeys(frame["way"]):
        rows = frame[frame["way"] == way]
        said = [
            f"{body} {answer}" for body, answer in zip(rows["body"], rows["answer"], strict=True)
        ]
        sentences.append(f"{way}: {', '.join(said)}.")
    return " ".join(sentences)


def describe_stretches(frame: pd.DataFrame) -> str:
    """Return what the stretches show, in words, lane by lane."""
    sentences = [f"{DOTTED}."]
    for lane in dict.fromkeys(frame["lane"]):
        rows = frame[frame["lane"] == lane]
        said = [f"{one['answer']} from {one['from']} to {one['to']}" for _, one in rows.iterrows()]
        sentences.append(f"{lane}: {', '.join(said)}.")
    return " ".join(sentences)


def _draw_tile(axes: Axes, x: float, y: float, wide: float, word: str) -> None:
    from matplotlib.patches import FancyBboxPatch

    fill = FILLS.get(word)
    axes.add_patch(
        FancyBboxPatch(
            (x + 0.05, y + 0.05),
            wide - 0.1,
            ROW - 0.1,
            boxstyle="round,pad=0,rounding_size=0.05",
            facecolor=fill or PAPER,
            edgecolor=fill or RULE,
            linewidth=1.2,
        )
    )
    color = PAPER if fill else MUTED
    weight = "bold" if fill else "normal"
    _write(axes, x + wide / 2, y + ROW / 2, word, color=color, weight=weight, side="center")


def _write(
    axes: Axes,
    x: float,
    y: float,
    text: str,
    *,
    size: float = 10.5,
    weight: str = "normal",
    color: str = INK,
    side: str = "left",
) -> None:
    axes.text(
        x, y, text, fontsize=size, fontweight=weight, color=color, ha=side, va="center", zorder=4
    )
