"""Prose: the sentences of a draft, with their words, terms and numbers.

Every pattern is linear, and a sentence has an end: one that goes on is cut, so no text of any
shape takes longer than its length.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from helpers.drafts.mentions import CUES, WORDS, Kind, Mention, Token, read_mentions, tokenize
from helpers.drafts.vocabulary import PLACE, WHO, Tag, Vocabulary, bare

LONGEST = 2_000
"""Characters of a sentence; what goes on longer is cut at a blank."""


@dataclass(frozen=True)
class Word:
    """A content word's stem, and its position."""

    stem: str
    start: int


_STOP = frozenset(WORDS["stop"])
_ENDINGS = (
    ("ications", "ic"), ("ication", "ic"), ("ations", "at"), ("ation", "at"), ("ments", ""),
    ("ment", ""), ("ities", "it"), ("ity", "it"), ("ings", ""), ("ing", ""), ("ies", "y"),
    ("ied", "y"), ("ers", "er"), ("ed", ""), ("es", ""), ("s", ""), ("ly", ""), ("e", ""),
)  # fmt: skip


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Return a word without its ending.

    >>> [stem(word) for word in ("searches", "searched", "agencies", "databases")]
    ['search', 'search', 'agency', 'databas']
    """
    word = word.lower()
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) + len(instead) >= 3:
            word = word[: -len(ending)] + instead
            break
    if len(word) > 4 and word[-1] == word[-2] and word[-1] not in "sl":
        word = word[:-1]
    return word


# Sentences.


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Return the spans of the sentences of a text; together they hold all of it but blanks.

    >>> text = "Sen. Wyden wrote on Nov. 12. 19 governors got it."
    >>> [text[a:b] for a, b in split_sentences(text)]
    ['Sen. Wyden wrote on Nov. 12.', '19 governors got it.']
    """
    spans, start = [], 0
    for found in CUES["end"].finditer(text):
        stop = found.start() + 1
        if text[found.start()] == "." and CUES["abbreviated"].search(
            text[max(start, stop - 12) : stop]
        ):
            continue
        spans.append((start, found.end()))
        start = found.end()
    spans.append((start, len(text)))
    return [
        (a + len(text[a:b]) - len(text[a:b].lstrip()), a + len(text[a:b].rstrip()))
        for whole in spans
        for a, b in _cut(text, *whole)
        if text[a:b].strip()
    ]


def _cut(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return a span in pieces that are not too long, cut at blanks where there are any."""
    pieces = []
    while end - start > LONGEST:
        blank = text.rfind(" ", start + LONGEST // 2, start + LONGEST)
        stop = blank + 1 if blank > 0 else start + LONGEST
        pieces.append((start, stop))
        start = stop
    return [*pieces, (start, end)]


@dataclass
class Sentence:
    """A sentence: its words, terms and numbers. Offsets are within its text."""

    text: str
    start: int
    paragraph: int
    level: int = 0
    tokens: list[Token] = field(default_factory=list)
    tags: list[Tag] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    clauses: list[tuple[int, int]] = field(default_factory=list)

    def clause_of(self, mention: Mention) -> tuple[int, int]:
        """Return the span of the clause that a number is in."""
        for start, end in self.clauses:
            if start <= mention.at < end:
                return start, end
        return 0, len(self.text)

    def bag(self, start: int = 0, end: int | None = None) -> set[str]:
        """Return the stems and terms between two offsets."""
        end = len(self.text) if end is None else end
        stems = {word.stem for word in self.words if start <= word.start < end}
        return stems | {"~" + tag.term for tag in self.tags if start <= tag.start < end}

    def terms(self, facet: str, start: int = 0, end: int | None = None) -> list[Tag]:
        """Return the terms of a facet between two offsets."""
        end = len(self.text) if end is None else end
        return [tag for tag in self.tags if tag.facet == facet and start <= tag.start < end]


def list_words(tokens: Iterable[Token]) -> list[Word]:
    """Return the stems of the content words."""
    return [
        Word(stem(word), token.start)
        for token in tokens
        if (word := bare(token.low)) not in _STOP and CUES["word"].match(word)
    ]


def read_sentence(
    text: str, vocabulary: Vocabulary, *, start: int = 0, paragraph: int = 0, level: int = 0
) -> Sentence:
    """Return a sentence with its words, terms and numbers."""
    tokens = tokenize(text)
    dateline = CUES["dateline"].match(text)
    tags = [tag for tag in vocabulary.tag(tokens) if not dateline or tag.start >= dateline.end()]
    cuts = [0, *(found.end() for found in CUES["clause"].finditer(text)), len(text)]
    clauses = [(a, b) for a, b in itertools.pairwise(cuts) if a < b]
    mentions = [*read_mentions(text, tokens), *read_lists(text, tags)]
    return Sentence(
        text, start, paragraph, level, tokens, tags, list_words(tokens), mentions, clauses
    )


_LIST_WORDS = frozenset(WORDS["between"])


def read_lists(text: str, tags: Sequence[Tag]) -> list[Mention]:
    """Return the lists of three or more places or agencies that a sentence names in a row."""
    found: list[Mention] = []
    for facet in (PLACE, WHO):
        run: list[Tag] = []
        named = [one for one in tags if one.facet == facet and one.term not in WORDS["no_members"]]
        for tag in [*named, None]:
            if tag and run and _is_next(text[run[-1].end : tag.start]):
                run.append(tag)
                continue
            names = tuple(dict.fromkeys(one.term for one in run))
            if len(names) >= 3:
                start, end = run[0].start, run[-1].end
                found.append(Mention(start, end, start, end, Kind.LIST, names=names))
            run = [tag] if tag else []
    return found


def _is_next(between: str) -> bool:
    """Return whether two names with these words between them are in one list."""
    if len(between) > 40:
        return False
    words = [token.low for token in tokenize(between)]
    return bool({",", "and", "&", ";"} & set(words)) and all(
        word in _LIST_WORDS or word in (";", "’s", "'s") or word.startswith("sheriff")
        or word in ("department", "office", "departments", "with")
        for word in words
    )  # fmt: skip
