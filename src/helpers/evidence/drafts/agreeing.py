"""Agreeing: whether all that a sentence names is what a known quantity speaks of."""

from __future__ import annotations

import re

from helpers.evidence.drafts.comparing import IDLE_NAMES, VAGUE_WHO
from helpers.evidence.drafts.contexts import Context
from helpers.evidence.drafts.known import Known
from helpers.evidence.drafts.matching import Match
from helpers.evidence.drafts.mentions import Sort
from helpers.evidence.drafts.terms import ASPECT, PLACE, SOURCE, SYSTEM, WHO
from helpers.evidence.drafts.words import split_words

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
