"""Chance: draws from a seed that stay the same on every version of Python."""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise
from typing import TypeVar

Thing = TypeVar("Thing")


class Chance:
    """Draws that depend on the seed alone.

    Only `random()` is used: Python promises to keep that sequence for a seed, and promises nothing
    of the kind for `choice` or `shuffle` (https://docs.python.org/3/library/random.html, "Notes on
    Reproducibility").
    """

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed).random

    def below(self, bound: int) -> int:
        """Return a whole number from 0 to `bound` - 1."""
        return int(self._random() * bound)

    def happens(self, share: float) -> bool:
        """Return True in `share` of all cases."""
        return self._random() < share

    def pick(self, things: Sequence[Thing]) -> Thing:
        """Return one of `things`, each as likely as the other."""
        return things[self.below(len(things))]

    def climb(self, ladder: Sequence[int]) -> int:
        """Return a step of `ladder` (running sums of weights), as likely as its weight.

        >>> Chance(1).climb(build_ladder([0, 5, 0]))
        1
        """
        return bisect_right(ladder, self.below(ladder[-1]))

    def split(self, total: int, parts: int) -> list[int]:
        """Return `parts` whole numbers, uneven, that add up to `total`.

        >>> sum(Chance(7).split(292114, 36))
        292114
        """
        weights = [50 + self.below(100) for _ in range(parts)]
        ladder = [0, *accumulate(weights)]
        marks = [total * step // ladder[-1] for step in ladder]
        return [high - low for low, high in pairwise(marks)]


def build_ladder(weights: Iterable[int]) -> list[int]:
    """Return the running sums of `weights`, for `Chance.climb`.

    >>> build_ladder([2, 0, 3])
    [2, 2, 5]
    """
    return list(accumulate(weights))
