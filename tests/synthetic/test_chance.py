"""Draws depend on the seed alone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from helpers.synthetic.truth import Chance, build_ladder


def test_a_seed_always_gives_the_same_draws() -> None:
    # The first numbers of random.Random(1).random(), which Python promises to keep.
    chance = Chance(1)
    assert [chance.below(1000) for _ in range(4)] == [134, 847, 763, 255]


@given(st.integers(0, 10**6), st.integers(0, 10**9), st.integers(1, 60))
def test_split_gives_back_the_total(seed: int, total: int, parts: int) -> None:
    pieces = Chance(seed).split(total, parts)
    assert len(pieces) == parts
    assert sum(pieces) == total
    assert min(pieces) >= 0


@given(st.integers(0, 10**6), st.lists(st.integers(0, 5), min_size=1).filter(any))
def test_a_step_without_weight_is_never_climbed(seed: int, weights: list[int]) -> None:
    step = Chance(seed).climb(build_ladder(weights))
    assert weights[step] > 0
