"""Charts: a drawing for a page, one for a phone and a picture, with title, source and status."""

from __future__ import annotations

import hashlib
import io
import json
import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from math import ceil
from typing import TYPE_CHECKING, Any

from helpers.claims.finding import RECORDED
from helpers.errors import Problem
from helpers.privacy.columns import check_columns, check_values
from helpers.site.drawn_data import check_drawn
from helpers.site.labels import (
    ALARM,
    CAUTIONED,
    INK,
    MUTED,
    ON_FILL,
    PALETTE,
    PAPER,
    RULE,
    TILE,
    WASH,
    WASH_INK,
    WORDS,
    find_weakest,
    label_bars,
    list_digests,
    settle,
    write_names,
    write_sources,
)
from helpers.site.sentences import PrintableSentence, Segment, fill
from helpers.site.tables import Cell, plain
from helpers.status import DataStatus

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.text import Text

__all__ = ["DRAWINGS", "INK", "MIME", "MUTED", "ON_FILL", "PALETTE", "PAPER", "RULE", "Picture"]
__all__ += ["finish", "is_narrow", "label_bars", "start", "zoom"]

MIME = "application/vnd.plateglass.figure+json"
DRAWINGS = "application/vnd.plateglass.drawings"
"""Under this name the metadata of an output have the drawings of a chart, as SVG."""

WIDE, NARROW = 720, 350
"""Widths in pixels: the column of a page, and a phone."""

_DPI = 72
"""At so many dots an inch a point is a pixel, so type has the same sizes as on the page."""
_SHARP = 2
"""So many pixels of the picture for each one on a page."""

NO_ROWS = "We can't draw this chart: the records have no rows for it."
INVENTED = "INVENTED DATA. Shows a method, says nothing about anyone."
_UNVERIFIED = "UNVERIFIED RECORDS. Nobody has said where this file comes from."
_MARKS = {DataStatus.SYNTHETIC: INVENTED, DataStatus.UNVERIFIED: _UNVERIFIED}
_MARGIN, _GAP = 10, 9

SVG_COLORS = {
    "ink": INK,
    "soft": MUTED,
    "rule": RULE,
    "paper": PAPER,
    "on-fill": ON_FILL,
    "blue": PALETTE[0],
    "orange": PALETTE[1],
    "green": PALETTE[2],
    "night": PALETTE[3],
    "violet": PALETTE[4],
    "orange-wash": WASH,
    "orange-ink": WASH_INK,
    "tile": TILE,
    "alarm": ALARM,
}
"""The variables of a page's style that drawings take their colors from, with those by day."""

_NOT_STYLE = ("backend", "backend_fallback", "interactive", "toolbar")

_drawing = ExitStack()
"""Holds matplotlib's settings from `start` to `finish`; outside they are as they were."""


@dataclass(frozen=True)
class Sheets:
    """The figures of one chart, the wide one first; iterate to draw on the axes of each."""

    figures: tuple[Figure, ...]
    axes: tuple[Any, ...]

    def __iter__(self) -> Iterator[Any]:
        """Yield the axes of each figure: one, or an array of several panels."""
        return iter(self.axes)


@dataclass(frozen=True)
class Picture:
    """A finished chart: PNG bytes and drawings, and what a reader who cannot see it gets."""

    png: bytes
    size: tuple[int, int]
    title: str
    subtitle: str
    alt: str
    source: str
    data_status: DataStatus
    releases: tuple[str, ...]
    data: tuple[Mapping[str, Cell], ...]
    sources: Mapping[str, str] = field(default_factory=dict)
    drawings: Mapping[str, str] = field(default_factory=dict)

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        facts = {
            "title": self.title,
            "subtitle": self.subtitle,
            "alt": self.alt,
            "source": self.source,
            "data_status": self.data_status.value,
            "releases": list(self.releases),
            # One text: a notebook's file gives each entry of a list a line of its own.
            "data": json.dumps(self.data, ensure_ascii=False, separators=(",", ":")),
            **write_sources(self.sources),
        }
        bundle = {
            "image/png": b64encode(self.png).decode("ascii"),
            "text/plain": f"{self.title}\n{self.alt}",
            MIME: facts,
        }
        width, height = self.size
        # In the metadata, which no test compares: where a letter ends differs between machines.
        return bundle, {
            "image/png": {"alt": self.alt, "width": width, "height": height},
            DRAWINGS: dict(self.drawings),
        }


def start(
    height: float = 280,
    narrow: float | None = None,
    *,
    panels: int | tuple[int, int] = 1,
    width: float = WIDE,
    **grid: Any,
) -> Sheets:
    """Return two figures in house style to draw on in turn: one for a page, one for a phone.

    `height` is that of the wide drawing in pixels (`width` is seldom another than a page's column)
    and `narrow` that of the other (default: the same); title and source come on top. With `panels`,
    axes are an array: so many, one below the other, or (rows, columns); `grid` goes to matplotlib's
    `subplots`. Give seaborn the axes, and `errorbar=None`: its error bars are a random bootstrap.
    The style holds until `finish`.
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure

    _drawing.close()
    _drawing.enter_context(mpl.rc_context(_settings()))
    figures = tuple(
        Figure(figsize=(wide / _DPI, high / _DPI), dpi=_DPI, layout="constrained")
        for wide, high in ((width, height), (NARROW, narrow or height))
    )
    rows, columns = panels if isinstance(panels, tuple) else (panels, 1)
    return Sheets(figures, tuple(figure.subplots(rows, columns, **grid) for figure in figures))


def is_narrow(axes: Axes) -> bool:
    """Return whether axes are those of the drawing for a phone."""
    figure: Any = axes.figure
    return bool(figure.get_figwidth() * _DPI <= NARROW)


_EDGE = 0.4
"""How far a bar reaches to either side of its position."""


def zoom(whole: Axes, part: Axes, low: float, high: float, words: str = "") -> None:
    """Draw that the lying bar of `part` is a piece of that of `whole`, enlarged.

    Both bars are at 0; the piece is from `low` to `high` on the axis of `whole`, and all of `part`.
    """
    from matplotlib.patches import ConnectionPatch

    for start_at, end_at in zip((low, high), part.get_xlim(), strict=True):
        line = ConnectionPatch(
            (start_at, -_EDGE),
            (end_at, _EDGE),
            coordsA="data",
            coordsB="data",
            axesA=whole,
            axesB=part,
            color=MUTED,
            linewidth=1,
            linestyle=(0, (3, 3)),
            in_layout=False,
        )
        whole.figure.add_artist(line)
    part.annotate(words, (low, _EDGE), (8, 5), textcoords="offset points", fontsize=13, color=MUTED)


def _settings() -> dict[Any, Any]:
    """Return matplotlib's own defaults with the house style over them, whatever was set before."""
    import matplotlib as mpl
    from cycler import cycler

    defaults = mpl.rcParamsDefault.items()
    settings = {name: value for name, value in defaults if name not in _NOT_STYLE}
    house: dict[str, Any] = {
        "axes.axisbelow": True,
        "axes.edgecolor": RULE,
        "axes.facecolor": "none",
        "axes.grid": True,
        "axes.grid.axis": "y",
        "axes.labelcolor": MUTED,
        "axes.labelsize": 13,
        "axes.prop_cycle": cycler(color=PALETTE),
        "axes.spines.left": False,
        "axes.spines.right": False,
        "axes.spines.top": False,
        "axes.titlecolor": INK,
        "axes.titlelocation": "left",
        "axes.titlesize": 14,
        "axes.titleweight": "bold",
        "figure.facecolor": PAPER,
        "font.family": ["DejaVu Sans"],
        "font.size": 13.5,
        "grid.color": RULE,
        "grid.linewidth": 1,
        "hatch.linewidth": 1.4,
        "legend.fontsize": 13,
        "legend.frameon": False,
        "lines.linewidth": 2.5,
        "lines.markersize": 8,
        "patch.linewidth": 0,
        "path.simplify": False,
        "svg.fonttype": "none",
        "text.color": INK,
        "text.parse_math": False,
        "xtick.bottom": False,
        "xtick.color": MUTED,
        "xtick.labelcolor": MUTED,
        "xtick.labelsize": 12.5,
        "ytick.color": MUTED,
        "ytick.labelcolor": INK,
        "ytick.labelsize": 13,
        "ytick.left": False,
    }
    return {**settings, **house}


def finish(
    sheets: Sheets,
    *,
    title: str,
    source: str,
    alt: str,
    data: pd.DataFrame,
    from_: Any,
    subtitle: str = "",
) -> Picture | PrintableSentence:
    """Return the chart as an output: a picture with its words drawn in, and two drawings.

    If `data` has no rows there is nothing to draw, and a sentence says so instead.

    `title` is the finding; `subtitle` says what is counted, where and when; `source` who counted,
    and the one caveat; `alt` what is to be seen, numbers included, in at most sixty words. In each,
    `{id}` is replaced by a claim in `from_` or a finding. `data` holds the numbers drawn, one row a
    mark; `from_` is what they were computed from. Invented input marks drawings and picture and
    begins `alt`, and nothing turns that off. The same input gives the same bytes.

    Raises Problem if a text is empty, or if `data` holds what may not leave.
    """
    if data.empty:
        _drawing.close()
        return PrintableSentence((Segment(NO_ROWS),))
    given = {"title": title, "alt": alt, "source": source, "subtitle": subtitle}
    book = [one for one in _list(from_) if isinstance(one, Mapping)]
    texts = {name: write_names(fill(text, *book, RECORDED)) for name, text in given.items()}
    for name, text in texts.items():
        if not text.strip() and name != "subtitle":
            raise Problem(f"The chart has no {name}", expected=f"{name}= with a sentence")
    check_columns(data.columns)
    check_values(data, from_)
    check_drawn(data)
    status, releases = find_weakest(from_)
    if status in CAUTIONED:  # who can't see the mark in the picture reads it first
        texts["alt"] = f"{WORDS[status].capitalize()}. {texts['alt']}"
    drawings: dict[str, str] = {}
    for name, figure in zip(("wide", "narrow"), sheets.figures, strict=False):
        for axes in figure.axes:
            settle(axes)
            for words in axes.texts:  # they may reach beyond their axes
                words.set_in_layout(False)
        _mark(figure, status)
        drawings[name] = write_svg(figure)
    wide = sheets.figures[0]
    compose(wide, title=texts["title"], subtitle=texts["subtitle"], source=texts["source"])
    png = encode(wide)
    _drawing.close()
    columns = [str(name) for name in data.columns]
    rows = tuple(
        dict(zip(columns, map(plain, row), strict=True)) for row in data.itertuples(index=False)
    )
    width, height = (round(float(side) * _DPI) for side in wide.get_size_inches())
    return Picture(
        png=png,
        size=(width, height),
        data_status=status,
        releases=tuple(releases),
        data=rows,
        sources=list_digests(from_),
        drawings=drawings,
        **texts,
    )


def _list(from_: Any) -> list[Any]:
    return list(from_) if isinstance(from_, list | tuple) else [from_]


# Words in and over a drawing.


def _mark(figure: Figure, status: DataStatus) -> None:
    """Put a banner over what is invented or unverified, and write it across the drawing too."""
    if status not in _MARKS:
        return
    width, drawing = _measure(figure)
    banner = _write(figure, _MARKS[status], size=12.5, weight="bold", color=ON_FILL)
    _wrap(banner, width - 16)
    room = _height(banner) + 22
    _make_room(figure, top=room, bottom=0)
    banner.set_position((8 / width, 1 - 6 / (drawing + room)))
    banner.set_bbox({"facecolor": ALARM, "edgecolor": ALARM, "pad": 5})
    word = "INVENTED" if status is DataStatus.SYNTHETIC else "UNVERIFIED"
    for axes in figure.axes:
        extent = axes.get_window_extent()
        axes.text(
            0.5,
            0.5,
            word,
            transform=axes.transAxes,
            fontsize=min(40.0, 0.11 * float(extent.width), 0.6 * float(extent.height)),
            fontweight="bold",
            color=ALARM,
            alpha=0.16,
            ha="center",
            va="center",
            zorder=5,  # over the bars too, so the mark outlives a crop
            in_layout=False,
        )


def compose(figure: Figure, *, title: str, subtitle: str, source: str) -> None:
    """Write title, subtitle and source into `figure`, which grows by the room they need."""
    width, _ = _measure(figure)
    head = _write(figure, title, size=18, weight="bold", color=INK)
    under = _write(figure, subtitle, size=13, color=MUTED)
    foot = _write(figure, source, size=12, color=MUTED)
    for text in (head, under, foot):
        _wrap(text, width - 2 * _MARGIN)
    below = _MARGIN + _height(head) + (_GAP / 2 if subtitle else 0)
    top, bottom = below + _height(under) + _GAP, _MARGIN + _height(foot) + _GAP
    _make_room(figure, top=top, bottom=bottom, side=_MARGIN)
    _, whole = _measure(figure)
    for text, high in ((head, _MARGIN), (under, below), (foot, whole - _MARGIN - _height(foot))):
        text.set_position((_MARGIN / width, 1 - high / whole))


def _make_room(figure: Figure, *, top: float, bottom: float, side: float = 0) -> None:
    """Let a figure grow by so many pixels over and under what is drawn in it."""
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    width, height = _measure(figure)
    whole = ceil(height + top + bottom)
    for text in figure.texts:  # what was there keeps its distance from the upper edge
        x, y = text.get_position()
        text.set_position((x, 1 - (top + (1 - y) * height) / whole))
    engine = figure.get_layout_engine()
    if isinstance(engine, ConstrainedLayoutEngine):
        rect: Any = engine.get()["rect"]
        low = (rect[1] * height + bottom) / whole
        deep = rect[3] * height / whole
        engine.set(rect=(side / width, low, 1 - 2 * side / width, deep), w_pad=0.02, h_pad=0.02)
    else:  # the axes fill the figure, and keep the room that they have
        for axes in figure.axes:
            x, y, wide, high = axes.get_position().bounds
            axes.set_position((x, (y * height + bottom) / whole, wide, high * height / whole))
    figure.set_size_inches(width / _DPI, whole / _DPI)


def _measure(figure: Figure) -> tuple[float, float]:
    """Return width and height in pixels."""
    width, height = (float(side) * _DPI for side in figure.get_size_inches())
    return width, height


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


def _height(text: Text) -> float:
    """Return the height in pixels that a text takes."""
    return float(text.get_window_extent().height) if text.get_text() else 0.0


def _wrap(text: Text, width: float) -> None:
    """Break a text into lines that fit `width` pixels, measured in its own type."""
    lines: list[str] = []
    for word in text.get_text().split():
        longer = f"{lines[-1]} {word}" if lines else word
        text.set_text(longer)
        if lines and text.get_window_extent().width <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    text.set_text("\n".join(lines))


# Bytes: the picture, and the drawings as SVG.


def encode(figure: Figure) -> bytes:
    """Return the figure as a PNG: no version, no date, and no more colors than it needs."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from PIL import Image

    figure.set_dpi(_DPI * _SHARP)
    canvas: Any = FigureCanvasAgg(figure)
    canvas.draw()
    side = canvas.get_width_height()
    picture = Image.frombuffer("RGBA", side, bytes(canvas.buffer_rgba())).convert("RGB")
    small = picture.quantize(colors=64, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    buffer = io.BytesIO()
    small.save(buffer, format="PNG", optimize=True)
    return buffer.getvalue()


def write_svg(figure: Figure) -> str:
    """Return what is drawn as SVG: text as text, colors as variables, no size, no date."""
    import matplotlib as mpl
    from matplotlib.backends.backend_svg import FigureCanvasSVG

    FigureCanvasSVG(figure)
    buffer = io.StringIO()
    with mpl.rc_context({"svg.hashsalt": "plateglass"}):
        figure.savefig(buffer, format="svg", facecolor="none", metadata={"Date": None})
    text = buffer.getvalue()
    text = text[text.index("<svg") :].strip()
    text = _UNUSED.sub("", text)
    text = re.sub(r'(<svg[^>]*?) width="[\d.]+pt" height="[\d.]+pt"', r"\1", text, count=1)
    text = re.sub(r"<!--.*?-->\s*|\s+(?=<)", "", text, flags=re.S)
    # In tags only: what is written in the drawing keeps its decimals.
    text = re.sub(r"<[^>]*>", lambda tag: re.sub(r"(\d\.\d)\d+", r"\1", tag[0]), text)
    text = text.replace("\n", " ")
    text = re.sub(r' style="([^"]*)"', _write_attributes, text)
    for name, color in SVG_COLORS.items():
        text = re.sub(rf"{color}\b", f"var(--{name})", text, flags=re.IGNORECASE)
    text = _shorten(text)
    prefix = f"c{hashlib.sha256(text.encode()).hexdigest()[:8]}-"
    text = re.sub(r'\bid="', f'id="{prefix}', text)
    return re.sub(r'(url\(#|href="#)', rf"\g<1>{prefix}", text)


def _shorten(text: str) -> str:
    """Return a drawing without what changes nothing in it: it is kept in a notebook twice."""
    named = set(re.findall(r'(?:url\(#|href="#)([^)"]+)', text))
    text = re.sub(r' id="([^"]*)"', lambda at: at[0] if at[1] in named else "", text)
    text = re.sub(r' transform="rotate\(-?0 [^"]*"| stroke-linejoin="miter"', "", text)
    text = text.replace(_FONT, "").replace("<svg", f"<svg{_FONT}", 1)
    text = re.sub(r' d="([^"]*)"', _shorten_path, text)
    kept: list[str] = []
    parts = re.split(r"(<g\b[^>]*>|</g>)", text)
    for index, tag in enumerate(parts):
        if tag.startswith("<g"):
            parts[index] = "" if tag in ("<g>", "<g/>") else tag
            kept += [parts[index]] if not tag.endswith("/>") else []
        elif tag == "</g>" and not kept.pop():
            parts[index] = ""
    return "".join(parts)


def _shorten_path(found: re.Match[str]) -> str:
    """Return a path with no more spaces and decimals than it needs, and with upright lines."""
    path = re.sub(r"\s*([A-Za-z])\s*", r"\1", found[1].strip())
    path = _UPRIGHT.sub(r"M\1 \2V\3", re.sub(r"\.0(?!\d)", "", path))
    return f' d="{path}"'


_FONT = ' font-family="Arial, sans-serif"'
_UPRIGHT = re.compile(r"M(-?[\d.]+) (-?[\d.]+)L\1 (-?[\d.]+)")
_UNUSED = re.compile(r"<metadata>.*?</metadata>|<defs>\s*<style.*?</style>\s*</defs>", re.DOTALL)
_SHORT = re.compile(r"(?:(\d+|bold|normal) )?([\d.]+px) ")
"""How the short form of a font begins: its weight, and its size."""


def _write_attributes(found: re.Match[str]) -> str:
    """Return a style as attributes of their own: the pages refuse any other style than theirs."""
    written = []
    for one in found[1].split(";"):
        name, _, value = (piece.strip() for piece in one.partition(":"))
        if name == "font" and (short := _SHORT.match(value)):
            weight = f' font-weight="{short[1]}"' if short[1] else ""
            written.append(f'font-size="{short[2]}"{weight}{_FONT}')
        elif name == "font-family":
            written.append(_FONT.strip())
        elif name:
            written.append(f'{name}="{value}"')
    return "".join(f" {one}" for one in written)


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
