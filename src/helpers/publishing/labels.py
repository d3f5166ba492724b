"""Labels in a chart: names beside what they name, numbers and months as people write them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from helpers.publishing.palette import INK, MUTED

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_LINE = 15 / 72
"""The height in inches that one line of a label takes."""


def label_lines(axes: Axes, *, pad: float = 8) -> None:
    """Write each line's name at its right end, in its color, in place of a legend.

    Names that would touch are moved apart, evenly about where they belong.
    """
    from matplotlib.colors import to_hex

    names = _read_legend(axes)
    ends = []
    for line in axes.get_lines():
        name = names.get(to_hex(line.get_color()))
        xs: Any = line.get_xdata(orig=False)
        ys: Any = line.get_ydata(orig=False)
        if name and len(xs):
            ends.append((float(ys[-1]), float(xs[-1]), name, line.get_color()))
    low, high = axes.get_ylim()
    inches = axes.get_window_extent().height / axes.figure.dpi
    step = _LINE * (high - low) / inches
    ends.sort(key=lambda end: (end[0], end[2]))
    heights = spread([end[0] for end in ends], step)
    for (_, x, name, color), height in zip(ends, heights, strict=True):
        axes.annotate(
            name,
            (x, height),
            xytext=(pad, 0),
            textcoords="offset points",
            va="center",
            color=color,
            fontsize=10.5,
            fontweight="bold",
            annotation_clip=False,
        )


def spread(heights: list[float], step: float) -> list[float]:
    """Return sorted `heights` moved as little as leaves `step` between each two.

    >>> spread([0.0, 1.0, 9.0], 2.0)
    [-0.5, 1.5, 9.0]
    """
    groups: list[list[float]] = []
    for height in heights:
        groups.append([height])
        while len(groups) > 1 and _place(groups[-2], step)[-1] + step > _place(groups[-1], step)[0]:
            groups[-2:] = [groups[-2] + groups[-1]]
    return [height for group in groups for height in _place(group, step)]


def _place(group: list[float], step: float) -> list[float]:
    middle = sum(group) / len(group)
    return [middle + step * (place - (len(group) - 1) / 2) for place in range(len(group))]


def _read_legend(axes: Axes) -> dict[str, str]:
    """Return the name that belongs to each color, and take the legend away."""
    from matplotlib.colors import to_hex

    legend = axes.get_legend()
    handles, names = axes.get_legend_handles_labels()
    if legend is not None:
        handles = [handle for handle in legend.legend_handles if handle is not None]
        names = [text.get_text() for text in legend.get_texts()]
        legend.remove()
    named: dict[str, str] = {}
    for handle, name in zip(handles, names, strict=True):
        color: Any = handle.get_color() if hasattr(handle, "get_color") else None
        if color is not None:
            named.setdefault(to_hex(color), name)
    return named


def label_bars(axes: Axes) -> None:
    """Write each bar's value at its end, and take away the axis that the values replace."""
    from matplotlib.container import BarContainer

    upright = True
    for container in axes.containers:
        if isinstance(container, BarContainer):
            upright = container.orientation != "horizontal"
            values = [bar.get_height() if upright else bar.get_width() for bar in container]
            axes.bar_label(container, [write_tick(value) for value in values], padding=5)
    axes.grid(visible=False)
    if upright:
        axes.margins(y=0.16)
        axes.yaxis.set_visible(False)
    else:
        axes.margins(x=0.16)
        axes.xaxis.set_visible(False)
        axes.spines["bottom"].set_visible(False)
        axes.spines["left"].set_visible(True)


def settle(axes: Axes) -> None:
    """Put the last touches to a drawing: numbers, months, and the vertical axis's name on top."""
    from matplotlib.ticker import FuncFormatter, ScalarFormatter

    for axis in (axes.xaxis, axes.yaxis):
        if isinstance(axis.get_major_formatter(), ScalarFormatter):
            axis.set_major_formatter(FuncFormatter(write_tick))
    labels = [label.get_text() for label in axes.get_xticklabels()]
    if labels and all(re.fullmatch(r"\d{4}-\d{2}", label) for label in labels):
        axes.set_xticks(axes.get_xticks(), write_months(labels))
    name = axes.get_ylabel()
    if name and not axes.get_title(loc="left"):
        axes.set_ylabel("")
        axes.set_title(name, loc="left", fontsize=10.5, fontweight="normal", color=MUTED, pad=9)
    elif name:
        axes.yaxis.label.set_color(INK)


def write_months(months: list[str]) -> list[str]:
    r"""Return ISO months as they stand under an axis: the year once, where it begins.

    >>> write_months(["2024-11", "2024-12", "2025-01"])
    ['Nov\n2024', 'Dec\n', 'Jan\n2025']
    """
    written = []
    for place, month in enumerate(months):
        year, number = month.split("-")
        new = place == 0 or months[place - 1][:4] != year
        written.append(f"{_MONTHS[int(number) - 1]}\n{year if new else ''}")
    return written


def write_tick(value: float, _position: int | None = None) -> str:
    """Return a number on an axis: thousands apart, no more decimals than it has.

    >>> write_tick(290000000.0), write_tick(0.5), write_tick(800.3)
    ('290,000,000', '0.5', '800.3')
    """
    if float(value).is_integer():
        return f"{value:,.0f}"
    return f"{value:,.4g}" if abs(value) < 1000 else f"{value:,.1f}"
