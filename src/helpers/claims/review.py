"""The desk: claims with verdict and sign-off as rows, chosen by filters, and as a sheet to fill.

The sheet goes to people and comes back: `lay_out_sheet` makes its rows, `read_signed_rows` reads
the filled ones as sign-offs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from helpers.claims.advice import Advice
from helpers.claims.claim import Claim, ClaimType
from helpers.claims.quotation import Quote
from helpers.claims.sign_offs import (
    COLUMNS,
    OWNED,
    Hold,
    Signed,
    SignOff,
    load_sign_offs,
    read_sign_off,
    weigh_sign_offs,
    write_printed,
)
from helpers.claims.standing import Standing
from helpers.claims.verdicts import METHOD_SHOWN, Verdict, judge_all, lay_out_claim
from helpers.errors import MOST_LISTED, Misuse, Problem, suggest
from helpers.project import Project
from helpers.status import DataStatus

if TYPE_CHECKING:
    pass

FILLED = {
    "decision": "Decision",
    "by": "Signed off by",
    "day": "Day",
    "note": "Note",
    "owner": "Owner",
    "expires": "Settle by",
}
"""The columns of the sheet that a person fills in, by the columns of sign_offs.csv."""
KEPT = {
    "claim_id": "Claim",
    "quotation": "Quotation",
    "standing": "Standing",
    "printed": "Published",
    "state": "State",
}
"""The columns of the sheet that say what is signed, also by its headers."""
MOVED = "moved"
"""The filter for claims that give another claim's figure for another scope."""
SHEET = (
    *("Claim", "Quotation", "Standing", "Advice", "Published", "Quote", "Print this", "Reason"),
    *("Statement", "Scope", "Period", "Evidence against", "Evidence for", "What would settle it"),
    *("Sign-off so far", *FILLED.values()),
    *("Published by", "Title", "Date", "Link", "Also", "Type", "Topic", "Data status", "State"),
)
"""The columns of the sheet, in their order."""

CHOICES: dict[str, tuple[str, ...]] = {
    "quotation": tuple(Quote),
    "standing": tuple(Standing),
    "verdict": tuple(Standing),
    "advice": tuple(Advice),
    "type": tuple(ClaimType),
    "status": tuple(DataStatus),
    "badge": (METHOD_SHOWN, MOVED),
    "sign-off": tuple(Hold),
}
"""What a filter may ask for; ids and topics are those of the claims."""


@dataclass(frozen=True)
class Desk:
    """The claims of a project with their verdicts and sign-offs, by id."""

    claims: Mapping[str, Claim]
    verdicts: Mapping[str, Verdict]
    signed: Mapping[str, Signed]

    def rows(self) -> list[dict[str, Any]]:
        """Return the claims as plain data (the command `claims --json`)."""
        return [
            lay_out_claim(claim, self.verdicts[name]) | _lay_out_signed(claim, self.signed[name])
            for name, claim in self.claims.items()
        ]


def open_desk(project: Project) -> Desk:
    """Return the desk of a project. Raises Problem for a claim or sign-off that cannot be read."""
    claims, verdicts = judge_all(project)
    return Desk(
        claims, verdicts, weigh_sign_offs(load_sign_offs(claims, project), claims, verdicts)
    )


def _lay_out_signed(claim: Claim, signed: Signed) -> dict[str, Any]:
    return {
        "printed_as": write_printed(claim),
        "state": signed.state,
        "sign_off": signed.hold.value,
        "signed_off": str(signed),
        "sign_offs": [one.as_json() for one in signed.history],
    }


def choose_rows(
    rows: Sequence[dict[str, Any]], wanted: Mapping[str, Sequence[str]]
) -> list[dict[str, Any]]:
    """Return the rows that have, for each filter, one of the values wanted; without any, all.

    `wanted` has the filters id, topic and those of CHOICES. Case, `-` and `_` make no difference.

    Raises Misuse naming the nearest right value for one that is unknown.
    """
    chosen = list(rows)
    for name, values in wanted.items():
        known = CHOICES.get(name) or tuple(dict.fromkeys(str(row[name]) for row in rows))
        labels = {_find(name, value, known) for value in values}
        if labels:
            chosen = [row for row in chosen if labels & set(_list_values(name, row))]
    return chosen


def _list_values(name: str, row: Mapping[str, Any]) -> list[str]:
    if name == "badge":
        return [row["badge"], *([MOVED] if row["moved"] else [])]
    if name == "quotation":
        return [row["quotation"], *row["also"]]
    return [str(row[{"status": "data_status", "sign-off": "sign_off"}.get(name, name)])]


def _find(name: str, value: str, known: Sequence[str]) -> str:
    folded = {_fold(one): str(one) for one in known}
    if _fold(value) not in folded:
        raise Misuse(f"There is no {name} called {value}", remedy=suggest(value, known))
    return folded[_fold(value)]


def _fold(text: str) -> str:
    return " ".join(text.casefold().replace("-", " ").replace("_", " ").split())


def say_claim_row(row: Mapping[str, Any]) -> str:
    """Return a row as a line: the claim, both verdicts, the advice, the reason, the sign-off."""
    also = f"; also {', '.join(row['also'])}" if row["also"] else ""
    marks = ", ".join(filter(None, [f"{row['quotation']}{also}", row["standing"], row["badge"]]))
    signed = [row["signed_off"]] if row["sign_offs"] else []
    shown = [f"{row['id']}: {row['printed_as']}", marks, row["advice"], row["reason"], *signed]
    return " | ".join(shown)


def lay_out_sheet(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Return the rows of the sheet, with the columns SHEET, as text; those to fill are empty."""
    return [
        dict.fromkeys(FILLED.values(), "")
        | {
            "Claim": row["id"],
            "Quotation": row["quotation"],
            "Standing": row["standing"],
            "Advice": row["advice"],
            "Published": row["printed_as"],
            "Quote": row["quote"],
            "Print this": row["print_this"],
            "Reason": row["reason"],
            "Statement": row["statement"],
            "Scope": "; ".join(filter(None, (row["scope"][at] for at in ("who", "what", "where")))),
            "Period": " to ".join(
                dict.fromkeys(filter(None, (row["scope"][at] for at in ("start", "end"))))
            ),
            "Evidence against": ", ".join(row["against"]),
            "Evidence for": ", ".join(row["support"]),
            "What would settle it": row["settled_by"],
            "Sign-off so far": row["signed_off"],
            "Published by": row["source"],
            "Title": row["title"],
            "Date": row["source_date"],
            "Link": row["address"],
            "Also": ", ".join([*row["also"], *filter(None, [row["badge"]])]),
            "Type": row["type"],
            "Topic": row["topic"],
            "Data status": row["data_status"],
            "State": row["state"],
        }
        for row in rows
    ]


def read_signed_rows(
    rows: Iterable[tuple[int, Mapping[str, str]]], desk: Desk, *, file: str, today: date
) -> list[SignOff]:
    """Return the sign-offs of a filled sheet; rows in which nothing is filled in are skipped.

    `rows` are pairs of a row's number in the sheet and its cells by column. A sign-off is for the
    text when the sheet was exported, even if it has changed since.

    Raises Problem that names each row which cannot be taken, with its claim and what to do.
    """
    taken: list[SignOff] = []
    refused: list[Problem] = []
    taken_from: dict[str, int] = {}
    for number, cells in rows:
        if not any(cells[name].strip() for name in FILLED.values()):
            continue
        row = {name: cells[column] for name, column in (KEPT | FILLED).items()}
        try:
            one = _check_kept(read_sign_off(row, desk.claims, today=today), desk)
            if one.claim_id in taken_from:
                raise Problem(
                    f"The claim was filled in before, in row {taken_from[one.claim_id]:,}",
                    remedy="Keep one of the two rows; one sheet gives one decision a claim",
                )
            taken_from[one.claim_id] = number
            taken.append(one)
        except Problem as problem:
            refused.append(_locate_problem(problem, file, row["claim_id"].strip(), number))
    if len(refused) > 1:
        listed = " ".join(str(problem) for problem in refused[:MOST_LISTED])
        if len(refused) > MOST_LISTED:
            listed += f" And {len(refused) - MOST_LISTED:,} more."
        raise Problem(f"{len(refused):,} rows cannot be taken, so none was. {listed}")
    if refused:
        raise refused[0]
    return taken


def _check_kept(one: SignOff, desk: Desk) -> SignOff:
    """Return the sign-off as it was exported: of the very state, with the texts as they are.

    A spreadsheet rewrites numbers and dates, so the printed value is taken from the claim where the
    state says that it is still that one.
    """
    verdict = desk.verdicts[one.claim_id]
    if one.state != desk.signed[one.claim_id].state:
        return one
    for column, label in (("quotation", verdict.label), ("standing", verdict.standing)):
        if getattr(one, column) != label:
            raise Problem(
                f"The {column} was exported as '{label}' and reads '{getattr(one, column)}' now",
                remedy="Put the cell back; a verdict is computed, and disagreement is a decision",
            )
    printed = write_printed(desk.claims[one.claim_id]).strip()
    return SignOff(**{name: getattr(one, name) for name in COLUMNS} | {"printed": printed})


def _locate_problem(problem: Problem, file: str, claim: str, number: int) -> Problem:
    return Problem(
        problem.what,
        file=file,
        part=claim or None,
        row=number,
        expected=problem.expected,
        remedy=problem.remedy,
    )


def list_open(desk: Desk, today: date) -> list[str]:
    """Return a line for each disagreement or question that is still open, those overdue first.

    Each names its owner and the day by which it is to be settled.
    """
    found = [
        (name, one.latest)
        for name, one in desk.signed.items()
        if one.latest and one.latest.decision in OWNED
    ]
    found.sort(key=lambda pair: (pair[1].expires, pair[0]))
    return [
        f"{'Overdue: ' if one.is_overdue(today) else 'Open: '}{name}, {one.decision}, "
        f"{one.owner}, by {one.expires}"
        for name, one in found
    ]
