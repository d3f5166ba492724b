"""Measure how fast a printed audit is read, against pdfplumber's table reader in the same run.

    python benchmarks/measure_pdf.py [--pages 800] [--peer-pages 800] [--repeats 5] [--json]

The file is made for it: invented rows (their ids begin with SYN-) printed as offices print a search
audit: turned pages, no ruling lines, wrapped cells, the header on the first page only. Ours is the
whole route from the file to a typed table with each row accounted for, the second reader and the
process that reads apart included. The peer is `extract_table` with both strategies "text". Both
must find every row: ours as rows, the peer as ids in its cells, which says nothing about whether
its cells are right. With fewer --peer-pages, the peer's seconds are those of that many pages,
scaled up, and the output says so. It ends with status 1 if ours is not five times as fast.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from clocks import Clock
from comparisons import LEAST, Measure, describe_machine

HOME = Path(__file__).resolve().parents[1]
KIND = "flock-network-audit"
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
    """Make the file, read it both ways, print what came out; 1 if too slow."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--pages", type=int, default=800, help="pages of the invented audit")
    parser.add_argument("--peer-pages", type=int, help="pages that the peer reads; default all")
    parser.add_argument("--repeats", type=int, default=LEAST, help="pairs; the median is quoted")
    parser.add_argument("--json", action="store_true", help="print all seconds as JSON")
    options = parser.parse_args(arguments)
    peer_pages = min(options.peer_pages or options.pages, options.pages)
    with tempfile.TemporaryDirectory(prefix="plateglass-") as folder:
        path = Path(folder) / "audit.pdf"
        printed = print_audit(path, options.pages)
        one = measure(path, printed, options.pages, peer_pages, options.repeats)
    if options.json:
        told = asdict(one) | {"ratio": one.ratio, "cpu_ratio": one.cpu_ratio}
        figures = {"pages": options.pages, "peer_pages": peer_pages, "rows": printed}
        print(json.dumps({"machine": describe_machine(), **figures, "measures": [told]}, indent=1))
    else:
        print(
            f"{one.what} ({printed:,} rows): {one.seconds:.2f} s, {(one.peak or 0) / 1e6:,.0f} MB\n"
            f"  {one.peer}: {one.peer_seconds:.2f} s\n"
            f"  ours / peer {one.ratio:.2f}, in CPU seconds {one.cpu_ratio:.2f}; "
            f"pairs: {len(one.ours)}\nMeasured on {describe_machine()}."
        )
    complaint = one.complain()
    print(complaint, file=sys.stderr) if complaint else None
    return 1 if complaint else 0


def measure(path: Path, printed: int, pages: int, peer_pages: int, repeats: int) -> Measure:
    """Return the reading of a print against the peer; stop if either does not find every row."""
    part = "the same pages"
    if peer_pages < pages:
        part = f"{peer_pages:,} of its pages, scaled up"
    one = Measure(
        f"a printed audit of {pages:,} pages to a typed table with each row accounted for",
        f"pdfplumber's `extract_table`, text strategy, on {part}",
        at_most=1 / 5,
    )
    for repeat in range(repeats):
        if repeat % 2:
            theirs = read_theirs(path, peer_pages)
            ours = read_ours(path)
        else:
            ours = read_ours(path)
            theirs = read_theirs(path, peer_pages)
        wanted = printed * peer_pages // pages
        if (ours["rows"], theirs["rows"]) != (printed, wanted):
            raise SystemExit(
                f"The rows differ: {ours['rows']} of {printed}, {theirs['rows']} of {wanted}"
            )
        one.ours.append(ours["seconds"])
        one.cpu.append(ours["cpu"])
        one.memory.append(int(ours["memory"]))
        one.theirs.append(theirs["seconds"] * pages / peer_pages)
        one.peer_cpu.append(theirs["cpu"] * pages / peer_pages)
    one.memory = one.memory[:1]  # of the first run: later ones hold what the peer left
    return one


def read_ours(path: Path) -> dict[str, Any]:
    """Make the table of a print; return the seconds, and how many rows were kept."""
    sys.path.insert(0, str(HOME / "src"))
    from helpers.cleaning.clean import choose_zones, clean_part, connect
    from helpers.project import open_scratch
    from helpers.readers.files import open_file, pin_file
    from helpers.schemas.schema import load_schema

    schema, resource = load_schema(KIND), pin_file(path, path.name)
    with open_scratch() as folder, connect(folder) as connection:
        clock = Clock()
        (records,) = open_file(path, resource, shown=path.name, schemas=[schema], folder=folder)
        zones = choose_zones(None, None, schema)
        account = clean_part(connection, records, schema, zones, folder / "table.parquet")
        found: dict[str, Any] = dict(clock.read())
    assert all(page.in_cells == page.characters for page in account.pages)
    assert account.kept == account.counted
    return found | {"rows": account.kept}


def read_theirs(path: Path, pages: int) -> dict[str, Any]:
    """Read pages with the peer; return the seconds, and how many ids are in its cells."""
    import pdfplumber

    rows = 0
    clock = Clock()
    with pdfplumber.open(path) as document:
        for page in document.pages[:pages]:
            table = page.extract_table(TEXT) or []
            rows += sum(len(ID.findall(cell or "")) for row in table for cell in row)
            page.close()
    found: dict[str, Any] = dict(clock.read())
    return found | {"rows": rows}


def print_audit(path: Path, pages: int) -> int:
    """Print invented rows on so many pages, and return how many."""
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
    """Print one row of six lines: the time frame wraps, and all else is at the row's foot."""
    day, clock = f"11/{number % 28 + 1:02}/2025,", f"{number % 12 + 1:02}:{number % 60:02}:07 PM"
    for step, text in enumerate((day, clock, "UTC", day, clock, "UTC")):
        document.text(STARTS["Time Frame"], depth + step * LINE, text)
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
