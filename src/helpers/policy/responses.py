"""Responses: what states answer, and how sure that is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from helpers.claims.claim import Claims
from helpers.claims.dates import write_date
from helpers.errors import Problem
from helpers.policy.law import NOT_LOOKED, ROUTE_NAMES, STATES, Reference, State
from helpers.policy.restrictions import (
    Moment,
    RestrictionAnswer,
    Route,
    StateAnswer,
    StatementWord,
    StateStatement,
    answer_states,
    judge_event,
    list_changes,
    read_statement,
)

if TYPE_CHECKING:
    import pandas as pd

# Statements in words: since when and until when it is so, by whose account.


def write_since(statement: StateStatement) -> str:
    """Return since when, in the words that the source allows, and until when if it says so."""
    if statement.begins is None:
        return f"not said; so by {write_date(statement.written['seen'])}"
    since = write_date(statement.written["since"])
    before = {"as early as": "as early as ", "within": "at some time in "}
    text = before.get(statement.precision, "") + since
    until = statement.written["until"]
    if until and until == statement.written["since"]:
        return f"{text}, and ended within it"
    return f"{text}, until {write_date(until)}" if until else text


def write_best_since(sources: Sequence[StateStatement]) -> str:
    """Return since when, by the best of the sources that say so; else by when it was so."""
    given = [one for one in sources if one.begins]
    if not given:
        earliest = sorted(sources, key=lambda one: one.seen)[:1]
        return " or ".join(write_since(one) for one in earliest)
    best = [one for one in given if one.weight == given[0].weight]
    return " or ".join(dict.fromkeys(write_since(one) for one in best))


def find_last_seen(sources: Sequence[StateStatement]) -> str:
    """Return the last date, as written, for which one of `sources` (not none) shows it."""
    return max(sources, key=lambda one: one.seen[1]).written["seen"]


def list_printed_claims(sources: Iterable[StateStatement]) -> list[str]:
    """Return the ids of the claims that print any of `sources`, each once."""
    return list(dict.fromkeys(name for one in sources for name in one.claims))


def list_deciding(answers: Mapping[str, StateAnswer], answer: str) -> list[StateStatement]:
    """Return the statements that gave states an answer; there are none for *not known*."""
    return [
        source for one in answers.values() if str(one.answer) == answer for source in one.deciding
    ]


def name_sources(statement: StateStatement, claims: Claims) -> str:
    """Return who published a statement, each with the claim's id; an unknown id has no name."""
    names = [
        f"{claims[name].source} ({name})" if name in claims else name for name in statement.claims
    ]
    return "; ".join(names)


# Answers about states, laid out: the map's rows, its remarks, and the sources side by side.

ANSWER_WORDS = {
    str(RestrictionAnswer.BLOCKS): "known to block",
    str(RestrictionAnswer.ASKED): "asked to block",
    str(RestrictionAnswer.AGREED): "agreed to help",
    str(RestrictionAnswer.NOT_KNOWN): "not known",
}
"""The four answers as a map words them."""

MARK_WORDS = {
    str(StatementWord.LEFT_ON): ("+", "{bodies} still connected"),
    str(StatementWord.IN_PROCESS): ("*", "said to be working on a block"),
    str(StatementWord.SAID): ("?", "one report of a block"),
    str(StatementWord.ORDERED): ("!", "ordered to block, not yet done"),
    str(StatementWord.REOPENED): ("\u21ba", "access was cut, then opened again for {bodies}"),
    str(Moment.CLASH): ("\u2260", "sources differ"),
}
"""The sign and the words for what more is to be known of a state."""

_CODES = re.compile(r"\(([A-Z]{2}(?: [A-Z]{2})*)\)")


def list_answers(states: Mapping[str, State], answers: Mapping[str, StateAnswer]) -> pd.DataFrame:
    """Return one row a state: code, state, row, column, answer, more, rests on (ids of claims)."""
    import pandas as pd

    rows = [
        {
            "code": state.code,
            "state": state.name,
            "row": state.row,
            "column": state.column,
            "answer": str(answers[state.code].answer),
            "more": "; ".join(answers[state.code].marks),
            "rests on": ", ".join(list_printed_claims(answers[state.code].deciding)),
        }
        for state in states.values()
    ]
    return pd.DataFrame(rows)


def list_remarks(answers: Mapping[str, StateAnswer]) -> list[tuple[str, str, tuple[str, ...]]]:
    """Return what more is to be known: sign, words, and the codes of the states it is about.

    Bodies that keep or regained access are named. A remark about no state is left out.
    """
    remarks = []
    for mark, (sign, words) in MARK_WORDS.items():
        marked = {code: one for code, one in answers.items() if mark in one.marks}
        bodies = [
            body
            for one in marked.values()
            for event in one.events
            if str(event.word) == mark
            for source in event.sources
            for body in source.bodies
        ]
        if marked:
            named = ", ".join(dict.fromkeys(bodies))
            remarks.append((sign, words.format(bodies=named), tuple(sorted(marked))))
    return remarks


def list_decided(
    answers: Mapping[str, StateAnswer], states: Mapping[str, State], claims: Claims
) -> pd.DataFrame:
    """Return one row for the states about which the same is known, those that block first.

    Columns: answer, states, whom, since, last said (the last day for which a source shows it), said
    first by (the origins: outlets that repeat one letter are one), best source (its rank), more
    (what else is said). States that no source mentions have no row.
    """
    import pandas as pd

    groups: dict[tuple[str, ...], list[str]] = {}
    for code, answer in answers.items():
        if answer.answer is not RestrictionAnswer.NOT_KNOWN or answer.marks:
            groups.setdefault(_describe(answer, claims), []).append(states[code].name)
    columns = ["answer", "states", "whom", "since", "last said", "said first by"]
    columns += ["best source", "more"]
    order = {answer: rank for rank, answer in enumerate(ANSWER_WORDS)}
    rows = [(facts[0], ", ".join(sorted(named)), *facts[1:]) for facts, named in groups.items()]
    rows.sort(key=lambda row: (order[row[0]], row[1]))
    return pd.DataFrame(rows, columns=columns)


def _describe(answer: StateAnswer, claims: Claims) -> tuple[str, ...]:
    """Return what is known of a state, in the columns of `list_decided` after its name."""
    sources = answer.deciding
    named = list_printed_claims(sources)
    origins = (claims[name].origin_name for name in named if name in claims)
    return (
        str(answer.answer),
        ", ".join(dict.fromkeys(body for one in sources for body in one.bodies)),
        write_best_since(sources),
        write_date(find_last_seen(sources)) if sources else "",
        ", ".join(dict.fromkeys(origins)),
        sources[0].rank if sources else "",
        "; ".join(answer.marks),
    )


def list_sources(
    statements: Iterable[StateStatement],
    states: Mapping[str, State],
    claims: Claims,
    day: date,
    *,
    only: Sequence[str] = (),
) -> pd.DataFrame:
    """Return what each source says, one row a source, those of one event together.

    Columns: state, says, whom, route, since, said by (with the ids), rank, on the day, note. Under
    "on the day" stands begun, not begun, ended or not said; *against others* if better ones differ.
    `only` keeps states by their codes.
    """
    import pandas as pd

    groups: dict[str, list[StateStatement]] = {}
    for one in statements:
        if not only or one.state in only:
            groups.setdefault(one.event, []).append(one)
    rows = []
    for group in sorted(groups.values(), key=lambda group: _sort_key(group, states)):
        event = judge_event(group, day)
        for one in event.sources:
            reading = str(read_statement(one, day))
            rows.append(
                {
                    "state": states[one.state].name,
                    "says": str(one.word),
                    "whom": ", ".join(one.bodies),
                    "route": ROUTE_NAMES[one.route],
                    "since": write_since(one),
                    "said by": name_sources(one, claims),
                    "rank": one.rank,
                    "on the day": f"{reading}, against others" if one in event.against else reading,
                    "note": one.note,
                }
            )
    return pd.DataFrame(rows)


def count_changes(
    states: Mapping[str, State], statements: Sequence[StateStatement], route: Route, last: date
) -> pd.DataFrame:
    """Return the number of states under each answer, one row each day on which a number changed.

    Columns: from (the day), then the four answers. The first row is the first day on which anything
    is known of a state; days after `last` are left out.
    """
    import pandas as pd

    rows: list[dict[str, str | int]] = []
    for day in list_changes(statements):
        if day > last:
            break
        found = [one.answer for one in answer_states(states, statements, day, route).values()]
        counts = {str(answer): found.count(answer) for answer in RestrictionAnswer}
        if not rows and counts[str(RestrictionAnswer.NOT_KNOWN)] == len(found):
            continue
        if not rows or any(rows[-1][name] != count for name, count in counts.items()):
            rows.append({"from": write_date(day.isoformat()), **counts})
    return pd.DataFrame(rows, columns=["from", *ANSWER_WORDS])


def list_listed(claims: Claims, names: Sequence[str]) -> pd.DataFrame:
    """Return which state each of several printed lists names: state, then a column a claim.

    Columns are called by who printed it and the id; a cell says whether the state is named.
    """
    import pandas as pd

    members = sorted({member for name in names for member in claims[name].members})
    columns = {f"{claims[name].source} ({name})": claims[name].members for name in names}
    rows = [
        {"state": member, **{title: member in listed for title, listed in columns.items()}}
        for member in members
    ]
    return pd.DataFrame(rows)


def list_recipients(
    recipients: Sequence[str],
    states: Mapping[str, State],
    responses: Reference,
    *,
    about: str = "nlets: letters",
) -> pd.DataFrame:
    """Return one row a recipient of the letters: state, kind, and what was answered, or not found.

    An answer is a recipient's if the postal code is in brackets after who gave it. A recipient
    without one was not looked for, which is not the same as not found. Raises Problem for a
    recipient that isn't a state of the table.
    """
    import pandas as pd

    statements = {
        code: row["said"]
        for row in responses.rows
        if row["about"].startswith(about)
        for found in _CODES.findall(row["who"])
        for code in found.split()
    }
    unknown = [code for code in recipients if code not in states]
    if unknown:
        raise Problem(
            f"{STATES} has no {', '.join(unknown)}",
            expected="every state that the letters went to",
            remedy="Add it to the project's own table of states",
        )
    rows = [
        {
            "recipient": f"The governor of {states[code].name}",
            "kind": states[code].kind,
            "answer": statements.get(code, NOT_LOOKED + "."),
        }
        for code in sorted(recipients, key=lambda code: states[code].name)
    ]
    return pd.DataFrame(rows)


def _sort_key(group: Sequence[StateStatement], states: Mapping[str, State]) -> tuple[str, date]:
    return states[group[0].state].name, min((one.begins or one.seen)[0] for one in group)
