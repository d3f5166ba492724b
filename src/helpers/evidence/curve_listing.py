"""Curve listing: headlines, choices and specifications as small tables for a notebook."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import prod
from typing import TYPE_CHECKING

from helpers.analysis.queries import round_outward
from helpers.evidence.curves import BOUND_DECIMALS, Curve
from helpers.evidence.headlines import Headline

if TYPE_CHECKING:
    import pandas as pd


_INFLUENCE = ["choice", "options", "moves it typically by", "at most by", "compared in"]


def list_headlines(headlines: Iterable[Headline]) -> pd.DataFrame:
    """Return one row a headline: sentence, holds if, printed, specifications declared."""
    import pandas as pd

    rows = [
        {
            "headline": one.id,
            "sentence": one.sentence,
            "holds if the number is": f"{one.holds} ({one.unit})",
            "printed": f"{one.claim.phrase} ({one.claim.id})" if one.claim else "by nobody",
            "specifications": prod(len(choice.options) for choice in one.choices),
        }
        for one in headlines
    ]
    return pd.DataFrame(rows)


def list_reasons(headline: Headline) -> pd.DataFrame:
    """Return one row an option: choice, option, as printed, and why it can be defended."""
    import pandas as pd

    rows = [
        (choice.name, option.label, "yes" if option.as_printed else "no", option.reason)
        for choice in headline.choices
        for option in choice.options
    ]
    return pd.DataFrame(rows, columns=["choice", "option", "as printed", "why it can be defended"])


def list_curve(curve: Curve) -> pd.DataFrame:
    """Return one row a specification, from the lowest value to the highest.

    Columns: the value, named by its unit, in words and rounded outward if it is a bound; one a
    choice; `sentence holds`; and `gives the printed figure`, which says yes, no, or that none was
    printed.
    """
    import pandas as pd

    holding, reproducing = set(map(id, curve.holding)), set(map(id, curve.reproducing))
    rows = [
        {
            curve.headline.unit: _show(one.value or Fraction(0), curve.headline.bound),
            **{name: option.label for name, option in one.options.items()},
            "sentence holds": "yes" if id(one) in holding else "no",
            "gives the printed figure": _say_given(curve, id(one) in reproducing),
        }
        for one in curve.counted
    ]
    return pd.DataFrame(rows)


def _show(value: Fraction, bound: str) -> float | str:
    if not bound:
        return float(value)
    return f"{bound} {float(round_outward(value, 'upper', BOUND_DECIMALS))}"


def list_points(curve: Curve) -> pd.DataFrame:
    """Return what a drawing of the curve shows: the value, and the options in one text.

    Hundreds of rows stand beside a picture, so that each is kept short: options are numbers,
    counted from 1 in the order in which `list_reasons` gives them.
    """
    import pandas as pd

    places = {
        (choice.name, option.value): str(number)
        for choice in curve.headline.choices
        for number, option in enumerate(choice.options, start=1)
    }
    rows = [
        (
            round(float(one.value or 0), 4),
            " ".join(places[name, option.value] for name, option in one.options.items()),
        )
        for one in curve.counted
    ]
    return pd.DataFrame(rows, columns=[curve.headline.unit, "options"])


def _say_given(curve: Curve, gives: bool) -> str:
    if curve.headline.claim is None:
        return "none was printed"
    return "yes" if gives else "no"


def list_influences(curve: Curve) -> pd.DataFrame:
    """Return one row a choice, the one that moves the number most first.

    Columns: choice, options, moves it typically by, at most by, compared in.
    """
    import pandas as pd

    options = {choice.name: choice.options for choice in curve.headline.choices}
    rows = [
        {
            "choice": one.choice,
            "options": "; ".join(option.label for option in options[one.choice]),
            "moves it typically by": float(one.typical),
            "at most by": float(one.largest),
            "compared in": one.compared,
        }
        for one in curve.influences
    ]
    return pd.DataFrame(rows, columns=_INFLUENCE)


def list_alone(curve: Curve, choices: Iterable[str]) -> pd.DataFrame:
    """Return what each option of `choices` gives while all others stay as printed.

    Columns: choice, option, the value (named by its unit), `less or more than as printed`. The
    first row is the printed one. No row if that gave no value.
    """
    import pandas as pd

    unit, printed = curve.headline.unit, curve.as_printed
    columns = ["choice", "option", unit, "less or more than as printed"]
    if printed is None or printed.value is None:
        return pd.DataFrame(columns=columns)
    rows: list[tuple[str, str, float, float]] = [("as printed", "", float(printed.value), 0.0)]
    for choice in choices:
        for one in curve.alone(choice):
            value = one.value or Fraction(0)
            label = one.options[choice].label
            rows.append((choice, label, float(value), float(value - printed.value)))
    table = pd.DataFrame(rows, columns=columns)
    whole = (table[columns[2:]] % 1 == 0).all(axis=None)
    return table.astype(dict.fromkeys(columns[2:], "int64")) if whole else table


def list_uncounted(curves: Iterable[Curve]) -> pd.DataFrame:
    """Return why specifications gave no value: headline, reason, specifications."""
    import pandas as pd

    rows: dict[tuple[str, str], int] = {}
    for curve in curves:
        for one in curve.outcomes:
            if one.value is None:
                key = (curve.headline.id, one.why_not)
                rows[key] = rows.get(key, 0) + 1
    return pd.DataFrame(
        [(*key, n) for key, n in rows.items()], columns=["headline", "why", "specifications"]
    )
