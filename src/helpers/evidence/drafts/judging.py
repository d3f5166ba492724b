"""Judging: what the ledger says of each number of a sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from helpers.evidence.drafts.contexts import Context
from helpers.evidence.drafts.dated import judge_date
from helpers.evidence.drafts.deciding import decide
from helpers.evidence.drafts.denying import deny
from helpers.evidence.drafts.fits import Fit
from helpers.evidence.drafts.fitting import find_fitting
from helpers.evidence.drafts.inner import judge_by_own_numbers
from helpers.evidence.drafts.judgments import NOTHING, DraftVerdict, Judgment
from helpers.evidence.drafts.matching import Match, Matcher
from helpers.evidence.drafts.mentions import Sort
from helpers.evidence.drafts.parts import is_part
from helpers.evidence.drafts.published import judge_publication
from helpers.evidence.drafts.terms import Terms
from helpers.evidence.drafts.wordings import Reading
from helpers.evidence.drafts.working import judge_by_working

SMALL = 100
"""Below it a number is so common that a sentence's own sum speaks before the ledger."""
WEAK = 0.45
"""A percentage whose claim shares fewer words than that may be worked out from something else."""
_FOR_EACH = re.compile(
    r"\b(?:for|to|against) (?:each|every)\b(?! (?:day|week|month|year))", re.IGNORECASE
)
_CLAUSES_OF_NOBODY = (Sort.CLOCK, Sort.DECADE, Sort.RANK)


def judge_mention(
    context: Context, reading: Reading | None, matcher: Matcher, terms: Terms
) -> Judgment:
    """Return the verdict on one number of a sentence."""
    mention = context.mention
    if mention.sort in _CLAUSES_OF_NOBODY:
        return NOTHING
    if _is_for_each(context):
        # "For each query of ICE there were two of HSI": two times as many.
        mention = replace(mention, sort=Sort.TIMES)
        context = replace(context, mention=mention)
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
    direct = find_fitting(context, reading, matches, terms)
    own = judge_by_own_numbers(context, reading) if (mention.value or 0) < SMALL else None
    if own and own.verdict is DraftVerdict.CONTRADICTED:
        return own
    if direct and _is_plain(direct[0], direct[1]):
        plain = decide(context, reading, direct[0], direct[1], terms)
        weak = mention.sort is Sort.PERCENT and direct[0].words < WEAK
        if plain.verdict is not DraftVerdict.CONTRADICTED or not weak:
            return plain
    inner = judge_by_own_numbers(context, reading)
    if inner:
        return inner
    worked = judge_by_working(context, reading, matches, terms)
    printed = direct is not None and direct[0].known.value == mention.value
    if worked and (not direct or (worked.verdict is DraftVerdict.SUPPORTED and not printed)):
        return worked
    if direct:
        return decide(context, reading, direct[0], direct[1], terms)
    return deny(context, reading, matches, terms)


def _is_for_each(context: Context) -> bool:
    """Return whether a number says how often the one body did what the other did once."""
    mention, bodies = context.mention, context.all_who - {"both", "federal", "dhs"}
    small = mention.sort is Sort.NUMBER and mention.value is not None and mention.value < 1000
    return small and len(bodies) == 2 and bool(_FOR_EACH.search(context.sentence.text))


def _judge_whole(context: Context, matches: Sequence[Match]) -> Judgment | None:
    """Return the verdict on the nine in "eight of the nine", if eight are known to be of nine."""
    mention, text = context.mention, context.sentence.text
    part = next((one for one in context.sentence.mentions if is_part(one, mention, text)), None)
    if part is None or part.value is None or mention.value is None:
        return None
    for match in matches[:6]:
        known = match.known
        named = known.value == part.value and known.out_of and match.words >= 0.4
        if named and (part.value or 0) > SMALL and mention.value not in known.out_of:
            wrong = f"“{mention.text}” is not what it is a part of: {known.label}."
            return Judgment(DraftVerdict.CONTRADICTED, wrong, known.ids, match)
    for match in matches[:12]:
        if match.known.value == part.value and mention.value in match.known.out_of:
            return Judgment(
                DraftVerdict.SUPPORTED, f"The whole of {match.known.label}.", match.known.ids, match
            )
    return None


def _is_plain(match: Match, how: Fit) -> bool:
    return how is Fit.HOLDS and not (match.unit or match.differs or match.time)
