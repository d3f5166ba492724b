"""The notebook on restrictions, for a state and a monthly series that the suite has never seen."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import nbformat
import pytest

from helpers.paths import HOME, Project
from helpers.running.execution import RunResult, run_notebook

NOTEBOOK, RELEASE = "40_state_restrictions", "example-series"
COUNTS = {"2030-01": 900, "2030-02": 1000, "2030-03": 40, "2030-05": 50}
VALUES = {
    "day": "2030-06-01",
    "series_release": RELEASE,
    "place": "example-county-so",
    "measure": "rows of the audit",
    "earlier_month": "2030-01",
    "baseline_month": "2030-02",
    "comparison_month": "2030-03",
}


@pytest.fixture
def elsewhere(project: Project) -> Project:
    """A project with a made-up state, a made-up restriction and a made-up series."""
    folder = project.root / "data" / "reference"
    folder.mkdir(parents=True)
    for name, line in {
        "states.csv": "QA,Example State,state,9,6\n",
        "restrictions.csv": "T001,qa-block,QA,nlets,blocks,ICE,2030-05-01,,2030-05-02,exact,X023,"
        "Made up for a test\n",
    }.items():
        path = Path(shutil.copy(HOME / "data" / "reference" / name, folder))
        path.write_text(path.read_text(encoding="utf-8") + line, encoding="utf-8")
    rows = [
        f"example-county-so,{month},rows of the audit,{value},made up"
        for month, value in COUNTS.items()
    ]
    write_series(project, "\n".join(["place,month,measure,value,source", *rows]) + "\n")
    return project


def write_series(project: Project, text: str) -> None:
    folder = project.raw / RELEASE
    folder.mkdir(parents=True)
    content = text.encode()
    (folder / "series.csv").write_bytes(content)
    resource = {
        "name": "series",
        "path": "series.csv",
        "bytes": len(content),
        "hash": hashlib.sha256(content).hexdigest(),
        "dialect": {"delimiter": ","},
    }
    descriptor = {
        "profile": "data-package",
        "name": RELEASE,
        "title": "A series made up for a test",
        "resources": [resource],
        "plateglass": {"kind": "monthly-series", "data_status": "synthetic"},
    }
    (folder / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")


def show(run: RunResult) -> str:
    notebook = nbformat.read(run.path, as_version=4)
    outputs = [one for cell in notebook.cells for one in cell.get("outputs", [])]
    return "\n".join(one.get("data", {}).get("text/plain", "") for one in outputs)


def test_another_state_and_another_series(elsewhere: Project) -> None:
    run = run_notebook(NOTEBOOK, elsewhere, VALUES)
    found = {one.id: one for one in run.findings}
    assert found["restrictions.blocks"].value == 6
    assert (
        sum(
            int(found[f"restrictions.{name}"].value)
            for name in ("blocks", "asked_to_block", "agreed_to_help", "not_known")
        )
        == 55
    )
    change = found["restrictions.baseline_to_comparison"]
    assert (round(change.value, 6), change.data_status) == (-96, "synthetic")
    assert found["restrictions.missing_months"].value == 1
    told = show(run)
    assert "Example State" in told
    assert "Apr 2030: no figure" in told
    assert "example-county-so, rows of the audit: 1,000 in February 2030 and 40 in March" in told
    assert "(synthetic records)" in told
