"""Labels: words, marks and colors that charts and pages share."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from helpers.errors import Problem
from helpers.status import DataStatus, weakest

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Colors of the charts.

PALETTE = ["#0b5394", "#c04000", "#3f7f5f", "#1a1a2e", "#6a5ae8"]
"""Any two are distinct with protanopia and deuteranopia (matrices of Machado et al., 2009), and
each is dark enough to be read as type on white: a contrast of at least 4.5 to 1 (WCAG 2.1,
1.4.3). More than five lines belong in several panels."""

INK = "#1b1b1a"
MUTED = "#55534d"
RULE = "#d9d5c9"
PAPER = "#ffffff"
ON_FILL = "#fffffe"
"""Of type on a filled shape. By eye it is PAPER; on a dark page the two part."""
WASH, WASH_INK = "#fbe9df", "#7a2a00"
"""A pale fill that goes with the second color, and the color of type on it."""
TILE = "#efede7"
ALARM = "#9a3412"
"""Of what must not be taken for real: the mark on invented data."""


# Names: how ids that a notebook chooses by are called where people read them.

TOPICS = {
    "nlets": "Nlets, the states' police network",
    "wa_dol": "Washington's licensing portal",
    "flock": "Flock plate readers",
    "policy": "Law and policy",
    "context": "Context",
}
"""The topics of the published figures, in reading order, as headings; others follow by name."""

MEASURES = {"total": "total", "per_day": "per day", "per_weekday": "per weekday"}
"""The measures of a change."""

_COLUMNS = {"topic": TOPICS, "measure": MEASURES}
_IDS = {name: words for names in _COLUMNS.values() for name, words in names.items() if "_" in name}
_ID = re.compile(rf"(?<![\w.-])(?:{'|'.join(map(re.escape, _IDS))})(?![\w.-]*\w)")
_TOPIC = re.compile(rf"(?<=\btopic: )(?:{'|'.join(map(re.escape, TOPICS))})\b")


def write_topic(topic: str) -> str:
    """Return a topic as a heading.

    >>> write_topic("wa_dol"), write_topic("plate_readers")
    ("Washington's licensing portal", 'Plate readers')
    """
    return TOPICS.get(topic, topic.replace("_", " ").capitalize())


def write_table_cell(column: str, text: str) -> str:
    """Return the text of a table's cell, in which an id is called as people call it.

    >>> write_table_cell("topic", "nlets"), write_table_cell("measure", "per_day")
    ("Nlets, the states' police network", 'per day')
    """
    return _COLUMNS.get(column.casefold(), {}).get(text, text)


def write_names(text: str) -> str:
    """Return a caption or a scope with its ids called as people call them.

    >>> write_names("Searches per_day, by month"), write_names("topic: flock")
    ('Searches per day, by month', 'topic: Flock plate readers')
    >>> write_names("washington.per_day and per_day.csv")
    'washington.per_day and per_day.csv'
    """
    return _TOPIC.sub(lambda at: TOPICS[at[0]], _ID.sub(lambda at: _IDS[at[0]], text))


# How far a thing may be trusted, in the words that appear with it everywhere.

WORDS = {
    DataStatus.RELEASED: "released records",
    DataStatus.UNVERIFIED: "unverified records",
    DataStatus.TRANSCRIBED: "from published reports",
    DataStatus.DECLARED: "choices of this project",
    DataStatus.SYNTHETIC: "invented data",
}
"""What a reader sees instead of the status's name."""

MEANINGS = {
    DataStatus.RELEASED: "The custodian, the request or public address, and the sha256 are known.",
    DataStatus.UNVERIFIED: "A file whose custodian, request or address we don't know.",
    DataStatus.TRANSCRIBED: "Typed or counted by us from a publication.",
    DataStatus.DECLARED: "Set by us, each with its reason; nobody else published it.",
    DataStatus.SYNTHETIC: "Invented by us to show that a method works. It says nothing about "
    "any real agency, state or account.",
}

CAUTIONED = (DataStatus.SYNTHETIC, DataStatus.UNVERIFIED)
"""The statuses that a sentence has to carry in its own words."""


def find_weakest(from_: Any) -> tuple[DataStatus, list[str]]:
    """Return the weakest data status among `from_` and the releases it rests on, sorted.

    `from_` is a table, claims, a finding, or a sequence of them: whatever has a `data_status` and a
    `release` or `releases`. Raises Problem if it is empty: nothing is shown without its source.
    """
    sources = list(from_) if isinstance(from_, Sequence) else [from_]
    if not sources:
        raise Problem(
            "Nothing is named in from_", expected="the tables or findings that this rests on"
        )
    releases: set[str] = set()
    for source in sources:
        many = getattr(source, "releases", None)
        releases |= set(many) if many is not None else {source.release}
    return weakest(source.data_status for source in sources), sorted(releases)


def list_digests(from_: Any) -> dict[str, str]:
    """Return the digest of each release among `from_`, as it is now, by its name.

    A release may be there as its table and as its ledger: both say what happened to its rows.
    """
    sources = list(from_) if isinstance(from_, Sequence) else [from_]
    found: dict[str, str] = {}
    for one in sources:
        release, digest = getattr(one, "release", ""), getattr(one, "digest", "")
        if release and digest:
            found[release] = digest
    return dict(sorted(found.items()))


def write_sources(sources: Mapping[str, str]) -> dict[str, str]:
    """Return digests as an output keeps them: one text, for a list would take a line for each."""
    written = " ".join(f"{name}:{digest}" for name, digest in sources.items())
    return {"sources": written} if written else {}


def read_sources(bundle: Mapping[str, Any]) -> dict[str, str]:
    """Return the digests that `write_sources` wrote.

    >>> read_sources(write_sources({"a-log": "12ab", "b-log": "34cd"}))
    {'a-log': '12ab', 'b-log': '34cd'}
    """
    pairs = (piece.partition(":") for piece in str(bundle.get("sources", "")).split())
    return {name: digest for name, _, digest in pairs}


# Labels in a chart: names next to what they name, numbers and months as people write them.

_MONTHS = (
    *("Jan.", "Feb.", "March", "April", "May", "June"),
    *("July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec."),
)


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
        axes.set_xticks(axes.get_xticks(), write_axis_months(labels))
    _mark_gaps(axes)
    name = axes.get_ylabel()
    if name and not axes.get_title(loc="left"):
        axes.set_ylabel("")
        axes.set_title(name, loc="left", fontsize=12, fontweight="normal", color=MUTED, pad=9)
    elif name:
        axes.yaxis.label.set_color(INK)


def write_axis_months(months: list[str]) -> list[str]:
    r"""Return ISO months as labels of an axis: the year once, where it begins.

    >>> write_axis_months(["2024-11", "2024-12", "2025-01"])
    ['Nov.\n2024', 'Dec.\n', 'Jan.\n2025']
    """
    written = []
    for index, month in enumerate(months):
        year, number = month.split("-")
        new = index == 0 or months[index - 1][:4] != year
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


GAP = "no figure"
"""Written where a month has no bar: a bar of 0 can't be seen either."""


def _mark_gaps(axes: Axes) -> None:
    """Write in upright bars by month which month has no figure, unless the notebook says so."""
    units: object = axes.xaxis.get_units()  # type: ignore[no-untyped-call]
    months = getattr(units, "_mapping", {})
    bars = [bar for one in axes.containers if hasattr(one, "orientation") for bar in one]
    if not bars or not all(re.fullmatch(r"\d{4}-\d{2}", str(month)) for month in months):
        return
    drawn = {round(bar.get_x() + bar.get_width() / 2) for bar in bars}
    if drawn <= {*months.values()} and not any(text.get_text() == GAP for text in axes.texts):
        for gap in sorted({*months.values()} - drawn):
            above: Any = {"xytext": (0, 4), "textcoords": "offset points", "va": "bottom"}
            axes.annotate(GAP, (gap, 0), **above, rotation=90, ha="center", size=12, color=MUTED)
