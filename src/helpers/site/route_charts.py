"""Route charts: boards, matrices and flows of the ways to a federal desk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from textwrap import TextWrapper
from typing import TYPE_CHECKING

from helpers.claims.dates import write_date
from helpers.policy.route_listing import GLIMPSED
from helpers.site.labels import INK, MUTED, PALETTE, PAPER, RULE

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

# Boards: open, closed or not known, as tiles on one day and as stretches over time.
#
# The word stands in each tile and over each stretch; its color only repeats it.

FILLS = {"open": PALETTE[1], "closed": PALETTE[0]}
"""The color of each word that is an answer; what is not known has none."""
DOTTED = (
    "Dotted: not known. Open speaks of the days seen, and of no later one. "
    "Point: seen open at some time in that month or year, on no day that is known"
)
"""What the stretches say of themselves."""
ROW = 0.46
"""Inches that one way takes."""
_LABEL, _BOARD_WIDE = 2.15, 6.0


def measure_stretches(lanes: int) -> float:
    """Return the height in inches of so many lanes over time."""
    return 0.66 * lanes + 0.6


def measure_board(rows: int) -> float:
    """Return the height in inches of a board of so many ways."""
    return ROW * (rows + 1)


def draw_board(axes: Axes, frame: pd.DataFrame) -> None:
    """Draw a tile for each way (row) and body (column) with its word in it.

    `frame` has the columns way, body and answer, as `list_standings` returns it.
    """
    ways, bodies = (list(dict.fromkeys(frame[name])) for name in ("way", "body"))
    answers = dict(zip(zip(frame["way"], frame["body"], strict=True), frame["answer"], strict=True))
    wide = (_BOARD_WIDE - _LABEL) / len(bodies)
    axes.set(xlim=(0, _BOARD_WIDE), ylim=(ROW * (len(ways) + 1), 0))
    axes.set_axis_off()
    for place, body in enumerate(bodies):
        _write_on_board(
            axes, _LABEL + wide * (place + 0.5), ROW / 2, body, weight="bold", side="center"
        )
    for row, way in enumerate(ways, start=1):
        _write_on_board(axes, 0, ROW * (row + 0.5), way, size=10.3)
        for place, body in enumerate(bodies):
            _draw_tile(axes, _LABEL + wide * place, ROW * row, wide, answers[way, body])


def draw_stretches(axes: Axes, frame: pd.DataFrame) -> None:
    """Draw how each way stood over time, one line a lane, each stretch under its word.

    `frame` has the columns lane, answer, from and to (ISO days), as `list_stretches` returns it.
    What is not known is a thin dotted line without a word. A row *seen at some time* is a point in
    the middle of its month or year, which it names.
    """
    lanes = list(dict.fromkeys(frame["lane"]))
    axes.figure.set_label(DOTTED)
    axes.set_ylim(len(lanes) - 0.25, -0.75)
    axes.set_yticks([])
    axes.grid(visible=True, axis="x")
    axes.grid(visible=False, axis="y")
    spans = [[date.fromisoformat(row) for row in frame[name]] for name in ("from", "to")]
    first, last = min(spans[0]), max(spans[1])
    low, high = first.toordinal(), last.toordinal()
    axes.set_xlim(low, high)
    years = [year for year in range(first.year, last.year + 1) if date(year, 1, 1) >= first]
    axes.set_xticks([date(year, 1, 1).toordinal() for year in years], [str(year) for year in years])
    for start, end, lane, word in zip(*spans, frame["lane"], frame["answer"], strict=True):
        ends, at = [start.toordinal(), end.toordinal()], lanes.index(lane)
        if word == GLIMPSED:
            _draw_point(axes, ends, at, low, high)
            continue
        color = FILLS.get(word)
        if color is None:
            axes.plot(ends, [at, at], color=MUTED, linewidth=1.3, linestyle=(0, (1, 2.2)))
            continue
        axes.plot(ends, [at, at], color=color, linewidth=9, solid_capstyle="butt")
        late = ends[0] > low + 0.7 * (high - low)
        spot, side = (ends[1], "right") if late else (ends[0], "left")
        lift = 0.25 if word == "open" else -0.25
        _write_on_board(
            axes, spot, at + lift, word, size=9.8, color=color, weight="bold", side=side
        )
    for at, lane in enumerate(lanes):
        _write_on_board(axes, low, at - 0.4, lane, weight="bold")


def _draw_point(axes: Axes, ends: list[int], at: int, low: int, high: int) -> None:
    middle, color = sum(ends) / 2, FILLS["open"]
    axes.plot([middle], [at], marker="o", markersize=8, color=color, linestyle="none", zorder=5)
    late = middle > low + 0.7 * (high - low)
    when = f"seen in {_name_period(*map(date.fromordinal, ends))}"
    near = 0.012 * (high - low) * (-1 if late else 1)
    side = "right" if late else "left"
    _write_on_board(
        axes, middle - near, at + 0.25, when, size=9.8, color=color, weight="bold", side=side
    )


def _name_period(first: date, last: date) -> str:
    """Return the month or year of a period; a day or another span by its years."""
    if (first.year, first.month) == (last.year, last.month):
        return write_date(first.isoformat()[:7])
    return "-".join(dict.fromkeys((str(first.year), str(last.year))))


def describe_board(frame: pd.DataFrame) -> str:
    """Return what the tiles say, in words, way by way."""
    sentences = []
    for way in dict.fromkeys(frame["way"]):
        rows = frame[frame["way"] == way]
        said = [
            f"{body} {answer}" for body, answer in zip(rows["body"], rows["answer"], strict=True)
        ]
        sentences.append(f"{way}: {', '.join(said)}.")
    return " ".join(sentences)


def describe_stretches(frame: pd.DataFrame) -> str:
    """Return what the stretches show, in words, lane by lane."""
    sentences = [f"{DOTTED}."]
    for lane in dict.fromkeys(frame["lane"]):
        rows = frame[frame["lane"] == lane]
        said = [f"{one['answer']} from {one['from']} to {one['to']}" for _, one in rows.iterrows()]
        sentences.append(f"{lane}: {', '.join(said)}.")
    return " ".join(sentences)


def _draw_tile(axes: Axes, x: float, y: float, wide: float, word: str) -> None:
    from matplotlib.patches import FancyBboxPatch

    fill = FILLS.get(word)
    axes.add_patch(
        FancyBboxPatch(
            (x + 0.05, y + 0.05),
            wide - 0.1,
            ROW - 0.1,
            boxstyle="round,pad=0,rounding_size=0.05",
            facecolor=fill or PAPER,
            edgecolor=fill or RULE,
            linewidth=1.2,
        )
    )
    color = PAPER if fill else MUTED
    weight = "bold" if fill else "normal"
    _write_on_board(
        axes, x + wide / 2, y + ROW / 2, word, color=color, weight=weight, side="center"
    )


def _write_on_board(
    axes: Axes,
    x: float,
    y: float,
    text: str,
    *,
    size: float = 10.5,
    weight: str = "normal",
    color: str = INK,
    side: str = "left",
) -> None:
    axes.text(
        x, y, text, fontsize=size, fontweight=weight, color=color, ha=side, va="center", zorder=4
    )


# Ways: each way from records to federal desks as a row, each desk a column, words in the cells.

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


# Flows: the sorts of records, the ways and the federal desks, with a line for each known link.

FLOW_SAYS = (
    "A line: a source says that the way gives this, or leads there, at some time and in some "
    "state. Broken: in part. No line stands for an amount"
)
"""What the drawing says of itself."""

FLOW_LETTER = 12.5
"""Points; see `LETTER`."""
_FLOW_WIDE, _STEP, _APART, _FLOW_LETTERS = 6.0, 0.78, 0.06, 13
_ENDS = ((1.32, 2.22), (3.78, 4.68))
"""Where the lines of the two halves begin and end, in inches: words stand between them."""


def measure_flow(links: pd.DataFrame) -> float:
    """Return the height in inches that `draw_flow` needs for these links."""
    return _STEP * max(len(names) for names in _list_columns(links))


def draw_flow(axes: Axes, links: pd.DataFrame) -> None:
    """Draw three columns of words, and a line from word to word for each link.

    `links` is as for `draw_ways`. All lines of a way have its color, and end beside words:
    whoever sees no colors can follow them.
    """
    height = measure_flow(links)
    records, ways, desks = _list_columns(links)
    columns = [_place(names, height) for names in (_order(records, links, ways), ways, desks)]
    axes.figure.set_label(FLOW_SAYS)
    axes.set(xlim=(0, _FLOW_WIDE), ylim=(height, 0))
    axes.set_axis_off()
    colors = dict(zip(ways, [*PALETTE, MUTED] * len(ways), strict=False))
    for link in links.to_dict("records"):
        half = 0 if link["stage"] == "record to way" else 1
        way = link["to"] if half == 0 else link["from"]
        down = [columns[half][link["from"]], columns[half + 1][link["to"]]]
        # Beside a word at the edge each way has a place of its own, so that its line is seen.
        down[half] += _APART * (ways.index(way) - (len(ways) - 1) / 2)
        _draw_line(axes, _ENDS[half], down, colors[way], whole=link["how"] == "whole")
    sides = (("right", 1.27, INK), ("center", _FLOW_WIDE / 2, None), ("left", 4.73, INK))
    for (side, x, color), places in zip(sides, columns, strict=True):
        for name, y in places.items():
            axes.text(
                x,
                y,
                TextWrapper(_FLOW_LETTERS, break_on_hyphens=False).fill(name),
                fontsize=FLOW_LETTER,
                fontweight="normal" if color else "bold",
                color=color or colors[name],
                ha=side,
                va="center",
                linespacing=1.1,
            )


def describe_flow(links: pd.DataFrame) -> str:
    """Return what the drawing shows, in words: what each way gives, and whom it leads to."""
    sentences = [f"{FLOW_SAYS}."]
    for way in name_ways(links):
        ends = []
        for stage, here, there in (
            ("record to way", "to", "from"),
            ("way to desk", "from", "to"),
        ):
            rows = links[(links["stage"] == stage) & (links[here] == way)]
            names = [
                f"{name}{' (in part)' if how == 'in part' else ''}"
                for name, how in zip(rows[there], rows["how"], strict=True)
            ]
            ends.append(", ".join(names) or "nothing that is known")
        sentences.append(f"{way}: from {ends[0]}; to {ends[1]}.")
    return " ".join(sentences)


def _list_columns(links: pd.DataFrame) -> tuple[list[str], list[str], list[str]]:
    records = links.loc[links["stage"] == "record to way", "from"]
    desks = links.loc[links["stage"] == "way to desk", "to"]
    names = (list(dict.fromkeys(map(str, column))) for column in (records, desks))
    first, last = names
    return first, name_ways(links), last


def _order(records: list[str], links: pd.DataFrame, ways: list[str]) -> list[str]:
    """Return the sorts of records by the middle of the ways that give them: fewer lines cross."""
    rows = links[links["stage"] == "record to way"]

    def middle(record: str) -> float:
        places = [ways.index(way) for way in rows.loc[rows["from"] == record, "to"]]
        return sum(places) / len(places)

    return sorted(records, key=middle)


def _place(names: list[str], height: float) -> dict[str, float]:
    step = height / len(names)
    return {name: step * (place + 0.5) for place, name in enumerate(names)}


def _draw_line(
    axes: Axes, across: tuple[float, float], down: Sequence[float], color: str, *, whole: bool
) -> None:
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    middle = sum(across) / 2
    points = [
        (across[0], down[0]),
        (middle, down[0]),
        (middle, down[1]),
        (across[1], down[1]),
    ]
    path = Path(points, [Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4])
    style = "solid" if whole else (0, (3, 2))
    axes.add_patch(PathPatch(path, fill=False, edgecolor=color, linewidth=2, linestyle=style))
