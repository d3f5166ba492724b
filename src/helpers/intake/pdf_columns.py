"""Columns: where one column of a printed table ends and the next begins."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise

from helpers.intake.pdf_header import Heading
from helpers.intake.pdf_lines import Line

STEP = 0.25
"""In how fine steps (points) the space between two headers is looked through for a gutter."""


def find_columns(
    headings: Sequence[Heading], lines: Iterable[Line], rules: Sequence[float] = ()
) -> list[float]:
    """Return where each column after the first begins.

    Where `rules` (upright lines) part all headings, one between any two, and no character of
    `lines` stands over one, it is there. Else it is in the gutter nearest to the start of its
    header: the place, between the end of the header before and its own start, over which the
    fewest characters of `lines` stand.
    """
    spans = [(before.end, after.start) for before, after in pairwise(headings)]
    if rules:
        lines = list(lines)
        ruled = [[rule for rule in rules if start <= rule <= end] for start, end in spans]
        columns = [between[0] for between in ruled if len(between) == 1]
        if len(columns) == len(spans) and not _cross(columns, lines):
            return columns
    covered = [[0] * (max(1, int((end - start) / STEP)) + 1) for start, end in spans]
    starts = [start for start, _ in spans]
    for line in lines:
        for glyph in line.glyphs:
            if glyph.text.isspace():
                continue
            # A character is narrower than a column, so it can reach into two gaps at most.
            for place in {
                bisect_right(starts, glyph.start) - 1,
                bisect_right(starts, glyph.end) - 1,
            }:
                if place >= 0:
                    counts, origin = covered[place], starts[place]
                    first = max(0, int((glyph.start - origin) / STEP))
                    last = min(len(counts) - 1, int((glyph.end - origin) / STEP))
                    for step in range(first, last + 1):
                        counts[step] += 1
    return [
        start + _find_gutter(counts) * STEP
        for (start, _), counts in zip(spans, covered, strict=True)
    ]


def _cross(columns: Sequence[float], lines: Iterable[Line]) -> bool:
    """Say whether a character that can be seen stands over the border of two columns."""
    return any(
        bisect_right(columns, glyph.start) != bisect_right(columns, glyph.end)
        for line in lines
        for glyph in line.glyphs
        if not glyph.text.isspace()
    )


def _find_gutter(counts: Sequence[int]) -> float:
    """Return the middle of the last run of the least covered steps."""
    least = min(counts)
    last = max(step for step, count in enumerate(counts) if count == least)
    first = last
    while first > 0 and counts[first - 1] == least:
        first -= 1
    return (first + last + 1) / 2
