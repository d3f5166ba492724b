"""The desk: claims with verdict and sign-off as rows, chosen by filters, and as a sheet to fill.

The sheet goes to people and comes back from them: `lay_out_sheet` makes its rows, `read_sheet`
reads the filled ones as sign-offs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from helpers.claims.claim import Claim, ClaimType
from helpers.claims.sign_offs import (
    COLUMNS,
    Hold,
    SignOff,
    Standing,
    load_sign_offs,
    read_sign_off,
    weigh_sign_offs,
    write_printed,
)
from helpers.claims.verdicts import METHOD_SHOWN, MOVED, Verdict, Word, judge_all, lay_out
from helpers.errors import Misuse, Problem, suggest
from helpers.project import Project
from helpers.status import DataStatus

if TYPE_CHECKING:
    import pandas as pd

FILLED = {"decision": "Decision", "by": "Signed off by", "day": "Day", "note": "Note"}
"""The columns of the sheet that a person fills in, by the columns of sign_offs.csv."""
KEPT = {"claim_id": "Claim", "verdict": "Verdict", "printed": "Printed", "state": "State"}
"""The columns of the sheet that say what is signed, likewise."""
SHEET = (
    *("Claim", "Verdict", "Statement", "Printed", "Wording", "Scope", "Period"),
    *("Reason", "Against", "Support", "What would settle it", "Badges", "Sign-off so far"),
    *FILLED.values(),
    *("Printed by", "Title", "Date", "Address", "Type", "Topic", "Data status", "State"),
)
"""The columns of the sheet, in their order."""

CHOICES: dict[str, tuple[str, ...]] = {
    "verdict": tuple(Word),
    "type": tuple(ClaimType),
    "status": tuple(DataStatus),
    "badge": (METHOD_SHOWN, MOVED),
    "sign-off": tuple(Hold),
}
"""What a filter may ask for; ids and topics are those of the claims."""


@dataclass(frozen=True)
class Desk:
    """The claims of a project with their verdicts and how each stands with the desk, by id."""

    claims: Mapping[str, Claim]
    verdicts: Mapping[str, Verdict]
    standings: Mapping[str, Standing]

    def rows(self) -> list[dict[str, Any]]:
        """Return the claims as plain data (the command `claims --json`)."""
        return [
            lay_out(claim, self.verdicts[name]) | _lay_out_standing(claim, self.standings[name])
            for name, claim in self.claims.items()
        ]


def open_desk(project: Project) -> Desk:
    """Return the desk of a project. Raises Problem for a claim or sign-off that cannot be read."""
    claims, verdicts = judge_all(project)
    return Desk(
        claims, verdicts, weigh_sign_offs(load_sign_offs(claims, project), claims, verdicts)
    )


def _lay_out_standing(claim: Claim, standing: Standing) -> dict[str, Any]:
    return {
        "printed_as": write_printed(claim),
        "state": standing.state,
        "sign_off": standing.hold.value,
        "signed_off": str(standing),
        "sign_offs": [one.as_json() for one in standing.history],
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
        asked = {_find(name, value, known) for value in values}
        if asked:
            chosen = [row for row in chosen if asked & set(_list_values(name, row))]
    return chosen


def _list_values(name: str, row: Mapping[str, Any]) -> list[str]:
    if name == "badge":
        return [row["badge"], *([MOVED] if row["moved"] else [])]
    return [str(row[{"status": "data_status", "sign-off": "sign_off"}.get(name, name)])]


def _find(name: str, value: str, known: Sequence[str]) -> str:
    folded = {_fold(one): str(one) for one in known}
    if _fold(value) not in folded:
        raise Misuse(f"There is no {name} called {value}", remedy=suggest(value, known))
    return folded[_fold(value)]


def _fold(text: str) -> str:
    return " ".join(text.casefold().replace("-", " ").replace("_", " ").split())


def say_row(row: Mapping[str, Any]) -> str:
    """Return a row as a line: the claim as printed, verdict and badges, reason, and sign-off."""
    moved = f"moved from {row['moved_from']}" if row["moved_from"] else ""
    marks = ", ".join(filter(None, [row["verdict"], row["badge"], moved]))
    signed = [row["signed_off"]] if row["sign_offs"] else []
    return " | ".join([f"{row['id']}: {row['printed_as']}", marks, row["reason"], *signed])


def lay_out_sheet(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Return the rows of the sheet, with the columns SHEET, as text; those to fill are empty."""
    return [
        dict.fromkeys(FILLED.values(), "")
        | {
            "Claim": row["id"],
            "Verdict": row["verdict"],
            "Statement": row["statement"],
            "Printed": row["printed_as"],
            "Wording": row["wording"],
            "Scope": "; ".join(filter(None, (row["scope"][at] for at in ("who", "what", "where")))),
            "Period": " to ".join(
                dict.fromkeys(filter(None, (row["scope"][at] for at in ("start", "end"))))
            ),
            "Reason": row["reason"],
            "Against": ", ".join(row["against"]),
            "Support": ", ".join(row["support"]),
            "What would settle it": row["settled_by"],
            "Badges": ", ".join(filter(None, [row["badge"], _say_moved(row)])),
            "Sign-off so far": row["signed_off"],
            "Printed by": row["source"],
            "Title": row["title"],
            "Date": row["source_date"],
            "Address": row["address"],
            "Type": row["type"],
            "Topic": row["topic"],
            "Data status": row["data_status"],
            "State": row["state"],
        }
        for row in rows
    ]


def _say_moved(row: Mapping[str, Any]) -> str:
    return f"{MOVED} from {row['moved_from']}" if row["moved"] else ""


def read_sheet(
    rows: Iterable[tuple[int, Mapping[str, str]]], desk: Desk, *, file: str, today: date
) -> list[SignOff]:
    """Return the sign-offs of a filled sheet; rows in which nothing is filled in are passed over.

    `rows` are pairs of a row's number in the sheet and its cells by column. A sign-off is for what
    stood there when the sheet was exported, also if it has changed since.

    Raises Problem that names each row which cannot be taken, with its claim and what to do.
    """
    taken: list[SignOff] = []
    refused: list[Problem] = []
    places: dict[str, int] = {}
    for number, cells in rows:
        if not any(cells[name].strip() for name in FILLED.values()):
            continue
        row = {name: cells[column] for name, column in (KEPT | FILLED).items()}
        try:
            one = _check_kept(read_sign_off(row, desk.claims, today=today), desk)
            if one.claim_id in places:
                raise Problem(
                    f"The claim was filled in before, in row {places[one.claim_id]:,}",
                    remedy="Keep one of the two rows; one sheet gives one decision a claim",
                )
            places[one.claim_id] = number
            taken.append(one)
        except Problem as problem:
            refused.append(_place(problem, file, row["claim_id"].strip(), number))
    if len(refused) > 1:
        told = " ".join(str(problem) for problem in refused)
        raise Problem(f"{len(refused):,} rows cannot be taken, so none was. {told}")
    if refused:
        raise refused[0]
    return taken


def _check_kept(one: SignOff, desk: Desk) -> SignOff:
    """Return the sign-off as it was exported: of the very state, with the texts as they are.

    A spreadsheet rewrites numbers and dates, so the printed value is taken from the claim where the
    state says that it is still that one.
    """
    verdict = desk.verdicts[one.claim_id].verdict.value
    if one.state != desk.standings[one.claim_id].state:
        return one
    if one.verdict != verdict:
        raise Problem(
            f"The verdict was exported as '{verdict}' and reads '{one.verdict}' now",
            remedy="Put the cell back; a verdict is computed, and disagreement is a decision",
        )
    printed = write_printed(desk.claims[one.claim_id]).strip()
    return SignOff(**{name: getattr(one, name) for name in COLUMNS} | {"printed": printed})


def _place(problem: Problem, file: str, claim: str, number: int) -> Problem:
    return Problem(
        problem.what,
        file=file,
        part=claim or None,
        row=number,
        expected=problem.expected,
        remedy=problem.remedy,
    )


def list_sign_offs(desk: Desk) -> pd.DataFrame:
    """Return one row a claim, for a notebook: claim, what, printed, verdict, signed off."""
    import pandas as pd

    rows = [
        {
            "claim": name,
            "what": claim.statement,
            "printed": write_printed(claim),
            "verdict": desk.verdicts[name].verdict.value,
            "signed off": str(desk.standings[name]),
        }
        for name, claim in desk.claims.items()
    ]
    return pd.DataFrame(rows, columns=["claim", "what", "printed", "verdict", "signed off"])
