"""Which notebooks nbval can run here: those whose public releases were fetched.

The others are run by tests/notebooks/test_released_records.py, where the released files are at
hand.
"""

from __future__ import annotations

from pathlib import Path

from helpers.project import find_project
from helpers.releases.catalog import list_unfetched
from helpers.runner.notebook import read_notebook

collect_ignore = ["conftest.py"]  # it has no examples, and shares its name with others


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Leave out a notebook some of whose public releases are not on this machine."""
    if collection_path.suffix != ".ipynb":
        return None
    project = find_project()
    notebook = read_notebook(collection_path.stem, project)
    inputs = notebook.inputs_of(notebook.values({}))
    releases = [name for name in inputs if "/" not in name]
    return True if list_unfetched(releases, project) else None
