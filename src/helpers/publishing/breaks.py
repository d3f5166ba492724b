"""Breaks: months at which what is recorded changed, drawn on every series that crosses them.

A fall behind such a month may be in the records alone, so the picture itself says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import fill
from typing import TYPE_CHECKING, Any

import pandas as pd

from helpers.publishing import charts
from helpers.publishing.labels import write_months, write_tick
from helpers.publishing.palette import ALARM, INK, MUTED, PALETTE
from helpers.publishing.sentences import Sentence, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

UNKNOWN = "not known"
NO_SERIES = "No audit here has such searches, so that there is no series to draw."
OWN_SCALE = "Each on its own scale, from 0. A fall after a marked month does not show less use."
_SHADE = "#f3e3d8"


@dataclass(frozen=True)
class Break:
    """What changed, in a few words, and the first and last month in which it may have."""

    words: str
    first: str
    last: str


def read_breaks(claims: Mapping[str, Any]) -> tuple[Break, ...]:
    """Return the breaks of the plate-reader audits, with the months of the claims that date them.

    The month in which words began to be refused is told differently by two sources (X049, P013):
    what lies between them is the break. Columns were dropped in the month of P012.
    """
    refused = sorted(claims[name].scope.start[:7] for name in ("X049", "P013"))
    dropped = claims["P012"].scope.start[:7]
    return (
        Break("words refused", refused[0], refused[-1]),
        Break("columns dropped", dropped, dropped),
    )


def chart_broken_series(
    frame: pd.DataFrame, *, by: str, breaks: Sequence[Break], title: str, source: str, from_: Any
) -> charts.Picture | Sentence:
    """Return the finished chart of `draw_broken_series`, or a sentence if there is no series."""
    if frame.empty:
        return say(NO_SERIES)
    figure, _ = charts.start(height=0.4 + 1.15 * frame[by].nunique())
    draw_broken_series(figure, frame, by=by, breaks=breaks)
    alt = describe_broken_series(frame, by=by, breaks=breaks)
    return charts.finish(figure, title=title, alt=alt, source=source, data=frame, from_=from_)


def draw_broken_series(
    figure: Figure, frame: pd.DataFrame, *, by: str, breaks: Sequence[Break], y: str = "searches"
) -> None:
    """Draw one panel of monthly bars for each value of `by`, in its order, with the breaks.

    `frame` has `by`, `month` and `y`; every panel has all months, a scale of its own from 0, and
    its highest month written out. Breaks are named in the first panel and drawn in all.
    """
    figure.clear()
    figure.set_label(OWN_SCALE)
    names = list(dict.fromkeys(frame[by]))
    months = sorted(frame["month"].unique())
    panels = figure.subplots(len(names), 1, squeeze=False, sharex=True).flatten()
    for axes, name in zip(panels, names, strict=True):
        rows = frame[frame[by] == name].set_index("month")[y].reindex(months)
        heights = [float(value) for value in rows.fillna(0)]
        top = max(*heights, 1.0)
        axes.bar(range(len(months)), heights, width=0.74, color=PALETTE[0], zorder=2)
        room = 1.8 if axes is panels[0] else 1.4
        axes.set(xlim=(-0.7, len(months) - 0.3), ylim=(0, top * room), xlabel="", ylabel="")
        axes.set_yticks([])
        axes.set_title(name, loc="left", fontsize=10.5, fontweight="bold", color=INK)
        highest = heights.index(max(heights))
        axes.annotate(
            write_tick(heights[highest]),
            (highest, heights[highest]),
            (0, 2),
            textcoords="offset points",
            ha="center",
            va="bottom",
            fontsize=9.5,
            color=INK,
        )
        draw_breaks(axes, months, breaks, name_them=axes is panels[0])
    step = 3 if len(months) > 8 else 1
    panels[-1].set_xticks(
        range(0, len(months), step), write_months([str(month) for month in months])[::step]
    )


def draw_breaks(
    axes: Axes, months: Sequence[str], breaks: Sequence[Break], *, name_them: bool = True
) -> None:
    """Shade the months of each break that lie in `months`, whose places are 0, 1, 2 ..."""
    for one in breaks:
        places = [place for place, month in enumerate(months) if one.first <= month <= one.last]
        if not places:
            continue
        axes.axvspan(places[0] - 0.5, places[-1] + 0.5, color=_SHADE, zorder=0, linewidth=0)
        if name_them:
            axes.annotate(
                one.words,
                ((places[0] + places[-1]) / 2, 1),
                (0, -2),
                xycoords=("data", "axes fraction"),
                textcoords="offset points",
                ha="center",
                va="top",
                fontsize=9,
                color=ALARM,
            )


def draw_door_panels(
    figure: Figure, frame: pd.DataFrame, *, rows: str, panels: str, y: str = "searches"
) -> None:
    """Draw lying bars: one panel for each value of `panels`, the same `rows` in each, one scale.

    Panels stand two beside one another, so that their type can be read on a phone.

    Each bar has its number at its end; where it is missing stands that it is not known.
    """
    figure.clear()
    names, lines = list(dict.fromkeys(frame[panels])), list(dict.fromkeys(frame[rows]))
    columns = min(2, len(names))
    stories = -(-len(names) // columns)
    grid = figure.subplots(stories, columns, sharey=True, sharex=True, squeeze=False).flatten()
    for axes in grid[len(names) :]:
        axes.set_axis_off()
    top = max([float(value) for value in frame[y].dropna()], default=0.0) or 1.0
    for axes, name in zip(grid, names, strict=False):
        values = frame[frame[panels] == name].set_index(rows)[y].reindex(lines)
        for place, value in enumerate(values):
            known = pd.notna(value)
            width = float(value) if known else 0.0
            axes.barh(place, width, color=PALETTE[0], height=0.62)
            axes.annotate(
                write_tick(width) if known else UNKNOWN,
                (width, place),
                (4, 0),
                textcoords="offset points",
                va="center",
                color=INK if known else MUTED,
                fontsize=10,
            )
        title = fill(name, 24)
        axes.set_title(title, loc="left", fontsize=10.5, fontweight="bold", color=INK)
        axes.set(xlim=(0, top * 1.3), ylim=(len(lines) - 0.4, -0.6), xlabel="", ylabel="")
        axes.grid(visible=False)
        axes.set_xticks([])
        axes.set_yticks(range(len(lines)), lines)
        axes.tick_params(length=0)


def describe_broken_series(
    frame: pd.DataFrame, *, by: str, breaks: Sequence[Break], y: str = "searches"
) -> str:
    """Return what the panels show, in words: the breaks, then each panel's highest and last month.

    What is written in the picture about its scales and breaks is said first.
    """
    told = [f"{one.words} ({_span(one)})" for one in breaks]
    sentences = [OWN_SCALE, f"Marked: {'; '.join(told)}."] if told else [OWN_SCALE]
    for name in dict.fromkeys(frame[by]):
        rows = frame[frame[by] == name].sort_values("month")
        highest, last = rows.loc[rows[y].idxmax()], rows.iloc[-1]
        sentences.append(
            f"{name}: most in {highest['month']} ({write_tick(float(highest[y]))}), "
            f"{write_tick(float(last[y]))} in {last['month']}."
        )
    return " ".join(sentences)


def describe_panels(frame: pd.DataFrame, *, rows: str, panels: str, y: str = "searches") -> str:
    """Return what `draw_door_panels` shows, in words: each panel with each row's number."""
    sentences = []
    for name in dict.fromkeys(frame[panels]):
        own = frame[frame[panels] == name]
        told = [
            f"{row} {write_tick(float(value)) if pd.notna(value) else UNKNOWN}"
            for row, value in zip(own[rows], own[y], strict=True)
        ]
        sentences.append(f"{name}: {'; '.join(told)}.")
    return " ".join(sentences)


def _span(one: Break) -> str:
    return one.first if one.first == one.last else f"{one.first} to {one.last}"
