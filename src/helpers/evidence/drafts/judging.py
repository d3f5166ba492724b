"""Judging: what the ledger says of each number of a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from helpers.evidence.drafts.conflicts import OUT_OF, find_wrong_base
from helpers.evidence.drafts.contexts import Context
from helpers.evidence.drafts.dated import judge_date
from helpers.evidence.drafts.deciding import decide
from helpers.evidence.drafts.fits import Fit, fit
from helpers.evidence.drafts.inner import judge_by_own_numbers
from helpers.evidence.drafts.judgments import (
    FITTING,
    NOTHING,
    OFF,
    DraftVerdict,
    Judgment,
)
from helpers.evidence.drafts.matching import Match, Matcher
from helpers.evidence.drafts.mentions import Mention, Sort
from helpers.evidence.drafts.published import judge_publication
from helpers.evidence.drafts.terms import Terms
from helpers.evidence.drafts.wordings import Reading
from helpers.evidence.drafts.worked import work_out
from helpers.evidence.drafts.working import judge_by_working
from helpers.evidence.intervals import Interval

FAR = 50
_CLAUSES_OF_NOBODY = (Sort.CLOCK, Sort.DECADE, Sort.RANK)


def judge_mention(
    context: Context, reading: Reading | None, matcher: Matcher, terms: Terms
) -> Judgment:
    """Return the verdict on one number of a sentence."""
    mention = context.mention
    if mention.sort in _CLAUSES_OF_NOBODY:
        return NOTHING
    matches = matcher.rank(context)
    if mention.sort is Sort.DATE:
        dated = judge_date(context, matches)
        if dated is not NOTHING:
            return dated
        return judge_publication(context, matcher.known) or NOTHING
    if reading is None:
        return NOTHING
    whole = _judge_whole(context, matches)
    if whole:
        return whole
    direct = _find_fitting(context, reading, matches)
    if direct and _is_plain(direct[0], direct[1]):
        return decide(context, reading, direct[0], direct[1], terms)
    inner = judge_by_own_numbers(context, reading)
    if inner:
        return inner
    worked = judge_by_working(context, reading, matches, terms)
    printed = direct is not None and direct[0].known.value == mention.value
    if worked and (not direct or (worked.verdict is DraftVerdict.SUPPORTED and not printed)):
        return worked
    if direct:
        return decide(context, reading, direct[0], direct[1], terms)
    return _judge_off(context, reading, matches, terms)


def _judge_whole(context: Context, matches: Sequence[Match]) -> Judgment | None:
    """Return the verdict on the nine in "eight of the nine", if eight are known to be of nine."""
    mention, text = context.mention, context.sentence.text
    part = next((one for one in context.sentence.mentions if _is_part(one, mention, text)), None)
    if part is None or part.value is None or mention.value is None:
        return None
    for match in matches[:12]:
        if match.known.value == part.value and mention.value in match.known.out_of:
            return Judgment(
                DraftVerdict.SUPPORTED, f"The whole of {match.known.label}.", match.known.ids, match
            )
    return None


def _is_part(part: Mention, whole: Mention, text: str) -> bool:
    found = OUT_OF.match(text, part.end)
    return bool(found) and found is not None and found.end() == whole.start


def _is_plain(match: Match, how: Fit) -> bool:
    return how is Fit.HOLDS and not (match.unit or match.differs or match.time)


def _digits(value: Fraction | None, sort: Sort = Sort.NUMBER) -> int:
    """Return how many significant digits a number has: 292,114 can hardly coincide, 19 can."""
    if sort is Sort.VOTES:
        return 4
    if value is None or value.denominator != 1:
        return 2 if value is not None else 1
    return len(str(abs(value.numerator)).rstrip("0") or "0")


def _find_fitting(
    context: Context, reading: Reading, matches: Sequence[Match]
) -> tuple[Match, Fit] | None:
    """Return the quantity whose number stands in the sentence, or None if none is near enough."""
    mention = context.mention
    best: tuple[float, Match, Fit] | None = None
    rare = min(4, _digits(mention.value, mention.sort))
    for match in matches:
        if not is_of_sort(match, mention):
            continue
        how = fit(match.known, mention, reading)
        same = match.known.value == mention.value
        # Only the very number can be another's: one that is a little off proves nothing.
        if how is not Fit.HOLDS and _is_number_of_part(context, match):
            continue
        if match.unit and match.known.worked == "notes":
            continue
        if how is Fit.STRETCHED and same and _is_whole_of_part(context):
            how = Fit.HOLDS
        if how is Fit.OFF or (how is Fit.STRETCHED and match.differs and not same):
            continue
        score = match.score + (0.9 if how is Fit.HOLDS else 0.0) + (0.35 * rare if same else 0.0)
        score -= 0.15 * bool(match.known.doubt or match.known.moved)
        score -= 0.3 * ("." in match.known.id)
        score -= 0.8 * (match.known.worked == "notes")
        if not _is_near_enough(match, score, rare if same else 1):
            continue
        if best is None or score > best[0]:
            best = (score, match, how)
    if best and (best[1].known.doubt or best[1].known.moved):
        return _find_standing(best[1], mention, reading, matches) or (best[1], best[2])
    return (best[1], best[2]) if best else None


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


def _is_near_enough(match: Match, score: float, rare: int) -> bool:
    evidence = match.anchors + (match.words >= 0.4) + match.in_period + match.is_counted_alike
    need = FITTING + 0.35 * max(0, 3 - rare)
    # A quantity that is somebody's is not met by a sentence that names nobody like it.
    need += 1.2 * bool(match.known.named and not match.anchors)
    least = 0.35 if rare >= 4 else 0.6
    if match.known.named and not match.anchors and not match.in_period and match.words < least:
        return False
    if rare >= 4 and match.anchors and match.words >= 0.12 and score >= need - 0.8:
        return True
    if rare and match.in_period and match.differs and match.known.value is not None:
        precise = match.known.first != match.known.last and match.words >= 0.15
        if precise and score >= need - 0.5:
            return True
    if match.unit and not match.is_topical:
        return False
    if match.unit and rare >= 4 and match.is_topical and match.words >= 0.12:
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


def _judge_off(
    context: Context, reading: Reading, matches: Sequence[Match], terms: Terms
) -> Judgment:
    """Return whether a sentence gives something known another number."""
    mention = context.mention
    clash = _find_unit_clash(context, matches)
    if clash:
        return clash
    standing = [
        one
        for one in matches[:40]
        if not (one.known.worked or one.known.moved or one.known.doubt)
        and ("." not in one.known.id or not _is_open(one.known.logical))
    ]
    for match in standing[:6]:
        known = match.known
        if not is_of_sort(match, mention):
            continue
        if known.value is None or (mention.value == 1 and mention.sort is Sort.NUMBER):
            continue
        # "The two made": so small a number beside so large a one is no wrong value of it.
        if mention.value is not None and not _is_of_size(mention.value, known.value):
            continue
        if fit(known, mention, reading) is not Fit.OFF:
            continue
        if _is_number_of_part(context, match):
            continue
        # "By two accounts": a small word that counts nothing is no wrong value of anything.
        if (
            mention.is_spelled
            and known.value >= 13 > (mention.value or 0)
            and not context.is_direct
        ):
            continue
        if match.score < OFF or match.unit or match.differs or match.time:
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


def _is_open(meant: Interval) -> bool:
    return isinstance(meant.low, float) or isinstance(meant.high, float)


def _is_whole_of_part(context: Context) -> bool:
    """Return whether a number is the nine of "four of the nine"."""
    mention, text = context.mention, context.sentence.text
    return any(_is_part(one, mention, text) for one in context.sentence.mentions)


def _is_number_of_part(context: Context, match: Match) -> bool:
    """Return whether a number is a part of what a quantity counts: four of "four of the nine"."""
    mention, known = context.mention, match.known
    found = OUT_OF.match(context.sentence.text, mention.end)
    if not found or mention.sort is not Sort.NUMBER:
        return False
    whole = next((one for one in context.sentence.mentions if one.start == found.end()), None)
    return whole is not None and whole.value is not None and whole.value not in known.out_of


def _is_of_size(value: Fraction, known: Fraction) -> bool:
    return value >= 100 or known <= FAR * value


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
