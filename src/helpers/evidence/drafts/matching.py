"""Matching: how far a known quantity is what a sentence speaks of, by its words."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from helpers.evidence.drafts.clashes import clashes
from helpers.evidence.drafts.comparing import (
    compare_counts,
    compare_places,
    compare_rates,
    compare_who,
    name_said,
)
from helpers.evidence.drafts.contexts import Context
from helpers.evidence.drafts.counted import Sentence
from helpers.evidence.drafts.known import Known
from helpers.evidence.drafts.terms import PLACE, SYSTEM
from helpers.evidence.drafts.words import split_words, stem

UNSEEN, AROUND, NOTED, LEAST = 4.0, 0.4, 0.4, 1.5
"""The weight of a word that no claim has; what the sentence before, and the notes on a claim, count
against the sentence itself; and the least weight of words with which a quantity is looked at."""
MEMBERS = 3
DURATIONS = split_words("day-count hour year-count month-count week-count")
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
        # Who names three of its members speaks of a set.
        if sum(one <= context.sentence.bag for one in known.members if one) >= MEMBERS:
            cover = max(cover, 0.6)
            said += 4.0
        score = 3 * cover + 2 * min(1.0, (said + noted) / 14)
        unit, alike = compare_counts(known, context)
        score += 1.0 if alike else -1.2 if unit else 0.0
        who, same_who = compare_who(known, context)
        score += 0.9 if same_who else -0.8 if who else 0.0
        score += 0.8 if context.credit.names & known.names else 0.0
        score -= 0.9 if context.who - _VAGUE and not known.who else 0.0
        place, same_place = compare_places(known, context)
        score += 0.8 if same_place else -0.8 if place else 0.0
        system = ""
        same_system = bool(known.systems & context.systems)
        if context.systems and known.systems and not same_system:
            system = name_said(context, SYSTEM) if "access" not in context.systems else ""
        score += 0.5 if same_system else -0.8 if system else 0.0
        time = clashes(context.times, known.first, known.last, is_rate=bool(known.per))
        time = "" if known.counts & DURATIONS and not known.per else time
        time = time or compare_rates(known, context)
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
            # Asked for only where another thing is counted.
            is_topical=bool(unit) and _is_topical(known, context, same_who or same_system),
        )


def _is_topical(known: Known, context: Context, anchored: bool) -> bool:
    if anchored or {name for _, name in context.sentence.names} & known.names - PLAIN_NAMES:
        return True
    shared = (context.sentence.bag & known.words) - known.places - _PLAIN
    places = {stem(word) for place in known.places for word in place.split("-")}
    tagged = {tag.term for tag in context.sentence.tags if tag.facet != PLACE}
    return bool(shared & tagged) and len(shared - places) >= 2


_PLAIN = split_words(
    "agency state network year-count day-count year month day week county city "
    "record row carr us united nat"
)
PLAIN_NAMES = split_words("State Office City County News Times University Police Department US")
