"""PDFs: a table printed from a spreadsheet, with ruling lines or without, to rows of text.

Two readers share nothing: PDFium's characters make the rows, and pdfminer counts them. For a
document without a table of a known kind there is a Problem that says why, never an empty table.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from helpers.errors import NoTable, Problem, UnknownTable
from helpers.readers.parsed import ParsedPart, TableWriter
from helpers.readers.pdf.count import count_rows
from helpers.readers.pdf.grid import (
    Header,
    drop_headers,
    find_columns,
    find_printed_header,
    find_running_heads,
    find_total,
    guess_header,
    join_words,
)
from helpers.readers.pdf.layouts import Anchor, Layout, squeeze
from helpers.readers.pdf.rows import (
    Assembly,
    CutLine,
    PrintedRow,
    assemble_rows,
    cut_line,
    find_anchors,
    find_limits,
)
from helpers.readers.pdf.text import PrintedLine, PrintedPage, draw_page, read_pages, split_lines
from helpers.readers.portal_labels import is_page, refuse_text
from helpers.readers.records import PART, PageAudit, cell

HEADER_PAGES = 20
"""How many pages with text are searched for a header: a letter or a cover may come first."""

COLUMN_PAGES = 50
"""How many pages decide where columns begin."""

ROWS = 5_000
"""How many rows are written at once."""

ASK = "Look at the page, and ask the source agency for the spreadsheet it was printed from"


@dataclass(frozen=True)
class Body:
    """What is below the header, cut at the columns, page by page, and how it was found.

    `repeats` counts the pages that repeat the header; `pictures` are the numbers of those without
    any text, of which nothing can be read.
    """

    header: Header
    columns: list[float]
    first_page: int
    depth: float
    pages: list[list[CutLine]]
    repeats: int
    pictures: list[int]


def parse_pdf(
    path: Path, folder: Path, *, shown: str, layouts: Sequence[Layout]
) -> list[ParsedPart]:
    """Return the table that a PDF prints, as one part; `shown` is how messages name the file.

    `layouts` are those of the kinds that it may be of. PART names the page that a row's id, time
    or name is on; rows are numbered through the document, from 1.
    Raises Problem if there is no such table, or if two readers do not count the same rows.
    """
    body, running, position, anchor, found = _find_rows(path, layouts, shown)
    edges = [float("-inf"), *body.columns, float("inf")]
    strip = (edges[position], edges[position + 1])
    counted = count_rows(path, anchor, strip, (body.first_page, body.depth))
    _compare(found, counted, shown)
    audit = _audit_pages(body, found, counted, running)
    table, width = folder / "pages.parquet", len(body.header.headings)
    _write_rows(found.rows, width, table)
    part = ParsedPart(
        part=None,
        header=body.header.texts,
        table=str(table),
        counted=sum(counted.values()),
        notes=tuple(_list_notes(body, found, audit)),
        pages=audit,
        may_hold_totals=False,
    )
    return [part]


def _find_rows(
    path: Path, layouts: Sequence[Layout], shown: str
) -> tuple[Body, Counter[int], int, Anchor, Assembly]:
    """Return what is below the header, running heads, the anchor and its column, and the rows."""
    body = _read_body(path, layouts, shown)
    lines, running = _drop_running_heads(body.pages)
    position, anchor = _choose_anchor(body, lines, shown)
    found = assemble_rows(lines, len(body.header.headings), position, anchor, shown=shown)
    return body, running, position, anchor, found


def draw_rows(
    path: Path, numbers: Sequence[int], *, shown: str, layouts: Sequence[Layout]
) -> list[bytes]:
    """Return a picture (PNG) of the page that each row is on, with the row marked.

    `numbers` are those of the rows, from 1. Raises Problem if there is no such row.
    """
    rows = _find_rows(path, layouts, shown)[-1].rows
    pictures = []
    for number in numbers:
        if not 1 <= number <= len(rows):
            raise Problem(f"The document has {len(rows):,} rows", file=shown, row=number)
        row = rows[number - 1]
        pictures.append(draw_page(path, row.page, (row.top, row.bottom)))
    return pictures


def _write_rows(rows: Sequence[PrintedRow], width: int, table: Path) -> None:
    """Write the rows and their pages."""
    with TableWriter(table, [*(cell(n) for n in range(width)), PART]) as writer:
        for start in range(0, len(rows), ROWS):
            some = rows[start : start + ROWS]
            columns = [[_join_halves(row.cells[n]) for row in some] for n in range(width)]
            writer.write([*columns, [f"page {row.page}" for row in some]])


def _join_halves(text: str) -> str:
    """Return a text whose characters beyond 16 bits are whole; PDFium gives each in two halves."""
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _choose_anchor(body: Body, lines: Sequence[CutLine], shown: str) -> tuple[int, Anchor]:
    """Return the first anchor that the table has; if ids are withheld, it may be the time."""
    limits = find_limits(lines)
    for position, anchor in body.header.anchors:
        if find_anchors(lines, position, anchor, limits.get(position, 0.0)):
            return position, anchor
    names = " or ".join(dict.fromkeys(anchor.column for _, anchor in body.header.anchors))
    raise Problem(
        f"We found no table. No row below its header has a value of {names}",
        file=shown,
        part=f"page {body.first_page}",
        remedy=ASK,
    )


def _read_body(path: Path, layouts: Sequence[Layout], shown: str) -> Body:
    """Find the header, then the columns by what is below it, and cut every line at them.

    Raises Problem, with the reason, if none of the pages searched has a header.
    """
    pictures: list[int] = []
    pages = _note_pictures(read_pages(path, shown=shown), pictures)
    header, top, before, rules = _find_header(pages, layouts, shown)
    texts = [squeeze(line.text) for line in top[header.first_line : header.last_line + 1]]
    first: list[list[PrintedLine]] = [top[header.last_line + 1 :]]
    repeats = 0
    for page in pages:
        lines, again = drop_headers(split_lines(page.number, page.characters), texts)
        first.append(lines)
        repeats += again
        if len(first) == COLUMN_PAGES:
            break
    columns = find_columns(header.headings, chain.from_iterable(first), rules)
    cut = [[cut_line(line, columns) for line in lines] for lines in first]
    for page in pages:
        lines, again = drop_headers(split_lines(page.number, page.characters), texts)
        cut.append([cut_line(line, columns) for line in lines])
        repeats += again
    last = top[header.last_line]
    return Body(header, columns, before + 1, last.down + last.size / 2, cut, repeats, pictures)


def _note_pictures(pages: Iterator[PrintedPage], pictures: list[int]) -> Iterator[PrintedPage]:
    """Yield the pages, and note the numbers of those that are pictures without any text."""
    for page in pages:
        if page.has_image and not page.characters:
            pictures.append(page.number)
        yield page


def _find_header(
    pages: Iterator[PrintedPage], layouts: Sequence[Layout], shown: str
) -> tuple[Header, list[PrintedLine], int, list[float]]:
    """Return the header, its page's lines, how many pages come before it, and ruling lines."""
    pictures = with_text = total = 0
    seen: list[str] = []
    guessed: tuple[str, ...] = ()
    for page in pages:
        total = page.number
        lines = split_lines(page.number, page.characters)
        if with_text < HEADER_PAGES:
            seen += [join_words(line) for line in lines]
            guessed = guessed or guess_header(lines)
        pictures += page.has_image and not lines
        with_text += bool(lines)
        header = (
            find_printed_header(lines, layouts) if lines and with_text <= HEADER_PAGES else None
        )
        if header is not None:
            return header, lines, page.number - 1, page.find_rules()
    if is_page(seen):
        raise refuse_text(shown)
    if guessed:
        unknown = UnknownTable(
            "The printed table is of no kind that we know",
            file=shown,
            remedy="Name its kind with --kind, or ask for the spreadsheet it was printed from",
        )
        unknown.header = guessed
        raise unknown
    raise _explain(total, pictures, with_text, shown)


def _explain(total: int, pictures: int, with_text: int, shown: str) -> Problem:
    """Return the Problem that says why a document has no table."""
    if not with_text:
        kind = "They are pictures (a scan)" if pictures else "They are blank"
        return NoTable(
            f"We found no table. None of the {total:,} pages has any text. {kind}",
            file=shown,
            expected="a PDF made from a spreadsheet, whose text can be selected and copied",
            remedy="Ask the source agency for the spreadsheet. We can't read pictures",
        )
    searched = f" on the first {HEADER_PAGES} of them" if with_text > HEADER_PAGES else ""
    return NoTable(
        f"We found no table. {with_text:,} of the {total:,} pages have text, but{searched} no line "
        "is the header of a kind we know",
        file=shown,
        expected="a line with the column names of one kind",
        remedy="A letter or a report has no rows to add. If it is a table, ask the source agency "
        "for the spreadsheet it was printed from",
    )


def _drop_running_heads(
    pages: Sequence[Sequence[CutLine]],
) -> tuple[list[CutLine], Counter[int]]:
    """Return the table's lines, and how many characters of each page are in running heads."""
    running = find_running_heads(pages)
    kept: list[CutLine] = []
    outside: Counter[int] = Counter()
    for position, lines in enumerate(pages):
        for number, line in enumerate(lines):
            if (position, number) in running:
                outside[line.page] += line.visible
            else:
                kept.append(line)
    return kept[: find_total(kept)], outside


def _compare(found: Assembly, counted: Counter[int], shown: str) -> None:
    """Raise Problem unless both readers find the same rows on every page."""
    read = Counter(row.page for row in found.rows)
    for page in sorted(read.keys() | counted.keys()):
        if read[page] != counted[page]:
            raise Problem(
                f"One reader finds {read[page]:,} rows, the other {counted[page]:,}",
                file=shown,
                part=f"page {page}",
                expected="the same rows from both",
                remedy=ASK,
            )


def _audit_pages(
    body: Body, found: Assembly, counted: Counter[int], running: Counter[int]
) -> tuple[PageAudit, ...]:
    visible: Counter[int] = Counter()
    for line in chain.from_iterable(body.pages):
        visible[line.page] += line.visible
    first, last = body.first_page, body.first_page + len(body.pages) - 1
    return tuple(
        PageAudit(page, counted[page], visible[page] - running[page], found.used[page])
        for page in range(first, last + 1)
    )


def _list_notes(body: Body, found: Assembly, audit: Sequence[PageAudit]) -> Iterator[str]:
    """Yield sentences on what the pages hold besides rows, and where cells may be wrong."""
    characters = sum(page.characters for page in audit)
    in_cells = sum(page.in_cells for page in audit)
    share = in_cells * 10000 // characters / 100
    yield (
        f"Two readers found {len(found.rows):,} rows on {len(audit):,} "
        f"page{'' if len(audit) == 1 else 's'}. {share:g}% of the "
        "visible characters below the header are in a cell"
    )
    if body.first_page > 1:
        yield f"The table begins on page {body.first_page}. We read nothing on the pages before it"
    if body.pictures:
        numbers = ", ".join(map(str, body.pictures))
        yield (
            f"These pages are pictures (a scan), and we read nothing on them: {numbers}. If they "
            "hold rows, those are missing here. Ask the source agency for the spreadsheet"
        )
    if body.repeats:
        yield f"The header is repeated on {body.repeats:,} more pages"
    for page in audit:
        if page.in_cells != page.characters:
            lost = page.characters - page.in_cells
            yield f"Page {page.page}: {lost:,} of {page.characters:,} characters are in no row"
    empty = [str(page.page) for page in audit if not page.rows and page.page not in body.pictures]
    if empty:
        yield f"We found no row on these pages: {', '.join(empty)}"
    broken = sum(row.broken for row in found.rows)
    if broken:
        yield f"{broken:,} rows begin on one page and end on the next"
    touching = sorted({line.page for line in chain.from_iterable(body.pages) if line.crossing})
    if touching:
        yield (
            "Texts of neighboring columns touch, so a character may be in the wrong one, on these "
            f"pages: {', '.join(map(str, touching))}"
        )
