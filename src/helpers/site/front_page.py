"""The front page: what is known, and what the pages are made from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from helpers.claims.finding import Finding
from helpers.claims.sign_offs import Standing
from helpers.errors import Problem, suggest
from helpers.project import HOME, Project
from helpers.releases.release import Release, list_releases, open_release
from helpers.site.markup import make_slug
from helpers.site.notebook_pages import Names, Page, read_notebook
from helpers.site.sentences import Sentence

# What is known: the sentences of the front page and the count of verdicts.
#
# One function, shown in several places: the first page, the README's table, the head of the report.

FRONT = "00_findings"
"""The notebook whose sentences head everything."""

MOST = 7
"""More sentences than an editor reads (DESIGN: at most seven)."""

UNDECIDED = "not checkable"

VERDICTS = {
    "reproduced": "Counted again by us from released records of that scope.",
    "follows": "Agrees with, or is implied by, figures that somebody else counted.",
    "stretched": "Inside what the words allow, outside what a reader takes from them.",
    "contradicted": "Outside what the words allow, by released records or a better source.",
    "disputed": "Sources of equal rank do not agree.",
    UNDECIDED: "Nothing that somebody else counted decides it.",
}
"""The verdicts, best first, and what each means."""


@dataclass(frozen=True)
class Count:
    """How many claims have a verdict, and which."""

    verdict: str
    meaning: str
    ids: tuple[str, ...]

    @property
    def slug(self) -> str:
        """The verdict as an anchor and as a class."""
        return make_slug(self.verdict)

    @property
    def number(self) -> int:
        """How many there are."""
        return len(self.ids)


@dataclass(frozen=True)
class Known:
    """The sentences, and every verdict with its claims.

    `counts` is of all claims that are listed; `tally` leaves out statements in words, which are
    for a person to judge, and what this project said itself.
    """

    sentences: tuple[Sentence, ...]
    counts: tuple[Count, ...]
    tally: tuple[Count, ...]
    method_shown: tuple[str, ...]
    moved: tuple[str, ...] = ()
    """The claims that print another claim's figure for another scope."""

    remarks: int = 0
    """How many of all claims this project said itself."""

    @property
    def total(self) -> int:
        """How many claims are listed."""
        return sum(count.number for count in self.counts)

    @property
    def figures(self) -> int:
        """How many of them are printed figures, dates, lists and attributions."""
        return sum(count.number for count in self.tally)

    @property
    def others(self) -> str:
        """What is listed beside figures, dates, lists and attributions; empty if nothing."""
        left = self.total - self.figures
        if not left:
            return ""
        said = f"{left - self.remarks:,} statements in words, which are for a person to judge"
        ours = f", and {self.remarks:,} remarks of this project's own" if self.remarks else ""
        return said + ours

    @property
    def note(self) -> str:
        """What the tally leaves out, as a sentence; empty if nothing."""
        return f"Not counted here, but listed: {self.others}." if self.others else ""


def gather(
    front: Path | Page,
    claims: Mapping[str, Any],
    verdicts: Mapping[str, Any],
    findings: Mapping[str, Any],
) -> Known:
    """Return what is known.

    `front` is the executed notebook 00_findings. Raises Problem if it has no sentence or more than
    seven, or names a number that no finding or claim stands behind.
    """
    page = read_notebook(front) if isinstance(front, Path) else front
    sentences = page.sentences
    if not 1 <= len(sentences) <= MOST:
        raise Problem(
            f"The front page has {len(sentences)} sentences",
            file=f"{page.name}.ipynb",
            expected=f"1 to {MOST}, each the output of say(...)",
        )
    check_ids([page], claims, findings)
    shown = tuple(name for name in sorted(verdicts) if verdicts[name].badge)
    moved = tuple(name for name in sorted(verdicts) if verdicts[name].moved_from)
    figures = {name: claim for name, claim in claims.items() if is_figure(claim)}
    counts, tally = (tuple(count_verdicts(some, verdicts)) for some in (claims, figures))
    remarks = sum(claim.is_ours for claim in claims.values())
    return Known(tuple(sentences), counts, tally, shown, moved, remarks)


def is_figure(claim: Any) -> bool:
    """Whether somebody else printed the claim, and it is more than a statement in words."""
    return not claim.is_ours and str(claim.type) != "statement"


def check_ids(pages: list[Page], claims: Mapping[str, Any], findings: Mapping[str, Any]) -> None:
    """Refuse a sentence with a number that cannot be followed back.

    Raises Problem naming the notebook and the nearest id.
    """
    for page in pages:
        for sentence in page.sentences:
            for name in sentence.ids:
                if name not in findings and name not in claims:
                    raise Problem(
                        f"A sentence names {name}, which no finding or claim stands behind",
                        file=f"{page.name}.ipynb",
                        remedy=suggest(name, [*findings, *claims])
                        + ". Run the notebooks again with `plateglass run`",
                    )


def count_verdicts(claims: Mapping[str, Any], verdicts: Mapping[str, Any]) -> list[Count]:
    """Return the claims under each verdict, best verdict first, claims by id.

    Raises Problem if a claim was not judged, or a verdict is unknown.
    """
    missing = [name for name in claims if name not in verdicts]
    if missing:
        raise Problem(f"There is no verdict on {missing[0]}", remedy="Judge all claims together")
    found = Counter(str(verdicts[name].verdict) for name in claims)
    unknown = [verdict for verdict in found if verdict not in VERDICTS]
    if unknown:
        raise Problem(f"There is no verdict called {unknown[0]}", expected=", ".join(VERDICTS))
    return [
        Count(
            verdict,
            meaning,
            tuple(name for name in sorted(claims) if str(verdicts[name].verdict) == verdict),
        )
        for verdict, meaning in VERDICTS.items()
    ]


# Content: all that is published of a project, read and checked before the first page is made.

METHODOLOGY = "METHODOLOGY.md"


@dataclass(frozen=True)
class Content:
    """All that the pages, or the one file, show."""

    known: Known
    pages: tuple[Page, ...]
    claims: Mapping[str, Any]
    verdicts: Mapping[str, Any]
    findings: Mapping[str, Finding]
    ledgers: Mapping[str, Any]
    releases: Mapping[str, Release]
    methodology: str
    sign_offs: Mapping[str, Standing] = field(default_factory=dict)

    @property
    def names(self) -> Names:
        """What there is to link to."""
        return Names(
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
    claims: Mapping[str, Any],
    verdicts: Mapping[str, Any],
    findings: Mapping[str, Finding],
    ledgers: Mapping[str, Any],
    sign_offs: Mapping[str, Standing] | None = None,
) -> Content:
    """Return what is to be shown, checked. A claim that `sign_offs` leaves out has none.

    Raises Problem if a notebook did not finish, 00_findings is not among them, a release does not
    open, or a sentence names a number that nothing stands behind.
    """
    pages = [read_notebook(path) for path in sorted(notebooks, key=lambda path: path.name)]
    front = next((page for page in pages if page.name == FRONT), None)
    if front is None:
        raise Problem(
            f"The notebook {FRONT} is not among those to be shown",
            remedy=f"Run it with `plateglass run {FRONT}`: its sentences head the pages",
        )
    check_ids(pages, claims, findings)
    known = gather(front, claims, verdicts, findings)
    releases = {name: open_release(name, project) for name in list_releases(project)}
    own, shipped = project.root / METHODOLOGY, HOME / METHODOLOGY
    path = own if own.is_file() else shipped
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    signed = {name: (sign_offs or {}).get(name, Standing("")) for name in claims}
    return Content(known, tuple(pages), claims, verdicts, findings, ledgers, releases, text, signed)
