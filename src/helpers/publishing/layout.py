"""Layout of a chart: title above, source and data status below, a mark over what is made up."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from helpers.publishing.palette import ALARM, INK, MUTED, PAPER
from helpers.publishing.status import WORDS
from helpers.statuses import DataStatus

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.text import Text

MARK = "SYNTHETIC RECORDS"
_MARK_NOTE = "made up to show the method"
_MARGIN = 0.12  # inches
_GAP = 0.13
_STEP = 100  # heights are whole hundredths of an inch, so that pixels come out even


def compose(figure: Figure, *, title: str, source: str, status: DataStatus) -> None:
    """Write title, source and data status into `figure`, which grows by the room they need.

    The figure's label, if it has one, is what the drawing says of itself; it goes below the title.
    """
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    width, drawing = (float(side) for side in figure.get_size_inches())
    mark = _write(figure, f"{MARK}: {_MARK_NOTE}", size=10, weight="bold", color=PAPER)
    if status is not DataStatus.SYNTHETIC:
        mark.remove()
    head = _write(figure, title, size=13.5, weight="bold", color=INK)
    words = WORDS[status][0].upper() + WORDS[status][1:]
    foot = _write(figure, f"Source: {source.rstrip('.')}. {words}.", size=9, color=MUTED)
    drawn = _write(figure, str(figure.get_label()), size=10, color=MUTED)
    for text in (head, drawn, foot):
        _wrap(text, width - 2 * _MARGIN)
    synthetic = status is DataStatus.SYNTHETIC
    tag = _height(mark) + 0.22 if synthetic else 0.0
    below = _MARGIN + tag + _height(head) + (_GAP / 2 if drawn.get_text() else 0)
    top = below + _height(drawn) + _GAP
    bottom = _MARGIN + _height(foot) + _GAP
    whole = ceil((drawing + top + bottom) * _STEP) / _STEP
    figure.set_size_inches(width, whole)
    left = _MARGIN / width
    head.set_position((left, 1 - (_MARGIN + tag) / whole))
    drawn.set_position((left, 1 - below / whole))
    foot.set_position((left, (_MARGIN + _height(foot)) / whole))
    if synthetic:
        mark.set_position((left + 0.065 / width, 1 - (_MARGIN + 0.06) / whole))
        mark.set_bbox({"facecolor": ALARM, "edgecolor": ALARM, "pad": 4.5})
        for axes in figure.axes:
            _stamp(axes)
    engine = figure.get_layout_engine()
    if isinstance(engine, ConstrainedLayoutEngine):
        room = (left, bottom / whole, 1 - 2 * left, drawing / whole)
        engine.set(rect=room, w_pad=0.02, h_pad=0.02, wspace=0.06)


def _write(figure: Figure, words: str, *, size: float, color: str, weight: str = "normal") -> Text:
    return figure.text(
        0,
        0,
        words,
        fontsize=size,
        color=color,
        fontweight=weight,
        ha="left",
        va="top",
        linespacing=1.3,
        parse_math=False,
        in_layout=False,
    )


def _stamp(axes: Axes) -> None:
    """Write the mark across the drawing too, so that it outlives a crop.

    Twice: red behind all that is drawn, and white over bars, which would hide it.
    """
    extent, dpi = axes.get_window_extent(), axes.figure.dpi
    size = min(30.0, 8.5 * extent.width / dpi, 24 * extent.height / dpi)
    for color, alpha, layer in ((ALARM, 0.13, 0.5), (PAPER, 0.28, 1.5)):
        axes.text(
            0.5,
            0.5,
            "SYNTHETIC",
            transform=axes.transAxes,
            fontsize=size,
            fontweight="bold",
            color=color,
            alpha=alpha,
            rotation=18,
            ha="center",
            va="center",
            zorder=layer,
            in_layout=False,
        )


def _height(text: Text) -> float:
    """Return the height in inches that a text takes."""
    return float(text.get_window_extent().height / text.figure.dpi) if text.get_text() else 0.0


def _wrap(text: Text, width: float) -> None:
    """Break a text into lines that fit `width` inches, measured in its own type."""
    lines: list[str] = []
    for word in text.get_text().split():
        longer = f"{lines[-1]} {word}" if lines else word
        text.set_text(longer)
        if lines and text.get_window_extent().width / text.figure.dpi <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    text.set_text("\n".join(lines))
