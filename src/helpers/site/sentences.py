"""Sentences with numbers in them, each number tied to the finding or claim it comes from."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from helpers.claims.finding import RECORDED, find
from helpers.errors import Problem
from helpers.site.labels import CAUTIONED, WORDS
from helpers.status import DataStatus, weakest

MIME = "application/vnd.plateglass.sentence+json"
MAY_PRINT = "You can print:"

_PLACEHOLDER = re.compile(r"\{([^{}\s]+)\}")
_TYPED_IN = re.compile(r"\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?\s?(?:%|percent\b)|\d{5,}")
_MARKDOWN = re.compile(r"([\\`*_\[\]<>#|~&!$])")
_END = re.compile(r"[.!?]['\"”’)]*$")


@dataclass(frozen=True)
class Segment:
    """A piece of a sentence: plain words, or a number with the id it can be followed by.

    `hash` is that of the rows or claims behind the number when the sentence was written.
    """

    text: str
    id: str = ""
    hash: str = ""

    def to_json(self) -> dict[str, str]:
        """Return the segment as the output has it; plain words carry no id."""
        facts = {"text": self.text, "id": self.id, "hash": self.hash}
        return {name: value for name, value in facts.items() if value or name == "text"}


@dataclass(frozen=True)
class PrintableSentence:
    """A sentence, what of it may be printed, and the weakest status among its numbers."""

    segments: tuple[Segment, ...]
    may_print: tuple[Segment, ...] = ()
    data_status: DataStatus | None = None

    @property
    def text(self) -> str:
        """The sentence as plain words."""
        return "".join(segment.text for segment in self.segments)

    @property
    def advice(self) -> str:
        """What can be printed, as plain words; empty if nothing was said about it."""
        return "".join(segment.text for segment in self.may_print)

    @property
    def ids(self) -> list[str]:
        """The findings and claims it names, in order of first mention."""
        return list(dict.fromkeys(s.id for s in (*self.segments, *self.may_print) if s.id))

    def to_json(self) -> dict[str, Any]:
        """Return the sentence as a notebook's output has it."""
        return {
            "segments": [segment.to_json() for segment in self.segments],
            "may_print": [segment.to_json() for segment in self.may_print],
            "data_status": self.data_status.value if self.data_status else None,
        }

    @classmethod
    def from_json(cls, bundle: Mapping[str, Any]) -> PrintableSentence:
        """Return the sentence that `to_json` wrote."""
        status = bundle.get("data_status")
        return cls(
            tuple(Segment(**piece) for piece in bundle["segments"]),
            tuple(Segment(**piece) for piece in bundle.get("may_print", [])),
            DataStatus(status) if status else None,
        )

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        plain, marked = self.text, escape_markdown(self.text)
        if self.may_print:
            plain += f"\n{MAY_PRINT} {self.advice}"
            marked += f"\n\n*{MAY_PRINT}* {escape_markdown(self.advice)}"
        return {"text/markdown": marked, "text/plain": plain, MIME: self.to_json()}


def say(template: str, *books: Mapping[str, Any], may_print: str = "") -> PrintableSentence:
    """Return a sentence for a cell to display.

    `{id}` in `template` and `may_print` is replaced by the text of a finding or claim, from
    `books` and then among the findings recorded in this process. A sentence that rests on synthetic
    or unverified records says so in its own words.

    Raises Problem if an id is unknown, a brace is left over, or a quantity is typed in: every
    number must lead back to a row.

    >>> from types import SimpleNamespace as Number
    >>> book = {"nlets.ice": Number(text="292,114", data_status="synthetic")}
    >>> say("ICE made {nlets.ice} of them.", book).text
    'ICE made 292,114 of them (invented data).'
    """
    searched = (*books, RECORDED)
    segments, status = _fill(template, searched)
    advice, advised = _fill(may_print, searched)
    known = [one for one in (status, advised) if one is not None]
    return PrintableSentence(segments, advice, weakest(known) if known else None)


def _fill(
    template: str, books: tuple[Mapping[str, Any], ...]
) -> tuple[tuple[Segment, ...], DataStatus | None]:
    words = " ".join(template.split())
    pieces = _PLACEHOLDER.split(words)
    for plain in pieces[::2]:
        if "{" in plain or "}" in plain:
            raise Problem(
                f"A brace is left over in the sentence: {words!r}",
                expected="{id} of one finding or claim, with nothing else between the braces",
            )
        typed = _TYPED_IN.search(plain)
        if typed:
            raise Problem(
                f"A number is typed into the sentence: {typed[0]}",
                expected="{id} of the finding or claim that it comes from",
                remedy="Record it as a finding, or name the claim",
            )
    named = [find(name, *books) for name in pieces[1::2]]
    segments = [
        Segment(piece) if index % 2 == 0 else _name(piece, named[index // 2])
        for index, piece in enumerate(pieces)
        if piece
    ]
    if not named:
        return tuple(segments), None
    status = weakest(one.data_status for one in named)
    return _caution(segments, status), status


def _name(name: str, number: Any) -> Segment:
    return Segment(number.text, name, getattr(number, "hash", ""))


def _caution(segments: list[Segment], status: DataStatus) -> tuple[Segment, ...]:
    """Say in the sentence, before its full stop, that it rests on weak records."""
    if status not in CAUTIONED:
        return tuple(segments)
    mark = f" ({WORDS[status]})"
    last = segments[-1]
    end = _END.search(last.text) if not last.id else None
    if end is None:
        return (*segments, Segment(mark))
    return (*segments[:-1], Segment(last.text[: end.start()] + mark + end[0]))


def fill(template: str, *books: Mapping[str, Any]) -> str:
    """Return a text with each `{id}` in it replaced by what it names in `books`.

    For the words of charts, which have numbers of their own: nothing typed in is refused.
    """
    pieces = _PLACEHOLDER.split(" ".join(template.split()))
    named = (find(name, *books).text for name in pieces[1::2])
    return "".join(text for pair in zip(pieces[::2], [*named, ""], strict=True) for text in pair)


def escape_markdown(text: str) -> str:
    r"""Return `text` so that Markdown shows it as it is: values may come from strangers.

    >>> print(escape_markdown("<b>*x*"))
    \<b\>\*x\*
    """
    return _MARKDOWN.sub(r"\\\1", text)
