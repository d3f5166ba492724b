"""Prose: a draft story (.md, .txt, .docx, .html) as paragraphs, each knowing its lines.

Nothing of a draft is run, fetched or written. Markup, scripts, hidden parts and the marks of
footnotes are left out; comments and deletions of a Word document are too, insertions are in.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from helpers.errors import Misuse, Problem
from helpers.readers.encoding import find_encoding

MOST_BYTES = 20_000_000
"""A story is not longer; a file that is, or that unpacks to more, is no draft."""
ENDINGS = (".md", ".markdown", ".txt", ".docx", ".html", ".htm")


def _split(words: str) -> frozenset[str]:
    return frozenset(words.split())


_UNSEEN = _split("script style template noscript head svg iframe object nav form button")
_BLOCKS = _split(
    "p div section article main header footer aside h1 h2 h3 h4 h5 h6 li ul ol dl dt dd "
    "table tr td th blockquote figure figcaption pre body html caption tbody thead tfoot "
    "hr"
)
_FOOTNOTE = re.compile(r"\s*\[?\(?(?:\d{1,3}|[*†‡])\)?\]?\s*")
_UNPRINTED = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]"
)
_BLANK = re.compile(r"\s+")


@dataclass(frozen=True)
class Paragraph:
    """One paragraph: its words, and the places in them at which a line of the draft begins.

    A line is one of the file; in a Word document, which has none, it is the paragraph's number.
    `level` is 1 to 6 for a heading, else 0.
    """

    text: str
    lines: tuple[tuple[int, int], ...]
    level: int = 0

    def line_at(self, offset: int) -> int:
        """Return the line on which a place in the text stands."""
        return max((line for start, line in self.lines if start <= offset), default=1)


def read_prose(path: Path) -> list[Paragraph]:
    """Return the paragraphs of a draft that have words in them.

    Raises Misuse for a file that is not there or has another ending; Problem for one that cannot be
    read as what its ending says.
    """
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise Misuse(
            f"{path.name} is no draft that can be read",
            expected=f"a file that ends in {', '.join(ENDINGS)}",
            remedy="Save it as one of these and check that",
        )
    try:
        size = path.stat().st_size if path.is_file() else None
    except OSError:
        size = None
    if size is None:
        raise Misuse(f"There is no file {path}", remedy="Check its name and folder")
    if size > MOST_BYTES:
        raise Problem(
            "The draft is too long for a story",
            file=path.name,
            expected=f"at most {MOST_BYTES // 1_000_000} MB",
            remedy="Check the story alone, without pictures",
        )
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Problem(
            f"The draft cannot be opened: {error.strerror or 'no access'}",
            file=path.name,
            remedy="See to it that you may read it",
        ) from error
    if ending == ".docx":
        found = _read_word(content, path.name)
    elif ending in (".html", ".htm"):
        found = _read_page(content, path.name)
    else:
        text = _decode(path, content)
        found = _read_markdown(text) if ending in (".md", ".markdown") else _read_plain(text)
    return [one for one in found if one.text.strip()]


def _decode(path: Path, content: bytes) -> str:
    if content.startswith(
        (b"%PDF", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x89PNG", b"\xff\xd8\xff")
    ):
        raise Problem(
            "The file is no text, whatever its name says",
            file=path.name,
            expected="plain text",
            remedy="Save the story as text, Word (.docx) or a web page, and check that",
        )
    text = content.decode(find_encoding(path), errors="replace")
    return text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _clean(text: str) -> str:
    """Put a blank for every character that prints nothing, so that offsets stay."""
    return _UNPRINTED.sub(" ", text).replace("\u00a0", " ").replace("\u202f", " ")


def _read_plain(text: str) -> Iterator[Paragraph]:
    piece = ""
    lines: list[tuple[int, int]] = []
    for number, line in enumerate(text.split("\n"), start=1):
        words = _clean(line.strip())
        if not words:
            if piece:
                yield Paragraph(piece, tuple(lines))
            piece, lines = "", []
            continue
        piece += " " if piece else ""
        lines.append((len(piece), number))
        piece += words
    if piece:
        yield Paragraph(piece, tuple(lines))


def _read_markdown(text: str) -> Iterator[Paragraph]:
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    level = 0
    for token in tokens:
        if token.type == "heading_open":
            level = int(token.tag[1])
        elif token.type == "heading_close":
            level = 0
        elif token.type in ("fence", "code_block", "html_block") and token.map:
            inner = token.content
            if token.type == "html_block":
                for one in _read_page(inner.encode("utf-8"), "the draft"):
                    yield Paragraph(one.text, ((0, token.map[0] + 1),))
                continue
            for paragraph in _read_plain(inner):
                moved = tuple((at, line + token.map[0] + 1) for at, line in paragraph.lines)
                yield Paragraph(paragraph.text, moved)
        elif token.type == "inline" and token.map:
            yield _join_inline(token, level)


def _join_inline(token: Any, level: int) -> Paragraph:
    """Return the words of one block of Markdown without its marks."""
    line = token.map[0] + 1
    text, lines = "", [(0, line)]
    hidden = False
    for child in token.children or []:
        if child.type == "html_inline":
            hidden = bool(re.match(r"<(?:script|style)\b", child.content, re.IGNORECASE))
            continue
        if hidden:
            continue
        if child.type in ("text", "code_inline", "text_special"):
            text += child.content
        elif child.type in ("softbreak", "hardbreak"):
            line += 1
            text += " "
            lines.append((len(text), line))
        elif child.type == "image":
            text += child.content
    return Paragraph(_clean(text), tuple(lines), level)


def _read_page(content: bytes, shown: str) -> Iterator[Paragraph]:
    from lxml import etree, html  # type: ignore[import-untyped]

    if not content.strip():
        return
    parser = html.HTMLParser(
        no_network=True, remove_comments=True, remove_pis=True, huge_tree=False,
        encoding=_say_encoding(content),
    )  # fmt: skip
    try:
        root = html.document_fromstring(content, parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise Problem(
            "The page cannot be read",
            file=shown,
            expected="a web page (HTML)",
            remedy="Open it in a browser and save it again, or save the story as text",
        ) from error
    yield from _list_blocks(root)


def _say_encoding(content: bytes) -> str | None:
    """Return UTF-8 if the page is that; else the parser follows what the page says of itself."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return "utf-8"


def _list_blocks(root: Any) -> Iterator[Paragraph]:
    """Yield the text of each innermost block, without recursion: pages may nest without end."""
    pieces: list[str] = []
    starts: list[tuple[int, int]] = []
    level = 0
    stack: list[tuple[Any, bool]] = [(root, False)]

    def flush() -> Iterator[Paragraph]:
        raw = "".join(pieces)
        text = _BLANK.sub(" ", _clean(raw)).strip()
        line = starts[0][1] if starts else 1
        pieces.clear()
        starts.clear()
        if text:
            yield Paragraph(text, ((0, line),), level)

    while stack:
        node, leaving = stack.pop()
        tag = node.tag if isinstance(node.tag, str) else ""
        if leaving:
            if tag in _BLOCKS:
                yield from flush()
                level = 0
            if node.tail:
                pieces.append(node.tail)
            continue
        if not tag or tag in _UNSEEN or _is_hidden(node) or _is_footnote(node, tag):
            if node.tail:
                pieces.append(node.tail)
            continue
        if tag in _BLOCKS:
            yield from flush()
            level = int(tag[1]) if re.fullmatch(r"h[1-6]", tag) else level
        if tag == "br":
            pieces.append(" ")
        if node.text:
            if not starts or not "".join(pieces).strip():
                starts[:] = [(0, node.sourceline or 1)]
            pieces.append(node.text)
        stack.append((node, True))
        stack.extend((child, False) for child in reversed(node))
    yield from flush()


def _is_hidden(node: Any) -> bool:
    style = (node.get("style") or "").replace(" ", "").lower()
    return node.get("hidden") is not None or "display:none" in style


def _is_footnote(node: Any, tag: str) -> bool:
    """Return whether an element is the mark of a footnote, and no number of the story."""
    return tag == "sup" and bool(_FOOTNOTE.fullmatch("".join(node.itertext())))


def _read_word(content: bytes, shown: str) -> Iterator[Paragraph]:
    import mammoth

    refusal = Problem(
        "The document cannot be read",
        file=shown,
        expected="a Word document (.docx)",
        remedy="Open it in a word processor and save it again as .docx, or save it as text",
    )
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            whole = sum(member.file_size for member in archive.infolist())
            if whole > 10 * MOST_BYTES or "word/document.xml" not in archive.namelist():
                raise refusal
        made = mammoth.convert_to_html(
            io.BytesIO(content),
            convert_image=mammoth.images.img_element(lambda _image: {"src": ""}),
            include_embedded_style_map=False,
            external_file_access=False,
        )
    except Problem:
        raise
    except Exception as error:  # mammoth lets every fault of the XML through as it comes
        raise refusal from error
    for number, one in enumerate(_read_page(made.value.encode("utf-8"), shown), start=1):
        yield Paragraph(one.text, ((0, number),), one.level)
