"""The shipped pages as readers see them: short, quiet, and readable on a phone and on paper."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html.parser import HTMLParser
from pathlib import Path
from posixpath import normpath
from typing import Any

import pytest
from test_in_a_browser import STANDARDS, open_page, visit

pytestmark = pytest.mark.browser

SCREEN = 800
LONGEST = {"index.html": 3, "claims.html": 4, "notebooks.html": 4, "sources.html": 6}
"""How many screens of 1280 by 800 pixels a page may take."""
HEAD, LIST = 3, 14
"""How many a notebook page may take before the work, and a list of claims."""
BRIEF_PAGES, FILE_PAGES, FILE_BYTES = 2, 8, 2_000_000
WIDTHS = (1280, 390, 320)
FILE, DRAWN = "plateglass.html", "notebooks/20_washington_searches.html"
WHOLE = "document.documentElement.scrollHeight"

BEFORE_WORK = """() => {
  const work = document.querySelector("details.work");
  return (work || document.querySelector("nav.next")).getBoundingClientRect().top + scrollY;
}"""
WIDER = """() => [...document.querySelectorAll("main *, header *, footer *")].filter(one => {
  if (one.closest(".scroll, pre, svg")) return false;
  const box = one.getBoundingClientRect();
  return box.width && box.right > innerWidth + 1;
}).map(one => one.outerHTML.slice(0, 80))"""


class Links(HTMLParser):
    """Collects what a page links to, and its anchors."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        facts = {name: value or "" for name, value in attrs}
        self.ids |= {facts["id"]} if "id" in facts else set()
        self.links += [facts["href"]] if tag == "a" and "href" in facts else []


def list_pages(root: Path, folder: str) -> list[str]:
    return sorted(
        one.relative_to(root / "site").as_posix() for one in (root / "site" / folder).glob("*.html")
    )


def list_addresses(root: Path, names: Iterable[str]) -> dict[str, str]:
    """Return the name of each page by its address."""
    return {
        (root / name if name == FILE else root / "site" / name).as_uri(): name for name in names
    }


def test_every_link_lands_on_what_it_names(shipped: Path) -> None:
    site = shipped / "site"
    read = {
        one.relative_to(site).as_posix(): Links(one.read_text("utf-8"))
        for one in site.rglob("*.html")
    }
    dead = []
    for name, page in read.items():
        for href in page.links:
            if re.match(r"https?://", href):
                continue
            path, _, fragment = href.partition("#")
            target = normpath(str(Path(name).parent / path)) if path else name
            if target not in read or (fragment and fragment not in read[target].ids):
                dead.append((name, href))
    assert dead == []
    file = Links((shipped / FILE).read_text("utf-8"))
    assert {href[1:] for href in file.links if href.startswith("#")} <= file.ids


def test_no_page_is_longer_than_an_editor_reads(browser: Any, shipped: Path) -> None:
    most = dict(LONGEST)
    most |= dict.fromkeys(list_pages(shipped, "notebooks"), HEAD)
    most |= dict.fromkeys(list_pages(shipped, "lists"), LIST)
    names = list_addresses(shipped, most)
    view = {"viewport": {"width": 1280, "height": SCREEN}}
    for address, page, _ in visit(browser, names, **view):
        name = names[address]
        before_work = name.startswith("notebooks/")
        height = page.evaluate(BEFORE_WORK if before_work else WHOLE)
        assert height <= most[name] * SCREEN, name


def test_the_brief_prints_on_two_pages_and_the_file_on_eight(browser: Any, shipped: Path) -> None:
    assert (shipped / FILE).stat().st_size < FILE_BYTES
    most = {"index.html": BRIEF_PAGES, FILE: FILE_PAGES}
    names = list_addresses(shipped, most)
    for address, page, _ in visit(browser, names):
        assert count_pages(page.pdf(prefer_css_page_size=True)) <= most[names[address]], address


def count_pages(pdf: bytes) -> int:
    import pypdfium2

    return len(pypdfium2.PdfDocument(pdf))


@pytest.mark.parametrize(
    ("scheme", "folders"),
    [
        ("light", ("notebooks",)),
        ("dark", ()),
        pytest.param("dark", ("notebooks",), marks=pytest.mark.slow),
    ],
)
def test_pages_are_quiet_and_no_wider_than_the_screen(
    browser: Any, shipped: Path, scheme: str, folders: tuple[str, ...]
) -> None:
    """In the dark nothing but colors is another, so a few pages stand for all there."""
    more = [name for folder in folders for name in list_pages(shipped, folder)]
    names = list_addresses(shipped, [*LONGEST, FILE, "lists/dont-print.html", DRAWN, *more])
    for address, page, heard in visit(browser, names, color_scheme=scheme):
        name = names[address]
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": SCREEN})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, width)
            assert page.evaluate(WIDER) == [], (name, width)
        assert heard["errors"] == heard["dialogs"] == [], name
        outside = [one for one in heard["requests"] if not one.startswith(("file:", "data:"))]
        assert outside == [], name


def test_each_card_reads_whole_on_a_phone(browser: Any, shipped: Path) -> None:
    view = {"viewport": {"width": 390, "height": SCREEN}}
    with open_page(browser, (shipped / "site" / "index.html").as_uri(), **view) as (page, _):
        for card in page.locator(".card").all():
            whole = card.bounding_box()
            assert whole["height"] <= SCREEN
            parts = [card.locator(f".{one}").first.bounding_box() for one in ("yes", "no", "why")]
            assert all(part["width"] >= whole["width"] - 1 for part in parts)
            tops = [part["y"] for part in parts]
            assert tops == sorted(tops)
            size = card.locator("blockquote").evaluate(
                "e => parseFloat(getComputedStyle(e).fontSize)"
            )
            assert size >= 16


@pytest.mark.parametrize(
    ("scheme", "width", "names"),
    [
        ("light", 1280, ("index.html", "claims.html")),
        ("dark", 390, ("index.html", DRAWN)),
        pytest.param("light", 390, ("all",), marks=pytest.mark.slow),
        pytest.param("dark", 1280, ("all",), marks=pytest.mark.slow),
    ],
)
def test_pages_meet_the_accessibility_standard(
    browser: Any, shipped: Path, scheme: str, width: int, names: tuple[str, ...]
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    chosen = (*LONGEST, FILE, *list_pages(shipped, "notebooks")) if "all" in names else names
    options = {"runOnly": {"type": "tag", "values": STANDARDS}}
    view = {"viewport": {"width": width, "height": SCREEN}, "color_scheme": scheme}
    for address, page, _ in visit(
        browser, list_addresses(shipped, chosen), bypass_csp=True, **view
    ):
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
        found = Axe().run(page, options=options).response["violations"]
        told = [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found]
        assert told == [], address
