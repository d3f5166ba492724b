"""Flows: from records over ways to desks, as lines of one width that stand for no amount."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from helpers.publishing.palette import INK, MUTED, PALETTE, PAPER

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

EQUAL = (
    "Each way that a source has named, open today or not. Every line is equally wide: its width "
    "stands for no amount. Dashed: in part"
)
"""What the drawing says of itself; a volume stands in words where one was published."""

LINE = 0.25
"""Inches that one line of text takes on the right."""
GAP = 0.2
_HALF = 0.28
_PORT = 0.085
_LEFT, _BOX, _RIGHT, _WIDE = 1.1, (1.68, 3.06), 3.87, 6.0


@dataclass(frozen=True)
class _Plan:
    """Where things stand, in inches from the left and from the top."""

    height: float
    left: Mapping[str, float]
    middle: Mapping[str, float]
    heads: Mapping[str, float]
    ends: Mapping[int, float]


def measure_flow(links: pd.DataFrame) -> float:
    """Return the height in inches that `draw_flow` needs for these links."""
    return _plan(links).height


def draw_flow(axes: Axes, links: pd.DataFrame) -> None:
    """Draw records at the left, ways in the middle, desks at the right, and the lines between.

    `links` has one row a line: `stage` ("record to way" or "way to desk"), `from`, `to`, `what` (a
    few words at the line's end, for desks) and `how` ("whole" or "in part", then dashed). Names are
    written where the lines begin and end, so that no legend is needed.
    """
    plan = _plan(links)
    axes.figure.set_label(EQUAL)
    axes.set(xlim=(0, _WIDE), ylim=(plan.height, 0))
    axes.set_axis_off()
    colors = dict(zip(plan.heads, PALETTE, strict=False))
    ports = _place_ports(links, plan)
    for place, row in enumerate(links.itertuples(index=False)):
        start, end, dashed = str(row[1]), str(row[2]), row[4] == "in part"
        if row[0] == "record to way":
            points = (_LEFT, plan.left[start], _BOX[0], ports[place])
            _draw_line(axes, points, MUTED, dashed=dashed, strong=False)
        else:
            points = (_BOX[1], ports[place], _RIGHT - 0.08, plan.ends[place])
            _draw_line(axes, points, colors[end], dashed=dashed, strong=True)
            _write(axes, _RIGHT, plan.ends[place], str(row[3]), size=9.8)
    for name, y in plan.left.items():
        _write(axes, _LEFT - 0.06, y, name, weight="bold", side="right")
    for name, y in plan.middle.items():
        _draw_box(axes, y, name)
    for name, y in plan.heads.items():
        _write(axes, _RIGHT, y, name, weight="bold", color=colors[name], size=11.5)


def describe_flow(links: pd.DataFrame) -> str:
    """Return what the drawing shows, in words: each way, what it carries and where it leads."""
    sentences = [f"{EQUAL}."]
    for way in _names(links, "record to way", "to", "way to desk", "from"):
        carried = links[(links["stage"] == "record to way") & (links["to"] == way)]
        leads = links[(links["stage"] == "way to desk") & (links["from"] == way)]
        gives = [_hedge(str(one[1]), str(one[4])) for one in carried.itertuples(index=False)]
        ends = [f"{one[2]} ({one[3]})" for one in leads.itertuples(index=False)]
        sentences.append(
            f"{way}: carries {_join(gives) or 'nothing that a source names'}; "
            f"leads to {_join(ends) or 'no desk that a source names'}."
        )
    return " ".join(sentences)


def _hedge(name: str, how: str) -> str:
    bare = name.replace("\n", " ")
    return f"{bare} in part" if how == "in part" else bare


def _join(words: Sequence[str]) -> str:
    return ", ".join(words)


def _names(links: pd.DataFrame, *pairs: str) -> list[str]:
    """Return the names in some columns of some stages, in order of first mention."""
    found: list[str] = []
    for stage, column in zip(pairs[::2], pairs[1::2], strict=True):
        found += [str(name) for name in links.loc[links["stage"] == stage, column]]
    return list(dict.fromkeys(found))


def _plan(links: pd.DataFrame) -> _Plan:
    desks = _names(links, "way to desk", "to")
    heads: dict[str, float] = {}
    ends: dict[int, float] = {}
    y = LINE / 2
    for desk in desks:
        heads[desk] = y
        for place, row in enumerate(links.itertuples(index=False)):
            if row[0] == "way to desk" and row[2] == desk:
                y += LINE
                ends[place] = y
        y += LINE + GAP
    height = y - GAP - LINE / 2
    left = _spread(_names(links, "record to way", "from"), height)
    middle = _spread(_names(links, "record to way", "to", "way to desk", "from"), height)
    return _Plan(height, left, middle, heads, ends)


def _spread(names: Sequence[str], height: float) -> dict[str, float]:
    step = height / max(len(names), 1)
    return {name: step * (place + 0.5) for place, name in enumerate(names)}


def _place_ports(links: pd.DataFrame, plan: _Plan) -> dict[int, float]:
    """Return where each line meets its way's box, in the order of their other ends."""
    sides: dict[tuple[str, str], list[tuple[float, int]]] = {}
    for place, row in enumerate(links.itertuples(index=False)):
        if row[0] == "record to way":
            sides.setdefault(("left", str(row[2])), []).append((plan.left[str(row[1])], place))
        else:
            sides.setdefault(("right", str(row[1])), []).append((plan.ends[place], place))
    ports = {}
    for (_, way), lines in sides.items():
        for number, (_, place) in enumerate(sorted(lines)):
            ports[place] = plan.middle[way] + _PORT * (number - (len(lines) - 1) / 2)
    return ports


def _draw_line(
    axes: Axes,
    points: tuple[float, float, float, float],
    color: str,
    *,
    dashed: bool,
    strong: bool,
) -> None:
    from matplotlib.patches import FancyArrowPatch
    from matplotlib.path import Path

    x, y, end, target = points
    middle = (x + end) / 2
    path = Path(
        [(x, y), (middle, y), (middle, target), (end, target)],
        [Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4],
    )
    arrow = FancyArrowPatch(
        path=path,
        arrowstyle="-|>,head_length=4,head_width=2.2" if strong else "-",
        color=color,
        linewidth=2.0,
        linestyle=(0, (2.2, 1.4)) if dashed else "solid",
        alpha=0.9 if strong else 0.45,
        shrinkA=0,
        shrinkB=0,
        capstyle="butt",
        zorder=2,
    )
    axes.add_patch(arrow)


def _draw_box(axes: Axes, y: float, name: str) -> None:
    from matplotlib.patches import FancyBboxPatch

    lines = _fold(name)
    axes.add_patch(
        FancyBboxPatch(
            (_BOX[0], y - _HALF),
            _BOX[1] - _BOX[0],
            2 * _HALF,
            boxstyle="round,pad=0,rounding_size=0.06",
            facecolor=PAPER,
            edgecolor=INK,
            linewidth=1.1,
            zorder=3,
        )
    )
    _write(axes, sum(_BOX) / 2, y, "\n".join(lines), side="center", size=10, weight="bold")


def _fold(name: str) -> list[str]:
    """Return a name in one line, or in two of about one length.

    >>> _fold("Nlets"), _fold("Plate readers, front door")
    (['Nlets'], ['Plate readers,', 'front door'])
    """
    words = name.split()
    if len(name) <= 14 or len(words) < 2:
        return [name]
    splits = [(" ".join(words[:n]), " ".join(words[n:])) for n in range(1, len(words))]
    return list(min(splits, key=lambda pair: max(map(len, pair))))


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
