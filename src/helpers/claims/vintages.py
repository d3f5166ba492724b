"""Vintages: versions of one source side by side, and which published figure fits which of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from helpers.claims.claim import Claim, load_claims
from helpers.claims.finding import Finding, load_findings
from helpers.claims.readings import HEADER
from helpers.claims.relations import FINDING, Relation, RelationKind, load_relations
from helpers.cleaning.clean import load_table
from helpers.errors import Misuse, Problem, suggest
from helpers.ledger.plausibility import LEAST_LEFT
from helpers.project import HOME, Project
from helpers.releases.release import open_release
from helpers.schemas.recognize import match_header
from helpers.schemas.schema import Sensitivity

if TYPE_CHECKING:
    from helpers.cleaning.table import Table

EXAMPLES = 5
"""So many rows of each sort are named, where what names them may be published."""

DOUBT = "Fewer than half of the rows are left. One of the two may be another list, or a part of it"

FITS, FITS_WITH_HEADER = "fits", f"fits with {HEADER}"

Row = tuple[str, ...]


@dataclass(frozen=True)
class VintageStep:
    """What happened to the rows from one version to the next.

    `by` are the columns that say which row is which, `columns` how often each changed in a row that
    is in both, and `named` examples of rows that came and that went, if they may be named. `doubt`
    is a sentence where so many went that one of the two may be no version of the other.
    """

    earlier: str
    later: str
    came: int
    went: int
    changed: int
    same: int
    by: tuple[str, ...]
    columns: dict[str, int]
    named: dict[str, tuple[str, ...]]
    doubt: str = ""

    def lines(self) -> list[str]:
        """Return the step as lines for people."""
        counted = ", ".join(f"{name} {count:,}" for name, count in self.columns.items())
        changed = f"{self.changed:,} changed" + (f" ({counted})" if counted else "")
        begin = f"{self.earlier} to {self.later}: {self.came:,} rows came, {self.went:,} went, "
        named = [f"  {word}: {'; '.join(rows)}" for word, rows in self.named.items() if rows]
        named += [f"  {self.doubt}"] if self.doubt else []
        return [f"{begin}{changed}, {self.same:,} are the same", *named]


@dataclass(frozen=True)
class FigureFit:
    """A published figure, and the versions whose rows it counts, each with how it fits."""

    claim: str
    text: str
    source: str
    fits: dict[str, str]

    def lines(self) -> list[str]:
        """Return it as a line for people."""
        named = ", ".join(
            name if how == FITS else f"{name} ({how})" for name, how in self.fits.items()
        )
        return [f"{self.claim}: {self.text} ({self.source}): {named or 'fits none of them'}"]


@dataclass(frozen=True)
class Comparison:
    """Versions of one source: the rows of each, the steps between them, and figures about them."""

    kind: str
    rows: dict[str, int]
    days: dict[str, str]
    steps: tuple[VintageStep, ...]
    figures: tuple[FigureFit, ...]

    def as_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return asdict(self)

    def lines(self) -> list[str]:
        """Return it as lines for people."""
        rows = [
            f"{name}: {count:,} rows" + (f", as of {self.days[name]}" if self.days[name] else "")
            for name, count in self.rows.items()
        ]
        steps = [line for step in self.steps for line in step.lines()]
        figures = [line for one in self.figures for line in one.lines()]
        none = ["No published figure is known to count these rows: name some with --claim ID."]
        return [*rows, "", *steps, "", *(figures or none)]


def compare_vintages(
    names: Sequence[str], project: Project, *, claims: Sequence[str] = ()
) -> Comparison:
    """Put versions of one source side by side, in the order given.

    `claims` are published figures to try, besides those known to count one of them. Raises
    Misuse for fewer than two releases or an unknown claim, and Problem for releases of two kinds.
    """
    if len(set(names)) < 2:
        raise Misuse("One version can't be compared", expected="two releases or more")
    tables = {name: load_table(name, project) for name in dict.fromkeys(names)}
    first, *others = tables.values()
    for other in others:
        if other.kind != first.kind:
            raise Problem(
                f"{first.release} is of the kind {first.kind} and {other.release} of the kind "
                f"{other.kind}: they are no versions of one source",
                remedy="Compare releases of one kind",
            )
    pairs = zip(tables.values(), others, strict=False)
    published = load_claims(project)
    for name in claims:
        if name not in published:
            raise Misuse(f"There is no claim called {name}", remedy=suggest(name, published))
    # A project of one's own that fetched releases has no findings yet; those shipped count them.
    findings = {**load_findings(Project(HOME)), **load_findings(project)}
    tied = [*_find_tied(tables, findings, load_relations(project)), *claims]
    rows = {name: table.count for name, table in tables.items()}
    return Comparison(
        kind=first.kind,
        rows=rows,
        days={name: _find_day(name, project) for name in tables},
        steps=tuple(compare_rows(earlier, later) for earlier, later in pairs),
        figures=tuple(
            fit_rows(published[name], rows) for name in dict.fromkeys(tied) if name in published
        ),
    )


def _find_day(name: str, project: Project) -> str:
    days = {one.as_of for one in open_release(name, project).resources}
    return max(filter(None, days), default="")


def compare_rows(earlier: Table, later: Table) -> VintageStep:
    """Return what happened to the rows from one table to a later one of the same kind.

    A row is known by its id, else by the columns that every row must fill. Blanks around a value
    and capitals in what names a row make no difference.
    """
    columns = [name for name in _list_held(earlier) if name in _list_held(later)]
    keys = _choose_keys(earlier, columns)
    old, new = _group(earlier, columns, keys), _group(later, columns, keys)
    came: list[Row] = []
    went: list[Row] = []
    turned: Counter[str] = Counter()
    changed = same = 0
    for key in dict.fromkeys([*old, *new]):
        same += (old[key] & new[key]).total()
        before, after = (
            sorted(rows.elements()) for rows in (old[key] - new[key], new[key] - old[key])
        )
        both = min(len(before), len(after)) if keys else 0
        changed += both
        for one, other in zip(before[:both], after[:both], strict=True):
            turned.update(n for n, a, b in zip(columns, one, other, strict=True) if a != b)
        went += before[both:]
        came += after[both:]
    may_name = bool(keys) and all(
        earlier.schema.sensitivity_of(name) is Sensitivity.PUBLISHABLE for name in keys
    )
    at = [columns.index(name) for name in keys]
    named = {
        word: tuple(", ".join(row[n] for n in at) for row in rows[:EXAMPLES]) if may_name else ()
        for word, rows in (("came", came), ("went", went))
    }
    return VintageStep(
        earlier=earlier.release,
        later=later.release,
        came=len(came),
        went=len(went),
        changed=changed,
        same=same,
        by=tuple(keys),
        columns=dict(turned.most_common()),
        named=named,
        doubt=DOUBT if later.count < LEAST_LEFT * earlier.count else "",
    )


def _list_held(table: Table) -> list[str]:
    """Return the columns that the files of a table have; of a time, only its moment."""
    present = {
        name for part in table.parts for name in match_header(table.schema, part.header).positions
    }
    return [
        f"{one.name}_utc" if one.type == "time" else one.name
        for one in table.schema.columns
        if one.name in present
    ]


def _choose_keys(table: Table, columns: Sequence[str]) -> list[str]:
    schema = table.schema
    if schema.id_column in columns:
        return [str(schema.id_column)]
    return [one.name for one in schema.columns if one.required and one.name in columns]


def _group(table: Table, columns: Sequence[str], keys: Sequence[str]) -> dict[Row, Counter[Row]]:
    """Return the rows of a table by what names them; without keys, all as one."""
    read = table.raw(*columns)
    frame = read.astype("str").where(read.notna(), "")
    at = [columns.index(name) for name in keys]
    grouped: defaultdict[Row, Counter[Row]] = defaultdict(Counter)
    for values in frame.itertuples(index=False, name=None):
        row = tuple(value.strip() for value in values)
        grouped[tuple(row[n].casefold() for n in at)][row] += 1
    return grouped


def _find_tied(
    tables: Mapping[str, Table], findings: Mapping[str, Finding], relations: Iterable[Relation]
) -> list[str]:
    """Return the claims that are held against all rows of one of some tables, and their doubles."""
    counted = {
        FINDING + one.id
        for one in findings.values()
        if len(one.rows) == 1
        and one.rows[0].release in tables
        and one.n == one.rows[0].total == tables[one.rows[0].release].count
    }
    same = [one for one in relations if one.kind is RelationKind.SAME]
    direct = [one.subject for one in same if one.operands[0] in counted]
    doubles = [one.subject for one in same if one.operands[0] in direct]
    return [*direct, *doubles]


def fit_rows(claim: Claim, rows: Mapping[str, int]) -> FigureFit:
    """Return which of several counts of rows a published figure fits, and how."""
    fits = {}
    for name, count in rows.items():
        if claim.implied is not None and not claim.is_date:
            if count in claim.implied:
                fits[name] = FITS
            elif count + 1 in claim.implied and claim.words == "exact":
                fits[name] = FITS_WITH_HEADER
    return FigureFit(claim.id, claim.phrase or claim.printed, claim.source, fits)
