"""Routes: the ways to a federal desk, from their tables."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from helpers.analysis.agencies import AGENCIES, AGENCY_COLUMNS
from helpers.claims.claim import Claims
from helpers.claims.dates import read_moment
from helpers.errors import Problem, suggest
from helpers.policy.law import (
    check_sources,
    list_source_ids,
    load_responses,
    load_statements,
    load_states,
)
from helpers.policy.restrictions import Period, Route
from helpers.policy.restrictions import StatementWord as Said
from helpers.policy.route_status import (
    EVERYWHERE,
    Declared,
    Reach,
    Rule,
    RuleEffect,
    Sighting,
    StatusWord,
)
from helpers.project import Project, find_project
from helpers.releases.release import read_reference

# Rows of the tables about routes, each read and checked: ids, words, dates, sources, figures.

RECORDS = {
    "license": "License",
    "address": "Address",
    "photo": "License photo",
    "registration": "Registration",
    "movements": "Movements",
}
"""The sorts of data that a way may give, as a reader calls them."""
QUESTIONS = {
    "operator": "Who operates it?",
    "askers": "Who can ask?",
    **RECORDS,
    "purpose": "Is a reason recorded?",
    "seen": "Does anyone in the state see the request?",
    "volume": "How much, where published?",
    "closes": "What closes it?",
    "desk": "Which federal desks does it lead to?",
    "answered": "What did agencies and vendors answer?",
}
SAYS = ("", "yes", "in part", "no", "not known")
_CLAIM = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Way:
    """A row of routes.csv; `words_of` says whose words its name is, where they are not ours."""

    id: str
    name: str
    family: str
    what_it_is: str
    words_of: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class RouteFact:
    """A row of route_facts.csv: the answer to one question about one way.

    `place` is a state if it is about that state alone; `says` a short answer where the question is
    one of yes or no; `answer` and `note` have the claims' figures filled in.
    """

    id: str
    route: str
    question: str
    body: str
    place: str
    says: str
    answer: str
    sources: tuple[str, ...]
    note: str


class RowReader:
    """Reads one table after the other, and reports the row of each error."""

    def __init__(
        self, project: Project, claims: Claims, known: set[str], states: Mapping[str, str]
    ) -> None:
        self.project, self.claims, self.known, self.states = project, claims, known, states
        self.ways: Mapping[str, Way] = {}
        self.where: dict[str, Any] = {}

    def read(self, file: str, columns: Sequence[str], make: Any) -> list[Any]:
        """Return what `make` makes of each row of a table; ids may not repeat."""
        found, ids = [], set()
        for number, row in enumerate(read_reference(file, self.project, columns), start=1):
            self.where = {"file": file, "row": number}
            name = row[columns[0]]
            if not name or name in ids:
                raise self.refuse(f"The id {name or '(blank)'} is missing or already used")
            ids.add(name)
            found.append(make(self, row))
        return found

    def refuse(self, what: str, **more: Any) -> Problem:
        """Return the problem with the row that is being read."""
        return Problem(what, **self.where, **more)

    def choose(self, text: str, options: Iterable[str], what: str) -> str:
        """Return `text` if it is one of the options. Raises Problem if not."""
        allowed = list(options)
        if text not in allowed:
            raise self.refuse(
                f"{text!r} is no {what}", remedy=suggest(text, [one for one in allowed if one])
            )
        return text

    def sources(self, row: Mapping[str, str]) -> tuple[str, ...]:
        """Return the ids of the sources of a row. Raises Problem without, or if one is unknown."""
        return check_sources(row["sources"], self.known, **self.where)

    def fill(self, text: str, sources: tuple[str, ...]) -> str:
        """Return a text with the figures of claims in it, which have to be sources of the row."""
        for name in _CLAIM.findall(text):
            if name not in self.claims or name not in sources:
                raise self.refuse(f"The answer takes its figure from {name}, no source of the row")
        return _CLAIM.sub(lambda at: self.claims[at[1]].text, text)

    def state(self, code: str, *also: str) -> str:
        """Return a postal code if it is one of a state, or one of `also`."""
        return self.choose(code, (*also, *self.states), "state")

    def period(self, text: str, column: str) -> Period:
        """Return the first and last day of a day, month or year."""
        days = read_moment(text)
        if days is None:
            raise self.refuse(f"{column} is {text!r}", expected="a day, month or year")
        return days

    def routes(self, text: str) -> tuple[str, ...]:
        """Return the ids of ways in a text, apart by strokes."""
        names = tuple(name for name in text.split("|") if name)
        return tuple(self.choose(name, self.ways, "route") for name in names)


def read_way(reader: RowReader, row: Mapping[str, str]) -> Way:
    """Return the way of a row of routes.csv."""
    family = reader.choose(row["family"], list(Route), "family")
    return Way(
        row["route_id"],
        row["name"],
        family,
        row["what_it_is"],
        row["words_of"],
        reader.sources(row),
    )


def read_fact(reader: RowReader, row: Mapping[str, str]) -> RouteFact:
    """Return the fact of a row of route_facts.csv."""
    sources = reader.sources(row)
    question = reader.choose(row["question"], QUESTIONS, "question")
    if bool(row["answer"]) == (question == "answered"):
        raise reader.refuse(
            "The answer is missing, or given where only the ids of responses belong"
        )
    if (question == "desk") != bool(row["body"]):
        raise reader.refuse("A federal body is named where a desk is asked for, and only there")
    if question in RECORDS and not row["says"]:
        raise reader.refuse("The short answer is missing", expected=", ".join(SAYS[1:]))
    return RouteFact(
        row["fact_id"],
        reader.choose(row["route"], reader.ways, "route"),
        question,
        row["body"],
        reader.state(row["place"], ""),
        reader.choose(row["says"], SAYS, "short answer"),
        reader.fill(row["answer"], sources),
        sources,
        reader.fill(row["note"], sources),
    )


def read_sighting(reader: RowReader, row: Mapping[str, str]) -> Sighting:
    """Return the sighting of a row of route_sightings.csv; what was seen open has a last day."""
    begins = reader.period(row["since"], "since")
    ends = reader.period(row["until"], "until") if row["until"] else None
    if ends and ends[1] < begins[0]:
        raise reader.refuse("The dates run backwards", expected="since, then until")
    word = StatusWord(reader.choose(row["says"], (StatusWord.OPEN, StatusWord.CLOSED), "word"))
    if word is StatusWord.OPEN and ends is None:
        raise reader.refuse("No last day is given", expected="the last day seen open")
    return Sighting(
        row["sighting_id"],
        reader.choose(row["route"], reader.ways, "route"),
        reader.state(row["state"], EVERYWHERE),
        tuple(row["body"].split("|")),
        word,
        begins,
        ends,
        reader.choose(row["how"], ("throughout", "some time in"), "way to see") == "throughout",
        reader.sources(row),
        row["note"],
    )


def read_rule(reader: RowReader, row: Mapping[str, str]) -> Rule:
    """Return the rule of a row of closures.csv."""
    return Rule(
        row["closure_id"],
        reader.choose(row["answer"], list(Said), "answer"),
        reader.choose(row["route"], ["", *Route], "route"),
        reader.routes(row["asked"]),
        reader.choose(row["reach"], ["", *Reach], "reach"),
        tuple(name for name in row["only"].split("|") if name),
        RuleEffect(reader.choose(row["effect"], list(RuleEffect), "effect")),
        reader.sources(row),
        row["note"],
    )


# Routes: the ways from a state's records to a federal desk, as tables of judgment with sources.
#
# No cell is without a source: each names claims, laws or answers that exist, and its figures
# are filled in from the claims. A cell that nobody wrote is *not known*.

ROUTES, FACTS = "routes.csv", "route_facts.csv"
SIGHTINGS, CLOSURES = "route_sightings.csv", "closures.csv"
ROUTE_COLUMNS = ("route_id", "name", "family", "what_it_is", "words_of", "sources")
FACT_COLUMNS = (
    *("fact_id", "route", "question", "body", "place", "says", "answer", "sources", "note"),
)
SIGHTING_COLUMNS = (
    *("sighting_id", "route", "state", "body", "says", "since", "until", "how", "sources", "note"),
)
CLOSURE_COLUMNS = (
    *("closure_id", "answer", "route", "asked", "reach", "only", "effect", "sources", "note"),
)
BODIES = ("ICE", "HSI", "CBP")
"""The federal bodies that a notebook asks about."""


@dataclass(frozen=True)
class Book:
    """All that is declared about the ways, checked."""

    ways: Mapping[str, Way]
    facts: Sequence[RouteFact]
    declared: Declared
    responses: Mapping[str, Mapping[str, str]]
    states: Mapping[str, str]


def load_routes(claims: Claims, project: Project | None = None) -> Book:
    """Return the ways, their facts, sightings and rules, and what sources say of the states.

    Raises Problem with file and row for an id twice, an unknown route, question, state, body, word
    or date, a row without a source, and a source that isn't a claim, law or answer.
    """
    project = project or find_project()
    responses = {row["response_id"]: row for row in load_responses(project).rows}
    states = {code: state.name for code, state in load_states(project).items()}
    agencies = read_reference(AGENCIES, project, AGENCY_COLUMNS)
    reader = RowReader(project, claims, list_source_ids(claims, project), states)
    ways = {way.id: way for way in reader.read(ROUTES, ROUTE_COLUMNS, read_way)}
    reader.ways = ways
    facts = reader.read(FACTS, FACT_COLUMNS, read_fact)
    sightings = reader.read(SIGHTINGS, SIGHTING_COLUMNS, read_sighting)
    rules = reader.read(CLOSURES, CLOSURE_COLUMNS, read_rule)
    parents = {row["agency_id"].upper(): row["parent"].upper() for row in agencies if row["parent"]}
    declared = Declared(load_statements(claims, project), rules, sightings, parents)
    return Book(ways, facts, declared, responses, states)
