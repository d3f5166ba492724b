"""Published: the day on which a report came out, where a sentence gives that."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

from helpers.evidence.drafts.contexts import Context
from helpers.evidence.drafts.judgments import DraftVerdict, Judgment
from helpers.evidence.drafts.known import Known
from helpers.evidence.drafts.terms import SOURCE

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
