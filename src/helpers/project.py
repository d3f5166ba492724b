"""Paths of the project, and how files are put in place whole."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import hashlib
import json
import os
import platform
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpers.errors import Misuse

# Where things are: the checkout this code belongs to, and the project it works on.

HOME = Path(__file__).resolve().parents[2]
"""The checkout: its notebooks, reference tables and shipped releases serve every project."""

PROJECT_VARIABLE = "PLATEGLASS_PROJECT"

RESERVED = frozenset(
    {
        *("findings", "agency-review", "rejects", "ledger", "parts"),
        *("con", "prn", "aux", "nul"),
        *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10)),
    }
)
"""Names that no release may have: a folder of our own is called so, or a device of Windows is."""

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,99}")


def is_id(release: str) -> bool:
    """Return whether a text can be the id of a release; see `check_id`."""
    return bool(_ID.fullmatch(release)) and release.casefold() not in RESERVED


def check_id(release: str) -> str:
    """Return the id of a release: letters, digits and hyphens, and no reserved name.

    An id is the name of a folder, so nothing else may be in it. Raises Misuse.

    >>> check_id("eugene-2025")
    'eugene-2025'
    """
    if not is_id(release):
        raise Misuse(
            f"{release!r} can't be the id of a release",
            expected="letters, digits and hyphens, such as eugene-2025",
        )
    return release


@dataclass(frozen=True)
class Project:
    """A folder that holds releases and takes results. An empty folder is a valid project."""

    root: Path

    @property
    def raw(self) -> Path:
        """Releases as received; never edited."""
        return self.root / "data" / "raw"

    @property
    def processed(self) -> Path:
        """Tables, ledgers and findings made from default parameters; never edited."""
        return self.root / "data" / "processed"

    @property
    def runs(self) -> Path:
        """Runs with other parameters."""
        return self.root / "runs"

    @property
    def site(self) -> Path:
        """The rendered pages."""
        return self.root / "site"

    @property
    def state(self) -> Path:
        """What the runner remembers between runs; safe to delete."""
        return self.root / ".plateglass"

    @property
    def notebooks(self) -> Path:
        """The project's own notebooks if it has any, else the checkout's."""
        folder = self.root / "notebooks"
        return folder if any(folder.glob("*.ipynb")) else HOME / "notebooks"

    @property
    def fetched(self) -> Path:
        """Public releases that `plateglass fetch` brought; they are not ours to ship."""
        return self.state / "fetched"

    def release(self, name: str) -> Path:
        """Return the folder of a release: the project's own, else one shipped, else one fetched.

        Raises Misuse if the name can't be that of a release; see `check_id`.
        """
        default = self.raw / check_id(name)
        others = (HOME / "data" / "raw", self.fetched)
        folders = [default, *(folder / name for folder in others)]
        return next((folder for folder in folders if folder.exists()), default)

    def reference(self, name: str) -> Path:
        """Return a file of human judgment: the project's own, else the one shipped."""
        file = self.root / "data" / "reference" / name
        return file if file.exists() else HOME / "data" / "reference" / name

    def show(self, path: Path) -> str:
        """Return `path` as messages show it: relative to the project or to the checkout."""
        for base in (self.root, HOME):
            if path.resolve().is_relative_to(base.resolve()):
                return path.resolve().relative_to(base.resolve()).as_posix()
        return path.name


_AT_WORK: ContextVar[Project | None] = ContextVar("project at work", default=None)


@contextlib.contextmanager
def work_on(project: Project) -> Iterator[Project]:
    """Let `find_project` return this project, for this context, whatever the working folder is."""
    token = _AT_WORK.set(project)
    try:
        yield project
    finally:
        _AT_WORK.reset(token)


def find_project(start: Path | None = None, *, otherwise: Path | None = None) -> Project:
    """Return the project around `start` (default: the working folder).

    The project that `work_on` named wins; then the environment variable PLATEGLASS_PROJECT; then
    the nearest folder upwards that holds `data/raw` or `.plateglass`; then `otherwise` (default:
    the checkout).
    """
    at_work = _AT_WORK.get()
    if at_work is not None and start is None:
        return at_work
    named = os.environ.get(PROJECT_VARIABLE)
    if named and start is None:
        return Project(Path(named).resolve())
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / "data" / "raw").is_dir() or (folder / ".plateglass").is_dir():
            return Project(folder)
    return Project((otherwise or HOME).resolve())


# Scratch folders: a result is put in place whole, and removed if its process dies.
#
# A killed process cleans up nothing. So each scratch folder is locked for as long as its process
# lives, and the next one to make such a folder there removes those that nobody holds any more.
# On a disk that several machines share, a lock may be unknown to the others. So the machine is part
# of the name, and each removes only its own.

PREFIX = ".plateglass-scratch-"
"""How the names of scratch folders begin in the system's temporary folder."""

_HERE = hashlib.sha256(platform.node().encode()).hexdigest()[:6] + "-"
"""What is added to a prefix: the machine."""

_LEFT = re.compile(rf"\..*-{_HERE}[a-z0-9_]{{8}}")
"""How scratch folders are called, with what `tempfile` adds: others are somebody's own."""

_SCRATCH = re.compile(r"\..*-[0-9a-f]{6}-[a-z0-9_]{8}")
"""The same, of any machine."""

_UNKNOWN = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EPERM)
"""What a system says that cannot exchange two folders, or not on this disk."""


@contextlib.contextmanager
def open_scratch(parent: Path | None = None, prefix: str = PREFIX) -> Iterator[Path]:
    """Give a folder of one's own in `parent` (default: the system's), for this context.

    Those that a killed process left there, or in the system's folder, are removed first.
    """
    system = Path(tempfile.gettempdir())
    parent = system if parent is None else parent
    parent.mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as held:
        if parent != system:
            remove_leftovers(system)
        with contextlib.ExitStack() as gate:
            # Nobody may take a folder for left behind between its making and its locking.
            # A scratch folder itself is locked by whom it belongs to, for as long as that lives.
            if not _SCRATCH.fullmatch(parent.name):
                _lock(parent, gate, wait=True)
                _remove_leftovers(parent)
            try:
                folder = Path(tempfile.mkdtemp(prefix=prefix + _HERE, dir=parent))
            except OSError as error:  # a person knows the folder, and not the name we gave
                if error.errno is None or error.errno == errno.ENOENT:
                    raise
                raise type(error)(error.errno, os.strerror(error.errno), str(parent)) from error
            _OWN.add(folder)
            held.callback(_OWN.discard, folder)
            held.callback(shutil.rmtree, folder, ignore_errors=True)
            _lock(folder, held)
        yield folder


_OWN: set[Path] = set()
"""The scratch folders of this process, in all of its threads."""


def remove_own_scratch() -> None:
    """Remove the scratch folders of this process, which ends now."""
    for folder in tuple(_OWN):
        shutil.rmtree(folder, ignore_errors=True)


def remove_leftovers(parent: Path) -> None:
    """Remove the scratch folders in `parent` that no living process of this machine holds."""
    with contextlib.ExitStack() as gate, contextlib.suppress(OSError):
        if _list_leftovers(parent):
            _lock(parent, gate, wait=True)
            _remove_leftovers(parent)


def _list_leftovers(parent: Path) -> list[Path]:
    # By their names alone: a system's folder may hold thousands of other things.
    names = (name for name in os.listdir(parent) if name[0] == ".")  # noqa: PTH208
    return [parent / name for name in names if _LEFT.fullmatch(name)]


def _remove_leftovers(parent: Path) -> None:
    for folder in _list_leftovers(parent):
        with contextlib.ExitStack() as held:
            if not folder.is_symlink() and folder.is_dir() and _lock(folder, held):
                shutil.rmtree(folder, ignore_errors=True)


def put_whole(made: Path, folder: Path) -> None:
    """Rename the folder `made` to `folder`; afterwards `made` is the folder that was there before.

    It is one step where the system can exchange two folders (Linux, macOS): a process that dies
    leaves the one or the other. Elsewhere it is two, and between them `bring_back` is needed.
    """
    if not folder.exists():
        try:
            made.rename(folder)
        except OSError:  # another process may have put its own there since
            if not folder.is_dir():
                raise
        else:
            return
    if exchange(made, folder):
        return
    before = _before(folder)
    folder.rename(before)
    try:
        made.rename(folder)
    except OSError:
        before.rename(folder)
        raise
    before.rename(made)


def bring_back(folder: Path) -> None:
    """Undo a `put_whole` in two steps whose process died between them."""
    before = _before(folder)
    if before.is_dir():
        if folder.exists():
            shutil.rmtree(before, ignore_errors=True)
        else:
            before.rename(folder)


def exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step; return whether this system could.

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


def _before(folder: Path) -> Path:
    return folder.with_name(f".{folder.name}-before")


def _lock(folder: Path, held: contextlib.ExitStack, *, wait: bool = False) -> bool:
    """Lock a folder until `held` is closed; return whether that succeeded."""
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


# Where runs and their inputs lie.

SHOWN_NAMES = "shown_names.csv"
"""The reviewed lines of data/reference: what may be shown although nothing else says so."""

REFERENCE = "reference/"
FINDINGS = "findings/"
CORRECTIONS = "corrections"
"""The folder of data/reference that holds one file of corrections a release."""


def owns_notebooks(project: Project) -> bool:
    """Whether the project has notebooks of its own, or uses the checkout's."""
    return project.notebooks == project.root / "notebooks"


def run_folder(name: str, values: Mapping[str, Any] | None, project: Project) -> Path:
    """Return where a run under runs/ stands; `values` is None for the default parameters."""
    if values is None:
        return project.runs / name / "default"
    written = json.dumps(values, sort_keys=True, ensure_ascii=False)
    return project.runs / name / hashlib.sha256(written.encode()).hexdigest()[:12]


def executed_file(name: str, project: Project) -> Path:
    """Return where a notebook stands that has run with its default parameters."""
    if owns_notebooks(project):
        return project.notebooks / f"{name}.ipynb"
    return run_folder(name, None, project) / f"{name}.ipynb"


def findings_file(name: str, project: Project) -> Path:
    """Return where the findings of a notebook, with default parameters, stand."""
    return project.processed / "findings" / f"{name}.json"


def input_files(name: str, project: Project) -> list[Path]:
    """Return the files of an input: all of a release, or one reference table, or one notebook's.

    Its corrections count as files of a release.

    An input that is missing has none, or one that does not exist; opening it says so in words.
    """
    if name.startswith(REFERENCE):
        return [project.reference(name.removeprefix(REFERENCE))]
    if name.startswith(FINDINGS):
        return [findings_file(name.removeprefix(FINDINGS), project)]
    corrected = corrections_file(name, project)
    files = sorted(path for path in project.release(name).rglob("*") if path.is_file())
    return [*files, *([corrected] if corrected.is_file() else [])]


def corrections_file(release: str, project: Project) -> Path:
    """Return where the corrections of a release are, if there are any.

    >>> corrections_file("eugene-2025", Project(Path("p"))).name
    'eugene-2025.csv'
    """
    name = f"data/reference/{CORRECTIONS}/{release}.csv"
    own = project.root / name
    return own if own.exists() or (project.raw / release).exists() else HOME / name


def name_input(path: Path, project: Project) -> str | None:
    """Return the name under which a notebook declares the file at `path`; None if it need not."""
    path = path.resolve()
    for root in (project.root.resolve(), HOME):
        data = root / "data"
        for releases in (data / "raw", Project(root).fetched):
            if path.is_relative_to(releases):
                return path.relative_to(releases).parts[0]
        if path.is_relative_to(data / "reference" / CORRECTIONS):
            return path.stem
        if path.is_relative_to(data / "reference"):
            return REFERENCE + path.relative_to(data / "reference").as_posix()
        if path.is_relative_to(data / "processed" / "findings"):
            return FINDINGS + path.stem
    return None
