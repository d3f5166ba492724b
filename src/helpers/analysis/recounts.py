"""Recounts: what each headline counts, as a function of the choices that a specification makes.

Each function here reads its table once and returns another, which computes one specification from
small dictionaries of exact numbers. The names of the choices it looks for are in its docstring.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any

from helpers.analysis.change import count_searches
from helpers.analysis.choices import CLOCKS
from helpers.analysis.months import count_days, count_weekdays, list_months
from helpers.analysis.series import list_values
from helpers.analysis.specifications import Computation
from helpers.errors import Misuse, Problem, suggest

if TYPE_CHECKING:
    import pandas as pd

    from helpers.kinds.tables import Table

LENGTHS: Mapping[str, Callable[[str], int]] = {
    "total": lambda _: 1,
    "per_day": count_days,
    "per_weekday": count_weekdays,
}
"""By what a month's count is divided."""

WHO = "whether HSI is counted in"
"""The choice of whose counts are added up, as a sentence names it."""


def rise_in_log(table: Table | Any) -> Computation:
    """Return what computes by how many percent the searches in a log rose.

    Choices: `clock` (local, UTC), `count` (rows, distinct searches), `measure` (total, per_day,
    per_weekday), `first month` and `second month` (months, or spans such as 2024-10..2024-11), and
    `accounts` (an account group, or the beginning of several and `*`).
    """

    @cache
    def count(clock: str, how: str) -> dict[tuple[str, str], int]:
        counted = count_searches(table, count=how, time=CLOCKS[clock])  # type: ignore[arg-type]
        keys = zip(counted["group"], counted["month"], strict=True)
        return dict(zip(keys, map(int, counted["searches"]), strict=True))

    @cache
    def sum_months(clock: str, how: str, accounts: str) -> dict[str, int]:
        counts = count(clock, how)
        wanted = _match({group for group, _ in counts}, accounts)
        months: dict[str, int] = {}
        for (group, month), searches in counts.items():
            if group in wanted:
                months[month] = months.get(month, 0) + searches
        return months

    def compute(given: Mapping[str, str]) -> Fraction:
        months = sum_months(given["clock"], given["count"], given["accounts"])
        return _change(months, given["first month"], given["second month"], given["measure"])

    return compute


def fall_in_series(table: Table | pd.DataFrame, place: str, measure: str) -> Computation:
    """Return what computes by how many percent a monthly series changed; a fall is below zero.

    Choices: `first month` and `second month` (months, or spans such as 2025-01..2025-04), and
    `measure`.
    """
    values = {
        month: value
        for month, value in list_values(table, place, measure).items()
        if value is not None
    }

    def compute(given: Mapping[str, str]) -> Fraction:
        return _change(values, given["first month"], given["second month"], given["measure"])

    return compute


def grow_count(
    counts: Mapping[str, Fraction], rises: Mapping[str, Fraction], months: tuple[str, str]
) -> Computation:
    """Return what computes the second count that a printed rise makes of a printed first count.

    `counts` hold what the first count may stand for and `rises` what the rise may, in percent, by
    the value of the option; `months` are the two. Choices: `first count`, `rise`, `measure`.
    """

    def compute(given: Mapping[str, str]) -> Fraction:
        before, after = (_length(given["measure"])(month) for month in months)
        factor = 1 + rises[given["rise"]] / 100
        return counts[given["first count"]] * factor * Fraction(after, before)

    return compute


def sum_counts(counts: Mapping[str, Fraction]) -> Computation:
    """Return what adds up printed counts. Choice: `WHO`, names of `counts` joined by `+`."""
    return lambda given: sum((counts[name] for name in given[WHO].split("+")), Fraction(0))


def bound_share(counts: Mapping[str, Fraction], total: Fraction) -> Computation:
    """Return what computes the percentage that a share of a total over `total` lies below.

    Choice: `WHO` (see `sum_counts`).
    """
    add_up = sum_counts(counts)
    return lambda given: 100 * add_up(given) / total


def _change(
    months: Mapping[str, int | Fraction], baseline: str, comparison: str, measure: str
) -> Fraction:
    """Return the change in percent between two months or spans, each as a total or a rate."""
    before, after = (_rate(months, span, measure) for span in (baseline, comparison))
    if not before:
        raise Problem(f"The count of {baseline} is zero, so no change follows in percent")
    return 100 * (after / before - 1)


def _rate(months: Mapping[str, int | Fraction], span: str, measure: str) -> Fraction:
    """Return what a month or span holds: the mean month, or the rate over all its days.

    Raises Problem if a month of it is missing: a missing month is not zero.
    """
    first, _, last = span.partition("..")
    names = list_months(first, last or first)
    lacking = [name for name in names if name not in months]
    if lacking:
        raise Problem(f"There is no count for {', '.join(lacking)}: missing, not zero")
    length = sum(map(_length(measure), names))
    return sum((Fraction(months[name]) for name in names), Fraction(0)) / length


def _length(measure: str) -> Callable[[str], int]:
    if measure not in LENGTHS:
        raise Misuse(f"There is no measure {measure!r}", remedy=suggest(measure, LENGTHS))
    return LENGTHS[measure]


def _match(groups: set[str], wanted: str) -> set[str]:
    """Return the groups that an option means.

    >>> sorted(_match({"Federal account A", "Federal account B", "Local"}, "Federal*"))
    ['Federal account A', 'Federal account B']
    """
    if wanted.endswith("*"):
        found = {group for group in groups if group.startswith(wanted[:-1])}
    else:
        found = {group for group in groups if group == wanted}
    if not found:
        raise Problem(f"There is no account group {wanted} here", remedy=suggest(wanted, groups))
    return found
