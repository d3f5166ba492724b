"""Invented spreadsheets printed to PDF, as offices print them: no ruling lines, wrapped cells."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import pypdfium2
from fpdf import FPDF

from helpers.readers.pdf.layouts import IDS, TIME, Anchor, Layout, squeeze

HEADER = ("ID", "Org Name", "Total Networks Searched", "Time Frame", "Reason", "Search Time")
WIDTHS = (24, 12, 9, 12, 14, 12)
SIZE, PITCH, LINE = 7, 7 * 0.6, 9.0
WIDE, HIGH = 792, 612

LAYOUT = Layout(
    kind="invented-audit",
    spellings={squeeze(name): squeeze(name) for name in HEADER},
    required=frozenset({"orgname", "searchtime"}),
    anchors=(
        *(Anchor("id", pattern, solid=True) for pattern in IDS),
        Anchor("searchtime", TIME),
    ),
)


def make_rows(count: int) -> list[tuple[str, ...]]:
    rows = []
    for n in range(count):
        clock = f"{n % 12 + 1:02}:{n % 60:02}:07 {'AP'[n % 2]}M UTC"
        rows.append(
            (
                f"SYN-{n:08x}-0a1b-4c2d-8e3f-{n * 7919:012x}",
                "Example County SO",
                str(840 + n * 31),
                f"11/{n % 28 + 1:02}/2025, {clock} 11/{n % 28 + 1:02}/2025, {clock}",
                ("stolen vehicle", "", "hit and run with injuries", "BOLO")[n % 4],
                f"11/{n % 28 + 1:02}/2025, {clock}",
            )
        )
    return rows


def wrap(text: str, width: int, *, trailing: bool = True) -> list[str]:
    """Break a text at blanks, and within a word only if it is too long, as spreadsheets do."""
    lines, line = [], ""
    for word in text.split(" "):
        while True:
            joined = f"{line} {word}" if line else word
            if len(joined) <= width:
                line = joined
                break
            if line:
                lines.append(line + (" " if trailing else ""))
                line = ""
                continue
            lines.append(word[:width])
            word = word[width:]
    return [*lines, line] if line else lines


def print_table(
    path: Path,
    rows: Sequence[Sequence[str]],
    *,
    header: Sequence[str] = HEADER,
    widths: Sequence[int] = WIDTHS,
    turned: int = 0,
    at_head: bool = False,
    header_on_each: bool = False,
    numbered: bool = False,
    title: str = "",
    last: str = "",
    kept_together: bool = True,
    trailing: bool = True,
    lines_a_page: int = 50,
    right: Sequence[int] = (),
) -> Path:
    """Print rows; `turned` pages are drawn sideways and shown upright, as by an office's driver."""
    starts = [40 + sum(widths[:n]) * PITCH + n * 6 for n in range(len(widths))]
    pages: list[list[list[tuple[float, str]]]] = [[]]

    def place(cells: Sequence[Sequence[str]], height: int) -> list[list[tuple[float, str]]]:
        lines: list[list[tuple[float, str]]] = [[] for _ in range(height)]
        for column, texts in enumerate(cells):
            offset = 0 if at_head else height - len(texts)
            for number, text in enumerate(texts):
                gap = (widths[column] - len(text.rstrip())) * PITCH if column in right else 0
                lines[offset + number].append((starts[column] + gap, text))
        return lines

    head = [
        wrap(name, width, trailing=trailing) for name, width in zip(header, widths, strict=True)
    ]
    top = place(head, max(map(len, head)))
    if title:
        pages[-1] += [[(40.0, title)], [], []]
    pages[-1] += top
    for row in rows:
        cells = [
            wrap(text, width, trailing=trailing) for text, width in zip(row, widths, strict=True)
        ]
        for number, line in enumerate(lines := place(cells, max(map(len, cells)))):
            full = len(pages[-1]) + (len(lines) if kept_together and number == 0 else 1)
            if full > lines_a_page:
                pages.append(list(top) if header_on_each else [])
            pages[-1].append(line)
    if last:
        pages[-1].append([(40.0, last)])
    document = FPDF(unit="pt", format=(HIGH, WIDE) if turned else (WIDE, HIGH))
    document.set_auto_page_break(False)
    for number, lines in enumerate(pages, start=1):
        document.add_page()
        document.set_font("Courier", size=SIZE)
        with _turn(document) if turned else nullcontext(0.0) as base:
            for depth, line in enumerate(lines):
                for start, text in line:
                    document.text(start, base + 60 + depth * LINE, text)
            if numbered:
                document.text(700, base + HIGH - 20, f"Page {number} of {len(pages)}")
    document.output(str(path))
    if turned:
        _show_turned(path, turned)
    return path


def print_ruled(
    path: Path,
    rows: Sequence[Sequence[str]],
    *,
    widths: Sequence[int] = WIDTHS,
    at_head: bool = False,
    align: str = "LEFT",
) -> Path:
    """Print rows with a line around each cell, in letters of several widths."""
    document = FPDF(orientation="landscape", unit="pt", format="letter")
    document.set_font("Helvetica", size=SIZE)
    document.add_page()
    place = "TOP" if at_head else "BOTTOM"
    with document.table(
        col_widths=tuple(widths), line_height=LINE, v_align=place, text_align=align
    ) as table:
        for cells in [HEADER, *rows]:
            table.row(list(cells))
    document.output(str(path))
    return path


@contextmanager
def _turn(document: FPDF) -> Any:
    with document.rotation(90, 0, WIDE):
        yield float(WIDE)


def _show_turned(path: Path, degrees: int) -> None:
    document = pypdfium2.PdfDocument(path.read_bytes())
    for page in document:
        page.set_rotation(degrees)
    document.save(path)


def print_text(path: Path, paragraphs: Sequence[str]) -> Path:
    """Print a letter."""
    document = FPDF()
    document.add_page()
    document.set_font("Helvetica", size=11)
    for text in paragraphs:
        document.multi_cell(0, 6, text)
        document.ln()
    document.output(str(path))
    return path


def scan(path: Path, picture_of: Path) -> Path:
    """Make a document whose pages are pictures of another's."""
    source = pypdfium2.PdfDocument(picture_of)
    pictures = [page.render(scale=1).to_pil().convert("RGB") for page in source]
    document = FPDF(unit="pt", format=(WIDE, HIGH))
    for picture in pictures:
        document.add_page()
        document.image(picture, 0, 0, WIDE, HIGH)
    document.output(str(path))
    return path
