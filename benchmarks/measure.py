"""Measure every speed that the README quotes, each against its peer, in the same run.

    python benchmarks/measure.py [--repeats 3] [--json] [--write-readme]

Three questions: what the runner costs against the plain papermill command line on the same
notebooks, one after another; what an up-to-date run costs against the first; what `import helpers`
costs against `import pandas`. Each repeat works in fresh copies of the tracked files, with the
environment in place, and the two sides take turns in going first; what is quoted is the median.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

HOME = Path(__file__).resolve().parents[1]
START, END = "<!-- speed:start -->", "<!-- speed:end -->"
WORDS = {1: "one core", 2: "two cores", 4: "four cores", 8: "eight cores", 16: "sixteen cores"}


@dataclass
class Measure:
    """One comparison: ours and the peer's seconds, a pair a repeat."""

    what: str
    peer: str
    ours: list[float] = field(default_factory=list)
    theirs: list[float] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        """The median of ours."""
        return statistics.median(self.ours)

    @property
    def peer_seconds(self) -> float:
        """The median of the peer's."""
        return statistics.median(self.theirs)

    @property
    def ratio(self) -> float:
        """Ours as a share of the peer's: below 1 is faster."""
        return self.seconds / self.peer_seconds


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print the table, and put it into the README if asked."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=3, help="how often; the median is quoted")
    parser.add_argument("--json", action="store_true", help="print all seconds as JSON")
    parser.add_argument("--write-readme", action="store_true", help="put the table in README.md")
    given = parser.parse_args(arguments)
    if given.repeats < 1:
        parser.error("--repeats must be 1 or more")
    measures = [*measure_runner(given.repeats), measure_import(max(given.repeats, 5))]
    table = write_table(measures, describe_machine())
    if given.json:
        rows = [asdict(one) | {"ratio": one.ratio} for one in measures]
        print(json.dumps({"machine": describe_machine(), "measures": rows}, indent=1))
    else:
        print(table)
    if given.write_readme:
        readme = HOME / "README.md"
        readme.write_text(replace_part(readme.read_text("utf-8"), table), encoding="utf-8")
    return 0


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


def measure_import(repeats: int) -> Measure:
    """Return a process that imports helpers against one that imports pandas."""
    measure = Measure("a process that does `import helpers`", "one that does `import pandas`")
    check = "import helpers, sys; sys.exit('pandas' in sys.modules)"
    time_command([*_python(), "-c", check], HOME)
    time_command([*_python(), "-c", "import pandas"], HOME)
    for _ in range(repeats):
        measure.ours.append(time_command([*_python(), "-c", "import helpers"], HOME))
        measure.theirs.append(time_command([*_python(), "-c", "import pandas"], HOME))
    return measure


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


def write_table(measures: Sequence[Measure], machine: str) -> str:
    """Return the measures as a markdown table, with the peer of each ratio beside it."""
    lines = [
        "| ours | median | peer | median | ours / peer |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| {one.what} | {_say(one.seconds)} | {one.peer} | {_say(one.peer_seconds)} "
        f"| {one.ratio:.2f} |"
        for one in measures
    ]
    repeats = ", ".join(str(len(one.ours)) for one in measures)
    return "\n".join([*lines, "", f"Measured on {machine}; repeats: {repeats}."])


def replace_part(document: str, table: str) -> str:
    """Return the document with the part between the speed markers replaced."""
    before, found, rest = document.partition(START)
    _, ended, after = rest.partition(END)
    if not (found and ended):
        raise SystemExit(f"README.md lacks {START} or {END}.")
    return f"{before}{START}\n{table}\n{END}{after}"


def _python() -> list[str]:
    return [sys.executable]


def _say(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds < 10 else f"{seconds:.1f} s"


if __name__ == "__main__":
    raise SystemExit(main())
