"""Runs that die: forked children of one warm process, each ended at another moment of its work.

    python dying.py SCENARIO EVERY FOLDER

A child counts what it does to the disk and ends at the n-th deed: killed, or failed by an error
that the disk or the person would cause. What each child leaves behind is judged: the release is
byte for byte what it was or what it becomes, the commands see nothing else, and the next run
succeeds and tidies up. Prints one line of JSON: how many children ended in each way, and what is
wrong. EVERY kills one child in so many moments, and fails a third as many;
no rename is left out.
"""

from __future__ import annotations

import contextlib
import copy
import csv
import errno
import hashlib
import io
import json
import os
import re
import resource
import shutil
import signal
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

# Loaded once, before the first fork, so that no child has to.
import charset_normalizer  # noqa: F401
import clevercsv  # noqa: F401
import duckdb  # noqa: F401
import pandas as pd  # noqa: F401
import pyarrow.parquet  # noqa: F401
import rapidfuzz.process  # noqa: F401

from helpers import cli, project
from helpers.adding import add as adding  # noqa: F401
from helpers.adding import fetch as fetching  # noqa: F401
from helpers.analysis import agency_names  # noqa: F401
from helpers.claims import verdicts
from helpers.claims.finding import MIME, Finding, Scope
from helpers.cleaning import cache, clean  # noqa: F401
from helpers.releases.catalog import COLUMNS
from helpers.runner import bundle, run
from helpers.runner.kernels import Execution
from helpers.schemas.schema import load_schemas
from helpers.site import editions, pages

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
RENAMES = ("os.rename", "exchange")
DEEDS = (*RENAMES, "os.remove", "os.mkdir", "os.rmdir", "os.truncate", "open")

LIST = "Organization Name,Networks Shared With Me,Networks I'm Sharing\n"


@dataclass(frozen=True)
class Scenario:
    """What is there before, the command that is ended, and where the release lies."""

    prepare: Callable[[Path], None]
    words: tuple[str, ...]
    place: str


def add(root: Path, *names: str, release: str = "log") -> None:
    files = [str(root / "received" / name) for name in names]
    words = ("--release", release, "--custodian", "Example County SO")
    status, said = command(root, "add", *files, *words)
    assert status == 0, said


def clean_log(root: Path) -> None:
    status, said = command(root, "clean", "log")
    assert status == 0, said


def prepare_files(root: Path) -> None:
    """Write a list, a second one that has to be recoded, and counts that another process reads."""
    (root / "received").mkdir(parents=True)
    for name, encoding in (("a.csv", "utf-8"), ("b.csv", "utf-16")):
        rows = "".join(f"Made-up {name[0]}{n} PD,SYN-{n},\n" for n in range(30))
        (root / "received" / name).write_text(f"{LIST}{rows}broken\n", encoding=encoding)
    counts = [
        {
            "row_id": f"SYN-{n}",
            "requester_group": "A",
            "state": "QA",
            "month": "2025-01",
            "queries": n,
        }
        for n in range(30)
    ]
    text = "".join(f"{json.dumps(one)}\n" for one in counts)
    (root / "received" / "counts.ndjson").write_text(text, encoding="utf-8")


def prepare_added(root: Path) -> None:
    prepare_files(root)
    add(root, "a.csv", "b.csv")


def prepare_read(root: Path) -> None:
    """A release of which nothing is at hand that `add` had read."""
    prepare_added(root)
    shutil.rmtree(root / ".plateglass")


def prepare_cleaned(root: Path) -> None:
    """A release cleaned by another version of the code: the same rows, other bytes."""
    prepare_added(root)
    clean_log(root)
    table = root / PROCESSED / "table-001.parquet"
    table.write_bytes(table.read_bytes() + b" ")


FACTS = ("--release", "log", "--custodian", "Example SO")
ADD = ("add", "received/a.csv", "received/b.csv", *FACTS)
CLEAN = ("clean", "log")
RAW, PROCESSED = "data/raw/log", "data/processed/log"
SCENARIOS = {
    "add": Scenario(prepare_files, ADD, RAW),
    "add what another process reads": Scenario(
        prepare_files, ("add", "received/counts.ndjson", *FACTS), RAW
    ),
    "clean what add has read": Scenario(prepare_added, CLEAN, PROCESSED),
    "clean": Scenario(prepare_read, CLEAN, PROCESSED),
    "clean again": Scenario(prepare_cleaned, CLEAN, PROCESSED),
}


def command(root: Path, *words: str) -> tuple[int, str]:
    """Run one command in this process; return its status and what it said."""
    said = io.StringIO()
    sys.argv = ["plateglass", "--project", str(root), *words]
    os.chdir(root)
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            cli.main()
        except SystemExit as ended:
            return int(ended.code or 0), said.getvalue()
    return 0, said.getvalue()


def fork(work: Callable[[], Any]) -> tuple[int, Any]:
    """Do `work` in a child; return how that ended, and what the work returned."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        with contextlib.suppress(BaseException):
            os.close(read)
            done = json.dumps(work())
            os.write(write, done.encode())
            os._exit(0)
        os._exit(77)
    os.close(write)
    with os.fdopen(read, "rb") as file:
        told = file.read()
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), json.loads(told) if told else None


class Watch:
    """Counts what this process does to the disk below `roots`, and acts at the n-th deed."""

    def __init__(self, roots: tuple[Path, ...], act: Callable[[], None], at: int) -> None:
        self.roots, self.act, self.at = tuple(map(str, roots)), act, at
        self.deeds: list[str] = []
        sys.addaudithook(self.hear)
        exchange = project.exchange

        def heard(one: Path, other: Path) -> bool:
            self.count("exchange", one)
            return exchange(one, other)

        project.exchange = heard

    def hear(self, event: str, values: tuple[Any, ...]) -> None:
        if event not in DEEDS or not values or not isinstance(values[0], str | bytes | os.PathLike):
            return
        if event == "open" and not (isinstance(values[2], int) and values[2] & WRITING):
            return
        # A tree is removed by names alone, within a folder that was opened before.
        bare = event in ("os.remove", "os.rmdir") and values[1] != -1
        self.count(event, self.roots[0] if bare else values[0])

    def count(self, event: str, path: Any) -> None:
        if os.path.abspath(os.fsdecode(path)).startswith(self.roots):  # noqa: PTH100
            self.deeds.append(event)
            if len(self.deeds) - 1 == self.at:
                self.act()


def kill() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def fill_disk() -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "table-001.parquet")


def interrupt() -> None:
    raise KeyboardInterrupt


def cut_writing(size: int, *, deadly: bool) -> None:
    """Let no file grow beyond `size` bytes: a write beyond it fails half done, or kills."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if deadly:
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def snapshot(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes().hex()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


class Judge:
    """Knows what a release is before and after, and judges what a run that died has left."""

    def __init__(self, name: str, folder: Path) -> None:
        load_schemas()
        cache.hash_code()
        self.scenario, self.folder = SCENARIOS[name], folder
        self.root, self.model = folder / "project", folder / "model"
        self.scratch = folder / "scratch"
        self.scratch.mkdir(parents=True)
        tempfile.tempdir = str(self.scratch)
        assert fork(lambda: self.scenario.prepare(self.root))[0] == 0
        self.root.rename(self.model)
        self.before, self.raw = self.see(self.model), snapshot(self.model / RAW)
        self.set_up()
        status, self.deeds = fork(self.watch_all)
        assert status == 0, status
        self.after = self.see(self.root)
        assert self.before != self.after
        self.ledger = fork(lambda: command(self.root, "ledger", "log"))[1]
        assert self.ledger[0] == 0, self.ledger
        self.outside = self.list_outside()

    def set_up(self) -> None:
        shutil.rmtree(self.root, ignore_errors=True)
        shutil.copytree(self.model, self.root)

    def watch_all(self) -> list[str]:
        watch = Watch((self.root, self.scratch), kill, -1)
        status, said = command(self.root, *self.scenario.words)
        assert status == 0, said
        return watch.deeds

    def see(self, root: Path) -> dict[str, str]:
        return snapshot(root / self.scenario.place)

    def list_outside(self) -> list[str]:
        """Return all that lies elsewhere: nothing of it may be left by a run that died.

        Tables that are kept beside, for whoever asks for them next, may lie there.
        """
        kept = self.root / ".plateglass" / "cleaned"
        beside = (self.root / self.scenario.place, kept / "log", kept / "log.json")
        return sorted(
            path.relative_to(self.folder).as_posix()
            for base in (self.root, self.scratch)
            for path in base.rglob("*")
            if path != kept and not any(path.is_relative_to(one) for one in beside)
        )

    def end(self, act: Callable[[], None], at: int) -> tuple[str, str | None]:
        """End a run at its deed `at`; return how it ended and what is wrong, if anything is."""

        def run() -> tuple[int, str]:
            Watch((self.root, self.scratch), act, at)
            return command(self.root, *self.scenario.words)

        return self.judge(run, quiet=act is interrupt)

    def cut(self, size: int, *, deadly: bool) -> tuple[str, str | None]:
        """End a run at its first write beyond `size` bytes."""

        def run() -> tuple[int, str]:
            cut_writing(size, deadly=deadly)
            return command(self.root, *self.scenario.words)

        return self.judge(run)

    def judge(
        self, run: Callable[[], tuple[int, str]], *, quiet: bool = False
    ) -> tuple[str, str | None]:
        self.set_up()
        status, told = fork(run)
        how = "killed" if status < 0 else "ended" if told is None else "refused"
        how = "done" if told and told[0] == 0 else how
        if how == "ended":
            return how, "it raised"
        # Of an interruption typer says so itself, past what is heard here.
        if how == "refused" and ("Traceback" in told[1] or not (told[1].strip() or quiet)):
            return how, f"no sentence: {told[1]!r}"
        left = self.see(self.root)
        if left not in (self.before, self.after):
            return how, f"left {sorted(left)}"
        if self.scenario.place != RAW and snapshot(self.root / RAW) != self.raw:
            return how, "the files as received were changed"
        if how == "done" and left != self.after:
            return how, "done, and not as it should be"
        others = sorted(set(self.list_outside()) - set(self.outside))
        # An interruption may come in the midst of tidying up; the next run does that then.
        if how == "refused" and others and not quiet:
            return how, f"refused, and left {others}"
        return how, fork(lambda: self.go_on(left))[1]

    def go_on(self, left: dict[str, str]) -> str | None:
        """Return what is wrong with what the commands see, and with the next run."""
        added = (self.root / RAW / "datapackage.json").is_file()
        status, said = seen = command(self.root, "ledger", "log")
        if added and list(seen) != self.ledger:
            return f"the ledger differs: {said}"
        if not added and (status != 1 or "There is no release called log" not in said):
            return f"something is seen: {said}"
        if not added or self.scenario.words[0] != "add":
            status, said = command(self.root, *self.scenario.words)
            if status != 0:
                return f"the second run does not succeed: {said}"
        else:
            status, said = command(self.root, "add", "received/a.csv", "--release", "another")
            for folder in ("data/raw", ".plateglass/cleaned"):
                shutil.rmtree(self.root / folder / "another")
            (self.root / ".plateglass" / "cleaned" / "another.json").unlink()
        if self.see(self.root) != self.after:
            return "the second run does not end as the first would have"
        others = set(self.list_outside()) ^ set(self.outside)
        return f"left behind: {sorted(others)}" if others else None


# Whole projects: a notebook is run, the pages are built, a bundle is written, a file is fetched.

NOTEBOOK, ENTRY = "80_q", "made-up-list"
VOLATILE = {"record.json"}
"""Files that say when they were made: they only have to be whole."""

NOTEBOOK_SAYS = {"value": 1}
"""What the stand-in for a kernel finds; a second run finds another number."""


def answer(notebook: Any, *_: Any, **__: Any) -> Execution:
    """Stand in for a kernel: each cell has run, and the last one shows a finding."""
    done = copy.deepcopy(notebook)
    code = [cell for cell in done.cells if cell.cell_type == "code"]
    for number, cell in enumerate(code, start=1):
        cell.execution_count = number
    value = NOTEBOOK_SAYS["value"]
    found = Finding(
        id="q.rows",
        value=value,
        unit="rows",
        scope=Scope(),
        n=value,
        data_status="unverified",
        releases=["log"],
        hash=f"{value:016}",
    )
    shown = {MIME: found.model_dump(mode="json"), "text/plain": str(value)}
    last = {"output_type": "execute_result", "execution_count": len(code), "metadata": {}}
    code[-1].outputs = [{**last, "data": shown}]
    fates = ["completed"] * len(done.cells)
    return Execution(notebook=done, fates=fates, recorded=["q.rows"])


def make_pages(_: Any) -> dict[str, bytes]:
    """Stand in for the pages: one shows the number, one is always the same, one is new."""
    value = NOTEBOOK_SAYS["value"]
    made = {"index.html": f"<p>{value}</p>", "same.html": "<p>Nothing new</p>"}
    made[f"claims/{value}.html"] = "<p>One more</p>"
    return {name: text.encode() for name, text in made.items()}


def stand_in() -> None:
    run.execute = answer
    pages.make_pages = make_pages
    editions.collect = lambda project, *_: SimpleNamespace(releases=(), project=project)
    known = verdicts.judge_all(project.Project(project.HOME))
    bundle.judge_all = lambda _: known
    bundle.CODE = ()


def prepare_notebook(root: Path) -> None:
    prepare_added(root)
    for words in (("clean", "log"), ("new", NOTEBOOK, "--release", "log"), ("reproduce",)):
        status, said = command(root, *words)
        assert status == 0, said


def prepare_run(root: Path) -> None:
    prepare_notebook(root)
    status, said = command(root, "run", NOTEBOOK, "-p", "release=log")
    assert status == 0, said


def prepare_bundle(root: Path) -> None:
    prepare_notebook(root)
    status, said = command(root, "bundle", "out.zip")
    assert status == 0, said
    (root / "out.zip").write_bytes(b"an earlier one")


def prepare_catalog(root: Path) -> None:
    prepare_files(root)
    row = dict.fromkeys(COLUMNS, "") | {
        "name": ENTRY,
        "title": "A made-up list",
        "kind": "flock-shared-networks",
        "custodian": "Example SO",
        "address": "https://example.org/a.csv",
        "sha256": hashlib.sha256((root / "received" / "a.csv").read_bytes()).hexdigest(),
        "license": "none stated",
    }
    place = root / "data" / "reference" / "catalog.csv"
    place.parent.mkdir(parents=True)
    with place.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerow(row)


WHOLE = {
    "run": Scenario(prepare_notebook, ("run", NOTEBOOK), ""),
    "run with parameters": Scenario(prepare_run, ("run", NOTEBOOK, "-p", "release=log"), ""),
    "reproduce": Scenario(prepare_notebook, ("reproduce",), ""),
    "site": Scenario(prepare_notebook, ("site",), ""),
    "bundle": Scenario(prepare_bundle, ("bundle", "out.zip"), ""),
    "fetch": Scenario(prepare_catalog, ("fetch", ENTRY, "--from", "received"), ""),
}


class WholeJudge:
    """Knows a project before and after a command, and judges what one that died has left."""

    def __init__(self, name: str, folder: Path) -> None:
        self.scenario, self.folder = WHOLE[name], folder
        self.root, self.model = folder / "project", folder / "model"
        self.scratch = folder / "scratch"
        self.scratch.mkdir(parents=True)
        tempfile.tempdir = str(self.scratch)
        NOTEBOOK_SAYS["value"] = 1
        # Made where it will be: what is remembered of files names them in full.
        assert fork(lambda: self.scenario.prepare(self.root))[0] == 0
        self.root.rename(self.model)
        self.before = self.see(self.model)
        NOTEBOOK_SAYS["value"] = 2
        self.set_up()
        status, self.deeds = fork(self.watch_all)
        assert status == 0, status
        self.after = self.see(self.root)
        assert self.before != self.after

    def set_up(self) -> None:
        shutil.rmtree(self.root, ignore_errors=True)
        shutil.copytree(self.model, self.root)
        if self.scenario.words[0] in ("reproduce", "site"):
            place = self.root / "notebooks" / f"{NOTEBOOK}.ipynb"
            place.write_text(place.read_text(encoding="utf-8").replace("Say in", "Tell in"))

    def watch_all(self) -> list[str]:
        watch = Watch((self.root, self.scratch), kill, -1)
        status, said = command(self.root, *self.scenario.words)
        assert status == 0, said
        return watch.deeds

    def see(self, root: Path) -> dict[str, str]:
        """Return what a person has of a project: no state of ours, no scratch."""
        return {
            name: "" if Path(name).name in VOLATILE else content
            for name, content in snapshot(root).items()
            if not any(
                part.startswith(".")
                for part in name.removeprefix(".plateglass/fetched/").split("/")
            )
        }

    def end(self, act: Callable[[], None], at: int) -> tuple[str, str | None]:
        def work() -> tuple[int, str]:
            Watch((self.root, self.scratch), act, at)
            return command(self.root, *self.scenario.words)

        self.set_up()
        model = self.see(self.root)
        status, told = fork(work)
        # Where tasks are at work in threads, nothing is returned but the exit status.
        told = told or [status, ""]
        how = "killed" if status < 0 else "done" if told[0] == 0 else "refused"
        if told[0] not in (0, 1, 130) and how != "killed":
            return how, f"it raised: {told}"
        if how == "refused" and ("Traceback" in told[1] or "our mistake" in told[1]):
            return how, f"no sentence: {told[1]!r}"
        left = self.see(self.root)
        for name in {*left, *model, *self.after}:
            allowed = {one.get(name) for one in (model, self.before, self.after)}
            if left.get(name) not in allowed:
                return how, f"{name} is neither what it was nor what it becomes"
        for path in self.root.rglob("record.json"):
            json.loads(path.read_text(encoding="utf-8"))
        shown = {name: text for name, text in left.items() if name.startswith("site/")}
        wholes = [
            {name: text for name, text in one.items() if name.startswith("site/")}
            for one in (self.before, self.after)
        ]
        if shown not in wholes:
            return how, f"half a site: {sorted(shown)}"
        return how, fork(self.go_on)[1]

    def go_on(self) -> str | None:
        """Return what is wrong with the next run of the same."""
        status, said = command(self.root, *self.scenario.words)
        if status != 0:
            return f"the second run does not succeed: {said}"
        left = self.see(self.root)
        if left != self.after:
            other = [
                name for name in {*left, *self.after} if left.get(name) != self.after.get(name)
            ]
            return f"the second run does not end as the first would have: {sorted(other)}"
        scratch = re.compile(r"\..+-[0-9a-f]{6}-\w{8}|.*\.tmp")
        every = [*self.root.rglob("*"), *self.scratch.rglob("*")]
        others = [path.name for path in every if scratch.fullmatch(path.name)]
        return f"left behind: {sorted(others)}" if others else None


def main(name: str, every: int, folder: Path) -> dict[str, Any]:
    cli.make_command()  # once, and not in each child
    if name in WHOLE:
        stand_in()
        judge: Judge | WholeJudge = WholeJudge(name, folder)
    else:
        judge = Judge(name, folder)
    ways: Counter[str] = Counter()
    wrong: list[str] = []

    def note(what: str, found: tuple[str, str | None]) -> None:
        ways[found[0]] += 1
        if found[1]:
            wrong.append(f"{what}: {found[0]}: {found[1]}")

    for at, deed in enumerate(judge.deeds):
        for number, act in enumerate((kill, fill_disk, interrupt)):
            often = every if act is kill else 3 * every
            if (at + number) % often == 0 or (deed in RENAMES and act is kill):
                note(f"{act.__name__} at {at} ({deed})", judge.end(act, at))
    for number, size in enumerate(
        () if isinstance(judge, WholeJudge) else (0, 10, 300, 2000, 5000, 9000)
    ):
        for deadly in (True, False):
            if every == 1 or (number + deadly) % 2:
                note(f"writing cut at {size}, deadly {deadly}", judge.cut(size, deadly=deadly))
    return {"deeds": len(judge.deeds), "ways": dict(ways), "wrong": wrong}


if __name__ == "__main__":
    found = main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]).resolve())
    sys.stdout.write(json.dumps(found) + "\n")
