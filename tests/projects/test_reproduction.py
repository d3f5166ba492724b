"""Runs from nothing, in different surroundings, give the same bytes, and the committed ones.

One run, in surroundings unlike those of the committed outputs, is held against what is committed;
its pages, which are not, are built again in others, and a second run is made in another folder. All
of that is slow, and a job of its own in .github/workflows. In every run of the tests each piece is
held against what is committed by itself: the notebooks by nbval, their findings by
tests/notebooks/test_rules.py, the ledgers by tests/cleaning/test_shipped_tables.py, and the README
by tests/site/test_readme.py.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb
import pytest

from helpers.project import HOME

SURROUNDINGS = (
    {"TZ": "Pacific/Auckland", "LC_ALL": "C", "PYTHONHASHSEED": "1"},
    {"TZ": "America/New_York", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "2"},
    {"TZ": "Asia/Kolkata", "LC_ALL": "POSIX", "PYTHONHASHSEED": "3"},
)
ONE_CORE = ["taskset", "--cpu-list", "0"] if shutil.which("taskset") else []
"""How a command is held to one core, where the system can."""


ELSEWHERE = "70_released_records"
"""The notebook whose public releases are fetched, not shipped: its results stay as committed."""


@pytest.fixture(scope="module")
def reproduced(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A checkout, without any output, run once as `make reproduce` does."""
    root = tmp_path_factory.mktemp("first")
    yield run_from_nothing(root, SURROUNDINGS[0])
    shutil.rmtree(root, ignore_errors=True)


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where a second checkout goes: a longer name, with blanks and umlauts in it."""
    root = tmp_path_factory.mktemp("a second, l\N{LATIN SMALL LETTER A WITH DIAERESIS}nger name")
    yield root
    shutil.rmtree(root, ignore_errors=True)


def run_from_nothing(root: Path, surroundings: dict[str, str], on: Sequence[str] = ()) -> Path:
    copy_without_outputs(root)
    run = plateglass(root, "reproduce", surroundings, on)
    assert run.returncode == 0, run.stdout + run.stderr
    return root


def copy_without_outputs(root: Path) -> None:
    """Copy what git tracks, less everything that a run makes."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=HOME,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        made = name.startswith(("data/processed/", "tests/")) and ELSEWHERE not in name
        if made or not (HOME / name).is_file():
            continue
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(HOME / name, root / name)
    for path in (root / "notebooks").glob("*.ipynb"):
        if path.stem == ELSEWHERE:
            continue
        notebook = json.loads(path.read_text(encoding="utf-8"))
        for cell in notebook["cells"]:
            if cell["cell_type"] == "code":
                cell.update(outputs=[], execution_count=None)
        path.write_text(json.dumps(notebook), encoding="utf-8")


def plateglass(
    root: Path, command: str, surroundings: dict[str, str], on: Sequence[str] = ()
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*on, sys.executable, "-m", "helpers", command],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root / "src"), **surroundings},
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )


def digest_all(root: Path, *patterns: str) -> dict[str, str]:
    """Return the sha256 of every file under `root` that matches, by its relative path."""
    found = (path for pattern in patterns for path in root.glob(pattern) if path.is_file())
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in found
    }


MADE = (
    *("data/processed/findings/*.json", "data/processed/*/ledger.json"),
    *("data/processed/*/rejects.csv", "data/processed/*/agency-review.csv"),
    *("notebooks/*.ipynb", "README.md"),
)
"""What a run makes and git keeps."""


@pytest.mark.slow
def test_pages_built_in_other_surroundings_are_the_same_bytes(reproduced: Path) -> None:
    """In the same folder: a copy of it elsewhere would run every notebook again first."""
    first = digest_all(reproduced / "site", "**/*")
    assert len(first) > 150
    shutil.rmtree(reproduced / "site")
    built = plateglass(reproduced, "site", SURROUNDINGS[2], ONE_CORE)
    assert built.returncode == 0, built.stdout + built.stderr
    assert digest_all(reproduced / "site", "**/*") == first


@pytest.mark.slow
def test_a_run_elsewhere_gives_the_same_bytes_and_tables(reproduced: Path, elsewhere: Path) -> None:
    second = run_from_nothing(elsewhere / "run", SURROUNDINGS[1], ONE_CORE)
    made = digest_all(reproduced, *MADE, "site/**/*")
    assert len(made) > 250
    assert digest_all(second, *MADE, "site/**/*") == made
    tables = sorted(path.relative_to(second) for path in second.glob("data/processed/*/*.parquet"))
    assert len(tables) >= 4
    for table in tables:
        with duckdb.connect() as connection:
            one, other = (
                connection.read_parquet(str(root / table)).fetchall()
                for root in (reproduced, second)
            )
        assert one == other, table


def test_all_that_git_keeps_of_what_is_processed_is_watched() -> None:
    """A made file that no pattern names could fall out of step unseen."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "data/processed"],
        cwd=HOME,
        capture_output=True,
        text=True,
        check=True,
    )
    kept = {name for name in filter(None, listed.stdout.split("\0")) if (HOME / name).is_file()}
    assert any(name.endswith("ledger.json") for name in kept)
    assert kept <= set(digest_all(HOME, *MADE))


@pytest.mark.slow
def test_what_is_committed_is_what_a_run_makes(reproduced: Path) -> None:
    made = digest_all(reproduced, *MADE)
    committed = digest_all(HOME, *MADE)
    assert {name for name in made if made[name] != committed.get(name)} == set()
    assert set(committed) == set(made)


@pytest.mark.slow
def test_a_second_run_does_nothing(reproduced: Path) -> None:
    before = digest_all(reproduced, *MADE, "site/**/*")
    run = plateglass(reproduced, "reproduce", SURROUNDINGS[1])
    assert "0 done" in run.stdout
    assert digest_all(reproduced, *MADE, "site/**/*") == before
