from __future__ import annotations

from dataclasses import dataclass

import pytest

from helpers.claims.finding import finding, load_findings, save_findings
from helpers.errors import Problem
from helpers.runner.run import harvest
from helpers.status import DataStatus


@dataclass
class Source:
    id: str = "T1"
    hash: str = "abc"
    releases: tuple[str, ...] = ("tiny",)
    data_status: DataStatus = DataStatus.SYNTHETIC


def output(name: str, value: int = 3):
    made = finding(name, value, unit="rows", of=[Source()])
    return {"output_type": "display_data", "data": made._repr_mimebundle_(), "metadata": {}}


def notebook(*outputs):
    text = {"output_type": "stream", "name": "stdout", "text": "x"}
    return {
        "cells": [{"cell_type": "markdown"}, {"cell_type": "code", "outputs": [text, *outputs]}]
    }


def test_findings_get_notebook_parameters_and_inputs():
    found = harvest(
        notebook(output("a"), output("b", 4)),
        "10_x",
        parameters={"measure": "total"},
        inputs={"tiny": "abc"},
        recorded=["a", "b"],
    )
    assert [(one.id, one.value) for one in found] == [("a", 3), ("b", 4)]
    assert {one.notebook for one in found} == {"10_x"}
    assert found[0].parameters == {"measure": "total"}
    assert found[0].inputs == {"tiny": "abc"}


def test_an_id_that_occurs_twice_is_refused():
    with pytest.raises(Problem, match=r"finding a is recorded twice \(10_x.ipynb\)"):
        harvest(notebook(output("a"), output("a", 4)), "10_x", parameters={}, inputs={})


def test_a_finding_that_no_cell_shows_is_not_lost_in_silence():
    with pytest.raises(Problem, match="finding b was recorded, but no cell shows it"):
        harvest(notebook(output("a")), "10_x", parameters={}, inputs={}, recorded=["a", "b"])


def test_an_id_that_two_notebooks_record_is_refused(project):
    for name in ("10_x", "20_y"):
        found = harvest(notebook(output("a")), name, parameters={}, inputs={})
        save_findings(found, project.processed / "findings" / f"{name}.json")
    assert load_findings(project, only=["10_x"])["a"].notebook == "10_x"
    with pytest.raises(Problem, match="recorded by two notebooks, 10_x and 20_y"):
        load_findings(project)
