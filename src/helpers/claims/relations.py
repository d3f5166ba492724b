"""Relations between quantities: declared by people, computed on intervals.

Each row of data/reference/relations.csv ties a subject to operands. A computed relation says what
the subject would be, and is solved for each operand too (a part is the total less the other
parts). Evidence goes one relation deep: a chain of two would rest on a third source's wording
without showing it, so it has to be declared as a relation of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from helpers.claims.claim import Claims
from helpers.claims.intervals import EVERYTHING, INFINITY, Interval, add_up
from helpers.errors import Problem, suggest
from helpers.project import Project, find_project
from helpers.releases.release import read_reference

FILE = "relations.csv"
COLUMNS = ("relation_id", "relation", "subject", "operands", "parameter", "reason")
FINDING = "finding:"


class RelationKind(StrEnum):
    """How a subject is tied to its operands; from `method` on no numbers are computed."""

    SAME = "same"
    SUM = "sum"
    DIFFERENCE = "difference"
    RATIO = "ratio"
    SHARE = "share"
    RATE = "rate"
    GROWTH = "growth"
    SUBSET = "subset"
    DATED = "dated"
    SPAN = "span"
    METHOD = "method"
    MOVED = "moved"
    MISATTRIBUTED = "misattributed"
    LISTED = "listed"
    BESIDE = "beside"
    COVERS = "covers"
    ENDED = "ended"
    DIFFERS = "differs"

    @property
    def is_computed(self) -> bool:
        """Whether numbers decide it."""
        return self not in _DECLARED

    @property
    def is_arithmetic(self) -> bool:
        """Whether the subject is worked out from the operands, and from nothing else."""
        return self.is_computed and self not in (RelationKind.SAME, RelationKind.SUBSET, *PERIODS)


_DECLARED = (
    *(
        RelationKind.METHOD,
        RelationKind.MOVED,
        RelationKind.MISATTRIBUTED,
        RelationKind.LISTED,
        RelationKind.BESIDE,
    ),
    *(RelationKind.COVERS, RelationKind.ENDED, RelationKind.DIFFERS),
)
PERIODS = (RelationKind.DATED, RelationKind.SPAN)
"""Relations to the period that an operand is about, not to its number."""


_OPERANDS = {
    RelationKind.RATIO: 2,
    RelationKind.SHARE: 2,
    RelationKind.GROWTH: 2,
    RelationKind.SUM: -1,
    RelationKind.DIFFERENCE: -2,
}
_OPERANDS |= {RelationKind.BESIDE: -1}
"""How many operands a kind takes, -n for n or more; one where it is not named."""


@dataclass(frozen=True)
class Relation:
    """One row of relations.csv; an operand is a claim id or `finding:` and a finding id.

    `parameter` is a factor, a number of days or months, or what a sum adds; of a growth, what the
    second operand is weighted by (30/31: a month of 30 days against one of 31).
    """

    id: str
    kind: RelationKind
    subject: str
    operands: tuple[str, ...]
    parameter: Fraction
    reason: str

    @property
    def members(self) -> tuple[str, ...]:
        """Subject and operands."""
        return (self.subject, *self.operands)


def read_relation(row: Mapping[str, str], number: int | None = None) -> Relation:
    """Return the relation that a row of relations.csv declares.

    Raises Problem for an unknown relation, a wrong number of operands or a bad parameter.
    """
    where = {"file": FILE, "part": row["relation_id"], "row": number}
    if row["relation"] not in list(RelationKind):
        raise Problem(
            f"The relation '{row['relation']}' is not known",
            expected=f"one of {', '.join(RelationKind)}",
            **where,  # type: ignore[arg-type]
        )
    kind, operands = RelationKind(row["relation"]), tuple(row["operands"].split())
    wanted = _OPERANDS.get(kind, 1)
    if len(operands) != wanted and not (wanted < 0 and len(operands) >= -wanted):
        raise Problem(
            f"The relation has {len(operands)} operands",
            expected=f"{abs(wanted)}{' or more' if wanted < 0 else ''} for {kind}",
            **where,  # type: ignore[arg-type]
        )
    if row["subject"] in operands:
        raise Problem("A quantity cannot be evidence for itself", **where)  # type: ignore[arg-type]
    try:
        # A sum may name a constant that nobody prints as a figure of its own: 38 and the two leads.
        parameter = Fraction(row["parameter"].strip() or (0 if kind is RelationKind.SUM else 1))
        if parameter <= 0 and kind is not RelationKind.SUM:
            raise ValueError
    except (ValueError, ZeroDivisionError) as error:
        raise Problem(
            f"The parameter '{row['parameter']}' cannot be used",
            expected="a number above zero",
            **where,  # type: ignore[arg-type]
        ) from error
    reason = row["reason"]
    return Relation(row["relation_id"], kind, row["subject"], operands, parameter, reason)


def load_relations(project: Project | None = None) -> list[Relation]:
    """Return the declared relations, in the order of the file.

    Raises Problem for a row that cannot be read, and for an id used twice.
    """
    rows = read_reference(FILE, project or find_project(), COLUMNS)
    relations = [read_relation(row, number) for number, row in enumerate(rows, start=1)]
    seen: set[str] = set()
    for number, relation in enumerate(relations, start=1):
        if relation.id in seen:
            raise Problem(f"Two relations are called {relation.id}", file=FILE, row=number)
        seen.add(relation.id)
    return relations


def list_known_relations(relations: Iterable[Relation], claims: Claims) -> list[Relation]:
    """Return the relations whose claims all exist; `list_unknown` names the others."""
    return [one for one in relations if not _find_unknown(one.members, claims)]


def _find_unknown(names: Iterable[str], claims: Collection[str]) -> str:
    unknown = (one for one in names if not one.startswith(FINDING) and one not in claims)
    return next(unknown, "")


def list_unknown(claims: Collection[str], project: Project) -> list[str]:
    """Return a sentence for each row of the reference tables that is left out of the verdicts.

    A project may hold claims of its own, which the shipped tables don't mention.
    """
    tables = {
        FILE: (COLUMNS, ("subject", "operands")),
        "readings.csv": (("growth", "baseline", "comparison"),) * 2,
        "sign_offs.csv": (("claim_id",),) * 2,
    }
    found = []
    for name, (columns, cells) in tables.items():
        for number, row in enumerate(read_reference(name, project, columns), start=1):
            unknown = _find_unknown(" ".join(row[one] for one in cells).split(), claims)
            if unknown:
                found.append(
                    f"{name}, row {number:,} is left out: there is no claim called {unknown}"
                )
    return found


def check_names(relations: Iterable[Relation], claims: Claims) -> None:
    """Raise Problem for a relation that names a claim which does not exist.

    A finding may be missing: its notebook has not run yet, and the relation then says nothing.
    """
    for relation in relations:
        for name in relation.members:
            if not name.startswith(FINDING) and name not in claims:
                raise Problem(
                    f"There is no claim called {name}",
                    file=FILE,
                    part=relation.id,
                    remedy=suggest(name, claims),
                )


def solve(relation: Relation, target: str, known: Mapping[str, Interval]) -> Interval:
    """Return what a computed relation says of one of its members, given all the others.

    Where nothing follows (a division by zero) everything is returned.

    >>> growth = read_relation({"relation_id": "r", "relation": "growth", "subject": "rise",
    ...     "operands": "before after", "parameter": "", "reason": ""})
    >>> from helpers.claims.intervals import point
    >>> print(solve(growth, "rise", {"before": point(540), "after": point(1600)}))
    196.2 to 196.3
    >>> print(solve(growth, "after", {"before": point(540), "rise": point(188)}))
    1,555 to 1,556
    """
    try:
        if target == relation.subject:
            return _solve_subject(relation, [known[name] for name in relation.operands])
        subject, at = known[relation.subject], relation.operands.index(target)
        return _solve_operand(relation, subject, at, [known.get(o) for o in relation.operands])
    except ZeroDivisionError:
        return EVERYTHING


def _solve_subject(relation: Relation, given: list[Interval]) -> Interval:
    first, rest = given[0], given[1:]
    match relation.kind:
        case RelationKind.SAME | RelationKind.DATED | RelationKind.SPAN:
            return first
        case RelationKind.SUM:
            return add_up(given) + relation.parameter
        case RelationKind.DIFFERENCE:
            return first - add_up(rest)
        case RelationKind.RATIO:
            return first / rest[0] * relation.parameter
        case RelationKind.SHARE:
            return first / rest[0] * 100
        case RelationKind.RATE:
            return first / relation.parameter
        case RelationKind.GROWTH:
            return (rest[0] / first * relation.parameter - 1) * 100
        case RelationKind.SUBSET:
            return Interval(0, first.high, high_open=first.high_open)
    raise ValueError(f"{relation.kind} is not computed")


def _solve_operand(
    relation: Relation, subject: Interval, at: int, operands: list[Interval | None]
) -> Interval:
    others = [one for position, one in enumerate(operands) if position != at and one is not None]
    match relation.kind:
        case RelationKind.SAME:
            return subject
        case RelationKind.SUM:
            return subject - add_up(others) - relation.parameter
        case RelationKind.DIFFERENCE:
            return subject + add_up(others) if at == 0 else others[0] - subject - add_up(others[1:])
        case RelationKind.RATIO | RelationKind.SHARE:
            factor = relation.parameter if relation.kind is RelationKind.RATIO else Fraction(100)
            return subject * others[0] / factor if at == 0 else others[0] * factor / subject
        case RelationKind.RATE:
            return subject * relation.parameter
        case RelationKind.GROWTH:
            factor_of = subject / 100 + 1
            if at == 0:
                return others[0] * relation.parameter / factor_of
            return others[0] * factor_of / relation.parameter
        case RelationKind.SUBSET:
            return Interval(subject.low, INFINITY, subject.low_open)
    raise ValueError(f"{relation.kind} is not computed")
