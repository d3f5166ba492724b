"""Pages: the site, as a folder or as one report."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from functools import cache, partial
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from helpers.claims.claim import Claim
from helpers.claims.dates import write_date
from helpers.claims.listing import sort_by_harm
from helpers.claims.names import Names, write_day
from helpers.claims.sign_offs import count_signed
from helpers.claims.verdicts import Verdict
from helpers.privacy.gate import publish, publish_folder
from helpers.progress import count
from helpers.quoting import show_unseen
from helpers.releases.descriptor import is_web_address
from helpers.releases.release import Release
from helpers.site import coverage
from helpers.site.brief import rank_wrong, typeset
from helpers.site.charts import clean_svg
from helpers.site.content import Content
from helpers.site.coverage import check_coverage, measure_pages, write_coverage
from helpers.site.freshness import bind_numbers, bind_page, note_changes, say_change
from helpers.site.labels import MEANINGS, WORDS, write_names
from helpers.site.looks import Look, is_label, look_at
from helpers.site.markup import clean_html, color_code, make_slug, render_markdown
from helpers.site.notebook_pages import Addresses, FileAddresses, Page, SiteAddresses
from helpers.site.views import (
    collect_mentions,
    group_claims,
    group_findings,
    list_bearings,
    list_computed,
    list_details,
    list_family,
    list_file_rows,
    list_tallies,
    name_subjects,
    say_status,
    split_inputs,
    split_parameters,
    write_claimed,
    write_scope_period,
    write_unit,
    write_wording,
)
from helpers.status import DataStatus

# Rendering: our own templates, in which every text is escaped unless it was cleaned first.

_CITED = re.compile(r"\b[A-Z]\d{3}\b|\b[a-z][\w-]*(?:\.[\w-]+)+\b")
_COMMENT = re.compile(r"<!--.*?-->\n?", re.DOTALL)
_SECTIONS = re.compile(r"(?=<h2\b)")
_HEADINGS = re.compile(r'<h2 id="([^"]+)">(.*?)</h2>')
ICON = quote(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" '
    'rx="3" fill="#0b4a8f"/><path d="M4 12V4h5a3 3 0 0 1 0 6H4" fill="none" stroke="#fff" '
    'stroke-width="2"/></svg>'
)
"""A drawing of our own in the page, so no browser asks for one."""


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
        capital=lambda text: f"{text[:1].upper()}{text[1:]}",
        cite=link_ids,
        clean=clean_html,
        color=color_code,
        date=lambda text: write_date(text) if text else "",
        inline=inline,
        markdown=_markdown,
        named=_name,
        names=write_names,
        parameter=lambda value: value if isinstance(value, str) else json.dumps(value),
        printed=write_claimed,
        slug=make_slug,
        fault=lambda verdict: verdict.worst,
        day=write_day,
        first_sentence=_first_sentence,
        svg=_draw,
        typeset=typeset,
        finding_status=lambda one: say_status(one, MEANINGS[one.data_status]),
        status_meaning=lambda status: MEANINGS[DataStatus(status)],
        status_words=lambda status: WORDS[DataStatus(status)],
        unit=write_unit,
        wording=write_wording,
    )
    templates.tests["web_address"] = is_web_address
    return templates


def render(template: str, **facts: Any) -> str:
    """Return a page; empty lines, which templates leave behind, and what is not seen are out."""
    text = show_unseen(open_templates().get_template(template).render(**facts))
    parts = re.split(r"(<pre\b.*?</pre>)", text, flags=re.DOTALL)
    parts[::2] = [re.sub(r"\n[ \t]*(?=\n)", "", part) for part in parts[::2]]
    return "".join(parts)


def read_style() -> str:
    """Return the style sheet."""
    return files("helpers.site").joinpath("templates/style.css").read_text(encoding="utf-8")


def link_ids(text: str, to: Addresses) -> Markup:
    """Return plain text with the ids of claims and findings in it as links."""
    made, end = [], 0
    for found in _CITED.finditer(text):
        href = to.number(found[0])
        if href:
            made += [escape(text[end : found.start()])]
            made += [Markup('<a href="{}">{}</a>').format(href, found[0])]
            end = found.end()
    return Markup("").join([*made, escape(text[end:])])


_LABELED = ("quotation", "standing", "advice", "verdict")
"""Columns of tables that hold labels."""


def _name(cell: str, to: Addresses, column: str = "") -> Markup:
    """Return a table's cell; the name of something leads there, a label is shown as one."""
    label, _, also = cell.partition("; also ")
    if column.casefold() in _LABELED and is_label(label):
        look = look_at(label)
        chip = Markup('<span class="chip v-{}"><span aria-hidden="true">{}</span> {}</span>')
        more = f" also {also}" if also else ""
        return chip.format(look.group, look.symbol, label) + escape(more)
    href = to.named(cell)
    return Markup('<a href="{}">{}</a>').format(href, cell) if href else link_ids(cell, to)


def _first_sentence(html: Markup) -> Markup:
    """Return a paragraph up to its first full stop that isn't that of a title such as "Sen."."""
    first = re.match(r".*?[a-z0-9)]{4}\.(?= [A-Z])", html)
    return Markup(first[0]) if first else html


def _draw(svg: str) -> Markup:
    """Return a drawing from a notebook with nothing in it but shapes and words."""
    return Markup(clean_svg(svg))


def inline(text: str) -> Markup:
    """Return one paragraph of Markdown without links, for a heading or the text under it."""
    html = render_markdown(typeset(text), link=lambda _target: "")
    return Markup(re.sub(r"^<p>|</p>$", "", html))


def _markdown(text: str, to: Addresses, deepest: int) -> Markup:
    return render_markdown(text, link=to.link, claim=to.claim, deepest=deepest, top=deepest + 1)


# Pages: the site for editors, built whole into an empty folder and put in place by rename.


def build_pages(content: Content, out: Path, notes: Path | None = None) -> list[Path]:
    """Build all pages into the folder `out` and return its files, sorted.

    What was in `out` is replaced as a whole, and stays if anything is wrong. The same content
    gives the same bytes, and a file whose bytes are the same is not written again. `notes` is the
    file that keeps why each page was last written.
    """
    made = make_pages(content)
    reasons = {
        name: say_change(None if old is None else old.decode("utf-8", "replace"), text.decode())
        for name, old in publish_folder(made, out, content.releases, content.project).items()
        if name.endswith(".html")
        for text in [made[name]]
    }
    if notes is not None:
        note_changes(reasons, notes)
    return sorted(path for path in out.rglob("*") if path.is_file())


def make_pages(content: Content) -> dict[str, bytes]:
    """Return every file of the site by its name, sorted.

    Raises Problem if a figure on a page has no source.
    """
    to = SiteAddresses(content.linked)
    hashes = content.hashes
    rendered = {}
    for name, text in _render_pages(content, to):
        rendered[name] = bind_page(name, bind_numbers(text, hashes), hashes)
        count(len(rendered), None, "pages")
    measured = list(measure_pages(rendered))
    check_coverage(measured)
    made = {name: text.encode("utf-8") for name, text in rendered.items()}
    made |= to.pictures
    made[coverage.FILE] = write_coverage(measured).encode("utf-8")
    made["style.css"] = read_style().encode("utf-8")
    return dict(sorted(made.items()))


def _render_pages(content: Content, to: SiteAddresses) -> Iterator[tuple[str, str]]:
    navigation = [
        ("index.html", "Brief"),
        ("claims.html", "Fact check"),
        ("notebooks.html", "Notebooks"),
        *([("methodology.html", "Method")] if content.methodology else []),
    ]
    common = _list_common(content) | {"navigation": navigation, "changes": bool(content.changes)}
    titles, invented = common["titles"], common["invented"]
    below = to.below()

    def make(template: str, name: str, title: str, /, **facts: Any) -> tuple[str, str]:
        given = common | {"current": name, "title": title, "to": to, **facts}
        return name, render(template, **given)

    yield make(
        "index.html.j2", "index.html", content.brief.headline, broad=True,
        description="What you can print about ICE and driver records, with sources, and which "
        "published figures are wrong.", **_list_brief(content, to),
    )  # fmt: skip
    yield make("sources.html.j2", "sources.html", "Sources of the five sentences")
    yield make(
        "claims.html.j2", "claims.html", "Every published claim, checked", broad=True,
        topics=group_claims(content.claims, content.verdicts),
        worst=_list_worst(content),
        signed=count_signed(content.sign_offs.values()),
        signed_ids=_list_signed(content),
    )  # fmt: skip
    for slug, title, meaning, names in _list_lists(content):
        listed = sort_by_harm((content.claims[one] for one in names), content.verdicts)
        facts = {"meaning": meaning, "listed": listed, "broad": True, "current": "claims.html"}
        yield make("list.html.j2", f"lists/{slug}.html", title, **{**facts, "to": below})
    releases = _split_releases(content)
    yield make(
        "notebooks.html.j2", "notebooks.html", "Notebooks", pages=content.pages,
        releases=releases[0], ledgers=content.ledgers,
    )  # fmt: skip
    yield make(
        "findings.html.j2", "findings.html", "Every number that we computed",
        groups=group_findings(content.findings, titles, with_invented=not invented),
    )  # fmt: skip
    for page, before, after in _list_neighbors(content.pages):
        yield make(
            "notebook.html.j2", f"notebooks/{page.name}.html", page.title, to=below,
            current="notebooks.html", page=page, before=before, after=after,
            lines=content.lines_of(page.name), ledgers=content.ledgers,
            invented_releases=releases[1],
            elsewhere=any(
                one not in content.releases for own in page.findings for one in own.releases
            ),
        )  # fmt: skip
    if content.methodology:
        words = _COMMENT.sub("", content.methodology)
        body = render_markdown(words, link=to.link, claim=to.claim, anchors=True)
        yield (
            "methodology.html",
            render(
                "methodology.html.j2",
                **common | {"current": "methodology.html", "title": "Methodology"},
                to=to,
                parts=_SECTIONS.split(body, maxsplit=2),
                headings=_HEADINGS.findall(body),
            ),
        )
    if content.changes:
        yield (
            "changes.html",
            render(
                "changes.html.j2",
                **common | {"title": "What changed since we last published"},
                to=to,
                changes=content.changes,
            ),
        )
    for name in sorted(content.claims):
        claim, verdict = content.claims[name], content.verdicts[name]
        readings, others = list_family(claim, verdict, content.readings)
        yield (
            f"claims/{name}.html",
            render(
                "claim.html.j2",
                **common | {"title": f"{name}: {claim.statement}: {write_claimed(claim)}"},
                to=below,
                claim=claim,
                verdict=verdict,
                facts=list_details(claim, verdict),
                standing=content.sign_offs[name],
                bearing=list_bearings(verdict, content.claims, content.findings, below),
                readings=readings,
                others=[content.claims[one] for one in others],
                computed=list_computed([name, *others], content.relations, content.findings),
                responses=[
                    content.responses[one] for one in verdict.responses if one in content.responses
                ],
                responses_at=_find_responses(content, below),
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
                counted=COUNTED.get(name, ""),
                parameters=split_parameters(finding, content.releases),
                inputs=split_inputs(finding),
                period=write_scope_period(finding.scope),
                page=page,
                source_code=page.find_code(name) if page else "",
                releases=used,
                elsewhere=[one for one in finding.releases if one not in content.releases],
                files={
                    one.name: list_file_rows(one, content.ledgers.get(one.name)) for one in used
                },
                mentions=mentions.get(name, []),
                trace=content.traces.get(name),
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


def _list_common(content: Content) -> dict[str, Any]:
    """Return what every page is given."""
    titles = {page.name: page.title for page in content.pages} | {"": "Other"}
    shorts = {page.name: content.lines_of(page.name).short or page.title for page in content.pages}
    return {
        "brief": content.brief,
        "broad": False,
        "claims": content.claims,
        "current": "",
        "description": "",
        "fill": content.filler.show,
        "invented": content.invented.name if content.invented else "",
        "known": content.known,
        "outlet": partial(_name_outlet, content.outlets),
        "shorts": {page.name: shorts[page.name] or page.title for page in content.pages},
        "sign_offs": content.sign_offs,
        "titles": titles,
        "verdicts": content.verdicts,
    }


def _name_outlet(outlets: Names, claim: Claim) -> str:
    """Return who published a claim, and when; the checked article has its day in its name."""
    name = outlets.outlet(claim).removeprefix("the ")
    day = "" if claim.is_checked or not claim.source_date else write_date(claim.source_date)
    return f"{name}, {day}" if day else name


CHARTS = ("10_nlets_queries", "20_washington_searches", "40_state_restrictions", "50_routes")
"""The notebooks whose charts the brief shows."""
COUNTED = {
    "claims.total": "figures",
    "claims.can_print": "figures-you-can-print",
    "claims.with_care": "figures-print-with-care",
    "claims.dont_print": "figures-dont-print",
    "claims.for_a_person": "statements",
}
"""The list of the claims that a finding of the fact check counts."""
RESPONSES = ("90_fact_check", "what-the-subjects-say")
"""Where what the subjects say is given, once: the notebook, and the heading in it."""


def _list_brief(content: Content, to: Addresses) -> dict[str, Any]:
    """Return what the brief is given besides its words."""
    pages = {page.name: page for page in content.pages}
    return {
        "charts": [pages.get(name, Page(name, name, "", ())) for name in CHARTS],
        "wrong": rank_wrong(content.brief.wrong, content.verdicts),
        "responses_at": _find_responses(content, to),
    }


def _find_responses(content: Content, to: Addresses) -> str:
    """Return where what the subjects say is given; empty if no notebook gives it."""
    name, slug = RESPONSES
    page = next((one for one in content.pages if one.name == name), None)
    there = page and to.notebook(name) and any(one.slug == slug for one in page.sections)
    return f"{to.notebook(name)}#{slug}" if there else ""


def _list_worst(content: Content) -> list[Claim]:
    """Return the claims to correct first or leave out, worst first."""
    wrong = (
        one
        for one in content.claims.values()
        if content.verdicts[one.id].advice.group == "Don't print"
    )
    return sort_by_harm(wrong, content.verdicts)


def _list_signed(content: Content) -> list[str]:
    return [name for name, one in content.sign_offs.items() if one.history]


def _list_lists(content: Content) -> Iterator[tuple[str, str, str, Sequence[str]]]:
    """Yield every list that has a claim: its name, title, meaning and the ids in it."""
    known = content.known
    yield "all", "All claims", "", tuple(content.claims)
    for question, counts in (
        ("What you may do", known.groups),
        ("Quoted right?", known.quotations),
        ("Holds up?", known.standings),
    ):
        for one in counts:
            if one.number:
                yield (
                    one.slug,
                    f"{question} {one.label}".replace("do ", "do: "),
                    _say(one.look),
                    one.ids,
                )
    for topic in group_claims(content.claims, content.verdicts):
        yield topic.slug, topic.name, "", [one.id for one in topic.claims]
    for slug, names in known.counted.items():
        yield slug, "Figures, dates, lists and attributions", "Without statements in words.", names
    others = (
        ("statements", "Statements in words", "For a person to judge.", known.statements),
        ("remarks", "Our own remarks", "What we said ourselves.", known.remarks),
        ("signed", "Signed by a person", "", _list_signed(content)),
        (
            "method-shown",
            "Method shown",
            "On invented data. That isn't a verdict.",
            known.method_shown,
        ),
    )
    yield from (one for one in others if one[3])


def _say(look: Look) -> str:
    return f"{look.meaning} {look.may}".strip()


def _list_neighbors(pages: Sequence[Page]) -> Iterator[tuple[Page, Page | None, Page | None]]:
    """Yield each page with the one before it and the one after it."""
    yield from zip(pages, [None, *pages[:-1]], [*pages[1:], None], strict=True)


def _split_releases(content: Content) -> tuple[list[Release], list[Release]]:
    """Return the releases, those of invented data apart; all together if no page shows those."""
    releases = [content.releases[name] for name in sorted(content.releases)]
    if not content.invented:
        return releases, []
    invented = [one for one in releases if one.data_status is DataStatus.SYNTHETIC]
    return [one for one in releases if one not in invented], invented


# The report: one file to mail, the brief and every claim, that runs nothing and asks for nothing.


def build_report(content: Content, out: Path) -> Path:
    """Write the report to the file `out`, by rename, and return it.

    The old files stay if anything is wrong. The same content gives the same bytes.
    """
    publish({out: write_report(content)}, content.releases, content.project)
    return out


def write_report(content: Content) -> str:
    """Return the report: the brief, and every claim with both verdicts."""
    to = FileAddresses(content.linked)
    worst = _list_worst(content)
    text = render(
        "report.html.j2",
        **_list_common(content) | _list_brief(content, to),
        to=to,
        worst=worst,
        pairs=_group_by_pair(content, {one.id for one in worst}),
        signed=count_signed(content.sign_offs.values()),
        # The style is ours and holds no "</style": escaping would break its quotes.
        style=Markup(read_style()),
    )
    return bind_numbers(text, content.hashes, one_file=True)


def _group_by_pair(content: Content, left_out: set[str]) -> list[tuple[Verdict, list[Claim]]]:
    """Return the claims with the same two verdicts together, the most harmful first."""
    pairs: dict[tuple[str, str], tuple[Verdict, list[Claim]]] = {}
    claims = (one for one in content.claims.values() if one.id not in left_out)
    for claim in sort_by_harm(claims, content.verdicts):
        verdict = content.verdicts[claim.id]
        key = (str(verdict.label), str(verdict.standing))
        pairs.setdefault(key, (verdict, []))[1].append(claim)
    return list(pairs.values())
