"""Attributions: whom a sentence credits with its numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from helpers.evidence.drafts.mentions import Mention
from helpers.evidence.drafts.words import list_names

_VERBS = (
    r"(?:said|says|say|reported|reports|wrote|writes|found|finds|counted|"
    r"counts|estimated|estimates|noted|"
    r"announced|announces|disclosed|revealed|told|show(?:ed|s)?(?! up)|documented|concluded|"
    r"confirmed|"
    r"acknowledged|tallied|calculated|claimed|claims|stated|states that|"
    r"puts?(?=\s[^.;]{0,70}\sat\b|\s+(?:the|its|their|that)\s+(?:number|count|total|figure|share|"
    r"sum|"
    r"growth|rise|tally)\b|\s+(?:out|forward|together)\b)|picked|chose|selected|sampled|logged|"
    r"tabulated|listed|lists|measured|"
    r"turned up(?!\s+(?:\w+\s+){0,3}(?:times|as often|twice))|published|released|recorded|"
    r"computed|admitted|determined|alleges|alleged|credited|credits|"
    r"surveyed|uncovered|testified|tracked down|looked (?:at|into|through)|examined|reviewed|"
    r"went through|combed through|pored over|sifted through|analy[sz]ed|studied|audited|polled|"
    r"came up with|comes up with|arrived at|identified|dug up|unearthed|traced|reckons?|reckoned|"
    r"maintains?|maintained|argues|argued|adds|added|insists?|insisted|explained|explains|posted|"
    r"printed|prints|obtained|gave|dates?(?=\s+[^.;]{2,60}\sto\b)|dated(?=\s+[^.;]{2,60}\sto\b)|"
    r"told\s+(?:reporters|Congress)|warned|warns|assessed|figures that|figured)"
)
_AFTER = re.compile(
    r"\b(?:according to|as reported by|as counted by|counted by|reported by|"
    r"published by|released by|compiled by|"
    r"announced by|calculated by|estimated by|obtained by|(?<!be )found by|"
    r"tallied by|disclosed by|measured by|"
    r"revealed by|uncovered by|unearthed by|determined by|put out by|collected by|gathered by|"
    r"analy[sz]ed by|examined by|reviewed by|studied by|audited by|posted by|printed by|"
    r"unveiled by|documented by|supplied by|provided by|furnished by|kept by|reckoned by|"
    r"computed by|identified by|issued by|drawn up by|prepared by|courtesy of|on the word of|"
    r"in the words of|as told by|citing|based on|as per|"
    r"going by|by the count of|by the estimate of|(?:review|study|survey|"
    r"analysis|tally|count|audit|report|"
    r"investigation|estimate|figures?|data|numbers?|records?|"
    r"statistics) (?:by|from)|credited to|credits(?!\s+[^.;]{2,60}\swith\b)|"
    r"as cited by|cited by|quoted by)\s+"
    r"(?!(?:with|way|means|dint|default|accident|mistake|now|then)\b)"
    r"(?P<np>[^,.;:()\d]{2,80}?)"
    r"(?=\s+(?:that|which|turned|found|finds|shows?|showed|says?|said|puts?|"
    r"counted|lists?|reported|has|"
    r"have|had|was|were|is|are)\b|\s*[,.;:()]|\s+\S*\d|\s*$)",
    re.IGNORECASE,
)
_NOUN = re.compile(
    r"\b(?:[Aa]n?|[Tt]he|[Tt]his|[Oo]ne)\s+(?P<np>(?:[A-Z][\w.&-]*\s+){1,4}?)"
    r"(?:data\s?set|dataset|survey|study|tally|count|audit|report|investigation|analysis|review|"
    r"estimate|release|database of|poll|statement)\b",
)
_TEAM = re.compile(
    r"(?P<np>(?:\b[A-Z][\w.&-]*\s+){1,4})(?:researchers|reporters|journalists|analysts|scholars|"
    r"scientists|economists|lawyers|engineers|auditors|investigators|team|newsroom)\b"
)
_PER = re.compile(
    r"\b[Pp]er\s+(?P<np>(?:the\s+|an?\s+)?(?:[A-Z][\w.&'’-]*|of|the|for|and|on)"
    r"(?:\s+(?:[A-Z][\w.&'’-]*|of|the|for|and|on)){0,7}(?:\s+(?:study|report|records|data|log|"
    r"letter|release|page|center|office|department))?)"
)
_ITS_COUNT = re.compile(
    r"(?P<np>(?:\b[Tt]he\s+)?\b"
    r"(?!(?:ICE|HSI|CBP|DHS|ERO|Border Patrol|Customs and Border Protection|Homeland Security|"
    r"Homeland Security Investigations|Immigration and Customs Enforcement)(?:'s|’s) (?!own|offic))"
    r"[A-Z][\w.&-]*(?:\s+(?:of|the|for|and|on|[A-Z][\w.&-]*|newspaper|"
    r"university|department|office|bureau|agency|council|union|board|auditor|pool)){0,6}?)"
    r"(?:'s|’s|s'|s’)\s+(?:own\s+|latest\s+|new\s+|recent\s+|official\s+)*"
    r"(?:count|tally|review|analysis|investigation|audit|survey|estimates?|reckoning|study|poll|"
    r"calculations?|statistics|reporting|numbers|figures)\b"
)
_IT_WAS = re.compile(
    r"\b[Ii]t (?:was|is) (?P<np>(?:the |an? )?(?:[A-Z][\w.&'’-]*|auditors?|prosecutors?|mayor)"
    r"(?:\s[\w.&'’-]+){0,5}?)\s+(?:that|who|which)\s"
)
_INVERTED = re.compile(
    r"[,”\"]\s+(?:ran|wrote|said|reported|noted|announced|declared|read|printed|went)\s+"
    r"(?P<np>(?:the\s+|an?\s+)?[A-Z][\w.&-]*(?:\s+[A-Z][\w.&-]*){0,4})"
)
_FIRST = re.compile(
    r"(?P<np>(?:\b[Tt]he\s+)?(?:\b[A-Z][\w.&-]*\s+){1,5}?)(?:was|were)\s+(?:the\s+)?first\s+to\b"
)
_SELF = re.compile(
    r"\b(?:its|their|his|her)\s+(?:own\s+|annual\s+|yearly\s+|internal\s+)"
    r"(?:\w+\s+)?(?:report|audit|count|tally|review|statistics|figures|filing|reckoning|disclosure|"
    r"investigation)s?\b|\b(?:report|audit|count|tally|review|filing|statement|"
    r"investigation)s?\s+of"
    r"\s+(?:its|their)\s+own\b|\b(?:itself|themselves)\s+(?:\w+ed|found|put|said)\b",
    re.IGNORECASE,
)
_OWN = re.compile(
    r"\b(?:by|in|from|on)\s+(?P<np>(?:the\s+)?[^,.;:()]{2,50}?)(?:'s|’s|s'|"
    r"s’)\s+(?:own\s+)?(?:count|tally|reckoning|"
    r"estimate|figures?|numbers?|records|data|statistics|report|words)\b",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    rf"(?P<np>[^,.;:()]{{2,70}}?),?\s+(?:also\s+|had\s+|has\s+|have\s+|"
    rf"itself\s+|themselves\s+|later\s+|first\s+)?{_VERBS}\b",
    re.IGNORECASE,
)
_RECORDS = re.compile(
    r"(?P<np>[^,.;:()]{2,60}?\b(?:records|data|figures|documents|logs?|"
    r"files|report|statistics|tally|statement|letters?))\s+(?:show|shows|"
    r"showed|reveal|revealed|indicate|say|says|said|list|put|puts)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Credit:
    """Whom a sentence credits: the words that say so, and the names in them.

    `is_own`: it says that whoever is credited counted by themselves, in a report of their own.
    """

    text: str = ""
    names: frozenset[str] = frozenset()
    is_own: bool = False


def _with_apposition(text: str, start: int, said: str) -> str:
    """Return what is credited with the name before it: "Pew, the survey institute, found"."""
    if re.search(r"[A-Z]", said) or not re.match(
        r"(?:the|an?|its|his|her|in|by|after|from|on)\s", said
    ):
        return said
    before = re.search(r"(?:^|[,;:]\s+)((?:the\s+)?[A-Z][^,.;:()\d]{1,50}),\s*$", text[:start])
    return f"{before[1].strip()}, {said}" if before else said


def find_credit(text: str, mention: Mention) -> Credit:
    """Return whom a sentence credits with a number; an empty Credit if nobody.

    >>> from helpers.evidence.drafts.spotting import spot
    >>> text = "The Inlander reported that 47 requests were denied"
    >>> find_credit(text, spot(text)[0]).text
    'The Inlander'
    """
    pieces = [said for start, end, said in _find_all(text) if not start <= mention.start < end]
    joined = " | ".join(pieces)
    names = frozenset(name for _, name in list_names(f"x {joined}")) if joined else frozenset()
    return Credit(joined, names, is_own=bool(joined and _SELF.search(text)))


@lru_cache(maxsize=64)
def _find_all(text: str) -> tuple[tuple[int, int, str], ...]:
    """Return the spans of those whom a sentence credits, and the words that name them."""
    found_all: list[tuple[int, int, str]] = []
    for form in (
        _AFTER,
        _PER,
        _IT_WAS,
        _FIRST,
        _INVERTED,
        _OWN,
        _ITS_COUNT,
        _RECORDS,
        _NOUN,
        _TEAM,
        _BEFORE,
    ):
        before = len(found_all)
        for found in form.finditer(text):
            start, end = found.span("np")
            if found["np"][:1].isdigit() and re.search(r"\d,$", text[:start]):
                continue
            found_all.append((start, end, _with_apposition(text, start, found["np"].strip())))
        if len(found_all) > before and form in (_AFTER, _RECORDS):
            break
    return tuple(found_all)
