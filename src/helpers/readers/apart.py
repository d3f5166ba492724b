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
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from helpers.errors import Damaged, Problem
from helpers.progress import say_step, send_steps

if TYPE_CHECKING:
    import duckdb

SECONDS = 45
PER_SECOND, PRINTED_PER_SECOND = 300_000, 20_000
"""A file takes at most so many seconds, or one for so many of its bytes as received. A page of a
printed audit has 2,000 bytes and takes a tenth of a second on a slow machine."""

MEMORY = 1_150 << 20
PER_BYTE = 64
"""A child may address so much memory, or so many bytes for each byte of the file: what is small as
received and large inside was made to fill a machine."""

GROWTH = 1_250 << 20
"""This process may take so much more memory while it reads delimited text. DuckDB keeps to a limit
of its own, but for what it notes of broken records: a kilobyte for each cell that is missing."""

LOOK = 0.05
"""So often, in seconds, this process looks whether it keeps to that."""

LONGEST = 1_800
"""But no file takes longer, in seconds: the largest workbooks and printed audits take minutes."""

KEPT = 300 << 20
"""A child that holds more memory than this after a file is not kept for the next one."""

RESAVE = "Open it in the program that it is for, save it under a new name, and add that copy"

P = ParamSpec("P")
R = TypeVar("R")


@dataclass
class Budget:
    """What reading one received file may cost, with all that is packed in it, in all its steps.

    `seconds` are those that are left of `allowed`, and `memory` is in bytes. `packed` are the bytes
    as received, and `unpacked` those that came out of them so far.
    """

    seconds: float
    memory: int
    packed: int = 0
    unpacked: int = 0
    allowed: float = field(init=False)

    def __post_init__(self) -> None:
        """Note what is allowed at first."""
        self.allowed = self.seconds

    @classmethod
    def of(cls, path: Path, *, printed: bool = False) -> Budget:
        """Return what a file may cost by its size as received; `printed` if a PDF is in it."""
        size = path.stat().st_size
        most = max(MEMORY, min(PER_BYTE * size, _machine()))
        rate = PRINTED_PER_SECOND if printed else PER_SECOND
        return cls(min(LONGEST, max(SECONDS, size / rate)), most, size)

    @contextlib.contextmanager
    def spend(self, shown: str) -> Iterator[None]:
        """Count the time of a step, also of one in this process.

        Raises Problem if there is none left. `shown` is how messages name the file.
        """
        start = time.monotonic()
        if self.seconds <= 0:
            raise self.refuse(shown)
        try:
            yield
        finally:
            self.seconds -= time.monotonic() - start

    @contextlib.contextmanager
    def watch(self, connection: duckdb.DuckDBPyConnection, shown: str) -> Iterator[None]:
        """End a query of `connection` that takes longer than is allowed, or grows beyond GROWTH.

        What takes longer isn't a step of the budget: cleaning takes its time too. Raises Problem if
        a query was ended. `shown` is how messages name the file.
        """
        import duckdb

        done, why = threading.Event(), list[Problem]()
        end, most = time.monotonic() + self.allowed, measure_held() + GROWTH

        def look() -> None:
            while not done.wait(LOOK):
                late = time.monotonic() > end
                if late or measure_held() > most:
                    why.append(self.refuse(shown) if late else _refuse_memory(GROWTH, shown))
                    connection.interrupt()

        watcher = threading.Thread(target=look, daemon=True)
        watcher.start()
        try:
            yield
        except duckdb.InterruptException:
            if why:
                raise why.pop() from None
            raise
        finally:
            done.set()
            watcher.join()

    def refuse(self, shown: str) -> Problem:
        """Return the Problem for a file that used up its time."""
        return Problem(
            f"Reading the file takes longer than {max(1, round(self.allowed)):,} seconds, which "
            "is more than a file of its size needs",
            file=shown,
            remedy=RESAVE,
        )


class _Child:
    """The process that reads, and the way to it."""

    def __init__(self) -> None:
        self.owner = os.getpid()
        self.way, theirs = Pipe()
        with theirs:
            number = theirs.fileno()
            start = (
                f"import sys; sys.path[:] = {sys.path!r}; "
                f"from helpers.readers.apart import serve; serve({number})"
            )
            self.process = subprocess.Popen(
                [sys.executable, "-c", start],
                pass_fds=[number],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={**os.environ, **_SPARING},
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


_SPARING = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "MALLOC_ARENA_MAX": "2",
}
"""Without these, libraries set gigabytes of addresses aside that they never fill."""

_lock = threading.Lock()
_kept: _Child | None = None


def read_apart(
    shown: str,
    budget: Budget,
    function: Callable[P, R],
    /,
    *args: P.args,
    **kwargs: P.kwargs,
) -> R:
    """Return `function(*args, **kwargs)`, called in another process within limits.

    `function` is one of a module, and what it takes and returns is plain data. `shown` is how
    messages name the file, and `budget` what it may still cost. Raises Problem if it takes too
    long, too much memory, or crashes; a Problem that it raises itself is raised as it is.
    """
    if os.name != "posix":  # no limits there, and no way to hand the pipe on
        return function(*args, **kwargs)
    result: R
    with _lock, budget.spend(shown):
        child, seconds = _find_child(), budget.seconds
        try:
            child.way.send_bytes(pickle.dumps((function, args, kwargs, seconds, budget.memory)))
            end = time.monotonic() + seconds
            while True:
                if not child.way.poll(max(0, end - time.monotonic())):
                    raise budget.refuse(shown)
                answer = pickle.loads(child.way.recv_bytes())
                if not isinstance(answer, str):
                    break
                say_step(answer)
            kept, result, error = answer
        except (EOFError, ConnectionError):
            if _let_go() == -signal.SIGALRM:
                raise budget.refuse(shown) from None
            raise Damaged("The file makes its reader crash", file=shown, remedy=RESAVE) from None
        except BaseException:
            _let_go(kill=True)
            raise
        if not kept:
            _let_go()
    if error is not None:
        _raise(error, shown, budget)
    return result


def _raise(error: BaseException, shown: str, budget: Budget) -> None:
    if isinstance(error, Problem):
        raise error
    if isinstance(error, MemoryError):
        raise _refuse_memory(budget.memory, shown) from error
    if isinstance(error, OSError) and error.errno is not None:
        raise error
    raise Damaged(
        "The file is damaged, or not what its name says: its reader can't go on",
        file=shown,
        remedy=RESAVE,
    ) from error


def _refuse_memory(memory: int, shown: str) -> Problem:
    return Problem(
        f"Reading the file takes more than {memory / (1 << 30):.1f} GB of memory",
        file=shown,
        remedy="Split it into smaller files; one that is small is damaged, or made to do harm",
    )


def _find_child() -> _Child:
    global _kept
    if _kept is not None and (_kept.owner != os.getpid() or _kept.process.poll() is not None):
        _let_go()
    if _kept is None:
        _kept = _Child()
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


def _machine() -> int:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):
        return MEMORY


class _WithoutPandas:
    """Keeps pandas out: PyArrow imports it if it can, which takes longer than a small file."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        """Refuse pandas, and leave all else to the usual ways."""
        if name == "pandas":
            raise ModuleNotFoundError(name)


def serve(number: int) -> None:
    """Do what the parent process asks for, until it closes the pipe or ends."""
    import resource

    sys.meta_path.insert(0, _WithoutPandas())
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    way = Connection(number)
    while True:
        try:
            function, args, kwargs, seconds, memory = pickle.loads(way.recv_bytes())
        except EOFError:
            return
        with contextlib.suppress(ValueError, OSError):  # not every system can
            resource.setrlimit(resource.RLIMIT_AS, (memory, -1))
        # If the parent is gone there is nobody else to end a reader that hangs.
        signal.setitimer(signal.ITIMER_REAL, seconds + 1)
        result, error = None, None
        try:
            with send_steps(lambda step: way.send_bytes(pickle.dumps(step))):
                result = function(*args, **kwargs)
        except BaseException as failure:  # panics of readers in Rust are no `Exception`
            error = failure
        signal.setitimer(signal.ITIMER_REAL, 0)
        kept = measure_held() < KEPT and not isinstance(error, MemoryError)
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


def measure_held() -> int:
    """Return how much memory this process holds, in bytes."""
    # Not `ru_maxrss` where it can be helped: on Linux a child begins with the peak of its parent.
    with contextlib.suppress(OSError):
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    import resource

    size = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return size if sys.platform == "darwin" else size * 1024
