"""Fixtures that every test may use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from helpers.paths import Project

# The doctest plugin would import each of these under one name, "conftest"; they hold no doctests.
collect_ignore_glob = ["*conftest.py"]


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
