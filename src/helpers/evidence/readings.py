"""Readings: the declared ways in which a printed rise and its two printed counts may fit.

Three figures that do not fit at first sight may be counted differently. Each reading of
data/reference/readings.csv says what it assumes and who says so; whether it fits, and with how much
room, is computed from the claims' intervals.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from helpers.errors import Problem, suggest
from helpers.evidence.claims import Claim, Claims
from helpers.evidence.dates import read_moment
from helpers.evidence.intervals import Interval
from helpers.evidence.reasons import cite
from helpers.paths import Project, find_project
from helpers.releases import DataStatus, read_reference

FILE = "readings.csv"
COLUMNS = (
    *("reading_id", "name", "growth", "baseline", "comparison", "measure", "assumes", "says"),
)
PER_DAY, PER_MONTH, RATIO_ONLY = MEASURES = ("per day", "per month", "ratio only")


@dataclass(frozen=True)
class Reading:
    """One declared reading and whether the claims fit under it.

    `fits`: the words of all three allow it; `outright`: it holds even as a reader takes them.
    `comparison`: what the second count would be, as readers take the first count and the rise;
    `slack`: which part of it the words of the second count allow (None: none of it).
    `baseline`: what the first count must be for the reading to fit, by the words of the other two;
    `flip`: the end of it nearest to the printed count, where the reading starts or stops to fit,
    and `flip_percent` how far from the printed count that is, negative if below. All are None where
    only a ratio was published, and nothing can fail.
    """

    id: str
    name: str
    assumes: str
    says: str
    claims: tuple[str, ...]
    fits: bool
    outright: bool
    sentence: str
    data_status: DataStatus
    comparison: Interval | None = None
    slack: Interval | None = None
    baseline: Interval | None = None
    flip: Fraction | None = None
    flip_percent: Fraction | None = None


def load_readings(claims: Claims, project: Project | None = None) -> list[Reading]:
    """Return the declared readings, each set against `claims`, in the order of the file.

    Raises Problem for an unknown measure or claim.
    """
    rows = read_reference(FILE, project or find_project(), COLUMNS)
    return [read_reading(row, claims, number) for number, row in enumerate(rows, start=1)]


def read_reading(row: Mapping[str, str], claims: Claims, number: int | None = None) -> Reading:
    """Return the reading that a row declares, set against `claims`.

    Raises Problem for an unknown measure or claim, and for claims that are no numbers or months.
    """
    if row["measure"] not in MEASURES:
        raise Problem(
            f"The measure '{row['measure']}' is not known",
            file=FILE,
            row=number,
            expected=f"one of {', '.join(MEASURES)}",
        )
    wanted = ("growth",) if row["measure"] == RATIO_ONLY else ("growth", "baseline", "comparison")
    for column in wanted:
        if row[column] not in claims:
            raise Problem(
                f"There is no claim called {row[column]}",
                file=FILE,
                part=column,
                row=number,
                remedy=suggest(row[column], claims),
            )
    used = [claims[row[column]] for column in wanted]
    says = claims[row["says"]].source if row["says"] in claims else row["says"]
    if row["measure"] == RATIO_ONLY:
        return _read_ratio(row, used[0], says)
    return _read_counts(row, used[0], used[1], used[2], says)


def _read_ratio(row: Mapping[str, str], growth: Claim, says: str) -> Reading:
    return Reading(
        id=row["reading_id"],
        name=row["name"],
        assumes=row["assumes"],
        says=says,
        claims=(growth.id,),
        fits=True,
        outright=True,
        sentence=(
            f"{row['assumes']} {cite(growth)} stands alone: no count was published for that group, "
            "so there is nothing that it could fail to fit."
        ),
        data_status=growth.data_status,
    )


def _read_counts(
    row: Mapping[str, str], growth: Claim, before: Claim, after: Claim, says: str
) -> Reading:
    per_day = row["measure"] == PER_DAY
    days = _days(after) / _days(before) if per_day else Fraction(1)
    rise, first, second = (_both(claim) for claim in (growth, before, after))
    comparison = first.implied * _factor(rise.implied) * days
    slack = comparison.intersect(second.logical)
    needed = second.logical / _factor(rise.logical) / days
    printed = before.value if before.value is not None else first.implied.nearest(Fraction(0))
    # Where the reading starts to fit, if the printed count does not; else where it stops to.
    flip = needed.nearest(printed)
    if printed in needed and isinstance(needed.low, Fraction):
        flip = needed.low
    fits = needed.overlaps(first.logical)
    outright = comparison.overlaps(second.implied)
    percent = (flip / printed - 1) * 100 if printed else None
    return Reading(
        id=row["reading_id"],
        name=row["name"],
        assumes=row["assumes"],
        says=says,
        claims=(growth.id, before.id, after.id),
        fits=fits,
        outright=outright,
        sentence=_say(row, growth, before, after, comparison, flip, percent, fits, outright),
        data_status=growth.data_status,
        comparison=comparison,
        slack=slack,
        baseline=needed,
        flip=flip,
        flip_percent=percent,
    )


def _say(
    row: Mapping[str, str],
    growth: Claim,
    before: Claim,
    after: Claim,
    comparison: Interval,
    flip: Fraction,
    percent: Fraction | None,
    fits: bool,
    outright: bool,
) -> str:
    grown = f"{cite(before)} grown by {growth.text} [{growth.id}, {growth.source}]"
    result = f"{grown} is {comparison.round_outward(0)}, beside {cite(after)}"
    away = abs(float(percent or 0))
    point = f"{float(flip):,.1f} {before.unit}"
    if outright:
        room = f"It fits as printed, and would as long as the first count is over {point}"
    elif fits:
        side = "more" if (percent or 0) > 0 else "less"
        room = (
            f"It fits if “{before.text}” stands for {point} or {side}, {away:.1f}% {side} than "
            "printed, which its words allow"
        )
    else:
        room = f"It does not fit: the first count would have to be {point}, {away:.1f}% away"
    return f"{row['assumes']} {result[:1].upper()}{result[1:]}. {room}."


@dataclass(frozen=True)
class _Both:
    logical: Interval
    implied: Interval


def _both(claim: Claim) -> _Both:
    if claim.logical is None or claim.implied is None:
        raise Problem(f"Claim {claim.id} is not a number", file=FILE)
    return _Both(claim.logical, claim.implied)


def _factor(percent: Interval) -> Interval:
    return percent / 100 + 1


def _days(claim: Claim) -> Fraction:
    """Return how many days a claim's period has.

    Raises Problem if the period is not given by days or months.
    """
    first, last = read_moment(claim.scope.start), read_moment(claim.scope.end)
    if first is None or last is None:
        raise Problem(
            f"The period of claim {claim.id} is not given",
            expected="a first and a last day or month",
            remedy="A reading per day needs the length of both periods",
        )
    return Fraction((last[1] - first[0]).days + 1)
