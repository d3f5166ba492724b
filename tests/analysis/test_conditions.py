"""What would have to be true: bounds that hold for every case, found once more by brute force."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpers.analysis import queries
from helpers.errors import Misuse

DAYS = st.dates(date(2020, 1, 1), date(2026, 12, 31))


def ask(sql: str) -> tuple[object, ...]:
    """Return the one row of a query written by hand; it shares no code with the suite."""
    with duckdb.connect() as connection:
        row = connection.execute(sql).fetchone()
    assert row is not None
    return row


def test_the_printed_counts_by_hand() -> None:
    days, shared, pair, daily = ask(
        """select date '2025-11-30' - date '2025-01-01' + 1,
        date '2025-09-30' - date '2025-01-01' + 1, 292114 + 605116, (292114 + 605116) / 365.0"""
    )
    assert (days, shared, pair) == (334, 273, 897230)
    period = ("2024-10-01", "2025-09-30", "2025-01-01", "2025-11-30")
    assert queries.count_days_shared(*period) == shared
    most = queries.most_at_pace(897230, 365, 61)
    # 897,230 x 426 / 365 = 1,047,178.03: rounded up, since it is the most they may have made.
    assert most == 1047179
    assert queries.least_by_others(2671776, most) == 2671776 - 1047179
    assert queries.least_by_others(2671776, 897230) == 1774546
    assert round(queries.find_break_even(2671776, 897230, 365, 61), 3) == round(
        1774546 / 61 / float(str(daily)), 3
    )


def test_the_requests_of_2018_by_hand() -> None:
    fits = ask(
        """select list(n order by n) from range(1, 1000) t(n) where 47 + 104 <= n
        and 4700 / n between 29.5 and 30.5 and 10400 / n between 66.5 and 67.5"""
    )[0]
    assert queries.find_totals([(47, 30), (104, 67)]) == fits == [155, 156]


def test_the_cases_by_hand() -> None:
    assert queries.least_in_both(9, 7, 8) == 7 + 8 - 9 == 6


@given(st.integers(0, 12), st.data())
def test_no_way_to_hand_out_two_marks_has_fewer_with_both(whole: int, data: st.DataObject) -> None:
    first = data.draw(st.sets(st.integers(1, whole)) if whole else st.just(set()))
    second = data.draw(st.sets(st.integers(1, whole)) if whole else st.just(set()))
    least = queries.least_in_both(whole, len(first), len(second))
    assert len(first & second) >= least
    # and the bound is reached: the second mark begins where the first leaves room
    packed = set(range(whole - len(second) + 1, whole + 1)) & set(range(1, len(first) + 1))
    assert len(packed) == least


@given(st.lists(st.integers(1, 40), min_size=1, max_size=3), st.integers(0, 30))
def test_the_total_that_was_rounded_is_always_found(parts: list[int], rest: int) -> None:
    total = sum(parts) + rest
    printed = [(count, int(Fraction(100 * count, total) + Fraction(1, 2))) for count in parts]
    if all(percent >= 1 for _, percent in printed):
        found = queries.find_totals(printed)
        assert total in found
        for one in found:
            shares = [Fraction(100 * n, one) for n, _ in printed]
            pairs = zip(shares, printed, strict=True)
            assert all(abs(share - p) <= Fraction(1, 2) for share, (_, p) in pairs)


@given(st.lists(st.integers(1, 9), min_size=1, max_size=30), st.integers(1, 9))
def test_no_fan_out_needs_fewer_questions(answers: list[int], most: int) -> None:
    counted = [min(one, most) for one in answers]
    assert len(counted) >= queries.least_questions(sum(counted), most)


@given(st.lists(st.integers(1, 6), min_size=1), st.lists(st.integers(1, 6)), st.integers(6, 9))
def test_no_fan_out_gives_a_greater_share(mine: list[int], others: list[int], most: int) -> None:
    """The share of questions is below the bound, however often each question was counted."""
    share = Fraction(100 * len(mine), len(mine) + len(others))
    part, whole = sum(mine), sum(mine) + sum(others)
    bound = queries.share_bound_if_uncounted(part, whole, most)
    assert share <= Fraction(str(bound))


@given(DAYS, st.integers(0, 900), DAYS, st.integers(0, 900))
def test_shared_days_are_those_in_both(a: date, more: int, b: date, further: int) -> None:
    first = {a + timedelta(number) for number in range(more + 1)}
    second = {b + timedelta(number) for number in range(further + 1)}
    ends = [*map(str, (min(first), max(first), min(second), max(second)))]
    assert queries.count_days_shared(*ends) == len(first & second)


@given(DAYS)
def test_a_rolling_year_has_365_or_366_days(day: date) -> None:
    first = date.fromisoformat(queries.first_day_kept(day.isoformat()))
    assert (day - first).days + 1 in (365, 366)


@given(st.integers(1, 10**7), st.integers(1, 400), st.integers(1, 100), st.integers(0, 10**7))
def test_the_break_even_is_where_nothing_is_left(
    counted: int, days: int, further: int, more: int
) -> None:
    whole = counted + more
    times = Fraction(queries.find_break_even(whole, counted, days, further))
    reached = counted + times * Fraction(counted, days) * further
    assert abs(float(reached) / whole - 1) < 1e-9


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: queries.least_questions(-1, 50),
        lambda: queries.least_questions(1, 0),
        lambda: queries.share_bound_if_uncounted(5, 4, 2),
        lambda: queries.share_bound_if_uncounted(0, 4, 2),
        lambda: queries.first_day_kept("2025-02-30"),
        lambda: queries.most_at_pace(5, 0, 3),
        lambda: queries.find_break_even(5, 0, 3, 1),
        lambda: queries.least_in_both(3, 4, 1),
        lambda: queries.find_totals([]),
        lambda: queries.find_totals([(0, 30)]),
        lambda: queries.count_days_shared("2025-02-02", "2025-02-01", "2025-01-01", "2025-03-01"),
    ],
)
def test_what_makes_no_sense_is_refused(wrong) -> None:
    with pytest.raises(Misuse):
        wrong()
