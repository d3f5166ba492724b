"""The page on adding a kind, to the letter: its module, rows, commands and test are run."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from helpers.project import HOME

PLAIN = [word for name in ("cacheprovider", "nbval", "xdist") for word in ("-p", f"no:{name}")]
"""A run of few tests needs no plugin, and each takes its time to load."""

PAGE = (HOME / "docs" / "add-a-kind.md").read_text(encoding="utf-8")


def find_block(language: str, number: int = 0) -> str:
    """Return the n-th block of code in a language."""
    blocks = re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.M | re.S)
    return str(blocks[number])


def find_path(pattern: str) -> str:
    """Return the path that the page names."""
    found = re.search(rf"`({pattern})`", PAGE)
    assert found is not None
    return found[1]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the code in which the page has been followed."""
    root = tmp_path_factory.mktemp("followed")
    for folder in ("src", "data/reference", "tests/kinds", "docs"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(HOME / folder, root / folder, ignore=ignored)
    shutil.copyfile(HOME / "tests" / "conftest.py", root / "tests" / "conftest.py")
    (root / find_path(r"src/helpers/kinds/record_visits\.py")).write_text(
        find_block("python"), encoding="utf-8"
    )
    (root / find_path(r"tests/kinds/test_record_visits\.py")).write_text(
        find_block("python", 1), encoding="utf-8"
    )
    (root / "project").mkdir()
    (root / "project" / find_path(r"visits\.csv")).write_text(find_block("csv"), encoding="utf-8")
    return root


def run(checkout: Path, *words: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(checkout / "src")}
    environment.pop("PLATEGLASS_PROJECT", None)
    done = subprocess.run(
        [sys.executable, "-m", *words],
        cwd=checkout / "project",
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_pages_own_rows_are_added_and_cleaned_by_its_own_commands(checkout: Path) -> None:
    lines = [line.split() for line in find_block("sh").splitlines()]
    assert [words[:2] for words in lines] == [
        ["plateglass", "add"],
        ["plateglass", "clean"],
        ["plateglass", "ledger"],
    ]
    report = run(checkout, "helpers", *lines[0][1:])
    assert re.search(r"as record-visits \(sure to 100%, by its columns\)", report)
    assert "nobody reads" not in report
    run(checkout, "helpers", *lines[1][1:])
    ledger = json.loads(run(checkout, "helpers", *lines[2][1:], "--json"))
    # What the page says of these rows.
    assert "4 rows read, 4 kept; one `same id`; one time" in PAGE.replace("\n", " ")
    assert (ledger["rows_read"], ledger["rows_kept"]) == (4, 4)
    assert ledger["duplicates"] == {"same id": 1}
    assert list(ledger["problems"].values()) == [1]
    assert "two records and two reasons withheld, one reason blank" in PAGE.replace("\n", " ")
    assert ledger["withheld"] == {"records": 2, "reason": 2}
    assert ledger["blank"] == {"reason": 1}
    assert ledger["unread_columns"] == []
    zeros = [odd for odd in ledger["oddities"] if odd["column"] == "records"]
    assert [(odd["rows"], odd["note"]) for odd in zeros] == [(1, "it may mean that nobody counted")]


def test_the_pages_own_test_passes_and_bites(checkout: Path) -> None:
    test = checkout / "tests" / "kinds" / "test_record_visits.py"
    module = checkout / "src" / "helpers" / "kinds" / "record_visits.py"
    options = ("-q", *PLAIN, "--rootdir", str(checkout), str(test))
    assert "3 passed" in run(checkout, "pytest", *options)
    written = module.read_text(encoding="utf-8")
    module.write_text(written.replace("redactions=WITHHELD,", ""), encoding="utf-8")
    try:
        with pytest.raises(AssertionError, match="2 failed, 1 passed"):
            run(checkout, "pytest", *options)
    finally:
        module.write_text(written, encoding="utf-8")


def test_the_tests_of_every_kind_hold_for_the_pages_kind(checkout: Path) -> None:
    tests = [
        str(checkout / "tests" / "kinds" / f"test_{name}.py") for name in ("contracts", "registry")
    ]
    said = run(
        checkout,
        "pytest",
        "-q",
        *PLAIN,
        "--rootdir",
        str(checkout),
        *tests,
        "-k",
        "record-visits or record_visits",
    )
    assert re.search(r"[1-9][0-9]* passed", said)


def test_the_dictionary_then_describes_it(checkout: Path) -> None:
    run(checkout, "helpers.site.dictionary")
    described = (checkout / "docs" / "data-dictionary.md").read_text(encoding="utf-8")
    assert "## record-visits" in described
    assert "Visit No." in described
