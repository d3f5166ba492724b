"""Reasons: what searches say they were for, and the keywords that classify them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, get_args

import pandas as pd

from helpers.errors import Misuse, Problem, suggest
from helpers.releases.release import read_reference
from helpers.status import DataStatus

if TYPE_CHECKING:
    from helpers.project import Project

# Keywords: the committed table of terms, and which of its classes a text names.
#
# Terms are looked for as whole words, whatever the case and typography of the text.

FILE = "keywords.csv"
COLUMNS = ("class", "body", "term", "rule", "reason", "source")
Match = Literal["whole words", "substring"]
COUNTS, DOES_NOT_COUNT = "counts", "does not count"
JOIN = " + "
"""Stands between the classes of a reason that names several."""

IMMIGRATION_BODIES = ("ice", "ero", "cbp", "border patrol", "dhs")
"""The classes that name a body which enforces immigration law. HSI, often drugs work, is apart."""


@dataclass(frozen=True)
class Keyword:
    """One line of the table: a term as it is looked up, and whether finding it counts."""

    name: str
    term: str
    body: str
    counts: bool


@dataclass(frozen=True)
class Keywords:
    """The terms, those of more words first, and the classes in the order of the table.

    It may be named as what a table rests on: a choice of the project, and no release.
    """

    terms: tuple[Keyword, ...]
    classes: tuple[str, ...]
    data_status: DataStatus = DataStatus.DECLARED
    releases: tuple[str, ...] = ()

    @property
    def bodies(self) -> dict[str, str]:
        """Each class that names bodies, with their ids, parted by blanks."""
        found: dict[str, dict[str, None]] = {}
        for one in self.terms:
            if one.counts and one.body:
                found.setdefault(one.name, {})[one.body] = None
        return {name: " ".join(found[name]) for name in self.classes if name in found}

    def choose(self, classes: Iterable[str]) -> tuple[str, ...]:
        """Return `classes`, each of which must be one of the table; else Misuse names the nearest.

        Raises Misuse if there is none: a count of nothing would look like a zero.
        """
        chosen = tuple(dict.fromkeys(classes))
        for name in chosen:
            if name not in self.classes:
                raise Misuse(
                    f"There is no class of reasons called {name!r}",
                    remedy=suggest(name, self.classes),
                )
        if not chosen:
            raise Misuse("No class of reasons is named", expected=", ".join(self.classes))
        return chosen


def load_keywords(project: Project) -> Keywords:
    """Read keywords.csv, the project's own or the one shipped.

    Raises Problem if a term is used twice, is not folded, or its rule is unknown, or if a
    class has no term that counts.
    """
    terms: dict[str, Keyword] = {}
    for number, row in enumerate(read_reference(FILE, project, COLUMNS), start=1):
        where: dict[str, Any] = {"file": FILE, "row": number}
        term = row["term"]
        if fold_reason(term) != term or not term:
            raise Problem(
                f"The term {term or '(blank)'} is not written as it is looked up",
                expected=fold_reason(term) or "words of small letters and digits",
                **where,
            )
        if term in terms:
            raise Problem(f"The term {term} is used twice", **where)
        if row["rule"] not in (COUNTS, DOES_NOT_COUNT):
            raise Problem(
                f"{row['rule']!r} is no rule", expected=f"{COUNTS}, {DOES_NOT_COUNT}", **where
            )
        if not row["class"] or JOIN.strip() in row["class"]:
            raise Problem(f"{row['class']!r} cannot be the name of a class", **where)
        terms[term] = Keyword(row["class"], term, row["body"], row["rule"] == COUNTS)
    counting = tuple(dict.fromkeys(one.name for one in terms.values() if one.counts))
    for one in terms.values():
        if one.name not in counting:
            raise Problem(
                f"Nothing counts as {one.name}", file=FILE, remedy="Add a term, or a class"
            )
    ordered = sorted(terms.values(), key=lambda one: (-len(one.term.split()), -len(one.term)))
    return Keywords(tuple(ordered), counting)


@lru_cache(maxsize=1 << 16)
def fold_reason(text: str) -> str:
    r"""Return a text as it is looked up: words of small letters and digits, single blanks.

    Case, accents, typography (full-width letters, curly quotes, no-break blanks, signs without a
    width) and punctuation do not matter. An accent does not part a word from its neighbor.

    >>> fold_reason("ICE+ERO \u2013 \uff29\uff23\uff25 warrant"), fold_reason("éice")
    ('ice ero ice warrant', 'eice')
    """
    folded = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    kept = []
    for sign in folded:
        kind = unicodedata.category(sign)
        if kind[0] in "LN":
            kept.append(sign)
        elif kind not in ("Mn", "Me", "Cf"):
            kept.append(" ")
    return " ".join("".join(kept).split())


def find_classes(text: str, keywords: Keywords, match: Match = "whole words") -> tuple[str, ...]:
    """Return the classes that a reason names, in the order of the table.

    Longer terms are looked for first, and what they cover is not looked at again: "Homeland
    Security Investigations" names HSI and not the department, and "ice cream" names nobody.
    Raises Misuse if there is no such match.
    """
    return _find(fold_reason(text), keywords, _check(match))


def write_class(name: str, keywords: Keywords) -> str:
    """Return what a reason of a class does, in words: it names a body, or says a word.

    >>> from helpers.project import find_project
    >>> table = load_keywords(find_project())
    >>> [write_class(name, table) for name in ("ice", "border patrol", "immigration")]
    ['names ICE', 'names Border Patrol', 'says "immigration"']
    """
    if name not in keywords.bodies:
        return f'says "{name}"'
    if " " in keywords.bodies[name]:
        return f"names a body of the class {name}"
    return f"names {name.upper() if len(name) < 4 else name.title()}"


def list_keywords(keywords: Keywords) -> pd.DataFrame:
    """Return the table as readers see it: class, bodies, terms that count, terms that do not."""
    rows = []
    for name in keywords.classes:
        terms = sorted(
            (one for one in keywords.terms if one.name == name), key=lambda one: one.term
        )
        rows.append(
            {
                "class": name,
                "names": keywords.bodies.get(name, "no body"),
                "counts if a reason has": "; ".join(one.term for one in terms if one.counts),
                "does not count": "; ".join(one.term for one in terms if not one.counts),
            }
        )
    return pd.DataFrame(rows)


def _find(folded: str, keywords: Keywords, match: Match) -> tuple[str, ...]:
    left, found = _edge(folded, match), set()
    for one in keywords.terms:
        sought = _edge(one.term, match)
        if sought in left:
            # A sign that no folded text holds, so what is left and right does not join.
            left = left.replace(sought, "|")
            if one.counts:
                found.add(one.name)
    return tuple(name for name in keywords.classes if name in found)


def _edge(folded: str, match: Match) -> str:
    """Return a folded text with a blank of its own at both ends of each word, or as it is.

    Two words that share a blank would hide one of two neighbors from a replacement.
    """
    return f" {folded.replace(' ', '  ')} " if match == "whole words" else folded


def _check(match: str) -> Match:
    if match not in get_args(Match):
        raise Misuse(f"There is no match {match!r}", remedy=suggest(str(match), get_args(Match)))
    return match  # type: ignore[return-value]


# Reasons: the stated reasons of searches as classes, and how often each class occurs.
#
# A reason is free text and never leaves. What leaves is its class, by the table of keywords.

REASON, STATE, CLASSES = "reason", "reason_state", "classes"


def names_any(column: pd.Series[str], classes: Iterable[str]) -> pd.Series[bool]:
    """Return whether each entry of a `classes` column holds at least one of `classes`."""
    sought = frozenset(classes)
    hits = {text for text in column.unique() if sought.intersection(text.split(JOIN))}
    return column.isin(hits)
