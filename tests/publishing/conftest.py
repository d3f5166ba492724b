"""Fixtures for what is published."""

from __future__ import annotations

from typing import Any

import pytest
from made_up_site import make_site

from helpers.paths import Project


@pytest.fixture
def content(project: Project) -> dict[str, Any]:
    """What pages.build_site takes, for a made-up project full of hostile texts."""
    return make_site(project)
