"""Fitting: which known quantity is the one whose number stands in a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from helpers.evidence.drafts.conflicts import find_wrong_credit
from helpers.evidence.drafts.contexts import Context
from helpers.evidence.drafts.fits import Fit, fit
from helpers.evidence.drafts.judgments import FITTING
from helpers.evidence.drafts.matching import PLAIN_NAMES, Match
from helpers.evidence.drafts.mentions import Mention, Sort
from helpers.evidence.drafts.parts import is_number_of_part, is_whole_of_part
from helpers.evidence.drafts.terms import ASPECT, Terms
from helpers.evidence.drafts.wordings import Reading


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
