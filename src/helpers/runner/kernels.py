"""Kernels: papermill in this process, each notebook in a kernel of its own.

Three choices, each closing a trap of the tools (measured; see CONTRIBUTING.md): the kernel is the
interpreter that runs us, so no installed kernelspec is needed; it is reached over a Unix socket, as
ipykernel warns about TCP and a socket needs no port; and its working folder is its own, since
papermill's `cwd` moves the whole process and so cannot be used in threads.
"""

# ruff: noqa: E402 - one line must come before papermill is imported; it says why
from __future__ import annotations

import ast
import contextlib
import copy
import importlib.util
import logging
import os
import re
import signal
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

# Two thirds of `import papermill` go into this module, which nothing here uses: jsonschema tries
# it for one format, and goes on without (jsonschema/_format.py).
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

import psutil
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from jupyter_core.utils import ensure_event_loop
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill import execute_notebook
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, papermill_engines
from papermill.exceptions import PapermillExecutionError

from helpers.progress import count
from helpers.project import open_scratch

ENGINE = "plateglass"
MOST_SECONDS = 1_800
"""A cell may take so long, if nobody says otherwise; a kernel that hangs is given up then."""

# A socket path may have 104 bytes on macOS, whose TMPDIR alone takes half of them.
_SOCKETS = Path("/tmp") if os.name == "posix" else None
# A kernel dies with the process that started it, also one that is too busy to look after it.
_START = """\
import ctypes, os, sys
del sys.path[0]
if sys.platform == "linux":
    ctypes.CDLL(None).prctl(1, 9)
    if os.getppid() != int(os.environ["JPY_PARENT_PID"]):
        sys.exit()
from ipykernel.kernelapp import launch_new_instance
launch_new_instance()
"""
_LOG = logging.getLogger("helpers.runner.kernels")
_LOG.addHandler(logging.NullHandler())
_LOG.propagate = False
_RECORDED = (
    "'\\n'.join(__import__('sys').modules['helpers.claims.finding'].RECORDED)"
    " if 'helpers.claims.finding' in __import__('sys').modules else ''"
)


@dataclass
class Execution:
    """What happened to one notebook: the executed copy, each cell's fate, and how it ended.

    `fates` has one entry a cell: completed, failed, or not run. `error` is (kind, words) where kind
    is the exception's name, `killed`, `timeout` or `not started`. `recorded` are the ids of
    findings that the kernel knew at the end. `peak_memory` is in bytes, `exit_status` negative for
    a signal.
    """

    notebook: Any = None
    fates: list[str] = field(default_factory=list)
    error: tuple[str, str] | None = None
    failed_cell: int | None = None
    recorded: list[str] = field(default_factory=list)
    peak_memory: int = 0
    exit_status: int | None = None
    stderr: str = ""

    @property
    def finished(self) -> bool:
        """Whether every cell ran to its end."""
        return self.error is None


def execute(
    notebook: Any,
    values: Mapping[str, Any],
    *,
    folder: Path,
    environment: Mapping[str, str],
    timeout: int = MOST_SECONDS,
) -> Execution:
    """Run all cells of `notebook` (an nbformat node; it is not changed) in a new kernel.

    `values` are put in after the cell tagged `parameters`; `folder` becomes the kernel's working
    folder; `environment` is added to the kernel's; `timeout` is in seconds for each cell. A cell
    that fails, a kernel that dies and a cell that takes too long are named in the result.
    """
    state = Execution()
    try:
        execute_notebook(
            notebook,
            None,
            parameters=dict(values),
            engine_name=ENGINE,
            kernel_name="python3",
            language="python",
            progress_bar=False,
            plateglass=(state, folder, dict(environment), timeout),
        )
    except PapermillExecutionError as error:
        state.error = (error.ename, error.evalue)
    except DeadKernelError:
        state.error = ("killed", _name_signal(state.exit_status))
    except CellTimeoutError:
        state.error = ("timeout", f"{timeout} seconds")
    except RuntimeError as error:
        state.error = ("not started", str(error))
    if state.error and state.failed_cell is None:
        running = [at for at, fate in enumerate(state.fates) if fate == "failed"]
        state.failed_cell = running[0] if running else None
    return state


class _OwnInterpreter(KernelSpecManager):  # type: ignore[misc]
    """Knows one kernel: the interpreter that runs us."""

    def get_kernel_spec(self, kernel_name: str) -> Any:
        """Return the kernel specification of this interpreter, whatever is installed."""
        argv = [sys.executable, "-c", _START, "-f", "{connection_file}"]
        return KernelSpec(argv=argv, display_name=kernel_name, language="python")


class _Client(PapermillNotebookClient):  # type: ignore[misc]
    """papermill's client, which also keeps each cell's fate as it happens.

    papermill marks every cell completed after its kernel was killed, also those that never ran.
    """

    state: Execution

    def papermill_execute_cells(self) -> None:
        """Run the cells, and always note the state of the kernel afterwards."""
        self.state.fates = ["not run"] * len(self.nb.cells)
        process = self.km.provisioner.process
        gauge = _Gauge(process.pid)
        gauge.start()
        try:
            super().papermill_execute_cells()
            self.state.recorded = [name for name in self._ask(_RECORDED).split("\n") if name]
        finally:
            self.state.peak_memory = gauge.stop()
            self.state.exit_status = process.poll()

    def execute_cell(self, cell: Any, cell_index: int, *args: Any, **words: Any) -> Any:
        """Run one cell and note its fate."""
        self.state.fates[cell_index] = "failed"
        count(cell_index, len(self.nb.cells), "cells")
        done = super().execute_cell(cell, cell_index, *args, **words)
        self.state.fates[cell_index] = "completed"
        return done

    def _ask(self, expression: str) -> str:
        """Return the text that `expression` has in the kernel, without leaving a trace there."""
        message = self.kc.execute("", silent=True, user_expressions={"asked": expression})
        reply = self.wait_for_reply(message)["content"]["user_expressions"]["asked"]
        return str(ast.literal_eval(reply["data"]["text/plain"]))


class _Engine(NBClientEngine):  # type: ignore[misc]
    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **words: Any) -> None:
        state, folder, environment, timeout = words["plateglass"]
        with (
            open_scratch(_SOCKETS, ".pg-") as scratch,
            (scratch / "stderr").open("w+b") as stderr,
        ):
            manager = AsyncKernelManager(
                kernel_name=kernel_name,
                kernel_spec_manager=_OwnInterpreter(),
                connection_file=f"{scratch}/c.json",
                **({"transport": "ipc", "ip": f"{scratch}/k"} if _SOCKETS else {}),
            )
            client = _Client(
                nb_man,
                km=manager,
                log=_LOG,
                timeout=timeout,
                coalesce_streams=True,
                store_widget_state=False,
                record_timing=False,
                shutdown_kernel="immediate",
                extra_arguments=["--HistoryManager.hist_file=:memory:"],
                resources={"metadata": {"path": str(folder)}},
            )
            client.state = state
            loop: Any = ensure_event_loop()
            loop.add_signal_handler = _leave_signals
            try:
                client.execute(
                    env=_environment(scratch, environment), stderr=stderr, cleanup_kc=True
                )
            finally:
                del nb_man.nb.metadata["papermill"]
                state.notebook = copy.deepcopy(nb_man.nb)
                nb_man.nb.metadata["papermill"] = {}
                stderr.seek(0)
                state.stderr = stderr.read().decode(errors="replace")


papermill_engines.register(ENGINE, _Engine)


def _leave_signals(*_: object) -> None:
    """Keep nbclient from handling Ctrl-C: it ends the kernel, and calls it dead."""
    raise RuntimeError("the command line hears them")


class _Gauge(threading.Thread):
    """Reads the memory of a process ten times a second; a killed kernel can't report it."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._process, self._peak, self._stop_asked = psutil.Process(pid), 0, threading.Event()

    def run(self) -> None:
        """Read until asked to stop."""
        self._read()
        while not self._stop_asked.wait(0.1):
            self._read()

    def stop(self) -> int:
        """Stop reading and return the most bytes that were seen."""
        self._stop_asked.set()
        self.join()
        self._read()
        return self._peak

    def _read(self) -> None:
        # Linux keeps the peak itself (proc(5), VmHWM). Not getrusage: there a child begins with
        # the peak of the process that started it.
        status = Path(f"/proc/{self._process.pid}/status")
        with contextlib.suppress(psutil.Error, OSError):
            found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text()) if status.exists() else None
            now = int(found[1]) * 1024 if found else self._process.memory_info().rss
            self._peak = max(self._peak, now)


def _environment(scratch: Path, added: Mapping[str, str]) -> dict[str, str]:
    """Return a kernel's environment, with what a user's own settings could change taken out."""
    taken = {"PYTHONSTARTUP", "PYTHONWARNINGS", "PYTHONINSPECT", "MPLBACKEND"}
    kept = {name: value for name, value in os.environ.items() if name not in taken}
    drawing = importlib.util.find_spec("matplotlib")
    if drawing and drawing.origin:
        style_file = Path(drawing.origin).parent / "mpl-data" / "matplotlibrc"
        kept["MATPLOTLIBRC"] = str(style_file)
    fixed = {
        "PYTHONHASHSEED": "0",
        "PYTHONUTF8": "1",
        "TZ": "UTC",
        "LC_ALL": "C",
        "IPYTHONDIR": f"{scratch}/ipython",
    }
    return kept | fixed | dict(added)


def _name_signal(exit_status: int | None) -> str:
    if exit_status is None or exit_status >= 0:
        return "its process ended"
    return f"signal {-exit_status}, {signal.Signals(-exit_status).name}"
