"""Denial: what contradicts a number of a draft."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from helpers.claims.intervals import Interval
from helpers.drafts.calculations import FOR_EACH, work_out
from helpers.drafts.context import Context, Reading
from helpers.drafts.facts import Known
from helpers.drafts.fit import (
    FITTING,
    NOTHING,
    OFF,
    DraftVerdict,
    Fit,
    Judgment,
    find_wrong_base,
    find_wrong_credit,
    fit,
    is_number_of_part,
    is_whole_of_part,
)
from helpers.drafts.match import PLAIN_NAMES, Match, speaks_of
from helpers.drafts.terms import ASPECT, Terms
from helpers.drafts.tokens import Mention, Sort

# Fitting: which known quantity is the one whose number stands in a sentence.


def _digits(value: Fraction | None, sort: Sort = Sort.NUMBER) -> int:
    """Return how many significant digits a number has: 292,114 can hardly coincide, 19 can."""
    if sort is Sort.VOTES:
        return 4
    if value is None or value.denominator != 1:
        return 2 if value is not None else 1
    return len(str(abs(value.numerator)).rstrip("0") or "0")


def find_fitting(
    context: Context, reading: Reading, matches: Sequence[Match], terms: Terms
) -> tuple[Match, Fit] | None:
    """Return the quantity whose number stands in the sentence, or None if none is near enough."""
    mention = context.mention
    best: tuple[float, Match, Fit] | None = None
    near: list[tuple[float, Match, Fit]] = []
    rare = min(4, _digits(mention.value, mention.sort))
    aspects = {tag.term for tag in context.sentence.tags if tag.facet == ASPECT}
    for match in matches:
        if not is_of_sort(match, mention):
            continue
        how = fit(match.known, mention, reading)
        same = match.known.value == mention.value
        # Only the very number can be another's: one that is a little off proves nothing.
        if how is not Fit.HOLDS and is_number_of_part(context, match):
            continue
        if match.unit and match.known.worked == "notes":
            continue
        if how is Fit.STRETCHED and same and is_whole_of_part(context):
            how = Fit.HOLDS
        if how is Fit.OFF or (how is Fit.STRETCHED and match.differs and not same):
            continue
        score = match.score + (0.9 if how is Fit.HOLDS else 0.0) + (0.35 * rare if same else 0.0)
        score -= 0.15 * bool(match.known.doubt or match.known.moved)
        score -= 0.3 * ("." in match.known.id)
        score -= 0.8 * (match.known.worked == "notes")
        shared = bool(aspects & match.known.words)
        credited = bool(context.credit.names & match.known.printer - PLAIN_NAMES) and same
        sure = credited and match.is_counted_alike and score >= FITTING and not match.differs
        if not sure and not _is_near_enough(match, score, rare if same else 1, shared):
            continue
        near.append((score, match, how))
        if best is None or score > best[0]:
            best = (score, match, how)
    if best and context.credit.text and find_wrong_credit(context, best[1], terms):
        best = _find_credited(best, near, context, terms) or best
    if best and (best[1].known.doubt or best[1].known.moved):
        return _find_standing(best[1], mention, reading, matches) or (best[1], best[2])
    return (best[1], best[2]) if best else None


def _find_credited(
    best: tuple[float, Match, Fit],
    near: Sequence[tuple[float, Match, Fit]],
    context: Context,
    terms: Terms,
) -> tuple[float, Match, Fit] | None:
    """Return the quantity of whoever is credited, where another one meets the words better."""
    for score, match, how in sorted(near, key=lambda one: -one[0]):
        strange = match.unit or match.differs or match.time
        if strange or score < best[0] - 2.0 or "." in match.known.id:
            continue
        if match.known.doubt or match.known.moved:
            continue
        if how is Fit.HOLDS and not find_wrong_credit(context, match, terms):
            return score, match, how
    return None


def _find_standing(
    doubted: Match, mention: Mention, reading: Reading, matches: Sequence[Match]
) -> tuple[Match, Fit] | None:
    """Return the quantity that stands where a doubted one was printed, if the sentence says it."""
    for match in matches:
        if match.known.id not in doubted.known.rivals or match.known.doubt or match.known.moved:
            continue
        if match.unit or match.differs or match.time or not is_of_sort(match, mention):
            continue
        how = fit(match.known, mention, reading)
        if how is not Fit.OFF and match.score >= doubted.score - 2.0:
            return match, how
    return None


def _is_near_enough(match: Match, score: float, rare: int, shared: bool) -> bool:
    evidence = match.anchors + (match.words >= 0.4) + match.in_period + match.is_counted_alike
    need = FITTING + 0.35 * max(0, 3 - rare)
    # A quantity that is somebody's is not met by a sentence that names nobody like it.
    need += 1.2 * bool(match.known.named and not match.anchors)
    least = (
        0.35 if rare >= 4 else 0.33 if shared and match.place and match.is_counted_alike else 0.6
    )
    if match.known.named and not match.anchors and not match.in_period and match.words < least:
        return False
    if rare < 2 and "." in match.known.id and not match.is_counted_alike:
        return False
    span = match.in_period and match.known.first != match.known.last
    topical = match.is_topical or (rare >= 4 and match.anchors and span)
    if match.unit and (not topical or match.known.doubt or match.known.moved):
        return False
    if rare >= 4 and match.anchors and match.words >= 0.12 and score >= need - 0.8:
        return True
    if rare and match.in_period and match.differs and match.known.value is not None:
        precise = match.known.first != match.known.last and match.words >= 0.15
        if precise and score >= need - 0.5:
            return True
    if match.unit and rare >= 4 and topical and match.words >= 0.12:
        return True
    if match.unit and (match.words < 0.3 or (match.anchors == 0 and match.words < 0.5)):
        return False
    if match.differs and match.words < 0.25:
        return False
    return score >= need and evidence >= 1 and match.words >= 0.16


def is_of_sort(match: Match, mention: Mention) -> bool:
    """Return whether a quantity and a number of a draft are of one sort: shares, counts."""
    known = match.known.sort
    if mention.sort is Sort.POINTS:
        return False
    if mention.sort in (Sort.SCALE, Sort.RANGE):
        return known is Sort.NUMBER
    if mention.sort in (Sort.TIMES, Sort.TIMES_MORE):
        return known is Sort.TIMES
    return known is mention.sort


# Denying: where a sentence gives something known another number, or another unit.

FAR = 50
MANY = 10_000
"""From here on, the same digits in another order are no coincidence."""
NEAREST = 6
"""How many quantities a sentence may be of; of more only where a number is a slip of theirs."""


_ANOTHER_YEAR = re.compile(
    r"\b(?:the|a|one) (?:year|month|week) (?:before|earlier|later|after)(?=[.,;]|\s*$)|"
    r"\b(?:the|its) (?:previous|prior|preceding|following|next) (?:year|month|week|quarter)\b",
    re.IGNORECASE,
)
"""Where a number is of a time beside that of which a quantity is known: it is no wrong one."""


def deny(context: Context, reading: Reading, matches: Sequence[Match], terms: Terms) -> Judgment:
    """Return whether a sentence gives something known another number."""
    mention = context.mention
    clash = _find_unit_clash(context, matches)
    if clash:
        return clash
    if _ANOTHER_YEAR.search(context.sentence.text):
        return NOTHING
    standing = [
        one
        for one in matches[:40]
        if not (one.known.worked or one.known.moved or one.known.doubt)
        and ("." not in one.known.id or not _is_open(one.known.logical) or _is_beyond(one, mention))
    ]
    standing = [one for one in standing if is_of_sort(one, mention)]
    for place, match in enumerate(standing[:25]):
        known = match.known
        if place >= NEAREST and not _is_slip(mention, known):
            continue
        if known.value is None or (mention.value == 1 and mention.sort is Sort.NUMBER):
            continue
        # "The two made": so small a number beside so large a one is no wrong value of it.
        share = mention.sort in (Sort.PERCENT, Sort.TIMES, Sort.TIMES_MORE)
        if mention.value is not None and not _is_of_size(mention.value, known.value, share):
            continue
        # A finding on how records overlap is no rival of a number in a story.
        if not known.is_whole and _is_close(mention, known.value):
            continue
        each = " for each " in known.label and FOR_EACH.search(context.sentence.text)
        if "." in known.id and match.words < 0.5 and mention.sort is Sort.NUMBER and not each:
            continue
        if fit(known, mention, reading) is not Fit.OFF:
            continue
        if is_number_of_part(context, match):
            continue
        # "By two accounts": a small word that counts nothing is no wrong value of anything.
        if (
            mention.is_spelled
            and known.value >= 13 > (mention.value or 0)
            and not context.is_direct
        ):
            continue
        least = OFF - 0.7 * bool(each or (_is_slip(mention, known) and match.words >= 0.5))
        if _is_slip(mention, known) and match.anchors and (mention.value or 0) >= MANY:
            least = FITTING + 0.5
        if match.score < least or match.unit or match.differs or match.time:
            continue
        if not speaks_of(match, context) and not (_is_slip(mention, known) and match.words >= 0.7):
            continue
        if mention.sort is Sort.NUMBER and not match.is_counted_alike:
            continue
        if known.per != context.times.per and known.per:
            continue
        if mention.sort is Sort.PERCENT and known.is_growth != context.is_growth:
            continue
        if mention.sort is Sort.PERCENT and find_wrong_base(context, match, terms):
            continue
        return Judgment(
            DraftVerdict.CONTRADICTED,
            f"“{reading.text}” is not the number known of it: {known.label}.",
            known.ids,
            match,
        )
    return NOTHING


def _is_close(mention: Mention, value: Fraction) -> bool:
    """Return whether a number is but a quotient written with other digits."""
    return mention.value is not None and abs(value - mention.value) <= abs(value) / 100


def _is_beyond(match: Match, mention: Mention) -> bool:
    """Return whether a share is more than twice one that is known to be under something."""
    value = match.known.value
    share = mention.sort is Sort.PERCENT and mention.value is not None and value is not None
    is_bound = match.known.text.startswith("less than")
    return share and (mention.value or 0) > 2 * (value or 0) and is_bound


def _is_slip(mention: Mention, known: Known) -> bool:
    """Return whether two numbers have the same digits in another order, or all but one alike."""
    if mention.value is None or known.value is None or mention.sort is not known.sort:
        return False
    mine, theirs = str(mention.value), str(known.value)
    if len(mine) != len(theirs) or len(mine) < 2 or "/" in mine + theirs:
        return False
    other = sum(a != b for a, b in zip(mine, theirs, strict=True))
    return sorted(mine) == sorted(theirs) or (other == 1 and len(mine.rstrip("0")) > 2)


def _is_open(meant: Interval) -> bool:
    return isinstance(meant.low, float) or isinstance(meant.high, float)


def _is_of_size(value: Fraction, known: Fraction, share: bool) -> bool:
    """Return whether one number can be a slip for another: near it, or a thousandfold of it."""
    if not known or not value:
        return False
    if value in (1000 * known, known / 1000):
        return True
    return (share or known > 1) and FAR * min(value, known) / max(value, known) >= 1


def _find_unit_clash(context: Context, matches: Sequence[Match]) -> Judgment | None:
    """Return a clash of percent, percentage points and times that has the right digits."""
    mention = context.mention
    if mention.sort not in (Sort.POINTS, Sort.TIMES, Sort.TIMES_MORE) or mention.value is None:
        return None
    pool = list(matches[:40])
    if mention.sort is Sort.POINTS:
        pool += list(work_out(matches, context))
    for match in pool:
        known = match.known
        if known.sort is not Sort.PERCENT or match.words < 0.2 or match.score < 1.2:
            continue
        around = Interval(mention.value - mention.unit / 2, mention.value + mention.unit / 2)
        near = known.implied.overlaps(around)
        if mention.sort is not Sort.POINTS and known.is_growth and known.value:
            level = 1 + known.value / 100
            if around.overlaps(Interval(level - level / 100, level + level / 100)):
                said = f"{known.label}: that is {float(level):g} times the level."
                return Judgment(DraftVerdict.SUPPORTED, said, known.ids, match)
            near = near or around.overlaps(Interval(level - 1, level - 1))
        if near:
            what = "percentage points" if mention.sort is Sort.POINTS else "times"
            return Judgment(
                DraftVerdict.CONTRADICTED,
                f"It is percent, not {what}: {known.label}.",
                known.ids,
                match,
            )
    return None
