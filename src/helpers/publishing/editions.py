"""Editions: what is published of a project, as tasks that the runner does when they are due."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helpers.paths import HOME, Project
from helpers.publishing.content import METHODOLOGY, Content, collect_content
from helpers.publishing.known import FRONT
from helpers.publishing.readme import START
from helpers.releases import list_releases

if TYPE_CHECKING:
    from helpers.kinds.ledgers import Ledger

README, ONE_FILE = "README.md", "plateglass.html"
REFERENCES = ("relations.csv", "readings.csv", "sign_offs.csv")
LEDGER = "ledger.json"
EVERYTHING = ("notebook:*", "clean:*")


@dataclass(frozen=True)
class Edition:
    """One thing that is published, with what it reads: see running.plans.ExtraTask."""

    name: str
    action: Callable[[], object]
    file_deps: Sequence[Path]
    targets: Sequence[Path]
    digest: str
    after: Sequence[str] = EVERYTHING


def plan_editions(project: Project, notebooks: Mapping[str, Path]) -> list[Edition]:
    """Return the README's table and the site as tasks.

    `notebooks` tells where each executed notebook stands, by name. A project without a README of
    its own that has the two marks gets none.
    """
    reads = [
        *notebooks.values(),
        *(project.processed / "findings" / f"{name}.json" for name in notebooks),
        *(project.reference(name) for name in REFERENCES),
        *(project.release(name) / "datapackage.json" for name in list_releases(project)),
    ]
    looks = [HOME / METHODOLOGY, *sorted(Path(__file__).parent.glob("templates/*"))]
    digest = _digest_files(looks)
    site = partial(build_site, project, notebooks)
    tasks = [Edition("site", site, reads, [project.site], digest)]
    readme = project.root / README
    if readme.is_file() and START in readme.read_text(encoding="utf-8"):
        table = partial(write_readme, project, notebooks)
        tasks.append(Edition("readme", table, reads, [readme], digest))
    return tasks


def build_site(project: Project, notebooks: Mapping[str, Path]) -> list[Path]:
    """Build the pages in site/ and return them."""
    from helpers.publishing import pages

    return pages.build_site(_collect(project, notebooks), project.site)


def build_one_file(project: Project, notebooks: Mapping[str, Path]) -> Path:
    """Write one file that can be mailed, beside site/, and return it."""
    from helpers.publishing import report

    return report.build_report(_collect(project, notebooks), project.root / ONE_FILE)


def write_readme(project: Project, notebooks: Mapping[str, Path]) -> bool:
    """Rewrite the README's table of what is known; return whether that changed it."""
    from helpers.publishing.readme import update_readme

    gathered = _gather(project)
    facts = {name: gathered[name] for name in ("claims", "verdicts", "findings")}
    return update_readme(project.root / README, **facts, front=notebooks[FRONT])


def _collect(project: Project, notebooks: Mapping[str, Path]) -> Content:
    return collect_content(project, notebooks=list(notebooks.values()), **_gather(project))


def _gather(project: Project) -> dict[str, Any]:
    from helpers.evidence.desk import open_desk
    from helpers.evidence.findings import load_findings

    desk = open_desk(project)
    return {
        "claims": desk.claims,
        "verdicts": desk.verdicts,
        "sign_offs": desk.standings,
        "findings": load_findings(project),
        "ledgers": {name: _load_ledger(name, project) for name in list_releases(project)},
    }


def _load_ledger(name: str, project: Project) -> Ledger:
    """Return the ledger that cleaning wrote, or make it: a release may be no notebook's input."""
    from helpers.kinds.ledgers import Ledger
    from helpers.kinds.tables import load_table

    path = project.processed / name / LEDGER
    if path.is_file():
        return Ledger.from_json(path.read_text(encoding="utf-8"))
    return load_table(name, project).ledger


def _digest_files(paths: Sequence[Path]) -> str:
    total = hashlib.sha256()
    for path in paths:
        total.update(path.name.encode())
        total.update(path.read_bytes() if path.is_file() else b"")
    return total.hexdigest()
