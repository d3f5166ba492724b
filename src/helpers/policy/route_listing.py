"""Routes as tables: all routes side by side; a cell says if something is not known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from helpers.claims.claim import Claim
from helpers.claims.dates import write_date, write_dates
from helpers.policy.route_status import (
    EVERYWHERE,
    RouteStanding,
    Sighting,
    StatusWord,
    judge_openings,
    list_spans,
)
from helpers.policy.routes import QUESTIONS, RECORDS, Book, RouteFact

if TYPE_CHECKING:
    import pandas as pd

NOT_KNOWN = "not known"
NO_ANSWER = "no answer found"
GLIMPSED = "seen at some time"
"""The answer of a row that isn't a stretch: a month or year within which a way was seen open."""
OWN = "State licensing"
"""How the name of a route begins that each state has for itself."""
NO_SOURCE = "no source found"


def list_ways(book: Book) -> pd.DataFrame:
    """Return one row a route: route, what it is, whose words its name is, sources."""
    import pandas as pd

    rows = [
        {
            "route": way.name,
            "what it is": way.what_it_is,
            "whose words": way.words_of or "ours",
            "sources": ", ".join(way.sources),
        }
        for way in book.ways.values()
    ]
    return pd.DataFrame(rows)


def list_facts(book: Book, questions: Sequence[str]) -> pd.DataFrame:
    """Return one row a route and one column a question, each cell with its sources.

    `questions` are ids of QUESTIONS. A cell that no row answers is *not known*.
    """
    import pandas as pd

    rows = [
        {
            "route": way.name,
            **{QUESTIONS[name]: _write(find_facts(book, way.id, name), book) for name in questions},
        }
        for way in book.ways.values()
    ]
    return pd.DataFrame(rows)


def list_records(book: Book) -> pd.DataFrame:
    """Return one row a route and one column a sort of data: yes, in part or not known.

    `list_facts` says what "in part" means.
    """
    import pandas as pd

    rows = []
    for way in book.ways.values():
        row = {"route": way.name}
        for record, name in RECORDS.items():
            facts = find_facts(book, way.id, record)
            shown = [f"{fact.says} ({', '.join(fact.sources)})" for fact in facts]
            row[name] = "; ".join(shown) or NOT_KNOWN
        rows.append(row)
    return pd.DataFrame(rows)


def list_route_responses(book: Book) -> pd.DataFrame:
    """Return one row a response: route, who, what they said, when, by, response (its id), to know.

    `to know` is what the table of answers warns of, such as a weak source. A way for which nobody's
    answer is kept says so; "no answer found" is a row like any other.
    """
    import pandas as pd

    rows = []
    for way in book.ways.values():
        ids = [name for fact in find_facts(book, way.id, "answered") for name in fact.sources]
        for name in ids:
            one = book.responses[name]
            when = write_dates(one["date"])
            printed = (one["source_org"], name, one["notes"])
            rows.append([way.name, one["who"], one["said"], when, *printed])
        if not ids:
            rows.append([way.name, "", NO_ANSWER, *[""] * 4])
    columns = ["route", "who", "what they said", "when", "by", "response", "to know"]
    return pd.DataFrame(rows, columns=columns)


def judge_day(book: Book, state: str, bodies: Sequence[str], day: str) -> list[RouteStanding]:
    """Return the answer for each way and body in a state on an ISO day."""
    return judge_openings(book.ways, state, bodies, date.fromisoformat(day), book.declared)


def list_standings(standings: Iterable[RouteStanding], book: Book) -> pd.DataFrame:
    """Return one row an answer: route, agency, answer, detail, why, sources.

    `detail` is the date or the doubt that goes with the answer, in a few words.
    """
    import pandas as pd

    rows = [
        {
            "route": book.ways[one.route].name,
            "agency": one.body,
            "answer": str(one.word),
            "detail": _write_detail(one, book),
            "why": write_dates(one.why),
            "sources": ", ".join(one.sources) or NO_SOURCE,
        }
        for one in standings
    ]
    return pd.DataFrame(rows)


def _write_detail(one: RouteStanding, book: Book) -> str:
    """Return since when it is closed, that it was left open, or when it was last seen open."""
    sightings = {seen.id: seen for seen in book.declared.sightings}
    statements = {row.id: row for row in book.declared.statements}
    for name in one.rows:
        seen, row = sightings.get(name), statements.get(name)
        if one.word is StatusWord.OPEN:
            return "left connected" if seen and seen.ends and seen.ends[1] >= one.day else ""
        if row:
            closed = one.word is StatusWord.CLOSED and row.begins is not None
            return write_date(row.written["since"]) if closed else "block unclear"
        if seen and one.word is StatusWord.CLOSED:
            return write_date(seen.begins[0].isoformat()[:7])
        if seen and seen.throughout and seen.ends:
            day = write_date(seen.ends[1].isoformat())
            return f"last seen {day.removesuffix(f', {one.day.year}')}"
        if seen:
            first, last = seen.begins[0], (seen.ends or seen.begins)[1]
            same = (first.year, first.month) == (last.year, last.month)
            return f"seen in {write_date(first.isoformat()[: 7 if same else 4])}"
    return ""


def list_sightings(book: Book, state: str, routes: Sequence[str]) -> pd.DataFrame:
    """Return one row a sighting of `routes` in a state, with its period and its sources."""
    import pandas as pd

    rows = [
        {
            "route": book.ways[one.route].name,
            "agency": " and ".join(one.bodies),
            "seen": str(one.word),
            "from": _write_period(one, 0),
            "to": _write_period(one, 1),
            "how": "all the time" if one.throughout else "at some time",
            "what was seen": one.note,
            "sources": ", ".join(one.sources),
        }
        for one in book.declared.sightings
        if one.state == state and one.route in routes
    ]
    columns = ["route", "agency", "seen", "from", "to", "how", "what was seen", "sources"]
    return pd.DataFrame(rows, columns=columns)


def order_by_start(claim: Claim) -> str:
    """Return the key that sorts claims by their periods."""
    return claim.scope.start or claim.scope.end


def count_words(standings: Iterable[RouteStanding]) -> Mapping[str, int]:
    """Return how many of the answers are open, closed and not known; each word is counted."""
    counts = {str(word): 0 for word in StatusWord}
    for one in standings:
        counts[str(one.word)] += 1
    return counts


def count_known(book: Book, questions: Sequence[str]) -> tuple[int, int]:
    """Return how many cells of `list_facts` hold an answer, and how many there are.

    A short answer of "not known" doesn't count as an answer.
    """
    cells = [(way, name) for way in book.ways for name in questions]
    known = [
        cell for cell in cells if any(one.says != NOT_KNOWN for one in find_facts(book, *cell))
    ]
    return len(known), len(cells)


def find_facts(book: Book, route: str, question: str) -> list[RouteFact]:
    """Return the facts that answer one question about one way, in the order of the file."""
    return [one for one in book.facts if (one.route, one.question) == (route, question)]


def _write(facts: Iterable[RouteFact], book: Book) -> str:
    """Return the text of a cell, with its states and its sources."""
    written = []
    for fact in facts:
        where = f"{book.states[fact.place]}: " if fact.place else ""
        note = f". {fact.note}" if fact.note else ""
        written.append(f"{where}{fact.answer}{note} ({', '.join(fact.sources)})")
    return "; ".join(written) or NOT_KNOWN


def _write_period(one: Sighting, end: int) -> str:
    """Return the first (0) or last (1) day of a sighting as it is known: a day, month or year."""
    period = (one.begins, one.ends)[end]
    if period is None:
        return "no end found"
    first, last = period
    if first == last:
        return write_date(first.isoformat())
    whole = first.isoformat()[: 4 if first.month != last.month else 7]
    return write_date(whole)


def list_stretches(
    book: Book, lanes: Sequence[tuple[str, str]], state: str, first: str, last: str
) -> pd.DataFrame:
    """Return the state of routes over time: lane, answer, from, to (ISO days, both included).

    `lanes` are pairs of a way's id and a body; a lane is named by both, and a state's own way by
    the state. The stretches include, as *seen at some time*, each month or year within which a
    source shows the route open without its days, if it is within the look back.
    """
    import pandas as pd

    ends = (date.fromisoformat(first), date.fromisoformat(last))
    rows = []
    for route, body in lanes:
        way = book.ways[route].name.replace(OWN, f"{book.states[state]}'s")
        spans = list_spans(route, state, body, *ends, book.declared)
        spans += _list_glimpses(book, route, state, body, *ends)
        rows += [[f"{way}: {body}", str(word), *map(date.isoformat, days)] for word, *days in spans]
    return pd.DataFrame(rows, columns=["lane", "answer", "from", "to"])


def _list_glimpses(
    book: Book, route: str, state: str, body: str, first: date, last: date
) -> list[tuple[Any, date, date]]:
    """Return when a way was seen open on a day that no source gives: the word and the period."""
    return [
        (GLIMPSED, one.begins[0], one.ends[1])
        for one in book.declared.sightings
        if (one.route, one.word, one.throughout) == (route, StatusWord.OPEN, False)
        and one.state in (state, EVERYWHERE)
        and body in one.bodies
        and one.ends is not None
        and first <= one.begins[0]
        and one.ends[1] <= last
    ]
