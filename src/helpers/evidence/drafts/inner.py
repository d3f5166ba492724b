"""Inner arithmetic: what the numbers of one sentence say of one another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from helpers.evidence.drafts.adding import judge_part, judge_sum
from helpers.evidence.drafts.contexts import Context
from helpers.evidence.drafts.judgments import (
    DraftVerdict,
    Judgment,
)
from helpers.evidence.drafts.mentions import Mention, Sort
from helpers.evidence.drafts.pacing import judge_mean, judge_pace, judge_span
from helpers.evidence.drafts.wordings import AT_LEAST, OVER, Reading

_COMPARED = re.compile(
    r"\b(?:lower|smaller|fewer|less|below|short of|behind|ahead|above|larger|higher|greater|"
    r"difference|gap|spread|margin|lead|edge|apart|more|bigger|drop|decline|fall)\b",
    re.I,
)
_GAP_BEFORE = re.compile(
    r"\b(?:gap|difference|margin|lead|edge|spread|distance|drop|fall|decline|jump|rise|increase|"
    r"advantage|beats?|outdo\w*|outpac\w*|outstrip\w*|outrank\w*|top(?:s|ped)?|surpass\w*|"
    r"exceed\w*|led|leads?|trail\w*|won|differs?|apart)\b[^.;]{0,60}$",
    re.I,
)
_SHORT_BY = re.compile(
    r"\b(?:short|exceed\w*|trail\w*|lag\w*|led|leads?|ahead|behind)\b.*\bby\s+$", re.I
)
_GREW = re.compile(r"\b(?:increas\w+|r[io]s\w+|grow\w*|grew|growth|jump\w*|up|climb\w*)\b", re.I)
_BARE = re.compile(r"\s*[,.;)]")
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
    percents = any(one.sort is Sort.PERCENT for one in others)
    shares = [
        one.value
        for one in others
        if one.value is not None
        and (
            one.sort is Sort.PERCENT
            or (one.value <= 100 and _HALF_SAID.match(text, one.end))
            or (
                percents
                and one.sort is Sort.NUMBER
                and one.value < 100
                and _BARE.match(text, one.end)
            )
            or (percents and one.sort is Sort.NUMBER and one.value < 100 and one.unit < 1)
        )
    ]
    compared = context.is_growth or _COMPARED.search(text[mention.end : mention.end + 30])
    compared = compared or _SHORT_BY.search(text[: mention.start])
    compared = compared or _GAP_BEFORE.search(text[: mention.start])
    said = f"“{reading.text}”"
    if mention.sort is Sort.PERCENT and len(shares) >= 2 and compared:
        for a in shares:
            for b in shares:
                # Each share may have been rounded, so may the gap.
                if a > b and abs(a - b - x) <= mention.unit:
                    return Judgment(
                        DraftVerdict.CONTRADICTED,
                        f"{said} is the gap between {_plain(a)}% and {_plain(b)}%: percentage "
                        f"points, not percent ({_plain(round(100 * (a / b - 1), 1))}% more).",
                    )
    if mention.sort is Sort.POINTS and any(a - b == x for a in shares for b in shares):
        return Judgment(
            DraftVerdict.SUPPORTED, f"{said} is the gap between the sentence's own percentages."
        )
    for judge in (judge_sum, judge_part, judge_span, judge_pace, judge_mean):
        found = judge(context, others)
        if found:
            return found
    if mention.sort is Sort.TIMES:
        grown = _judge_level(x, shares, said, text)
        if grown:
            return grown
    if mention.sort is Sort.PERCENT and context.is_growth:
        for one in others:
            if one.sort is Sort.TIMES and one.value is not None and 100 * one.value == x:
                return Judgment(
                    DraftVerdict.CONTRADICTED,
                    f"{_plain(one.value)} times the level is {_plain(x - 100)}% more, not "
                    f"{_plain(x)}%.",
                )
        return _judge_rise(mention, others, said)
    if mention.sort in (Sort.TIMES, Sort.TIMES_MORE):
        return _judge_inner_ratio(context, reading, others)
    return None


def _judge_rise(mention: Mention, others: Sequence[Mention], said: str) -> Judgment | None:
    """Return whether a rise in percent is that of the two counts of its sentence."""
    counts = [one.value for one in others if one.sort is Sort.NUMBER and one.value]
    if len(counts) != 2 or min(counts) < 20 or mention.value is None:
        return None
    low, high = sorted(counts)
    level = 100 * high / low
    if abs(level - mention.value) <= max(mention.unit / 2, level / 50) and level > 120:
        return Judgment(
            DraftVerdict.CONTRADICTED,
            f"{said}: the sentence's own numbers are {_plain(round(level / 100, 2))} times as "
            f"many, {_plain(round(level - 100, 1))}% more.",
        )
    return None


def _judge_level(x: Fraction, shares: Sequence[Fraction], said: str, text: str) -> Judgment | None:
    """Return whether "times what it was" fits the growth in percent of the same sentence."""
    if not _GREW.search(text) or len(shares) != 1:
        return None
    level = 1 + shares[0] / 100
    if abs(x - level) <= level / 20:
        return Judgment(
            DraftVerdict.SUPPORTED, f"{_plain(shares[0])}% more is {_plain(level)} times the level."
        )
    if abs(x - shares[0] / 100) <= x / 50:
        return Judgment(
            DraftVerdict.CONTRADICTED,
            f"{said}: {_plain(shares[0])}% more is {_plain(level)} times the level.",
        )
    return None


def _judge_inner_ratio(
    context: Context, reading: Reading, others: Sequence[Mention]
) -> Judgment | None:
    mention = context.mention
    counts = [one.value for one in others if one.sort is Sort.NUMBER and one.value]
    counts = [one for one in counts if one >= 20] if len(counts) > 2 else counts
    said, x = f"“{reading.text}”", mention.value
    assert x is not None
    ratios = [a / b for a in counts for b in counts if b and a > b]
    if not ratios or max(counts) < 20:
        return None
    best = min(ratios, key=lambda ratio: abs(ratio - x))
    more = mention.sort is Sort.TIMES_MORE
    if not more and reading.wording in (OVER, AT_LEAST) and x <= best < x + 1:
        return None
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
