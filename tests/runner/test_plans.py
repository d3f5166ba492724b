from __future__ import annotations

import functools
import json
from types import SimpleNamespace

import nbformat
import pytest

from helpers.errors import Problem
from helpers.project import findings_file
from helpers.runner.plans import Code, drop_orphans, plan_jobs


@pytest.fixture
def write(project):
    def write_one(name: str, **declared) -> None:
        cell = nbformat.v4.new_code_cell('release: str = "mine"')
        cell.metadata["tags"] = ["parameters"]
        notebook = nbformat.v4.new_notebook(cells=[cell])
        notebook.metadata["plateglass"] = declared
        path = project.root / "notebooks" / f"{name}.ipynb"
        path.parent.mkdir(exist_ok=True)
        nbformat.write(notebook, path)

    return write_one


def plan(project, *extra):
    return {job.name: job for job in plan_jobs(project, extra, code=Code())}


def test_a_notebook_comes_after_its_releases_and_the_findings_it_takes(project, write):
    write("10_a", inputs=["{release}", "reference/law.csv"])
    write("20_b", inputs=["other"], findings_from=["10_a"])
    jobs = plan(project)
    assert list(jobs) == ["clean:mine", "clean:other", "notebook:10_a", "notebook:20_b"]
    assert list(jobs["notebook:10_a"].after) == ["clean:mine"]
    assert project.reference("law.csv") in jobs["notebook:10_a"].file_deps
    assert list(jobs["notebook:20_b"].after) == ["clean:other", "notebook:10_a"]
    read = [findings_file("10_a", project), project.reference("shown_names.csv")]
    assert list(jobs["notebook:20_b"].file_deps) == read


def test_own_releases_are_cleaned_even_if_no_notebook_names_them(project, write):
    write("10_a", inputs=["mine"])
    (project.raw / "unused").mkdir(parents=True)
    (project.raw / "unused" / "datapackage.json").write_text("{}")
    assert {"clean:mine", "clean:unused"} <= set(plan(project))


@pytest.mark.parametrize("other", ["10_b", "10_a"])
def test_findings_must_come_from_another_notebook(project, write, other):
    write("10_a", findings_from=[other])
    with pytest.raises(Problem, match=f"takes findings from {other}, which isn't another notebook"):
        plan(project)["notebook:10_a"].action()


def test_an_extra_task_watches_the_code_it_comes_from(project, write):
    write("10_a")
    task = SimpleNamespace(
        name="x", action=print, file_deps=[], digest="1", targets=[], after=["notebook:*"]
    )
    plain = plan(project, task)["x"].digest
    task.digest = "2"
    assert plan(project, task)["x"].digest != plain
    task.digest, task.action = "1", functools.partial(json.dumps, {})
    assert plan(project, task)["x"].digest == plain
    task.action = functools.partial(findings_file, "10_a", project)
    assert plan(project, task)["x"].digest != plain


def test_findings_of_a_notebook_that_is_gone_go_too(project, write):
    write("10_a")
    for name in ("10_a", "20_gone"):
        findings_file(name, project).parent.mkdir(parents=True, exist_ok=True)
        findings_file(name, project).write_text("[]")
    drop_orphans(project)
    assert findings_file("10_a", project).exists()
    assert not findings_file("20_gone", project).exists()


def test_a_project_without_notebooks_of_its_own_keeps_its_findings(project):
    findings_file("20_x", project).parent.mkdir(parents=True)
    findings_file("20_x", project).write_text("[]")
    drop_orphans(project)
    assert findings_file("20_x", project).exists()
