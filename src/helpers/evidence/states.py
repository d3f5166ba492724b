"""States: the map's tiles, and what sources say of each state's restriction, read and checked."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from helpers.analysis.restrictions import Route, Statement, Word
from helpers.errors import Problem
from helpers.evidence.claims import Claims, Rank
from helpers.evidence.dates import Days, read_moment
from helpers.evidence.reference import check_sources, list_sources
from helpers.paths import Project, find_project
from helpers.releases import read_reference

STATES, RESTRICTIONS = "states.csv", "restrictions.csv"
STATE_COLUMNS = ("state", "name", "kind", "row", "column")
RESTRICTION_COLUMNS = (
    *("restriction_id", "event", "state", "route", "answer", "body"),
    *("since", "until", "seen", "precision", "claims", "note"),
)
KINDS = ("state", "district", "territory")
PRECISIONS = ("exact", "as early as", "within", "not known")
NOT_KNOWN = PRECISIONS[-1]


@dataclass(frozen=True)
class State:
    """A state, the federal district or a territory, and the place of its tile, from 1."""

    code: str
    name: str
    kind: str
    row: int
    column: int


def load_states(project: Project | None = None) -> dict[str, State]:
    """Return the states by postal code, in the order of the file.

    Raises Problem if a code or a tile is given twice, a kind is unknown, or a place is no number.
    """
    states: dict[str, State] = {}
    places: dict[tuple[int, int], str] = {}
    rows = read_reference(STATES, project or find_project(), STATE_COLUMNS)
    for number, row in enumerate(rows, start=1):
        where: dict[str, Any] = {"file": STATES, "row": number}
        code = row["state"]
        if not code or code in states:
            raise Problem(f"The state {code or '(blank)'} stands there twice or is blank", **where)
        if row["kind"] not in KINDS:
            raise Problem(f"{row['kind']!r} is no kind", expected=", ".join(KINDS), **where)
        if not (row["row"].isdecimal() and row["column"].isdecimal()):
            raise Problem(f"The tile of {code} has no place", expected="two whole numbers", **where)
        place = int(row["row"]), int(row["column"])
        if place in places:
            raise Problem(f"{code} and {places[place]} have one tile", **where)
        places[place] = code
        states[code] = State(code, row["name"], row["kind"], *place)
    return states


def load_statements(claims: Claims, project: Project | None = None) -> list[Statement]:
    """Return what each source says of each state, in the order of restrictions.csv.

    A source's rank is the best of its claims'; what rests on laws and answers alone ranks last.
    Raises Problem with the row for an unknown state, route, answer, precision, claim, law or
    answer, for dates that cannot be read or run backwards, and for an event of two states.
    """
    project = project or find_project()
    states = load_states(project)
    known = list_sources(claims, project)
    statements: dict[str, Statement] = {}
    events: dict[str, str] = {}
    rows = read_reference(RESTRICTIONS, project, RESTRICTION_COLUMNS)
    for number, row in enumerate(rows, start=1):
        where: dict[str, Any] = {"file": RESTRICTIONS, "row": number}
        one = _read_row(row, claims, states, known, where)
        if not one.id or one.id in statements:
            raise Problem(f"The id {one.id or '(blank)'} stands there twice or is blank", **where)
        if events.setdefault(one.event, one.state) != one.state:
            raise Problem(
                f"The event {one.event} is of {events[one.event]} and of {one.state}", **where
            )
        statements[one.id] = one
    return list(statements.values())


def _read_row(
    row: Mapping[str, str],
    claims: Claims,
    states: Container[str],
    known: set[str],
    where: dict[str, Any],
) -> Statement:
    for column in ("event", "body", "seen"):
        if not row[column].strip():
            raise Problem(f"The {column} is blank", **where)
    if row["state"] not in states:
        raise Problem(f"{row['state']!r} is no state of {STATES}", **where)
    named = check_sources(row["claims"], known, **where)
    begins, ends, seen = (_read_days(row, column, where) for column in ("since", "until", "seen"))
    precision = _choose(row["precision"], PRECISIONS, "precision", where)
    if (begins is None) != (precision == NOT_KNOWN):
        raise Problem(
            f"The precision is {precision}, and since is {row['since'] or 'blank'}",
            expected=f"{NOT_KNOWN} where since is blank, and nowhere else",
            **where,
        )
    if begins and (begins[0] > (ends or begins)[1] or (seen and begins[0] > seen[1])):
        raise Problem("The dates run backwards", expected="since, then until and seen", **where)
    rank = min((claims[name].rank for name in named if name in claims), key=_order, default=None)
    return Statement(
        id=row["restriction_id"],
        event=row["event"],
        state=row["state"],
        route=_choose_one(Route, row["route"], "route", where),
        word=_choose_one(Word, row["answer"], "answer", where),
        bodies=tuple(body.strip() for body in row["body"].split("|")),
        begins=begins,
        ends=ends,
        seen=seen or begins or (),  # type: ignore[arg-type]  # `seen` is never blank
        precision=precision,
        claims=named,
        note=row["note"],
        rank=str(rank or "not ranked"),
        order=len(Rank) if rank is None else rank.order,
        written={name: row[name] for name in ("since", "until", "seen")},
    )


def _order(rank: Rank) -> int:
    return rank.order


def _read_days(row: Mapping[str, str], column: str, where: dict[str, Any]) -> Days | None:
    text = row[column]
    days = read_moment(text) if text else None
    if text and days is None:
        raise Problem(
            f"{column} is {text!r}", expected="a day, month or year such as 2025-11-12", **where
        )
    return days


def _choose(text: str, options: tuple[str, ...], column: str, where: dict[str, Any]) -> str:
    if text not in options:
        raise Problem(f"The {column} is {text!r}", expected=", ".join(options), **where)
    return text


_Choice = TypeVar("_Choice", bound=StrEnum)


def _choose_one(of: type[_Choice], text: str, column: str, where: dict[str, Any]) -> _Choice:
    return of(_choose(text, tuple(map(str, of)), column, where))
