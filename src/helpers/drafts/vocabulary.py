"""Vocabulary: the phrases by which drafts and facts name who, what, where and by whom.

Phrases become *terms* (`data/reference/draft_terms.csv`): a body, a system, a place, a thing that
is counted, what sets one count apart from another, and who may be credited.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from helpers.drafts.mentions import WORDS, Token, tokenize
from helpers.errors import Problem
from helpers.policy.law import load_states
from helpers.project import Project
from helpers.releases.release import read_reference

FACETS = (WHO, SYSTEM, PLACE, THING, ASPECT, SOURCE, SKIP) = (
    "who", "system", "place", "thing", "aspect", "source", "skip"
)  # fmt: skip
FILE = "draft_terms.csv"
COLUMNS = ("term", "facet", "implies", "phrases")
LONGEST_PHRASE = 9


@dataclass(frozen=True)
class Term:
    """A term of the vocabulary: its facet, and the terms that follow from it."""

    id: str
    facet: str
    implies: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tag:
    """A term found in a text, and where."""

    term: str
    facet: str
    start: int
    end: int


def bare(word: str) -> str:
    """Return a word without its possessive ending."""
    for ending in ("'s", "’s", "'", "’"):
        if word.endswith(ending):
            return word[: -len(ending)]
    return word


def _fits(token: Token, wanted: str) -> bool:
    """Return whether a token is the word of a phrase: one with a capital asks for a capital."""
    word = token.text
    if word == wanted or bare(word) == wanted:
        return True
    if wanted[:1].isupper():
        # Capital letters don't make another name, nor does the start of a sentence.
        return word.isupper() and len(word) > 3 and bare(word) == wanted.upper()
    low = bare(word).lower()
    return low == wanted or word.lower() == wanted


class Vocabulary:
    """The terms, and the positions of their phrases in a text."""

    def __init__(self, terms: Iterable[tuple[Term, Sequence[str]]]) -> None:
        self.terms: dict[str, Term] = {}
        self.states: frozenset[str] = frozenset()
        self.names: dict[str, str] = {}
        self.phrases: dict[str, list[str]] = defaultdict(list)
        self._phrases: dict[str, list[tuple[tuple[str, ...], str, str]]] = defaultdict(list)
        for term, phrases in terms:
            self.terms.setdefault(term.id, term)
            self.names.setdefault(term.id, phrases[0] if phrases else term.id)
            for phrase in phrases:
                self.phrases[term.id].append(phrase)
                words = tuple(token.text for token in tokenize(phrase) if token.text not in "-–")
                if words and len(words) <= LONGEST_PHRASE:
                    self._phrases[bare(words[0]).lower()].append((words, term.id, term.facet))
        for found in self._phrases.values():
            found.sort(key=lambda one: -len(one[0]))

    def name(self, term: str) -> str:
        """Return a term as a sentence would have it."""
        return self.names.get(term, term)

    def parents(self, term: str) -> set[str]:
        """Return a term and all that follow from it."""
        found, stack = set[str](), [term]
        while stack:
            one = stack.pop()
            if one not in found:
                found.add(one)
                stack += self.terms[one].implies if one in self.terms else ()
        return found

    def tag(self, tokens: Sequence[Token]) -> list[Tag]:
        """Return the terms of a text in order; a longer phrase hides those within it."""
        words = [token for token in tokens if token.text not in ("-", "–")]
        tags: list[Tag] = []
        hidden: dict[str, int] = {}
        for i, token in enumerate(words):
            low = token.text.lower()
            keys = {low, bare(low)}
            for key in keys:
                for phrase, term, facet in self._phrases.get(key, ()):
                    group = "skip" if facet == SKIP else facet
                    if hidden.get(group, -1) >= i or hidden.get("skip", -1) >= i:
                        continue
                    if i + len(phrase) > len(words) or not all(
                        _fits(words[i + k], wanted) for k, wanted in enumerate(phrase)
                    ):
                        continue
                    last = i + len(phrase) - 1
                    hidden[group] = last
                    if facet != SKIP:
                        tags.append(Tag(term, facet, token.start, words[last].end))
        return sorted(tags, key=lambda one: one.start)


def load_vocabulary(project: Project) -> Vocabulary:
    """Return the vocabulary of a project: its terms, and the names of the states.

    Raises Problem for a row that cannot be read.
    """
    terms = []
    for row in read_reference(FILE, project, COLUMNS):
        if row["facet"] not in FACETS:
            raise Problem(
                f"The facet '{row['facet']}' is not known",
                file=FILE,
                part=row["term"],
                expected=f"one of {', '.join(FACETS)}",
            )
        phrases = [phrase.strip() for phrase in row["phrases"].split(";") if phrase.strip()]
        terms.append((Term(row["term"], row["facet"], tuple(row["implies"].split())), phrases))
    known = {term.id for term, _ in terms}
    states = [state.name for state in load_states(project).values()]
    terms += [(Term(name_place(one), PLACE), [one]) for one in states
              if name_place(one) not in known]  # fmt: skip
    vocabulary = Vocabulary(terms)
    vocabulary.states = frozenset(map(name_place, states))
    return vocabulary


@dataclass(frozen=True)
class Caution:
    """A statement that must not be printed: the words that make it, and what spares it."""

    id: str
    all_of: tuple[tuple[str, ...], ...]
    none_of: tuple[str, ...]
    label: str
    claims: tuple[str, ...]
    reason: str
    write: str

    @property
    def kind(self) -> str:
        """What is wrong, by its label."""
        kinds: dict[str, str] = {
            label: kind for kind, label in WORDS["labels"].items() if kind != "doubted"
        }
        return kinds.get(self.label, "statement")

    def find(self, text: str) -> str:
        """Return the words of a text in small letters that call for it, or nothing."""
        if any(f" {one} " in text for one in self.none_of):
            return ""
        found = [next((one for one in each if f" {one} " in text), "") for each in self.all_of]
        return found[0] if all(found) else ""


WARNINGS = "draft_warnings.csv"
WARNING_COLUMNS = ("warning_id", "all_of", "none_of", "label", "claims", "reason", "write")


def load_warnings(project: Project) -> list[Caution]:
    """Return the statements that must not be printed."""
    return [
        Caution(
            row["warning_id"],
            tuple(tuple(each.strip().split("|")) for each in row["all_of"].split(" + ")),
            tuple(row["none_of"].split("|")) if row["none_of"] else (),
            row["label"],
            tuple(row["claims"].split()),
            row["reason"],
            row["write"],
        )
        for row in read_reference(WARNINGS, project, WARNING_COLUMNS)
    ]


def name_place(name: str) -> str:
    """Return the term of a state or town: `new-york`."""
    return name.lower().replace(".", "").replace(" ", "-")
