"""Reading apart: a file from a stranger is parsed in another process, within limits.

Some readers can crash, hang or fill the memory on a damaged or hostile file (a spreadsheet reader
that panics ends the whole process). So they work in a child process that is kept for the next file,
and whatever happens to it becomes a sentence. What it hands back must be plain data (`pickle`).
"""

from __future__ import annotations

import atexit
import contextlib
import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection, Pipe
from typing import Any, ParamSpec, TypeVar

from helpers.errors import Problem

SECONDS = 1_800
"""A file takes at most so long: the largest workbooks and printed audits take minutes."""

MOST_MEMORY = 16 << 30
"""A child may address so much memory, or as much as the machine has, if that is less."""

LEAST_MEMORY = 3 << 30
"""But at least so much: libraries set addresses aside that they never fill."""

KEPT = 600 << 20
"""A child that holds more memory than this after a file is not kept for the next one."""

RESAVE = "Open it in the program that it is for, save it under a new name, and add that copy"

P = ParamSpec("P")
R = TypeVar("R")


class _Child:
    """The process that reads, and the way to it."""

    def __init__(self, memory: int) -> None:
        self.owner, self.memory = os.getpid(), memory
        self.way, theirs = Pipe()
        with theirs:
            number = theirs.fileno()
            start = (
                f"import sys; sys.path[:] = {sys.path!r}; "
                f"from helpers.readers.apart import serve; serve({number}, {memory})"
            )
            self.process = subprocess.Popen(
                [sys.executable, "-c", start],
                pass_fds=[number],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"},
            )

    def close(self) -> int:
        """End the process; return how it ended."""
        self.way.close()
        if self.owner != os.getpid():
            return 0  # it belongs to the process that this one was forked from
        try:
            return self.process.wait(timeout=0.5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()


_lock = threading.Lock()
_kept: _Child | None = None


def read_apart(
    shown: str,
    function: Callable[P, R],
    /,
    *args: P.args,
    **kwargs: P.kwargs,
) -> R:
    """Return `function(*args, **kwargs)`, called in another process within limits.

    `function` is one of a module, and what it takes and returns is plain data. `shown` is how
    messages name the file. Raises Problem if it takes too long, too much memory, or crashes; a
    Problem that it raises itself is raised as it is.
    """
    return run_apart(shown, function, args, kwargs, seconds=SECONDS, memory=_memory())


def run_apart(
    shown: str,
    function: Callable[..., R],
    args: tuple[Any, ...] = (),
    kwargs: dict[str, Any] | None = None,
    *,
    seconds: float,
    memory: int,
) -> R:
    """Return what `read_apart` does, within limits of one's own."""
    kwargs = kwargs or {}
    if os.name != "posix":  # no limits there, and no way to hand the pipe on
        return function(*args, **kwargs)
    task = pickle.dumps((function, args, kwargs, seconds))
    result: R
    with _lock:
        child = _find_child(memory)
        try:
            child.way.send_bytes(task)
            if not child.way.poll(seconds):
                _let_go(kill=True)
                raise Problem(
                    f"Reading the file takes longer than {max(1, round(seconds / 60)):,} minutes",
                    file=shown,
                    remedy=RESAVE,
                )
            kept, result, error = pickle.loads(child.way.recv_bytes())
        except (EOFError, ConnectionError):
            status = _let_go()
            if status == -signal.SIGALRM:
                what = f"Reading the file takes longer than {max(1, round(seconds / 60)):,} minutes"
            else:
                what = "The file makes its reader crash"
            raise Problem(what, file=shown, remedy=RESAVE) from None
        except BaseException:
            _let_go(kill=True)
            raise
        if not kept:
            _let_go()
    if error is not None:
        _raise(error, shown, memory)
    return result


def _raise(error: BaseException, shown: str, memory: int) -> None:
    if isinstance(error, Problem):
        raise error
    if isinstance(error, MemoryError):
        raise Problem(
            f"Reading the file takes more than {memory / (1 << 30):.1f} GB of memory",
            file=shown,
            remedy="Split it into smaller files, or read it on a machine with more memory",
        ) from error
    if isinstance(error, OSError) and error.errno is not None:
        raise error
    raise Problem(
        f"The file can't be read: {type(error).__name__} in its reader", file=shown, remedy=RESAVE
    ) from error


def _find_child(memory: int) -> _Child:
    global _kept
    if _kept is not None and (
        _kept.owner != os.getpid() or _kept.memory != memory or _kept.process.poll() is not None
    ):
        _let_go()
    if _kept is None:
        _kept = _Child(memory)
    return _kept


def _let_go(*, kill: bool = False) -> int:
    global _kept
    child, _kept = _kept, None
    if child is None:
        return 0
    if kill and child.owner == os.getpid():
        child.process.kill()
    return child.close()


atexit.register(_let_go)


def _memory() -> int:
    try:
        whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):
        whole = MOST_MEMORY
    return max(LEAST_MEMORY, min(MOST_MEMORY, whole))


class _WithoutPandas:
    """Keeps pandas out: PyArrow imports it if it can, which takes longer than a small file."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        """Refuse pandas, and leave all else to the usual ways."""
        if name == "pandas":
            raise ModuleNotFoundError(name)


def serve(number: int, memory: int) -> None:
    """Do what the parent process asks for, until it closes the pipe or ends."""
    import resource

    sys.meta_path.insert(0, _WithoutPandas())
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(ValueError, OSError):  # not every system can
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    way = Connection(number)
    while True:
        try:
            function, args, kwargs, seconds = pickle.loads(way.recv_bytes())
        except EOFError:
            return
        # If the parent is gone there is nobody else to end a reader that hangs.
        signal.setitimer(signal.ITIMER_REAL, seconds + 1)
        result, error = None, None
        try:
            result = function(*args, **kwargs)
        except BaseException as failure:  # panics of readers in Rust are no `Exception`
            error = failure
        signal.setitimer(signal.ITIMER_REAL, 0)
        kept = _hold() < KEPT and not isinstance(error, MemoryError)
        way.send_bytes(_pack(kept, result, error))
        if not kept:
            return


def _pack(kept: bool, result: object, error: BaseException | None) -> bytes:
    try:
        packed = pickle.dumps((kept, result, error))
        pickle.loads(packed)  # some errors can be written and not read
    except Exception:
        if error is None:
            raise
        return pickle.dumps((kept, None, RuntimeError(f"{type(error).__name__}: {error}")))
    return packed


def _hold() -> int:
    import resource

    size = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return size if sys.platform == "darwin" else size * 1024
