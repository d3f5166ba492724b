"""Law: statutes, events and what each state is known to give or bar."""

from __future__ import annotations

import re
from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, TypeVar

from helpers.claims.claim import Claims, Rank
from helpers.claims.dates import Days, read_moment, write_date, write_dates
from helpers.errors import Problem, suggest
from helpers.policy.restrictions import Route, StatementWord, StateStatement
from helpers.project import Project, find_project
from helpers.releases.release import read_reference
from helpers.status import DataStatus

if TYPE_CHECKING:
    import pandas as pd

# Reference: laws, answers and events of data/reference, read, checked and laid out for a page.

LAW, RESPONSES, EVENTS = "law.csv", "responses.csv", "events.csv"
LAW_COLUMNS = (
    *("law_id", "jurisdiction", "citation", "short_name", "what_it_does", "applies_to"),
    *("in_force_from", "source_org", "read", "notes"),
)
RESPONSE_COLUMNS = ("response_id", "who", "about", "said", "date", "source_org", "read", "notes")
EVENT_COLUMNS = ("event_id", "day", "precision", "route", "state", "what", "claims")
PRECISIONS = {
    "exact": "",
    "on or before": "by ",
    "as early as": "as early as ",
    "within": "at some time in ",
}
"""How well the day of an event is known, and the word that says so before it."""

NOT_READ = "general knowledge"
UNREAD_DATE = f"not read: {NOT_READ}"
NO_ANSWER = "No answer found"
NOT_LOOKED = "Not looked for by name"
"""How the text begins if there is no answer: we looked for one, or we didn't."""

ROUTE_NAMES = {
    "nlets": "Nlets",
    "state_portal": "state portal",
    "alpr": "plate readers",
    "plate_readers": "plate readers",
    "requests": "records requests",
    "all": "all routes",
    "not clear": "not told apart",
}
"""The routes as a reader calls them."""

READ_NAMES = {"full": "whole passage", "excerpt": "excerpt", "mirror": "a copy elsewhere"}


@dataclass(frozen=True)
class Reference:
    """A table of data/reference: its rows of text. It may be named as what a table rests on."""

    file: str
    rows: tuple[Mapping[str, str], ...]
    data_status: DataStatus = DataStatus.TRANSCRIBED
    releases: tuple[str, ...] = ()


def load_laws(project: Project | None = None) -> Reference:
    """Return the laws. Raises Problem if the file lacks a column or an id is used twice."""
    return _load(LAW, LAW_COLUMNS, project)


def load_responses(project: Project | None = None) -> Reference:
    """Return what was answered, or that no answer was found; raises Problem like `load_laws`."""
    return _load(RESPONSES, RESPONSE_COLUMNS, project)


def load_events(claims: Claims, project: Project | None = None) -> Reference:
    """Return the dated events, in order of their days.

    Raises Problem for a day that cannot be read, an unknown precision, or an id of a claim, law or
    answer that does not exist.
    """
    events = _load(EVENTS, EVENT_COLUMNS, project)
    known = list_source_ids(claims, project)
    for number, row in enumerate(events.rows, start=1):
        if read_moment(row["day"]) is None:
            raise Problem(f"The day is {row['day']!r}", file=EVENTS, row=number)
        if row["precision"] not in PRECISIONS:
            raise Problem(
                f"The precision is {row['precision']!r}",
                file=EVENTS,
                row=number,
                expected=", ".join(PRECISIONS),
            )
        check_sources(row["claims"], known, file=EVENTS, row=number)
    return Reference(EVENTS, tuple(sorted(events.rows, key=_first_day)))


def list_source_ids(claims: Claims, project: Project | None = None) -> set[str]:
    """Return every id that a reference table may rest on: of claims, laws and answers."""
    laws, responses = load_laws(project), load_responses(project)
    ids = {row["law_id"] for row in laws.rows} | {row["response_id"] for row in responses.rows}
    return {*claims, *ids}


def check_sources(text: str, known: Collection[str], *, file: str, row: int) -> tuple[str, ...]:
    """Return the ids in a cell, separated by blanks; raises Problem if one names nothing."""
    named = tuple(text.split())
    if not named:
        raise Problem("No source is named", file=file, row=row, expected="the id of a claim")
    for name in named:
        if name not in known:
            raise Problem(
                f"There is no claim, law or answer called {name}",
                file=file,
                row=row,
                remedy=suggest(name, known),
            )
    return named


def list_laws(laws: Reference, *, about: Sequence[str]) -> pd.DataFrame:
    """Return one row a law on one of the routes `about`: where, what it does, since when, read.

    A date that we didn't read says so instead.
    """
    import pandas as pd

    rows = [
        {
            "law": row["law_id"],
            "where": row["jurisdiction"],
            "known as": f"{row['short_name']} ({row['citation']})",
            "what it does": row["what_it_does"],
            "on": _write_routes(row["applies_to"]),
            "in force from": _write_start(row["in_force_from"]),
            "read": READ_NAMES.get(row["read"], row["read"]),
            "to know": row["notes"],
        }
        for row in laws.rows
        if {*about, "all"} & set(row["applies_to"].split("|"))
    ]
    return pd.DataFrame(rows)


def list_responses(
    responses: Reference, *, about: Sequence[str], answered: bool | None = None
) -> pd.DataFrame:
    """Return one row an answer on one of the routes `about`: who, on what, what was said, when.

    `answered` keeps those found (True) or those for which no answer was found or looked for
    (False). `to know` is what the table warns of: a weak source, two versions, what is left out.
    """
    import pandas as pd

    rows = [
        {
            "answer": row["response_id"],
            "who": row["who"],
            "on": row["about"].partition(": ")[2] or row["about"],
            "said": row["said"],
            "date": write_dates(row["date"]),
            "by": row["source_org"] or "none",
            "read": READ_NAMES.get(row["read"], row["read"]) if row["source_org"] else "",
            "to know": row["notes"],
        }
        for row in responses.rows
        if re.split(r" and |: ", row["about"])[0] in about
        and answered in (None, not row["said"].startswith((NO_ANSWER, NOT_LOOKED)))
    ]
    return pd.DataFrame(rows)


def list_events(events: Reference, *, routes: Iterable[str] = ()) -> pd.DataFrame:
    """Return one row an event: when, where, route, what, rests on; all routes if none is named."""
    import pandas as pd

    wanted = set(routes)
    rows = [
        {
            "when": PRECISIONS[row["precision"]] + write_date(row["day"]),
            "where": row["state"],
            "route": ROUTE_NAMES[row["route"]],
            "what": row["what"],
            "rests on": ", ".join(row["claims"].split()),
        }
        for row in events.rows
        if not wanted or row["route"] in {*wanted, "all", "not clear"}
    ]
    return pd.DataFrame(rows)


def _load(file: str, columns: Sequence[str], project: Project | None) -> Reference:
    rows = read_reference(file, project or find_project(), columns)
    seen: set[str] = set()
    for number, row in enumerate(rows, start=1):
        if not row[columns[0]] or row[columns[0]] in seen:
            raise Problem(f"The {columns[0]} is blank or given twice", file=file, row=number)
        seen.add(row[columns[0]])
    return Reference(file, tuple(rows))


def _first_day(row: Mapping[str, str]) -> str:
    days = read_moment(row["day"])
    return f"{days[0] if days else ''} {row['event_id']}"


def _write_routes(text: str) -> str:
    return ", ".join(ROUTE_NAMES.get(route, route) for route in text.split("|"))


def _write_start(text: str) -> str:
    return write_dates(text.replace(f"({NOT_READ})", f"({UNREAD_DATE})"))


# States: the map's tiles, and what sources say of each state's restriction, read and checked.

STATES, RESTRICTIONS = "states.csv", "restrictions.csv"
STATE_COLUMNS = ("state", "name", "kind", "row", "column")
RESTRICTION_COLUMNS = (
    *("restriction_id", "event", "state", "route", "answer", "body"),
    *("since", "until", "seen", "precision", "claims", "note"),
)
KINDS = ("state", "district", "territory")
STATE_PRECISIONS = ("exact", "as early as", "within", "not known")
NOT_KNOWN = STATE_PRECISIONS[-1]


@dataclass(frozen=True)
class State:
    """A state, the federal district or a territory, and the position of its tile, from 1."""

    code: str
    name: str
    kind: str
    row: int
    column: int


def load_states(project: Project | None = None) -> dict[str, State]:
    """Return the states by postal code, in the order of the file.

    Raises Problem if a code or a tile is given twice, a kind is unknown, or a tile has no position.
    """
    states: dict[str, State] = {}
    tiles: dict[tuple[int, int], str] = {}
    rows = read_reference(STATES, project or find_project(), STATE_COLUMNS)
    for number, row in enumerate(rows, start=1):
        where: dict[str, Any] = {"file": STATES, "row": number}
        code = row["state"]
        if not code or code in states:
            raise Problem(f"The state {code or '(blank)'} is missing or already used", **where)
        if row["kind"] not in KINDS:
            raise Problem(f"{row['kind']!r} is no kind", expected=", ".join(KINDS), **where)
        if not (row["row"].isdecimal() and row["column"].isdecimal()):
            raise Problem(f"The tile of {code} has no place", expected="two whole numbers", **where)
        tile = int(row["row"]), int(row["column"])
        if tile in tiles:
            raise Problem(f"{code} and {tiles[tile]} have one tile", **where)
        tiles[tile] = code
        states[code] = State(code, row["name"], row["kind"], *tile)
    return states


def load_statements(claims: Claims, project: Project | None = None) -> list[StateStatement]:
    """Return what each source says of each state, in the order of restrictions.csv.

    A source's rank is the best of its claims'; what rests on laws and answers alone ranks last.
    Raises Problem with the row for an unknown state, route, answer, precision, claim, law or
    answer, for dates that cannot be read or run backwards, and for an event of two states.
    """
    project = project or find_project()
    states = load_states(project)
    known = list_source_ids(claims, project)
    statements: dict[str, StateStatement] = {}
    events: dict[str, str] = {}
    rows = read_reference(RESTRICTIONS, project, RESTRICTION_COLUMNS)
    for number, row in enumerate(rows, start=1):
        where: dict[str, Any] = {"file": RESTRICTIONS, "row": number}
        one = _read_row(row, claims, states, known, where)
        if not one.id or one.id in statements:
            raise Problem(f"The id {one.id or '(blank)'} is missing or already used", **where)
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
) -> StateStatement:
    for column in ("event", "body", "seen"):
        if not row[column].strip():
            raise Problem(f"The {column} is blank", **where)
    if row["state"] not in states:
        raise Problem(f"{row['state']!r} is no state of {STATES}", **where)
    named = check_sources(row["claims"], known, **where)
    begins, ends, seen = (_read_days(row, column, where) for column in ("since", "until", "seen"))
    precision = _choose(row["precision"], STATE_PRECISIONS, "precision", where)
    if (begins is None) != (precision == NOT_KNOWN):
        raise Problem(
            f"The precision is {precision}, and since is {row['since'] or 'blank'}",
            expected=f"{NOT_KNOWN} where since is blank, and nowhere else",
            **where,
        )
    if begins and (begins[0] > (ends or begins)[1] or (seen and begins[0] > seen[1])):
        raise Problem("The dates run backwards", expected="since, then until and seen", **where)
    rank = min((claims[name].rank for name in named if name in claims), key=_order, default=None)
    return StateStatement(
        id=row["restriction_id"],
        event=row["event"],
        state=row["state"],
        route=_choose_one(Route, row["route"], "route", where),
        word=_choose_one(StatementWord, row["answer"], "answer", where),
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
