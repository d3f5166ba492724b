"""Measure how fast a printed audit is read, against pdfplumber's table reader in the same run.

    python benchmarks/measure_pdf.py [--pages 800] [--peer-pages 800] [--json]

The file is made for it: synthetic rows (their ids begin with SYN-) printed as offices print a
search audit: turned pages, no ruling lines, wrapped cells, the header on the first page only. Ours
is the whole way from the file to accounted rows, the count by a second reader included. The peer is
`extract_table` with both strategies "text". Both must find every row: ours as rows, the peer as ids
in its cells, which says nothing of whether its cells are right. With fewer --peer-pages, the
peer's seconds are those of that many pages, scaled up, and the output says so.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

LEAST = 5
HEADER = (
    ("ID", 52),
    ("Org Name", 185),
    ("Total Networks Searched", 257),
    ("Total Devices Searched", 336),
    ("Time Frame", 411),
    ("Reason", 450),
    ("Search Time", 566),
    ("Search Type", 655),
    ("Moderation", 695),
)
STARTS = dict(HEADER)
WIDE, HIGH = 792, 612
SIZE, LINE = 5.5, 9.36
ROWS_A_PAGE, LINES_A_ROW = 9, 6
REASONS = ("bolo", "stolen vehicle", "", "hit and run", "missing person")
TEXT = {"vertical_strategy": "text", "horizontal_strategy": "text"}
ID = re.compile(r"SYN-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Make the file, read it both ways, print what came out; 1 if too slow or not equal."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=int, default=800, help="Pages of the made-up audit")
    parser.add_argument("--peer-pages", type=int, help="Pages that the peer reads; default all")
    parser.add_argument("--json", action="store_true", help="Print the figures as JSON")
    options = parser.parse_args(arguments)
    peer_pages = min(options.peer_pages or options.pages, options.pages)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "audit.pdf"
        printed = print_audit(path, options.pages)
        figures = measure(path, printed, options.pages, peer_pages)
    print(json.dumps(figures, indent=1) if options.json else write(figures))
    return 0 if figures["equal"] and figures["times"] >= LEAST else 1


def measure(path: Path, printed: int, pages: int, peer_pages: int) -> dict[str, Any]:
    """Return the seconds, rows and pages of both readers, and how many times as fast ours is."""
    start = time.perf_counter()
    rows = read_ours(path)
    ours = time.perf_counter() - start
    start = time.perf_counter()
    found = read_theirs(path, peer_pages)
    theirs = time.perf_counter() - start
    wanted = printed * peer_pages // pages
    return {
        "pages": pages,
        "rows_printed": printed,
        "rows_ours": rows,
        "seconds_ours": round(ours, 2),
        "peer_pages": peer_pages,
        "rows_peer": found,
        "seconds_peer_measured": round(theirs, 2),
        "seconds_peer": round(theirs * pages / peer_pages, 2),
        "times": round(theirs * pages / peer_pages / ours, 1),
        "equal": rows == printed and found == wanted,
    }


def write(figures: dict[str, Any]) -> str:
    """Return the figures as sentences."""
    part = figures["peer_pages"] < figures["pages"]
    scaled = (
        f" (measured on {figures['peer_pages']:,} pages in {figures['seconds_peer_measured']} s, "
        "scaled up)"
        if part
        else ""
    )
    return (
        f"{figures['pages']:,} pages, {figures['rows_printed']:,} rows printed. "
        f"Ours: {figures['rows_ours']:,} rows in {figures['seconds_ours']} s. "
        f"pdfplumber extract_table, text strategy: ids of {figures['rows_peer']:,} rows in "
        f"{figures['seconds_peer']} s{scaled}. {figures['times']} times as fast; row counts "
        f"{'equal' if figures['equal'] else 'DIFFER'}."
    )


def read_ours(path: Path) -> int:
    """Return how many rows the project reads from the print, by two readers."""
    from helpers.intake.pdf import read_pdf
    from helpers.intake.pdf_layouts import Anchor, Layout, squeeze
    from helpers.kinds.printed import IDS

    layout = Layout(
        "made-up-audit",
        {squeeze(name): squeeze(name) for name, _ in HEADER},
        frozenset({"orgname", "searchtime"}),
        tuple(Anchor("id", pattern) for pattern in IDS),
    )
    rows = read_pdf(path, [layout], shown=path.name)
    assert all(page.in_cells == page.characters for page in rows.pages)
    return rows.rows_kept


def read_theirs(path: Path, pages: int) -> int:
    """Return how many ids stand in the cells that the peer finds."""
    import pdfplumber

    found = 0
    with pdfplumber.open(path) as document:
        for page in document.pages[:pages]:
            table = page.extract_table(TEXT) or []
            found += sum(len(ID.findall(cell or "")) for row in table for cell in row)
            page.close()
    return found


def print_audit(path: Path, pages: int) -> int:
    """Print made-up rows on so many pages, and return how many."""
    import pypdfium2
    from fpdf import FPDF

    document = FPDF(unit="pt", format=(HIGH, WIDE))
    document.set_auto_page_break(False)
    number = 0
    for page in range(pages):
        document.add_page()
        document.set_font("Helvetica", size=SIZE)
        # Drawn sideways and shown turned, as by the driver that printed the known original.
        with document.rotation(90, 0, WIDE):
            depth = WIDE + 50.0
            if page == 0:
                for name, start in HEADER:
                    document.text(start, depth, name)
            for _ in range(ROWS_A_PAGE):
                print_row(document, number, depth + LINE)
                depth += LINE * LINES_A_ROW
                number += 1
    turned = pypdfium2.PdfDocument(bytes(document.output()))
    for page_object in turned:
        page_object.set_rotation(90)
    turned.save(path)
    return number


def print_row(document: Any, number: int, depth: float) -> None:
    """Print one row of six lines: the time frame wraps, and all else stands at the row's foot."""
    day, clock = f"11/{number % 28 + 1:02}/2025,", f"{number % 12 + 1:02}:{number % 60:02}:07 PM"
    for place, text in enumerate((day, clock, "UTC", day, clock, "UTC")):
        document.text(STARTS["Time Frame"], depth + place * LINE, text)
    foot = depth + (LINES_A_ROW - 1) * LINE
    identity = f"SYN-{number:08x}-42eb-4f5c-9281-{number * 7919:012x}"
    document.text(STARTS["ID"], foot, identity)
    document.text(STARTS["Org Name"], foot, "Example County SO")
    networks, devices = str(840 + number % 5000), str(17652 + number % 70000)
    document.text(STARTS["Total Devices Searched"] - 20, foot, networks)
    document.text(STARTS["Time Frame"] - 4 - 0.556 * SIZE * len(devices), foot, devices)
    document.text(STARTS["Reason"], foot, REASONS[number % len(REASONS)])
    document.text(STARTS["Search Time"], foot, f"{day} {clock} UTC")
    document.text(STARTS["Search Type"], foot, "lookup")


if __name__ == "__main__":
    sys.exit(main())
