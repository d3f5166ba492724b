"""A whole small project in a temporary folder: one tiny made-up release, tiny notebooks."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import nbformat
import pytest

from helpers.project import Project
from helpers.runner.notebook import KERNEL

RELEASE = "tiny-counts"
FIRST = "10_count"
SECOND = "20_double"

READ = """\
from types import SimpleNamespace

from helpers.claims.finding import Scope, finding
from helpers.project import find_project
from helpers.releases.release import open_release
from helpers.runner import parameters
from helpers.runner.parameters import release_id, whole"""
OPEN = """\
opened = open_release(release, find_project())
rows = opened.path(opened.resources[0]).read_text().split()[1:]"""
COUNT = """\
source = SimpleNamespace(id=release, hash=opened.digest, data_status=opened.data_status,
                         releases=[release])
finding("tiny.rows", len(rows) * factor, unit="rows", scope=Scope(who="Example County SO"),
        of=[source])"""
CHECK = "parameters.check(globals(), release=release_id(), factor=whole(minimum=1))"
LOAD = """\
import helpers.analysis
from helpers.claims.finding import load_findings
from helpers.project import find_project
from helpers.runner import parameters
from helpers.runner.parameters import one_of"""
DOUBLE = """\
found = load_findings(find_project(), only=["10_count"])
2 * found["tiny.rows"].value"""


class Workshop:
    """Writes the pieces of a small project, and alters them."""

    def __init__(self, project: Project) -> None:
        self.project = project

    def write_release(self, rows: str = "a\nb\nc\n") -> None:
        folder = self.project.raw / RELEASE
        folder.mkdir(parents=True, exist_ok=True)
        content = ("name\n" + rows).encode()
        (folder / "counts.csv").write_bytes(content)
        descriptor = {
            "profile": "data-package",
            "name": RELEASE,
            "title": "Made-up counts",
            "resources": [
                {
                    "name": "counts",
                    "path": "counts.csv",
                    "bytes": len(content),
                    "hash": hashlib.sha256(content).hexdigest(),
                }
            ],
            "plateglass": {"kind": "tiny", "data_status": "synthetic"},
        }
        (folder / "datapackage.json").write_text(json.dumps(descriptor))

    def write_notebook(
        self, name: str, *cells: str, parameters: int | None = 1, **declared: Any
    ) -> Path:
        notebook = nbformat.v4.new_notebook()
        for number, source in enumerate(cells):
            cell = nbformat.v4.new_code_cell(source)
            if number == parameters:
                cell.metadata["tags"] = ["parameters"]
            notebook.cells.append(cell)
        notebook.metadata["plateglass"] = declared
        notebook.metadata["kernelspec"] = KERNEL
        path = self.project.root / "notebooks" / f"{name}.ipynb"
        path.parent.mkdir(exist_ok=True)
        nbformat.write(notebook, path)
        return path

    def write_first(self, factor: int = 1, *more: str) -> Path:
        defaults = f'release: str = "{RELEASE}"\nfactor: int = {factor}  # times'
        cells = [READ, defaults, CHECK, OPEN, COUNT, *more]
        return self.write_notebook(FIRST, *cells, inputs=["{release}"])

    def write_second(self) -> Path:
        defaults = 'measure: str = "rows"'
        check = 'parameters.check(globals(), measure=one_of("rows", "halves"))'
        return self.write_notebook(
            SECOND, LOAD, defaults, check, DOUBLE, inputs=[], findings_from=[FIRST]
        )


@pytest.fixture
def workshop(project: Project) -> Workshop:
    """A project with the release and both notebooks."""
    made = Workshop(project)
    made.write_release()
    made.write_first()
    made.write_second()
    return made
