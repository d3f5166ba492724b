"""Measure every speed that the README quotes, each against its peer, in the same run.

    python benchmarks/measure.py [--only PART ...] [--repeats 3] [--json] [--write-readme]

The parts: `runner`, what `reproduce` costs against the plain papermill command line on the same
notebooks, one after another, and against itself when nothing has changed; `import`, what
`import helpers` costs against `import pandas`; `workbook`, `records` and `audit`, see
`measure_intake.py`; `pdf`, see `measure_pdf.py`. The two sides of a comparison take turns in going
first, or run one after the other in one process; what is quoted is the median, and no figure is
given unless both sides gave equal results. It ends with status 1 if a speed is below what the
project promises.

With `--only`, `--write-readme` replaces the rows of those parts and leaves the others as they are,
if they were measured on the same sort of machine.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from comparisons import Measure, list_other_rows, replace_part, write_rows, write_table

HOME = Path(__file__).resolve().parents[1]
WORDS = {1: "one core", 2: "two cores", 4: "four cores", 8: "eight cores", 16: "sixteen cores"}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print the table, and put it into the README if asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="+", choices=list(PARTS), help="measure these parts alone")
    parser.add_argument("--repeats", type=int, default=3, help="how often; the median is quoted")
    parser.add_argument("--json", action="store_true", help="print all seconds as JSON")
    parser.add_argument("--write-readme", action="store_true", help="put the table in README.md")
    given = parser.parse_args(arguments)
    if given.repeats < 1:
        parser.error("--repeats must be 1 or more")
    parts = [name for name in PARTS if not given.only or name in given.only]
    machine, readme = describe_machine(), HOME / "README.md"
    kept = list_other_rows(readme.read_text("utf-8"), machine, parts) if given.write_readme else []
    measures = {name: PARTS[name](given.repeats) for name in parts}
    found = [one for part in measures.values() for one in part]
    if given.json:
        rows = [asdict(one) | {"ratio": one.ratio} for one in found]
        print(json.dumps({"machine": machine, "measures": rows}, indent=1))
    else:
        print(write_table(write_rows(measures), machine, list(PARTS)))
    if given.write_readme:
        table = write_table([*write_rows(measures), *kept], machine, list(PARTS))
        readme.write_text(replace_part(readme.read_text("utf-8"), table), encoding="utf-8")
    complaints = [said for one in found if (said := one.complain())]
    print("\n".join(complaints), file=sys.stderr) if complaints else None
    return 1 if complaints else 0


def measure_runner(repeats: int) -> list[Measure]:
    """Return the first run against papermill's command line, and an up-to-date run against it."""
    names = sorted(path.name for path in (HOME / "notebooks").glob("*.ipynb"))
    if not names:
        raise SystemExit("There are no notebooks to measure.")
    first = Measure(
        f"`reproduce` from nothing: cleans, runs {len(names)} notebooks, builds the pages",
        f"papermill's command line on the same {len(names)} notebooks, one after another, no pages",
    )
    again = Measure("`reproduce` when nothing has changed", "the same from nothing")
    for repeat in range(repeats):
        if repeat % 2:
            first.theirs.append(time_papermill(names))
        with fresh_copy() as copy:
            first.ours.append(time_command([*_python(), "-m", "helpers", "reproduce"], copy))
            again.ours.append(time_command([*_python(), "-m", "helpers", "reproduce"], copy))
        if not repeat % 2:
            first.theirs.append(time_papermill(names))
    again.theirs = list(first.ours)
    return [first, again]


def time_papermill(names: Sequence[str]) -> float:
    """Return the seconds of plain papermill on each notebook in turn, in a fresh copy.

    The notebooks that rest on others' findings take the committed ones: papermill harvests none.
    """
    with fresh_copy() as copy:
        return sum(
            time_command(
                [*_python(), "-m", "papermill", name, str(copy / f"out-{name}")],
                copy,
                within="notebooks",
            )
            for name in names
        )


def measure_import(repeats: int) -> list[Measure]:
    """Return a process that imports helpers against one that imports pandas, five times or more."""
    measure = Measure("a process that does `import helpers`", "one that does `import pandas`")
    check = "import helpers, sys; sys.exit('pandas' in sys.modules)"
    time_command([*_python(), "-c", check], HOME)
    time_command([*_python(), "-c", "import pandas"], HOME)
    for _ in range(max(repeats, 5)):
        measure.ours.append(time_command([*_python(), "-c", "import helpers"], HOME))
        measure.theirs.append(time_command([*_python(), "-c", "import pandas"], HOME))
    return [measure]


def measure_intake(what: str, repeats: int) -> list[Measure]:
    """Return what `measure_intake.py` measures of one thing; it stops if the results differ."""
    (told,) = ask_script("measure_intake.py", "--what", what, "--repeats", str(repeats))["measures"]
    limits = {
        "workbook": (1 / 5, None),
        "records": (2.0, 2 * 10**9),
        "audit": (None, 2 * 10**9),
    }[what]
    seconds = {name: told[name] for name in ("what", "peer", "ours", "theirs", "memory")}
    return [Measure(**seconds, at_most=limits[0], at_most_memory=limits[1])]


def measure_print(repeats: int) -> list[Measure]:
    """Return the reading of a printed audit against the peer, on all of its pages."""
    runs = [ask_script("measure_pdf.py", may_end=(0, 1)) for _ in range(repeats)]
    if not all(run["equal"] for run in runs):
        raise SystemExit(f"The two readers of the print differ: {runs}")
    return [
        Measure(
            f"a printed audit of {runs[0]['pages']:,} pages to accounted rows",
            "pdfplumber's `extract_table`, text strategy, on the same pages",
            ours=[run["seconds_ours"] for run in runs],
            theirs=[run["seconds_peer"] for run in runs],
            at_most=1 / 5,
        )
    ]


PARTS: dict[str, Callable[[int], list[Measure]]] = {
    "runner": measure_runner,
    "import": measure_import,
    "workbook": partial(measure_intake, "workbook"),
    "pdf": measure_print,
    "records": partial(measure_intake, "records"),
    "audit": partial(measure_intake, "audit"),
}
"""What can be measured, in the order of the table."""


def ask_script(name: str, *given: str, may_end: Sequence[int] = (0,)) -> dict[str, Any]:
    """Return what another script of this folder measured; stop if it did not."""
    command = [*_python(), str(Path(__file__).with_name(name)), *given, "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode not in may_end or not done.stdout.strip():
        said = (done.stderr or done.stdout).strip().splitlines()[-15:]
        raise SystemExit("\n".join([f"This failed: {' '.join(command)}", *said]))
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@contextmanager
def fresh_copy() -> Iterator[Path]:
    """Yield a folder with the tracked files as they are now, and nothing made on this machine."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=HOME, capture_output=True, check=True)
    with tempfile.TemporaryDirectory(prefix="plateglass-") as folder:
        copy = Path(folder) / "checkout"
        for name in filter(None, listed.stdout.decode("utf-8").split("\0")):
            if (HOME / name).is_file():
                (copy / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(HOME / name, copy / name)
        yield copy


def time_command(command: Sequence[str], checkout: Path, *, within: str = ".") -> float:
    """Return the seconds that a command takes in `checkout`; stop if it fails.

    The copy's own code goes before the installed one; the environment is shared.
    """
    environment = os.environ | {
        "PYTHONPATH": str(checkout / "src"),
        "PLATEGLASS_PROJECT": str(checkout),
    }
    begin = time.perf_counter()
    done = subprocess.run(
        list(command), cwd=checkout / within, env=environment, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    seconds = time.perf_counter() - begin
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()[-15:]
        raise SystemExit("\n".join([f"This failed: {' '.join(command)}", *said]))
    return seconds


def describe_machine() -> str:
    """Return the class of this machine, and no more of it than that."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    words = WORDS.get(cores or 1, f"{cores} cores")
    return f"{words}, {platform.system()}, Python {platform.python_version()}"


def _python() -> list[str]:
    return [sys.executable]


if __name__ == "__main__":
    raise SystemExit(main())
