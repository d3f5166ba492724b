"""Ways: each way from records to federal desks as a row, each desk a column, words in the cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import TextWrapper
from typing import TYPE_CHECKING

from helpers.publishing.palette import INK, MUTED, PAPER, RULE

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

SAYS = (
    "A filled cell: what a source says of that way to that desk, at some time and in some state, "
    "open today or not. No cell stands for an amount. A dash: no source found"
)
"""What the drawing says of itself."""
DASH = "\u2013"
NOTHING = "nothing that is known"

LETTER = 13
"""Points. A picture is drawn 600 pixels wide: on a phone of 360 this is about eleven pixels."""
_LINE, _GAP, _WIDE = 0.235, 0.3, 6.0
_LETTERS, _ROW = 14, 56
"""How many letters a line of a cell, and a line of a way's own, has room for."""
_TINT = "#e9f0f7"


def _wrap(text: str, letters: int) -> list[str]:
    return TextWrapper(letters, break_on_hyphens=False).wrap(text)


def measure_ways(links: pd.DataFrame) -> float:
    """Return the height in inches that `draw_ways` needs for these links."""
    return 2 * _LINE + sum(_measure(links, way) for way in name_ways(links))


def draw_ways(axes: Axes, links: pd.DataFrame) -> None:
    """Draw a row for each way (its name, what it carries) and under it a cell for each desk.

    `links` has one row a link: `stage` ("record to way" or "way to desk"), `from`, `to`, `what` (a
    few words, for desks) and `how` ("whole" or "in part", which is then said).
    """
    desks = list(dict.fromkeys(links.loc[links["stage"] == "way to desk", "to"]))
    height, wide = measure_ways(links), _WIDE / len(desks)
    axes.figure.set_label(SAYS)
    axes.set(xlim=(0, _WIDE), ylim=(height, 0))
    axes.set_axis_off()
    for place, desk in enumerate(desks):
        lines = _wrap(desk, _LETTERS)
        _write(axes, wide * (place + 0.5), _LINE, lines, weight="bold", side="center")
    top = 2 * _LINE
    for way in name_ways(links):
        cells = _list_cells(links, way)
        carried, deep = _say_carried(links, way), _deepen(cells)
        _write(axes, 0.02, top + _GAP, [way], weight="bold")
        middle = top + _GAP + _LINE * (len(carried) + 1) / 2
        _write(axes, 0.02, middle, carried, size=11.5, color=MUTED)
        top += _measure(links, way)
        for place, desk in enumerate(desks):
            text = cells.get(desk, DASH)
            _draw_cell(axes, wide * place, top - deep, wide, deep, text)


def describe_ways(links: pd.DataFrame) -> str:
    """Return what the drawing shows, in words: each way, what it carries and where it leads."""
    sentences = [f"{SAYS}."]
    for way in name_ways(links):
        leads = ", ".join(f"{desk} ({what})" for desk, what in _list_cells(links, way).items())
        sentences.append(
            f"{way}: carries {list_carried(links, way) or NOTHING}; "
            f"leads to {leads or 'no desk that a source names'}."
        )
    return " ".join(sentences)


def name_ways(links: pd.DataFrame) -> list[str]:
    """Return the ways, in the order in which they are first named."""
    first = links.loc[links["stage"] == "record to way", "to"]
    second = links.loc[links["stage"] == "way to desk", "from"]
    return list(dict.fromkeys([*map(str, first), *map(str, second)]))


def list_carried(links: pd.DataFrame, way: str) -> str:
    """Return the sorts of records that a way gives, those in part marked so."""
    rows = links[(links["stage"] == "record to way") & (links["to"] == way)]
    names = [
        f"{str(name).lower()}{' (in part)' if how == 'in part' else ''}"
        for name, how in zip(rows["from"], rows["how"], strict=True)
    ]
    return ", ".join(names)


def _list_cells(links: pd.DataFrame, way: str) -> dict[str, str]:
    rows = links[(links["stage"] == "way to desk") & (links["from"] == way)]
    return dict(zip(map(str, rows["to"]), map(str, rows["what"]), strict=True))


def _measure(links: pd.DataFrame, way: str) -> float:
    lines = len(_say_carried(links, way))
    return _GAP + _LINE * (lines + 0.8) + _deepen(_list_cells(links, way))


def _say_carried(links: pd.DataFrame, way: str) -> list[str]:
    return _wrap(f"carries {list_carried(links, way) or NOTHING}", _ROW)


def _deepen(cells: Mapping[str, str]) -> float:
    return _LINE * max((len(_wrap(text, _LETTERS)) for text in cells.values()), default=1) + 0.14


def _draw_cell(axes: Axes, x: float, y: float, wide: float, deep: float, text: str) -> None:
    from matplotlib.patches import Rectangle

    known = text != DASH
    axes.add_patch(
        Rectangle(
            (x + 0.02, y),
            wide - 0.04,
            deep,
            facecolor=_TINT if known else PAPER,
            edgecolor=RULE,
            linewidth=1,
        )
    )
    color = INK if known else MUTED
    lines = _wrap(text, _LETTERS)
    _write(axes, x + wide / 2, y + deep / 2, lines, size=12, color=color, side="center")


def _write(
    axes: Axes,
    x: float,
    y: float,
    lines: Sequence[str],
    *,
    size: float = LETTER,
    weight: str = "normal",
    color: str = INK,
    side: str = "left",
) -> None:
    axes.text(
        x,
        y,
        "\n".join(lines),
        fontsize=size,
        fontweight=weight,
        color=color,
        ha=side,
        va="center",
        linespacing=1.15,
    )
