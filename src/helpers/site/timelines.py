"""Timelines: series with their events, and breaks in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import fill
from typing import TYPE_CHECKING, Any

import pandas as pd

from helpers.analysis.monthly_counts import list_months
from helpers.site import charts
from helpers.site.labels import ALARM, INK, MUTED, PALETTE, PAPER, write_months, write_tick
from helpers.site.sentences import Sentence, say

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Timelines: monthly series with their gaps, and the months between which they changed.

Values = Mapping[str, int | None]

GAP = "no figure"
"""What stands where a month is missing."""

_BAR = 0.74
_PARTIAL = "#9dbbd8"
_ALL_NAMED, _QUARTERS_NAMED = 13, 26
_LINE_ROOM = 0.115
"""The part of a drawing's height that one line of the note takes."""


@dataclass(frozen=True)
class Note:
    """What stands beside the months compared: the first, the last, and lines of words."""

    before: str
    after: str
    lines: tuple[str, ...]


def draw_months(
    axes: Axes, values: Values, *, note: Note | None = None, partial: Sequence[str] = ()
) -> None:
    """Draw one bar a month from 0, a marked gap where a month has no value, and the note.

    A line stands between two neighboring months compared, a band over those between two others.
    Months in `partial` are pale: they are cut short. The note is in the first line's color.
    """
    months = list_months(min(values), max(values))
    heights = [values.get(month) for month in months]
    top = max((height for height in heights if height is not None), default=0) or 1
    for place, (month, height) in enumerate(zip(months, heights, strict=True)):
        if height is None:
            _draw_gap(axes, place, top)
        else:
            color = _PARTIAL if month in partial else PALETTE[0]
            axes.bar(place, height, width=_BAR, color=color)
    ceiling = top * 1.06
    if note:
        ceiling = _draw_note(axes, months, heights, top, note)
    axes.set(xlim=(-0.7, len(months) - 0.3), ylim=(0, ceiling), xlabel="", ylabel="")
    axes.locator_params(axis="y", nbins=5)
    _name_months(axes, months)


def draw_panels(
    figure: Figure,
    panels: Mapping[str, Values],
    *,
    notes: Mapping[str, Note],
    partial: Sequence[str] = (),
) -> None:
    """Draw several series below one another, each with its name, on its own scale from 0."""
    figure.clear()
    grid = figure.subplots(len(panels), 1, squeeze=False).flatten()
    for axes, (name, values) in zip(grid, panels.items(), strict=True):
        draw_months(axes, values, note=notes.get(name), partial=partial)
        axes.set_title(name, loc="left", fontsize=11, fontweight="bold", color=INK)


def _draw_gap(axes: Axes, place: int, top: int) -> None:
    look = {"facecolor": PAPER, "edgecolor": MUTED, "linewidth": 1, "linestyle": (0, (3, 2))}
    axes.bar(place, top * 0.14, width=_BAR, **look)  # type: ignore[arg-type]  # a dash pattern
    axes.text(
        place, top * 0.16, GAP, rotation=90, ha="center", va="bottom", fontsize=9.5, color=MUTED
    )


def _draw_note(
    axes: Axes, months: Sequence[str], heights: Sequence[int | None], top: int, note: Note
) -> float:
    """Draw the line or band and the words; return the height that the drawing then needs."""
    first, last = sorted((months.index(note.before), months.index(note.after)))
    start, end = first + 0.5, last - 0.5
    right = end < len(months) * 0.55
    beside = heights[last : last + len(months) // 2] if right else heights[: first + 1]
    room = _LINE_ROOM * len(note.lines)
    free = all((height or 0) < top * (1 - room) for height in beside)
    ceiling = top * (1.06 if free else 1.04 + room)
    if last - first > 1:
        axes.axvspan(start, end, color=PALETTE[1], alpha=0.13, linewidth=0, zorder=0)
    for place in {start, end}:
        axes.axvline(place, color=PALETTE[1], linewidth=1.3, linestyle=(0, (4, 2)), zorder=3)
    axes.annotate(
        "\n".join(note.lines),
        (end if right else start, ceiling),
        (7 if right else -7, -4),
        textcoords="offset points",
        ha="left" if right else "right",
        va="top",
        color=PALETTE[1],
        fontsize=10.5,
        fontweight="bold",
        linespacing=1.3,
        bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 1.5},
    )
    return ceiling


def _name_months(axes: Axes, months: Sequence[str]) -> None:
    named = {f"{number:02d}" for number in range(1, 13)}
    if len(months) > _ALL_NAMED:
        named = {"01", "04", "07", "10"} if len(months) <= _QUARTERS_NAMED else {"01", "07"}
    places = [place for place, month in enumerate(months) if month[5:] in named]
    axes.set_xticks(places, labels=write_months([months[place] for place in places]))


def write_values(values: Values, months: Sequence[str], *, unit: str = "") -> tuple[str, ...]:
    """Return lines that name months with their values, for the note of a drawing.

    >>> write_values({"2025-05": 248481, "2025-06": None}, ["2025-05", "2025-06"], unit="rows")
    ('May 2025: 248,481 rows', 'Jun 2025: no figure')
    """
    lines = []
    for month in months:
        value = values.get(month)
        number = GAP if value is None else f"{write_tick(value)} {unit}".rstrip()
        lines.append(f"{' '.join(write_months([month])[0].split())}: {number}")
    return tuple(lines)


def write_change(percent: float) -> str:
    """Return a change in percent with its sign, which is a minus and no hyphen.

    >>> write_change(-97.03), write_change(9.1)
    ('\u221297.0%', '+9.1%')
    """
    return f"{percent:+.1f}%".replace("-", "\u2212")


def write_changes(
    percents: Mapping[str, float], pairs: Mapping[str, tuple[str, str]], last: str
) -> tuple[str, ...]:
    """Return a line for each change that ends in the month `last`, for the note of a drawing.

    `percents` and the two months of each change, `pairs`, have the same names.

    >>> write_changes({"a": -97.03, "b": 1.0}, {"a": ("2025-05", "2025-06"), "b": ("x", "y")},
    ...               "2025-06")
    ('\u221297.0% since May 2025',)
    """
    return tuple(
        f"{write_change(percents[name])} since {' '.join(write_months([first])[0].split())}"
        for name, (first, second) in pairs.items()
        if second == last
    )


def describe_months(values: Values, *, what: str) -> str:
    """Return a series in words: each month with its value, and the missing ones as missing."""
    months = list_months(min(values), max(values))
    return f"{what}, by month. {'; '.join(write_values(values, months))}."


# Breaks: months at which what is recorded changed, drawn on every series that crosses them.
#
# A fall behind such a month may be in the records alone, so the picture itself says so.

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
    what lies between them is the break. Columns were dropped in the month of P012. In January 2026
    free text vanishes from both released logs of The Colony, Texas: reasons come from a list. That
    the vendor changed its platform then is what the logs' reader infers from it.
    """
    refused = sorted(claims[name].scope.start[:7] for name in ("X049", "P013"))
    dropped = claims["P012"].scope.start[:7]
    return (
        Break("words refused", refused[0], refused[-1]),
        Break("columns dropped", dropped, dropped),
        Break("reasons from a list", "2026-01", "2026-01"),
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
    first, last = frame["month"].min(), frame["month"].max()
    marked = [one for one in breaks if one.first <= last and one.last >= first]
    told = [f"{one.words} ({_span(one)})" for one in marked]
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
