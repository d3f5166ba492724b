"""Conflicts: a number credited to the wrong source, or made a share of the wrong whole."""

from __future__ import annotations

import re
from collections.abc import Iterable

from helpers.evidence.drafts.comparing import IDLE_NAMES
from helpers.evidence.drafts.contexts import Context
from helpers.evidence.drafts.matching import Match
from helpers.evidence.drafts.mentions import Sort
from helpers.evidence.drafts.terms import PLACE, SOURCE, THING, Tag, Terms
from helpers.evidence.drafts.words import split_words, stem


def find_wrong_credit(context: Context, match: Match, terms: Terms) -> str:
    """Return whom a sentence credits who is not among those who counted or printed it."""
    credit, known = context.credit, match.known
    # What is worked out here, others may well have worked out too.
    if not credit.text or "." in known.id or (not known.sources and not known.names):
        return ""
    tags = terms.find(credit.text, as_source=True)
    said = {tag.term for tag in tags if tag.facet == SOURCE}
    names = {name for name in credit.names if len(name) > 2} - _IDLE
    own = known.who | known.places | known.systems
    explained = {name for name in names if {tag.term for tag in terms.find(name)} & own}
    explained |= _list_words(credit.text, [tag for tag in tags if tag.term in own])
    # "Cities and counties released": a common noun that only begins its sentence.
    explained |= {name for name in names if {tag.facet for tag in terms.find(name)} == {THING}}
    places = _list_words(credit.text, [tag for tag in tags if tag.facet == PLACE])
    if _POLICE.search(credit.text) and "police" not in known.names:
        issued = "force" not in known.names and _ISSUED.search(context.sentence.text)
        if credit.is_own or issued:
            return credit.text.split(" | ")[0]
    if said & known.sources or (names - explained - places - _HEADS) & known.names:
        return ""
    if _list_initials(credit.text) & known.names:
        return ""
    if said:
        return credit.text.split(" | ")[0]
    strangers = names - explained - known.names
    strangers -= {name for name in strangers if stem(name) in known.words}
    return credit.text.split(" | ")[0] if strangers else ""


def _list_initials(text: str) -> frozenset[str]:
    """Return the initials of the names of a text: NILC for the National Immigration Law Center."""
    runs = re.findall(r"(?:\b[A-Z][\w-]*(?:\s+(?:of|for|and|the|on|in)\b)*\s*){2,8}", text)
    return frozenset("".join(re.findall(r"\b[A-Z]", run)) for run in runs)


def _list_words(text: str, tags: Iterable[Tag]) -> frozenset[str]:
    """Return the words of a text that tags cover."""
    words = {word for tag in tags for word in re.findall(r"[\w&-]+", text[tag.start : tag.end])}
    return frozenset(words)


_HEADS = split_words(
    "Office Department Center Bureau Service Institute Association Union News Times "
    "Report University Police Agency Commission Committee Court Council Project Group Data"
)
_POLICE = re.compile(
    r"\b(?:[Pp]olice(?! (?:logs?|records|data|files|portal))|PD|[Ss]heriff\S*|Patrol|[Tt]roopers)\b"
)
_ISSUED = re.compile(r"\b(?:published|released|issued|compiled|tallied|disclosed|acknowledged)\b")
_IDLE = IDLE_NAMES | {"README", "The", "State", "County", "City"}

_OCCASION = re.compile(r"(?:the|its|their)?\s*(?:time|occasions?)\b", re.IGNORECASE)
_YEAR_ON_YEAR = re.compile(
    r"\b(?:(?:a|one|the) year (?:earlier|before|prior|ago)|same (?:month|time|period|point)|"
    r"year[\s-](?:over|on|to)[\s-]year|(?:the )?(?:previous|prior|preceding|past|last) year|"
    r"(?:from|since) 20\d\d|(?:month|year) before last)\b",
    re.IGNORECASE,
)
_PAIR = re.compile(
    r"\b(?:two|pair|both|combined|together|between them|their|jointly|those|ICE and HSI|"
    r"HSI and ICE|it and|duo|ICE['’]s and|HSI['’]s and|agencies['’])",
    re.IGNORECASE,
)
_SINCE = re.compile(r"\b(?:since|from|starting in|in|between)\s+(?:\w+\s+)?(?P<year>20\d\d)\b")
_EVER = re.compile(
    r"\b(?:ever|of all time|in (?:its|the|their) history|since records began|always)\b",
    re.IGNORECASE,
)
_OWN_ONLY = re.compile(r"\b(?:own|themselves|itself)\b", re.IGNORECASE)
_ALL = re.compile(
    r"\b(?:all|every|total|entire|whole|overall|everything|any|network['’]s|Nlets['’]s?)\b",
    re.I,
)
_WHATEVER = re.compile(
    r"\b(?:whatever|regardless|no matter|of any \w+|of every \w+|of all kinds|"
    r"ever (?:\w+ed)|of all time|"
    r"everything)\b",
    re.IGNORECASE,
)
_NO_THINGS = frozenset({"all-queries", "two-exact"})
OUT_OF = re.compile(
    r"\s+(?:out\s+)?of\s+(?:(?:the|those|these|its|all|about|some)\s+)*", re.IGNORECASE
)


def find_wrong_base(context: Context, match: Match, terms: Terms) -> str:
    """Return what a percentage is said to be a share of, if its source says another thing."""
    known = match.known
    out_of = OUT_OF.match(context.sentence.text, context.mention.end)
    if out_of and known.out_of:
        named = next((one for one in context.sentence.mentions if one.start == out_of.end()), None)
        few = context.mention.sort is Sort.PERCENT and named and (named.value or 0) <= 2
        if named and named.value is not None and named.value not in known.out_of and not few:
            return named.text
    sort = context.mention.sort
    if sort is Sort.PERCENT and known.is_growth and known.first and known.last:
        against = _YEAR_ON_YEAR.search(context.sentence.text)
        if against and not 300 <= (known.last - known.first).days <= 430:
            return against[0]
    if sort is not Sort.PERCENT or not context.base:
        return ""
    if _OCCASION.match(context.base):
        return ""
    tags = terms.find(context.base)
    if (known.worked or "." in known.id) and _WHATEVER.search(context.base + context.base_after):
        return context.base
    if _EVER.search(context.base) and known.first is not None:
        return context.base
    since = _SINCE.search(context.base)
    if since and known.first and known.last:
        year = int(since["year"])
        if year < known.first.year or year > known.last.year:
            return context.base
    if "." in known.id or known.worked:
        own = _OWN_ONLY.search(context.base)
        if own and "own" not in known.words:
            return context.base
        if "both" in known.base and not _PAIR.search(context.base + context.base_after):
            return context.base
    if known.worked == "share":
        whose = {tag.term for tag in tags if tag.facet == "who"} - {"dol", "all-agencies"}
        return context.base if whose - known.base and known.base else ""
    things = {tag.term for tag in tags if tag.facet == "thing"}
    if known.is_growth:
        return context.base
    if known.base and "adult" in known.base:
        return "" if "adult" in things else context.base
    if known.base and things and not known.base & things and not known.base & _NO_THINGS:
        return context.base
    if "all-queries" in known.base:
        narrow = {tag.term for tag in tags if tag.facet in ("who", "place")} - {"all-agencies"}
        return context.base if narrow else ""
    if "two-exact" in known.base:
        everything = _ALL.search(context.base) or not _PAIR.search(context.base)
        return context.base if everything else ""
    return ""
