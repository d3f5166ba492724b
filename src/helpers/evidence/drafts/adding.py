"""Adding: whether the sums, spans and rates that a sentence states follow from its own numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations

from helpers.evidence.drafts.contexts import Context
from helpers.evidence.drafts.judgments import DraftVerdict, Judgment
from helpers.evidence.drafts.mentions import Mention, Sort

_MAKES = re.compile(
    r"\b(?:makes?|making|made|totals?|totaling|totalling|adds? up to|adding up to|sums? to|"
    r"comes? to|came to|for a total of|equals?|gives?|giving|yields?|amounts? to|works? out (?:to|at)|"
    r"gets?|end(?:s|ed)? up (?:with|at)|arrives? at|reach(?:es|ed|ing)?|is|are|was|were|or|so|which|"
    r"leav(?:es|ing)|left|"
    r"altogether|in all|all told|in total|combined|together|both|"
    r"(?:brings?|bringing|brought|takes?|pushes|lifts)\b[^.;]{0,70}\bto)\b[^.;]{0,25}$",
    re.IGNORECASE,
)
_IN_ALL = re.compile(
    r"^,?\s+(?:\w+\s+){0,3}(?:in all|altogether|in total|all told|combined|together|overall|"
    r"between them|for the pair|for the two|"
    r"(?:over|in|across|for) (?:the|both|those|these) (?:two |three |four )?(?:years|months|weeks|days))\b",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    r"\b(?:difference|gap|margin)\b[^.;]{0,30}$|\b(?:less|minus|leav(?:es|ing)|left)\b[^.;]{0,30}$",
    re.IGNORECASE,
)
_MARGIN = re.compile(r"\b(?:margin|votes? to spare|majority of|by \d+ votes|edge)\b", re.IGNORECASE)
_MORE_THAN = re.compile(
    r"^\s+(?:\w+\s+){0,2}?(?:more|fewer|less|higher|lower)\b[^.;]{0,30}\bthan\b", re.IGNORECASE
)
_WHOLE = re.compile(r"\b(?:[Oo]f|[Aa]mong)\s+(?:the|its|all|those|these)\s+(?:\w+\s+)?$")
_IN_OTHER_WORDS = re.compile(
    r"\b(?:each|apiece|pair|couple|both|several)\s+(?:with|of|from|for|by|at)\b"
)
"""Where a part is said in a word that is no number: one each, a pair."""
_PLUS = re.compile(r"\bplus\b[^.;]{0,40}\b(?:is|are|equals?|makes?)\s+$", re.IGNORECASE)
_WITH = re.compile(r"^\s*(?:With|Counting|Adding|Between|Including|Together with)\b", re.IGNORECASE)
_LIST = re.compile(r"^[^:]{0,60}(?::|\s[—–-])\s")
_UNIT = re.compile(
    r"[\s-]+(?:years?|months?|weeks?|days?|hours?|of|other|another)\b", re.IGNORECASE
)


def judge_sum(context: Context, others: Sequence[Mention]) -> Judgment | None:
    """Return whether the numbers that a sentence adds up make what it says they make."""
    mention, text = context.mention, context.sentence.text
    if mention.sort is not Sort.NUMBER or mention.value is None:
        return None
    votes = [one for one in context.sentence.mentions if one.sort is Sort.VOTES and one.value]
    if votes and _MARGIN.search(text) and votes[0].value is not None:
        yes, no = divmod(votes[0].value, 1000)
        return _judge_difference(mention, abs(yes - no), votes[0].text)
    parts = [one for one in others if _is_addend(one, text)]
    if len(parts) == 2 and _MORE_THAN.match(text[mention.end :]):
        low, high = sorted(one.value for one in parts if one.value is not None)
        if low >= 20 and mention.value < high:
            return _judge_difference(mention, high - low, f"{parts[0].text} and {parts[1].text}")
    before = [one for one in parts if one.end <= mention.start]
    later = [one for one in parts if one.start >= mention.end]
    made = (
        _MAKES.search(text[: mention.start])
        or _PLUS.search(text[: mention.start])
        or _IN_ALL.search(text[mention.end :])
    )
    opened = _WITH.search(text) and len(before) == 2 and "," in text[before[-1].end : mention.start]
    listed = len(later) >= 2 and not before and _LIST.match(text[mention.end : later[0].start])
    if _IN_OTHER_WORDS.search(text):
        return None
    if listed:
        before = later
    elif not made and not opened:
        return None
    values = [one.value for one in before if one.value is not None]
    if not 2 <= len(values) <= 4:
        return None
    said = " and ".join(one.text for one in before)
    if len(values) == 2 and _BETWEEN.search(text[before[-1].end : mention.start]):
        return _judge_difference(mention, max(values) - min(values), said)
    for size in range(2, len(values) + 1):
        if any(sum(some) == mention.value for some in combinations(values, size)):
            return Judgment(DraftVerdict.SUPPORTED, f"It is the sum of {said}.")
    total = sum(values, Fraction(0))
    exact = all((one.value or 0) < 100 or one.unit <= (one.value or 0) / 100 for one in before)
    if abs(total - mention.value) < mention.unit <= total / 20:
        return None
    if exact and max(values) < mention.value and total / 2 <= mention.value <= 2 * total:
        return Judgment(
            DraftVerdict.CONTRADICTED, f"It does not add up: {said} make {_plain(total)}."
        )
    return None


def judge_part(context: Context, others: Sequence[Mention]) -> Judgment | None:
    """Return whether the parts that a sentence lists make the whole that it begins with."""
    mention, text = context.mention, context.sentence.text
    whole = next((one for one in others if one.sort is Sort.NUMBER and one.value), None)
    if whole is None or whole.value is None or not _WHOLE.search(text[: whole.start]):
        return None
    parts = [one for one in context.sentence.mentions if one.start > whole.end]
    parts = [one for one in parts if _is_addend(one, text) and one.value]
    if mention not in parts or not 2 <= len(parts) <= 5 or _IN_OTHER_WORDS.search(text):
        return None
    total = sum((one.value for one in parts if one.value is not None), Fraction(0))
    if total == whole.value or not whole.value * Fraction(4, 5) <= total <= whole.value * Fraction(
        5, 4
    ):
        return None
    said = " and ".join(one.text for one in parts)
    return Judgment(
        DraftVerdict.CONTRADICTED,
        f"It does not add up: {said} make {_plain(total)}, not {whole.text}.",
    )


def judge_mean(context: Context, others: Sequence[Mention]) -> Judgment | None:
    """Return whether a number a day, week or month follows from the count and the period by it."""
    mention, text = context.mention, context.sentence.text
    rate = _PACE.match(text[mention.end :])
    counts = [one for one in others if one.sort is Sort.NUMBER and one.value]
    counts = [one for one in counts if not _UNIT.match(text, one.end)]
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
    said = f"{base.text} in {days} days are {_plain(Fraction(round(mean)))} a {unit}"
    if abs(mean - mention.value) <= mean / 12:
        return None
    return Judgment(DraftVerdict.CONTRADICTED, f"It does not follow: {said}.")


def _judge_difference(mention: Mention, rest: Fraction, said: str) -> Judgment | None:
    """Return whether what is said to lie between two numbers of a sentence does."""
    if mention.value is None or abs(rest - mention.value) < mention.unit:
        return Judgment(DraftVerdict.SUPPORTED, f"It is the difference of {said}.")
    if rest / 2 <= mention.value <= 2 * rest:
        return Judgment(
            DraftVerdict.CONTRADICTED, f"It does not add up: between {said} lie {_plain(rest)}."
        )
    return None


def _is_addend(one: Mention, text: str) -> bool:
    """Return whether a number may be added: "one year" says when, not how many."""
    return one.sort is Sort.NUMBER and not (
        _UNIT.match(text, one.end) and (one.value or 0) < 13 and one.is_spelled
    )


_SPAN = re.compile(
    r"(?:\b(?:span|stretch|period|total|window) of|\blast(?:s|ed|ing)|\b(?:is|are|makes?|or|"
    r"covers?|"
    r"covered|covering|spans?|spanned|spanning|ran|stretched|took|for|in all)|,|\()\s*(?:a |an |just |only |about |exactly |some )*$",
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
    said = f"{base.text} a {unit} make {_plain(total)} a year"
    if abs(total - mention.value) <= max(mention.unit / 2, total / 100):
        return Judgment(DraftVerdict.SUPPORTED, f"{said}.")
    if 2 * mention.value >= total and mention.value <= 2 * total:
        return Judgment(DraftVerdict.CONTRADICTED, f"It does not follow: {said}.")
    return None


def _plain(value: Fraction) -> str:
    return f"{int(value):,}" if value.denominator == 1 else f"{float(value):g}"
