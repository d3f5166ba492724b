"""Markup: whatever strangers write, nothing runs and nothing is asked for."""

from __future__ import annotations

import time
from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up_site import HOSTILE

from helpers.privacy.published_text import split_markup
from helpers.releases.descriptor import is_web_address
from helpers.site.markup import clean_html, make_slug, render_markdown

VOID = {"br", "hr"}
ALLOWED = {
    *("p", "ul", "ol", "li", "strong", "em", "b", "i", "code", "pre", "blockquote", "table"),
    *("caption", "thead", "tbody", "tfoot", "tr", "th", "td", "a", "sub", "sup", "dl", "dt"),
    *("dd", "div", "h1", "h2", "h3", "h4", "h5", "h6", *VOID),
}
ALIGNED = ("text-align:left", "text-align:right", "text-align:center")
SAFE = {"href", "rel", "scope", "class", "tabindex", "role", "aria-label", "colspan", "rowspan"}


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.bad: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ALLOWED:
            self.bad.append(tag)
        for name, value in attrs:
            if name not in {*SAFE, "start", "id", "style"}:
                self.bad.append(f"{tag} {name}")
            if name == "style" and value not in ALIGNED:
                self.bad.append(f"{tag} {name}={value}")
            if name == "href" and value and not is_web_address(value) and not value.startswith("#"):
                self.bad.append(f"{tag} {name}={value}")


def find_bad(html: str) -> list[str]:
    reader = Reader()
    reader.feed(html)
    return reader.bad


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_harmless_as_markdown_and_as_html(text: str) -> None:
    assert find_bad(render_markdown(text)) == []
    assert find_bad(clean_html(text)) == []


PIECES = st.lists(
    st.sampled_from(
        [
            *HOSTILE,
            *("<p>", "</p>", "<", ">", '"', "[a](", ")", "\n\n", "| a |\n|---|\n"),
            *("<a href=", "#x", "`", "&lt;"),
        ]
    )
)


@given(PIECES)
def test_no_mixture_of_hostile_pieces_gets_through(pieces: list[str]) -> None:
    assert find_bad(render_markdown("".join(pieces))) == []
    assert find_bad(clean_html("".join(pieces))) == []


def test_what_is_meant_stays() -> None:
    table = "<table><tr><th scope='row'>a</th><td>1</td></tr></table>"
    assert '<th scope="row">a</th><td>1</td>' in clean_html(table)
    assert 'role="region"' in clean_html(table)
    assert "<strong>b</strong>" in render_markdown("**b**")


def test_links_are_translated_and_dead_ones_leave_their_words() -> None:
    html = render_markdown("[a](x.ipynb) [b](https://example.org) [c](../secret)", link=_translate)
    assert '<a href="x.html">a</a>' in html
    assert '<a href="https://example.org" rel="noreferrer">b</a>' in html
    assert html.endswith(" c</p>")


def _translate(target: str) -> str:
    if is_web_address(target):
        return target
    return target.replace(".ipynb", ".html") if target.endswith(".ipynb") else ""


def test_claims_named_in_the_text_become_links() -> None:
    html = render_markdown(
        "N001, N002 and `N001`, [N001](https://example.org)", claim={"N001": "claims/N001.html"}.get
    )
    assert html.count('href="claims/N001.html"') == 1


def test_headings_move_down_and_get_anchors() -> None:
    html = render_markdown("# A\n\n###### B", deepest=2, top=2, anchors=True)
    assert html == '<h2 id="a">A</h2>\n<h6 id="b">B</h6>'
    assert render_markdown("# A", top=2) == "<h2>A</h2>"


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "http://",
        "ftp://a.b",
        "http://[",
        "",
    ],
)
def test_only_web_addresses_are_offered(address: str) -> None:
    assert not is_web_address(address)


def test_slugs_are_safe() -> None:
    assert make_slug("<b>odd</b> Topic & more") == "b-odd-b-topic-more"
    assert make_slug("!!") == "part"


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("<div>" * 200_000, clean_html),
        ("<p " + "a='" * 100_000, clean_html),
        ("[a](" * 60_000, render_markdown),
        ("![" * 110_000, render_markdown),
        ("*a " * 60_000, render_markdown),
        ("<!--" * 100_000, lambda text: list(split_markup(text, ""))),
        ("data:image/png;base64," * 50_000, lambda text: list(split_markup(text, ""))),
    ],
    ids=["deep", "attributes", "links", "images", "stars", "comments", "pictures"],
)
def test_no_text_takes_long(text: str, read: Callable[[str], object]) -> None:
    begun = time.process_time()
    read(text)
    assert time.process_time() - begun < 15
