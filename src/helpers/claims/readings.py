"""Readings: the declared explanations under which figures fit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from helpers.claims.claim import Claim, Claims
from helpers.claims.dates import read_moment
from helpers.claims.evidence import Bearing, Effect, Evidence, SetEvidence
from helpers.claims.finding import is_whole
from helpers.claims.intervals import Interval, write_fraction
from helpers.claims.relations import RelationKind, solve
from helpers.claims.wording import last_unit
from helpers.errors import Problem, suggest
from helpers.project import Project, find_project
from helpers.releases.release import read_reference
from helpers.status import DataStatus

if TYPE_CHECKING:
    import pandas as pd

# Reading sentences: how a reading of printed counts fits, as a template for a notebook to say.
#
# Every number in a sentence is named in braces, so it leads back to where it comes from.


def word_ratio(row: Mapping[str, str], growth: Claim) -> str:
    """Return the sentence of a rise for which no count was published."""
    return f"{row['name']}: {{{growth.id}}} was published without counts, so it can't be tested."


def word_counts(
    row: Mapping[str, str],
    growth: Claim,
    before: Claim,
    after: Claim,
    outright: bool,
    fits: bool,
    percent: Fraction,
) -> str:
    """Return the sentence of a reading of two counts, `before` and `after`, and their rise.

    It names those claims by id, and the numbers that the reading computed as `reading.<id>.<name>`.
    `percent` is how far from the first count as printed the reading starts or stops to fit.
    """
    name, side = f"reading.{row['reading_id']}", "more" if percent > 0 else "less"
    start = (
        f"{row['name']}: {{{before.id}}} {before.unit} and a rise of {{{growth.id}}} make "
        f"{{{name}.comparison}}. Published was {{{after.id}}}"
    )
    if outright and percent < 0:
        return f"{start}. That fits, as long as the first count was {{{name}.flip}} or more."
    if outright:
        return f"{start}. That fits."
    if fits:
        return (
            f"{start}. That fits only if the first count was {{{name}.flip}} or {side}, "
            f"{{{name}.away}} from the published number."
        )
    return (
        f"{start}. That doesn't fit: the first count would have to be {{{name}.flip}} or {side}, "
        f"{{{name}.away}} from the published number."
    )


# Readings: the declared ways in which a printed rise and its two printed counts may fit.
#
# Three figures that do not fit at first sight may be counted differently. Each reading of
# data/reference/readings.csv says what it assumes and who says so; whether it fits, and with how
# much room, is computed from the claims' intervals.

FILE = "readings.csv"
COLUMNS = (
    *("reading_id", "name", "growth", "baseline", "comparison", "measure", "assumes", "says"),
)
AS_READ = "as a reader takes the words of both counts, rounded outward"
"""What a note says of `read_rise`."""
PER_DAY, PER_MONTH, RATIO_ONLY = MEASURES = ("per day", "per month", "ratio only")


@dataclass(frozen=True)
class Number:
    """A number that a reading computed, as a sentence names it."""

    text: str
    data_status: DataStatus


@dataclass(frozen=True)
class Reading:
    """One declared reading and whether the claims fit under it.

    `sentence` is a template that names claims and `numbers` by id, so a notebook can say it
    with every number leading back to where it comes from.
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
    numbers: Mapping[str, Number]
    comparison: Interval | None = None
    slack: Interval | None = None
    baseline: Interval | None = None
    flip: Fraction | None = None
    flip_percent: Fraction | None = None

    @property
    def how(self) -> str:
        """How it fits, in a few words."""
        if self.comparison is None:
            return "can't be tested"
        side = "more" if (self.flip_percent or 0) > 0 else "less"
        stretched = f"only if the first count was {side} than published"
        return "yes" if self.outright else stretched if self.fits else "no"


CUT, HEADER = "cut, not rounded", "the header row counted"
VINTAGE, DEFINITION = "an older version of the data", "another definition of what is counted"
"""Readings that need no declaration: the numbers, dates and definitions show them."""


_LINES = ("rows", "records", "entries", "agreements")
"""What is one line of a list, so its header can be counted by mistake."""


def find_explanation(claim: Claim, bearing: Bearing, claims: Mapping[str, Claim]) -> str:
    """Return the reading under which a figure fits what it otherwise does not fit; "" if none.

    *Cut*: a number's last digits were cut off where others round (609.6 printed as 609). *Header
    counted*: it is one more than the rows. *Older version*: one publisher printed both, on two
    days. *Another definition*: the two count by different rules.
    """
    evidence = bearing.evidence
    if bearing.effect not in (Effect.CLASH, Effect.STRETCH) or isinstance(evidence, SetEvidence):
        return ""
    if _is_cut(claim, evidence, claims):
        return CUT
    others = [claims[one.id] for one in evidence.others if one.id in claims]
    if evidence.relation.kind is not RelationKind.SAME or len(others) != 1:
        return ""
    other = others[0]
    if _counts_header(claim, other):
        return HEADER
    if other.outlet == claim.outlet and claim.published != other.published:
        return VINTAGE if claim.published and other.published else ""
    if claim.definition and other.definition and claim.definition != other.definition:
        return DEFINITION
    return ""


def _is_cut(claim: Claim, evidence: Evidence, claims: Mapping[str, Claim]) -> bool:
    """Return whether a computed number, cut to the digits printed, is the number printed."""
    relation = evidence.relation
    if not relation.kind.is_arithmetic or relation.subject not in claims:
        return False
    result = claims[relation.subject]
    if result.value is None or result.is_date or is_whole(result.unit):
        return False
    if result.words not in ("rounded", "exact", "bare"):
        return False
    cut = Interval(result.value, result.value + last_unit(result.printed), high_open=True)
    if not evidence.is_solved:
        return evidence.implied.is_within(cut)
    known = {one.id: one.implied for one in evidence.others} | {result.id: cut}
    return claim.implied is not None and solve(relation, claim.id, known).overlaps(claim.implied)


def _counts_header(claim: Claim, other: Claim) -> bool:
    """Return whether two counts of the rows of one list differ by the one line of its header."""
    if claim.value is None or other.value is None or claim.unit not in _LINES:
        return False
    one_list = (claim.unit, claim.origin, claim.words) == (other.unit, other.origin, other.words)
    return one_list and abs(claim.value - other.value) == 1


def load_readings(claims: Claims, project: Project | None = None) -> list[Reading]:
    """Return the declared readings, each set against `claims`, in the order of the file.

    Raises Problem for an unknown measure or claim.
    """
    rows = read_reference(FILE, project or find_project(), COLUMNS)
    return [
        read_reading(row, claims, number)
        for number, row in enumerate(rows, start=1)
        if all(row[one] in claims for one in _list_named(row))
    ]


def _list_named(row: Mapping[str, str]) -> tuple[str, ...]:
    """Return the columns of a row that name a claim."""
    return ("growth",) if row["measure"] == RATIO_ONLY else ("growth", "baseline", "comparison")


def read_reading(row: Mapping[str, str], claims: Claims, number: int | None = None) -> Reading:
    """Return the reading that a row declares, set against `claims`.

    Raises Problem for an unknown measure or claim, and for claims that aren't numbers or months.
    """
    if row["measure"] not in MEASURES:
        raise Problem(
            f"The measure '{row['measure']}' is not known",
            file=FILE,
            row=number,
            expected=f"one of {', '.join(MEASURES)}",
        )
    wanted = _list_named(row)
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
        sentence=word_ratio(row, growth),
        numbers={},
    )


def _read_counts(
    row: Mapping[str, str], growth: Claim, before: Claim, after: Claim, says: str
) -> Reading:
    per_day = row["measure"] == PER_DAY
    days = _days(after) / _days(before) if per_day else Fraction(1)
    rise, first, second = (_both(claim) for claim in (growth, before, after))
    comparison = first.implied * _factor(rise.implied) * days
    needed = second.logical / _factor(rise.logical) / days
    # Of things counted one by one only a whole number can be the count, as in the reasons.
    needed = (before.is_whole and needed.keep_whole()) or needed
    printed = before.value if before.value is not None else _middle(first.implied)
    # Where the reading starts to fit, if the printed count does not; else where it stops to.
    inside = printed in needed and isinstance(needed.low, Fraction)
    flip = Fraction(needed.low) if inside else needed.nearest(printed)
    fits = needed.overlaps(first.logical)
    outright = fits and comparison.overlaps(second.implied)
    percent = (flip / printed - 1) * 100
    named = {
        "comparison": str(comparison.round_outward(0)),
        "flip": write_fraction(flip, 1),
        "away": f"{abs(float(percent)):,.1f}%",
    }
    return Reading(
        id=row["reading_id"],
        name=row["name"],
        assumes=row["assumes"],
        says=says,
        claims=(growth.id, before.id, after.id),
        fits=fits,
        outright=outright,
        sentence=word_counts(row, growth, before, after, outright, fits, percent),
        numbers={
            f"reading.{row['reading_id']}.{name}": Number(text, growth.data_status)
            for name, text in named.items()
        },
        comparison=comparison,
        slack=comparison.intersect(second.logical),
        baseline=needed,
        flip=flip,
        flip_percent=percent,
    )


def read_rise(before: Claim, after: Claim, *, per_day: bool = False) -> str:
    """Return the rise from one printed count to another, in percent, as a reader takes the words.

    "About 540" and "over 1,600" are both rounded, so it is a range, rounded outward to one
    decimal; `per_day` sets each count over the days of its period. Raises Problem for a claim that
    isn't a number or has no period of days or months.
    """
    first, second = _both(before).implied, _both(after).implied
    days = _days(before) / _days(after) if per_day else Fraction(1)
    return str(((second / first) * days * 100 - 100).round_outward(1))


def list_readings(readings: Iterable[Reading]) -> pd.DataFrame:
    """Return one row an explanation.

    Columns: explanation, assumes, who says so, then the second count would be (as readers of the
    first count and the rise would expect, rounded outward), does it fit, from which first count
    (where it starts or stops to fit).
    """
    import pandas as pd

    rows = [
        {
            "explanation": reading.name,
            "assumes": reading.assumes,
            "who says so": reading.says,
            "then the second count would be": (
                str(reading.comparison.round_outward(0)) if reading.comparison else "not published"
            ),
            "does it fit": reading.how,
            "from which first count": (
                "none published" if reading.flip is None else write_fraction(reading.flip, 1)
            ),
        }
        for reading in readings
    ]
    return pd.DataFrame(rows)


@dataclass(frozen=True)
class _Both:
    logical: Interval
    implied: Interval


def _both(claim: Claim) -> _Both:
    if claim.logical is None or claim.implied is None or claim.is_date:
        raise Problem(f"Claim {claim.id} is not a number", file=FILE)
    return _Both(claim.logical, claim.implied)


def _middle(interval: Interval) -> Fraction:
    return (Fraction(interval.low) + Fraction(interval.high)) / 2


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
