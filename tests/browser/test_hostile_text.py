"""Texts of strangers in a browser: each is text, in every page that holds any."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from docx import Document
from made_up_site import HOSTILE
from test_in_a_browser import visit

from helpers import cli
from helpers.project import Project

pytestmark = pytest.mark.browser

ALIVE = """() => {
  const odd = 'script, iframe, object, embed, form, base, style ~ body, body style, body link,'
    + ' math, foreignObject, animate, set, [srcdoc], [formaction], meta[http-equiv=refresh]';
  const found = [...document.querySelectorAll(odd)].map(one => one.outerHTML.slice(0, 90));
  for (const one of document.querySelectorAll('*')) {
    for (const {name, value} of one.attributes) {
      if (name.startsWith('on')) found.push(name + '=' + value);
      const loads = ['href', 'src', 'xlink:href', 'action', 'data'].includes(name);
      // A link that a reader may follow, or not, is no harm.
      const offered = one.matches('a[href^="http"]') && one.rel === 'noreferrer';
      if (loads && !offered && /^\\s*(javascript|vbscript|data:text)|evil[.]example/i.test(value)) {
        found.push(name + '=' + value);
      }
    }
  }
  const images = [...document.images].filter(one => !/^(data:image[/]png|images[/]|[.][.][/]images)/
    .test(one.getAttribute('src')));
  return [...found, ...images.map(one => one.outerHTML)];
}"""
"""What would run, load or lead away, wherever it stands in the page."""

UNSEEN = """() => (document.documentElement.outerHTML.match(
  /[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f]/g)
  || []).map(one => one.codePointAt(0).toString(16))"""


def read_pages(browser: Any, addresses: Iterable[str]) -> dict[str, str]:
    """Open pages, which may do nothing and hold nothing alive; return the words of each."""
    words = {}
    for address, page, heard in visit(browser, addresses):
        alive, unseen, text = page.evaluate(
            f"[({ALIVE})(), ({UNSEEN})(), document.body.textContent]"
        )
        assert heard["dialogs"] == heard["errors"] == [], address
        assert [one for one in heard["requests"] if "evil" in one] == []
        assert alive == [], address
        assert unseen == [], address
        words[address] = str(text)
    return words


def test_it_would_be_seen(browser: Any, tmp_path: Path) -> None:
    texts = (HOSTILE[0], HOSTILE[1], HOSTILE[4], *HOSTILE[7:10], *HOSTILE[11:14], HOSTILE[-1])
    paths = [tmp_path / f"{number}.html" for number in range(len(texts))]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(f"<!doctype html><meta charset=utf-8><body><p>{text}</p>", "utf-8")
    seen = visit(browser, [path.as_uri() for path in paths])
    for text, (_, page, _) in zip(texts, seen, strict=True):
        if text == HOSTILE[-1]:
            assert "202e" in page.evaluate(UNSEEN)
        else:
            assert page.evaluate(ALIVE) != [], text


def test_every_page_of_a_site_and_the_one_file(browser: Any, site: dict[str, str]) -> None:
    folder = Path(unquote(urlsplit(site["files"]).path))
    pages = sorted(folder.rglob("*.html"))
    assert len(pages) > 15
    words = read_pages(browser, [*(one.as_uri() for one in pages), site["report"]])
    for name in ("claims/T003.html", "notebooks/10_how_many.html"):
        assert "<script>alert(1)</script>" in words[site["files"] + name]
        assert "\\u202egnp.exe" in words[site["files"] + name]
    assert "alert(1)" in words[site["files"] + "releases/made-up-log.html"]


@pytest.fixture
def command(
    project: Project,
    monkeypatch: pytest.MonkeyPatch,
    remember_shipped: Callable[[Project], None],
) -> Callable[..., int]:
    """Run a command on an empty project."""
    remember_shipped(project)

    def run(*words: str) -> int:
        monkeypatch.setattr(sys, "argv", ["plateglass", "--project", str(project.root), *words])
        try:
            cli.main()
        except SystemExit as ended:
            return int(ended.code or 0)
        return 0

    return run


def test_a_checked_story(
    browser: Any, command: Callable[..., int], project: Project, tmp_path: Path
) -> None:
    words = [f"In 2025 ICE made 897,230 queries, {text} said." for text in HOSTILE]
    (tmp_path / "a.md").write_text("\n\n".join(words), "utf-8")
    (tmp_path / "b.txt").write_text("\n\n".join(words), "utf-8")
    (tmp_path / "c.html").write_text("".join(f"<p>{one}</p>" for one in words), "utf-8")
    document = Document()
    for one in words[:-1]:  # Word can hold no such signs
        document.add_paragraph(one)
    document.save(str(tmp_path / "d.docx"))
    made = [tmp_path / f"{name}.checked.html" for name in ("a.md", "b.txt", "c.html", "d.docx")]
    for out in made:
        story = tmp_path / out.name.removesuffix(".checked.html")
        assert command("check", str(story), "--html", str(out)) in (0, 1)
    read = read_pages(browser, [out.as_uri() for out in made])
    assert all("897,230" in words for words in read.values())


def test_rows_in_their_files(
    browser: Any, command: Callable[..., int], project: Project, tmp_path: Path
) -> None:
    """A page that is shown on this machine alone holds what the rows hold."""
    header = ["search_id", "account", "account_group", "user", "searched_at", "search_type"]
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([*header, "reason", *HOSTILE[:3]])
    for number, text in enumerate(HOSTILE):
        day = f"2025-03-{number + 1:02} 10:00:00"
        writer.writerow([f"Q{number}", text, "Sample PD", text, day, text, text, *HOSTILE[:3]])
    path = tmp_path / "log.csv"
    path.write_text(out.getvalue(), "utf-8")
    assert command("add", str(path), "--release", "log") == 0
    assert command("clean", "log") == 0
    for number in range(1, len(HOSTILE) + 1):
        assert command("trace", "--from", f"log.csv:{number}", "--show") == 0
    pages = list((project.state / "shown").glob("*.html"))
    assert len(pages) == len(HOSTILE)
    shown = "".join(read_pages(browser, [one.as_uri() for one in pages]).values())
    assert "<script>alert(1)</script>" in shown
    assert "\\u202egnp.exe" in shown
