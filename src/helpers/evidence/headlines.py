"""Headlines under every defensible choice: the specification curve of a printed sentence.

`data/reference/headlines.csv` declares the sentences and what makes each hold;
`data/reference/specifications.csv` the choices, each option with its reason. What is computed here
says under how many specifications a sentence holds, which of them give the printed figure, and
which choice moves the number most. It is no verdict: a curve on synthetic records shows a method.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod
from typing import TYPE_CHECKING, Any

from helpers.analysis.queries import round_outward
from helpers.analysis.specifications import (
    Choice,
    Computation,
    Influence,
    Option,
    Outcome,
    rank_choices,
    run_grid,
)
from helpers.errors import Problem, suggest
from helpers.evidence.claims import Claim, Claims
from helpers.evidence.findings import Finding, Scope, Source, record
from helpers.evidence.intervals import INFINITY, Interval
from helpers.paths import Project, find_project
from helpers.releases import read_reference

if TYPE_CHECKING:
    import pandas as pd

HEADLINES, SPECIFICATIONS = "headlines.csv", "specifications.csv"
HEADLINE_COLUMNS = (
    *("headline_id", "sentence", "unit", "claim", "bound", "holds_above", "holds_below", "reason"),
)
BOUND_DECIMALS = 4
UNDER = "under"
"""The bound of a value that the true number lies below."""
SPECIFICATION_COLUMNS = ("headline_id", "choice", "option", "value", "as_printed", "reason")


@dataclass(frozen=True)
class Headline:
    """A sentence, when it holds, what was printed, and the choices on the way to its number.

    `holds` is the open interval in which the sentence is true; `claim` the printed figure, or None
    where none was printed. `bound` is empty, or `under` where
    each value is one that the true number lies below.
    """

    id: str
    sentence: str
    unit: str
    claim: Claim | None
    bound: str
    holds: Interval
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class Curve:
    """A headline with what each of its specifications gives."""

    headline: Headline
    outcomes: tuple[Outcome, ...]

    @property
    def counted(self) -> list[Outcome]:
        """The specifications that gave a value, from the lowest to the highest."""
        given = [one for one in self.outcomes if one.value is not None]
        return sorted(given, key=lambda one: one.value or Fraction(0))

    @property
    def holding(self) -> list[Outcome]:
        """Those under which the sentence holds."""
        return [one for one in self.counted if one.value in self.headline.holds]

    @property
    def reproducing(self) -> list[Outcome]:
        """Those that give what a reader takes the printed figure to mean."""
        claim = self.headline.claim
        printed = None if claim is None else claim.implied
        return [one for one in self.counted if printed is not None and one.value in printed]

    @property
    def as_printed(self) -> Outcome | None:
        """The specification that the printed sentence words, if it gave a value."""
        return next((one for one in self.counted if one.as_printed), None)

    @property
    def influences(self) -> list[Influence]:
        """The choices, the one that moves the number most first."""
        return rank_choices(self.headline.choices, self.outcomes)


def load_headlines(claims: Claims, project: Project | None = None) -> dict[str, Headline]:
    """Return the declared headlines by id, in the order of the file.

    Raises Problem for a headline without choices, a choice with one option, an option without a
    reason, a choice without exactly one option as printed, an unknown claim or a bad bound.
    """
    project = project or find_project()
    options: dict[str, dict[str, list[Option]]] = {}
    for number, row in enumerate(
        read_reference(SPECIFICATIONS, project, SPECIFICATION_COLUMNS), start=1
    ):
        option = Option(row["option"], row["value"], row["reason"], row["as_printed"] == "yes")
        if not option.reason.strip():
            raise Problem(
                "The option has no reason",
                file=SPECIFICATIONS,
                row=number,
                remedy="Say why somebody could defend it, or leave it out",
            )
        options.setdefault(row["headline_id"], {}).setdefault(row["choice"], []).append(option)
    rows = read_reference(HEADLINES, project, HEADLINE_COLUMNS)
    known = [row["headline_id"] for row in rows]
    for name in options:
        if name not in known:
            raise Problem(
                f"There is no headline called {name}",
                file=SPECIFICATIONS,
                remedy=suggest(name, known),
            )
    headlines = {}
    for number, row in enumerate(rows, start=1):
        declared = options.get(row["headline_id"], {})
        choices = tuple(Choice(name, tuple(those)) for name, those in declared.items())
        headlines[row["headline_id"]] = _read(row, choices, claims, number)
    return headlines


def _read(
    row: Mapping[str, str], choices: tuple[Choice, ...], claims: Claims, number: int
) -> Headline:
    where = {"file": HEADLINES, "part": row["headline_id"], "row": number}
    if not choices:
        raise Problem("The headline has no choices", **where)  # type: ignore[arg-type]
    for choice in choices:
        values = [option.value for option in choice.options]
        worded = sum(option.as_printed for option in choice.options)
        if len(set(values)) < 2 or len(set(values)) != len(values) or worded != 1:
            raise Problem(
                f"The choice {choice.name} cannot be compared",
                file=SPECIFICATIONS,
                part=row["headline_id"],
                expected="two or more different options, exactly one of them as printed",
            )
    try:
        low = Fraction(row["holds_above"]) if row["holds_above"] else -INFINITY
        high = Fraction(row["holds_below"]) if row["holds_below"] else INFINITY
        holds = Interval(low, high, low_open=True, high_open=True)
    except ValueError as error:
        raise Problem(
            "The bounds within which the sentence holds cannot be read",
            expected="a number above which, or below which, or both",
            **where,  # type: ignore[arg-type]
        ) from error
    if row["bound"] not in ("", UNDER):
        raise Problem(
            f"The bound '{row['bound']}' is not known",
            expected=f"{UNDER}, or nothing",
            **where,  # type: ignore[arg-type]
        )
    claim = claims[row["claim"]] if row["claim"] else None
    words = (row["headline_id"], row["sentence"], row["unit"])
    return Headline(*words, claim, row["bound"], holds, choices)


def trace(headline: Headline, compute: Computation) -> Curve:
    """Return the specification curve of a headline."""
    return Curve(headline, tuple(run_grid(headline.choices, compute)))


def record_curve(curve: Curve, *, from_: Source | Sequence[Source]) -> list[Finding]:
    """Return the findings of a curve, for a cell to display.

    Ids are `specifications.` with the headline's id and `.count` (those with a value), `.holds`,
    `.reproduces`, `.share_holds`, `.lowest`, `.middle`, `.highest`, and `.as_printed` where the
    specification that the sentence words gave a value.

    Raises Problem if no specification gave a value.
    """
    counted = curve.counted
    if not counted:
        raise Problem(
            f"No specification of {curve.headline.id} gave a value",
            expected="at least one that can be counted",
            remedy=f"{curve.outcomes[0].why_not}: declare the options that fit in "
            f"data/reference/{SPECIFICATIONS} of your project",
        )
    n, values = len(counted), [one.value or Fraction(0) for one in counted]
    shares: dict[str, tuple[int | float, str]] = {
        "count": (n, "specifications"),
        "holds": (len(curve.holding), "specifications"),
        "reproduces": (len(curve.reproducing), "specifications"),
        "share_holds": (float(Fraction(100 * len(curve.holding), n)), "percent of specifications"),
    }
    numbers = {
        "lowest": values[0],
        "middle": (values[(n - 1) // 2] + values[n // 2]) / 2,
        "highest": values[-1],
    }
    if curve.as_printed is not None:
        numbers["as_printed"] = curve.as_printed.value or Fraction(0)
    name = f"specifications.{curve.headline.id.replace('-', '_')}"
    facts: dict[str, Any] = {
        "scope": Scope(what=f"specifications of {curve.headline.id}"),
        "from_": from_,
    }
    return [
        *(record(f"{name}.{key}", one, unit=of, **facts) for key, (one, of) in shares.items()),
        *(
            record(
                f"{name}.{key}",
                _plain(value, curve.headline.bound),
                unit=curve.headline.unit,
                wording=curve.headline.bound or "exact",
                **facts,
            )
            for key, value in numbers.items()
        ),
    ]


def _plain(value: Fraction, bound: str) -> int | float:
    """Return a number to record; a bound is rounded outward, never tighter than it is."""
    if value.denominator == 1:
        return int(value)
    return float(round_outward(value, "upper", BOUND_DECIMALS)) if bound else float(value)


def say_curve(curve: Curve) -> str:
    """Return the template of a sentence that says what the curve shows, for `say`."""
    name = f"specifications.{curve.headline.id.replace('-', '_')}"
    sentence = (
        f"“{curve.headline.sentence}” holds under {{{name}.holds}} of {{{name}.count}} "
        f"specifications; the number goes from {{{name}.lowest}} to {{{name}.highest}}, and is "
        f"{{{name}.middle}} in the middle."
    )
    claim = curve.headline.claim
    if claim is not None:
        sentence += f" {{{name}.reproduces}} of them give what was printed, {{{claim.id}}}."
    most = curve.influences
    if most and most[0].typical > 0:
        sentence += f" The choice that moves it most is the {most[0].choice}."
    return sentence


def list_curve(curve: Curve) -> pd.DataFrame:
    """Return one row a specification, from the lowest value to the highest.

    Columns: the value, named by its unit; one a choice; `sentence holds`; and `gives the printed
    figure`, which says yes, no, or that none was printed.
    """
    import pandas as pd

    holding, reproducing = set(map(id, curve.holding)), set(map(id, curve.reproducing))
    rows = [
        {
            curve.headline.unit: float(one.value or 0),
            **{name: option.label for name, option in one.options.items()},
            "sentence holds": "yes" if id(one) in holding else "no",
            "gives the printed figure": _say_given(curve, id(one) in reproducing),
        }
        for one in curve.counted
    ]
    return pd.DataFrame(rows)


def list_points(curve: Curve) -> pd.DataFrame:
    """Return what a drawing of the curve shows: the value, and the options in one text.

    Hundreds of rows stand beside a picture, so that each is kept short.
    """
    import pandas as pd

    rows = [
        (round(float(one.value or 0), 4), "; ".join(o.label for o in one.options.values()))
        for one in curve.counted
    ]
    return pd.DataFrame(rows, columns=[curve.headline.unit, "options chosen"])


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
    return pd.DataFrame(rows, columns=[*_INFLUENCE])


_INFLUENCE = ("choice", "options", "moves it typically by", "at most by", "compared in")


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
