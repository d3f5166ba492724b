"""Match: which known facts a number of a draft may mean."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from helpers.drafts.context import Context
from helpers.drafts.facts import Known
from helpers.drafts.periods import clashes
from helpers.drafts.terms import ASPECT, PLACE, SOURCE, SYSTEM, WHO, Sentence
from helpers.drafts.tokens import Sort, split_words, stem

# Comparing: where what a sentence counts, whose, where and how often differ from a quantity's.

_ALIKE = (
    frozenset({"lookup", "row", "event"}),
    frozenset({"lookup", "question"}),
    frozenset({"account", "contract"}),
    frozenset({"photo", "adult"}),
)
VAGUE_WHO = frozenset({"both", "immigration-bodies", "dol", "wsp", "all-agencies"})
_KEEPERS = frozenset({"dol", "wsp"})


def compare_counts(known: Known, context: Context) -> tuple[str, bool]:
    """Return what the sentence counts instead, if it is something else, and whether it is alike."""
    whole = _OF_THE.match(context.sentence.text, context.mention.end)
    if whole and known.out_of and context.counts & known.words:
        return "", True
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
    # "Nlets employed 400 people": the verb says of whom.
    near = not strange and context.head in _GENERIC and bool(known.counts & context.sentence.bag)
    return strange, near


_OF_THE = re.compile(r"\s+(?:out\s+)?of\s")
"""Of "eight of the nine queries" each may be called a query or a case."""


def compare_rates(known: Known, context: Context) -> str:
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


def compare_who(known: Known, context: Context) -> tuple[str, bool]:
    """Return whom the sentence names instead, if another, and whether they are the same."""
    # Whoever keeps the records is not whose searches they are.
    said = context.all_who if known.sort is Sort.TIMES else context.who
    mine, theirs = (
        known.who - {"both", "immigration-bodies"} - _KEEPERS,
        said - {"both", "immigration-bodies"} - _KEEPERS,
    )
    if not mine or not theirs:
        return "", False
    if known.sort is Sort.TIMES and is_turned_round(known.who, context):
        return name_said(context, WHO), False
    # An event that concerned federal bodies concerned ICE.
    if known.sort is Sort.DATE and mine <= {"federal"}:
        return "", bool(mine & theirs)
    joint = {"both"} & (known.who ^ context.who)
    if mine & theirs and not (joint and mine != theirs):
        return "", True
    if mine & theirs and "both" in context.who and "both" not in known.who:
        return "", True
    return name_said(context, WHO), False


def is_turned_round(who: frozenset[str], context: Context) -> bool:
    """Return whether a sentence sets another body above the one of which a multiple is known.

    "ICE made twice as many as HSI", where it is HSI that made twice as many.
    """
    bodies = [tag for tag in context.sentence.tags if tag.facet == WHO and tag.term != "federal"]
    before = [tag for tag in bodies if tag.end <= context.mention.start]
    after = [tag for tag in bodies if tag.start >= context.mention.end]
    if not before or not after or "both" in who:
        return False
    between = context.sentence.text[context.mention.end : after[0].start]
    if not _THAN.search(between):
        return False
    return before[-1].term not in who and after[0].term in who


_THAN = re.compile(r"\b(?:as|than|those of|that of|what)\s+(?:\w+\s+){0,3}?$|\b(?:the|its)\s+$")


def compare_places(known: Known, context: Context) -> tuple[str, bool]:
    """Return where the sentence speaks of instead, if elsewhere, and whether it is the same."""
    if not context.places:
        whose = known.named | known.key
        return _compare_names(known, context) if known.places and whose else ("", False)
    if not known.places:
        return "", False
    if known.key and not known.key & context.sentence.bag:
        strange = _compare_names(known, context)
        if strange[0]:
            return strange
        foreign = {tag.term for tag in context.sentence.tags if tag.facet == PLACE} - known.places
        if foreign:
            return name_said(context, PLACE), False
    if known.named & context.places:
        return "", True
    if known.places & context.places:
        towns = known.named & known.places
        if towns and not towns & context.sentence.bag:
            return _compare_names(known, context)
        return "", True
    return name_said(context, PLACE), False


def _compare_names(known: Known, context: Context) -> tuple[str, bool]:
    """Return a name of the sentence that the quantity's own names do not explain."""
    where = known.key or (known.named & known.places) or known.named
    if where & context.sentence.bag:
        return "", False
    taken = [(tag.start, tag.end) for tag in context.sentence.tags if tag.facet != PLACE]
    credited = context.credit.names
    # "Arlington found 260 searches in its log": it is named as whose they are.
    own = bool(_ITS_LOG.search(context.sentence.text)) and not credited & known.names
    for place, name in context.sentence.names:
        if (
            (name in credited and not own)
            or name in IDLE_NAMES
            or any(a <= place < b for a, b in taken)
        ):
            continue
        if stem(name) in known.words or stem(name) in known.extra:
            continue
        following = context.sentence.text[place + len(name) :]
        before = _RUN.sub("", context.sentence.text[:place])
        if _OWNER.match(following) or _PLACED.search(before) or (own and name in credited):
            return name, False
    return "", False


_OWNER = re.compile(
    r"(?:'s|’s|:|,\s+[A-Z][a-z]+|\s+(?:police|sheriff|County|state|officers|PD|deputies|has|had|"
    r"owns|operates|runs|leases|keeps|handed|gave|issued|denied|approved|got|received)\b)"
)
_RUN = re.compile(r"(?:\b(?!(?:In|At|Of|From|Near|The)\b)[A-Z][\w'’-]*\s+)+$")
_ITS_LOG = re.compile(
    r"\bits (?:own )?(?:logs?|records|data|audit|audits|cameras|system|readers)\b"
)
_PLACED = re.compile(r"\b(?:[Ii]n|of|near|from)\s+(?:the\s+)?(?:(?:city|town|county)\s+of\s+)?$")
IDLE_NAMES = split_words(
    "January February March April May June July August September October November "
    "December Monday Tuesday Wednesday Thursday Friday Saturday Sunday DMV Trump Donald "
    "Jan Feb Mar Apr Jun Jul Aug Sept Sep Oct Nov Dec Democratic Democrats Republican "
    "American Americans US"
)


def name_said(context: Context, facet: str) -> str:
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


# Matching: how far a known quantity is what a sentence speaks of, by its words.

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


# Agreeing: whether all that a sentence names is what a known quantity speaks of.

_SOMEBODY = re.compile(
    r"^(?:In\s+)?(?:An?|One|Another|Some)\s+(?:\w+\s+)?"
    r"(?:neighboring|nearby|different|unnamed|other)?\s*"
    r"(?:state|city|town|county|village|department|agency|sheriff|patrol|force|police|suburb|"
    r"company|vendor|university|judge|court)\b"
)
_GOES_ON = re.compile(r"\s[A-Z]")
_CONTRARY = (
    ("denied", "approved"),
    ("house", "senate"),
    ("house", "concur"),
    ("committee", "senate"),
    ("first-search", "last-search"),
    ("front-door", "back-door"),
)
"""Aspects of which a sentence that has the one does not speak of a quantity that has the other."""
_IDLE = IDLE_NAMES | split_words(
    "Rep Sen Gov Mr Ms Dr Congress Democrat Republican State America County City Police Department "
    "United States Olympia Act Law Bill SB License Licensing"
)


def find_strangers(known: Known, context: Context) -> list[str]:
    """Return what a sentence names, agencies, places or persons, that a quantity does not."""
    sentence = context.sentence
    own = known.who | known.places | known.systems | known.words | known.key | known.sources
    if "portal" in own:
        own |= {"portal", "washington", "wa-place", "dol"}
    if "sb6002" in own:
        own |= {"flock"}
    credit = context.credit.text
    strangers = []
    covered = []
    for tag in sentence.tags:
        said = sentence.text[tag.start : tag.end]
        # "Sample City" is a name, whatever "sample" means.
        named = tag.facet in (WHO, PLACE, SYSTEM, SOURCE) or " " in said
        if said[:1].isupper() and (named or not _GOES_ON.match(sentence.text, tag.end)):
            covered.append((tag.start, tag.end))
        if tag.facet not in (WHO, PLACE, SYSTEM) or tag.term in own or tag.term in VAGUE_WHO:
            continue
        # A ratio is of two bodies, of which a quantity has the one.
        if known.sort is Sort.DATE and said.islower() and tag.facet == WHO:
            continue
        compares = known.sort is Sort.TIMES or "two-exact" in known.base
        if (tag.facet == WHO and compares) or said in _IDLE | known.proper:
            continue
        if said not in credit and not (known.topic == "nlets" and tag.term == "nlets"):
            strangers.append(said)
    for place, name in sentence.names:
        if any(start <= place < end for start, end in covered):
            continue
        if name in _IDLE or name in context.credit.names or name in known.names:
            continue
        if name not in known.proper and name.lower() not in known.places:
            strangers.append(name)
    return strangers


def speaks_of(match: Match, context: Context) -> bool:
    """Return whether a sentence may be of a quantity: it names nobody else, and says no contrary.

    "A neighboring state" is nobody whom a quantity names.
    """
    if _SOMEBODY.match(context.sentence.text) and not match.known.named & context.sentence.bag:
        return False
    return not find_contrary(match.known, context) and not find_strangers(match.known, context)


def find_contrary(known: Known, context: Context) -> str:
    """Return the aspect of a sentence that is the contrary of a quantity's: approved, denied."""
    said = {tag.term for tag in context.sentence.tags if tag.facet == ASPECT}
    for pair in _CONTRARY:
        for mine, theirs in (pair, pair[::-1]):
            alone = theirs not in said and mine not in known.words
            if alone and mine in said and theirs in known.words:
                return mine
    return ""
