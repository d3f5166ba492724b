"""A notebook that `plateglass new` starts runs as it is, and keeps the rules of the house."""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
import pytest

from helpers.adding.add import add_release
from helpers.errors import Misuse
from helpers.project import HOME, Project
from helpers.runner.notebook import read_notebook, start_notebook
from helpers.runner.run import run_notebook

sys.path.insert(0, str(HOME / "tests" / "notebooks"))
from test_rules import RULES


def test_it_runs_and_keeps_the_rules(project: Project) -> None:
    (project.root / "notebooks").mkdir()
    path = start_notebook("80_my_question", project)
    assert read_notebook("80_my_question", project).parameters["release"].help
    done = run_notebook("80_my_question", project)
    assert done.path == path
    made = nbformat.read(path, as_version=4)
    assert {rule.__name__: rule(made) for rule in RULES} == {rule.__name__: [] for rule in RULES}


def test_it_runs_whatever_the_file_is_called(project: Project, tmp_path: Path) -> None:
    """The rows it shows named their file, so the gate refused the notebook of a usual release."""
    log = tmp_path / "Example audit June 2025 (J. Doe).csv"
    rows = "".join(f"Example {number} PD,SYN-{number},\n" for number in range(9))
    header = "Organization Name,Networks Shared With Me,Networks I'm Sharing\n"
    log.write_text(header + rows, encoding="utf-8")
    add_release([log], release="mine", project=project)
    (project.root / "notebooks").mkdir()
    path = start_notebook("80_my_question", project, "mine")
    run_notebook("80_my_question", project)
    assert "J. Doe" not in path.read_text(encoding="utf-8")


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
