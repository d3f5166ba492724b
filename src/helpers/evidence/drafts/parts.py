"""Parts: the numbers of "eight of the nine", and what the two say of each other."""

from __future__ import annotations

from helpers.evidence.drafts.conflicts import OUT_OF
from helpers.evidence.drafts.contexts import Context
from helpers.evidence.drafts.matching import Match
from helpers.evidence.drafts.mentions import Mention, Sort


def is_part(part: Mention, whole: Mention, text: str) -> bool:
    """Return whether of two numbers of a text the one is said to be a part of the other."""
    found = OUT_OF.match(text, part.end)
    return found is not None and found.end() == whole.start


def is_whole_of_part(context: Context) -> bool:
    """Return whether a number is the nine of "four of the nine"."""
    mention, text = context.mention, context.sentence.text
    return any(is_part(one, mention, text) for one in context.sentence.mentions)


def is_number_of_part(context: Context, match: Match) -> bool:
    """Return whether a number is a part of what a quantity counts: four of "four of the nine"."""
    mention, known = context.mention, match.known
    found = OUT_OF.match(context.sentence.text, mention.end)
    if not found or mention.sort is not Sort.NUMBER:
        return False
    whole = next((one for one in context.sentence.mentions if one.start == found.end()), None)
    return whole is not None and whole.value is not None and whole.value not in known.out_of
