"""Fixtures that every test may use."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from hypothesis import settings

from helpers.cleaning.clean import load_table
from helpers.cleaning.table import Table
from helpers.project import HOME, Project

# A loaded machine is no fault of the code: no example fails for the time that it takes.
settings.register_profile("project", deadline=None)
settings.load_profile("project")

# The doctest plugin would import each of these under one name, "conftest"; they hold no doctests.
collect_ignore_glob = ["*conftest.py"]


def pytest_collection_finish() -> None:
    """Let what is collected out of what Python looks through for garbage, again and again."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


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
