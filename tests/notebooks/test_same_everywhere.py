"""The same findings come from the runner, from plain papermill and from JupyterLab's Run All."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from helpers.claims.finding import MIME
from helpers.project import HOME, PROJECT_VARIABLE
from helpers.runner.run import run_notebook

NAME = "80_how_we_would_count_it"
NOTEBOOK = HOME / "notebooks" / f"{NAME}.ipynb"
PARAMETERS = {
    "baseline_month": "2024-11",
    "comparison_month": "2025-05",
    "count": "rows",
}


def read_findings(notebook: Any) -> list[dict[str, Any]]:
    return [
        output["data"][MIME]
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if MIME in output.get("data", {})
    ]


def run_by_papermill(out: Path, *words: str) -> list[dict[str, Any]]:
    """Run the notebook as anybody with papermill would: by its command line, in its folder."""
    run = subprocess.run(
        [sys.executable, "-m", "papermill", str(NOTEBOOK), str(out), *words],
        cwd=NOTEBOOK.parent,
        env={key: value for key, value in os.environ.items() if key != PROJECT_VARIABLE},
        capture_output=True,
        text=True,
        check=False,
        timeout=180,
    )
    assert run.returncode == 0, run.stderr
    return read_findings(nbformat.read(out, as_version=4))


@pytest.mark.slow
def test_run_all_and_the_committed_notebook_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(PROJECT_VARIABLE, raising=False)
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    committed = read_findings(notebook)
    assert len(committed) > 4
    folder = {"metadata": {"path": str(NOTEBOOK.parent)}}
    NotebookClient(notebook, timeout=120, kernel_name="python3", resources=folder).execute()
    assert read_findings(notebook) == committed


@pytest.mark.slow
def test_papermill_and_the_committed_notebook_agree(tmp_path: Path) -> None:
    committed = read_findings(nbformat.read(NOTEBOOK, as_version=4))
    assert run_by_papermill(tmp_path / "out.ipynb") == committed


@pytest.mark.slow
def test_papermill_and_the_runner_agree_under_other_parameters(
    tmp_path: Path, project: Any
) -> None:
    before = NOTEBOOK.read_bytes()
    ours = run_notebook(NAME, project, PARAMETERS)
    words = [word for name, value in PARAMETERS.items() for word in ("-p", name, value)]
    theirs = run_by_papermill(tmp_path / "out.ipynb", *words)
    assert read_findings(nbformat.read(ours.path, as_version=4)) == theirs
    assert NOTEBOOK.read_bytes() == before
    values = {finding.id: finding.value for finding in ours.findings}
    assert values["washington.counted_growth_all"] == pytest.approx(205.8, abs=0.1)
