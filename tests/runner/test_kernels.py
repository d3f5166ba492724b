from __future__ import annotations

import ast
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest

from helpers.errors import Problem
from helpers.runner.kernels import execute
from helpers.runner.run import raise_failure

PROBE = """\
import os, sys
{
    "tampered": "tampered" in globals(),
    "backend": os.environ.get("MPLBACKEND"),
    "seed": os.environ["PYTHONHASHSEED"],
    "zone": os.environ["TZ"],
    "added": os.environ["ADDED"],
    "executable": sys.executable,
    "sockets": get_ipython().kernel.parent.transport,
    "address": len(get_ipython().kernel.parent.ip),
    "given": given,
}"""


def notebook(*sources: str):
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    cells[0].metadata["tags"] = ["parameters"]
    return nbformat.v4.new_notebook(cells=cells)


def test_a_kernel_is_ours_alone_whatever_the_user_has_set_up(tmp_path, monkeypatch):
    startup = tmp_path / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "00.py").write_text("tampered = True")
    (tmp_path / "startup.py").write_text("tampered = True")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.setenv("PYTHONSTARTUP", str(tmp_path / "startup.py"))
    monkeypatch.setenv("MPLBACKEND", "no-such-backend")
    monkeypatch.setenv("JUPYTER_PATH", str(tmp_path))
    source = notebook("given = 'default'", PROBE)
    state = execute(source, {"given": "02134"}, folder=tmp_path, environment={"ADDED": "yes"})
    told = ast.literal_eval(state.notebook.cells[-1].outputs[0].data["text/plain"])
    assert told.pop("address") < 90
    assert told == {
        "tampered": False,
        "backend": "module://matplotlib_inline.backend_inline",
        "seed": "0",
        "zone": "UTC",
        "added": "yes",
        "executable": sys.executable,
        "sockets": "ipc",
        "given": "02134",
    }
    assert (state.finished, state.stderr) == (True, "")
    assert state.fates == ["completed"] * 3
    assert source.cells[-1].outputs == []
    assert "papermill" not in state.notebook.metadata


def test_a_kernel_that_cannot_start_is_told(tmp_path, monkeypatch):
    broken = tmp_path / "python"
    broken.write_text("#!/bin/sh\necho 'No module named ipykernel' >&2\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(broken))
    state = execute(notebook("1"), {}, folder=tmp_path, environment={})
    assert not state.finished
    with pytest.raises(Problem, match="kernel did not start: No module named ipykernel"):
        raise_failure(state, path=Path("10_x.ipynb"), shown="runs/10_x")


def test_a_kernel_that_no_longer_answers_is_given_up(tmp_path):
    stop = notebook("1", "import os, signal; os.kill(os.getpid(), signal.SIGSTOP)", "2")
    state = execute(stop, {}, folder=tmp_path, environment={}, timeout=2)
    with pytest.raises(Problem, match="given up, since it took longer than 2 seconds"):
        raise_failure(state, path=Path("10_x.ipynb"), shown="runs/10_x")
    assert state.fates == ["completed", "failed", "not run"]


RUNNER = """\
import nbformat, pathlib, sys
from helpers.runner.kernels import execute
busy = "import os, pathlib, re; pathlib.Path('pid').write_text(str(os.getpid()))\\n"
busy += "re.match('(a+)+$', 'a' * 40 + 'b')"
cells = [nbformat.v4.new_code_cell(busy)]
execute(nbformat.v4.new_notebook(cells=cells), {}, folder=pathlib.Path(sys.argv[1]), environment={})
"""


@pytest.mark.skipif(sys.platform != "linux", reason="where a process can ask for that")
def test_a_busy_kernel_dies_with_its_runner(tmp_path):
    place = tmp_path / "pid"
    with subprocess.Popen([sys.executable, "-c", RUNNER, tmp_path]) as runner:
        wait_until(lambda: place.exists() and place.read_text())
        runner.kill()
    kernel = Path("/proc") / place.read_text()
    wait_until(lambda: not kernel.exists() or "zombie" in (kernel / "status").read_text())


def wait_until(holds: Callable[[], object], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_the_slow_half_of_papermill_is_never_imported():
    told = subprocess.run(
        [
            *(sys.executable, "-c"),
            "import helpers.runner.run, sys; print(sys.modules['rfc3987_syntax'])",
        ],
        check=True,
        capture_output=True,
        text=True,
        env=os.environ,
    )
    assert told.stdout == "None\n"
