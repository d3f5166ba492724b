"""Drawings: the few chart forms of the house, each for one question."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from helpers.publishing.labels import label_bars, write_months, write_tick
from helpers.publishing.palette import INK, PALETTE

OWN_SCALE = "Each on its own scale, from 0"
"""What small multiples say of themselves: heights in two panels are not to be compared."""

STACKED = 3
"""Up to so many charts stand below one another; more stand in two columns."""

MOST_LABELS = 13
"""With more bars than this, not each gets its label: they would run into one another."""

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def draw_bars(axes: Axes, frame: pd.DataFrame, *, x: str, y: str) -> None:
    """Draw one bar a row: how much of `y` each `x` has."""
    import seaborn as sns

    sns.barplot(data=frame, x=x, y=y, ax=axes, color=PALETTE[0], errorbar=None)
    axes.set_xlabel("")
    step = ceil(len(frame) / MOST_LABELS)
    if step > 1:
        names = [str(name) for name in frame[x]]
        axes.set_xticks(range(0, len(names), step), labels=names[::step])


def draw_ranked_bars(axes: Axes, frame: pd.DataFrame, *, x: str, y: str) -> None:
    """Draw one lying bar a row, in the order given, with its value at its end."""
    import seaborn as sns

    sns.barplot(data=frame, x=x, y=y, ax=axes, color=PALETTE[0], errorbar=None, orient="h")
    axes.set(xlabel="", ylabel="")
    label_bars(axes)


def describe_bars(frame: pd.DataFrame, *, x: str, y: str) -> str:
    """Return what bars show, in words: each `y` with how much of `x` it has.

    >>> import pandas as pd
    >>> describe_bars(pd.DataFrame({"year": ["2009"], "states": [17]}), x="states", y="year")
    'Bars of states. 2009: 17.'
    """
    pairs = zip(frame[y], frame[x], strict=True)
    said = ", ".join(f"{name}: {write_tick(float(value))}" for name, value in pairs)
    return f"Bars of {x}. {said}."


def draw_small_multiples(figure: Figure, frame: pd.DataFrame, *, x: str, y: str, by: str) -> None:
    """Draw one small line chart for each value of `by`: how its `y` went.

    Each has a scale of its own that begins at 0, and its first and last value written beside it, so
    that no legend and no comparison of heights between panels is needed.
    """
    import seaborn as sns

    figure.clear()
    figure.set_label(OWN_SCALE)
    names = list(dict.fromkeys(frame[by]))
    wide = 1 if len(names) <= STACKED else 2
    grid = figure.subplots(ceil(len(names) / wide), wide, squeeze=False).flatten()
    months = sorted(frame[x].unique())
    for axes, name in zip(grid, names, strict=False):
        rows = frame[frame[by] == name].set_index(x)[y].reindex(months).astype("Float64")
        heights = rows.astype(float).to_numpy()
        sns.lineplot(x=range(len(months)), y=heights, ax=axes, color=PALETTE[0], errorbar=None)
        axes.set(xlabel="", ylabel="", ylim=(0, float(rows.max()) * 1.3))
        axes.set_title(name, loc="left", fontsize=10.5, fontweight="bold", color=INK)
        axes.set_xticks([0, len(months) - 1], [_name(months[0]), _name(months[-1])])
        axes.set_yticks([])
        axes.margins(x=0.14 / wide * 2)
        _label_ends(axes, [(place, value) for place, value in enumerate(heights) if value == value])
    for spare in grid[len(names) :]:
        spare.set_visible(False)


def _label_ends(axes: Axes, points: list[tuple[int, float]]) -> None:
    """Write the first and last value, on the side of the point that the line leaves free."""
    for end, beside in {0: 1, -1: -2}.items():
        at = points[end]
        above = len(points) == 1 or at[1] >= points[beside][1]
        axes.plot(*at, marker="o", color=PALETTE[0], markersize=6)
        axes.annotate(
            write_tick(at[1]),
            at,
            (0, 7 if above else -7),
            textcoords="offset points",
            ha="center",
            va="bottom" if above else "top",
            color=INK,
        )


def _name(month: str) -> str:
    return write_months([month])[0]


def describe_series(frame: pd.DataFrame, *, x: str, y: str, by: str) -> str:
    """Return what small multiples show, in words: their scales, and the first and last of each."""
    sentences = [f"{OWN_SCALE}."]
    for name in dict.fromkeys(frame[by]):
        rows = frame[frame[by] == name].sort_values(x).dropna(subset=[y])
        first, last = rows.iloc[0], rows.iloc[-1]
        sentences.append(
            f"{name}: {y} go from {write_tick(float(first[y]))} in {first[x]} "
            f"to {write_tick(float(last[y]))} in {last[x]}."
        )
    return " ".join(sentences)
