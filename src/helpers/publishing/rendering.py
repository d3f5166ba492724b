"""Rendering: our own templates, in which every text is escaped unless it was cleaned first."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from helpers.evidence.dates import write_date
from helpers.publishing.addresses import Addresses
from helpers.publishing.markup import (
    clean_html,
    color_code,
    is_web_address,
    make_slug,
    render_markdown,
)
from helpers.publishing.names import write_names
from helpers.publishing.status import MEANINGS, WORDS
from helpers.publishing.subjects import say_status, write_unit, write_wording
from helpers.publishing.views import write_printed
from helpers.statuses import DataStatus

_CITED = re.compile(r"\b[A-Z]\d{3}\b|\b[a-z][\w-]*(?:\.[\w-]+)+\b")
ICON = quote(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><rect width="16" height="16" '
    'rx="3" fill="#0b4a8f"/><path d="M4 12V4h5a3 3 0 0 1 0 6H4" fill="none" stroke="#fff" '
    'stroke-width="2"/></svg>'
)
"""A drawing of our own in the page, so that no browser asks for one."""


@cache
def open_templates() -> Environment:
    """Return the templates, with what they may do to a text."""
    templates = Environment(
        loader=PackageLoader("helpers.publishing", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    templates.globals["icon"] = ICON
    templates.filters.update(
        cite=cite,
        clean=clean_html,
        color=color_code,
        date=lambda text: write_date(text) if text else "",
        inline=inline,
        markdown=_markdown,
        named=_name,
        names=write_names,
        parameter=lambda value: value if isinstance(value, str) else json.dumps(value),
        printed=write_printed,
        slug=make_slug,
        finding_status=lambda one: say_status(one, MEANINGS[one.data_status]),
        status_meaning=lambda status: MEANINGS[DataStatus(status)],
        status_words=lambda status: WORDS[DataStatus(status)],
        unit=write_unit,
        wording=write_wording,
    )
    templates.tests["web_address"] = is_web_address
    return templates


def render(template: str, **facts: Any) -> str:
    """Return a page; its empty lines, which templates leave behind, are taken out."""
    text = open_templates().get_template(template).render(**facts)
    parts = re.split(r"(<pre\b.*?</pre>)", text, flags=re.DOTALL)
    parts[::2] = [re.sub(r"\n[ \t]*(?=\n)", "", part) for part in parts[::2]]
    return "".join(parts)


def read_style() -> str:
    """Return the style sheet."""
    return files("helpers.publishing").joinpath("templates/style.css").read_text(encoding="utf-8")


def cite(text: str, to: Addresses) -> Markup:
    """Return plain text with the ids of claims and findings in it as links."""
    made, end = [], 0
    for found in _CITED.finditer(text):
        href = to.number(found[0])
        if href:
            made += [escape(text[end : found.start()])]
            made += [Markup('<a href="{}">{}</a>').format(href, found[0])]
            end = found.end()
    return Markup("").join([*made, escape(text[end:])])


def _name(cell: str, to: Addresses) -> Markup:
    """Return a table's cell; if it is the name of something it leads there."""
    href = to.named(cell)
    return Markup('<a href="{}">{}</a>').format(href, cell) if href else cite(cell, to)


def inline(text: str) -> Markup:
    """Return one paragraph of Markdown without links, for a heading or the text under it."""
    html = render_markdown(text, link=lambda _target: "")
    return Markup(re.sub(r"^<p>|</p>$", "", html))


def _markdown(text: str, to: Addresses, deepest: int) -> Markup:
    return render_markdown(text, link=to.link, claim=to.claim, deepest=deepest, top=deepest + 1)
