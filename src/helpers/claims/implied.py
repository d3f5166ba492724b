"""Implied figures: arithmetic, rounding and shares of what was published."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from helpers.claims.claim import Claim, Claims
from helpers.claims.finding import Scope, is_whole
from helpers.claims.intervals import EVERYTHING, INFINITY, Interval, point, write_fraction
from helpers.claims.relations import FINDING, Relation, solve
from helpers.errors import Problem, suggest
from helpers.project import Project, find_project
from helpers.releases.release import read_reference

if TYPE_CHECKING:
    import pandas as pd

# Arithmetic: what printed figures imply that nobody printed.
#
# Relations whose subject is a finding say how each is worked out, rows of arithmetic.csv what it
# is. Nothing is computed but by carrying the intervals of the printed wordings through the
# relations.

FILE = "arithmetic.csv"
COLUMNS = ("finding", "unit", "who", "what")
OURS = "arithmetic."
"""Ids that begin so are recorded from here; the rest are computed by a notebook as well."""


@dataclass(frozen=True)
class Computed:
    """What follows from printed figures, or None for an interval where no value fits.

    `given` is worked out from the bare numbers as printed (None if several relations involve it);
    `implied` from what a reader takes the wordings to mean, `logical` from what the words allow;
    `hinges` says that one of the figures was printed with "about".
    """

    id: str
    unit: str
    scope: Scope
    relations: tuple[Relation, ...]
    given: Fraction | None
    implied: Interval | None
    logical: Interval | None
    hinges: bool = False

    @property
    def operands(self) -> list[str]:
        """The ids of the claims and findings that it is worked out from."""
        names = dict.fromkeys(name for one in self.relations for name in one.operands)
        return [name.removeprefix(FINDING) for name in names]

    @property
    def is_known(self) -> bool:
        """Whether the words allow less than everything, so something follows."""
        return self.logical is not None and self.logical != EVERYTHING and not self._is_any

    @property
    def _is_any(self) -> bool:
        return self.logical is not None and (self.logical.low, self.logical.high) == (0, INFINITY)

    @property
    def stated(self) -> tuple[int | float | str, str]:
        """The value and its wording, as a finding states them: exact, a bound, or about so much.

        Bounds are rounded outward, to the digits that are printed.
        """
        assert self.logical is not None
        low, high, is_open = self.logical.low, self.logical.high, self.logical.low_open
        if self.logical.is_point:
            return _number(Fraction(low)), "exact"
        if self.hinges and self.given is not None:
            return _number(self.given), "about"
        if not isinstance(high, Fraction):
            return _outward(Fraction(low), math.floor), "over" if is_open else "at least"
        if low <= 0:
            is_open = self.logical.high_open
            return _outward(high, math.ceil), "under" if is_open else "at most"
        if self.given is not None:
            return _number(self.given), "about"
        return str(self.logical), "exact"

    @property
    def shown(self) -> tuple[str, str, str]:
        """As printed, as a reader takes it, as the words allow: three texts."""
        given = "" if self.given is None else write_fraction(self.given, _decimals(self.given))
        nothing = "no value fits"
        implied = nothing if self.implied is None else str(self.implied)
        logical = nothing if self.logical is None else str(self.logical)
        return given, implied, logical if self.logical is None or self.is_known else "anything"


def load_arithmetic(
    claims: Claims, relations: Iterable[Relation], project: Project | None = None
) -> list[Computed]:
    """Return what follows from the printed figures, in the order of arithmetic.csv.

    Raises Problem for a row that cannot be read, or that no relation computes.
    """
    rows = read_reference(FILE, project or find_project(), COLUMNS)
    return compute(claims, relations, rows)


def compute(
    claims: Claims, relations: Iterable[Relation], rows: Iterable[Mapping[str, str]]
) -> list[Computed]:
    """Return one result a row of arithmetic.csv; a row may rest on claims and on earlier rows.

    Where several relations have one finding as their subject, it is what all of them allow.
    """
    ties: dict[str, list[Relation]] = defaultdict(list)
    for relation in relations:
        if relation.kind.is_arithmetic and relation.subject.startswith(FINDING):
            ties[relation.subject].append(relation)
    known = {
        one.id: _Known(one.value, one.implied, one.logical, one.hinges)
        for one in claims.values()
        if one.implied is not None and one.logical is not None
    }
    found: list[Computed] = []
    for row in rows:
        name = FINDING + row["finding"]
        usable = [one for one in ties[name] if all(member in known for member in one.operands)]
        if not ties[name]:
            raise Problem(
                f"No relation says how {row['finding']} is worked out",
                file=FILE,
                remedy=f"Add a row with the subject {name} to relations.csv, or remove this one",
            )
        one = _compute_row(row, usable, known, _scope(row, usable, claims))
        found.append(one)
        if one.implied is not None and one.logical is not None:
            known[name] = _Known(one.given, one.implied, one.logical, one.hinges)
    return found


@dataclass(frozen=True)
class _Known:
    given: Fraction | None
    implied: Interval
    logical: Interval
    hinges: bool


def _compute_row(
    row: Mapping[str, str], relations: list[Relation], known: Mapping[str, _Known], scope: Scope
) -> Computed:
    operands = {name for one in relations for name in one.operands}
    if not relations:  # What it rests on has no value that fits.
        return Computed(row["finding"], row["unit"], scope, (), None, None, None)
    implied = _meet([_solve(one, {m: known[m].implied for m in one.operands}) for one in relations])
    logical = _meet([_solve(one, {m: known[m].logical for m in one.operands}) for one in relations])
    if is_whole(row["unit"]):
        implied, logical = (one and one.keep_whole() for one in (implied, logical))
    return Computed(
        id=row["finding"],
        unit=row["unit"],
        scope=scope,
        relations=tuple(relations),
        given=_solve_given(relations, known),
        implied=implied,
        logical=logical,
        hinges=any(known[name].hinges for name in operands),
    )


def _solve(relation: Relation, known: Mapping[str, Interval]) -> Interval:
    return solve(relation, relation.subject, known)


def _solve_given(relations: list[Relation], known: Mapping[str, _Known]) -> Fraction | None:
    if len(relations) != 1 or any(known[name].given is None for name in relations[0].operands):
        return None
    given = {name: point(known[name].given or Fraction(0)) for name in relations[0].operands}
    result = _solve(relations[0], given)
    return Fraction(result.low) if result.is_point else None


def _meet(intervals: list[Interval]) -> Interval | None:
    met: Interval | None = EVERYTHING
    for one in intervals:
        met = None if met is None else met.intersect(one)
    return met


def _scope(row: Mapping[str, str], relations: list[Relation], claims: Claims) -> Scope:
    """Return whose number it is; the period where all that it is worked out from have one."""
    periods = {
        (claims[name].scope.start, claims[name].scope.end)
        for relation in relations
        for name in relation.operands
        if name in claims
    }
    start, end = periods.pop() if len(periods) == 1 else ("", "")
    return Scope(who=row["who"], what=row["what"], start=start, end=end)


def _decimals(value: Fraction) -> int:
    """Return how many decimals a finding of that size is printed with: as findings.write_number."""
    size = abs(value)
    if value.denominator == 1 or size >= 1000:
        return 0
    return 1 if size >= 10 else 2 if size >= 1 else 4


def _number(value: Fraction) -> int | float:
    return int(value) if value.denominator == 1 else float(value)


def _outward(value: Fraction, to: Callable[[Fraction], int]) -> int | float:
    decimals = _decimals(value)
    return _number(Fraction(to(value * 10**decimals), 10**decimals))


# Rounding: whether the exact count behind a rounded figure is within its words.

WITHIN = "yes"
STRETCHED = "by its words, not as a reader takes it"
OUTSIDE = "no"


def judge_rounding(exact: int, printed: Claim) -> str:
    """Return whether `exact` lies in what a reader takes `printed` for, in its words, or in none.

    Raises Problem if the claim isn't a number.
    """
    logical, implied = printed.logical, printed.implied
    if logical is None or implied is None or printed.is_date:
        raise Problem(f"Claim {printed.id} isn't a number that could mean {exact:,}")
    value = point(exact)
    if value.is_within(implied):
        return WITHIN
    return STRETCHED if value.is_within(logical) else OUTSIDE


def measure_rounding(exact: int, printed: Claim) -> float:
    """Return by how much the printed number lies above `exact`, in percent of it.

    Raises Problem if the claim prints no single number, or `exact` is zero.
    """
    if printed.value is None or exact == 0:
        raise Problem(f"Claim {printed.id} prints no single number beside {exact:,}")
    return float(100 * (printed.value / Fraction(exact) - 1))


def list_roundings(pairs: Iterable[tuple[int, Claim]]) -> pd.DataFrame:
    """Return one row a rounded figure with the exact count that it rounds.

    Columns: claim, published, about, by, exact count, off by percent (above zero: too high), widest
    reading (what the words allow), plain reading (what a reader takes), fair.
    """
    import pandas as pd

    rows = [
        {
            "claim": claim.id,
            "published": claim.phrase,
            "about": claim.scope.who,
            "by": "Nov. 12 article" if claim.is_checked else claim.source,
            "exact count": exact,
            "off by, percent": round(measure_rounding(exact, claim), 2),
            "widest reading": str(claim.logical),
            "plain reading": str(claim.implied),
            "fair": judge_rounding(exact, claim),
        }
        for exact, claim in pairs
    ]
    return pd.DataFrame(rows)


# Shares published with a count: which totals fit all of them.

SHARES_FILE = "printed_shares.csv"
SHARES_COLUMNS = ("claim", "percent", "note")


def load_shares(claims: Claims, project: Project | None = None) -> list[tuple[Claim, int]]:
    """Return each claim that gives a count and its share in whole percent.

    Raises Problem with the row for an unknown claim, one without a count, and a percentage that is
    not whole or not from 1 to 100.
    """
    found = []
    rows = read_reference(SHARES_FILE, project or find_project(), SHARES_COLUMNS)
    for number, row in enumerate(rows, start=1):
        name, percent = row["claim"], row["percent"]
        if name not in claims or claims[name].value is None:
            raise Problem(
                f"There is no count called {name}",
                file=SHARES_FILE,
                row=number,
                remedy=suggest(name, claims),
            )
        if not percent.isdecimal() or not 1 <= int(percent) <= 100:
            raise Problem(
                f"The percentage is {percent!r}",
                file=SHARES_FILE,
                row=number,
                expected="a whole number from 1 to 100",
            )
        found.append((claims[name], int(percent)))
    return found
