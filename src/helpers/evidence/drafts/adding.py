"""Adding: whether the sums, parts and differences of a sentence follow from its own numbers."""

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
