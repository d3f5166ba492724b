"""Routes: the ways from a state's records to a federal desk, as tables of judgment with sources.

No cell stands without a source: each names claims, laws or answers that exist, and its figures are
filled in from the claims. A cell that nobody wrote is *not known*.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from helpers.analysis.agencies import AGENCIES, AGENCY_COLUMNS
from helpers.analysis.openings import Declared
from helpers.evidence.claims import Claims
from helpers.evidence.reference import list_sources, load_responses
from helpers.evidence.route_rows import (
    Fact,
    RowReader,
    Way,
    read_fact,
    read_rule,
    read_sighting,
    read_way,
)
from helpers.evidence.states import load_statements, load_states
from helpers.paths import Project, find_project
from helpers.releases import read_reference

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
    facts: Sequence[Fact]
    declared: Declared
    responses: Mapping[str, Mapping[str, str]]
    states: Mapping[str, str]


def load_routes(claims: Claims, project: Project | None = None) -> Book:
    """Return the ways, their facts, sightings and rules, and what sources say of the states.

    Raises Problem with file and row for an id twice, an unknown route, question, state, body, word
    or date, a row without a source, and a source that is no claim, law or answer.
    """
    project = project or find_project()
    responses = {row["response_id"]: row for row in load_responses(project).rows}
    states = {code: state.name for code, state in load_states(project).items()}
    agencies = read_reference(AGENCIES, project, AGENCY_COLUMNS)
    reader = RowReader(project, claims, list_sources(claims, project), states)
    ways = {way.id: way for way in reader.read(ROUTES, ROUTE_COLUMNS, read_way)}
    reader.ways = ways
    facts = reader.read(FACTS, FACT_COLUMNS, read_fact)
    sightings = reader.read(SIGHTINGS, SIGHTING_COLUMNS, read_sighting)
    rules = reader.read(CLOSURES, CLOSURE_COLUMNS, read_rule)
    parents = {row["agency_id"].upper(): row["parent"].upper() for row in agencies if row["parent"]}
    declared = Declared(load_statements(claims, project), rules, sightings, parents)
    return Book(ways, facts, declared, responses, states)
