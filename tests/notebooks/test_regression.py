"""The committed notebooks are a test of themselves: one altered raw value must fail them."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from helpers.project import HOME, PROJECT_VARIABLE, Project

RELEASE, FILE = "published-figures", "published_figures.csv"
NOTEBOOK = HOME / "notebooks" / "10_nlets_queries.ipynb"


@pytest.fixture
def altered(project: Project) -> Project:
    """A project with its own copy of the printed figures, for a test to alter."""
    shutil.copytree(HOME / "data" / "raw" / RELEASE, project.raw / RELEASE)
    return project


def test_one_altered_raw_value_fails_the_notebook(altered: Project) -> None:
    alter(altered.raw / RELEASE, b",292114,", b",292115,", times=1)
    run = check_outputs(NOTEBOOK, altered)
    assert run.returncode == 1, run.stdout
    assert re.search("292,?115", run.stdout)
    assert re.search("897,?231", run.stdout)  # in whichever of its outputs is compared first


def alter(folder: Path, old: bytes, new: bytes, *, times: int = -1) -> None:
    """Change a value of a release and give its descriptor the new sha256."""
    path = folder / FILE
    changed = path.read_bytes().replace(old, new, times)
    assert changed != path.read_bytes()
    path.write_bytes(changed)
    descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    resource = next(one for one in descriptor["resources"] if one["path"] == FILE)
    resource["hash"] = hashlib.sha256(changed).hexdigest()
    (folder / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")


def check_outputs(
    notebook: Path, project: Project, *words: str
) -> subprocess.CompletedProcess[str]:
    """Run a committed notebook against a project, comparing each output with the committed one.

    `words` are more options of pytest, such as to stop at the first difference.
    """
    return subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "--nbval", "--nbval-current-env", str(notebook)),
            *("-p", "no:cacheprovider", "-p", "no:xdist", "--rootdir", str(HOME), *words),
        ],
        env={**os.environ, PROJECT_VARIABLE: str(project.root)},
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )
