"""A notebook that `plateglass new` starts runs as it is, and keeps the rules of the house."""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
import pytest

from helpers.adding.add import add_release
from helpers.errors import Misuse
from helpers.project import HOME, Project
from helpers.runner.notebook import DEFAULT_RELEASE, read_notebook, start_notebook
from helpers.runner.run import run_notebook

sys.path.insert(0, str(HOME / "tests" / "notebooks"))
from test_rules import RULES


@pytest.mark.parametrize("release", [DEFAULT_RELEASE, "own"])
def test_it_runs_and_keeps_the_rules(release: str, project: Project, tmp_path: Path) -> None:
    (project.root / "notebooks").mkdir()
    if release == "own":  # a file's name may be a person's, and never leaves
        file = tmp_path / "log_of_jane_example.csv"
        file.write_text("id,userId,searchDate\na1,u,2026-03-01 10:00\na2,u,2026-03-02 10:00\n")
        add_release([file], release=release, project=project)
    path = start_notebook("80_my_question", project, release)
    assert read_notebook("80_my_question", project).parameters["release"].help
    done = run_notebook("80_my_question", project)
    assert done.path == path
    made = nbformat.read(path, as_version=4)
    assert {rule.__name__: rule(made) for rule in RULES} == {rule.__name__: [] for rule in RULES}


@pytest.mark.parametrize(
    ("name", "told"), [("my_question", "two digits"), ("80_My", "two digits"), ("80_a", "is taken")]
)
def test_a_bad_or_taken_name_is_refused(project: Project, name: str, told: str) -> None:
    folder: Path = project.root / "notebooks"
    folder.mkdir()
    (folder / "80_a.ipynb").write_text("{}", encoding="utf-8")
    with pytest.raises(Misuse, match=told):
        start_notebook(name, project)
    assert sorted(path.name for path in folder.iterdir()) == ["80_a.ipynb"]
