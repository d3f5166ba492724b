"""Specifications: every combination once, nothing left out, and what moves a number most."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.analysis.specifications import Choice, Option, expand, rank_choices, run_grid
from helpers.errors import Problem

GRIDS = st.lists(st.integers(1, 4), min_size=1, max_size=4).map(
    lambda sizes: [
        Choice(
            f"choice {n}", tuple(Option(f"o{k}", str(k), "made up", k == 0) for k in range(size))
        )
        for n, size in enumerate(sizes)
    ]
)


@given(GRIDS)
def test_each_combination_stands_once(grid: list[Choice]) -> None:
    specifications = [tuple(o.value for o in one.values()) for one in expand(grid)]
    size = 1
    for choice in grid:
        size *= len(choice.options)
    assert len(specifications) == len(set(specifications)) == size


@given(GRIDS)
def test_one_specification_is_as_printed(grid: list[Choice]) -> None:
    outcomes = run_grid(grid, lambda given: Fraction(sum(map(int, given.values()))))
    assert [one.value for one in outcomes if one.as_printed] == [Fraction(0)]


@given(GRIDS, st.data())
def test_a_sum_is_moved_by_each_choice_by_its_own_width(
    grid: list[Choice], data: st.DataObject
) -> None:
    weights = {c.name: data.draw(st.fractions(-5, 5), label=c.name) for c in grid}
    outcomes = run_grid(
        grid, lambda given: sum((weights[n] * int(v) for n, v in given.items()), Fraction(0))
    )
    for influence in rank_choices(grid, outcomes):
        width = next(len(c.options) - 1 for c in grid if c.name == influence.choice)
        assert influence.typical == influence.largest == abs(weights[influence.choice]) * width


@given(GRIDS)
def test_choices_stand_in_the_order_of_what_they_move(grid: list[Choice]) -> None:
    outcomes = run_grid(grid, lambda given: Fraction(max(map(int, given.values()))))
    moves = [(one.typical, one.largest) for one in rank_choices(grid, outcomes)]
    assert moves == sorted(moves, reverse=True)


def test_a_specification_that_cannot_be_counted_says_why_and_stays() -> None:
    grid = [Choice("month", (Option("May", "5", "a"), Option("June", "6", "b")))]

    def compute(given: dict[str, str]) -> Fraction:
        if given["month"] == "6":
            raise Problem("There is no count for June: missing, not zero")
        return Fraction(1)

    outcomes = run_grid(grid, compute)  # type: ignore[arg-type]
    assert [one.value for one in outcomes] == [Fraction(1), None]
    assert outcomes[1].why_not == "There is no count for June: missing, not zero"
    assert rank_choices(grid, outcomes) == []


def test_an_error_that_is_no_problem_of_the_data_is_not_swallowed() -> None:
    grid = [Choice("a", (Option("b", "c", "d"),))]
    with pytest.raises(KeyError):
        run_grid(grid, lambda given: Fraction({}[given["a"]]))
