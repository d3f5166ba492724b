"""Two runs from nothing, in different surroundings, give the same bytes, and the committed ones."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from helpers.paths import HOME

SURROUNDINGS = (
    {"TZ": "Pacific/Auckland", "LC_ALL": "C", "PYTHONHASHSEED": "1"},
    {"TZ": "America/New_York", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "2"},
)


@pytest.fixture(scope="module")
def reproduced(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Path]]:
    """Two checkouts, without any output, each run once as `make reproduce` does."""
    roots = [tmp_path_factory.mktemp("first"), tmp_path_factory.mktemp("a second, longer name")]
    for root in roots:
        copy_without_outputs(root)
    for root, surroundings in zip(roots, SURROUNDINGS, strict=True):
        run = reproduce(root, surroundings)
        assert run.returncode == 0, run.stdout + run.stderr
    yield roots
    for root in roots:
        shutil.rmtree(root, ignore_errors=True)


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
        if name.startswith(("data/processed/", "tests/")) or not (HOME / name).is_file():
            continue
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(HOME / name, root / name)
    for path in (root / "notebooks").glob("*.ipynb"):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        for cell in notebook["cells"]:
            if cell["cell_type"] == "code":
                cell.update(outputs=[], execution_count=None)
        path.write_text(json.dumps(notebook), encoding="utf-8")


def reproduce(root: Path, surroundings: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "helpers", "reproduce"],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root / "src"), **surroundings},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def digest_all(root: Path, *patterns: str) -> dict[str, str]:
    """Return the sha256 of every file under `root` that matches, by its relative path."""
    found = (path for pattern in patterns for path in root.glob(pattern) if path.is_file())
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in found
    }


MADE = (
    *("data/processed/**/*.json", "data/processed/*/rejects.csv"),
    "data/processed/*/agency-review.csv",
    *("notebooks/*.ipynb", "README.md"),
)
"""What a run makes and git keeps."""


def test_findings_figures_and_pages_are_the_same_bytes(reproduced: list[Path]) -> None:
    first, second = (digest_all(root, *MADE, "site/**/*") for root in reproduced)
    assert len(first) > 250
    assert first == second


def test_tables_are_equal(reproduced: list[Path]) -> None:
    first, second = reproduced
    tables = sorted(path.relative_to(first) for path in first.glob("data/processed/*/*.parquet"))
    assert len(tables) >= 4
    for table in tables:
        one, other = (duckdb.read_parquet(str(root / table)).fetchall() for root in reproduced)
        assert one == other, table
    assert tables == sorted(
        path.relative_to(second) for path in second.glob("data/processed/*/*.parquet")
    )


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


def test_what_is_committed_is_what_a_run_makes(reproduced: list[Path]) -> None:
    made = digest_all(reproduced[0], *MADE)
    committed = digest_all(HOME, *MADE)
    assert {name for name in made if made[name] != committed.get(name)} == set()
    assert set(committed) == set(made)


def test_a_second_run_does_nothing(reproduced: list[Path]) -> None:
    before = digest_all(reproduced[0], *MADE, "site/**/*")
    run = reproduce(reproduced[0], SURROUNDINGS[1])
    assert "0 done" in run.stdout
    assert digest_all(reproduced[0], *MADE, "site/**/*") == before
