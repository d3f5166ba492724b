"""Notebook pages: an executed notebook read, and the addresses of its parts."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from base64 import b64encode
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from typing import Any, Protocol
from urllib.parse import urlsplit

from helpers.claims.finding import MIME as FINDING
from helpers.claims.finding import Finding
from helpers.errors import Problem
from helpers.releases.descriptor import is_web_address
from helpers.site.brief import MIME as LINES
from helpers.site.brief import PAGE
from helpers.site.charts import MIME as FIGURE
from helpers.site.labels import read_sources
from helpers.site.markup import make_slug
from helpers.site.sentences import MIME as SENTENCE
from helpers.site.sentences import PrintableSentence
from helpers.site.tables import MIME as TABLE
from helpers.site.tables import ShownTable
from helpers.status import DataStatus

# Executed notebooks as they are shown: what each cell says, and nothing that did not finish.

DRAWINGS = "application/vnd.plateglass.drawings"
"""The metadata of an output that holds its drawings as SVG."""
_PNG = b"\x89PNG\r\n\x1a\n"
_SHOWN_HTML = "text/html"
_SHOWN_MARKDOWN = "text/markdown"
_SHOWN_TEXT = "text/plain"


@dataclass(frozen=True)
class Image:
    """A picture in an output, with its words; `drawn` holds the numbers, if given.

    `wide` and `narrow` are the drawing alone as SVG, for a screen and for a phone; title, subtitle
    and source are then set by the page.
    """

    png: bytes
    alt: str
    width: int
    height: int
    title: str = ""
    subtitle: str = ""
    source: str = ""
    data_status: DataStatus | None = None
    drawn: ShownTable | None = None
    wide: str = ""
    narrow: str = ""


@dataclass(frozen=True)
class Output:
    """One output of a cell: exactly one of its kinds is set."""

    sentence: PrintableSentence | None = None
    table: ShownTable | None = None
    finding: Finding | None = None
    image: Image | None = None
    html: str = ""
    markdown: str = ""
    text: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether it has nothing to show: a table without rows, or no text."""
        return self == Output() or (self.table is not None and not self.table.rows)


CHART_TAG, TABLE_TAG, SKIP_TAG = "chart", "table", "page-skip"
"""Tags of cells: whose picture, or whose table, heads the page; and what no page shows."""
MOST_ROWS, FEW_ROWS = 12, 6
"""So many rows the table at the head of a page has, and so many if they hold long texts."""


@dataclass(frozen=True)
class Cell:
    """A cell: Markdown, or code with its outputs."""

    markdown: str = ""
    code: str = ""
    outputs: tuple[Output, ...] = ()
    tags: frozenset[str] = frozenset()

    def first(self, kind: str) -> Output | None:
        """Return its first output of a kind that has something to show."""
        shown = (one for one in self.outputs if getattr(one, kind) and not one.is_empty)
        return next(shown, None)


@dataclass(frozen=True)
class Section:
    """A part of the work: its heading, the heading as an anchor, and the cells under it."""

    title: str
    slug: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Page:
    """An executed notebook, read and ready to be shown.

    `title` is its first heading, `lead` the first paragraph after it; neither is in `cells`.
    `problem` says why it has none to show.
    """

    name: str
    title: str
    lead: str
    cells: tuple[Cell, ...]
    problem: str = ""

    @property
    def chart(self) -> Image | None:
        """The one chart at the head of the page: that of the cell tagged so, else the first."""
        found = self._find(CHART_TAG, "image") or self._find("", "image")
        return found.image if found else None

    @property
    def no_chart(self) -> str:
        """Why there is no chart: the sentence shown instead at the head of the page."""
        found = None if self.chart else self._find(CHART_TAG, "sentence")
        return found.sentence.text if found and found.sentence else self.problem

    @property
    def table(self) -> ShownTable | None:
        """The one table at the head of the page: that of the cell tagged so, cut if it is long."""
        found = self._find(TABLE_TAG, "table")
        if not (found and found.table):
            return None
        most = FEW_ROWS if found.table.has_long_text else MOST_ROWS
        return replace(found.table, rows=found.table.rows[:most])

    @property
    def left_out(self) -> int:
        """How many rows of that table are left for the work."""
        found = self._find(TABLE_TAG, "table")
        whole = len(found.table.rows) if found and found.table else 0
        return whole - len(self.table.rows) if self.table else 0

    @property
    def sections(self) -> list[Section]:
        """The work, by its headings; chart and table of the head and what is empty are left out."""
        shown = self._find(CHART_TAG, "image") or self._find("", "image")
        head = [one for one in (shown or self._find(CHART_TAG, "sentence"),) if one]
        head += [one for one in (self._find(TABLE_TAG, "table"),) if one and not self.left_out]
        parts: list[tuple[str, list[Cell]]] = [("", [])]
        for cell in self.cells:
            for title, piece in _split_headings(cell):
                if title:
                    parts.append((title, []))
                kept = tuple(one for one in piece.outputs if not one.is_empty and one not in head)
                if SKIP_TAG not in piece.tags:
                    parts[-1][1].append(replace(piece, outputs=kept))
        slugs = Counter[str]()
        made = []
        for title, cells in parts:
            if not any(_shows(cell) for cell in cells):
                continue
            slug = make_slug(title) if title else "work"
            slugs[slug] += 1
            times = slugs[slug]
            made.append(Section(title, f"{slug}-{times}" if times > 1 else slug, tuple(cells)))
        return made

    def _find(self, tag: str, kind: str) -> Output | None:
        tagged = (cell for cell in self.cells if not tag or tag in cell.tags)
        return next((found for cell in tagged if (found := cell.first(kind))), None)

    @property
    def sentences(self) -> list[PrintableSentence]:
        """The sentences with numbers, in the order of the cells."""
        return [output.sentence for output in self._outputs() if output.sentence]

    @property
    def findings(self) -> list[Finding]:
        """The findings, in the order of the cells."""
        return [output.finding for output in self._outputs() if output.finding]

    @property
    def sources(self) -> list[tuple[str, str, str]]:
        """The releases behind tables and charts: name, caption or title, digest when it was run."""
        tables = [(one.table, one.table.caption) for one in self._outputs() if one.table]
        drawn = [
            (one.image.drawn, one.image.title)
            for one in self._outputs()
            if one.image and one.image.drawn
        ]
        return [
            (name, caption, digest)
            for shown, caption in (*tables, *drawn)
            for name, digest in shown.sources.items()
        ]

    @property
    def statuses(self) -> set[DataStatus]:
        """How far to trust what it shows: the data status of every number, table and chart."""
        shown: list[Any] = [
            one
            for out in self._outputs()
            for one in (out.sentence, out.table, out.finding, out.image)
        ]
        found = (one.data_status for one in shown if one is not None)
        return {status for status in found if status is not None}

    def find_code(self, finding: str) -> str:
        """Return the code of the cell that shows a finding; empty if none does."""
        for cell in self.cells:
            if any(out.finding and out.finding.id == finding for out in cell.outputs):
                return cell.code
        return ""

    def _outputs(self) -> Iterator[Output]:
        return (output for cell in self.cells for output in cell.outputs)


def _shows(cell: Cell) -> bool:
    """Return whether there is anything to read in a cell besides its code."""
    return bool(cell.markdown.strip() or cell.outputs or cell.tags & {"parameters"})


_HEADING = re.compile(r"^## +(.+)$", re.MULTILINE)


def _split_headings(cell: Cell) -> Iterator[tuple[str, Cell]]:
    """Yield a cell cut at its headings of the second level: each heading, and what is under it."""
    pieces = _HEADING.split(cell.markdown)
    if len(pieces) == 1:
        yield "", cell
        return
    if pieces[0].strip():
        yield "", replace(cell, markdown=pieces[0].strip())
    for title, text in zip(pieces[1::2], pieces[2::2], strict=True):
        yield title.strip(), replace(cell, markdown=text.strip())


def try_notebook(path: Path, lacking: str = "") -> Page:
    """Return an executed notebook, or a page that says why there is none to show.

    Such a page has the name of the notebook: its title would be a finding. `lacking` is the
    reason, if one is known.
    """
    try:
        if not lacking:
            return read_executed_notebook(path)
    except Problem as problem:
        lacking = str(problem)
    return Page(path.stem, f"Notebook {path.stem}", "", (), problem=lacking)


def read_executed_notebook(path: Path) -> Page:
    """Return an executed notebook.

    Raises Problem if the file isn't a notebook, if a cell did not run or failed, or if the notebook
    says of itself that it did not finish: nothing unfinished is shown as if it were a result.
    """
    try:
        content = json.loads(path.read_bytes())
        declared, cells = content["metadata"].get("plateglass", {}), list(content["cells"])
        _refuse_unfinished(declared, cells, path.name)
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise Problem(
            "The notebook cannot be read",
            file=path.name,
            remedy="Run it again with `plateglass run`, or restore it from git",
        ) from error
    try:
        read = [_read_cell(cell) for cell in cells]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        what = str(error).splitlines()[0]
        raise Problem(
            f"An output of the notebook is not as the helpers write it ({what})",
            file=path.name,
            remedy="Run it again with `plateglass run`",
        ) from error
    title, lead, body = _take_title([cell for cell in read if cell != Cell()])
    return Page(path.stem, title or path.stem, lead, tuple(body))


def _refuse_unfinished(
    declared: Mapping[str, Any], cells: list[Mapping[str, Any]], name: str
) -> None:
    remedy = f"Run `plateglass run {name.removesuffix('.ipynb')}` and look at what it reports"
    if declared.get("finished") is False or declared.get("unfinished"):
        raise Problem("The notebook did not finish, so it is not shown", file=name, remedy=remedy)
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    for number, cell in enumerate(code, start=1):
        failed = any(output["output_type"] == "error" for output in cell["outputs"])
        ran = cell.get("execution_count") is not None or not _join(cell["source"]).strip()
        if failed or not ran:
            fate = "failed" if failed else "did not run"
            raise Problem(
                f"Code cell {number} of the notebook {fate}, so it is not shown",
                file=name,
                remedy=remedy,
            )


def _read_cell(cell: Mapping[str, Any]) -> Cell:
    source = _join(cell["source"]).strip()
    tags = frozenset(map(str, cell.get("metadata", {}).get("tags", ())))
    if cell["cell_type"] == "markdown":
        return Cell(markdown=source, tags=tags)
    if cell["cell_type"] != "code":
        return Cell()
    outputs = [_read_output(output) for output in cell["outputs"]]
    kept = tuple(output for output in outputs if output != Output())
    return Cell(code=source, outputs=kept, tags=tags)


def _read_output(output: Mapping[str, Any]) -> Output:
    """Return an output in its richest form that the helpers know, else as plain as possible."""
    if output["output_type"] == "stream":
        return Output(text=_join(output["text"]).strip("\n"))
    data, facts = output.get("data", {}), output.get("metadata", {})
    if SENTENCE in data:
        return Output(sentence=PrintableSentence.from_json(data[SENTENCE]))
    if TABLE in data:
        return Output(table=ShownTable.from_json(data[TABLE]))
    if LINES in data:
        return Output()  # the page sets these words itself
    if FINDING in data:
        return Output(finding=Finding.model_validate(data[FINDING]))
    if "image/png" in data:
        drawings = facts.get(DRAWINGS, {})
        return Output(image=_read_image(data, facts.get("image/png", {}), drawings))
    if _SHOWN_HTML in data:
        return Output(html=_join(data[_SHOWN_HTML]))
    if _SHOWN_MARKDOWN in data:
        return Output(markdown=_join(data[_SHOWN_MARKDOWN]))
    return Output(text=_join(data.get(_SHOWN_TEXT, "")).strip("\n"))


def _read_image(
    data: Mapping[str, Any], facts: Mapping[str, Any], drawings: Mapping[str, Any]
) -> Image:
    png = base64.b64decode(_join(data["image/png"]), validate=False)
    if not png.startswith(_PNG):
        raise ValueError("a picture is no PNG")
    width, height = (int.from_bytes(png[start : start + 4], "big") for start in (16, 20))
    figure = data.get(FIGURE, {})
    rows = figure.get("data", [])
    rows = json.loads(rows) if isinstance(rows, str) else rows
    drawn = None
    if rows:
        columns = tuple(rows[0])
        drawn = ShownTable(
            caption="The numbers in the chart",
            data_status=DataStatus(figure["data_status"]),
            releases=tuple(figure.get("releases", [])),
            columns=columns,
            rows=tuple(tuple(row[name] for name in columns) for row in rows),
            sources=read_sources(figure),
        )
    return Image(
        png=png,
        alt=str(facts.get("alt") or figure.get("alt") or _join(data.get(_SHOWN_TEXT, ""))),
        width=int(facts.get("width", width)),
        height=int(facts.get("height", height)),
        title=str(figure.get("title", "")),
        subtitle=str(figure.get("subtitle", "")),
        source=str(figure.get("source", "")),
        data_status=DataStatus(figure["data_status"]) if figure else None,
        drawn=drawn,
        wide=str(drawings.get("wide", "")),
        narrow=str(drawings.get("narrow", "")),
    )


def _take_title(cells: list[Cell]) -> tuple[str, str, list[Cell]]:
    """Take the first heading and the paragraph under it off the cells; they head the page."""
    if not cells or not cells[0].markdown.startswith("# "):
        return "", "", cells
    head, _, rest = cells[0].markdown.partition("\n")
    lead, _, rest = rest.strip().partition("\n\n")
    if lead.startswith(("#", "-", "*", ">", "|", "1.")):
        lead, rest = "", f"{lead}\n\n{rest}"
    left = [Cell(markdown=rest.strip())] if rest.strip() else []
    return head[2:].strip(), " ".join(lead.split()), [*left, *cells[1:]]


def _join(text: str | list[str]) -> str:
    """Return the text of a cell or an output; half of a surrogate pair can't be written."""
    joined = text if isinstance(text, str) else "".join(text)
    return joined.encode("utf-8", "replace").decode()


# Addresses: where a number, a claim or a notebook is found, on the pages or in the one file.

_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


@dataclass(frozen=True)
class Linked:
    """What there is to link to. A name that isn't a file name is refused: it becomes one."""

    claims: frozenset[str]
    findings: frozenset[str]
    releases: frozenset[str]
    notebooks: frozenset[str]
    methodology: bool = True

    def __post_init__(self) -> None:
        for names in (self.claims, self.findings, self.releases, self.notebooks):
            check_page_name(names)


def check_page_name(names: Iterable[str]) -> None:
    """Refuse a name that could not be the name of a page.

    Raises Problem for anything but letters, digits, dots, hyphens and underscores.
    """
    for name in sorted(names):
        if not _SAFE.fullmatch(name):
            raise Problem(
                f"The name {name!r} cannot be the name of a page",
                expected="letters, digits, dots, hyphens and underscores",
            )


class Addresses(Protocol):
    """What templates ask: where does this lead? Empty means nowhere."""

    def finding(self, name: str) -> str:
        """Return the address of a finding."""

    def claim(self, name: str) -> str:
        """Return the address of a claim."""

    def release(self, name: str) -> str:
        """Return the address of a release."""

    def notebook(self, name: str) -> str:
        """Return the address of a notebook."""

    def number(self, name: str) -> str:
        """Return the address of a number's source: a finding or a claim."""

    def named(self, text: str) -> str:
        """Return the address of whatever a table's cell names, if it names anything."""

    def link(self, target: str) -> str:
        """Return where the link of a notebook or of the methodology leads here."""

    def listing(self, slug: str) -> str:
        """Return where the claims of one label or topic are listed."""

    def all_claims(self) -> str:
        """Return where all claims are."""

    def sources(self, card: int) -> str:
        """Return where the sources of a card of the brief are."""

    def picture(self, image: Image) -> str:
        """Return the source of a picture."""


@dataclass
class SiteAddresses:
    """Pages in folders; `root` leads from a page to the top, `pictures` are to be written."""

    names: Linked
    root: str = ""
    pictures: dict[str, bytes] = field(default_factory=dict)

    def below(self) -> SiteAddresses:
        """Return the addresses as seen from a page one folder down."""
        return SiteAddresses(self.names, "../", self.pictures)

    def finding(self, name: str) -> str:
        """Return the address of a finding."""
        return f"{self.root}findings/{name}.html" if name in self.names.findings else ""

    def claim(self, name: str) -> str:
        """Return the address of a claim."""
        return f"{self.root}claims/{name}.html" if name in self.names.claims else ""

    def release(self, name: str) -> str:
        """Return the address of a release."""
        return f"{self.root}releases/{name}.html" if name in self.names.releases else ""

    def notebook(self, name: str) -> str:
        """Return the address of a notebook."""
        return f"{self.root}notebooks/{name}.html" if name in self.names.notebooks else ""

    def number(self, name: str) -> str:
        """Return the address of a finding or a claim, or of the notebook behind "page:"."""
        if name.startswith(PAGE):
            return self.notebook(name.removeprefix(PAGE))
        return self.finding(name) or self.claim(name)

    def named(self, text: str) -> str:
        """Return the address of the finding, claim or release that is called `text`."""
        return self.number(text) or self.release(text)

    def link(self, target: str) -> str:
        """Return where a link leads here; other files of the repository are not on the pages."""
        if is_web_address(target) or target.startswith("#"):
            return target
        parts = urlsplit(target)
        path = PurePosixPath(parts.path)
        if path.suffix == ".ipynb":
            return self.notebook(path.stem)
        if path.name == "METHODOLOGY.md" and self.names.methodology:
            fragment = f"#{parts.fragment}" if parts.fragment else ""
            return f"{self.root}methodology.html{fragment}"
        return ""

    def listing(self, slug: str) -> str:
        """Return the page that lists the claims of one label or topic."""
        return f"{self.root}lists/{slug}.html"

    def all_claims(self) -> str:
        """Return the page of all claims."""
        return f"{self.root}claims.html"

    def sources(self, card: int) -> str:
        """Return where on the page of sources those of a card of the brief are."""
        return f"{self.root}sources.html#card-{card}"

    def picture(self, image: Image) -> str:
        """Return the picture's file, named after its bytes."""
        name = f"images/{hashlib.sha256(image.png).hexdigest()[:16]}.png"
        self.pictures[name] = image.png
        return self.root + name


@dataclass
class FileAddresses:
    """One file: everything is an anchor in it, and pictures are in it as data."""

    names: Linked

    def finding(self, name: str) -> str:
        """Return nothing: the file holds no findings."""
        return ""

    def claim(self, name: str) -> str:
        """Return the anchor of a claim."""
        return f"#{name}" if name in self.names.claims else ""

    def release(self, name: str) -> str:
        """Return nothing: releases have no page of their own in the file."""
        return ""

    def notebook(self, name: str) -> str:
        """Return nothing: the file holds no notebooks."""
        return ""

    def number(self, name: str) -> str:
        """Return the anchor of a claim."""
        return self.claim(name)

    def named(self, text: str) -> str:
        """Return the anchor of the claim that is called `text`."""
        return self.number(text)

    def link(self, target: str) -> str:
        """Return where a link leads out of the file, to the web."""
        return target if is_web_address(target) else ""

    def listing(self, slug: str) -> str:
        """Return where the file's one list begins."""
        return "#all-claims"

    def all_claims(self) -> str:
        """Return where the file's one list begins."""
        return "#all-claims"

    def sources(self, card: int) -> str:
        """Return nothing: the file names the claims instead."""
        return ""

    def picture(self, image: Image) -> str:
        """Return the picture as data."""
        return f"data:image/png;base64,{b64encode(image.png).decode('ascii')}"
