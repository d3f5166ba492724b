from __future__ import annotations

import pytest

from helpers.drafts.check import Checker, load_checker
from helpers.project import HOME, Project


@pytest.fixture(scope="session")
def checker() -> Checker:
    return load_checker(Project(HOME))
