"""Progress: which tasks are at work and how far they are, on standard error; and Ctrl-C.

Nothing is shown unless the command line asks for it, and nothing of what takes less than
`PATIENCE`. A terminal gets one line a task; anything else gets a plain line now and then.
"""

from __future__ import annotations

import contextlib
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass, field
from types import FrameType
from typing import TextIO

PATIENCE = 2.0
"""Seconds before anything is shown."""

EVERY = 5.0
"""Seconds between the lines that something other than a terminal gets."""


@dataclass
class Work:
    """One task: since when it is at work, what is counted of it, and how it ended.

    `step` is what is counted within the one that `counted` names next, such as rows of a file;
    `measure` says how many percent of that are done, below 0 if it can't.
    """

    name: str
    began: float = field(default_factory=time.monotonic)
    counted: str = ""
    step: str = ""
    measure: Callable[[], float] | None = None
    outcome: str = "running"
    seconds: float | None = None

    @property
    def lasts(self) -> float:
        """For how many seconds it has been at work."""
        return time.monotonic() - self.began if self.seconds is None else self.seconds

    @property
    def is_long(self) -> bool:
        """Whether it is worth a line."""
        return self.lasts >= PATIENCE

    def __str__(self) -> str:
        """Return it as a line."""
        share = self.measure() if self.measure else -1.0
        step = f"{share:.0f}% of the rows cleaned" if share >= 0 else self.step
        message = "; ".join(one for one in (self.counted, step) if one)
        counted = f" ({message})" if message else ""
        return f"{self.outcome:8} {self.lasts:6.1f} s  {self.name}{counted}"


class Display:
    """Shows the tasks on `out` from a thread of its own, until it is closed."""

    def __init__(self, out: TextIO) -> None:
        self.out, self.works = out, dict[str, Work]()
        self._began, self._drawn = time.monotonic(), 0
        self._said: dict[str, tuple[str, str, str]] = {}
        self._closed = threading.Event()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._show, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop; what ended last is still shown if anything was."""
        self._closed.set()
        self._thread.join()
        if time.monotonic() - self._began >= PATIENCE:
            self._draw(ended=True)

    def _show(self) -> None:
        if self._closed.wait(PATIENCE):
            return
        pause = 0.25 if self.out.isatty() else EVERY
        self._draw()
        while not self._closed.wait(pause):
            self._draw()

    def _draw(self, *, ended: bool = False) -> None:
        """Draw on a terminal over what was drawn before; elsewhere write what is new."""
        with self._lock, contextlib.suppress(OSError, ValueError):
            works = list(self.works.values())
            if not self.out.isatty():
                lines = [str(one) for one in works if self._is_new(one)]
                self.out.write("".join(f"{line}\n" for line in lines))
            else:
                # What has ended stays above as it is; only what is running is drawn again.
                self.out.write("\x1b[1A\x1b[2K" * self._drawn)
                done = [one for one in works if one.seconds is not None]
                self.out.write("".join(f"{one}\n" for one in done if one.is_long))
                for one in done:
                    self.works.pop(one.name, None)
                running = [one for one in works if one.seconds is None and not ended]
                self.out.write("".join(f"{str(one)[:78]}\n" for one in running))
                self._drawn = len(running)
            self.out.flush()

    def _is_new(self, work: Work) -> bool:
        facts = (work.counted, work.step, work.outcome)
        if not work.is_long or (self._said.get(work.name) == facts and work.seconds is not None):
            return False
        self._said[work.name] = facts
        return True


_display: Display | None = None
_at_work: ContextVar[Work | None] = ContextVar("task at work", default=None)


@contextlib.contextmanager
def show_progress(*, quiet: bool = False) -> Iterator[None]:
    """Show the tasks of this process on standard error, for this context, unless `quiet`."""
    global _display
    if quiet or _display is not None:
        yield
        return
    _display = Display(sys.stderr)
    try:
        yield
    finally:
        shown, _display = _display, None
        shown.close()


def is_shown() -> bool:
    """Return whether anybody sees how far the tasks of this process are."""
    return _display is not None


@contextlib.contextmanager
def work_at(name: str) -> Iterator[Work]:
    """Be at work on a task, for this context; set `outcome` if it did not end by an exception."""
    plain = "".join(letter if letter.isprintable() else "?" for letter in name)
    work = Work(plain)
    token = _at_work.set(work)
    if _display is not None:
        _display.works[plain] = work
    try:
        yield work
        work.outcome = "done" if work.outcome == "running" else work.outcome
    except BaseException as error:
        work.outcome = "failed" if isinstance(error, Exception) else "stopped"
        raise
    finally:
        work.seconds = time.monotonic() - work.began
        _at_work.reset(token)


def count(done: int, total: int | None, what: str) -> None:
    """Say how much of the task at work is done, such as 3 of 12 files; `total` may be unknown."""
    work = _at_work.get()
    if work is not None:
        work.counted, work.step = _write(done, total, what), ""


def count_step(done: int, total: int | None, what: str) -> None:
    """Say how far the file, or whatever else is counted, is, such as 40,000 rows."""
    say_step(_write(done, total, what))


def say_step(step: str) -> None:
    """Say how far the file at work is, in words."""
    work = _at_work.get()
    if work is not None:
        work.step = step


@contextlib.contextmanager
def measure_step(measure: Callable[[], float]) -> Iterator[None]:
    """Let `measure` say how many percent of the rows are cleaned, in this context."""
    work = _at_work.get() or Work("")
    work.measure = measure
    try:
        yield
    finally:
        work.measure = None


class _Sent(Work):
    """The work of a process without a display, which sends what is counted to one that has one."""

    def __init__(self, send: Callable[[str], None]) -> None:
        self._send, self._next = send, 0.0

    def __setattr__(self, name: str, value: object) -> None:
        """Send a step, but not too often."""
        if name == "step" and value and time.monotonic() > self._next:
            self._next = time.monotonic() + PATIENCE / 4
            self._send(str(value))
        super().__setattr__(name, value)


@contextlib.contextmanager
def send_steps(send: Callable[[str], None]) -> Iterator[None]:
    """Let `send` have the steps that are counted in this context, in words."""
    token = _at_work.set(_Sent(send))
    try:
        yield
    finally:
        _at_work.reset(token)


def _write(done: int, total: int | None, what: str) -> str:
    of = "" if total is None else f" of {total:,}"
    return f"{done:,}{of} {what}"


# Ctrl-C: an interruption is raised again until the command ends by it.
#
# A KeyboardInterrupt can be lost: Python drops one that is raised in a callback of its garbage
# collector or its import system, DuckDB takes one for a package that isn't there while it looks for
# pandas, and libraries turn one into errors of their own.

STOPPED = (
    "plateglass: Stopped. What was done is kept, and nothing is half-written. To go on, run the "
    "same again."
)
INTERRUPTED = 130
"""The exit status of a command that was stopped."""

AGAIN = 0.5
"""Seconds after which an interruption that nobody ends for is raised again."""


class Interruptions:
    """Hears Ctrl-C in a context: raises KeyboardInterrupt, and again as long as it is lost.

    `heard` says whether there was one. `afterward` is what hears the signal when the context ends:
    what did before, if it isn't given.
    """

    _now: Interruptions | None = None

    def __init__(self, afterward: signal.Handlers | None = None) -> None:
        self.heard = False
        self._afterward = afterward
        self._before: object = None

    def __enter__(self) -> Interruptions:
        """Listen, if nobody else does: a process that ignores Ctrl-C (nohup) goes on to do so."""
        if Interruptions._now is not None:
            return Interruptions._now
        main = threading.current_thread() is threading.main_thread()
        self._before = signal.getsignal(signal.SIGINT) if main else None
        if self._before is signal.default_int_handler:
            Interruptions._now = self
            signal.signal(signal.SIGINT, self._raise)
            if hasattr(signal, "SIGALRM"):
                signal.signal(signal.SIGALRM, self._raise_again)
        return self

    def __exit__(self, *_: object) -> None:
        """Hear no more."""
        if Interruptions._now is self:
            self.end()
            Interruptions._now = None
            signal.signal(signal.SIGINT, self._afterward or signal.default_int_handler)
            if hasattr(signal, "SIGALRM"):
                signal.signal(signal.SIGALRM, signal.SIG_DFL)

    def end(self) -> None:
        """Ignore what is still to come: the command ends."""
        if Interruptions._now is self:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            if hasattr(signal, "setitimer"):
                signal.setitimer(signal.ITIMER_REAL, 0)

    def _raise(self, number: int, frame: FrameType | None) -> None:
        self.heard = True
        if hasattr(signal, "setitimer"):
            signal.setitimer(signal.ITIMER_REAL, AGAIN, AGAIN)
        raise KeyboardInterrupt

    def _raise_again(self, number: int, frame: FrameType | None) -> None:
        handled = sys.exception()
        while handled is not None:
            if is_interruption(handled):  # somebody tidies up because of it
                return
            handled = handled.__context__
        raise KeyboardInterrupt


def is_interruption(error: BaseException) -> bool:
    """Return whether an error is Ctrl-C, or what DuckDB makes of it."""
    asked = isinstance(error, RuntimeError) and "Query interrupted" in str(error)
    return asked or isinstance(error, KeyboardInterrupt)
