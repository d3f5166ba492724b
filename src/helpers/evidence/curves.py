"""Curves: what a headline's specifications give, as findings and as a sentence.

What is computed here says under how many specifications a sentence holds, which of them give the
printed figure, and which choice moves the number most. It is no verdict: a curve on synthetic
records shows a method.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from helpers.analysis.queries import round_outward
from helpers.analysis.specifications import (
    Computation,
    Influence,
    Outcome,
    rank_choices,
    run_grid,
)
from helpers.errors import Problem
from helpers.evidence.findings import Finding, Scope, Source, record
from helpers.evidence.headlines import SPECIFICATIONS, Headline

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


def record_curve(curve: Curve, *, from_: Source | Sequence[Source]) -> list[Finding]:
    """Return the findings of a curve, for a cell to display.

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
            record(f"{name}.{key}", one, unit=of, scope=scope, from_=from_)
            for key, (one, of) in shares.items()
        ),
        *(_record(curve, key, value, from_) for key, value in numbers.items()),
    ]


def record_alone(
    curve: Curve, choices: Sequence[str], *, from_: Source | Sequence[Source]
) -> list[Finding]:
    """Return what each option of `choices` gives while all others stay as printed, as findings.

    Ids are those of `record_curve` with the choice and the value of the option: `.trials_left_out`.
    An option without a value has none, nor has any if the sentence's own specification has none.
    """
    return [
        _record(curve, _key(choice, one), one.value or Fraction(0), from_)
        for choice in choices
        for one in curve.alone(choice)
    ]


def say_alone(curve: Curve, choices: Sequence[str]) -> str:
    """Return the template of a sentence that compares each option of `choices` with the printed.

    It stands on the findings of `record_curve` and `record_alone`.
    """
    name = _name(curve)
    others = [
        f"{{{name}.{_key(choice, one)}}} with “{one.options[choice].label}” for {choice}"
        for choice in choices
        for one in curve.alone(choice)
    ]
    if not others:
        return "Counted as the sentence words it there is no number to compare single choices with."
    return (
        f"Counted as the sentence words it, the number is {{{name}.as_printed}}. With one choice "
        f"taken otherwise it is {'; '.join(others)}."
    )


def _record(curve: Curve, key: str, value: Fraction, from_: Source | Sequence[Source]) -> Finding:
    headline = curve.headline
    return record(
        f"{_name(curve)}.{key}",
        _plain(value, headline.bound),
        unit=headline.unit,
        wording=headline.bound or "exact",
        scope=_scope(curve),
        from_=from_,
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


def say_curve(curve: Curve, *, made_to_agree: bool = False) -> str:
    """Return the template of a sentence that says what the curve shows, for `say`.

    `made_to_agree`: the records were made up so that the printed number comes out; the sentence
    then begins with that, since what holds in them shows nothing else.
    """
    name = _name(curve)
    sentence = "In records made up to agree with what was printed, " if made_to_agree else ""
    sentence += (
        f"“{curve.headline.sentence}” holds under {{{name}.holds}} of {{{name}.count}} "
        f"specifications; the number goes from {{{name}.lowest}} to {{{name}.highest}}"
    )
    middle = curve.middle is not None
    sentence += f", and is {{{name}.middle}} in the middle." if middle else "."
    claim = curve.headline.claim
    if claim is not None:
        what = "what they were made to give" if made_to_agree else "what was printed"
        give = "gives" if len(curve.reproducing) == 1 else "give"
        sentence += f" {{{name}.reproduces}} of them {give} {what}, {{{claim.id}}}."
    most = curve.influences
    if most and most[0].typical > 0:
        sentence += f" The choice that moves it most: {most[0].choice}."
    return sentence
