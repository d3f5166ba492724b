"""Deciding: the verdict where a number of a draft is a known one, and its reason."""

from __future__ import annotations

from helpers.evidence.drafts.conflicts import find_wrong_base, find_wrong_credit
from helpers.evidence.drafts.contexts import Context
from helpers.evidence.drafts.fits import Fit
from helpers.evidence.drafts.judgments import (
    DraftVerdict,
    Judgment,
)
from helpers.evidence.drafts.known import Known
from helpers.evidence.drafts.matching import PLAIN_NAMES, Match
from helpers.evidence.drafts.mentions import Sort
from helpers.evidence.drafts.terms import Terms
from helpers.evidence.drafts.wordings import Reading


def decide(context: Context, reading: Reading, match: Match, how: Fit, terms: Terms) -> Judgment:
    """Return the verdict where the number is a known one."""
    known, support = match.known, match.known.ids
    said = f"“{reading.text}”"
    wrong_credit = find_wrong_credit(context, match, terms)
    if wrong_credit:
        return Judgment(
            DraftVerdict.CONTRADICTED,
            f"The number is known, but not from {wrong_credit}: {known.label}.",
            support,
            match,
        )
    if match.unit:
        return Judgment(
            DraftVerdict.CONTRADICTED,
            f"The number is that of another thing than {match.unit}: {known.label}.",
            support,
            match,
        )
    if context.mention.sort is Sort.TIMES_MORE:
        return say_times_more(match, said)
    base = find_wrong_base(context, match, terms)
    if base:
        return Judgment(
            DraftVerdict.CONTRADICTED, f"It is no share of {base}: {known.label}.", support, match
        )
    if match.differs:
        whom = match.who or match.place or match.system
        return Judgment(
            DraftVerdict.OTHER_SCOPE,
            f"The number is not that of {whom}: {known.label}, {_say_scope(match)}.",
            support,
            match,
        )
    if match.time:
        return Judgment(
            DraftVerdict.CONTRADICTED,
            f"The number is of another time ({match.time}): {known.label}, {_say_scope(match)}.",
            support,
            match,
        )
    if known.moved or known.doubt:
        if how is Fit.HOLDS and is_credited(context, known):
            return say_printed(match)
        return say_doubt(match)
    if how is Fit.STRETCHED:
        return Judgment(
            DraftVerdict.STRETCHED,
            f"{said} is not what the words say of {known.label}.",
            support,
            match,
        )
    return Judgment(DraftVerdict.SUPPORTED, f"{known.label}.{say_dispute(known)}", support, match)


def is_credited(context: Context, known: Known) -> bool:
    """Return whether a sentence names whoever printed a number, and not merely as a newspaper."""
    return bool(context.credit.names & known.printer - PLAIN_NAMES)


def say_printed(match: Match) -> Judgment:
    """Return the verdict on a doubted number that is credited to whoever printed it."""
    known = match.known
    word = known.doubt or "moved from another scope"
    reason = f"Printed so by the source that is named: {known.label}; {word}: {known.reason}"
    return Judgment(DraftVerdict.SUPPORTED, reason, known.ids, match)


def say_dispute(known: Known) -> str:
    """Return what is to be said of a number that another source of equal rank prints otherwise."""
    if not known.dispute:
        return ""
    source = known.label.split(f"[{known.id}, ")[-1].rstrip("]")
    return f" Printed by {source}; another prints otherwise: {known.dispute}"


def say_doubt(match: Match) -> Judgment:
    """Return the verdict on a number that repeats a claim against which the ledger speaks."""
    known = match.known
    verdict = DraftVerdict.OTHER_SCOPE if known.moved else DraftVerdict(known.doubt)
    if known.moved and known.doubt == DraftVerdict.CONTRADICTED:
        verdict = DraftVerdict.CONTRADICTED
    word = known.doubt or "moved from another scope"
    return Judgment(verdict, f"Printed as {known.label}, {word}: {known.reason}", known.ids, match)


def _say_scope(match: Match) -> str:
    known = match.known
    whose = ", ".join(sorted(known.who | known.named) or ["of nobody named"])
    when = f", {known.first} to {known.last}" if known.first and known.last else ""
    return f"which is of {whose}{when}"


def say_times_more(match: Match, said: str) -> Judgment:
    """Return the verdict on "times more" where a quantity is known as times as many."""
    return Judgment(
        DraftVerdict.CONTRADICTED,
        f"{said} adds that many times to the number itself; {match.known.label}: that is times as "
        "many.",
        match.known.ids,
        match,
    )
