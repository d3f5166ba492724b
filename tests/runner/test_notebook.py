from __future__ import annotations

import json

import nbformat
import pytest

from helpers.errors import Misuse, Problem
from helpers.runner.notebook import list_notebooks, read_notebook

DEFAULTS = """\
baseline_month: str = "2024-11"  # the month compared against
zip_code: str = "02134"
groups: list[str] = ["a"]
limit: int = 5
share: float = 0.5
plain = "x"
release: str = "first-release"
"""
CHECK = """\
parameters.check(
    globals(), baseline_month=parameters.month(), groups=several_of("a", "b"),
    limit=whole(minimum=1), release=release_id(), plain=one_of(*options))"""


@pytest.fixture
def write(project):
    def write_one(*sources: str, name: str = "10_x", **declared):
        notebook = nbformat.v4.new_notebook()
        notebook.cells = [nbformat.v4.new_code_cell(source) for source in sources]
        for cell in notebook.cells:
            cell.metadata["tags"] = ["parameters"] if "baseline_month: str" in cell.source else []
        notebook.metadata["plateglass"] = declared
        path = project.root / "notebooks" / f"{name}.ipynb"
        path.parent.mkdir(exist_ok=True)
        nbformat.write(notebook, path)
        return read_notebook(name, project)

    return write_one


def test_parameters_come_with_type_default_and_help(write):
    found = write("import x", DEFAULTS, CHECK).parameters
    assert list(found) == [
        *("baseline_month", "zip_code", "groups", "limit", "share", "plain", "release")
    ]
    assert found["baseline_month"].default == "2024-11"
    assert found["baseline_month"].help == "the month compared against"
    assert found["baseline_month"].type.expected == "a month such as 2024-11"
    assert found["limit"].type.expected == "a whole number of at least 1"


def test_text_from_the_command_line_is_read_by_the_declared_type(write):
    values = write(DEFAULTS, CHECK).values(
        {"zip_code": "0213", "groups": "a,b", "limit": "7", "share": "1e-1", "plain": "no"}
    )
    assert values["zip_code"] == "0213"
    assert values["groups"] == ["a", "b"]
    assert values["limit"] == 7
    assert values["share"] == 0.1
    assert values["plain"] == "no"
    assert values["baseline_month"] == "2024-11"


def test_a_misspelt_parameter_is_named_before_anything_runs(write):
    with pytest.raises(Misuse, match="Did you mean baseline_month"):
        write(DEFAULTS, CHECK).values({"baseline_mnth": "2024-11"})


def test_a_wrong_value_is_named_before_anything_runs(write):
    with pytest.raises(Misuse, match=r"baseline_month is 2024-13; expected: a month"):
        write(DEFAULTS, CHECK).values({"baseline_month": "2024-13"})


def test_without_a_check_the_annotation_is_the_type(write):
    found = write(DEFAULTS)
    assert found.values({"baseline_month": "anything"})["baseline_month"] == "anything"
    with pytest.raises(Misuse, match="a whole number"):
        found.values({"limit": "many"})


def test_inputs_may_name_a_parameter(write):
    found = write(DEFAULTS, CHECK, inputs=["{release}", "reference/law.csv", "{groups}", "b"])
    values = found.values({"release": "other", "groups": "a,b"})
    assert found.inputs_of(values) == ["other", "reference/law.csv", "a", "b"]


def test_an_input_that_names_no_parameter_is_refused(write):
    found = write(DEFAULTS, CHECK, inputs=["{relase}"])
    with pytest.raises(Problem, match="Did you mean release"):
        found.inputs_of(found.values({}))


def test_only_cells_and_declarations_change_the_digest(write, project):
    before = write(DEFAULTS, CHECK, inputs=["a"])
    content = json.loads(before.path.read_text())
    content["cells"][0]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "x"}]
    content["cells"][0]["execution_count"] = 9
    content["metadata"]["kernelspec"] = {"name": "other"}
    before.path.write_text(json.dumps(content))
    assert read_notebook("10_x", project).digest == before.digest
    assert write(DEFAULTS, CHECK, inputs=["b"]).digest != before.digest
    assert write(DEFAULTS, CHECK + " ", inputs=["a"]).digest != before.digest


def test_a_default_must_be_a_plain_value(write):
    with pytest.raises(Problem, match="The default of the parameter limit is not a plain value"):
        write('baseline_month: str = "x"\nlimit = len("x")')


def test_a_missing_notebook_names_the_nearest(write, project):
    write(DEFAULTS)
    assert list_notebooks(project) == ["10_x"]
    with pytest.raises(Misuse, match=r"There is no notebook called 10_y\. Did you mean 10_x\?"):
        read_notebook("10_y", project)


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"cells": 3, "metadata": {}}', "\xff"])
def test_a_file_that_is_no_notebook_is_named(project, content):
    path = project.root / "notebooks" / "10_x.ipynb"
    path.parent.mkdir()
    path.write_text(content, encoding="latin-1")
    with pytest.raises(Problem, match=r"not a notebook \(notebooks/10_x.ipynb\)"):
        read_notebook("10_x", project)


def test_inputs_must_be_a_list_of_names(write):
    with pytest.raises(Problem, match="inputs are not a list of names"):
        write(DEFAULTS, inputs="published-figures")
