"""Word documents: their paragraphs as text, and comments attached to the words.

Comments are added to the editor's own file: its styles and tracked changes stay as they are.
"""

from __future__ import annotations

import copy
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from helpers.errors import Problem

MOST_UNPACKED = 30_000_000
"""A document whose text unpacks to more isn't a story."""
MOST_RATIO, LEAST_PACKED = 100, 40_000
"""Nor is one that packs so many times smaller: such texts pack 10 to 30 times smaller."""
AUTHOR, INITIALS = "Plateglass", "PG"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TEXT = "word/document.xml"


def _w(name: str) -> str:
    return f"{{{_W}}}{name}"


_BLANKS = {_w("tab"), _w("br"), _w("cr"), _w("ptab")}
_SKIPPED = {
    _w(name) for name in ("del", "moveFrom", "instrText", "delText", "footnoteReference",
                          "endnoteReference", "annotationRef", "pict", "drawing", "object")
}  # fmt: skip
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
"""What older programs show instead of what is before it: a text box is in the file twice."""


@dataclass(frozen=True)
class Comment:
    """A comment: the paragraph by its number, from 1, the offsets in it, and what it says."""

    paragraph: int
    start: int
    end: int
    text: str


def _refuse(shown: str, expected: str) -> Problem:
    return Problem(
        "The document cannot be read",
        file=shown,
        expected=expected,
        remedy="Open it in a word processor and save it again, or save it as text",
    )


def parse_part(content: bytes, part: str, shown: str, expected: str) -> Any:
    """Return the root of one XML part of a zipped document.

    Raises Problem for another or a broken document, or one that unpacks to more than a story.
    """
    from lxml import etree  # type: ignore[import-untyped]

    refusal = _refuse(shown, expected)
    large = Problem(
        "The text of the document is too long for a story",
        file=shown,
        expected=f"at most {MOST_UNPACKED // 1_000_000} MB once it is unpacked",
        remedy="Copy the story into a new document, and check that",
    )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            info = archive.getinfo(part)
            small = info.file_size <= MOST_RATIO * max(info.compress_size, LEAST_PACKED)
            if info.file_size > MOST_UNPACKED or not small:
                raise large
            with archive.open(part) as file:
                text = file.read(MOST_UNPACKED + 1)
        if len(text) > MOST_UNPACKED:
            raise large
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
        root = etree.fromstring(text, parser)
    except Problem:
        raise
    except Exception as error:  # zipfile and lxml let faults of many kinds through
        raise refusal from error
    if root is None:
        raise refusal
    return root


def list_paragraphs(content: bytes, shown: str) -> Iterator[tuple[str, int, int]]:
    """Yield each paragraph's words, its number from 1, and its level if it is a heading.

    Raises Problem for what isn't a Word document in the usual form.
    """
    for number, node in enumerate(_parse_document(content, shown).iter(_w("p")), start=1):
        if next(node.iterancestors(_FALLBACK), None) is not None:
            continue
        words = "".join(text for _, text in _list_pieces(node))
        yield words, number, _level(node)


def _parse_document(content: bytes, shown: str) -> Any:
    root = parse_part(content, _TEXT, shown, "a Word document (.docx)")
    if root.tag != _w("document"):  # The strict form has the same names in another namespace.
        raise _refuse(shown, "a Word document (.docx) in the usual form, not Strict Open XML")
    return root


def _level(node: Any) -> int:
    style = node.find(f"{_w('pPr')}/{_w('pStyle')}")
    name = (style.get(_w("val")) or "").lower() if style is not None else ""
    if name == "title":
        return 1
    digits = name.removeprefix("heading").strip()
    return min(int(digits[:2]), 6) if name.startswith("heading") and digits.isdecimal() else 0


def _list_pieces(paragraph: Any) -> list[tuple[Any, str]]:
    """Return the nodes of a paragraph that hold visible text, and the text of each."""
    pieces: list[tuple[Any, str]] = []
    stack = list(reversed(paragraph))
    while stack:
        node = stack.pop()
        if node.tag in _SKIPPED or node.tag == _w("p") or not isinstance(node.tag, str):
            continue
        if node.tag == _w("t"):
            pieces.append((node, (node.text or "").replace("\u00a0", " ")))
        elif node.tag in _BLANKS:
            pieces.append((node, " "))
        elif node.tag == _w("noBreakHyphen"):
            pieces.append((node, "-"))
        elif node.tag == _w("r") and _is_hidden(node):
            continue
        else:
            stack.extend(reversed(node))
    return pieces


def _is_hidden(run: Any) -> bool:
    mark = run.find(f"{_w('rPr')}/{_w('vanish')}")
    return mark is not None and mark.get(_w("val")) not in ("0", "false", "off")


def add_comments(content: bytes, comments: Iterable[Comment], shown: str) -> bytes:
    """Return a document with comments added; what it holds already stays.

    Raises Problem for what isn't a Word document.
    """
    from docx import Document
    from docx.text.run import Run

    _parse_document(content, shown)
    try:
        document = Document(io.BytesIO(content))
    except Exception as error:  # python-docx lets faults of many kinds through
        raise _refuse(shown, "a Word document (.docx)") from error
    body = document.element.body
    paragraphs = list(document.element.iter(_w("p")))
    for one in comments:
        nodes = _cut_runs(paragraphs[one.paragraph - 1], one) if one.paragraph > 0 else []
        runs = [Run(node, body) for node in nodes]
        if runs:
            document.add_comment(runs, text=one.text, author=AUTHOR, initials=INITIALS)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def _cut_runs(paragraph: Any, comment: Comment) -> list[Any]:
    """Return the first and last run of a comment's words; runs are split where those end."""
    found: list[Any] = []
    for at in (comment.start, comment.end):
        reached = 0
        for node, text in _list_pieces(paragraph):
            if reached < at < reached + len(text):
                _split(node, at - reached)
                break
            reached += len(text)
    reached = 0
    for node, text in _list_pieces(paragraph):
        run = next((one for one in node.iterancestors() if one.tag == _w("r")), None)
        if run is not None and comment.start <= reached < comment.end:
            found.append(run)
        reached += len(text)
    return [found[0], found[-1]] if found else []


def _split(node: Any, at: int) -> None:
    """Split the run of a text node at an offset."""
    run = next((one for one in node.iterancestors() if one.tag == _w("r")), None)
    if node.tag != _w("t") or run is None:
        return
    rest = copy.deepcopy(run)
    position = list(run).index(node)
    for child in list(rest)[:position]:
        if child.tag != _w("rPr"):
            rest.remove(child)
    for child in list(run)[position + 1 :]:
        run.remove(child)
    behind = next(child for child in rest if child.tag == _w("t"))
    text = node.text or ""
    node.text, behind.text = text[:at], text[at:]
    for one in (node, behind):
        one.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    run.addnext(rest)
