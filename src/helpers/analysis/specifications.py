"""Specifications: one number under every combination of declared choices, and what moves it.

A specification is one option of each choice. The form is that of a specification curve (Simonsohn,
Simmons and Nelson, 2020): all of them are computed, none is picked. Functions, not notebook runs:
hundreds take no more than seconds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from statistics import median

from helpers.errors import Problem


@dataclass(frozen=True)
class Option:
    """One way to choose: how it is shown, what the computation is given, and why it is defensible.

    `as_printed` says that the sentence, as printed, words this one.
    """

    label: str
    value: str
    reason: str
    as_printed: bool = False


@dataclass(frozen=True)
class Choice:
    """A choice that an analyst has to make, with its options in the order declared."""

    name: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Outcome:
    """What one specification gives: an exact value, or None and why there is none."""

    options: Mapping[str, Option]
    value: Fraction | None
    why_not: str = ""

    @property
    def as_printed(self) -> bool:
        """Whether every choice is the one that the printed sentence words."""
        return all(option.as_printed for option in self.options.values())


@dataclass(frozen=True)
class Influence:
    """How far one choice moves the value, all others being equal.

    `typical` is the median, over all combinations of the other choices, of the distance between the
    lowest and the highest value that its options give; `largest` the greatest such distance;
    `compared` the combinations in which at least two options gave a value.
    """

    choice: str
    typical: Fraction
    largest: Fraction
    compared: int


Computation = Callable[[Mapping[str, str]], Fraction]
"""Computes the value of one specification, given the options' values by the name of the choice."""


def expand(choices: Sequence[Choice]) -> list[dict[str, Option]]:
    """Return every specification: one option of each choice, the last choice varying fastest.

    >>> clock = Choice("clock", (Option("local", "l", ""), Option("UTC", "u", "")))
    >>> count = Choice("count", (Option("rows", "r", ""), Option("searches", "s", "")))
    >>> [tuple(option.value for option in one.values()) for one in expand([clock, count])]
    [('l', 'r'), ('l', 's'), ('u', 'r'), ('u', 's')]
    """
    names = [choice.name for choice in choices]
    combinations = product(*(choice.options for choice in choices))
    return [dict(zip(names, combination, strict=True)) for combination in combinations]


def run_grid(choices: Sequence[Choice], compute: Computation) -> list[Outcome]:
    """Return the outcome of every specification, in the order of `expand`.

    `compute` raises Problem where a specification cannot be counted (a month without rows, say); it
    is then an outcome without a value, which says why. Nothing is left out.
    """
    outcomes = []
    for options in expand(choices):
        given = {name: option.value for name, option in options.items()}
        try:
            outcomes.append(Outcome(options, compute(given)))
        except Problem as problem:
            outcomes.append(Outcome(options, None, problem.what))
    return outcomes


def rank_choices(choices: Sequence[Choice], outcomes: Iterable[Outcome]) -> list[Influence]:
    """Return the choices by how far they move the value: the one that moves it most first.

    A choice whose options never both gave a value, other things being equal, is left out.
    """
    counted = [one for one in outcomes if one.value is not None]
    ranked = []
    for choice in choices:
        groups: dict[tuple[str, ...], list[Fraction]] = {}
        for one in counted:
            others = tuple(o.value for name, o in one.options.items() if name != choice.name)
            groups.setdefault(others, []).append(one.value or Fraction(0))
        spreads = [max(values) - min(values) for values in groups.values() if len(values) > 1]
        if spreads:
            ranked.append(Influence(choice.name, median(spreads), max(spreads), len(spreads)))
    return sorted(ranked, key=lambda one: (-one.typical, -one.largest, one.choice))
