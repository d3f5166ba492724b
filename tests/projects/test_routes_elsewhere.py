"""The notebook on routes, for a state, a restriction and a sighting never seen before."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
import pytest

from helpers.paths import HOME, Project
from helpers.running.execution import run_notebook

LINES = {
    "states.csv": "QA,Example State,state,9,6\n",
    "restrictions.csv": "T001,qa-block,QA,nlets,blocks,ICE,2030-05-01,,2030-05-02,exact,X023,"
    "Made up for a test\n",
    "route_sightings.csv": "T002,front_door,QA,CBP,open,2030-04-01,2030-06-30,throughout,X023,"
    "Made up for a test\n",
}


@pytest.fixture
def elsewhere(project: Project) -> Project:
    folder = project.root / "data" / "reference"
    folder.mkdir(parents=True)
    for name, line in LINES.items():
        path = Path(shutil.copy(HOME / "data" / "reference" / name, folder))
        path.write_text(path.read_text(encoding="utf-8") + line, encoding="utf-8")
    return project


def test_another_state_another_day(elsewhere: Project) -> None:
    values = {"state": "QA", "date": "2030-06-01", "since": "2030-01-01", "bodies": "ICE,CBP"}
    run = run_notebook("50_routes", elsewhere, values)
    found = {one.id: one for one in run.findings}
    # Closed: Nlets for ICE, and the vendor's pilots for CBP, its word for every state. Open: the
    # front door for CBP. All other answers, of six ways and two bodies, are not known.
    counted = [found[f"routes.{name}"].value for name in ("asked", "open", "closed", "not_known")]
    assert counted == [12, 1, 2, 9]
    assert str(found["routes.open"].scope).endswith("Example State; 2030-06-01")
    notebook = nbformat.read(run.path, as_version=4)
    outputs = [one for cell in notebook.cells for one in cell.get("outputs", [])]
    shown = "\n".join(one.get("data", {}).get("text/plain", "") for one in outputs)
    assert "Nlets: ICE closed, CBP not known." in shown
    assert "Plate readers, front door: ICE not known, CBP open." in shown
    assert "Nlets: ICE: not known from 2030-01-01 to 2030-04-30, closed from 2030-05-01" in shown
