"""Listing: claims and verdicts as small tables for a notebook or a desk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from helpers.evidence.claims import Claim, ClaimType
from helpers.evidence.dates import show_days, write_date
from helpers.evidence.verdicts import Verdict, Word

if TYPE_CHECKING:
    import pandas as pd

NO_NUMBER = "no number to compute with"
FOR_A_PERSON = "for a person to judge"


def list_claims(claims: Iterable[Claim], *, with_intervals: bool = False) -> pd.DataFrame:
    """Return one row a claim: claim, what, printed, of whom, printed by, date.

    With intervals, also `allowed` (what the words do not exclude) and `understood` (what a reader
    takes), rounded outward.
    """
    import pandas as pd

    rows = []
    for claim in claims:
        row = {
            "claim": claim.id,
            "what": claim.statement,
            "printed": claim.phrase,
            "of whom": claim.scope.who or claim.scope.where,
            "printed by": claim.source,
            "date": write_date(claim.source_date),
        }
        if with_intervals:
            write = show_days if claim.is_date else str
            row["allowed"] = NO_NUMBER if claim.logical is None else write(claim.logical)
            row["understood"] = NO_NUMBER if claim.implied is None else write(claim.implied)
        rows.append(row)
    return pd.DataFrame(rows)


def list_verdicts(
    claims: Iterable[Claim],
    verdicts: Mapping[str, Verdict],
    *,
    only: Sequence[str] = (),
    with_record: bool = False,
) -> pd.DataFrame:
    """Return one row a claim, in the order given: claim, what, printed, printed by, verdict, why.

    `only` keeps the verdicts named. With records, also which record would settle it.
    """
    import pandas as pd

    columns = ["claim", "what", "printed", "printed by", "verdict", "why"]
    columns += ["what would settle it"] if with_record else []
    rows = []
    for claim in claims:
        verdict = verdicts[claim.id]
        if only and verdict.verdict not in only:
            continue
        shown = verdict.verdict + (f" ({verdict.badge})" if verdict.badge else "")
        row = [claim.id, claim.statement, claim.phrase, claim.source, shown, verdict.reason]
        rows.append(row + ([verdict.settled_by] if with_record else []))
    return pd.DataFrame(rows, columns=columns)


def count_verdicts(claims: Iterable[Claim], verdicts: Mapping[str, Verdict]) -> pd.DataFrame:
    """Return one row a topic: topic, figures, how many got each verdict, for a person to judge.

    What this project said itself is left out. Statements are counted in the last column only:
    `figures` is the sum of the verdicts, and does not count them.
    """
    import pandas as pd

    columns = [*map(str, Word), FOR_A_PERSON]
    counts: dict[str, dict[str, int]] = {}
    for claim in claims:
        if claim.is_ours:
            continue
        row = counts.setdefault(claim.topic, dict.fromkeys(columns, 0))
        is_statement = claim.type is ClaimType.STATEMENT
        row[FOR_A_PERSON if is_statement else str(verdicts[claim.id].verdict)] += 1
    rows = [
        {"topic": topic, "figures": sum(row.values()) - row[FOR_A_PERSON], **row}
        for topic, row in counts.items()
    ]
    return pd.DataFrame(rows, columns=["topic", "figures", *columns])
