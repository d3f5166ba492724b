"""Sign-offs: what a person has signed, and whether it is still valid."""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from helpers.claims.claim import Claim
from helpers.claims.dates import write_date
from helpers.claims.quotation import Quote
from helpers.claims.standing import Standing
from helpers.claims.verdicts import Verdict
from helpers.csv_output import free_cell
from helpers.errors import Problem, suggest
from helpers.project import Project
from helpers.releases.release import read_reference

# Sign-offs: what a person at a fact-checking desk decided about a claim and its verdicts.
#
# A sign-off is given for one text: the claim as published, both verdicts and the reason. If any of
# it changes, we keep and show the sign-off, and it counts no longer. What stays open has an
# owner and a day by which it is to be settled.

FILE = "sign_offs.csv"
COLUMNS = (
    *("claim_id", "quotation", "standing", "printed", "state"),
    *("decision", "by", "day", "note", "owner", "expires"),
)
NOBODY = "nobody has signed off yet"
LONGEST_NAME, LONGEST_NOTE = 80, 2_000
_STATE = re.compile(r"state-[0-9a-f]{16}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")


class SignOffDecision(StrEnum):
    """What a person may decide. The latest decision on a claim counts."""

    AGREE = "agree"
    DISAGREE = "disagree"
    NEEDS_RECORD = "needs record"
    OPEN = "open question"
    WITHDRAWN = "withdrawn"


DECISIONS = {
    SignOffDecision.AGREE: "Both verdicts and the reason hold up.",
    SignOffDecision.DISAGREE: "They do not; the note says why, and an owner settles it by a day.",
    SignOffDecision.NEEDS_RECORD: "Nothing is signed before the record is here; an owner gets it.",
    SignOffDecision.OPEN: (
        "Somebody has to be asked; the note says who and what, an owner does by a day."
    ),
    SignOffDecision.WITHDRAWN: "An earlier sign-off is taken back: the claim is not signed off.",
}
"""The decisions, and what each says."""

_EXPLAINED = (SignOffDecision.DISAGREE, SignOffDecision.OPEN)
OWNED = (SignOffDecision.DISAGREE, SignOffDecision.NEEDS_RECORD, SignOffDecision.OPEN)
"""Decisions that leave something open, so someone owns it and it has a last day."""


class Hold(StrEnum):
    """The state of a claim's sign-off."""

    NONE = "none"
    HOLDS = "holds"
    OUTDATED = "outdated"


@dataclass(frozen=True)
class SignOff:
    """One row of sign_offs.csv: who decided what on which day, and for what.

    `quotation`, `standing`, `printed` and `state` are their values when it was given. `owner`
    and `expires` say who settles what is left open, and by which day.
    """

    claim_id: str
    quotation: str
    standing: str
    printed: str
    state: str
    decision: SignOffDecision
    by: str
    day: str
    note: str
    owner: str = ""
    expires: str = ""

    def __str__(self) -> str:
        """Return the decision with who and when: `agree (AB, Nov. 26, 2026): as printed`."""
        note = f": {' '.join(self.note.split())}" if self.note else ""
        due = f"; {self.owner} settles it by {write_date(self.expires)}" if self.owner else ""
        return f"{self.decision} ({self.by}, {write_date(self.day)}){note}{due}"

    def is_overdue(self, today: date) -> bool:
        """Whether what it leaves open should have been settled before `today`."""
        return bool(self.expires) and date.fromisoformat(self.expires) < today

    def as_json(self) -> dict[str, str]:
        """Return the columns COLUMNS but the claim, as plain text."""
        return {name: str(getattr(self, name)) for name in COLUMNS[1:]}


@dataclass(frozen=True)
class Signed:
    """What is signed off on a claim: all sign-offs, oldest first, and whether the latest holds.

    `changed` says what was different when the latest was given; it is empty if nothing.
    """

    state: str
    history: tuple[SignOff, ...] = ()
    changed: str = ""

    @property
    def latest(self) -> SignOff | None:
        """The sign-off that counts; None if there is none, or it was withdrawn."""
        last = self.history[-1] if self.history else None
        return None if last is None or last.decision is SignOffDecision.WITHDRAWN else last

    @property
    def hold(self) -> Hold:
        """Whether there is a sign-off, and whether it was given for the current text."""
        if self.latest is None:
            return Hold.NONE
        return Hold.OUTDATED if self.changed else Hold.HOLDS

    def __str__(self) -> str:
        """Return it in words."""
        if self.latest is None:
            return f"{self.history[-1]}; nobody has signed off since" if self.history else NOBODY
        return f"signed off for {self.changed}: {self.latest}" if self.changed else str(self.latest)


def write_printed(claim: Claim) -> str:
    """Return what a claim prints, in one text: the value in words, the names, or the cell."""
    return claim.phrase or "; ".join(claim.members) or claim.printed


def mark_state(claim: Claim, verdict: Verdict) -> str:
    """Return a mark of what a person signs: claim, source, verdict and reason, as a short hash.

    It begins with a word, so no spreadsheet takes it for a number.
    """
    seen = [
        *(claim.id, claim.type, claim.statement, claim.printed, claim.wording, claim.unit),
        *(claim.scope.model_dump(), claim.members, claim.source, claim.title, claim.address),
        *(claim.quote, verdict.label, verdict.also, verdict.standing, verdict.advice),
        *(verdict.badge, verdict.reason, verdict.print_this, verdict.against, verdict.support),
        *(verdict.moved_from, verdict.settled_by),
    ]
    return f"state-{hashlib.sha256(json.dumps(seen).encode()).hexdigest()[:16]}"


def read_sign_off(
    row: Mapping[str, str], claims: Iterable[str], *, today: date | None = None
) -> SignOff:
    """Return the sign-off that a row of text with the columns COLUMNS holds.

    With `today`, a later day is refused. Raises Problem without a row, which the caller knows:
    for an unknown claim, verdict or decision, a state that no export has written, a name or day
    that is missing or odd, or a decision that needs a note and has none.
    """
    text = {name: row[name].replace("\r\n", "\n").replace("\r", "\n").strip() for name in COLUMNS}
    if text["claim_id"] not in claims:
        raise Problem(
            f"There is no claim called {text['claim_id'] or '(nothing)'}",
            remedy=suggest(text["claim_id"], claims),
        )
    decision = " ".join(text["decision"].casefold().split())
    if decision not in list(SignOffDecision):
        raise Problem(
            f"The decision '{text['decision']}' is not known",
            remedy=suggest(decision, SignOffDecision),
        )
    for column, labels in (("quotation", list(Quote)), ("standing", list(Standing))):
        if text[column] not in labels:
            raise Problem(
                f"The {column} '{text[column]}' is not known",
                remedy=suggest(text[column], [str(label) for label in labels]),
            )
    if not _STATE.fullmatch(text["state"]):
        raise Problem(
            f"The state '{text['state']}' is none that an export writes",
            remedy="Put the cell back as it was exported, or export the claims again",
        )
    _check_texts(text, SignOffDecision(decision), today)
    return SignOff(**text | {"decision": SignOffDecision(decision)})  # type: ignore[arg-type]


def _check_texts(text: Mapping[str, str], decision: SignOffDecision, today: date | None) -> None:
    by, day, note = text["by"], text["day"], text["note"]
    if not by or "\n" in by or len(by) > LONGEST_NAME:
        raise Problem(
            "The name is more than a line" if by else "The sign-off does not say by whom",
            expected=f"a name or initials, in at most {LONGEST_NAME} characters",
        )
    given = _read_day(day)
    if given is None:
        raise Problem(
            f"The day '{day}' cannot be read" if day else "The sign-off has no day",
            expected="a day such as 2026-11-26",
            remedy="A spreadsheet rewrites days in a CSV: use the .xlsx, or write it as a text",
        )
    if today is not None and given > today:
        raise Problem(f"The day {day} is yet to come", expected=f"a day up to {today}")
    if decision in _EXPLAINED and not note:
        raise Problem(f"'{decision}' needs a note", remedy=DECISIONS[decision])
    _check_owner(text, decision, given)
    if len(note) > LONGEST_NOTE:
        raise Problem(
            f"The note has {len(note):,} characters", expected=f"{LONGEST_NOTE:,} at most"
        )
    if any(_CONTROL.search(value) for value in text.values()):
        raise Problem(
            "A cell holds a character that cannot be shown", remedy="Type that cell again"
        )


def _check_owner(text: Mapping[str, str], decision: SignOffDecision, given: date) -> None:
    """Refuse an open decision without an owner and a last day, and either of them elsewhere."""
    owner, expires = text["owner"], text["expires"]
    if decision not in OWNED:
        if owner or expires:
            raise Problem(
                f"'{decision}' leaves nothing open, and has an owner or a last day",
                remedy="Leave both cells empty",
            )
        return
    if not owner or "\n" in owner or len(owner) > LONGEST_NAME:
        raise Problem(
            f"'{decision}' has no owner",
            expected=f"who settles it, in at most {LONGEST_NAME} characters",
        )
    until = _read_day(expires)
    if until is None or until < given:
        raise Problem(
            f"'{decision}' has no last day" if not expires else f"The last day is '{expires}'",
            expected=f"a day such as 2026-12-31, from {given} on",
        )


def _read_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def load_sign_offs(claims: Iterable[str], project: Project) -> list[SignOff]:
    """Return the sign-offs of a project, in the order of the file.

    One of a claim that does not exist is left out; see `relations.list_unknown`. Raises Problem
    naming the row that cannot be read; see `read_sign_off`.
    """
    sign_offs = []
    known = set(claims)
    for number, row in enumerate(read_reference(FILE, project, COLUMNS), start=1):
        freed = {name: free_cell(row[name]) for name in COLUMNS}
        if freed["claim_id"].strip() not in known:
            continue
        try:
            sign_offs.append(read_sign_off(freed, known))
        except Problem as problem:
            raise Problem(
                problem.what,
                file=project.show(project.reference(FILE)),
                row=number,
                expected=problem.expected,
                remedy=problem.remedy,
            ) from problem
    return sign_offs


def weigh_sign_offs(
    sign_offs: Iterable[SignOff], claims: Mapping[str, Claim], verdicts: Mapping[str, Verdict]
) -> dict[str, Signed]:
    """Return the state of each claim's sign-off, by id.

    The latest day counts; of one day, the row further down in the file.
    """
    by_claim: dict[str, list[SignOff]] = defaultdict(list)
    for one in sign_offs:
        by_claim[one.claim_id].append(one)
    return {
        name: _weigh(claim, verdicts[name], sorted(by_claim[name], key=lambda one: one.day))
        for name, claim in claims.items()
    }


def _weigh(claim: Claim, verdict: Verdict, history: Sequence[SignOff]) -> Signed:
    state = mark_state(claim, verdict)
    changes = []
    if history and history[-1].state != state:
        last = history[-1]
        if (last.quotation, last.standing) != (verdict.label, verdict.standing):
            changes.append(f"other verdicts (were {last.quotation}, {last.standing})")
        if last.printed != write_printed(claim).strip():
            changes.append(f"another printed value (was {last.printed})")
        changes = changes or ["another reason, wording or source than stands here now"]
    return Signed(state, tuple(history), " and ".join(changes))


def count_signed(signed: Iterable[Signed]) -> str:
    """Return on how many claims a person has decided, and how, as a sentence.

    Only an agreement confirms a verdict, so each decision is counted separately.
    """
    known = list(signed)
    decisions = [one.latest.decision for one in known if one.latest and one.hold is Hold.HOLDS]
    outdated = sum(one.hold is Hold.OUTDATED for one in known)
    if not decisions and not outdated:
        return f"{NOBODY.capitalize()}: no person has confirmed any of these verdicts."
    counts = [f"{decisions.count(one):,} {one}" for one in SignOffDecision if one in decisions]
    listed = f": {', '.join(counts)}" if counts else ""
    more = f"; on {outdated:,} more before something changed" if outdated else ""
    count = f"{len(decisions):,} of {len(known):,}"
    return f"A person has decided on {count} as they stand now{listed}{more}."
