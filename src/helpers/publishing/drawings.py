"""Drawings: the few chart forms of the house, each for one question."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from helpers.publishing.labels import label_bars, write_months, write_tick
from helpers.publishing.palette import INK, PALETTE

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def draw_bars(axes: Axes, frame: pd.DataFrame, *, x: str, y: str) -> None:
    """Draw one bar a row: how much of `y` each `x` has."""
    import seaborn as sns

    sns.barplot(data=frame, x=x, y=y, ax=axes, color=PALETTE[0], errorbar=None)
    axes.set_xlabel("")


def draw_ranked_bars(axes: Axes, frame: pd.DataFrame, *, x: str, y: str) -> None:
    """Draw one lying bar a row, in the order given, with its value at its end."""
    import seaborn as sns

    sns.barplot(data=frame, x=x, y=y, ax=axes, color=PALETTE[0], errorbar=None, orient="h")
    axes.set(xlabel="", ylabel="")
    label_bars(axes)


def draw_small_multiples(
    figure: Figure, frame: pd.DataFrame, *, x: str, y: str, by: str, columns: int = 2
) -> None:
    """Draw one small line chart for each value of `by`: how its `y` went.

    Each has a scale of its own that begins at 0, and its first and last value written beside it, so
    that no legend and no comparison of heights between panels is needed.
    """
    import seaborn as sns

    figure.clear()
    names = list(dict.fromkeys(frame[by]))
    wide = min(columns, len(names))
    grid = figure.subplots(ceil(len(names) / wide), wide, squeeze=False).flatten()
    months = sorted(frame[x].unique())
    labels = [label.strip() for label in write_months(months)]
    for axes, name in zip(grid, names, strict=False):
        rows = frame[frame[by] == name].set_index(x)[y].reindex(months).astype("Float64")
        shown = {"x": range(len(months)), "y": rows.astype(float).to_numpy()}
        sns.lineplot(**shown, ax=axes, color=PALETTE[0], errorbar=None, marker="o")
        axes.set(xlabel="", ylabel="", ylim=(0, float(rows.max()) * 1.3))
        axes.set_title(name, loc="left", fontsize=10.5, fontweight="bold", color=INK)
        ends = [0, len(months) - 1]
        axes.set_xticks(ends, [labels[end] for end in ends])
        axes.set_yticks([])
        axes.margins(x=0.12)
        given = rows.dropna()
        for month in dict.fromkeys((given.index[0], given.index[-1])):
            at = (months.index(month), float(given[month]))
            axes.annotate(
                write_tick(at[1]), at, (0, 7), textcoords="offset points", ha="center", color=INK
            )
    for spare in grid[len(names) :]:
        spare.set_visible(False)


def describe_series(frame: pd.DataFrame, *, x: str, y: str, by: str) -> str:
    """Return what small multiples show, in words: first and last value of each, for alt text."""
    sentences = []
    for name in dict.fromkeys(frame[by]):
        rows = frame[frame[by] == name].sort_values(x).dropna(subset=[y])
        first, last = rows.iloc[0], rows.iloc[-1]
        sentences.append(
            f"{name}: {y} go from {write_tick(float(first[y]))} in {first[x]} "
            f"to {write_tick(float(last[y]))} in {last[x]}."
        )
    return " ".join(sentences)
