"""Own sums: numbers that a draft works out from its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations

from helpers.drafts.context import AT_LEAST, OVER, Context, Reading
from helpers.drafts.fit import DraftVerdict, Judgment
from helpers.drafts.tokens import Mention, Sort

# Adding: whether the sums, parts and differences of a sentence follow from its own numbers.

_MAKES = re.compile(
    r"\b(?:makes?|making|made|totals?|totaling|totalling|adds? up to|adding up to|sums? to|"
    r"comes? to|came to|for a total of|equals?|gives?|giving|yields?|amounts? to|"
    r"works? out (?:to|at)|gets?|end(?:s|ed)? up (?:with|at)|arrives? at|reach(?:es|ed|ing)?|"
    r"is|are|was|were|or|so|which|leav(?:es|ing)|left|"
    r"altogether|in all|all told|in total|combined|together|both|"
    r"(?:brings?|bringing|brought|takes?|pushes|lifts)\b[^.;]{0,70}\bto)\b[^.;]{0,25}$",
    re.IGNORECASE,
)
_IN_ALL = re.compile(
    r"^,?\s+(?:\w+\s+){0,3}(?:in all|altogether|in total|all told|combined|together|overall|"
    r"between them|for the pair|for the two|"
    r"(?:over|in|across|for) (?:the|both|those|these) (?:two |three |four )?"
    r"(?:years|months|weeks|days))\b",
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
UNIT = re.compile(r"[\s-]+(?:years?|months?|weeks?|days?|hours?|of|other|another)\b", re.IGNORECASE)


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
            DraftVerdict.CONTRADICTED, f"It does not add up: {said} make {say_number(total)}."
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
        f"It does not add up: {said} make {say_number(total)}, not {whole.text}.",
    )


def _judge_difference(mention: Mention, rest: Fraction, said: str) -> Judgment | None:
    """Return whether what is said to lie between two numbers of a sentence does."""
    if mention.value is None or abs(rest - mention.value) < mention.unit:
        return Judgment(DraftVerdict.SUPPORTED, f"It is the difference of {said}.")
    if rest / 2 <= mention.value <= 2 * rest:
        return Judgment(
            DraftVerdict.CONTRADICTED, f"It does not add up: between {said} lie {say_number(rest)}."
        )
    return None


def _is_addend(one: Mention, text: str) -> bool:
    """Return whether a number may be added: "one year" says when, not how many."""
    return one.sort is Sort.NUMBER and not (
        UNIT.match(text, one.end) and (one.value or 0) < 13 and one.is_spelled
    )


def say_number(value: Fraction) -> str:
    """Return a number as a reason gives it: with its thousands parted, or as a decimal."""
    return f"{int(value):,}" if value.denominator == 1 else f"{float(value):g}"


# Pacing: whether the days, means and rates that a sentence states follow from its own numbers.

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


# Inner arithmetic: what the numbers of one sentence say of one another.

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
