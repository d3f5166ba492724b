"""Inner arithmetic: what the numbers of one sentence say of one another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from helpers.evidence.drafts.contexts import Context
from helpers.evidence.drafts.judgments import (
    DraftVerdict,
    Judgment,
)
from helpers.evidence.drafts.mentions import Mention, Sort
from helpers.evidence.drafts.wordings import Reading

_HALF_SAID = re.compile(r"\s(?:against|to|and|versus|vs\.?|or)\s+\d+(?:\.\d+)?\s?(?:%|percent\b)")


def judge_by_own_numbers(context: Context, reading: Reading) -> Judgment | None:
    """Return what the sentence's own numbers say of one of them."""
    mention, others = (
        context.mention,
        [one for one in context.sentence.mentions if one is not context.mention and one.value],
    )
    if mention.value is None:
        return None
    x = mention.value
    text = context.sentence.text
    shares = [
        one.value
        for one in others
        if one.value is not None
        and (one.sort is Sort.PERCENT or (one.value < 100 and _HALF_SAID.match(text, one.end)))
    ]
    said = f"“{reading.text}”"
    if mention.sort is Sort.PERCENT and len(shares) >= 2 and context.is_growth:
        for a in shares:
            for b in shares:
                if a > b and a - b == x:
                    return Judgment(
                        DraftVerdict.CONTRADICTED,
                        f"{said} is the gap between {_plain(a)}% and {_plain(b)}%: percentage "
                        f"points, not percent ({_plain(round(100 * (a / b - 1), 1))}% more).",
                    )
    if mention.sort is Sort.POINTS and any(a - b == x for a in shares for b in shares):
        return Judgment(
            DraftVerdict.SUPPORTED, f"{said} is the gap between the sentence's own percentages."
        )
    added = _judge_inner_sum(context, others)
    if added:
        return added
    if mention.sort is Sort.PERCENT and context.is_growth:
        for one in others:
            if one.sort is Sort.TIMES and one.value is not None and 100 * one.value == x:
                return Judgment(
                    DraftVerdict.CONTRADICTED,
                    f"{_plain(one.value)} times the level is {_plain(x - 100)}% more, not "
                    f"{_plain(x)}%.",
                )
    if mention.sort in (Sort.TIMES, Sort.TIMES_MORE):
        return _judge_inner_ratio(context, reading, others)
    return None


_MAKES = re.compile(
    r"\b(?:makes?|making|totals?|totaling|adds? up to|sums? to|comes? to|for a total of|equals?)\b"
    r"[^.;]{0,40}$",
    re.IGNORECASE,
)

_IN_ALL = re.compile(r"^\s+(?:\w+\s+){0,2}(?:in all|altogether|in total)\b", re.IGNORECASE)


def _judge_inner_sum(context: Context, others: Sequence[Mention]) -> Judgment | None:
    """Return whether the numbers that a sentence adds up make what it says they make."""
    mention, text = context.mention, context.sentence.text
    if mention.sort is not Sort.NUMBER or mention.value is None:
        return None
    before = [one for one in others if one.sort is Sort.NUMBER and one.end <= mention.start]
    after = text[mention.end :]
    made = _MAKES.search(text[: mention.start]) or _IN_ALL.search(after)
    listed = re.match(r"[^:]{0,60}:\s", after) and re.search(r"\d\s+(?:plus|and)\s", after)
    parts = before
    if listed and not before:
        parts = [one for one in others if one.sort is Sort.NUMBER and one.start >= mention.end]
    elif not made:
        return None
    values = [one.value for one in parts if one.value is not None]
    if not 2 <= len(values) <= 4:
        return None
    total = sum(values, Fraction(0))
    said = " and ".join(one.text for one in parts)
    if total == mention.value:
        return Judgment(DraftVerdict.SUPPORTED, f"It is the sum of {said}.")
    if total / 2 <= mention.value <= 2 * total:
        return Judgment(
            DraftVerdict.CONTRADICTED, f"It does not add up: {said} make {_plain_number(total)}."
        )
    return None


def _plain_number(value: Fraction) -> str:
    return f"{int(value):,}" if value.denominator == 1 else _plain(value)


def _judge_inner_ratio(
    context: Context, reading: Reading, others: Sequence[Mention]
) -> Judgment | None:
    mention = context.mention
    counts = [one.value for one in others if one.sort is Sort.NUMBER and one.value]
    said, x = f"“{reading.text}”", mention.value
    assert x is not None
    ratios = [a / b for a in counts for b in counts if b and a > b]
    if not ratios or max(counts) < 20:
        return None
    best = min(ratios, key=lambda ratio: abs(ratio - x))
    more = mention.sort is Sort.TIMES_MORE
    if abs(best - x) <= Fraction(1, 20) * best:
        if more:
            return Judgment(
                DraftVerdict.CONTRADICTED,
                f"{said}: the sentence's own numbers are {float(best):.2f} times as many, which is "
                f"{float(best - 1):.2f} times more.",
            )
        if len(counts) == 2:
            return Judgment(
                DraftVerdict.SUPPORTED,
                f"The sentence's own numbers give {float(best):.2f} times as many.",
            )
        return None
    if len(counts) == 2 and not (more and abs(best - 1 - x) <= best / 20):
        return Judgment(
            DraftVerdict.CONTRADICTED,
            f"{said}: the sentence's own numbers give {float(best):.2f} times as many.",
        )
    return None


def _plain(value: Fraction | float) -> str:
    return f"{float(value):g}"
