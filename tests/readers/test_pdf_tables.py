"""Printed tables: every row and value of made-up prints, and the known answers of released ones."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pypdfium2
import pytest
from delivered import Delivered, deliver
from invented_prints import (
    HEADER,
    LAYOUT,
    make_rows,
    print_ruled,
    print_table,
    print_text,
    scan,
)

from helpers.errors import Problem
from helpers.readers.pdf import document
from helpers.readers.pdf.document import parse_pdf
from helpers.readers.pdf.layouts import (
    IDS,
    TIME,
    Anchor,
    Layout,
    make_layouts,
    map_layouts,
    squeeze,
)
from helpers.schemas.schema import load_schemas

ROWS = make_rows(60)
NARROW = (12, 8, 6, 9, 10, 9)

SHAPES: dict[str, dict[str, Any]] = {
    "as spreadsheets print": {},
    "turned": {"turned": 90},
    "cells at the head of rows": {"at_head": True},
    "header and page number on each page": {"header_on_each": True, "numbered": True},
    "rows break over pages": {"kept_together": False},
    "rows at the head break over pages": {"kept_together": False, "at_head": True},
    "a title above": {"title": "Example County SO audit"},
    "line ends without blanks": {"trailing": False},
    "numbers to the right": {"right": (2,)},
    "ids and headers wrapped": {"widths": NARROW},
    "all at once": {
        "turned": 90,
        "kept_together": False,
        "numbered": True,
        "widths": NARROW,
        "trailing": False,
    },
}


def read(path: Path, layouts: Sequence[Layout] = (LAYOUT,)) -> Delivered:
    folder = Path(mkdtemp())
    (rows,) = deliver(parse_pdf(path, folder, shown=path.name, layouts=layouts), path.name)
    return rows


def values(rows: Delivered) -> list[tuple[str, ...]]:
    return [tuple(record) for record in rows.cells]


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
def test_every_value_of_a_print_comes_back(tmp_path: Path, shape: dict[str, Any]) -> None:
    path = print_table(tmp_path / "audit.pdf", ROWS, **shape)
    rows = read(path)
    assert values(rows) == ROWS
    assert rows.counted == len(rows.cells) == 60
    assert [squeeze(name) for name in rows.header] == [squeeze(name) for name in HEADER]
    assert all(page.in_cells == page.characters > 0 for page in rows.pages)
    assert rows.numbers == list(range(1, 61))
    pages = Counter(rows.sources)
    assert pages == {f"page {page.page}": page.rows for page in rows.pages if page.rows}


@pytest.mark.parametrize("align", ["LEFT", "CENTER", "RIGHT"])
@pytest.mark.parametrize(("widths", "at_head"), [((24, 12, 9, 16, 14, 12), True), (NARROW, False)])
def test_every_value_of_a_ruled_print_comes_back(
    align: str, widths: tuple[int, ...], at_head: bool, tmp_path: Path
) -> None:
    """Texts set to the middle begin left of their header: the lines part them, no gutter does."""
    path = tmp_path / "audit.pdf"
    print_ruled(path, ROWS, widths=widths, at_head=at_head, align=align)
    assert values(read(path)) == ROWS


def test_a_number_broken_within_is_not_put_together_by_a_guess(tmp_path: Path) -> None:
    """Two numbers of a list may stand so too; the type of the column says that it failed."""
    counts = [(*row[:2], str(n + 9_999_990), *row[3:]) for n, row in enumerate(ROWS[:20])]
    path = print_ruled(
        tmp_path / "audit.pdf", counts, widths=(24, 12, 3, 16, 14, 12), align="CENTER"
    )
    rows = read(path)
    found = [record[2] for record in rows.cells]
    assert [text.replace(" ", "") for text in found] == [row[2] for row in counts]


def test_a_row_that_breaks_over_pages_stands_where_its_id_ends(tmp_path: Path) -> None:
    path = print_table(tmp_path / "audit.pdf", ROWS, kept_together=False)
    rows = read(path)
    assert "7 rows begin on one page and end on the next" in rows.notes


def test_what_stands_below_the_last_row_is_in_none(tmp_path: Path) -> None:
    path = print_table(tmp_path / "audit.pdf", ROWS, last="Total: 60")
    rows = read(path)
    assert values(rows) == ROWS
    assert rows.pages[-1].characters - rows.pages[-1].in_cells == len("Total:60")
    assert any("8 of" in note for note in rows.notes)


def test_a_withheld_id_leaves_the_time_to_tell_rows_apart(tmp_path: Path) -> None:
    printed = [("***", *row[1:]) for row in ROWS[:8]]
    path = print_table(tmp_path / "audit.pdf", printed)
    assert values(read(path)) == printed


def test_columns_that_no_kind_knows_are_kept_under_their_header(tmp_path: Path) -> None:
    header = ("ID", "Org Name", "Badge Color", "Time Frame", "Reason", "Search Time")
    path = print_table(tmp_path / "audit.pdf", ROWS[:8], header=header)
    rows = read(path)
    assert rows.header == header
    assert values(rows) == ROWS[:8]


def test_headers_that_a_person_mapped_are_found(tmp_path: Path) -> None:
    header = ("ID", "Who", "Nets", "Frame", "Why", "When")
    path = print_table(tmp_path / "audit.pdf", ROWS[:8], header=header)
    with pytest.raises(Problem, match="no line is the header of a kind we know"):
        read(path)
    layouts = map_layouts([LAYOUT], {"Who": "Org Name", "When": "Search Time"})
    assert values(read(path, layouts)) == ROWS[:8]


def test_a_scan_is_no_table_and_says_why(tmp_path: Path) -> None:
    scanned = scan(tmp_path / "scan.pdf", print_table(tmp_path / "audit.pdf", ROWS[:20]))
    with pytest.raises(
        Problem, match=r"We found no table\. None of the 3 pages .* pictures \(a scan\)"
    ):
        read(scanned)


def test_pages_that_are_pictures_among_the_others_are_named(tmp_path: Path) -> None:
    """Months of an audit came as pictures among the pages that have text (San Mateo)."""
    table = print_table(tmp_path / "table.pdf", ROWS)
    scanned = scan(tmp_path / "scan.pdf", print_table(tmp_path / "one.pdf", ROWS[:2]))
    joined = pypdfium2.PdfDocument.new()
    for part in (scanned, table, scanned):
        joined.import_pages(pypdfium2.PdfDocument(part))
    joined.save(tmp_path / "joined.pdf")
    rows = read(tmp_path / "joined.pdf")
    assert len(rows.cells) == len(ROWS)
    last = len(joined)
    (said,) = [note for note in rows.notes if "pictures" in note]
    assert f"we read nothing on them: 1, {last}." in said


def test_a_letter_is_no_table_and_says_why(tmp_path: Path) -> None:
    letter = print_text(tmp_path / "memo.pdf", ["Dear Sir", "We searched at our Org Name."] * 9)
    with pytest.raises(
        Problem, match=r"We found no table\. 1 of the 1 pages have text, but no line"
    ):
        read(letter)


def test_a_header_without_rows_is_no_table(tmp_path: Path) -> None:
    path = print_table(tmp_path / "audit.pdf", [])
    with pytest.raises(Problem, match=r"We found no table\. No row below its header"):
        read(path)


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n", b"no PDF at all"])
def test_what_is_no_pdf_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "audit.pdf"
    path.write_bytes(content)
    with pytest.raises(Problem, match="couldn't open the PDF"):
        read(path)


def test_a_locked_pdf_is_refused(tmp_path: Path) -> None:
    from fpdf import FPDF

    document = FPDF()
    document.set_encryption(owner_password="owner", user_password="user")
    document.add_page()
    document.output(str(tmp_path / "audit.pdf"))
    with pytest.raises(Problem, match="needs a password"):
        read(tmp_path / "audit.pdf")


def test_two_readers_must_find_the_same_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = print_table(tmp_path / "audit.pdf", ROWS)
    assemble = document.assemble_rows

    def lose_one(*given: Any, **named: Any) -> Any:
        found = assemble(*given, **named)
        return replace(found, rows=found.rows[1:])

    monkeypatch.setattr(document, "assemble_rows", lose_one)
    with pytest.raises(
        Problem, match=r"One reader finds 6 rows, the other 7 \(audit.pdf, page 1\)"
    ):
        read(path)


def test_an_id_column_with_other_text_is_refused(tmp_path: Path) -> None:
    printed = [*ROWS[:4], ("see note", *ROWS[4][1:]), *ROWS[5:8]]
    path = print_table(tmp_path / "audit.pdf", printed)
    with pytest.raises(Problem, match="column id, by which we tell rows apart, holds other text"):
        read(path)


AUDIT_HEADER = (
    "ID",
    "Org Name",
    "Total Networks Searched",
    "Total Devices Searched",
    "Time Frame",
    "Reason",
    "Search Time",
    "Search Type",
    "Moderation",
)
STAMP = r"\d\d/\d\d/\d{4}, \d\d:\d\d:\d\d [AP]M UTC"


@pytest.mark.samples
@pytest.mark.parametrize("column", ["id", "searchtime"])
def test_a_released_audit_has_its_known_answers(samples: Path, column: str) -> None:
    anchors = [*(Anchor("id", pattern) for pattern in IDS), Anchor("searchtime", TIME)]
    layout = Layout(
        "audit",
        {squeeze(name): squeeze(name) for name in AUDIT_HEADER},
        frozenset({"orgname", "searchtime"}),
        tuple(anchor for anchor in anchors if anchor.column == column),
    )
    (path,) = (samples / "printed_audit").glob("*.pdf")
    rows = read(path, [layout])
    assert rows.header == AUDIT_HEADER
    assert rows.counted == len(rows.cells) == 179
    assert [page.page for page in rows.pages] == list(range(1, 21))
    assert all(page.in_cells == page.characters for page in rows.pages)
    shapes = {
        0: r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}",
        1: "Okaloosa County FL SO",
        2: r"\d{1,4}",
        3: r"\d{2,6}",
        4: f"{STAMP} {STAMP}",
        6: STAMP,
        7: "lookup|search|convoy|visual|freeform|multiGeo",
    }
    for place, shape in shapes.items():
        odd = [
            text
            for text in (record[place] for record in rows.cells)
            if not re.fullmatch(shape, text)
        ]
        assert odd == [], AUDIT_HEADER[place]


@pytest.mark.samples
def test_released_prints_are_known_by_the_schemas(samples: Path) -> None:
    layouts = make_layouts(load_schemas().values())
    counts = {}
    for path in sorted(samples.rglob("*.pdf")):
        rows = read(path, layouts)
        assert all(page.in_cells == page.characters for page in rows.pages)
        counts[path.parent.name] = (rows.counted, len(rows.cells))
    assert counts == {"printed_audit": (179, 179), "shared_networks": (858, 858)}


def test_characters_beyond_sixteen_bits_are_whole() -> None:
    halves = "\ud83d\ude94 x \ud83d"
    assert document._join_halves(halves) == "\U0001f694 x \ufffd"
