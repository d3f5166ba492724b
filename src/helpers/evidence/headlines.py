"""Headlines: sentences whose numbers hang on choices, each choice declared with its reasons.

`data/reference/headlines.csv` declares the sentences and what makes each hold;
`data/reference/specifications.csv` the choices, each option with its reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from helpers.analysis.specifications import Choice, Option
from helpers.errors import Problem, suggest
from helpers.evidence.claims import Claim, Claims
from helpers.evidence.intervals import INFINITY, Interval
from helpers.paths import Project, find_project
from helpers.releases import read_reference

HEADLINES, SPECIFICATIONS = "headlines.csv", "specifications.csv"
HEADLINE_COLUMNS = (
    *("headline_id", "sentence", "unit", "claim", "bound", "holds_above", "holds_below", "reason"),
)
SPECIFICATION_COLUMNS = ("headline_id", "choice", "option", "value", "as_printed", "reason")
UNDER = "under"
"""The bound of a value that the true number lies below."""


@dataclass(frozen=True)
class Headline:
    """A sentence, when it holds, what was printed, and the choices on the way to its number.

    `holds` is the open interval in which the sentence is true; `claim` the printed figure, or None
    where none was printed. `bound` is empty, or `under` where
    each value is one that the true number lies below.
    """

    id: str
    sentence: str
    unit: str
    claim: Claim | None
    bound: str
    holds: Interval
    choices: tuple[Choice, ...]


def load_headlines(claims: Claims, project: Project | None = None) -> dict[str, Headline]:
    """Return the declared headlines by id, in the order of the file.

    Raises Problem for a headline without choices, a choice with one option, an option without a
    reason, a choice without exactly one option as printed, an unknown claim or a bad bound.
    """
    project = project or find_project()
    options: dict[str, dict[str, list[Option]]] = {}
    for number, row in enumerate(
        read_reference(SPECIFICATIONS, project, SPECIFICATION_COLUMNS), start=1
    ):
        option = Option(row["option"], row["value"], row["reason"], row["as_printed"] == "yes")
        if not option.reason.strip():
            raise Problem(
                "The option has no reason",
                file=SPECIFICATIONS,
                row=number,
                remedy="Say why somebody could defend it, or leave it out",
            )
        options.setdefault(row["headline_id"], {}).setdefault(row["choice"], []).append(option)
    rows = read_reference(HEADLINES, project, HEADLINE_COLUMNS)
    known = [row["headline_id"] for row in rows]
    for name in options:
        if name not in known:
            raise Problem(
                f"There is no headline called {name}",
                file=SPECIFICATIONS,
                remedy=suggest(name, known),
            )
    headlines = {}
    for number, row in enumerate(rows, start=1):
        declared = options.get(row["headline_id"], {})
        choices = tuple(Choice(name, tuple(those)) for name, those in declared.items())
        headlines[row["headline_id"]] = _read(row, choices, claims, number)
    return headlines


def _read(
    row: Mapping[str, str], choices: tuple[Choice, ...], claims: Claims, number: int
) -> Headline:
    where = {"file": HEADLINES, "part": row["headline_id"], "row": number}
    if not choices:
        raise Problem("The headline has no choices", **where)  # type: ignore[arg-type]
    for choice in choices:
        values = [option.value for option in choice.options]
        worded = sum(option.as_printed for option in choice.options)
        if len(set(values)) < 2 or len(set(values)) != len(values) or worded != 1:
            raise Problem(
                f"The choice {choice.name} cannot be compared",
                file=SPECIFICATIONS,
                part=row["headline_id"],
                expected="two or more different options, exactly one of them as printed",
            )
    try:
        low = Fraction(row["holds_above"]) if row["holds_above"] else -INFINITY
        high = Fraction(row["holds_below"]) if row["holds_below"] else INFINITY
        holds = Interval(low, high, low_open=True, high_open=True)
    except ValueError as error:
        raise Problem(
            "The bounds within which the sentence holds cannot be read",
            expected="a number above which, or below which, or both",
            **where,  # type: ignore[arg-type]
        ) from error
    if row["bound"] not in ("", UNDER):
        raise Problem(
            f"The bound '{row['bound']}' is not known",
            expected=f"{UNDER}, or nothing",
            **where,  # type: ignore[arg-type]
        )
    claim = claims[row["claim"]] if row["claim"] else None
    words = (row["headline_id"], row["sentence"], row["unit"])
    return Headline(*words, claim, row["bound"], holds, choices)
