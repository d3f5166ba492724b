"""Audit recounts: searches whose reason names an immigration authority, under each choice.

Published counts of one log differ by the words looked for, how they were looked for, whether a
search that stands in many agencies' logs counts once, and whose searches were taken. No choice is
the right one; publish the rule with the number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

from helpers.analysis.audits import ANYWHERE, HERE, class_audit, join_audits
from helpers.analysis.bodies import Bodies
from helpers.analysis.keywords import CLASSES, Keywords, names_any
from helpers.analysis.proposals import shorten
from helpers.analysis.specifications import Computation
from helpers.errors import Misuse, Problem, suggest

if TYPE_CHECKING:
    import pandas as pd

    from helpers.kinds.tables import Table

TEST = "test"
"""The class of reasons that say that the search was a trial."""

DECIDED = "decided"
COUNTS: Mapping[str, str | None] = {"rows": None, "here": HERE, "anywhere": ANYWHERE}
"""What is counted: rows, searches once in each agency's logs, or once in all of them."""


def reasons_in_audits(
    tables: Sequence[Table], owners: Mapping[str, str], bodies: Bodies, keywords: Keywords
) -> Computation:
    """Return what computes how many searches have a reason of the chosen classes.

    Choices: `words` (classes of keywords.csv joined by `+`), `match` (whole words, substring),
    `count` (rows, here, anywhere), `searchers` (local, all), `names` (decided, or from which
    likeness of 100 on an undecided name is taken for a federal one), `trials` (kept, left out),
    `period` (all, or a last day).
    """
    joined = join_audits(tables, owners)

    @cache
    def classed(match: str) -> pd.DataFrame:
        audit = class_audit(joined, bodies, keywords, match=match)  # type: ignore[arg-type]
        return audit[audit[CLASSES] != ""]

    @cache
    def select(match: str, searchers: str, names: str, trials: str, period: str) -> pd.DataFrame:
        rows = classed(match)
        if searchers == "local":
            rows = rows[~rows["searcher"].isin(_list_federal(rows, names))]
        if trials == "left out":
            rows = rows[~names_any(rows[CLASSES], [TEST])]
        return rows if period == "all" else rows[rows["day"].le(period).fillna(value=False)]

    def compute(given: Mapping[str, str]) -> Fraction:
        if given["count"] not in COUNTS:
            raise Misuse(
                f"There is no way to count {given['count']!r}",
                remedy=suggest(given["count"], COUNTS),
            )
        names = ("match", "searchers", "names", "trials", "period")
        rows = select(*(given[name] for name in names))
        if rows.empty:
            raise Problem("No search of these audits has a reason with any of the words")
        words = keywords.choose(given["words"].split("+"))
        chosen = rows[names_any(rows[CLASSES], words)]
        column = COUNTS[given["count"]]
        return Fraction(len(chosen) if column is None else int(chosen[column].nunique()))

    return compute


def _list_federal(rows: pd.DataFrame, names: str) -> set[str]:
    """Return the ids of federal searchers: those known to be, and those that look like one."""
    known = rows[["searcher", "searcher_name", "federal", "decided"]].drop_duplicates()
    federal = set(known.loc[known["federal"], "searcher"])
    if names == DECIDED:
        return federal
    from rapidfuzz import fuzz

    threshold = float(names)
    alike = [shorten(name) for name in known.loc[known["federal"], "searcher_name"]]
    undecided = known[~known["federal"] & ~known["decided"]]
    for searcher, name in zip(undecided["searcher"], undecided["searcher_name"], strict=True):
        # The scorer is named and gets no processor, as in `proposals`: scores depend on both.
        scores = (fuzz.token_sort_ratio(shorten(name), one, processor=None) for one in alike)
        if max(scores, default=0.0) >= threshold:
            federal.add(searcher)
    return federal
