"""Clocks: the seconds, processor seconds and peak memory of this process and of its children."""

from __future__ import annotations

import resource
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Clock:
    """Seconds since it was made: by the wall, and of all processors."""

    wall: float = field(default_factory=time.perf_counter)
    cpu: float = field(default_factory=lambda: count_cpu())

    def read(self) -> dict[str, float]:
        """Return what passed, and the peak of memory so far."""
        return {
            "seconds": time.perf_counter() - self.wall,
            "cpu": count_cpu() - self.cpu,
            "memory": find_peak(),
        }


def count_cpu() -> float:
    """Return the processor seconds of this process and of its children, those that run included."""
    import psutil

    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    running = [child.cpu_times() for child in psutil.Process().children(recursive=True)]
    children = sum(one.user + one.system for one in running)
    return time.process_time() + ended.ru_utime + ended.ru_stime + children


def find_peak() -> int:
    """Return the peak of memory of this process, plus those of its children, in bytes.

    They need not have been at the same moment: it is a bound.
    """
    import psutil

    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    ended = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    running = sum(_find_peak(child) for child in psutil.Process().children(recursive=True))
    return int(own + max(ended, running))


def _find_peak(child: object) -> int:
    import psutil

    assert isinstance(child, psutil.Process)
    try:
        lines = Path(f"/proc/{child.pid}/status").read_text(encoding="utf-8").splitlines()
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))
    except (OSError, StopIteration):
        return int(child.memory_info().rss)


def time_command(
    command: Sequence[str], folder: Path, environment: Mapping[str, str] | None = None
) -> dict[str, float]:
    """Return the seconds that a command takes in `folder`; stop if it fails."""
    clock = Clock()
    done = subprocess.run(
        list(command), cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    found = clock.read()
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()[-15:]
        raise SystemExit("\n".join([f"This failed: {' '.join(command)}", *said]))
    return found
