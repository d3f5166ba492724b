"""Scratch folders: what is made is put in its place whole, and goes with a process that dies.

A killed process cleans up nothing. So each scratch folder is locked for as long as its process
lives, and the next one to make such a folder there removes those that nobody holds any more.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

PREFIX = ".plateglass-scratch-"
"""How the names of scratch folders begin in the system's own place for them."""

_REST = "[a-z0-9_]{8}"
"""What `tempfile` adds to a prefix: a folder of another name is somebody's own."""

_UNKNOWN = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EPERM)
"""What a system says that cannot exchange two folders, or not on this disk."""


@contextlib.contextmanager
def open_scratch(parent: Path | None = None, prefix: str = PREFIX) -> Iterator[Path]:
    """Give a folder of one's own in `parent` (default: the system's), for this context.

    Those that a killed process left there, or in the system's place, are removed first.
    """
    system = Path(tempfile.gettempdir())
    parent = system if parent is None else parent
    parent.mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as held:
        if parent != system:
            remove_leftovers(system, PREFIX)
        with contextlib.ExitStack() as gate:
            # Nobody may take a folder for left behind between its making and its locking.
            _lock(parent, gate, wait=True)
            _remove_leftovers(parent, prefix)
            folder = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
            held.callback(shutil.rmtree, folder, ignore_errors=True)
            _lock(folder, held)
        yield folder


def remove_leftovers(parent: Path, prefix: str) -> None:
    """Remove the scratch folders in `parent` that no living process holds."""
    with contextlib.ExitStack() as gate:
        _lock(parent, gate, wait=True)
        _remove_leftovers(parent, prefix)


def _remove_leftovers(parent: Path, prefix: str) -> None:
    name = re.compile(re.escape(prefix) + _REST)
    for folder in [one for one in parent.iterdir() if name.fullmatch(one.name)]:
        with contextlib.ExitStack() as held:
            if not folder.is_symlink() and folder.is_dir() and _lock(folder, held):
                shutil.rmtree(folder, ignore_errors=True)


def put_whole(made: Path, place: Path) -> None:
    """Put the folder `made` in `place`; what was there before lies in `made` afterwards.

    It is one step where the system can exchange two folders (Linux, macOS): a process that dies
    leaves the one or the other. Elsewhere it is two, and between them `bring_back` is needed.
    """
    if not place.exists():
        made.rename(place)
        return
    if exchange(made, place):
        return
    before = _before(place)
    place.rename(before)
    try:
        made.rename(place)
    except OSError:
        before.rename(place)
        raise
    before.rename(made)


def bring_back(place: Path) -> None:
    """Undo a `put_whole` in two steps whose process died between them."""
    before = _before(place)
    if before.is_dir():
        if place.exists():
            shutil.rmtree(before, ignore_errors=True)
        else:
            before.rename(place)


def exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step; say whether this system could.

    Raises OSError if it can, and may not.
    """
    # renameat2(2) with RENAME_EXCHANGE, and renamex_np(2) with RENAME_SWAP: both are 2.
    name = {"linux": "renameat2", "darwin": "renamex_np"}.get(sys.platform)
    library = ctypes.CDLL(None, use_errno=True) if name else None
    rename = getattr(library, name, None) if name else None
    if rename is None:
        return False
    here, old, new = -100, os.fsencode(one), os.fsencode(other)
    if (rename(here, old, here, new, 2) if name == "renameat2" else rename(old, new, 2)) == 0:
        return True
    number = ctypes.get_errno()
    if number in _UNKNOWN:
        return False
    raise OSError(number, os.strerror(number), str(one), None, str(other))


def _before(place: Path) -> Path:
    return place.with_name(f".{place.name}-before")


def _lock(folder: Path, held: contextlib.ExitStack, *, wait: bool = False) -> bool:
    """Lock a folder until `held` is closed; say whether that succeeded."""
    if os.name != "posix":
        return False
    import fcntl

    try:
        number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        return False
    try:
        fcntl.flock(number, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except OSError:
        os.close(number)
        return False
    held.callback(os.close, number)
    return True
