"""Listings: claims, verdicts and curves as tables, and tallies of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import cache
from math import prod
from typing import TYPE_CHECKING

from helpers.analysis.queries import round_outward
from helpers.analysis.specifications import Computation
from helpers.claims.claim import Claim, ClaimType, Rank, load_claims
from helpers.claims.dates import show_days, write_date
from helpers.claims.explanations import name_source
from helpers.claims.finding import Finding
from helpers.claims.readings import load_readings
from helpers.claims.relations import FINDING, load_relations
from helpers.claims.spec_curve import BOUND_DECIMALS, Curve, Headline
from helpers.claims.verdicts import Verdict, Word, judge
from helpers.errors import Misuse, suggest
from helpers.project import Project, find_project

if TYPE_CHECKING:
    import pandas as pd

    from helpers.claims.implied import Computed

# Listing: claims and verdicts as small tables for a notebook or a desk.

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


# Tallies: the share of printed figures with a verdict, counted in every defensible way.

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


# Curve listing: headlines, choices and specifications as small tables for a notebook.

_INFLUENCE = ["choice", "options", "moves it typically by", "at most by", "compared in"]


def list_headlines(headlines: Iterable[Headline]) -> pd.DataFrame:
    """Return one row a headline: sentence, holds if, printed, specifications declared."""
    import pandas as pd

    rows = [
        {
            "headline": one.id,
            "sentence": one.sentence,
            "holds if the number is": f"{one.holds} ({one.unit})",
            "printed": f"{one.claim.phrase} ({one.claim.id})" if one.claim else "by nobody",
            "specifications": prod(len(choice.options) for choice in one.choices),
        }
        for one in headlines
    ]
    return pd.DataFrame(rows)


def list_reasons(headline: Headline) -> pd.DataFrame:
    """Return one row an option: choice, option, as printed, and why it can be defended."""
    import pandas as pd

    rows = [
        (choice.name, option.label, "yes" if option.as_printed else "no", option.reason)
        for choice in headline.choices
        for option in choice.options
    ]
    return pd.DataFrame(rows, columns=["choice", "option", "as printed", "why it can be defended"])


def list_curve(curve: Curve) -> pd.DataFrame:
    """Return one row a specification, from the lowest value to the highest.

    Columns: the value, named by its unit, in words and rounded outward if it is a bound; one a
    choice; `sentence holds`; and `gives the printed figure`, which says yes, no, or that none was
    printed.
    """
    import pandas as pd

    holding, reproducing = set(map(id, curve.holding)), set(map(id, curve.reproducing))
    rows = [
        {
            curve.headline.unit: _show(one.value or Fraction(0), curve.headline.bound),
            **{name: option.label for name, option in one.options.items()},
            "sentence holds": "yes" if id(one) in holding else "no",
            "gives the printed figure": _say_given(curve, id(one) in reproducing),
        }
        for one in curve.counted
    ]
    return pd.DataFrame(rows)


def _show(value: Fraction, bound: str) -> float | str:
    if not bound:
        return float(value)
    return f"{bound} {float(round_outward(value, 'upper', BOUND_DECIMALS))}"


def list_points(curve: Curve) -> pd.DataFrame:
    """Return what a drawing of the curve shows: the value, and the options in one text.

    Hundreds of rows stand beside a picture, so that each is kept short: options are numbers,
    counted from 1 in the order in which `list_reasons` gives them.
    """
    import pandas as pd

    places = {
        (choice.name, option.value): str(number)
        for choice in curve.headline.choices
        for number, option in enumerate(choice.options, start=1)
    }
    rows = [
        (
            round(float(one.value or 0), 4),
            " ".join(places[name, option.value] for name, option in one.options.items()),
        )
        for one in curve.counted
    ]
    return pd.DataFrame(rows, columns=[curve.headline.unit, "options"])


def _say_given(curve: Curve, gives: bool) -> str:
    if curve.headline.claim is None:
        return "none was printed"
    return "yes" if gives else "no"


def list_influences(curve: Curve) -> pd.DataFrame:
    """Return one row a choice, the one that moves the number most first.

    Columns: choice, options, moves it typically by, at most by, compared in.
    """
    import pandas as pd

    options = {choice.name: choice.options for choice in curve.headline.choices}
    rows = [
        {
            "choice": one.choice,
            "options": "; ".join(option.label for option in options[one.choice]),
            "moves it typically by": float(one.typical),
            "at most by": float(one.largest),
            "compared in": one.compared,
        }
        for one in curve.influences
    ]
    return pd.DataFrame(rows, columns=_INFLUENCE)


def list_alone(curve: Curve, choices: Iterable[str]) -> pd.DataFrame:
    """Return what each option of `choices` gives while all others stay as printed.

    Columns: choice, option, the value (named by its unit), `less or more than as printed`. The
    first row is the printed one. No row if that gave no value.
    """
    import pandas as pd

    unit, printed = curve.headline.unit, curve.as_printed
    columns = ["choice", "option", unit, "less or more than as printed"]
    if printed is None or printed.value is None:
        return pd.DataFrame(columns=columns)
    rows: list[tuple[str, str, float, float]] = [("as printed", "", float(printed.value), 0.0)]
    for choice in choices:
        for one in curve.alone(choice):
            value = one.value or Fraction(0)
            label = one.options[choice].label
            rows.append((choice, label, float(value), float(value - printed.value)))
    table = pd.DataFrame(rows, columns=columns)
    whole = (table[columns[2:]] % 1 == 0).all(axis=None)
    return table.astype(dict.fromkeys(columns[2:], "int64")) if whole else table


def list_uncounted(curves: Iterable[Curve]) -> pd.DataFrame:
    """Return why specifications gave no value: headline, reason, specifications."""
    import pandas as pd

    rows: dict[tuple[str, str], int] = {}
    for curve in curves:
        for one in curve.outcomes:
            if one.value is None:
                key = (curve.headline.id, one.why_not)
                rows[key] = rows.get(key, 0) + 1
    return pd.DataFrame(
        [(*key, n) for key, n in rows.items()], columns=["headline", "why", "specifications"]
    )
