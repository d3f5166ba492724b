"""Tallies: the share of printed figures with a verdict, counted in every defensible way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import cache

from helpers.analysis.specifications import Computation
from helpers.errors import Misuse, suggest
from helpers.evidence.claims import Claim, ClaimType, Rank, load_claims
from helpers.evidence.findings import Finding
from helpers.evidence.readings import load_readings
from helpers.evidence.relations import load_relations
from helpers.evidence.verdicts import Verdict, Word, judge
from helpers.paths import Project, find_project

CHECKED_ARTICLE = "The article"
"""How the published figures name the article that this project checks."""


REACH = "how far “about” reaches"


def share_of_verdict(
    word: Word, findings: Mapping[str, Finding], project: Project | None = None
) -> Computation:
    """Return what computes the share of printed figures, in percent, that get the verdict `word`.

    Choices: `REACH` (a fraction either way), `figures` (all, without the article, no derivative).
    Statements and this project's own remarks are no figures.
    """
    project = project or find_project()
    relations = load_relations(project)

    @cache
    def judge_all(tolerance: str) -> list[tuple[Claim, Verdict]]:
        claims = load_claims(project, tolerance=Fraction(tolerance))
        verdicts = judge(claims, relations, findings, load_readings(claims, project))
        return [(claim, verdicts[claim.id]) for claim in claims.values()]

    def compute(given: Mapping[str, str]) -> Fraction:
        chosen = [
            verdict
            for claim, verdict in judge_all(given[REACH])
            if not claim.is_ours
            and claim.type is not ClaimType.STATEMENT
            and _is_chosen(claim, given["figures"])
        ]
        return Fraction(100 * _count(chosen, word), len(chosen))

    return compute


def _count(verdicts: Iterable[Verdict], word: Word) -> int:
    return sum(verdict.verdict is word for verdict in verdicts)


def _is_chosen(claim: Claim, figures: str) -> bool:
    chosen = {
        "all": True,
        "without the article": claim.source != CHECKED_ARTICLE,
        "no derivative": claim.rank is not Rank.DERIVATIVE,
    }
    if figures not in chosen:
        raise Misuse(f"There is no choice of figures {figures!r}", remedy=suggest(figures, chosen))
    return chosen[figures]
