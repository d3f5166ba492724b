"""A browser of this machine, and pages to look at in it."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from helpers.project import HOME, Project
from helpers.site.content import collect_content
from helpers.site.editions import collect
from helpers.site.pages import build_pages, build_report

sys.path.insert(0, str(Path(__file__).parents[1] / "site"))
from made_up_site import make_site

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--no-first-run"),
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """The system's Chromium, driven by Playwright; nothing is downloaded."""
    path = next((found for name in NAMES if (found := shutil.which(name))), None)
    if path is None:
        pytest.skip(f"no Chromium on this machine (looked for {', '.join(NAMES)})")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """Keep the test's output free of requests."""


@pytest.fixture(scope="session")
def site(
    tmp_path_factory: pytest.TempPathFactory, remember_shipped: Callable[[Project], None]
) -> Iterator[dict[str, str]]:
    """Two made-up editions: the site, from files and over HTTP, and the one file."""
    root = tmp_path_factory.mktemp("editions")
    project = Project(root / "project")
    project.root.mkdir()
    remember_shipped(project)
    content = collect_content(project, **make_site(project))
    build_pages(content, project.site)
    report = build_report(content, project.root / "report.html")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(project.site)))
    Thread(target=server.serve_forever, daemon=True).start()
    yield {
        "files": project.site.as_uri() + "/",
        "http": f"http://127.0.0.1:{server.server_port}/",
        "report": report.as_uri(),
    }
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the pages of what is shipped in site/, and the file to mail."""
    root = tmp_path_factory.mktemp("shipped")
    notebooks = {path.stem: path for path in sorted((HOME / "notebooks").glob("*.ipynb"))}
    content = collect(Project(HOME), notebooks)
    build_pages(content, root / "site")
    build_report(content, root / "plateglass.html")
    return root
