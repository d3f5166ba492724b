"""Sentences and clauses: where one thought of a text ends."""

from __future__ import annotations

import re

_ABBREVIATED = re.compile(
    r"(?:\b(?:U\.S|U\.K|D\.C|Sen|Rep|Gov|Dr|Mr|Mrs|Ms|St|No|Nos|Jan|Feb|Mar|"
    r"Apr|Jun|Jul|Aug|Sept?|Oct|"
    r"Nov|Dec|a\.m|p\.m|vs|etc|Inc|Co|Dept|Lt|Sgt|Det|approx|ca|c|e\.g|i\.e|[A-Z]))\.$"
)
_END = re.compile(r"[.!?][\"”’')\]]*(?:\[[^\]]{1,9}\])*\s+(?=[\"“‘'(\[]?[A-Z0-9🔄])")
_CLAUSE = re.compile(
    r"[;:—–()]|,\s+(?=(?:and|but|while|whereas|with|including|compared|"
    r"against|as|up|down|or|so|of which|"
    r"which|where|when|who|although|though|nor)\b)|\s(?=(?:while|whereas|"
    r"but|although|compared with|"
    r"compared to)\s)",
    re.IGNORECASE,
)


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Return the spans of the sentences of a text; together they hold all of it but blanks.

    >>> text = "Sen. Wyden wrote on Nov. 12. 19 governors got it."
    >>> [text[a:b] for a, b in split_sentences(text)]
    ['Sen. Wyden wrote on Nov. 12.', '19 governors got it.']
    """
    spans, start = [], 0
    for found in _END.finditer(text):
        stop = found.start() + 1
        if text[found.start()] == "." and _ABBREVIATED.search(text[start:stop]):
            continue
        spans.append((start, found.end()))
        start = found.end()
    spans.append((start, len(text)))
    return [
        (a + len(text[a:b]) - len(text[a:b].lstrip()), a + len(text[a:b].rstrip()))
        for a, b in spans
        if text[a:b].strip()
    ]


def find_clause(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the span of the clause of a sentence that holds the words from `start` to `end`."""
    left, right = 0, len(text)
    for found in _CLAUSE.finditer(text):
        if found.end() <= start:
            left = found.end()
        elif found.start() >= end:
            right = found.start()
            break
    return left, right
