"""Content: all that is published of a project, read and checked before the first page is made."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from helpers.claims.claim import Claim
from helpers.claims.finding import Finding
from helpers.claims.listing import is_figure
from helpers.claims.moves import Move
from helpers.claims.names import NO_NAMES, Names, load_names
from helpers.claims.quotation import Quote
from helpers.claims.readings import Reading
from helpers.claims.relations import Relation
from helpers.claims.sign_offs import Signed
from helpers.claims.standing import Standing
from helpers.claims.trace import Trace
from helpers.claims.verdicts import Verdict
from helpers.errors import Problem, suggest
from helpers.project import HOME, Project
from helpers.releases.release import Release, list_releases, open_release
from helpers.site.brief import Brief, Filler, PageLines, load_brief, load_lines
from helpers.site.freshness import check_fresh, find_stale
from helpers.site.looks import GROUPS, Look, look_at
from helpers.site.notebook_pages import Linked, Page, try_notebook
from helpers.status import DataStatus


@dataclass(frozen=True)
class LabelCount:
    """How many claims have a label, which, and how it is shown."""

    look: Look
    slug: str
    ids: tuple[str, ...]

    @property
    def label(self) -> str:
        """The label in words."""
        return self.look.label

    @property
    def number(self) -> int:
        """How many there are."""
        return len(self.ids)


@dataclass(frozen=True)
class Known:
    """Every label with its claims.

    `quotations` and `standings` are of all claims that are listed; `tally` counts the advice on
    figures alone: it leaves out statements in words, which are for a person to judge, and what
    this project said itself. `groups` counts the advice on all that is listed.
    """

    quotations: tuple[LabelCount, ...]
    standings: tuple[LabelCount, ...]
    groups: tuple[LabelCount, ...]
    tally: tuple[LabelCount, ...]
    method_shown: tuple[str, ...]
    counted: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The claims that a finding of the fact check counts, by the name of their list."""
    statements: tuple[str, ...] = ()
    """The claims that are statements in words by others."""
    remarks: tuple[str, ...] = ()
    """The claims that this project said itself."""

    @property
    def total(self) -> int:
        """How many claims are listed."""
        return sum(count.number for count in self.groups)

    @property
    def figures(self) -> int:
        """How many of them are published figures, dates, lists and attributions."""
        return sum(count.number for count in self.tally)

    @property
    def others(self) -> str:
        """What is listed besides figures, dates, lists and attributions; empty if nothing."""
        if not (self.statements or self.remarks):
            return ""
        note = f"{len(self.statements):,} statements in words, which are for a person to judge"
        ours = f", and {len(self.remarks):,} remarks of our own" if self.remarks else ""
        return note + ours

    @property
    def note(self) -> str:
        """What the tally leaves out, as a sentence; empty if nothing."""
        return f"Not counted here, but listed: {self.others}." if self.others else ""


def count_labels(claims: Mapping[str, Claim], verdicts: Mapping[str, Verdict]) -> Known:
    """Return how many claims have each label. Raises Problem if a claim has no verdict."""
    missing = [name for name in claims if name not in verdicts]
    if missing:
        raise Problem(f"{missing[0]} has no verdict", remedy="Judge all claims together")
    figures = {name: claim for name, claim in claims.items() if is_figure(claim)}
    ours = tuple(name for name in sorted(claims) if claims[name].is_ours)
    return Known(
        quotations=tuple(count_quotations(claims, verdicts)),
        standings=tuple(count_standings(claims, verdicts)),
        groups=tuple(count_groups(claims, verdicts)),
        tally=tuple(count_groups(figures, verdicts)),
        counted={
            "figures": tuple(sorted(figures)),
            **{f"figures-{one.slug}": one.ids for one in count_groups(figures, verdicts)},
        },
        method_shown=tuple(name for name in sorted(verdicts) if verdicts[name].badge),
        statements=tuple(name for name in sorted(claims) if name not in {*figures, *ours}),
        remarks=ours,
    )


def check_ids(pages: list[Page], claims: Mapping[str, Any], findings: Mapping[str, Any]) -> None:
    """Refuse a sentence with a number that cannot be followed back.

    Raises Problem naming the notebook and the nearest id.
    """
    for page in pages:
        for sentence in page.sentences:
            for name in sentence.ids:
                if name not in findings and name not in claims:
                    raise Problem(
                        f"A sentence names {name}, which is neither a finding nor a claim",
                        file=f"{page.name}.ipynb",
                        remedy=suggest(name, [*findings, *claims])
                        + ". Run the notebooks again with `plateglass run`",
                    )


def check_invented(pages: Iterable[Page], lines: Mapping[str, PageLines]) -> None:
    """Refuse invented data next to real numbers, once one page is there to show it.

    Raises Problem naming the notebook that shows it.
    """
    pages = list(pages)
    alone = [page.name for page in pages if page.name in lines and lines[page.name].invented]
    for page in pages if alone else ():
        if page.name not in alone and DataStatus.SYNTHETIC in page.statuses:
            raise Problem(
                "The notebook shows invented data",
                file=f"{page.name}.ipynb",
                expected=f"invented data in {alone[0]} alone",
                remedy="Move the cells that show it there",
            )


def count_quotations(
    claims: Mapping[str, Claim], verdicts: Mapping[str, Verdict]
) -> Iterator[LabelCount]:
    """Yield the claims under each label of a quotation, first or after "also", worst first."""
    for label in Quote:
        found = (name for name in sorted(claims) if verdicts[name].quotation.has(label))
        yield _make_count(label, found)


def count_standings(
    claims: Mapping[str, Claim], verdicts: Mapping[str, Verdict]
) -> Iterator[LabelCount]:
    """Yield the claims under each standing, the worst first."""
    for label in reversed(Standing):
        found = (name for name in sorted(claims) if verdicts[name].standing is label)
        yield _make_count(label, found)


def count_groups(
    claims: Mapping[str, Claim], verdicts: Mapping[str, Verdict]
) -> Iterator[LabelCount]:
    """Yield the claims under each of the three groups of advice."""
    for group in GROUPS:
        found = tuple(name for name in sorted(claims) if verdicts[name].advice.group == group)
        yield LabelCount(look_at(group), look_at(group).slug, found)


def _make_count(label: Quote | Standing, found: Iterable[str]) -> LabelCount:
    look = look_at(label)
    return LabelCount(look, look.slug, tuple(found))


# Content: the notebooks, the brief, and what they rest on.

METHODOLOGY = "METHODOLOGY.md"


@dataclass(frozen=True)
class Changes:
    """What changed since the run that was published on a day."""

    day: str
    moves: tuple[Move, ...] = ()
    came: tuple[str, ...] = ()
    went: tuple[str, ...] = ()


@dataclass(frozen=True)
class Content:
    """All that the pages, or the one file, show."""

    known: Known
    brief: Brief
    pages: tuple[Page, ...]
    claims: Mapping[str, Claim]
    verdicts: Mapping[str, Verdict]
    findings: Mapping[str, Finding]
    ledgers: Mapping[str, Any]
    releases: Mapping[str, Release]
    methodology: str
    sign_offs: Mapping[str, Signed] = field(default_factory=dict)
    readings: tuple[Reading, ...] = ()
    relations: tuple[Relation, ...] = ()
    responses: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    traces: Mapping[str, Trace] = field(default_factory=dict)
    changes: Changes | None = None
    lines: Mapping[str, PageLines] = field(default_factory=dict)
    outlets: Names = field(default_factory=lambda: NO_NAMES)
    project: Project | None = None

    @property
    def filler(self) -> Filler:
        """What fills the numbers into the words of the pages."""
        return Filler(self.claims, self.findings)

    @property
    def invented(self) -> Page | None:
        """The one page on which invented data is shown, if there is one."""
        shown = (page for page in self.pages if self.lines_of(page.name).invented)
        return next(shown, None)

    def lines_of(self, notebook: str) -> PageLines:
        """Return what the page of a notebook says besides it; a notebook of one's own has none."""
        return self.lines.get(notebook, PageLines(notebook=notebook, short=""))

    @property
    def hashes(self) -> dict[str, str]:
        """What changes with the rows or claims behind each number, by its id."""
        claimed = {name: claim.hash for name, claim in self.claims.items()}
        return claimed | {name: one.hash for name, one in self.findings.items()}

    @property
    def linked(self) -> Linked:
        """What there is to link to."""
        return Linked(
            claims=frozenset(self.claims),
            findings=frozenset(self.findings),
            releases=frozenset(self.releases),
            notebooks=frozenset(page.name for page in self.pages),
            methodology=bool(self.methodology),
        )


def collect_content(
    project: Project,
    *,
    notebooks: Sequence[Path],
    claims: Mapping[str, Claim],
    verdicts: Mapping[str, Verdict],
    findings: Mapping[str, Finding],
    ledgers: Mapping[str, Any],
    sign_offs: Mapping[str, Signed] | None = None,
    readings: Iterable[Reading] = (),
    relations: Iterable[Relation] = (),
    responses: Mapping[str, Mapping[str, str]] | None = None,
    tables: Mapping[str, Collection[str]] | None = None,
    traces: Mapping[str, Trace] | None = None,
    changes: Changes | None = None,
    lacking: Mapping[str, str] | None = None,
) -> Content:
    """Return what is to be shown, checked. A claim that `sign_offs` leaves out has none.

    `tables` are the digests of each release's table and ledger, and `traces` what is behind each
    finding. A notebook that did not finish, or that `lacking` names with a reason, is shown as a
    sentence that says so. Raises Problem if
    a release does not open, or a sentence gives a number without a source, or an old one.
    """
    lines = load_lines(project)
    order = {name: number for number, name in enumerate(lines)}
    paths = sorted(notebooks, key=lambda one: (order.get(one.stem, _own_rank(order)), one.name))
    pages = [try_notebook(path, (lacking or {}).get(path.stem, "")) for path in paths]
    check_ids(pages, claims, findings)
    check_invented(pages, lines)
    check_fresh(find_stale(pages, claims, findings, tables or {}))
    known = count_labels(claims, verdicts)
    releases = {name: open_release(name, project) for name in list_releases(project)}
    own, shipped = project.root / METHODOLOGY, HOME / METHODOLOGY
    path = own if own.is_file() else shipped
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    signed = {name: (sign_offs or {}).get(name, Signed("")) for name in claims}
    return Content(
        known,
        load_brief(project),
        tuple(pages),
        claims,
        verdicts,
        findings,
        ledgers,
        releases,
        text,
        signed,
        tuple(readings),
        tuple(relations),
        responses or {},
        traces or {},
        changes,
        lines,
        load_names(project),
        project,
    )


def _own_rank(order: Mapping[str, int]) -> float:
    """Return the rank of a user's own notebooks: before the last, which shows invented data."""
    return len(order) - 1.5
