"""Fixtures for what is published: a made-up project is written once, and copied for each test."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from typing import Any

import pytest
from made_up_site import make_site

from helpers.project import Project
from helpers.site.content import collect_content
from helpers.site.pages import build_pages

MadeUpSite = tuple[Project, dict[str, Any]]


@pytest.fixture(scope="session")
def made_up_site(
    tmp_path_factory: pytest.TempPathFactory, remember_shipped: Callable[[Project], None]
) -> MadeUpSite:
    """A made-up project full of hostile texts, and what pages.build_site takes; to be read only."""
    project = Project(tmp_path_factory.mktemp("made-up") / "project")
    project.root.mkdir()
    remember_shipped(project)
    return project, make_site(project)


@pytest.fixture
def content(project: Project, made_up_site: MadeUpSite, site: dict[str, bytes]) -> dict[str, Any]:
    """What content.collect_content takes, for a copy of the made-up project of the test's own.

    The site was built once, so that the copy remembers what may not leave of each release.
    """
    assert site
    made, content = made_up_site
    shutil.copytree(made.root, project.root, dirs_exist_ok=True)
    notebooks = [project.root / path.relative_to(made.root) for path in content["notebooks"]]
    own = {name: dict(content[name]) for name in ("findings", "ledgers", "verdicts")}
    return content | own | {"notebooks": notebooks}


@pytest.fixture(scope="session")
def site(made_up_site: MadeUpSite, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Every file of the made-up site by its name; to be read only."""
    project, content = made_up_site
    out = tmp_path_factory.mktemp("site") / "pages"
    paths = build_pages(collect_content(project, **content), out)
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in paths}
