"""PDFs: a table printed from a spreadsheet, with ruling lines or without, to rows of text.

Two readers share nothing: PDFium's characters make the rows, and pdfminer counts them. A document
without a table of a known kind is a Problem that says why, never a table without rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from helpers.errors import NoTable, Problem
from helpers.intake.pdf_cells import CutLine, cut_line, find_limits
from helpers.intake.pdf_columns import find_columns
from helpers.intake.pdf_count import count_rows
from helpers.intake.pdf_furniture import drop_headers, find_running, find_total
from helpers.intake.pdf_glyphs import Page, read_pages
from helpers.intake.pdf_header import Header, find_header
from helpers.intake.pdf_layouts import Anchor, Layout, squeeze
from helpers.intake.pdf_lines import Line, split_lines
from helpers.intake.pdf_rows import Assembly, assemble_rows, find_anchors
from helpers.intake.rows import PART, ROW, PageAudit, Rows, cell

FIRST_PAGES = 20
"""On how many pages with text a header is looked for: before it can stand a letter or a cover."""

GUTTER_PAGES = 50
"""How many pages say where columns part."""


@dataclass(frozen=True)
class Body:
    """What stands below the header, cut at the columns, page by page, and how it was found.

    `repeats` counts the pages that print the header once more, `pictures` names those without
    any text, of which nothing can be read.
    """

    header: Header
    columns: list[float]
    first_page: int
    depth: float
    pages: list[list[CutLine]]
    repeats: int
    pictures: list[int]


def read_pdf(path: Path, layouts: Sequence[Layout], *, shown: str) -> Rows:
    """Return the rows of the table that a PDF prints; `shown` is how messages name it.

    `layouts` are those of the kinds that it may be of. `source_row` numbers the rows through the
    document, from 1; `source_part` names the page on which a row's id, time or name stands.
    Raises Problem if there is no such table, or if two readers do not count the same rows.
    """
    body = _read_body(path, layouts, shown)
    lines, outside = _drop_furniture(body.pages)
    position, anchor = _choose_anchor(body, lines, shown)
    found = assemble_rows(lines, len(body.header.headings), position, anchor, shown=shown)
    edges = [float("-inf"), *body.columns, float("inf")]
    strip = (edges[position], edges[position + 1])
    counted = count_rows(path, anchor, strip, (body.first_page, body.depth))
    _compare(found, counted, shown)
    return _make_rows(body, found, counted, outside, shown)


def _choose_anchor(body: Body, lines: Sequence[CutLine], shown: str) -> tuple[int, Anchor]:
    """Return the first anchor that the table has; a withheld id may leave only the time."""
    limits = find_limits(lines)
    for position, anchor in body.header.anchors:
        if find_anchors(lines, position, anchor, limits.get(position, 0.0)):
            return position, anchor
    names = " or ".join(dict.fromkeys(anchor.column for _, anchor in body.header.anchors))
    raise Problem(
        f"No table found: under its header stands no row with a value of {names}",
        file=shown,
        part=f"page {body.first_page}",
        remedy="Look at the page; ask the custodian for the spreadsheet behind the print",
    )


def _read_body(path: Path, layouts: Sequence[Layout], shown: str) -> Body:
    """Find the header, then the columns by what stands below it, and cut every line at them.

    Raises Problem, with the reason, if no page that is looked at has a header.
    """
    pictures: list[int] = []
    pages = _watch(read_pages(path, shown=shown), pictures)
    header, top, before, rules = _find_header(pages, layouts, shown)
    texts = [squeeze(line.text) for line in top[header.first_line : header.last_line + 1]]
    below = top[header.last_line + 1 :]
    first: list[list[Line]] = [below]
    repeats = 0
    for page in pages:
        lines, again = drop_headers(split_lines(page.number, page.glyphs), texts)
        first.append(lines)
        repeats += again
        if len(first) == GUTTER_PAGES:
            break
    columns = find_columns(header.headings, chain.from_iterable(first), rules)
    cut = [[cut_line(line, columns) for line in lines] for lines in first]
    for page in pages:
        lines, again = drop_headers(split_lines(page.number, page.glyphs), texts)
        cut.append([cut_line(line, columns) for line in lines])
        repeats += again
    last = top[header.last_line]
    return Body(header, columns, before + 1, last.down + last.size / 2, cut, repeats, pictures)


def _watch(pages: Iterator[Page], pictures: list[int]) -> Iterator[Page]:
    """Yield pages as they come, and list those that are pictures without any text."""
    for page in pages:
        if page.has_image and not page.glyphs:
            pictures.append(page.number)
        yield page


def _find_header(
    pages: Iterator[Page], layouts: Sequence[Layout], shown: str
) -> tuple[Header, list[Line], int, list[float]]:
    """Return the header, its page's lines, how many pages stand before it, and its rules."""
    pictures = with_text = total = 0
    for page in pages:
        total = page.number
        lines = split_lines(page.number, page.glyphs)
        pictures += page.has_image and not lines
        with_text += bool(lines)
        header = find_header(lines, layouts) if lines and with_text <= FIRST_PAGES else None
        if header is not None:
            return header, lines, page.number - 1, page.find_rules()
    raise _explain(total, pictures, with_text, shown)


def _explain(total: int, pictures: int, with_text: int, shown: str) -> Problem:
    """Say why a document holds no table."""
    if not with_text:
        kind = "its pages are pictures (a scan)" if pictures else "its pages are blank"
        return NoTable(
            f"No table found: none of its {total:,} pages has any text; {kind}",
            file=shown,
            expected="a PDF made from a spreadsheet, whose text can be marked and copied",
            remedy="Ask the custodian for the spreadsheet behind it; nothing here reads pictures",
        )
    looked = f" on the first {FIRST_PAGES} of them" if with_text > FIRST_PAGES else ""
    return NoTable(
        f"No table found: {with_text:,} of its {total:,} pages have text, but{looked} no line is "
        "the header of a kind that is known",
        file=shown,
        expected="a line with the column names of one kind",
        remedy="If it is a letter or a report, it has no rows to add; if it is a table, ask the "
        "custodian for the spreadsheet behind it",
    )


def _drop_furniture(pages: Sequence[Sequence[CutLine]]) -> tuple[list[CutLine], Counter[int]]:
    """Return the lines of the table, and how many characters of each page run along every page."""
    running = find_running(pages)
    kept: list[CutLine] = []
    outside: Counter[int] = Counter()
    for place, lines in enumerate(pages):
        for number, line in enumerate(lines):
            if (place, number) in running:
                outside[line.page] += line.visible
            else:
                kept.append(line)
    total = find_total(kept)
    return kept[:total], outside


def _compare(found: Assembly, counted: Counter[int], shown: str) -> None:
    """Raise Problem unless both readers find the same rows on every page."""
    read = Counter(row.page for row in found.rows)
    for page in sorted(read.keys() | counted.keys()):
        if read[page] != counted[page]:
            raise Problem(
                f"One reader finds {read[page]:,} rows, the other {counted[page]:,}",
                file=shown,
                part=f"page {page}",
                expected="every row to be found by both",
                remedy="Look at the page; ask the custodian for the spreadsheet behind the print",
            )


def _make_rows(
    body: Body, found: Assembly, counted: Counter[int], outside: Counter[int], shown: str
) -> Rows:
    import pandas as pd

    width = len(body.header.headings)
    visible: Counter[int] = Counter()
    crossing: Counter[int] = Counter()
    for line in chain.from_iterable(body.pages):
        visible[line.page] += line.visible
        crossing[line.page] += line.crossing
    first, last = body.first_page, body.first_page + len(body.pages) - 1
    audit = tuple(
        PageAudit(page, counted[page], visible[page] - outside[page], found.used[page])
        for page in range(first, last + 1)
    )
    frame = pd.DataFrame(
        [(*row.cells, f"page {row.page}") for row in found.rows],
        columns=[*(cell(place) for place in range(width)), PART],
    ).astype("str")
    frame[ROW] = range(1, len(frame) + 1)
    return Rows(
        file=shown,
        part=None,
        header=body.header.texts,
        frame=frame,
        rows_read=sum(counted.values()),
        notes=tuple(_list_notes(body, found, audit, crossing)),
        pages=audit,
    )


def _list_notes(
    body: Body, found: Assembly, audit: Sequence[PageAudit], crossing: Counter[int]
) -> Iterator[str]:
    """Give sentences about what the pages hold beside rows, and where cells may be mistaken."""
    characters = sum(page.characters for page in audit)
    in_cells = sum(page.in_cells for page in audit)
    share = in_cells * 10000 // characters / 100
    rows = len(found.rows)
    yield (
        f"{rows:,} rows on {len(audit):,} pages, by two readers; {share:g}% of the visible "
        f"characters below the header stand in a cell"
    )
    if body.first_page > 1:
        yield f"The table begins on page {body.first_page}; the pages before it are not read"
    if body.pictures:
        numbers = ", ".join(map(str, body.pictures))
        yield (
            f"Pages that are pictures (a scan), of which nothing is read: {numbers}. If they hold "
            "rows, these are missing here: ask the custodian for the spreadsheet"
        )
    if body.repeats:
        yield f"{body.repeats:,} further pages print the header again"
    for page in audit:
        if page.in_cells != page.characters:
            lost = page.characters - page.in_cells
            yield f"Page {page.page}: {lost:,} of {page.characters:,} characters are in no row"
    empty = [str(page.page) for page in audit if not page.rows and page.page not in body.pictures]
    if empty:
        yield f"Pages on which no row is anchored: {', '.join(empty)}"
    broken = sum(row.broken for row in found.rows)
    if broken:
        yield f"{broken:,} rows begin on one page and end on the next"
    touching = [str(page) for page in sorted(crossing) if crossing[page]]
    if touching:
        yield (
            "Texts of neighboring columns touch, so a character may be in the wrong one, on pages "
            + ", ".join(touching)
        )
