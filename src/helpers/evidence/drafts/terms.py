"""Terms: the words by which a draft and the ledger name who, what, where and by whom.

They stand in data/reference/draft_terms.csv: one row a term, with its facet and the phrases that
mean it. A phrase with a capital letter in it is told from the same word without ("ICE", "ice").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from helpers.errors import Problem
from helpers.evidence.states import load_states
from helpers.paths import Project
from helpers.releases import read_reference

FILE = "draft_terms.csv"
COLUMNS = ("term", "facet", "implies", "phrases")
WHO, SYSTEM, PLACE, THING, ASPECT, SOURCE, SKIP = FACETS = (
    *("who", "system", "place", "thing", "aspect", "source", "skip"),
)
BODIES = frozenset({"dol", "wsp", "fhp"})
"""Agencies whose name holds a noun that may be counted, in small letters as well."""
_APOSTROPHE = "['’]"


@dataclass(frozen=True)
class Tag:
    """A term found in a text, at offsets."""

    term: str
    facet: str
    start: int
    end: int


class Terms:
    """The vocabulary, ready to be looked for in a text; `states` are names by postal code."""

    def __init__(
        self,
        rows: Iterable[tuple[str, str, str, tuple[str, ...]]],
        states: Mapping[str, str] | None = None,
    ) -> None:
        self.states = dict(states or {})
        self.implies: dict[str, frozenset[str]] = {}
        phrases_of: dict[tuple[str, bool], dict[str, list[str]]] = {}
        for term, facet, implies, phrases in rows:
            if facet not in FACETS:
                raise Problem(
                    f"The facet '{facet}' is not known",
                    file=FILE,
                    part=term,
                    expected=f"one of {', '.join(FACETS)}",
                )
            if implies:
                self.implies[term] = frozenset(implies.split())
            for phrase in phrases:
                exact = phrase.lower() != phrase
                at = phrases_of.setdefault((facet, exact), {})
                terms = at.setdefault(_normal(phrase), [])
                if term not in terms:
                    terms.append(term)
        self._finders = [
            (facet, exact, phrases, _compile(phrases, exact))
            for (facet, exact), phrases in phrases_of.items()
        ]

    def find(self, text: str, *, as_source: bool = False) -> list[Tag]:
        """Return the terms of a text in order; of two of a facet that overlap the longer stays.

        `as_source`: the text names a source, which may be one that is no agency, a federal court.
        """
        spans: dict[str, list[tuple[int, int, list[str]]]] = {facet: [] for facet in FACETS}
        for facet, exact, phrases, finder in self._finders:
            for found in finder.finditer(text):
                said = found[1] if exact else found[1].lower()
                spans[facet].append((*found.span(1), phrases[_normal(said)]))
        skipped: list[tuple[int, int, list[str]]] = [(a, b, []) for a, b, _ in spans[SKIP]]
        kept: list[Tag] = []
        for facet in FACETS[:-1]:
            taken: list[tuple[int, int]] = []
            hidden = [] if as_source and facet == SOURCE else skipped
            for start, end, terms in sorted(
                spans[facet] + hidden, key=lambda span: (span[0] - span[1], span[0])
            ):
                if not any(start < to and at < end for at, to in taken):
                    taken.append((start, end))
                    kept += [Tag(term, facet, start, end) for term in terms]
        names = [
            one
            for one in kept
            if one.facet not in (THING, ASPECT)
            and text[one.start : one.end].lower() != text[one.start : one.end]
        ]
        # The "department" of a Department of Licensing is part of a name, not what is counted.
        bodies = [one for one in kept if one.facet == WHO and one.term in BODIES]
        kept = [one for one in kept if one.facet != THING or not _is_inside(one, names + bodies)]
        return sorted(kept, key=lambda tag: (tag.start, tag.end))

    def widen(self, terms: Iterable[str]) -> frozenset[str]:
        """Return terms with what they imply: a town with its state."""
        given = set(terms)
        for term in list(given):
            given |= self.implies.get(term, frozenset())
        return frozenset(given)


def load_terms(project: Project) -> Terms:
    """Return the vocabulary of data/reference/draft_terms.csv.

    Raises Problem for a missing file or an unknown facet.
    """
    rows = read_reference(FILE, project, COLUMNS)
    states = {code: state.name for code, state in load_states(project).items()}
    return Terms(
        (
            (
                row["term"],
                row["facet"],
                row["implies"],
                tuple(phrase.strip() for phrase in row["phrases"].split(";") if phrase.strip()),
            )
            for row in rows
        ),
        states,
    )


def _is_inside(tag: Tag, names: Iterable[Tag]) -> bool:
    return any(
        one.start <= tag.start and tag.end <= one.end and one.end - one.start > tag.end - tag.start
        for one in names
    )


def _normal(phrase: str) -> str:
    return re.sub(r"[\s-]+", " ", phrase.replace("’", "'")).strip()


def _compile(phrases: Iterable[str], exact: bool) -> re.Pattern[str]:
    pieces = []
    for phrase in sorted(phrases, key=len, reverse=True):
        escaped = re.escape(phrase).replace(r"\ ", r"[\s-]+").replace("'", _APOSTROPHE)
        pieces.append(escaped)
    return re.compile(
        rf"(?<![\w])(?=((?:{'|'.join(pieces)})(?!\w)))", 0 if exact else re.IGNORECASE
    )
