"""Drafts: a checked story as one page, on which each number leads to what is known of it.

The story is hostile text like any other: it is escaped, and the page runs no script and loads
nothing. Its only outward links are the addresses of published sources, and of our own pages.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from helpers.drafts.documents import Paragraph
from helpers.drafts.report import DraftReport, Row, say_row
from helpers.errors import Misuse, Problem
from helpers.releases.descriptor import is_web_address
from helpers.site.pages import read_style, render

FILTERS = ("differs", "please check", "nearest", "not in our records", "matches")
"""The answers that a reader may hide."""


@dataclass(frozen=True)
class FactSource:
    """A fact shown with a number: what it says, and where that can be read."""

    text: str
    address: str
    page: str


@dataclass(frozen=True)
class ParagraphPiece:
    """A stretch of a paragraph: plain words, or a number with its row's position in the list."""

    text: str
    row: Row | None = None
    number: int = 0
    sources: Sequence[FactSource] = ()

    @property
    def why(self) -> str:
        """What the number's note says."""
        return say_row(self.row) if self.row else ""


@dataclass(frozen=True)
class ShownParagraph:
    """A paragraph as the page shows it."""

    level: int
    pieces: Sequence[ParagraphPiece]

    @property
    def notes(self) -> list[ParagraphPiece]:
        """Its numbers."""
        return [piece for piece in self.pieces if piece.row is not None]


def write_page(report: DraftReport, out: Path, claim_pages: Path | None = None) -> Path:
    """Write a checked story as a page to the file `out`, by rename, and return it.

    `claim_pages` is the folder of the site's pages of claims; pages there are linked.

    Raises Misuse if `out` is a folder or would overwrite a draft; Problem if it cannot be
    written.
    """
    if out.suffix.lower() not in (".html", ".htm") or out.name == report.name or out.is_dir():
        raise Misuse(
            f"The page cannot be written to {out}",
            expected="a file that ends in .html and is not the draft",
            remedy="Give another name after --html",
        )
    temporary = out.with_name(f".{out.name}.tmp")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        page = render_page(report, claim_pages, out.parent)
        temporary.write_text(page, encoding="utf-8", newline="\n")
        temporary.replace(out)
    except OSError as error:
        raise Problem(
            f"The page cannot be written: {error.strerror or 'no access'}",
            file=str(out),
            remedy="Choose a folder that you may write to",
        ) from error
    return out


def render_page(
    report: DraftReport, claim_pages: Path | None = None, page_folder: Path | None = None
) -> str:
    """Return a checked story as a page."""
    rows = [row for row in report.rows if not row.is_minor]
    paragraphs = cut_paragraphs(report.draft.paragraphs, rows, claim_pages, page_folder)
    pieces = [note for one in paragraphs for note in one.notes]
    return render(
        "draft.html.j2",
        name=report.name,
        summary=report.summary,
        notes=report.notes,
        answers=[one for one in FILTERS if one in report.counts],
        counts=report.counts,
        total=len(rows),
        paragraphs=paragraphs,
        trouble=[piece for piece in pieces if piece.row is not None and piece.row.is_trouble],
        # The style is ours and holds no "</style": escaping would break its quotes.
        style=Markup(read_style()),
    )


def cut_paragraphs(
    paragraphs: Sequence[Paragraph],
    rows: Iterable[Row],
    claim_pages: Path | None = None,
    page_folder: Path | None = None,
) -> list[ShownParagraph]:
    """Return paragraphs cut at their numbers; the pieces of each add up to its text."""
    by_paragraph: dict[int, list[tuple[int, Row]]] = {}
    for number, row in enumerate(rows, start=1):
        by_paragraph.setdefault(row.paragraph, []).append((number, row))
    shown = []
    for index, paragraph in enumerate(paragraphs):
        pieces, at = [], 0
        for number, row in by_paragraph.get(index, []):
            start, end = max(at, row.start - paragraph.start), row.end - paragraph.start
            if start > at:
                pieces.append(ParagraphPiece(paragraph.text[at:start]))
            sources = _list_sources(row, claim_pages, page_folder)
            pieces.append(ParagraphPiece(paragraph.text[start:end], row, number, sources))
            at = max(at, end)
        if at < len(paragraph.text):
            pieces.append(ParagraphPiece(paragraph.text[at:]))
        shown.append(ShownParagraph(paragraph.level, pieces))
    return shown


def _list_sources(row: Row, claim_pages: Path | None, page_folder: Path | None) -> list[FactSource]:
    """Return the facts shown with a row, each with its address and our page of it."""
    found = []
    for one in row.decision.facts:
        fact = one.fact
        page = claim_pages / f"{fact.id}.html" if claim_pages else None
        link = ""
        if page is not None and page.is_file():
            link = os.path.relpath(page, page_folder or Path()).replace(os.sep, "/")
        address = fact.address if is_web_address(fact.address) else ""
        value = f": {fact.printed}" if fact.printed else ""
        found.append(FactSource(f"{fact.about}{value} ({fact.credit})", address, link))
    return found
