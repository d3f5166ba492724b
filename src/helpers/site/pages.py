"""Pages: the site, as a folder or as one report."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from helpers.claims.dates import write_date
from helpers.claims.sign_offs import count_signed
from helpers.claims.standing import Standing
from helpers.site import coverage
from helpers.site.coverage import check_coverage, measure_pages, write_coverage
from helpers.site.front_page import FRONT, Content
from helpers.site.labels import MEANINGS, WORDS, write_names
from helpers.site.looks import look_at, write_filters
from helpers.site.markup import clean_html, color_code, is_web_address, make_slug, render_markdown
from helpers.site.notebook_pages import Addresses, FileAddresses, SiteAddresses
from helpers.site.views import (
    collect_mentions,
    group_claims,
    group_findings,
    list_bearings,
    list_classes,
    list_computed,
    list_facts,
    list_family,
    list_files,
    list_tallies,
    name_subjects,
    say_status,
    split_inputs,
    split_parameters,
    write_period,
    write_printed,
    write_unit,
    write_wording,
)
from helpers.status import DataStatus

# Rendering: our own templates, in which every text is escaped unless it was cleaned first.

_CITED = re.compile(r"\b[A-Z]\d{3}\b|\b[a-z][\w-]*(?:\.[\w-]+)+\b")
ICON = quote(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" '
    'rx="3" fill="#0b4a8f"/><path d="M4 12V4h5a3 3 0 0 1 0 6H4" fill="none" stroke="#fff" '
    'stroke-width="2"/></svg>'
)
"""A drawing of our own in the page, so that no browser asks for one."""


@cache
def open_templates() -> Environment:
    """Return the templates, with what they may do to a text."""
    templates = Environment(
        loader=PackageLoader("helpers.site", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    templates.globals["icon"] = ICON
    templates.filters.update(
        look=look_at,
        classes=list_classes,
        cite=cite,
        clean=clean_html,
        color=color_code,
        date=lambda text: write_date(text) if text else "",
        inline=inline,
        markdown=_markdown,
        named=_name,
        names=write_names,
        parameter=lambda value: value if isinstance(value, str) else json.dumps(value),
        printed=write_printed,
        slug=make_slug,
        finding_status=lambda one: say_status(one, MEANINGS[one.data_status]),
        status_meaning=lambda status: MEANINGS[DataStatus(status)],
        status_words=lambda status: WORDS[DataStatus(status)],
        unit=write_unit,
        wording=write_wording,
    )
    templates.tests["web_address"] = is_web_address
    return templates


def render(template: str, **facts: Any) -> str:
    """Return a page; its empty lines, which templates leave behind, are taken out."""
    text = open_templates().get_template(template).render(**facts)
    parts = re.split(r"(<pre\b.*?</pre>)", text, flags=re.DOTALL)
    parts[::2] = [re.sub(r"\n[ \t]*(?=\n)", "", part) for part in parts[::2]]
    return "".join(parts)


def read_style() -> str:
    """Return the style sheet, with the rules that show one label of a list alone."""
    style = files("helpers.site").joinpath("templates/style.css").read_text(encoding="utf-8")
    return style + write_filters()


def cite(text: str, to: Addresses) -> Markup:
    """Return plain text with the ids of claims and findings in it as links."""
    made, end = [], 0
    for found in _CITED.finditer(text):
        href = to.number(found[0])
        if href:
            made += [escape(text[end : found.start()])]
            made += [Markup('<a href="{}">{}</a>').format(href, found[0])]
            end = found.end()
    return Markup("").join([*made, escape(text[end:])])


def _name(cell: str, to: Addresses) -> Markup:
    """Return a table's cell; if it is the name of something it leads there."""
    href = to.named(cell)
    return Markup('<a href="{}">{}</a>').format(href, cell) if href else cite(cell, to)


def inline(text: str) -> Markup:
    """Return one paragraph of Markdown without links, for a heading or the text under it."""
    html = render_markdown(text, link=lambda _target: "")
    return Markup(re.sub(r"^<p>|</p>$", "", html))


def _markdown(text: str, to: Addresses, deepest: int) -> Markup:
    return render_markdown(text, link=to.link, claim=to.claim, deepest=deepest, top=deepest + 1)


# Pages: the site for editors, built whole into an empty folder and put in place by rename.


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
    """Return every file of the site by its name, sorted.

    Raises Problem if a figure stands on a page and nothing stands behind it.
    """
    to = SiteAddresses(content.names)
    rendered = dict(_render_pages(content, to))
    measured = list(measure_pages(rendered))
    check_coverage(measured)
    made = {name: text.encode("utf-8") for name, text in rendered.items()}
    made |= to.pictures
    made[coverage.FILE] = write_coverage(measured).encode("utf-8")
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
            signed=count_signed(content.sign_offs.values()),
            is_signed=any(one.history for one in content.sign_offs.values()),
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
        readings, others = list_family(claim, verdict, content.readings)
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
                readings=readings,
                others=[content.claims[one] for one in others],
                computed=list_computed([name, *others], content.relations, content.findings),
                responses=[
                    content.responses[one] for one in verdict.responses if one in content.responses
                ],
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
                elsewhere=[one for one in finding.releases if one not in content.releases],
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
            render(
                "notebook.html.j2",
                **common | {"title": page.title},
                to=to,
                page=page,
                elsewhere=any(
                    one not in content.releases for own in page.findings for one in own.releases
                ),
            ),
        )


# The report: one file to mail, with everything in it, that runs nothing and asks for nothing.


def build_report(content: Content, out: Path) -> Path:
    """Write the report to the file `out`, by rename, and return it.

    What stood there stays if anything is wrong. The same content gives the same bytes.
    """
    out.parent.mkdir(parents=True, exist_ok=True)
    temporary = out.with_name(f".{out.name}.tmp")
    temporary.write_text(write_report(content), encoding="utf-8", newline="\n")
    temporary.replace(out)
    return out


def write_report(content: Content) -> str:
    """Return the report.

    A claim has a place of its own in it if a sentence names it, if its verdict says something, if a
    person signed it off, or if no table of a notebook lists it; so nothing is missing, and little
    stands in it twice.
    """
    claims = _choose_claims(content)
    return render(
        "report.html.j2",
        to=FileAddresses(replace(content.names, claims=frozenset(claims))),
        known=content.known,
        notebooks=[page for page in content.pages if page.name != FRONT],
        topics=group_claims(claims, content.verdicts),
        verdicts=content.verdicts,
        signed=count_signed(content.sign_offs.values()),
        sign_offs=content.sign_offs,
        groups=group_findings(content.findings, {page.name: page.title for page in content.pages}),
        # The style is ours and holds no "</style": escaping would break its quotes.
        style=Markup(read_style()),
    )


_QUIET = (Standing.ONE_SOURCE, Standing.NOT_TESTED, Standing.PERSON)
"""Standings that say nothing of a claim but that nobody else speaks of it."""


def _choose_claims(content: Content) -> dict[str, Any]:
    outputs = [out for page in content.pages for cell in page.cells for out in cell.outputs]
    tables = [output.table for output in outputs if output.table]
    listed = {str(row[0]) for table in tables for row in table.rows if row}
    named = {name for page in content.pages for one in page.sentences for name in one.ids}
    return {
        name: claim
        for name, claim in content.claims.items()
        if name in named
        or name not in listed
        or content.verdicts[name].advice.group == "Don't print"
        or content.verdicts[name].standing not in _QUIET
        or content.sign_offs[name].history
    }
