"""Reading sentences: how a reading of printed counts fits, as a template for a notebook to say.

Every number in a sentence is named in braces, so that it leads back to where it comes from.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from helpers.evidence.claims import Claim


def word_ratio(row: Mapping[str, str], growth: Claim) -> str:
    """Return the sentence of a rise for which no count was published."""
    return (
        f"{row['name']}, {{{growth.id}}} stands alone: no count was published for that group, "
        "so that there is nothing it could fail to fit."
    )


def word_counts(
    row: Mapping[str, str],
    growth: Claim,
    before: Claim,
    after: Claim,
    outright: bool,
    fits: bool,
    percent: Fraction,
) -> str:
    """Return the sentence of a reading of two counts, `before` and `after`, and their rise.

    It names those claims by id, and the numbers that the reading computed as `reading.<id>.<name>`.
    `percent` is how far from the first count as printed the reading starts or stops to fit.
    """
    name, side = f"reading.{row['reading_id']}", "more" if percent > 0 else "less"
    start = (
        f"{row['name']}, {{{before.id}}} {before.unit} grown by {{{growth.id}}} is "
        f"{{{name}.comparison}}, beside {{{after.id}}}"
    )
    if outright and percent < 0:
        return (
            f"{start}: it fits as printed, and as long as the first count was {{{name}.flip}} or "
            "more."
        )
    if outright:
        return f"{start}: it fits as printed."
    if fits:
        return (
            f"{start}: it fits if the first count stands for {{{name}.flip}} or {side}, "
            f"{{{name}.away}} from what was printed, which its words allow."
        )
    return (
        f"{start}: it does not fit, since the first count would have to be {{{name}.flip}} or "
        f"{side}, {{{name}.away}} from what was printed."
    )
