"""Content: all that is published of a project, read and checked before the first page is made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from helpers.errors import Problem
from helpers.evidence.findings import Finding
from helpers.evidence.sign_offs import Standing
from helpers.paths import HOME, Project
from helpers.publishing.addresses import Names
from helpers.publishing.known import FRONT, Known, check_ids, gather
from helpers.publishing.notebooks import Page, read_notebook
from helpers.releases import Release, list_releases, open_release

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
