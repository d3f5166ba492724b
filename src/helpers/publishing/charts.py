"""Charts in house style: what they show, where it comes from and how far to trust it, in pixels."""

from __future__ import annotations

import io
from base64 import b64encode
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from helpers.errors import Problem
from helpers.privacy import check_columns, check_values
from helpers.publishing.labels import label_bars, label_lines, settle
from helpers.publishing.layout import compose
from helpers.publishing.names import write_names
from helpers.publishing.palette import INK, MUTED, PALETTE, PAPER, RULE
from helpers.publishing.status import CAUTIONED, WORDS, weigh
from helpers.publishing.tables import Cell, plain
from helpers.statuses import DataStatus

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.figure import Figure

__all__ = ["MIME", "PALETTE", "Picture", "finish", "label_bars", "label_lines", "start"]

MIME = "application/vnd.plateglass.figure+json"
DPI = 200
"""Two pixels for each one on a page, so that type stays sharp on phones and in print."""

_NOT_STYLE = ("backend", "backend_fallback", "interactive", "toolbar")

_drawing = ExitStack()
"""Holds matplotlib's settings from `start` to `finish`; outside they are as they were."""


@dataclass(frozen=True)
class Picture:
    """A finished chart: PNG bytes, and what a reader who cannot see it gets instead."""

    png: bytes
    size: tuple[int, int]
    title: str
    alt: str
    source: str
    data_status: DataStatus
    releases: tuple[str, ...]
    data: tuple[Mapping[str, Cell], ...]

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        facts = {
            "title": self.title,
            "alt": self.alt,
            "source": self.source,
            "data_status": self.data_status.value,
            "releases": list(self.releases),
            "data": [dict(row) for row in self.data],
        }
        bundle = {
            "image/png": b64encode(self.png).decode("ascii"),
            "text/plain": self.alt,
            MIME: facts,
        }
        width, height = self.size
        return bundle, {"image/png": {"alt": self.alt, "width": width, "height": height}}


def start(*, width: float = 6.0, height: float = 3.4, panels: int = 1) -> tuple[Figure, Any]:
    """Return a figure and its axes (one, or an array of `panels` side by side) in house style.

    `width` and `height` are those of the drawing in inches; title and source line come on top. Give
    seaborn the axes, `palette=charts.PALETTE` or a color, and `errorbar=None`: its error bars are a
    random bootstrap. The style holds until `finish`.
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure

    _drawing.close()
    _drawing.enter_context(mpl.rc_context(_settings()))
    figure = Figure(figsize=(width, height), dpi=DPI, layout="constrained")
    axes = figure.subplots(1, panels, sharey=panels > 1)
    return figure, axes


def _settings() -> dict[Any, Any]:
    """Return matplotlib's own defaults with the house style over them, whatever was set before."""
    import matplotlib as mpl
    from cycler import cycler

    defaults = mpl.rcParamsDefault.items()
    settings = {name: value for name, value in defaults if name not in _NOT_STYLE}
    house: dict[str, Any] = {
        "axes.axisbelow": True,
        "axes.edgecolor": MUTED,
        "axes.facecolor": PAPER,
        "axes.grid": True,
        "axes.grid.axis": "y",
        "axes.labelcolor": INK,
        "axes.labelsize": 11,
        "axes.prop_cycle": cycler(color=PALETTE),
        "axes.spines.left": False,
        "axes.spines.right": False,
        "axes.spines.top": False,
        "axes.titlelocation": "left",
        "axes.titlesize": 11,
        "axes.titleweight": "bold",
        "figure.facecolor": PAPER,
        "font.family": ["DejaVu Sans"],
        "font.size": 11,
        "grid.color": RULE,
        "grid.linewidth": 0.8,
        "legend.fontsize": 10.5,
        "legend.frameon": False,
        "lines.linewidth": 2.4,
        "lines.markersize": 6.5,
        "patch.linewidth": 0,
        "text.color": INK,
        "text.parse_math": False,
        "xtick.color": MUTED,
        "xtick.labelcolor": INK,
        "xtick.labelsize": 10.5,
        "ytick.color": MUTED,
        "ytick.labelcolor": INK,
        "ytick.labelsize": 10.5,
        "ytick.left": False,
    }
    return {**settings, **house}


def finish(
    figure: Figure,
    *,
    title: str,
    alt: str,
    source: str,
    data: pd.DataFrame,
    from_: Any,
) -> Picture:
    """Return the figure as an output, with title, source and data status written into it.

    `title` says what is to be seen; `alt` says it to who cannot see it, numbers included; `source`
    names the publisher or custodian; `data` holds the numbers drawn, one row a mark; `from_` is
    what they were computed from. Synthetic input marks the picture and begins `alt`, and nothing
    turns that off. The same input gives the same bytes.

    Raises Problem if one of them is empty, or if `data` holds what may not leave.
    """
    title, alt = write_names(title), write_names(alt)
    given = {"title": title, "alt": alt, "source": source}
    for name, text in given.items():
        if not text.strip():
            raise Problem(f"The chart has no {name}", expected=f"{name}= with a sentence")
    if data is None or len(data) == 0:
        raise Problem("The chart has no data", expected="data= with the numbers that it draws")
    check_columns(data.columns)
    check_values(data, from_)
    status, releases = weigh(from_)
    if status in CAUTIONED:  # who cannot see the mark in the picture is told first
        alt = f"{WORDS[status].capitalize()}. {alt.strip()}"
    for axes in figure.axes:
        settle(axes)
    compose(figure, title=title.strip(), source=source.strip(), status=status)
    png = encode(figure)
    _drawing.close()
    columns = [str(name) for name in data.columns]
    rows = tuple(
        dict(zip(columns, map(plain, row), strict=True)) for row in data.itertuples(index=False)
    )
    width, height = figure.get_size_inches()
    size = (round(width * DPI / 2), round(height * DPI / 2))
    return Picture(
        png, size, title.strip(), alt.strip(), source.strip(), status, tuple(releases), rows
    )


def encode(figure: Figure) -> bytes:
    """Return the figure as a PNG: no version, no date, and no more colors than it needs."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from PIL import Image

    canvas: Any = FigureCanvasAgg(figure)
    canvas.draw()
    side = canvas.get_width_height()
    picture = Image.frombuffer("RGBA", side, bytes(canvas.buffer_rgba())).convert("RGB")
    small = picture.quantize(colors=128, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    buffer = io.BytesIO()
    small.save(buffer, format="PNG", optimize=True, dpi=(DPI, DPI))
    return buffer.getvalue()
