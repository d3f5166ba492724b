"""One notebook of a small project, run by the runner and by other tools."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from helpers.claims.finding import load_findings
from helpers.errors import Misuse, Problem
from helpers.project import run_folder
from helpers.runner.run import run_notebook

FIRST = "10_count"


def snapshot(folder: Path, *but: str) -> dict[str, bytes]:
    """Return the content of all files, apart from those under the folders named in `but`."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.relative_to(folder).parts[0] not in but
    }


def outputs(path: Path) -> list[str]:
    notebook = nbformat.read(path, as_version=4)
    return [
        output.get("data", {}).get("text/plain", output.get("text", ""))
        for cell in notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
    ]


def test_a_finished_run_takes_the_notebooks_place_and_can_be_repeated(workshop, monkeypatch):
    monkeypatch.setenv("TZ", "Asia/Kolkata")
    before = Path.cwd()
    probe = "import os, sys\nos.getcwd().endswith('notebooks'), os.environ['TZ'], sys.stdin.name"
    path = workshop.write_first(1, probe)
    result = run_notebook(FIRST, workshop.project)
    assert Path.cwd() == before
    assert result.path == path
    assert [(one.id, one.value, one.data_status) for one in result.findings] == [
        ("tiny.rows", 3, "synthetic")
    ]
    assert outputs(path)[-1].startswith("(True, 'UTC', ")
    found = load_findings(workshop.project)["tiny.rows"]
    assert found.notebook == FIRST
    assert found.parameters == {"release": "tiny-counts", "factor": 1}
    assert list(found.inputs) == ["tiny-counts"]
    first = snapshot(workshop.project.root, ".plateglass")
    run_notebook(FIRST, workshop.project)
    assert snapshot(workshop.project.root, ".plateglass") == first
    record = json.loads((workshop.project.state / "records" / f"{FIRST}.json").read_text())
    assert record["finished"] is True
    assert set(record["cells"]) == {"completed"}
    assert record["peak_memory"] > 10_000_000
    assert record["kernel_messages"] == ""


def test_other_parameters_stay_under_runs(workshop):
    before = snapshot(workshop.project.root)
    result = run_notebook(FIRST, workshop.project, {"factor": "2"})
    assert snapshot(workshop.project.root, "runs") == before
    values = {"release": "tiny-counts", "factor": 2}
    folder = run_folder(FIRST, values, workshop.project)
    assert result.path == folder / f"{FIRST}.ipynb"
    assert sorted(path.name for path in folder.iterdir()) == [
        *(f"{FIRST}.ipynb", "findings.json", "record.json")
    ]
    assert json.loads((folder / "findings.json").read_text())[0]["value"] == 6
    assert outputs(result.path)[0] == "release = tiny-counts\nfactor = 2"
    assert "tiny.rows = 6 rows [synthetic]" in result.lines()
    assert result.as_json()["parameters"] == values


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"factr": "2"}, "There is no parameter called factr. Did you mean factor?"),
        ({"factor": "0"}, "The parameter factor is 0; expected: a whole number of at least 1"),
        ({"factor": "1e5"}, "The parameter factor is 1e5; expected: a whole number"),
        ({"release": "tiny-count"}, "Did you mean tiny-counts?"),
    ],
)
def test_a_wrong_parameter_stops_before_anything_runs(workshop, given, told, monkeypatch):
    monkeypatch.setattr("helpers.runner.run.execute", None)
    before = snapshot(workshop.project.root)
    with pytest.raises(Problem) as caught:
        run_notebook(FIRST, workshop.project, given)
    assert told in str(caught.value)
    assert snapshot(workshop.project.root) == before


def test_a_failing_cell_is_told_with_notebook_cell_and_error(workshop):
    workshop.write_first(1, "", "open_release('tiny-cuonts', find_project())", "print('never')")
    before = snapshot(workshop.project.root)
    with pytest.raises(Problem) as caught:
        run_notebook(FIRST, workshop.project)
    told = str(caught.value)
    assert "There is no release called tiny-cuonts" in told
    assert "Did you mean tiny-counts?" in told
    assert "(10_count.ipynb, cell 6)" in told
    assert "Traceback" not in told
    assert snapshot(workshop.project.root, "runs") == before
    folder = run_folder(FIRST, None, workshop.project)
    left = nbformat.read(folder / f"{FIRST}.ipynb", as_version=4)
    assert left.metadata["plateglass"]["finished"] is False
    assert "did not finish" in left.cells[0].source
    assert [output.traceback for output in left.cells[-2].outputs] == [
        ["".join(left.cells[-2].outputs[0].evalue)]
    ]
    assert not (folder / "findings.json").exists()
    record = json.loads((folder / "record.json").read_text())
    assert record["finished"] is False
    assert record["cells"][-2:] == ["failed", "not run"]


def test_a_killed_kernel_is_told_and_nothing_is_harvested(workshop):
    workshop.write_first(1, "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", "'never'")
    before = snapshot(workshop.project.root)
    with pytest.raises(Problem, match=r"signal 9, SIGKILL\) \(10_count.ipynb, cell 6\)"):
        run_notebook(FIRST, workshop.project)
    assert snapshot(workshop.project.root, "runs") == before
    assert load_findings(workshop.project) == {}
    record = json.loads(
        (run_folder(FIRST, None, workshop.project) / "record.json").read_text(encoding="utf-8")
    )
    assert record["signal"] == 9
    assert record["cells"][-3:] == ["completed", "failed", "not run"]


def test_a_cell_that_takes_too_long_is_told(workshop):
    workshop.write_first(1, "import time\ntime.sleep(60)")
    with pytest.raises(Problem, match=r"took longer than 1 seconds \(10_count.ipynb, cell 6\)"):
        run_notebook(FIRST, workshop.project, timeout=1)


def test_an_input_that_is_not_declared_is_told(workshop):
    path = workshop.write_first()
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata["plateglass"]["inputs"] = []
    nbformat.write(notebook, path)
    before = path.read_bytes()
    with pytest.raises(Problem, match="opened tiny-counts, which it does not declare"):
        run_notebook(FIRST, workshop.project)
    assert path.read_bytes() == before
    assert load_findings(workshop.project) == {}


def test_a_change_made_while_it_runs_is_kept(workshop):
    path = workshop.project.root / "notebooks" / f"{FIRST}.ipynb"
    workshop.write_first(1, f"from pathlib import Path\nPath({str(path)!r}).write_text('mine')")
    with pytest.raises(Problem, match="was changed while it ran"):
        run_notebook(FIRST, workshop.project)
    assert path.read_text() == "mine"


def test_findings_of_a_notebook_that_never_ran_are_missed(workshop):
    with pytest.raises(Problem, match=r"findings of 10_count are missing.*plateglass run 10_count"):
        run_notebook("20_double", workshop.project)


@pytest.mark.parametrize("line", ["!false", "x = !false", "%%bash", "%time x", "for x in"])
def test_a_line_that_is_not_python_is_refused_before_anything_runs(workshop, line):
    workshop.write_first(1, "", line)
    with pytest.raises(Problem, match=r" is not Python \(10_count.ipynb, cell 6\)") as caught:
        run_notebook(FIRST, workshop.project)
    assert f"The line `{line}`" in str(caught.value)


def test_a_notebook_that_does_not_exist_names_the_nearest(workshop):
    with pytest.raises(Misuse, match="Did you mean 10_count"):
        run_notebook("10_cuont", workshop.project)


def test_plain_papermill_stops_at_the_check(workshop, tmp_path):
    out = tmp_path / "out.ipynb"
    told = subprocess.run(
        [
            *(sys.executable, "-m", "papermill", "--no-progress-bar", "-p", "facto", "2"),
            *(f"notebooks/{FIRST}.ipynb", str(out)),
        ],
        check=False,
        capture_output=True,
        text=True,
        cwd=workshop.project.root,
    )
    assert told.returncode != 0
    assert "There is no parameter called facto. Did you mean factor?" in told.stderr
    notebook = nbformat.read(out, as_version=4)
    assert notebook.cells[-1].execution_count is None


@pytest.mark.slow
def test_nbval_accepts_a_finished_notebook_and_notices_a_changed_one(workshop):
    path = run_notebook(FIRST, workshop.project).path
    changed = path.with_name("11_changed.ipynb")
    text = path.read_text(encoding="utf-8")
    changed.write_text(text.replace('"value": 3', '"value": 4'), encoding="utf-8")
    told = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "--nbval", "-q", "-p", "no:cacheprovider"),
            *(str(path), str(changed)),
        ],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, "PLATEGLASS_PROJECT": str(workshop.project.root)},
    )
    assert "1 failed, 9 passed" in told.stdout, told.stdout
    assert "11_changed.ipynb::Cell 4" in told.stdout
