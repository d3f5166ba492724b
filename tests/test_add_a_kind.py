"""The page on adding a kind, to the letter: its schema, commands, mistakes and test are run."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from helpers.project import HOME
from helpers.schemas.schema import Column, Schema

PLAIN = [word for name in ("cacheprovider", "nbval", "xdist") for word in ("-p", f"no:{name}")]
"""A run of few tests needs no plugin, and each takes its time to load."""

PAGE = (HOME / "docs" / "add-a-kind.md").read_text(encoding="utf-8")
PROSE = " ".join(PAGE.split())


def find_block(language: str) -> str:
    """Return the block of code in a language."""
    (block,) = re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.M | re.S)
    return str(block)


def find_path(pattern: str) -> str:
    """Return the path that the page names."""
    found = re.search(rf"`({pattern})`", PAGE)
    assert found is not None
    return found[1]


OWN = find_path(r"data/reference/schemas/record_visits\.yml")
SHIPPED = find_path(r"src/helpers/schemas/record_visits\.yml")
ROWS = find_path(r"visits\.csv")
COMMANDS = [line.split() for line in find_block("sh").splitlines()]


def make_project(folder: Path, schema: str, rows: str | Iterator[str]) -> Path:
    """Return a project as the page has it: the schema where it says, and the rows."""
    project = folder / find_path("my-project")
    (project / OWN).parent.mkdir(parents=True)
    (project / OWN).write_text(schema, encoding="utf-8")
    with (project / ROWS).open("w", encoding="utf-8") as file:
        file.writelines(rows)
    return project


def ask(
    folder: Path, *words: str, code: Path = HOME, **given: str
) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(code / "src"), **given}
    environment.pop("PLATEGLASS_PROJECT", None)
    return subprocess.run(
        [sys.executable, "-m", *words],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )


def run(folder: Path, *words: str, code: Path = HOME) -> str:
    done = ask(folder, *words, code=code)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def follow(project: Path) -> tuple[str, dict[str, object], str]:
    """Run the page's commands; return the report of `add`, the ledger, and what the run found."""
    enter, add, clean, ledger, notebook = COMMANDS
    assert enter == ["cd", project.name]
    assert [words[:2] for words in (add, clean, ledger, notebook)] == [
        ["plateglass", "add"],
        ["plateglass", "clean"],
        ["plateglass", "ledger"],
        ["plateglass", "run"],
    ]
    report = run(project, "helpers", *add[1:])
    run(project, "helpers", *clean[1:])
    told = json.loads(run(project, "helpers", *ledger[1:], "--json"))
    return report, told, run(project, "helpers", *notebook[1:])


def test_the_pages_own_rows_are_added_and_cleaned_by_its_own_commands(tmp_path: Path) -> None:
    project = make_project(tmp_path, find_block("yaml"), find_block("csv"))
    report, ledger, found = follow(project)
    assert re.search(r"as record-visits \(its columns match to 100%\)", report)
    # What the page says of these rows.
    assert "4 rows read, 4 kept; one `same id`; one time" in PROSE
    assert (ledger["rows_read"], ledger["rows_kept"]) == (4, 4)
    assert ledger["duplicates"] == {"same id": 1}
    assert ledger["problems"] == {"visited_at: not a time in a form that is known": 1}
    assert "two records and two reasons withheld, one reason blank" in PROSE
    assert ledger["withheld"] == {"records": 2, "reason": 2}
    assert ledger["blank"] == {"reason": 1}
    assert ledger["unread_columns"] == []
    zeros = [odd for odd in ledger["oddities"] if odd["column"] == "records"]  # type: ignore[attr-defined]
    assert [(odd["rows"], odd["note"]) for odd in zeros] == [(1, "it may mean that nobody counted")]
    assert "intake.rows_read = 4 rows" in found
    assert [path.name for path in project.rglob("*.ipynb")] == ["05_clean_release.ipynb"]


def write_rows(count: int) -> Iterator[str]:
    """Yield the page's header, and its four rows so often, each time with ids and times of its own.

    Every fourth row is given, the next withheld, the next mistyped, the last a repeat.
    """
    yield find_block("csv").splitlines(keepends=True)[0]
    begin = datetime(2025, 5, 1)
    for number in range(0, count, 4):
        at = begin + timedelta(seconds=number * 3)
        written = f'"{at:%m/%d/%Y, %I:%M:%S %p} UTC"'
        withheld = f"SYN-{number + 1:08},Example County SO,{written},***,REDACTED\n"
        yield f"SYN-{number:08},Example County SO,{written},12,stolen vehicle\n"
        yield withheld
        yield f"SYN-{number + 2:08},Sampleton PD,05/{number:08},0,\n"
        yield withheld


@pytest.mark.parametrize("count", [20, pytest.param(5_000_000, marks=pytest.mark.slow)])
def test_the_size_of_a_file_changes_nothing(tmp_path: Path, count: int) -> None:
    _, ledger, found = follow(make_project(tmp_path, find_block("yaml"), write_rows(count)))
    assert "A file of millions of rows takes the same commands" in PROSE
    assert (ledger["rows_read"], ledger["rows_kept"]) == (count, count)
    assert ledger["duplicates"] == {"same id": count // 4}
    assert ledger["problems"] == {"visited_at: not a time in a form that is known": count // 4}
    assert ledger["withheld"] == {"records": count // 2, "reason": count // 2}
    assert ledger["blank"] == {"reason": count // 4}
    assert sum(ledger["months"].values()) == count // 4 * 3  # type: ignore[attr-defined]
    assert f"intake.rows_kept = {count:,} rows" in found


MISTAKES = re.findall(r"^\| `([^`]+)` \| `([^`]+)` \| ([^|]+) \|$", PAGE, re.M)


def test_the_page_shows_mistakes() -> None:
    assert len(MISTAKES) == 5


@pytest.mark.parametrize(("wrong", "right", "message"), MISTAKES)
def test_a_mistake_gets_the_sentence_that_the_page_gives(
    tmp_path: Path, wrong: str, right: str, message: str
) -> None:
    schema = find_block("yaml")
    assert right in schema
    project = make_project(tmp_path, schema.replace(right, wrong), find_block("csv"))
    done = ask(project, "helpers", *COMMANDS[1][1:])
    assert done.returncode == 1
    assert message in done.stderr
    assert ROWS not in {path.name for path in (project / "data").rglob("*")}


@pytest.mark.parametrize(("model", "heading"), [(Schema, "Of the kind:"), (Column, "Of a column:")])
def test_the_page_explains_every_key(model: type[Schema | Column], heading: str) -> None:
    table = PAGE.split(f"{heading}\n\n")[1].split("\n\n")[0]
    keys = [key for row in table.splitlines()[2:] for key in re.findall(r"`(\w+)`", row[:40])]
    named = [key for key in keys if key in model.model_fields]
    assert sorted(named) == sorted(model.model_fields)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the code in which the page's last step has been followed."""
    root = tmp_path_factory.mktemp("followed")
    for folder in ("src", "data/reference", "docs", "tests/schemas", "tests/cleaning"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(HOME / folder, root / folder, ignore=ignored)
    (root / SHIPPED).write_text(find_block("yaml"), encoding="utf-8")
    test = root / find_path(r"tests/schemas/test_record_visits\.py")
    shutil.copyfile(HOME / "tests" / "conftest.py", root / "tests" / "conftest.py")
    test.write_text(find_block("python"), encoding="utf-8")
    return root


def test_the_pages_own_test_passes_and_bites(checkout: Path) -> None:
    schema = checkout / SHIPPED
    test = checkout / "tests" / "schemas" / "test_record_visits.py"
    options = ("pytest", "-q", *PLAIN, "--rootdir", str(checkout), str(test))
    assert "2 passed" in run(checkout, *options, code=checkout)
    written = schema.read_text(encoding="utf-8")
    schema.write_text(re.sub(r" +redactions:.*\n", "", written), encoding="utf-8")
    try:
        assert "1 failed, 1 passed" in ask(checkout, *options, code=checkout).stdout
    finally:
        schema.write_text(written, encoding="utf-8")


def test_the_tests_of_every_kind_hold_for_the_pages_kind(checkout: Path) -> None:
    (command,) = re.findall(r"`PLATEGLASS_GOLDEN=write python -m ([^`]+)`", PAGE)
    golden = checkout / "tests" / "cleaning" / "golden" / "record-visits.sql"
    options = (*PLAIN, "--rootdir", str(checkout), "-k", "record-visits")
    words = [
        str(checkout / word) if word.startswith("tests/") else word for word in command.split()
    ]
    written = ask(checkout, *words, *options, code=checkout, PLATEGLASS_GOLDEN="write")
    assert "2 passed" in written.stdout, written.stdout
    assert "visited_at_utc" in golden.read_text(encoding="utf-8")
    tests = [word for word in words if word.startswith(str(checkout))]
    options = ("-q", *tests, str(checkout / "tests" / "schemas"), *options)
    assert re.search(r"[3-9] passed", run(checkout, "pytest", *options, code=checkout))


def test_the_dictionary_then_describes_it(checkout: Path) -> None:
    assert "`python -m helpers.site.dictionary`" in PAGE
    run(checkout, "helpers.site.dictionary", code=checkout)
    described = (checkout / "docs" / "data-dictionary.md").read_text(encoding="utf-8")
    assert "## record-visits" in described
    assert "Visit No." in described
