"""Pages: the site for editors, built whole into an empty folder and put in place by rename."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from helpers.evidence.sign_offs import count_standings
from helpers.publishing.addresses import SiteAddresses
from helpers.publishing.content import Content
from helpers.publishing.known import FRONT
from helpers.publishing.markup import render_markdown
from helpers.publishing.rendering import read_style, render
from helpers.publishing.subjects import name_subjects, split_inputs, split_parameters
from helpers.publishing.views import (
    collect_mentions,
    group_claims,
    group_findings,
    list_bearings,
    list_facts,
    list_files,
    list_tallies,
    write_period,
    write_printed,
)


def build_site(content: Content, out: Path) -> list[Path]:
    """Build all pages into the folder `out` and return its files, sorted.

    What stood in `out` is replaced as a whole, and stays if anything is wrong. The same content
    gives the same bytes.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    try:
        for name, data in make_pages(content).items():
            path = fresh / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        fresh.chmod(0o755)
        _swap(fresh, out)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return sorted(path for path in out.rglob("*") if path.is_file())


def _swap(fresh: Path, out: Path) -> None:
    """Put the fresh folder in place; a folder cannot be renamed over one that is not empty."""
    if not out.exists():
        fresh.rename(out)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    out.rename(old / "old")
    try:
        fresh.rename(out)
    except OSError:
        (old / "old").rename(out)
        raise
    finally:
        shutil.rmtree(old, ignore_errors=True)


def make_pages(content: Content) -> dict[str, bytes]:
    """Return every file of the site by its name, sorted."""
    to = SiteAddresses(content.names)
    made = {name: text.encode("utf-8") for name, text in _render_pages(content, to)}
    made |= to.pictures
    made["style.css"] = read_style().encode("utf-8")
    return dict(sorted(made.items()))


def _render_pages(content: Content, to: SiteAddresses) -> Iterator[tuple[str, str]]:
    navigation = [
        ("index.html", "What is known"),
        ("claims.html", "Fact-check"),
        ("findings.html", "Findings"),
        *([("methodology.html", "Method")] if content.methodology else []),
    ]
    titles = {page.name: page.title for page in content.pages} | {"": "Other"}
    common: dict[str, Any] = {
        "navigation": navigation,
        "known": content.known,
        "verdicts": content.verdicts,
    }
    common |= {"titles": titles, "current": "", "description": ""}
    below = to.below()

    yield (
        "index.html",
        render(
            "index.html.j2",
            **common | {"current": "index.html", "title": "What is known, and what may be printed"},
            to=to,
            notebooks=[page for page in content.pages if page.name != FRONT] or content.pages,
            releases=[content.releases[name] for name in sorted(content.releases)],
            ledgers=content.ledgers,
        ),
    )
    yield (
        "claims.html",
        render(
            "claims.html.j2",
            **common | {"current": "claims.html", "title": "Printed figures, checked"},
            to=to,
            topics=group_claims(content.claims, content.verdicts),
            signed=count_standings(content.sign_offs.values()),
            sign_offs=content.sign_offs,
        ),
    )
    yield (
        "findings.html",
        render(
            "findings.html.j2",
            **common | {"current": "findings.html", "title": "Findings"},
            to=to,
            groups=group_findings(content.findings, titles),
        ),
    )
    if content.methodology:
        body = render_markdown(content.methodology, link=to.link, claim=to.claim, anchors=True)
        yield (
            "methodology.html",
            render(
                "methodology.html.j2",
                **common | {"current": "methodology.html", "title": "Methodology"},
                to=to,
                body=body,
            ),
        )
    for name in sorted(content.claims):
        claim, verdict = content.claims[name], content.verdicts[name]
        yield (
            f"claims/{name}.html",
            render(
                "claim.html.j2",
                **common | {"title": f"{name}: {claim.statement}: {write_printed(claim)}"},
                to=below,
                claim=claim,
                verdict=verdict,
                facts=list_facts(claim, verdict),
                standing=content.sign_offs[name],
                bearing=list_bearings(verdict, content.claims, content.findings, below),
            ),
        )
    yield from _render_sources(content, below, common)


def _render_sources(
    content: Content, to: SiteAddresses, common: dict[str, Any]
) -> Iterator[tuple[str, str]]:
    pages = {page.name: page for page in content.pages}
    mentions = collect_mentions(content.pages)
    subjects = name_subjects(content.findings)
    for name in sorted(content.findings):
        finding = content.findings[name]
        page = pages.get(finding.notebook)
        used = [content.releases[one] for one in finding.releases if one in content.releases]
        yield (
            f"findings/{name}.html",
            render(
                "finding.html.j2",
                **common | {"title": f"{name}: {finding.phrase}"},
                to=to,
                finding=finding,
                subject=subjects[name],
                parameters=split_parameters(finding, content.releases),
                inputs=split_inputs(finding),
                period=write_period(finding.scope),
                page=page,
                source_code=page.find_code(name) if page else "",
                releases=used,
                files={one.name: list_files(one, content.ledgers.get(one.name)) for one in used},
                mentions=mentions.get(name, []),
            ),
        )
    for name in sorted(content.releases):
        ledger = content.ledgers.get(name)
        yield (
            f"releases/{name}.html",
            render(
                "release.html.j2",
                **common | {"title": content.releases[name].descriptor.title},
                to=to,
                release=content.releases[name],
                ledger=ledger,
                tallies=list_tallies(ledger),
            ),
        )
    for page in content.pages:
        yield (
            f"notebooks/{page.name}.html",
            render("notebook.html.j2", **common | {"title": page.title}, to=to, page=page),
        )
