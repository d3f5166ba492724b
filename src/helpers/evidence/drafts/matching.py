"""Matching: how far a known quantity is what a sentence speaks of, by its words."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from helpers.evidence.drafts.contexts import Context
from helpers.evidence.drafts.counted import Sentence
from helpers.evidence.drafts.known import Known
from helpers.evidence.drafts.mentions import Sort
from helpers.evidence.drafts.periods import clashes
from helpers.evidence.drafts.terms import PLACE, SYSTEM, WHO
from helpers.evidence.drafts.words import split_words, stem

_ALIKE = (
    frozenset({"lookup", "row", "event"}),
    frozenset({"lookup", "question"}),
    frozenset({"account", "contract"}),
    frozenset({"photo", "adult"}),
)
UNSEEN, AROUND, NOTED, LEAST = 4.0, 0.4, 0.4, 1.5
"""The weight of a word that no claim has; what the sentence before, and the notes on a claim, count
against the sentence itself; and the least weight of words with which a quantity is looked at."""
_KEEPERS = frozenset({"dol", "wsp"})
_VAGUE = frozenset({"both", "immigration-bodies", "dol", "all-agencies"})


@dataclass(frozen=True)
class Match:
    """How a known quantity meets a sentence.

    `score` is the whole; `words` how much of what the quantity's statement says stands in the
    sentence, from 0 to 1; `anchors` how many of who, where and by which system the two share. The
    `is_topical` says that a sentence shares more with it than a place and its number. The
    rest says where they differ: `unit`, `who`, `place`, `system`, each empty if they do not; `time`
    how their periods differ.
    """

    known: Known
    score: float
    words: float
    anchors: int
    is_counted_alike: bool
    unit: str = ""
    who: str = ""
    place: str = ""
    system: str = ""
    time: str = ""
    in_period: bool = False
    is_topical: bool = False

    @property
    def differs(self) -> bool:
        """Whether who, where or system are others."""
        return bool(self.who or self.place or self.system)


class Matcher:
    """What is known, ready to be met by sentences."""

    def __init__(self, known: Sequence[Known]) -> None:
        self.known = list(known)
        seen: Counter[str] = Counter()
        ids: set[str] = set()
        for one in self.known:
            if one.id not in ids:
                seen.update(one.words | one.extra)
                ids.add(one.id)
        most = math.log(max(2, len(ids)))
        weight = {word: max(0.3, most - math.log(count)) for word, count in seen.items()}
        self._totals: list[float] = []
        self._said: dict[str, list[tuple[int, float]]] = {}
        self._noted: dict[str, list[tuple[int, float]]] = {}
        for place, one in enumerate(self.known):
            self._totals.append(sum(weight.get(word, UNSEEN) for word in one.words) or 1.0)
            for index, words in ((self._said, one.words), (self._noted, one.extra - one.words)):
                for word in words:
                    index.setdefault(word, []).append((place, weight.get(word, UNSEEN)))
        self._last: tuple[Sentence, list[float], list[float]] | None = None

    def rank(self, context: Context) -> list[Match]:
        """Return how the known quantities meet a number's sentence, best first.

        What shares no word with it, or hardly any, is left out, unless it is that very number.
        """
        said, noted = self._weigh(context.sentence)
        value = context.mention.value
        made = [
            self._match(one, context, said[place], noted[place], self._totals[place])
            for place, one in enumerate(self.known)
            if said[place] + noted[place] >= LEAST
            or (value is not None and said[place] > 0 and one.value == value)
        ]
        return sorted(made, key=lambda one: -one.score)

    def _weigh(self, sentence: Sentence) -> tuple[list[float], list[float]]:
        """Return what weight of words each known quantity shares with a sentence."""
        if self._last is not None and self._last[0] is sentence:
            return self._last[1], self._last[2]
        said, noted = [0.0] * len(self.known), [0.0] * len(self.known)
        for words, part in ((sentence.bag, 1.0), (sentence.around, AROUND)):
            for word in words:
                for place, weight in self._said.get(word, ()):
                    said[place] += part * weight
        for word in sentence.bag:
            for place, weight in self._noted.get(word, ()):
                noted[place] += NOTED * weight
        self._last = (sentence, said, noted)
        return said, noted

    def _match(
        self, known: Known, context: Context, said: float, noted: float, total: float
    ) -> Match:
        """Return how one known quantity meets a number's sentence."""
        cover = min(1.0, said / total)
        score = 3 * cover + 2 * min(1.0, (said + noted) / 14)
        unit, alike = _compare_counts(known, context)
        score += 1.0 if alike else -1.2 if unit else 0.0
        who, same_who = _compare_who(known, context)
        score += 0.9 if same_who else -0.8 if who else 0.0
        score += 0.8 if context.credit.names & known.names else 0.0
        score -= 0.9 if context.who - _VAGUE and not known.who else 0.0
        place, same_place = _compare_places(known, context)
        score += 0.8 if same_place else -0.8 if place else 0.0
        system = ""
        same_system = bool(known.systems & context.systems)
        if context.systems and known.systems and not same_system:
            system = _name(context, SYSTEM) if "access" not in context.systems else ""
        score += 0.5 if same_system else -0.8 if system else 0.0
        time = clashes(context.times, known.first, known.last, is_rate=bool(known.per))
        time = time or _compare_rates(known, context)
        in_period = bool(context.times.periods) and not time and known.first is not None
        score += 0.7 if in_period else -0.4 if time else 0.0
        return Match(
            known=known,
            score=score - 0.12 * known.rank,
            words=cover,
            anchors=same_who + same_place + same_system,
            is_counted_alike=alike,
            unit=unit,
            who=who,
            place=place,
            system=system,
            time=time,
            in_period=in_period,
            is_topical=_is_topical(known, context, same_who or same_system),
        )


def _is_topical(known: Known, context: Context, anchored: bool) -> bool:
    if anchored or {name for _, name in context.sentence.names} & known.names - _PLAIN_NAMES:
        return True
    shared = (context.sentence.bag & known.words) - known.places - _PLAIN
    places = {stem(word) for place in known.places for word in place.split("-")}
    tagged = {tag.term for tag in context.sentence.tags if tag.facet != PLACE}
    return bool(shared & tagged) and len(shared - places) >= 2


_PLAIN = split_words(
    "agency state network year-count day-count year month day week county city "
    "record row carr us united nat"
)
_PLAIN_NAMES = split_words("State Office City County News Times University Police Department US")


def _compare_counts(known: Known, context: Context) -> tuple[str, bool]:
    """Return what the sentence counts instead, if it is something else, and whether it is alike."""
    if not known.counts:
        return "", False
    if context.counts:
        if known.counts & context.counts or any(
            known.counts & alike and context.counts & alike for alike in _ALIKE
        ):
            return "", True
        if not context.is_direct:
            return "", False
        return context.head or _say(next(iter(sorted(context.counts)))), False
    if context.head in _PERSONS and known.counts <= _NO_PERSONS:
        return context.head, False
    strange = context.head if context.head not in _GENERIC else ""
    small = context.mention.value is not None and context.mention.value < 20
    # "Two units lost their contracts": the two may well be the contracts.
    if strange and small and known.counts & context.sentence.bag:
        strange = ""
    return strange, False


def _compare_rates(known: Known, context: Context) -> str:
    """Return the unit of time of a rate in the sentence, if the quantity is of another."""
    per = context.times.per
    if context.times.is_whole and known.per in ("day", "week", "month"):
        return "a whole year"
    if not per or known.sort in (Sort.PERCENT, Sort.TIMES, Sort.DATE):
        return ""
    if known.per:
        return "" if known.per == per else f"a {per}"
    if known.first is None or known.last is None:
        return ""
    days = (known.last - known.first).days + 1
    return "" if 0.8 <= days / _DAYS.get(per, days) <= 1.25 else f"a {per}"


_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365, "hour": 0.05}
_GENERIC = split_words("people times others occasions persons individuals ways things instances")
_PERSONS = split_words("people persons individuals men women children immigrants migrants citizens")
_NO_PERSONS = frozenset(
    split_words(
        "lookup transaction row event string camera network plate-read agency session request"
    )
)


def _compare_who(known: Known, context: Context) -> tuple[str, bool]:
    # Whoever keeps the records is not whose searches they are.
    mine, theirs = (
        known.who - {"both", "immigration-bodies"} - _KEEPERS,
        context.who - {"both", "immigration-bodies"} - _KEEPERS,
    )
    if not mine or not theirs:
        return "", False
    joint = {"both"} & (known.who ^ context.who)
    if mine & theirs and not (joint and mine != theirs):
        return "", True
    if mine & theirs and "both" in context.who and "both" not in known.who:
        return "", True
    return _name(context, WHO), False


def _compare_places(known: Known, context: Context) -> tuple[str, bool]:
    if not context.places:
        return _compare_names(known, context) if known.places and known.named else ("", False)
    if not known.places:
        return "", False
    if known.key and not known.key & context.sentence.bag:
        strange = _compare_names(known, context)
        if strange[0]:
            return strange
        foreign = {tag.term for tag in context.sentence.tags if tag.facet == PLACE} - known.places
        if foreign:
            return _name(context, PLACE), False
    if known.named & context.places:
        return "", True
    if known.places & context.places:
        if known.named & known.places and not known.named & context.sentence.bag:
            return _compare_names(known, context)
        return "", True
    return _name(context, PLACE), False


def _compare_names(known: Known, context: Context) -> tuple[str, bool]:
    """Return a name of the sentence that the quantity's own names do not explain."""
    if (known.key or known.named) & context.sentence.bag:
        return "", False
    taken = [(tag.start, tag.end) for tag in context.sentence.tags if tag.facet != PLACE]
    credited = context.credit.names
    for place, name in context.sentence.names:
        if name in credited or name in IDLE_NAMES or any(a <= place < b for a, b in taken):
            continue
        if stem(name) in known.words or stem(name) in known.extra:
            continue
        following = context.sentence.text[place + len(name) :]
        before = context.sentence.text[:place]
        if _OWNER.match(following) or _PLACED.search(before):
            return name, False
    return "", False


_OWNER = re.compile(r"(?:'s|’s|,\s+[A-Z][a-z]+|\s+(?:police|sheriff|County|state|officers|PD))")
_PLACED = re.compile(r"\b(?:[Ii]n|of|near|from)\s+(?:the\s+)?(?:(?:city|town|county)\s+of\s+)?$")
IDLE_NAMES = split_words(
    "January February March April May June July August September October November "
    "December Monday Tuesday Wednesday Thursday Friday Saturday Sunday DMV Trump Donald "
    "Jan Feb Mar Apr Jun Jul Aug Sept Sep Oct Nov Dec Democratic Democrats Republican "
    "American Americans US"
)


def _name(context: Context, facet: str) -> str:
    """Return the words by which a sentence names who, where or the system."""
    wanted = context.who if facet == WHO else context.places if facet == PLACE else context.systems
    text = context.sentence.text
    said = [
        text[tag.start : tag.end]
        for tag in context.sentence.tags
        if tag.facet == facet and tag.term in wanted
    ]
    return " and ".join(dict.fromkeys(said)) or "another"


def _say(term: str) -> str:
    return {"lookup": "searches", "case": "cases", "row": "records"}.get(
        term, term.replace("-", " ")
    )
