"""Specification curves: a headline under every defensible way of counting."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from helpers.analysis.specifications import (
    Choice,
    Computation,
    Influence,
    Option,
    Outcome,
    rank_choices,
    run_grid,
)
from helpers.claims.claim import Claim, Claims
from helpers.claims.finding import Finding, Scope, finding
from helpers.claims.intervals import INFINITY, Interval, round_outward
from helpers.errors import Problem, suggest
from helpers.project import Project, find_project
from helpers.releases.release import read_reference

# Headlines: sentences whose numbers hang on choices, each choice declared with its reasons.
#
# `data/reference/headlines.csv` declares the sentences and what makes each hold;
# `data/reference/specifications.csv` the choices, each option with its reason.

HEADLINES, SPECIFICATIONS = "headlines.csv", "specifications.csv"
HEADLINE_COLUMNS = (
    *("headline_id", "sentence", "unit", "claim", "bound", "holds_above", "holds_below", "reason"),
)
SPECIFICATION_COLUMNS = ("headline_id", "choice", "option", "value", "as_printed", "reason")
UNDER = "under"
"""The bound of a value that the true number lies below."""


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


# Curves: what a headline's specifications give, as findings and as a sentence.
#
# What is computed here says under how many specifications a sentence holds, which of them give the
# printed figure, and which choice moves the number most. It isn't a verdict: a curve on synthetic
# records shows a method.

BOUND_DECIMALS = 4
FEWEST_WITH_MIDDLE = 5
"""From how many values on one of them is called the middle."""


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

    def alone(self, choice: str) -> list[Outcome]:
        """Return those that differ from the printed one in this choice alone, as declared.

        None if the specification that the sentence words gave no value.
        """
        if self.as_printed is None:
            return []
        printed = self.as_printed.options
        return [
            one
            for one in self.outcomes
            if one.value is not None
            and {name for name in printed if one.options[name] != printed[name]} == {choice}
        ]

    @property
    def middle(self) -> Fraction | None:
        """The value with as many above it as below; None for an even number of them, or a few.

        The mean of two neighbors would be a number that nobody counted.
        """
        counted = self.counted
        if len(counted) < FEWEST_WITH_MIDDLE or len(counted) % 2 == 0:
            return None
        return counted[len(counted) // 2].value

    @property
    def influences(self) -> list[Influence]:
        """The choices, the one that moves the number most first."""
        return rank_choices(self.headline.choices, self.outcomes)


def trace(headline: Headline, compute: Computation) -> Curve:
    """Return the specification curve of a headline."""
    return Curve(headline, tuple(run_grid(headline.choices, compute)))


def record_curve(curve: Curve, *, rows: Any = None, of: Any = None) -> list[Finding]:
    """Return the findings of a curve, for a cell to display; `rows` and `of` as for `finding`.

    Ids are `specifications.` with the headline's id and `.count` (those with a value), `.holds`,
    `.reproduces`, `.share_holds`, `.lowest`, `.highest`; `.middle` where some specification gave
    it; and `.as_printed` where the specification that the sentence words gave a value.

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
    numbers = {"lowest": values[0], "highest": values[-1]}
    if curve.middle is not None:
        numbers["middle"] = curve.middle
    if curve.as_printed is not None:
        numbers["as_printed"] = curve.as_printed.value or Fraction(0)
    name, scope = _name(curve), _scope(curve)
    return [
        *(
            finding(f"{name}.{key}", one, unit=unit, scope=scope, rows=rows, of=of)
            for key, (one, unit) in shares.items()
        ),
        *(_find(curve, key, value, rows, of) for key, value in numbers.items()),
    ]


def record_alone(
    curve: Curve, choices: Sequence[str], *, rows: Any = None, of: Any = None
) -> list[Finding]:
    """Return what each option of `choices` gives while all others stay as printed, as findings.

    Ids are those of `record_curve` with the choice and the value of the option: `.trials_left_out`.
    An option without a value has none, nor has any if the sentence's own specification has none.
    """
    return [
        _find(curve, _key(choice, one), one.value or Fraction(0), rows, of)
        for choice in choices
        for one in curve.alone(choice)
    ]


def say_alone(curve: Curve, choices: Sequence[str]) -> str:
    """Return the template of a sentence that compares each option of `choices` with the printed.

    It rests on the findings of `record_curve` and `record_alone`.
    """
    name = _name(curve)
    others = [
        f"{{{name}.{_key(choice, one)}}} (“{one.options[choice].label}” for {choice})"
        for choice in choices
        for one in curve.alone(choice)
    ]
    if not others:
        return "Counted as the sentence words it, there is no number to compare with."
    return (
        f"Counted as the sentence words it, the number is {{{name}.as_printed}}. With one other "
        f"choice, it is {'; '.join(others)}."
    )


def _find(curve: Curve, key: str, value: Fraction, rows: Any, of: Any) -> Finding:
    headline = curve.headline
    return finding(
        f"{_name(curve)}.{key}",
        _plain(value, headline.bound),
        unit=headline.unit,
        wording=headline.bound or "exact",
        scope=_scope(curve),
        rows=rows,
        of=of,
    )


def _name(curve: Curve) -> str:
    return f"specifications.{curve.headline.id.replace('-', '_')}"


def _key(choice: str, outcome: Outcome) -> str:
    return re.sub(r"\W+", "_", f"{choice}_{outcome.options[choice].value}".casefold())


def _scope(curve: Curve) -> Scope:
    return Scope(what=f"specifications of {curve.headline.id}")


def _plain(value: Fraction, bound: str) -> int | float:
    """Return a number to record; a bound is rounded outward, never tighter than it is."""
    if value.denominator == 1:
        return int(value)
    return float(round_outward(value, "upper", BOUND_DECIMALS)) if bound else float(value)


def say_curve(curve: Curve, *, invented: bool = False) -> str:
    """Return the template of a sentence that says what the curve shows, for `say`.

    `invented`: the records are, so the sentence gives no published number with theirs.
    """
    name = _name(curve)
    sentence = (
        f"“{curve.headline.sentence}” is true under {{{name}.holds}} of {{{name}.count}} "
        f"ways of counting. The number goes from {{{name}.lowest}} to {{{name}.highest}}"
    )
    middle = curve.middle is not None
    sentence += f", and is {{{name}.middle}} in the middle." if middle else "."
    claim = curve.headline.claim
    if claim is not None and not invented:
        give = "gives" if len(curve.reproducing) == 1 else "give"
        sentence += f" {{{name}.reproduces}} of them {give} the published number, {{{claim.id}}}."
    most = curve.influences
    if most and most[0].typical > 0:
        sentence += f" The choice that moves it most: {most[0].choice}."
    return sentence
