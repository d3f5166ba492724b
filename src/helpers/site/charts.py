"""Charts: the frame of a figure, and the forms that most take."""

from __future__ import annotations

import io
import re
from base64 import b64encode
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from math import ceil
from typing import TYPE_CHECKING, Any

from helpers.errors import Problem
from helpers.privacy import check_columns, check_values
from helpers.site.labels import (
    ALARM,
    CAUTIONED,
    INK,
    MUTED,
    PALETTE,
    PAPER,
    RULE,
    WORDS,
    label_bars,
    label_lines,
    list_sources,
    settle,
    weigh,
    write_months,
    write_names,
    write_sources,
    write_tick,
)
from helpers.site.tables import Cell, plain
from helpers.status import DataStatus

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.text import Text

# Layout of a chart: title above, source and data status below, a mark over what is made up.

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


# Drawings: the few chart forms of the house, each for one question.

OWN_SCALE = "Each on its own scale, from 0"
"""What small multiples say of themselves: heights in two panels are not to be compared."""

STACKED = 3
"""Up to so many charts stand below one another; more stand in two columns."""

MOST_LABELS = 13
"""With more bars than this, not each gets its label: they would run into one another."""


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


# Charts in house style: what they show, where it comes from and how far to trust it, in pixels.

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
    sources: Mapping[str, str] = field(default_factory=dict)

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        facts = {
            "title": self.title,
            "alt": self.alt,
            "source": self.source,
            "data_status": self.data_status.value,
            "releases": list(self.releases),
            "data": [dict(row) for row in self.data],
            **write_sources(self.sources),
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
        png,
        size,
        title.strip(),
        alt.strip(),
        source.strip(),
        status,
        tuple(releases),
        rows,
        list_sources(from_),
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


# Drawings in a page: shapes and words, whoever wrote the notebook.

_ELEMENTS = frozenset(
    "svg g defs clipPath pattern path rect line polygon polyline circle text tspan use".split()  # noqa: SIM905
)
_ATTRIBUTES = frozenset(
    "id d x y x1 x2 y1 y2 cx cy r width height points transform viewBox version "  # noqa: SIM905
    "clip-path patternUnits href xml:space xmlns "
    "fill fill-opacity fill-rule opacity stroke stroke-width stroke-opacity stroke-linecap "
    "stroke-linejoin stroke-dasharray stroke-dashoffset stroke-miterlimit font-size font-weight "
    "font-family font-style text-anchor".split()
)
_LINK = "{http://www.w3.org/1999/xlink}href"


def clean_svg(text: str) -> str:
    """Return a drawing with nothing in it but shapes and words, whoever wrote the notebook.

    Raises Problem if it cannot be read.

    >>> clean_svg('<svg xmlns="http://www.w3.org/2000/svg" onload="x()"><script>y</script></svg>')
    '<svg xmlns="http://www.w3.org/2000/svg"/>'
    """
    from lxml import etree  # type: ignore[import-untyped]

    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
    try:
        root = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as error:
        raise Problem(
            "A drawing in a notebook cannot be read as SVG", remedy="Run the notebook again"
        ) from error
    for one in list(root.iter()):
        name = etree.QName(one).localname if isinstance(one.tag, str) else ""
        if name not in _ELEMENTS:
            parent = one.getparent()
            if parent is None:
                raise Problem("A drawing in a notebook is no SVG", remedy="Run the notebook again")
            parent.remove(one)
            continue
        for key, value in list(one.attrib.items()):
            link = key in (_LINK, "href")
            outside = re.search(r"url\((?!#)|@import|expression|javascript:", value, re.IGNORECASE)
            if (
                outside
                or (link and not value.startswith("#"))
                or (not link and key not in _ATTRIBUTES)
            ):
                del one.attrib[key]
    return str(etree.tostring(root, encoding="unicode"))
