"""Timelines: monthly series with their gaps, and the months between which they changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from helpers.analysis.months import list_months
from helpers.publishing.labels import write_months, write_tick
from helpers.publishing.palette import INK, MUTED, PALETTE, PAPER

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

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
