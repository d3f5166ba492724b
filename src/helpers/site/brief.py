"""The brief: its words and the lines of the notebook pages, with their numbers filled in.

The words are in `data/reference/brief.yml` and `pages.yml`. A number in them is `{ID}`, filled
from a claim or finding, or `{ID|words}`, whose number has to be the one that ID has.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from helpers.claims.claim import Claim
from helpers.claims.finding import Finding, find
from helpers.claims.names import write_figure
from helpers.claims.verdicts import Verdict
from helpers.errors import Problem
from helpers.project import Project, find_project
from helpers.releases.release import note_opened
from helpers.site.coverage import find_figures
from helpers.site.looks import Look, look_at
from helpers.site.sentences import Segment, escape_markdown

BRIEF, PAGES = "brief.yml", "pages.yml"
MIME = "application/vnd.plateglass.lines+json"
PAGE = "page:"
"""What a slot begins with that leads to the page of a notebook."""


class _Words(BaseModel):
    """A part of a file of words: what it doesn't know is refused, so no typo is lost."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class DontPrintLine(_Words):
    """One *Don't print* line: the words, who published them, and why they are wrong.

    `claims` are the ids of what was published, empty if nobody did. `label` is the label of the
    first one's verdict.
    """

    words: str
    who: str = ""
    claims: tuple[str, ...] = ()
    label: str = ""
    why: str = ""


class Card(_Words):
    """One sentence to print, the versions to avoid, and why.

    `claims` are the ids of all that it rests on, `notebook` the one with the work.
    """

    title: str
    print: str
    dont: tuple[DontPrintLine, ...]
    why: str
    claims: tuple[str, ...]
    notebook: str


class WrongFigure(_Words):
    """A published figure that is wrong or misattributed, and what holds up instead."""

    published: str
    who: str
    claims: tuple[str, ...]
    holds: str


class PageCorrection(_Words):
    """What a page said, what it says now, and since when."""

    date: date
    said: str
    says: str


class Brief(_Words):
    """The words of the front page, the numbers in them not yet filled in."""

    as_of: date
    searched: date
    states_as_of: date
    byline: str
    headline: str
    bottom_line: str
    read_in_part: str
    cards: tuple[Card, ...]
    wrong: tuple[WrongFigure, ...]
    they_say: str
    article: str
    terms: str
    corrections: tuple[PageCorrection, ...] = ()

    def texts(self) -> Iterator[str]:
        """Yield every text that may hold a number."""
        yield from (self.bottom_line, self.they_say, self.article)
        for card in self.cards:
            yield from (card.title, card.print, card.why, *(line.words for line in card.dont))
        for one in self.wrong:
            yield from (one.published, one.holds)


class PageLines(_Words):
    """What the page of a notebook says besides the notebook: see data/reference/README.md."""

    notebook: str
    short: str
    basis: str = ""
    print: tuple[str, ...] = ()
    dont: tuple[DontPrintLine, ...] = ()
    invented: bool = False

    def texts(self) -> Iterator[str]:
        """Yield every text that may hold a number."""
        yield from self.print
        for line in self.dont:
            yield from (line.words, line.why)


def load_brief(project: Project) -> Brief:
    """Return the words of the front page. Raises Problem if the file can't be read."""
    return _load(Brief, _read(BRIEF, project), BRIEF, project)


def load_lines(project: Project) -> dict[str, PageLines]:
    """Return the lines of the notebook pages by notebook, in the order of the site.

    Raises Problem if the file can't be read.
    """
    rows = _read(PAGES, project)
    lines = [_load(PageLines, row, PAGES, project) for row in rows or ()]
    return {one.notebook: one for one in lines}


def _read(name: str, project: Project) -> Any:
    import yaml

    path = project.reference(name)
    note_opened(path)
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise Problem(
            f"The words of the pages can't be read ({str(error).splitlines()[0]})",
            file=project.show(path),
            remedy="Restore the file from git, or mend the line",
        ) from error


_Kind = TypeVar("_Kind", bound=_Words)


def _load(kind: type[_Kind], row: Any, name: str, project: Project) -> _Kind:
    try:
        return kind.model_validate(row)
    except ValidationError as error:
        first = error.errors()[0]
        raise Problem(
            f"A part of the pages' words is not as it should be: {first['msg']}",
            file=project.show(project.reference(name)),
            part=".".join(map(str, first["loc"])),
        ) from error


# Filling in: each number in the words comes from a claim or finding, and leads to it.

_SLOT = re.compile(r"\{([^{}|]+)(?:\|([^{}]+))?\}")
_NUMBER = re.compile(r"(\d[\d,]*(?:\.(\d+))?)(?: (million|billion))?")
_SCALES = {"": 1, "million": 10**6, "billion": 10**9}
_COUNTED = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen"),
    *("eighteen", "nineteen"),
)
_TIED = re.compile(
    r"(?<=\d) (?=million|billion|[ap]\.m\.)|(?<=Jan\.|Feb\.|Aug\.|Oct\.|Nov\.|Dec\.) (?=\d)"
    r"|(?<=Sept\.) (?=\d)|(?<=KING) (?=5)|(?<=May) (?=\d)|(?<=Sen\.) "
)
"""Spaces at which a line isn't broken."""


def typeset(text: str) -> str:
    r"""Return a text with curly quotes, and with spaces that hold a number to its word.

    >>> typeset("Nlets' \"5 million\""), typeset("KING 5's")
    ('Nlets’ “5\xa0million”', 'KING\xa05’s')
    """
    text = re.sub(r'(?<![\w.,?!%})])"(?=\S)', "\u201c", text)
    text = text.replace('"', "\u201d").replace("'", "\u2019")
    return _TIED.sub("\u00a0", text)


class Filler:
    """Fills the numbers into the words of the pages."""

    def __init__(self, *books: Mapping[str, Any]) -> None:
        self.books = books

    def fill(self, text: str) -> tuple[Segment, ...]:
        """Return a text as words and numbers, each number with the id it comes from.

        Raises Problem if an id names nothing, a number is typed in, or words give another number
        than the one their id has.
        """
        made: list[Segment] = []
        end = 0
        for slot in _SLOT.finditer(text):
            made += self._plain(text[end : slot.start()], text)
            made.append(self._number(slot[1].strip(), slot[2] or "", text))
            end = slot.end()
        made += self._plain(text[end:], text)
        # The quotes of one sentence may open in one piece and close in another.
        whole = typeset("\0".join(one.text for one in made)).split("\0")
        return tuple(Segment(words, one.id) for words, one in zip(whole, made, strict=True))

    def write(self, text: str) -> str:
        """Return a text with its numbers, as plain words. Raises Problem as `fill` does."""
        return "".join(one.text for one in self.fill(text))

    def show(self, text: str) -> tuple[Segment, ...]:
        """Return what `fill` returns, or a sentence that says what is missing."""
        try:
            return self.fill(text)
        except Problem as problem:
            return (Segment(f"We can't show this sentence: {problem.what}."),)

    def _plain(self, words: str, text: str) -> list[Segment]:
        typed = find_figures(words)
        if typed:
            raise Problem(
                f"A number is typed into the words of the pages: {typed[0]}",
                expected="{ID} or {ID|words}, with the claim or finding it comes from",
                file=text[:60],
            )
        return [Segment(words)] if words else []

    def _number(self, name: str, words: str, text: str) -> Segment:
        if name.startswith(PAGE):
            return Segment(words, name)
        one = find(name, *self.books)
        figure = write_figure(one) if isinstance(one, Claim) else str(one.text)
        if words and not _agrees(words, one, figure):
            raise Problem(
                f"The words give {words!r} where {name} has {figure}",
                file=text[:60],
                remedy="Correct the words, or name the claim or finding they come from",
            )
        return Segment(words or figure, name)


def _agrees(words: str, one: Claim | Finding, figure: str) -> bool:
    """Return whether words give the number of a claim or finding, or a fair rounding of it."""
    if one.value is None or isinstance(one.value, str):
        return figure.removesuffix(" of").casefold() in words.casefold()
    value = abs(float(one.value))
    for number, step in _list_numbers(words):
        low, high = number - step / 2, number + step / 2
        if "less than" in words or "at most" in words:
            low, high = number - step, number
        elif "more than" in words or "at least" in words:
            low, high = number, number + step
        if low <= value <= high:
            return True
    return False


def _list_numbers(words: str) -> Iterator[tuple[float, float]]:
    """Yield each number with the size of its last digit's step."""
    for found in _NUMBER.finditer(words):
        scale = _SCALES[found[3] or ""]
        yield float(found[1].replace(",", "")) * scale, scale / 10 ** len(found[2] or "")
    for word in re.findall(r"[a-z]+", words.casefold()):
        if word in _COUNTED:
            yield _COUNTED.index(word) + 1.0, 1.0


# What the brief shows: the words with their verdicts.


@dataclass(frozen=True)
class Ranked:
    """A wrong figure with how it is labeled."""

    item: WrongFigure
    look: Look


def rank_wrong(items: Sequence[WrongFigure], verdicts: Mapping[str, Verdict]) -> list[Ranked]:
    """Return what is wrong or misattributed, the most harmful first, each with its label.

    What none of whose claims are known is left out: a project may check other claims.
    """
    known = [(one, [name for name in one.claims if name in verdicts]) for one in items]
    ranked = sorted(
        ((one, names) for one, names in known if names),
        key=lambda pair: min((*verdicts[name].rank, name) for name in pair[1]),
    )
    return [Ranked(one, look_at(verdicts[names[0]].worst)) for one, names in ranked]


class PrintLines:
    """*You can print* and *Don't print* of one notebook, for a cell to display."""

    def __init__(self, lines: PageLines, filler: Filler) -> None:
        self.can = [filler.write(text) for text in lines.print]
        self.dont = [(filler.write(one.words), filler.write(one.why)) for one in lines.dont]

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        can = [f"> {escape_markdown(text)}" for text in self.can]
        dont = [f"- {escape_markdown(f'{words} {why}'.strip())}" for words, why in self.dont]
        marked = [*(["**You can print**", "\n>\n".join(can)] if can else [])]
        marked += ["**Don't print**", "\n".join(dont)] if dont else []
        plain = [f"You can print: {text}" for text in self.can]
        plain += [f"Don't print: {words} {why}".strip() for words, why in self.dont]
        shown = {"text/markdown": "\n\n".join(marked), "text/plain": "\n".join(plain)}
        return {**shown, MIME: {"print": self.can, "dont": [list(one) for one in self.dont]}}


def lines_to_print(notebook: str, *books: Mapping[str, Any]) -> PrintLines:
    """Return what can and can't be printed of a notebook, with its numbers from `books`.

    The page of the notebook sets the same words itself. Raises Problem if the notebook has no
    lines in data/reference/pages.yml.
    """
    lines = load_lines(find_project())
    if notebook not in lines:
        raise Problem(f"{PAGES} has no entry for {notebook}", remedy="Add one to data/reference")
    return PrintLines(lines[notebook], Filler(*books))
