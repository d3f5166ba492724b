from __future__ import annotations

import pytest

from helpers.evidence.drafts.checking import Checker, load_checker
from helpers.paths import HOME, Project


@pytest.fixture(scope="session")
def checker() -> Checker:
    return load_checker(Project(HOME))
