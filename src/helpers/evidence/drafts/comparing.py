"""Comparing: where what a sentence counts, whose, where and how often differ from a quantity's."""

from __future__ import annotations

import re

from helpers.evidence.drafts.contexts import Context
from helpers.evidence.drafts.known import Known
from helpers.evidence.drafts.mentions import Sort
from helpers.evidence.drafts.terms import PLACE, WHO
from helpers.evidence.drafts.words import split_words, stem

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
