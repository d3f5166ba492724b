"""Pages as a browser sees them: quiet, accessible, harmless, and never wider than a phone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

pytestmark = pytest.mark.browser

PAGES = (
    *("index.html", "claims.html", "sources.html", "notebooks.html", "findings.html"),
    *("methodology.html", "lists/all.html", "claims/T003.html", "findings/log.rise.html"),
    *("releases/made-up-log.html", "notebooks/10_how_many.html"),
)
MOST_READ = ("index.html", "claims.html", "notebooks/10_how_many.html")
REPORT = "report"
"""The one file: the brief and every claim."""

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

Heard = dict[str, list[str]]


@contextmanager
def open_page(
    browser: Any, address: str, **facts: Any
) -> Iterator[tuple[Any, dict[str, list[str]]]]:
    """Open a page; `heard` collects what it asked for, complained of, and tried to say."""
    context = browser.new_context(**facts)
    page = context.new_page()
    heard: Heard = {"requests": [], "errors": [], "dialogs": []}
    page.on("request", lambda request: heard["requests"].append(request.url))
    page.on("console", lambda line: heard["errors"].append(line.text))
    page.on("pageerror", lambda error: heard["errors"].append(str(error)))
    page.on("dialog", lambda box: (heard["dialogs"].append(box.message), box.dismiss()))
    page.goto(address)
    yield page, heard
    context.close()


def visit(
    browser: Any, addresses: Iterable[str], **facts: Any
) -> Iterator[tuple[str, Any, dict[str, list[str]]]]:
    """Open one page after another in one window, which takes half as long as a window for each."""
    with open_page(browser, "about:blank", **facts) as (page, heard):
        for address in addresses:
            for found in heard.values():
                found.clear()
            page.goto(address)
            yield address, page, heard


@pytest.mark.parametrize("way", ["files", "http"])
def test_pages_are_quiet(browser: Any, site: dict[str, str], way: str) -> None:
    for name, page, heard in visit(browser, (site[way] + name for name in PAGES)):
        assert heard["errors"] == [], name
        assert heard["dialogs"] == [], name
        assert name in heard["requests"]
        others = [url for url in heard["requests"] if not url.startswith((site[way], "data:"))]
        assert others == [], name
        # The style was really taken: a policy that is too strict would leave a bare page.
        assert page.evaluate("getComputedStyle(document.body).margin") == "0px"
        broken = "[...document.images].filter(i => !i.naturalWidth).map(i => i.src)"
        assert page.evaluate(broken) == []


def test_the_one_file_is_quiet(browser: Any, site: dict[str, str]) -> None:
    with open_page(browser, site["report"]) as (page, heard):
        assert heard["errors"] == heard["dialogs"] == []
        others = [url for url in heard["requests"] if not url.startswith("data:")]
        assert others == [site["report"]]
        assert page.evaluate("[...document.images].every(i => i.naturalWidth > 0)")
        assert page.pdf().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("scheme", "width", "names"),
    [
        ("light", 1200, MOST_READ),
        ("dark", 390, (REPORT,)),
        pytest.param("light", 390, (*PAGES, REPORT), marks=pytest.mark.slow),
        pytest.param("dark", 390, PAGES, marks=pytest.mark.slow),
    ],
)
def test_pages_meet_the_accessibility_standard(
    browser: Any, site: dict[str, str], scheme: str, width: int, names: tuple[str, ...]
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    options = {"runOnly": {"type": "tag", "values": STANDARDS}}
    view = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
    # axe is a script, and these pages allow none; it alone is let past their policy.
    addresses = [site["report"] if name == REPORT else site["files"] + name for name in names]
    for address, page, _ in visit(browser, addresses, bypass_csp=True, **view):
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        found = Axe().run(page, options=options).response["violations"]
        told = [
            f"{one['id']}: {one['nodes'][0]['html'][:200]} {one['nodes'][0]['failureSummary']}"
            for one in found
        ]
        assert told == [], address


def test_nothing_is_wider_than_the_screen(browser: Any, site: dict[str, str]) -> None:
    addresses = (*(site["files"] + name for name in PAGES), site["report"])
    for address, page, _ in visit(browser, addresses):
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        for width in (1200, 768, 390, 320):
            page.set_viewport_size({"width": width, "height": 844})
            found = page.evaluate("document.documentElement.scrollWidth")
            assert found <= width, address


def test_the_links_of_the_masthead_can_be_tapped(browser: Any, site: dict[str, str]) -> None:
    view = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
    with open_page(browser, site["files"] + "claims.html", **view) as (page, _):
        boxes = [link.bounding_box() for link in page.locator(".masthead nav a, .chips a").all()]
        assert len(boxes) > 4
        assert min(box["height"] for box in boxes if box) >= 44


def test_a_count_opens_its_list(browser: Any, site: dict[str, str]) -> None:
    with open_page(browser, site["files"] + "claims.html", java_script_enabled=False) as (page, _):
        link = page.get_by_role("link", name="Source not seen").first
        number = int((link.locator("b").text_content() or "0").replace(",", ""))
        link.click()
        page.wait_for_url("**/lists/source-not-seen.html")
        assert page.locator(".claim").count() == number > 0


def test_a_keyboard_reaches_the_content_first(browser: Any, site: dict[str, str]) -> None:
    with open_page(browser, site["files"] + "index.html") as (page, _):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Skip to content"
        page.keyboard.press("Enter")
        page.wait_for_url("**/index.html#main")


def test_a_number_is_followed_back_to_its_file(browser: Any, site: dict[str, str]) -> None:
    with open_page(browser, site["files"] + "index.html") as (page, _):
        page.get_by_role("link", name="897,230").first.click()
        assert page.locator("h1").text_content()
        assert "nlets.pair" in (page.locator("main").text_content() or "")
