"""Listings: claims, verdicts and curves as tables, and tallies of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

from helpers.analysis.specifications import Computation
from helpers.claims.claim import Claim, ClaimType, Rank, load_claims
from helpers.claims.dates import show_days, write_date
from helpers.claims.finding import Finding
from helpers.claims.intervals import round_outward
from helpers.claims.quotation import Quote
from helpers.claims.spec_curve import BOUND_DECIMALS, Curve, Headline
from helpers.claims.standing import Standing
from helpers.claims.verdicts import Verdict, judge_claims
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

GROUPS = ("You can print", "Print with care", "Don't print")
"""What an editor may do, in three groups."""


def name_publisher(claim: Claim) -> str:
    """Return who published a claim, as readers know it."""
    return "Nov. 12 article" if claim.is_checked else claim.source


def list_claims(claims: Iterable[Claim], *, with_intervals: bool = False) -> pd.DataFrame:
    """Return one row a claim: claim, what, published, about, by, date.

    What was published is blank for a statement in words, which `what` gives in full. With
    intervals, also `widest reading` (what the words do not exclude) and `plain reading` (what a
    reader takes), rounded outward.
    """
    import pandas as pd

    rows = []
    for claim in claims:
        row = {
            "claim": claim.id,
            "what": claim.statement,
            "published": _say_printed(claim),
            "about": claim.scope.who or claim.scope.where,
            "by": name_publisher(claim),
            "date": write_date(claim.source_date),
        }
        if with_intervals:
            write = show_days if claim.is_date else str
            row["widest reading"] = NO_NUMBER if claim.logical is None else write(claim.logical)
            row["plain reading"] = NO_NUMBER if claim.implied is None else write(claim.implied)
        rows.append(row)
    return pd.DataFrame(rows)


def list_published(claims: Iterable[Claim], verdicts: Mapping[str, Verdict]) -> pd.DataFrame:
    """Return one row a claim, with both verdicts.

    Columns: published by (with the date), figure, about, quotation, standing, claim.
    """
    import pandas as pd

    rows = [
        {
            "published by": f"{name_publisher(claim)}, {write_date(claim.source_date)}",
            "figure": say_published(claim) if claim.quote else claim.phrase,
            "about": claim.scope.who or claim.scope.where,
            "quotation": say_quotation(verdicts[claim.id]),
            "standing": str(verdicts[claim.id].standing),
            "claim": claim.id,
        }
        for claim in claims
    ]
    return pd.DataFrame(rows)


def list_verdicts(
    claims: Iterable[Claim],
    verdicts: Mapping[str, Verdict],
    *,
    quotation: Collection[str] = (),
    standing: Collection[str] = (),
    with_record: bool = False,
) -> pd.DataFrame:
    """Return one row a claim, the most harmful first, with both verdicts and the advice.

    Columns: claim, what, published (its words where they were read, else the figure), by,
    quotation, standing, advice, why; with records, also which record would settle it. `quotation`
    and `standing` keep the labels named.
    """
    import pandas as pd

    columns = ["claim", "what", "published", "by", "quotation", "standing", "advice", "why"]
    columns += ["what would settle it"] if with_record else []
    rows = []
    for claim in sort_by_harm(claims, verdicts):
        verdict = verdicts[claim.id]
        if quotation and verdict.label not in quotation:
            continue
        if standing and verdict.standing not in standing:
            continue
        rows.append(
            {
                "claim": claim.id,
                "what": claim.statement,
                "published": say_published(claim),
                "by": name_publisher(claim),
                "quotation": say_quotation(verdict),
                "standing": str(verdict.standing),
                "advice": str(verdict.advice),
                "why": verdict.reason,
                "what would settle it": verdict.settled_by,
            }
        )
    return pd.DataFrame(rows, columns=columns)


def list_corrections(claims: Iterable[Claim], verdicts: Mapping[str, Verdict]) -> pd.DataFrame:
    """Return one row a claim that should be corrected first or not be printed, worst first.

    Columns: claim, published, by, verdict (the most harmful label), why, print this.
    """
    import pandas as pd

    rows = [
        {
            "claim": claim.id,
            "published": f"{claim.statement}: {say_published(claim)}",
            "by": name_publisher(claim),
            "verdict": verdicts[claim.id].worst,
            "why": verdicts[claim.id].reason,
            "print this": verdicts[claim.id].print_this,
        }
        for claim in sort_by_harm(claims, verdicts)
        if verdicts[claim.id].advice.group == "Don't print"
    ]
    columns = ["claim", "published", "by", "verdict", "why", "print this"]
    return pd.DataFrame(rows, columns=columns)


def sort_by_harm(claims: Iterable[Claim], verdicts: Mapping[str, Verdict]) -> list[Claim]:
    """Return the claims with the most harmful first; of equals, what most outlets repeat."""
    return sorted(
        claims,
        key=lambda one: (verdicts[one.id].rank, -len(verdicts[one.id].repeated_by), one.id),
    )


def say_published(claim: Claim) -> str:
    """Return the published words in quotation marks where they were read, else the figure."""
    return f"\u201c{claim.quote}\u201d" if claim.quote else claim.phrase or claim.printed


def say_quotation(verdict: Verdict) -> str:
    """Return the label of a quotation with the others after "also"."""
    also = f"; also {', '.join(verdict.also)}" if verdict.also else ""
    return f"{verdict.label}{also}"


def list_statements(claims: Iterable[Claim], verdicts: Mapping[str, Verdict]) -> pd.DataFrame:
    """Return one row a statement in words: claim, what, in our words, published by, read it beside.

    What has no words of its own, such as a count of accounts that differ, is blank there: `what`
    says all of it.
    """
    import pandas as pd

    columns = ["claim", "what", "in our words", "published by", "read it beside"]
    rows = [
        [
            claim.id,
            claim.statement,
            _say_printed(claim),
            f"{name_publisher(claim)} ({claim.title})",
            " ".join(verdicts[claim.id].beside or verdicts[claim.id].against),
        ]
        for claim in claims
        if claim.type is ClaimType.STATEMENT and not claim.is_ours
    ]
    return pd.DataFrame(rows, columns=columns)


def _say_printed(claim: Claim) -> str:
    if claim.type is ClaimType.STATEMENT:
        return claim.printed if claim.wording == QUOTED else ""
    return claim.phrase


def list_unsettled(claims: Iterable[Claim], verdicts: Mapping[str, Verdict]) -> pd.DataFrame:
    """Return the figures that have one source or none, one row a record.

    Columns: what would settle it, figures, which (id, what, the figure, by whom). Statements, which
    need a person and no record, are left out, as is what this project said itself.
    """
    import pandas as pd

    alone = (Standing.ONE_SOURCE, Standing.NOT_TESTED)
    found: dict[str, list[str]] = {}
    for claim in claims:
        verdict = verdicts[claim.id]
        if verdict.standing in alone and not claim.is_ours:
            which = f"{claim.id} {claim.statement}: {claim.phrase} ({name_publisher(claim)})"
            found.setdefault(verdict.settled_by or "No record is known to us", []).append(which)
    columns = ["what would settle it", "figures", "which"]
    rows = [[record, len(which), "; ".join(which)] for record, which in found.items()]
    return pd.DataFrame(rows, columns=columns)


def list_arithmetic(computed: Iterable[Computed]) -> pd.DataFrame:
    """Return one row a result: what, as published, a reader takes, the words allow, from what.

    `as published` takes the bare numbers; the other two carry what a reader takes the words to
    mean, and what the words allow.
    """
    import pandas as pd

    rows = []
    for one in computed:
        about = f"{one.scope.who}: {one.scope.what}, in {one.unit}"
        sources = " ".join(one.operands)
        reasons = " ".join(dict.fromkeys(tie.reason for tie in one.relations))
        rows.append([one.id, about, *one.shown, f"{sources}: {reasons}"])
    columns = ["finding", "what", "as published", "a reader takes", "the words allow"]
    columns += ["from what, and why"]
    return pd.DataFrame(rows, columns=columns)


def is_figure(claim: Claim) -> bool:
    """Return whether somebody else published it, and it is more than a statement in words."""
    return not claim.is_ours and claim.type is not ClaimType.STATEMENT


def count_pairs(claims: Iterable[Claim], verdicts: Mapping[str, Verdict]) -> pd.DataFrame:
    """Return how many figures have each pair: one row a quotation, one column a standing.

    Statements and what this project said itself aren't figures. Labels that none has are left out,
    and the last column adds up the row.
    """
    import pandas as pd

    chosen = [verdicts[one.id] for one in claims if is_figure(one)]
    pairs = [(one.label, one.standing) for one in chosen]
    columns = [one for one in Standing if any(found is one for _, found in pairs)]
    rows = []
    for quote in Quote:
        standings = [standing for label, standing in pairs if label is quote]
        if standings:
            counts = {str(one): standings.count(one) for one in columns}
            rows.append({"quotation": str(quote), **counts, "figures": len(standings)})
    return pd.DataFrame(rows, columns=["quotation", *map(str, columns), "figures"])


def count_advice(claims: Iterable[Claim], verdicts: Mapping[str, Verdict]) -> pd.DataFrame:
    """Return one row a topic: topic, figures, then how many an editor can print, and how.

    What this project said itself is left out. Statements are counted in the last column only.
    """
    import pandas as pd

    columns = [*GROUPS, FOR_A_PERSON]
    counts: dict[str, dict[str, int]] = {}
    for claim in claims:
        if claim.is_ours:
            continue
        row = counts.setdefault(claim.topic, dict.fromkeys(columns, 0))
        is_statement = claim.type is ClaimType.STATEMENT
        row[FOR_A_PERSON if is_statement else verdicts[claim.id].advice.group] += 1
    rows = [
        {"topic": topic, "figures": sum(row.values()) - row[FOR_A_PERSON], **row}
        for topic, row in counts.items()
    ]
    return pd.DataFrame(rows, columns=["topic", "figures", *columns])


def list_counted(
    claims: Iterable[Claim], verdicts: Mapping[str, Verdict]
) -> dict[str, list[Claim]]:
    """Return the claims that `count_advice` counts: figures, those of each group, statements."""
    counted: dict[str, list[Claim]] = {name: [] for name in ("figures", *GROUPS, FOR_A_PERSON)}
    for claim in claims:
        if claim.is_ours:
            continue
        if claim.type is ClaimType.STATEMENT:
            counted[FOR_A_PERSON].append(claim)
        else:
            counted["figures"].append(claim)
            counted[verdicts[claim.id].advice.group].append(claim)
    return counted


# Tallies: the share of published figures with a standing, counted in every defensible way.

REACH = "how far “about” reaches"


def share_of_standings(
    standings: Collection[Standing],
    findings: Mapping[str, Finding],
    project: Project | None = None,
) -> Computation:
    """Return what computes the share of figures, in percent, that have one of `standings`.

    Choices: `REACH` (a fraction either way), `figures` (all, without the article, no derivative).
    Statements and this project's own remarks aren't figures.
    """
    project = project or find_project()

    @cache
    def judge_all(tolerance: str) -> list[tuple[Claim, Verdict]]:
        claims = load_claims(project, tolerance=Fraction(tolerance))
        verdicts = judge_claims(claims, findings, project)
        return [(claim, verdicts[claim.id]) for claim in claims.values()]

    def compute(given: Mapping[str, str]) -> Fraction:
        chosen = [
            verdict
            for claim, verdict in judge_all(given[REACH])
            if is_figure(claim) and _is_chosen(claim, given["figures"])
        ]
        count = sum(verdict.standing in standings for verdict in chosen)
        return Fraction(100 * count, len(chosen))

    return compute


def _is_chosen(claim: Claim, figures: str) -> bool:
    chosen = {
        "all": True,
        "without the article": not claim.is_checked,
        "no derivative": claim.rank is not Rank.DERIVATIVE,
    }
    if figures not in chosen:
        raise Misuse(f"There is no choice of figures {figures!r}", remedy=suggest(figures, chosen))
    return chosen[figures]


# Curve listing: headlines, choices and specifications as small tables for a notebook.

_INFLUENCE = ["choice", "options", "moves it typically by", "at most by", "compared in"]


def list_reasons(headline: Headline) -> pd.DataFrame:
    """Return one row an option: choice, option, as published, and why it can be defended."""
    import pandas as pd

    rows = [
        (choice.name, option.label, "yes" if option.as_printed else "no", option.reason)
        for choice in headline.choices
        for option in choice.options
    ]
    return pd.DataFrame(
        rows, columns=["choice", "option", "as published", "why it can be defended"]
    )


def list_curve(curve: Curve) -> pd.DataFrame:
    """Return one row a specification, from the lowest value to the highest.

    Columns: the value, named by its unit, in words and rounded outward if it is a bound; one a
    choice; `sentence holds`; and `gives the published figure`, which says yes, no, or that none was
    printed.
    """
    import pandas as pd

    holding, reproducing = set(map(id, curve.holding)), set(map(id, curve.reproducing))
    rows = [
        {
            curve.headline.unit: _show(one.value or Fraction(0), curve.headline.bound),
            **{name: option.label for name, option in one.options.items()},
            "sentence holds": "yes" if id(one) in holding else "no",
            "gives the published figure": _say_given(curve, id(one) in reproducing),
        }
        for one in curve.counted
    ]
    return pd.DataFrame(rows)


def _show(value: Fraction, bound: str) -> float | str:
    if not bound:
        return float(value)
    bounded = float(round_outward(value, "upper", BOUND_DECIMALS))
    return f"less than {bounded}"


def list_points(curve: Curve) -> pd.DataFrame:
    """Return what a drawing of the curve shows: the value, and the options in one text.

    A picture comes with hundreds of rows, so each is kept short: options are numbers,
    counted from 1 in the order in which `list_reasons` gives them.
    """
    import pandas as pd

    numbers = {
        (choice.name, option.value): str(number)
        for choice in curve.headline.choices
        for number, option in enumerate(choice.options, start=1)
    }
    rows = [
        (
            round(float(one.value or 0), 4),
            " ".join(numbers[name, option.value] for name, option in one.options.items()),
        )
        for one in curve.counted
    ]
    return pd.DataFrame(rows, columns=[curve.headline.unit, "options"])


def _say_given(curve: Curve, gives: bool) -> str:
    if curve.headline.claim is None:
        return "none was published"
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
