"""Measure every speed that the README quotes, each against its peer, in the same run.

    python benchmarks/measure.py [--only PART ...] [--repeats 5] [--json] [--write-readme]

The parts: `runner`, what `reproduce` costs against the plain papermill command line on the same
notebooks, one after another, and against itself when nothing has changed; `import`, what
`import helpers` costs against `import pandas`; `workbook`, `small`, `records`, `audit` and
`network`, see `measure_intake.py`; `pdf`, see `measure_pdf.py`. `network` takes an hour and 10 GB
of disk, so it is measured only if it is named. The two sides of a comparison take turns in going
first; what is quoted is the median of the pairs, and no figure is given unless both sides gave
equal results. It ends with status 1 if a speed is below what the project promises.

With `--only`, `--write-readme` replaces the rows of those parts and leaves the others as they are,
if they were measured on the same sort of machine.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import clocks
from comparisons import (
    LEAST,
    Measure,
    describe_machine,
    list_other_rows,
    replace_part,
    write_rows,
    write_table,
)

HOME = Path(__file__).resolve().parents[1]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print the table, and put it into the README if asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="+", choices=list(PARTS), help="measure these parts alone")
    parser.add_argument("--repeats", type=int, default=LEAST, help="pairs; the median is quoted")
    parser.add_argument("--json", action="store_true", help="print all seconds as JSON")
    parser.add_argument("--write-readme", action="store_true", help="put the table in README.md")
    given = parser.parse_args(arguments)
    if given.repeats < 1:
        parser.error("--repeats must be 1 or more")
    parts = [name for name in PARTS if name in (given.only or SHORT)]
    machine, readme = describe_machine(), HOME / "README.md"
    kept = list_other_rows(readme.read_text("utf-8"), machine, parts) if given.write_readme else []
    measures = {name: PARTS[name](repeats=given.repeats) for name in parts}
    found = [one for part in measures.values() for one in part]
    if given.json:
        rows = [asdict(one) | {"ratio": one.ratio, "cpu_ratio": one.cpu_ratio} for one in found]
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
    command = [*_python(), "-m", "helpers", "reproduce"]
    for repeat in range(repeats):
        before = time_papermill(names) if repeat % 2 else None
        with fresh_copy() as copy:
            whole, unchanged = time_command(command, copy), time_command(command, copy)
        take(first, whole, before or time_papermill(names))
        take(again, unchanged, whole)
    return [first, again]


def time_papermill(names: Sequence[str]) -> dict[str, float]:
    """Return the seconds of plain papermill on each notebook in turn, in a fresh copy.

    The notebooks that rest on others' findings take the committed ones: papermill harvests none.
    """
    papermill = [*_python(), "-m", "papermill"]
    with fresh_copy() as copy:
        times = [
            time_command([*papermill, name, str(copy / f"out-{name}")], copy, within="notebooks")
            for name in names
        ]
    return {key: sum(one[key] for one in times) for key in ("seconds", "cpu")}


def measure_import(repeats: int) -> list[Measure]:
    """Return a process that imports helpers against one that imports pandas."""
    measure = Measure("a process that does `import helpers`", "one that does `import pandas`")
    check = "import helpers, sys; sys.exit('pandas' in sys.modules)"
    time_command([*_python(), "-c", check], HOME)
    time_command([*_python(), "-c", "import pandas"], HOME)
    for _ in range(max(repeats, LEAST)):
        ours, theirs = (
            time_command([*_python(), "-c", f"import {name}"], HOME)
            for name in ("helpers", "pandas")
        )
        take(measure, ours, theirs)
    return [measure]


def take(measure: Measure, ours: dict[str, float], theirs: dict[str, float]) -> None:
    """Add one pair."""
    measure.ours.append(ours["seconds"])
    measure.theirs.append(theirs["seconds"])
    measure.cpu.append(ours["cpu"])
    measure.peer_cpu.append(theirs["cpu"])


def measure_script(name: str, *given: str, repeats: int) -> list[Measure]:
    """Return what another script of this folder measures; stop if its two sides differ."""
    told = ask_script(name, *given, "--repeats", str(repeats), may_end=(0, 1))["measures"]
    derived = ("ratio", "cpu_ratio")
    return [
        Measure(**{key: value for key, value in one.items() if key not in derived}) for one in told
    ]


PARTS: dict[str, Callable[..., list[Measure]]] = {
    "runner": measure_runner,
    "import": measure_import,
    "workbook": partial(measure_script, "measure_intake.py", "--what", "workbook"),
    "small": partial(measure_script, "measure_intake.py", "--what", "small"),
    "pdf": partial(measure_script, "measure_pdf.py"),
    "records": partial(measure_script, "measure_intake.py", "--what", "records"),
    "audit": partial(measure_script, "measure_intake.py", "--what", "audit"),
    "network": partial(measure_script, "measure_intake.py", "--what", "network"),
}
"""What can be measured, in the order of the table: each takes how many pairs."""

SHORT = [part for part in PARTS if part != "network"]
"""What is measured where nothing is named."""


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


def time_command(command: Sequence[str], checkout: Path, *, within: str = ".") -> dict[str, float]:
    """Return the seconds that a command takes in `checkout`; stop if it fails.

    The copy's own code goes before the installed one; the environment is shared.
    """
    environment = os.environ | {
        "PYTHONPATH": str(checkout / "src"),
        "PLATEGLASS_PROJECT": str(checkout),
    }
    return clocks.time_command(command, checkout / within, environment)


def _python() -> list[str]:
    return [sys.executable]


if __name__ == "__main__":
    raise SystemExit(main())
