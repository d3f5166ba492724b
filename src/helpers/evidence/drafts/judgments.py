"""Judgments: the verdicts on a number in a draft, and the thresholds they rest on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from helpers.evidence.drafts.matching import Match

FITTING, OFF, DATED, WORKED = 2.0, 4.1, 3.1, 3.4
"""How well the words of a sentence have to meet a quantity: to be it, to contradict it, to date it,
to contradict what is worked out from it. Set on sentences of our own and
on half of the measured corpus; see METHODOLOGY.md."""


class DraftVerdict(StrEnum):
    """The five verdicts on a number in a draft."""

    SUPPORTED = "supported"
    STRETCHED = "stretched"
    OTHER_SCOPE = "other scope"
    CONTRADICTED = "contradicted"
    NOT_FOUND = "not found"


@dataclass(frozen=True)
class Judgment:
    """A verdict with its reason and what it rests on."""

    verdict: DraftVerdict
    reason: str
    support: tuple[str, ...] = ()
    match: Match | None = None


NOTHING = Judgment(DraftVerdict.NOT_FOUND, "No claim or finding of the ledger bears on it.")
