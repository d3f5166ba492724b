"""Listing: claims and verdicts as small tables for a notebook or a desk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from helpers.evidence.claims import Claim, ClaimType
from helpers.evidence.dates import show_days, write_date
from helpers.evidence.descriptions import name_source
from helpers.evidence.relations import FINDING
from helpers.evidence.verdicts import Verdict, Word

if TYPE_CHECKING:
    import pandas as pd

    from helpers.evidence.arithmetic import Computed

NO_NUMBER = "no number to compute with"
FOR_A_PERSON = "for a person to judge"
QUOTED = "as worded"
"""The wording of a statement whose value is what was said, and no count, day or mark."""

NOTHING_BEARS = "Nothing of another origin bears on it."


def list_claims(claims: Iterable[Claim], *, with_intervals: bool = False) -> pd.DataFrame:
    """Return one row a claim: claim, what, printed, of whom, printed by, date.

    What was printed is blank for a statement in words, of which `what` says all.
    With intervals, also `allowed` (what the words do not exclude) and `understood` (what a reader
    takes), rounded outward.
    """
    import pandas as pd

    rows = []
    for claim in claims:
        row = {
            "claim": claim.id,
            "what": claim.statement,
            "printed": _say_printed(claim),
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
    but_moved: bool = False,
    touched: bool = False,
) -> pd.DataFrame:
    """Return one row a claim, in the order given: claim, what, printed, printed by, verdict, why.

    Where one verdict alone is asked for, the column is left out.
    `only` keeps the verdicts named. With records, also which record would settle it. `but_moved`
    leaves out what `list_moved` lists; `touched` keeps figures on which something bears, and leaves
    out statements and what was moved.
    """
    import pandas as pd

    columns = ["claim", "what", "printed", "printed by", "verdict", "why"]
    columns += ["what would settle it"] if with_record else []
    if len(only) == 1:
        columns.remove("verdict")  # one word in every row
    rows = []
    for claim in claims:
        verdict = verdicts[claim.id]
        if only and verdict.verdict not in only:
            continue
        if (but_moved or touched) and verdict.moved:
            continue
        if touched and (is_untouched(claim, verdict) or claim.type is ClaimType.STATEMENT):
            continue
        shown = verdict.verdict + (f" ({verdict.badge})" if verdict.badge else "")
        why = say_why(verdict) if with_record else verdict.reason
        row = {"claim": claim.id, "what": claim.statement, "printed": claim.phrase}
        row |= {"printed by": claim.source, "verdict": shown, "why": why}
        rows.append(row | {"what would settle it": verdict.settled_by})
    return pd.DataFrame(rows, columns=columns)


def list_moved(
    claims: Iterable[Claim], verdicts: Mapping[str, Verdict], known: Mapping[str, Claim]
) -> pd.DataFrame:
    """Return one row a claim that prints another's figure for another scope.

    Columns: claim, printed, for whom and when, printed by, its source says, for whom and when
    there, verdict, why. `known` are all claims by id.
    """
    import pandas as pd

    rows = []
    for claim in claims:
        verdict = verdicts[claim.id]
        if verdict.moved_from is None:
            continue
        source = known[verdict.moved_from]
        said = name_source(source)
        row = [claim.id, claim.phrase, _say_scope(claim), claim.source, said, _say_scope(source)]
        rows.append([*row, verdict.verdict, say_why(verdict)])
    columns = ["claim", "printed", "for whom and when", "printed by", "its source says"]
    columns += ["for whom and when there", "verdict", "why"]
    return pd.DataFrame(rows, columns=columns)


def list_statements(claims: Iterable[Claim], verdicts: Mapping[str, Verdict]) -> pd.DataFrame:
    """Return one row a statement in words: claim, what, in our words, printed by, read it beside.

    What has no words of its own, such as a count of accounts that differ, is blank there: `what`
    says all of it.
    """
    import pandas as pd

    columns = ["claim", "what", "in our words", "printed by", "read it beside"]
    rows = [
        [
            claim.id,
            claim.statement,
            _say_printed(claim),
            f"{claim.source} ({claim.title})",
            " ".join(verdicts[claim.id].beside) or " ".join(verdicts[claim.id].against),
        ]
        for claim in claims
        if claim.type is ClaimType.STATEMENT and not claim.is_ours
    ]
    return pd.DataFrame(rows, columns=columns)


def _say_printed(claim: Claim) -> str:
    if claim.type is ClaimType.STATEMENT:
        return claim.printed if claim.wording == QUOTED else ""
    return claim.phrase


def list_untouched(claims: Iterable[Claim], verdicts: Mapping[str, Verdict]) -> pd.DataFrame:
    """Return the claims on which nothing bears, one row a record that would settle them.

    Columns: what would settle it, figures, which (id, what, as printed, by whom). Statements, which
    need a person and no record, are left out, as is what this project said itself.
    """
    import pandas as pd

    found: dict[str, list[str]] = {}
    for claim in claims:
        verdict = verdicts[claim.id]
        if is_untouched(claim, verdict) and not claim.is_ours:
            which = f"{claim.id} {claim.statement}: {claim.phrase} ({claim.source})"
            found.setdefault(verdict.settled_by or "no record is known to", []).append(which)
    columns = ["what would settle it", "figures", "which"]
    rows = [[record, len(which), "; ".join(which)] for record, which in found.items()]
    return pd.DataFrame(rows, columns=columns)


def is_untouched(claim: Claim, verdict: Verdict) -> bool:
    """Return whether nothing was found that bears on a claim, be it a figure, date or list."""
    is_open = verdict.verdict is Word.NOT_CHECKABLE and claim.type is not ClaimType.STATEMENT
    return is_open and say_why(verdict) == NOTHING_BEARS


def say_why(verdict: Verdict) -> str:
    """Return the reason for a verdict without the record that would settle it."""
    return verdict.reason.replace(f"; what would settle it: {verdict.settled_by}.", ".")


def list_arithmetic(computed: Iterable[Computed]) -> pd.DataFrame:
    """Return one row a result: what, as printed, a reader takes, the words allow, from what.

    `as printed` takes the bare numbers; the other two carry what a reader takes the words to mean,
    and what the words allow.
    """
    import pandas as pd

    rows = []
    for one in computed:
        about = f"{one.scope.who}: {one.scope.what}, in {one.unit}"
        operands = dict.fromkeys(name for tie in one.relations for name in tie.operands)
        sources = " ".join(name.removeprefix(FINDING) for name in operands)
        reasons = " ".join(dict.fromkeys(tie.reason for tie in one.relations))
        rows.append([one.id, about, *one.shown, f"{sources}: {reasons}"])
    columns = ["finding", "what", "as printed", "a reader takes", "the words allow"]
    columns += ["from what, and why"]
    return pd.DataFrame(rows, columns=columns)


def _say_scope(claim: Claim) -> str:
    ends = [write_date(end) for end in (claim.scope.start, claim.scope.end) if end]
    return ", ".join(filter(None, (claim.scope.who, " to ".join(dict.fromkeys(ends)))))


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
