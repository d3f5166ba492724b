"""Measure how fast files become tables, each time against its peer on the same file.

    python benchmarks/measure_intake.py [--what PART ...] [--repeats 5] [--json]
        [--record-rows N] [--audit-rows N] [--workbook-rows N] [--network-rows N]
        [--network-files N]

The parts:

- `records`: a log of 10 million rows and seven columns, as CSV; `audit`: 3 million rows of an audit
  as a vendor exports it, with thirteen columns and three times in each row. Ours is
  `cleaning.clean.make_tables`, as `plateglass clean` runs it once it has checked the file's hash.
  It is read twice from one run: when the typed table is on disk and each record is accounted for,
  and when the repeats are found and the ledger is written. The peer is DuckDB's bare `COPY` of
  the file to Parquet, which does none of that. Both must agree on every value.
- `workbook`: 100,000 rows to a typed, accounted table, the process that reads apart included. The
  peer is `pandas.read_excel(engine="openpyxl", dtype=str)`, which only reads. Both must give the
  same texts.
- `small`: `plateglass add` and `plateglass clean` of 20 rows, from the command line. The peer is
  two processes that import pandas and read the file.
- `network`, only if it is named, since it takes long: six files of 29 million messages in one
  release. Each file is written, copied by the peer, cleaned by us, and deleted; then the repeats
  in all of them are found, which must be those that were put there.

Each side runs in a process of its own, they take turns in going first, and what is quoted is the
median of the pairs. Imports are not counted on either side of the first two parts. It ends with
status 1 if a promise is not kept.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from clocks import Clock, time_command
from comparisons import LEAST, Measure, describe_machine
from invented_files import (
    HEADER,
    SHAPES,
    Shape,
    count_repeats,
    describe_log,
    write_log,
    write_network,
    write_release,
    write_workbook,
)

HOME = Path(__file__).resolve().parents[1]
BARE = "DuckDB's bare COPY to Parquet"
GB = 10**9


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, and print a table or JSON."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--what", nargs="+", choices=PARTS, help="these parts alone")
    parser.add_argument("--repeats", type=int, default=LEAST, help="pairs; the median is quoted")
    parser.add_argument("--json", action="store_true", help="print all seconds as JSON")
    parser.add_argument("--record-rows", type=int, default=10_000_000)
    parser.add_argument("--audit-rows", type=int, default=3_000_000)
    parser.add_argument("--workbook-rows", type=int, default=100_000)
    parser.add_argument("--network-rows", type=int, default=29_000_000, help="of each file")
    parser.add_argument("--network-files", type=int, default=6)
    parser.add_argument("--side", choices=sorted(SIDES), help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.side:
        print(json.dumps(SIDES[given.side](given.file)))
        return 0
    if given.repeats < 1:
        parser.error("--repeats must be 1 or more")
    measures: list[Measure] = []
    for part in given.what or [part for part in PARTS if part != "network"]:
        with tempfile.TemporaryDirectory(prefix="plateglass-") as folder:
            measures += PARTS[part](Path(folder), given)
    if given.json:
        rows = [asdict(one) | {"ratio": one.ratio, "cpu_ratio": one.cpu_ratio} for one in measures]
        print(json.dumps({"machine": describe_machine(), "measures": rows}, indent=1))
    else:
        for one in measures:
            print(describe(one))
        print(f"Measured on {describe_machine()}; repeats: {given.repeats}.")
    complaints = [said for one in measures if (said := one.complain())]
    print("\n".join(complaints), file=sys.stderr) if complaints else None
    return 1 if complaints else 0


def measure_log(what: str, folder: Path, given: argparse.Namespace) -> list[Measure]:
    """Return the making of a large file's table, and of its ledger, against a bare copy."""
    shape = SHAPES[what]
    rows = {"records": given.record_rows, "audit": given.audit_rows}[what]
    begin = f"{rows:,} {shape.what} to a typed table with each record accounted for"
    limits = {"records": (1.5, 1.75), "audit": (None, 3.0)}[what]
    measures = [
        Measure(begin, BARE, at_most=limits[0], at_most_memory=3 * GB // 2),
        Measure(
            f"{begin}, repeats and ledger", BARE, at_most=limits[1], at_most_memory=3 * GB // 2
        ),
    ]
    path = write_release(folder, shape, rows)
    for repeat in range(given.repeats):
        ours, theirs = run_pair(("log", "log-peer"), path, repeat)
        check(ours["rows"], rows)
        compare(shape, [folder / "ours" / "table-001.parquet"], folder / "theirs.parquet")
        for measure, stage in zip(measures, ("table", "ledger"), strict=True):
            take(measure, ours[stage], theirs)
    return measures


def measure_workbook(folder: Path, given: argparse.Namespace) -> list[Measure]:
    """Return a workbook's table against pandas with openpyxl."""
    measure = Measure(
        f"a workbook of {given.workbook_rows:,} rows to a typed table with each row accounted for",
        'pandas.read_excel(engine="openpyxl", dtype=str)',
        at_most=1 / 5,
    )
    path = folder / "made-up.xlsx"
    write_workbook(path, given.workbook_rows)
    for repeat in range(given.repeats):
        ours, theirs = run_pair(("workbook", "workbook-peer"), path, repeat)
        check(ours["result"], theirs["result"])
        take(measure, ours, theirs)
    return [measure]


def measure_small(folder: Path, given: argparse.Namespace) -> list[Measure]:
    """Return the commands `add` and `clean` on 20 rows against two processes that read them."""
    measure = Measure(
        "`plateglass add` and `plateglass clean` of 20 rows",
        "two processes that import pandas and read them",
        at_most_seconds=2.5,
    )
    path, rows = folder / "made-up.csv", 20
    write_log(path, SHAPES["records"], rows)
    command = [sys.executable, "-m", "helpers", "--project", str(folder)]
    read = f"import pandas, sys; sys.exit(len(pandas.read_csv({str(path)!r}, dtype=str)) != {rows})"
    for repeat in range(given.repeats):
        name = f"made-up-{repeat}"
        ours = [
            time_command([*command, "add", str(path), "--release", name], folder),
            time_command([*command, "clean", name], folder),
        ]
        theirs = [time_command([sys.executable, "-c", read], folder) for _ in range(2)]
        ledger = json.loads((folder / "data/processed" / name / "ledger.json").read_text("utf-8"))
        check([ledger["rows_read"], ledger["rows_kept"]], [rows, rows])
        take(measure, add_up(ours), add_up(theirs))
    measure.memory, measure.peer_memory = [], []  # each process has its own; none is large
    return [measure]


def measure_network(folder: Path, given: argparse.Namespace) -> list[Measure]:
    """Return a release of several large files: each one's table, and the repeats among them all."""
    files, rows = given.network_files, given.network_rows
    each = Measure(
        f"{rows:,} messages, one of {files} files, to a typed table with each record accounted for",
        BARE,
        at_most_memory=3 * GB // 2,
    )
    repeats = Measure(
        f"repeats among {files * rows:,} messages in {files} files",
        "making their tables",
        at_most=1.0,
        at_most_memory=3 * GB // 2,
    )
    ledger = Measure(
        f"ledger of {files * rows:,} messages in {files} files",
        "making their tables",
        at_most_memory=3 * GB // 2,
    )
    for number in range(files):
        path, shape = folder / f"log-{number + 1}.csv", write_network(number)
        write_log(path, shape, rows)
        ours, theirs = run_pair(("file", "file-peer"), path, number)
        check(ours["rows"], rows)
        tables = folder.glob(f"tables/file-{number + 1:03}-*.parquet")
        compare(shape, sorted(tables), path.with_suffix(".parquet"))
        take(each, ours, theirs)
        path.unlink()
        path.with_suffix(".parquet").unlink()
    found = run_side("network", folder)
    check(found["duplicates"], count_repeats(files, rows))
    check(found["rows"], files * rows)
    whole = {"seconds": sum(each.ours), "cpu": sum(each.cpu), "memory": max(each.memory)}
    take(repeats, found["repeats"], whole)
    take(ledger, found["ledger"], whole)
    return [each, repeats, ledger]


PARTS: dict[str, Callable[[Path, argparse.Namespace], list[Measure]]] = {
    "workbook": measure_workbook,
    "small": measure_small,
    "records": partial(measure_log, "records"),
    "audit": partial(measure_log, "audit"),
    "network": measure_network,
}
"""What can be measured: by its name, what writes its files to a folder and measures."""


def check(ours: Any, theirs: Any) -> None:
    """Stop if the two are not the same."""
    if ours != theirs:
        raise SystemExit(f"The results differ: {ours} and {theirs}")


def compare(shape: Shape, ours: Sequence[Path], theirs: Path) -> None:
    """Stop unless a table and a bare copy have as many rows, and the same values in each."""
    import duckdb

    sums = []
    for tables, values in ((ours, shape.compared), ([theirs], shape.compared.values())):
        listed = ", ".join(f"({value})::VARCHAR" for value in values)
        named = ", ".join(f"'{table}'" for table in tables)
        found = duckdb.execute(
            f"SELECT count(*), sum(hash(file_row_number, {listed}))::VARCHAR "
            f"FROM read_parquet([{named}], file_row_number = true)"
        ).fetchone()
        sums.append(list(found or ()))
    check(*sums)


def take(measure: Measure, ours: dict[str, Any], theirs: dict[str, Any]) -> None:
    """Add one pair."""
    measure.ours.append(ours["seconds"])
    measure.theirs.append(theirs["seconds"])
    measure.cpu.append(ours["cpu"])
    measure.peer_cpu.append(theirs["cpu"])
    measure.memory.append(int(ours["memory"]))
    measure.peer_memory.append(int(theirs["memory"]))


def add_up(parts: Sequence[dict[str, float]]) -> dict[str, float]:
    """Return what several processes took, one after another."""
    return {name: sum(part[name] for part in parts) for name in parts[0]}


def run_pair(sides: tuple[str, str], path: Path, repeat: int) -> tuple[Any, Any]:
    """Run both sides, the peer first in every second repeat; return ours and theirs."""
    found = {side: run_side(side, path) for side in (sides[::-1] if repeat % 2 else sides)}
    return found[sides[0]], found[sides[1]]


def run_side(side: str, path: Path) -> dict[str, Any]:
    """Run one side in a process of its own; return what it measured."""
    command = [sys.executable, __file__, "--side", side, "--file", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{side} failed: {done.stderr.strip()[-2000:]}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def clean_log(path: Path) -> dict[str, Any]:
    """Make the tables of a release, as `plateglass clean` does; read the clock in between."""
    _import_all()
    from helpers.cleaning.clean import make_tables
    from helpers.project import Project
    from helpers.releases.release import open_release

    project = Project(path.parents[3])
    release, folder = open_release("made-up", project), _make_empty(project.root / "ours")
    found = {}

    def run(clean_one: Callable[[Any], Any], jobs: Iterable[Any]) -> list[Any]:
        made = [clean_one(job) for job in jobs]
        found["table"] = clock.read()
        return made

    clock = Clock()
    table = make_tables(release, folder, run=run)
    found["ledger"] = clock.read()
    return found | {"rows": table.ledger.rows_kept}


def copy_log(path: Path) -> dict[str, Any]:
    """Copy a log to Parquet, and do nothing else."""
    return _copy(path, path.parents[3] / "theirs.parquet")


def clean_file(path: Path) -> dict[str, Any]:
    """Make the table of one file of a message log, and write its account beside it."""
    _import_all()
    from helpers.cleaning.clean import CleaningJob, clean_one
    from helpers.ledger.parts import write_parts
    from helpers.releases.descriptor import Resource
    from helpers.schemas.schema import load_schema

    folder = path.with_name("tables")
    folder.mkdir(exist_ok=True)
    resource = Resource(**describe_log(path))
    schema = load_schema(write_network(0).kind)
    number = int(path.stem.partition("-")[2])
    clock = Clock()
    parts = clean_one(CleaningJob(number, path, resource, schema, None, folder))
    found = clock.read()
    (folder / f"{path.stem}.json").write_text(write_parts(parts), encoding="utf-8")
    return found | {"rows": sum(part.kept for part in parts)}


def copy_file(path: Path) -> dict[str, Any]:
    """Copy one file of a message log to Parquet."""
    return _copy(path, path.with_suffix(".parquet"))


def account_network(folder: Path) -> dict[str, Any]:
    """Find the repeats in all tables of a message log, then make its ledger."""
    _import_all()
    from helpers.cleaning.clean import connect
    from helpers.cleaning.duplicates import find_repeats
    from helpers.ledger.account import make_ledger
    from helpers.ledger.parts import read_parts
    from helpers.schemas.schema import load_schema
    from helpers.status import DataStatus

    schema, folder = load_schema(write_network(0).kind), folder / "tables"
    listed = sorted(folder.glob("*.json"), key=lambda one: int(one.stem.partition("-")[2]))
    parts = [part for one in listed for part in read_parts(one.read_text(encoding="utf-8"))]
    with connect(folder) as connection:
        clock = Clock()
        duplicates = find_repeats(connection, folder, parts, schema)
        repeats = clock.read()
        clock = Clock()
        ledger = make_ledger(
            *(connection, folder, parts, schema),
            release="made-up",
            status=DataStatus.SYNTHETIC,
            repeats=lambda: duplicates,
        )
        told = clock.read()
    rows = ledger.rows_kept
    return {"repeats": repeats, "ledger": told, "duplicates": duplicates, "rows": rows}


def clean_workbook(path: Path) -> dict[str, Any]:
    """Make the table of a workbook; its texts are read again when the clock has stopped."""
    _import_all()
    from helpers.cleaning.clean import clean_part, connect
    from helpers.project import open_scratch
    from helpers.readers.files import open_file, pin_file
    from helpers.readers.records import cell
    from helpers.schemas.schema import load_schema

    schema, resource = load_schema("network-query-counts"), pin_file(path, path.name)
    with open_scratch() as folder, connect(folder) as connection:
        clock = Clock()
        (records,) = open_file(path, resource, shown=path.name, schemas=[schema], folder=folder)
        account = clean_part(connection, records, schema, (None, None), folder / "table.parquet")
        found = clock.read()
        cells = ", ".join(cell(number) for number in range(len(HEADER)))
        frame = connection.sql(f"SELECT {cells} FROM {records.scan}").df()
    check([account.counted, account.kept], [len(frame)] * 2)
    return found | {"result": _hash_texts(frame)}


def read_workbook(path: Path) -> dict[str, Any]:
    """Read a workbook with pandas and openpyxl."""
    import openpyxl  # noqa: F401 - loaded before the clock starts, as on the other side
    import pandas as pd

    clock = Clock()
    frame = pd.read_excel(path, engine="openpyxl", dtype=str)
    return clock.read() | {"result": _hash_texts(frame)}


SIDES: dict[str, Callable[[Path], dict[str, Any]]] = {
    "log": clean_log,
    "log-peer": copy_log,
    "file": clean_file,
    "file-peer": copy_file,
    "network": account_network,
    "workbook": clean_workbook,
    "workbook-peer": read_workbook,
}


def _import_all() -> None:
    """Load what cleaning needs before the clock starts, as the peer's library is loaded."""
    sys.path.insert(0, str(HOME / "src"))
    import duckdb  # noqa: F401
    import numpy as np  # noqa: F401
    import pyarrow.parquet  # noqa: F401

    import helpers.cleaning.clean
    import helpers.readers.files  # noqa: F401


def _copy(path: Path, target: Path) -> dict[str, Any]:
    import duckdb

    clock = Clock()
    duckdb.execute(f"COPY (SELECT * FROM read_csv('{path}')) TO '{target}' (FORMAT parquet)")
    return dict(clock.read())


def _make_empty(folder: Path) -> Path:
    import shutil

    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    return folder


def _hash_texts(frame: Any) -> list[Any]:
    """Return the size of a frame and a sha256 of all its texts."""
    texts = frame.fillna("").astype(str)
    digest = hashlib.sha256()
    for name in texts:
        digest.update("\x1f".join(texts[name]).encode())
    return [*texts.shape, digest.hexdigest()]


def describe(one: Measure) -> str:
    """Return one measure as lines for people."""
    cpu = "" if one.cpu_ratio is None else f", in CPU seconds {one.cpu_ratio:.2f}"
    spent = f" ({statistics.median(one.cpu):.2f} s of CPU)" if one.cpu else ""
    peak = f", {one.peak / 1e6:,.0f} MB" if one.peak else ""
    return (
        f"{one.what}: {one.seconds:.2f} s{spent}{peak}\n"
        f"  {one.peer}: {one.peer_seconds:.2f} s\n"
        f"  ours / peer {one.ratio:.2f}{cpu}; pairs: {len(one.ours)}"
    )


if __name__ == "__main__":
    raise SystemExit(main())
