"""Route status: when each way to a state's records was open or closed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from helpers.errors import Problem
from helpers.policy.restrictions import Moment, Period, Route, StateStatement, judge_event
from helpers.policy.restrictions import StatementWord as Said

# Closures: what a restriction does to a way, by rules; and when a way was seen open or closed.
#
# Both are judgment as data: the rows of closures.csv and route_sightings.csv, each with its
# sources.

EVERYWHERE = "all"
"""The state of a sighting that is about every state."""


class StatusWord(StrEnum):
    """The three answers."""

    OPEN = "open"
    CLOSED = "closed"
    NOT_KNOWN = "not known"


class RuleEffect(StrEnum):
    """What a rule says that a restriction does to a way, for a body."""

    CLOSES = "closes"
    OPENS = "opens"
    NOTHING = "says nothing"


class Reach(StrEnum):
    """How the agency in question relates to those that a restriction names."""

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
    effect: RuleEffect
    sources: tuple[str, ...]
    note: str

    def fits(self, statement: StateStatement, route: str, reach: Reach) -> bool:
        """Whether the rule is about that statement, route and agency."""
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
    word: StatusWord
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
    """Return how `body` relates to the agencies that a source names; `parents` are their wholes.

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


def find_rule(statement: StateStatement, route: str, reach: Reach, rules: Sequence[Rule]) -> Rule:
    """Return the first rule that fits. Raises Problem if none does: silence isn't an answer."""
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


# Openings: whether a way to a state's records was open to a federal body on a day, or not known.
#
# Three things decide, each a row of data/reference with its sources: what sources say of a state's
# restriction, what such a restriction does to each way (a rule), and when a way was seen open or
# closed. Nothing is open or closed without a source for that state: what no row mentions is not
# known, and so is what two rows disagree on. A closure lasts until a source ends it; that a way was
# seen open covers the days seen and no later one.


@dataclass(frozen=True)
class Declared:
    """What people wrote down: what sources say of states, rules, sightings, and who is whose part.

    `parents` lead from a body to the one that it is a part of.
    """

    statements: Sequence[StateStatement]
    rules: Sequence[Rule]
    sightings: Sequence[Sighting]
    parents: Mapping[str, str]


@dataclass(frozen=True)
class RouteStanding:
    """The answer for one way, state, body and day: the word, its sources, and why.

    `sources` are ids of claims, laws and answers, best first; never empty if it is open or closed.
    `rows` are the ids of the rows of data/reference that decided, or that come nearest.
    """

    route: str
    state: str
    body: str
    day: date
    word: StatusWord
    sources: tuple[str, ...]
    why: str
    rows: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Evidence:
    """One piece of evidence for open or closed on the day, with what it rests on."""

    word: StatusWord
    row: str
    sources: tuple[str, ...]
    note: str


def judge_opening(
    route: str,
    state: str,
    body: str,
    day: date,
    declared: Declared,
) -> RouteStanding:
    """Return whether `route` was open to `body` in `state` on `day`, or that it is not known.

    Raises Problem if no rule covers what a source says of the state.
    """
    seen = [
        one
        for one in declared.sightings
        if one.route == route and one.state in (state, EVERYWHERE) and body in one.bodies
    ]
    found = [_read_sighting(one) for one in seen if one.covers(day)]
    said, silent = _weigh_statements(
        [one for one in declared.statements if one.state == state], route, body, day, declared
    )
    found += said
    words = {one.word for one in found}
    make = _Maker(route, state, body, day)
    if words in ({StatusWord.OPEN}, {StatusWord.CLOSED}):
        best = [one for one in found if one.word in words]
        return make(words.pop(), best, best[0].note)
    if words:
        return make(StatusWord.NOT_KNOWN, found, "Sources differ on that day")
    if seen:
        near = max(seen, key=lambda one: (one.throughout, one.begins[1], one.id))
        return make(StatusWord.NOT_KNOWN, [_read_sighting(near)], _say_when(near, day))
    if silent:
        first = [one for one in silent if one.note == silent[0].note]
        return make(StatusWord.NOT_KNOWN, first, first[0].note)
    return make(StatusWord.NOT_KNOWN, [], "We found no source that says")


def judge_openings(
    routes: Iterable[str],
    state: str,
    bodies: Iterable[str],
    day: date,
    declared: Declared,
) -> list[RouteStanding]:
    """Return the answer for each way and body, the ways in order and the bodies within them."""
    wanted = list(bodies)
    return [judge_opening(route, state, body, day, declared) for route in routes for body in wanted]


def list_spans(
    route: str, state: str, body: str, first: date, last: date, declared: Declared
) -> list[tuple[StatusWord, date, date]]:
    """Return the state of a route from `first` to `last`: word, first and last day of each stretch.

    The stretches follow one another without a gap; neighbors differ in their word.
    """
    spans: list[tuple[StatusWord, date, date]] = []
    starts = sorted({first, *(day for day in _list_turns(declared) if first < day <= last)})
    ends = [*(day - timedelta(1) for day in starts[1:]), last]
    for start, end in zip(starts, ends, strict=True):
        word = judge_opening(route, state, body, start, declared).word
        if spans and spans[-1][0] is word:
            spans[-1] = (word, spans[-1][1], end)
        else:
            spans.append((word, start, end))
    return spans


def _list_turns(declared: Declared) -> set[date]:
    """Return every day on which some answer may differ from the day before."""
    rows = [
        *((one.begins, one.ends, one.seen) for one in declared.statements),
        *((one.begins, one.ends, None) for one in declared.sightings),
    ]
    days = {day for periods in rows for period in periods if period for day in period}
    return days | {day + timedelta(1) for day in days}


@dataclass(frozen=True)
class _Maker:
    route: str
    state: str
    body: str
    day: date

    def __call__(self, word: StatusWord, found: Sequence[_Evidence], why: str) -> RouteStanding:
        sources = tuple(dict.fromkeys(name for one in found for name in one.sources))
        rows = tuple(dict.fromkeys(one.row for one in found))
        return RouteStanding(self.route, self.state, self.body, self.day, word, sources, why, rows)


def _read_sighting(one: Sighting) -> _Evidence:
    return _Evidence(one.word, one.id, one.sources, one.note)


def _weigh_statements(
    statements: Iterable[StateStatement],
    route: str,
    body: str,
    day: date,
    declared: Declared,
) -> tuple[list[_Evidence], list[_Evidence]]:
    """Return what the statements show on the day, and those that mention it and show nothing."""
    groups: dict[tuple[str, RuleEffect], list[tuple[StateStatement, Rule]]] = {}
    # What blocks comes first: of those that show nothing, the first gives the answer its reason.
    for one in sorted(statements, key=lambda one: list(Said).index(one.word)):
        rule = find_rule(one, route, find_reach(body, one.bodies, declared.parents), declared.rules)
        groups.setdefault((one.event, rule.effect), []).append((one, rule))
    shown: list[_Evidence] = []
    silent: list[_Evidence] = []
    for (_, effect), pairs in groups.items():
        moment = judge_event([one for one, _ in pairs], day).moment
        if moment not in (Moment.BEGUN, Moment.CLASH):
            continue
        for one, rule in pairs:
            item = _Evidence(StatusWord.NOT_KNOWN, one.id, (*one.claims, *rule.sources), rule.note)
            if effect is RuleEffect.NOTHING or (effect is RuleEffect.OPENS and day > one.seen[0]):
                # Of another way it would be no reason: there nothing was found.
                silent += [item] if str(one.route) in (route, Route.ALL) else []
            elif judge_event([one], day).moment is Moment.BEGUN:
                word = StatusWord.CLOSED if effect is RuleEffect.CLOSES else StatusWord.OPEN
                shown.append(_Evidence(word, one.id, item.sources, one.note or rule.note))
            if moment is Moment.CLASH and effect is not RuleEffect.NOTHING:
                shown.append(item)
    return shown, silent


def _say_when(sighting: Sighting, day: date) -> str:
    """Return how near a sighting comes to a day that it does not show."""
    if not sighting.throughout:
        return f"Seen {sighting.word} at some time: {sighting.note}"
    if day < sighting.begins[1]:
        return f"First seen {sighting.word} on {sighting.begins[1]}: {sighting.note}"
    last = sighting.ends[0] if sighting.ends else sighting.begins[1]
    return f"Last seen {sighting.word} on {last}: {sighting.note}"
