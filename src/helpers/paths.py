"""Where things are: the checkout this code belongs to, and the project it works on."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

HOME = Path(__file__).resolve().parents[2]
"""The checkout: its notebooks, reference tables and shipped releases serve every project."""

PROJECT_VARIABLE = "PLATEGLASS_PROJECT"


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
        own = self.root / "notebooks"
        return own if any(own.glob("*.ipynb")) else HOME / "notebooks"

    def release(self, name: str) -> Path:
        """Return the folder of a release: the project's own, else the one shipped."""
        own = self.raw / name
        shipped = HOME / "data" / "raw" / name
        return shipped if not own.exists() and shipped.exists() else own

    def reference(self, name: str) -> Path:
        """Return a file of human judgment: the project's own, else the one shipped."""
        own = self.root / "data" / "reference" / name
        return own if own.exists() else HOME / "data" / "reference" / name

    def show(self, path: Path) -> str:
        """Return `path` as it may be printed: relative to the project or to the checkout."""
        for base in (self.root, HOME):
            if path.resolve().is_relative_to(base.resolve()):
                return path.resolve().relative_to(base.resolve()).as_posix()
        return path.name


def find_project(start: Path | None = None, *, otherwise: Path | None = None) -> Project:
    """Return the project around `start` (default: the working folder).

    The environment variable PLATEGLASS_PROJECT wins; then the nearest folder upwards that holds
    `data/raw` or `.plateglass`; then `otherwise` (default: the checkout).
    """
    named = os.environ.get(PROJECT_VARIABLE)
    if named and start is None:
        return Project(Path(named).resolve())
    here = (start or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if (folder / "data" / "raw").is_dir() or (folder / ".plateglass").is_dir():
            return Project(folder)
    return Project((otherwise or HOME).resolve())
