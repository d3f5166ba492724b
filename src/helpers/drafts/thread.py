"""The thread of a story: what a sentence is about, and what it refers back to.

A sentence that names nobody, no place and no system keeps the names of the one before, and
those further back with less weight. Within a sentence, the nearest words belong to a number.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from helpers.drafts.compare import TIMES_OF
from helpers.drafts.mentions import CUES, DAYS, DAYS_IN, MONTHS, WORDS, Kind, Mention, Token
from helpers.drafts.prose import Sentence
from helpers.drafts.vocabulary import PLACE, SOURCE, SYSTEM, THING, WHO, Tag, Vocabulary, bare

SLOTS = (WHO, SYSTEM, PLACE, SOURCE)
"""The facets that are carried from sentence to sentence."""
FADE = 0.6
"""What is left of a sentence's words for the next one."""


@dataclass
class Thread:
    """What the story has mentioned, fading with distance."""

    bag: dict[str, float] = field(default_factory=dict)
    slots: dict[str, dict[str, float]] = field(default_factory=dict)
    facts: dict[str, float] = field(default_factory=dict)
    title: set[str] = field(default_factory=set)
    paragraph: int = -1
    date: Mention | None = None
    """The last date, which "that month" may mean."""

    def enter(self, sentence: Sentence) -> None:
        """Take note that a sentence begins: a new paragraph leaves less of the one before."""
        if sentence.paragraph != self.paragraph:
            self.paragraph = sentence.paragraph
            for faded in (self.bag, self.facts, *self.slots.values()):
                _fade(faded, 0.6)

    def leave(self, sentence: Sentence, facts: Mapping[str, float]) -> None:
        """Take note of what a sentence spoke of, and of the facts its numbers were linked to."""
        if sentence.level == 1:
            self.title |= sentence.bag()
        dates = [one for one in sentence.mentions if one.kind is Kind.DATE and one.first]
        self.date = max(dates, key=lambda one: one.at, default=self.date)
        _fade(self.bag, FADE)
        for one in sentence.bag():
            self.bag[one] = 1.0
        for facet in SLOTS:
            slot = self.slots.setdefault(facet, {})
            found = {tag.term for tag in sentence.tags if tag.facet == facet}
            _fade(slot, 0.5 if found else 0.9)
            for one in found:
                slot[one] = 1.0
        _fade(self.facts, 0.7)
        for fact, weight in facts.items():
            self.facts[fact] = max(weight, self.facts.get(fact, 0.0))


def _fade(weights: dict[str, float], by: float) -> None:
    for one in list(weights):
        weights[one] *= by
        if weights[one] < 0.05:
            del weights[one]


# What belongs to a number.


@dataclass(frozen=True)
class Setting:
    """The setting of a number: its sentence, the terms around it and those carried to it."""

    sentence: Sentence
    mention: Mention
    clause: tuple[int, int]
    who: frozenset[str]
    who_carried: frozenset[str]
    where: frozenset[str]
    where_carried: frozenset[str]
    system: frozenset[str]
    system_carried: frozenset[str]
    sources: frozenset[str]
    units: tuple[str, ...]
    days: tuple[tuple[int, int], ...]


def read_setting(
    sentence: Sentence, mention: Mention, thread: Thread, vocabulary: Vocabulary
) -> Setting:
    """Return the setting of a number of a sentence."""
    start, end = sentence.clause_of(mention)

    def near(facet: str) -> frozenset[str]:
        return frozenset(tag.term for tag in sentence.terms(facet, start, end)) or frozenset(
            tag.term for tag in sentence.terms(facet)
        )

    def carried(facet: str) -> frozenset[str]:
        slot = thread.slots.get(facet, {})
        best = max(slot.values(), default=0.0)
        return frozenset(one for one, weight in slot.items() if weight >= max(0.2, best * 0.7))

    where = frozenset(one for term in near(PLACE) for one in vocabulary.parents(term))
    return Setting(
        sentence,
        mention,
        (start, end),
        near(WHO),
        carried(WHO),
        where,
        frozenset(one for term in carried(PLACE) for one in vocabulary.parents(term)),
        frozenset(tag.term for tag in sentence.terms(SYSTEM)),
        carried(SYSTEM),
        frozenset(tag.term for tag in sentence.terms(SOURCE)),
        find_units(sentence, mention),
        tuple(
            (one.first.toordinal(), one.last.toordinal())
            for one in sentence.mentions
            if one.kind is Kind.DATE and one.first and one.last and one.year_given
            and one is not mention
        ),
    )  # fmt: skip


def find_units(sentence: Sentence, mention: Mention) -> tuple[str, ...]:
    """Return what a number counts: the first term of things behind it in its clause."""
    _, end = sentence.clause_of(mention)
    end = min(end, mention.stop + 70)
    for tag in sentence.terms(THING, mention.stop, end):
        if tag.term in TIMES_OF and not mention.lasting:
            continue
        between = sentence.text[mention.stop : tag.start]
        head = sentence.terms(THING, tag.end, tag.end + 16)
        if head and CUES["compound"].fullmatch(sentence.text, tag.end, head[0].start):
            tag = head[0]  # "driver-data queries" are queries
        if any(sign in between for sign in ",.;:") and between.strip(" ,"):
            break
        if any(other.at > mention.at and other.at < tag.start for other in sentence.mentions):
            break
        return tuple(one.term for one in sentence.terms(THING, tag.start, tag.start + 1))
    return ()


def attach(sentence: Sentence, mention: Mention, facet: str) -> list[Tag]:
    """Return the terms of a facet that belong to a number, without those that are set apart."""
    found = _attach(sentence, mention, facet)
    kept: list[Tag] = []
    apart = 0  # The end of a body that is set apart; those in a list with it are as well.
    for tag in found:
        is_listed = apart and CUES["listed"].fullmatch(sentence.text, apart, tag.start)
        if is_listed or CUES["but"].search(sentence.text[: tag.start][-24:]):
            apart = tag.end
        elif facet != WHO or not CUES["says"].match(sentence.text, tag.end):
            kept.append(tag)
    return kept or ([] if facet == WHO else found)


def _attach(sentence: Sentence, mention: Mention, facet: str) -> list[Tag]:
    """Return the terms of a facet that belong to a number: after it, else before it."""
    whole = find_whole(sentence, mention)
    numbers = [one for one in sentence.mentions
               if one.kind not in (Kind.DATE, Kind.LIST) and one is not whole]  # fmt: skip
    _start, end = sentence.clause_of(mention)
    left = max([one.stop for one in numbers if one.stop <= mention.at], default=0)
    right = min([one.at for one in numbers if one.at >= mention.stop], default=len(sentence.text))
    after = [tag for tag in sentence.terms(facet, mention.stop, mention.stop + 24)
              if tag.start < right
              and not CUES["another"].search(sentence.text, mention.stop, tag.start)]  # fmt: skip
    if after and facet == WHO:
        return after
    behind = [
        tag
        for tag in sentence.terms(facet, mention.stop, min(right, end))
        if CUES["by"].search(sentence.text[max(mention.stop, tag.start - 12) : tag.start])
    ]
    if behind:
        return behind
    before = [tag for tag in sentence.terms(facet, left, mention.at)
              if not left
              or not CUES["owned_by"].fullmatch(sentence.text, left, tag.start)]  # fmt: skip
    if before:
        return before
    behind = sentence.terms(facet, mention.stop, min(right, end))
    # A name before another number is likely that number's.
    return behind or ([] if facet == WHO and left else sentence.terms(facet, 0, left))


def find_period(
    sentence: Sentence, mention: Mention
) -> tuple[Mention | None, Mention | None, Mention | None]:
    """Return the date from which a date's period begins, its length, and the date it ends with."""
    dates = [one for one in sentence.mentions if one.kind is Kind.DATE]
    before = [one for one in dates if one.stop <= mention.at]
    after = [one for one in dates if one.at >= mention.stop]
    start = before[-1] if before and _joins(sentence, before[-1], mention) else None
    end = after[0] if after and _joins(sentence, mention, after[0]) else None
    lengths = [one for one in sentence.mentions if one.lasting and 0 <= mention.at - one.stop < 40]
    return start, lengths[-1] if lengths else None, end


def _joins(sentence: Sentence, one: Mention, other: Mention) -> bool:
    """Return whether two dates are the ends of one period."""
    words = sentence.text[one.stop : other.at].strip(" ,").lower()
    return words in ("and", "to", "through", "until", "–", "-", "to the end of")


def credited(sentence: Sentence) -> list[Tag]:
    """Return the sources that a sentence credits: who "said", or according to whom."""
    return [
        tag
        for tag in sentence.terms(SOURCE)
        if (
            tag.term not in WORDS["doers"]
            and CUES["says"].match(sentence.text[tag.end : tag.end + 40])
        )
        or CUES["credits"].search(sentence.text[max(0, tag.start - 20) : tag.start])
    ]


def attach_dates(sentence: Sentence, mention: Mention) -> list[Mention]:
    """Return the dates of a number's clause that belong to it.

    "540 searches in November": to the number before it; "in May it ran 1,600": to the next one.
    """
    start, end = sentence.clause_of(mention)
    numbers = sorted(
        (one for one in sentence.mentions if one.kind not in (Kind.DATE, Kind.LIST)
         and not one.lasting and start <= one.at < end),
        key=lambda one: one.at,
    )  # fmt: skip
    found = []
    for one in sentence.mentions:
        if one.kind is not Kind.DATE or not one.first or not start <= one.at < end:
            continue
        before = [other for other in numbers if other.at < one.at]
        after = [other for other in numbers if other.at > one.at]
        opens = one.at - start <= 15
        owner = after[0] if after and opens else before[-1] if before else None
        if owner and CUES["goes_on"].search(sentence.text, owner.stop, max(one.at, owner.stop)):
            continue  # "won 39-10 and took effect on March 30"
        if owner is mention:
            found.append(one)
    return found


# What must agree before a number matches: names, the noun, how long it took, of how many.


def find_names(sentence: Sentence, mention: Mention, common: Collection[str]) -> list[Token]:
    """Return the words with a capital that belong to a number's clause, dates and titles apart.

    A credited source counts anywhere in the sentence. The first word counts if something shows
    that it is a name, or it isn't a `common` word.
    """
    numbers = [one for one in sentence.mentions
               if one.kind not in (Kind.DATE, Kind.LIST) and one.value != 1]  # fmt: skip
    start, end = sentence.clause_of(mention)
    left = max([start, *(one.stop for one in numbers if one.stop <= mention.at)])
    right = min([end, *(one.at for one in numbers if one.at >= mention.stop)])
    spans = [(one.start, one.end) for one in sentence.mentions if one.kind is not Kind.LIST]
    tokens, found = sentence.tokens, []
    for n, token in enumerate(tokens):
        if (
            not CUES["named"].fullmatch(token.text)
            or bare(token.low) in WORDS["titles"]
            or token.text == "The"
        ):
            continue
        if any(a <= token.start < b for a, b in spans) or token.low in MONTHS or token.low in DAYS:
            continue
        after = tokens[n + 1] if n + 1 < len(tokens) else token
        if n == 0 or tokens[n - 1].text in (".", ":", "—", "“", '"'):
            shown = (
                bare(token.low) not in common or token.text.isupper() or after.low in WORDS["owned"]
            )
            if not shown and not (CUES["named"].fullmatch(after.text) and after is not token):
                continue
        opens = n == 1 and tokens[0].text == "In"
        here = left <= token.start < right
        if here or opens or _is_credited(sentence.text, token):
            found.append(token)
    return found


def is_place(sentence: Sentence, token: Token) -> bool:
    """Return whether a name is a place's, by the words next to it."""
    after = sentence.text[token.end : token.end + 12].lower()
    before = sentence.text[max(0, token.start - 8) : token.start]
    return bool(CUES["placed"].search(before)) or after.startswith(
        (" county", " police", " sheriff")
    )


def _is_credited(text: str, token: Token) -> bool:
    return bool(
        CUES["says"].match(text[token.end : token.end + 40])
        or CUES["by_whom"].search(text[max(0, token.start - 50) : token.start])
    )


def list_context(sentence: Sentence, mention: Mention) -> list[Token]:
    """Return the words that describe a number: those up to the next numbers, in its statement.

    Dates separate nothing, and a date's context is the whole statement; a credited source counts
    anywhere. Words within a date or number don't count.
    """
    ends = [(found.start(), found.end()) for found in CUES["statement"].finditer(sentence.text)]
    left = max((end for _, end in ends if end <= mention.start), default=0)
    right = min((one for one, _ in ends if one >= mention.end), default=len(sentence.text))
    numbers = [one for one in sentence.mentions if one.kind is not Kind.LIST]
    for one in numbers:
        if Kind.DATE not in (one.kind, mention.kind) and one is not mention:
            left = max(left, one.end) if one.end <= mention.start else left
            right = min(right, one.start) if one.start >= mention.end else right
    units = {one.stop + 1 for one in numbers if one.lasting}
    return [
        token for token in sentence.tokens
        if len(token.text) > 1 and token.text[0].isalpha()
        and (left <= token.start < right
             or (token.text[0].isupper() and _is_credited(sentence.text, token)))
        and token.start not in units
        and not any(one.start <= token.start < one.end for one in numbers)
    ]  # fmt: skip


def find_noun(sentence: Sentence, mention: Mention) -> set[str]:
    """Return the stems of the words right behind a number: what it counts, with what it is like."""
    share = mention.kind is Kind.PERCENT
    if mention.kind not in (Kind.COUNT, Kind.SCALE, Kind.PERCENT) or mention.lasting:
        return set()
    stop = mention.stop
    others = [one.at for one in sentence.mentions if one.at > mention.at]
    found: set[str] = set()
    stems = {word.start: word.stem for word in sentence.words}
    for token in [one for one in sentence.tokens if one.start >= stop][:5]:
        word = token.low
        if token.start in others or not (word[0].isalpha() or word in ("-", "’", "'")):
            break
        if word in _NO_NOUN:
            if found or word not in ("of", "the", "all", "other", "such", "more", "additional"):
                break
            share = False
            continue
        if share:
            break
        if token.start in stems:
            found.add(stems[token.start])
    return found


_NO_NOUN = frozenset(WORDS["no_noun"])
"""Words behind a number that aren't the noun that it counts."""


def find_length(sentence: Sentence, mention: Mention) -> tuple[float, tuple[int, int]]:
    """Return how many days a number's clause says that it took, or 0, and the position of that."""
    start, end = sentence.clause_of(mention)
    counts = [one for one in sentence.mentions
              if one.kind not in (Kind.DATE, Kind.LIST) and not one.lasting]  # fmt: skip
    end = min([end, *(one.at for one in counts if one.at >= mention.stop)])
    start = max([start, *(one.stop for one in counts if one.stop <= mention.at)])
    for found in CUES["length"].finditer(sentence.text, start, end):
        if CUES["alone"].search(found[0]):
            return float(DAYS_IN[found[1].lower()]), found.span()
    for one in sentence.mentions:
        if one.lasting and one.value and start <= one.at < end and one is not mention:
            before = sentence.text[max(0, one.start - 16) : one.start].lower()
            if CUES["within"].search(before):
                return float(one.value * DAYS_IN[one.lasting]), (one.start, one.end)
    return 0.0, (0, 0)


def is_counted(sentence: Sentence, mention: Mention) -> bool:
    """Return whether the thing behind a number is surely what it counts."""
    things = sentence.terms(THING, mention.stop)
    return bool(things) and not CUES["between"].search(
        sentence.text[mention.stop : things[0].start]
    )


def is_collective(sentence: Sentence, mention: Mention) -> bool:
    """Return whether a number's clause is about several taken together."""
    return bool(CUES["collective"].search(sentence.text, *sentence.clause_of(mention)))


def find_whole(sentence: Sentence, mention: Mention) -> Mention | None:
    """Return the number that another is a part of: the 15 of "seven of the 15"."""
    for one in sentence.mentions:
        if one.kind is Kind.COUNT and one.at > mention.stop and one.value and not one.per:
            between = sentence.text[mention.stop : one.at].lower()
            if CUES["out_of"].fullmatch(between):
                return one
    return None
