"""Fixtures that every test may use."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings

from helpers.cleaning.clean import load_table
from helpers.cleaning.table import Table
from helpers.privacy.withheld import find_withheld
from helpers.project import HOME, Project
from helpers.releases.release import list_releases

# A loaded machine is no fault of the code: no example fails for the time that it takes.
settings.register_profile("project", deadline=None)
settings.load_profile("project")

# The doctest plugin would import each of these under one name, "conftest"; they hold no doctests.
collect_ignore_glob = ["*conftest.py"]


def pytest_collection_finish() -> None:
    """Let what is collected out of what Python looks through for garbage, again and again."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def pytest_unconfigure() -> None:
    """Let Python find it again as it ends, or DuckDB complains that it was left."""
    gc.unfreeze()


@pytest.fixture
def samples() -> Path:
    """The folder of real released files; tests that need it are skipped, and counted, without."""
    folder = os.environ.get("PLATEGLASS_SAMPLES", "")
    if not folder or not Path(folder).is_dir():
        pytest.skip("PLATEGLASS_SAMPLES does not name the folder of real released files")
    return Path(folder)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """An empty project in a temporary folder."""
    (tmp_path / "project").mkdir()
    return Project(tmp_path / "project")


@pytest.fixture(scope="session")
def load_shipped() -> Callable[[str], Table]:
    """Return a shipped release's table, cleaned once for all tests; none of them may change it."""
    return cache(lambda name: load_table(name, Project(HOME)))


@pytest.fixture(scope="session")
def remember_shipped(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Project], None]:
    """Give a new project what another one remembers of the shipped releases.

    Their tables and what may not leave of them: else each project would clean them all again. Not
    from the checkout, which remembers other things after a run than before one.
    """

    @cache
    def remembered() -> Path:
        project = Project(tmp_path_factory.mktemp("remembered"))
        for name in list_releases(Project(HOME)):
            find_withheld(load_table(name, project), project)
        return project.state

    def remember(project: Project) -> None:
        for name in ("cleaned", "withheld"):
            shutil.copytree(remembered() / name, project.state / name, dirs_exist_ok=True)

    return remember
