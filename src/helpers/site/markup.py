"""Markup: text from anywhere to HTML that can neither run nor ask for anything.

Free text from records and the outputs of notebooks are hostile input. Markdown is read without raw
HTML and without images; HTML from outputs passes nh3 (https://github.com/messense/nh3) with a short
allow-list that has no image, style, script, form or id in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from helpers.releases.descriptor import is_web_address

_TAGS = {
    *("p", "ul", "ol", "li", "strong", "em", "b", "i", "code", "pre", "blockquote", "br", "hr"),
    *("table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "a", "sub", "sup", "dl"),
    *("dt", "dd"),
}
_ATTRIBUTES = {
    "a": {"href"},
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
}
_CLAIM = re.compile(r"\b([A-Z]\d{3})\b")

LONGEST, DEEPEST = 200_000, 2_000
"""A longer Markdown, or HTML with more open tags, is shown as plain text: parsers take minutes."""

Linker = Callable[[str], str]
"""From a link's target to where it leads on these pages; empty if it leads nowhere."""


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")


def render_markdown(
    text: str,
    *,
    link: Linker = lambda target: target if is_web_address(target) else "",
    claim: Linker = lambda _id: "",
    deepest: int = 1,
    top: int = 1,
    anchors: bool = False,
) -> Markup:
    r"""Return Markdown as HTML.

    `link` translates the targets of links, `claim` gives the page of a claim named in the text
    (N001). Headings move down to start at level `deepest`, and none is above `top`; with
    `anchors` they get ids to link to.

    >>> print(render_markdown("# A *b*\n<script>alert(1)</script>", deepest=2))
    <h2>A <em>b</em></h2>
    <p>&lt;script&gt;alert(1)&lt;/script&gt;</p>
    >>> 'class="n"' in render_markdown("| n |\n|--:|\n| 1 |")
    True
    """
    if len(text) > LONGEST:
        return _show_plain(text)
    tokens = _parser().parse(text)
    for index, token in enumerate(tokens):
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, max(top, int(token.tag[1]) + deepest - 1))}"
            if anchors and token.type == "heading_open":
                token.attrSet("id", make_slug(tokens[index + 1].content))
        if token.type == "inline" and token.children:
            token.children = _link_claims(_move_links(token.children, link), claim)
        if token.type in ("th_open", "td_open"):
            if "right" in str(token.attrs.pop("style", "")):  # a style in an element is refused
                token.attrSet("class", "n")
            if token.type == "th_open":
                token.attrSet("scope", "col")
    html = _parser().renderer.render(tokens, _parser().options, {})
    return wrap_tables(html.rstrip("\n"))


def _move_links(children: Sequence[Token], link: Linker) -> list[Token]:
    """Send each link where it leads on these pages; one that leads nowhere leaves its words."""
    kept: list[Token] = []
    dropped: list[bool] = []
    for token in children:
        if token.type == "link_open":
            target = link(str(token.attrGet("href") or ""))
            dropped.append(not target)
            token.attrs = {"href": target}
            if is_web_address(target):
                token.attrs["rel"] = "noreferrer"
        elif token.type == "link_close" and dropped.pop():
            continue
        if token.type == "link_open" and dropped[-1]:
            continue
        kept.append(token)
    return kept


def _link_claims(children: Sequence[Token], claim: Linker) -> list[Token]:
    """Turn the ids of claims in running text into links."""
    made: list[Token] = []
    inside = 0
    for token in children:
        inside += token.type == "link_open"
        inside -= token.type == "link_close"
        if token.type != "text" or inside:
            made.append(token)
            continue
        for index, piece in enumerate(_CLAIM.split(token.content)):
            target = claim(piece) if index % 2 else ""
            words = Token("text", "", 0, content=piece)
            if target:
                opening = Token("link_open", "a", 1, attrs={"href": target})
                made += [opening, words, Token("link_close", "a", -1)]
            else:
                made.append(words)
    return made


def clean_html(text: str) -> Markup:
    """Return HTML from an output with all but a short list of tags and attributes taken out.

    >>> print(clean_html('<td onclick="x()">a</td><img src=x onerror=y><script>z</script>'))
    a
    """
    if text.count("<") - 2 * text.count("</") > DEEPEST:
        return _show_plain(text)
    cleaned = nh3.clean(
        text,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        attribute_filter=_keep_web_addresses,
        url_schemes={"http", "https"},
        link_rel="noreferrer",
        strip_comments=True,
    )
    return wrap_tables(cleaned)


def _show_plain(text: str) -> Markup:
    return Markup("<pre>{}</pre>").format(text)


def _keep_web_addresses(_tag: str, name: str, value: str) -> str | None:
    return value if name != "href" or is_web_address(value) else None


def wrap_tables(html: str) -> Markup:
    """Let each table scroll inside a box of its own that the keyboard can reach."""
    opened = '<div class="scroll" tabindex="0" role="region" aria-label="Table"><table>'
    return Markup(html.replace("<table>", opened).replace("</table>", "</table></div>"))


def color_code(source: str) -> Markup:
    """Return Python code as HTML with a class on each word, for the style sheet to color."""
    return Markup(highlight(source, PythonLexer(), HtmlFormatter(nowrap=True)))


def make_slug(text: str) -> str:
    """Return a text as an id: lower-case letters, digits and hyphens.

    >>> make_slug("What may leave?"), make_slug("not checkable")
    ('what-may-leave', 'not-checkable')
    """
    return re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-") or "part"
