"""Word documents: their paragraphs as text, and comments put beside the words.

Comments are added to the editor's own file: every part of it but the text and the list of comments
is copied byte for byte, so that styles and tracked changes stay as they are.
"""

from __future__ import annotations

import copy
import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from helpers.errors import Problem

MOST_UNPACKED = 30_000_000
"""A document whose text unpacks to more is no story."""
AUTHOR, INITIALS = "Plateglass", "PG"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_P = "http://schemas.openxmlformats.org/package/2006"
_TEXT, _DOCUMENT, _COMMENTS = (
    "word/document.xml",
    "word/_rels/document.xml.rels",
    "word/comments.xml",
)
_TYPES = "[Content_Types].xml"
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"


def _w(name: str) -> str:
    return f"{{{_W}}}{name}"


_BLANKS = {_w("tab"), _w("br"), _w("cr"), _w("ptab")}
_SKIPPED = {
    _w(name) for name in ("del", "moveFrom", "instrText", "delText", "footnoteReference",
                          "endnoteReference", "annotationRef", "pict", "drawing", "object")
}  # fmt: skip


@dataclass(frozen=True)
class Comment:
    """A comment: the paragraph by its number, from 1, the offsets in it, and what it says."""

    paragraph: int
    start: int
    end: int
    text: str


def parse_part(content: bytes, part: str, shown: str, expected: str) -> Any:
    """Return the root of one XML part of a zipped document.

    Raises Problem for what is no such document, is broken, or unpacks to more than a story.
    """
    from lxml import etree  # type: ignore[import-untyped]

    refusal = Problem(
        "The document cannot be read",
        file=shown,
        expected=expected,
        remedy="Open it in a word processor and save it again, or save it as text",
    )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if archive.getinfo(part).file_size > MOST_UNPACKED:
                raise refusal
            with archive.open(part) as file:
                text = file.read(MOST_UNPACKED + 1)
        if len(text) > MOST_UNPACKED:
            raise refusal
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
    """Yield each paragraph's words, its number from 1, and its level if it is a heading."""
    root = parse_part(content, _TEXT, shown, "a Word document (.docx)")
    for number, node in enumerate(root.iter(_w("p")), start=1):
        words = "".join(text for _, text in _list_pieces(node))
        yield words, number, _level(node)


def _level(node: Any) -> int:
    style = node.find(f"{_w('pPr')}/{_w('pStyle')}")
    name = (style.get(_w("val")) or "").lower() if style is not None else ""
    if name == "title":
        return 1
    digits = name.removeprefix("heading").strip()
    return min(int(digits), 6) if name.startswith("heading") and digits.isdecimal() else 0


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
    return run.find(f"{_w('rPr')}/{_w('vanish')}") is not None


def add_comments(content: bytes, comments: Sequence[Comment], shown: str) -> bytes:
    """Return a document with comments added; what it holds already stays.

    Raises Problem for what is no Word document.
    """
    root = parse_part(content, _TEXT, shown, "a Word document (.docx)")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        has_comments = _COMMENTS in archive.namelist()
    listed = (
        parse_part(content, _COMMENTS, shown, "a Word document (.docx)")
        if has_comments
        else root.makeelement(_w("comments"), nsmap={"w": _W})
    )
    taken = [int(one.get(_w("id")) or 0) for one in listed if one.get(_w("id"), "").isdecimal()]
    paragraphs = list(root.iter(_w("p")))
    # From the back, so that the offsets of those in front stay.
    ordered = sorted(comments, key=lambda one: (one.paragraph, one.start), reverse=True)
    number = max(taken, default=-1) + len(ordered)
    for comment in ordered:
        if 0 < comment.paragraph <= len(paragraphs):
            _anchor(paragraphs[comment.paragraph - 1], comment, number)
            listed.insert(len(taken), _make_comment(listed, comment, number))
        number -= 1
    changed = {_TEXT: _write(root), _COMMENTS: _write(listed)}
    if not has_comments:
        changed[_TYPES] = _add_type(content, shown)
        changed[_DOCUMENT] = _add_relation(content, shown)
    return _repack(content, changed)


def _make_comment(listed: Any, comment: Comment, number: int) -> Any:
    node = listed.makeelement(
        _w("comment"), {_w("id"): str(number), _w("author"): AUTHOR, _w("initials"): INITIALS}
    )
    for line in comment.text.split("\n"):
        paragraph = _add(node, "p")
        text = _add(_add(paragraph, "r"), "t")
        text.text = line
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return node


def _add(parent: Any, name: str, **attributes: str) -> Any:
    node = parent.makeelement(_w(name), {_w(key): value for key, value in attributes.items()})
    parent.append(node)
    return node


def _anchor(paragraph: Any, comment: Comment, number: int) -> None:
    """Put the marks of a comment around its words; runs are split where the words begin and end."""
    pieces = _list_pieces(paragraph)
    first, last, at = None, None, 0
    for node, text in pieces:
        end = at + len(text)
        if first is None and comment.start < end:
            first = _split(node, comment.start - at)
            if first is not node:
                at, end = comment.start, end
                node = first
        if first is not None and comment.end <= end:
            _split(node, comment.end - at)
            last = node
            break
        at = end
    if first is None:
        return
    start_run = _run_of(first)
    end_run = _run_of(last if last is not None else pieces[-1][0])
    if start_run is None or end_run is None:
        return
    mark = start_run.makeelement(_w("commentRangeStart"), {_w("id"): str(number)})
    start_run.addprevious(mark)
    close = end_run.makeelement(_w("commentRangeEnd"), {_w("id"): str(number)})
    end_run.addnext(close)
    run = end_run.makeelement(_w("r"))
    _add(run, "commentReference", id=str(number))
    close.addnext(run)


def _run_of(node: Any) -> Any:
    return next((one for one in node.iterancestors() if one.tag == _w("r")), None)


def _split(node: Any, at: int) -> Any:
    """Split the run of a text node at an offset; return the node behind the cut."""
    run = _run_of(node)
    if node.tag != _w("t") or run is None or not 0 < at < len(node.text or ""):
        return node
    rest = copy.deepcopy(run)
    place = list(run).index(node)
    for child in list(rest)[:place]:
        if child.tag != _w("rPr"):
            rest.remove(child)
    for child in list(run)[place + 1 :]:
        run.remove(child)
    behind = next(child for child in rest if child.tag == _w("t"))
    text = node.text or ""
    node.text, behind.text = text[:at], text[at:]
    for one in (node, behind):
        one.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    run.addnext(rest)
    return behind


def _add_type(content: bytes, shown: str) -> bytes:
    root = parse_part(content, _TYPES, shown, "a Word document (.docx)")
    space = f"{{{_P}/content-types}}"
    override = root.makeelement(
        f"{space}Override", {"PartName": f"/{_COMMENTS}", "ContentType": _COMMENTS_TYPE}
    )
    root.append(override)
    return _write(root)


def _add_relation(content: bytes, shown: str) -> bytes:
    root = parse_part(content, _DOCUMENT, shown, "a Word document (.docx)")
    taken = {one.get("Id") for one in root}
    name = next(f"rIdPg{n}" for n in range(1, 10_000) if f"rIdPg{n}" not in taken)
    relation = root.makeelement(
        f"{{{_P}/relationships}}Relationship",
        {"Id": name, "Type": f"{_R}/comments", "Target": "comments.xml"},
    )
    root.append(relation)
    return _write(root)


def _write(root: Any) -> bytes:
    from lxml import etree

    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))


def _repack(content: bytes, changed: dict[str, bytes]) -> bytes:
    """Return the archive with some parts changed or added, the others copied."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for member in old.infolist():
            data = changed.pop(member.filename, None)
            new.writestr(member, old.read(member) if data is None else data)
        for name, data in changed.items():
            new.writestr(name, data, compress_type=zipfile.ZIP_DEFLATED)
    return made.getvalue()
