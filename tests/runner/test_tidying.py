from __future__ import annotations

import json

import nbformat

from helpers.runner.notebook import copy_notebook, mark_unfinished, tidy, write_notebook


def executed(**changes):
    code = {
        "cell_type": "code",
        "id": "one",
        "execution_count": 7,
        "metadata": {
            "tags": [],
            "papermill": {"duration": 1.5, "status": "completed"},
            "execution": {"iopub.status.busy": "2025-01-01"},
            "ExecuteTime": {},
        },
        "source": "1 + 1",
        "outputs": [
            {
                "output_type": "execute_result",
                "execution_count": 7,
                "metadata": {},
                "data": {"text/plain": "2"},
                "transient": {"display_id": "x"},
            }
        ],
    }
    notebook = {
        "cells": [
            {"cell_type": "markdown", "metadata": {}, "source": ["# What", " is it?"]},
            code,
            code | {"metadata": {"tags": ["keep"]}, "source": "2"},
            code | {"id": "blank", "source": " ", "execution_count": None, "outputs": []},
        ],
        "metadata": {
            "papermill": {"start_time": "now"},
            "kernelspec": {"name": "conda-env-x", "display_name": "x"},
            "language_info": {"name": "python", "version": "3.11.7"},
            "plateglass": {"inputs": ["a"], "finished": False},
            "widgets": {},
        },
        "nbformat": 4,
        "nbformat_minor": 4,
    }
    return notebook | changes


def test_what_depends_on_the_day_or_the_machine_is_gone():
    found = tidy(executed())
    assert found["metadata"] == {
        "kernelspec": {
            "display_name": "Python 3 (ipykernel)",
            "language": "python",
            "name": "python3",
        },
        "language_info": {
            "file_extension": ".py",
            "mimetype": "text/x-python",
            "name": "python",
        },
        "plateglass": {"inputs": ["a"]},
    }
    assert [cell["metadata"] for cell in found["cells"]] == [{}, {}, {"tags": ["keep"]}, {}]
    assert "transient" not in json.dumps(found)


def test_cells_are_counted_from_one_and_have_ids_of_their_own():
    found = tidy(executed())
    code = [cell for cell in found["cells"] if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in code] == [1, 2, None]
    assert [output["execution_count"] for cell in code for output in cell["outputs"]] == [1, 2]
    ids = [cell["id"] for cell in found["cells"]]
    assert len(set(ids)) == 4
    assert ids[1] == "one"
    assert ids == [cell["id"] for cell in tidy(executed())["cells"]]


def test_the_cell_that_sets_parameters_has_the_same_id_each_time():
    first, second = (executed()["cells"][1] for _ in range(2))
    for cell, random in ((first, "1f2e"), (second, "9c8b")):
        cell |= {"id": random, "metadata": {"tags": ["injected-parameters"]}}
    assert tidy(executed(cells=[first])) == tidy(executed(cells=[second]))


def test_tidying_again_changes_nothing():
    assert tidy(tidy(executed())) == tidy(executed())


def test_a_copy_without_outputs_keeps_the_sources(tmp_path):
    (tmp_path / "a.ipynb").write_text(write_notebook(tidy(executed())), encoding="utf-8")
    copy = copy_notebook(tmp_path / "a.ipynb")
    assert [cell.source for cell in copy.cells] == ["# What is it?", "1 + 1", "2", " "]
    assert all(not cell.outputs for cell in copy.cells if cell.cell_type == "code")


def test_the_file_is_a_valid_notebook_and_the_same_bytes_each_time(tmp_path):
    for name in ("a", "b"):
        (tmp_path / f"{name}.ipynb").write_text(write_notebook(tidy(executed())), "utf-8")
    assert (tmp_path / "a.ipynb").read_bytes() == (tmp_path / "b.ipynb").read_bytes()
    nbformat.validate(nbformat.read(tmp_path / "a.ipynb", as_version=4))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.ipynb", "b.ipynb"]


def test_what_papermill_adds_to_a_failed_run_is_taken_out():
    marker = {
        "cell_type": "markdown",
        "metadata": {"tags": ["papermill-error-cell-tag"]},
        "source": "<span>An Exception was encountered</span>",
    }
    notebook = executed()
    notebook["cells"].insert(0, marker)
    assert "Exception" not in json.dumps(tidy(notebook))


def test_an_unfinished_run_says_so_first(tmp_path):
    found = mark_unfinished(tidy(executed()), "The kernel was ended.")
    assert found["metadata"]["plateglass"] == {"inputs": ["a"], "finished": False}
    assert "did not finish" in found["cells"][0]["source"]
    assert "The kernel was ended." in found["cells"][0]["source"]
    (tmp_path / "a.ipynb").write_text(write_notebook(found), encoding="utf-8")
    nbformat.validate(nbformat.read(tmp_path / "a.ipynb", as_version=4))
    assert tidy(found)["metadata"]["plateglass"] == {"inputs": ["a"]}
