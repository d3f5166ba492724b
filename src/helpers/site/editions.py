"""Editions: the site, the one-file report and the README, built when out of date."""

from __future__ import annotations

import contextlib
import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from helpers.claims.claim import Claim, Claims
from helpers.claims.dates import write_date
from helpers.claims.finding import Finding
from helpers.claims.lineage import Lineage
from helpers.claims.moves import PUBLISHED, list_moves, read_published, write_published
from helpers.claims.names import write_day
from helpers.claims.readings import load_readings
from helpers.claims.relations import list_known_relations, load_relations
from helpers.claims.trace import RowTrace, Trace
from helpers.claims.verdicts import Verdict, lay_out_claim
from helpers.cleaning.clean import find_table
from helpers.errors import Misuse, Problem, explain_file, suggest
from helpers.privacy.gate import publish
from helpers.privacy.positions import Positions, find_positions, hide_corrections
from helpers.project import HOME, SHOWN_NAMES, Project, corrections_file
from helpers.releases.release import list_releases
from helpers.site.brief import BRIEF, PAGE, PAGES, Brief, Filler, load_brief
from helpers.site.content import (
    METHODOLOGY,
    Changes,
    Content,
    Known,
    collect_content,
    count_labels,
)
from helpers.site.freshness import read_notes
from helpers.site.notebook_pages import try_notebook
from helpers.site.sentences import Segment, escape_markdown

if TYPE_CHECKING:
    from helpers.cleaning.table import Table
    from helpers.ledger.ledger import Ledger

# The README's part on what is known: made from the brief, never typed.

START, END = "<!-- known:start -->", "<!-- known:end -->"
_SHEET = "notebooks/90_fact_check.ipynb"


def update_readme(
    path: Path,
    project: Project,
    claims: Mapping[str, Claim],
    verdicts: Mapping[str, Verdict],
    findings: Mapping[str, Finding],
) -> bool:
    """Rewrite the part of a README between its two marks; return whether that changed it.

    Everything outside the marks stays byte for byte. Raises Problem if a mark is missing.
    """
    text = path.read_bytes().decode("utf-8")
    if text.count(START) != 1 or text.count(END) != 1 or text.index(START) > text.index(END):
        raise Problem(
            "We don't know where to put the brief in the README",
            file=path.name,
            expected=f"{START} and, below it, {END}, each once",
        )
    before, rest = text.split(START)
    after = rest.split(END)[1]
    known = count_labels(claims, verdicts)
    written = write_known(load_brief(project), known, Filler(claims, findings), findings)
    changed = f"{before}{START}\n{written}{END}{after}"
    if changed == text:
        return False
    publish({path: changed}, {one for found in findings.values() for one in found.releases})
    return True


def write_known(brief: Brief, known: Known, filler: Filler, findings: Mapping[str, Finding]) -> str:
    """Return the brief as Markdown: what can and can't be printed, then the count of verdicts."""

    def write(text: str) -> str:
        return _write(filler.show(text), findings)

    lines = [
        f"**{write(brief.headline)}.** {write(brief.bottom_line)} As of {write_day(brief.as_of)}.",
        "",
        "| You can print | Don't print | Why |",
        "|---|---|---|",
    ]
    for card in brief.cards:
        dont = "<br>".join(f"{write(one.words)} ({write(one.who)})" for one in card.dont)
        lines.append(f"| {write(card.print)} | {dont} | {write(card.why)} |")
    lines += [
        "",
        f"What you may do with {known.figures:,} published figures, dates, lists and attributions:",
        "",
        "| Advice | Figures | What it means |",
        "|---|--:|---|",
    ]
    lines += [f"| {one.label} | {one.number:,} | {one.look.meaning} |" for one in known.tally]
    lines += ["", known.note] if known.note else []
    return "\n".join(lines) + "\n"


def _write(segments: tuple[Segment, ...], findings: Mapping[str, Finding]) -> str:
    """Return a text as Markdown; each number leads to the notebook that has it."""
    made = []
    for piece in segments:
        words = escape_markdown(re.sub(r"\s+", " ", piece.text))
        notebook = findings[piece.id].notebook if piece.id in findings else ""
        if piece.id.startswith(PAGE):
            notebook = piece.id.removeprefix(PAGE)
        if piece.id:
            words = f"[{words}]({f'notebooks/{notebook}.ipynb' if notebook else _SHEET})"
        made.append(words)
    return "".join(made).strip()


# Editions: what is published of a project, as tasks that the runner does when they are due.

README, ONE_FILE = "README.md", "plateglass.html"
REFERENCES = (
    *("relations.csv", "readings.csv", "sign_offs.csv"),
    *("scopes.csv", "names.csv", "agencies.csv", "responses.csv", BRIEF, PAGES),
    SHOWN_NAMES,
)
LEDGER = "ledger.json"
EVERYTHING = ("notebook:*", "clean:*")


@dataclass(frozen=True)
class Edition:
    """One thing that is published, with what it reads: see runner.plans.ExtraTask."""

    name: str
    action: Callable[[], object]
    file_deps: Sequence[Path]
    targets: Sequence[Path]
    digest: str
    after: Sequence[str] = EVERYTHING


def plan_editions(project: Project, notebooks: Mapping[str, Path]) -> list[Edition]:
    """Return the README's table and the site as tasks.

    `notebooks` gives the path of each executed notebook by its name. A project without a README of
    its own that has the two marks gets none.
    """
    corrected = [corrections_file(name, project) for name in list_releases(project)]
    reads = [
        *notebooks.values(),
        *(project.processed / "findings" / f"{name}.json" for name in notebooks),
        *(project.reference(name) for name in REFERENCES),
        *(project.release(name) / "datapackage.json" for name in list_releases(project)),
        *(path for path in corrected if path.is_file()),
        *(path for path in [project.processed / PUBLISHED] if path.is_file()),
    ]
    looks = [HOME / METHODOLOGY, *sorted(Path(__file__).parent.glob("templates/*"))]
    digest = _digest_files(looks)
    site = partial(build_site, project, notebooks)
    tasks = [Edition("site", site, reads, [project.site], digest)]
    readme = project.root / README
    if readme.is_file() and START in readme.read_text(encoding="utf-8"):
        table = partial(write_readme, project)
        tasks.append(Edition("readme", table, reads, [readme], digest))
    return tasks


def build_site(
    project: Project, notebooks: Mapping[str, Path], lacking: Mapping[str, str] | None = None
) -> list[Path]:
    """Build the pages in site/ and return them.

    `lacking` says of notebooks that have nothing to show why: see `list_lacking`.
    """
    from helpers.site import pages

    content = collect(project, notebooks, lacking or {})
    return pages.build_pages(content, project.site, _notes(project))


def list_lacking(
    failed: Mapping[str, Problem], skipped: Mapping[str, Sequence[str]]
) -> dict[str, str]:
    """Return why each named notebook has nothing to show, from the report of a full run.

    >>> problem = Problem("The release b is missing")
    >>> list_lacking({"notebook:a": problem}, {"notebook:c": ["notebook:x"]})
    {'a': 'The release b is missing.', 'c': 'It rests on what did not finish: x.'}
    """
    kind = "notebook:"
    reasons = {name: str(problem) for name, problem in failed.items()}
    for name, of in skipped.items():
        reasons[name] = f"It rests on what did not finish: {', '.join(of).replace(kind, '')}."
    return {name.removeprefix(kind): why for name, why in reasons.items() if name.startswith(kind)}


def _notes(project: Project) -> Path:
    return project.state / "pages.json"


def explain_page(project: Project, name: str) -> str | None:
    """Return why a page of the site was last written, in one sentence; None if it isn't a page.

    Raises Misuse, which names the nearest, if the site has no such page.
    """
    page = name.removeprefix(f"{project.site.name}/")
    if not page.endswith(".html"):
        return None
    there = [one.relative_to(project.site).as_posix() for one in project.site.rglob("*.html")]
    if page not in there:
        raise Misuse(f"The site has no page {page}", remedy=suggest(page, there))
    known = read_notes(_notes(project)).get(page)
    if known is None:
        return f"We kept no note of why {page} was written."
    day = write_date(known["when"][:10])
    return f"{page} was written on {day} because {known['why']}, and nothing in it changed since."


def keep_published(project: Project) -> Path:
    """Keep the numbers and verdicts of today, so later pages say what changed since."""
    gathered = _gather(project)
    return write_published(
        project,
        datetime.now(UTC).date().isoformat(),
        gathered["findings"],
        _lay_out(gathered["claims"], gathered["verdicts"]),
    )


def _lay_out(
    claims: Mapping[str, Claim], verdicts: Mapping[str, Verdict]
) -> dict[str, dict[str, Any]]:
    return {name: lay_out_claim(claim, verdicts[name]) for name, claim in claims.items()}


def build_one_file(project: Project, notebooks: Mapping[str, Path]) -> Path:
    """Write one file that can be mailed, next to site/, and return it."""
    from helpers.site import pages

    return pages.build_report(collect(project, notebooks), project.root / ONE_FILE)


def write_readme(project: Project) -> bool:
    """Rewrite the brief in the README; return whether that changed it."""
    gathered = _gather(project)
    facts = {name: gathered[name] for name in ("claims", "verdicts", "findings")}
    return update_readme(project.root / README, project, **facts)


def collect(
    project: Project, notebooks: Mapping[str, Path], lacking: Mapping[str, str] | None = None
) -> Content:
    """Return all that the pages of a project show; `lacking` is as in `build_site`.

    Raises Problem if anything else is wrong.
    """
    lacking = lacking or {}
    gathered = _gather(project)
    lineage = Lineage(project, as_shipped=True)
    pages = [try_notebook(path) for name, path in notebooks.items() if name not in lacking]
    named = {name for page in pages for name, _, _ in page.sources}
    named |= {name for one in lineage.findings.values() for name in one.releases}
    tables = {name: lineage.table(name) for name in sorted(named & set(list_releases(project)))}
    claims = Claims(gathered["claims"].values())
    releases = list_releases(project)
    shown = {name: _find_positions(name, tables.get(name), project) for name in releases}
    ledgers = {name: shown[name].ledger(one) for name, one in gathered["ledgers"].items()}
    digests = {name: _list_digests(one, claims) for name, one in tables.items()}
    content = collect_content(
        project,
        notebooks=list(notebooks.values()),
        lacking=lacking,
        tables={name: {*own, ledgers[name].digest} for name, own in digests.items()},
        traces={name: _trace(name, lineage, shown) for name in lineage.findings},
        changes=_list_changes(project, gathered),
        **gathered | {"ledgers": ledgers},
    )
    opened = {name: shown[name].release(one) for name, one in content.releases.items()}
    return replace(content, releases=opened)


def _find_positions(name: str, table: Table | None, project: Project) -> Positions:
    if table is None:
        with contextlib.suppress(Problem):  # nothing that cannot be cleaned is shown of it
            table = find_table(name, project)
    return find_positions(name, project, table)


def _list_changes(project: Project, gathered: Mapping[str, Any]) -> Changes | None:
    """Return what moved since the last published run; None if nothing was published yet."""
    before = read_published(project)
    if before is None:
        return None
    findings, facts = gathered["findings"], _lay_out(gathered["claims"], gathered["verdicts"])
    was, now = {*before.findings, *before.facts}, {*findings, *facts}
    moves = list_moves(before, findings, facts)
    return Changes(before.day, tuple(moves), tuple(sorted(now - was)), tuple(sorted(was - now)))


def _list_digests(table: Table, claims: Claims) -> set[str]:
    """Return what a table or a chart of a notebook may say of a release that is as it was."""
    digests = {claims.digest} if table.release == claims.release else set()
    return {table.digest, table.ledger.digest, *digests}


def _trace(name: str, lineage: Lineage, shown: Mapping[str, Positions]) -> Trace:
    """Return what is behind a finding; without a sample where its rows are on another machine."""
    try:
        found = lineage.trace(name)
    except Problem:
        found = lineage.trace(name, sample=0)
    rows = (_hide_names(one, shown.get(one.release.name), lineage) for one in found.rows)
    return replace(found, rows=tuple(rows))


def _hide_names(rows: RowTrace, shown: Positions | None, lineage: Lineage) -> RowTrace:
    """Return the rows behind a finding with positions instead of names.

    A public release of the catalog has no positions: its names are public.
    """
    if shown is None or shown.whole:
        return replace(rows, every=())
    source = replace(
        rows.release,
        custodian=shown.custodian,
        request=shown.request,
        files={shown.file(name): digest for name, digest in rows.release.files.items()},
    )
    sample = tuple(
        replace(one, file=shown.file(one.file), part=shown.part(one.file, one.part))
        for one in rows.sample
    )
    hidden = rows.corrections
    if hidden:
        hidden = hide_corrections(hidden, lineage.table(rows.release.name).kind)
    return replace(rows, release=source, sample=sample, every=(), corrections=hidden)


def _gather(project: Project) -> dict[str, Any]:
    from helpers.claims.finding import load_findings
    from helpers.claims.review import open_desk
    from helpers.policy.law import load_responses

    desk = open_desk(project)
    claims = Claims(desk.claims.values())
    return {
        "claims": desk.claims,
        "verdicts": desk.verdicts,
        "sign_offs": desk.signed,
        "readings": load_readings(claims, project),
        "relations": list_known_relations(load_relations(project), claims),
        "responses": {row["response_id"]: row for row in load_responses(project).rows},
        "findings": load_findings(project),
        "ledgers": {name: _load_ledger(name, project) for name in list_releases(project)},
    }


def _load_ledger(name: str, project: Project) -> Ledger:
    """Return the ledger that cleaning wrote, or make it: a release may be no notebook's input."""
    from helpers.cleaning.clean import load_table
    from helpers.ledger.ledger import Ledger

    path = project.processed / name / LEDGER
    if path.is_file():
        with explain_file(project.show(path), f"Clean it again: plateglass clean {name}"):
            return Ledger.from_json(path.read_text(encoding="utf-8"))
    return load_table(name, project).ledger


def _digest_files(paths: Sequence[Path]) -> str:
    total = hashlib.sha256()
    for path in paths:
        total.update(path.name.encode())
        total.update(path.read_bytes() if path.is_file() else b"")
    return total.hexdigest()
