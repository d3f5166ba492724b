"""Measure how fast intake is, each time against its peer on the same file, in the same run.

    python benchmarks/measure_intake.py [--repeats 3] [--json] [--what workbook|records|audit]
                                        [--workbook-rows N] [--record-rows N] [--audit-rows N]

A workbook of made-up rows is read to accounted rows: read, counted a second time from its XML,
and kept + rejected = read. The peer is `pandas.read_excel(engine="openpyxl", dtype=str)`, which
only reads. Both must give the same texts, or there is no figure.

A delimited file of made-up records is made into a cleaned table on disk, with each row's origin and
first occurrence, and its ledger (`kinds.large_ledgers.clean_large`, as `plateglass clean` does
once it has checked the file's hash). The peer is DuckDB's bare `COPY` of the same file to Parquet,
which does none of that. Both must hold as many rows, and the same ids in the same order. It is done
twice: with a plain log of seven columns, and with an audit of searches as a vendor exports it, with
thirteen columns, three times in each row, two of them in one cell.

Each side runs in a process of its own, they take turns in going first, and what is quoted is the
median of the seconds from the opened file to the table; imports are not counted on either side.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

HEADER = ("row_id", "requester", "requester_group", "state", "month", "queries", "zip", "share")


@dataclass
class Measure:
    """One comparison: ours and the peer's seconds, a pair a repeat, and the peaks of memory."""

    what: str
    peer: str
    ours: list[float] = field(default_factory=list)
    theirs: list[float] = field(default_factory=list)
    memory: list[int] = field(default_factory=list)
    peer_memory: list[int] = field(default_factory=list)

    @property
    def times_as_fast(self) -> float:
        """How many times as fast as the peer ours is: the peer's median over ours."""
        return statistics.median(self.theirs) / statistics.median(self.ours)

    @property
    def ratio(self) -> float:
        """Ours as a share of the peer's: below 1 is faster."""
        return 1 / self.times_as_fast


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, and print a table or JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=3, help="how often; the median is quoted")
    parser.add_argument("--json", action="store_true", help="print all seconds as JSON")
    parser.add_argument("--workbook-rows", type=int, default=100_000, help="rows of the workbook")
    parser.add_argument("--record-rows", type=int, default=10_000_000, help="delimited rows")
    parser.add_argument("--audit-rows", type=int, default=3_000_000, help="rows of the audit")
    parser.add_argument("--what", choices=("workbook", *SHAPES), help="one of them alone")
    parser.add_argument("--side", choices=sorted(SIDES), help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.side:
        print(json.dumps(SIDES[given.side](given.file)))
        return 0
    if given.repeats < 1:
        parser.error("--repeats must be 1 or more")
    measures = []
    if given.what in (None, "workbook"):
        measures.append(measure_workbook(given.workbook_rows, given.repeats))
    for shape, rows in (("records", given.record_rows), ("audit", given.audit_rows)):
        if given.what in (None, shape):
            measures.append(measure_records(SHAPES[shape], rows, given.repeats))
    if given.json:
        rows = [
            asdict(one) | {"times_as_fast": one.times_as_fast, "ratio": one.ratio}
            for one in measures
        ]
        print(json.dumps({"machine": describe_machine(), "measures": rows}, indent=1))
    else:
        for one in measures:
            print(describe(one))
        print(f"Measured on {describe_machine()}; repeats: {given.repeats}.")
    return 0


def measure_workbook(rows: int, repeats: int) -> Measure:
    """Return the reading of a workbook against pandas with openpyxl."""
    measure = Measure(
        f"a workbook of {rows:,} rows to accounted rows",
        'pandas.read_excel(engine="openpyxl", dtype=str)',
    )
    with tempfile.TemporaryDirectory(prefix="plateglass-") as folder:
        path = Path(folder) / "made-up.xlsx"
        write_workbook(path, rows)
        for repeat in range(repeats):
            sides = ["workbook", "workbook-peer"]
            found = {side: run_side(side, path) for side in (sides[::-1] if repeat % 2 else sides)}
            take(measure, found["workbook"], found["workbook-peer"])
    return measure


def measure_records(shape: Shape, rows: int, repeats: int) -> Measure:
    """Return the making of a large file's table against DuckDB's bare COPY of it."""
    measure = Measure(
        f"{rows:,} {shape.what} to a cleaned, accounted, traceable table",
        "DuckDB's bare COPY to Parquet",
    )
    with tempfile.TemporaryDirectory(prefix="plateglass-") as folder:
        path = write_release(Path(folder), shape, rows)
        for repeat in range(repeats):
            sides = ["records", "records-peer"]
            found = {side: run_side(side, path) for side in (sides[::-1] if repeat % 2 else sides)}
            take(measure, found["records"], found["records-peer"])
    return measure


def write_release(folder: Path, shape: Shape, rows: int) -> Path:
    """Write a release of made-up records into a project, and return where the file lies."""
    import duckdb

    path = folder / "data" / "raw" / "made-up" / "made-up.csv"
    path.parent.mkdir(parents=True)
    duckdb.execute(
        f"COPY (SELECT {shape.columns} FROM range({rows}) t(i)) TO '{path}' (HEADER, DELIMITER ',')"
    )
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    described = {
        "name": "made-up",
        "path": path.name,
        "bytes": path.stat().st_size,
        "hash": digest,
        "dialect": {"delimiter": ","},
        "count_in": "America/Los_Angeles",
    }
    descriptor = {
        "profile": "data-package",
        "name": "made-up",
        "title": "Made-up records of searches",
        "resources": [described],
        "plateglass": {"kind": shape.kind, "data_status": "synthetic"},
    }
    path.with_name("datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    return path


@dataclass(frozen=True)
class Shape:
    """A made-up file: what it is called, its kind, and its columns as SQL of the row `i`."""

    what: str
    kind: str
    columns: str


def _stamp(days: int) -> str:
    begin = f"TIMESTAMP '2024-01-01' + INTERVAL {days} DAY"
    return f"strftime({begin} + to_seconds(i * 9), '%m/%d/%Y, %I:%M:%S %p UTC')"


SHAPES = {
    # Quoted cells, blank ones, and marks of redaction.
    "records": Shape(
        "delimited rows",
        "portal-search-log",
        """'SYN-' || lpad(i::VARCHAR, 8, '0') AS search_id,
        'acct-' || (i * 7919 % 4001) AS account,
        'Federal account ' || chr(65 + (i % 5)::INT) AS account_group,
        CASE WHEN i % 11 = 0 THEN '***' ELSE 'user ' || (i * 31 % 9973) END AS "user",
        strftime(TIMESTAMP '2024-01-01' + to_seconds(i * 3), '%Y-%m-%d %H:%M:%S') AS searched_at,
        CASE i % 3 WHEN 0 THEN 'search' WHEN 1 THEN 'lookup' ELSE 'convoy' END AS search_type,
        CASE WHEN i % 17 = 0 THEN '' WHEN i % 101 = 0 THEN 'theft, "quoted"'
            ELSE 'Investigation ' || (i * 13 % 88817) END AS reason""",
    ),
    "audit": Shape(
        "rows of a network audit",
        "flock-network-audit",
        f"""'SYN-' || lpad(i::VARCHAR, 8, '0') AS "ID", 'user ' || (i * 31 % 9973) AS "Name",
        'Sample City ' || (i % 301) || ' PD' AS "Org Name",
        (i % 5000)::VARCHAR AS "Total Networks Searched",
        {_stamp(0)} || ' to ' || {_stamp(30)} AS "Time Frame",
        'SYN' || (i * 7919 % 9999) AS "License Plate",
        CASE WHEN i % 7 = 0 THEN '[REDACTED]' ELSE 'inv ' || (i * 13 % 777) END AS "Reason",
        'C-' || (i * 17 % 88817) AS "Case #", '' AS "Filters", {_stamp(31)} AS "Search Time",
        'search' AS "Search Type", '' AS "Text Prompt", '' AS "Moderation" """,
    ),
}


def take(measure: Measure, ours: dict[str, Any], theirs: dict[str, Any]) -> None:
    """Add one pair; stop if the two did not give the same."""
    if ours["result"] != theirs["result"]:
        raise SystemExit(f"The results differ: {ours['result']} and {theirs['result']}")
    measure.ours.append(ours["seconds"])
    measure.theirs.append(theirs["seconds"])
    measure.memory.append(ours["memory"])
    measure.peer_memory.append(theirs["memory"])


def run_side(side: str, path: Path) -> dict[str, Any]:
    """Run one side in a process of its own; return its seconds, peak memory and result."""
    command = [sys.executable, __file__, "--side", side, "--file", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{side} failed: {done.stderr.strip()[-2000:]}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def write_workbook(path: Path, rows: int) -> None:
    """Write a workbook as Excel does (texts shared, numbers as numbers), of made-up rows."""
    texts: dict[str, int] = {}

    def share(text: str) -> str:
        return f't="s"><v>{texts.setdefault(text, len(texts))}'

    lines = ["".join(f"<c {share(name)}</v></c>" for name in HEADER)]
    for number in range(rows):
        values = (
            share(f"SYN-{number:07}"),
            share(f"Terminal {number * 7919 % 4001}"),
            share(f"Federal requester {'ABC'[number % 3]}"),
            share("QA" if number % 5 else "QB"),
            share(f"2025-{number % 12 + 1:02}"),
            f"><v>{number * 31 % 997}",
            share(f"{number * 17 % 100_000:05}"),
            f"><v>{number % 1000 / 1000 + 0.0005:.4f}",
        )
        lines.append("".join(f"<c {value}</v></c>" for value in values))
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    media = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    sheet = "".join(
        f'<row r="{number}">{line}</row>' for number, line in enumerate(_place(lines), start=1)
    )
    shared = "".join(f"<si><t>{text}</t></si>" for text in texts)
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{media}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{media}.worksheet+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{media}.sharedStrings+xml"/>'
        "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
        f'Type="{kinds}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {space} xmlns:r="{kinds}"><sheets>'
        '<sheet name="Made up" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="rId1" Type="{kinds}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{kinds}/sharedStrings" Target="sharedStrings.xml"/>'
        "</Relationships>",
        "xl/sharedStrings.xml": f"<sst {space}>{shared}</sst>",
        "xl/worksheets/sheet1.xml": f"<worksheet {space}><sheetData>{sheet}</sheetData>"
        "</worksheet>",
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)


def _place(lines: Sequence[str]) -> list[str]:
    """Return rows whose cells say where they stand, as Excel writes them."""
    placed = []
    for number, line in enumerate(lines, start=1):
        cells = line.split("<c ")[1:]
        placed.append(
            "".join(f'<c r="{"ABCDEFGH"[n]}{number}" {cell}' for n, cell in enumerate(cells))
        )
    return [line.replace('" >', '">') for line in placed]


def read_workbook_ours(path: Path) -> dict[str, Any]:
    """Read a workbook with intake."""
    import pandas as pd  # noqa: F401 - loaded before the clock starts, as on the other side
    import python_calamine  # noqa: F401

    from helpers.intake.excel import read_workbook
    from helpers.intake.rows import cell
    from helpers.kinds.registry import find_header_test

    test = find_header_test("network-query-counts")
    return timed(
        lambda: read_workbook(path, shown=path.name, is_header=test),
        lambda parts: parts[0].frame[[cell(place) for place in range(len(HEADER))]],
    )


def read_workbook_theirs(path: Path) -> dict[str, Any]:
    """Read a workbook with pandas and openpyxl."""
    import openpyxl  # noqa: F401
    import pandas as pd

    return timed(lambda: pd.read_excel(path, engine="openpyxl", dtype=str), lambda frame: frame)


def make_records_ours(path: Path) -> dict[str, Any]:
    """Make the cleaned table of a large file."""
    import pandas as pd  # noqa: F401 - loaded before the clock starts

    from helpers.kinds import large
    from helpers.kinds.large_ledgers import clean_large
    from helpers.project import Project
    from helpers.releases.release import open_release

    large.LARGE = 0  # fewer rows are measured in the same way
    release = open_release("made-up", Project(path.parents[3]))
    target = path.parents[3] / "ours.parquet"
    return timed_file(lambda: clean_large(release, target), target)


def make_records_theirs(path: Path) -> dict[str, Any]:
    """Copy a large file to Parquet."""
    import duckdb

    target = path.parents[3] / "theirs.parquet"
    return timed_file(
        lambda: duckdb.execute(f"COPY (SELECT * FROM read_csv('{path}')) TO '{target}'"), target
    )


def timed_file(work: Callable[[], Any], target: Path) -> dict[str, Any]:
    """Return the seconds of `work`, the peak of memory, and a sum over the ids by their place."""
    import duckdb

    begin = time.perf_counter()
    if work() is None:
        raise SystemExit("The file was refused")
    seconds = time.perf_counter() - begin
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    table = f"read_parquet('{target}', file_row_number = true)"
    found = duckdb.execute(
        "SELECT count(*), sum(hash(COLUMNS('^(search_id|ID)$'), file_row_number))::VARCHAR "
        f"FROM {table}"
    ).fetchone()
    return {"seconds": seconds, "memory": memory, "result": list(found or ())}


def timed(work: Callable[[], Any], as_frame: Callable[[Any], Any]) -> dict[str, Any]:
    """Return the seconds of `work`, the peak of memory, and a sha256 of all its texts."""
    begin = time.perf_counter()
    found = work()
    seconds = time.perf_counter() - begin
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    frame = as_frame(found).fillna("").astype(str)
    digest = hashlib.sha256()
    for name in frame:
        digest.update("\x1f".join(frame[name]).encode())
    result = [len(frame), len(frame.columns), digest.hexdigest()]
    return {"seconds": seconds, "memory": memory, "result": result}


SIDES: dict[str, Callable[[Path], dict[str, Any]]] = {
    "records": make_records_ours,
    "records-peer": make_records_theirs,
    "workbook": read_workbook_ours,
    "workbook-peer": read_workbook_theirs,
}


def describe(one: Measure) -> str:
    """Return one measure as lines for people."""
    ours, theirs = statistics.median(one.ours), statistics.median(one.theirs)
    peaks = statistics.median(one.memory) / 1e6, statistics.median(one.peer_memory) / 1e6
    return (
        f"{one.what}: {ours:.2f} s, {peaks[0]:,.0f} MB\n"
        f"  {one.peer}: {theirs:.2f} s, {peaks[1]:,.0f} MB\n"
        f"  {one.times_as_fast:.1f} times as fast; ours / peer {one.ratio:.2f}"
    )


def describe_machine() -> str:
    """Return the class of this machine, and no more of it than that."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{cores} cores, {platform.system()}, Python {platform.python_version()}"


if __name__ == "__main__":
    raise SystemExit(main())
