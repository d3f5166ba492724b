"""A whole small project: what is done again after a change, and what is not."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
import pytest

import helpers
from helpers.claims.finding import load_findings
from helpers.runner.graph import run_all
from helpers.runner.plans import Code

CLEAN, FIRST, SECOND = "clean:tiny-counts", "notebook:10_count", "notebook:20_double"


@pytest.fixture
def code(tmp_path: Path) -> Path:
    """A copy of the helpers, to be watched in place of the real ones and altered."""
    shutil.copytree(
        Path(helpers.__file__).parent,
        tmp_path / "code" / "helpers",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    return tmp_path / "code"


@pytest.fixture
def run(workshop, code):
    def clean(name, project):
        folder = project.processed / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "ledger.json").write_text("{}")

    def run_once():
        return run_all(workshop.project, code=Code(code), clean=clean, workers=2)

    return run_once


def test_exactly_what_depends_on_a_change_is_done_again(workshop, run, code):
    first = run()
    assert first.ran == [CLEAN, FIRST, SECOND]
    report = run()
    assert report.ran == []
    assert report.up_to_date == [CLEAN, FIRST, SECOND]
    assert report.seconds < first.seconds

    workshop.write_release("a\nb\n")  # one row less, and its hash
    assert run().ran == [CLEAN, FIRST, SECOND]
    assert load_findings(workshop.project)["tiny.rows"].value == 2
    assert shown(workshop, "20_double") == "4"

    change_default(workshop, "20_double", 'measure: str = "halves"')
    assert run().ran == [SECOND]
    change_default(workshop, "10_count", 'release: str = "tiny-counts"\nfactor: int = 2')
    assert run().ran == [FIRST, SECOND]
    assert shown(workshop, "20_double") == "8"

    # Cleaning asks analysis for names that look like agencies, so it is a dependant as well.
    change_helper(code, "helpers/analysis/__init__.py")
    assert run().ran == [CLEAN, SECOND]
    for name in ("cleaning/sql.py", "readers/footers.py", "schemas/flock_portal_log.yml"):
        change_helper(code, f"helpers/{name}")
        assert CLEAN in run().ran, name
    change_helper(code, "helpers/cli.py")
    assert run().ran == []

    folder = workshop.project.root / "notebooks"
    altered = (folder / "20_double.ipynb").read_text().replace('"8"', '"9"')
    (folder / "20_double.ipynb").write_text(altered)
    assert run().ran == [SECOND]
    assert shown(workshop, "20_double") == "8"


def test_a_failing_notebook_stops_what_needs_it_and_nothing_else(workshop, run):
    workshop.write_first(1, "1 / 0")
    workshop.write_notebook("30_apart", "import os", "a: int = 1", "a", inputs=[])
    report = run()
    assert set(report.ran) == {CLEAN, "notebook:30_apart"}
    assert "ZeroDivisionError: division by zero (10_count.ipynb, cell 6)" in str(
        report.failed[FIRST]
    )
    assert report.skipped == {SECOND: [FIRST]}
    assert report.exit_status == 1
    assert load_findings(workshop.project) == {}


def test_a_changed_raw_file_is_told_by_the_notebook_that_opens_it(workshop, run):
    run()
    (workshop.project.raw / "tiny-counts" / "counts.csv").write_text("name\na\n")
    report = run()
    assert "its sha256 has changed" in str(report.failed[FIRST])
    assert load_findings(workshop.project)["tiny.rows"].value == 3


def test_a_project_without_notebooks_uses_those_of_the_checkout(project, monkeypatch, workshop):
    home = workshop.project.root
    empty = home.parent / "empty"
    empty.mkdir()
    monkeypatch.setattr("helpers.project.HOME", home)
    monkeypatch.setattr("helpers.project.HOME", home)
    before = (home / "notebooks" / "10_count.ipynb").read_bytes()
    other = type(project)(empty)
    shutil.copytree(workshop.project.raw, other.raw)
    report = run_all(other, clean=lambda *_: None, only=["10_count"])
    assert report.failed == {}
    assert (home / "notebooks" / "10_count.ipynb").read_bytes() == before
    assert (other.runs / "10_count" / "default" / "10_count.ipynb").exists()
    assert load_findings(other)["tiny.rows"].value == 3


def change_default(workshop, name: str, source: str) -> None:
    path = workshop.project.root / "notebooks" / f"{name}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[1].source = source
    nbformat.write(notebook, path)


def change_helper(code: Path, name: str) -> None:
    with (code / name).open("a") as file:
        file.write("\n# changed\n")


def shown(workshop, name: str) -> str:
    path = workshop.project.root / "notebooks" / f"{name}.ipynb"
    return nbformat.read(path, as_version=4).cells[-1].outputs[-1].data["text/plain"]
