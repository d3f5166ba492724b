"""Restrictions: what the sources say of a state on a day, as one of four answers.

The answers are *blocks*, *asked to block*, *agreed to help* and *not known*. None of them is
"open": that no source mentions a state says nothing about it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

Period = tuple[date, date]
"""The first and last day of a day, a month or a year."""


class Route(StrEnum):
    """The route that a source is about."""

    NLETS = "nlets"
    STATE_PORTAL = "state_portal"
    PLATE_READERS = "plate_readers"
    ALL = "all"
    NOT_CLEAR = "not clear"


class StatementWord(StrEnum):
    """What one source says of a state and a route."""

    BLOCKS = "blocks"
    SAID = "said to block"
    ORDERED = "ordered to block"
    IN_PROCESS = "in process"
    ASKED = "asked to block"
    AGREED = "agreed to help"
    REOPENED = "reopened"
    LEFT_ON = "left on"


class RestrictionAnswer(StrEnum):
    """The four answers about a state, in the order in which a map names them."""

    BLOCKS = "blocks"
    ASKED = "asked to block"
    AGREED = "agreed to help"
    NOT_KNOWN = "not known"


class Moment(StrEnum):
    """What a source, or all sources of one event, say about whether it had begun by a day."""

    NOT_BEGUN = "not begun"
    BEGUN = "begun"
    ENDED = "ended"
    SILENT = "not said"
    CLASH = "sources clash"


UNVERIFIED_ORDER = 9
"""The lowest rank: a source that mixes things never outweighs one that does not."""


@dataclass(frozen=True)
class StateStatement:
    """What one source says of one state and one route; a row of restrictions.csv.

    `begins` and `ends` are the days within which it began and ended, None where no source says;
    `seen` those for which the source shows it. `order` is the position of its rank, 0 for the best.
    `written` holds the dates as the table writes them, under since, until and seen.
    """

    id: str
    event: str
    state: str
    route: Route
    word: StatementWord
    bodies: tuple[str, ...]
    begins: Period | None
    ends: Period | None
    seen: Period
    precision: str
    claims: tuple[str, ...]
    note: str
    rank: str
    order: int
    written: Mapping[str, str]

    @property
    def weight(self) -> int:
        """Its order among sources that clash: lower is better."""
        return self.order + (UNVERIFIED_ORDER if self.word is StatementWord.SAID else 0)


@dataclass(frozen=True)
class Event:
    """One event of one state, on one day: what its sources say, those of the best rank first.

    `moment` is what the best-ranked sources that are not silent agree on, or that they clash.
    `word` is theirs. `against` are the sources that say otherwise.
    """

    name: str
    moment: Moment
    word: StatementWord
    sources: tuple[StateStatement, ...]
    against: tuple[StateStatement, ...]


@dataclass(frozen=True)
class StateAnswer:
    """The answer about a state on a day: which, what it rests on, and what else is said.

    `marks` are words that give no answer of the four but must stay in sight: in process, ordered,
    said to block, left on, reopened, sources clash.
    """

    state: str
    answer: RestrictionAnswer
    marks: tuple[str, ...]
    events: tuple[Event, ...]

    @property
    def deciding(self) -> tuple[StateStatement, ...]:
        """The sources that the answer rests on, best first; none where it is not known.

        What they say is the answer: an unverified source confirms nothing.
        """
        return tuple(
            source
            for event in self.events
            if event.moment is Moment.BEGUN and str(event.word) == str(self.answer)
            for source in event.sources
            if source not in event.against and source.word is event.word
        )


def read_statement(statement: StateStatement, day: date) -> Moment:
    """Return what one source says on a day: not begun, begun, ended, or nothing.

    A source that gives no beginning is silent before the day for which it shows the thing.
    """
    first, last = statement.begins or statement.seen
    if day < first:
        return Moment.NOT_BEGUN if statement.begins else Moment.SILENT
    if statement.ends:
        if day >= statement.ends[1]:
            return Moment.ENDED
        if day >= statement.ends[0]:
            return Moment.SILENT
    return Moment.BEGUN if day >= last else Moment.SILENT


def judge_event(statements: Sequence[StateStatement], day: date) -> Event:
    """Return what the sources of one event say together on a day.

    Those of the best rank that are not silent decide; if they differ, the sources clash.
    """
    readings = {one.id: read_statement(one, day) for one in statements}
    ordered = sorted(statements, key=lambda one: (one.weight, one.id))
    speaking = [one for one in ordered if readings[one.id] is not Moment.SILENT]
    if not speaking:
        return Event(ordered[0].event, Moment.SILENT, ordered[0].word, tuple(ordered), ())
    best = [one for one in speaking if one.weight == speaking[0].weight]
    found = {readings[one.id] for one in best}
    moment = found.pop() if len(found) == 1 else Moment.CLASH
    against = tuple(one for one in speaking if moment is not readings[one.id])
    return Event(ordered[0].event, moment, best[0].word, tuple(ordered), against)


def answer_state(
    state: str, statements: Iterable[StateStatement], day: date, route: Route = Route.NLETS
) -> StateAnswer:
    """Return the one answer about a state on a day, for one route.

    Sources about all routes count for each; those that do not distinguish routes are kept
    in sight. Where the state is said both to block and to help, the answer is not known.
    """
    events = _list_events(state, statements, day, route)
    begun = {event.word for event in events if event.moment is Moment.BEGUN}
    clash = any(event.moment is Moment.CLASH for event in events)
    if {StatementWord.BLOCKS, StatementWord.AGREED} <= begun:
        answer, clash = RestrictionAnswer.NOT_KNOWN, True
    else:
        order = (RestrictionAnswer.BLOCKS, RestrictionAnswer.AGREED, RestrictionAnswer.ASKED)
        words = {str(word) for word in begun}
        answer = next((one for one in order if one in words), RestrictionAnswer.NOT_KNOWN)
    marks = [str(word) for word in StatementWord if word in begun and str(word) != str(answer)]
    marks += [str(Moment.CLASH)] if clash else []
    return StateAnswer(state, answer, tuple(marks), events)


def answer_states(
    states: Iterable[str],
    statements: Sequence[StateStatement],
    day: date,
    route: Route = Route.NLETS,
) -> dict[str, StateAnswer]:
    """Return the answer about each of `states` on a day, in the order given."""
    return {state: answer_state(state, statements, day, route) for state in states}


def list_changes(statements: Iterable[StateStatement]) -> list[date]:
    """Return the days on which an answer may change, sorted: those on which a source begins."""
    days = set()
    for one in statements:
        days |= set(one.begins or one.seen) | set(one.ends or ())
    return sorted(days)


def _list_events(
    state: str, statements: Iterable[StateStatement], day: date, route: Route
) -> tuple[Event, ...]:
    groups: dict[str, list[StateStatement]] = {}
    for one in statements:
        if one.state == state and one.route in (route, Route.ALL, Route.NOT_CLEAR):
            groups.setdefault(one.event, []).append(one)
    judged = [judge_event(group, day) for group in groups.values()]
    shown = (Moment.BEGUN, Moment.CLASH)
    return tuple(event for event in judged if event.moment in shown)
