"""Memory: what cleaning in memory takes, told before a machine runs out of it."""

from __future__ import annotations

import os

from helpers.errors import Problem
from helpers.releases.release import Release

TIMES = 9
"""A log of 192 MB of delimited text, cleaned in memory, took 1.7 GB at the peak."""

DELIMITED = ("csv", "psv", "tsv", "txt")


def check_memory(release: Release, held: int | None = None) -> None:
    """Refuse a release whose delimited files would take more memory than the machine has.

    `held` is what it has, in bytes; None asks the system, and does not refuse where that cannot
    tell. A run that is killed for its memory says nothing to anyone.

    Raises Problem, with what to do instead.
    """
    held = find_memory() if held is None else held
    files = [one for one in release.resources if one.format in DELIMITED]
    size = sum(one.bytes for one in files)
    if held is None or size * TIMES <= held:
        return
    if len(files) > 1:
        what, file = f"The release's {len(files)} files hold", None
        remedy = "Add each file as a release of its own: one large plain file is cleaned on disk"
    else:
        what, file = "The file holds", files[0].path
        remedy = (
            "Save it as plain text (UTF-8, commas, the header in the first line, nothing above it "
            "or stacked below), and add that: a large file is then cleaned on disk"
        )
    raise Problem(
        f"{what} {_write(size)}, and cleaning that takes about {_write(size * TIMES)} of memory",
        file=file,
        expected=f"no more than the machine has, {_write(held)}",
        remedy=remedy,
    )


def find_memory() -> int | None:
    """Return the machine's memory in bytes, or None where the system does not say (Windows)."""
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    except (AttributeError, OSError, ValueError):
        return None


def _write(size: int) -> str:
    return f"{size / 1e9:,.1f} GB"
