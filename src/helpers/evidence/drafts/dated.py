"""Dated: what is known of a date in a draft."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from helpers.evidence.drafts.agreeing import find_contrary, speaks_of
from helpers.evidence.drafts.contexts import Context
from helpers.evidence.drafts.deciding import is_credited, say_dispute, say_doubt, say_printed
from helpers.evidence.drafts.judgments import (
    DATED,
    NOTHING,
    DraftVerdict,
    Judgment,
)
from helpers.evidence.drafts.matching import Match
from helpers.evidence.drafts.mentions import Mention, Sort
from helpers.evidence.drafts.terms import ASPECT
from helpers.evidence.intervals import Interval


def judge_date(context: Context, matches: Sequence[Match]) -> Judgment:
    """Return what is known of a date: as an event's, or as an end of a quantity's period."""
    mention = context.mention
    assert mention.first is not None
    assert mention.last is not None
    days = Interval(mention.first.toordinal(), mention.last.toordinal())
    dates = [one for one in matches if one.known.sort is Sort.DATE and one.words >= 0.25]
    dates = [one for one in dates if not find_contrary(one.known, context)]
    better: Match | None = None
    for match in dates[:8]:
        if match.score < DATED - 1.0:
            break
        if _meets(match, mention, days):
            if match.differs:
                return _decide_differs(match)
            if match.known.moved or match.known.doubt:
                return say_printed(match) if is_credited(context, match.known) else say_doubt(match)
            if better and better.score >= match.score + 0.5:
                break
            said = f"{match.known.label}.{say_dispute(match.known)}"
            return Judgment(DraftVerdict.SUPPORTED, said, match.known.ids, match)
        if better is None and not match.differs and match.words >= 0.45:
            better = match
    for match in matches[:8]:
        known = match.known
        if find_contrary(known, context):
            continue
        if match.words < 0.3 or known.sort is Sort.DATE or not known.first or not known.last:
            continue
        # "The year before Oct. 1" ends on the day before.
        ends = {known.first, known.last, known.last + timedelta(1)}
        if {mention.first, mention.last} & ends:
            return Judgment(DraftVerdict.SUPPORTED, f"The time of {known.label}.", known.ids, match)
    until = _is_end_of_period(context)
    for match in dates[:3]:
        # "It kept its access until Aug. 7": of what ended, until says when.
        if until and not (match.words >= 0.45 and _shares(match, context)):
            continue
        near = match.score >= DATED + 0.4 and match.words >= 0.38
        near = near or (match.score >= DATED - 0.5 and match.words >= 0.5)
        near = near or (match.anchors > 1 and match.score >= DATED + 1 and _shares(match, context))
        if near and not match.differs and speaks_of(match, context):
            if any(_is_met_by(match, one) for one in context.sentence.mentions):
                continue
            return Judgment(
                DraftVerdict.CONTRADICTED,
                f"“{mention.text}” is not the date known of it: {match.known.label}.",
                match.known.ids,
                match,
            )
    return NOTHING


def _shares(match: Match, context: Context) -> bool:
    """Return whether a sentence tells of the same sort of event: a refusal, a first search."""
    said = {tag.term for tag in context.sentence.tags if tag.facet == ASPECT}
    return bool(said & match.known.words) and match.words >= 0.25


def _is_end_of_period(context: Context) -> bool:
    """Return whether a date only says from or until when something was counted."""
    text, mention = context.sentence.text, context.mention
    before = text[max(0, mention.start - 60) : mention.start]
    return bool(_END_OF_PERIOD.search(before)) or bool(
        re.match(
            r"\s*(?:to|through|until|and|[-–—])\s*(?:the end of\s+)?(?:\w+\.?\s+\d|\d)",
            text[mention.end :],
        )
    )


_END_OF_PERIOD = re.compile(
    r"(?<!dates )(?<!dating )(?<!dated )(?<!date )"
    r"\b(?:(?:year|months?|weeks?|days?|period)\s+(?:that\s+)?(?:before|ending|"
    r"ended|through|to|until|prior to|from|"
    r"after)|between|through|until|from|to|(?:\d|\w{3,9}\.?|\d{4})\s*(?:and|to|"
    r"[-–—]))\s*(?:on\s+|the end of\s+)?$",
    re.IGNORECASE,
)


def _is_met_by(match: Match, mention: Mention) -> bool:
    """Return whether another date of the sentence is the one that is known."""
    if mention.sort is not Sort.DATE or mention.first is None or mention.last is None:
        return False
    days = Interval(mention.first.toordinal(), mention.last.toordinal())
    return _meets(match, mention, days)


def _decide_differs(match: Match) -> Judgment:
    whom = match.who or match.place or match.system
    return Judgment(
        DraftVerdict.OTHER_SCOPE,
        f"The date is not that of {whom}: {match.known.label}.",
        match.known.ids,
        match,
    )


def _meets(match: Match, mention: Mention, days: Interval) -> bool:
    known = match.known
    if mention.year_given:
        return known.implied.overlaps(days) and (
            known.implied.is_within(days) or days.is_within(known.implied)
        )
    if known.first is None or mention.first is None or isinstance(known.implied.low, float):
        return False

    first = date.fromordinal(int(known.implied.low))
    last = (
        date.fromordinal(int(known.implied.high))
        if not isinstance(known.implied.high, float)
        else first
    )
    day = (mention.first.month, mention.first.day)
    return (first.month, first.day) <= day <= (last.month, last.day)
