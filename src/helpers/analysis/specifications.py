"""Specifications: one number under every declared way of counting."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import product
from statistics import median
from typing import TYPE_CHECKING, Any

import numpy as np

from helpers.analysis.agency_names import shorten_name
from helpers.analysis.change import CLOCKS, count_searches
from helpers.analysis.door_data import Case
from helpers.analysis.doors import class_audit
from helpers.analysis.monthly_counts import count_days_of_month, count_weekdays, list_months
from helpers.analysis.reasons import CLASSES, STATE, names_any
from helpers.analysis.series import list_values
from helpers.cleaning.joined_logs import ANYWHERE, HERE
from helpers.errors import Misuse, Problem, suggest

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from helpers.cleaning.table import Table

# Specifications: one number under every combination of declared choices, and what moves it.
#
# A specification is one option of each choice. The form is that of a specification curve
# (Simonsohn, Simmons and Nelson, 2020): all of them are computed, none is picked. Functions, not
# notebook runs: hundreds take no more than seconds.


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
    """The result of one specification: an exact value, or None and why there is none."""

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


# Recounts: what each headline counts, as a function of the choices that a specification makes.
#
# Each function here reads its table once and returns another, which computes one specification from
# small dictionaries of exact numbers. The names of the choices it looks for are in its docstring.

LENGTHS: Mapping[str, Callable[[str], int]] = {
    "total": lambda _: 1,
    "per_day": count_days_of_month,
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

    `counts` hold what the first count may mean and `rises` what the rise may, in percent, by
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


# Audit recounts: searches whose reason names an immigration authority, under each choice.
#
# Published counts of one log differ by the words looked for, how they were looked for, whether a
# search that is in many agencies' logs counts once, and whose searches were taken. No choice is
# the right one; publish the rule with the number.

TEST = "test"
"""The class of reasons that say that the search was a trial."""

DECIDED = "decided"
EVERYBODY = "everybody"
GIVEN = "given"
TRIAL = "trial"
COUNTS: Mapping[str, str | None] = {"rows": None, "here": HERE, "anywhere": ANYWHERE}
"""What is counted: rows, searches once in each agency's logs, or once in all of them."""


def reasons_in_audits(case: Case) -> Computation:
    """Return what computes how many searches in a case's audits have a reason of some classes.

    Choices: `words` (classes of keywords.csv joined by `+`), `match` (whole words, substring),
    `count` (rows, here, anywhere), `searchers` (local, all), `names` (decided, or from which
    likeness of 100 on an undecided name is taken for a federal one), `trials` (kept, left out),
    `period` (all, or a last day). A trial says so in a whole word under each match: a protest is
    none. Raises Problem if the case has no audit.
    """
    joined = case.joined
    if joined is None:
        raise Problem("There is no audit to count reasons in", remedy="Name releases of audits")

    @cache
    def read(match: str) -> pd.DataFrame:
        return class_audit(joined, case.bodies, case.keywords, match=match)  # type: ignore[arg-type]

    @cache
    def classed(match: str) -> pd.DataFrame:
        audit = read(match)
        if not (audit[STATE] == GIVEN).any():
            raise Problem("No reason of these audits can be read: withheld or never released")
        trial = names_any(read("whole words")[CLASSES], [TEST])
        return audit.assign(**{TRIAL: trial})[audit[CLASSES] != ""].reset_index(drop=True)

    @cache
    def federal(names: str) -> frozenset[str]:
        return list_federal(read("whole words"), names)

    @cache
    def mask(match: str, choice: str, option: str) -> NDArray[np.bool_]:
        rows = classed(match)
        if choice == "words":
            kept = names_any(rows[CLASSES], case.keywords.choose(option.split("+")))
        elif choice == "trials" and option == "left out":
            kept = ~rows[TRIAL]
        elif choice == "names" and option != EVERYBODY:
            kept = ~rows["searcher"].isin(federal(option))
        elif choice == "period" and option != "all":
            kept = rows["day"].le(option).fillna(value=False)
        else:
            return np.ones(len(rows), dtype=bool)
        return kept.to_numpy(dtype=bool)

    def compute(given: Mapping[str, str]) -> Fraction:
        if given["count"] not in COUNTS:
            remedy = suggest(given["count"], COUNTS)
            raise Misuse(f"There is no way to count {given['count']!r}", remedy=remedy)
        rows, match = classed(given["match"]), given["match"]
        chosen = np.ones(len(rows), dtype=bool)
        for choice in ("words", "names", "trials", "period"):
            chosen &= mask(match, choice, _qualify(choice, given))
        column = COUNTS[given["count"]]
        if column is None:
            return Fraction(int(chosen.sum()))
        return Fraction(int(np.unique(rows[column].to_numpy()[chosen]).size))

    return compute


def _qualify(choice: str, given: Mapping[str, str]) -> str:
    """Return an option; whose names are federal matters only where local officers are chosen."""
    return given[choice] if choice != "names" or given["searchers"] == "local" else EVERYBODY


def list_federal(audit: pd.DataFrame, names: str) -> frozenset[str]:
    """Return the ids of the federal searchers in what `class_audit` returned.

    `names` is `decided`: those known to be federal; or a number up to 100: also each name that
    nobody has decided on and that is at least so much like one of theirs. Raises Misuse if it is
    neither.
    """
    known = audit[["searcher", "searcher_name", "federal", "decided"]].drop_duplicates()
    federal = set(known.loc[known["federal"], "searcher"])
    if names == DECIDED:
        return frozenset(federal)
    from rapidfuzz import fuzz

    if not names.isdecimal():
        raise Misuse(
            f"There is no way to match names called {names!r}",
            expected=f"{DECIDED}, or a likeness of 100 such as 90",
        )
    alike = [shorten_name(name) for name in known.loc[known["federal"], "searcher_name"]]
    undecided = known[~known["federal"] & ~known["decided"]]
    for searcher, name in zip(undecided["searcher"], undecided["searcher_name"], strict=True):
        # The scorer is named and gets no processor, as in `proposals`: scores depend on both.
        scores = (fuzz.token_sort_ratio(shorten_name(name), one, processor=None) for one in alike)
        if max(scores, default=0.0) >= float(names):
            federal.add(searcher)
    return frozenset(federal)
