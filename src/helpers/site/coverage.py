"""Coverage: on every page, which figures have a source, and which don't.

A figure is bound by a link to a claim, a finding, a release or a list, by being in a table that
was computed, or by being on the page or in the entry of one claim, finding, notebook or release.
One in a heading, below the title or in the prose of a notebook is bound if the same page has it
bound elsewhere, or a figure that rounds to it. Days, months and years aren't figures, nor is a lone
digit, nor are the thresholds of the methodology.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from html.parser import HTMLParser

from helpers.errors import Problem

FILE = "coverage.json"
"""The file of the site that says of each page how many figures are bound."""
METHOD = "methodology.html"

_MONTH = (
    r"(?:Jan(?:uary|\.)|Feb(?:ruary|\.)|March|April|May|June|July|Aug(?:ust|\.)|Sept(?:ember|\.)"
    r"|Oct(?:ober|\.)|Nov(?:ember|\.)|Dec(?:ember|\.))"
)
_DATES = re.compile(
    rf"\b\d{{1,2}}\s{_MONTH}(?:\s\d{{4}})?|\b{_MONTH}\s(?:\d{{1,2}},\s)?\d{{4}}"
    rf"|\b{_MONTH}\s\d{{1,2}}\b(?!,\d)|\b\d{{1,2}}(?::\d\d)?\s[ap]\.m\.|\b(?:19|20)\d\d\b(?!,\d)"
)
_FIGURE = re.compile(r"(?<![\w.#/-])(?:\d[\d,]*\d(?:\.\d+)?%?|\d\.\d+%?|\d%)(?![\w/-]|\([a-z]\))")
_QUOTED = re.compile("\u201c[^\u201d]*\u201d")
_OWN_PAGES = ("claims/", "findings/", "releases/")
_NOTEBOOKS = "notebooks/"
_LEFT_OUT = {"code", "pre", "script", "style", "nav", "svg"}
_PASSED_OVER = re.compile(r"<(pre|script|style|svg)\b.*?</\1>", re.DOTALL)
"""What is left out and never nested, passed over first: most tags of a page are in its code."""
_BINDING = {"a", "data", "table", "figure"}  # data: its source has no page in this project
_BINDING_CLASSES = {"claim", "entry", "finding", "facts"}
_VOID = {"br", "col", "hr", "img", "input", "link", "meta", "path", "rect", "source", "wbr"}


def find_figures(text: str) -> list[str]:
    """Return the figures in a text that are neither days nor in quotation marks.

    >>> find_figures('On Nov. 12, 2025, "some 290" became 1,600 and 5.')
    ['1,600']
    """
    plain = _QUOTED.sub(" ", re.sub(r'"[^"]*"', " ", text))
    return _FIGURE.findall(_DATES.sub(" ", plain))


@dataclass(frozen=True)
class Coverage:
    """How many figures are on a page, and how many of them are bound, quoted or neither.

    `unbound` has the words around each figure without a source.
    """

    page: str
    figures: int
    bound: int
    quoted: int
    unbound: tuple[str, ...]


class _Reader(HTMLParser):
    """Collects the figures of the main part of a page, each with whether it is bound."""

    def __init__(self, text: str, *, is_notebook: bool) -> None:
        super().__init__()
        self.is_notebook = is_notebook
        self.open: list[tuple[str, frozenset[str]]] = []
        self.bound = 0
        self.quoted = 0
        self.unbound: list[str] = []
        self.shown: set[str] = set()
        self.prose: list[tuple[str, str]] = []
        self.feed(_PASSED_OVER.sub(" ", text))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _VOID:
            self.open.append((tag, frozenset((dict(attrs).get("class") or "").split())))

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:  # a drawing closes what HTML never opens
            return
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        tags = {tag for tag, _ in self.open}
        if "main" not in tags or tags & _LEFT_OUT:
            return
        text = _DATES.sub(lambda found: " " * len(found[0]), data)
        figures = list(_FIGURE.finditer(text))
        classes = {name for _, names in self.open for name in names}
        if "problem" in classes:  # it says why a figure is missing, and where to look
            return
        if tags & _BINDING or classes & _BINDING_CLASSES:
            self.bound += len(figures)
            self.shown |= {figure[0] for figure in figures}
            return
        quotes = [found.span() for found in _QUOTED.finditer(text)]
        for figure in figures:
            if any(start < figure.start() < end for start, end in quotes):
                self.quoted += 1
            else:
                around = " ".join(data[max(0, figure.start() - 40) : figure.end() + 40].split())
                if self.is_notebook or tags & {"h1", "h2", "h3"} or "lede" in classes:
                    self.prose.append((figure[0], around))
                else:
                    self.unbound.append(around)

    def settle(self) -> None:
        """Decide on the figures in prose, headings and the paragraph below the title."""
        shown = [_read(one) for one in self.shown]
        found = []
        for figure, around in self.prose:
            value, decimals, unit = _read(figure)
            if any(unit == also and round(one, decimals) == value for one, _, also in shown):
                self.bound += 1
            else:
                found.append(around)
        self.unbound = [*found, *self.unbound]


def _read(figure: str) -> tuple[float, int, str]:
    """Return a figure as a number, its decimals and its sign."""
    digits = figure.rstrip("%").replace(",", "")
    return float(digits), len(digits.partition(".")[2]), figure[len(figure.rstrip("%")) :]


def measure_coverage(name: str, text: str) -> Coverage:
    """Return how many figures are on a page, and how many have a source."""
    read = _Reader(text, is_notebook=name.startswith(_NOTEBOOKS))
    read.settle()
    if name.startswith(_OWN_PAGES):
        # The whole page is about one claim, finding or release, and leads on from there.
        read.bound, read.unbound = read.bound + len(read.unbound), []
    figures = read.bound + read.quoted + len(read.unbound)
    return Coverage(name, figures, read.bound, read.quoted, tuple(read.unbound))


def measure_pages(pages: Mapping[str, str]) -> Iterator[Coverage]:
    """Yield the coverage of each page but the methodology, whose numbers are rules."""
    for name in sorted(pages):
        if name != METHOD:
            yield measure_coverage(name, pages[name])


def check_coverage(measured: Iterable[Coverage]) -> None:
    """Refuse pages with a figure that has no source.

    Raises Problem naming each page and the words around the figure.
    """
    unbound = [f"{one.page}: \u201c{words}\u201d" for one in measured for words in one.unbound]
    if unbound:
        raise Problem(
            f"{len(unbound):,} of the figures on the pages have no source: {'; '.join(unbound)}",
            remedy="Name a finding or a claim for it in say(...), or leave the number out",
        )


def write_coverage(measured: Iterable[Coverage]) -> str:
    """Return the coverage of all pages as JSON, one object a page."""
    rows = [asdict(one) | {"unbound": len(one.unbound)} for one in measured]
    return json.dumps(rows, indent=1) + "\n"
