"""Drafts: a checked story as one page, on which each number leads to what is known of it.

The story is hostile text like any other: it is escaped, and the page runs no script, loads nothing
and links nowhere but within itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from markupsafe import Markup

from helpers.drafts.check import Checked
from helpers.drafts.prose import Paragraph
from helpers.errors import Misuse, Problem
from helpers.site.pages import read_style, render


class Report(Protocol):
    """A checked story: see drafts.check.DraftReport."""

    @property
    def name(self) -> str:
        """The file's name."""

    @property
    def paragraphs(self) -> Sequence[Paragraph]:
        """Its paragraphs."""

    @property
    def rows(self) -> Sequence[Checked]:
        """Its numbers, in order."""

    @property
    def counts(self) -> Mapping[str, int]:
        """How many numbers have each verdict."""


@dataclass(frozen=True)
class Piece:
    """A stretch of a paragraph: plain words, or a number with its row's place in the list."""

    text: str
    row: Checked | None = None
    number: int = 0


@dataclass(frozen=True)
class Shown:
    """A paragraph as the page shows it."""

    level: int
    pieces: Sequence[Piece]

    @property
    def notes(self) -> list[Piece]:
        """Its numbers."""
        return [piece for piece in self.pieces if piece.row is not None]


def write_page(report: Report, out: Path) -> Path:
    """Write a checked story as a page to the file `out`, by rename, and return it.

    Raises Misuse if the place is a folder or would overwrite a draft; Problem if it cannot be
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
        temporary.write_text(render_page(report), encoding="utf-8", newline="\n")
        temporary.replace(out)
    except OSError as error:
        raise Problem(
            f"The page cannot be written: {error.strerror or 'no access'}",
            file=str(out),
            remedy="Choose a folder that you may write to",
        ) from error
    return out


def render_page(report: Report) -> str:
    """Return a checked story as a page."""
    paragraphs = cut_paragraphs(report.paragraphs, report.rows)
    pieces = [note for one in paragraphs for note in one.notes]
    return render(
        "draft.html.j2",
        name=report.name,
        counts=report.counts,
        total=len(report.rows),
        paragraphs=paragraphs,
        trouble=[piece for piece in pieces if piece.row is not None and piece.row.is_trouble],
        # The style is ours and holds no "</style": escaping would break its quotes.
        style=Markup(read_style()),
    )


def cut_paragraphs(paragraphs: Sequence[Paragraph], rows: Iterable[Checked]) -> list[Shown]:
    """Return paragraphs cut at their numbers; the pieces of each add up to its text."""
    by_block: dict[int, list[tuple[int, Checked]]] = {}
    for number, row in enumerate(rows, start=1):
        by_block.setdefault(row.block, []).append((number, row))
    shown = []
    for place, paragraph in enumerate(paragraphs):
        pieces, at = [], 0
        for number, row in by_block.get(place, []):
            start = max(at, row.start)
            if start > at:
                pieces.append(Piece(paragraph.text[at:start]))
            pieces.append(Piece(paragraph.text[start : row.end], row, number))
            at = max(at, row.end)
        if at < len(paragraph.text):
            pieces.append(Piece(paragraph.text[at:]))
        shown.append(Shown(paragraph.level, pieces))
    return shown
