"""Statements in words: since when and until when it is so, by whose account."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from helpers.analysis.restrictions import Statement
from helpers.evidence.claims import Claims
from helpers.evidence.dates import write_date


def write_since(statement: Statement) -> str:
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


def write_best_since(sources: Sequence[Statement]) -> str:
    """Return since when, by the best of the sources that say so; else by when it was so."""
    given = [one for one in sources if one.begins]
    if not given:
        earliest = sorted(sources, key=lambda one: one.seen)[:1]
        return " or ".join(write_since(one) for one in earliest)
    best = [one for one in given if one.weight == given[0].weight]
    return " or ".join(dict.fromkeys(write_since(one) for one in best))


def find_last_seen(sources: Sequence[Statement]) -> str:
    """Return the last date, as written, for which one of `sources` (not none) shows it."""
    return max(sources, key=lambda one: one.seen[1]).written["seen"]


def list_claims(sources: Iterable[Statement]) -> list[str]:
    """Return the ids of the claims that print any of `sources`, each once."""
    return list(dict.fromkeys(name for one in sources for name in one.claims))


def name_sources(statement: Statement, claims: Claims) -> str:
    """Return who printed a statement, each with the id of the claim; an unknown id stands alone."""
    names = [
        f"{claims[name].source} ({name})" if name in claims else name for name in statement.claims
    ]
    return "; ".join(names)
