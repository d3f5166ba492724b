"""Working: the verdict where a number follows, or does not, from known ones by arithmetic."""

from __future__ import annotations

import re
from collections.abc import Sequence

from helpers.evidence.drafts.conflicts import find_wrong_base, find_wrong_credit
from helpers.evidence.drafts.contexts import Context
from helpers.evidence.drafts.deciding import decide, say_times_more
from helpers.evidence.drafts.fits import Fit, fit
from helpers.evidence.drafts.judgments import (
    WORKED,
    DraftVerdict,
    Judgment,
)
from helpers.evidence.drafts.matching import Match
from helpers.evidence.drafts.mentions import Mention, Sort
from helpers.evidence.drafts.operations import FOR_EACH
from helpers.evidence.drafts.terms import THING, Terms
from helpers.evidence.drafts.wordings import Reading
from helpers.evidence.drafts.worked import work_out


def judge_by_working(
    context: Context, reading: Reading, matches: Sequence[Match], terms: Terms
) -> Judgment | None:
    """Return what arithmetic on the known quantities says; None if it says nothing."""
    mention = context.mention
    best: tuple[float, Match, Fit] | None = None
    off: tuple[float, Match] | None = None
    level: Match | None = None
    for match in work_out(matches, context):
        if mention.sort is Sort.POINTS or not _may_be(match, mention):
            continue
        how = fit(match.known, mention, reading)
        if level is None and how is Fit.OFF and _is_level(match, mention):
            level = match
        if how is not Fit.OFF:
            score = match.score + (how is Fit.HOLDS)
            if (best is None or score > best[0]) and match.score > 1.0:
                best = (score, match, how)
        elif match.known.worked in ("rate", "sum", "ratio") and (
            off is None or match.score > off[0]
        ):
            off = (match.score, match)
    if best:
        match, how = best[1], best[2]
        if mention.sort is Sort.TIMES_MORE:
            return say_times_more(match, f"“{reading.text}”")
        wrong = find_wrong_credit(context, match, terms) or find_wrong_base(context, match, terms)
        if wrong or how is Fit.STRETCHED:
            return decide(context, reading, match, how, terms)
        return Judgment(DraftVerdict.SUPPORTED, f"{match.known.label}.", match.known.ids, match)
    if level and level.score > 1.5 and level.anchors:
        assert mention.value is not None
        return Judgment(
            DraftVerdict.CONTRADICTED,
            f"“{reading.text}” is the level, not the rise: {level.known.label}.",
            level.known.ids,
            level,
        )
    if (
        off
        and off[0] >= WORKED
        and _asks_for(off[1], context)
        and off[1].anchors
        and _is_meant(off[1], mention)
    ):
        return Judgment(
            DraftVerdict.CONTRADICTED,
            f"It does not add up: {off[1].known.label}.",
            off[1].known.ids,
            off[1],
        )
    return None


def _is_level(match: Match, mention: Mention) -> bool:
    """Return whether "207% more" stands where the number is 207% of the other."""
    known = match.known
    if known.worked != "growth" or known.value is None or mention.value is None:
        return False
    return mention.value > 100 and abs(known.value + 100 - mention.value) <= mention.unit


def _is_meant(match: Match, mention: Mention) -> bool:
    """Return whether a number is of the order of what was worked out: "the two" is no sum."""
    value = match.known.value
    return value is not None and mention.value is not None and mention.value * 12 >= value


def _may_be(match: Match, mention: Mention) -> bool:
    known = match.known.sort
    if mention.sort in (Sort.TIMES, Sort.TIMES_MORE):
        return known is Sort.TIMES
    if mention.sort is Sort.NUMBER:
        return known in (Sort.NUMBER, Sort.TIMES)
    return known is mention.sort


_COMPARES = re.compile(
    r"\b(?:as (?:many|often|much|busy)|outnumber\w*|those of|that of|\w*fold|to one|twice|"
    r"double|factor of|for (?:each|every)|times (?:the|what|that|those|its|more|higher))\b|"
    r"['’]s?\b",
    re.I,
)


def _compares(match: Match, context: Context) -> bool:
    """Return whether a sentence sets the two quantities of a ratio against each other."""
    known, mention = match.known, context.mention
    text = context.sentence.text
    if mention.sort is Sort.NUMBER and known.apart and FOR_EACH.search(text):
        return True
    if mention.sort not in (Sort.TIMES, Sort.TIMES_MORE) or not _COMPARES.search(
        text[mention.start :] + text[: mention.start]
    ):
        return False
    if known.apart:
        return True
    bodies = known.who & context.all_who - {"both", "federal", "dhs"}
    if len(bodies) == 2:
        return True
    things = {tag.term for tag in context.sentence.tags if tag.facet == THING}
    return (
        len(known.counts) == 2
        and known.counts <= things
        and "times as many" in (context.sentence.text)
    )


def _asks_for(match: Match, context: Context) -> bool:
    if match.known.worked == "sum":
        return context.is_together and {"both"} <= context.who
    if match.known.worked == "ratio":
        return _compares(match, context)
    return match.known.per == context.times.per
