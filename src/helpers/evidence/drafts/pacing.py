"""Pacing: whether the days, means and rates that a sentence states follow from its own numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from helpers.evidence.drafts.adding import UNIT, say_number
from helpers.evidence.drafts.contexts import Context
from helpers.evidence.drafts.judgments import DraftVerdict, Judgment
from helpers.evidence.drafts.mentions import Mention, Sort

_SPAN = re.compile(
    r"(?:\b(?:span|stretch|period|total|window) of|\blast(?:s|ed|ing)|\b(?:is|are|makes?|or|"
    r"covers?|covered|covering|spans?|spanned|spanning|ran|stretched|took|for|in all)|,|\()"
    r"\s*(?:a |an |just |only |about |exactly |some )*$",
    re.IGNORECASE,
)
_DAYS = re.compile(r"[\s-]+days?\b", re.IGNORECASE)
_LINK = re.compile(r"^,?\s*(?:to|through|until|till|and|[-–—])\s*$", re.IGNORECASE)


def judge_span(context: Context, others: Sequence[Mention]) -> Judgment | None:
    """Return whether the days from one date of a sentence to another are as many as it says."""
    mention, text = context.mention, context.sentence.text
    if mention.sort is not Sort.NUMBER or mention.value is None:
        return None
    if not _DAYS.match(text, mention.end) or not _SPAN.search(text[: mention.start]):
        return None
    dates = [one for one in context.sentence.mentions if one.sort is Sort.DATE]
    if len(dates) != 2 or not _LINK.match(text[dates[0].end : dates[1].start]):
        return None
    start, end = dates[0].first, dates[1].last
    if start is None or end is None or start != dates[0].last or end != dates[1].first:
        return None
    if not dates[0].year_given:
        start = start.replace(year=end.year)
        start = start if start <= end else start.replace(year=end.year - 1)
    days = (end - start).days
    said = f"From {dates[0].text} to {dates[1].text} are {days + 1} days, both counted"
    if mention.value in (days, days + 1):
        return Judgment(DraftVerdict.SUPPORTED, f"{said}.")
    if abs(mention.value - days) <= max(Fraction(days, 2), mention.unit):
        return Judgment(DraftVerdict.CONTRADICTED, f"{said}, not {mention.text}.")
    return None


_PACE = re.compile(
    r"[^.;,]{0,40}?\b(?:(?:a|per|each|every)\s+(?P<unit>day|week|month)|"
    r"(?P<adverb>daily|weekly|monthly))\b",
    re.IGNORECASE,
)
_YEARLY = re.compile(
    r"\b(?:a|per|the|whole|full|each) year\b|\b(?:annually|yearly|annual)\b|"
    r"\b(?:12|twelve) months\b|"
    r"\bin (?:all of )?20\d\d\b",
    re.IGNORECASE,
)
_DAYS_OF = {
    "day": Fraction(1), "daily": Fraction(1), "week": Fraction(7), "weekly": Fraction(7),
    "month": Fraction(304, 10), "monthly": Fraction(304, 10),
}  # fmt: skip
_TIMES_A_YEAR = {"day": 365, "daily": 365, "week": 52, "weekly": 52, "month": 12, "monthly": 12}


def judge_pace(context: Context, others: Sequence[Mention]) -> Judgment | None:
    """Return whether a year's number follows from a rate a day, week or month that stands by it."""
    mention, text = context.mention, context.sentence.text
    counts = [one for one in others if one.sort is Sort.NUMBER and one.value]
    if mention.sort is not Sort.NUMBER or mention.value is None or len(counts) != 1:
        return None
    base = counts[0]
    end = mention.start if base.end <= mention.start else len(text)
    rate = _PACE.match(text[base.end : end])
    if base.value is None or not rate or mention.value <= 2 * base.value:
        return None
    near = text[mention.start : mention.end + 60]
    if not (_YEARLY.search(near) or _YEARLY.search(text[: mention.start])) or _PACE.match(
        text[mention.end : mention.end + 40]
    ):
        return None
    unit = (rate["unit"] or rate["adverb"]).lower()
    total = base.value * _TIMES_A_YEAR[unit]
    said = f"{base.text} a {unit} make {say_number(total)} a year"
    if abs(total - mention.value) <= max(mention.unit / 2, total / 100):
        return Judgment(DraftVerdict.SUPPORTED, f"{said}.")
    if 2 * mention.value >= total and mention.value <= 2 * total:
        return Judgment(DraftVerdict.CONTRADICTED, f"It does not follow: {said}.")
    return None


def judge_mean(context: Context, others: Sequence[Mention]) -> Judgment | None:
    """Return whether a number a day, week or month follows from the count and the period by it."""
    mention, text = context.mention, context.sentence.text
    rate = _PACE.match(text[mention.end :])
    counts = [one for one in others if one.sort is Sort.NUMBER and one.value]
    counts = [one for one in counts if not UNIT.match(text, one.end)]
    days = context.times.length or next(
        (one.days for one in context.times.periods if one.days), None
    )
    if mention.sort is not Sort.NUMBER or not mention.value or not rate or len(counts) != 1:
        return None
    base = counts[0]
    if base.value is None or days is None or _PACE.match(text[base.end :]):
        return None
    unit = (rate["unit"] or rate["adverb"]).lower()
    mean = base.value * _DAYS_OF[unit] / days
    if mean >= base.value or not mean / 3 <= mention.value <= 3 * mean:
        return None
    said = f"{base.text} in {days} days are {say_number(Fraction(round(mean)))} a {unit}"
    if abs(mean - mention.value) <= mean / 12:
        return None
    return Judgment(DraftVerdict.CONTRADICTED, f"It does not follow: {said}.")
