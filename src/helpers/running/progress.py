"""Progress: one line a task on a terminal, nothing elsewhere."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


class Reporter(Protocol):
    """Is told what happens to each task; may be called from several threads."""

    def started(self, name: str) -> None:
        """A task began."""

    def ended(self, name: str, outcome: str) -> None:
        """A task ended: `done`, `failed` or `skipped`."""

    def close(self) -> None:
        """No task is left."""


class Quiet:
    """Says nothing."""

    def started(self, name: str) -> None:
        """Say nothing."""

    def ended(self, name: str, outcome: str) -> None:
        """Say nothing."""

    def close(self) -> None:
        """Say nothing."""


class Lines:
    """One line a task on standard error: running, then done or failed, and the seconds."""

    def __init__(self) -> None:
        self._progress: Progress | None = None
        self._tasks: dict[str, TaskID] = {}

    def started(self, name: str) -> None:
        """Show the task as running."""
        if self._progress is None:  # a run with nothing to do need not wait for the import
            from rich.console import Console
            from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

            self._progress = Progress(
                SpinnerColumn(finished_text=" "),
                TextColumn("{task.fields[outcome]:8}"),
                TimeElapsedColumn(),
                TextColumn("{task.description}", markup=False),
                console=Console(stderr=True),
            )
            self._progress.start()
        task = self._progress.add_task(name, total=1, outcome="running")
        self._tasks[name] = task

    def ended(self, name: str, outcome: str) -> None:
        """Show how the task ended; one that never ran gets no line."""
        if self._progress is not None and name in self._tasks:
            self._progress.update(self._tasks[name], completed=1, outcome=outcome)

    def close(self) -> None:
        """Leave the lines as they stand."""
        if self._progress is not None:
            self._progress.stop()


def choose_reporter() -> Reporter:
    """Return a reporter that shows lines if somebody watches, and a quiet one otherwise."""
    return Lines() if sys.stderr.isatty() else Quiet()
