"""Denying: where a sentence gives something known another number, or another unit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from helpers.evidence.drafts.agreeing import speaks_of
from helpers.evidence.drafts.conflicts import find_wrong_base
from helpers.evidence.drafts.contexts import Context
from helpers.evidence.drafts.fits import Fit, fit
from helpers.evidence.drafts.fitting import is_of_sort
from helpers.evidence.drafts.judgments import FITTING, NOTHING, OFF, DraftVerdict, Judgment
from helpers.evidence.drafts.known import Known
from helpers.evidence.drafts.matching import Match
from helpers.evidence.drafts.mentions import Mention, Sort
from helpers.evidence.drafts.operations import FOR_EACH
from helpers.evidence.drafts.parts import is_number_of_part
from helpers.evidence.drafts.terms import Terms
from helpers.evidence.drafts.wordings import Reading
from helpers.evidence.drafts.worked import work_out
from helpers.evidence.intervals import Interval

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
    return (
        share and (mention.value or 0) > 2 * (value or 0) and match.known.text.startswith("under")
    )


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
