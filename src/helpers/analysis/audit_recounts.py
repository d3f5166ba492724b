"""Audit recounts: searches whose reason names an immigration authority, under each choice.

Published counts of one log differ by the words looked for, how they were looked for, whether a
search that stands in many agencies' logs counts once, and whose searches were taken. No choice is
the right one; publish the rule with the number.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from helpers.analysis.audits import ANYWHERE, HERE, class_audit
from helpers.analysis.door_cases import Case
from helpers.analysis.proposals import shorten
from helpers.analysis.reasons import CLASSES, STATE, names_any
from helpers.analysis.specifications import Computation
from helpers.errors import Misuse, Problem, suggest

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

TEST = "test"
"""The class of reasons that say that the search was a trial."""

DECIDED = "decided"
EVERYBODY = "everybody"
GIVEN = "given"
TRIAL = "trial"
COUNTS: Mapping[str, str | None] = {"rows": None, "here": HERE, "anywhere": ANYWHERE}
"""What is counted: rows, searches once in each agency's logs, or once in all of them."""


def reasons_in_audits(case: Case) -> Computation:
    """Return what computes how many searches in a case's audits have a reason of some classes.

    Choices: `words` (classes of keywords.csv joined by `+`), `match` (whole words, substring),
    `count` (rows, here, anywhere), `searchers` (local, all), `names` (decided, or from which
    likeness of 100 on an undecided name is taken for a federal one), `trials` (kept, left out),
    `period` (all, or a last day). A trial says so in a whole word under each match: a protest is
    none. Raises Problem if the case has no audit.
    """
    joined = case.joined
    if joined is None:
        raise Problem("There is no audit to count reasons in", remedy="Name releases of audits")

    @cache
    def read(match: str) -> pd.DataFrame:
        return class_audit(joined, case.bodies, case.keywords, match=match)  # type: ignore[arg-type]

    @cache
    def classed(match: str) -> pd.DataFrame:
        audit = read(match)
        if not (audit[STATE] == GIVEN).any():
            raise Problem("No reason of these audits can be read: withheld or never released")
        trial = names_any(read("whole words")[CLASSES], [TEST])
        return audit.assign(**{TRIAL: trial})[audit[CLASSES] != ""].reset_index(drop=True)

    @cache
    def federal(names: str) -> frozenset[str]:
        return list_federal(read("whole words"), names)

    @cache
    def mask(match: str, choice: str, option: str) -> NDArray[np.bool_]:
        rows = classed(match)
        if choice == "words":
            kept = names_any(rows[CLASSES], case.keywords.choose(option.split("+")))
        elif choice == "trials" and option == "left out":
            kept = ~rows[TRIAL]
        elif choice == "names" and option != EVERYBODY:
            kept = ~rows["searcher"].isin(federal(option))
        elif choice == "period" and option != "all":
            kept = rows["day"].le(option).fillna(value=False)
        else:
            return np.ones(len(rows), dtype=bool)
        return kept.to_numpy(dtype=bool)

    def compute(given: Mapping[str, str]) -> Fraction:
        if given["count"] not in COUNTS:
            remedy = suggest(given["count"], COUNTS)
            raise Misuse(f"There is no way to count {given['count']!r}", remedy=remedy)
        rows, match = classed(given["match"]), given["match"]
        chosen = np.ones(len(rows), dtype=bool)
        for choice in ("words", "names", "trials", "period"):
            chosen &= mask(match, choice, _qualify(choice, given))
        column = COUNTS[given["count"]]
        if column is None:
            return Fraction(int(chosen.sum()))
        return Fraction(int(np.unique(rows[column].to_numpy()[chosen]).size))

    return compute


def _qualify(choice: str, given: Mapping[str, str]) -> str:
    """Return an option; whose names are federal matters only where local officers are chosen."""
    return given[choice] if choice != "names" or given["searchers"] == "local" else EVERYBODY


def list_federal(audit: pd.DataFrame, names: str) -> frozenset[str]:
    """Return the ids of the federal searchers in what `class_audit` returned.

    `names` is `decided`: those known to be federal; or a number up to 100: also each name that
    nobody has decided on and that is at least so much like one of theirs. Raises Misuse if it is
    neither.
    """
    known = audit[["searcher", "searcher_name", "federal", "decided"]].drop_duplicates()
    federal = set(known.loc[known["federal"], "searcher"])
    if names == DECIDED:
        return frozenset(federal)
    from rapidfuzz import fuzz

    if not names.isdecimal():
        raise Misuse(
            f"There is no way to match names called {names!r}",
            expected=f"{DECIDED}, or a likeness of 100 such as 90",
        )
    alike = [shorten(name) for name in known.loc[known["federal"], "searcher_name"]]
    undecided = known[~known["federal"] & ~known["decided"]]
    for searcher, name in zip(undecided["searcher"], undecided["searcher_name"], strict=True):
        # The scorer is named and gets no processor, as in `proposals`: scores depend on both.
        scores = (fuzz.token_sort_ratio(shorten(name), one, processor=None) for one in alike)
        if max(scores, default=0.0) >= float(names):
            federal.add(searcher)
    return frozenset(federal)
