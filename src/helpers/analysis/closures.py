"""Closures: what a restriction does to a way, by rules; and when a way was seen open or closed.

Both are judgment as data: the rows of closures.csv and route_sightings.csv, each with its sources.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from helpers.analysis.restrictions import Period, Statement
from helpers.errors import Problem

EVERYWHERE = "all"
"""The state of a sighting that speaks of every state."""


class Word(StrEnum):
    """The three answers."""

    OPEN = "open"
    CLOSED = "closed"
    NOT_KNOWN = "not known"


class Effect(StrEnum):
    """What a rule says that a restriction does to a way, for a body."""

    CLOSES = "closes"
    OPENS = "opens"
    NOTHING = "says nothing"


class Reach(StrEnum):
    """How the body that is asked about stands to those that a restriction names."""

    SAME = "same"
    PART = "part"
    WHOLE = "whole"
    OTHER = "other"


@dataclass(frozen=True)
class Rule:
    """A row of closures.csv; an empty field fits anything, and the first rule that fits counts.

    `route` is the restriction's way, `asked` the ways asked about, `only` ids of statements.
    """

    id: str
    answer: str
    route: str
    asked: tuple[str, ...]
    reach: str
    only: tuple[str, ...]
    effect: Effect
    sources: tuple[str, ...]
    note: str

    def fits(self, statement: Statement, route: str, reach: Reach) -> bool:
        """Whether the rule speaks of that statement, way and body."""
        return (
            self.answer in ("", str(statement.word))
            and self.route in ("", str(statement.route))
            and (not self.asked or route in self.asked)
            and self.reach in ("", str(reach))
            and (not self.only or statement.id in self.only)
        )


@dataclass(frozen=True)
class Sighting:
    """A row of route_sightings.csv: a way was open, or closed, to bodies in a state.

    `begins` and `ends` are the days within which it began and ended (None: no end is known).
    `throughout` says that every day between counts; else only that some day did.
    """

    id: str
    route: str
    state: str
    bodies: tuple[str, ...]
    word: Word
    begins: Period
    ends: Period | None
    throughout: bool
    sources: tuple[str, ...]
    note: str

    def covers(self, day: date) -> bool:
        """Whether it shows the way so on that very day."""
        started, ended = day >= self.begins[1], self.ends is not None and day > self.ends[0]
        return self.throughout and started and not ended


def find_reach(body: str, named: Iterable[str], parents: Mapping[str, str]) -> Reach:
    """Return how `body` stands to the bodies that a source names; `parents` lead to the wholes.

    >>> parents = {"HSI": "ICE", "ICE": "DHS", "CBP": "DHS"}
    >>> [str(find_reach(body, ["ICE"], parents)) for body in ("ICE", "HSI", "DHS", "CBP")]
    ['same', 'part', 'whole', 'other']
    """
    bodies = set(named)
    if body in bodies:
        return Reach.SAME
    if bodies & set(_list_wholes(body, parents)):
        return Reach.PART
    if any(body in _list_wholes(one, parents) for one in bodies):
        return Reach.WHOLE
    return Reach.OTHER


def find_rule(statement: Statement, route: str, reach: Reach, rules: Sequence[Rule]) -> Rule:
    """Return the first rule that fits. Raises Problem if none does: silence is no answer."""
    for rule in rules:
        if rule.fits(statement, route, reach):
            return rule
    raise Problem(
        f"No rule says what {statement.word!s} by way of {statement.route!s} does to {route}",
        file="closures.csv",
        expected="a rule for each answer of restrictions.csv",
        remedy="Add a row; its effect is 'says nothing' if that is what the source does",
    )


def _list_wholes(body: str, parents: Mapping[str, str]) -> list[str]:
    wholes: list[str] = []
    while (body := parents.get(body, "")) and body not in wholes:
        wholes.append(body)
    return wholes
