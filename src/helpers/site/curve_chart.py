"""Specification curves: every specification's number above, and which options gave it below."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from helpers.site.labels import INK, MUTED, PALETTE, RULE, write_tick

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from helpers.claims.claim import Claim
    from helpers.claims.spec_curve import Curve

NAN = float("nan")
"""Parts the pieces of one line: as one path they take a tenth of the room in a drawing."""

ROW = 15
"""Height in pixels of one line of the lower part: an option, or the name of a choice."""
UPPER = 190
FALL = "percent change"
"""The unit of a headline that says how far something fell: it ends at -100."""


def height_of(curve: Curve) -> float:
    """Return the height in pixels that the drawing of a curve needs."""
    return UPPER + _lower(curve)


def share(curve: Curve) -> dict[str, Any]:
    """Return how the two panels of a curve share its drawing, for `charts.start`."""
    return {"sharex": True, "height_ratios": [UPPER, _lower(curve)]}


def _lower(curve: Curve) -> float:
    return ROW * sum(len(choice.options) + 1 for choice in curve.headline.choices)


def draw_curve(panels: Any, curve: Curve, *, invented: bool = False) -> None:
    """Draw the values from lowest to highest, and below them which option each was counted under.

    `panels` are two axes. The bound at which the sentence stops being true is a broken line with
    its label, always in view. A fall in percent is drawn down to -100, where nothing is left.
    What a reader takes the published figure to mean is a line across; values that lie in it have
    the second color and a larger mark. `invented`: the records are, so no published number is
    drawn next to them.
    """
    axes, grid = panels
    _draw_values(axes, curve, invented=invented)
    _draw_options(grid, curve)


def _draw_values(axes: Axes, curve: Curve, *, invented: bool) -> None:
    counted, claim = curve.counted, None if invented else curve.headline.claim
    reproducing = set() if claim is None else set(map(id, curve.reproducing))
    small = min(7.0, max(3.0, 180 / len(counted)))
    for color, size, those in (
        (PALETTE[0], small, [n for n, one in enumerate(counted) if id(one) not in reproducing]),
        (PALETTE[1], 2 * small, [n for n, one in enumerate(counted) if id(one) in reproducing]),
    ):
        xs = [x for n in those for x in (n, n + 0.01, NAN)]
        ys = [y for n in those for y in (float(counted[n].value or 0),) * 2 + (NAN,)]
        # Not snapped to whole pixels: so short a line would vanish from the picture.
        axes.plot(xs, ys, color=color, lw=size, solid_capstyle="round", snap=False, zorder=3)
    axes.set(xlabel="", ylabel=curve.headline.unit)
    axes.spines["bottom"].set_visible(False)
    axes.tick_params(axis="x", bottom=False, labelbottom=False)
    values = [float(one.value or 0) for one in counted]
    near = 0.24 * (values[-1] - values[0])
    under = [at for at, _ in list_bounds(curve) if values[0] - near < at < values[0]]
    _write(axes, 0, counted[0].value, "lowest", above=False, at=min(under, default=None))
    if len(counted) > 1:
        _write(axes, len(counted) - 1, counted[-1].value, "highest", above=True)
    axes.margins(x=0.05, y=0.24)
    _draw_printed(axes, curve, claim)
    _draw_bounds(axes, curve, claim)


def list_bounds(curve: Curve) -> list[tuple[float, str]]:
    """Return the ends at which the sentence stops holding, each with what is written at it."""
    holds = curve.headline.holds
    ends = (("above", holds.low), ("below", holds.high))
    return [
        (float(end), f"true {side} {write_tick(float(end))}")
        for side, end in ends
        if abs(float(end)) != float("inf")
    ]


def _draw_bounds(axes: Axes, curve: Curve, claim: Claim | None) -> None:
    """Draw where the sentence stops holding, and take it into view with all values."""
    values = [float(one.value or 0) for one in curve.counted]
    if claim is not None and claim.implied is not None:
        ends = (float(claim.implied.low), float(claim.implied.high))
        values += [end for end in ends if abs(end) != float("inf")]
    for at, words in list_bounds(curve):
        axes.axhline(at, color=INK, linewidth=1.0, linestyle=(0, (4, 3)), zorder=2)
        # The curve rises: what lies below the line at its right end is free, unless all does.
        free_below = float(curve.counted[-1].value or 0) > at
        axes.annotate(
            words,
            (len(curve.counted) - 1, at),
            (0, -4 if free_below else 4),
            textcoords="offset points",
            ha="right",
            va="top" if free_below else "bottom",
            fontsize=12,
            color=INK,
        )
        values.append(at)
    low, high = min(values), max(values)
    room = 0.24 * (high - low)
    fall = curve.headline.unit == FALL
    axes.set_ylim(-100 if fall else low - room, high + room)


def _draw_printed(axes: Axes, curve: Curve, claim: Claim | None) -> None:
    """Draw the number that was published, and as a band what a reader takes it to mean."""
    if claim is None or claim.implied is None or claim.value is None:
        return
    at = float(claim.value)
    ends = [float(end) for end in (claim.implied.low, claim.implied.high)]
    if all(abs(end) != float("inf") for end in ends):
        axes.axhspan(*ends, color=PALETTE[1], alpha=0.2, linewidth=0, zorder=1)
    axes.axhline(at, color=PALETTE[1], linewidth=1.2, zorder=2)
    # The curve rises, so what lies above its left end is free, unless all of it lies above.
    below = at < float(curve.counted[0].value or 0)
    axes.annotate(
        f"published: {claim.text} ({claim.id})",
        (0, at if below else max(at, *(end for end in ends if end != float("inf")))),
        (0, -4 if below else 4),
        textcoords="offset points",
        color=PALETTE[1],
        fontsize=12,
        va="top" if below else "bottom",
    )


def _write(
    axes: Axes, position: int, value: Any, word: str, *, above: bool, at: float | None = None
) -> None:
    """Label an end of the curve, at its value or at the height `at` if a line is in the way."""
    axes.annotate(
        f"{word}: {write_tick(round(float(value), 1))}",
        (position, float(value) if at is None else at),
        (0, 9 if above else -9),
        textcoords="offset points",
        ha="left" if position == 0 else "right",
        va="bottom" if above else "top",
        color=INK,
    )


def _draw_options(axes: Axes, curve: Curve) -> None:
    counted, labels, at = curve.counted, [], 0
    for choice in curve.headline.choices:
        labels.append((at, choice.name, True))
        for option in choice.options:
            at += 1
            labels.append((at, option.label, False))
            positions = [
                n for n, one in enumerate(counted) if one.options[choice.name].value == option.value
            ]
            axes.hlines(at, -0.5, len(counted) - 0.5, color=RULE, linewidth=0.8, zorder=1)
            xs = [x for position in positions for x in (position, position, NAN)]
            ys = [at - 0.34, at + 0.34, NAN] * len(positions)
            axes.plot(xs, ys, color=INK, linewidth=_width(len(counted)), zorder=2)
        at += 1
    axes.set(ylim=(at - 0.4, -0.6), xlabel="", ylabel="")
    axes.set_yticks([position for position, _, _ in labels], [name for _, name, _ in labels])
    for tick, (_, _, is_choice) in zip(axes.get_yticklabels(), labels, strict=True):
        tick.set(
            fontweight="bold" if is_choice else "normal",
            color=INK if is_choice else MUTED,
            fontsize=11.5,
        )
    axes.grid(visible=False)
    axes.tick_params(axis="both", bottom=False, left=False, labelbottom=False)
    for spine in axes.spines.values():
        spine.set_visible(False)


def _width(count: int) -> float:
    """Return a line width at which the marks of neighbors do not run into one another."""
    return min(3.0, 170 / max(count, 1))


def describe_curve(curve: Curve, *, invented: bool = False) -> str:
    """Return what `draw_curve` shows, in words, for who cannot see it."""
    counted, unit = curve.counted, curve.headline.unit
    bounds = [words for _, words in list_bounds(curve)]
    low, high = (write_tick(round(float(one.value or 0), 1)) for one in (counted[0], counted[-1]))
    if unit.startswith("percent"):
        low, high, unit = f"{low}%", f"{high}%", unit.removeprefix("percent").strip()
    words = [
        f"{len(counted)} ways of counting, from {low} to {high} {unit}".strip() + ".",
        f"The sentence is true under {len(curve.holding)} of them: {', '.join(bounds)}.",
    ]
    claim = curve.headline.claim
    if claim is not None and not invented:
        published = f"{claim.phrase} ({claim.id})"
        words.append(f"{len(curve.reproducing)} give what was published, {published}.")
    if curve.influences:
        first = curve.influences[0]
        most = write_tick(round(float(first.typical), 1))
        words.append(f"The choice that moves it most is {first.choice}, typically by {most}.")
    return " ".join(words)
