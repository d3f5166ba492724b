"""Score: the verdict on a number of a draft."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta

from helpers.claims.intervals import Interval
from helpers.drafts.calculations import FOR_EACH, work_out
from helpers.drafts.context import Context, Reading
from helpers.drafts.facts import Known
from helpers.drafts.fit import (
    DATED,
    NOTHING,
    WORKED,
    DraftVerdict,
    Fit,
    Judgment,
    find_wrong_base,
    find_wrong_credit,
    fit,
)
from helpers.drafts.match import PLAIN_NAMES, Match, find_contrary, speaks_of
from helpers.drafts.terms import ASPECT, SOURCE, THING, Terms
from helpers.drafts.tokens import Mention, Sort

# Deciding: the verdict where a number of a draft is a known one, and its reason.


def decide(context: Context, reading: Reading, match: Match, how: Fit, terms: Terms) -> Judgment:
    """Return the verdict where the number is a known one."""
    known, support = match.known, match.known.ids
    said = f"“{reading.text}”"
    wrong_credit = find_wrong_credit(context, match, terms)
    if wrong_credit:
        return Judgment(
            DraftVerdict.CONTRADICTED,
            f"The number is known, but not from {wrong_credit}: {known.label}.",
            support,
            match,
        )
    if match.unit:
        return Judgment(
            DraftVerdict.CONTRADICTED,
            f"The number is that of another thing than {match.unit}: {known.label}.",
            support,
            match,
        )
    if context.mention.sort is Sort.TIMES_MORE:
        return say_times_more(match, said)
    base = find_wrong_base(context, match, terms)
    if base:
        return Judgment(
            DraftVerdict.CONTRADICTED, f"It is no share of {base}: {known.label}.", support, match
        )
    if match.differs:
        whom = match.who or match.place or match.system
        return Judgment(
            DraftVerdict.OTHER_SCOPE,
            f"The number is not that of {whom}: {known.label}, {_say_scope(match)}.",
            support,
            match,
        )
    if match.time:
        return Judgment(
            DraftVerdict.CONTRADICTED,
            f"The number is of another time ({match.time}): {known.label}, {_say_scope(match)}.",
            support,
            match,
        )
    if known.moved or known.doubt:
        if how is Fit.HOLDS and is_credited(context, known):
            return say_printed(match)
        return say_doubt(match)
    if how is Fit.STRETCHED:
        return Judgment(
            DraftVerdict.STRETCHED,
            f"{said} is not what the words say of {known.label}.",
            support,
            match,
        )
    return Judgment(DraftVerdict.SUPPORTED, f"{known.label}.{say_dispute(known)}", support, match)


def is_credited(context: Context, known: Known) -> bool:
    """Return whether a sentence names whoever printed a number, and not merely as a newspaper."""
    return bool(context.credit.names & known.printer - PLAIN_NAMES)


def say_printed(match: Match) -> Judgment:
    """Return the verdict on a doubted number that is credited to whoever printed it."""
    known = match.known
    word = known.doubt or "moved from another scope"
    reason = f"Printed so by the source that is named: {known.label}; {word}: {known.reason}"
    return Judgment(DraftVerdict.SUPPORTED, reason, known.ids, match)


def say_dispute(known: Known) -> str:
    """Return what is to be said of a number that its own or an equal source prints otherwise."""
    if not known.dispute:
        return ""
    source = known.label.split(f"[{known.id}, ")[-1].rstrip("]")
    return f" Printed by {source}; other figures differ: {known.dispute}"


def say_doubt(match: Match) -> Judgment:
    """Return the verdict on a number that repeats a claim against which the ledger speaks."""
    known = match.known
    verdict = DraftVerdict.OTHER_SCOPE if known.moved else DraftVerdict(known.doubt)
    if known.moved and known.doubt == DraftVerdict.CONTRADICTED:
        verdict = DraftVerdict.CONTRADICTED
    word = known.doubt or "moved from another scope"
    return Judgment(verdict, f"Printed as {known.label}, {word}: {known.reason}", known.ids, match)


def _say_scope(match: Match) -> str:
    known = match.known
    whose = ", ".join(sorted(known.who | known.named) or ["of nobody named"])
    when = f", {known.first} to {known.last}" if known.first and known.last else ""
    return f"which is of {whose}{when}"


def say_times_more(match: Match, said: str) -> Judgment:
    """Return the verdict on "times more" where a quantity is known as times as many."""
    return Judgment(
        DraftVerdict.CONTRADICTED,
        f"{said} adds that many times to the number itself; {match.known.label}: that is times as "
        "many.",
        match.known.ids,
        match,
    )


# Dated: what is known of a date in a draft.


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


# Published: the day on which a report came out, where a sentence gives that.

_CAME_OUT = re.compile(
    r"\b(?:published|publishes|appeared|came out|released|put out|issued|unveiled|brought out|"
    r"made public|went online|publication)\b",
    re.IGNORECASE,
)
_WORK = re.compile(r"\b(?:report|study|analysis|paper)\b|[\"“][A-Z]|\b[A-Z]\w+ [A-Z]\w+\b", re.I)
_ON = re.compile(r"\b(?:on|in|of|since|dated)\s+(?:late\s+|early\s+|mid-?)?(?:\w+day,?\s+)?$", re.I)
NEAR = timedelta(31)


def judge_publication(context: Context, known: Sequence[Known]) -> Judgment | None:
    """Return whether a report that a sentence names came out when it says; None if it says not."""
    mention, text = context.mention, context.sentence.text
    if mention.first is None or mention.last is None or not mention.year_given:
        return None
    if not _CAME_OUT.search(text) or not _ON.search(text[: mention.start]):
        return None
    if (
        not _WORK.search(text)
        or sum(one.first is not None for one in context.sentence.mentions) > 1
    ):
        return None
    said = {tag.term for tag in context.sentence.tags if tag.facet == SOURCE}
    works = [one for one in known if one.printed and one.printed[2] & said]
    titled = [one for one in works if _is_titled(one, context)]
    works = titled or works
    if not works:
        return None
    for one in works:
        assert one.printed is not None
        first, last, _ = one.printed
        if first <= mention.last and mention.first <= last:
            reason = f"The date on which {one.cites[0].split(': ')[0]} was printed by its source."
            return Judgment(DraftVerdict.SUPPORTED, reason, one.ids)
    days = [one.printed[:2] for one in works if one.printed]
    low, high = min(day[0] for day in days), max(day[1] for day in days)
    # A report named by its title has one day; one that is not may be another of that month.
    near = timedelta(1) if titled else NEAR
    if high - low > NEAR or low - near <= mention.last <= high + near:
        return None
    reason = f"“{mention.text}” is not when it was printed: {low} by {works[0].cites[0]}"
    return Judgment(DraftVerdict.CONTRADICTED, reason, works[0].ids)


def _is_titled(known: Known, context: Context) -> bool:
    """Return whether a sentence names a work by its title."""
    return len(known.title) >= 2 and known.title <= context.sentence.bag


# Working: the verdict where a number follows, or does not, from known ones by arithmetic.


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
