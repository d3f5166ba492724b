"""Hinges: the printed words on which a result turns, and what they would have to stand for."""

from __future__ import annotations

from helpers.evidence.intervals import Interval
from helpers.evidence.relations import solve
from helpers.evidence.standings import Standing, stand
from helpers.evidence.testimony import Evidence


def find_slack(evidence: Evidence) -> list[str]:
    """Return the ids of those whose words alone allow what a reader would not take from them.

    The claim's words are tried first and then, in turn, those of each of the others; where none of
    them is enough alone, all that have any slack are returned.
    """
    itself = stand(evidence.claim)
    if itself is None:
        return []
    if evidence.implied.overlaps(itself.logical):
        return [itself.id]
    loose = [one for one in evidence.others if one.logical != one.implied]
    alone = []
    for one in loose:
        known = {other.id: other.implied for other in evidence.others} | {one.id: one.logical}
        if solve(evidence.relation, itself.id, known).overlaps(itself.implied):
            alone.append(one.id)
    own = [itself.id] if itself.logical != itself.implied else []
    return alone or [*own, *(one.id for one in loose)]


def find_flip(evidence: Evidence) -> tuple[Standing, Interval] | None:
    """Return the quantity printed with "about" on which a result hinges, and what it must be.

    The claim itself, or one of the others: the interval in which it meets everything that the words
    of the rest allow. None if nothing hinges on "about", or more than one such quantity does (then
    no single value decides).
    """
    itself = stand(evidence.claim)
    everyone = (*((itself,) if itself else ()), *evidence.others)
    vague = [one for one in everyone if one.hinges]
    if len(vague) != 1:
        return None
    known = {one.id: one.logical for one in everyone if one.id != vague[0].id}
    needed = solve(evidence.relation, vague[0].id, known)
    whole = needed.keep_whole() if vague[0].is_whole else None
    return vague[0], whole or needed
