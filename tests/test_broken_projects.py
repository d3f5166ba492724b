"""Whatever somebody did to a project's files and folders: a sentence, and doctor finds it."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from helpers import cli
from helpers.claims.finding import Finding, Scope, write_findings
from helpers.project import Project
from helpers.runner.notebook import start_notebook

LIST = "Organization Name,Networks Shared With Me,Networks I'm Sharing\n" + "".join(
    f"Made-up {number} PD,SYN-{number},\n" for number in range(9)
)
DESCRIPTOR = "data/raw/log/datapackage.json"
FINDINGS = "data/processed/findings/80_q.json"
NOTEBOOK = "notebooks/80_q.ipynb"
Break = Callable[[Path], object]


def end(root: Path, *words: str) -> int:
    """Run a command, and return its exit status."""
    before, sys.argv = sys.argv, ["plateglass", "--project", str(root), *words]
    try:
        cli.main()
    except SystemExit as ended:
        return int(ended.code or 0)
    finally:
        sys.argv = before
    return 0


def run(root: Path, capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    status = end(root, *words)
    said = capsys.readouterr()
    return status, said.out + said.err


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a release, its tables, a notebook and a finding."""
    root = tmp_path_factory.mktemp("model") / "project"
    (root / "data" / "raw").mkdir(parents=True)
    (root / "list.csv").write_text(LIST, encoding="utf-8")
    for words in (("add", str(root / "list.csv"), "--release", "log"), ("clean", "log")):
        assert end(root, *words) == 0
    start_notebook("80_q", Project(root), "log")
    found = Finding(
        id="q.rows",
        value=1,
        unit="rows",
        scope=Scope(),
        n=1,
        data_status="unverified",
        releases=["log"],
        hash="0" * 16,
        notebook="80_q",
    )
    (root / FINDINGS).parent.mkdir(parents=True)
    (root / FINDINGS).write_text(write_findings([found]), encoding="utf-8")
    return root


def describe(part: str = "", **facts: Any) -> Break:
    """Change what a descriptor says of the release, of its file, or of how that is written."""

    def change(root: Path) -> None:
        described = json.loads((root / DESCRIPTOR).read_text(encoding="utf-8"))
        file = described["resources"][0]
        places = {"": described, "file": file, "dialect": file["dialect"]}
        places["facts"] = described["plateglass"]
        places[part].update(facts)
        (root / DESCRIPTOR).write_text(json.dumps(described), encoding="utf-8")

    return change


def write(name: str, content: bytes) -> Break:
    def change(root: Path) -> None:
        remove(name)(root)
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)

    return change


def remove(name: str) -> Break:
    def change(root: Path) -> None:
        place = root / name
        if place.is_dir() and not place.is_symlink():
            shutil.rmtree(place)
        else:
            place.unlink(missing_ok=True)

    return change


def link(name: str) -> Break:
    def change(root: Path) -> None:
        remove(name)(root)
        (root / name).symlink_to(Path(name).name)

    return change


GARBAGE = {
    "nothing": b"",
    "no text": b"\xff\xfe\x00\x81",
    "a number": b"5",
    "a list": b"[1]",
    "an object": b"{}",
    "half": b'[{"id": "q.rows", ',
    "nested": b"[" * 100_000,
    "many digits": b"1" * 6_000,
    "half a letter": b'["\\ud800"]',
}
DESCRIPTORS: dict[str, Break] = {
    "a path with NUL": describe("file", path="a\0.csv"),
    "a path that leads out": describe("file", path="../list.csv"),
    "an absolute path": describe("file", path="/etc/passwd"),
    "another encoding": describe("file", encoding="utf-16"),
    "an unknown encoding": describe("file", encoding="klingon"),
    "a codec of no text": describe("file", encoding="rot13"),
    "no delimiter": describe("dialect", delimiter=""),
    "a long delimiter": describe("dialect", delimiter=";;"),
    "a line as delimiter": describe("dialect", delimiter="\n"),
    "a long quote": describe("dialect", quoteChar='""'),
    "a strange quote": describe("dialect", quoteChar="\N{GRINNING FACE}"),
    "a letter as quote": describe("dialect", quoteChar="o"),
    "a header far away": describe("dialect", headerRows=[10**12]),
    "a day that is a script": describe("facts", received="<script>alert(1)</script>"),
    "a day that is none": describe("facts", received="2025-02-31"),
    "a day of the year 9999": describe("facts", received="9999-12-31"),
    "a list of the year 9999": describe("file", as_of="9999-12-31"),
    "a zone of another planet": describe("file", stamps_in="Mars/Base"),
    "an unknown kind": describe("facts", kind="../x"),
    "another kind": describe("facts", kind="portal-search-log"),
    "a format that is not so": describe("file", format="xlsx"),
    "no bytes": describe("file", bytes=7),
    "another name": describe(name="other"),
    "no files": describe(resources=[]),
    **{f"a descriptor: {name}": write(DESCRIPTOR, data) for name, data in GARBAGE.items()},
    "a folder for a descriptor": lambda root: (
        remove(DESCRIPTOR)(root),
        (root / DESCRIPTOR).mkdir(),
    ),
    "a pipe for a file": lambda root: (
        remove("data/raw/log/list.csv")(root),
        os.mkfifo(root / "data/raw/log/list.csv"),
    ),
}
OTHERS: dict[str, Break] = {
    **{f"findings: {name}": write(FINDINGS, data) for name, data in GARBAGE.items()},
    **{f"a notebook: {name}": write(NOTEBOOK, data) for name, data in GARBAGE.items()},
    **{
        f"a ledger: {name}": write("data/processed/log/ledger.json", data)
        for name, data in GARBAGE.items()
    },
    **{f"{name} is a file": write(name, b"x") for name in ("data", "data/raw", "data/processed")},
    **{f"{name} is a loop": link(name) for name in ("data", "data/processed", "runs")},
    "runs is a file": write("runs", b"x"),
    "the state is a file": write(".plateglass", b"x"),
    "the site is a file": write("site", b"x"),
    "names that are no text": write("data/reference/aliases.csv", b"\xff\xfe\0"),
    "names in ragged rows": write("data/reference/aliases.csv", b"a,b\n1\n"),
    "no names": write("data/reference/aliases.csv", b""),
    "words of pages that are none": write("data/reference/brief.yml", b"a: [\n"),
}
BREAKS = DESCRIPTORS | OTHERS
REMEMBERED = (
    *(".plateglass/tables/log.json", ".plateglass/cleaned/log.json", ".plateglass/tasks.json"),
    ".plateglass/pages.json",
)


def find_wrong(
    names: list[str], model: Path, root: Path, capsys: pytest.CaptureFixture[str]
) -> list[str]:
    """Return what is no sentence, and what doctor doesn't find, after each change."""
    wrong = []
    for name in names:
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(model, root)
        BREAKS[name](root)
        for words in (("doctor",), ("clean", "log"), ("findings",)):
            status, said = run(root, capsys, *words)
            if "Traceback" in said or "our mistake" in said or status not in (0, 1, 2):
                wrong.append(f"{name}: {words[0]}: {status}: {said[:300]}")
            if status and not said.strip():
                wrong.append(f"{name}: {words[0]}: {status}: nothing is said")
            if words == ("doctor",) and status == 0 and name not in UNSEEN:
                wrong.append(f"{name}: doctor finds nothing")
    return wrong


def test_what_was_done_to_it_is_a_sentence(
    model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = random.Random(16).sample(sorted(BREAKS), 8)
    assert find_wrong(names, model, tmp_path / "project", capsys) == []


@pytest.mark.slow
def test_whatever_was_done_to_it_is_a_sentence(
    model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert find_wrong(sorted(BREAKS), model, tmp_path / "project", capsys) == []


UNSEEN = {
    *("another encoding", "a letter as quote", "a header far away", "a zone of another planet"),
    *("an unknown kind", "another kind", "a format that is not so"),
}
"""What only reading the file itself shows."""


@pytest.mark.parametrize("place", REMEMBERED)
def test_what_we_only_remember_is_made_again(
    place: str, model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for data in list(GARBAGE.values())[1::3]:
        root = tmp_path / "project"
        shutil.rmtree(root, ignore_errors=True)
        shutil.copytree(model, root)
        write(place, data)(root)
        for words in (("clean", "log"), ("explain", "clean:log"), ("ledger", "log")):
            assert run(root, capsys, *words)[0] == 0, (data[:9], words)


def test_a_fault_of_ours_is_saved_with_its_place(
    model: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("a secret")

    monkeypatch.setattr("helpers.claims.finding.load_findings", fail)
    monkeypatch.chdir(tmp_path)  # the project is the one that was named, wherever we are
    status, said = run(model, capsys, "findings")
    assert status == 1
    assert "This is our mistake: ZeroDivisionError (.plateglass/faults/" in said
    assert "a secret" not in said
    (report,) = (model / ".plateglass" / "faults").iterdir()
    assert "ZeroDivisionError: a secret" in report.read_text(encoding="utf-8")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such limit")
@pytest.mark.parametrize("words", [("add", "list.csv", "--release", "r"), ("doctor",)])
def test_with_600_mb_of_memory_there_is_a_sentence(
    words: tuple[str, ...], model: Path, tmp_path: Path
) -> None:
    """DuckDB ended the process without a word, and left its scratch behind."""
    root = tmp_path / "project"
    shutil.copytree(model, root)
    command = f'ulimit -v 600000; exec "{sys.executable}" -m helpers --project . {" ".join(words)}'
    ended = subprocess.run(["bash", "-c", command], cwd=root, capture_output=True, text=True)
    assert ended.returncode == 1
    assert "may have only 585 MB of memory here" in ended.stdout + ended.stderr
    assert not [*root.rglob(".adding-*")]


@pytest.mark.parametrize("place", ["data", "data/raw"])
def test_a_file_where_releases_are_is_named(
    place: str, model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = tmp_path / "project"
    shutil.copytree(model, root)
    shutil.rmtree(root / place)
    (root / place).write_text("x", encoding="utf-8")
    for words in (("clean", "log"), ("ledger", "log"), ("run", "80_q")):
        status, said = run(root, capsys, *words)
        assert status == 1
        assert (
            f"A file is where we need a folder ({'/'.join(Path('project', place).parts[-2:])})"
            in said
        )


@pytest.mark.parametrize("error", [KeyboardInterrupt(), RuntimeError("Query interrupted")])
def test_an_interruption_is_a_sentence(
    error: BaseException,
    model: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def stop(*_: object) -> None:
        raise error

    monkeypatch.setattr("helpers.claims.finding.load_findings", stop)
    status, said = run(model, capsys, "findings")
    assert (status, said.count("\n")) == (130, 1)
    assert "Stopped. What was done is kept, and nothing is half-written." in said


def test_a_folder_that_is_gone_or_has_an_odd_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    odd = Path(os.fsdecode(os.fsencode(tmp_path) + b"/odd\xff"))
    odd.mkdir()
    status, said = run(odd, capsys, "findings")
    assert status == 2
    assert "The path of the project's folder is not valid Unicode" in said
    monkeypatch.chdir(odd)
    odd.rmdir()
    monkeypatch.setattr(sys, "argv", ["plateglass", "findings"])
    with pytest.raises(SystemExit):
        cli.main()
    assert "The folder that you are in was deleted" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.parametrize(
    "words", [("clean", "log"), ("run", "80_q"), ("run", "80_q", "-p", "release=log")]
)
def test_two_of_the_same_at_once_end_alike(
    words: tuple[str, ...], model: Path, tmp_path: Path
) -> None:
    root = tmp_path / "project"
    shutil.copytree(model, root)
    command = [sys.executable, "-m", "helpers", "--project", root, *words, "--quiet"]
    both = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        for _ in range(2)
    ]
    said = [one.communicate(timeout=120)[0] for one in both]
    assert [one.returncode for one in both] == [0, 0], said
    assert [line.split(" (")[0] for line in said[0].splitlines()] == [
        line.split(" (")[0] for line in said[1].splitlines()
    ]
    assert [path.name for path in root.rglob(".*-??????-????????")] == []
